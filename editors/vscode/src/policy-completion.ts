/**
 * Completion in policy files alone. Offered for every document of the server, its trigger characters would
 * bring up the editor's own list of words after each full stop of a letter.
 */

import {
  CompletionRequest,
  type CompletionOptions,
  type LanguageClient,
  type StaticFeature,
} from 'vscode-languageclient/node';

import { policySelector } from './documents.ts';

export function completeInPolicies(client: LanguageClient): StaticFeature {
  let options: CompletionOptions | undefined;
  return {
    fillClientCapabilities: () => undefined,
    preInitialize: (capabilities) => {
      options = capabilities.completionProvider;
      delete capabilities.completionProvider;
    },
    initialize: () => {
      if (options) {
        const registerOptions = { ...options, documentSelector: policySelector() };
        client.getFeature(CompletionRequest.method).register({ id: 'customary.policies', registerOptions });
      }
    },
    getState: () => ({ kind: 'static' }),
    clear: () => undefined,
  };
}
