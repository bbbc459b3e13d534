//! A TOML text as a tree in which every key and value knows its bytes, and what is wrong with it.
//!
//! Reads what can be read: a text that is not TOML is taken apart entry by entry ([`super::pieces`]),
//! and only the broken entries are lost. Knows TOML, and nothing of what a policy may say.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::ProblemSeverity;
use super::pieces::{self, Piece};

/// The entries of a table by their names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Table {
    pub(super) entries: BTreeMap<String, Entry>,
    /// Whether an entry could not be read: what seems to be missing may be that one.
    pub(super) lost: bool,
}

/// A key with its value.
#[derive(Debug, PartialEq)]
pub(super) struct Entry {
    /// The bytes of the key.
    pub(super) key: Range<usize>,
    pub(super) node: Node,
}

/// A value with its bytes. Those of a table are its header, those of an array of tables its first header.
#[derive(Debug, PartialEq)]
pub(super) struct Node {
    pub(super) range: Range<usize>,
    pub(super) value: Value,
}

#[derive(Debug, PartialEq)]
pub(super) enum Value {
    String(String),
    /// `None` where the number is too large for any use of ours.
    Integer(Option<i64>),
    /// Fractions, booleans, dates: a policy has no use for them. Holds what to call it.
    Other(&'static str),
    Array(Vec<Node>),
    Table(Table),
}

/// Something wrong in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) range: Range<usize>,
    pub(super) kind: FaultKind,
    pub(super) message: String,
}

/// How far a fault reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// The text is not TOML, or no text: an editor keeps the last good policy.
    Syntax,
    /// An entry that cannot be followed; the others count.
    Error,
    /// An entry without effect.
    Warning,
}

impl FaultKind {
    pub(super) fn severity(self) -> ProblemSeverity {
        match self {
            FaultKind::Syntax | FaultKind::Error => ProblemSeverity::Error,
            FaultKind::Warning => ProblemSeverity::Warning,
        }
    }
}

/// Reads a text, as far as it can be read.
pub(super) fn read(text: &str) -> (Table, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let Some(first) = errors.first() else { return (convert(table.into_inner(), 0), Vec::new()) };
    let (table, mut faults) = recover(text);
    if faults.is_empty() {
        // Never silent: what the parser refuses and the recovery does not see is still a fault.
        faults.push(fault(text, first, &(0..text.len()), 0));
    }
    (table, faults)
}

/// Reads a broken text entry by entry. Gives the same tree as the parser where nothing is broken.
pub(super) fn recover(text: &str) -> (Table, Vec<Fault>) {
    let mut recovery = Recovery { text, root: Table::default(), faults: Vec::new(), current: Some(Vec::new()) };
    for piece in pieces::split(text) {
        match piece {
            Piece::Header(range) => recovery.header(range),
            Piece::Entry(range) | Piece::Junk(range) => recovery.entry(range),
        }
    }
    (recovery.root, recovery.faults)
}

struct Recovery<'t> {
    text: &'t str,
    root: Table,
    faults: Vec<Fault>,
    /// The keys down to the open table; `None` below a header that could not be read.
    current: Option<Vec<String>>,
}

