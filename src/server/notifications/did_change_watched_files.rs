//! `workspace/didChangeWatchedFiles`

use std::path::PathBuf;

use tower_lsp::ls_types::DidChangeWatchedFilesParams;

use crate::server::from_proto;
use crate::server::session::Session;

/// Files came, went or changed on disk: policies, texts, or what decides which files count.
pub(crate) fn take(session: &Session, params: &DidChangeWatchedFilesParams) {
    let paths: Vec<PathBuf> = params.changes.iter().filter_map(|change| from_proto::path(&change.uri)).collect();
    session.files_changed(paths);
}
