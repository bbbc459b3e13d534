//! How comments and doc comments are written: what they are read as, and what in them is a name or code although
//! that markup does not say so.

mod doc_string;

use crate::prose::excerpt::Excerpt;
use crate::prose::{Format, comments};

/// A way to write a comment.
pub(super) struct Docs {
    /// What it is read as, once it is rewritten.
    pub(super) markup: Format,
    /// Hides what nobody reads as words.
    pub(super) rewrite: fn(&str) -> Option<Excerpt>,
}

/// A plain comment: what stands in backticks is code there too.
pub(super) const COMMENT: Docs = Docs { markup: Format::Markdown, rewrite: comments::without_code };

/// Markdown in which names stand in brackets: `[Client]`.
pub(super) const RUSTDOC: Docs = Docs { markup: Format::Markdown, rewrite: comments::without_marks_of_tools };

/// A doc string of Python.
pub(super) const DOC_STRING: Docs = Docs { markup: Format::Markdown, rewrite: doc_string::rewrite };
