//! `workspace/didChangeWorkspaceFolders`

use std::path::PathBuf;

use tower_lsp::ls_types::{DidChangeWorkspaceFoldersParams, WorkspaceFolder};

use crate::server::from_proto;
use crate::server::session::Session;

/// Folders came and went; the order of those that stay is kept.
pub(crate) fn take(session: &Session, params: &DidChangeWorkspaceFoldersParams) {
    session.change_folders(paths(&params.event.added), &paths(&params.event.removed));
}

fn paths(folders: &[WorkspaceFolder]) -> Vec<PathBuf> {
    folders.iter().filter_map(|folder| from_proto::path(&folder.uri)).collect()
}
