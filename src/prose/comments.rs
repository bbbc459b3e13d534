//! Comments of any format: what they say is read in a markup of their own, unless they are a directive, speak to a
//! tool, or are code that somebody took out.
//!
//! Where a comment begins and ends, and which signs belong to it, is known by the format's reader. Which lines
//! speak to a tool, and which are code, is told by `data/comments.toml`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::{RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::builder::Interest;
use super::document::{Document, Host};
use super::excerpt::Excerpt;
use super::pattern::Pattern;
use super::{Format, directives};

/// Reads a comment, or several that follow each other line by line, into `out`. `lines` are the bytes of what
/// stands on each of its lines, without signs; `markup` is what its text is written in.
pub(super) fn read(text: &str, lines: &[Range<usize>], markup: Format, interest: Interest<'_>, out: &mut Document) {
    read_as(text, lines, Written { markup, rewrite: &without_code }, interest, out);
}

/// How the text of a comment is written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// What it is read as, once it is rewritten.
    pub(super) markup: Format,
    /// Puts it in that markup: code and names that the markup does not set apart are hidden. `None` where
    /// nothing is left.
    pub(super) rewrite: &'a dyn Fn(&str) -> Option<Excerpt>,
}

/// The same, of a comment that is written in its own way.
pub(super) fn read_as(
    text: &str,
    lines: &[Range<usize>],
    written: Written<'_>,
    interest: Interest<'_>,
    out: &mut Document,
) {
    let mut rest = lines;
    while !rest.is_empty() {
        let words = |line: &Range<usize>| directive(text, line).is_none();
        let (paragraph, after) = rest.split_at(rest.iter().position(|line| !words(line)).unwrap_or(rest.len()));
        read_excerpt(&without_signs(text, paragraph), written, interest, out);
        rest = after;
        if let Some((line, after)) = rest.split_first() {
            out.directives.list.extend(directive(text, line));
            rest = after;
        }
    }
}

/// Reads a comment that is no directive and of which the signs and the indentation are gone.
pub(super) fn read_excerpt(excerpt: &Excerpt, written: Written<'_>, interest: Interest<'_>, out: &mut Document) {
    if !(interest.0(excerpt.text()) || interest.1(excerpt.text())) {
        return;
    }
    if let Some(rewritten) = (written.rewrite)(excerpt.text()) {
        out.append(excerpt.trace(rewritten.read(written.markup, interest)), Host::Comment);
    }
}

fn directive(text: &str, line: &Range<usize>) -> Option<super::Directive> {
    directives::parse(text.get(line.clone())?, line.start)
}

/// The lines without the indentation that all of them share, each line end as one `\n`.
fn without_signs(text: &str, lines: &[Range<usize>]) -> Excerpt {
    let of = |line: &Range<usize>| text.get(line.clone()).unwrap_or_default();
    let indented = |line: &Range<usize>| of(line).len() - of(line).trim_start_matches([' ', '\t']).len();
    let full = lines.iter().enumerate().filter(|(_, line)| !of(line).trim().is_empty());
    // What stands right behind the sign says nothing of the lines below it.
    let full = full.filter(|(index, line)| *index > 0 || indented(line) > 0);
    let shared = full.map(|(_, line)| indented(line)).min().unwrap_or_default();
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
    for (index, line) in text.get(inner).unwrap_or_default().split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        let bare = content.trim_start_matches([' ', '\t']);
        let before = content.len() - bare.len();
        let sign = match index {
            0 => before,
            _ if bare.starts_with('*') && !bare.starts_with("**") => before + 1,
            _ => 0,
        };
        lines.push(start + sign..start + content.len());
    }
    lines
}

/// What is known of comments that are not for people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    tools: Vec<String>,
    after: Vec<String>,
    code: Vec<Shape>,
}

/// A shape of lines that are code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    #[cfg_attr(not(test), expect(dead_code, reason = "for who reads the file, and tests"))]
    name: String,
    pattern: String,
    /// What is no code although the pattern fits.
    #[serde(default)]
    but: Option<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    code: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    prose: Vec<String>,
}

/// The same, ready for use.
struct Signs {
    data: Data,
    /// Those of [`Data::tools`] that begin with a byte, as every line of a comment is looked at.
    tools: Vec<Vec<String>>,
    after: Vec<Pattern>,
    code: Vec<(Pattern, Option<Pattern>)>,
}

