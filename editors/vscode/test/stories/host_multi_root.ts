/** In the extension host: two folders in one window, each under its own policy. */

import { inExtensionHost } from '../editor.ts';

const files = {
  'both.code-workspace': JSON.stringify({ folders: [{ path: 'firm' }, { path: 'shop' }] }),
  'firm/customary.toml': 'prefer = "client"\n',
  'firm/a.md': 'Our customers call us every month.\n',
  'shop/customary.toml': 'prefer = "customer"\n',
  'shop/a.md': 'Every client pays at the till and takes the parcel home.\n',
  'shop/b.md': 'Every client gets a receipt at the till.\n',
};
await inExtensionHost({ files, workspaceFile: 'both.code-workspace' }, 'multi_root.ts');
