//! Whether a word of the pair that is begun in a text can go on behind the sign of markup that interrupts it there:
//! `**C**ustomer` does, `c_int`, `custom<T>` and `"c", "d"` do not.
//!
//! Never wrong when it says no; where it would take long to tell, it says yes.

use std::cell::{Cell, RefCell};
use std::sync::LazyLock;

use super::pair;

/// What markup can put inside a word that a reader sees whole, as in `**C**ustomer`; a quotation mark, where a string
/// goes on in another.
pub(super) const INTERRUPTIONS: &str = "*_~<[]{}\\`#+^|!\"$%/";

/// The same, of more than one character: what Typst takes for a soft hyphen.
pub(super) const SOFT_HYPHEN_SIGN: &str = "-?";

/// Every form of every word of the pair.
pub(super) static FORMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let forms = pair().terms.iter().flat_map(|term| term.forms().map(|(_, text)| text.to_owned()).collect::<Vec<_>>());
    forms.collect()
});

/// So far what something ends with is looked for, in bytes: further, it may be anywhere.
const FAR: usize = 256;

/// At so many places it is asked at most how a word goes on, and behind so many signs.
const MOST: usize = 64;

/// What may be the beginning of a word.
pub(super) struct Begun<'w> {
    letters: &'w str,
    /// Where it was asked how a word goes on, as bytes that are left of the text, and behind how many letters: what stands
    /// between signs may be taken for many things, each of which would ask again.
    asked: RefCell<Vec<(usize, usize)>>,
    /// How many signs were looked behind.
    signs: Cell<usize>,
}

impl<'w> Begun<'w> {
    pub(super) fn new(letters: &'w str) -> Self {
        Self { letters, asked: RefCell::default(), signs: Cell::default() }
    }

    /// Whether it can go on behind a sign, with `rest` behind that.
    pub(super) fn goes_on(&self, mark: u8, rest: &[u8]) -> bool {
        self.behind(self.letters, mark, rest)
    }

    /// The same of a word of which so much is begun.
    fn behind(&self, begun: &str, mark: u8, rest: &[u8]) -> bool {
        if self.signs.replace(self.signs.get() + 1) > MOST {
            return true;
        }
        match mark {
            // A remark may follow.
            b'/' if matches!(rest.first(), Some(b'*' | b'/')) => true,
            // These are gone once the text is read, or close something that is: a letter behind them stands beside the
            // beginning, and so does what parts words.
            b'*' | b'_' | b'~' | b'+' | b'^' | b'|' | b'`' | b']' | b'}' | b'/' => {
                let signs = rest.iter().take_while(|byte| b"*_~+^|`".contains(byte)).count();
                let rest = rest.get(signs..).unwrap_or_default();
                match rest {
                    [b' ' | b'\n' | b'\r' | b',' | b'.' | b'?' | b')', ..] => false,
                    [b':' | b';', b' ' | b'\n', ..] => false,
                    // Where a link leads.
                    [b'(', target @ ..] => self.behind_end(begun, (b')', b"\"'(<\\"), target),
                    [next, ..] if next.is_ascii_alphanumeric() => self.with_letters(begun, rest),
                    [next, rest @ ..] if INTERRUPTIONS.as_bytes().contains(next) => self.behind(begun, *next, rest),
                    _ => true,
                }
            }
            // A link begins, or what it is called by; or something is counted: `c[1]`.
            b'[' => self.with_letters(begun, rest) || self.behind_end(begun, (b']', b"[\\"), rest),
            // A tag or a comment, or the parameter of a type: `custom<T>`.
            b'<' => self.behind_end(begun, (b'>', b"\"'!?{"), rest),
            // The rest of the line is a remark.
            b'%' => match memchr::memchr2(b'\n', b'\r', rest).and_then(|end| rest.get(end..)) {
                Some(next) => self.with_letters(begun, next.trim_ascii_start()),
                None => false,
            },
            b'"' => self.in_next_string(begun, rest),
            // A quotation mark in a string, or a line end.
            b'\\' => match rest {
                [b'"', rest @ ..] => self.in_next_string(begun, rest),
                [b'n' | b'r' | b't', next, ..] => next.is_ascii_alphanumeric(),
                [b'\\', rest @ ..] => self.behind(begun, b'\\', rest),
                _ => true,
            },
            // The name of something that gives a text; else a name (`C#`), or the address of a line: `a.c#L20`.
            b'#' => {
                let letters = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                rest.get(letters).map_or(letters > 0, |next| b"[({.;-_\"$".contains(next))
            }
            _ => true,
        }
    }

