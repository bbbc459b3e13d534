/**
 * What an edit of several files would do, in numbers and words. Knows the protocol's edits, not the editor.
 */

import type { ChangeAnnotation, WorkspaceEdit } from 'vscode-languageclient/node';

export interface Summary {
  /** The files that are edited. */
  readonly files: readonly string[];
  readonly edits: number;
  /** Edits that a person is asked to confirm one by one. */
  readonly toConfirm: number;
}

export function summarize(edit: WorkspaceEdit): Summary {
  const files = new Set<string>();
  let edits = 0;
  let toConfirm = 0;
  const take = (uri: string, parts: readonly object[]): void => {
    files.add(uri);
    edits += parts.length;
    toConfirm += parts.filter((part) => needsConfirmation(part, edit.changeAnnotations)).length;
  };
  for (const [uri, parts] of Object.entries(edit.changes ?? {})) {
    take(uri, parts);
  }
  for (const change of edit.documentChanges ?? []) {
    if ('textDocument' in change) {
      take(change.textDocument.uri, change.edits);
    } else {
      take('uri' in change ? change.uri : change.newUri, []);
    }
  }
  return { files: [...files], edits, toConfirm };
}

function needsConfirmation(part: object, annotations: Record<string, ChangeAnnotation> | undefined): boolean {
  const id = 'annotationId' in part ? part.annotationId : undefined;
  return typeof id === 'string' && annotations?.[id]?.needsConfirmation === true;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
