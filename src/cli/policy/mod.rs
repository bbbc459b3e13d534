//! `customary policy`: what the presets say, what is in force for a file, whether a policy's examples hold.

mod preset;
mod presets;
mod show;
mod test;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::{PolicyArguments, PolicyCommand};
use super::output::{self, Level, Problem};
use super::terminal::Terminal;
use crate::policy::{self, ProblemSeverity};
use crate::workspace::shown_from;

/// Runs the command.
pub(super) fn run(arguments: &PolicyArguments) -> ExitCode {
    let mut desk = Desk::new(arguments);
    let code = match &arguments.command {
        PolicyCommand::Presets => presets::run(&mut desk),
        PolicyCommand::Show { of } => show::run(&mut desk, of),
        PolicyCommand::Test { paths } => test::run(&mut desk, paths),
    };
    match desk.terminal.finish() {
        Ok(()) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: standard output could not be written: {error}");
            ExitCode::from(2)
        }
    }
}

/// What the three share.
struct Desk {
    terminal: Terminal,
    /// The working folder, absolute.
    folder: PathBuf,
}

impl Desk {
    fn new(arguments: &PolicyArguments) -> Self {
        Self { terminal: Terminal::new(arguments.color), folder: std::env::current_dir().unwrap_or_default() }
    }

    /// A path as it is shown.
    fn name(&self, path: &Path) -> String {
        shown_from(path, &self.folder)
    }

    /// Says on standard error what is wrong with policies. Whether one of them has an error.
    fn say_problems(&mut self, problems: Vec<policy::Problem>) -> bool {
        let broken = problems.iter().any(|problem| problem.severity == ProblemSeverity::Error);
        for problem in problems {
            let said = self.problem(problem, self.terminal.coloured_errors);
            self.terminal.tell(&said);
        }
        broken
    }

    /// A problem of a policy as it is shown to a person.
    fn problem(&self, problem: policy::Problem, coloured: bool) -> String {
        let problem = Problem {
            path: self.name(&problem.place.path),
            level: problem.severity.into(),
            message: problem.message,
            place: Some(problem.place),
        };
        output::problem_for_people(&problem, &self.terminal, coloured)
    }

    fn say(&mut self, level: Level, message: String) {
        let problem = Problem { path: String::new(), level, message, place: None };
        let said = output::problem_for_people(&problem, &self.terminal, self.terminal.coloured_errors);
        self.terminal.tell(&said);
    }
}
