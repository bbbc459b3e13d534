/** In the extension host: findings, actions, policies, commands, off and on. */

import { inExtensionHost } from '../editor.ts';

const files = {
  'customary.toml': 'prefer = "client"\n',
  'letter.md': '# A letter\n\nOur customers call. Each customer gets an answer.\n',
  'other.md': 'Our customers wait.\n',
  'package.lock': 'Our customers wait.\n',
};
await inExtensionHost({ files }, 'day.ts');
