//! `customary policy show`: what is in force for a file, each value with where it comes from, or what a
//! preset says. What is printed is a policy itself.

use super::{Desk, preset};
use crate::cli::output::Level;
use crate::policy::{self, Disk, Overrides, Policies};

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
    let text = effective.text(&of, &|path| desk.name(path));
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
