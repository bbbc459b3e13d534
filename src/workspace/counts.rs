//! How often a workspace uses the words of the pair, and for what: the evidence for a policy.

use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::baseline::Baselines;
use super::scan::{Checked, Outcome, Scanned, scan};
use super::threads::Threads;
use super::walk::{Fault, Selection, Source, shown_from, walk};
use crate::policy::Policies;
use crate::sense::{Sense, threshold};

/// How much of a line is shown of an example, in characters.
const EXCERPT: usize = 72;

/// The counts of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those of the files that hold one of the words, in order of path.
    pub files: Vec<FileCounts>,
    /// How many files were read.
    pub read: usize,
}

/// The counts of a folder, and what was not counted.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// The counts.
    pub counts: Counts,
    /// How many files were left out, because a policy in a folder below governs them; not those it leaves alone.
    pub governed_below: usize,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// Counts the words in the files of a folder that a policy in it would govern: those that a scan of it
/// reads, less those that have a policy of their own below. Ends early where `cancelled` becomes true.
pub fn count(folder: &Path, threads: &Threads, policies: &Policies, cancelled: &AtomicBool) -> Counted {
    let paths = [PathBuf::from(".")];
    let found = walk(Selection { folder, paths: &paths, threads: threads.count() }, |_| false);
    let mut out = Counted { faults: found.faults, ..Counted::default() };
    let below = |path: &Path| {
        let policy = policies.governing(path);
        policy.is_some_and(|policy| policy.parent().is_some_and(|at| at != folder && at.starts_with(folder)))
    };
    let (governed_below, sources): (Vec<_>, Vec<_>) = found.sources.into_iter().partition(|it| below(&it.path));
    out.governed_below = governed_below.iter().filter(|it| policies.rules(&it.path).left_alone.is_none()).count();
    let fault_of = |source: &Source| {
        let shown = source.shown.clone();
        move |message| Fault { shown, message }
    };
    let one = |scanned: Scanned<'_>| match scanned.outcome {
        Outcome::Checked(checked) => {
            let fault = checked.words_left().map(fault_of(scanned.source));
            (Some(FileCounts::of(shown_from(&scanned.source.path, folder), &checked)), fault)
        }
        Outcome::Failed(message) => (None, Some(fault_of(scanned.source)(message))),
        Outcome::Skipped(_) => (None, None),
    };
    scan(threads, &sources, policies, &Baselines::new(Vec::new()), one, |(file, fault)| {
        out.counts.read += usize::from(file.is_some());
        out.counts.files.extend(file.filter(|file| !file.is_empty()));
        out.faults.extend(fault);
        if cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    out
}

/// The counts of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// Its path from the counted folder, with `/`.
    pub path: String,
    /// Of each word: *client*, *customer*, as in [`crate::terms::pair`].
    pub words: [WordCounts; 2],
}

/// What one of the words was counted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordCounts {
    /// People or firms, without doubt: what a preference decides.
    pub party: usize,
    /// People or firms perhaps.
    pub doubtful: usize,
    /// Programs.
    pub software: usize,
    /// Parts of names.
    pub name: usize,
    /// The word itself is meant.
    pub mention: usize,
    /// The first that is a person or firm without doubt.
    pub example: Option<Example>,
}

/// A place where a word stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its line, from 1.
    pub line: usize,
    /// What stands around it.
    pub excerpt: String,
}

impl FileCounts {
    /// Counts the words of a file that was checked.
    pub fn of(path: String, checked: &Checked) -> Self {
        let mut out = Self { path, ..Self::default() };
        let text = checked.content.text();
        for judged in &checked.report.judged {
            let Some(word) = out.words.get_mut(judged.term) else { continue };
            match judged.sense {
                Sense::Party if judged.confidence >= threshold() => {
                    word.party += 1;
                    word.example.get_or_insert_with(|| Example::at(text, &judged.range));
                }
                Sense::Party => word.doubtful += 1,
                Sense::Software => word.software += 1,
                Sense::Name => word.name += 1,
                Sense::Mention => word.mention += 1,
                Sense::Term => {}
            }
        }
        out
    }

    /// Whether it holds one of the words at all.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| word.party + word.doubtful + word.software + word.name + word.mention == 0)
    }
}

impl WordCounts {
    /// Adds the counts of another file; the earlier example stays.
    pub fn add(&mut self, other: &Self) {
        self.party += other.party;
        self.doubtful += other.doubtful;
        self.software += other.software;
        self.name += other.name;
        self.mention += other.mention;
        if self.example.is_none() {
            self.example.clone_from(&other.example);
        }
    }
}

impl Example {
    fn at(text: &str, range: &Range<usize>) -> Self {
        let before = text.get(..range.start).unwrap_or_default();
        let line = crate::text::LineIndex::new(before).count();
        let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let after = text.get(range.start..).unwrap_or_default();
        let end = range.start + after.find(['\n', '\r']).unwrap_or(after.len());
        let whole = text.get(start..end).unwrap_or_default();
        let at = text.get(start..range.start).unwrap_or_default().chars().count();
        let skipped = (at + 20).saturating_sub(EXCERPT);
        let visible: String = whole.chars().skip(skipped).take(EXCERPT).collect();
        let cut = |is: bool| if is { "…" } else { "" };
        let more = whole.chars().nth(skipped + EXCERPT).is_some();
        let words: Vec<&str> = visible.split_whitespace().collect();
        Self { line, excerpt: format!("{}{}{}", cut(skipped > 0), words.join(" "), cut(more)) }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::policy::{Disk, Overrides};

    fn counted(files: &[(&str, &str)]) -> Counted {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let policies = Policies::new(Disk, Overrides::default());
        count(folder.path(), &Threads::new(2), &policies, &AtomicBool::new(false))
    }

    #[test]
    fn people_programs_and_names_are_told_apart() {
        let text = "# Letters\n\nOur customers called.\n\n`customers`\n\n\
                    The HTTP client retries the request. Open the Customer Portal.\n";
        let Counted { counts, .. } = counted(&[("docs/a.md", text), ("b.md", "Nothing here.\n")]);
        assert_eq!((counts.read, counts.files.len()), (2, 1));
        let [client, customer] = &counts.files[0].words;
        assert_eq!(counts.files[0].path, "docs/a.md");
        assert_eq!((client.party, client.software), (0, 1), "{client:?}");
        assert_eq!((customer.party, customer.name), (1, 1), "{customer:?}");
        let example = customer.example.as_ref().unwrap();
        assert_eq!((example.line, example.excerpt.as_str()), (3, "Our customers called."));
    }

    #[test]
    fn what_another_policy_governs_or_nobody_checks_is_not_counted() {
        let text = "Our customers called.\n";
        let all = counted(&[
            ("a.md", text),
            ("shop/customary.toml", "prefer = \"customer\"\n"),
            ("shop/b.md", text),
            ("LICENSE.md", text),
            ("c.png", "customers"),
        ]);
        let paths: Vec<&str> = all.counts.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a.md"]);
        assert_eq!(all.governed_below, 1, "its text; a policy is no file of its own");
    }

    #[test]
    fn an_example_of_a_long_line_shows_the_word() {
        let long = format!("{}Our customers called, {}\n", "Some words. ".repeat(40), "and more ".repeat(40));
        let Counted { counts, .. } = counted(&[("a.md", &long)]);
        let example = counts.files[0].words[1].example.clone().unwrap();
        assert!(example.excerpt.contains("customers") && example.excerpt.chars().count() <= EXCERPT + 2, "{example:?}");
    }
}
