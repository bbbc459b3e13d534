/**
 * The settings that the extension itself reads. Those of the checks are asked for by the server.
 */

import * as vscode from 'vscode';

export const SECTION = 'customary';

export function isEnabled(): boolean {
  return vscode.workspace.getConfiguration(SECTION).get<boolean>('enable', true);
}

export function serverPath(): string | null | undefined {
  return vscode.workspace.getConfiguration(SECTION).get<string | null>('server.path');
}

/** Turns the extension off or on in the workspace; in a window without one, everywhere. */
export async function setEnabled(enabled: boolean): Promise<void> {
  const inWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const known = configuration.inspect<boolean>('enable');
  const outer = inWorkspace ? (known?.globalValue ?? true) : true;
  // What holds without the line needs no line.
  await configuration.update('enable', enabled === outer ? undefined : enabled, target);
}
