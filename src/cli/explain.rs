//! `customary explain`: what the word at a place means, why, and what the policy makes of it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ColorChoice, ValueEnum};

use super::arguments::{Common, named};
use super::job::Job;
use super::output::explained::{Answer, Human, Item, Json, Places, Scene};
use super::output::{Done, Problem};
use super::piped::{self, Text};
use crate::check;
use crate::policy::Prefer;
use crate::prose::{Detected, detect};
use crate::workspace::{NOT_TEXT, Unreadable, read};

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  explained
  1  with --why-not: the word is reported
  2  no word of the policy stands there, or the file or its policy could not be read; it says what and where";

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// Where the word stands, as `check` prints it: FILE:LINE:COLUMN, both from 1, the column in characters. Without a
    /// column every word of the line is explained. With --stdin the file may be left out
    #[arg(value_name = "FILE:LINE:COLUMN")]
    place: String,
    /// Say first why the word is not reported
    #[arg(long)]
    why_not: bool,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: ExplainFormat,
    /// The word of the pair that is preferred, whatever the policy says
    #[arg(long, value_name = "TERM", value_parser = named(&Prefer::NAMES))]
    prefer: Option<Prefer>,
    /// Use this policy, whatever lies nearer
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read the text from standard input
    #[arg(long)]
    stdin: bool,
    /// The path of that text: tells its format and its policy; it need not exist
    #[arg(long, value_name = "NAME", requires = "stdin")]
    stdin_filename: Option<PathBuf>,
    /// The format of that text by an editor's name for it [default: by the file name, else markdown]
    #[arg(long, value_name = "ID", requires = "stdin")]
    stdin_language: Option<String>,
    /// When to use colours; `auto` heeds the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

/// How an explanation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum ExplainFormat {
    /// For people
    #[default]
    Human,
    /// One JSON text
    Json,
    /// One JSON object a line
    Jsonl,
}

/// A place as it is given.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    file: Option<PathBuf>,
    line: usize,
    column: Option<usize>,
}

/// Runs the command.
pub(super) fn run(arguments: &ExplainArguments) -> ExitCode {
    let place = Place::parse(&arguments.place, arguments.stdin);
    let file = place.as_ref().ok().and_then(|place| place.file.clone());
    let common = Common {
        prefer: arguments.prefer,
        config: arguments.config.clone(),
        stdin: arguments.stdin,
        stdin_filename: arguments.stdin_filename.clone().or_else(|| file.clone()).filter(|_| arguments.stdin),
        stdin_language: arguments.stdin_language.clone(),
        color: arguments.color,
        jobs: Some(1),
        ..Common::of(file.into_iter().collect())
    };
    let mut job = Job::new(&common);
    let explained = match place {
        Ok(place) => explain(&mut job, arguments, &place),
        Err(message) => Err(Problem::error("", message)),
    };
    let reported = match explained {
        Ok(reported) => reported,
        Err(problem) => {
            job.say_problem(&problem);
            false
        }
    };
    let code = job.finish(Done::Nothing);
    ExitCode::from(code.max(u8::from(reported && arguments.why_not)))
}

/// Explains the words at a place. Whether one of them is reported.
fn explain(job: &mut Job<'_>, arguments: &ExplainArguments, place: &Place) -> Result<bool, Problem> {
    let text = if arguments.stdin { piped::read(job) } else { named_text(job)? };
    // What kept it from being read has been said.
    let Some(text) = text else { return Ok(false) };
    let items = items(job, &text, place).map_err(|message| Problem::error(&text.source.shown, message))?;
    let known = job.baselines.known(&job.policies, &text.source.path);
    let scene = Scene {
        shown: &text.source.shown,
        content: &text.content,
        rules: &text.rules,
        effective: &job.policies.effective(&text.source.path),
        folder: &job.folder,
        baseline: known.map(|known| known.baseline.path().into()),
    };
    let answer: Box<dyn Answer> = match arguments.format {
        ExplainFormat::Human => {
            Box::new(Human { coloured: job.terminal.coloured, width: job.terminal.width, why_not: arguments.why_not })
        }
        ExplainFormat::Json => Box::new(Json { lines: false }),
        ExplainFormat::Jsonl => Box::new(Json { lines: true }),
    };
    job.terminal.print(&answer.answer(&scene, &items));
    Ok(items.iter().any(|item| item.finding().is_some()))
}

/// The file that is named, whether or not it is checked. `None` where there is none, which is said.
fn named_text(job: &mut Job<'_>) -> Result<Option<Text>, Problem> {
    let sources = job.sources();
    let Some(source) = sources.into_iter().find(|source| source.named) else {
        let folder = job.common.paths.first().filter(|path| job.folder.join(path).is_dir());
        let Some(folder) = folder else { return Ok(None) };
        return Err(Problem::error(&folder.to_string_lossy(), "is a folder: name a file".to_owned()));
    };
    let rules = job.policies.rules(&source.path);
    let detected = rules.format.map_or_else(|| detect(&source.path), Detected::Known);
    match read(&source.path) {
        Ok(content) => {
            let format = detected.in_view_of(content.text());
            Ok(Some(Text { source, content, format, rules }))
        }
        Err(Unreadable::NotText) => Err(Problem::error(&source.shown, NOT_TEXT.to_owned())),
        Err(Unreadable::Io(error)) => Err(Problem::error(&source.shown, format!("could not be read: {error}"))),
    }
}

