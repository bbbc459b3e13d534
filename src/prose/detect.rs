//! Which format a document is in.

use std::path::Path;

use super::Format;

/// What is known of a document's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detected {
    /// A format that is read.
    Known(Format),
    /// A format that is not built yet, or no text at all: skipped and counted.
    Unsupported,
}

/// The format that a file name tells.
///
/// A name without an extension is plain text where it is written in capitals, as `README` and
/// `CONTRIBUTING` are; `Makefile` and `LICENSE.old` are not.
pub fn detect(path: &Path) -> Detected {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if let Some(format) = Format::ALL.iter().find(|format| format.files().contains(&name)) {
        return Detected::Known(*format);
    }
    match of_extension(name) {
        Some(format) => Detected::Known(format),
        None if path.extension().is_none() && is_shouted(name) => Detected::Known(Format::PlainText),
        None => Detected::Unsupported,
    }
}

/// The format of the longest extension that is known: `html.erb` before `erb`.
fn of_extension(name: &str) -> Option<Format> {
    let name = name.to_ascii_lowercase();
    let mut rest = name.as_str();
    // What stands before the first dot is no extension: `.md` is a hidden file without one.
    while let Some((before, extension)) = rest.split_once('.') {
        if let Some(format) = Format::ALL.iter().find(|format| format.extensions().contains(&extension))
            && !(before.is_empty() && rest.len() == name.len())
        {
            return Some(*format);
        }
        rest = extension;
    }
    None
}

/// The extensions of the formats that are read, in lower case, without their dots. There are names without
/// extension beside these: those in capitals.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    Format::ALL.iter().flat_map(|format| format.extensions()).copied()
}

/// Whether a file name is of the kind of `README` and `RELEASE_NOTES`.
fn is_shouted(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.len() > 3
        && name.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-'))
}

/// The format that an editor's language id tells; where there is none, that of the file name.
///
/// A language of its own that is not read is not read under whatever name: a buffer that the editor
/// takes for Rust is no plain text. But “plaintext” is also what VS Code calls each file that it has no
/// name for: there an extension that is not read counts as well, so that a `Cargo.lock` is no letter.
pub fn detect_language(language_id: &str, path: Option<&Path>) -> Detected {
    let plain = Format::PlainText.languages().contains(&language_id);
    if plain && path.is_some_and(|path| path.extension().is_some() && detect(path) == Detected::Unsupported) {
        return Detected::Unsupported;
    }
    match Format::ALL.iter().find(|format| format.languages().contains(&language_id)) {
        Some(format) => Detected::Known(*format),
        None if language_id.is_empty() => path.map_or(Detected::Unsupported, detect),
        None => Detected::Unsupported,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKDOWN: Detected = Detected::Known(Format::Markdown);
    const PLAIN: Detected = Detected::Known(Format::PlainText);

    #[test]
    fn file_names_tell_the_format() {
        for (name, format) in [
            ("a.md", MARKDOWN),
            ("x/A.MD", MARKDOWN),
            ("a.en.markdown", MARKDOWN),
            ("a.mkdn", MARKDOWN),
            ("a.txt", PLAIN),
            ("README", PLAIN),
            ("x/RELEASE_NOTES", PLAIN),
            ("Makefile", Detected::Unsupported),
            ("a.mdx", Detected::Unsupported),
            ("a.mdc", Detected::Unsupported),
            ("README.rst", Detected::Unsupported),
            (".md", Detected::Unsupported),
            ("", Detected::Unsupported),
        ] {
            assert_eq!(detect(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn a_language_id_beats_the_file_name() {
        for (id, name, format) in [
            ("markdown", "a.cob", MARKDOWN),
            ("plaintext", "a.md", PLAIN),
            ("plaintext", "notes", PLAIN),
            ("plaintext", "Cargo.lock", Detected::Unsupported),
            ("text", "notes", PLAIN),
            ("cobol", "a.md", Detected::Unsupported),
            ("", "a.md", MARKDOWN),
        ] {
            assert_eq!(detect_language(id, Some(Path::new(name))), format, "{id} {name}");
        }
        assert_eq!(detect_language("markdown", None), MARKDOWN);
        assert_eq!(detect_language("", None), Detected::Unsupported);
    }
}
