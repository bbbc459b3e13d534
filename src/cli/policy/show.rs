//! `customary policy show`: what is in force for a file, each value with where it comes from, or what a
//! preset says.

use super::{Desk, preset};
use crate::cli::output::Level;
use crate::policy;

pub(super) fn run(desk: &mut Desk, of: &str) -> u8 {
    match of.strip_prefix("preset:") {
        Some(name) => show_preset(desk, name),
        None => 0,
    }
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
