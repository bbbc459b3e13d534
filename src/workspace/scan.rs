//! The check of many files: in parallel, handed on in order, with few texts in memory at a time.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::baseline::{Baselines, Held};
use super::read::{Content, NOT_TEXT, Unreadable, read};
use super::threads::Threads;
use super::walk::{Source, told};
use crate::check::{self, Report};
use crate::policy::{LeftAlone, Policies, Rules};
use crate::prose::{Detected, Format, detect};
use crate::text::LineIndex;

/// So many outcomes a thread may be ahead of the one that is to be handed on next: enough to keep the threads busy while
/// one of them has a long file, few enough that memory stays small.
const FILES_A_THREAD: usize = 32;

/// One file and what came of it.
pub struct Scanned<'a> {
    /// The file.
    pub source: &'a Source,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of one file.
pub enum Outcome {
    /// It was read and checked.
    Checked(Box<Checked>),
    /// It is not checked.
    Skipped(Skip),
    /// It should have been checked and could not be; the message says why.
    Failed(String),
}

/// A file that was read and checked.
pub struct Checked {
    /// Its text; the report's offsets are bytes of [`Content::text`].
    pub content: Content,
    /// The format it was read in.
    pub format: Format,
    /// The rules it was checked by.
    pub rules: Arc<Rules>,
    /// The findings that are reported.
    pub report: Report,
    /// What the baseline holds back of them.
    pub held: Held,
}

/// Why a file is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// Its format is not built.
    Format,
    /// It is binary, or text in an encoding that is not read.
    Encoding,
    /// The policy's `exclude` names it.
    Excluded,
    /// The policy's `include` does not name it.
    NotIncluded,
    /// Licences, generated, vendored and lock files are left alone.
    LeftAlone,
    /// It is a policy.
    Policy,
}

impl Skip {
    /// The name that outputs use.
    pub fn name(self) -> &'static str {
        match self {
            Skip::Format => "format",
            Skip::Encoding => "encoding",
            Skip::Excluded => "excluded",
            Skip::NotIncluded => "not-included",
            Skip::LeftAlone => "left-alone",
            Skip::Policy => "policy",
        }
    }
}

