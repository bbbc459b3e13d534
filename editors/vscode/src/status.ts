/**
 * The status bar item: the policy in force for the active text, and how many findings stand in it.
 */

import * as vscode from 'vscode';

import { isChecked, isPolicy, POLICY_GLOB } from './documents.ts';
import { policyOf, SHOW_POLICY, type Policy } from './policy.ts';
import type { Server } from './server.ts';
import { isEnabled } from './settings.ts';
import { label, LINKED, type Counts, type Label, type Situation } from './status-text.ts';

/** A policy that is being typed is asked about when the typing rests. */
const REST_MS = 250;

const COLORS = {
  plain: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
} as const;

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'customary.status',
    vscode.StatusBarAlignment.Right,
    110,
  );
  private readonly disposables: vscode.Disposable[] = [];
  private known: { readonly uri: string; readonly policy: Policy | undefined } | undefined;
  private rest: NodeJS.Timeout | undefined;
  private asked = 0;
  private said: Label | undefined;

  constructor(private readonly server: Server) {
    this.item.name = 'Customary';
    const watcher = vscode.workspace.createFileSystemWatcher(POLICY_GLOB);
    const ask = (): void => this.askSoon();
    this.disposables.push(
      this.item,
      watcher,
      watcher.onDidChange(ask),
      watcher.onDidCreate(ask),
      watcher.onDidDelete(ask),
      server.onDidChange(() => this.askNow()),
      vscode.window.onDidChangeActiveTextEditor(() => this.askNow()),
      vscode.workspace.onDidChangeWorkspaceFolders(ask),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('customary')) {
          this.askSoon();
        }
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isPolicy(document.uri)) {
          this.askSoon();
        }
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const active = activeDocument()?.uri.toString();
        if (uris.some((uri) => uri.toString() === active)) {
          this.show();
        }
      }),
    );
    this.askNow();
  }

  dispose(): void {
    clearTimeout(this.rest);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** What is shown; undefined where nothing is. */
  get shown(): Label | undefined {
    return this.said;
  }

  private askSoon(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.askNow(), REST_MS);
  }

  /** Asks for the policy of the active text, and shows what is known until the answer comes. */
  private askNow(): void {
    const document = activeDocument();
    this.asked += 1;
    const turn = this.asked;
    this.show();
    if (!document || isPolicy(document.uri) || !this.server.has(SHOW_POLICY)) {
      return;
    }
    const uri = document.uri.toString();
    void policyOf(this.server, document.uri)
      .catch(() => undefined)
      .then((policy) => {
        if (turn === this.asked) {
          this.known = { uri, policy };
          this.show();
        }
      });
  }

  private show(): void {
    const document = activeDocument();
    this.said = document && label(this.situation(document));
    if (!this.said) {
      this.item.hide();
      return;
    }
    const { text, spoken, command, tone, tooltip } = this.said;
    this.item.text = text;
    this.item.command = command;
    this.item.backgroundColor = COLORS[tone];
    this.item.accessibilityInformation = { label: spoken, role: 'button' };
    const markdown = new vscode.MarkdownString(tooltip, true);
    markdown.isTrusted = { enabledCommands: Object.keys(LINKED) };
    this.item.tooltip = markdown;
    this.item.show();
  }

  private situation(document: vscode.TextDocument): Situation {
    const condition = this.server.condition;
    if (!isEnabled() || condition.kind === 'off') {
      return { kind: 'off' };
    }
    if (condition.kind !== 'running') {
      return condition;
    }
    const counts = countOf(document.uri);
    if (isPolicy(document.uri)) {
      return { kind: 'policy-file', counts };
    }
    const policy = this.known?.uri === document.uri.toString() ? this.known.policy : undefined;
    return { kind: 'text', counts, prefer: policy?.prefer ?? undefined, policy: nameOf(policy) };
  }
}

function activeDocument(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isChecked(document) ? document : undefined;
}

function countOf(uri: vscode.Uri): Counts {
  const ours = vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'customary');
  const of = (severity: vscode.DiagnosticSeverity): number =>
    ours.filter((diagnostic) => diagnostic.severity === severity).length;
  return {
    findings: ours.length,
    errors: of(vscode.DiagnosticSeverity.Error),
    warnings: of(vscode.DiagnosticSeverity.Warning),
  };
}

function nameOf(policy: Policy | undefined): string | null | undefined {
  return (
    policy && (policy.uri === null ? null : vscode.workspace.asRelativePath(vscode.Uri.parse(policy.uri)))
  );
}
