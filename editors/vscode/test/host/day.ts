/** What the extension gives to other extensions and to the editor itself. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { findings, file, onDisk, runAll, running, show, until, waitForFindings } from './suite.ts';

function at(editor: vscode.TextEditor, word: string): vscode.Range {
  const offset = editor.document.getText().indexOf(word);
  assert.notEqual(offset, -1, `“${word}” stands in the text`);
  const start = editor.document.positionAt(offset);
  return new vscode.Range(start, start.translate(0, word.length));
}

async function actions(
  editor: vscode.TextEditor,
  range: vscode.Range,
  kind?: string,
): Promise<vscode.CodeAction[]> {
  const uri = editor.document.uri;
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, range, kind, 50);
}

export function run(): Promise<void> {
  return runAll({
    'a server of the VSIX runs': async () => {
      const customary = await running();
      const condition = customary.condition();
      assert.ok(
        condition.kind === 'running' && condition.program.origin === 'bundled',
        JSON.stringify(condition),
      );
    },
    'all commands of the manifest are there': async () => {
      const manifest = vscode.extensions.getExtension('customary.customary')?.packageJSON as {
        contributes: { commands: { command: string }[] };
      };
      const known = await vscode.commands.getCommands(true);
      const missing = manifest.contributes.commands.filter(({ command }) => !known.includes(command));
      assert.deepEqual(missing, []);
    },
    'findings say what, why and by which policy': async () => {
      const editor = await show('letter.md');
      const [first] = await waitForFindings(editor.document.uri, 2);
      assert.equal(first?.severity, vscode.DiagnosticSeverity.Warning);
      assert.match(first.message, /client/);
      assert.deepEqual(first.range, at(editor, 'customers'));
      assert.ok(
        first.code !== undefined && typeof first.code === 'object' && first.code.value === 'client-customer',
      );
      assert.ok(first.relatedInformation?.[0]?.location.uri.path.endsWith('/customary.toml'));
    },
    'a hover gives the reasons': async () => {
      const editor = await show('letter.md');
      const place = at(editor, 'customers').start;
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        editor.document.uri,
        place,
      );
      const text = hovers.flatMap((hover) =>
        hover.contents.map((it) => (typeof it === 'string' ? it : it.value)),
      );
      assert.match(text.join('\n'), /client/i);
    },
    'an action mends a word, in one undo step': async () => {
      const editor = await show('letter.md');
      const before = editor.document.getText();
      const offered = await actions(editor, at(editor, 'customers'), 'quickfix');
      const replace = offered.find((action) => action.title === 'Replace with “clients”');
      assert.ok(
        replace?.edit && replace.isPreferred === true,
        offered.map((action) => action.title).join('; '),
      );
      assert.ok(await vscode.workspace.applyEdit(replace.edit));
      assert.match(editor.document.getText(), /Our clients call/);
      await waitForFindings(editor.document.uri, 1);
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), before);
      await waitForFindings(editor.document.uri, 2);
    },
    'Fix This File mends what is safe': async () => {
      const editor = await show('letter.md');
      // Asked twice at once it mends once.
      await Promise.all([0, 1].map(() => vscode.commands.executeCommand('customary.fixFile')));
      await waitForFindings(editor.document.uri, 0);
      assert.ok(await editor.document.save());
      assert.match(await onDisk(editor.document.uri), /Our clients call\. Each client/);
    },
    'typing is followed, and so is the status bar': async () => {
      const customary = await running();
      const editor = await show('letter.md');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Three customers wrote.\n\n'));
      await waitForFindings(editor.document.uri, 1);
      await until('the status bar counts one', () => / · 1$/.test(customary.status()?.text ?? ''));
      await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 2, 0)));
      await waitForFindings(editor.document.uri, 0);
      await until('the status bar counts none', () => !/·/.test(customary.status()?.text ?? '·'));
    },
    'an untitled text is checked, too': async () => {
      const content = 'Our customers call. Every client waits. The client pays.';
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
      await vscode.window.showTextDocument(document);
      await until('a finding', () => findings(document.uri).length > 0);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await waitForFindings(document.uri, 0);
    },
    'a lock file is no letter': async () => {
      const lock = await show('package.lock');
      const letter = await show('other.md');
      await waitForFindings(letter.document.uri, 1);
      assert.deepEqual(findings(lock.document.uri), []);
    },
    'policies are completed and explained': async () => {
      const editor = await show('customary.toml');
      assert.equal(editor.document.languageId, 'toml');
      const end = editor.document.positionAt(editor.document.getText().length);
      await editor.edit((edit) => edit.insert(end, 'sev'));
      const place = end.translate(0, 3);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        place,
      );
      const labels = list.items.map((item) =>
        typeof item.label === 'string' ? item.label : item.label.label,
      );
      assert.ok(labels.includes('severity'), labels.join(', '));
      await editor.edit((edit) => edit.delete(new vscode.Range(end, place)));
      await editor.document.save();
    },
    'a fault in a policy stands in the policy': async () => {
      const editor = await show('customary.toml');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'prefers = "client"\n'));
      const [fault] = await until('a fault', () => {
        const found = findings(editor.document.uri);
        return found.length > 0 && found;
      });
      assert.match(fault?.message ?? '', /prefer/);
      await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 0)));
      await waitForFindings(editor.document.uri, 0);
      await editor.document.save();
    },
    'a word after a full stop brings no list in a letter': async () => {
      const editor = await show('other.md');
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        new vscode.Position(0, 3),
        '.',
      );
      assert.ok(list.items.every((item) => item.kind !== vscode.CompletionItemKind.Property));
    },
    'the policy in force is shown': async () => {
      await show('letter.md');
      await vscode.commands.executeCommand('customary.showEffectivePolicy');
      const page = await until('a page', () => {
        const document = vscode.window.activeTextEditor?.document;
        return document?.uri.scheme === 'customary-page' && document;
      });
      assert.match(page.getText(), /prefer = "client" {2}# customary\.toml:1:1/);
    },
    'the status bar names the word of the policy': async () => {
      const customary = await running();
      await show('other.md');
      await until('client · 1', () => customary.status()?.text === '$(whole-word) client · 1');
      assert.match(customary.status()?.tooltip ?? '', /Policy: `customary\.toml`/);
      await vscode.commands.executeCommand('customary.openPolicy');
      await until('the policy', () =>
        vscode.window.activeTextEditor?.document.uri.path.endsWith('/customary.toml'),
      );
      assert.equal(customary.status()?.text, '$(whole-word) policy');
    },
    'the statistics are shown': async () => {
      await vscode.commands.executeCommand('customary.rescanWorkspace');
      await vscode.commands.executeCommand('customary.showStatistics');
      await until('a preview', () =>
        vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('Customary statistics'),
      );
      const uri = vscode.Uri.from({ scheme: 'customary-page', path: '/Customary statistics.md' });
      const page = await vscode.workspace.openTextDocument(uri);
      assert.match(page.getText(), /\| Findings \| \d+ \|/);
    },
    'it is off and on again for a workspace': async () => {
      const customary = await running();
      const editor = await show('other.md');
      await waitForFindings(editor.document.uri, 1);
      await vscode.commands.executeCommand('customary.disableForWorkspace');
      await until('it is off', () => customary.condition().kind === 'off');
      await waitForFindings(editor.document.uri, 0);
      assert.match(customary.status()?.tooltip ?? '', /off in this workspace/);
      assert.match(await onDisk(file('.vscode/settings.json')), /"customary\.enable": false/);
      await vscode.commands.executeCommand('customary.enableForWorkspace');
      await running();
      await waitForFindings(editor.document.uri, 1);
      assert.doesNotMatch(await onDisk(file('.vscode/settings.json')), /customary\.enable/);
    },
    'it starts anew when it is told to': async () => {
      const customary = await running();
      const editor = await show('other.md');
      await vscode.commands.executeCommand('customary.restartServer');
      assert.equal(customary.condition().kind, 'running');
      await waitForFindings(editor.document.uri, 1);
    },
  });
}
