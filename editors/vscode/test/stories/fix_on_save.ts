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
  // The server has seen what was typed.
  await editor.until('four words are underlined', async () => (await editor.squiggles()) === 4);
  // Now and then VS Code writes a file without asking anybody for actions first (its messages to the server show
  // none); a person saves again.
  let saved = 0;
  await editor.until('a.md on disk: mended', async () => {
    if (Date.now() - saved > 3000) {
      saved = Date.now();
      await editor.save();
    }
    return editor.read('a.md').includes('Our clients call.');
  });
  assert.equal(
    editor.read('a.md'),
    // The quotation is for a person to look at.
    '# Letter\n\nEvery client gets an answer. Our clients call. Each client hears soon.\n\n> “A customer waits.”\n',
  );
  await editor.statusSays(/client · 1$/);
});
