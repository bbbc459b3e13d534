//! The files of the workspace, as its folders and policies mean them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::session::Session;
use crate::policy::{LeftAlone, Rules};
use crate::workspace::{self, Selection, Source};

/// The rules for a file as an editor has it: what `.gitignore` names is left alone. Looks at the disk.
pub(crate) fn rules(session: &Session, path: &Path) -> Arc<Rules> {
    let rules = session.policies.rules(path);
    if rules.left_alone.is_some() || !workspace::is_ignored(session.folder_of(Some(path)).as_deref(), path) {
        return rules;
    }
    Arc::new(Rules { left_alone: Some(LeftAlone::Ignored), ..(*rules).clone() })
}

/// The files below these folders, each once, in order of path. Walks the disk.
pub(crate) fn below(session: &Arc<Session>, roots: &[PathBuf], threads: usize) -> Vec<Source> {
    let Some(folder) = roots.first() else { return Vec::new() };
    let hidden = {
        let session = Arc::clone(session);
        move |path: &Path| session.policies.asks_for_hidden(path)
    };
    workspace::walk(Selection { folder, paths: roots, threads }, hidden).sources
}
