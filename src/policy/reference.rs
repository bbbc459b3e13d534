//! The parts of `docs/policy.md` that are made from [`super::model`] and the presets. Between two marks
//! on the page stands what is made here; all around them is written by hand.
//!
//! `UPDATE=1 cargo test --lib policy::reference` writes the page anew.

use std::path::Path;

use super::model::{Key, Kind, Model, TOP, model};
use super::{PRESETS, presets};

const OPEN: &str = "<!-- made from src/policy/data/keys.toml: ";
const CLOSE: &str = "<!-- end of what is made -->\n";

/// The page with what is made put between its marks, and the names of the parts.
fn page(text: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut names = Vec::new();
    let mut parts = text.split(OPEN);
    out.push_str(parts.next().unwrap());
    for part in parts {
        let (name, rest) = part.split_once(" -->\n").unwrap();
        let (_, after) = rest.split_once(CLOSE).unwrap_or_else(|| panic!("{name} does not end with {CLOSE}"));
        out.push_str(&format!("{OPEN}{name} -->\n\n{}\n{CLOSE}{after}", made(name)));
        names.push(name.to_owned());
    }
    (out, names)
}

fn made(name: &str) -> String {
    match name {
        "presets" => presets_table(),
        table => keys(model(), table),
    }
}

fn keys(model: &Model, name: &str) -> String {
    let table = model.table(name).unwrap_or_else(|| panic!("there is no table {name}"));
    let mut out = String::new();
    if name != TOP {
        out.push_str(&format!("{}\n\n", table.doc.trim()));
    }
    out.push_str(&format!("```toml\n{}\n```\n\n", table.example.trim()));
    out.push_str("| key | type | default | what it says |\n| --- | --- | --- | --- |\n");
    for key in model.keys(name) {
        let default = if key.required { "must be there" } else { key.default.as_deref().unwrap_or_default() };
        out.push_str(&format!("| {} | {} | {default} | {} |\n", shown(key), key.type_name(), short(key)));
    }
    if let Some((last, most)) = table.any_of.split_last() {
        let most: Vec<String> = most.iter().map(|key| format!("`{key}`")).collect();
        out.push_str(&format!("\nAt least one of {} and `{last}` must be there.\n", most.join(", ")));
    }
    for key in model.keys(name).filter(|key| key.kind != Kind::Tables) {
        let example = key.example.as_deref().unwrap_or_default();
        out.push_str(&format!("\n**`{}`**: {} Example: `{} = {example}`.\n", key.name, key.doc.trim(), key.name));
        out.push_str(&values(model, key));
    }
    out
}

/// The first sentence of its documentation.
fn short(key: &Key) -> &str {
    key.doc.split_once(". ").map_or(&key.doc, |(first, _)| &key.doc[..=first.len()])
}

fn shown(key: &Key) -> String {
    match key.kind {
        Kind::Tables => format!("[`[[{}]]`](#{})", key.name, key.name),
        _ => format!("`{}`", key.name),
    }
}

/// The names that a value may be, where the page names them for the first time.
fn values(model: &Model, key: &Key) -> String {
    let first = model.keys.iter().find(|other| other.of == key.of).is_some_and(|first| std::ptr::eq(first, key));
    let values = model.values(key);
    if values.is_empty() {
        return String::new();
    }
    if !first {
        let names: Vec<String> = values.iter().map(|value| format!("`\"{}\"`", value.name)).collect();
        return format!("Names: {}.\n", names.join(", "));
    }
    let rows: String = values.iter().map(|value| format!("| `\"{}\"` | {} |\n", value.name, value.doc)).collect();
    format!("\n| name | means |\n| --- | --- |\n{rows}")
}

fn presets_table() -> String {
    let mut out = "| in `extends` | why |\n| --- | --- |\n".to_owned();
    for preset in PRESETS {
        let file = presets::file(preset.name).unwrap();
        let reason = file.content.reason.as_ref().map_or("", |reason| reason.value.as_str());
        out.push_str(&format!("| `\"preset:{}\"` | {reason} |\n", preset.name));
    }
    out
}

#[test]
fn the_reference_is_made_from_the_keys() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policy.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (made, names) = page(&text);
    for table in &model().tables {
        assert!(names.contains(&table.name), "docs/policy.md leaves out {}", table.name);
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert!(text == made, "docs/policy.md is stale: run the tests with UPDATE=1");
    }
}