/// What stands at a place.
///
/// # Errors
/// Where nothing does that the policy has a word for.
fn items(job: &Job<'_>, text: &Text, place: &Place) -> Result<Vec<Item>, String> {
    let Some(format) = text.format else { return Err("is in a format that is not read".to_owned()) };
    let places = Places::new(&text.content);
    if place.line == 0 || place.line > places.lines() {
        return Err(format!("there is no line {}: it has {}", place.line, places.lines()));
    }
    let visible = text.content.text();
    let mut report = check::check(visible, format, &text.rules.for_all_words());
    let in_line = |range: &std::ops::Range<usize>| {
        let line = places.line(place.line);
        line.start <= range.start && range.start < line.end.max(line.start + 1)
    };
    let words = report.judged.iter().map(|judged| &judged.range).chain(report.house.iter().map(|term| &term.range));
    let words = words.chain(report.findings.iter().map(|finding| &finding.range));
    let mut words: Vec<usize> = words.filter(|range| in_line(range)).map(|range| range.start).collect();
    words.sort_unstable();
    words.dedup();
    let asked = match place.column {
        Some(column) => places.offset(place.line, column).into_iter().collect(),
        None => words.clone(),
    };
    let at = |at: usize| {
        let remark = report.findings.iter().find(|finding| finding.range.contains(&at));
        let term = check::explain_term(visible, format, &text.rules, at).map(|told| Item::Term(Box::new(told)));
        let pair = check::explain(visible, format, &text.rules, at).map(|told| Item::Pair(Box::new(told)));
        let found: Vec<Item> = term.into_iter().chain(pair).collect();
        let unread = || check::unread(visible, format, &text.rules, at).map(|(range, why)| Item::Unread(range, why));
        if found.is_empty() { remark.cloned().map(Item::Remark).or_else(unread).into_iter().collect() } else { found }
    };
    let mut items: Vec<Item> = asked.into_iter().flat_map(at).collect();
    if items.is_empty() {
        return Err(nothing(visible, &places, place, &words));
    }
    if let Some(known) = job.baselines.known(&job.policies, &text.source.path) {
        let held = known.baseline.hold_back(&known.path, visible, format, &mut report);
        let is_held = |item: &Item| held.findings.iter().any(|finding| finding.range == *item.range());
        items.iter_mut().filter(|item| is_held(item)).for_each(Item::hold_back);
    }
    Ok(items)
}

/// That no word stands at a place, and where some do.
fn nothing(text: &str, places: &Places<'_>, place: &Place, words: &[usize]) -> String {
    let line = place.line;
    let here = place.column.map_or_else(|| format!("in line {line}"), |column| format!("at {line}:{column}"));
    let word = |at: &usize| {
        let rest = text.get(*at..).unwrap_or_default();
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        format!("“{word}” at {line}:{}", places.column(*at))
    };
    let words: Vec<String> = words.iter().map(word).collect();
    let there = if words.is_empty() { String::new() } else { format!("; there is {}", words.join(", ")) };
    format!("no word that the policy is about stands {here}{there}")
}

impl Place {
    /// Reads `FILE:LINE:COLUMN` or `FILE:LINE`; of a text from standard input the file may be missing.
    fn parse(given: &str, piped: bool) -> Result<Self, String> {
        let number = |text: &str| text.parse::<usize>().ok();
        // As `check` prints it, with the colon behind.
        let mut rest = given.strip_suffix(':').unwrap_or(given);
        let mut numbers = Vec::new();
        while numbers.len() < 2 {
            let (before, last) = match rest.rsplit_once(':') {
                Some((before, last)) => (Some(before), last),
                None if piped => (None, rest),
                None => break,
            };
            let Some(found) = number(last) else { break };
            numbers.insert(0, found);
            rest = before.unwrap_or_default();
            if before.is_none() {
                break;
            }
        }
        let file = (!rest.is_empty()).then(|| PathBuf::from(rest));
        let (line, column) = match numbers.as_slice() {
            [line] => (*line, None),
            [line, column] => (*line, Some(*column)),
            _ => return Err(format!("“{given}” is no place: write FILE:LINE:COLUMN")),
        };
        if file.is_none() && !piped {
            return Err(format!("“{given}” names no file: write FILE:LINE:COLUMN"));
        }
        Ok(Self { file, line, column })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_right() {
        let place = |file: Option<&str>, line, column| Ok(Place { file: file.map(PathBuf::from), line, column });
        assert_eq!(Place::parse("a.md:3:5", false), place(Some("a.md"), 3, Some(5)));
        assert_eq!(Place::parse("a.md:3:5:", false), place(Some("a.md"), 3, Some(5)));
        assert_eq!(Place::parse("a.md:3", false), place(Some("a.md"), 3, None));
        assert_eq!(Place::parse("C:\\a:b.md:3:5", false), place(Some("C:\\a:b.md"), 3, Some(5)));
        assert_eq!(Place::parse("3:5", true), place(None, 3, Some(5)));
        assert_eq!(Place::parse("3", true), place(None, 3, None));
        assert_eq!(Place::parse("a.md:3:5", true), place(Some("a.md"), 3, Some(5)));
        for (given, piped) in [("a.md", false), ("a.md", true), (":3:5", false), ("", true), ("a.md:x", false)] {
            assert!(Place::parse(given, piped).is_err(), "{given}");
        }
    }
}
