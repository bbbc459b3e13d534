//! Runs a grammar over a text and meets its comments and strings, whatever language it is.
//!
//! The tree is walked once and without recursion: what somebody writes may be nested a hundred thousand deep.

use std::ops::Range;

use tree_sitter::{Node, Parser, TreeCursor};

use super::place::{self, Place};
use super::{Language, Sign, literal};
use crate::prose::builder::Interest;
use crate::prose::comments::{self, Written};
use crate::prose::{Document, strings};

/// What a kind of node is to a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Something to look into.
    Other,
    Comment,
    /// Index into [`Language::strings`].
    String(usize),
}

/// A node on the way down to the one that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Step<'t> {
    pub(super) node: Node<'t>,
    pub(super) kind: &'static str,
}

/// A comment: its bytes and how it is written.
struct Found {
    range: Range<usize>,
    sign: &'static Sign,
}

/// Reads a text in a language.
pub(super) fn read(text: &str, language: &'static Language, interest: Interest<'_>) -> Document {
    let mut out = Document::default();
    let grammar = (language.grammar)();
    let mut parser = Parser::new();
    // Fails for a grammar of another version of the runtime: a test reads every language.
    if parser.set_language(&grammar).is_err() {
        return out;
    }
    let Some(tree) = parser.parse(text, None) else { return out };
    let roles = roles(&grammar, language);
    let mut comments: Vec<Found> = Vec::new();
    let mut path: Vec<Step<'_>> = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        let role = roles.get(usize::from(node.kind_id())).copied().unwrap_or(Role::Other);
        match role {
            Role::Comment => comments.extend(comment(text, node, language)),
            Role::String(literal) => {
                if let Some(literal) = language.strings.get(literal) {
                    string(text, node, &path, (language, literal), interest, &mut out);
                }
            }
            Role::Other => {}
        }
        if role != Role::Comment && cursor.goto_first_child() {
            path.push(Step { node, kind: node.kind() });
        } else if !next(&mut cursor, &mut path) {
            break;
        }
    }
    read_comments(text, &comments, interest, &mut out);
    out
}

/// Goes to what follows a node in the text and is not inside it.
fn next(cursor: &mut TreeCursor<'_>, path: &mut Vec<Step<'_>>) -> bool {
    while !cursor.goto_next_sibling() {
        if !cursor.goto_parent() {
            return false;
        }
        path.pop();
    }
    true
}

/// What each kind of node is, by its number.
fn roles(grammar: &tree_sitter::Language, language: &Language) -> Vec<Role> {
    let role = |id: usize| {
        let id = u16::try_from(id).unwrap_or_default();
        let kind = grammar.node_kind_for_id(id).filter(|_| grammar.node_kind_is_named(id)).unwrap_or_default();
        if language.comments.contains(&kind) {
            Role::Comment
        } else {
            language.strings.iter().position(|literal| literal.node == kind).map_or(Role::Other, Role::String)
        }
    };
    (0..grammar.node_kind_count()).map(role).collect()
}

/// How a comment is written, and where it ends: some grammars count the line end.
fn comment(text: &str, node: Node<'_>, language: &'static Language) -> Option<Found> {
    let range = node.byte_range();
    let written = text.get(range.clone())?.trim_end_matches(['\n', '\r']);
    let program = range.start == 0 && written.starts_with("#!/");
    let fits = |sign: &&Sign| {
        written.strip_prefix(sign.open).is_some_and(|rest| !rest.starts_with(|next| sign.but.contains(next)))
    };
    let sign = language.signs.iter().find(fits).filter(|_| !program)?;
    Some(Found { range: range.start..range.start + written.len(), sign })
}

/// Reads the comments; those that follow each other line by line are one.
fn read_comments(text: &str, comments: &[Found], interest: Interest<'_>, out: &mut Document) {
    let mut lines: Vec<Range<usize>> = Vec::new();
    for (index, Found { range, sign }) in comments.iter().enumerate() {
        let start = range.start + sign.open.len();
        if sign.close.is_empty() {
            lines.push(start..range.end);
            if comments.get(index + 1).is_some_and(|next| continues(text, (range, sign), next)) {
                continue;
            }
        } else {
            let written = text.get(start..range.end).unwrap_or_default();
            let inner = written.strip_suffix(sign.close).unwrap_or(written).len();
            lines = comments::block_lines(text, start..start + inner);
        }
        let written = Written { markup: sign.docs.markup, rewrite: &sign.docs.rewrite };
        comments::read_as(text, &lines, written, interest, out);
        lines.clear();
    }
}

/// Whether a comment is the next line of the one before it: of the same kind, in the same column.
fn continues(text: &str, (range, sign): (&Range<usize>, &'static Sign), next: &Found) -> bool {
    let column = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        at - before.rfind(['\n', '\r']).map_or(0, |line| line + 1)
    };
    std::ptr::eq(sign, next.sign)
        && text.get(range.end..next.range.start).is_some_and(|between| {
            between.trim().is_empty() && between.matches('\n').count() + between.matches('\r').count() < 2
                || matches!(between.trim_matches([' ', '\t']), "\r\n")
        })
        && column(range.start) == column(next.range.start)
}

/// Reads a string, if a person does.
fn string(
    text: &str,
    node: Node<'_>,
    path: &[Step<'_>],
    (language, literal): (&Language, &literal::Literal),
    interest: Interest<'_>,
    out: &mut Document,
) {
    let excerpt = literal::excerpt(text, node, language, literal);
    if let Some((statement, docs)) = language.doc_strings
        && path.last().is_some_and(|step| step.kind == statement && step.node.named_child_count() == 1)
    {
        let written = Written { markup: docs.markup, rewrite: &docs.rewrite };
        comments::read_excerpt(&excerpt, written, interest, out);
    } else if interest.0(excerpt.text())
        && let Place::Read { shown, whole } = place::of(text, node, path, language)
    {
        let whole = whole.as_deref().unwrap_or(excerpt.text());
        strings::read_part(&excerpt, whole, shown, literal::markup(excerpt.text()), interest, out);
    }
}
