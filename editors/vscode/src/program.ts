/**
 * Which `customary` runs. Knows nothing of the editor: what it needs of the world is handed in.
 *
 * A path that somebody wrote into the settings comes first, and is never passed over in silence: the
 * extension brings a program of its own, so that a path after it would never count. Then the bundled
 * one, then the search path.
 */

import * as path from 'node:path';

export type Origin = 'setting' | 'bundled' | 'path';

export interface Program {
  readonly file: string;
  readonly origin: Origin;
}

export interface Missing {
  /** What is wrong, and what to do. */
  readonly problem: string;
}

export interface World {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** `customary.server.path`, as the user wrote it. */
  readonly setting: string | null | undefined;
  readonly extensionFolder: string;
  /** The environment's search path. */
  readonly searchPath: string | undefined;
  /** Folders that nothing is run from: those of a workspace that is not trusted. */
  readonly untrusted: readonly string[];
  readonly isExecutable: (file: string) => boolean;
  /** Where a path leads to, past all links. */
  readonly realPath: (file: string) => string;
}

export function findProgram(world: World): Program | Missing {
  const paths = world.platform === 'win32' ? path.win32 : path.posix;
  const name = world.platform === 'win32' ? 'customary.exe' : 'customary';
  const setting = world.setting?.trim();
  if (setting) {
    return ofSetting(setting, world, paths);
  }
  const bundled = paths.join(world.extensionFolder, 'server', name);
  if (world.isExecutable(bundled)) {
    return { file: bundled, origin: 'bundled' };
  }
  for (const folder of searched(world, paths)) {
    const file = paths.join(folder, name);
    if (world.isExecutable(file) && !isUntrusted(file, world, paths)) {
      return { file, origin: 'path' };
    }
  }
  return {
    problem:
      'Customary finds no server: this extension was built without one, and there is no “customary” on your PATH. ' +
      'Install it, or name it in the setting “customary.server.path”.',
  };
}

function ofSetting(setting: string, world: World, paths: path.PlatformPath): Program | Missing {
  const file = /^~[/\\]/.test(setting) ? paths.join(world.home, setting.slice(2)) : setting;
  if (!paths.isAbsolute(file)) {
    return {
      problem: `The setting “customary.server.path” must be an absolute path, and “${setting}” is none.`,
    };
  }
  if (!world.isExecutable(file)) {
    return {
      problem: `The setting “customary.server.path” names “${file}”, and there is no program of that name.`,
    };
  }
  return { file, origin: 'setting' };
}

/** The folders of the search path that programs may come from: relative ones lie in the workspace. */
function searched(world: World, paths: path.PlatformPath): string[] {
  return (world.searchPath ?? '')
    .split(paths.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => paths.isAbsolute(folder));
}

/** Whether a program lies in an untrusted folder, by its own path or by where links lead. */
function isUntrusted(file: string, world: World, paths: path.PlatformPath): boolean {
  const inside = (inner: string, outer: string): boolean => {
    const way = paths.relative(outer, inner);
    return way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
  };
  return world.untrusted.some(
    (outer) => inside(file, outer) || inside(world.realPath(file), world.realPath(outer)),
  );
}
