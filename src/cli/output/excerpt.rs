//! One line of a text with marks under it, as wide as a terminal shows it.

use std::fmt::Write as _;
use std::ops::Range;

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{in_style, push_styled};

/// Columns of text that are shown at least around the marks of a line too long to show whole.
const CONTEXT: usize = 12;
const TAB: &str = "    ";
const BLANKS: &str = "                                ";
const CARETS: &str = "^^^^^^^^^^^^^^^^";
/// So many bytes are looked at together.
const CHUNK: usize = 16;

/// Something to mark in a line.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// Bytes of the line.
    pub(super) range: Range<usize>,
    /// What to write behind the mark.
    pub(super) label: String,
    pub(super) style: Style,
}

/// A line to show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Excerpt<'a> {
    /// Its text, without a line end.
    pub(super) line: &'a str,
    /// Its number, from 1.
    pub(super) number: usize,
    /// Columns for the number.
    pub(super) gutter: usize,
    /// Columns in all.
    pub(super) width: usize,
    /// How the gutter looks.
    pub(super) faint: Style,
}

impl Excerpt<'_> {
    /// Adds the line, cut around its marks where it is long, with the marks below. `marks` are in order.
    pub(super) fn render(&self, out: &mut String, marks: &[Mark]) {
        let room = self.width.saturating_sub(self.gutter + 5).max(4 * CONTEXT);
        for (piece, marks) in self.pieces(marks, room) {
            self.render_piece(out, piece, marks);
        }
    }

    /// The stretches of the line that are shown, each with its marks.
    fn pieces<'m>(&self, marks: &'m [Mark], room: usize) -> Vec<(Range<usize>, &'m [Mark])> {
        if self.reach(0, room) == self.line.len() {
            return vec![(0..self.line.len(), marks)];
        }
        let mut pieces = Vec::new();
        let mut rest = marks;
        while let Some(first) = rest.first() {
            // As many marks as fit beside the first with some text around them.
            let reach = self.reach(first.range.start, room.saturating_sub(CONTEXT));
            let count = rest.iter().take_while(|mark| mark.range.end <= reach).count().max(1);
            let (these, others) = rest.split_at(count);
            let end = these.last().map_or(first.range.end, |mark| mark.range.end);
            let span = columns(self.line.get(first.range.start..end).unwrap_or_default());
            let start = if self.reach(0, room.saturating_sub(CONTEXT)) >= end {
                0
            } else {
                self.reach_back(first.range.start, room.saturating_sub(span) / 2)
            };
            pieces.push((start..self.reach(start, room).max(end), these));
            rest = others;
        }
        pieces
    }

    /// The end of as much text from the byte `from` on as `room` columns hold.
    fn reach(&self, from: usize, room: usize) -> usize {
        let (mut at, mut left) = (from, room);
        loop {
            let text = self.line.get(at..).unwrap_or_default();
            let head = simple(text, left);
            at += head;
            left -= head;
            let Some(c) = text.get(head..).and_then(|rest| rest.chars().next()) else { return self.line.len() };
            let Some(rest) = left.checked_sub(columns_of(c)) else { return at };
            left = rest;
            at += c.len_utf8();
        }
    }

    /// The start of as much text before the byte `from` as `room` columns hold.
    fn reach_back(&self, from: usize, room: usize) -> usize {
        let text = self.line.get(..from).unwrap_or_default();
        let mut left = room;
        for (at, c) in text.char_indices().rev() {
            let Some(rest) = left.checked_sub(columns_of(c)) else { return at + c.len_utf8() };
            left = rest;
        }
        0
    }

    fn render_piece(&self, out: &mut String, piece: Range<usize>, marks: &[Mark]) {
        let before = if piece.start > 0 { "…" } else { "" };
        let after = if piece.end < self.line.len() { "…" } else { "" };
        self.gutter(out, Some(self.number));
        push_styled(out, self.faint, before);
        let start = out.len();
        push_visible(out, self.line.get(piece.clone()).unwrap_or_default());
        if after.is_empty() {
            let text = out.get(start..).unwrap_or_default().trim_end().len();
            out.truncate(start + text);
        }
        push_styled(out, self.faint, after);
        out.push('\n');
        let column = |at: usize| columns(before) + columns(self.line.get(piece.start..at).unwrap_or_default());
        for (row, _) in rows(marks, column) {
            self.gutter(out, None);
            out.push_str(&row);
            out.push('\n');
        }
    }

    /// The number of the line, or room for it, with the bar behind it.
    fn gutter(&self, out: &mut String, number: Option<usize>) {
        let mut digits = itoa::Buffer::new();
        let number = number.map_or("", |number| digits.format(number));
        in_style(out, self.faint, |out| {
            push_times(out, BLANKS, self.gutter.saturating_sub(number.len()));
            out.push_str(number);
            out.push_str(" |");
        });
        out.push(' ');
    }
}

