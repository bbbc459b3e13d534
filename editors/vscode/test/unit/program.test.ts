import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findProgram, type World } from '../../src/program.ts';

function world(there: readonly string[], other: Partial<World> = {}): World {
  return {
    platform: 'linux',
    home: '/home/ann',
    setting: null,
    extensionFolder: '/ext',
    searchPath: '/usr/bin:/opt/bin',
    untrusted: [],
    isExecutable: (file) => there.includes(file),
    realPath: (file) => file,
    ...other,
  };
}

const BUNDLED = '/ext/server/customary';

test('the setting, then the bundled one, then the search path', () => {
  const all = ['/my/customary', BUNDLED, '/usr/bin/customary', '/opt/bin/customary'];
  const setting = '/my/customary';
  assert.deepEqual(findProgram(world(all, { setting })), { file: setting, origin: 'setting' });
  assert.deepEqual(findProgram(world(all)), { file: BUNDLED, origin: 'bundled' });
  assert.deepEqual(findProgram(world(all.slice(2))), { file: '/usr/bin/customary', origin: 'path' });
  assert.deepEqual(findProgram(world(all.slice(3))), { file: '/opt/bin/customary', origin: 'path' });
});

test('a setting that names nothing is told, and nothing else runs in its place', () => {
  for (const setting of ['/gone/customary', 'customary', './bin/customary', '~ann/customary']) {
    const found = findProgram(world([BUNDLED, './bin/customary', 'customary'], { setting }));
    assert.ok('problem' in found, setting);
    assert.match(found.problem, /customary\.server\.path/);
    assert.ok(found.problem.includes(setting));
  }
});

test('an empty setting is none, and ~/ is the home folder', () => {
  assert.deepEqual(findProgram(world([BUNDLED], { setting: '  ' })), { file: BUNDLED, origin: 'bundled' });
  const file = '/home/ann/bin/customary';
  assert.deepEqual(findProgram(world([file], { setting: '~/bin/customary' })), { file, origin: 'setting' });
});

test('no program at all: it says what to do', () => {
  for (const searchPath of ['/usr/bin', '', undefined]) {
    const found = findProgram(world([], { searchPath }));
    assert.ok('problem' in found);
    assert.match(found.problem, /Install it.*customary\.server\.path/);
  }
});

test('the search path leads to no program of a workspace', () => {
  const there = ['bin/customary', './customary', '/w/bin/customary', '/w/customary', '/way/customary'];
  const searchPath = 'bin:.::/w/bin:/w:/way';
  assert.deepEqual(findProgram(world(there, { searchPath })), { file: '/w/bin/customary', origin: 'path' });
  const restricted = findProgram(world(there, { searchPath, untrusted: ['/w'] }));
  assert.deepEqual(restricted, { file: '/way/customary', origin: 'path' });
});

test('neither does a folder of a workspace that begins with two dots', () => {
  const there = ['/w/..bin/customary', '/customary'];
  const restricted = findProgram(world(there, { searchPath: '/w/..bin:/', untrusted: ['/w'] }));
  assert.deepEqual(restricted, { file: '/customary', origin: 'path' });
});

test('neither does a link into a workspace, nor one that lies in it', () => {
  const links: Record<string, string> = {
    '/opt/bin/customary': '/real/w/bin/customary',
    '/w/bin/customary': '/usr/lib/customary',
    '/w': '/real/w',
  };
  const there = ['/opt/bin/customary', '/w/bin/customary', '/way/customary'];
  const searchPath = '/opt/bin:/w/bin:/way';
  const realPath = (file: string): string => links[file] ?? file;
  const restricted = findProgram(world(there, { searchPath, realPath, untrusted: ['/w'] }));
  assert.deepEqual(restricted, { file: '/way/customary', origin: 'path' });
});

test('Windows has its own names', () => {
  const file = 'C:\\ext\\server\\customary.exe';
  const windows = { platform: 'win32', extensionFolder: 'C:\\ext', searchPath: '"C:\\a b";D:\\c' } as const;
  assert.deepEqual(findProgram(world([file], windows)), { file, origin: 'bundled' });
  const onPath = 'C:\\a b\\customary.exe';
  assert.deepEqual(findProgram(world([onPath], windows)), { file: onPath, origin: 'path' });
});
