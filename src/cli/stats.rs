//! `customary stats`: how often each word stands for what, by folder.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ColorChoice, ValueEnum};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::arguments::{Common, named};
use super::job::Job;
use super::output::{Done, Problem, counted, plain};
use super::tally::Tally;
use crate::policy::Prefer;
use crate::workspace::{Outcome, Scanned, SenseCounts, Skip, WordSenses, add_senses, order, scan, senses};

/// A column of the table: its name, and its count.
type Column = (&'static str, fn(&SenseCounts) -> usize);

/// The columns of the table.
const COLUMNS: [Column; 8] = [
    ("party", |counts| counts.party),
    ("perhaps", |counts| counts.perhaps),
    ("software", |counts| counts.software),
    ("name", |counts| counts.name),
    ("mention", |counts| counts.mention),
    ("term", |counts| counts.term),
    ("reported", |counts| counts.reported),
    ("hints", |counts| counts.hints),
];

#[derive(Debug, Args)]
pub(super) struct StatsArguments {
    /// Files and folders [default: the working folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How the counts are printed
    #[arg(long, value_enum, default_value_t)]
    format: StatsFormat,
    /// The word of the pair that is preferred, whatever the policy says
    #[arg(long, value_name = "TERM", value_parser = named(&Prefer::NAMES))]
    prefer: Option<Prefer>,
    /// Use this policy for every file, whatever lies nearer
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read the paths from a file, one a line; `-` for standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// When to use colours; `auto` heeds the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// How many threads work [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// List the files that are skipped, and why
    #[arg(short, long)]
    verbose: bool,
}

/// How counts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum StatsFormat {
    /// A table
    #[default]
    Human,
    /// One JSON text
    Json,
}

/// What was counted.
#[derive(Debug, Default, Serialize)]
struct Stats {
    /// Files that were read.
    files: usize,
    /// Files that were not.
    skipped: usize,
    total: WordSenses,
    /// The folders whose own files hold one of the words, in order.
    folders: Vec<Folder>,
}

#[derive(Debug, Default, Serialize)]
struct Folder {
    folder: String,
    /// Its own files that hold one of the words.
    files: usize,
    words: WordSenses,
}

/// What is kept of a file.
enum Kept {
    Counted(String, WordSenses, Option<Problem>),
    Skipped(String, Skip),
    Failed(Problem),
}

/// Runs the command.
pub(super) fn run(arguments: &StatsArguments) -> ExitCode {
    let common = Common {
        prefer: arguments.prefer,
        config: arguments.config.clone(),
        files_from: arguments.files_from.clone(),
        color: arguments.color,
        jobs: arguments.jobs,
        verbose: arguments.verbose,
        ..Common::of(arguments.paths.clone())
    };
    let mut job = Job::new(&common);
    let stats = count(&mut job);
    if stats.files > 0 || job.tally.errors == 0 {
        let text = match arguments.format {
            StatsFormat::Human => stats.table(),
            StatsFormat::Json => serde_json::to_string_pretty(&stats).map(|text| text + "\n").unwrap_or_default(),
        };
        job.terminal.print(&text);
    }
    ExitCode::from(job.finish(Done::Nothing))
}

fn count(job: &mut Job<'_>) -> Stats {
    let sources = job.sources();
    let mut tally = Tally::default();
    let mut stats = Stats::default();
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    let (mut skipped, mut problems) = (Vec::new(), Vec::new());
    scan(&job.threads, &sources, &job.policies, &job.baselines, keep, |kept| {
        match kept {
            Kept::Counted(shown, words, problem) => {
                problems.extend(problem);
                stats.files += 1;
                if !words.is_empty() {
                    let name = shown.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned();
                    let folder = folders.entry(name.clone()).or_default();
                    folder.folder = name;
                    folder.files += 1;
                    add_senses(&mut folder.words, &words);
                    add_senses(&mut stats.total, &words);
                }
            }
            Kept::Skipped(shown, reason) => {
                tally.skip(reason);
                skipped.push((shown, reason));
            }
            Kept::Failed(problem) => problems.push(problem),
        }
        ControlFlow::Continue(())
    });
    stats.skipped = tally.skipped_in_all();
    stats.folders = folders.into_values().collect();
    stats.folders.sort_by(|one, next| order(&one.folder, &next.folder));
    job.tally.add(&tally);
    skipped.into_iter().for_each(|one| job.say_skipped(Some(one)));
    problems.iter().for_each(|problem| job.say_problem(problem));
    stats
}

fn keep(scanned: Scanned<'_>) -> Kept {
    let shown = scanned.source.shown.clone();
    match scanned.outcome {
        Outcome::Checked(checked) => {
            let problem = Problem::of_words_left(&shown, &checked);
            Kept::Counted(shown, senses(&checked), problem)
        }
        Outcome::Skipped(reason) => Kept::Skipped(shown, reason),
        Outcome::Failed(message) => Kept::Failed(Problem::error(&shown, message)),
    }
}

impl Stats {
    /// A row for each word of each folder, and of all of them.
    fn table(&self) -> String {
        if self.folders.is_empty() {
            return format!("none of the words stands in {}\n", counted(self.files, "file"));
        }
        let mut rows: Vec<[String; 2 + COLUMNS.len()]> = vec![row("folder", "word", |(name, _)| name.to_owned())];
        let all = self.folders.iter().map(|folder| (plain(&folder.folder).into_owned(), &folder.words));
        let total = (self.folders.len() > 1).then(|| ("in all".to_owned(), &self.total));
        for (folder, words) in all.chain(total) {
            for (index, (word, counts)) in words.iter().enumerate() {
                let folder = if index == 0 { folder.as_str() } else { "" };
                rows.push(row(folder, word, |(_, count)| count(counts).to_string()));
            }
        }
        let mut out: String = lines(&rows);
        out.push_str(&format!("{} read", counted(self.files, "file")));
        if self.skipped > 0 {
            out.push_str(&format!(", {} skipped", self.skipped));
        }
        out.push('\n');
        out
    }
}

fn row(folder: &str, word: &str, cell: impl Fn(Column) -> String) -> [String; 2 + COLUMNS.len()] {
    let mut cells = COLUMNS.into_iter().map(cell);
    std::array::from_fn(|at| match at {
        0 => folder.to_owned(),
        1 => word.to_owned(),
        _ => cells.next().unwrap_or_default(),
    })
}

/// The rows with their columns under one another: words to the left, numbers to the right.
fn lines<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] = std::array::from_fn(|at| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or_default()
    });
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).enumerate().map(|(at, (cell, width))| {
            let gap = " ".repeat(width - cell.width());
            if at < 2 { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
        });
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}
