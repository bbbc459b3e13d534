//! The files of the workspace, as its folders and policies mean them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::session::Session;
use crate::workspace::{self, Selection, Source};

/// The files below these folders, each once, in order of path. Walks the disk.
pub(crate) fn below(session: &Arc<Session>, roots: &[PathBuf], threads: usize) -> Vec<Source> {
    let Some(folder) = roots.first() else { return Vec::new() };
    let hidden = {
        let session = Arc::clone(session);
        move |path: &Path| session.policies.asks_for_hidden(path)
    };
    workspace::walk(Selection { folder, paths: roots, threads }, hidden).sources
}
