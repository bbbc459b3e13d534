//! The `customary` program: reads its arguments and hands over to the adapter that they ask for.

use std::process::ExitCode;

use customary::cli::{self, Asked};
use customary::server;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(Asked::Terminal(task)) => cli::run(task),
        Ok(Asked::Server) => server::run(),
        Err(code) => code,
    }
}
