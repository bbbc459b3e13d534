//! The findings that a workspace lives with: recorded once, so that only new ones are reported.
//!
//! An entry is keyed on content and not on place: the file, the concept, the words, and the sentence that
//! they stand in. Owns what counts as the same finding; the file's form is in `file`, what belongs to the
//! key in `context`, and which baseline counts for which text in `store`.

mod context;
mod file;
mod store;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::walk::order;
use crate::check::{Finding, Report};
use crate::prose::Format;
use context::{Context, contexts, words};

pub use store::{Baselines, Known};

/// The name of a baseline's file.
pub const BASELINE: &str = ".customary-baseline.json";

/// Findings that are not reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The file that holds them.
    path: Arc<Path>,
    /// By the path of their text, from the baseline's folder, with `/`.
    files: BTreeMap<String, Entries>,
}

/// The entries of one text.
type Entries = BTreeMap<Key, Entry>;

/// What makes two findings of one text the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    concept: String,
    /// The words of the sentence.
    words: String,
    text: String,
}

/// A finding that is not reported, as often as it was there when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id of its concept.
    pub concept: String,
    /// The words that the policy objects to.
    pub text: String,
    /// The sentence they stand in.
    pub excerpt: String,
    /// How often.
    pub count: usize,
}

/// What a baseline did to the findings of one text.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// The findings that are not reported.
    pub findings: Vec<Finding>,
    /// The entries that hold back less than they say, with how much less.
    pub unused: Vec<Entry>,
}

/// What an update makes of the entries of one text, or of many, in findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Recorded for the first time.
    pub added: usize,
    /// Recorded before and now.
    pub kept: usize,
    /// Not there any more.
    pub dropped: usize,
}

impl Entry {
    /// An entry for each of the findings of a text.
    pub fn of(text: &str, format: Format, findings: &[Finding]) -> Vec<Self> {
        let found = findings.iter().zip(contexts(text, format, findings));
        let entry = |(finding, Context { text, excerpt }): (&Finding, Context)| Self {
            concept: finding.concept.to_string(),
            text,
            excerpt,
            count: 1,
        };
        found.map(entry).collect()
    }

    fn key(&self) -> Key {
        Key { concept: self.concept.clone(), words: words(&self.excerpt), text: self.text.clone() }
    }
}

impl Held {
    /// Where the findings stand that are not reported, and what they are of.
    pub(super) fn places(&self) -> Vec<(Range<usize>, String)> {
        self.findings.iter().map(|finding| (finding.range.clone(), finding.concept.to_string())).collect()
    }
}

impl Baseline {
    /// One without entries, for the file at `path`.
    pub fn empty(path: &Path) -> Self {
        Self { path: path.into(), files: BTreeMap::new() }
    }

    /// The file that holds it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.entries().map(|(_, entry)| entry.count).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Its entries with the paths of their texts, in order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort_by(|(a, _), (b, _)| order(a, b));
        files.into_iter().flat_map(|(path, entries)| entries.values().map(|entry| (path.as_str(), entry)))
    }

    /// The entries of one text.
    pub fn entries_of(&self, path: &str) -> impl Iterator<Item = &Entry> {
        self.files.get(path).into_iter().flat_map(BTreeMap::values)
    }

    /// The texts that it has entries for.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The absolute path of a text that is called `path` in it.
    pub fn absolute(&self, path: &str) -> PathBuf {
        let mut out = self.path.parent().map(Path::to_owned).unwrap_or_default();
        for part in Path::new(path).components() {
            match part {
                Component::ParentDir => drop(out.pop()),
                part => out.push(part),
            }
        }
        out
    }

    /// Takes from a report what is recorded for its text, which stands at `path`. Of a finding that is
    /// there more often than it was, the last are new.
    pub fn hold_back(&self, path: &str, text: &str, format: Format, report: &mut Report) -> Held {
        let Some(entries) = self.files.get(path) else { return Held::default() };
        let mut left: BTreeMap<Key, usize> = entries.iter().map(|(key, entry)| (key.clone(), entry.count)).collect();
        let mut contexts = contexts(text, format, &report.findings).into_iter();
        let findings = report.retain(|finding| {
            let key = contexts.next().map(|context| Key {
                concept: finding.concept.to_string(),
                words: words(&context.excerpt),
                text: context.text,
            });
            match key.and_then(|key| left.get_mut(&key)).filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    false
                }
                None => true,
            }
        });
        let unused = entries.iter().filter_map(|(key, entry)| {
            let count = left.get(key).copied().filter(|left| *left > 0)?;
            Some(Entry { count, ..entry.clone() })
        });
        Held { findings, unused: unused.collect() }
    }

    /// Records what there is in the text at `path`, and nothing else.
    pub fn record(&mut self, path: &str, found: Vec<Entry>) -> Changes {
        let mut entries = Entries::new();
        for entry in found {
            entries.entry(entry.key()).and_modify(|known| known.count += entry.count).or_insert(entry);
        }
        let before = self.files.remove(path).unwrap_or_default();
        let changes = Changes::between(&before, &entries);
        if !entries.is_empty() {
            self.files.insert(path.to_owned(), entries);
        }
        changes
    }
}

impl Changes {
    fn between(before: &Entries, after: &Entries) -> Self {
        let all = |entries: &Entries| entries.values().map(|entry| entry.count).sum::<usize>();
        let of = |key: &Key| before.get(key).map_or(0, |entry| entry.count);
        let kept = after.iter().map(|(key, entry)| entry.count.min(of(key))).sum();
        Self { added: all(after) - kept, kept, dropped: all(before) - kept }
    }