impl Recovery<'_> {
    /// The tree of one piece, or a fault.
    fn parse(&mut self, range: Range<usize>) -> Option<Table> {
        let part = self.text.get(range.clone())?;
        let (table, errors) = DeTable::parse_recoverable(part);
        match errors.first() {
            None => Some(convert(table.into_inner(), range.start)),
            Some(error) => {
                self.faults.push(fault(self.text, error, &range, range.start));
                None
            }
        }
    }

    fn entry(&mut self, range: Range<usize>) {
        let table = self.parse(range);
        let Some(path) = &self.current else { return };
        let Some(target) = table_at(&mut self.root, path) else { return };
        match table {
            Some(table) => merge(target, table, &mut self.faults),
            None => target.lost = true,
        }
    }

    fn header(&mut self, range: Range<usize>) {
        self.current = None;
        let Some(mut table) = self.parse(range) else { return };
        let mut path = Vec::new();
        let mut into = &mut self.root;
        while let Some((name, Entry { key, node })) = table.entries.pop_first() {
            path.push(name.clone());
            let (inner, is_list) = match node.value {
                Value::Table(inner) => (inner, false),
                _ => (Table::default(), true),
            };
            let is_last = inner.entries.is_empty();
            let known = into.entries.contains_key(&name);
            let new = || Value::Table(Table::default());
            let found = into.entries.entry(name.clone()).or_insert_with(|| {
                let value = if is_list { Value::Array(Vec::new()) } else { new() };
                Entry { key: key.clone(), node: Node { range: node.range.clone(), value } }
            });
            // Only arrays that began as a header hold tables; `paths = []` cannot be continued by one.
            let by_header = |nodes: &[Node]| nodes.iter().all(|node| matches!(node.value, Value::Table(_)));
            into = match &mut found.node.value {
                Value::Array(nodes) if is_list && by_header(nodes) && (!known || !nodes.is_empty()) => {
                    nodes.push(Node { range: node.range, value: new() });
                    self.current = Some(path);
                    return;
                }
                Value::Table(inner) if !is_list && (!known || !is_last) => inner,
                Value::Array(nodes) if !is_list && !is_last => match nodes.last_mut().map(|node| &mut node.value) {
                    Some(Value::Table(inner)) => inner,
                    _ => return self.faults.push(duplicate(&name, key)),
                },
                _ => return self.faults.push(duplicate(&name, key)),
            };
            table = inner;
        }
        self.current = Some(path);
    }
}

/// The open table of a path: the last one where the path leads through an array of tables.
fn table_at<'t>(root: &'t mut Table, path: &[String]) -> Option<&'t mut Table> {
    path.iter().try_fold(root, |table, name| match &mut table.entries.get_mut(name)?.node.value {
        Value::Table(table) => Some(table),
        Value::Array(nodes) => match &mut nodes.last_mut()?.value {
            Value::Table(table) => Some(table),
            _ => None,
        },
        _ => None,
    })
}

fn merge(into: &mut Table, from: Table, faults: &mut Vec<Fault>) {
    for (name, entry) in from.entries {
        match into.entries.get_mut(&name) {
            None => {
                into.entries.insert(name, entry);
            }
            Some(known) => match (&mut known.node.value, entry.node.value) {
                // `a.b = 1` and `a.c = 2`: both are read as a table `a` whose place is its key.
                (Value::Table(known), Value::Table(new)) if entry.node.range == entry.key => merge(known, new, faults),
                _ => faults.push(duplicate(&name, entry.key)),
            },
        }
    }
}

fn duplicate(name: &str, range: Range<usize>) -> Fault {
    let message = format!("\"{name}\" stands here a second time: the first counts, remove one of them");
    Fault { range, kind: FaultKind::Error, message }
}

fn fault(text: &str, error: &toml::de::Error, piece: &Range<usize>, offset: usize) -> Fault {
    let span = error.span().unwrap_or(0..piece.len());
    let start = (span.start + offset).clamp(piece.start, piece.end);
    let end = (span.end + offset).clamp(start, piece.end);
    let range = if start == end { something_to_see(text, start, piece) } else { start..end };
    if error.message() == "duplicate key" {
        return duplicate(text.get(range.clone()).unwrap_or_default(), range);
    }
    let (before, value) = pieces::at_value(text.get(piece.clone()).unwrap_or_default());
    if value.is_empty() || value.starts_with('#') {
        let range = piece.start..piece.start + before.trim_end().len();
        return Fault { range, kind: FaultKind::Syntax, message: "syntax error: the value is missing".to_owned() };
    }
    Fault { range, kind: FaultKind::Syntax, message: format!("syntax error: {}", kinder(error.message())) }
}

