//! What is hidden from the parser besides template tags: admonition signs, and math beside money.

use std::borrow::{Borrow, Cow};
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use super::kept::Kept;
use crate::prose::mask::Masked;

/// What an admonition begins with.
pub(super) const ADMONITIONS: [&str; 4] = ["!!! ", "??? ", "???+ ", "=== "];

/// Turns the admonitions of Material for MkDocs (`!!! note "Title"` above indented text) into list
/// items, which hold indented text as well. Elsewhere that text would be code.
pub(super) fn admonitions(mut masked: Masked<'_>, from: usize) -> Masked<'_> {
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    // Their first bytes are rare: one search for them costs less than one for each sign.
    for at in memchr::memchr3_iter(b'!', b'?', b'=', masked.text.as_bytes().get(from..).unwrap_or_default()) {
        let rest = masked.text.as_bytes().get(at + from..).unwrap_or_default();
        if let Some(sign) = ADMONITIONS.iter().find(|sign| rest.starts_with(sign.as_bytes())) {
            found.extend(admonition(&masked.text, at + from, sign.len()).map(|hidden| (at + from, hidden)));
        }
    }
    if found.is_empty() {
        return masked;
    }
    let mut text = String::with_capacity(masked.text.len());
    let mut done = 0;
    for (at, hidden) in &found {
        text.push_str(masked.text.get(done..*at).unwrap_or_default());
        text.push_str("-   ");
        text.push_str(&"x".repeat(hidden.end - at - 4));
        done = hidden.end;
    }
    text.push_str(masked.text.get(done..).unwrap_or_default());
    masked.text = Cow::Owned(text);
    masked.add(found.into_iter().map(|(_, hidden)| hidden));
    masked
}

/// What is hidden of the admonition whose sign begins at `at`: the sign and the words that tell its kind.
fn admonition(text: &str, at: usize, sign: usize) -> Option<Range<usize>> {
    let before = text.get(..at)?;
    let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    if !matches!(before.as_bytes().get(..at - indent)?.last(), None | Some(b'\n' | b'\r')) {
        return None;
    }
    let mut lines = text.get(at..)?.lines();
    let line = lines.next()?;
    let kind = line.get(sign..)?.split('"').next()?.trim_end();
    let content = lines.find(|line| !line.trim().is_empty())?;
    let indented = content.len() - content.trim_start_matches(' ').len() >= indent + 4;
    let plain = kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    (indented && plain).then_some(at..at + sign + kind.len())
}

/// The math of a document in which dollars would pass for math too (`$5 a seat, or 40$ a year`), so
/// that the rest can be read without math. `None` where all math is math.
pub(super) fn math_beside_money<'k, I: IntoIterator<Item: Borrow<Kept<'k>>>>(
    parts: impl Fn() -> I,
    options: Options,
) -> Option<Vec<Range<usize>>> {
    if !parts().into_iter().any(|part| may_hold_money(part.borrow().text.as_bytes())) {
        return None;
    }
    let mut math = Vec::new();
    let mut money = false;
    for part in parts() {
        let kept = part.borrow();
        for (event, range) in Parser::new_ext(&kept.text, options).into_offset_iter() {
            match event {
                Event::InlineMath(inner) if is_money(&inner) => money = true,
                Event::InlineMath(_) | Event::DisplayMath(_) => math.push(kept.source_of(&range)),
                _ => {}
            }
        }
    }
    money.then_some(math)
}

/// Whether a text may hold an amount; never wrong when it says no.
pub(super) fn may_hold_money(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'$', bytes).any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_digit))
}

/// Whether what stands between two dollar signs is an amount and words about it.
fn is_money(inner: &str) -> bool {
    let word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.len() > 1 && word.chars().all(char::is_alphabetic)
    };
    inner.starts_with(|c: char| c.is_ascii_digit())
        && !inner.contains(['\\', '^', '_', '{', '}', '='])
        && inner.split_whitespace().any(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_money_and_a_formula_is_math() {
        for (inner, money) in [("5 a seat, or 40", true), ("5 + x", false), ("x^2", false), ("2n", false), ("3", false)]
        {
            assert_eq!(is_money(inner), money, "{inner}");
        }
    }
}
