//! Files in memory, for the tests of this room.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::{Files, Problem};

/// A disk that a test can write to while policies read from it. A folder is a root when it holds `.git`.
#[derive(Clone, Default)]
pub(super) struct Memory {
    files: Arc<Mutex<HashMap<PathBuf, Content>>>,
    reads: Arc<AtomicUsize>,
}

enum Content {
    Text(String),
    Folder,
    NotUtf8,
}

impl Memory {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let memory = Self::default();
        files.iter().for_each(|(path, text)| memory.write(path, text));
        memory
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        self.put(path, Content::Text(text.to_owned()));
    }

    pub(super) fn make_folder(&self, path: &str) {
        self.put(path, Content::Folder);
    }

    pub(super) fn write_latin_1(&self, path: &str) {
        self.put(path, Content::NotUtf8);
    }

    pub(super) fn remove(&self, path: &str) {
        self.files.lock().unwrap().remove(Path::new(path));
    }

    pub(super) fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    fn put(&self, path: &str, content: Content) {
        self.files.lock().unwrap().insert(path.into(), content);
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> io::Result<Option<String>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        match self.files.lock().unwrap().get(path) {
            None => Ok(None),
            Some(Content::Text(text)) => Ok(Some(text.clone())),
            Some(Content::Folder) => Err(io::ErrorKind::IsADirectory.into()),
            Some(Content::NotUtf8) => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn is_repository_root(&self, folder: &Path) -> bool {
        self.files.lock().unwrap().contains_key(&folder.join(".git"))
    }

    fn home(&self) -> Option<PathBuf> {
        Some("/home/ada".into())
    }
}

/// `path:line:column: severity: "the text there": message` of each problem.
pub(super) fn told(problems: &[Problem]) -> Vec<String> {
    let one = |problem: &Problem| {
        let (start, _) = problem.place.positions(crate::text::Encoding::Utf32);
        format!(
            "{}:{}:{}: {:?} at {:?}: {}",
            problem.place.path.display(),
            start.line + 1,
            start.character + 1,
            problem.severity,
            &problem.place.text[problem.place.range.clone()],
            problem.message
        )
    };
    problems.iter().map(one).collect()
}
