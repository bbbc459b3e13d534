//! Files that are read and written whole.

use std::path::Path;

/// What came of it, or what is wrong, for a person to read.
pub(crate) type Outcome<T> = Result<T, String>;

/// The text of a file.
pub(crate) fn text(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file.
pub(crate) fn save(path: &Path, text: &str) -> Outcome<()> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
