//! Where the lines of a string start: positions for texts that are read once and never edited.

use std::sync::OnceLock;

use super::position::{character_start, narrow};
use super::{Encoding, Position};

/// The line starts of one string. Lines end with LF, CRLF or CR.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// Counted when a long line asks for them.
    marks: OnceLock<Vec<Mark>>,
    len: usize,
}

/// How many units stand before a multiple of [`STEP`] bytes, so that a position late in a very long
/// line costs no more than one early in it.
#[derive(Debug, Clone, Copy)]
struct Mark {
    utf16: usize,
    utf32: usize,
}

const STEP: usize = 1024;

/// How long lines are in most texts, in bytes.
const USUAL: usize = 64;

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(text.len() / USUAL + 1);
        starts.push(0);
        if memchr::memchr(b'\r', bytes).is_none() {
            starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
        } else {
            let crlf = |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
            let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|at| !crlf(*at));
            starts.extend(ends.map(|at| at + 1));
        }
        Self { starts, marks: OnceLock::new(), len: text.len() }
    }

    /// How many lines there are; at least one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, that holds the byte `offset`.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line, its line end included; empty at the end of the text for a line beyond it.
    pub fn range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.len);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len);
        start..end
    }

    /// The position of the byte `offset` of `text`, which must be the text this index was made of.
    /// Past the end it is the end, inside a character its start, and between CR and LF the end of
    /// the line's text.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let bytes = text.as_bytes();
        let mut offset = character_start(text, offset);
        if offset > 0 && bytes.get(offset - 1) == Some(&b'\r') && bytes.get(offset) == Some(&b'\n') {
            offset -= 1;
        }
        let line = self.line(offset);
        let start = self.range(line).start;
        let units = if offset - start < STEP {
            encoding.count(bytes.get(start..offset).unwrap_or_default())
        } else {
            self.units_before(bytes, offset, encoding) - self.units_before(bytes, start, encoding)
        };
        Position { line: narrow(line), character: narrow(units) }
    }

    fn units_before(&self, bytes: &[u8], offset: usize, encoding: Encoding) -> usize {
        let step = offset / STEP;
        let Some(mark) = self.marks.get_or_init(|| marks(bytes)).get(step) else { return 0 };
        let rest = encoding.count(bytes.get(step * STEP..offset).unwrap_or_default());
        match encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf16 => mark.utf16 + rest,
            Encoding::Utf32 => mark.utf32 + rest,
        }
    }
}

/// The marks of a whole text.
fn marks(bytes: &[u8]) -> Vec<Mark> {
    let mut marks = vec![Mark { utf16: 0, utf32: 0 }];
    let (mut utf16, mut utf32) = (0, 0);
    for piece in bytes.chunks_exact(STEP) {
        utf16 += Encoding::Utf16.count(piece);
        utf32 += Encoding::Utf32.count(piece);
        marks.push(Mark { utf16, utf32 });
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lf_crlf_and_cr_end_a_line() {
        for (text, starts) in [
            ("", vec![0]),
            ("a", vec![0]),
            ("a\n", vec![0, 2]),
            ("a\r\nb\rc\n\rd", vec![0, 3, 5, 7, 8]),
            ("\r\r\n\n", vec![0, 1, 3, 4]),
            ("a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f", vec![0]),
        ] {
            let index = LineIndex::new(text);
            assert_eq!(index.starts, starts, "{text:?}");
            assert_eq!(index.count(), starts.len());
        }
    }

    #[test]
    fn ranges_hold_the_line_end_and_cover_the_text() {
        let text = "one\r\ntwo\rthree";
        let index = LineIndex::new(text);
        let lines: Vec<&str> = (0..4).map(|line| &text[index.range(line)]).collect();
        assert_eq!(lines, ["one\r\n", "two\r", "three", ""]);
    }
}
