import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { label, LINKED, type Situation } from '../../src/status-text.ts';
import { page } from '../../src/statistics.ts';

const counts = { findings: 3, errors: 0, warnings: 3 };
const none = { findings: 0, errors: 0, warnings: 0 };
const text = { kind: 'text', counts, prefer: 'client', policy: 'customary.toml' } as const;

test('a text: the word of the house, and how many findings', () => {
  assert.equal(label(text).text, '$(whole-word) client · 3');
  assert.equal(label({ ...text, counts: none }).text, '$(whole-word) client');
  assert.equal(label(text).spoken, 'Customary: client, 3 findings in this file');
  assert.match(label(text).tooltip, /Policy: `customary\.toml`/);
  assert.equal(label(text).command, 'customary.openPolicy');
});

test('without a policy the tooltip offers one; while nothing is known it claims nothing', () => {
  assert.match(
    label({ ...text, prefer: 'consistent', policy: null }).tooltip,
    /No `customary\.toml`.*write one/,
  );
  const unknown = label({ ...text, prefer: undefined, policy: undefined });
  assert.equal(unknown.text, '$(whole-word) Customary · 3');
  assert.doesNotMatch(unknown.tooltip, /customary\.toml/);
});

test('off, starting, failed, a policy with faults', () => {
  assert.equal(label({ kind: 'off' }).command, 'customary.enableForWorkspace');
  assert.match(label({ kind: 'starting' }).text, /spin/);
  const failed = label({ kind: 'failed', problem: 'There is none.' });
  assert.deepEqual([failed.tone, failed.tooltip.startsWith('There is none.')], ['error', true]);
  const broken = label({ kind: 'policy-file', counts: { findings: 1, errors: 1, warnings: 0 } });
  assert.deepEqual([broken.text, broken.tone], ['$(whole-word) policy · 1', 'error']);
  assert.equal(label({ kind: 'policy-file', counts: none }).tone, 'plain');
});

test('every link of a tooltip is a command of the manifest', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    contributes: { commands: { command: string }[] };
  };
  const known = manifest.contributes.commands.map(({ command }) => command);
  assert.deepEqual(
    Object.keys(LINKED).filter((command) => !known.includes(command)),
    [],
  );
  const situations: Situation[] = [text, { kind: 'failed', problem: '' }, { kind: 'policy-file', counts }];
  for (const situation of situations) {
    for (const [, command] of label(situation).tooltip.matchAll(/\(command:([^)]*)\)/g)) {
      assert.ok(command !== undefined && command in LINKED, command);
    }
  }
});

test('statistics: the most frequent first, and said when they are not whole', () => {
  const statistics = {
    files: 1200,
    skipped: 3,
    findings: 7,
    fixable: 5,
    words: { client: 2, customer: 9 },
    concepts: { 'sign-in': 1, 'client-customer': 6 },
    scanning: true,
  };
  const text = page(statistics);
  assert.match(text, /1,200/);
  assert.match(text, /still reading/);
  assert.ok(text.indexOf('| customer | 9 |') < text.indexOf('| client | 2 |'));
  assert.ok(text.indexOf('| client-customer | 6 |') < text.indexOf('| sign-in | 1 |'));
  assert.doesNotMatch(page({ ...statistics, scanning: false, concepts: {} }), /still reading|Concept/);
});
