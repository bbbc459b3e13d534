//! The lines of a text, for the formats that are read line by line.
//!
//! Knows line ends and indentation, and nothing of any markup.

use std::ops::Range;

use super::excerpt::Excerpt;

/// A line, or what is left of it behind the signs of a list or quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Without its line end and the white space before that.
    pub(super) text: &'t str,
    /// Where it begins in the document.
    pub(super) start: usize,
    /// How many columns of white space it begins with; a tab reaches to the next column that eight divides.
    pub(super) indent: usize,
}

const SPACE: [char; 4] = [' ', '\t', '\u{b}', '\u{c}'];

/// The lines of a text whatever their line ends, without a byte order mark.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    split_from(text, 0)
}

/// The same from the byte `at` on, at which a line begins.
pub(super) fn split_from(text: &str, at: usize) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut at = if at == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { at };
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let length = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        lines.push(Line::new(rest.get(..length).unwrap_or_default(), at, 0));
        at += length + if rest.get(length..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 };
    }
    lines
}

/// Where the line ends behind which a line without any character stands.
pub(super) fn blank_line(text: &str) -> Option<usize> {
    let two = |end: &str| memchr::memmem::find(text.as_bytes(), end.as_bytes());
    two("\n\n").into_iter().chain(two("\r\n\r\n")).min()
}

/// Pieces of lines as one text, each line end with what stands around it as one `\n`.
pub(super) fn joined(document: &str, pieces: &[Range<usize>]) -> Excerpt {
    let mut excerpt = Excerpt::default();
    let mut end = None;
    for piece in pieces {
        if let Some(end) = end {
            excerpt.decoded("\n", end..piece.start.max(end));
        }
        excerpt.exact(document, piece.clone());
        end = Some(piece.end);
    }
    excerpt
}

impl<'t> Line<'t> {
    /// The line of `text`, which begins at the byte `start` of the document and at `column`.
    pub(super) fn new(text: &'t str, start: usize, column: usize) -> Self {
        let text = text.trim_end_matches(SPACE);
        let mut indent = column;
        for byte in text.bytes() {
            match byte {
                b' ' => indent += 1,
                b'\t' => indent = indent / 8 * 8 + 8,
                _ => break,
            }
        }
        Self { text, start, indent }
    }

    /// Without the white space that it begins with.
    pub(super) fn bare(&self) -> &'t str {
        self.text.trim_start_matches(SPACE)
    }

    /// Where the first byte stands that is no white space.
    pub(super) fn bare_start(&self) -> usize {
        self.start + (self.text.len() - self.bare().len())
    }

    /// Where the last byte ends that is no white space.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The bytes without white space around.
    pub(super) fn range(&self) -> Range<usize> {
        self.bare_start()..self.end()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// What stands behind the first `bytes` of [`Line::bare`].
    pub(super) fn behind(&self, bytes: usize) -> Self {
        let bare = self.bare();
        let bytes = bytes.min(bare.len());
        let column = self.indent + bare.get(..bytes).unwrap_or_default().chars().count();
        Self::new(bare.get(bytes..).unwrap_or_default(), self.bare_start() + bytes, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_every_way_and_know_their_places() {
        let text = "\u{feff}a \n\t b\r\n\rc";
        let seen: Vec<(&str, usize, usize)> =
            split(text).iter().map(|line| (line.bare(), line.bare_start(), line.indent)).collect();
        assert_eq!(seen, [("a", 3, 0), ("b", 8, 9), ("", 11, 0), ("c", 12, 0)]);
        assert_eq!(split(""), []);
        let item = split("- é  x")[0].behind(2);
        assert_eq!((item.bare(), item.indent, item.behind(2).indent), ("é  x", 2, 5));
    }
}
