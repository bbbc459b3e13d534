//! The terminal adapter: arguments, output formats, exit codes.
//!
//! [`parse`] reads the arguments of every command; [`run`] does those that belong to the terminal. What
//! the language server does is none of this room's business.

mod arguments;
mod baseline;
mod check;
mod diff;
mod explain;
mod fix;
mod init;
mod job;
mod known;
mod output;
mod piped;
mod policy;
mod schema;
mod stats;
mod tally;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::{Arguments, CheckArguments, Command, FixArguments, PolicyArguments, SchemaArguments};
use baseline::BaselineArguments;
use clap::Parser;
use explain::ExplainArguments;
use init::InitArguments;
use stats::StatsArguments;

/// What the arguments ask for.
pub enum Asked {
    /// A command of the terminal: for [`run`].
    Terminal(Task),
    /// The language server.
    Server,
}

/// A command of the terminal with its arguments.
pub struct Task(Job);

enum Job {
    Check(CheckArguments),
    Fix(FixArguments),
    Explain(ExplainArguments),
    Stats(StatsArguments),
    Policy(PolicyArguments),
    Baseline(BaselineArguments),
    Init(InitArguments),
    Schema(SchemaArguments),
}

/// Reads the program's arguments, the program's own name first.
///
/// # Errors
/// Where nothing is left to do: help was printed (code 0), or what is wrong with the arguments (code 2).
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, ExitCode> {
    match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Command::Lsp(_) }) => Ok(Asked::Server),
        Ok(Arguments { command: Command::Check(arguments) }) => Ok(Asked::Terminal(Task(Job::Check(arguments)))),
        Ok(Arguments { command: Command::Fix(arguments) }) => Ok(Asked::Terminal(Task(Job::Fix(arguments)))),
        Ok(Arguments { command: Command::Explain(it) }) => Ok(Asked::Terminal(Task(Job::Explain(it)))),
        Ok(Arguments { command: Command::Stats(arguments) }) => Ok(Asked::Terminal(Task(Job::Stats(arguments)))),
        Ok(Arguments { command: Command::Policy(arguments) }) => Ok(Asked::Terminal(Task(Job::Policy(arguments)))),
        Ok(Arguments { command: Command::Baseline(it) }) => Ok(Asked::Terminal(Task(Job::Baseline(it)))),
        Ok(Arguments { command: Command::Init(it) }) => Ok(Asked::Terminal(Task(Job::Init(it)))),
        Ok(Arguments { command: Command::Schema(arguments) }) => Ok(Asked::Terminal(Task(Job::Schema(arguments)))),
        Err(error) => {
            // A closed pipe is the only thing that can go wrong here, and that is no news.
            let _ = error.print();
            Err(ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)))
        }
    }
}

/// Does a command of the terminal and gives the program's exit code.
pub fn run(task: Task) -> ExitCode {
    match task.0 {
        Job::Check(arguments) => check::run(&arguments),
        Job::Fix(arguments) => fix::run(&arguments),
        Job::Explain(arguments) => explain::run(&arguments),
        Job::Stats(arguments) => stats::run(&arguments),
        Job::Policy(arguments) => policy::run(&arguments),
        Job::Baseline(arguments) => baseline::run(arguments),
        Job::Init(arguments) => init::run(&arguments),
        Job::Schema(arguments) => schema::run(&arguments),
    }
}
