//! Which format a document is in.

use std::path::Path;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// CommonMark with the extensions of GitHub.
    Markdown,
    /// Text without markup.
    PlainText,
}

/// What is known of a document's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detected {
    /// A format that is read.
    Known(Format),
    /// A format that is not built yet, or no text at all: skipped and counted.
    Unsupported,
}

/// Extensions of Markdown, in lower case.
const MARKDOWN: [&str; 6] = ["md", "markdown", "mkd", "mdown", "mkdn", "mdwn"];
/// Extensions of plain text, in lower case.
const PLAIN: [&str; 2] = ["txt", "text"];

/// The format that a file name tells.
///
/// A name without an extension is plain text where it is written in capitals, as `README` and
/// `CONTRIBUTING` are; `Makefile` and `LICENSE.old` are not.
pub fn detect(path: &Path) -> Detected {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match path.extension().map(|extension| extension.to_str().unwrap_or_default().to_ascii_lowercase()) {
        Some(extension) if MARKDOWN.contains(&extension.as_str()) => Detected::Known(Format::Markdown),
        Some(extension) if PLAIN.contains(&extension.as_str()) => Detected::Known(Format::PlainText),
        None if is_shouted(name) => Detected::Known(Format::PlainText),
        _ => Detected::Unsupported,
    }
}

/// The extensions of the formats that are read, in lower case, without their dots. There are names without
/// extension beside these: those in capitals.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    MARKDOWN.into_iter().chain(PLAIN)
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
    match language_id {
        "markdown" => Detected::Known(Format::Markdown),
        "plaintext" if path.is_some_and(|path| path.extension().is_some() && detect(path) == Detected::Unsupported) => {
            Detected::Unsupported
        }
        "plaintext" | "text" => Detected::Known(Format::PlainText),
        "" => path.map_or(Detected::Unsupported, detect),
        _ => Detected::Unsupported,
    }
}

impl Format {
    /// The names that policies and the command line use, the first of each format being its own.
    pub const NAMES: [(&'static str, Self); 3] =
        [("markdown", Format::Markdown), ("text", Format::PlainText), ("plaintext", Format::PlainText)];

    /// The name that policies and the command line use.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::PlainText => "text",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, format)| format)
    }

    /// The comment that holds a directive in this format; `None` where the format has no comments.
    pub fn comment(self, directive: &str) -> Option<String> {
        match self {
            Format::Markdown => Some(format!("<!-- {directive} -->")),
            Format::PlainText => None,
        }
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
            ("markdown", "a.rs", MARKDOWN),
            ("plaintext", "a.md", PLAIN),
            ("plaintext", "notes", PLAIN),
            ("plaintext", "Cargo.lock", Detected::Unsupported),
            ("text", "a.unknown", PLAIN),
            ("rust", "a.md", Detected::Unsupported),
            ("", "a.md", MARKDOWN),
        ] {
            assert_eq!(detect_language(id, Some(Path::new(name))), format, "{id} {name}");
        }
        assert_eq!(detect_language("markdown", None), MARKDOWN);
        assert_eq!(detect_language("", None), Detected::Unsupported);
    }

    #[test]
    fn every_name_leads_back_to_its_format() {
        for (name, format) in Format::NAMES {
            assert_eq!(Format::from_name(name), Some(format));
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("rust"), None);
    }
}
