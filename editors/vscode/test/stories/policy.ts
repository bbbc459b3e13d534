/** Without a policy one is written from the status bar's question; in it, keys are completed and explained. */

import { withEditor } from '../editor.ts';

const wishes = {
  files: { 'notes/a.md': '# Notes\n\nOur customers call us every month.\n' },
  name: 'harbour-advisory',
  open: 'notes/a.md',
  settings: {
    'editor.minimap.enabled': false,
    'editor.fontSize': 15,
    'editor.quickSuggestions': { strings: 'on' },
  },
  viewport: { width: 1000, height: 560 },
} as const;

await withEditor(wishes, async (editor) => {
  await editor.statusSays(/^(?!.*·).*\S/);
  await editor.run('Customary: Set Preference…');
  const choices = editor.page.locator('.quick-input-list .monaco-list-row');
  await choices.filter({ hasText: 'the party we serve is a client' }).click();
  // The new policy is an edit that stands open until it is saved.
  await editor.page.locator('.tab.dirty', { hasText: 'customary.toml' }).waitFor();
  await editor.run('File: Save All Files');
  await editor.onDisk('customary.toml', 'the choice', (text) => text.includes('prefer = "client"'));
  await editor.until('a word is underlined', async () => (await editor.squiggles()) === 1);

  await editor.open('customary.toml');
  await editor.text().click();
  await editor.page.keyboard.press('Control+End');
  await editor.page.keyboard.type('\n\nsev');
  const list = editor.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'severity' });
  await list.first().waitFor();
  await editor.page.keyboard.press('Enter');
  await editor.until('the key is there', async () =>
    /severity\s*=/.test((await editor.text().textContent()) ?? ''),
  );
});
