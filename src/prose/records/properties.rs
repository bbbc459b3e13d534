//! Java's `.properties`: keys and values line by line.
//!
//! The format is lines and escapes and nothing else (`java.util.Properties.load`), so the reader is our own: a grammar
//! would tell where a line's value stands, and not what its escapes stand for.

use std::ops::Range;

use super::escapes::{self, Escapes, LineEnd, Octal};
use super::{Reader, is_conflict, keys};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::format::{Comment, Description};

/// Properties in ISO 8859-1 with escapes, or in UTF-8.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["properties"],
    languages: &["properties", "java-properties", "spring-boot-properties"],
    extensions: &["properties"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "values that read as prose, across continuation lines; a single word where its key tells that people read \
            it; comments",
    read,
};

const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('f', "\u{c}")],
    digits: &[('u', 4)],
    octal: Octal::Unknown,
    line_end: LineEnd::Joins,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut reader = Reader::new(text, interest);
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    while at < text.len() {
        let line = line(text, at);
        let content = text.get(line.clone()).unwrap_or_default();
        let start = line.start + content.len() - content.trim_start().len();
        if content.trim_start().starts_with(['#', '!']) {
            let end = line.start + first_line(content);
            let signs = text.get(start..end).map_or(0, |note| note.len() - note.trim_start_matches(['#', '!']).len());
            reader.note(start..end, start + signs..end);
            at = after_line_end(text, end);
            continue;
        }
        let (key, value) = parts(text, start..line.end);
        if !value.is_empty() && !is_conflict(content) && reader.may_hold(&value) {
            let told = keys::told(text.get(key).unwrap_or_default());
            reader.told(escapes::string(text, value, ESCAPES), told);
        }
        at = after_line_end(text, line.end);
    }
    reader.finish()
}

/// A line with those that a backslash at its end joins to it.
fn line(text: &str, start: usize) -> Range<usize> {
    let mut end = start;
    loop {
        end += first_line(text.get(end..).unwrap_or_default());
        let content = text.get(start..end).unwrap_or_default();
        let escaped = content.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        if !escaped || end == text.len() {
            return start..end;
        }
        end = after_line_end(text, end);
    }
}

/// How long the first line is, without its end.
fn first_line(text: &str) -> usize {
    memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len())
}

fn after_line_end(text: &str, at: usize) -> usize {
    match text.get(at..) {
        Some(rest) if rest.starts_with("\r\n") => at + 2,
        Some("") | None => at,
        Some(_) => at + 1,
    }
}

/// The key and the value of a line: parted by `=`, `:` or white space, which may stand around the sign.
fn parts(text: &str, line: Range<usize>) -> (Range<usize>, Range<usize>) {
    let bytes = text.as_bytes().get(line.clone()).unwrap_or_default();
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\x0c');
    let mut key = 0;
    while let Some(byte) = bytes.get(key) {
        match byte {
            b'\\' => key += join(bytes, key).unwrap_or(2),
            b'=' | b':' => break,
            byte if space(byte) => break,
            _ => key += 1,
        }
    }
    let key = key.min(bytes.len());
    let behind_spaces = |mut at: usize| {
        while let Some(length) = bytes.get(at).filter(|byte| space(byte)).map(|_| 1).or_else(|| join(bytes, at)) {
            at += length;
        }
        at
    };
    let mut value = behind_spaces(key);
    if matches!(bytes.get(value), Some(b'=' | b':')) {
        value = behind_spaces(value + 1);
    }
    (line.start..line.start + key, (line.start + value).min(line.end)..line.end)
}

/// How long a backslash at `at` is that joins two lines, with the line end and the indentation behind it.
fn join(bytes: &[u8], at: usize) -> Option<usize> {
    let line_end = match bytes.get(at..)? {
        [b'\\', b'\r', b'\n', ..] => 3,
        [b'\\', b'\r' | b'\n', ..] => 2,
        _ => return None,
    };
    let indentation = bytes.iter().skip(at + line_end).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'));
    Some(line_end + indentation.count())
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    fn texts(text: &str, host: Host) -> Vec<String> {
        let document = read(text, Format::Properties);
        document.blocks.iter().filter(|block| block.host == host).map(|block| block.text.clone()).collect()
    }

    #[test]
    fn values_are_read_whatever_parts_them_from_their_keys() {
        for (text, expected) in [
            ("a=two words\nb : more words\r\nc other words\n", vec!["two words", "more words", "other words"]),
            ("our\\ key\\:x = two words\n", vec!["two words"]),
            ("a = two \\\n    words\\\r\n\tand more\n", vec!["two wordsand more"]),
            ("a = word\\\\\nb = two words\n", vec!["two words"]),
            ("a = the client\\u2019s \\\"name\\\"\n", vec!["the client’s \"name\""]),
            ("a.title=Word\na.type=two words\n", vec!["Word"]),
            ("<<<<<<< our branch\na=two words\n=======\n>>>>>>> our branch\n", vec!["two words"]),
            ("a", vec![]),
            ("a=two words", vec!["two words"]),
            ("", vec![]),
        ] {
            assert_eq!(texts(text, Host::String), expected, "{text}");
        }
    }

    #[test]
    fn comments_are_read() {
        let text = "# one\\\n  ! two\n\n## a=our words\n#three four\na = # no comment\n";
        assert_eq!(texts(text, Host::Comment), ["one\ntwo", "three four"]);
        assert_eq!(texts(text, Host::String), ["# no comment"]);
    }

    #[test]
    fn every_character_knows_its_bytes() {
        let text = "a = our cus\\\n   tomer\\u2019s\n";
        let document = read(text, Format::Properties);
        let block = &document.blocks[0];
        let at = block.text.find("customer’s").unwrap();
        assert_eq!(&text[block.source_of(at..at + "customer’s".len()).unwrap()], "cus\\\n   tomer\\u2019s");
    }
}
