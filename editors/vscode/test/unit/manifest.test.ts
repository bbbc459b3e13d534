import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseVersion } from '../../src/version.ts';

const folder = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
  minimumServerVersion: string;
  icon: string;
  contributes: {
    commands: { command: string; title: string }[];
    configuration: {
      properties: Record<string, { enum?: unknown[]; enumDescriptions?: string[]; scope?: string }>;
    };
    walkthroughs: { steps: { media: { svg: string }; description: string; completionEvents: string[] }[] }[];
  };
};

test('every choice of a setting is explained', () => {
  for (const [name, property] of Object.entries(manifest.contributes.configuration.properties)) {
    assert.equal(property.enum?.length, property.enumDescriptions?.length, name);
  }
});

test('the program is chosen by the machine alone', () => {
  assert.equal(manifest.contributes.configuration.properties['customary.server.path']?.scope, 'machine');
});

test('the minimum version is one', () => {
  assert.ok(parseVersion(manifest.minimumServerVersion));
});

test('the walkthrough has four steps, each with its picture, and links to what there is', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  assert.equal(steps.length, 4);
  for (const { media, description } of steps) {
    assert.ok(existsSync(new URL(media.svg, folder)), media.svg);
    for (const [, command] of description.matchAll(/\(command:(customary\.[A-Za-z]+)/g)) {
      assert.ok(command !== undefined && commands.includes(command), command);
    }
  }
  assert.ok(existsSync(new URL(manifest.icon, folder)));
});
