//! `initialize`

use std::path::PathBuf;
use std::sync::Arc;

use tower_lsp::ls_types::{InitializeParams, InitializeResult};

use crate::server::client::Client;
use crate::server::session::Session;
use crate::server::{capabilities, from_proto, policies, settings};

/// Takes what the client says of itself and its folders, and offers what this server does.
pub(crate) fn answer(session: &Arc<Session>, params: InitializeParams) -> InitializeResult {
    let client = Client::new(&params.capabilities);
    let offer = capabilities::offer(&client);
    session.begin(client, folders(&params));
    if let Some(options) = &params.initialization_options {
        settings::take(session, options);
    }
    tokio::spawn(policies::run(Arc::clone(session)));
    offer
}

/// The workspace folders, or the root of an older client; none for a single file.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten().filter_map(|folder| from_proto::path(&folder.uri));
    let folders: Vec<PathBuf> = folders.collect();
    #[expect(deprecated, reason = "clients from before workspace folders")]
    let root = params.root_uri.as_ref().and_then(from_proto::path);
    if folders.is_empty() { root.into_iter().collect() } else { folders }
}
