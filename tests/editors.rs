//! The page of editors: its snippets stand there as they stand in their files, and what could not be
//! had (Zed, Sublime Text) is at least held to what those editors read.
//!
//! `UPDATE=1 cargo test --test editors` writes the files into the page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use customary::prose::{self, Detected, Editor, Format, detect_language};
use serde_json::Value;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/editors.md");
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/editors");
/// The language of policies.
const POLICIES: &str = "toml";

/// The keys of a server's entry in the settings of Sublime's LSP 2.13.0.
const SUBLIME_KEYS: [&str; 16] = [
    "auto_complete_selector",
    "command",
    "diagnostics_mode",
    "disabled_capabilities",
    "enabled",
    "env",
    "experimental_capabilities",
    "file_watcher",
    "ignore_server_trigger_chars",
    "initialization_options",
    "markdown_language_map",
    "priority_selector",
    "schemes",
    "selector",
    "settings",
    "tcp_port",
];
/// What it calls the languages of these scopes.
const SUBLIME_LANGUAGES: [(&str, &str); 3] =
    [("text.html.markdown", "markdown"), ("text.plain", "plaintext"), ("source.toml", "toml")];

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The server reads these languages, texts and policies among them. Not every editor can have several servers for
/// one language: there nothing stands but what has no other.
fn assert_reads<'a>(ids: impl IntoIterator<Item = &'a str>) {
    let ids: Vec<&str> = ids.into_iter().collect();
    let read: Vec<Detected> = ids.iter().map(|id| detect_language(id, None)).collect();
    for (id, detected) in ids.iter().zip(&read) {
        assert!(matches!(detected, Detected::Known(_)) || *id == POLICIES, "{id} is not read");
    }
    assert!(ids.contains(&POLICIES), "policies: {ids:?}");
    for format in [Format::Markdown, Format::PlainText] {
        assert!(read.contains(&Detected::Known(format)), "{} is missing: {ids:?}", format.name());
    }
}

/// What an editor calls the formats, by `src/prose/data/editors.toml`, those of them that the server reads already.
fn names_of(editor: Editor) -> BTreeSet<&'static str> {
    let names = Format::ALL.iter().flat_map(|format| prose::editor_languages(editor, *format));
    names.map(String::as_str).collect()
}

/// A list of an editor holds the names of every format that is read, and no others than the data has.
fn assert_complete<'a>(editor: Editor, key: &str, listed: impl IntoIterator<Item = &'a str>) {
    let listed: BTreeSet<&str> = listed.into_iter().collect();
    let missing: Vec<_> = names_of(editor).into_iter().filter(|name| !listed.contains(name)).collect();
    assert!(missing.is_empty(), "{key}: add {missing:?}");
    let data: toml::Table = read("src/prose/data/editors.toml").parse().unwrap();
    let entries = data["entry"].as_array().unwrap().iter();
    let known: BTreeSet<&str> =
        entries.filter_map(|entry| entry.get(key)?.as_array()).flatten().map(|name| name.as_str().unwrap()).collect();
    let unknown: Vec<_> = listed.difference(&known).collect();
    assert!(unknown.is_empty(), "{key}: {unknown:?} are not in src/prose/data/editors.toml");
}

/// The words between two quotation marks, from a sign in a file to the next.
fn quoted<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    let list = text.split_once(from).unwrap_or_else(|| panic!("{from} is not there")).1;
    list.split_once(to).unwrap().0.split('\'').skip(1).step_by(2).collect()
}

#[test]
fn visual_studio_code_shows_every_format_to_the_server() {
    let languages = read("editors/vscode/src/documents.ts");
    let languages = quoted(&languages, "export const LANGUAGES = [", "]");
    let package: Value = serde_json::from_str(&read("editors/vscode/package.json")).unwrap();
    let events = package["activationEvents"].as_array().unwrap().iter().map(|event| event.as_str().unwrap());
    let waking: BTreeSet<&str> = events.filter_map(|event| event.strip_prefix("onLanguage:")).collect();
    assert_eq!(waking, languages.iter().copied().collect());
    assert_complete(Editor::VsCode, "vscode", languages);
}

#[test]
fn neovim_shows_every_format_to_the_server() {
    let config = read("editors/neovim/lsp/customary.lua");
    assert_complete(Editor::Neovim, "neovim", quoted(&config, "filetypes = {", "}"));
}

