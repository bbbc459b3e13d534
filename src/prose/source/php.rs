//! PHP: code between tags, and HTML around it.

use tree_sitter::Parser;

use super::docs::PHPDOC;
use super::grammar::Patience;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description, Format};

/// PHP.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["php"],
    languages: &["php"],
    extensions: &["php", "phtml", "php3", "php4", "php5", "php7", "phps", "inc"],
    files: &[],
    interpreters: &["php"],
    comment: Comment::Line("//"),
    reads: "comments, PHPDoc, strings and here documents that read as prose, the HTML around the code",
    read,
};

pub(super) static LANGUAGE: Language = Language {
    lexis: "php",
    short: Some(&Short {
        layout: Layout { dots: true, separate: false, ..Layout::BRACES },
        // Between others names are computed that the scanner takes for text.
        marks: &[("'", &[""], 1)],
    }),
    comments: &["comment"],
    signs: &[
        Sign::line("//"),
        Sign::line("#"),
        Sign::between("/**", "*/").documents(&PHPDOC, "*/"),
        Sign::between("/*", "*/"),
    ],
    strings: &[
        Literal::escaped("encapsed_string"),
        Literal::escaped("string"),
        Literal::escaped("heredoc").inside(&["heredoc_body"]).between_lines(),
        Literal::raw("nowdoc").between_lines(),
    ],
    interpolations: &[
        "variable_name",
        "dynamic_variable_name",
        "subscript_expression",
        "member_access_expression",
        "nullsafe_member_access_expression",
        "member_call_expression",
        "scoped_call_expression",
        "function_call_expression",
    ],
    calls: &[
        "function_call_expression",
        "member_call_expression",
        "nullsafe_member_call_expression",
        "scoped_call_expression",
        "object_creation_expression",
        "echo_statement",
        "print_intrinsic",
    ],
    keys: &["argument", "array_element_initializer", "assignment_expression", "const_element", "property_element"],
    operators: &["binary_expression"],
    unread: &[
        "subscript_expression",
        "include_expression",
        "require_expression",
        "include_once_expression",
        "require_once_expression",
    ],
    ..Language::new(|| tree_sitter_php::LANGUAGE_PHP.into())
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut out = super::read(text, &LANGUAGE, interest);
    let around = if is_code(text) { Excerpt::default() } else { around_code(text, interest) };
    if !around.text().trim().is_empty() {
        let mut read = around.read(Format::Html, interest);
        // Code stands between the headings and what they head: nothing is known of sections.
        read.sections.clear();
        read.blocks.iter_mut().for_each(|block| block.section = None);
        out.blocks.extend(read.blocks);
        out.directives.list.extend(read.directives.list);
        out.code.extend(read.code);
        out.fragments.extend(read.fragments);
    }
    out
}

/// Whether a file is code from its first byte to its last.
fn is_code(text: &str) -> bool {
    text.starts_with("<?php") && !text.contains("?>")
}

/// The text around the code, which is hidden in it; nothing where that is white space, or not of interest.
fn around_code(text: &str, interest: Interest<'_>) -> Excerpt {
    let mut out = Excerpt::default();
    let mut parser = Parser::new();
    if !super::may_hold(text, &LANGUAGE, interest) || parser.set_language(&(LANGUAGE.grammar)()).is_err() {
        return out;
    }
    let Ok(tree) = Patience::with(text.len()).parse(&mut parser, text.as_bytes()) else { return out };
    let mut pieces = Vec::new();
    let mut cursor = tree.walk();
    'tree: loop {
        let node = cursor.node();
        if node.kind() == "text" {
            pieces.push(node.byte_range());
        }
        if node.kind() == "text" || !cursor.goto_first_child() {
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    break 'tree;
                }
            }
        }
    }
    let written = |piece: &std::ops::Range<usize>| text.get(piece.clone()).unwrap_or_default();
    if !pieces.iter().any(|piece| interest.1(written(piece))) {
        return out;
    }
    let mut at = 0;
    for piece in pieces {
        out.hidden(text, at..piece.start);
        out.exact(text, piece.clone());
        at = piece.end;
    }
    out.hidden(text, at..text.len());
    out
}
