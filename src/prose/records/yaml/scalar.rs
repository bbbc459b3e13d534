//! The scalars of YAML in all their styles: what each stands for, traced to its bytes.

use std::ops::Range;

use crate::prose::excerpt::Excerpt;
use crate::prose::records::escapes::{self, Escapes, LineEnd, Octal};

/// The escapes between double quotation marks (YAML 1.2, 5.7).
const ESCAPES: Escapes = Escapes {
    named: &[
        ('n', "\n"),
        ('t', "\t"),
        ('\t', "\t"),
        ('r', "\r"),
        ('b', "\u{8}"),
        ('f', "\u{c}"),
        ('v', "\u{b}"),
        ('a', "\u{7}"),
        ('e', "\u{1b}"),
        ('0', "\0"),
        ('N', "\u{85}"),
        ('_', "\u{a0}"),
        ('L', "\u{2028}"),
        ('P', "\u{2029}"),
    ],
    digits: &[('x', 2), ('u', 4), ('U', 8)],
    octal: Octal::Unknown,
    line_end: LineEnd::Joins,
};

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Block,
}

/// What a scalar says. `source` is all of it, with quotation marks or the header of a block.
pub(super) fn scalar(text: &str, source: Range<usize>, style: Style) -> Excerpt {
    match style {
        Style::Plain => flow(text, source, style),
        Style::Single => flow(text, unquoted(text, source, '\''), style),
        Style::Double => flow(text, unquoted(text, source, '"'), style),
        Style::Block => block(text, source),
    }
}

/// The bytes between quotation marks, the last of which may be missing.
fn unquoted(text: &str, source: Range<usize>, quote: char) -> Range<usize> {
    let whole = text.get(source.clone()).unwrap_or_default();
    let closed = whole.len() > 1 && whole.ends_with(quote);
    source.start + usize::from(whole.starts_with(quote))..source.end - usize::from(closed)
}

/// A scalar whose lines are folded: one line end is a space, more of them part paragraphs.
fn flow(text: &str, source: Range<usize>, style: Style) -> Excerpt {
    let mut out = Excerpt::default();
    let mut at = source.start;
    while at < source.end {
        let rest = text.get(at..source.end).unwrap_or_default();
        let length = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or_default();
        let joined = style == Style::Double && line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let content = if length == rest.len() { line.len() } else { line.trim_end_matches([' ', '\t']).len() };
        let content = if joined { line.len() - 1 } else { content };
        add(&mut out, text, at..at + content, style);
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let space = rest.get(content + usize::from(joined)..).unwrap_or_default();
        let gap = space.len() - space.trim_start_matches(blank).len() + usize::from(joined);
        let (from, to) = (at + content, (at + content + gap).min(source.end));
        let ends = text.get(from..to).unwrap_or_default().matches('\n').count();
        if length < rest.len() {
            match ends {
                _ if joined => {}
                0 | 1 => out.decoded(" ", from..to),
                _ => {
                    out.decoded("\n", from..to);
                    out.decoded("\n", to..to);
                }
            }
            at = to.max(at + length + 1);
        } else {
            at = source.end;
        }
    }
    out
}

fn add(out: &mut Excerpt, text: &str, line: Range<usize>, style: Style) {
    match style {
        Style::Double => escapes::add(out, text, line, ESCAPES),
        Style::Single => {
            let mut at = line.start;
            let written = text.get(line.clone()).unwrap_or_default();
            for (quote, _) in written.match_indices("''") {
                out.exact(text, at..line.start + quote);
                out.decoded("'", line.start + quote..line.start + quote + 2);
                at = line.start + quote + 2;
            }
            out.exact(text, at..line.end);
        }
        Style::Plain | Style::Block => out.exact(text, line),
    }
}

/// A block of lines, without the indentation that all of them share. Folded or not, a reader sees lines that
/// follow each other as one paragraph.
fn block(text: &str, source: Range<usize>) -> Excerpt {
    let whole = text.get(source.clone()).unwrap_or_default();
    let header = memchr::memchr(b'\n', whole.as_bytes()).map_or(whole.len(), |at| at + 1);
    let body = whole.get(header..).unwrap_or_default();
    let indented = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let full = body.lines().filter(|line| !line.trim().is_empty());
    let shared = full.map(indented).min().unwrap_or_default();
    let mut out = Excerpt::default();
    let mut at = source.start + header;
    let mut end = None;
    for line in body.split_inclusive('\n') {
        let start = at + shared.min(indented(line));
        let content = text.get(start..at + line.len()).unwrap_or_default().trim_end().len();
        if let Some(end) = end {
            out.decoded("\n", end..start);
        }
        out.exact(text, start..start + content);
        end = Some(start + content);
        at += line.len();
    }
    out
}
