//! What the place of a string in its source tells: whether a person reads it, and what it is a part of.

use tree_sitter::Node;

use super::grammar::Step;
use super::{Language, literal};
use crate::prose::strings::{self, Argument, Shown};

/// Where a string stands.
#[derive(Debug)]
pub(super) enum Place {
    /// Where no string is read: it is a name, or of no language that people speak.
    Unread,
    /// Elsewhere.
    Read {
        /// What the place tells.
        shown: Shown,
        /// All that the string is put together with, where it is a part.
        whole: Option<String>,
    },
}

/// So far up what stands around a string speaks of it.
const REACH: usize = 6;

/// So many nodes of what a string is a part of are looked at.
const PARTS: usize = 200;

/// What a key tells of its value. One that the value spells out with a capital (`allClients: "All clients"`) names a
/// label: a list of such pairs is how interfaces are translated.
fn of_key(key: &str, value: &str) -> Option<Shown> {
    match strings::by_name(key) {
        Some(Shown::Unknown) if spells_out(value, key) => Some(Shown::ToPeople),
        told => told,
    }
}

/// Whether a value says what its key says, but with a capital. A value may be as long as a file: no more of it is looked
/// at than the key can say.
fn spells_out(value: &str, key: &str) -> bool {
    let mut label = value.chars().filter(|c| c.is_alphanumeric()).peekable();
    let mut key = key.chars().filter(|c| c.is_alphanumeric()).peekable();
    label.peek().is_some_and(|first| first.is_uppercase())
        && key.peek().is_some_and(|first| first.is_lowercase())
        && key.all(|letter| label.next().is_some_and(|other| other.eq_ignore_ascii_case(&letter)))
        && label.next().is_none()
}

/// Where a string stands; `path` leads to it.
pub(super) fn of<'t>(text: &str, string: Node<'t>, path: &[Step<'t>], language: &Language) -> Place {
    if language.lexis == "shell" && string.kind() == "heredoc_body" {
        let before = text.get(..string.start_byte()).unwrap_or_default().trim_end_matches(['\n', '\r']);
        if strings::here_document_is_code(before.rsplit(['\n', '\r']).next().unwrap_or_default()) {
            return Place::Unread;
        }
    }
    let mut whole = None;
    let mut below = string;
    let read = |shown, whole: Option<Node<'t>>| Place::Read {
        shown,
        whole: whole.map(|whole: Node<'t>| parts(text, whole, language)),
    };
    for Step { node, kind } in path.iter().rev().take(REACH) {
        let first = node.start_byte() == below.start_byte();
        let before = text.get(node.start_byte()..below.start_byte()).unwrap_or_default().trim_end();
        let alone = first && node.named_child_count() < 2;
        let named = if language.unread.contains(kind) && (alone || !first) {
            Some(Some(Shown::ToPeople).filter(|_| strings::is_table(before)))
        } else if language.attributes.contains(kind) {
            Some(strings::by_name(name(before)).filter(|shown| *shown == Shown::ToPeople))
        } else if language.keys.contains(kind) && !alone {
            let value = text.get(below.byte_range()).unwrap_or_default();
            let behind = text.get(below.end_byte()..node.end_byte()).unwrap_or_default().trim_start();
            // `"key": value`, `["key"] = value`
            let is_key = first || behind.starts_with([':', ']']);
            let told = if is_key { None } else { of_key(name(before), value) };
            // Where the name of an argument says nothing, what is called may.
            (told != Some(Shown::Unknown) || !kind.contains("argument")).then_some(told)
        } else if language.calls.contains(kind) && !first {
            let argument = argument(text, string, below);
            callee(text, *node, before).map(|callee| strings::by_argument(callee, argument))
        } else {
            None
        };
        match named {
            Some(Some(shown)) => return read(shown, whole),
            Some(None) => return Place::Unread,
            None => {}
        }
        if language.operators.contains(kind) {
            match operator(text, *node) {
                Operator::Joins => whole = Some(*node),
                Operator::Compares => return read(Shown::AsKey, whole),
                Operator::Other => {}
            }
        } else if ["block", "lambda", "closure", "function", "body"].iter().any(|inner| kind.contains(inner)) {
            break;
        }
        below = *node;
    }
    read(Shown::Unknown, whole)
}

