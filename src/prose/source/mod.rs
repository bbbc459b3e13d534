//! Source code: its comments, doc comments and strings, by the grammar of each language.
//!
//! What the languages have in common is read here; what sets one apart is a [`Language`]: a table of the
//! grammar's names for comments, strings and what stands around them. A language is one file with such a table
//! and a [`Description`](super::format::Description). The grammar tells where a comment or string begins and
//! ends; which of them people read is said by [`super::comments`] and [`super::strings`].

mod around;
mod c;
mod csharp;
mod dockerfile;
mod docs;
mod elements;
mod escape;
mod go;
mod grammar;
mod hcl;
mod java;
mod javascript;
mod kotlin;
mod layout;
mod lexical;
mod literal;
mod lua;
mod make;
mod php;
mod place;
mod python;
mod remarks;
mod ruby;
mod rust;
mod scala;
mod scanner;
mod shell;
mod short;
mod swift;

use self::docs::Docs;
use self::literal::Literal;
use self::short::Short;
use super::Document;
use super::builder::Interest;

pub(super) use c::{CPP, FORMAT as C};
pub(super) use csharp::FORMAT as CSHARP;
pub(super) use dockerfile::FORMAT as DOCKERFILE;
pub(super) use go::FORMAT as GO;
pub(super) use hcl::FORMAT as HCL;
pub(super) use java::FORMAT as JAVA;
pub(super) use javascript::{FORMAT as JAVASCRIPT, TSX, TYPESCRIPT};
pub(super) use kotlin::FORMAT as KOTLIN;
pub(super) use lexical::{CSS, SCSS, SQL};
pub(super) use lua::FORMAT as LUA;
pub(super) use make::FORMAT as MAKE;
pub(super) use php::FORMAT as PHP;
pub(super) use python::FORMAT as PYTHON;
pub(super) use ruby::FORMAT as RUBY;
pub(super) use rust::FORMAT as RUST;
pub(super) use scala::FORMAT as SCALA;
pub(super) use shell::FORMAT as SHELL;
pub(super) use swift::FORMAT as SWIFT;

/// What is known of a language, in the words of its grammar: names of nodes.
pub(super) struct Language {
    /// The grammar.
    grammar: fn() -> tree_sitter::Language,
    /// Its name in the table of the scanner, which tells whether the grammar is asked at all; none where it always is.
    lexis: &'static str,
    /// How files are read without the grammar; none where it is always asked.
    short: Option<&'static Short>,
    /// Comments.
    comments: &'static [&'static str],
    /// How comments are written; of those that fit the first counts.
    signs: &'static [Sign],
    /// Strings.
    strings: &'static [Literal],
    /// What stands in a string and is computed.
    interpolations: &'static [&'static str],
    /// Statements that document something where a string is all there is to them, and how that is written.
    doc_strings: Option<(&'static str, &'static Docs)>,
    /// Calls of functions and macros; what stands in the node before the string names what is called.
    calls: &'static [&'static str],
    /// What gives a value a name: arguments with names, members of objects, assignments. What stands in the node
    /// before the string is the name; a string before a value is a name itself, and is not read.
    keys: &'static [&'static str],
    /// Attributes of markup: the same, but only the names that people read are.
    attributes: &'static [&'static str],
    /// Elements of markup, whose text is prose.
    elements: &'static [&'static str],
    /// What puts strings together, or compares them.
    operators: &'static [&'static str],
    /// Where no string is read whatever it says: imports, subscripts.
    unread: &'static [&'static str],
}

impl Language {
    /// A language of a grammar of which nothing is known yet.
    const fn new(grammar: fn() -> tree_sitter::Language) -> Self {
        Self {
            grammar,
            lexis: "",
            short: None,
            comments: &[],
            signs: &[],
            strings: &[],
            interpolations: &[],
            doc_strings: None,
            calls: &[],
            keys: &[],
            attributes: &[],
            elements: &[],
            operators: &[],
            unread: &[],
        }
    }
}

/// How a comment is written.
struct Sign {
    /// What it begins with.
    open: &'static str,
    /// What it ends with; nothing where that is the end of the line.
    close: &'static str,
    /// Characters that make it another sign where they follow `open`: `////` is no doc comment.
    but: &'static str,
    /// How its text is written.
    docs: &'static Docs,
}

impl Sign {
    /// A comment up to the end of the line.
    const fn line(open: &'static str) -> Self {
        Self { open, close: "", but: "", docs: &docs::COMMENT }
    }

    /// A comment between two signs.
    const fn between(open: &'static str, close: &'static str) -> Self {
        Self { open, close, but: "", docs: &docs::COMMENT }
    }

    /// The same sign for comments that document something, unless one of the characters `but` follows it.
    const fn documents(self, docs: &'static Docs, but: &'static str) -> Self {
        Self { docs, but, ..self }
    }
}

/// Reads a text in a language: by what the scanner tells where that is enough, else by the grammar.
fn read(text: &str, language: &'static Language, interest: Interest<'_>) -> Document {
    if !may_hold(text, language, interest) {
        return Document::default();
    }
    short::read(text, language, interest).unwrap_or_else(|| grammar::read(text, language, interest))
}

/// Whether anything that is read in a text may be of interest.
fn may_hold(text: &str, language: &Language, interest: Interest<'_>) -> bool {
    scanner::lexis(language.lexis).is_none_or(|lexis| scanner::may_hold(text, lexis, interest))
}

#[cfg(test)]
mod tests;
