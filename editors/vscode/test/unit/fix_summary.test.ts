import assert from 'node:assert/strict';
import { test } from 'node:test';

import { count, summarize } from '../../src/fix-summary.ts';

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const edit = { range, newText: 'x' };

test('edits are counted by file and by what they ask', () => {
  const changeAnnotations = {
    safe: { label: 'Safe' },
    review: { label: 'To look at', needsConfirmation: true },
  };
  const documentChanges = [
    {
      textDocument: { uri: 'file:///a.md', version: 1 },
      edits: [
        { ...edit, annotationId: 'safe' },
        { ...edit, annotationId: 'review' },
      ],
    },
    {
      textDocument: { uri: 'file:///b.md', version: null },
      edits: [edit, { ...edit, annotationId: 'review' }],
    },
    { kind: 'create' as const, uri: 'file:///c.md' },
  ];
  assert.deepEqual(summarize({ changeAnnotations, documentChanges }), {
    files: ['file:///a.md', 'file:///b.md', 'file:///c.md'],
    edits: 4,
    toConfirm: 2,
  });
});

test('plain changes and nothing at all', () => {
  const changes = { 'file:///a.md': [edit, edit] };
  assert.deepEqual(summarize({ changes }), { files: ['file:///a.md'], edits: 2, toConfirm: 0 });
  assert.deepEqual(summarize({}), { files: [], edits: 0, toConfirm: 0 });
});

test('one and many', () => {
  assert.equal(count(0, 'word'), '0 words');
  assert.equal(count(1, 'word'), '1 word');
  assert.equal(count(1234, 'file'), '1,234 files');
});
