//! Kotlin: doc comments are Markdown with tags, and names in brackets.

use super::docs::KDOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Kotlin.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["kotlin"],
    languages: &["kotlin"],
    extensions: &["kt", "kts"],
    files: &[],
    interpreters: &["kotlin", "kscript"],
    comment: Comment::Line("//"),
    reads: "comments, KDoc, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

pub(super) static LANGUAGE: Language = Language {
    lexis: "kotlin",
    short: Some(&Short {
        layout: Layout { containers: &["class", "object", "interface"], ..Layout::VALUES },
        marks: &[("\"\"\"", &[""], 1), ("\"", &[""], 0)],
    }),
    comments: &["line_comment", "block_comment"],
    signs: &[Sign::line("//"), Sign::between("/**", "*/").documents(&KDOC, "*/"), Sign::between("/*", "*/")],
    strings: &[
        Literal::escaped("string_literal").with_dollar_names().on_one_line(),
        Literal::raw("multiline_string_literal").with_dollar_names(),
    ],
    interpolations: &["interpolation"],
    calls: &["call_expression", "constructor_invocation"],
    keys: &["value_argument", "infix_expression", "property_declaration"],
    operators: &["binary_expression", "additive_expression", "equality_expression"],
    unread: &["index_expression", "indexing_expression", "import"],
    ..Language::new(|| tree_sitter_kotlin_ng::LANGUAGE.into())
};
