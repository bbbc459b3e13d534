//! What `editors/helix/languages.toml` says, against what Helix says of the same languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use customary::prose::{self, Detected, Editor, Format, detect_language};
use libtest_mimic::{Failed, Trial};

use crate::editor::root;

/// The language of policies.
const POLICIES: &str = "toml";

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("languages::keep_the_default_servers", keep_the_default_servers),
        Trial::test("languages::cover_every_format", cover_every_format),
        Trial::test("languages::start_the_server", start_the_server),
    ]
}

fn table(path: &str) -> toml::Table {
    fs::read_to_string(root().join(path)).unwrap().parse().unwrap()
}

fn languages() -> BTreeMap<String, toml::Table> {
    let ours = table("editors/helix/languages.toml");
    let entries = ours["language"].as_array().unwrap().iter().map(|entry| entry.as_table().unwrap().clone());
    entries.map(|entry| (entry["name"].as_str().unwrap().to_owned(), entry)).collect()
}

fn texts(value: Option<&toml::Value>) -> Vec<String> {
    let values = value.and_then(toml::Value::as_array).into_iter().flatten();
    values.map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// The servers that the configuration names for each language.
pub(crate) fn servers() -> BTreeMap<String, Vec<String>> {
    languages().into_iter().map(|(name, entry)| (name, texts(entry.get("language-servers")))).collect()
}

/// A list of servers replaces Helix's own: whoever copies it must not lose one that worked before.
fn keep_the_default_servers() -> Result<(), Failed> {
    for (version, defaults) in table("tests/helix/defaults.toml") {
        let defaults = defaults.as_table().unwrap();
        for (language, ours) in servers() {
            let theirs = texts(defaults.get(&language));
            let (last, before) = ours.split_last().ok_or("an empty list")?;
            let kept: Vec<_> = before.iter().filter(|server| theirs.contains(server)).cloned().collect();
            if last != "customary" || kept != theirs {
                return Err(format!("{language}: Helix {version} has {theirs:?}, we have {ours:?}").into());
            }
        }
    }
    // And nothing is added but what some version has.
    let known: BTreeSet<_> = table("tests/helix/defaults.toml")
        .values()
        .flat_map(|defaults| defaults.as_table().unwrap().values().flat_map(|servers| texts(Some(servers))))
        .collect();
    for (language, ours) in servers() {
        if let Some(server) = ours.iter().find(|server| *server != "customary" && !known.contains(*server)) {
            return Err(format!("{language}: no Helix has {server}").into());
        }
    }
    Ok(())
}

/// Each format that is read has a language, and the server reads what Helix calls it.
fn cover_every_format() -> Result<(), Failed> {
    let languages = languages();
    for format in Format::ALL.iter().copied() {
        for language in prose::editor_languages(Editor::Helix, format) {
            let entry = languages.get(language).ok_or(format!("{language} is not in languages.toml"))?;
            let id = entry.get("language-id").map_or(language.as_str(), |id| id.as_str().unwrap());
            if detect_language(id, None) != Detected::Known(format) {
                return Err(format!("the server does not read “{id}” as {}", format.name()).into());
            }
        }
    }
    if languages.contains_key(POLICIES) { Ok(()) } else { Err("policies are not shown to the server".into()) }
}

fn start_the_server() -> Result<(), Failed> {
    let ours = table("editors/helix/languages.toml");
    let server = &ours["language-server"]["customary"];
    match (server["command"].as_str(), texts(server.get("args")).as_slice()) {
        (Some("customary"), [argument]) if argument == "lsp" => Ok(()),
        _ => Err(format!("{server:?}").into()),
    }
}
