/** Without a usable server it says what is wrong and what to do, and goes on as soon as that is done. */

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withEditor } from '../editor.ts';

const wishes = {
  files: { 'customary.toml': 'prefer = "client"\n', 'a.md': 'Our customers call.\n' },
  open: 'a.md',
  bundled: 'removed',
  path: '/usr/bin:/bin',
} as const;

await withEditor(wishes, async (editor) => {
  await editor.notification(/finds no server.*customary\.server\.path/).waitFor();
  await editor.statusSays('Customary');
  const error = editor.page.locator('.statusbar-item.has-background-color.error-kind', {
    hasText: 'Customary',
  });
  await error.waitFor();

  // The button leads to the setting.
  await editor.notification('finds no server').getByRole('button', { name: 'Open Settings' }).click();
  await editor.page
    .locator('.settings-editor .setting-item-key, .settings-editor', { hasText: 'Server: Path' })
    .first()
    .waitFor();
  await editor.page.keyboard.press('Control+KeyW');

  // A path that names nothing, then a program that is too old.
  editor.settings('Machine', { 'customary.server.path': '/nowhere/customary' });
  await editor.notification(/names “\/nowhere\/customary”, and there is no program/).waitFor();
  const old = join(editor.workspace, 'old-customary');
  writeFileSync(old, '#!/bin/sh\necho customary 0.0.9\n');
  chmodSync(old, 0o755);
  editor.settings('Machine', { 'customary.server.path': old });
  await editor.notification(/version 0\.1\.0 or later.*is 0\.0\.9/).waitFor();

  // The one that works.
  editor.settings('Machine', { 'customary.server.path': process.env['SERVER'] });
  await editor.until('a word is underlined', async () => (await editor.squiggles()) === 1);
  await editor.statusSays(/client · 1$/);
});
