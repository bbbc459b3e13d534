//! `customary check`: reports what the policy objects to.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::CheckArguments;
use super::job::{Job, Kept, Late};
use super::output::{Done, File, Format, Level, Problem};
use super::piped;
use super::tally::Tally;
use super::terminal::Terminal;
use crate::check;
use crate::policy::Severity;
use crate::workspace::{Changed, Outcome, Scanned, Source, scan_by};

/// A file with more findings is not written down before it is printed, but as it is.
const MANY: usize = 4096;

/// Runs the command.
pub(super) fn run(arguments: &CheckArguments) -> ExitCode {
    let mut job = Job::new(&arguments.common);
    if arguments.common.stdin {
        check_piped(&mut job)
    } else {
        check_files(&mut job, arguments.since.as_deref())
    }
    ExitCode::from(job.finish(Done::Checked))
}

fn check_files(job: &mut Job<'_>, since: Option<&str>) {
    let mut sources = job.sources();
    job.say_failing_examples(&sources);
    let aimless = job.asks_for_nothing(&sources);
    let changed = match since.map(|since| changed(job, since, &sources)).transpose() {
        Ok(changed) => changed,
        Err(message) => return job.say_problem(&Problem { level: Level::Error, ..Problem::note(&message) }),
    };
    if let Some(changed) = &changed {
        sources.retain(|source| changed.touches(&source.path));
    }
    let lowest = job.common.severity;
    let mut problems = Vec::new();
    let mut all = Tally::default();
    let Job { terminal, format, policies, baselines, threads, .. } = job;
    let (mut skipped, mut unused) = (Vec::new(), Vec::new());
    scan_by(
        check::findings,
        threads,
        &sources,
        (policies, baselines),
        |scanned| keep(scanned, format.as_ref(), lowest, changed.as_ref()),
        |kept| {
            print(&kept, terminal, format.as_ref(), lowest);
            all.add(&kept.tally);
            problems.extend(kept.problem);
            skipped.extend(kept.skipped);
            unused.push(kept.unused);
            if terminal.is_open() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    job.tally.add(&all);
    skipped.into_iter().for_each(|skipped| job.say_skipped(Some(skipped)));
    problems.iter().for_each(|problem| job.say_problem(problem));
    // What is looked at in part does not tell what is gone.
    if changed.is_none() {
        job.say_unused(&sources, unused);
    }
    if job.tally.found.total() == 0 && aimless {
        job.say_how_to_start(Level::Note);
    }
}

/// What has changed in the files that are meant.
fn changed(job: &Job<'_>, since: &str, sources: &[Source]) -> Result<Changed, String> {
    let named = sources.iter().filter(|source| source.named).filter_map(|source| source.path.parent());
    let folders: BTreeSet<PathBuf> = named.map(Path::to_owned).chain(job.walked.iter().cloned()).collect();
    let folders: Vec<PathBuf> = folders.into_iter().collect();
    Changed::since(since, &folders)
}

fn check_piped(job: &mut Job<'_>) {
    let Some(scanned) = piped::examine(job) else { return };
    job.say_failing_examples(std::slice::from_ref(&scanned.source));
    if job.asks_for_nothing(std::slice::from_ref(&scanned.source)) {
        job.say_how_to_start(Level::Note);
    }
    let source = scanned.source;
    let kept =
        keep(Scanned { source: &source, outcome: scanned.outcome }, job.format.as_ref(), job.common.severity, None);
    print(&kept, &mut job.terminal, job.format.as_ref(), job.common.severity);
    job.tally.add(&kept.tally);
    job.say_skipped(kept.skipped);
    kept.problem.iter().for_each(|problem| job.say_problem(problem));
}

/// Prints what is kept of a file.
fn print(kept: &Kept, terminal: &mut Terminal, format: &dyn Format, lowest: Severity) {
    terminal.print(&kept.text);
    if let Some(Late { shown, checked }) = &kept.late {
        let file = File { shown, content: &checked.content, report: &checked.report, lowest };
        format.pieces(&file, &mut |piece| terminal.print(piece));
    }
}

fn keep(scanned: Scanned<'_>, format: &dyn Format, lowest: Severity, changed: Option<&Changed>) -> Kept {
    let mut kept = Kept::default();
    let shown = scanned.source.shown.as_str();
    match scanned.outcome {
        Outcome::Checked(mut checked) => {
            if let Some(changed) = changed {
                changed.keep(&scanned.source.path, checked.content.text(), &mut checked.report);
            }
            kept.problem = Problem::of_words_left(shown, &checked);
            let findings = &checked.report.findings;
            kept.tally.known = checked.held.findings.len();
            kept.tally.count(findings, lowest);
            kept.unused = std::mem::take(&mut checked.held.unused);
            if kept.tally.files_shown > 0 && findings.len() > MANY {
                kept.late = Some(Late { shown: shown.to_owned(), checked });
            } else if kept.tally.files_shown > 0 {
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
