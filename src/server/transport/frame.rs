//! The frames of the base protocol: headers, an empty line, a body of so many bytes.
//!
//! Whatever arrives, reading goes on: a header that makes no sense is reported once, and everything
//! up to the next `Content-Length` is passed over. Knows nothing of JSON.

use std::io::{self, BufRead, Read};

/// The longest body that is read. An editor that opens a file of 100 MB stays below it.
const LONGEST_BODY: u64 = 256 << 20;
/// How much of a line without end is kept: room for any header, and for one that follows a stray body.
const LONGEST_HEADER: usize = 1024;
/// How much is allocated for a body before its bytes have come.
const FIRST_ALLOCATION: u64 = 64 << 10;

const CONTENT_LENGTH: &str = "content-length:";

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A body, as long as its header said.
    Body(Vec<u8>),
    /// Something that is no frame, and why. Reading goes on behind it.
    Garbage(&'static str),
}

/// Reads frames from a stream of bytes.
pub(crate) struct Frames<R> {
    from: R,
    /// Inside something that is no frame, and said so already.
    lost: bool,
}

/// What a line of a header says.
enum Header {
    Length(u64),
    Other,
    Garbage(&'static str),
}

impl<R: BufRead> Frames<R> {
    pub(crate) fn new(from: R) -> Self {
        Self { from, lost: false }
    }

    /// The next frame, or `None` at the end of the stream, also where it ends inside a frame.
    ///
    /// # Errors
    /// What the stream says.
    pub(crate) fn next(&mut self) -> io::Result<Option<Frame>> {
        let mut length = None;
        let mut headers = 0;
        while let Some(line) = self.line()? {
            if line.is_empty() {
                match length {
                    Some(length) => return self.body(length),
                    None if headers > 0 => {
                        headers = 0;
                        if let Some(garbage) = self.lose("a header without Content-Length") {
                            return Ok(Some(garbage));
                        }
                    }
                    None => {}
                }
                continue;
            }
            match header(&line) {
                Header::Length(bytes) if bytes > LONGEST_BODY => {
                    length = None;
                    if let Some(garbage) = self.lose("Content-Length is beyond what this server reads") {
                        return Ok(Some(garbage));
                    }
                }
                Header::Length(bytes) => {
                    length = Some(bytes);
                    self.lost = false;
                }
                Header::Other => headers += usize::from(!self.lost),
                Header::Garbage(why) => {
                    length = None;
                    if let Some(garbage) = self.lose(why) {
                        return Ok(Some(garbage));
                    }
                }
            }
        }
        Ok(None)
    }

    /// From here to the next `Content-Length` nothing is a frame; reported once.
    fn lose(&mut self, why: &'static str) -> Option<Frame> {
        let said = std::mem::replace(&mut self.lost, true);
        (!said).then_some(Frame::Garbage(why))
    }

    fn body(&mut self, length: u64) -> io::Result<Option<Frame>> {
        let mut body = Vec::with_capacity(usize::try_from(length.min(FIRST_ALLOCATION)).unwrap_or_default());
        self.from.by_ref().take(length).read_to_end(&mut body)?;
        let whole = u64::try_from(body.len()) == Ok(length);
        Ok(whole.then_some(Frame::Body(body)))
    }

    /// The next line without its end; of one that is too long, its last bytes. `None` where the
    /// stream ends first.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let buffer = match self.from.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                return Ok(None);
            }
            let end = memchr::memchr(b'\n', buffer);
            let taken = end.map_or(buffer.len(), |at| at + 1);
            line.extend_from_slice(buffer.get(..end.unwrap_or(taken)).unwrap_or_default());
            self.from.consume(taken);
            if line.len() > LONGEST_HEADER {
                line.drain(..line.len() - LONGEST_HEADER);
            }
            if end.is_some() {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Some(line));
            }
        }
    }
}

fn header(line: &[u8]) -> Header {
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    // A body that was longer than its header said runs into the next header on the same line.
    if let Some((_, value)) = line.rsplit_once(CONTENT_LENGTH) {
        return match value.trim().parse() {
            Ok(length) => Header::Length(length),
            Err(_) => Header::Garbage("Content-Length is not a number of bytes"),
        };
    }
    match line.split_once(':') {
        Some((name, _)) if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
            Header::Other
        }
        _ => Header::Garbage("a line that is no header"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: impl AsRef<[u8]>) -> Vec<Frame> {
        let mut frames = Frames::new(io::Cursor::new(bytes.as_ref()));
        std::iter::from_fn(|| frames.next().unwrap()).collect()
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.into())
    }

    #[test]
    fn reads_headers_as_they_come() {
        for header in [
            "Content-Length: 2\r\n",
            "content-length:2\r\n",
            "CONTENT-LENGTH:   2  \r\n",
            "Content-Length: 2\n",
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n",
            "Content-Length: 2\r\nContent-Type: x\r\n",
            "\r\n\r\nContent-Length: 2\r\n",
        ] {
            let message = format!("{header}\r\n{{}}");
            assert_eq!(read(message.repeat(2)), [body("{}"), body("{}")], "{header:?}");
        }
    }

    #[test]
    fn finds_the_next_frame_behind_garbage() {
        for (garbage, reports) in [
            ("hello\r\n", 1),
            ("Content-Length: two\r\n\r\n{}\r\n", 1),
            ("Content-Length: -2\r\n\r\n{}", 1),
            ("Content-Length: 99999999999999999999999999\r\n\r\n{}", 1),
            ("Content-Length: 9999999999999\r\n\r\n{}", 1),
            ("Content-Type: x\r\n\r\n{\"a\":\n 1}\n", 1),
            ("{\"method\":\n\n\n\"x: y\"}\n\r\n\r\n", 1),
        ] {
            let frames = read(format!("{garbage}Content-Length: 2\r\n\r\n{{}}"));
            let (last, before) = frames.split_last().unwrap();
            assert_eq!(*last, body("{}"), "{garbage:?}");
            assert_eq!(before.len(), reports, "{garbage:?}: {before:?}");
            assert!(before.iter().all(|frame| matches!(frame, Frame::Garbage(_))), "{before:?}");
        }
    }

    #[test]
    fn recovers_from_a_length_that_was_too_small() {
        assert_eq!(read("Content-Length: 3\r\n\r\n{\"a\":1}Content-Length: 2\r\n\r\n{}"), [body("{\"a"), body("{}")]);
    }

    #[test]
    fn keeps_the_last_bytes_of_a_line_without_end() {
        let long = "x".repeat(1 << 20);
        assert_eq!(read(format!("{long}Content-Length: 2\r\n\r\n{{}}")), [body("{}")]);
    }

    #[test]
    fn ends_where_the_stream_ends() {
        for cut in ["", "Content-Le", "Content-Length: 5\r\n", "Content-Length: 5\r\n\r\n{}"] {
            assert_eq!(read(cut), [], "{cut:?}");
        }
    }
}