/// Each snippet stands on the page below a link to its file, in a code block.
#[test]
fn the_page_shows_the_files() {
    let page = read("docs/editors.md");
    let mut expected = page.clone();
    let mut names: Vec<_> = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert!(!names.is_empty());
    for name in names {
        let name = name.to_str().unwrap();
        let link = format!("](editors/{name})\n\n```");
        let at = expected.find(&link).unwrap_or_else(|| panic!("{name} is not linked on the page"));
        let start = at + link.len() + expected[at + link.len()..].find('\n').unwrap() + 1;
        let end = start + expected[start..].find("```\n").expect("its end");
        expected.replace_range(start..end, &read(&format!("docs/editors/{name}")));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, &expected).unwrap();
    }
    assert!(page == expected || std::env::var_os("UPDATE").is_some(), "UPDATE=1 cargo test --test editors");
}

#[test]
fn emacs_tells_languages_that_are_read() {
    let snippet = read("docs/editors/emacs.el");
    let mut ids: Vec<&str> =
        snippet.split(":language-id \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_reads(ids);
}

#[test]
fn kakoune_tells_languages_that_are_read() {
    let snippet = read("docs/editors/kakrc");
    let types = snippet.split("filetype=(?:").nth(1).unwrap().split(')').next().unwrap();
    let told = snippet.split("lsp_language_id ").nth(1).unwrap().lines().next().unwrap();
    assert_reads(types.split('|').map(|name| if name == "plain" { told } else { name }));
}

#[test]
fn sublime_takes_the_entry() {
    let settings: Value = serde_json::from_str(&read("docs/editors/LanguageServers.sublime-settings")).unwrap();
    let entry = settings["customary"].as_object().unwrap();
    assert_eq!(settings.as_object().unwrap().len(), 1);
    for key in entry.keys() {
        assert!(SUBLIME_KEYS.contains(&key.as_str()), "{key}");
    }
    assert_eq!(entry["enabled"], true);
    assert_eq!(entry["command"], serde_json::json!(["customary", "lsp"]));
    let language = |scope: &str| SUBLIME_LANGUAGES.iter().find(|(known, _)| *known == scope).expect(scope).1;
    assert_reads(entry["selector"].as_str().unwrap().split(" | ").map(language));
    for key in entry["settings"].as_object().unwrap().keys() {
        assert!(key.starts_with("customary."), "{key} is not in the section that the server asks for");
    }
}

#[test]
fn zed_knows_the_server() {
    let manifest: toml::Table = read("editors/zed/extension.toml").parse().unwrap();
    let package: toml::Table = read("editors/zed/Cargo.toml").parse().unwrap();
    for key in ["id", "name", "description"] {
        assert!(manifest[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    assert_eq!(manifest["schema_version"].as_integer(), Some(1));
    assert_eq!(manifest["version"], package["package"]["version"]);
    assert_eq!(manifest["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(package["lib"]["crate-type"].as_array().unwrap()[0].as_str(), Some("cdylib"));
    let servers = manifest["language_servers"].as_table().unwrap();
    assert_eq!(servers.keys().collect::<Vec<_>>(), ["customary"]);
    let ids = servers["customary"]["language_ids"].as_table().unwrap();
    let mut languages: Vec<_> = servers["customary"]["languages"].as_array().unwrap().iter().collect();
    languages.sort_by_key(|name| name.as_str());
    assert_eq!(languages.iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>(), ids.keys().collect::<Vec<_>>());
    assert_complete(Editor::Zed, "zed", ids.keys().map(String::as_str));
    // What the server is told leads to the format that is meant.
    for format in Format::ALL {
        for name in prose::editor_languages(Editor::Zed, *format) {
            let id = ids[name].as_str().unwrap();
            assert_eq!(detect_language(id, None), Detected::Known(*format), "{name}");
        }
    }

    let settings: Value = serde_json::from_str(&read("docs/editors/zed.json")).unwrap();
    let entry = &settings["lsp"]["customary"];
    assert_eq!(entry.as_object().unwrap().keys().collect::<Vec<_>>(), ["binary", "settings"]);
    assert_eq!(entry["binary"]["arguments"], serde_json::json!(["lsp"]));
}
