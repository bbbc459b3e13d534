//! Character references of HTML and XML: `&rsquo;`, `&#39;`, `&#x2019;`.

use pulldown_cmark::{Event, Parser};

/// Longer than this no reference is, in bytes.
const LONGEST: usize = 40;

/// References that old pages write without the semicolon, longer names before shorter ones.
const BARE: [(&str, &str); 8] = [
    ("quot", "\""),
    ("nbsp", "\u{a0}"),
    ("copy", "©"),
    ("amp", "&"),
    ("shy", "\u{ad}"),
    ("reg", "®"),
    ("lt", "<"),
    ("gt", ">"),
];

/// What numbers from 128 to 159 stand for: nobody means the control characters.
const WINDOWS: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d,
    0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
    0x17e, 0x178,
];

/// The reference that `text` begins with: its length in bytes, and what it stands for.
pub(in crate::prose) fn decode(text: &str) -> Option<(usize, String)> {
    let name = text.strip_prefix('&')?;
    if let Some(number) = name.strip_prefix('#') {
        return numeric(number).map(|(length, seen)| (length + 2, seen.to_string()));
    }
    let length = name.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    if length > 0 && name.as_bytes().get(length) == Some(&b';') {
        let written = text.get(..length + 2)?;
        if let Some(seen) = named(written) {
            return Some((length + 2, seen));
        }
    }
    let (bare, seen) = BARE.into_iter().find(|(bare, _)| name.starts_with(bare))?;
    // `?a=1&copy=2` is no reference.
    let next = name.as_bytes().get(bare.len());
    let ends = !next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'=');
    ends.then(|| (bare.len() + 1, seen.to_owned()))
}

/// What a number stands for, and its length with what introduces and ends it.
fn numeric(number: &str) -> Option<(usize, char)> {
    let (sign, radix) = if number.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
    let digits = number.get(sign..)?;
    let length = digits.bytes().take(LONGEST).take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let code = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    let windows = code.checked_sub(128).and_then(|at| WINDOWS.get(usize::try_from(at).ok()?));
    let seen = char::from_u32(windows.map_or(code, |code| u32::from(*code))).filter(|seen| *seen != '\0')?;
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((sign + length + semicolon, seen))
}

/// What `&name;` stands for. The Markdown parser has the table.
fn named(written: &str) -> Option<String> {
    match Parser::new(written).nth(1) {
        Some(Event::Text(seen)) if *seen != *written && seen.chars().count() <= 2 => Some(seen.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_decoded_and_an_ampersand_is_not() {
        for (written, expected) in [
            ("&rsquo;s", Some((7, "’"))),
            ("&#39;", Some((5, "'"))),
            ("&#39s", Some((4, "'"))),
            ("&#x2019;", Some((8, "’"))),
            ("&#X2019;", Some((8, "’"))),
            ("&#146;", Some((6, "’"))),
            ("&NotEqualTilde;", Some((15, "≂̸"))),
            ("&shy;", Some((5, "\u{ad}"))),
            ("&amp b", Some((4, "&"))),
            ("&ampb", None),
            ("&copy=2", None),
            ("&", None),
            ("&;", None),
            ("&#;", None),
            ("&#0;", None),
            ("&#99999999999;", None),
            ("&#xd800;", None),
            ("&nope;", None),
            ("&é;", None),
        ] {
            let found = decode(written);
            assert_eq!(found.as_ref().map(|(length, seen)| (*length, seen.as_str())), expected, "{written}");
        }
    }
}
