//! Open buffers in front of the disk, so that a policy governs as it is typed.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tower_lsp::ls_types::Uri;

use crate::policy::{Disk, FILE_NAMES, Files};
use crate::text::Text;

/// An open document that may be a policy.
#[derive(Debug, Clone)]
pub(crate) struct Buffer {
    /// As the client writes it.
    pub(crate) uri: Arc<Uri>,
    pub(crate) version: i32,
    pub(crate) text: Text,
}

/// The open documents that may be policies, by path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    open: Arc<Mutex<HashMap<PathBuf, Buffer>>>,
    /// The files that a policy has asked for by name, open or not, there or not.
    asked: Arc<Mutex<HashSet<PathBuf>>>,
}

impl Buffers {
    pub(crate) fn set(&self, path: &Path, buffer: Buffer) {
        self.lock().insert(path.to_owned(), buffer);
    }

    pub(crate) fn remove(&self, path: &Path) {
        self.lock().remove(path);
    }

    pub(crate) fn get(&self, path: &Path) -> Option<Buffer> {
        self.lock().get(path).cloned()
    }

    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.lock().keys().cloned().collect()
    }

    /// Whether a policy has asked for this file by name: known from the moment that it is read.
    pub(crate) fn were_asked_for(&self, path: &Path) -> bool {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Buffer>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files for Buffers {
    fn read(&self, path: &Path) -> io::Result<Option<String>> {
        if !is_policy(path) {
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        }
        match self.get(path) {
            Some(buffer) => Ok(Some(buffer.text.to_string())),
            None => Disk.read(path),
        }
    }

    fn is_repository_root(&self, folder: &Path) -> bool {
        Disk.is_repository_root(folder)
    }

    fn home(&self) -> Option<PathBuf> {
        Disk.home()
    }
}

/// Whether a file governs by its name.
pub(crate) fn is_policy(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| FILE_NAMES.contains(&name))
}

/// Whether a file may be a policy, or be extended by one.
pub(crate) fn may_be_policy(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_buffer_stands_before_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("customary.toml");
        std::fs::write(&path, "on disk").unwrap();
        let buffers = Buffers::default();
        assert_eq!(buffers.read(&path).unwrap().as_deref(), Some("on disk"));
        let uri = Arc::new(Uri::from_file_path(&path).unwrap());
        buffers.set(&path, Buffer { uri, version: 1, text: Text::new("typed") });
        assert_eq!(buffers.read(&path).unwrap().as_deref(), Some("typed"));
        buffers.remove(&path);
        assert_eq!(buffers.read(&path).unwrap().as_deref(), Some("on disk"));
        assert_eq!(buffers.read(&folder.path().join("none.toml")).unwrap(), None);
    }
}
