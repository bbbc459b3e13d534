//! Reading one file as text: UTF-8, with or without a byte order mark.

use std::io;
use std::path::Path;

const MARK: &str = "\u{feff}";

/// The text of a file, as it is checked and as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The whole text as it stands on disk, a byte order mark included.
    whole: String,
}

/// Why a file gives no text.
#[derive(Debug)]
pub enum Unreadable {
    /// It is binary, or text in an encoding that is not read.
    NotText,
    /// The disk refused.
    Io(io::Error),
}

impl Content {
    /// Takes the bytes of a file. `None` where they are not text.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        // A NUL is what git takes for the sign of a binary file; UTF-16 is full of them.
        if memchr::memchr(0, &bytes).is_some() {
            return None;
        }
        String::from_utf8(bytes).ok().map(|whole| Self { whole })
    }

    /// The text without a byte order mark: what is checked.
    pub fn text(&self) -> &str {
        self.whole.strip_prefix(MARK).unwrap_or(&self.whole)
    }

    /// The text as it stands on disk.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Where [`Content::text`] starts in the file, in bytes: behind the byte order mark.
    pub fn start(&self) -> usize {
        self.whole.len() - self.text().len()
    }

    /// The same file with another text: a byte order mark stays.
    #[must_use]
    pub fn with_text(&self, text: &str) -> Self {
        let mark = self.whole.get(..self.start()).unwrap_or_default();
        Self { whole: format!("{mark}{text}") }
    }
}

/// Reads a file.
///
/// # Errors
/// [`Unreadable::NotText`] where it is not UTF-8, [`Unreadable::Io`] with what the disk says.
pub fn read(path: &Path) -> Result<Content, Unreadable> {
    // Asked first: to open a pipe would wait for its other end.
    if !std::fs::metadata(path).map_err(Unreadable::Io)?.is_file() {
        return Err(Unreadable::Io(io::Error::other("it is not a regular file")));
    }
    let bytes = std::fs::read(path).map_err(Unreadable::Io)?;
    Content::new(bytes).ok_or(Unreadable::NotText)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text_and_stays() {
        let content = Content::new(b"\xef\xbb\xbfOur customers\r\n".to_vec()).unwrap();
        assert_eq!(content.text(), "Our customers\r\n");
        assert_eq!(content.start(), 3);
        assert_eq!(content.with_text("Our clients\r\n").whole(), "\u{feff}Our clients\r\n");
        assert_eq!(Content::new(b"plain".to_vec()).unwrap().start(), 0);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_not_text() {
        assert_eq!(Content::new(b"caf\xe9".to_vec()), None);
        assert_eq!(Content::new(b"a\0b".to_vec()), None);
        assert_eq!(Content::new("\u{feff}a".encode_utf16().flat_map(u16::to_le_bytes).collect()), None);
        assert!(Content::new(Vec::new()).is_some());
    }
}
