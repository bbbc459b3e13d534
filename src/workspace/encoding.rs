//! How a file's bytes stand for text: UTF-8, or UTF-16 where a byte order mark says so. Nothing is guessed.
//!
//! Knows nothing of files; what is checked is always UTF-8, so this room alone counts bytes as they stand on disk.

use std::borrow::Cow;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// How many bytes of text lie between two places whose offset on disk is remembered.
const STEP: usize = 1 << 12;

/// A mark of UTF-16 and the order that it tells.
const MARKS: [([u8; 2], Encoding); 2] = [([0xff, 0xfe], Encoding::Utf16Le), ([0xfe, 0xff], Encoding::Utf16Be)];

impl Encoding {
    /// The text that the bytes of a file stand for, its byte order mark included. `None` where they stand for none.
    pub(super) fn decode(bytes: Vec<u8>) -> Option<(Self, String)> {
        let marked = MARKS.into_iter().find(|(mark, _)| bytes.starts_with(mark));
        let (encoding, text) = match marked {
            Some((_, encoding)) => (encoding, encoding.decode_units(&bytes)?),
            // Asked first: it is quick, and says no of nearly everything that is no text.
            None if has_nul(&bytes) => return None,
            None => (Self::Utf8, String::from_utf8(bytes).ok()?),
        };
        // What follows the mark of UTF-32 in its first four bytes is a NUL, too.
        (!has_nul(text.as_bytes())).then_some((encoding, text))
    }

    /// Whether what begins like this is in no encoding that is read.
    pub(super) fn is_binary(head: &[u8]) -> bool {
        has_nul(head) && !MARKS.iter().any(|(mark, _)| head.starts_with(mark))
    }

    fn decode_units(self, bytes: &[u8]) -> Option<String> {
        let pairs = bytes.chunks(2).map(|pair| {
            let pair = <[u8; 2]>::try_from(pair).ok()?;
            Some(if self == Self::Utf16Be { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
        });
        String::from_utf16(&pairs.collect::<Option<Vec<u16>>>()?).ok()
    }

    /// The bytes that stand for a text.
    pub(super) fn encode(self, text: &str) -> Cow<'_, [u8]> {
        match self {
            Self::Utf8 => Cow::Borrowed(text.as_bytes()),
            Self::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    /// How many bytes [`Encoding::encode`] gives.
    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16Le | Self::Utf16Be => 2 * text.chars().map(char::len_utf16).sum::<usize>(),
        }
    }
}

/// A NUL is what git takes for the sign of a binary file.
fn has_nul(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_some()
}

/// Where the places of a text stand in its file.
#[derive(Debug, Clone)]
pub struct Offsets<'a> {
    text: &'a str,
    encoding: Encoding,
    /// Bytes of the file before the text.
    start: usize,
    /// Places of the text, and where each stands in the file; none where the bytes are the same.
    known: Vec<(usize, usize)>,
}

impl<'a> Offsets<'a> {
    /// Reads a text once whose file has `mark` before it.
    pub(super) fn new(encoding: Encoding, mark: &str, text: &'a str) -> Self {
        let start = encoding.length(mark);
        let mut known = Vec::new();
        let (mut from, mut byte) = (0, start);
        while encoding != Encoding::Utf8 && from < text.len() {
            known.push((from, byte));
            let to = (from + STEP..).find(|at| *at >= text.len() || text.is_char_boundary(*at)).unwrap_or(text.len());
            byte += encoding.length(text.get(from..to).unwrap_or_default());
            from = to;
        }
        Self { text, encoding, start, known }
    }

    /// Of a text whose file holds these bytes, behind `start` others.
    pub fn same(text: &'a str, start: usize) -> Self {
        Self { text, encoding: Encoding::Utf8, start, known: Vec::new() }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Where the byte `at` of the text stands in the file, in bytes.
    pub fn byte(&self, at: usize) -> usize {
        let before = self.known.partition_point(|(from, _)| *from <= at);
        match before.checked_sub(1).and_then(|index| self.known.get(index)) {
            Some((from, byte)) => byte + self.encoding.length(self.text.get(*from..at).unwrap_or_default()),
            None => self.start + at,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round(bytes: &[u8]) -> Option<Encoding> {
        let (encoding, text) = Encoding::decode(bytes.to_vec())?;
        assert_eq!(encoding.encode(&text).as_ref(), bytes, "{text}");
        Some(encoding)
    }

    #[test]
    fn a_mark_tells_the_encoding_and_nothing_is_guessed() {
        for (bytes, encoding) in [
            (&b""[..], Some(Encoding::Utf8)),
            (b"caf\xc3\xa9", Some(Encoding::Utf8)),
            (b"\xef\xbb\xbfa", Some(Encoding::Utf8)),
            (b"\xff\xfea\0\r\0\n\0", Some(Encoding::Utf16Le)),
            (b"\xfe\xff\0a\xd8\x3d\xde\x00", Some(Encoding::Utf16Be)),
            (b"\xff\xfe", Some(Encoding::Utf16Le)),
            (b"caf\xe9", None),
            (b"a\0b", None),
            (b"a\0\n\0", None),
            (b"\xff\xfea", None),
            (b"\xff\xfe\0\0a\0\0\0", None),
            (b"\0\0\xfe\xff\0\0\0a", None),
            (b"\xff\xfe\x3d\xd8a\0", None),
            (b"\xff\xd8\xff\xe0", None),
        ] {
            assert_eq!(round(bytes), encoding, "{bytes:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn offsets_are_what_encoding_the_text_before_says(pieces in prop::collection::vec("(é|a|😀|\n|ж|abc){0,9}", 0..2000), at in 0_usize..9999) {
            let text = pieces.concat();
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
                for mark in ["", "\u{feff}"] {
                    let offsets = Offsets::new(encoding, mark, &text);
                    let expected = encoding.encode(mark).len() + encoding.encode(&text[..at]).len();
                    prop_assert_eq!(offsets.byte(at), expected);
                }
            }
        }
    }
}
