//! A built-in preset as rules: a policy that does nothing but extend it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::policy::{Files, Overrides, Policies, Problem, Rules};

/// What a preset asks for, and what is wrong with its name.
pub(super) fn rules(name: &str) -> (Arc<Rules>, Vec<Problem>) {
    let path = std::path::absolute("customary.toml").unwrap_or_else(|_| "/customary.toml".into());
    // A name never holds what would have to be escaped; one that does is no preset's.
    let text = format!("extends = ['preset:{}']\n", name.replace(['\'', '\n', '\r'], ""));
    let files = Extending { path: path.clone(), text };
    let policies = Policies::new(files, Overrides { config: Some(path), prefer: None });
    (policies.rules_without_path(None), policies.problems())
}

/// A disk with one policy on it.
struct Extending {
    path: PathBuf,
    text: String,
}

impl Files for Extending {
    fn read(&self, path: &Path) -> io::Result<Option<String>> {
        Ok((path == self.path).then(|| self.text.clone()))
    }

    fn is_repository_root(&self, _: &Path) -> bool {
        false
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }
}
