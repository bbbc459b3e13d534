//! The rope: an open document that is edited in place and shared as snapshots.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use ropey::Rope;

use super::lines::narrow;
use super::{Encoding, Position};

/// A text that is cheap to clone and to edit. Offsets are bytes.
#[derive(Clone, Default)]
pub struct Text {
    rope: Rope,
}

/// A range that has no place in a text: it ends before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotMapped;

impl Text {
    /// Builds a rope from a string.
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines there are; at least one, and one more than there are line ends.
    pub fn lines(&self) -> usize {
        self.rope.len_lines()
    }

    /// The text of a byte range, or `None` where an end is out of bounds or inside a character.
    pub fn slice(&self, range: Range<usize>) -> Option<Cow<'_, str>> {
        self.rope.get_byte_slice(range).map(Cow::from)
    }

    /// The byte offset of a position. A character past the end of its line is the end of that line's
    /// text, a line past the last is the end of the text, and inside a character is its start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let (Ok(start), Some(content)) = (self.rope.try_line_to_byte(line), self.rope.get_line(line)) else {
            return self.len();
        };
        let content = Cow::from(content);
        let content = content.trim_end_matches(['\n', '\r']);
        start + encoding.offset_in(content, position.character as usize)
    }

    /// The position of a byte offset; past the end it is the end, inside a character its start.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(self.len());
        let line = self.rope.try_byte_to_line(offset).unwrap_or_default();
        let start = self.rope.try_line_to_byte(line).unwrap_or_default();
        let char = self.rope.try_byte_to_char(offset).unwrap_or_default();
        let end = self.rope.try_char_to_byte(char).unwrap_or_default();
        let before = self.slice(start..end.max(start)).unwrap_or_default();
        Position { line: narrow(line), character: narrow(encoding.len(&before)) }
    }

    /// Replaces a byte range.
    ///
    /// # Errors
    /// [`NotMapped`] where the range ends before it starts, is out of bounds or cuts a character;
    /// the text is then as before.
    pub fn replace(&mut self, range: Range<usize>, with: &str) -> Result<(), NotMapped> {
        if range.end < range.start || self.rope.get_byte_slice(range.clone()).is_none() {
            return Err(NotMapped);
        }
        let start = self.rope.try_byte_to_char(range.start).map_err(|_| NotMapped)?;
        let end = self.rope.try_byte_to_char(range.end).map_err(|_| NotMapped)?;
        self.rope.try_remove(start..end).map_err(|_| NotMapped)?;
        self.rope.try_insert(start, with).map_err(|_| NotMapped)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.len())
    }
}