/// The rows of marks under a line, each with its columns: a mark goes where it stands, in the first row that has room
/// for it.
fn rows(marks: &[Mark], column: impl Fn(usize) -> usize) -> Vec<(String, usize)> {
    let mut rows: Vec<(String, usize)> = Vec::new();
    for mark in marks {
        let start = column(mark.range.start);
        let length = column(mark.range.end).saturating_sub(start).max(1);
        let index = rows.iter().position(|(_, taken)| *taken == 0 || *taken + 2 <= start).unwrap_or_else(|| {
            rows.push((String::new(), 0));
            rows.len() - 1
        });
        let Some((row, taken)) = rows.get_mut(index) else { continue };
        row.reserve(start - *taken + length + 1 + mark.label.len());
        push_times(row, BLANKS, start - *taken);
        *taken = start + length;
        let drawn = row.len();
        push_times(row, CARETS, length);
        if !mark.label.is_empty() {
            row.push(' ');
            row.push_str(&mark.label);
            *taken += 1 + mark.label.width();
        }
        if mark.style != Style::new() {
            row.insert_str(drawn, &mark.style.to_string());
            let _ = write!(row, "{:#}", mark.style);
        }
    }
    rows
}

/// How many bytes at the start of a text, of so many, are characters that are shown as they are, each in one column.
fn simple(text: &str, most: usize) -> usize {
    // A line can be a whole book, of which only the start is asked for.
    let bytes = text.as_bytes();
    let bytes = bytes.get(..most).unwrap_or(bytes);
    let simple = |byte: &u8| matches!(byte, b' '..=b'~');
    // A look at each byte, without a stop on the way, takes the machine one step for many.
    let whole = bytes.chunks_exact(CHUNK).take_while(|chunk| chunk.iter().fold(true, |all, byte| all & simple(byte)));
    let start = whole.count() * CHUNK;
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|byte| !simple(byte)).unwrap_or(rest.len())
}

/// Adds a sign so many times, of which several are given.
fn push_times(out: &mut String, signs: &str, times: usize) {
    let mut left = times;
    while left > 0 {
        let some = signs.get(..left).unwrap_or(signs);
        out.push_str(some);
        left -= some.len();
    }
}

/// Adds a text as it may be sent to a terminal.
fn push_visible(out: &mut String, text: &str) {
    for (simple, other) in stretches(text) {
        out.push_str(simple);
        match other.map(visible) {
            Some('\t') => out.push_str(TAB),
            Some(c) => out.push(c),
            None => {}
        }
    }
}

/// A character as it may be sent to a terminal: nothing of a text can move the cursor or turn the
/// direction of writing. A tab is several, [`TAB`].
fn visible(c: char) -> char {
    match c {
        '\t' => c,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{61c}' => '\u{fffd}',
        c => c,
    }
}

fn columns_of(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '\t' => TAB.len(),
        c => visible(c).width().unwrap_or(0),
    }
}

fn columns(text: &str) -> usize {
    stretches(text).map(|(simple, other)| simple.len() + other.map_or(0, columns_of)).sum()
}

