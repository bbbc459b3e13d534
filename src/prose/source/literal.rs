//! What a string says: without its quotation marks, its escapes decoded, what is computed hidden.

use std::ops::Range;

use tree_sitter::Node;

use super::Language;
use super::escape::{entity, unescape};
use crate::prose::excerpt::Excerpt;
use crate::prose::{Format, strings};

/// A kind of string.
pub(super) struct Literal {
    /// The grammar's name for it.
    pub(super) node: &'static str,
    escapes: Escapes,
    lines: Lines,
    /// Letters before the quotation mark that switch escapes off.
    raw_after: &'static str,
    /// Letters before the quotation mark that have a quotation mark in the string written twice.
    doubled_after: &'static str,
    /// The nodes that hold what it says, where quotation marks do not tell: `here documents`.
    content: &'static [&'static str],
    extent: Extent,
    names: Names,
}

/// Where what a string says stands, of the bytes of its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Between quotation marks, or in the nodes that hold it.
    Within,
    /// Everywhere.
    All,
    /// On the lines between the first and the last.
    Lines,
}

/// What of a string is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    /// What the grammar says.
    Nodes,
    /// `$name` as well, although the grammar takes it for text.
    Dollar,
}

/// How characters are written that cannot stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// They cannot be.
    None,
    /// `\n`, `\u2019`.
    Backslash,
    /// The quotation mark twice.
    Doubled,
    /// `&rsquo;`, as in markup.
    Entities,
}

/// How many lines a string can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// One, unless its quotation mark is written three times, or is a backtick, or a backslash ends the line.
    One,
    Several,
    /// The node may hold something else than one string, as the text of a macro does.
    Perhaps,
}

impl Literal {
    /// A string with escapes such as `\n`.
    pub(super) const fn escaped(node: &'static str) -> Self {
        Self {
            node,
            escapes: Escapes::Backslash,
            lines: Lines::Several,
            raw_after: "",
            doubled_after: "",
            content: &[],
            extent: Extent::Within,
            names: Names::Nodes,
        }
    }

    /// A string that says what is written in it.
    pub(super) const fn raw(node: &'static str) -> Self {
        Self {
            node,
            escapes: Escapes::None,
            lines: Lines::Several,
            raw_after: "",
            doubled_after: "",
            content: &[],
            extent: Extent::Within,
            names: Names::Nodes,
        }
    }

    /// A string in which a quotation mark is written twice.
    pub(super) const fn doubled(node: &'static str) -> Self {
        Self {
            node,
            escapes: Escapes::Doubled,
            lines: Lines::Several,
            raw_after: "",
            doubled_after: "",
            content: &[],
            extent: Extent::Within,
            names: Names::Nodes,
        }
    }

    /// The same, but a line end has no place in it.
    pub(super) const fn on_one_line(self) -> Self {
        Self { lines: Lines::One, ..self }
    }

    /// What may be a string, if quotation marks stand around it.
    pub(super) const fn perhaps(node: &'static str) -> Self {
        Self { lines: Lines::Perhaps, ..Self::escaped(node) }
    }

    /// The same, but raw where one of these letters stands before it.
    pub(super) const fn raw_after(self, letters: &'static str) -> Self {
        Self { raw_after: letters, ..self }
    }

    /// The same, but with a quotation mark written twice where one of these letters stands before it.
    pub(super) const fn doubled_after(self, letters: &'static str) -> Self {
        Self { doubled_after: letters, ..self }
    }

    /// The same, but what it says stands in nodes of these kinds.
    pub(super) const fn inside(self, content: &'static [&'static str]) -> Self {
        Self { content, ..self }
    }

    /// The same, but all of the node is what it says.
    pub(super) const fn without_quotes(self) -> Self {
        Self { extent: Extent::All, ..self }
    }

    /// The same, but what it says are the lines of the node between the first and the last.
    pub(super) const fn between_lines(self) -> Self {
        Self { extent: Extent::Lines, ..self }
    }

    /// The same, but `$name` is computed.
    pub(super) const fn with_dollar_names(self) -> Self {
        Self { names: Names::Dollar, ..self }
    }
}

