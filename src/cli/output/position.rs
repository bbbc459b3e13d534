//! Places in a file as outputs count them.

use std::cell::{Cell, OnceCell, RefCell};

use schemars::JsonSchema;
use serde::Serialize;

use crate::text::LineIndex;
use crate::workspace::{Content, Offsets};

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Spot {
    /// Line, from 1. Lines end with LF, CRLF or CR.
    pub(super) line: usize,
    /// Column, from 1, in Unicode scalar values. A byte order mark is no column.
    pub(super) column: usize,
    /// Byte of the file as it stands on disk, from 0.
    pub(super) byte: usize,
}

/// The places of one text.
pub(super) struct Positions<'a> {
    offsets: Offsets<'a>,
    /// Whether every line ends with LF.
    plain: bool,
    /// All lines, once somebody asks for others than those that were passed.
    index: OnceCell<LineIndex>,
    /// The last place asked for: findings come in order, and a line can be a whole book.
    last: Cell<Last>,
    /// The lines of the places asked for so far, in order, with the byte where each starts.
    passed: RefCell<Vec<(usize, usize)>>,
}

#[derive(Clone, Copy, Default)]
struct Last {
    offset: usize,
    line: usize,
    /// Where the line starts.
    start: usize,
    characters: usize,
}

impl<'a> Positions<'a> {
    /// Reads the text of a file once.
    pub(super) fn new(content: &'a Content) -> Self {
        Self::of(content.offsets())
    }

    /// Reads a text once.
    pub(super) fn of(offsets: Offsets<'a>) -> Self {
        let plain = memchr::memchr(b'\r', offsets.text().as_bytes()).is_none();
        let (last, passed) = (Cell::default(), RefCell::new(vec![(0, 0)]));
        Self { offsets, plain, index: OnceCell::new(), last, passed }
    }

    fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(self.text()))
    }

    /// The line of the byte `offset`, and where it starts.
    fn line_of(&self, offset: usize) -> (usize, usize) {
        let known = self.last.get();
        // Who went back once may do so again.
        let onwards = self.plain && self.index.get().is_none();
        let between = self.text().as_bytes().get(known.offset..offset).filter(|_| onwards);
        let Some(between) = between else {
            let line = self.index().line(offset);
            return (line, self.index().range(line).start);
        };
        let Some(last) = memchr::memrchr(b'\n', between) else { return (known.line, known.start) };
        let found = (known.line + memchr::memchr_iter(b'\n', between).count(), known.offset + last + 1);
        self.passed.borrow_mut().push(found);
        found
    }

    /// The bytes of a line, from 0, its line end included.
    fn range(&self, line: usize) -> std::ops::Range<usize> {
        let passed = self.passed.borrow();
        match passed.binary_search_by_key(&line, |(line, _)| *line).ok().and_then(|at| passed.get(at)) {
            Some((_, start)) if self.plain => {
                let rest = self.text().as_bytes().get(*start..).unwrap_or_default();
                *start..memchr::memchr(b'\n', rest).map_or(self.text().len(), |end| start + end + 1)
            }
            _ => self.index().range(line),
        }
    }

    /// Where the byte `offset` of the text stands.
    pub(super) fn at(&self, offset: usize) -> Spot {
        let (line, start) = self.line_of(offset);
        let known = self.last.get();
        let (from, before) =
            if known.line == line && known.offset <= offset { (known.offset, known.characters) } else { (start, 0) };
        let characters = before + self.text().get(from..offset).map_or(0, |passed| passed.chars().count());
        self.last.set(Last { offset, line, start, characters });
        Spot { line: line + 1, column: characters + 1, byte: self.byte(offset) }
    }

    /// Where the byte `offset` of the text stands on disk, in bytes.
    pub(super) fn byte(&self, offset: usize) -> usize {
        self.offsets.byte(offset)
    }

    /// The bytes of a line, from 1, without its line end.
    pub(super) fn line(&self, line: usize) -> std::ops::Range<usize> {
        let range = self.range(line.saturating_sub(1));
        let text = self.text().get(range.clone()).unwrap_or_default();
        range.start..range.start + text.trim_end_matches(['\n', '\r']).len()
    }

    /// How many lines there are.
    pub(super) fn lines(&self) -> usize {
        self.index().count()
    }

    /// The byte of the text at a line and a column, both from 1; `None` where the line has no such character.
    pub(super) fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let range = self.line(line);
        let (before, _) = self.text().get(range.clone())?.char_indices().nth(column.checked_sub(1)?)?;
        Some(range.start + before)
    }

    /// The text.
    pub(super) fn text(&self) -> &'a str {
        self.offsets.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_and_bytes_are_those_of_the_file() {
        let content = Content::new("\u{feff}é𝒳 ab\r\nx\ry\nz".into()).unwrap();
        let positions = Positions::new(&content);
        let at = |what: &str| {
            let spot = positions.at(content.text().find(what).unwrap());
            (spot.line, spot.column, spot.byte)
        };
        assert_eq!(at("é"), (1, 1, 3));
        assert_eq!(at("a"), (1, 4, 10));
        assert_eq!(at("b"), (1, 5, 11));
        assert_eq!(at("x"), (2, 1, 14));
        assert_eq!(at("y"), (3, 1, 16));
        assert_eq!(at("z"), (4, 1, 18));
        assert_eq!(at("𝒳"), (1, 2, 5), "back to an earlier place");
        assert_eq!(positions.at(content.text().len()).column, 2);
        for what in ["é", "𝒳", "a", "x", "z"] {
            let offset = content.text().find(what).unwrap();
            let spot = positions.at(offset);
            assert_eq!(positions.offset(spot.line, spot.column), Some(offset), "{what}");
        }
        assert_eq!([(1, 0), (1, 6), (2, 2), (9, 1)].map(|(line, column)| positions.offset(line, column)), [None; 4]);
    }
    #[test]
    fn lines_that_are_passed_are_those_of_the_index() {
        let text = "one\n\ntwo three\n four\n";
        let index = LineIndex::new(text);
        for step in 1..text.len() {
            let positions = Positions::of(Offsets::same(text, 0));
            for at in (0..=text.len()).step_by(step).chain([3, 0, 12]) {
                let (line, start) = (index.line(at), index.range(index.line(at)).start);
                let spot = positions.at(at);
                assert_eq!((spot.line, spot.column), (line + 1, at - start + 1), "{at} by {step}");
                let shown = positions.line(spot.line);
                assert_eq!(text.get(shown), text.split('\n').nth(line), "{at} by {step}");
            }
        }
    }
}
