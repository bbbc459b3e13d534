//! HTML inside Markdown: blocks of it, and tags inside a paragraph.

use std::borrow::Cow;
use std::ops::Range;

use super::Reader;
use crate::prose::html::tokens::{find_closing, tokens};
use crate::prose::html::{Dialect, Token};
use crate::prose::unread::Markup;

impl Reader<'_> {
    /// Reads the lines of an HTML block that ends at `end`.
    pub(super) fn html_block(&mut self, end: usize) {
        let lines = self.html.take().unwrap_or_default();
        self.flow.markup = Markup::Marked;
        if let Some((start, html)) = joined(self.masked, &lines) {
            for token in tokens(&html, start, Dialect::Html) {
                match token {
                    Token::Text(range) => lines_in(&lines, &range).for_each(|line| self.flow.token(&Token::Text(line))),
                    token => self.flow.token(&token),
                }
            }
        }
        // Blank lines end the block, not the element: it reaches to its closing tag, if it has one.
        if let Some(name) = self.flow.elements.skipped().map(str::to_owned) {
            let rest = self.flow.text.get(end..).unwrap_or_default();
            let unclosed = self.unclosed.contains(&name) || find_closing(rest, &name).is_none();
            if unclosed {
                self.flow.elements.close(&name);
                self.unclosed.push(name);
            }
        }
        self.close(None);
        self.flow.markup = Markup::Parsed;
    }

    /// Reads a tag or comment inside a paragraph.
    pub(super) fn inline_html(&mut self, range: Range<usize>) {
        let written = self.masked.get(range.clone()).unwrap_or_default();
        for token in tokens(written, range.start, Dialect::Html) {
            match token {
                Token::Tag(tag) => {
                    self.flow.settle(range.start);
                    self.flow.phrase_tag(&tag);
                }
                Token::Comment(range) => self.flow.html_comment(range),
                _ => {}
            }
        }
    }
}

/// What the lines of a block hold of a range.
fn lines_in(lines: &[Range<usize>], range: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let first = lines.partition_point(|line| line.end <= range.start);
    let inside = lines.iter().skip(first).take_while(|line| line.start < range.end);
    inside.map(|line| line.start.max(range.start)..line.end.min(range.end))
}

/// The lines of a block in one piece, and where it begins. What stands before each line, such as the sign of a block
/// quote, is blank.
fn joined<'t>(text: &'t str, lines: &[Range<usize>]) -> Option<(usize, Cow<'t, str>)> {
    let (start, end) = (lines.first()?.start, lines.last()?.end);
    let mut gaps = lines.iter().zip(lines.iter().skip(1)).filter(|(line, next)| line.end < next.start).peekable();
    if gaps.peek().is_none() {
        return Some((start, Cow::Borrowed(text.get(start..end)?)));
    }
    let mut out = String::with_capacity(end - start);
    for line in lines {
        out.extend(std::iter::repeat_n(' ', (line.start - start).saturating_sub(out.len())));
        out.push_str(text.get(line.clone())?);
    }
    Some((start, Cow::Owned(out)))
}
