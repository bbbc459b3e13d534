//! Scala: doc comments have tags, code between braces, and links in brackets.

use super::docs::SCALADOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Scala.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["scala"],
    languages: &["scala"],
    extensions: &["scala", "sc", "sbt"],
    files: &[],
    interpreters: &["scala", "scala-cli", "amm"],
    comment: Comment::Line("//"),
    reads: "comments, Scaladoc, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

pub(super) static LANGUAGE: Language = Language {
    lexis: "scala",
    short: Some(&Short {
        layout: Layout { containers: &["class", "object", "trait"], ..Layout::VALUES },
        marks: &[("\"", &[""], 0)],
    }),
    comments: &["comment", "block_comment"],
    signs: &[Sign::line("//"), Sign::between("/**", "*/").documents(&SCALADOC, "*/"), Sign::between("/*", "*/")],
    strings: &[Literal::escaped("string").on_one_line(), Literal::escaped("interpolated_string").on_one_line()],
    interpolations: &["interpolation"],
    calls: &["call_expression", "instance_expression"],
    keys: &["assignment_expression", "val_definition", "var_definition"],
    operators: &["infix_expression"],
    unread: &["import_declaration"],
    ..Language::new(|| tree_sitter_scala::LANGUAGE.into())
};
