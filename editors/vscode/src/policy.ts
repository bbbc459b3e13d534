/**
 * The policy of a document, as the server tells it.
 */

import type * as vscode from 'vscode';

import type { Server } from './server.ts';

export const SHOW_POLICY = 'customary.showPolicy';

export interface Policy {
  /** The governing file; null where none governs. */
  readonly uri: string | null;
  readonly prefer: string | null;
  /** All values in force, each with where it comes from. */
  readonly text: string;
}

export async function policyOf(server: Server, uri: vscode.Uri | undefined): Promise<Policy> {
  const of = uri ? { uri: server.uri(uri) } : {};
  return server.request<Policy>(SHOW_POLICY, { ...of, show: false });
}