/// The name that stands before the sign of a value: `title=`, `"title": `.
fn name(before: &str) -> &str {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    before.split(|c| !part(c)).rfind(|name| !name.is_empty()).unwrap_or_default()
}

/// Which of the arguments of a call a string is.
fn argument(text: &str, string: Node<'_>, arguments: Node<'_>) -> Argument {
    let before = text.get(arguments.start_byte()..string.start_byte()).unwrap_or_default();
    let behind = text.get(string.end_byte()..arguments.end_byte()).unwrap_or_default();
    if before.trim_end() == "(" {
        Argument::First
    } else if behind.trim_start().trim_start_matches(',').trim_start() == ")" {
        Argument::Last
    } else {
        Argument::Other
    }
}

/// What a call calls, by what stands in it before its arguments; `None` where it calls nothing, as in brackets
/// that hold a calculation.
fn callee<'t>(text: &'t str, node: Node<'_>, before: &'t str) -> Option<&'t str> {
    if let Some(name) = node.child_by_field_name("name").filter(|name| name.kind() == "command_name") {
        return text.get(name.byte_range());
    }
    let part = |c: char| c.is_alphanumeric() || "_.:$>-!?".contains(c);
    let tail = |written: &'t str| {
        let length = written.chars().rev().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        written.get(written.len() - length..).unwrap_or_default()
    };
    if before.starts_with(['(', '[', '{']) {
        let outside = tail(text.get(..node.start_byte()).unwrap_or_default());
        return Some(outside).filter(|name| name.ends_with(|c: char| c.is_alphanumeric() || "_!".contains(c)));
    }
    let opened = before.trim_end_matches(['(', ' ', '\n']);
    let last = tail(opened);
    if last.ends_with(|c: char| c.is_alphanumeric() || "_!?$".contains(c)) {
        return Some(last);
    }
    let length = opened.find(|c| !part(c)).unwrap_or(opened.len());
    opened.get(..length).filter(|name| !name.is_empty())
}

/// What an operator does to a string.
enum Operator {
    Joins,
    Compares,
    Other,
}

fn operator(text: &str, node: Node<'_>) -> Operator {
    let mut cursor = node.walk();
    let is_sign = |child: &Node<'_>| !child.is_named() || child.kind() == "operator_identifier";
    let mut children = node.children(&mut cursor).take(6).filter(|child| is_sign(child) && !child.is_extra());
    match children.next().and_then(|sign| text.get(sign.byte_range())) {
        None | Some("+" | "." | ".." | "<<" | "&" | "++" | "~") => Operator::Joins,
        Some("=" | "==" | "!=" | "===" | "!==" | "~=" | "=~" | "in" | "is" | "not in" | "eql?" | "<=>") => {
            Operator::Compares
        }
        Some(_) => Operator::Other,
    }
}

/// What the strings say that are put together, with a sign for what is put between them.
fn parts(text: &str, whole: Node<'_>, language: &Language) -> String {
    let mut out = String::new();
    let mut cursor = whole.walk();
    let mut depth = 0;
    for _ in 0..PARTS {
        let node = cursor.node();
        let string = language.strings.iter().any(|literal| literal.node == node.kind());
        if string {
            out.push_str(text.get(literal::within_quotes(text, node.byte_range()).0).unwrap_or_default());
        } else if node.child_count() == 0 && node.is_named() {
            out.push('…');
        }
        if !string && cursor.goto_first_child() {
            depth += 1;
            continue;
        }
        while depth > 0 && !cursor.goto_next_sibling() {
            cursor.goto_parent();
            depth -= 1;
        }
        if depth == 0 {
            break;
        }
    }
    out
}
