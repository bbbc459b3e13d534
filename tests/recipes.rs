//! The policies that others start from, presets and recipes, do what they say: each is read without a
//! problem, and its own examples come true. The page of recipes shows the files as they stand.
//!
//! `UPDATE=1 cargo test --test recipes` writes the files into the page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::io;
use std::path::{Path, PathBuf};

use customary::check;
use customary::policy::{Expect, Files, Overrides, PRESETS, Policies, Problem};

const POLICY: &str = "/w/customary.toml";
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/recipes");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/recipes.md");

/// A disk that holds one policy.
struct OnlyPolicy(String);

impl Files for OnlyPolicy {
    fn read(&self, path: &Path) -> io::Result<Option<String>> {
        Ok((path == Path::new(POLICY)).then(|| self.0.clone()))
    }

    fn is_repository_root(&self, folder: &Path) -> bool {
        folder == Path::new("/w")
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }
}

/// Everything wrong with a policy: what cannot be read, and examples that do not come true.
fn faults(policy: &str, name: &str, least: usize) -> Vec<String> {
    let policies = Policies::new(OnlyPolicy(policy.to_owned()), Overrides::default());
    let rules = policies.rules(Path::new("/w/page.md"));
    let examples = policies.examples(Path::new(POLICY));
    let told = |problem: Problem| {
        let line = problem.place.text[..problem.place.range.start].lines().count().max(1);
        let entry = &problem.place.text[problem.place.range.clone()];
        format!("{name}:{line}: {}: {entry}", problem.message)
    };
    let mut faults: Vec<String> = policies.problems().into_iter().map(told).collect();
    faults.extend(check::failing(&examples, &rules).into_iter().map(told));
    for expect in [Expect::Report, Expect::Keep] {
        let count = examples.iter().filter(|example| example.expect == expect).count();
        if count < least {
            faults.push(format!("{name}: {count} examples of {expect:?}"));
        }
    }
    faults
}

/// The recipes: name and text, in order of name.
fn recipes() -> Vec<(String, String)> {
    let files = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut recipes: Vec<_> = files.map(|path| (name(&path), std::fs::read_to_string(&path).unwrap())).collect();
    recipes.sort();
    recipes
}

/// The lines of a policy that say something, its examples aside.
fn length(policy: &str) -> usize {
    let mut is_example = false;
    let counts = |line: &&str| {
        let line = line.trim();
        is_example = if line.starts_with("[[") { line.starts_with("[[example]]") } else { is_example };
        !is_example && !line.is_empty() && !line.starts_with('#')
    };
    policy.lines().filter(counts).count()
}

#[test]
fn the_examples_of_every_preset_come_true() {
    let faults: Vec<String> = PRESETS.iter().flat_map(|preset| faults(preset.text, preset.name, 5)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_preset_works_through_extends() {
    for preset in PRESETS {
        // The examples of a preset are its own: a policy that extends it is held to none of them.
        let policy = format!("extends = [\"preset:{}\"]\n", preset.name);
        assert_eq!(faults(&policy, preset.name, 0), Vec::<String>::new());
        let own = preset.text.find("[[example]]").map(|at| &preset.text[at..]).unwrap();
        assert_eq!(faults(&format!("{policy}\n{own}"), preset.name, 5), Vec::<String>::new());
    }
}

#[test]
fn the_examples_of_every_recipe_come_true() {
    let faults: Vec<String> = recipes().iter().flat_map(|(name, policy)| faults(policy, name, 2)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn recipes_are_short() {
    for (name, policy) in recipes() {
        assert!(length(&policy) < 15, "{name}: {} lines", length(&policy));
    }
}

/// Each recipe stands on the page below a link to its file, in a `toml` block.
#[test]
fn the_page_shows_the_files() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let mut expected = page.clone();
    for (name, policy) in recipes() {
        let link = format!("](recipes/{name}.toml)");
        let at = expected.find(&link).unwrap_or_else(|| panic!("{name} is not linked on the page"));
        let start = at + expected[at..].find("```toml\n").expect("a block") + "```toml\n".len();
        let end = start + expected[start..].find("```\n").expect("its end");
        expected.replace_range(start..end, &policy);
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, &expected).unwrap();
    }
    assert!(page == expected || std::env::var_os("UPDATE").is_some(), "UPDATE=1 cargo test --test recipes");
}
