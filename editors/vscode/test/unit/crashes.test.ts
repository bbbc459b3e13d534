import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Crashes, LIMIT, WITHIN_MS } from '../../src/crashes.ts';

test('the fifth end within the time is one too many', () => {
  const crashes = new Crashes();
  const answers = Array.from({ length: LIMIT }, (_, index) => crashes.mayRestart(index * 1000));
  assert.deepEqual(answers, [true, true, true, true, false]);
});

test('ends that lie far apart are none too many', () => {
  const crashes = new Crashes();
  for (let index = 0; index < 50; index += 1) {
    assert.equal(crashes.mayRestart((index * WITHIN_MS) / (LIMIT - 1)), true);
  }
});

test('a start by hand begins a new count', () => {
  const crashes = new Crashes();
  for (let index = 0; index < LIMIT; index += 1) {
    crashes.mayRestart(index);
  }
  crashes.forget();
  assert.equal(crashes.mayRestart(LIMIT), true);
});