/// Where a string stands that decides how its characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Code,
    /// The attribute of an element.
    Attribute,
}

/// Whether a node of this kind is a string.
pub(super) fn is_string(text: &str, node: Node<'_>, literal: &Literal) -> bool {
    if literal.lines != Lines::Perhaps {
        return true;
    }
    let written = text.get(node.byte_range()).unwrap_or_default().trim_end();
    let marks = written.replace("\\\\", "").replace("\\\"", "").matches('"').count();
    let prefix = written.split('"').next().unwrap_or_default();
    marks == 2 && written.ends_with('"') && prefix.chars().all(char::is_alphanumeric)
}

/// What a string says.
pub(super) fn excerpt(text: &str, node: Node<'_>, within: Within, language: &Language, literal: &Literal) -> Excerpt {
    let mut content = Vec::new();
    let mut hidden = Vec::new();
    inside(node, (language, literal, 0), &mut content, &mut hidden);
    said(text, node.byte_range(), within, literal, (content, hidden))
}

/// What a string says in which nothing is computed and whose quotation marks tell where that stands.
pub(super) fn plain_excerpt(text: &str, range: Range<usize>, literal: &Literal) -> Excerpt {
    let content = if literal.content.is_empty() { Vec::new() } else { vec![within_quotes(text, range.clone()).0] };
    said(text, range, Within::Code, literal, (content, Vec::new()))
}

/// What the bytes of a string say, of which those of `content` are its text, and those of `hidden` computed.
fn said(
    text: &str,
    string: Range<usize>,
    within: Within,
    literal: &Literal,
    (mut content, mut hidden): (Vec<Range<usize>>, Vec<Range<usize>>),
) -> Excerpt {
    let (inner, quote) = within_quotes(text, string.clone());
    match literal.extent {
        Extent::Within if literal.content.is_empty() => content.push(inner.clone()),
        Extent::Within => {}
        Extent::All => content = vec![string.clone()],
        Extent::Lines => content = vec![between_lines(text, string.clone())],
    }
    if literal.names == Names::Dollar {
        hidden.extend(content.iter().flat_map(|range| dollar_names(text, range)));
        hidden.sort_by_key(|range| range.start);
    }
    for range in &mut hidden {
        *range = with_signs(text, range.clone());
    }
    let prefix = text.get(string.start..inner.start).unwrap_or_default();
    let after = |letters: &str| prefix.contains(|c: char| letters.contains(c));
    let escapes = match literal.escapes {
        _ if within == Within::Attribute => Escapes::Entities,
        _ if after(literal.doubled_after) => Escapes::Doubled,
        _ if after(literal.raw_after) => Escapes::None,
        escapes => escapes,
    };
    let mut out = Excerpt::default();
    for range in content {
        let (mut at, way) =
            (range.start, (escapes, quote, shared_indentation(text.get(range.clone()).unwrap_or_default())));
        for computed in hidden.iter().filter(|hidden| range.start <= hidden.start && hidden.end <= range.end) {
            written(text, at..computed.start.max(at), way, &mut out);
            out.hidden(text, computed.start.max(at)..computed.end.max(at));
            at = computed.end.max(at);
        }
        written(text, at..range.end.max(at), way, &mut out);
    }
    out
}

/// Whether the grammar could make sense of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tree {
    Whole,
    Broken,
    /// It was mended often enough: nothing is suspected any more.
    Accepted,
}

