//! Changes to a policy's text that leave everything else as it stands, byte for byte.
//!
//! Knows how policies are written, not what they mean.

use std::ops::Range;

use super::Prefer;
use super::pieces::{self, Piece};
use super::tree::{self, Node, Value};
use crate::text::{Edit, apply};

/// The edits that add a phrase to a policy's top-level `allow`; none where it stands there already.
///
/// `None` where the text has a syntax error, where `allow` is not a list, or the phrase is blank: there
/// is then no edit that is sure to do what was asked and nothing else.
pub fn allow_phrase(policy: &str, phrase: &str) -> Option<Vec<Edit>> {
    let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    let (table, faults) = tree::read(policy);
    if phrase.is_empty() || !faults.is_empty() {
        return None;
    }
    let edits = match table.entries.get("allow").map(|entry| &entry.node) {
        None => vec![with_new_key(policy, &format!("allow = [{}]", quoted(&phrase)))],
        Some(Node { value: Value::Array(nodes), range }) => {
            if nodes.iter().any(|node| matches!(&node.value, Value::String(known) if *known == phrase)) {
                return Some(Vec::new());
            }
            match nodes.last() {
                None => vec![insert(range.start + 1, quoted(&phrase))],
                Some(last) => after(policy, last.range.clone(), &quoted(&phrase)),
            }
        }
        Some(_) => return None,
    };
    holds(&apply(policy, &edits), &phrase).then_some(edits)
}

/// Whether a policy's text has no fault in its syntax, so that edits of it can be sure.
pub fn is_sound(policy: &str) -> bool {
    tree::read(policy).1.is_empty()
}

/// The edits that make a policy prefer something at its top level; none where it does already.
///
/// `None` where the text has a syntax error: there is then no edit that is sure to do what was asked and
/// nothing else.
pub fn set_prefer(policy: &str, prefer: Prefer) -> Option<Vec<Edit>> {
    let (table, faults) = tree::read(policy);
    if !faults.is_empty() {
        return None;
    }
    let edit = match table.entries.get("prefer").map(|entry| &entry.node) {
        Some(node) if is(node, prefer.name()) => return Some(Vec::new()),
        Some(node) => Edit { range: node.range.clone(), replacement: quoted(prefer.name()) },
        None => {
            let above = table.entries.get("extends").map(|entry| entry.key.start);
            with_key_at_the_top(policy, &format!("prefer = {}", quoted(prefer.name())), above)
        }
    };
    let edits = vec![edit];
    let (edited, faults) = tree::read(&apply(policy, &edits));
    let set = edited.entries.get("prefer").is_some_and(|entry| is(&entry.node, prefer.name()));
    (set && faults.is_empty()).then_some(edits)
}

fn is(node: &Node, text: &str) -> bool {
    matches!(&node.value, Value::String(known) if known == text)
}

fn holds(policy: &str, phrase: &str) -> bool {
    let (table, faults) = tree::read(policy);
    let list = table.entries.get("allow").map(|entry| &entry.node.value);
    let listed = |node: &Node| matches!(&node.value, Value::String(known) if known == phrase);
    faults.is_empty() && matches!(list, Some(Value::Array(nodes)) if nodes.iter().any(listed))
}

pub(super) fn insert(at: usize, replacement: String) -> Edit {
    Edit { range: at..at, replacement }
}

