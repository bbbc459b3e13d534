//! `customary check`: reports what the policy objects to.

use std::ops::ControlFlow;
use std::process::ExitCode;

use super::arguments::CheckArguments;
use super::job::{Job, Kept};
use super::output::{Done, File, Format, Level, Problem};
use super::piped;
use super::tally::Tally;
use crate::policy::Severity;
use crate::workspace::{Outcome, Scanned, scan};

/// Runs the command.
pub(super) fn run(arguments: &CheckArguments) -> ExitCode {
    let mut job = Job::new(&arguments.common);
    if arguments.common.stdin {
        check_piped(&mut job)
    } else {
        check_files(&mut job)
    }
    ExitCode::from(job.finish(Done::Checked))
}

fn check_files(job: &mut Job<'_>) {
    let sources = job.sources();
    job.say_failing_examples(&sources);
    let lowest = job.common.severity;
    let mut problems = Vec::new();
    let mut all = Tally::default();
    let Job { terminal, format, policies, threads, .. } = job;
    let mut skipped = Vec::new();
    scan(
        threads,
        &sources,
        policies,
        |scanned| keep(scanned, format.as_ref(), lowest),
        |kept| {
            terminal.print(&kept.text);
            all.add(&kept.tally);
            problems.extend(kept.problem);
            skipped.extend(kept.skipped);
            if terminal.is_open() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    job.tally.add(&all);
    skipped.into_iter().for_each(|skipped| job.say_skipped(Some(skipped)));
    problems.iter().for_each(|problem| job.say_problem(problem));
    if job.tally.found.total() == 0 && job.asks_for_nothing(&sources) {
        job.say_how_to_start(Level::Note);
    }
}

fn check_piped(job: &mut Job<'_>) {
    let Some(scanned) = piped::examine(job) else { return };
    job.say_failing_examples(std::slice::from_ref(&scanned.source));
    if job.asks_for_nothing(std::slice::from_ref(&scanned.source)) {
        job.say_how_to_start(Level::Note);
    }
    let source = scanned.source;
    let kept = keep(Scanned { source: &source, outcome: scanned.outcome }, job.format.as_ref(), job.common.severity);
    job.terminal.print(&kept.text);
    job.tally.add(&kept.tally);
    job.say_skipped(kept.skipped);
    kept.problem.iter().for_each(|problem| job.say_problem(problem));
}

fn keep(scanned: Scanned<'_>, format: &dyn Format, lowest: Severity) -> Kept {
    let mut kept = Kept::default();
    let shown = scanned.source.shown.as_str();
    match scanned.outcome {
        Outcome::Checked(checked) => {
            let findings = &checked.report.findings;
            kept.tally.count(findings, lowest);
            if kept.tally.files_shown > 0 {
                kept.text = format.file(&File { shown, content: &checked.content, report: &checked.report, lowest });
            }
        }
        Outcome::Skipped(reason) => {
            kept.tally.skip(reason);
            kept.skipped = Some((shown.to_owned(), reason));
        }
        Outcome::Failed(message) => kept.problem = Some(Problem::error(shown, message)),
    }
    kept
}
