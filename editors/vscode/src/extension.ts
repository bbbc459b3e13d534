/**
 * The extension's beginning and end.
 */

import * as vscode from 'vscode';

import { registerCommands } from './commands.ts';
import { Server } from './server.ts';
import { isEnabled, SECTION } from './settings.ts';
import { Status } from './status.ts';
import type { Label } from './status-text.ts';

let ending: (() => Promise<void>) | undefined;

/** What other extensions may ask. */
export interface Api {
  /** What the status bar shows of the active text. */
  status(): Label | undefined;
  /** Whether the server runs, and if not, why. */
  condition(): Server['condition'];
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const log = vscode.window.createOutputChannel('Customary', { log: true });
  const server = new Server(context, log);
  const status = new Status(server);
  const tellContext = (): void => {
    void vscode.commands.executeCommand('setContext', 'customary.known', true);
    void vscode.commands.executeCommand('setContext', 'customary.enabled', isEnabled());
    void vscode.commands.executeCommand(
      'setContext',
      'customary.running',
      server.condition.kind === 'running',
    );
  };
  context.subscriptions.push(
    status,
    registerCommands(server, log),
    server.onDidChange(tellContext),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.retry()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.server.path`)) {
        void server.restart();
      } else if (event.affectsConfiguration(`${SECTION}.enable`)) {
        tellContext();
        void server.follow();
      }
    }),
  );
  ending = async () => {
    await server.dispose();
    log.dispose();
  };
  tellContext();
  // Not awaited: the editor counts an activation as slow until it is over.
  void server.follow();
  return Promise.resolve({ status: () => status.shown, condition: () => server.condition });
}

/** The editor waits for what is returned here, not for subscriptions; the log hears of the end too. */
export function deactivate(): Promise<void> | undefined {
  return ending?.();
}