/// Which patterns of [`Signs::after`] a line fits.
#[expect(clippy::expect_used, reason = "patterns of ours, compiled by every test of this room")]
static AFTER: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSetBuilder::new(&SIGNS.data.after).unicode(false).build().expect("data/comments.toml"));

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let data: Data = data!("prose/data/comments");
    let but = |shape: &Shape| shape.but.as_deref().map(Pattern::new);
    let code = data.code.iter().map(|shape| (Pattern::new(&shape.pattern), but(shape)));
    let after = data.after.iter().map(|pattern| Pattern::new(pattern));
    let tools = |byte: u8| data.tools.iter().filter(|tool| tool.as_bytes().first() == Some(&byte)).cloned().collect();
    Signs { tools: (0..=u8::MAX).map(tools).collect(), after: after.collect(), code: code.collect(), data }
});

/// Whether a line speaks to a tool.
fn is_for_tool(line: &str) -> bool {
    let first = line.as_bytes().first().map(|byte| usize::from(*byte));
    let tools = first.and_then(|byte| SIGNS.tools.get(byte));
    tools.is_some_and(|tools| tools.iter().any(|tool| line.starts_with(tool.as_str())))
}

/// How much of a line is for people: what follows is for a tool.
fn for_people(line: &str) -> usize {
    let found =
        AFTER.matches(line.as_bytes()).into_iter().filter_map(|index| SIGNS.after.get(index)?.find_in(line).next());
    found.map(|found| found.start).min().unwrap_or(line.len())
}

/// Whether a line is code.
pub(super) fn is_code_line(line: &str) -> bool {
    let fits =
        |(shape, but): &(Pattern, Option<Pattern>)| shape.fits(line) && !but.as_ref().is_some_and(|but| but.fits(line));
    SIGNS.code.iter().any(fits)
}

/// A comment with the lines hidden that are code or speak to a tool; `None` where it is nothing else.
pub(super) fn without_code(comment: &str) -> Option<Excerpt> {
    let (mut code, mut words) = (0, 0);
    for line in comment.lines().map(str::trim).filter(|line| !line.is_empty() && !is_for_tool(line)) {
        let count = if is_code_line(line) { &mut code } else { &mut words };
        *count += 1;
    }
    (words > 0 && code <= words)
        .then(|| hide_lines(comment, |line| if is_for_tool(line) || is_code_line(line) { 0 } else { for_people(line) }))
}

/// A comment with the lines hidden that speak to a tool.
pub(super) fn without_marks_of_tools(comment: &str) -> Option<Excerpt> {
    Some(hide_lines(comment, |line| if is_for_tool(line) { 0 } else { for_people(line) }))
}

/// A text of which each line is read as far as `length` says of it, white space around it aside.
fn hide_lines(text: &str, length: impl Fn(&str) -> usize) -> Excerpt {
    let mut out = Excerpt::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = at + line.trim_end().len();
        let shown = length(line.trim()).min(end.saturating_sub(start));
        if start < end {
            out.exact(text, at..start + shown);
            out.hidden(text, start + shown..end);
        }
        out.exact(text, end.max(at)..at + line.len());
        at += line.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_code_keeps_what_its_examples_say() {
        for (shape, (pattern, but)) in SIGNS.data.code.iter().zip(&SIGNS.code) {
            let fits = |line: &str| pattern.fits(line) && !but.as_ref().is_some_and(|but| but.fits(line));
            assert!(!shape.code.is_empty() && !shape.prose.is_empty(), "{}", shape.name);
            let missed: Vec<&String> = shape.code.iter().filter(|line| !is_code_line(line)).collect();
            assert!(missed.is_empty(), "{}: {missed:?}", shape.name);
            assert!(shape.code.iter().any(|line| fits(line)), "{}", shape.name);
            for line in &shape.prose {
                assert!(!is_code_line(line), "{}: {line}", shape.name);
            }
        }
    }

    #[test]
    fn marks_of_tools_are_not_read() {
        for (line, shown) in [
            ("eslint-disable-next-line no-x -- our customers", 0),
            ("noqa: E501 our customers", 0),
            ("our customers # noqa: E501", 14),
            ("our customers", 13),
            ("go:generate stringer -type=Client", 0),
            ("go to the client", 16),
        ] {
            let length = if is_for_tool(line) { 0 } else { for_people(line) };
            assert_eq!(length, shown, "{line}");
        }
    }

    #[test]
    fn a_comment_of_code_is_not_read_and_code_in_a_comment_is_hidden() {
        assert!(without_code("client = load();\nclient.bill();").is_none());
        assert!(without_code("Our old way:\nclient.bill();\nclient.go();").is_none());
        let mixed = without_code("This is how we billed\nour clients once:\nclient.bill();").unwrap();
        assert_eq!(mixed.text(), "This is how we billed\nour clients once:\nxxxxxxxxxxxxxx");
    }
}
