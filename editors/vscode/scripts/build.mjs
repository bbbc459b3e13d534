/**
 * Makes the one file that the editor loads, and lays the schema of policies beside it.
 */

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('..', import.meta.url));
const production = process.argv.includes('--production');

process.chdir(folder);
mkdirSync('dist', { recursive: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  // The library's ES modules are smaller once bundled than its CommonJS ones.
  mainFields: ['module', 'main'],
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
  logLevel: 'warning',
});
copyFileSync(process.env['CUSTOMARY_SCHEMA'] ?? '../../customary.schema.json', 'dist/customary.schema.json');

/** The licences of what is bundled: they ask to travel with it. */
function notices(inputs) {
  const packages = new Set(
    inputs.map((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]),
  );
  packages.delete(undefined);
  return [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((file) => /^licen[cs]e(\.(md|txt))?$/i.test(file));
    if (!file) {
      throw new Error(`${name} comes without its licence`);
    }
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
}
writeFileSync('dist/THIRD-PARTY.txt', notices(Object.keys(metafile.inputs)).join(`\n${'-'.repeat(80)}\n\n`));
