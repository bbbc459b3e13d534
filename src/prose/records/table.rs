//! Tables of values: CSV with whatever delimiter, and TSV.
//!
//! The reader is our own: the crates for the format take a quotation mark that is missing for one that comes at the
//! end of the file. Here a cell between quotation marks that goes on to another line has to end like one.

use std::ops::Range;

use crate::prose::Format;
use crate::prose::builder::{Builder, Interest};
use crate::prose::document::{BlockKind, Document, Host, Style};
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description};
use crate::prose::strings::{holds_html, reads_as_prose};
use crate::prose::unread::Markup;

/// Cells parted by commas, semicolons, tabs or bars.
pub(in crate::prose) const CSV: Description = Description {
    names: &["csv"],
    languages: &["csv", "dynamic csv", "csv (semicolon)", "csv (pipe)"],
    extensions: &["csv"],
    files: &[],
    interpreters: &[],
    comment: Comment::None,
    reads: "cells that read as prose, but for the first row, as cells of a table; the delimiter is found",
    read: |text, interest| read(text, delimiter(text), interest),
};

/// Cells parted by tabs.
pub(in crate::prose) const TSV: Description = Description {
    names: &["tsv"],
    languages: &["tsv"],
    extensions: &["tsv", "tab"],
    files: &[],
    interpreters: &[],
    comment: Comment::None,
    reads: "as in CSV",
    read: |text, interest| read(text, b'\t', interest),
};

/// How many lines tell the delimiter.
const SAMPLE: usize = 20;

/// The sign that parts most lines into equally many cells.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE).collect();
    let score = |sign: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, sign)).collect();
        let first = counts.first().copied().unwrap_or_default();
        let alike = counts.iter().filter(|count| **count == first).count();
        if first == 0 { (0, 0) } else { (alike, first) }
    };
    // Of signs that do equally well the first counts.
    let signs = [b'|', b'\t', b';', b','];
    signs.into_iter().max_by_key(|sign| score(*sign)).unwrap_or(b',')
}

fn outside_quotes(line: &str, sign: u8) -> usize {
    let mut quoted = false;
    let counts = |byte: u8| {
        quoted ^= byte == b'"';
        byte == sign && !quoted
    };
    line.bytes().map(counts).filter(|counts| *counts).count()
}

fn read(text: &str, delimiter: u8, interest: Interest<'_>) -> Document {
    let mut out = Document::default();
    let bytes = text.as_bytes();
    let (mut at, mut row, mut column) = (text.len() - text.trim_start_matches('\u{feff}').len(), 0, 0);
    while at < text.len() {
        let cell = cell(text, at, delimiter);
        if row > 0 {
            cell.read(text, column, interest, &mut out);
        }
        at = cell.end;
        column += 1;
        match bytes.get(at) {
            Some(byte) if *byte == delimiter => at += 1,
            Some(_) => {
                at += if text.get(at..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 };
                (row, column) = (row + 1, 0);
            }
            None => {}
        }
    }
    out
}

/// The cells of one row that are parted by commas, without quotation marks and white space around them.
pub(in crate::prose) fn cells(text: &str, row: Range<usize>) -> Vec<Range<usize>> {
    let Some(written) = text.get(..row.end) else { return Vec::new() };
    let white = |at: usize| written.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
    let mut out = Vec::new();
    let mut at = row.start + white(row.start);
    while at < row.end {
        let cell = cell(written, at, b',');
        let inner = written.get(cell.inner.clone()).unwrap_or_default();
        out.push(cell.inner.start..cell.inner.start + inner.trim_end().len());
        at = cell.end + 1;
        at += white(at);
    }
    out
}

/// A cell.
struct Cell {
    /// What stands in it, without quotation marks around it.
    inner: Range<usize>,
    /// Whether two quotation marks stand for one in it.
    quoted: bool,
    /// Where the delimiter or the line end behind it stands.
    end: usize,
}

