//! A hostile client: random edits in three encodings against a model text, wild positions, broken frames,
//! cancellations, documents and notebooks that come and go, answers that are withheld, every way to leave.
//!
//! Whatever it does, every request is answered exactly once, versions never go backwards, nothing crashes, what is
//! found in the end is what a server finds that was given the last text at once, and the server leaves when told to.
//!
//! Each seed is a session of its own in a folder of its own; some share a server. `CUSTOMARY_SEEDS=1000` runs so
//! many, `CUSTOMARY_SEED=17` that one alone, `CUSTOMARY_SEED=1-17` these.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "server/client.rs"]
#[allow(dead_code, reason = "shared with the tests of the server")]
mod client;
#[path = "hostile/endings.rs"]
mod endings;
#[path = "server/model.rs"]
mod model;
#[path = "hostile/notebook.rs"]
mod notebook;
#[path = "hostile/seed.rs"]
mod seed;
#[path = "hostile/session.rs"]
mod session;

use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

/// How many seeds are run if nobody says otherwise.
const SEEDS: u64 = 20;
/// How many seeds share a server.
const SHARING: u64 = 20;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // A failed assertion is told once, with its seed.
    std::panic::set_hook(Box::new(|_| {}));
    let seeds = seeds();
    let mut trials = Vec::new();
    for batch in seeds.start() / SHARING..=seeds.end() / SHARING {
        let these = (*seeds.start()).max(batch * SHARING)..=(*seeds.end()).min(batch * SHARING + SHARING - 1);
        if !these.is_empty() {
            let name = format!("seeds {} to {} share a server", these.start(), these.end());
            trials.push(Trial::test(name, move || told(&these, |seeds| session::share(batch, seeds))));
        }
    }
    // Every tenth leaves in its own way, from a server of its own.
    for seed in seeds.filter(|seed| seed % 10 == 1) {
        trials.push(Trial::test(format!("seed {seed} leaves"), move || told(&(seed..=seed), |_| endings::leave(seed))));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The seeds that are asked for.
fn seeds() -> RangeInclusive<u64> {
    let number = |text: &str| text.trim().parse::<u64>().expect("a seed is a number");
    if let Ok(chosen) = std::env::var("CUSTOMARY_SEED") {
        return match chosen.split_once('-') {
            Some((first, last)) => number(first)..=number(last),
            None => number(&chosen)..=number(&chosen),
        };
    }
    1..=std::env::var("CUSTOMARY_SEEDS").map_or(SEEDS, |count| number(&count))
}

/// Runs some seeds; what goes wrong is told with the way to see it again.
fn told(
    seeds: &RangeInclusive<u64>,
    run: impl FnOnce(RangeInclusive<u64>) -> Result<(), (u64, String)>,
) -> Result<(), Failed> {
    let (first, last) = (*seeds.start(), *seeds.end());
    match catch_unwind(AssertUnwindSafe(|| run(seeds.clone()))) {
        Ok(Ok(())) => Ok(()),
        Ok(Err((seed, why))) => Err(format!(
            "seed {seed}: {why}\nsee it again with CUSTOMARY_SEED={seed} cargo test --test hostile, \
             or CUSTOMARY_SEED={first}-{seed} with those before it"
        )
        .into()),
        Err(panic) => Err(format!("CUSTOMARY_SEED={first}-{last}: {}", said(panic.as_ref())).into()),
    }
}

/// What a panic said.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}