/// Checks `sources` in parallel. `map` turns each outcome into what is kept of it, on the thread that
/// checked it; `each` receives that in the order of `sources` and may break off.
///
/// A panic over one file becomes the failure of that file.
pub fn scan<T: Send>(
    threads: &Threads,
    sources: &[Source],
    policies: &Policies,
    baselines: &Baselines,
    map: impl Fn(Scanned<'_>) -> T + Sync,
    each: impl FnMut(T) -> ControlFlow<()>,
) {
    scan_by(check::check, threads, sources, (policies, baselines), map, each);
}

/// The same by another check. [`check::findings`] is for who asks for nothing but findings: what was judged of each word
/// is half of the memory that a file full of them takes.
pub fn scan_by<T: Send>(
    check: Check,
    threads: &Threads,
    sources: &[Source],
    (policies, baselines): (&Policies, &Baselines),
    map: impl Fn(Scanned<'_>) -> T + Sync,
    each: impl FnMut(T) -> ControlFlow<()>,
) {
    let work = |source| {
        let outcome = catch_unwind(AssertUnwindSafe(|| examine_by(source, policies, baselines, check)))
            .unwrap_or_else(|_| Outcome::Failed("the check failed over this file: please report it".to_owned()));
        map(Scanned { source, outcome })
    };
    threads.in_order(sources, FILES_A_THREAD * threads.count(), work, each);
}

/// Reads and checks one file. What its baseline holds is not reported.
pub fn examine(source: &Source, policies: &Policies, baselines: &Baselines) -> Outcome {
    examine_by(source, policies, baselines, check::check)
}

/// How a text is checked.
pub type Check = fn(&str, Format, &Rules) -> Report;

fn examine_by(source: &Source, policies: &Policies, baselines: &Baselines, check: Check) -> Outcome {
    let rules = policies.rules(&source.path);
    if let Some(left_alone) = &rules.left_alone {
        return Outcome::Skipped(Skip::from(left_alone));
    }
    let detected = rules.format.map_or_else(|| detect(&source.path), Detected::Known);
    if detected == Detected::Unsupported {
        return Outcome::Skipped(Skip::Format);
    }
    match read(&source.path) {
        Ok(content) => {
            let Some(format) = detected.in_view_of(content.text()) else { return Outcome::Skipped(Skip::Format) };
            let mut checked = checked(content, format, rules, check);
            if let Outcome::Checked(checked) = &mut checked {
                checked.hold_back(&source.path, policies, baselines);
            }
            checked
        }
        Err(Unreadable::NotText) if source.named => Outcome::Failed(NOT_TEXT.to_owned()),
        Err(Unreadable::NotText) => Outcome::Skipped(Skip::Encoding),
        Err(Unreadable::Io(error)) => Outcome::Failed(told(&error)),
    }
}

/// Checks a text that is in hand, unless its rules leave it alone.
pub fn examine_text(content: Content, format: Format, rules: Arc<Rules>) -> Outcome {
    match &rules.left_alone {
        Some(left_alone) => Outcome::Skipped(Skip::from(left_alone)),
        None => checked(content, format, rules, check::check),
    }
}

fn checked(content: Content, format: Format, rules: Arc<Rules>, check: Check) -> Outcome {
    let report = check(content.text(), format, &rules);
    Outcome::Checked(Box::new(Checked { content, format, rules, report, held: Held::default() }))
}

impl Checked {
    /// What a person is told where the file holds more words than are judged.
    pub fn words_left(&self) -> Option<String> {
        let end = self.report.judged_up_to?;
        let text = self.content.text();
        let lines = LineIndex::new(text);
        let line = lines.line(end);
        let column = text.get(lines.range(line).start..end).unwrap_or_default().chars().count();
        let (most, line, column) = (self.rules.max_words, line + 1, column + 1);
        Some(format!(
            "holds more than {most} words of the pair: nothing behind line {line}, column {column} was looked at; \
             `max-words` in the policy says how many are judged"
        ))
    }

    /// Takes out of the report what the baseline for the text at `path` holds.
    pub fn hold_back(&mut self, path: &Path, policies: &Policies, baselines: &Baselines) {
        if let Some(known) = baselines.known(policies, path) {
            let text = self.content.text();
            self.held = known.baseline.hold_back(&known.path, text, self.format, &mut self.report);
        }
    }
}

impl From<&LeftAlone> for Skip {
    fn from(reason: &LeftAlone) -> Self {
        match reason {
            LeftAlone::Excluded | LeftAlone::Ignored => Skip::Excluded,
            LeftAlone::NotIncluded => Skip::NotIncluded,
            LeftAlone::ByDefault => Skip::LeftAlone,
            LeftAlone::Policy => Skip::Policy,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::policy::{Disk, Overrides, Prefer};

    fn source(folder: &Path, name: &str, bytes: &[u8], named: bool) -> Source {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        Source { path, shown: name.to_owned(), named }
    }

    fn policies() -> Policies {
        Policies::new(Disk, Overrides { prefer: Some(Prefer::Client), config: None })
    }

    #[test]
    fn outcomes_come_in_order_whatever_the_threads_do() {
        let folder = tempfile::tempdir().unwrap();
        let sources: Vec<Source> = (0..200)
            .map(|n| source(folder.path(), &format!("{n:03}.md"), "Our customers.\n".repeat(n % 20).as_bytes(), false))
            .collect();
        let (policies, baselines) = (policies(), Baselines::new(Vec::new()));
        for count in [1, 2, 8] {
            let mut names = Vec::new();
            let findings = |scanned: Scanned<'_>| match scanned.outcome {
                Outcome::Checked(checked) => (scanned.source.shown.clone(), checked.report.findings.len()),
                _ => (scanned.source.shown.clone(), 0),
            };
            scan(&Threads::new(count), &sources, &policies, &baselines, findings, |(name, count)| {
                assert_eq!(name, format!("{:03}.md", names.len()));
                assert_eq!(count, names.len() % 20);
                names.push(name);
                if names.len() == 150 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert_eq!(names.len(), 150);
        }
    }

    #[test]
    fn what_is_not_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let latin = source(folder.path(), "latin.md", b"caf\xe9", false);
        let named = Source { named: true, ..latin.clone() };
        let image = source(folder.path(), "image.png", b"\x89PNG", true);
        let gone = Source { path: folder.path().join("gone.md"), shown: "gone.md".to_owned(), named: false };
        let (policies, baselines) = (policies(), Baselines::new(Vec::new()));
        let examine = |source| examine(source, &policies, &baselines);
        assert!(matches!(examine(&latin), Outcome::Skipped(Skip::Encoding)));
        assert!(matches!(examine(&named), Outcome::Failed(message) if message == NOT_TEXT));
        assert!(matches!(examine(&image), Outcome::Skipped(Skip::Format)));
        assert!(matches!(examine(&gone), Outcome::Failed(_)));
    }
}
