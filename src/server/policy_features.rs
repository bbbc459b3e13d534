//! Features of policy files alone: completion, lenses and links.
//!
//! Where the client can register them for some documents, they are registered for those that may be policies, so
//! that an editor does not ask at every key in a text; everywhere else they are offered at once, for all documents.

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CodeLensOptions, CompletionOptions, DocumentLinkOptions, Registration, WorkDoneProgressOptions,
};

use super::client::Client;
use super::requests::completion::TRIGGERS;
use crate::policy::FILE_NAMES;

/// How completion is offered.
pub(crate) fn completion() -> CompletionOptions {
    CompletionOptions { trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()), ..CompletionOptions::default() }
}

/// How lenses are offered.
pub(crate) fn lenses() -> CodeLensOptions {
    CodeLensOptions { resolve_provider: Some(true) }
}

/// How links are offered.
pub(crate) fn links() -> DocumentLinkOptions {
    DocumentLinkOptions { resolve_provider: Some(true), work_done_progress_options: WorkDoneProgressOptions::default() }
}

/// What was not offered at once, to be registered.
pub(crate) fn registrations(client: &Client) -> Vec<Registration> {
    let mut registrations = Vec::new();
    if client.registers_completion {
        // What a policy extends may have any name.
        registrations.push(registration("textDocument/completion", &["*.toml"], json!(completion())));
    }
    if client.registers_lenses {
        registrations.push(registration("textDocument/codeLens", &FILE_NAMES, json!(lenses())));
    }
    if client.registers_links {
        registrations.push(registration("textDocument/documentLink", &["*.toml"], json!(links())));
    }
    registrations
}

fn registration(method: &str, names: &[&str], mut options: Value) -> Registration {
    let filter = |name: &&str| json!({"scheme": "file", "pattern": format!("**/{name}")});
    if let Some(options) = options.as_object_mut() {
        options.insert("documentSelector".to_owned(), names.iter().map(filter).collect());
    }
    Registration { id: format!("customary:{method}"), method: method.to_owned(), register_options: Some(options) }
}