/// Where the parser points between two characters: the one that should not be there, or, where something
/// is missing at the end, the value that does not end. Of many lines the first, as the rest may be right.
fn something_to_see(text: &str, at: usize, piece: &Range<usize>) -> Range<usize> {
    let next = text.get(at..piece.end).and_then(|rest| rest.chars().next());
    if let Some(next) = next.filter(|next| !next.is_control()) {
        return at..at + next.len_utf8();
    }
    let (before, value) = pieces::at_value(text.get(piece.clone()).unwrap_or_default());
    let start = piece.start + before.len();
    start..start + value.split(['\n', '\r']).next().unwrap_or_default().trim_end().len()
}

/// What to do about the parser's commonest complaints; of the others, the parser's words.
fn kinder(message: &str) -> &str {
    match message {
        "string values must be quoted, expected literal string" => "write this value in quotes",
        "invalid basic string, expected `\"`" => "this string does not end: close it with \"",
        "invalid literal string, expected `'`" => "this string does not end: close it with '",
        "invalid multi-line basic string, expected `\"`" => "this string does not end: close it with \"\"\"",
        "invalid multi-line literal string, expected `'`" => "this string does not end: close it with '''",
        "unclosed array, expected `]`" => "this list does not end: close it with ]",
        "unclosed inline table, expected `}`" => "this table does not end: close it with }",
        "unclosed table, expected `]`" => "close the name of this table with ]",
        "unclosed array table, expected `]`" | "unclosed array table, expected `]]`" => {
            "close the name of this table with ]]"
        }
        "missing comma between array elements, expected `,`" => "a comma is missing before this",
        "key with no value, expected `=`" => "this is no entry: write a key, an equals sign and a value",
        other => other,
    }
}

fn convert(table: DeTable<'_>, offset: usize) -> Table {
    let entries = table.into_iter().map(|(key, value)| {
        let range = moved(key.span(), offset);
        (key.into_inner().into_owned(), Entry { key: range, node: node(value, offset) })
    });
    Table { entries: entries.collect(), lost: false }
}

fn node(value: toml::Spanned<DeValue<'_>>, offset: usize) -> Node {
    let range = moved(value.span(), offset);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok()),
        DeValue::Float(_) => Value::Other("a fraction"),
        DeValue::Boolean(_) => Value::Other("true or false"),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(values) => Value::Array(values.into_iter().map(|value| node(value, offset)).collect()),
        DeValue::Table(inner) => Value::Table(convert(inner, offset)),
    };
    Node { range, value }
}

fn moved(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}

impl Value {
    /// What to call a value of this type in a message.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Value::String(_) => "a string",
            Value::Integer(_) => "a number",
            Value::Other(name) => name,
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VALID: &str = "# House words\r\nextends = 'house.toml'\nprefer = \"client\" # ours\nallow = [\n  \"Customer Portal\", # sign\n  'customer \"x\"',\n]\n\
        max-diagnostics = 1_000\nwide.open = { a = 1, b = [1.5, true] }\nwide.shut = \"\"\"\n[no]\nx = 1\"\"\"\n\n[[override]]\npaths = [\"shop/**\"]\n\
        [[override]]\npaths = [\"é/**\"]\nprefer = \"customer\"\n[other]\ndate = 2026-01-01\n";

    fn faults(text: &str) -> Vec<(FaultKind, &str, String)> {
        let (_, faults) = read(text);
        faults.into_iter().map(|fault| (fault.kind, &text[fault.range], fault.message)).collect()
    }

