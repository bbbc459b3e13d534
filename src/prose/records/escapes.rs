//! What the escapes of strings stand for: one table a format, one way to go through them.

use std::ops::Range;

use crate::prose::excerpt::Excerpt;

/// The escapes of a format. All of them begin with a backslash; any other character behind one stands for itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Escapes {
    /// Letters with what they stand for.
    pub(super) named: &'static [(char, &'static str)],
    /// Letters with how many hexadecimal digits follow them; `0` where as many follow as there are.
    pub(super) digits: &'static [(char, usize)],
    /// Whether up to three octal digits are an escape.
    pub(super) octal: Octal,
    /// What a line end behind a backslash is.
    pub(super) line_end: LineEnd,
}

/// Whether there are octal escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Octal {
    Known,
    Unknown,
}

/// What a line end behind a backslash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// It goes, with the indentation of the next line.
    Joins,
    /// It is one.
    Stays,
}

/// The letters that stand for white space in most formats.
pub(super) const SPACES: &[(char, &str)] = &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('b', "\u{8}"), ('f', "\u{c}")];

/// JSON and JSON5.
pub(super) const JSON: Escapes =
    Escapes { named: SPACES, digits: &[('u', 4), ('x', 2)], octal: Octal::Unknown, line_end: LineEnd::Joins };

/// The text between the quotation marks of a string.
pub(super) fn string(text: &str, inner: Range<usize>, escapes: Escapes) -> Excerpt {
    let mut out = Excerpt::default();
    add(&mut out, text, inner, escapes);
    out
}

/// The same, added to what stands before it.
pub(super) fn add(out: &mut Excerpt, text: &str, inner: Range<usize>, escapes: Escapes) {
    let mut at = inner.start;
    while let Some(rest) = text.get(at..inner.end).filter(|rest| !rest.is_empty()) {
        let length = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        out.exact(text, at..at + length);
        at += length;
        if at < inner.end {
            let (seen, length) = escape(rest.get(length..).unwrap_or_default(), escapes);
            let end = (at + length).min(inner.end);
            match seen {
                Seen::Text(seen) => out.decoded(seen, at..end),
                Seen::Character(seen) => out.decoded(seen.encode_utf8(&mut [0; 4]), at..end),
            }
            at = end;
        }
    }
}

/// What the escape stands for that a text begins with, and its length in bytes.
pub(super) fn first(text: &str, escapes: Escapes) -> (String, usize) {
    match escape(text, escapes) {
        (Seen::Text(seen), length) => (seen.to_owned(), length),
        (Seen::Character(seen), length) => (seen.to_string(), length),
    }
}