    /// Adds what became of other texts.
    pub fn add(&mut self, other: Self) {
        self.added += other.added;
        self.kept += other.kept;
        self.dropped += other.dropped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::policy::{Prefer, Rules};

    const NAME: &str = "docs/a.md";

    fn report(text: &str, format: Format) -> Report {
        check(text, format, &Rules { prefer: Prefer::Client, ..Rules::default() })
    }

    fn recorded(text: &str, format: Format) -> Baseline {
        let mut baseline = Baseline::empty(Path::new("/w/.customary-baseline.json"));
        baseline.record(NAME, Entry::of(text, format, &report(text, format).findings));
        baseline
    }

    /// How many findings of `after` are new to a baseline of `before`, and how many of its findings are gone.
    fn compared_in(format: Format, before: &str, after: &str) -> (usize, usize) {
        let baseline = recorded(before, format);
        assert!(!baseline.is_empty(), "{before:?}");
        let mut report = report(after, format);
        let held = baseline.hold_back(NAME, after, format, &mut report);
        (report.findings.len(), held.unused.iter().map(|entry| entry.count).sum())
    }

    fn compared(before: &str, after: &str) -> (usize, usize) {
        compared_in(Format::Markdown, before, after)
    }

    #[test]
    fn a_finding_stays_known_wherever_its_sentence_goes() {
        let before = "We sell lamps. Our customers called on Monday, and our staff answered. All is well.\n";
        for (what, after) in [
            ("nothing", before.to_owned()),
            ("lines above", format!("# Lamps\n\nSomething new.\n\n{before}")),
            ("line ends", before.replace('\n', "\r\n")),
            ("wrapped", before.replace(' ', "\n")),
            ("wrapped otherwise", before.replace("called on", "called\non")),
            ("in a list", format!("1. one\n2. {before}")),
            ("deeper", format!("- one\n  - {}", before.replace("called", "called\n    "))),
            ("in a quotation", format!("> {}", before.replace(". ", ".\n> "))),
            ("another paragraph", "A word. Our customers called on Monday, and our staff answered.\n".to_owned()),
            ("stressed", before.replace("our staff", "**our** *staff*")),
            ("the word stressed", before.replace("customers", "**customers**")),
            ("a heading", "# Our customers called on Monday, and our staff answered.\n".to_owned()),
            ("quotation marks", before.replace("Monday", "“Monday”")),
        ] {
            assert_eq!(compared(before, &after), (0, 0), "{what}");
        }
    }

    #[test]
    fn a_changed_sentence_is_new() {
        let before = "We sell lamps. Our customers called on Monday. All is well.\n";
        assert_eq!(compared(before, &before.replace("Monday", "Tuesday")), (1, 1));
        assert_eq!(compared(before, &before.replace("Our", "Some of our")), (1, 1));
        assert_eq!(compared(before, &before.replace("lamps", "lanterns")), (0, 0), "another sentence");
        assert_eq!(compared(before, "All is well.\n"), (0, 1));
        assert_eq!(compared("Our customers called.\n", "Our customers called. Our customers paid.\n"), (1, 0));
    }

    #[test]
    fn repeats_are_counted() {
        let one = "Our customers called.\n\n";
        assert_eq!(compared(one, &one.repeat(3)), (2, 0));
        assert_eq!(compared(&one.repeat(3), one), (0, 2));
        assert_eq!(compared(&one.repeat(3), &one.repeat(3)), (0, 0));
        assert_eq!(recorded(&one.repeat(3), Format::Markdown).entries().count(), 1);
        let twice = "Our customers met the customers of others.\n";
        assert_eq!(recorded(twice, Format::Markdown).len(), 2);
    }

    #[test]
    fn plain_text_is_wrapped_and_quoted_as_well() {
        let before = "Dear all.\n\nour customers called on Monday and our staff answered. Regards\n";
        for after in [
            "Dear all.\n\n  our customers called\n  on Monday and\n  our staff answered. Regards\n",
            "> Dear all.\n>\n> our customers called on\n> Monday and our staff answered. Regards\n",
        ] {
            assert_eq!(compared_in(Format::PlainText, before, after), (0, 0), "{after}");
        }
    }

    #[test]
    fn what_points_at_findings_still_does() {
        let text = "Our customers called. A customer paid. The customers left.\n";
        let baseline = recorded("A customer paid.\n", Format::Markdown);
        let mut report = report(text, Format::Markdown);
        baseline.hold_back(NAME, text, Format::Markdown, &mut report);
        let found: Vec<_> = report.judged.iter().map(|judged| judged.finding).collect();
        assert_eq!(found, [Some(0), None, Some(1)]);
        assert_eq!(report.findings[1].range, report.judged[2].range);
    }

    #[test]
    fn a_long_text_without_full_stops_is_not_copied_for_each_word() {
        let text = "our customers and ".repeat(2000);
        let baseline = recorded(&text, Format::Markdown);
        assert_eq!(baseline.len(), 2000);
        assert!(baseline.entries().all(|(_, entry)| entry.excerpt.len() < 1000));
    }

    #[test]
    fn an_update_says_what_became_of_the_findings() {
        let mut baseline = recorded("Our customers called. The customers left.\n", Format::Markdown);
        let text = "The customers left.\n\nA customer paid.\n";
        let entries = Entry::of(text, Format::Markdown, &report(text, Format::Markdown).findings);
        assert_eq!(baseline.record(NAME, entries), Changes { added: 1, kept: 1, dropped: 1 });
        assert_eq!(baseline.record(NAME, Vec::new()), Changes { added: 0, kept: 0, dropped: 2 });
        assert!(baseline.is_empty());
    }
}