    fn boundary(text: &str, at: usize) -> usize {
        (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap()
    }

    #[test]
    fn the_recovery_reads_whole_texts_as_the_parser_does() {
        let (parsed, faults) = read(VALID);
        assert_eq!(faults, []);
        assert_eq!(recover(VALID), (parsed, Vec::new()));
    }

    #[test]
    fn a_broken_entry_is_one_fault_and_the_others_count() {
        use FaultKind::{Error, Syntax};
        for (text, kind, place, message, left) in [
            ("a = client\nb = 1\n", Syntax, "client", "syntax error: write this value in quotes", 1),
            ("a = \"x\nb = 1\n", Syntax, "\"x", "syntax error: this string does not end: close it with \"", 1),
            (
                "a = [\"x\", \"y\"\nb = 1\n",
                Syntax,
                "[\"x\", \"y\"",
                "syntax error: this list does not end: close it with ]",
                1,
            ),
            (
                "a = [\r\n  1,\r\n  2\r\nb = 1\n",
                Syntax,
                "[",
                "syntax error: this list does not end: close it with ]",
                1,
            ),
            ("a = # what\nb = 1\n", Syntax, "a =", "syntax error: the value is missing", 1),
            ("a =\nb = 1\n", Syntax, "a =", "syntax error: the value is missing", 1),
            ("a = '''x\nb = 1\n", Syntax, "'''x", "syntax error: this string does not end: close it with '''", 1),
            ("a = {x = 1\nb = 1\n", Syntax, "{x = 1", "syntax error: this table does not end: close it with }", 1),
            ("[t\n[u]\n", Syntax, "[t", "syntax error: close the name of this table with ]", 1),
            ("a = [\"x\" \"y\"]\nb = 1\n", Syntax, "\"", "syntax error: a comma is missing before this", 1),
            ("a\nb = 1\n", Syntax, "a", "syntax error: this is no entry: write a key, an equals sign and a value", 1),
            ("[[t]\na = 1\n[u]\n", Syntax, "[[t]", "syntax error: close the name of this table with ]]", 1),
            ("a = 1\na = 2\n", Error, "a", "\"a\" stands here a second time: the first counts, remove one of them", 1),
            ("[a]\n[a]\n", Error, "a", "\"a\" stands here a second time: the first counts, remove one of them", 1),
            ("a = []\n[[a]]\n", Error, "a", "\"a\" stands here a second time: the first counts, remove one of them", 1),
        ] {
            assert_eq!(faults(text), [(kind, place, message.to_owned())], "{text:?}");
            assert_eq!(read(text).0.entries.len(), left, "{text:?}");
        }
    }

    #[test]
    fn an_unclosed_bracket_leaves_the_other_tables() {
        let text = "allow = [\"a\", \"b\"\n\n[[override]]\npaths = [\"x\"\nprefer = \"off\"\n\n[[override]]\npaths = [\"y\"]\n";
        let (table, faults) = read(text);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert_eq!(faults.iter().map(|fault| fault.range.start).collect::<Vec<_>>(), [8, 40]);
        let Value::Array(tables) = &table.entries["override"].node.value else { panic!("{table:?}") };
        let keys = |node: &Node| match &node.value {
            Value::Table(table) => table.entries.keys().cloned().collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(tables.iter().map(keys).collect::<Vec<_>>(), [vec!["prefer"], vec!["paths"]]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn mutations_never_panic_and_both_ways_agree(
            edits in prop::collection::vec((0..VALID.len(), 0..30_usize, "[\\[\\]{}\"'=#,.\n\r a-b1\\\\é]{0,3}"), 1..4),
            end in 0..VALID.len() * 2,
        ) {
            let mut text = VALID.to_owned();
            for (at, cut, put) in edits {
                let start = boundary(&text, at);
                let end = boundary(&text, start + cut).max(start);
                text.replace_range(start..end, &put);
            }
            text.truncate(boundary(&text, end));
            let (table, faults) = read(&text);
            for fault in &faults {
                prop_assert!(text.get(fault.range.clone()).is_some(), "{fault:?}");
            }
            let clean = DeTable::parse(&text).is_ok();
            prop_assert_eq!(clean, faults.is_empty());
            if clean {
                prop_assert_eq!(recover(&text), (table, Vec::new()));
            }
        }
    }
}