    /// Whether it can go on behind what stands in `rest` up to the sign that ends it. Behind one of the `hiding` that sign may be
    /// part of what it ends.
    fn behind_end(&self, begun: &str, (end, hiding): (u8, &[u8]), rest: &[u8]) -> bool {
        let near = rest.get(..FAR).unwrap_or(rest);
        let mut ends = memchr::memchr_iter(end, near).peekable();
        let first = near.get(..ends.peek().copied().unwrap_or(near.len())).unwrap_or_default();
        let may_end_later = first.len() == near.len() || first.iter().any(|byte| hiding.contains(byte));
        let is_open = may_end_later && near.len() == FAR;
        is_open || ends.any(|end| self.with_letters(begun, rest.get(end + 1..).unwrap_or_default()))
    }

    /// Whether it can go on with these letters, and with what stands behind them.
    fn with_letters(&self, begun: &str, rest: &[u8]) -> bool {
        match self.is_asked(begun, rest) {
            Asked::Now => {}
            Asked::Before => return false,
            Asked::TooOften => return true,
        }
        let count = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let (letters, behind) = rest.split_at_checked(count).unwrap_or_default();
        let length = begun.len() + count;
        let reads_so = |form: &&String| {
            let (head, tail) = form.as_bytes().split_at_checked(begun.len()).unwrap_or_default();
            head.eq_ignore_ascii_case(begun.as_bytes())
                && tail.get(..count).is_some_and(|tail| tail.eq_ignore_ascii_case(letters))
        };
        let mut forms = FORMS.iter().filter(reads_so).peekable();
        let Some(first) = forms.peek().and_then(|form| form.get(..length)) else { return false };
        forms.any(|form| form.len() == length)
            || match behind {
                [mark, rest @ ..] if INTERRUPTIONS.as_bytes().contains(mark) => self.behind(first, *mark, rest),
                [b'-', rest @ ..] => rest.first() == Some(&b'?'),
                [byte, ..] => !byte.is_ascii() || *byte == b'&',
                [] => true,
            }
    }

    fn is_asked(&self, begun: &str, rest: &[u8]) -> Asked {
        let (place, mut asked) = ((rest.len(), begun.len()), self.asked.borrow_mut());
        if asked.contains(&place) {
            return Asked::Before;
        }
        asked.push(place);
        if asked.len() > MOST { Asked::TooOften } else { Asked::Now }
    }

    /// Whether a string that ended with these letters before `rest` can go on in another: not in `"c",` nor in
    /// `extern "C" fn`.
    fn in_next_string(&self, begun: &str, rest: &[u8]) -> bool {
        // A list of strings can be the lines of one text.
        if let [b',', list @ ..] = rest {
            return matches!(list.trim_ascii_start(), [b'"', rest @ ..] if self.with_letters(begun, rest));
        }
        let spaces = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let rest = rest.get(spaces..).unwrap_or_default();
        // `"c" L"lient"`: letters may stand before the string, and a word beside it only where no space parts them.
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        match rest.get(letters) {
            _ if letters > 0 && spaces == 0 => true,
            Some(next) if letters > 0 => letters < 4 && matches!(next, b'"' | b'\''),
            // Added to it, or something that is done with it: `"c".len()`.
            Some(b'.' | b'+') => {
                matches!(rest.get(1..).unwrap_or_default().trim_ascii_start(), [b'"' | b'\'' | b'.' | b'+' | b'$', ..])
            }
            Some(next) => !b",;:)]}{=|`>#".contains(next),
            None => true,
        }
    }
}

/// Whether it was asked before how a word goes on at a place.
enum Asked {
    Now,
    Before,
    TooOften,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_upon_signs_are_not_followed_for_ever() {
        for signs in ["<>", "[", "][", "](", "<b>", "*[", "\\", "%\n", "\"\"", "`](", "]", "}", "\\\\"] {
            Begun::new("c").goes_on(b'[', signs.repeat(10_000).as_bytes());
        }
        assert!(!Begun::new("c").goes_on(b'<', "/td><td>d</td></tr>\n".as_bytes()));
        assert!(Begun::new("c").goes_on(b'<', "/b><i></i><b>ust</b>omer".as_bytes()));
    }

    #[test]
    fn what_ends_far_away_may_be_followed_by_the_word() {
        let far = "x ".repeat(FAR);
        for (mark, rest) in [
            (b'<', format!("a title=\"> {far}\">ustomer")),
            (b'<', format!("!-- <b> {far}-->ustomer")),
            (b'<', format!("a b={{1 > 2}} {far}>ustomer")),
            (b']', format!("(a (b) {far})ustomer")),
            (b'[', format!("a\\] {far}]ustomer")),
            (b'%', format!("{far}\nustomer")),
        ] {
            assert!(Begun::new("c").goes_on(mark, rest.as_bytes()), "{rest}");
        }
        // Nothing hides the sign: what stands behind the first is all there is.
        assert!(!Begun::new("custom").goes_on(b'<', format!("T>(_: T) {far}>ers").as_bytes()));
    }
}
