//! Comments of any format: what they say is read in a markup of their own, unless they are a directive, speak to a
//! tool, or are code that somebody took out.
//!
//! Where a comment begins and ends, and which signs belong to it, is known by the format's reader.

use std::ops::Range;

use super::builder::Interest;
use super::document::{Document, Host};
use super::excerpt::Excerpt;
use super::{Format, directives};

/// Reads a comment, or several that follow each other line by line, into `out`. `lines` are the bytes of what
/// stands on each of its lines, without signs; `markup` is what its text is written in.
pub(super) fn read(text: &str, lines: &[Range<usize>], markup: Format, interest: Interest<'_>, out: &mut Document) {
    let mut rest = lines;
    while !rest.is_empty() {
        let words = |line: &Range<usize>| directive(text, line).is_none();
        let (paragraph, after) = rest.split_at(rest.iter().position(|line| !words(line)).unwrap_or(rest.len()));
        paragraphs(text, paragraph, markup, interest, out);
        rest = after;
        if let Some((line, after)) = rest.split_first() {
            out.directives.list.extend(directive(text, line));
            rest = after;
        }
    }
}

fn directive(text: &str, line: &Range<usize>) -> Option<super::Directive> {
    directives::parse(text.get(line.clone())?, line.start)
}

/// Reads lines that are no directives.
fn paragraphs(text: &str, lines: &[Range<usize>], markup: Format, interest: Interest<'_>, out: &mut Document) {
    let excerpt = without_signs(text, lines);
    if !interest.0(excerpt.text()) || is_code(excerpt.text()) {
        return;
    }
    out.append(excerpt.read(markup, interest), Host::Comment);
}

/// The lines without the indentation that all of them share, each line end as one `\n`.
fn without_signs(text: &str, lines: &[Range<usize>]) -> Excerpt {
    let of = |line: &Range<usize>| text.get(line.clone()).unwrap_or_default();
    let indented = |line: &Range<usize>| of(line).len() - of(line).trim_start_matches([' ', '\t']).len();
    let full = lines.iter().filter(|line| !of(line).trim().is_empty());
    let shared = full.map(indented).min().unwrap_or_default();
    let mut excerpt = Excerpt::default();
    let mut end = None;
    for line in lines {
        let start = line.start + shared.min(indented(line));
        let length = text.get(start..line.end).unwrap_or_default().trim_end().len();
        if let Some(end) = end {
            excerpt.decoded("\n", end..start);
        }
        excerpt.exact(text, start..start + length);
        end = Some(start + length);
    }
    excerpt
}

/// The lines of what stands between the signs of a comment such as `/* … */`, without the asterisks that stand
/// before each of them.
pub(super) fn block_lines(text: &str, inner: Range<usize>) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut at = inner.start;
    for line in text.get(inner).unwrap_or_default().split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        let bare = content.trim_start_matches([' ', '\t']);
        let sign = if start > 0 && bare.starts_with('*') { content.len() - bare.len() + 1 } else { 0 };
        lines.push(start + sign..start + content.len());
    }
    lines
}

/// Whether a comment is code that somebody took out.
fn is_code(comment: &str) -> bool {
    let mut lines = comment.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let ends = |line: &str| line.ends_with([';', '{', '}', ')', '=']) || line.ends_with("->");
    lines.peek().is_some() && lines.all(ends)
}
