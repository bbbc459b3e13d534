//! What in a policy leads somewhere: to another policy, a preset, a page.

use std::ops::Range;

use crate::policy::presets;
use crate::policy::tree::{self, Node, Table, Value};

/// A value that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLink {
    /// The value without its quotation marks, in bytes of the text.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: LinkTarget,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// To a file, by its path from the folder of the policy. It need not be there.
    File(String),
    /// To a preset, by its name.
    Preset(String),
    /// To a page that is said to be about a concept.
    Page {
        /// As it is written. It need not be an address.
        address: String,
        /// The id of the concept.
        concept: Option<String>,
    },
}

/// The links of a policy, in order of place: what it extends, and where its concepts are explained.
pub fn links(text: &str) -> Vec<PolicyLink> {
    let (table, _) = tree::read(text);
    let mut out: Vec<PolicyLink> = strings(&table, "extends").filter_map(|node| extended(text, node)).collect();
    for concept in tables(&table, "concept") {
        let id = strings(concept, "id").next().and_then(string).map(str::to_owned);
        out.extend(strings(concept, "link").filter_map(|node| {
            let target = LinkTarget::Page { address: string(node)?.to_owned(), concept: id.clone() };
            Some(PolicyLink { range: inside(text, node), target })
        }));
    }
    out.sort_by_key(|link| link.range.start);
    out
}

fn extended(text: &str, node: &Node) -> Option<PolicyLink> {
    let entry = string(node).filter(|entry| !entry.is_empty())?;
    let target = match entry.strip_prefix("preset:") {
        Some(name) => LinkTarget::Preset(presets::preset(name).map(|_| name.to_owned())?),
        None => LinkTarget::File(entry.to_owned()),
    };
    Some(PolicyLink { range: inside(text, node), target })
}

/// The strings of a key: one alone, or those of a list.
fn strings<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Node> {
    let node = table.entries.get(key).map(|entry| &entry.node);
    let nodes: &[Node] = match node.map(|node| &node.value) {
        Some(Value::Array(nodes)) => nodes,
        _ => &[],
    };
    nodes.iter().chain(node).filter(|node| string(node).is_some())
}

fn string(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    let nodes: &[Node] = match table.entries.get(key).map(|entry| &entry.node.value) {
        Some(Value::Array(nodes)) => nodes,
        _ => &[],
    };
    nodes.iter().filter_map(|node| match &node.value {
        Value::Table(table) => Some(table),
        _ => None,
    })
}

/// The bytes of a string between its quotation marks: one of them, or three.
fn inside(text: &str, node: &Node) -> Range<usize> {
    let written = text.get(node.range.clone()).unwrap_or_default();
    let marks = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|marks| written.len() >= 2 * marks.len() && written.starts_with(marks) && written.ends_with(marks));
    let len = marks.map_or(0, str::len);
    node.range.start + len..node.range.end - len
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&str, String)> {
        let target = |target| match target {
            LinkTarget::File(path) => format!("file {path}"),
            LinkTarget::Preset(name) => format!("preset {name}"),
            LinkTarget::Page { address, concept } => format!("{} {address}", concept.unwrap_or_default()),
        };
        links(text).into_iter().map(|link| (&text[link.range], target(link.target))).collect()
    }

    #[test]
    fn what_is_extended_and_where_concepts_are_explained() {
        let text = "extends = ['../é.toml', \"preset:legal\", \"preset:none\", 3, \"\"]\nlink = \"no concept\"\n\n\
            [[concept]]\nid = \"a\"\nlink = \"\"\"https://x.org/a\"\"\"\n\n[[concept]]\nlink = 4\n[[concept]]\nlink = \"b\"\n";
        let expected = [
            ("../é.toml", "file ../é.toml"),
            ("preset:legal", "preset legal"),
            ("https://x.org/a", "a https://x.org/a"),
            ("b", " b"),
        ];
        assert_eq!(told(text), expected.map(|(range, target)| (range, target.to_owned())));
        assert_eq!(told("extends = \"a.toml\"\n"), [("a.toml", "file a.toml".to_owned())]);
    }

    #[test]
    fn a_text_that_is_being_typed_keeps_its_other_links() {
        let text = "extends = [\"a.toml\"]\nprefer = \n\n[[concept]]\nid = \"x\nlink = \"https://x.org\"\n";
        assert_eq!(told(text).len(), 2, "{:?}", told(text));
        for odd in ["", "extends", "extends = {}", "concept = 3", "[concept]\nlink = \"a\"", "extends = [[\"a\"]]"] {
            assert_eq!(told(odd), [], "{odd}");
        }
    }
}
