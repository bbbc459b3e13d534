/** A few lines of test runner: names, waiting, and what went wrong. */

import * as vscode from 'vscode';

import type { Api } from '../../src/extension.ts';

const PATIENCE_MS = 60_000;

export type Tests = Record<string, () => Promise<void>>;

/** Runs one after the other; fails at the end if any failed. */
export async function runAll(tests: Tests): Promise<void> {
  const failed: string[] = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(
        `FAILED ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
  if (failed.length > 0) {
    throw new Error(`failed: ${failed.join('; ')}`);
  }
}

export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) {
      return seen;
    }
    if (Date.now() > deadline) {
      throw new Error(`never came true: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('customary.customary');
  if (!extension) {
    throw new Error('the extension is installed');
  }
  return extension.activate();
}

export async function running(): Promise<Api> {
  const customary = await api();
  await until('the server runs', () => customary.condition().kind === 'running');
  return customary;
}

export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'customary');
}

export async function waitForFindings(uri: vscode.Uri, number: number): Promise<vscode.Diagnostic[]> {
  return until(`${number} findings in ${uri.path}`, () => {
    const found = findings(uri);
    return found.length === number && found;
  });
}

export function file(path: string, folder = 0): vscode.Uri {
  const root = vscode.workspace.workspaceFolders?.[folder];
  if (!root) {
    throw new Error(`there is a folder ${folder}`);
  }
  return vscode.Uri.joinPath(root.uri, path);
}

export async function show(path: string, folder = 0): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file(path, folder)));
}

export async function onDisk(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
}
