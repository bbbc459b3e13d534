//! `customary fix`: applies the fixes, or shows what they would change.

use std::ops::ControlFlow;
use std::process::ExitCode;

use super::arguments::FixArguments;
use super::job::{Job, Kept};
use super::output::{Done, File, Format, Level, Problem};
use super::tally::Tally;
use super::{diff, piped};
use crate::check::Report;
use crate::policy::Severity;
use crate::workspace::{Checked, Content, Mended, Outcome, Scanned, Source, Wanted, mend, scan, write_back};

/// How one file is mended.
struct Way<'a> {
    format: &'a dyn Format,
    lowest: Severity,
    wanted: Wanted,
    /// Paint of a patch instead of writing.
    patch: Option<diff::Paint>,
    folder: &'a std::path::Path,
}

/// Runs the command.
pub(super) fn run(arguments: &FixArguments) -> ExitCode {
    let mut job = Job::new(&arguments.common);
    job.reserved = arguments.diff || arguments.common.stdin;
    let done = if arguments.common.stdin { fix_piped(&mut job, arguments) } else { fix_files(&mut job, arguments) };
    ExitCode::from(job.finish(done))
}

fn done(arguments: &FixArguments) -> Done {
    if arguments.diff { Done::Compared } else { Done::Fixed }
}

fn wanted(arguments: &FixArguments) -> Wanted {
    if arguments.all { Wanted::All } else { Wanted::Safe }
}

/// Whether nothing may be written, which is said.
fn refused(job: &mut Job<'_>, sources: &[Source]) -> bool {
    if job.broken {
        job.say_problem(&Problem::note("nothing is fixed while a policy has errors"));
        return true;
    }
    let aimless = job.asks_for_nothing(sources);
    if aimless {
        job.say_how_to_start(Level::Error);
    }
    aimless
}

fn fix_files(job: &mut Job<'_>, arguments: &FixArguments) -> Done {
    let sources = job.sources();
    if refused(job, &sources) {
        return Done::Nothing;
    }
    let Job { terminal, format, policies, baselines, threads, folder, common, .. } = job;
    let way = Way {
        format: format.as_ref(),
        lowest: common.severity,
        wanted: wanted(arguments),
        patch: arguments.diff.then_some(diff::Paint::new(terminal.coloured)),
        folder,
    };
    let (mut all, mut problems, mut skipped) = (Tally::default(), Vec::new(), Vec::new());
    scan(
        threads,
        &sources,
        policies,
        baselines,
        |scanned| keep(scanned, &way),
        |kept| {
            // A reader who has gone does not stop the work: files are written all the same.
            terminal.print(&kept.text);
            all.add(&kept.tally);
            problems.extend(kept.problem);
            skipped.extend(kept.skipped);
            ControlFlow::Continue(())
        },
    );
    job.tally.add(&all);
    skipped.into_iter().for_each(|skipped| job.say_skipped(Some(skipped)));
    problems.iter().for_each(|problem| job.say_problem(problem));
    done(arguments)
}

fn keep(scanned: Scanned<'_>, way: &Way<'_>) -> Kept {
    let mut kept = Kept::default();
    match scanned.outcome {
        Outcome::Checked(checked) => keep_mended(scanned.source, &checked, way, &mut kept),
        Outcome::Skipped(reason) => {
            kept.tally.skip(reason);
            kept.skipped = Some((scanned.source.shown.clone(), reason));
        }
        Outcome::Failed(message) => kept.problem = Some(Problem::error(&scanned.source.shown, message)),
    }
    kept
}

fn keep_mended(source: &Source, checked: &Checked, way: &Way<'_>, kept: &mut Kept) {
    let mended = mended(checked, way.wanted);
    kept.problem = Problem::of_words_left(&source.shown, checked);
    kept.tally.known = checked.held.findings.len();
    let after = checked.content.with_text(&mended.text);
    if mended.fixed > 0
        && way.patch.is_none()
        && let Err(error) = write_back(&source.path, &checked.content, &after)
    {
        kept.problem = Some(Problem::error(&source.shown, error.to_string()));
        kept.tally.count(&checked.report.findings, way.lowest);
        kept.text = left(source, &checked.content, &checked.report, way, &kept.tally);
        return;
    }
    kept.tally.count_mended(&mended, way.lowest);
    kept.text = match &way.patch {
        Some(paint) => diff::unified(&diff::name(&source.path, way.folder), &checked.content, &after, *paint),
        None => left(source, &after, &mended.left, way, &kept.tally),
    };
}

/// What is left in a file, as `check` shows it.
fn left(source: &Source, content: &Content, report: &Report, way: &Way<'_>, tally: &Tally) -> String {
    if tally.files_shown == 0 {
        return String::new();
    }
    way.format.file(&File { shown: &source.shown, content, report, lowest: way.lowest })
}

fn mended(checked: &Checked, wanted: Wanted) -> Mended {
    mend(checked.content.text(), checked.format, &checked.rules, &checked.report, &checked.held, wanted)
}

fn fix_piped(job: &mut Job<'_>, arguments: &FixArguments) -> Done {
    let Some(piped) = piped::examine(job) else { return Done::Nothing };
    if refused(job, std::slice::from_ref(&piped.source)) {
        return Done::Nothing;
    }
    let mut after = piped.content.clone();
    match &piped.outcome {
        Outcome::Checked(checked) => {
            let mended = mended(checked, wanted(arguments));
            after = after.with_text(&mended.text);
            job.tally.known += checked.held.findings.len();
            job.tally.count_mended(&mended, job.common.severity);
            Problem::of_words_left(&piped.source.shown, checked).iter().for_each(|problem| job.say_problem(problem));
        }
        Outcome::Skipped(reason) => {
            job.tally.skip(*reason);
            job.say_skipped(Some((piped.source.shown.clone(), *reason)));
        }
        Outcome::Failed(message) => job.say_problem(&Problem::error(&piped.source.shown, message.clone())),
    }
    if arguments.diff {
        let name = match &arguments.common.stdin_filename {
            Some(_) => diff::name(&piped.source.path, &job.folder),
            None => piped.source.shown.clone().into_bytes(),
        };
        let patch = diff::unified(&name, &piped.content, &after, diff::Paint::new(job.terminal.coloured));
        job.terminal.print(&patch);
    } else {
        job.terminal.print_bytes(&after.bytes());
    }
    done(arguments)
}
