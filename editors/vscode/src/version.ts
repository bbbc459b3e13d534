/**
 * Versions of the server: what `customary --version` prints, and whether it is new enough.
 */

export type Version = readonly [major: number, minor: number, patch: number];

/** The version in a text such as `customary 0.1.0`; undefined where there is none. */
export function parseVersion(text: string): Version | undefined {
  const found = /(?:^|\s)v?(\d+)\.(\d+)\.(\d+)(?:[-+\s]|$)/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
}

/** Whether `version` is older than `minimum`. */
export function isOlder(version: Version, minimum: Version): boolean {
  const [major, minor, patch] = version;
  if (major !== minimum[0]) {
    return major < minimum[0];
  }
  return minor !== minimum[1] ? minor < minimum[1] : patch < minimum[2];
}

export function formatVersion(version: Version): string {
  return version.join('.');
}
