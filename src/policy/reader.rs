//! Takes typed values out of a tree and says what is wrong with those of another type.

use std::ops::Range;

use super::names::{choices, nearest};
use super::tree::{Entry, Fault, FaultKind, Node, Table, Value};

/// A value with its bytes.
#[derive(Debug, Clone)]
pub(super) struct Spanned<T> {
    pub(super) value: T,
    pub(super) range: Range<usize>,
}

/// What may stand where a list is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Accepts {
    /// A list and nothing else.
    List,
    /// A single entry as well; holds what to call it.
    ListOr(&'static str),
}

/// Collects the faults of one file.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) faults: Vec<Fault>,
}

impl Reader {
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        Self { faults }
    }

    pub(super) fn error(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.faults.push(Fault { range, kind: FaultKind::Error, message: message.into() });
    }

    pub(super) fn warn(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.faults.push(Fault { range, kind: FaultKind::Warning, message: message.into() });
    }

    pub(super) fn unknown_key(&mut self, name: &str, range: Range<usize>, known: &[&str]) {
        let message = match nearest(name, known) {
            Some(near) => format!("unknown key \"{name}\": did you mean \"{near}\"?"),
            None => format!("unknown key \"{name}\": the keys here are {}", choices(known)),
        };
        self.warn(range, message);
    }

    /// One of a few words.
    pub(super) fn choice<T>(
        &mut self,
        key: &str,
        node: &Node,
        known: &[&str],
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Value::String(name) = &node.value else {
            let what = node.value.type_name();
            let message = format!("\"{key}\" must be one of {} in quotes, not {what}", choices(known));
            self.error(node.range.clone(), message);
            return None;
        };
        match parse(name) {
            Ok(value) => Some(value),
            Err(why) => {
                self.error(node.range.clone(), format!("\"{key}\": {why}"));
                None
            }
        }
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, key: &str, node: &Node) -> Option<usize> {
        let count = match &node.value {
            Value::Integer(Some(number)) => usize::try_from(*number).ok().filter(|count| *count > 0),
            _ => None,
        };
        if count.is_none() {
            self.error(node.range.clone(), format!("\"{key}\" must be a whole number from 1, without quotes"));
        }
        count
    }

    /// A string that says something.
    pub(super) fn string(&mut self, key: &str, node: Node) -> Option<Spanned<String>> {
        match node.value {
            Value::String(value) if value.trim().is_empty() => {
                self.warn(node.range, format!("\"{key}\" is empty: write what it should say, or take the key out"));
                None
            }
            Value::String(value) => Some(Spanned { value, range: node.range }),
            other => {
                self.error(node.range, format!("\"{key}\" must be a string in quotes, not {}", other.type_name()));
                None
            }
        }
    }

    /// A list of strings; each entry of another type is a fault, and the others count.
    pub(super) fn strings(&mut self, key: &str, node: Node, accepts: Accepts) -> Option<Vec<Spanned<String>>> {
        let nodes = match (node.value, accepts) {
            (Value::Array(nodes), _) => nodes,
            (Value::String(value), Accepts::ListOr(_)) => return Some(vec![Spanned { value, range: node.range }]),
            (Value::String(text), Accepts::List) => {
                self.error(node.range, format!("\"{key}\" must be a list: write [{}]", quoted(&text)));
                return None;
            }
            (other, accepts) => {
                let also = match accepts {
                    Accepts::List => String::new(),
                    Accepts::ListOr(what) => format!("{what} in quotes, or "),
                };
                let what = other.type_name();
                self.error(node.range, format!("\"{key}\" must be {also}a list of strings in quotes, not {what}"));
                return None;
            }
        };
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node.value {
                Value::String(value) => out.push(Spanned { value, range: node.range }),
                other => {
                    let message =
                        format!("an entry of \"{key}\" must be a string in quotes, not {}", other.type_name());
                    self.error(node.range, message);
                }
            }
        }
        Some(out)
    }

    /// A list of strings that say something: words, phrases, sentences.
    pub(super) fn texts(&mut self, key: &str, node: Node, accepts: Accepts) -> Option<Vec<Spanned<String>>> {
        let mut list = self.strings(key, node, accepts)?;
        list.retain(|entry| {
            let says_something = !entry.value.trim().is_empty();
            if !says_something {
                let message = format!("an empty entry of \"{key}\" says nothing: write it, or take it out");
                self.warn(entry.range.clone(), message);
            }
            says_something
        });
        Some(list)
    }

    /// A table of names that the policy gives meaning to: `{ term = value }`.
    pub(super) fn table(&mut self, key: &str, node: Node) -> Option<Table> {
        match node.value {
            Value::Table(table) => Some(table),
            other => {
                let message = format!("\"{key}\" must be a table, {{ term = … }}, not {}", other.type_name());
                self.error(node.range, message);
                None
            }
        }
    }

    /// Tables that are each opened by `[[name]]`, with the bytes of their headers.
    pub(super) fn tables(&mut self, name: &str, entry: Entry) -> Vec<(Table, Range<usize>)> {
        let range = entry.node.range;
        let Value::Array(nodes) = entry.node.value else {
            let message = match entry.node.value {
                Value::Table(_) => format!("write [[{name}]], with two brackets: there may be several"),
                other => format!("\"{name}\" must be tables, each opened by [[{name}]], not {}", other.type_name()),
            };
            self.error(range, message);
            return Vec::new();
        };
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node.value {
                Value::Table(table) => out.push((table, node.range)),
                other => {
                    let message =
                        format!("\"{name}\" must hold tables, not {}: open each by [[{name}]]", other.type_name());
                    self.error(node.range, message);
                }
            }
        }
        out
    }
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
