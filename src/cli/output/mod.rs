//! How findings, problems and counts are printed: one file for each output format.

mod excerpt;
pub(super) mod explained;
mod human;
mod jsonl;
mod position;
mod short;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anstyle::Style;

use super::arguments::OutputFormat;
use super::tally::Tally;
use super::terminal::Terminal;
use crate::check::{Finding, Report};
use crate::policy::{Place, ProblemSeverity, Severity};
use crate::workspace::{Checked, Content, Skip};

/// Text for the two streams.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// For standard output.
    pub(super) out: String,
    /// For standard error.
    pub(super) err: String,
}

/// A file with the findings that are shown.
pub(super) struct File<'a> {
    pub(super) shown: &'a str,
    pub(super) content: &'a Content,
    pub(super) report: &'a Report,
    /// The lowest severity that is shown.
    pub(super) lowest: Severity,
}

impl<'a> File<'a> {
    /// The findings that are shown.
    fn findings(&self) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let lowest = self.lowest;
        self.report.findings.iter().filter(move |finding| finding.severity >= lowest)
    }
}

/// Something that kept a command from its job, or that is wrong with a policy.
#[derive(Debug)]
pub(super) struct Problem {
    /// The file or folder, as it is shown.
    pub(super) path: String,
    pub(super) level: Level,
    pub(super) message: String,
    /// Where in the file, for a policy.
    pub(super) place: Option<Place>,
}

/// How bad a problem is. Only errors change the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Note,
}

/// What a command has done, for its closing line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Findings were reported.
    Checked,
    /// Fixes were written.
    Fixed,
    /// Fixes were shown and not written.
    Compared,
    /// Nothing, and why is said.
    Nothing,
}

/// How much is said beside findings and problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Nothing.
    Quiet,
    /// What was counted.
    Counts,
    /// Skipped files, each by name, too.
    Skipped,
}

/// A format of output.
pub(super) trait Format: Sync {
    /// Hands on the findings of one file, piece by piece: all of them can be many times as long as the file.
    fn pieces(&self, file: &File<'_>, put: &mut dyn FnMut(&str));
    /// The findings of one file.
    fn file(&self, file: &File<'_>) -> String {
        let mut out = String::new();
        self.pieces(file, &mut |piece| out.push_str(piece));
        out
    }
    /// A file that is not checked, for those who ask.
    fn skipped(&self, shown: &str, reason: Skip) -> Said;
    /// A problem.
    fn problem(&self, problem: &Problem) -> Said;
    /// The closing line.
    fn closing(&self, tally: &Tally, done: Done, detail: Detail) -> Said;
}

/// The format of that name.
pub(super) fn format(name: OutputFormat, terminal: &Terminal, folder: &Path) -> Box<dyn Format> {
    match name {
        OutputFormat::Human => Box::new(human::Human {
            coloured: terminal.coloured,
            coloured_errors: terminal.coloured_errors,
            width: terminal.width,
            folder: folder.to_owned(),
        }),
        OutputFormat::Short => Box::new(short::Short),
        OutputFormat::Jsonl => Box::new(jsonl::Jsonl),
    }
}

/// A problem as people read it, with the line of the policy that it is about.
pub(super) fn problem_for_people(problem: &Problem, terminal: &Terminal, coloured: bool) -> String {
    let (width, folder) = (terminal.width, std::path::PathBuf::new());
    human::Human { coloured, coloured_errors: coloured, width, folder }.problem(problem).err
}

/// The schema of [`OutputFormat::Jsonl`].
pub(super) fn lines_schema() -> String {
    jsonl::schema()
}

impl Problem {
    /// A file or folder that could not be read or written.
    pub(super) fn error(shown: &str, message: String) -> Self {
        Self { path: shown.to_owned(), level: Level::Error, message, place: None }
    }

    /// That a file holds more words than were judged, if it does.
    pub(super) fn of_words_left(shown: &str, checked: &Checked) -> Option<Self> {
        checked.words_left().map(|message| Self { level: Level::Warning, ..Self::error(shown, message) })
    }

