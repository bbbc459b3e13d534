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
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
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