/// Where the quotation mark stands that opens a string and that nothing closes where it should. In a text that the
/// grammar cannot make sense of, a string is suspected that goes on behind the end of a statement.
pub(super) fn unclosed(text: &str, node: Node<'_>, literal: &Literal, tree: Tree) -> Option<usize> {
    let one = literal.lines == Lines::One;
    if literal.extent != Extent::Within {
        return None;
    }
    if !(one || tree == Tree::Broken) || tree == Tree::Accepted || node.start_position().row == node.end_position().row
    {
        return None;
    }
    let (inner, quote) = within_quotes(text, node.byte_range());
    let prefix = text.get(node.start_byte()..inner.start)?;
    let marks = prefix.matches(quote).count();
    let several = marks != 1 || prefix.contains(|c: char| literal.doubled_after.contains(c));
    let first = text.get(inner.clone())?.split(['\n', '\r']).next()?;
    let lasts = inner.start + first.len() == inner.end;
    let ends = match quote {
        '`' => tree == Tree::Broken && first.ends_with([';', '{']),
        _ if several => false,
        // `\z` joins lines in Lua.
        _ if one => !first.ends_with('\\') && !first.ends_with("\\z"),
        _ => first.ends_with([';', ',', ')', '{', '}', ']']),
    };
    inner.start.checked_sub(1).filter(|_| ends && !lasts)
}

/// What opens a string of several lines that goes on to the end of the text, of which the grammar makes a string without an
/// end, or no string at all.
pub(super) fn opened(text: &str, node: Node<'_>) -> Option<Range<usize>> {
    const SIGNS: [&str; 8] = ["'", "\"", "`", "\"\"\"", "R\"", "u8R\"", "LR\"", "<<<"];
    let is_last = |node: Node<'_>| text.get(node.end_byte()..).is_some_and(|rest| rest.trim().is_empty());
    let without_end = || node.child(u32::try_from(node.child_count().checked_sub(1)?).ok()?);
    if !(is_last(node) && (node.is_error() || without_end().is_some_and(|end| end.is_missing()))) {
        return None;
    }
    let mut cursor = node.walk();
    let signs: Vec<Node<'_>> = node.children(&mut cursor).filter(|child| SIGNS.contains(&child.kind())).collect();
    let of = |sign: &'static str| signs.iter().filter(move |child| child.kind() == sign && !child.is_missing());
    let unpaired = SIGNS.into_iter().filter(|sign| of(sign).count() % 2 == 1);
    let first = unpaired.filter_map(|sign| of(sign).next()).min_by_key(|sign| sign.start_byte())?;
    text.get(first.end_byte()..)?.trim_end().contains('\n').then(|| first.byte_range())
}

/// How a string of this text is written: of several lines, or with HTML in it, as Markdown, whose lists and blocks of code
/// it may hold.
pub(super) fn markup(text: &str) -> Format {
    if text.trim().contains('\n') || strings::holds_html(text) { Format::Markdown } else { Format::PlainText }
}

/// What text stands in that is computed in part: HCL's `%{ if a }…%{ endif }`.
const DIRECTIVES: [&str; 3] = ["template_directive", "template_if", "template_for"];

/// So deep one directive is read in another.
const DEPTH: usize = 30;

/// The nodes inside a string that hold what it says, and those that are computed.
fn inside(
    node: Node<'_>,
    (language, literal, depth): (&Language, &Literal, usize),
    content: &mut Vec<Range<usize>>,
    hidden: &mut Vec<Range<usize>>,
) {
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        let kind = child.kind();
        if DIRECTIVES.contains(&kind) && depth < DEPTH {
            inside(child, (language, literal, depth + 1), content, hidden);
        } else if language.interpolations.contains(&kind) || DIRECTIVES.contains(&kind) {
            hidden.push(child.byte_range());
            if !literal.content.is_empty() {
                content.push(child.byte_range());
            }
        } else if literal.content.contains(&kind) {
            content.push(child.byte_range());
            inside(child, (language, literal, depth), &mut Vec::new(), hidden);
        }
    }
}

/// What is computed, with the signs around it that some grammars leave to the text: `\(…)`, `{$…}`.
fn with_signs(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    if before.ends_with("\\(") && after.starts_with(')') {
        range.start - 2..range.end + 1
    } else if before.ends_with('{') && after.starts_with('}') {
        range.start - 1..range.end + 1
    } else {
        range
    }
}

