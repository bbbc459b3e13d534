//! `workspace/didChangeWatchedFiles`

use tower_lsp::ls_types::DidChangeWatchedFilesParams;

use crate::server::from_proto;
use crate::server::session::Session;

/// A policy came, went or changed on disk.
pub(crate) fn take(session: &Session, params: &DidChangeWatchedFilesParams) {
    let mut paths = params.changes.iter().filter_map(|change| from_proto::path(&change.uri));
    if paths.any(|path| session.depends_on(&path)) {
        session.policies_changed();
    }
}
