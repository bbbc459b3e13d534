//! What stands before a slash or a percent sign: a value that is divided, or what asks for a value.

use super::scan::is_name;
use super::table::Regex;

/// What stands before a place in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A value: what follows is an operator.
    Value,
    /// Something that asks for a value.
    Operator,
    /// One of the two.
    Doubtful,
}

/// How far back one looks.
const FAR: usize = 400;

pub(super) fn before(bytes: &[u8], at: usize, regex: &Regex) -> Before {
    let behind = bytes.get(..at).unwrap_or_default();
    let near = behind.get(behind.len().saturating_sub(FAR)..).unwrap_or_default();
    let code = near.trim_ascii_end();
    let Some(last) = code.last() else { return if near.len() < FAR { Before::Operator } else { Before::Doubtful } };
    let previous = code.len().checked_sub(2).and_then(|at| code.get(at));
    let touches = code.len() == near.len();
    match last {
        byte if is_name(*byte) || *byte == b'$' => behind_word(code, regex, touches),
        b']' | b'"' | b'\'' | b'`' => Before::Value,
        b'+' | b'-' if previous == Some(last) => Before::Doubtful,
        b'!' if previous.is_some_and(|byte| is_name(*byte) || *byte == b')') => Before::Doubtful,
        b')' | b'}' | b'/' | b'.' | b'?' | b'@' | b'#' | b'\\' => Before::Doubtful,
        _ => Before::Operator,
    }
}

/// Behind a word: one that asks for a value, or a name.
fn behind_word(code: &[u8], regex: &Regex, touches: bool) -> Before {
    let length = code.iter().rev().take_while(|byte| is_name(**byte) || **byte == b'$').count();
    let (rest, word) = code.split_at(code.len() - length);
    let member = rest.last() == Some(&b'.');
    if word.first().is_some_and(u8::is_ascii_digit) {
        return Before::Value;
    }
    if word == b"def" {
        return Before::Doubtful;
    }
    if !member && regex.words.split(' ').any(|known| known.as_bytes() == word) {
        return Before::Operator;
    }
    if regex.names_may_precede && !touches { Before::Doubtful } else { Before::Value }
}
