//! What each part of Customary costs: `cargo bench --bench speed` for all of it, `cargo bench --bench speed edit` for a part.
//!
//! `cargo test --bench speed` and `cargo bench --bench speed -- --test` run each benchmark once, on small texts. With
//! `--keys FILE OFFSET...` nothing is measured here: the file is opened and typed in, for a profiler to watch
//! (`benches/instructions.py`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "no part of the product")]

mod edit;
mod judge;
mod matching;
mod open;
mod parse;
mod samples;
mod texts;
mod workspace;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [mode, file, places @ ..] if mode == "--keys" => edit::keys(file, places),
        _ => {
            judge::first();
            // What is said to all tests, such as `--test-threads`, is not for benchmarks.
            if texts::is_smoke() && arguments.iter().any(|argument| argument.starts_with('-') && argument != "--test") {
                divan::Divan::default().test_benches();
            } else {
                divan::main();
            }
        }
    }
}
