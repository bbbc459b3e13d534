//! The text itself: a rope, edits, and positions in the protocol's three encodings.
//!
//! Inside Customary every offset is a byte offset; a [`Position`] exists only at the edge, together
//! with the [`Encoding`] it is counted in. This is the only room that names the rope library.
//! It knows nothing of words, formats or policies.

mod copied;
mod lines;
mod position;
mod rope;

pub use copied::{Change, Copied};
pub use lines::LineIndex;
pub use position::{Encoding, Position};
pub use rope::{NotMapped, Text};

use std::ops::Range;

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the text before the edit; both ends on character boundaries.
    pub range: Range<usize>,
    /// What stands there after it.
    pub replacement: String,
}

/// Applies `edits` to `text`. They must not overlap; their order does not matter.
///
/// An edit whose range is out of bounds, off a character boundary, or overlapping an earlier one
/// is left out, so that the result is always well-formed text.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        if edit.range.start < done || edit.range.end < edit.range.start || text.get(edit.range.clone()).is_none() {
            continue;
        }
        out.push_str(text.get(done..edit.range.start).unwrap_or_default());
        out.push_str(&edit.replacement);
        done = edit.range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, replacement: &str) -> Edit {
        Edit { range, replacement: replacement.to_owned() }
    }

    #[test]
    fn edits_apply_in_any_order() {
        let edits = [edit(8..12, "D"), edit(0..3, "A"), edit(4..4, "B ")];
        assert_eq!(apply("one two four.", &edits), "A B two D.");
        assert_eq!(apply("", &[edit(0..0, "x")]), "x");
    }

    #[test]
    fn edits_that_do_not_fit_are_left_out() {
        assert_eq!(apply("héllo", &[edit(2..3, "x"), edit(4..99, "y"), edit(0..1, "H")]), "Héllo");
        assert_eq!(apply("abcd", &[edit(0..3, "x"), edit(2..4, "y")]), "xd");
    }
}