    /// Something worth knowing that is about no file.
    pub(super) fn note(message: &str) -> Self {
        Self { path: String::new(), level: Level::Note, message: message.to_owned(), place: None }
    }
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

impl From<ProblemSeverity> for Level {
    fn from(severity: ProblemSeverity) -> Self {
        match severity {
            ProblemSeverity::Warning => Level::Warning,
            ProblemSeverity::Error => Level::Error,
        }
    }
}

/// A path or message with its control characters made visible, so that no file name can move a cursor.
pub(super) fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    let plain = |byte: u8| matches!(byte, b' '..=b'~');
    if !text.bytes().all(plain) && text.chars().any(char::is_control) {
        text.escape_debug().to_string().into()
    } else {
        text.into()
    }
}

/// Adds a text in a style.
fn push_styled(out: &mut String, style: Style, text: &str) {
    in_style(out, style, |out| out.push_str(text));
}

/// Adds what is `written` in a style.
fn in_style(out: &mut String, style: Style, written: impl FnOnce(&mut String)) {
    let plain = style == Style::new();
    // Writing to a string does not fail.
    if !plain {
        let _ = write!(out, "{style}");
    }
    written(out);
    if !plain {
        let _ = write!(out, "{style:#}");
    }
}

/// "1 file", "2 files", "2 policies".
pub(super) fn counted(count: usize, what: &str) -> String {
    match what.strip_suffix('y') {
        _ if count == 1 => format!("1 {what}"),
        Some(stem) => format!("{count} {stem}ies"),
        None => format!("{count} {what}s"),
    }
}

/// The closing line of a command, for people.
fn closing_line(tally: &Tally, done: Done, detail: Detail) -> String {
    if detail == Detail::Quiet {
        return String::new();
    }
    let mut out = match done {
        Done::Checked => checked_line(tally),
        Done::Fixed | Done::Compared => fixed_line(tally, done),
        Done::Nothing => return String::new(),
    };
    if tally.known > 0 {
        out.pop();
        let known =
            if tally.known == 1 { "1 known one is".to_owned() } else { format!("{} known ones are", tally.known) };
        let how = if out.is_empty() { "" } else { "; " };
        out.push_str(&format!("{how}{known} in the baseline\n"));
    }
    let hidden = tally.found.total() - tally.shown.total();
    if hidden > 0 {
        let all = "`--severity hint` shows all; the exit code counts all";
        out.push_str(&format!("{} not shown ({all})\n", counted(hidden, "finding")));
    }
    if !tally.skipped.is_empty() {
        let how = if detail == Detail::Skipped { "" } else { " (`-v` lists them)" };
        out.push_str(&format!(
            "{} skipped: {}{how}\n",
            counted(tally.skipped_in_all(), "file"),
            reasons(&tally.skipped)
        ));
    }
    out
}

fn checked_line(tally: &Tally) -> String {
    let shown = tally.shown.total();
    if tally.files == 0 && tally.errors > 0 {
        return String::new();
    }
    if shown == 0 {
        let what = if tally.found.total() == 0 { "no findings" } else { "no findings shown" };
        return format!("{what} in {}\n", counted(tally.files, "file"));
    }
    let fixable =
        if tally.fixable > 0 { format!(", {} fixable with `customary fix`", tally.fixable) } else { String::new() };
    format!("{} in {}{fixable}\n", counted(shown, "finding"), counted(tally.files_shown, "file"))
}

fn fixed_line(tally: &Tally, done: Done) -> String {
    let verb = if done == Done::Compared { "would fix" } else { "fixed" };
    let all = tally.fixed + tally.shown.total();
    if all == 0 {
        return format!("nothing to fix in {}\n", counted(tally.files, "file"));
    }
    let mut out = format!("{verb} {} of {}", tally.fixed, counted(all, "finding"));
    if tally.files_fixed > 0 {
        out.push_str(&format!(" in {}", counted(tally.files_fixed, "file")));
    }
    if tally.shown.total() > 0 {
        out.push_str(&format!(", {} left", tally.shown.total()));
    }
    out.push('\n');
    out
}

fn reasons(skipped: &BTreeMap<Skip, usize>) -> String {
    if let [reason] = skipped.keys().collect::<Vec<_>>().as_slice() {
        return why(**reason).to_owned();
    }
    let reasons: Vec<String> = skipped.iter().map(|(reason, count)| format!("{count} {}", why(*reason))).collect();
    reasons.join(", ")
}

/// Why a file is skipped, for people.
fn why(reason: Skip) -> &'static str {
    match reason {
        Skip::Format => "in formats that are not read yet",
        Skip::Encoding => "not text in UTF-8 or marked UTF-16",
        Skip::Excluded => "excluded by the policy",
        Skip::NotIncluded => "not included by the policy",
        Skip::LeftAlone => "licence, generated or vendored",
        Skip::Policy => "a policy",
    }
}
