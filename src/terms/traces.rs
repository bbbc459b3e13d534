//! Whether a text with its markup can hold one of many words once it is read.

use super::begun::{INTERRUPTIONS, SOFT_HYPHEN_SIGN};
use super::words::{Encoded, Filter, Piece, hashes_of_beginnings, piece_at, piece_from};

/// The words that are looked for, and how each may begin.
#[derive(Debug, Clone, Default)]
pub(super) struct Traces {
    /// The words up to their first underscore, which may be emphasis in markup.
    whole: Filter,
    /// Their beginnings, each at least one letter short.
    begun: Filter,
    letters: Letters,
}

/// What letters the words are made of, and so what they can be encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Letters {
    /// Those of ASCII, which no entity has for its name.
    #[default]
    Ascii,
    Any,
}

impl Traces {
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let (mut whole, mut begun, mut letters) = (Vec::new(), Vec::new(), Letters::Ascii);
        for word in words {
            let piece = word.split('_').find(|piece| !piece.is_empty()).unwrap_or_default();
            begun.extend(hashes_of_beginnings(piece));
            whole.extend(begun.pop());
            if !piece.is_ascii() {
                letters = Letters::Any;
            }
        }
        Self { whole: Filter::of_distinct(whole), begun: Filter::new(&begun), letters }
    }

    /// Whether `text`, markup and all, can hold a word once it is read; never wrong when it says no.
    ///
    /// A code that could stand for a letter, or the beginning of a word right before a sign of markup is
    /// reason enough to look.
    pub(super) fn may_match(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let mut at = 0;
        loop {
            let encodes = |at: usize| bytes.get(at..).is_some_and(|code| self.may_encode(code));
            let Piece { start, end, hash } = match piece_from(text, at, encodes) {
                Ok(Some(piece)) => piece,
                Ok(None) => return false,
                Err(Encoded) => return true,
            };
            let next = bytes.get(end..).filter(|rest| !rest.is_empty());
            let escaped = start.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\\');
            // Behind a backslash the first letter may be part of an escape: `\nclient`.
            if self.is_trace(hash, next) || escaped && self.is_trace(piece_at(text, start + 1).0, next) {
                return true;
            }
            at = end;
        }
    }

    fn is_trace(&self, hash: u64, next: Option<&[u8]>) -> bool {
        let interrupts = |rest: &[u8]| {
            let mark = |byte: &u8| *byte == b'&' || INTERRUPTIONS.as_bytes().contains(byte);
            rest.first().is_some_and(mark) || rest.starts_with(SOFT_HYPHEN_SIGN.as_bytes())
        };
        self.whole.holds(hash) || next.is_some_and(interrupts) && self.begun.holds(hash)
    }

    /// Whether what begins with `&` or a backslash could be a letter of a word.
    fn may_encode(&self, code: &[u8]) -> bool {
        match (self.letters, code) {
            // `\143` and `\99`, as well as `\N{LATIN SMALL LETTER C}`.
            (_, [b'&', b'#', ..] | [b'\\', b'x' | b'X' | b'N' | b'0'..=b'9', ..]) => true,
            (Letters::Ascii, [b'\\', b'u' | b'U', b'{' | b'0', ..]) => true,
            (Letters::Any, [b'\\', b'u' | b'U', ..]) => true,
            (Letters::Any, [b'&', letter, ..]) => letter.is_ascii_alphabetic(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_markup_interrupts_leaves_a_trace() {
        let ascii = Traces::new(["sign", "customer_id", "__init__"].into_iter());
        for text in [
            "SIGN in",
            "**s**ign in",
            "_s_ign",
            "si&shy;gn",
            "si\u{ad}gn",
            "si\u{ad}**g**n",
            "&#115;ign",
            "a\\nsign in",
            "a\\ns*i*gn in",
            "\\x73ign",
            "\\163ign",
            "\\115ign",
            "\\N{LATIN SMALL LETTER S}ign",
            "si-?gn",
            "\"si\"\n\"gn\"",
            "\\u0073ign",
            "\\U00000073ign",
            "my *customer*_id",
            "cu\\stomer",
            "customer\\_id",
            "\\_\\_init__",
            "_sign_",
            "re_sign",
            "s[ig](x)n",
        ] {
            assert!(ascii.may_match(text), "{text}");
        }
        for text in
            ["", "assign", "signs", "si gn", "s", "a*sig", "caf&eacute;", "&amp; in", "\\alpha", "\\newline", "é", "😀"]
        {
            assert!(!ascii.may_match(text), "{text}");
        }
        let accented = Traces::new(["café", "élan"].into_iter());
        for text in ["CAFÉ", "caf&eacute;", "&Eacute;lan", "caf\\u00e9", "c**af**é"] {
            assert!(accented.may_match(text), "{text}");
        }
        assert!(!accented.may_match("cafe elan **x**"));
    }
}