/// A string as TOML writes it.
pub(super) fn quoted(phrase: &str) -> String {
    let mut out = String::from("\"");
    for c in phrase.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// How lines of a text end.
pub(super) fn line_end(policy: &str) -> &'static str {
    if policy.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The edits that put an entry after the last one of a list, in the manner of that one.
pub(super) fn after(policy: &str, last: Range<usize>, entry: &str) -> Vec<Edit> {
    let comma = comma_after(policy, last.end);
    let line_start = policy.get(..last.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let indent = policy.get(line_start..last.start).unwrap_or_default();
    if !indent.trim().is_empty() {
        return match comma {
            Some(at) => vec![insert(at + 1, format!(" {entry},"))],
            None => vec![insert(last.end, format!(", {entry}"))],
        };
    }
    let end = line_end(policy);
    match comma {
        Some(at) => vec![insert(comment_end(policy, at + 1), format!("{end}{indent}{entry},"))],
        None => match comment_end(policy, last.end) {
            at if at == last.end => vec![insert(at, format!(",{end}{indent}{entry}"))],
            at => vec![insert(last.end, ",".to_owned()), insert(at, format!("{end}{indent}{entry}"))],
        },
    }
}

/// Where the comma after an entry stands, past white space and comments.
fn comma_after(policy: &str, from: usize) -> Option<usize> {
    let mut in_comment = false;
    for (at, byte) in policy.bytes().enumerate().skip(from) {
        match byte {
            b'\n' => in_comment = false,
            _ if in_comment => {}
            b'#' => in_comment = true,
            b',' => return Some(at),
            b']' => return None,
            _ => {}
        }
    }
    None
}

/// Where the comment ends that follows on the same line; `from` where none follows.
fn comment_end(policy: &str, from: usize) -> usize {
    let rest = policy.get(from..).unwrap_or_default();
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    if line.trim_start().starts_with('#') { from + line.trim_end().len() } else { from }
}

/// The edit that adds a key where a reader looks first: under the entry that starts at `above`, else over
/// the first key and the comment that belongs to it.
fn with_key_at_the_top(policy: &str, line: &str, above: Option<usize>) -> Edit {
    let end = line_end(policy);
    let entries = pieces::split(policy);
    let mut entries = entries.iter().map_while(|piece| match piece {
        Piece::Entry(range) | Piece::Junk(range) => Some(range),
        Piece::Header(_) => None,
    });
    if let Some(above) = above.and_then(|at| entries.clone().find(|entry| entry.contains(&at))) {
        return insert(above.end, format!("{end}{line}"));
    }
    match entries.next() {
        Some(first) => {
            let line_start = policy.get(..first.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            insert(comment_above(policy, line_start).max(mark(policy)), format!("{line}{end}"))
        }
        None => with_new_key(policy, line),
    }
}

/// The length of the byte order mark that opens a text, if one does.
pub(super) fn mark(policy: &str) -> usize {
    if policy.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The edit that adds a key: after the last one at the top, else before the first table and the comment
/// that belongs to it.
fn with_new_key(policy: &str, line: &str) -> Edit {
    let end = line_end(policy);
    let pieces = pieces::split(policy);
    let mut before_tables = pieces.iter().take_while(|piece| !matches!(piece, Piece::Header(_)));
    if let Some(Piece::Entry(last) | Piece::Junk(last)) = before_tables.by_ref().last() {
        return insert(last.end, format!("{end}{line}"));
    }
    let header = pieces.iter().find_map(|piece| match piece {
        Piece::Header(header) => Some(header.start),
        _ => None,
    });
    if let Some(header) = header {
        let line_start = policy.get(..header).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        return insert(comment_above(policy, line_start).max(mark(policy)), format!("{line}{end}{end}"));
    }
    let gap = if policy.is_empty() || policy == "\u{feff}" || policy.ends_with('\n') { "" } else { end };
    insert(policy.len(), format!("{gap}{line}{end}"))
}

/// Where the comment begins that stands directly above a line; the line itself where there is none, or
/// where the comment opens the file and so may be about all of it.
pub(super) fn comment_above(policy: &str, line_start: usize) -> usize {
    let mut start = line_start;
    let before = policy.get(..line_start).unwrap_or_default();
    for line in before.split_inclusive('\n').rev() {
        if !line.trim_start_matches('\u{feff}').trim_start().starts_with('#') {
            return start;
        }
        start -= line.len();
    }
    line_start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn added(policy: &str, phrase: &str) -> String {
        apply(policy, &allow_phrase(policy, phrase).unwrap())
    }

    #[test]
    fn a_phrase_is_added_in_the_manner_of_the_list() {
        for (policy, expected) in [
            ("", "allow = [\"P\"]\n"),
            ("# Ours.", "# Ours.\nallow = [\"P\"]\n"),
            ("prefer = \"client\"", "prefer = \"client\"\nallow = [\"P\"]"),
            (
                "prefer = \"client\" # yes\n\n[[override]]\n",
                "prefer = \"client\" # yes\nallow = [\"P\"]\n\n[[override]]\n",
            ),
            ("# Ours.\n[[override]]\n", "# Ours.\nallow = [\"P\"]\n\n[[override]]\n"),
            ("# Ours.\n\n# Shop\n[[override]]\n", "# Ours.\n\nallow = [\"P\"]\n\n# Shop\n[[override]]\n"),
            ("[[override]]\nallow = ['x']\n", "allow = [\"P\"]\n\n[[override]]\nallow = ['x']\n"),
            ("allow = []\n", "allow = [\"P\"]\n"),
            ("allow = [ # none\n]\n", "allow = [\"P\" # none\n]\n"),
            ("allow = [\"a\"] # x\nb=1", "allow = [\"a\", \"P\"] # x\nb=1"),
            ("allow = [\"a\", 'b,', ]", "allow = [\"a\", 'b,', \"P\", ]"),
            ("allow = [\n\t\"a\",\n\t\"b\",\n]\n", "allow = [\n\t\"a\",\n\t\"b\",\n\t\"P\",\n]\n"),
            ("allow = [\r\n  \"a\"\r\n]\r\n", "allow = [\r\n  \"a\",\r\n  \"P\"\r\n]\r\n"),
            ("allow = [\n  \"a\" # one, ]\n]\n", "allow = [\n  \"a\", # one, ]\n  \"P\"\n]\n"),
            ("allow = [\n  \"a\", # one\n  # end\n]\n", "allow = [\n  \"a\", # one\n  \"P\",\n  # end\n]\n"),
            ("allow = [\n  \"a\" # one\n  , # two\n]\n", "allow = [\n  \"a\" # one\n  , # two\n  \"P\",\n]\n"),
            ("allow = [\"a\",\n         \"b\"]\n", "allow = [\"a\",\n         \"b\",\n         \"P\"]\n"),
        ] {
            assert_eq!(added(policy, "P"), expected, "{policy:?}");
        }
    }

    #[test]
    fn a_preference_is_set_where_it_stands_or_at_the_top() {
        for (policy, expected) in [
            ("", "prefer = \"client\"\n"),
            ("\u{feff}allow = []", "\u{feff}prefer = \"client\"\nallow = []"),
            ("\u{feff}[[override]]\n", "\u{feff}prefer = \"client\"\n\n[[override]]\n"),
            ("# Ours.\n", "# Ours.\nprefer = \"client\"\n"),
            ("prefer = 'customer' # so be it\n", "prefer = \"client\" # so be it\n"),
            ("\"prefer\"   =   3\r\n\r\nallow=[]\r\n", "\"prefer\"   =   \"client\"\r\n\r\nallow=[]\r\n"),
            (
                "extends = [\n  'preset:retail', # trade\n]\n\nallow = []\n",
                "extends = [\n  'preset:retail', # trade\n]\nprefer = \"client\"\n\nallow = []\n",
            ),
            ("extends = [] # none\r\n", "extends = [] # none\r\nprefer = \"client\"\r\n"),
            (
                "# Ours.\n\n# Loud.\nseverity = 'error'\n",
                "# Ours.\n\nprefer = \"client\"\n# Loud.\nseverity = 'error'\n",
            ),
            ("# Ours.\nseverity = 'error'\n", "# Ours.\nprefer = \"client\"\nseverity = 'error'\n"),
            (
                "[[override]]\npaths = ['x']\nprefer = 'customer'\n",
                "prefer = \"client\"\n\n[[override]]\npaths = ['x']\nprefer = 'customer'\n",
            ),
        ] {
            let edits = set_prefer(policy, Prefer::Client).expect(policy);
            assert_eq!(apply(policy, &edits), expected, "{policy:?}");
            assert_eq!(set_prefer(expected, Prefer::Client), Some(Vec::new()), "{expected:?}");
        }
        assert_eq!(set_prefer("allow = [\nprefer = 'client'", Prefer::Client), None);
    }

    #[test]
    fn a_phrase_is_quoted_and_its_line_breaks_are_spaces() {
        assert_eq!(added("", " Customer\n Portal "), "allow = [\"Customer Portal\"]\n");
        assert_eq!(added("", "the \"client\" \\ x\u{7f}"), "allow = [\"the \\\"client\\\" \\\\ x\\u007F\"]\n");
    }

    #[test]
    fn nothing_is_edited_where_nothing_can_be_sure() {
        assert_eq!(allow_phrase("allow = [\"a b\"]", "a  b"), Some(Vec::new()));
        assert_eq!(allow_phrase("allow = [\"a\"\nprefer = 1", "P"), None);
        assert_eq!(allow_phrase("allow = \"a\"", "P"), None);
        assert_eq!(allow_phrase("", " \n"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn everything_else_stays(
            above in "(# c\n|\n|a = 1 # [x]\n|b = \\[\n 2,\n\\]\n){0,4}",
            list in "(allow = \\[( *'x'( # y, z)?\n?,)*( *\"w\"( # \\]\n)?)?[ \n]*\\]\n)?",
            below in "(# t\n|\n|\\[\\[override\\]\\]\npaths = \\['x'\\]\n){0,3}",
            phrase in "[a-z\"\\\\é ]{0,6}x",
        ) {
            let policy = format!("{above}{list}{below}");
            prop_assume!(policy.matches("a = 1").count() < 2 && policy.matches("b = ").count() < 2);
            let (parsed, faults) = tree::read(&policy);
            prop_assume!(faults.is_empty());
            let edits = allow_phrase(&policy, &phrase);
            prop_assert!(edits.is_some(), "{policy:?}");
            let edits = edits.unwrap();
            prop_assert!(edits.iter().all(|edit| edit.range.is_empty()));
            let edited: toml_edit::DocumentMut = apply(&policy, &edits).parse().unwrap();
            let wanted = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
            let list = edited["allow"].as_array().unwrap();
            let known = |name: &str| parsed.entries.contains_key(name);
            prop_assert!(list.iter().any(|entry| entry.as_str() == Some(wanted.as_str())));
            prop_assert_eq!(edited.iter().count(), parsed.entries.len() + usize::from(!known("allow")));
        }
    }
}
