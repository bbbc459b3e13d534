//! `customary policy show`: what is in force for a file, each value with where it comes from, or what a
//! preset says. What is printed is a policy itself.

use std::path::Path;

use super::{Desk, preset};
use crate::cli::output::Level;
use crate::policy::{self, Disk, Effective, EffectiveEntry, LeftAlone, Origin, Overrides, Policies, Source};
use crate::text::Encoding;

/// The keys that hold lists, printed an entry a line.
const LISTS: [&str; 6] = ["include", "exclude", "allow", "when", "judgement", "concept"];

/// The keys that only an override can hold.
const OF_OVERRIDES: [&str; 2] = ["disable", "format"];

pub(super) fn run(desk: &mut Desk, of: &str) -> u8 {
    if let Some(name) = of.strip_prefix("preset:") {
        return show_preset(desk, name);
    }
    let mut path = desk.folder.join(of);
    let mut of = of.to_owned();
    if path.is_dir() {
        // Policies are for files: a folder has what most files in it have.
        path.push("README.md");
        of = format!("a Markdown file in {of}");
    }
    let policies = Policies::new(Disk, Overrides::default());
    let effective = policies.effective(&path);
    let text = text(desk, &of, &effective);
    desk.terminal.print(&text);
    if desk.say_problems(policies.problems()) { 2 } else { 0 }
}

fn show_preset(desk: &mut Desk, name: &str) -> u8 {
    if let Some(preset) = policy::preset(name) {
        desk.terminal.print(preset.text);
        return 0;
    }
    let (_, problems) = preset::rules(name);
    for problem in problems {
        desk.say(Level::Error, problem.message);
    }
    2
}

fn text(desk: &Desk, of: &str, effective: &Effective) -> String {
    let mut out = match &effective.governing {
        Some(path) => format!("# In force for {}, by {}.\n", of, desk.name(path)),
        None => format!("# In force for {of}: no policy governs it.\n"),
    };
    if let Some(why) = effective.left_alone {
        out.push_str(&format!("# It is not checked: {}.\n", left_alone(why)));
    }
    let (of_overrides, own): (Vec<_>, Vec<_>) =
        effective.entries.iter().partition(|entry| OF_OVERRIDES.contains(&entry.key));
    for entries in own.chunk_by(|a, b| a.key == b.key) {
        list_or_value(desk, &mut out, entries);
    }
    if !of_overrides.is_empty() {
        out.push_str("\n# What overrides say of this file alone:\n");
    }
    for EffectiveEntry { key, value, source } in of_overrides {
        out.push_str(&format!("# {key}: {value}  # {}\n", place(desk, source)));
    }
    out
}

fn list_or_value(desk: &Desk, out: &mut String, entries: &[&EffectiveEntry]) {
    let Some(first) = entries.first() else { return };
    if !LISTS.contains(&first.key) {
        for EffectiveEntry { key, value, source } in entries {
            out.push_str(&format!("{key} = {value}  # {}\n", place(desk, source)));
        }
        return;
    }
    out.push_str(&format!("{} = [\n", first.key));
    for EffectiveEntry { value, source, .. } in entries {
        out.push_str(&format!("  {value},  # {}\n", place(desk, source)));
    }
    out.push_str("]\n");
}

/// Where an entry comes from.
fn place(desk: &Desk, source: &Source) -> String {
    match source {
        Source::Default => "default".to_owned(),
        Source::Settings => "settings".to_owned(),
        Source::Argument => "command line".to_owned(),
        Source::File(Origin { place, through }) => {
            let (start, _) = place.positions(Encoding::Utf32);
            let here = format!("{}:{}:{}", desk.name(&place.path), start.line + 1, start.character + 1);
            match through {
                Some(through) => format!("{}, by {here}", name(desk, through)),
                None => here,
            }
        }
    }
}

/// The name of an extended file; a preset is no path.
fn name(desk: &Desk, path: &Path) -> String {
    if path.is_absolute() { desk.name(path) } else { path.display().to_string() }
}

fn left_alone(why: LeftAlone) -> &'static str {
    match why {
        LeftAlone::Excluded => "`exclude` names it",
        LeftAlone::NotIncluded => "`include` does not name it",
        LeftAlone::ByDefault => "licences, generated and vendored files are left alone",
        LeftAlone::Policy => "it is a policy",
    }
}
