//! Apple's `.strings`: `"key" = "value";`, with comments as in C.
//!
//! The reader is our own: no crate keeps the bytes. A string that is not closed on its line ends there if a pair
//! begins on the next one, so that one missing quotation mark costs its line.

use std::ops::Range;

use super::Reader;
use super::escapes::{self, Escapes, LineEnd, Octal};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::format::{Comment, Description};
use crate::prose::strings::Shown;

/// A table of strings in UTF-8 (or, as the caller decodes it, in UTF-16).
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["strings"],
    languages: &["strings", "apple-strings"],
    extensions: &["strings"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "values; comments; never keys or placeholders",
    read,
};

const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('b', "\u{8}"), ('f', "\u{c}"), ('v', "\u{b}"), ('a', "\u{7}")],
    digits: &[('U', 4), ('u', 4), ('x', 2)],
    octal: Octal::Known,
    line_end: LineEnd::Joins,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut reader = Reader::new(text, interest);
    let bytes = text.as_bytes();
    let mut at = 0;
    // A value follows behind the sign of equality.
    let mut is_value = false;
    while let Some(byte) = bytes.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        match byte {
            b'/' if rest.starts_with("//") => {
                let end = at + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
                reader.note(at..end, at + 2..end);
                at = end;
            }
            b'/' if rest.starts_with("/*") => match memchr::memmem::find(rest.as_bytes(), b"*/") {
                Some(length) => {
                    reader.comment(at + 2..at + length.max(2));
                    at += length + 2;
                }
                None => at += 2,
            },
            b'"' => {
                let inner = string(text, at + 1);
                at = inner.end + usize::from(bytes.get(inner.end) == Some(&b'"'));
                if is_value && reader.may_hold(&inner) {
                    reader.value(escapes::string(text, inner, ESCAPES), Shown::ToPeople);
                }
                is_value = false;
            }
            b'=' => {
                is_value = bytes.get(at + 1) != Some(&b'=');
                at += rest.len() - rest.trim_start_matches('=').len();
            }
            b';' | b'\n' => {
                is_value &= *byte == b'\n';
                at += 1;
            }
            b' ' | b'\t' | b'\r' => at += 1,
            _ => {
                is_value = false;
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
    }
    reader.finish()
}

/// What stands in a string from `start` on.
fn string(text: &str, start: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return start..at,
            b'\n' if begins(text.get(at + 1..).unwrap_or_default()) => {
                let line = text.get(start..at).unwrap_or_default().trim_end();
                return start..start + line.trim_end_matches(';').len();
            }
            _ => at += 1,
        }
    }
    start..text.len()
}

/// Whether a line begins a pair, a comment, or is empty: none of them goes on with a string.
fn begins(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default().trim_start();
    let pair = line.starts_with('"') && line.contains("=");
    pair || line.is_empty() || line.starts_with("/*") || line.starts_with("//") || super::is_conflict(line)
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    fn texts(text: &str, host: Host) -> Vec<String> {
        let document = read(text, Format::Strings);
        document.blocks.iter().filter(|block| block.host == host).map(|block| block.text.clone()).collect()
    }

    #[test]
    fn values_are_read_and_keys_are_not() {
        for (text, expected) in [
            (
                "\"our key\" = \"The client\\U2019s \\\"name\\\"\";\nb = \"Word\"; \"c\"=\"two\n words\";",
                vec!["The client’s \"name\"", "Word", "two\nwords"],
            ),
            ("\"our key\" = \"two words;\n\"our name\" = \"more words\";\n", vec!["two words", "more words"]),
            ("\"our key = \"two words\";\n\"our name\" = \"more words\";\n", vec!["more words"]),
            ("\"our key\" = two words\";\n\"our name\" = \"more words\";\n", vec!["more words"]),
            (
                "<<<<<<< our branch\n\"a\" = \"two words\";\n=======\n\"a\" = \"more words\";\n>>>>>>> our branch\n",
                vec!["two words", "more words"],
            ),
            ("", vec![]),
        ] {
            assert_eq!(texts(text, Host::String), expected, "{text}");
        }
    }

    #[test]
    fn comments_are_read() {
        let text = "/* A note\n   here. */\n\"a\" = \"// two words\"; // Some words.\n/* never closed \"b\" = \"more words\";\n";
        assert_eq!(texts(text, Host::Comment), ["A note\nhere.", "Some words."]);
        assert_eq!(texts(text, Host::String), ["// two words", "more words"]);
    }
}
