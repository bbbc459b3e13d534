/**
 * Pages that are read and not written: the policy in force, the statistics.
 */

import * as vscode from 'vscode';

const SCHEME = 'customary-page';

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => this.forget(closed)),
  );

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? 'This page is gone. Run the command again.\n';
  }

  /** Lays a text down under a name, which is the title of its tab. */
  put(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    return uri;
  }

  /**
   * Drops what was closed. By tabs: the editor may close the document of a page that still shows. The
   * preview of the statistics names no page; theirs is one, and each new one takes its place.
   */
  private forget(closed: readonly vscode.Tab[]): void {
    const shown = new Set(vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(pageOf));
    for (const page of closed.map(pageOf)) {
      if (page !== undefined && !shown.has(page)) {
        this.texts.delete(page);
      }
    }
  }

  dispose(): void {
    this.registrations.dispose();
    this.changed.dispose();
  }
}

/** The page that a tab shows. */
function pageOf(tab: vscode.Tab): string | undefined {
  return tab.input instanceof vscode.TabInputText && tab.input.uri.scheme === SCHEME
    ? tab.input.uri.toString()
    : undefined;
}
