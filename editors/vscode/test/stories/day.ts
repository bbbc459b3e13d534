/** A writer's day: a word is underlined, listed, mended by the bulb, and the status bar keeps count. */

import assert from 'node:assert/strict';
import { sample, withEditor } from '../editor.ts';

const wishes = {
  files: sample('harbour-advisory'),
  name: 'harbour-advisory',
  open: 'onboarding.md',
  settings: { 'editor.minimap.enabled': false, 'editor.fontSize': 15, 'editor.wordWrap': 'on' },
  viewport: { width: 1120, height: 700 },
} as const;

await withEditor(wishes, async (editor) => {
  await editor.until('five words are underlined', async () => (await editor.squiggles()) === 5);
  await editor.statusSays(/client · 5$/);

  // The Problems panel has a row for each, with its place.
  await editor.page.keyboard.press('Control+Shift+KeyM');
  const panel = editor.page.locator('.markers-panel');
  await panel.locator('.monaco-list-row', { hasText: 'onboarding.md' }).first().waitFor();
  await panel
    .locator('.monaco-list-row', { hasText: 'Say “client” here' })
    .filter({ hasText: 'Ln 2, Col 29' })
    .waitFor();
  // The workspace is checked, not only what is open.
  await panel.locator('.monaco-list-row', { hasText: 'letter.txt' }).first().waitFor();
  await editor.page.keyboard.press('Control+Shift+KeyM');

  // The bulb offers the swap first.
  await editor.bulb('Customers call');
  const actions = await editor.menu().innerText();
  assert.match(actions, /Replace with “Clients”/);
  assert.match(actions, /Ignore/);
  await editor.picture('vscode');
  await editor.choose('Replace with “Clients”');
  await editor.until('the word is another', async () =>
    /Introduce the adviser\. Clients call/.test(
      ((await editor.text().textContent()) ?? '').replaceAll('\u00a0', ' '),
    ),
  );
  await editor.until('four words are left', async () => (await editor.squiggles()) === 4);
  await editor.statusSays(/client · 4$/);
  await editor.save();
  await editor.onDisk('onboarding.md', 'the other word', (text) => text.includes('Clients call one person'));

  // Another folder, another word: the same policy has an override for the shop.
  await editor.open('shop/orders.md');
  await editor.statusSays(/customer · 1$/);

  // A click on the status bar opens the policy.
  await editor.status().first().click();
  await editor.page.locator('.tab.active', { hasText: 'customary.toml' }).waitFor();
  await editor.statusSays(/policy$/);
  assert.deepEqual(editor.askedElsewhere, []);
});
