/** `editor.codeActionsOnSave`: what is safe is mended before the file is written. */

import assert from 'node:assert/strict';
import { withEditor } from '../editor.ts';

const wishes = {
  files: {
    'customary.toml': 'prefer = "client"\n',
    'a.md': '# Letter\n\nEvery customer gets an answer. Our customers call.\n\n> “A customer waits.”\n',
  },
  open: 'a.md',
  settings: { 'editor.codeActionsOnSave': { 'source.fixAll.customary': 'explicit' } },
} as const;

await withEditor(wishes, async (editor) => {
  await editor.until('three words are underlined', async () => (await editor.squiggles()) === 3);
  await editor.clickWord('answer');
  await editor.page.keyboard.press('End');
  await editor.page.keyboard.type(' Each customer hears soon.');
  // A full stop brings up no list of words.
  await editor.until('the text is there', async () =>
    /hears\s+soon\./.test((await editor.text().textContent()) ?? ''),
  );
  assert.equal(await editor.page.locator('.suggest-widget.visible').count(), 0);
  // The server has seen what was typed: an edit of an earlier text would be refused, as it must be.
  await editor.until('four words are underlined', async () => (await editor.squiggles()) === 4);
  await editor.save();
  await editor.onDisk('a.md', 'the edit, saved', (text) => text.includes('soon.'));
  assert.equal(
    editor.read('a.md'),
    // The quotation is for a person to look at.
    '# Letter\n\nEvery client gets an answer. Our clients call. Each client hears soon.\n\n> “A customer waits.”\n',
  );
  await editor.statusSays(/client · 1$/);
});
