//! The language server from outside: `customary lsp` over its standard input and output, as an editor
//! talks to it. The client fails a test on any message that nobody claimed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "server/client.rs"]
mod client;
#[path = "server/disagreeing.rs"]
mod disagreeing;
#[path = "server/edits.rs"]
mod edits;

#[path = "server/actions.rs"]
mod actions;
#[path = "server/assist.rs"]
mod assist;
#[path = "server/baseline.rs"]
mod baseline;
#[path = "server/hovers.rs"]
mod hovers;
#[path = "server/leaving.rs"]
mod leaving;
#[path = "server/lifecycle.rs"]
mod lifecycle;
#[path = "server/links.rs"]
mod links;
#[path = "server/model.rs"]
mod model;
#[path = "server/notebooks.rs"]
mod notebooks;
#[cfg(debug_assertions)] // The traps are not in a build for users.
#[path = "server/panics.rs"]
mod panics;
#[path = "server/policies.rs"]
mod policies;
#[path = "server/preferences.rs"]
mod preferences;
#[path = "server/pressure.rs"]
mod pressure;
#[path = "server/pull.rs"]
mod pull;
#[path = "server/resolve.rs"]
mod resolve;
#[path = "server/scan.rs"]
mod scan;
#[path = "server/settings.rs"]
mod settings;
#[path = "server/show_policy.rs"]
mod show_policy;
#[path = "server/sync.rs"]
mod sync;
#[path = "server/virtual_documents.rs"]
mod virtual_documents;
#[path = "server/workspace_fix.rs"]
mod workspace_fix;
