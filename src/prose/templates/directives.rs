//! The directives of Blade and of Angular's control flow: `@if (…)`, `@lang('…')`.

use std::ops::Range;

use crate::prose::jsx::matches;

/// Directives that may be parted from their brackets by spaces. A word behind an at sign is a handle or an address
/// otherwise.
const WITH_SPACE: &[&str] = &[
    "case", "defer", "else", "elseif", "for", "foreach", "forelse", "if", "isset", "let", "placeholder", "switch",
    "unless", "while",
];

/// What ends the code behind `@php`.
const CODE_ENDS: &[u8] = b"@endphp";

/// Longer than this no directive is.
const LONGEST: usize = 4000;

/// The directives of a text from the byte `from` on, in order.
pub(super) fn find(text: &str, from: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut brackets = None;
    let mut endless = false;
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut done = from;
    for at in memchr::memchr_iter(b'@', bytes.get(from..).unwrap_or_default()).map(|at| at + from) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if at < done || before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'@') {
            continue;
        }
        let length = bytes.iter().skip(at + 1).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let name = text.get(at + 1..at + 1 + length).unwrap_or_default();
        // The code of PHP between two directives.
        if name == "php" && bytes.get(at + 1 + length) != Some(&b'(') {
            let rest = bytes.get(at..).unwrap_or_default();
            if let Some(length) = memchr::memmem::find(rest, CODE_ENDS).filter(|_| !endless) {
                done = at + length + CODE_ENDS.len();
                found.push(at..done);
            } else {
                endless = true;
            }
            continue;
        }
        let spaces = bytes.iter().skip(at + 1 + length).take_while(|byte| **byte == b' ').count();
        let bracket = at + 1 + length + spaces;
        if name.is_empty() || bytes.get(bracket) != Some(&b'(') || spaces > 0 && !WITH_SPACE.contains(&name) {
            continue;
        }
        let brackets = brackets.get_or_insert_with(|| matches(text, from, [b'(', b')']));
        if let Some(end) = brackets.get(&bracket).map(|end| end + 1).filter(|end| end - at < LONGEST) {
            found.push(at..end);
            done = end;
        }
    }
    found
}
