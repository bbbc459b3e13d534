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

/// The format that a file name tells.
pub fn detect(path: &Path) -> Detected {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("md" | "markdown") => Detected::Known(Format::Markdown),
        Some("txt" | "text") => Detected::Known(Format::PlainText),
        _ => Detected::Unsupported,
    }
}

/// The format that an editor's language id tells; where it tells none, the file name.
pub fn detect_language(language_id: &str, path: Option<&Path>) -> Detected {
    match language_id {
        "markdown" => Detected::Known(Format::Markdown),
        "plaintext" | "text" => Detected::Known(Format::PlainText),
        _ => path.map_or(Detected::Unsupported, detect),
    }
}

impl Format {
    /// The name that policies and the command line use.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::PlainText => "text",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Format::Markdown, Format::PlainText].into_iter().find(|format| format.name() == name)
    }

    /// The comment that holds a directive in this format; `None` where the format has no comments.
    pub fn comment(self, directive: &str) -> Option<String> {
        match self {
            Format::Markdown => Some(format!("<!-- {directive} -->")),
            Format::PlainText => None,
        }
    }
}
