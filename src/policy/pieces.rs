//! Splits a TOML text into headers and entries, whether or not it is TOML.
//!
//! A parser that meets an unclosed bracket takes everything after it for a part of the list. Here an
//! entry that does not end is cut off before the next line that opens a table or names a key, so that
//! what follows can still be read. Runs in time linear in the text for any bytes.

use std::ops::Range;

/// A stretch of a text, without the white space around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// `[table]` or `[[table]]`, to the end of the line.
    Header(Range<usize>),
    /// `key = value`, to the end of the value's last line.
    Entry(Range<usize>),
    /// Lines that are neither.
    Junk(Range<usize>),
}

/// Deeper than the parser reads; what nests deeper is not closed in earnest.
const DEEPEST: usize = 80;

/// The pieces of a text in order. Blank lines and lines with only a comment belong to none.
pub(super) fn split(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let line = line_at(text, at);
        let (next, piece) = match kind(line) {
            Kind::Blank => (at + line.len(), None),
            Kind::Header => (at + line.len(), Some(Piece::Header(trimmed(text, at..at + line.len())))),
            Kind::Entry => {
                let end = entry_end(text, at);
                (end, Some(Piece::Entry(trimmed(text, at..end))))
            }
            Kind::Other => {
                let end = next_start(text, at + line.len());
                (end, Some(Piece::Junk(trimmed(text, at..end))))
            }
        };
        pieces.extend(piece);
        at = next + line_break(text.get(next..).unwrap_or_default());
    }
    pieces
}

#[derive(PartialEq, Eq)]
enum Kind {
    Blank,
    Header,
    Entry,
    Other,
}

fn kind(line: &str) -> Kind {
    match line.trim_start().bytes().next() {
        None | Some(b'#') => Kind::Blank,
        Some(b'[') => Kind::Header,
        _ if names_a_key(line) => Kind::Entry,
        _ => Kind::Other,
    }
}

/// The rest of the line from `at`, without its end.
fn line_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

fn line_break(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (part.len() - part.trim_start().len());
    start..(range.start + part.trim_end().len()).max(start)
}

/// What follows a key (bare, quoted, dotted) at the start of a line, if there is one.
fn after_key(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    loop {
        rest = match rest.bytes().next()? {
            quote @ (b'"' | b'\'') => {
                let inner = rest.get(1..)?;
                let end = inner.bytes().position(|byte| byte == quote)?;
                inner.get(end + 1..)?
            }
            _ => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
                if end == 0 {
                    return None;
                }
                rest.get(end..)?
            }
        };
        rest = rest.trim_start();
        match rest.strip_prefix('.') {
            Some(more) => rest = more.trim_start(),
            None => return Some(rest),
        }
    }
}

/// An entry in two, before its value; all of it is value where there is no key.
pub(super) fn at_value(entry: &str) -> (&str, &str) {
    let value = after_key(entry).and_then(|rest| rest.strip_prefix('='));
    let at = value.map_or(0, |value| entry.len() - value.trim_start().len());
    entry.split_at_checked(at).unwrap_or(("", entry))
}

fn names_a_key(line: &str) -> bool {
    after_key(line).is_some_and(|rest| rest.starts_with('='))
}

/// Whether a line inside a list can only be the header of the next table.
fn opens_a_table(line: &str) -> bool {
    let Some(inner) = line.trim_start().strip_prefix('[') else { return false };
    let inner = inner.strip_prefix('[').unwrap_or(inner).trim_start();
    // Lists of lists may hold `["a"]`, `[1]` or `[true]` on a line of their own.
    let names = inner.starts_with(|c: char| c.is_alphabetic())
        && !["true", "false", "inf", "nan"].iter().any(|word| inner.starts_with(word));
    let Some(rest) = after_key(inner).and_then(|rest| rest.strip_prefix(']')).filter(|_| names) else { return false };
    let rest = rest.strip_prefix(']').unwrap_or(rest).trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// Where the first line from `from` starts that opens a table or names a key; else the end.
fn next_start(text: &str, from: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        at += line_break(text.get(at..).unwrap_or_default());
        let line = line_at(text, at);
        if matches!(kind(line), Kind::Header | Kind::Entry) {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Where the entry that starts at `at` ends.
fn entry_end(text: &str, at: usize) -> usize {
    closed_end(text, at).unwrap_or_else(|| next_start(text, at + line_at(text, at).len()))
}

/// Where its value ends, if every string and bracket in it does.
fn closed_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open: Vec<u8> = Vec::new();
    let mut at = at + line_at(text, at).len() - after_key(line_at(text, at))?.len();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' | b'\r' => {
                if open.is_empty() {
                    return Some(at);
                }
                at += line_break(text.get(at..)?);
                let line = line_at(text, at);
                if opens_a_table(line) || (open.last() == Some(&b'[') && names_a_key(line)) {
                    return None;
                }
                continue;
            }
            b'#' => {
                at += line_at(text, at).len();
                continue;
            }
            quote @ (b'"' | b'\'') => {
                at = string_end(text, at, *quote)?;
                continue;
            }
            b'[' | b'{' if open.len() > DEEPEST => return None,
            b'[' | b'{' => open.push(*byte),
            b']' | b'}' => {
                open.pop();
            }
            _ => {}
        }
        at += 1;
    }
    open.is_empty().then_some(text.len())
}