/// Stretches of a text that are shown as they are, each with the character behind it that may not be.
fn stretches(text: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (simple, others) = rest.split_at(simple(rest, rest.len()));
        let mut others = others.chars();
        let other = others.next();
        rest = others.as_str();
        (!simple.is_empty() || other.is_some()).then_some((simple, other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(line: &str, words: &[(&str, &str)], width: usize) -> String {
        let excerpt = Excerpt { line, number: 7, gutter: 2, width, faint: Style::new() };
        let mut marks = Vec::new();
        let mut from = 0;
        for (word, label) in words {
            let start = from + line[from..].find(word).unwrap();
            from = start + word.len();
            marks.push(Mark { range: start..from, label: (*label).to_owned(), style: Style::new() });
        }
        let mut out = String::new();
        excerpt.render(&mut out, &marks);
        out
    }

    #[test]
    fn marks_stand_under_their_words() {
        assert_eq!(
            render("Our customers know a customer.", &[("customers", "clients"), ("customer", "client")], 80),
            concat!(
                " 7 | Our customers know a customer.\n",
                "   |     ^^^^^^^^^ clients\n",
                "   |                      ^^^^^^^^ client\n",
            )
        );
        assert_eq!(
            render("A customer and one more customer.", &[("customer", "x"), ("customer", "y")], 80),
            concat!(" 7 | A customer and one more customer.\n", "   |   ^^^^^^^^ x            ^^^^^^^^ y\n")
        );
    }

    #[test]
    fn tabs_wide_and_control_characters_do_not_shift_the_mark() {
        assert_eq!(render("\tcustomer", &[("customer", "")], 80), " 7 |     customer\n   |     ^^^^^^^^\n");
        assert_eq!(render("日本 customer", &[("customer", "")], 80), " 7 | 日本 customer\n   |      ^^^^^^^^\n");
        assert_eq!(render("e\u{301} customer", &[("customer", "")], 80), " 7 | e\u{301} customer\n   |   ^^^^^^^^\n");
        assert_eq!(render("\u{1b}[2J customer", &[("customer", "")], 80), " 7 | ␛[2J customer\n   |      ^^^^^^^^\n");
        assert_eq!(render("\u{202e} customer", &[("customer", "")], 80), " 7 | \u{fffd} customer\n   |   ^^^^^^^^\n");
    }

    #[test]
    fn a_long_line_is_cut_around_each_mark() {
        let line =
            format!("{} customer {} customer's {}", "words ".repeat(100), "mots ".repeat(100), "fin ".repeat(100));
        let shown = render(&line, &[("customer", "client"), ("customer's", "client's")], 80);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines.len(), 4, "{shown}");
        for (text, mark, word) in [(lines[0], lines[1], "customer "), (lines[2], lines[3], "customer's ")] {
            assert!(text.contains('…') && text.chars().count() <= 80, "{shown}");
            let before = text.find(word).map(|at| text[..at].chars().count());
            assert_eq!(before, mark.find('^'), "{shown}");
        }
    }

    #[test]
    fn marks_that_fit_share_an_excerpt() {
        let line =
            "Each customer of ours, from the harbour to the hill and back, has customer papers; the rest is long";
        let shown = render(line, &[("customer", "client"), ("customer", "client")], 90);
        assert_eq!(shown.lines().count(), 2, "{shown}");
        assert!(shown.contains("7 | Each customer"), "{shown}");
    }

    #[test]
    fn a_line_of_a_million_characters_is_no_trouble() {
        let line = "customer ".repeat(120_000);
        let excerpt = Excerpt { line: &line, number: 1, gutter: 1, width: 80, faint: Style::new() };
        let marks: Vec<Mark> =
            (0..120_000).map(|i| Mark { range: i * 9..i * 9 + 8, label: String::new(), style: Style::new() }).collect();
        let mut out = String::new();
        excerpt.render(&mut out, &marks);
        assert!(out.lines().count() > 2 * 120_000 / 10);
    }
}
