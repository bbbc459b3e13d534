/** A workspace that is not trusted is checked as any other, but chooses no program. */

import assert from 'node:assert/strict';
import { withEditor } from '../editor.ts';

const wishes = {
  files: {
    'customary.toml': 'prefer = "client"\n',
    'a.md': 'Our customers call.\n',
    'evil/customary': '#!/bin/sh\ntouch "$(dirname "$0")/ran"\necho customary 9.9.9\n',
    '.vscode/settings.json': '{ "customary.server.path": "$WORKSPACE/evil/customary" }\n',
  },
  open: 'a.md',
  executable: ['evil/customary'],
  trust: 'restricted',
} as const;

await withEditor(wishes, async (editor) => {
  await editor.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  await editor.until('a word is underlined', async () => (await editor.squiggles()) === 1);
  await editor.statusSays(/client · 1$/);
  await editor.run('Customary: Restart Server');
  await editor.until('a word is underlined again', async () => (await editor.squiggles()) === 1);
  assert.equal(editor.has('evil/ran'), false, 'nothing of the workspace ran');
});
