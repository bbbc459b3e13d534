//! The borders of the house: which room may name what, and how long a file may grow.
//!
//! The rules are those of `ARCHITECTURE.md`. Where one of these tests fails, either the code is in the
//! wrong room or the rule is wrong; change one of them on purpose.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::{Path, PathBuf};

/// The rooms from the ground up; a room may use those before it, and never one after it.
const ROOMS: [&str; 9] = ["text", "terms", "prose", "sense", "policy", "check", "workspace", "server", "cli"];

/// Pairs on one floor that must not see each other.
const STRANGERS: [(&str, &str); 3] = [("terms", "prose"), ("prose", "terms"), ("cli", "server")];

/// What only some rooms may name: a needle, and the rooms that may.
const NAMES: [(&str, &[&str]); 9] = [
    ("ropey", &["text"]),
    ("tower_lsp", &["server"]),
    ("lsp_types", &["server"]),
    ("ls_types", &["server"]),
    ("async fn", &["server"]),
    (".await", &["server"]),
    ("tokio", &["server"]),
    ("pulldown_cmark", &["prose"]),
    ("std::fs", &["policy", "workspace", "cli", "server"]),
];

/// Lines of a source file before its tests.
const LONGEST: usize = 500;

struct Source {
    room: String,
    path: PathBuf,
    /// Without comments and without the tests at its foot.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&root).unwrap();
            let first = relative.iter().next().unwrap().to_str().unwrap();
            // A file that holds nothing but tests is a test, wherever it stands.
            let text = std::fs::read_to_string(&path).unwrap();
            let all_tests = path.file_stem().is_some_and(|stem| stem == "tests");
            let text = if all_tests { "" } else { text.split("\n#[cfg(test)]\nmod ").next().unwrap() };
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            Source {
                room: first.trim_end_matches(".rs").to_owned(),
                path: relative.to_owned(),
                code,
                lines: text.lines().count(),
            }
        })
        .collect()
}

#[test]
fn every_file_stands_in_a_room() {
    for source in sources() {
        let known = ROOMS.contains(&source.room.as_str()) || ["lib", "main", "data"].contains(&source.room.as_str());
        assert!(known, "src/{} stands in no room; the rooms are {ROOMS:?}", source.path.display());
    }
}

#[test]
fn imports_run_one_way() {
    for source in sources() {
        let Some(floor) = ROOMS.iter().position(|room| *room == source.room) else { continue };
        for (index, room) in ROOMS.iter().enumerate() {
            let strangers = STRANGERS.contains(&(source.room.as_str(), room));
            if index > floor || strangers {
                let used = uses(&source.code, room);
                assert!(!used, "src/{} uses the room `{room}`, which it must not see", source.path.display());
            }
        }
    }
}

/// Whether code names `crate::room`, alone or in a `use crate::{…}` list.
fn uses(code: &str, room: &str) -> bool {
    let direct = format!("crate::{room}");
    let named = code.match_indices(&direct).any(|(at, _)| {
        let next = code[at + direct.len()..].chars().next();
        !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
    });
    named
        || code.split("use crate::{").skip(1).any(|list| {
            let list = list.split(';').next().unwrap_or_default();
            list.split([',', '{', '}', ' ', '\n']).any(|item| item.split("::").next() == Some(room))
        })
}

#[test]
fn rooms_name_only_what_is_theirs() {
    for source in sources() {
        for (needle, rooms) in NAMES {
            let allowed = rooms.contains(&source.room.as_str());
            let named = source.code.contains(needle);
            assert!(allowed || !named, "src/{} names `{needle}`, which belongs to {rooms:?}", source.path.display());
        }
    }
}

#[test]
fn files_stay_within_a_sitting() {
    for source in sources() {
        let (path, lines) = (source.path.display(), source.lines);
        assert!(lines <= LONGEST, "src/{path} has {lines} lines before its tests, more than {LONGEST}: split it");
    }
    let main = sources().into_iter().find(|source| source.room == "main").unwrap();
    assert!(main.lines < 80, "src/main.rs has {} lines; it only hands on", main.lines);
}

#[test]
fn every_module_says_what_it_owns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for source in sources() {
        let text = std::fs::read_to_string(root.join(&source.path)).unwrap();
        assert!(text.starts_with("//!"), "src/{} opens without saying what it owns", source.path.display());
    }
}
