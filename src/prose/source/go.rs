//! Go: doc comments begin with the name of what they document.

use super::docs::GO_DOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Go.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["go"],
    languages: &["go"],
    extensions: &["go"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "comments, doc comments without the name they begin with, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

pub(super) const LANGUAGE: Language = Language {
    lexis: "go",
    short: Some(&Short { layout: Layout::VALUES, marks: &[("\"", &[""], 0), ("`", &[""], 1)] }),
    comments: &["comment"],
    signs: &[Sign::line("//").documents(&GO_DOC, ""), Sign::between("/*", "*/").documents(&GO_DOC, "")],
    strings: &[Literal::escaped("interpreted_string_literal").on_one_line(), Literal::raw("raw_string_literal")],
    calls: &["call_expression"],
    keys: &["keyed_element", "short_var_declaration", "const_spec", "var_spec", "assignment_statement"],
    operators: &["binary_expression"],
    unread: &["import_spec", "index_expression", "field_declaration"],
    ..Language::new(|| tree_sitter_go::LANGUAGE.into())
};
