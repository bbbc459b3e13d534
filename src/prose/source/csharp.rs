//! C#: doc comments are XML.

use super::docs::XML_DOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// C#.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["csharp", "c#"],
    languages: &["csharp"],
    extensions: &["cs", "csx"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "comments, the text of XML doc comments, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

const LAYOUT: Layout =
    Layout { directives: true, containers: &["class", "interface", "namespace", "record", "struct"], ..Layout::BRACES };

pub(super) const LANGUAGE: Language = Language {
    lexis: "csharp",
    short: Some(&Short { layout: LAYOUT, marks: &[("\"\"\"", &[""], 2), ("\"", &[""], 0)] }),
    comments: &["comment"],
    signs: &[
        Sign::line("///").documents(&XML_DOC, "/"),
        Sign::line("//"),
        Sign::between("/**", "*/").documents(&XML_DOC, "*/"),
        Sign::between("/*", "*/"),
    ],
    strings: &[
        Literal::escaped("string_literal").on_one_line(),
        Literal::doubled("verbatim_string_literal"),
        Literal::raw("raw_string_literal"),
        Literal::escaped("interpolated_string_expression").doubled_after("@"),
    ],
    interpolations: &["interpolation"],
    calls: &["invocation_expression", "object_creation_expression", "attribute"],
    keys: &["argument", "attribute_argument", "assignment_expression", "variable_declarator"],
    operators: &["binary_expression"],
    unread: &["element_access_expression"],
    ..Language::new(|| tree_sitter_c_sharp::LANGUAGE.into())
};
