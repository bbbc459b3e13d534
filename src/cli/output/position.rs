//! Places in a file as outputs count them.

use std::cell::Cell;

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
    index: LineIndex,
    /// The last place asked for: findings come in order, and a line can be a whole book.
    last: Cell<Last>,
}

#[derive(Clone, Copy)]
struct Last {
    offset: usize,
    line: usize,
    characters: usize,
}

impl<'a> Positions<'a> {
    /// Reads the text of a file once.
    pub(super) fn new(content: &'a Content) -> Self {
        Self::of(content.offsets())
    }

    /// Reads a text once.
    pub(super) fn of(offsets: Offsets<'a>) -> Self {
        let last = Last { offset: 0, line: 0, characters: 0 };
        Self { index: LineIndex::new(offsets.text()), offsets, last: Cell::new(last) }
    }

    /// Where the byte `offset` of the text stands.
    pub(super) fn at(&self, offset: usize) -> Spot {
        let line = self.index.line(offset);
        let known = self.last.get();
        let (from, before) = if known.line == line && known.offset <= offset {
            (known.offset, known.characters)
        } else {
            (self.index.range(line).start, 0)
        };
        let characters = before + self.text().get(from..offset).map_or(0, |passed| passed.chars().count());
        self.last.set(Last { offset, line, characters });
        Spot { line: line + 1, column: characters + 1, byte: self.byte(offset) }
    }

    /// Where the byte `offset` of the text stands on disk, in bytes.
    pub(super) fn byte(&self, offset: usize) -> usize {
        self.offsets.byte(offset)
    }

    /// The bytes of a line, from 1, without its line end.
    pub(super) fn line(&self, line: usize) -> std::ops::Range<usize> {
        let range = self.index.range(line.saturating_sub(1));
        let text = self.text().get(range.clone()).unwrap_or_default();
        range.start..range.start + text.trim_end_matches(['\n', '\r']).len()
    }

    /// How many lines there are.
    pub(super) fn lines(&self) -> usize {
        self.index.count()
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
}
