/** Without a usable server it says what is wrong and what to do, and goes on as soon as that is done. */

import { chmodSync, rmSync } from 'node:fs';
import { withEditor } from '../editor.ts';

const wishes = {
  files: { 'customary.toml': 'prefer = "client"\n', 'a.md': 'Our customers call.\n' },
  open: 'a.md',
  bundled: 'removed',
  path: '/usr/bin:/bin',
} as const;

function isAlive(number: number): boolean {
  try {
    return process.kill(number, 0);
  } catch {
    return false;
  }
}

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
  const program = (name: string, lsp: string, version = '0.1.0'): string => {
    const text = `if [ "$1" = lsp ]; then ${lsp}; fi; echo customary ${version}`;
    editor.write(name, `#!/bin/sh\n${text}\n`);
    chmodSync(editor.path(name), 0o755);
    return editor.path(name);
  };
  const old = program('old-customary', 'exit 3', '0.0.9');
  editor.settings('Machine', { 'customary.server.path': old });
  await editor.notification(/version 0\.1\.0 or later.*is 0\.0\.9/).waitFor();

  // One that ends at once, then one that never says a word.
  const broken = program('broken-customary', 'exit 3');
  editor.settings('Machine', { 'customary.server.path': broken });
  await editor.notification(/does not start: “.*broken-customary” ended before it answered/).waitFor();
  const mute = program('mute-customary', `echo $$ >"${editor.path('number')}"; exec sleep 600`);
  editor.settings('Machine', { 'customary.server.path': mute });
  await editor.notification(/“.*mute-customary” has not answered for 30 seconds/).waitFor();
  const number = Number(editor.read('number'));
  await editor.until('the mute one is ended', () => !isAlive(number));

  // Nothing waits for it when it is changed for another meanwhile: the one that works.
  rmSync(editor.path('number'));
  await editor.run('Customary: Restart Server');
  await editor.until('the mute one runs again', () => editor.has('number'));
  editor.settings('Machine', { 'customary.server.path': process.env['SERVER'] });
  await editor.until('a word is underlined', async () => (await editor.squiggles()) === 1);
  await editor.statusSays(/client · 1$/);
});
