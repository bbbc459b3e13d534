//! Helix: the configuration that `editors/helix` offers, a session as Helix holds it, and a writer's day in the
//! editor itself.
//!
//! No package registry has Helix, so the day is told only where `hx` and `tmux` are on the PATH, and is else
//! reported as ignored, with the reason. All the rest runs everywhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a broken test set-up may panic")]

#[allow(dead_code, reason = "each editor’s test uses its part of it")]
mod editor;

mod helix {
    pub(crate) mod day;
    pub(crate) mod languages;
    pub(crate) mod session;
}

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(helix::languages::trials());
    trials.extend(helix::session::trials());
    trials.extend(helix::day::trials());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
