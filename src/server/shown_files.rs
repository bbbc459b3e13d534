//! Texts of ours that a person looks at in an editor: files in a folder of their own, read-only, gone when the
//! server ends.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

/// One server is one process, and whatever it shows is to go with it, however it ends.
static FOLDER: Mutex<Option<TempDir>> = Mutex::new(None);

/// Writes a text, in place of an earlier one that is about the same. `name` is what the editor shows.
///
/// # Errors
/// What the disk says.
pub(crate) fn write(about: &str, name: &str, text: &str) -> io::Result<PathBuf> {
    let mut folder = lock();
    let root = match &mut *folder {
        Some(root) => root,
        none => none.insert(tempfile::Builder::new().prefix("customary-").tempdir()?),
    };
    let mut hasher = DefaultHasher::new();
    about.hash(&mut hasher);
    let own = root.path().join(format!("{:016x}", hasher.finish()));
    fs::create_dir_all(&own)?;
    let path = own.join(name);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::write(&path, text)?,
    }
    let mut permissions = fs::metadata(&path)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions)?;
    Ok(path)
}

/// Removes everything that was written.
pub(crate) fn remove() {
    // What cannot be removed is for the system to clear away.
    drop(lock().take());
}

fn lock() -> MutexGuard<'static, Option<TempDir>> {
    FOLDER.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_replaced_by_a_newer_one_and_all_go_at_the_end() {
        let first = write("a", "a.toml", "one").unwrap();
        assert!(fs::metadata(&first).unwrap().permissions().readonly());
        assert_eq!(write("a", "a.toml", "two").unwrap(), first);
        assert_eq!(fs::read_to_string(&first).unwrap(), "two");
        let other = write("b", "a.toml", "three").unwrap();
        assert_ne!(other, first);
        remove();
        assert!(!first.exists() && !other.exists() && !first.ancestors().nth(2).unwrap().exists());
    }
}
