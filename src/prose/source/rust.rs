//! Rust: doc comments are Markdown.

use super::docs::RUSTDOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Rust.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["rust"],
    languages: &["rust"],
    extensions: &["rs"],
    files: &[],
    interpreters: &["rust-script"],
    comment: Comment::Line("//"),
    reads: "comments, doc comments as Markdown, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

pub(super) const LANGUAGE: Language = Language {
    lexis: "rust",
    short: Some(&Short {
        layout: Layout { containers: &["impl", "mod", "trait"], ..Layout::BRACES },
        marks: &[("\"", &["", "b", "c"], 0), ("\"", &["r", "br", "cr"], 1)],
    }),
    comments: &["line_comment", "block_comment"],
    signs: &[
        Sign::line("///").documents(&RUSTDOC, "/"),
        Sign::line("//!").documents(&RUSTDOC, ""),
        Sign::line("//"),
        Sign::between("/**", "*/").documents(&RUSTDOC, "*/"),
        Sign::between("/*!", "*/").documents(&RUSTDOC, ""),
        Sign::between("/*", "*/"),
    ],
    strings: &[Literal::escaped("string_literal"), Literal::raw("raw_string_literal")],
    calls: &["call_expression", "token_tree"],
    keys: &["field_initializer", "attribute", "let_declaration", "const_item", "static_item", "assignment_expression"],
    operators: &["binary_expression"],
    unread: &["index_expression", "extern_modifier"],
    ..Language::new(|| tree_sitter_rust::LANGUAGE.into())
};
