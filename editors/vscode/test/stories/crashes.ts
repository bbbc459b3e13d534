/** A server that ends by itself is started again, but not for ever; then a button does it. */

import { withEditor } from '../editor.ts';

const wishes = {
  files: {
    'customary.toml': 'prefer = "client"\n',
    'a.md': 'Our customers call.\n',
    // Tells its number, so that it can be ended by its id.
    'fragile-customary':
      '#!/bin/sh\nif [ "$1" = lsp ]; then echo $$ >>"$WORKSPACE/numbers"; fi\nexec "$REAL" "$@"\n'.replace(
        '$REAL',
        process.env['SERVER'] ?? '',
      ),
  },
  open: 'a.md',
  executable: ['fragile-customary'],
  machine: { 'customary.server.path': '$WORKSPACE/fragile-customary' },
} as const;

await withEditor(wishes, async (editor) => {
  const numbers = (): number[] => {
    const text = editor.has('numbers') ? editor.read('numbers') : '';
    return text.split('\n').filter(Boolean).map(Number);
  };
  for (let start = 1; start <= 5; start += 1) {
    await editor.until(`start ${start}`, () => numbers().length === start);
    await editor.until('a word is underlined', async () => (await editor.squiggles()) === 1);
    await editor.statusSays(/client · 1$/);
    process.kill(numbers()[start - 1] ?? 0, 'SIGKILL');
  }
  const notice = editor.notification(/ended by itself 5 times within three minutes/);
  await notice.waitFor();
  await editor.until('nothing is underlined', async () => (await editor.squiggles()) === 0);
  await notice.getByRole('button', { name: 'Restart' }).click();
  await editor.until('the sixth start', () => numbers().length === 6);
  await editor.until('a word is underlined', async () => (await editor.squiggles()) === 1);
});
