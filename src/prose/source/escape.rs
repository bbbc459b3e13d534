//! What escapes in strings stand for, whatever the language.

use crate::prose::records::escapes;
use crate::prose::{self, Format};

/// What the escape that `rest` begins with stands for, and how long it is. `None` for one that stands for nothing,
/// or for nothing that a reader sees.
pub(super) fn unescape(rest: &str) -> (Option<char>, usize) {
    let bytes = rest.as_bytes();
    let hex = |from: usize, digits: usize| {
        let written = rest.get(from..from + digits).filter(|written| written.bytes().all(|b| b.is_ascii_hexdigit()));
        let seen = written.and_then(|written| u32::from_str_radix(written, 16).ok()).and_then(char::from_u32);
        (seen, if seen.is_some() { from + digits } else { 2 })
    };
    if let Some(seen) = escapes::utf8(rest) {
        return (Some(seen.0), seen.1);
    }
    match bytes.get(1) {
        Some(b'n') => (Some('\n'), 2),
        Some(b't') => (Some('\t'), 2),
        Some(b'r') => (Some('\r'), 2),
        Some(sign @ (b'\\' | b'\'' | b'"' | b'`' | b'/' | b'$' | b'#' | b'{' | b'}' | b'?' | b' ')) => {
            (Some(char::from(*sign)), 2)
        }
        Some(b'u') if bytes.get(2) == Some(&b'{') => {
            let digits = rest.get(3..).and_then(|digits| digits.find('}')).unwrap_or_default();
            let (seen, _) = hex(3, digits);
            (seen.filter(|_| digits > 0), if seen.is_some() && digits > 0 { digits + 4 } else { 2 })
        }
        Some(b'u') => hex(2, 4),
        Some(b'U') => hex(2, 8),
        Some(b'x') => hex(2, 2),
        Some(b'0'..=b'7') => octal(rest),
        Some(b'N') if bytes.get(2) == Some(&b'{') => named(rest),
        // Lua: white space behind it goes.
        Some(b'z') if bytes.get(2).is_some_and(|byte| matches!(byte, b'\n' | b'\r')) => {
            (None, 2 + bytes.iter().skip(2).take_while(|byte| byte.is_ascii_whitespace()).count())
        }
        Some(b'\n' | b'\r') => {
            let end = if rest.starts_with("\\\r\n") { 3 } else { 2 };
            (None, end + bytes.iter().skip(end).take_while(|byte| matches!(byte, b' ' | b'\t')).count())
        }
        Some(_) => (None, 1 + rest.chars().nth(1).map_or(0, char::len_utf8)),
        None => (None, 1),
    }
}

/// An escape that names its character, such as `\N{EM DASH}`: those that can be a part of a word are known.
fn named(rest: &str) -> (Option<char>, usize) {
    let Some(length) = rest.find('}') else { return (None, 2) };
    let seen = match rest.get(3..length).unwrap_or_default().to_ascii_uppercase().as_str() {
        "RIGHT SINGLE QUOTATION MARK" => '\u{2019}',
        "APOSTROPHE" => '\'',
        "MODIFIER LETTER APOSTROPHE" => '\u{2bc}',
        "SOFT HYPHEN" => '\u{ad}',
        "NO-BREAK SPACE" => '\u{a0}',
        "NON-BREAKING HYPHEN" => '\u{2011}',
        _ => char::REPLACEMENT_CHARACTER,
    };
    (Some(seen), length + 1)
}

/// What the entity that `rest` begins with stands for, and how long it is.
pub(super) fn entity(rest: &str) -> (Option<String>, usize) {
    let length = rest.bytes().take(40).position(|byte| byte == b';').map_or(1, |length| length + 1);
    // The reader of Markdown knows them all.
    let read =
        rest.get(..length).filter(|_| length > 2).map(|written| (written, prose::read(written, Format::Markdown)));
    let seen =
        read.and_then(|(written, read)| Some(read.blocks.into_iter().next()?.text).filter(|seen| seen != written));
    let length = if seen.is_some() { length } else { 1 };
    (seen, length)
}

/// An escape such as `\047`.
fn octal(rest: &str) -> (Option<char>, usize) {
    let digits = rest.bytes().skip(1).take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let written = rest.get(1..=digits).unwrap_or_default();
    (u32::from_str_radix(written, 8).ok().and_then(char::from_u32), digits + 1)
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_stand_for_what_the_languages_say() {
        for (written, seen, length) in [
            (r"\u2019s", Some('\u{2019}'), 6),
            (r"\u{2019}s", Some('\u{2019}'), 8),
            (r"\U00002019s", Some('\u{2019}'), 10),
            (r"\x27s", Some('\''), 4),
            (r"\047s", Some('\''), 4),
            (r"\xe2\x80\x99s", Some('\u{2019}'), 12),
            (r"\342\200\231s", Some('\u{2019}'), 12),
            (r"\xe2\x80s", Some('\u{e2}'), 4),
            (r"\N{RIGHT SINGLE QUOTATION MARK}s", Some('\u{2019}'), 31),
            (r"\N{EM DASH}s", Some(char::REPLACEMENT_CHARACTER), 11),
            (r"\N{half", None, 2),
            ("\\z\n  \n s", None, 7),
            ("\\\r\n  s", None, 5),
            (r"\q", None, 2),
            (r"\", None, 1),
            (r"\ü", None, 3),
        ] {
            assert_eq!(unescape(written), (seen, length), "{written}");
        }
    }
}
