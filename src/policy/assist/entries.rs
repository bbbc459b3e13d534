//! The entries of a policy that findings come from, for counts beside them.

use std::ops::Range;

use super::cursor::{is_header, key_of, name, range};
use crate::policy::pieces::{self, Piece};

/// An entry that can cause findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEntry {
    /// What it is called among the entries of its file: the same in another text of the file that has
    /// as many of its kind before it.
    pub id: String,
    /// Its key or header, in bytes of the text.
    pub shown: Range<usize>,
    /// All of it: what comes from a place in here comes from the entry.
    pub whole: Range<usize>,
}

/// The entries of a policy in order: what it extends and prefers, each override that prefers something,
/// each `[[when]]` and each `[[concept]]`.
pub fn entries(text: &str) -> Vec<PolicyEntry> {
    let pieces = pieces::split(text);
    let first_header = pieces.iter().position(is_header).unwrap_or(pieces.len());
    let top = pieces.iter().take(first_header).filter_map(|piece| {
        let Piece::Entry(whole) = piece else { return None };
        let (shown, key) = key_of(text, whole);
        let counts = ["extends", "prefer"].contains(&key);
        counts.then(|| PolicyEntry { id: key.to_owned(), shown, whole: whole.clone() })
    });
    let mut out: Vec<PolicyEntry> = top.collect();
    let mut rest = pieces.get(first_header..).unwrap_or_default();
    while let Some((Piece::Header(header), after)) = rest.split_first() {
        let inside = after.iter().position(is_header).unwrap_or(after.len());
        let (inside, next) = after.split_at_checked(inside).unwrap_or((after, &[]));
        rest = next;
        let name = name(text, header.clone());
        let prefers = || inside.iter().any(|piece| key_of(text, &range(piece)).1 == "prefer");
        if matches!(name, "when" | "concept") || (name == "override" && prefers()) {
            let before = out.iter().filter(|entry| entry.id.starts_with(name)).count();
            let end = inside.last().map_or(header.end, |piece| range(piece).end);
            let id = format!("{name} {}", before + 1);
            out.push(PolicyEntry { id, shown: header.clone(), whole: header.start..end });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_those_that_findings_come_from() {
        let text = "extends = \"preset:retail\"\nprefer = \"client\"\nallow = [\n[[override]]\npaths = [\"a\"]\n\
            [[override]]\npaths = [\"b\"]\nprefer = \"off\"\n\n[[when]]\nnear = \"x\n[[concept]]\nid = \"a\"\n[[concept]]\n";
        let found: Vec<(String, &str, &str)> =
            entries(text).into_iter().map(|entry| (entry.id, &text[entry.shown], &text[entry.whole])).collect();
        let expected = [
            ("extends", "extends", "extends = \"preset:retail\""),
            ("prefer", "prefer", "prefer = \"client\""),
            ("override 1", "[[override]]", "[[override]]\npaths = [\"b\"]\nprefer = \"off\""),
            ("when 1", "[[when]]", "[[when]]\nnear = \"x"),
            ("concept 1", "[[concept]]", "[[concept]]\nid = \"a\""),
            ("concept 2", "[[concept]]", "[[concept]]"),
        ];
        assert_eq!(found, expected.map(|(id, shown, whole)| (id.to_owned(), shown, whole)));
    }
}