/// What an escape stands for.
enum Seen {
    Text(&'static str),
    Character(char),
}

/// What the escape stands for that a text begins with, and its length in bytes.
fn escape(text: &str, escapes: Escapes) -> (Seen, usize) {
    let Some(next) = text.chars().nth(1) else { return (Seen::Character('\\'), 1) };
    if let Some((_, seen)) = escapes.named.iter().find(|(name, _)| *name == next) {
        return (Seen::Text(seen), 1 + next.len_utf8());
    }
    if escapes.octal == Octal::Known
        && let Some((seen, length)) = utf8(text)
    {
        return (Seen::Character(seen), length);
    }
    if let Some((_, digits)) = escapes.digits.iter().find(|(name, _)| *name == next)
        && let Some((value, length)) = hexadecimal(text.get(2..).unwrap_or_default(), *digits)
    {
        return pair(text, value, 2 + length);
    }
    if escapes.octal == Octal::Known
        && let Some((byte, length)) = octal(text)
    {
        // A byte of an encoding of its own.
        return (Seen::Character(char::from(byte)), length);
    }
    if matches!(next, '\n' | '\r') {
        let end = 1 + if text.get(1..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 };
        if escapes.line_end == LineEnd::Stays {
            return (Seen::Text("\n"), end);
        }
        let rest = text.get(end..).unwrap_or_default();
        return (Seen::Text(""), end + rest.len() - rest.trim_start_matches([' ', '\t']).len());
    }
    (Seen::Character(next), 1 + next.len_utf8())
}

/// The byte that an octal escape at the beginning of a text stands for, and the length of the escape.
fn octal(text: &str) -> Option<(u8, usize)> {
    let digits = text.strip_prefix('\\')?.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
    let (value, length) =
        digits.fold((0, 1), |(value, length), digit| (value * 8 + u32::from(digit - b'0'), length + 1));
    (length > 1).then_some(u8::try_from(value).ok()).flatten().map(|byte| (byte, length))
}

/// The character beyond ASCII whose bytes in UTF-8 are the escapes that a text begins with, `\xe2\x80\x99` or
/// `\342\200\231`, and their length.
pub(in crate::prose) fn utf8(text: &str) -> Option<(char, usize)> {
    let (mut bytes, mut at) = (Vec::new(), 0);
    loop {
        let rest = text.get(at..)?;
        let hexadecimal = || rest.strip_prefix("\\x").and_then(|digits| hexadecimal(digits, 2));
        let hexadecimal = || hexadecimal().and_then(|(byte, length)| Some((u8::try_from(byte).ok()?, length + 2)));
        let (byte, length) = octal(rest).or_else(hexadecimal).filter(|(byte, _)| !byte.is_ascii())?;
        bytes.push(byte);
        at += length;
        match std::str::from_utf8(&bytes) {
            Ok(seen) => return Some((seen.chars().next()?, at)),
            Err(error) if error.error_len().is_some() => return None,
            Err(_) => {}
        }
    }
}

/// The value of hexadecimal digits and how many there are; `None` where there are fewer than asked for.
fn hexadecimal(text: &str, digits: usize) -> Option<(u32, usize)> {
    let most = if digits == 0 { 6 } else { digits };
    let length = text.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
    let enough = if digits == 0 { length > 0 } else { length == digits };
    let value = u32::from_str_radix(text.get(..length)?, 16).ok();
    value.filter(|_| enough).map(|value| (value, length))
}

/// The character of a value, of which UTF-16 may need two.
fn pair(text: &str, value: u32, length: usize) -> (Seen, usize) {
    if let Some(character) = char::from_u32(value) {
        return (Seen::Character(character), length);
    }
    let rest = text.get(length..).unwrap_or_default();
    let low = rest.strip_prefix(['\\']).and_then(|rest| rest.strip_prefix(['u', 'U']));
    let low = low.and_then(|digits| hexadecimal(digits, 4)).map(|(low, _)| low);
    if let (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) = (value, low) {
        let both = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
        if let Some(character) = char::from_u32(both) {
            return (Seen::Character(character), length + 6);
        }
    }
    (Seen::Character(char::REPLACEMENT_CHARACTER), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_their_characters() {
        let c = Escapes { octal: Octal::Known, digits: &[('x', 0)], line_end: LineEnd::Stays, ..JSON };
        for (escapes, written, seen) in [
            (JSON, r"a\u2019s \n\t\/\\\' \q \x41", "a’s \n\t/\\' q A"),
            (JSON, r"\ud83d\ude00 \ud83d \ude00x", "😀 \u{fffd} \u{fffd}x"),
            (JSON, r"\u12", "u12"),
            (JSON, "a\\\n  b\\\r\nc", "abc"),
            (JSON, "é\\é\\", "éé\\"),
            (c, r"\143ustomer\0 \x2019s \342\200\231s \342\200 \351", "customer\0 ’s ’s â\u{80} é"),
            (c, "a\\\nb", "a\nb"),
        ] {
            assert_eq!(string(written, 0..written.len(), escapes).text(), seen, "{written}");
        }
    }

    #[test]
    fn every_character_knows_its_bytes() {
        let written = r"x our customer\u2019s";
        let excerpt = string(written, 2..written.len(), JSON);
        assert_eq!(excerpt.source_of(&(4..12)), 6..14);
        assert_eq!(excerpt.source_of(&(4..16)), 6..21);
    }
}
