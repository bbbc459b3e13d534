//! From the protocol's types to ours. With `to_proto` the only place where the two meet.

use std::ops::Range;
use std::path::PathBuf;

use tower_lsp::ls_types::{self as lsp, Uri};

use crate::text::{Encoding, Position, Text};

/// The path of a `file:` URI; every other scheme has none.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    let file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    uri.to_file_path().filter(|path| file && path.is_absolute()).map(|path| path.into_owned())
}

/// A position.
pub(crate) fn position(position: lsp::Position) -> Position {
    Position { line: position.line, character: position.character }
}

/// The bytes of a range. It may end before it starts: what that means is for the caller to say.
pub(crate) fn range(range: lsp::Range, text: &Text, encoding: Encoding) -> Range<usize> {
    text.offset(position(range.start), encoding)..text.offset(position(range.end), encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_have_paths() {
        let path_of = |uri: &str| path(&uri.parse().unwrap());
        assert_eq!(path_of("file:///a%20b/%C3%BC.md"), Some("/a b/ü.md".into()));
        assert_eq!(path_of("FILE:///a.md"), Some("/a.md".into()));
        for none in ["untitled:Untitled-1", "git:/a/b.md?x", "https://example.com/a.md", "file:", "file:a.md"] {
            assert_eq!(path_of(none), None, "{none}");
        }
    }
}
