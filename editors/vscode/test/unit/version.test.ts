import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatVersion, isOlder, parseVersion } from '../../src/version.ts';

test('a version is read from what a program prints', () => {
  for (const [text, version] of [
    ['customary 0.1.0\n', '0.1.0'],
    ['customary 1.12.3-rc.1 (abc)', '1.12.3'],
    ['v2.0.10', '2.0.10'],
    ['customary 0.2.0+local', '0.2.0'],
  ] as const) {
    const parsed = parseVersion(text);
    assert.equal(parsed && formatVersion(parsed), version, text);
  }
  for (const text of ['', 'customary', 'customary 1.2', 'listening on 127.0.0.1', 'x1.2.3']) {
    assert.equal(parseVersion(text), undefined, text);
  }
});

test('versions are compared number by number', () => {
  const older = [
    ['0.0.9', '0.1.0'],
    ['0.9.9', '0.10.0'],
    ['1.2.3', '2.0.0'],
    ['0.1.0', '0.1.1'],
  ] as const;
  for (const [a, b] of older) {
    const [first, second] = [parseVersion(a), parseVersion(b)];
    assert.ok(first && second);
    assert.equal(isOlder(first, second), true, `${a} < ${b}`);
    assert.equal(isOlder(second, first), false, `${b} < ${a}`);
    assert.equal(isOlder(first, first), false);
  }
});
