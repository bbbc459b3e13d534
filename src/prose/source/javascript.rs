//! JavaScript and TypeScript, with JSX: its text is prose, of its attributes only those that people read are.

use super::docs::JSDOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// JavaScript, with JSX.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["javascript", "js", "jsx"],
    languages: &["javascript", "javascriptreact"],
    extensions: &["js", "jsx", "mjs", "cjs", "es6"],
    files: &["Jakefile"],
    interpreters: &["node", "bun"],
    comment: Comment::Line("//"),
    reads: "comments, JSDoc without its names and types, strings and template strings that read as prose, the text \
            of JSX and its attributes that people read (`title`, `label`, `placeholder`, `alt` …)",
    read: |text, interest| super::read(text, &JAVASCRIPT, interest),
};

/// TypeScript.
pub(in crate::prose) const TYPESCRIPT: Description = Description {
    names: &["typescript", "ts"],
    languages: &["typescript"],
    extensions: &["ts", "mts", "cts"],
    files: &[],
    interpreters: &["deno", "ts-node", "tsx"],
    comment: Comment::Line("//"),
    reads: "the same as JavaScript, without JSX",
    read: |text, interest| super::read(text, &TYPED, interest),
};

/// TypeScript with JSX.
pub(in crate::prose) const TSX: Description = Description {
    names: &["tsx"],
    languages: &["typescriptreact"],
    extensions: &["tsx"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "the same as JavaScript",
    read: |text, interest| super::read(text, &TYPED_JSX, interest),
};

pub(super) const JAVASCRIPT: Language = Language {
    lexis: "javascript",
    short: Some(&Short { layout: Layout::BRACES, marks: &[("\"", &[""], 0), ("'", &[""], 0), ("`", &[""], 1)] }),
    comments: &["comment"],
    signs: &[Sign::line("//"), Sign::between("/**", "*/").documents(&JSDOC, "*/"), Sign::between("/*", "*/")],
    strings: &[Literal::escaped("string").on_one_line(), Literal::escaped("template_string")],
    interpolations: &["template_substitution"],
    calls: &["call_expression", "new_expression"],
    keys: &["pair", "assignment_expression", "variable_declarator", "field_definition"],
    attributes: &["jsx_attribute"],
    elements: &["jsx_element"],
    operators: &["binary_expression"],
    unread: &["import_statement", "subscript_expression"],
    ..Language::new(|| tree_sitter_javascript::LANGUAGE.into())
};

pub(super) const TYPED: Language = Language {
    lexis: "typescript",
    keys: &[
        "pair",
        "assignment_expression",
        "variable_declarator",
        "public_field_definition",
        "property_signature",
        "enum_assignment",
    ],
    elements: &[],
    unread: &["import_statement", "subscript_expression", "literal_type", "import_require_clause"],
    grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    ..JAVASCRIPT
};

pub(super) const TYPED_JSX: Language = Language {
    lexis: "tsx",
    elements: &["jsx_element"],
    grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    ..TYPED
};
