//! Java: doc comments are HTML with tags such as `@param` and `{@code …}`.

use super::docs::JAVADOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Java.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["java"],
    languages: &["java"],
    extensions: &["java"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "comments, Javadoc without its names and code, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

pub(super) const LANGUAGE: Language = Language {
    lexis: "java",
    short: Some(&Short {
        layout: Layout { containers: &["class", "interface", "record"], ..Layout::BRACES },
        marks: &[("\"", &[""], 0)],
    }),
    comments: &["line_comment", "block_comment"],
    signs: &[
        Sign::line("///").documents(&JAVADOC, "/"),
        Sign::line("//"),
        Sign::between("/**", "*/").documents(&JAVADOC, "*/"),
        Sign::between("/*", "*/"),
    ],
    strings: &[Literal::escaped("string_literal").on_one_line()],
    interpolations: &["string_interpolation"],
    calls: &["method_invocation", "object_creation_expression", "annotation", "explicit_constructor_invocation"],
    keys: &["element_value_pair", "variable_declarator", "assignment_expression"],
    operators: &["binary_expression"],
    unread: &["array_access"],
    ..Language::new(|| tree_sitter_java::LANGUAGE.into())
};
