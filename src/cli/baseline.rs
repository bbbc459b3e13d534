//! `customary baseline`: records today's findings, or tells whether what is recorded is still needed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::arguments::{Common, FailOn, OutputFormat};
use super::job::Job;
use super::known::Unused;
use super::output::{Done, Problem, counted};
use crate::policy::Severity;
use crate::workspace::{
    Baseline, Changes, Entry, NOT_TEXT, Outcome, Scanned, Source, Unreadable, create, read, scan, shown_from,
    write_back,
};

/// What the exit codes mean.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done; with --check: every entry is needed
  1  with --check: some entries are no longer needed; they are named
  2  the job could not be done: arguments, files, the policy or the baseline; it says what and where";

#[derive(Debug, Args)]
pub(super) struct BaselineArguments {
    /// Files and folders [default: the working folder]; what is recorded for others stays
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; name the entries that are no longer needed
    #[arg(long)]
    check: bool,
    /// Use this policy for every file, whatever lies nearer; the baseline stands beside it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How many threads work [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// When to use colours; `auto` heeds the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// Print problems only
    #[arg(short, long)]
    quiet: bool,
}

/// What was found in one file.
enum Found {
    Checked { all: Vec<Entry>, unused: Vec<Entry>, new: usize, problem: Option<Problem> },
    Skipped,
    Failed(Problem),
}

/// A baseline as it becomes.
struct Update {
    baseline: Baseline,
    changes: Changes,
    /// Whether there is a file already.
    stands: bool,
}

/// Runs the command.
pub(super) fn run(arguments: BaselineArguments) -> ExitCode {
    let check = arguments.check;
    let common = common(arguments);
    let mut job = Job::new(&common);
    let sources = job.sources();
    let code = if job.broken {
        job.say_problem(&Problem::note("nothing is recorded while a policy or a baseline has errors"));
        0
    } else {
        let found = look(&mut job, &sources);
        if check { compare(&mut job, &sources, found) } else { update(&mut job, &sources, found) }
    };
    ExitCode::from(job.finish(Done::Nothing).max(code))
}

fn common(arguments: BaselineArguments) -> Common {
    let BaselineArguments { paths, check: _, config, jobs, color, quiet } = arguments;
    Common {
        paths,
        format: OutputFormat::Human,
        prefer: None,
        severity: Severity::Hint,
        fail_on: FailOn(None),
        config,
        stdin: false,
        stdin_filename: None,
        stdin_language: None,
        files_from: None,
        color,
        jobs,
        quiet,
        verbose: false,
    }
}

fn look(job: &mut Job<'_>, sources: &[Source]) -> Vec<Found> {
    let mut out = Vec::with_capacity(sources.len());
    let keep = |found| {
        out.push(found);
        ControlFlow::Continue(())
    };
    scan(&job.threads, sources, &job.policies, &job.baselines, found, keep);
    for found in &out {
        if let Found::Failed(problem) | Found::Checked { problem: Some(problem), .. } = found {
            job.say_problem(problem);
        }
    }
    out
}

fn found(scanned: Scanned<'_>) -> Found {
    match scanned.outcome {
        Outcome::Checked(mut checked) => {
            let new = checked.report.findings.len();
            let mut findings = std::mem::take(&mut checked.report.findings);
            findings.append(&mut checked.held.findings);
            findings.sort_by_key(|finding| (finding.range.start, finding.range.end));
            let all = Entry::of(checked.content.text(), checked.format, &findings);
            let problem = Problem::of_words_left(&scanned.source.shown, &checked);
            Found::Checked { all, unused: checked.held.unused, new, problem }
        }
        Outcome::Skipped(_) => Found::Skipped,
        Outcome::Failed(message) => Found::Failed(Problem::error(&scanned.source.shown, message)),
    }
}

