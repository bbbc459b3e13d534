//! Positions and the units they are counted in.

/// A place in a text as the protocol counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Line, from 0. Lines end with LF, CRLF or CR, and with nothing else.
    pub line: u32,
    /// Offset in the line, from 0, in units of an [`Encoding`].
    pub character: u32,
}

/// The unit of [`Position::character`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the protocol's default.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// How many units `text` takes.
    pub fn len(self, text: &str) -> usize {
        self.count(text.as_bytes())
    }

    /// How many units start in `bytes`, which may begin and end anywhere in well-formed UTF-8.
    ///
    /// Every character has one byte that is no continuation byte, and one that takes two UTF-16 units
    /// is the one that starts with 0xF0 or more: so whole pieces of a text can be counted without
    /// decoding them, and the counts of adjacent pieces add up.
    pub(super) fn count(self, bytes: &[u8]) -> usize {
        let continued = |byte: &&u8| **byte & 0xC0 == 0x80;
        match self {
            Encoding::Utf8 => bytes.len(),
            // Nearly every line is: told eight bytes at a time, however short it is.
            _ if bytes.is_ascii() => bytes.len(),
            Encoding::Utf16 => {
                let pairs = bytes.iter().filter(|byte| **byte >= 0xF0).count();
                bytes.len() - bytes.iter().filter(continued).count() + pairs
            }
            Encoding::Utf32 => bytes.len() - bytes.iter().filter(continued).count(),
        }
    }

    /// The byte offset in `line` of the unit `character`.
    ///
    /// Past the end it is the length of the line ("If the character value is greater than the line
    /// length it defaults back to the line length", LSP 3.17, Position). Inside a character it is
    /// where that character starts.
    pub fn offset_in(self, line: &str, character: usize) -> usize {
        let mut units = 0;
        for (at, c) in line.char_indices() {
            let width = match self {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if units + width > character {
                return at;
            }
            units += width;
        }
        line.len()
    }
}

/// Where the character that holds the byte `offset` starts; the end of `text` for an offset past it.
pub(super) fn character_start(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A count as the protocol writes it. Texts are far shorter than what does not fit.
pub(super) fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_counted_as_each_encoding_counts_them() {
        for (text, utf8, utf16, utf32) in
            [("", 0, 0, 0), ("abc", 3, 3, 3), ("é", 2, 1, 1), ("€", 3, 1, 1), ("😀", 4, 2, 1), ("e\u{301}", 3, 2, 2)]
        {
            assert_eq!(Encoding::Utf8.len(text), utf8, "{text}");
            assert_eq!(Encoding::Utf16.len(text), utf16, "{text}");
            assert_eq!(Encoding::Utf32.len(text), utf32, "{text}");
            assert_eq!(Encoding::Utf16.len(text), text.encode_utf16().count(), "{text}");
        }
    }

    #[test]
    fn a_character_past_the_end_is_the_end_and_inside_a_character_its_start() {
        let line = "a😀b";
        let offsets = |encoding: Encoding| (0..8).map(|at| encoding.offset_in(line, at)).collect::<Vec<_>>();
        assert_eq!(offsets(Encoding::Utf8), [0, 1, 1, 1, 1, 5, 6, 6]);
        assert_eq!(offsets(Encoding::Utf16), [0, 1, 1, 5, 6, 6, 6, 6]);
        assert_eq!(offsets(Encoding::Utf32), [0, 1, 5, 6, 6, 6, 6, 6]);
    }
}