/// Where a string that starts at `at` ends; one of a single line ends with the line at the latest.
fn string_end(text: &str, at: usize, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_quote = |at: usize| bytes.get(at) == Some(&quote);
    let long = is_quote(at + 1) && is_quote(at + 2);
    let mut at = if long { at + 3 } else { at + 1 };
    loop {
        match bytes.get(at) {
            None if long => return None,
            None => return Some(at),
            Some(b'\n' | b'\r') if !long => return Some(at),
            Some(b'\\') if quote == b'"' => at += if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) { 1 } else { 2 },
            Some(byte) if *byte == quote && !long => return Some(at + 1),
            Some(byte) if *byte == quote && is_quote(at + 1) && is_quote(at + 2) => {
                // Up to two quotation marks may stand directly before the closing three.
                let more = (3..5).take_while(|n| is_quote(at + n)).count();
                return Some(at + 3 + more);
            }
            Some(_) => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(char, &str)> {
        let named = |piece: &Piece| match piece {
            Piece::Header(range) => ('h', &text[range.clone()]),
            Piece::Entry(range) => ('e', &text[range.clone()]),
            Piece::Junk(range) => ('j', &text[range.clone()]),
        };
        split(text).iter().map(named).collect()
    }

    #[test]
    fn whole_texts_are_split_at_their_entries() {
        assert_eq!(
            pieces(
                "\u{feff}# c\r\na = 1 # x\r\n\r\nb = [\r\n  \"]\", # ]\r\n  '[',\r\n]\r\n[[t]] # t\r\n'q k'.x = { y = 1 }"
            ),
            [
                ('e', "a = 1 # x"),
                ('e', "b = [\r\n  \"]\", # ]\r\n  '[',\r\n]"),
                ('h', "[[t]] # t"),
                ('e', "'q k'.x = { y = 1 }")
            ]
        );
        assert_eq!(
            pieces("a = \"\"\"\n[b]\nc = 1\\\"\"\"\"\"\"\nd = '''\n[e]\n'''\n"),
            [('e', "a = \"\"\"\n[b]\nc = 1\\\"\"\"\"\"\""), ('e', "d = '''\n[e]\n'''")]
        );
        assert_eq!(
            pieces("a = [\n [\"x\"]\n]\nb = {\n c = 1\n}\n"),
            [('e', "a = [\n [\"x\"]\n]"), ('e', "b = {\n c = 1\n}")]
        );
    }

    #[test]
    fn what_does_not_end_is_cut_off() {
        assert_eq!(pieces("a = [\n \"x\",\nb = 1\n"), [('e', "a = [\n \"x\","), ('e', "b = 1")]);
        assert_eq!(pieces("a = [\n \"x\"\n[[t]]\nb = 1\n"), [('e', "a = [\n \"x\""), ('h', "[[t]]"), ('e', "b = 1")]);
        assert_eq!(pieces("a = \"\"\"\nx\nb = 1\n"), [('e', "a = \"\"\"\nx"), ('e', "b = 1")]);
        assert_eq!(pieces("a = \"x\nb = 1\n"), [('e', "a = \"x"), ('e', "b = 1")]);
        assert_eq!(pieces("a = {\nb = 1\n"), [('e', "a = {"), ('e', "b = 1")]);
        assert_eq!(pieces("a\nb c\n\nd = 1\n"), [('j', "a\nb c"), ('e', "d = 1")]);
        assert_eq!(pieces("[[t\na = 1\n"), [('h', "[[t"), ('e', "a = 1")]);
    }

    #[test]
    fn what_never_closes_takes_no_time() {
        for line in ["a = [\n", "a = {\n", "a = {{\n", "a = \"\"\"\n", "a = [ {\n", "= [\n", "[\n", "a = \"\\\n"] {
            let text = line.repeat(20_000);
            let covered: usize = split(&text).len();
            assert!(covered > 0);
        }
    }
}