/// `--check`: names what is recorded and no longer needed.
fn compare(job: &mut Job<'_>, sources: &[Source], found: Vec<Found>) -> u8 {
    let mut new = 0;
    let unused = found.into_iter().map(|found| match found {
        Found::Checked { unused, new: count, .. } => {
            new += count;
            unused
        }
        Found::Skipped | Found::Failed(_) => Vec::new(),
    });
    let unused = unused.collect();
    let unused = job.unused(sources, unused);
    for one in &unused {
        say(job, one.baseline.path(), &format!("no longer needed: {}", one.told(&job.folder.clone())));
    }
    if job.common.quiet {
        return u8::from(!unused.is_empty());
    }
    let mut out = if unused.is_empty() {
        "every entry is needed".to_owned()
    } else {
        let findings: usize = unused.iter().map(|Unused { entry, .. }| entry.count).sum();
        format!("{} no longer needed; `customary baseline` drops them", counted(findings, "recorded finding"))
    };
    if new > 0 {
        out.push_str(&format!("; {} not recorded, which `customary check` reports", counted(new, "finding")));
    }
    job.terminal.print(&format!("{out}\n"));
    u8::from(!unused.is_empty())
}

fn say(job: &mut Job<'_>, path: &Path, message: &str) {
    let path = shown_from(path, &job.folder);
    job.terminal.print(&format!("{path}: {message}\n"));
}

/// Records what was found, and drops what was not.
fn update(job: &mut Job<'_>, sources: &[Source], found: Vec<Found>) -> u8 {
    let mut updates = BTreeMap::new();
    for baseline in job.baselines.all() {
        let update = Update { baseline: (*baseline).clone(), changes: Changes::default(), stands: true };
        updates.insert(baseline.path().to_owned(), update);
    }
    for (baseline, path) in job.gone(sources) {
        if let Some(update) = updates.get_mut(baseline.path()) {
            update.changes.add(update.baseline.record(&path, Vec::new()));
        }
    }
    for (source, found) in sources.iter().zip(found) {
        let all = match found {
            Found::Checked { all, .. } => all,
            Found::Skipped => Vec::new(),
            Found::Failed(_) => continue,
        };
        let Some((place, name)) = job.baselines.place(&job.policies, &source.path) else {
            if !all.is_empty() {
                let message = "has findings and no place for a baseline: no policy governs it, it is in no repository, \
                               and not below the working folder";
                job.say_problem(&Problem::error(&source.shown, message.to_owned()));
            }
            continue;
        };
        let update = updates.entry(place).or_insert_with_key(|place| Update {
            baseline: Baseline::empty(place),
            changes: Changes::default(),
            stands: false,
        });
        update.changes.add(update.baseline.record(&name, all));
    }
    updates.retain(|_, update| update.stands || !update.baseline.is_empty());
    if updates.is_empty() && !job.common.quiet {
        job.terminal.print("no findings: there is nothing to record\n");
    }
    updates.into_values().for_each(|update| write(job, &update));
    0
}

fn write(job: &mut Job<'_>, update: &Update) {
    let path = update.baseline.path();
    let text = update.baseline.to_json();
    let written =
        if update.stands { replace(path, &text) } else { create(path, &text).map_err(|error| error.to_string()) };
    let Changes { added, kept: _, dropped } = update.changes;
    // With what is recorded for files that this run did not look at.
    let kept = update.baseline.len() - added;
    match written {
        Err(message) => job.say_problem(&Problem::error(&shown_from(path, &job.folder), message)),
        Ok(()) if job.common.quiet => {}
        Ok(()) => {
            let all = counted(update.baseline.len(), "finding");
            say(job, path, &format!("{all} recorded: {added} added, {kept} kept, {dropped} dropped"));
        }
    }
}

/// Writes the file anew where its text changes.
fn replace(path: &Path, text: &str) -> Result<(), String> {
    let before = read(path).map_err(|error| match error {
        Unreadable::NotText => NOT_TEXT.to_owned(),
        Unreadable::Io(error) => format!("could not be read: {error}"),
    })?;
    if before.whole() == text {
        return Ok(());
    }
    write_back(path, &before, &before.with_text(text)).map_err(|error| error.to_string())
}
