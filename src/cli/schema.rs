//! `customary schema`: prints the JSON schema of a policy, or of the JSON lines.

use std::process::ExitCode;

use clap::ColorChoice;

use super::arguments::SchemaArguments;
use super::output;
use super::terminal::Terminal;
use crate::policy;

/// Runs the command.
pub(super) fn run(arguments: &SchemaArguments) -> ExitCode {
    let schema = if arguments.lines { output::lines_schema() } else { policy::schema() };
    let mut terminal = Terminal::new(ColorChoice::Never);
    terminal.print(&schema);
    match terminal.finish() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("customary: standard output cannot be written: {error}");
            ExitCode::from(2)
        }
    }
}
