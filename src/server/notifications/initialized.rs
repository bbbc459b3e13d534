//! `initialized`: what needs a client that listens begins here.

use std::sync::Arc;

use serde_json::json;
use tower_lsp::ls_types::Registration;

use crate::policy::FILE_NAMES;
use crate::prose;
use crate::server::session::Session;
use crate::server::{courtesy, policy_counts, policy_features, refresh, scan, settings};
use crate::workspace::BASELINE;

/// Asks the client for its settings and to tell of changes; nothing is waited for.
pub(crate) fn take(session: &Arc<Session>) {
    if !session.first_greeting() {
        return;
    }
    if session.client().configuration {
        tokio::spawn(settings::pull(Arc::clone(session)));
    }
    if session.client().refreshes_lenses {
        tokio::spawn(policy_counts::refresh(Arc::clone(session)));
    }
    if session.client().pulls {
        tokio::spawn(courtesy::run(Arc::clone(session)));
        if session.client().refreshes_diagnostics {
            tokio::spawn(refresh::run(Arc::clone(session)));
        }
        // What happened before somebody listened.
        session.refresh.look();
    }
    session.scan.begin();
    tokio::spawn(scan::run(Arc::clone(session)));
    let (first, second) = (Arc::clone(session), Arc::clone(session));
    let (told, features) = (registrations(session), policy_features::registrations(session.client()));
    // Two requests, so that a client can refuse one; asked in this order, and none waits for the other's answer.
    tokio::spawn(async move {
        futures::join!(
            register(&first, told, "will not tell of changed files or settings"),
            register(&second, features, "takes no completion, lenses and links for policies"),
        )
    });
}

async fn register(session: &Session, registrations: Vec<Registration>, refused: &str) {
    if !registrations.is_empty()
        && let Err(error) = session.to_client.register_capability(registrations).await
    {
        session.log(format!("The client {refused}: {error}"));
    }
}

fn registrations(session: &Session) -> Vec<Registration> {
    let mut out = Vec::new();
    if session.client().registers_watched_files {
        let watchers: Vec<_> = watched().map(|name| json!({"globPattern": format!("**/{name}")})).collect();
        out.push(registration("workspace/didChangeWatchedFiles", json!({"watchers": watchers})));
    }
    if session.client().registers_configuration {
        out.push(registration("workspace/didChangeConfiguration", json!({"section": settings::SECTION})));
    }
    out
}

/// The names of the files that make a difference: policies, baselines, what decides which files count, and
/// texts in the formats that are read. Names in capitals are texts too.
fn watched() -> impl Iterator<Item = String> {
    let names = FILE_NAMES.into_iter().chain([BASELINE, ".gitignore"]).map(str::to_owned);
    let texts: Vec<&str> = prose::extensions().collect();
    let named = prose::Format::ALL.iter().flat_map(|format| format.files()).map(|name| (*name).to_owned());
    names.chain(named).chain([format!("*.{{{}}}", texts.join(",")), "[A-Z][A-Z]*".to_owned()])
}

fn registration(method: &str, options: serde_json::Value) -> Registration {
    Registration { id: format!("customary:{method}"), method: method.to_owned(), register_options: Some(options) }
}
