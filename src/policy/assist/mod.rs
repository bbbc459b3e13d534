//! What an editor tells and offers inside a policy: completion, hover, links, and the entries that findings
//! come from.
//!
//! Pure: a text and bytes of it in, plain data out. The text is one that is being typed, so nothing
//! here asks that it be TOML. What lies around the file comes through [`Around`].

mod complete;
mod cursor;
mod entries;
mod hover;
mod links;

pub use complete::{Completion, CompletionKind, complete};
pub use entries::{PolicyEntry, entries};
pub use hover::{PolicyHover, hover};
pub use links::{LinkTarget, PolicyLink, links};

use std::path::Path;

use super::file::PolicyFile;
use super::presets;
use crate::terms;

/// What lies around a policy file.
pub trait Around {
    /// What a folder holds, given by its path from the folder of the policy (`""`, `"../house/"`).
    fn list(&self, folder: &str) -> Vec<Neighbour>;

    /// The concepts in force, as ids with definitions.
    fn concepts(&self) -> Vec<(String, String)>;
}

/// A file or folder beside a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Neighbour {
    /// A file of this name.
    File(String),
    /// A folder of this name.
    Folder(String),
}

/// Every concept that can be disabled, as ids with definitions: the pair, those of the text, those in force.
fn concepts(text: &str, around: &dyn Around) -> Vec<(String, String)> {
    let pair = terms::pair();
    let mut out = vec![(pair.id.clone(), pair.definition.clone())];
    let file = PolicyFile::parse(Path::new("").into(), text.to_owned());
    let own = file.content.concepts.into_iter();
    let own = own.map(|concept| (concept.id.value, concept.definition.unwrap_or_default()));
    for (id, definition) in own.chain(around.concepts()) {
        if out.iter().all(|(known, _)| *known != id) {
            out.push((id, definition));
        }
    }
    out
}

/// What a preset is for, where that was published, and what it sets. As Markdown.
fn about_preset(name: &str) -> Option<String> {
    let content = &presets::file(name)?.content;
    let mut out = format!("**preset:{name}**");
    let mut paragraph = |text: &str| {
        out.push_str("\n\n");
        out.push_str(text);
    };
    if let Some(reason) = &content.reason {
        paragraph(&reason.value);
    }
    let mut sets = Vec::new();
    sets.extend(content.prefer.as_ref().and_then(|prefer| {
        let named = super::Prefer::NAMES.into_iter().find(|(_, value)| *value == prefer.value);
        named.map(|(name, _)| format!("`prefer = \"{name}\"`"))
    }));
    sets.extend(counted(content.allow.len(), "phrase in `allow`", "phrases in `allow`"));
    sets.extend(counted(content.when.len(), "`[[when]]`", "`[[when]]`"));
    sets.extend(counted(content.overrides.len(), "`[[override]]`", "`[[override]]`"));
    sets.extend(counted(content.judgements.len(), "`[[judgement]]`", "`[[judgement]]`"));
    sets.extend(content.concepts.iter().map(|concept| format!("the concept `{}`", concept.id.value)));
    sets.extend(content.extends.iter().map(|entry| format!("all of `{}`", entry.value)));
    if !sets.is_empty() {
        paragraph(&format!("It sets {}.", sets.join(", ")));
    }
    if !content.sources.is_empty() {
        let sources: Vec<String> = content.sources.iter().map(|source| format!("- {}", source.value)).collect();
        paragraph(&format!("Sources:\n\n{}", sources.join("\n")));
    }
    Some(out)
}

fn counted(count: usize, one: &str, more: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {more}")),
    }
}
