//! Swift: doc comments are Markdown in which lists name what they speak of.

use super::docs::DOCC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Swift.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["swift"],
    languages: &["swift"],
    extensions: &["swift"],
    files: &[],
    interpreters: &["swift"],
    comment: Comment::Line("//"),
    reads: "comments, doc comments as Markdown, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

const LAYOUT: Layout =
    Layout { containers: &["actor", "class", "enum", "extension", "protocol", "struct"], ..Layout::VALUES };

pub(super) static LANGUAGE: Language = Language {
    lexis: "swift",
    short: Some(&Short { layout: LAYOUT, marks: &[("\"\"\"", &[""], 1), ("\"", &[""], 0)] }),
    comments: &["comment", "multiline_comment"],
    signs: &[
        Sign::line("///").documents(&DOCC, "/"),
        Sign::line("//"),
        Sign::between("/**", "*/").documents(&DOCC, "*/"),
        Sign::between("/*", "*/"),
    ],
    strings: &[
        Literal::escaped("line_string_literal").on_one_line(),
        Literal::escaped("multi_line_string_literal"),
        Literal::raw("raw_string_literal"),
    ],
    interpolations: &["interpolated_expression", "raw_str_interpolation"],
    calls: &["call_expression", "constructor_expression", "macro_invocation"],
    keys: &["assignment", "attribute", "dictionary_literal", "value_argument", "property_declaration"],
    operators: &["additive_expression", "equality_expression"],
    unread: &["import_declaration", "regex_literal"],
    ..Language::new(|| tree_sitter_swift::LANGUAGE.into())
};
