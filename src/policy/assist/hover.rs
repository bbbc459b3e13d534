//! What the thing under the cursor means.

use std::ops::Range;

use super::cursor::{At, ValueAt, name, spot};
use super::{Around, about_preset, concepts};
use crate::policy::model::{Key, Kind, Model, Named, model};

/// What is told of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyHover {
    /// What it is about, in bytes of the text.
    pub range: Range<usize>,
    /// As Markdown.
    pub markdown: String,
}

/// What stands at `offset` of a policy.
pub fn hover(text: &str, offset: usize, around: &dyn Around) -> Option<PolicyHover> {
    let model = model();
    let spot = spot(text, offset);
    match spot.at {
        At::Comment => None,
        At::Header(range) => {
            let table = model.table(name(text, range.clone()))?;
            let keys: Vec<String> = model.keys(&table.name).map(|key| format!("`{}`", key.name)).collect();
            let markdown = format!(
                "**[[{}]]**\n\n{}\n\nKeys: {}\n\n{}",
                table.name,
                table.doc,
                keys.join(", "),
                toml(&table.example)
            );
            Some(PolicyHover { range, markdown })
        }
        At::Key { range, .. } => {
            let key = model.key(spot.table, text.get(range.clone())?)?;
            Some(PolicyHover { range, markdown: about_key(model, key) })
        }
        At::Value(value) => {
            let key = model.key(spot.table, value.key)?;
            let written = text.get(value.range.clone()).unwrap_or_default();
            match about_value(model, key, written, text, around) {
                Some(markdown) => Some(PolicyHover { range: value.range, markdown }),
                None => {
                    let ValueAt { key_range, .. } = value;
                    Some(PolicyHover { range: key_range, markdown: about_key(model, key) })
                }
            }
        }
    }
}

fn about_value(model: &Model, key: &Key, written: &str, text: &str, around: &dyn Around) -> Option<String> {
    if let Some(value) = model.values(key).iter().find(|value| value.name == written) {
        return Some(about_name(value));
    }
    match key.kind {
        Kind::Policies => about_preset(written.strip_prefix("preset:")?),
        Kind::ConceptIds => {
            let (id, definition) = concepts(text, around).into_iter().find(|(id, _)| id == written)?;
            Some(format!("**{id}**\n\n{definition}"))
        }
        _ => None,
    }
}

pub(super) fn about_name(value: &Named) -> String {
    format!("**{}**\n\n{}", value.name, value.doc)
}

pub(super) fn about_key(model: &Model, key: &Key) -> String {
    let mut out = format!("**{}**: {}\n\n{}", key.name, key.type_name(), key.doc);
    let names: Vec<String> =
        model.values(key).iter().map(|value| format!("- `\"{}\"`: {}", value.name, value.doc)).collect();
    if !names.is_empty() {
        out.push_str(&format!("\n\n{}", names.join("\n")));
    }
    match &key.default {
        Some(default) => out.push_str(&format!("\n\nDefault: {default}")),
        None => out.push_str("\n\nMust be there."),
    }
    let table = model.table(&key.name).filter(|_| key.kind == Kind::Tables);
    let example = key.example.as_ref().map(|value| format!("{} = {value}", key.name));
    if let Some(example) = example.or_else(|| table.map(|table| table.example.clone())) {
        out.push_str(&format!("\n\n{}", toml(&example)));
    }
    out
}

fn toml(example: &str) -> String {
    format!("```toml\n{}\n```", example.trim())
}
