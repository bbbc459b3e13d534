//! How comments and doc comments are written: what they are read as, and what in them is a name or code although
//! that markup does not say so.

/// Defines patterns, each compiled when it is first needed.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)+) => {
        $(
            $(#[$doc])*
            static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("a pattern"));
        )+
    };
}

mod doc_string;
mod lists;
mod tags;
mod xml;

use std::sync::LazyLock;

use regex::Regex;

use crate::prose::excerpt::Excerpt;
use crate::prose::{Format, comments};

/// A way to write a comment.
pub(super) struct Docs {
    /// What it is read as, once it is rewritten.
    pub(super) markup: Format,
    /// Hides what nobody reads as words. `None` where nothing is left.
    pub(super) rewrite: fn(&str) -> Option<Excerpt>,
    /// What its first word is.
    pub(super) first_word: FirstWord,
}

/// What the first word of a comment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstWord {
    /// A word like others.
    Word,
    /// The name of what follows the comment, where that is what it is.
    Name,
}

impl Docs {
    const fn markdown(rewrite: fn(&str) -> Option<Excerpt>) -> Self {
        Self { markup: Format::Markdown, rewrite, first_word: FirstWord::Word }
    }
}

/// A plain comment: what stands in backticks is code there too.
pub(super) const COMMENT: Docs = Docs::markdown(comments::without_code);

/// Markdown in which names stand in brackets: `[Client]`.
pub(super) const RUSTDOC: Docs = Docs::markdown(with_names_in_brackets);

/// A doc string of Python.
pub(super) const DOC_STRING: Docs = Docs::markdown(doc_string::rewrite);

/// A comment of Go, of which nobody can say whether it documents something.
pub(super) const GO_DOC: Docs =
    Docs { markup: Format::Markdown, rewrite: plain_with_names_in_brackets, first_word: FirstWord::Name };

/// HTML, or Markdown, with tags such as `@param name` and `{@code …}`.
pub(super) const JAVADOC: Docs = Docs::markdown(tags::javadoc);

/// Markdown with tags such as `@param {Type} name`.
pub(super) const JSDOC: Docs = Docs::markdown(tags::jsdoc);

/// Markdown with tags such as `@param name` and `\c name`.
pub(super) const DOXYGEN: Docs = Docs::markdown(tags::doxygen);

/// The XML of C#.
pub(super) const XML_DOC: Docs = Docs::markdown(xml::rewrite);

/// Markdown with tags and names in brackets.
pub(super) const KDOC: Docs = Docs::markdown(lists::kdoc);

/// Much like Markdown, with tags.
pub(super) const SCALADOC: Docs = Docs::markdown(lists::scaladoc);

/// Markdown whose lists name parameters.
pub(super) const DOCC: Docs = Docs::markdown(lists::docc);

/// Markdown or HTML with tags such as `@param Type $name`.
pub(super) const PHPDOC: Docs = Docs::markdown(lists::phpdoc);

/// Much like Markdown, with tags such as `@param name [Type]`.
pub(super) const YARD: Docs = Docs::markdown(lists::yard);

/// Markdown with tags such as `@param name type`.
pub(super) const LDOC: Docs = Docs::markdown(lists::ldoc);

/// A name in brackets that is no link.
#[expect(clippy::expect_used, reason = "a pattern of ours, read by every test of this room")]
static BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[`?(?:\w+[@!])?[\w:.<>]+(?:\(\)|!)?`?\](?:\[\])?").expect("a pattern"));

fn with_names_in_brackets(text: &str) -> Option<Excerpt> {
    comments::without_marks_of_tools(text).map(hide_names)
}

fn plain_with_names_in_brackets(text: &str) -> Option<Excerpt> {
    comments::without_code(text).map(hide_names)
}

/// Hides the names in brackets that are neither the text nor the target nor the definition of a link.
fn hide_names(mut read: Excerpt) -> Excerpt {
    let text = read.text();
    let alone = |found: &regex::Match<'_>| {
        let before = text.get(..found.start()).unwrap_or_default();
        let after = text.get(found.end()..).unwrap_or_default();
        !before.ends_with(']') && !after.starts_with(['(', '[', ':'])
    };
    let names: Vec<_> = BRACKETS.find_iter(text).filter(alone).map(|found| found.range()).collect();
    read.hide(&names);
    read
}
