//! Python: doc strings in Markdown or reStructuredText, whose code is set apart by backticks in either.

use super::docs::DOC_STRING;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Python.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["python"],
    languages: &["python"],
    extensions: &["py", "pyi", "pyw"],
    files: &["SConstruct", "SConscript", "wscript"],
    interpreters: &["python", "pypy"],
    comment: Comment::Line("#"),
    reads: "comments, doc strings in Markdown or reStructuredText, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

/// What may stand before a quotation mark, in any case.
const PREFIXES: &[&str] = &["", "r", "u", "b", "br", "rb", "f", "fr", "rf"];

pub(super) const LANGUAGE: Language = Language {
    lexis: "python",
    short: Some(&Short { layout: Layout::LINES, marks: &[("\"", PREFIXES, 0), ("'", PREFIXES, 0)] }),
    comments: &["comment"],
    signs: &[Sign::line("#:"), Sign::line("#")],
    strings: &[Literal::escaped("string").on_one_line().raw_after("rR")],
    interpolations: &["interpolation"],
    doc_strings: Some(("expression_statement", &DOC_STRING)),
    calls: &["call"],
    keys: &["keyword_argument", "pair", "assignment", "default_parameter"],
    operators: &["binary_operator", "concatenated_string", "comparison_operator"],
    unread: &["subscript", "import_statement", "import_from_statement"],
    ..Language::new(|| tree_sitter_python::LANGUAGE.into())
};
