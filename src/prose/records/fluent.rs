//! Fluent: messages, their attributes and the variants of selectors.
//!
//! The reader is our own: the parser of the format keeps no bytes. A brace that is never closed costs its line.

use std::ops::Range;

use super::Reader;
use super::keys::{self, Told};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description};
use crate::prose::strings::Shown;

/// Fluent Translation Lists.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["fluent", "ftl"],
    languages: &["fluent"],
    extensions: &["ftl"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "messages, terms, attributes and the variants of selectors; comments; no names, no placeables",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut reader = Reader::new(text, interest);
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    // Where the pattern that is open begins, and what its key is.
    let mut open: Option<(usize, Told)> = None;
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let content = line.trim_end();
        if let Some((key, value)) = key(content) {
            end(&mut reader, &mut open, range.start);
            open = Some((range.start + value, keys::told(key)));
        } else if content.starts_with('#') {
            end(&mut reader, &mut open, range.start);
            let signs = content.len() - content.trim_start_matches('#').len();
            let note = range.start..range.start + content.len();
            reader.note(note.clone(), note.start + signs.min(3)..note.end);
        } else if !content.is_empty() && !content.starts_with([' ', '}', '\t']) {
            // Neither a message nor part of one.
            end(&mut reader, &mut open, range.start);
        }
    }
    let length = text.len();
    end(&mut reader, &mut open, length);
    reader.finish()
}

/// The key of a message, a term or an attribute that a line opens, and where its value begins.
fn key(line: &str) -> Option<(&str, usize)> {
    let (name, _) = line.split_once('=')?;
    let value = name.len() + 1;
    let is_attribute = name.starts_with(' ') && name.trim_start().starts_with('.');
    let key = name.trim_end();
    let key = if is_attribute { key.trim_start().strip_prefix('.')? } else { key };
    let first = key.trim_start_matches('-').chars().next()?;
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (first.is_ascii_alphabetic() && key.chars().all(sign)).then_some((key, value))
}

/// Reads the pattern that is open, up to a place.
fn end(reader: &mut Reader<'_>, open: &mut Option<(usize, Told)>, to: usize) {
    let Some((start, told)) = open.take() else { return };
    let range = start..to;
    if told != Told::Never && reader.may_hold(&range) {
        let value = pattern(reader.text, range);
        reader.value(value, Shown::ToPeople);
    }
}

/// What a pattern says: placeables are hidden, of a selector the texts of its variants are read.
fn pattern(text: &str, range: Range<usize>) -> Excerpt {
    let mut out = Excerpt::default();
    let whole = text.get(range.clone()).unwrap_or_default();
    let mut at = range.start + whole.len() - whole.trim_start_matches([' ', '\t']).len();
    let limit = range.start + whole.trim_end().len();
    let mut selectors = 0_usize;
    while at < limit {
        let rest = text.get(at..limit).unwrap_or_default();
        let length = rest.find(['{', '}', '\n', '\r', '[', '*']).unwrap_or(rest.len());
        out.exact(text, at..at + length);
        at += length;
        let rest = rest.get(length..).unwrap_or_default();
        let end = match rest.as_bytes().first() {
            Some(b'{') => match placeable(rest) {
                Placeable::Selector(length) => {
                    selectors += 1;
                    out.decoded(" ", at..at + length);
                    at + length
                }
                Placeable::Other(length) => {
                    out.hidden(text, at..at + length);
                    at + length
                }
            },
            Some(b'}') if selectors > 0 => {
                selectors -= 1;
                out.decoded(" ", at..at + 1);
                at + 1
            }
            Some(b'\n' | b'\r') => {
                let space = rest.len() - rest.trim_start().len();
                let blank = rest.get(..space).is_some_and(|space| space.matches('\n').count() > 1);
                out.decoded("\n", at..at + space);
                if blank {
                    out.decoded("\n", at + space..at + space);
                }
                at + space
            }
            Some(b'[' | b'*') if selectors > 0 && begins_line(text, at) => {
                let close = rest.find([']', '\n']).map_or(rest.len(), |close| close + 1);
                out.decoded(" ", at..at + close);
                at + close
            }
            Some(_) => {
                out.exact(text, at..at + 1);
                at + 1
            }
            None => at,
        };
        at = end;
    }
    out
}

/// What an opening brace is, with its length.
enum Placeable {
    /// The head of a selector, up to its arrow.
    Selector(usize),
    /// Anything else, up to the closing brace.
    Other(usize),
}

/// The farthest that a brace is closed, in bytes.
const NEAR: usize = 1000;

fn placeable(text: &str) -> Placeable {
    let mut depth = 0_usize;
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate().take(NEAR) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' => quoted = false,
            _ if quoted => {}
            b'{' => depth += 1,
            b'}' if depth == 1 => return Placeable::Other(at + 1),
            b'}' => depth = depth.saturating_sub(1),
            b'>' if depth == 1 && text.as_bytes().get(at.wrapping_sub(1)) == Some(&b'-') => {
                return Placeable::Selector(at + 1);
            }
            _ => {}
        }
    }
    Placeable::Other(memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len()))
}

fn begins_line(text: &str, at: usize) -> bool {
    super::stands_alone(text, at) || text.get(..at).is_some_and(|before| before.ends_with('*'))
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    fn texts(text: &str, host: Host) -> Vec<String> {
        let document = read(text, Format::Fluent);
        let blocks = document.blocks.iter().filter(|block| block.host == host);
        blocks.map(|block| block.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn messages_terms_and_attributes_are_read() {
        for (text, expected) in [
            ("our-key = Word\n-our-term = two words\n", vec!["Word", "two words"]),
            ("a = two\n    words\n\n    and more\nb = Word\n", vec!["two words", "and more", "Word"]),
            ("a = Word\n    .title = some title\n    .accesskey = two words\n", vec!["Word", "some title"]),
            (
                "a = two { $x } words { -our-term } { \"our {x}\" }\n",
                vec!["two xxxxxx words xxxxxxxxxxxxx xxxxxxxxxxxxx"],
            ),
            (
                "a = { $n ->\n    [one] One word.\n   *[other] { $n } more words.\n} There.\nb = Word\n",
                vec!["One word. xxxxxx more words. There.", "Word"],
            ),
            ("a = two { words\nb = more words\nour words\nc = Word", vec!["two xxxxxxx", "more words", "Word"]),
            (
                "<<<<<<< our branch\na = two words\n=======\na = more words\n>>>>>>> our branch\n",
                vec!["two words", "more words"],
            ),
            ("", vec![]),
        ] {
            assert_eq!(texts(text, Host::String), expected, "{text}");
        }
    }

    #[test]
    fn comments_are_read() {
        assert_eq!(texts("# one two\n# three\na = b\n### four five\n", Host::Comment), ["one two three", "four five"]);
    }
}
