/**
 * Edits that the server asks for by itself: nothing of several files is changed without a person's word.
 */

import * as vscode from 'vscode';
import type {
  ApplyWorkspaceEditParams,
  ApplyWorkspaceEditRequest,
  ApplyWorkspaceEditResult,
  ResponseError,
} from 'vscode-languageclient/node';

import { isPolicy } from './documents.ts';
import { count, summarize } from './fix-summary.ts';

/** What the library hands on asks for a token and never looks at it. */
const NEVER: vscode.CancellationToken = new vscode.CancellationTokenSource().token;

type Result = ApplyWorkspaceEditResult | ResponseError<void>;

type Apply = ApplyWorkspaceEditRequest.HandlerSignature;

/**
 * Asks before texts are changed. Where edits need a confirmation of their own the editor brings up its
 * preview, and that is question enough.
 */
export async function handleApplyEdit(params: ApplyWorkspaceEditParams, apply: Apply): Promise<Result> {
  const summary = summarize(params.edit);
  if (summary.files.every((uri) => isPolicy(vscode.Uri.parse(uri)))) {
    return apply(params, NEVER);
  }
  if (summary.toConfirm === 0 && !(await agreed(summary.edits, summary.files.length))) {
    return { applied: false, failureReason: 'it was cancelled' };
  }
  // Files that are not open are saved as the setting files.refactoring.autoSave says.
  return apply({ ...params, metadata: { isRefactoring: true } }, NEVER);
}

async function agreed(edits: number, files: number): Promise<boolean> {
  const fix = 'Fix';
  const question = `Fix ${count(edits, 'place')} in ${count(files, 'file')}?`;
  const detail =
    'All of them are safe: the text reads as written, with the other word. Undo takes them back.';
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, fix)) === fix;
}
