/**
 * What the status bar says, as plain data. Knows nothing of the editor.
 */

import { count } from './fix-summary.ts';

export interface Counts {
  readonly findings: number;
  readonly errors: number;
  readonly warnings: number;
}

export type Situation =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'policy-file'; readonly counts: Counts }
  | {
      readonly kind: 'text';
      readonly counts: Counts;
      /** Unknown while the server has not answered. */
      readonly prefer: string | undefined;
      /** The governing file as a person would name it; null where none governs. */
      readonly policy: string | null | undefined;
    };

export type Tone = 'plain' | 'warning' | 'error';

export interface Label {
  readonly text: string;
  /** For a screen reader. */
  readonly spoken: string;
  readonly command: string;
  readonly tone: Tone;
  /** Markdown. */
  readonly tooltip: string;
}

const ICON = '$(whole-word)';

/** What `prefer` means, in a sentence. */
const MEANING: Record<string, string> = {
  client: 'The house says *client*.',
  customer: 'The house says *customer*.',
  consistent: 'Each document keeps the word that it uses most.',
  'by-context': 'Both words are right, each in its place.',
  'both-defined': 'Both words are defined terms: neither is reported.',
  off: 'The pair is not checked; concepts of the house are.',
};

export function label(situation: Situation): Label {
  switch (situation.kind) {
    case 'off':
      return {
        text: '$(circle-slash) Customary',
        spoken: 'Customary is off in this workspace',
        command: 'customary.enableForWorkspace',
        tone: 'plain',
        tooltip: 'Customary is off in this workspace. Click to turn it on.',
      };
    case 'starting':
      return {
        text: '$(sync~spin) Customary',
        spoken: 'Customary is starting',
        command: 'customary.showLog',
        tone: 'plain',
        tooltip: 'Customary is starting. Click to see the log.',
      };
    case 'failed':
      return {
        text: '$(error) Customary',
        spoken: 'Customary is not running',
        command: 'customary.explainFailure',
        tone: 'error',
        tooltip: `${situation.problem}\n\n${links(['customary.restartServer', 'customary.showLog'])}`,
      };
    case 'policy-file': {
      const { findings, errors } = situation.counts;
      const problems = count(findings, 'problem');
      return {
        text: findings > 0 ? `${ICON} policy · ${findings.toLocaleString('en')}` : `${ICON} policy`,
        spoken: `Customary: a policy with ${problems}`,
        command: 'workbench.actions.view.problems',
        tone: errors > 0 ? 'error' : findings > 0 ? 'warning' : 'plain',
        tooltip:
          (findings > 0
            ? `**${problems} in this policy.** What can be read of it counts.`
            : 'A policy without faults.') +
          `\n\n${links(['customary.showStatistics', 'customary.rescanWorkspace'])}`,
      };
    }
    case 'text':
      return ofText(situation);
  }
}

function ofText({ counts, prefer, policy }: Situation & { kind: 'text' }): Label {
  const word = prefer ?? 'Customary';
  const number = counts.findings.toLocaleString('en');
  const found = count(counts.findings, 'finding');
  const lines = [counts.findings > 0 ? `**${found} in this file.**` : 'No findings in this file.'];
  if (prefer !== undefined) {
    lines.push(MEANING[prefer] ?? `The policy says \`${prefer}\`.`);
  }
  if (policy === null) {
    lines.push('No `customary.toml` governs it: your settings do. Click to write one.');
  } else if (policy !== undefined) {
    lines.push(`Policy: \`${policy}\`. Click to open it.`);
  }
  const commands = ['customary.fixFile', 'customary.choosePreference', 'customary.showEffectivePolicy'];
  return {
    text: counts.findings > 0 ? `${ICON} ${word} · ${number}` : `${ICON} ${word}`,
    spoken: `Customary: ${prefer ?? 'policy unknown'}, ${found} in this file`,
    command: 'customary.openPolicy',
    tone: 'plain',
    tooltip: `${lines.join('  \n')}\n\n${links(counts.findings > 0 ? commands : commands.slice(1))}\n\n${links(
      ['customary.fixAllFiles', 'customary.showLog', 'customary.disableForWorkspace'],
    )}`,
  };
}

/** The commands that a tooltip may link to, each with its words there. */
export const LINKED: Record<string, string> = {
  'customary.fixFile': '$(wand) Fix this file',
  'customary.fixAllFiles': '$(checklist) Fix the workspace…',
  'customary.choosePreference': '$(edit) Set the preference…',
  'customary.showEffectivePolicy': '$(law) Policy in force',
  'customary.showStatistics': '$(graph) Statistics',
  'customary.rescanWorkspace': '$(refresh) Rescan',
  'customary.restartServer': '$(debug-restart) Restart',
  'customary.showLog': '$(output) Log',
  'customary.disableForWorkspace': '$(circle-slash) Off in this workspace',
};

function links(commands: readonly string[]): string {
  return commands.map((command) => `[${LINKED[command] ?? command}](command:${command})`).join(' &nbsp; ');
}
