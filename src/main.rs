//! The `customary` program: reads its arguments and hands over to the adapter that they ask for.

use std::process::ExitCode;

use customary::cli::{self, Asked};
use customary::server;

/// A check makes many small strings, and gives them up on another thread than it made them on.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(Asked::Terminal(task)) => cli::run(task),
        Ok(Asked::Server) => server::run(),
        Err(code) => code,
    }
}
