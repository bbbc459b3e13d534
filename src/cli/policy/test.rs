//! `customary policy test`: runs the examples that policies carry.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Desk;
use crate::check;
use crate::cli::output::{Level, counted};
use crate::policy::{Disk, FILE_NAMES, Overrides, Policies};
use crate::workspace::{Selection, walk};

/// What came of the examples.
#[derive(Default)]
struct Outcome {
    policies: usize,
    examples: usize,
    failing: usize,
    /// Something kept a policy from being tested, or is wrong in it.
    broken: bool,
}

/// Tests the policies that the paths mean: a policy file itself, those in a folder and the one that
/// governs it, the one that governs a file.
pub(super) fn run(desk: &mut Desk, paths: &[PathBuf]) -> u8 {
    let mut outcome = Outcome::default();
    let policies = meant(desk, paths, &mut outcome);
    if policies.is_empty() {
        if !outcome.broken {
            desk.say(Level::Error, "no policy governs these files, so there is nothing to test".to_owned());
        }
        return 2;
    }
    for policy in &policies {
        test(desk, policy, &mut outcome);
    }
    desk.terminal.print(&closing(&outcome));
    match outcome {
        Outcome { broken: true, .. } => 2,
        Outcome { failing: 0, .. } => 0,
        Outcome { .. } => 1,
    }
}

/// The policy files that are meant, each once, in order of path.
fn meant(desk: &mut Desk, paths: &[PathBuf], outcome: &mut Outcome) -> BTreeSet<PathBuf> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let is_policy =
        |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| FILE_NAMES.contains(&name));
    let walk = walk(Selection { folder: &desk.folder, paths, threads: 1 }, is_policy);
    for fault in walk.faults {
        outcome.broken = true;
        desk.say(Level::Error, format!("{}: {}", fault.shown, fault.message));
    }
    let policies = Policies::new(Disk, Overrides::default());
    let of_file = |path: &Path, named: bool| {
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if is_policy(path) || (named && is_toml) { Some(path.to_owned()) } else { None }
    };
    let mut found = BTreeSet::new();
    for source in &walk.sources {
        let governing = || policies.governing(&source.path).filter(|_| source.named);
        found.extend(of_file(&source.path, source.named).or_else(governing));
    }
    found.extend(walk.folders.iter().filter_map(|folder| policies.governing(&folder.join("untitled"))));
    found
}

fn test(desk: &mut Desk, policy: &Path, outcome: &mut Outcome) {
    let policies = Policies::new(Disk, Overrides { prefer: None, config: Some(policy.to_owned()) });
    let rules = policies.rules_without_path(None);
    let examples = policies.examples(policy);
    outcome.policies += 1;
    outcome.examples += examples.len();
    outcome.broken |= desk.say_problems(policies.problems());
    for problem in check::failing(&examples, &rules) {
        outcome.failing += 1;
        let said = desk.problem(problem, desk.terminal.coloured);
        desk.terminal.print(&said);
    }
}

fn closing(outcome: &Outcome) -> String {
    let policies = counted(outcome.policies, "policy");
    match (outcome.examples, outcome.failing) {
        (0, _) => format!("no examples in {policies}: `[[example]]` gives some, with `report` and `keep`\n"),
        (all, 0) => format!("{} as expected in {policies}\n", counted(all, "example")),
        (all, failing) => format!("{failing} of {} not as expected in {policies}\n", counted(all, "example")),
    }
}
