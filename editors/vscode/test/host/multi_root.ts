/** Two folders in one window, each with its own policy; a third that comes and goes. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { runAll, running, show, until, waitForFindings } from './suite.ts';

export function run(): Promise<void> {
  return runAll({
    'each folder has its policy': async () => {
      const customary = await running();
      const firm = await show('a.md', 0);
      const [inFirm] = await waitForFindings(firm.document.uri, 1);
      assert.equal(firm.document.getText(inFirm?.range), 'customers');
      const shop = await show('a.md', 1);
      const [inShop] = await waitForFindings(shop.document.uri, 1);
      assert.equal(shop.document.getText(inShop?.range), 'client');
      await until('the status bar counts one', () => / · 1$/.test(customary.status()?.text ?? ''));
    },
    'a folder that goes takes its findings with it': async () => {
      const shop = vscode.workspace.workspaceFolders?.[1];
      assert.ok(shop);
      // One that nobody has opened: what is open is checked wherever it lies.
      const text = vscode.Uri.joinPath(shop.uri, 'b.md');
      await waitForFindings(text, 1);
      assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
      await waitForFindings(text, 0);
      await running();
    },
  });
}
