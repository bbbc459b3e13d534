//! Takes typed values out of a tree and says what is wrong with those of another type.

use std::ops::Range;

use super::names::{choices, nearest};
use super::tree::{Entry, Fault, FaultKind, Node, Value};

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
    /// A single entry as well; the caller has looked for that.
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

    pub(super) fn error(&mut self, range: Range<usize>, message: String) {
        self.faults.push(Fault { range, kind: FaultKind::Error, message });
    }

    pub(super) fn warn(&mut self, range: Range<usize>, message: String) {
        self.faults.push(Fault { range, kind: FaultKind::Warning, message });
    }

    pub(super) fn unknown_key(&mut self, name: &str, range: Range<usize>, known: &[&str]) {
        let message = match nearest(name, known) {
            Some(near) => format!("unknown key \"{name}\": did you mean \"{near}\"?"),
            None => format!("unknown key \"{name}\": the keys here are {}", choices(known)),
        };
        self.warn(range, message);
    }

    /// Says of every table of a key that later versions read that this one does not.
    pub(super) fn not_yet(&mut self, name: &str, entry: &Entry) {
        let places = match &entry.node.value {
            Value::Array(nodes) if !nodes.is_empty() => nodes.iter().map(|node| node.range.clone()).collect(),
            _ => vec![entry.key.clone()],
        };
        for place in places {
            self.warn(place, format!("[[{name}]] is not read by this version yet: it has no effect"));
        }
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

    /// A list of strings; each entry of another type is a fault, and the others count.
    pub(super) fn strings(&mut self, key: &str, node: Node, accepts: Accepts) -> Option<Vec<Spanned<String>>> {
        let Value::Array(nodes) = node.value else {
            let also = match accepts {
                Accepts::List => String::new(),
                Accepts::ListOr(what) => format!("{what} in quotes, or "),
            };
            let message = match node.value {
                Value::String(text) => format!("\"{key}\" must be a list: write [{}]", quoted(&text)),
                other => {
                    format!("\"{key}\" must be {also}a list of strings in quotes, not {}", other.type_name())
                }
            };
            self.error(node.range, message);
            return None;
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
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
