//! `--format short`: one line a finding, as compilers and grep print them.

use super::position::Positions;
use super::{Detail, Done, File, Format, Problem, Said, closing_line, plain, why};
use crate::cli::tally::Tally;
use crate::workspace::{Offsets, Skip};

pub(super) struct Short;

impl Format for Short {
    fn pieces(&self, file: &File<'_>, put: &mut dyn FnMut(&str)) {
        let positions = Positions::new(file.content);
        for finding in file.findings() {
            let spot = positions.at(finding.range.start);
            put(&format!(
                "{}:{}:{}: {}: {} [{}]\n",
                plain(file.shown),
                spot.line,
                spot.column,
                finding.severity.name(),
                plain(&finding.message),
                finding.concept
            ));
        }
    }

    fn skipped(&self, shown: &str, reason: Skip) -> Said {
        Said { err: skipped_line(shown, reason), out: String::new() }
    }

    fn problem(&self, problem: &Problem) -> Said {
        Said { err: problem_line(problem), out: String::new() }
    }

    fn closing(&self, tally: &Tally, done: Done, detail: Detail) -> Said {
        Said { err: closing_line(tally, done, detail), out: String::new() }
    }
}

/// A file that is skipped, on one line.
pub(super) fn skipped_line(shown: &str, reason: Skip) -> String {
    format!("{}: skipped: {}\n", plain(shown), why(reason))
}

/// A problem on one line.
pub(super) fn problem_line(problem: &Problem) -> String {
    let level = problem.level.name();
    let path = plain(&problem.path);
    let message = plain(&problem.message);
    match &problem.place {
        Some(place) => {
            let spot = Positions::of(Offsets::same(&place.text, 0)).at(place.range.start);
            format!("{path}:{}:{}: {level}: {message}\n", spot.line, spot.column)
        }
        None if path.is_empty() => format!("{level}: {message}\n"),
        None => format!("{path}: {level}: {message}\n"),
    }
}
