//! Puts what a string stands for beside how it is written, character by character.

use super::{Value, Written};
use crate::prose::builder::Builder;
use crate::prose::document::Style;

/// Adds a value to a block, each character with its bytes. `None` where the two do not fit together,
/// in which case the value cannot be read.
pub(super) fn align(text: &str, value: &Value, builder: &mut Builder) -> Option<()> {
    let raw = text.get(value.source.clone())?;
    let mut raw_at = value.quotes;
    let end = raw.len().checked_sub(value.quotes)?;
    let mut cooked_at = 0;
    while cooked_at < value.cooked.len() {
        let cooked = value.cooked.get(cooked_at..)?;
        let rest = raw.get(raw_at..end)?;
        let source = value.source.start + raw_at;
        let (seen, length) = white_space(cooked, rest, value.written).or_else(|| step(cooked, rest, value.written))?;
        let shown = cooked.get(..seen)?;
        if rest.get(..length)? == shown {
            builder.exact(text, source..source + length, Style::default());
        } else {
            // One character stands for all the bytes, so that each of the others can stand alone.
            let first = shown.chars().next().map_or(0, char::len_utf8);
            builder.decoded(shown.get(..first)?, source..source + length, Style::default());
            builder.decoded(shown.get(first..)?, source + length..source + length, Style::default());
        }
        cooked_at += seen;
        raw_at += length;
    }
    Some(())
}

/// How much of both is white space: line ends are folded and indentation is dropped, so only the
/// stretches as a whole belong together.
fn white_space(cooked: &str, raw: &str, written: Written) -> Option<(usize, usize)> {
    let spaces = |text: &str| text.len() - text.trim_start_matches([' ', '\t', '\n', '\r']).len();
    let mut length = spaces(raw);
    while written == Written::Escaped && joins_lines(raw.get(length..)?) {
        length += 1 + spaces(raw.get(length + 1..)?);
    }
    let folded = raw.get(..length)?;
    if length == 0 {
        None
    } else if cooked.starts_with(folded) && !folded.contains(['\n', '\r']) {
        Some((length, length))
    } else if raw.get(length..)?.starts_with('\\') && written == Written::Escaped {
        // The escape may stand for white space as well, and nothing tells where one ends.
        let next = raw.get(length + 1..)?.chars().next()?;
        (!matches!(next, 'n' | 't' | 'r' | ' ' | 'x' | 'u' | 'U')).then_some((spaces(cooked), length))
    } else {
        Some((spaces(cooked), length))
    }
}

/// Whether a backslash ends the line, which joins it to the next.
fn joins_lines(raw: &str) -> bool {
    let rest = raw.strip_prefix('\\').unwrap_or_default();
    rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r'])
}

/// How much of both the next character takes.
fn step(cooked: &str, raw: &str, written: Written) -> Option<(usize, usize)> {
    let Some(next) = raw.chars().next() else {
        // The line end that closes a block of lines may be the end of the front matter.
        return cooked.trim().is_empty().then_some((cooked.len(), 0));
    };
    let first = cooked.chars().next()?;
    match (written, next) {
        (Written::Escaped, '\\') => Some((first.len_utf8(), escape(raw))),
        (Written::Doubled, '\'') => (first == '\'' && raw.starts_with("''")).then_some((1, 2)),
        _ if next == first => {
            let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '\\' | '\'');
            let run = |text: &str| text.find(stop).unwrap_or(text.len()).max(first.len_utf8());
            let length = run(cooked).min(run(raw));
            let (a, b) = (cooked.get(..length)?, raw.get(..length)?);
            if a == b { Some((length, length)) } else { Some((first.len_utf8(), next.len_utf8())) }
        }
        _ => None,
    }
}

/// The length of the escape that `raw` begins with.
fn escape(raw: &str) -> usize {
    let length = match raw.chars().nth(1) {
        Some('x') => 4,
        Some('u') => 6,
        Some('U') => 10,
        Some(other) => 1 + other.len_utf8(),
        None => 1,
    };
    length.min(raw.len())
}
