//! Reading one file as text: UTF-8, with or without a byte order mark, or UTF-16 with one.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::encoding::{Encoding, Offsets};

const MARK: &str = "\u{feff}";
/// Of a longer file so many bytes are read first: they tell whether it is binary.
const HEAD: u64 = 1 << 16;
/// No more room is made for what a file says of its own length.
const MOST_ROOM: u64 = 1 << 28;

/// The text of a file, as it is checked and as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The whole text, a byte order mark included.
    whole: String,
    encoding: Encoding,
}

/// Why a file gives no text.
#[derive(Debug)]
pub enum Unreadable {
    /// It is binary, or text in an encoding that is not read.
    NotText,
    /// The disk refused.
    Io(io::Error),
}

/// What a person is told of a file that was named and is [`Unreadable::NotText`].
pub const NOT_TEXT: &str = "is not text in UTF-8, nor in UTF-16 with a byte order mark";

impl Content {
    /// Takes the bytes of a file. `None` where they are not text.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        Encoding::decode(bytes).map(|(encoding, whole)| Self { whole, encoding })
    }

    /// The text without a byte order mark: what is checked.
    pub fn text(&self) -> &str {
        self.whole.strip_prefix(MARK).unwrap_or(&self.whole)
    }

    /// The text with a byte order mark where the file has one.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Where [`Content::text`] starts in [`Content::whole`], in bytes: behind the byte order mark.
    pub fn start(&self) -> usize {
        self.whole.len() - self.text().len()
    }

    /// The file as it stands on disk.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        self.encoding.encode(&self.whole)
    }

    /// Where the places of [`Content::text`] stand on disk.
    pub fn offsets(&self) -> Offsets<'_> {
        Offsets::new(self.encoding, self.mark(), self.text())
    }

    /// The same file with another text: its encoding and a byte order mark stay.
    #[must_use]
    pub fn with_text(&self, text: &str) -> Self {
        Self { whole: format!("{}{text}", self.mark()), encoding: self.encoding }
    }

    fn mark(&self) -> &str {
        self.whole.get(..self.start()).unwrap_or_default()
    }
}

/// Reads a file.
///
/// # Errors
/// [`Unreadable::NotText`] where it is in no encoding that is read, [`Unreadable::Io`] with what the disk says.
pub fn read(path: &Path) -> Result<Content, Unreadable> {
    // Asked first: to open a pipe would wait for its other end.
    let metadata = std::fs::metadata(path).map_err(Unreadable::Io)?;
    if !metadata.is_file() {
        return Err(Unreadable::Io(io::Error::other("it is not a regular file")));
    }
    let mut file = File::open(path).map_err(Unreadable::Io)?;
    // Room for all of it and a byte more, in which its end is found, so that nothing moves while it is read.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(MOST_ROOM)).unwrap_or_default() + 1);
    let mut read_on = |bytes: &mut Vec<u8>, most: u64| file.by_ref().take(most).read_to_end(bytes);
    // Not a byte more than there is: it would take another call to be told that there is none.
    let length = metadata.len();
    let first = if length > 0 { length.min(HEAD) } else { HEAD };
    read_on(&mut bytes, first).map_err(Unreadable::Io)?;
    // Asked first: of a name that says nothing, a film may come.
    if Encoding::is_binary(&bytes) {
        return Err(Unreadable::NotText);
    }
    if length == 0 || length > HEAD {
        read_on(&mut bytes, u64::MAX).map_err(Unreadable::Io)?;
    }
    Content::new(bytes).ok_or(Unreadable::NotText)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text_and_stays() {
        let content = Content::new(b"\xef\xbb\xbfOur customers\r\n".to_vec()).unwrap();
        assert_eq!(content.text(), "Our customers\r\n");
        assert_eq!((content.start(), content.offsets().byte(4)), (3, 7));
        assert_eq!(content.with_text("Our clients\r\n").whole(), "\u{feff}Our clients\r\n");
        let plain = Content::new(b"plain".to_vec()).unwrap();
        assert_eq!((plain.start(), plain.offsets().byte(4)), (0, 4));
    }

    #[test]
    fn utf_16_stays_what_it_is() {
        let be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let content = Content::new(be("\u{feff}é😀 customers\r\n")).unwrap();
        assert_eq!(content.text(), "é😀 customers\r\n");
        assert_eq!(content.offsets().byte(content.text().find('c').unwrap()), 2 + 2 + 4 + 2);
        assert_eq!(*content.bytes(), be("\u{feff}é😀 customers\r\n"));
        assert_eq!(*content.with_text("é😀 clients\r\n").bytes(), be("\u{feff}é😀 clients\r\n"));
    }

    #[test]
    fn bytes_in_no_encoding_that_is_read_are_not_text() {
        assert_eq!(Content::new(b"caf\xe9".to_vec()), None);
        assert_eq!(Content::new(b"a\0b".to_vec()), None);
        assert_eq!(Content::new("a".encode_utf16().flat_map(u16::to_le_bytes).collect()), None);
        assert!(Content::new(Vec::new()).is_some());
    }
}
