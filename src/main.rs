//! The `customary` program: hands its arguments to the command line adapter and ends with its code.

use std::process::ExitCode;

fn main() -> ExitCode {
    customary::cli::run(std::env::args_os())
}
