//! Which policy file is the nearest: the same in the editor and the terminal.
//!
//! Up the folders from the file to the root of its repository. Without a repository up to the root of
//! the file system, but never into the home folder or above it from below: a policy there was not
//! written for everything a person owns. The folder that a file lies in always counts, even if it is
//! the home folder. The nearest policy governs alone.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::file::PolicyFile;
use super::store::Files;
use super::{FILE_NAMES, Place, Problem, ProblemSeverity};

/// What one folder tells.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The policy in it; the first of [`FILE_NAMES`] that is there.
    pub(super) policy: Option<PathBuf>,
    /// Whether it is the root of a repository.
    is_root: bool,
    /// What is wrong with the names in it.
    pub(super) problems: Vec<Problem>,
}

/// Looks into one folder.
pub(super) fn look(files: &dyn Files, folder: &Path) -> Folder {
    let mut out = Folder { is_root: files.is_repository_root(folder), ..Folder::default() };
    for path in FILE_NAMES.map(|name| folder.join(name)) {
        match files.read(&path) {
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
                let message = "this is a folder, not a policy file: it is passed over; rename it".to_owned();
                out.problems.push(whole_file(&path, String::new(), ProblemSeverity::Error, message));
            }
            Ok(Some(_)) | Err(_) if out.policy.is_none() => out.policy = Some(path),
            other => {
                let message = format!(
                    "this file is not read: {} in the same folder comes first; keep one of them",
                    FILE_NAMES.first().copied().unwrap_or_default()
                );
                let text = other.ok().flatten().unwrap_or_default();
                out.problems.push(whole_file(&path, text, ProblemSeverity::Warning, message));
            }
        }
    }
    out
}

fn whole_file(path: &Path, text: String, severity: ProblemSeverity, message: String) -> Problem {
    Problem { place: Place { path: path.into(), text: text.into(), range: 0..0 }, severity, message }
}

/// The nearest policy to a file, given what folders tell.
pub(super) fn nearest(file: &Path, home: Option<&Path>, look: impl Fn(&Path) -> Arc<Folder>) -> Option<PathBuf> {
    for (steps, dir) in file.ancestors().skip(1).enumerate() {
        if steps > 0 && Some(dir) == home && root(dir, &look).is_none() {
            return None;
        }
        let folder = look(dir);
        if folder.policy.is_some() {
            return folder.policy.clone();
        }
        if folder.is_root {
            return None;
        }
    }
    None
}

/// The nearest folder, from `dir` upwards, that is the root of a repository.
pub(super) fn root(dir: &Path, look: impl Fn(&Path) -> Arc<Folder>) -> Option<&Path> {
    dir.ancestors().find(|dir| look(dir).is_root)
}

/// A path without `.` and `..`, decided from its text: what a policy names is named as its author sees it.
pub(super) fn plain(path: &Path) -> PathBuf {
    // Nearly all are so already, and each file asks.
    let mut parts = path.as_os_str().as_encoded_bytes().split(|byte| std::path::is_separator(char::from(*byte)));
    let first = parts.next().unwrap_or_default();
    if first != b"." && first != b".." && !parts.any(|part| matches!(part, b"" | b"." | b"..")) {
        return path.to_owned();
    }
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            Component::ParentDir if out.has_root() => {}
            part => out.push(part),
        }
    }
    out
}

/// What stands at the path of a policy file.
#[derive(Debug, Clone)]
pub(super) enum Loaded {
    Missing,
    Folder,
    File(Arc<PolicyFile>),
}

/// Reads the file at `path`; `known` is given back where its text has not changed.
pub(super) fn load(files: &dyn Files, path: &Path, known: Option<&Arc<PolicyFile>>) -> Loaded {
    let refused = |message: String| {
        let same = known.filter(|file| file.is_unreadable() && file.faults.iter().all(|f| f.message == message));
        same.cloned().unwrap_or_else(|| Arc::new(PolicyFile::unreadable(path.into(), message)))
    };
    match files.read(path) {
        Ok(None) => Loaded::Missing,
        Ok(Some(text)) => Loaded::File(match known.filter(|file| !file.is_unreadable() && *file.text == *text) {
            Some(known) => Arc::clone(known),
            None => Arc::new(PolicyFile::parse(path.into(), text)),
        }),
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => Loaded::Folder,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Loaded::File(refused("this policy is not UTF-8 text: save it as UTF-8".to_owned()))
        }
        Err(error) => Loaded::File(refused(format!("this policy cannot be read: {error}"))),
    }
}
