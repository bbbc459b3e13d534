/**
 * The extension's commands. What changes or counts anything is done by the server's own.
 */

import * as path from 'node:path';
import * as vscode from 'vscode';

import { isChecked, isPolicy } from './documents.ts';
import { Pages } from './pages.ts';
import { policyOf } from './policy.ts';
import type { Server } from './server.ts';
import { setEnabled } from './settings.ts';
import { page, type Statistics } from './statistics.ts';

const FIX_ALL = 'source.fixAll.customary';
/** So often is a text asked about that changes all the while. */
const ATTEMPTS = 3;

const PREFERENCES = [
  { label: 'client', description: 'the party we serve is a client' },
  { label: 'customer', description: 'the party we serve is a customer' },
  { label: 'consistent', description: 'each document keeps the word that it uses most' },
  { label: 'off', description: 'the pair is not checked' },
] as const;

export function registerCommands(server: Server, log: vscode.LogOutputChannel): vscode.Disposable {
  const pages = new Pages();
  const commands: Record<string, () => Promise<unknown> | undefined> = {
    fixFile: () => fixFile(),
    fixAllFiles: () => fixAllFiles(server),
    choosePreference: () => choosePreference(server),
    openPolicy: () => openPolicy(server),
    showEffectivePolicy: () => showEffectivePolicy(server, pages),
    showStatistics: () => showStatistics(server, pages),
    rescanWorkspace: () => server.request('customary.rescan', {}),
    restartServer: () => server.restart(),
    showLog: () => {
      log.show();
      return undefined;
    },
    disableForWorkspace: () => setEnabled(false),
    enableForWorkspace: () => setEnabled(true),
    explainFailure: () =>
      server.condition.kind === 'failed' ? server.tell(server.condition.problem) : Promise.resolve(),
  };
  const registered = Object.entries(commands).map(([name, command]) =>
    vscode.commands.registerCommand(`customary.${name}`, async () => {
      try {
        await command();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.error(`customary.${name}: ${message}`);
        void vscode.window.showErrorMessage(message);
      }
    }),
  );
  return vscode.Disposable.from(pages, ...registered);
}

async function run(command: string, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

/** The text or the policy that a person is looking at. */
function lookedAt(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && (isChecked(document) || isPolicy(document.uri)) ? document.uri : undefined;
}

/** The text that a person is looking at, else a folder of the workspace; asks which where there are several. */
async function place(): Promise<vscode.Uri | undefined> {
  const here = lookedAt();
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (here || folders.length < 2) {
    return here ?? folders[0]?.uri;
  }
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'For which folder?' }))?.uri;
}

/**
 * Makes the safe fixes of the text that a person is looking at. The workbench's own command would make them again
 * where it is asked twice before the first time is through; here a text that changed meanwhile is asked about anew.
 */
async function fixFile(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  for (let attempt = 0; document && attempt < ATTEMPTS; attempt += 1) {
    const { uri, version } = document;
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      whole,
      FIX_ALL,
      1,
    );
    if (!action?.edit) {
      // Of a long text the server makes the edit itself.
      const command = action?.command;
      const given: readonly unknown[] = command?.arguments ?? [];
      await (command && run(command.command, ...given));
      return;
    }
    if (document.version === version && (await vscode.workspace.applyEdit(action.edit))) {
      return;
    }
  }
}

async function fixAllFiles(server: Server): Promise<void> {
  const title = 'Looking for what can be fixed';
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (_progress, token) => {
    try {
      await server.request('customary.fixWorkspace', {}, token);
    } catch (error) {
      if (!token.isCancellationRequested) {
        throw error;
      }
    }
  });
}

async function choosePreference(server: Server): Promise<void> {
  const uri = await place();
  if (!uri) {
    void vscode.window.showInformationMessage(
      'Open a folder first: the preference is written into a file there.',
    );
    return;
  }
  const current = await policyOf(server, uri).catch(() => undefined);
  const items = PREFERENCES.map((preference) => ({
    ...preference,
    ...(preference.label === current?.prefer ? { detail: '$(check) in force' } : {}),
  }));
  const of = current?.uri ? vscode.workspace.asRelativePath(vscode.Uri.parse(current.uri)) : undefined;
  const placeHolder = of ? `What ${of} should prefer` : 'What a new customary.toml should prefer';
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (chosen) {
    await server.request('customary.setPreference', { uri: server.uri(uri), prefer: chosen.label });
  }
}

async function openPolicy(server: Server): Promise<void> {
  const uri = await place();
  const policy = await policyOf(server, uri);
  if (policy.uri !== null) {
    await vscode.window.showTextDocument(vscode.Uri.parse(policy.uri));
    return;
  }
  const write = 'Write One';
  const chosen = await vscode.window.showInformationMessage(
    'No customary.toml governs this text: your settings do.',
    write,
  );
  if (chosen === write) {
    await choosePreference(server);
  }
}

async function showEffectivePolicy(server: Server, pages: Pages): Promise<void> {
  const uri = await place();
  const policy = await policyOf(server, uri);
  const of = uri ? path.posix.basename(uri.path) : 'workspace';
  const page = pages.put(`Policy in force for ${of}`, policy.text);
  const document = await vscode.workspace.openTextDocument(page);
  const known = await vscode.languages.getLanguages();
  await vscode.languages.setTextDocumentLanguage(document, known.includes('toml') ? 'toml' : 'plaintext');
  await vscode.window.showTextDocument(document, { preview: true });
}

async function showStatistics(server: Server, pages: Pages): Promise<void> {
  const statistics = await server.request<Statistics>('customary.stats', { show: false });
  const uri = pages.put('Customary statistics.md', page(statistics));
  await run('markdown.showPreview', uri);
}
