/**
 * Makes the VSIX, with the server inside.
 *
 *   node scripts/package.mjs [--target linux-x64] [--server FILE] [--out FILE]
 *
 * Without --server the server is built from this repository, for the target. With --target universal the
 * VSIX holds no server: it runs the one that the settings or the PATH name.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The editor's names of platforms, and Rust's. */
const TRIPLES = {
  'linux-x64': 'x86_64-unknown-linux-gnu',
  'linux-arm64': 'aarch64-unknown-linux-gnu',
  'linux-armhf': 'armv7-unknown-linux-gnueabihf',
  'alpine-x64': 'x86_64-unknown-linux-musl',
  'alpine-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
};
const UNIVERSAL = 'universal';

const folder = fileURLToPath(new URL('..', import.meta.url));
const repository = resolve(folder, '../..');

function stop(message) {
  console.error(`package: ${message}`);
  process.exit(2);
}

function options() {
  try {
    const { values } = parseArgs({
      options: { target: { type: 'string' }, server: { type: 'string' }, out: { type: 'string' } },
    });
    return values;
  } catch (error) {
    return stop(`${error.message}\nusage: package.mjs [--target TARGET] [--server FILE] [--out FILE]`);
  }
}

/** The target of the machine that this runs on. */
function ownTarget() {
  return `${process.platform}-${process.arch}`;
}

/** Builds the server for a target; gives the program. */
function build(target) {
  const triple = TRIPLES[target];
  const host = /^host: (.*)$/m.exec(spawnSync('rustc', ['-vV'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  if (!host) {
    stop('rustc is missing: install Rust (rustup.rs), or hand in a built server with --server FILE');
  }
  const library = spawnSync('rustc', ['--print', 'target-libdir', '--target', triple], { encoding: 'utf8' });
  if (library.status !== 0 || !existsSync(library.stdout.trim())) {
    stop(
      `Rust cannot build for ${triple} here. Run “rustup target add ${triple}”` +
        (needs(triple, host) ? ` and install ${needs(triple, host)}` : '') +
        ', or build on a machine of that kind and hand in the program with --server FILE.',
    );
  }
  const args = ['build', '--release', '--locked', '--bin', 'customary', '--target', triple];
  const built = spawnSync('cargo', args, { cwd: repository, stdio: 'inherit' });
  if (built.status !== 0) {
    const needed = needs(triple, host);
    stop(`the server could not be built for ${triple}${needed ? `; it needs ${needed}` : ''}`);
  }
  const metadata = execFileSync('cargo', ['metadata', '--format-version', '1', '--no-deps'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return join(JSON.parse(metadata).target_directory, triple, 'release', programOf(target));
}

/** What building for a foreign target takes beside Rust's own parts. */
function needs(triple, host) {
  if (triple === host) {
    return '';
  }
  if (triple.includes('apple')) {
    return 'the macOS SDK, which is to be had on a Mac';
  }
  if (triple.includes('windows')) {
    return 'the linker and libraries of Visual Studio, which are to be had on Windows';
  }
  return triple.includes('musl')
    ? 'a musl linker (Debian: musl-tools)'
    : `a linker for ${triple}, named by CARGO_TARGET_${triple.toUpperCase().replaceAll('-', '_')}_LINKER`;
}

function programOf(target) {
  return target.startsWith('win32') ? 'customary.exe' : 'customary';
}

/** The extension's page in the editor cannot show pictures that are not in the VSIX. */
function readme() {
  const text = readFileSync('README.md', 'utf8').replaceAll(/^!\[[^\]]*\]\([^)]*\)\n+/gm, '');
  mkdirSync('dist', { recursive: true });
  writeFileSync('dist/README.md', text);
  return 'dist/README.md';
}

const { target = ownTarget(), server, out } = options();
if (target !== UNIVERSAL && !(target in TRIPLES)) {
  stop(`“${target}” is no target: there are ${Object.keys(TRIPLES).join(', ')} and ${UNIVERSAL}`);
}
if (server !== undefined && !existsSync(server)) {
  stop(`there is no server “${server}”`);
}
if (server !== undefined && target === UNIVERSAL) {
  stop('a universal VSIX holds no server');
}
const program = server === undefined ? undefined : resolve(server);
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const vsix = resolve(out ?? join(folder, `customary-${target}-${version}.vsix`));
const vsce = join(folder, 'node_modules/@vscode/vsce/vsce');
if (!existsSync(vsce)) {
  stop('the tools are missing: run “npm ci” in editors/vscode first');
}

process.chdir(folder);
rmSync('server', { recursive: true, force: true });
if (target !== UNIVERSAL) {
  const inside = join('server', programOf(target));
  mkdirSync(dirname(inside));
  copyFileSync(program ?? build(target), inside);
  chmodSync(inside, 0o755);
}
const args = ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
args.push('--readme-path', readme(), '--out', vsix);
if (target !== UNIVERSAL) {
  args.push('--target', target);
}
const packed = spawnSync(process.execPath, [vsce, ...args], { stdio: 'inherit' });
process.exit(packed.status ?? 1);
