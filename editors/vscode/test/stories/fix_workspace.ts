/**
 * The whole workspace: where every swap is safe a question with the numbers is enough; where one is to be looked
 * at, the editor's own preview comes up, and what is chosen there is done.
 */

import assert from 'node:assert/strict';
import { withEditor } from '../editor.ts';

const wishes = {
  files: {
    'customary.toml': '# People stay with us for years.\nprefer = "client"\n',
    'letters/welcome.md':
      '# Welcome\n\nEvery customer meets a partner in the first week. Our customers call one person, not a switchboard.\n',
    'letters/goodbye.md': '# Goodbye\n\nWhen a customer leaves us, we ask why, and we listen.\n',
    'prices.md': '# Prices\n\nA yearly review is included for all customers.\n',
  },
  name: 'harbour-advisory',
  open: 'letters/welcome.md',
  settings: { 'editor.minimap.enabled': false, 'editor.fontSize': 14, 'editor.wordWrap': 'on' },
  viewport: { width: 1180, height: 720 },
} as const;

await withEditor(wishes, async (editor) => {
  await editor.until('two words are underlined', async () => (await editor.squiggles()) === 2);
  await editor.statusSays(/client · 2$/);

  // All of it is safe: no preview, but a question. Whoever says no keeps every word.
  await editor.run('Customary: Fix Workspace…');
  const dialog = editor.page.locator('.monaco-dialog-box');
  await dialog.filter({ hasText: 'Fix 4 places in 3 files?' }).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await editor.squiggles(), 2);

  await editor.run('Customary: Fix Workspace…');
  await dialog.getByRole('button', { name: 'Fix', exact: true }).click();
  // Those that are not open are written; the open one, too.
  await editor.onDisk('letters/goodbye.md', 'the other word', (text) =>
    text.includes('When a client leaves us'),
  );
  await editor.onDisk('prices.md', 'the other word', (text) => text.includes('for all clients'));
  await editor.onDisk('letters/welcome.md', 'the other word', (text) => text.includes('Our clients call'));
  await editor.until('nothing is underlined', async () => (await editor.squiggles()) === 0);

  // A quotation is for a person to look at.
  editor.write(
    'letters/praise.md',
    '# Praise\n\n> “I was a customer for ten years.”\n\nWe thank every customer.\n',
  );
  editor.write('letters/reply.md', '# Reply\n\nWe answer each customer within a day.\n');
  await editor.open('letters/praise.md');
  await editor.until('two words are underlined', async () => (await editor.squiggles()) === 2);
  await editor.run('Customary: Fix Workspace…');
  const preview = editor.page.locator('.bulk-edit-panel');
  const rows = preview.locator('.monaco-list-row');
  await rows.filter({ hasText: 'praise.md' }).first().waitFor();
  await rows.filter({ hasText: 'reply.md' }).first().waitFor();
  await editor.picture('vscode-preview');
  // What needs a look is not chosen before somebody has looked.
  await preview.getByRole('button', { name: /Apply/ }).click();
  await editor.onDisk('letters/reply.md', 'the other word', (text) => text.includes('each client'));
  await editor.onDisk('letters/praise.md', 'the safe one', (text) => text.includes('We thank every'));
  assert.match(editor.read('letters/praise.md'), /“I was a customer for ten years\.”/);
});