/// The cell that begins at a place.
fn cell(text: &str, start: usize, delimiter: u8) -> Cell {
    let bytes = text.as_bytes();
    let ends = |byte: u8| byte == delimiter || matches!(byte, b'\n' | b'\r');
    if bytes.get(start) == Some(&b'"')
        && let Some(close) = closing(bytes, start + 1, ends)
    {
        return Cell { inner: start + 1..close, quoted: true, end: close + 1 };
    }
    let rest = bytes.get(start..).unwrap_or_default();
    let end = start + rest.iter().position(|byte| ends(*byte)).unwrap_or(rest.len());
    let sign = usize::from(bytes.get(start) == Some(&b'"'));
    Cell { inner: (start + sign).min(end)..end, quoted: false, end }
}

/// The most lines of one cell.
const LINES: usize = 200;

/// Where a quotation mark closes a cell: a delimiter or line end follows. One inside the text may be left alone on
/// its line; behind a line end it tells that the closing one is missing.
fn closing(bytes: &[u8], start: usize, ends: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = start;
    let mut lines = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' if bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if bytes.get(at + 1).is_none_or(|next| ends(*next)) => return Some(at),
            b'"' if lines > 0 => return None,
            b'\n' if lines == LINES => return None,
            b'\n' => lines += 1,
            _ => {}
        }
        at += 1;
    }
    None
}

impl Cell {
    fn read(&self, text: &str, column: usize, interest: Interest<'_>, out: &mut Document) {
        let written = text.get(self.inner.clone()).unwrap_or_default();
        if written.trim().is_empty() || !(interest.1)(written) {
            return;
        }
        let mut cell = Excerpt::default();
        let mut at = self.inner.start;
        if self.quoted {
            for (quote, _) in written.match_indices("\"\"") {
                cell.lines(text, at..self.inner.start + quote);
                at = self.inner.start + quote + 2;
                cell.decoded("\"", at - 2..at);
            }
        }
        cell.lines(text, at..self.inner.end);
        // Products and mails are exported with their HTML.
        let mut read = if holds_html(cell.text()) {
            cell.read(Format::Html, interest)
        } else {
            let mut builder = Builder::new(BlockKind::Paragraph);
            builder.exact(cell.text(), 0..cell.text().len(), Style::default());
            let blocks = builder.finish(None, Markup::Marked, interest).into_iter().collect();
            cell.trace(Document { blocks, ..Document::default() })
        };
        for block in &mut read.blocks {
            block.kind = BlockKind::Cell { header: false, column, table: 0 };
        }
        let shown = read.blocks.iter().flat_map(|block| {
            block.runs().filter(|run| !run.style.code).filter_map(|run| block.text.get(run.range.clone()))
        });
        let words: String = shown.collect();
        if reads_as_prose(&words) {
            out.append(read, Host::Text);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::prose::{BlockKind, Format, read};

    fn cells(text: &str) -> Vec<(usize, String)> {
        let document = read(text, Format::Csv);
        let column = |kind: &BlockKind| match kind {
            BlockKind::Cell { column, header: false, .. } => *column,
            other => panic!("{other:?}"),
        };
        document.blocks.iter().map(|block| (column(&block.kind), block.text.clone())).collect()
    }

    #[test]
    fn cells_that_read_as_prose_are_read() {
        for (text, expected) in [
            ("some head,more head\nsome words,word\n12,more words\n", vec![(0, "some words"), (1, "more words")]),
            ("a;b;c\nsome words, more;word;last words\n", vec![(0, "some words, more"), (2, "last words")]),
            ("a\tb\nsome words\tword\n", vec![(0, "some words")]),
            ("a|b\r\nword|some words\r\n", vec![(1, "some words")]),
            (
                "a,b\n\"some, \"\"more\"\" words\",\"two\nlines here\"",
                vec![(0, "some, \"more\" words"), (1, "two\nlines here")],
            ),
            ("a,b\nsome words \"so\" said,\"word\"\n", vec![(0, "some words \"so\" said")]),
            ("", vec![]),
            ("some words", vec![]),
        ] {
            let expected: Vec<(usize, String)> = expected.into_iter().map(|(at, text)| (at, text.to_owned())).collect();
            assert_eq!(cells(text), expected, "{text}");
        }
    }

    #[test]
    fn a_missing_quotation_mark_costs_its_line() {
        let text = "a,b\n\"some words,b c\nour,\"more words\"\nx,\"last words\n";
        let found: Vec<String> = cells(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, ["some words", "more words", "last words"]);
    }
}