/// The bytes of the lines between the first and the last.
fn between_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let lines = text.get(range.clone()).unwrap_or_default();
    match (lines.find('\n'), lines.rfind('\n')) {
        (Some(first), Some(last)) if first < last => {
            // The other lines lose the indentation that they share.
            let indentation = lines.get(first + 1..).unwrap_or_default().bytes();
            let indentation = indentation.take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            (range.start + first + 1 + indentation).min(range.start + last)..range.start + last
        }
        _ => range.end..range.end,
    }
}

/// The bytes of each `$name` that no backslash stands before.
fn dollar_names(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let stretch = text.get(range.clone()).unwrap_or_default();
    let names = stretch.match_indices('$').filter_map(|(at, _)| {
        let name = stretch.get(at + 1..).unwrap_or_default();
        let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let length = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        let escaped = stretch.get(..at).is_some_and(|before| before.ends_with('\\'));
        (starts && !escaped).then_some(range.start + at..range.start + at + 1 + length)
    });
    names.collect()
}

/// What stands between the quotation marks of a string, and the mark.
pub(super) fn within_quotes(text: &str, range: Range<usize>) -> (Range<usize>, char) {
    const MARKS: [char; 3] = ['"', '\'', '`'];
    let written = text.get(range.clone()).unwrap_or_default();
    let Some(before) = written.find(MARKS) else { return (range, '"') };
    let quote = written.get(before..).and_then(|rest| rest.chars().next()).unwrap_or('"');
    let rest = written.get(before..).unwrap_or_default();
    let marks = rest.len() - rest.trim_start_matches(quote).len();
    // Two are an empty string, three or more open a text that may hold them.
    let prefix = written.get(..before).unwrap_or_default();
    let marks = if marks < 3 || marks == rest.len() || prefix.contains('@') { 1 } else { marks };
    let hashes = prefix.matches('#').count();
    let mut end = written.len();
    let closed = written.trim_end_matches('#');
    if written.len() - closed.len() == hashes {
        end = closed.len();
    }
    let content = before + marks;
    let trailing = written.get(content..end).unwrap_or_default();
    let closing = (trailing.len() - trailing.trim_end_matches(quote).len()).min(marks);
    (range.start + content.min(written.len())..range.start + (end - closing).max(content), quote)
}

/// Adds a stretch of a string as it is written. A line end swallows the indentation that all lines of the string have.
fn written(text: &str, range: Range<usize>, (escapes, quote, indentation): (Escapes, char, usize), out: &mut Excerpt) {
    let mut at = range.start;
    while at < range.end {
        let rest = text.get(at..range.end).unwrap_or_default();
        let length = rest.find(['\\', '\n', '\r', '&', quote]).unwrap_or(rest.len());
        out.exact(text, at..at + length);
        at += length;
        let rest = rest.get(length..).unwrap_or_default();
        let Some(sign) = rest.chars().next() else { break };
        at += match sign {
            '\n' | '\r' => {
                let end = if rest.starts_with("\r\n") { 2 } else { 1 };
                let spaces = rest.bytes().skip(end).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                let length = end + spaces.min(indentation);
                out.decoded("\n", at..at + length);
                length
            }
            '\\' if escapes == Escapes::Backslash => {
                let (seen, length) = unescape(rest);
                match seen {
                    Some(seen) => out.decoded(seen.encode_utf8(&mut [0; 4]), at..at + length),
                    None if rest.starts_with("\\\n") || rest.starts_with("\\\r") => {}
                    None => out.exact(text, at..at + length),
                }
                length
            }
            '&' if escapes == Escapes::Entities => {
                let (seen, length) = entity(rest);
                match seen {
                    Some(seen) => out.decoded(&seen, at..at + length),
                    None => out.exact(text, at..at + length),
                }
                length
            }
            _ if escapes == Escapes::Doubled && rest.get(1..).is_some_and(|next| next.starts_with(quote)) => {
                out.decoded(sign.encode_utf8(&mut [0; 4]), at..at + 2);
                2
            }
            _ => {
                out.exact(text, at..at + sign.len_utf8());
                sign.len_utf8()
            }
        };
    }
}

/// The indentation of all lines but the first, those without words aside.
fn shared_indentation(text: &str) -> usize {
    let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or_default()
}
