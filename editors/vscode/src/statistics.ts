/**
 * The server's counts as a page to read. Knows nothing of the editor.
 */

export interface Statistics {
  readonly files: number;
  readonly skipped: number;
  readonly findings: number;
  readonly fixable: number;
  readonly words: Readonly<Record<string, number>>;
  readonly concepts: Readonly<Record<string, number>>;
  /** Whether the count is still going on. */
  readonly scanning: boolean;
}

/** The counts as Markdown. */
export function page(statistics: Statistics): string {
  const number = (value: number | undefined): string => (value ?? 0).toLocaleString('en');
  const lines = ['# The words of this workspace', ''];
  if (statistics.scanning) {
    lines.push('> Customary is still reading: these are the counts so far.', '');
  }
  lines.push('| | |', '| --- | ---: |');
  lines.push(`| Files read | ${number(statistics.files)} |`);
  lines.push(`| Files passed over | ${number(statistics.skipped)} |`);
  lines.push(`| Findings | ${number(statistics.findings)} |`);
  lines.push(`| of these with a safe fix | ${number(statistics.fixable)} |`, '');
  lines.push(...table('Word', 'Times', statistics.words));
  lines.push(...table('Concept', 'Findings', statistics.concepts));
  return `${lines.join('\n').trimEnd()}\n`;
}

function table(name: string, counted: string, of: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(of).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (rows.length === 0) {
    return [];
  }
  const cells = rows.map(
    ([key, value]) => `| ${key.replaceAll('|', '\\|')} | ${value.toLocaleString('en')} |`,
  );
  return [`| ${name} | ${counted} |`, '| --- | ---: |', ...cells, ''];
}
