//! What is known of the files of the workspace: of each a small record, no text and no diagnostics.
//!
//! Knows nothing of walking or of who asks.

use std::collections::{BTreeMap, HashSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::check::Report;
use crate::policy::Rules;
use crate::sense::Sense;
use crate::workspace::{Baseline, Wanted};

/// How a file on disk stood when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

/// What came of one file.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(super) stamp: Stamp,
    pub(super) rules: Arc<Rules>,
    pub(super) baseline: Option<Arc<Baseline>>,
    pub(super) seen: Seen,
}

/// What was seen in a file.
#[derive(Debug, Clone)]
pub(crate) enum Seen {
    /// It is not checked, or could not be.
    Skipped,
    /// It is a policy, which nobody expects to be checked.
    Policy,
    /// It is open: what it holds there counts, and it is looked at when it is closed.
    Open,
    /// Neither findings nor one of the words.
    Nothing,
    /// Something.
    Found(Box<Found>),
}

/// The counts of a file that holds findings, or at least one of the words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// The result id, for clients that pull.
    pub(crate) id: u64,
    pub(crate) findings: u32,
    /// Those that a fix of the workspace would mend unseen.
    pub(crate) fixable: u32,
    /// How often each word of the pair stands for people or firms.
    pub(crate) words: [u32; 2],
    /// Findings by concept.
    pub(crate) concepts: Vec<(Arc<str>, u32)>,
    pub(crate) causes: Vec<Cause>,
}

/// A place in the governing policy, and how many findings come from it.
#[derive(Debug, Clone)]
pub(crate) struct Cause {
    pub(crate) policy: Arc<Path>,
    /// The policy's text, when it was read.
    pub(crate) text: Arc<str>,
    /// Bytes of it.
    pub(crate) start: usize,
    pub(crate) findings: u32,
}

/// The records of all files.
#[derive(Debug, Default)]
pub(crate) struct Index {
    files: BTreeMap<PathBuf, Record>,
    concepts: HashSet<Arc<str>>,
    /// Files in formats that are not read; of them there is no record.
    pub(super) unread: usize,
    /// Whether all folders were walked to the end.
    pub(super) complete: bool,
    /// Whether what a client that pulled everything was told may be wrong.
    news: bool,
}

/// The counts of the workspace.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) files: usize,
    pub(crate) skipped: usize,
    pub(crate) findings: usize,
    pub(crate) fixable: usize,
    pub(crate) words: [usize; 2],
    pub(crate) concepts: BTreeMap<Arc<str>, usize>,
}

/// Whether a change of a record is of interest to those who were told of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interest {
    /// What is on disk is what counts.
    Told,
    /// The file is open: its text there counts. Or who asked is being told just now.
    Quiet,
}

impl Stamp {
    /// How a file stands now; `None` where there is none.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let meta = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        Some(Self { modified: meta.modified().ok(), bytes: meta.len() })
    }
}

impl Record {
    /// Whether the file would be seen the same again.
    pub(super) fn holds(&self, stamp: Stamp, rules: &Arc<Rules>, baseline: Option<&Arc<Baseline>>) -> bool {
        let same_baseline = self.baseline.as_ref().map(Arc::as_ptr) == baseline.map(Arc::as_ptr);
        self.stamp == stamp && Arc::ptr_eq(&self.rules, rules) && same_baseline
    }

    /// What it holds, if it holds anything.
    fn found(&self) -> Option<&Found> {
        match &self.seen {
            Seen::Found(found) => Some(found),
            Seen::Skipped | Seen::Policy | Seen::Open | Seen::Nothing => None,
        }
    }

    /// The result id, where there are findings to report.
    fn reported(&self) -> Option<u64> {
        self.found().filter(|found| found.findings > 0).map(|found| found.id)
    }
}

impl Found {
    /// Counts a report. `governing` is the policy that counts for the file.
    pub(crate) fn of(report: &Report, governing: Option<&Path>) -> Self {
        let mut out = Self { findings: count(report.findings.len()), ..Self::default() };
        for finding in &report.findings {
            out.fixable += u32::from(Wanted::Safe.takes(finding));
            match out.concepts.iter_mut().find(|(id, _)| **id == *finding.concept) {
                Some((_, count)) => *count += 1,
                None => out.concepts.push((Arc::clone(&finding.concept), 1)),
            }
            if let Some(place) = finding.origin.as_ref().map(|origin| &origin.place)
                && governing.is_some_and(|policy| *place.path == *policy)
            {
                let start = place.range.start;
                let same = |cause: &&mut Cause| cause.start == start && Arc::ptr_eq(&cause.text, &place.text);
                match out.causes.iter_mut().find(same) {
                    Some(cause) => cause.findings += 1,
                    None => out.causes.push(Cause {
                        policy: Arc::clone(&place.path),
                        text: Arc::clone(&place.text),
                        start,
                        findings: 1,
                    }),
                }
            }
        }
        for judged in report.judged.iter().filter(|judged| judged.sense == Sense::Party) {
            if let Some(word) = out.words.get_mut(judged.term) {
                *word += 1;
            }
        }
        out
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.findings == 0 && self.words == [0, 0]
    }
}

impl Index {
    pub(super) fn get(&self, path: &Path) -> Option<&Record> {
        self.files.get(path)
    }

    pub(super) fn insert(&mut self, path: PathBuf, mut record: Record, interest: Interest) {
        if let Seen::Found(found) = &mut record.seen {
            for (id, _) in &mut found.concepts {
                match self.concepts.get(id) {
                    Some(known) => *id = Arc::clone(known),
                    None => drop(self.concepts.insert(Arc::clone(id))),
                }
            }
        }
        let reported = record.reported();
        let before = self.files.insert(path, record);
        self.news |= interest == Interest::Told && before.and_then(|before| before.reported()) != reported;
    }

    /// A file was reported like this: if that is not what its record says, there is news.
    pub(super) fn compare(&mut self, path: &Path, told: Option<u64>) {
        let looked_at = self.files.get(path).filter(|record| !matches!(record.seen, Seen::Open));
        self.news |= looked_at.is_some_and(|record| record.reported() != told);
    }

    /// Forgets the files for which `keep` says no.
    pub(super) fn retain(&mut self, keep: impl Fn(&Path) -> bool) {
        let mut news = false;
        self.files.retain(|path, record| {
            let kept = keep(path);
            news |= !kept && record.reported().is_some();
            kept
        });
        self.news |= news;
    }

    /// Forgets a file, or all below a folder. Says whether there was anything.
    pub(super) fn remove(&mut self, path: &Path) -> bool {
        let below = self
            .files
            .range::<Path, _>((Bound::Included(path), Bound::Unbounded))
            .take_while(|(file, _)| file.starts_with(path));
        let below: Vec<PathBuf> = below.map(|(file, _)| file.clone()).collect();
        for file in &below {
            let gone = self.files.remove(file);
            self.news |= gone.is_some_and(|gone| gone.reported().is_some());
        }
        !below.is_empty()
    }

    /// Whether what was told of it may be wrong; asked once, until something else changes.
    pub(super) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    /// Whether all folders were walked to the end, so that what has no record is not there.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete
    }

    pub(super) fn has_news(&self) -> bool {
        self.news
    }

    /// The files with findings, in order of path.
    pub(crate) fn reported(&self) -> impl Iterator<Item = (&Path, u64, Stamp)> {
        self.files.iter().filter_map(|(path, record)| Some((path.as_path(), record.reported()?, record.stamp)))
    }

    /// What is known of the files for which `wanted` says yes.
    pub(crate) fn found(&self, wanted: impl Fn(&Path) -> bool) -> impl Iterator<Item = &Found> {
        let files = self.files.iter().filter(move |(path, _)| wanted(path));
        files.filter_map(|(_, record)| record.found())
    }

    /// Counts everything; of the files that `instead` knows, what it knows counts.
    pub(crate) fn sum(&self, instead: &BTreeMap<PathBuf, Option<Found>>) -> Sum {
        let mut out = Sum { skipped: self.unread, ..Sum::default() };
        for (path, record) in &self.files {
            match (instead.get(path), &record.seen) {
                (Some(Some(found)), _) => out.add(Some(found)),
                (Some(None), _) | (None, Seen::Skipped) => out.skipped += 1,
                (None, Seen::Policy) => {}
                (None, Seen::Open | Seen::Nothing | Seen::Found(_)) => out.add(record.found()),
            }
        }
        out
    }
}

impl Sum {
    fn add(&mut self, found: Option<&Found>) {
        self.files += 1;
        let Some(found) = found else { return };
        self.findings += found.findings as usize;
        self.fixable += found.fixable as usize;
        for (sum, more) in self.words.iter_mut().zip(found.words) {
            *sum += more as usize;
        }
        for (id, more) in &found.concepts {
            *self.concepts.entry(Arc::clone(id)).or_default() += *more as usize;
        }
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: u64, findings: u32) -> Record {
        let found = Found { id, findings, concepts: vec![("zeppelin".into(), findings)], ..Found::default() };
        let stamp = Stamp { modified: None, bytes: 1 };
        Record { stamp, rules: Arc::default(), baseline: None, seen: Seen::Found(Box::new(found)) }
    }

    #[test]
    fn news_is_what_would_be_reported_otherwise_than_before() {
        let mut index = Index::default();
        index.insert("/w/a.md".into(), record(1, 2), Interest::Told);
        assert!(index.take_news() && !index.take_news());
        index.insert("/w/a.md".into(), record(1, 2), Interest::Told);
        index.insert("/w/a.md".into(), record(2, 2), Interest::Quiet);
        index.insert("/w/b.md".into(), record(3, 0), Interest::Told);
        index.remove(Path::new("/w/b.md"));
        assert!(!index.take_news());
        index.retain(|path| path.ends_with("b.md"));
        assert!(index.take_news());
        // What is open is looked at when it is closed.
        index.insert("/w/c.md".into(), Record { seen: Seen::Open, ..record(0, 0) }, Interest::Quiet);
        index.compare(Path::new("/w/c.md"), Some(1));
        assert!(!index.take_news());
    }

    #[test]
    fn a_folder_goes_with_all_that_is_in_it_and_its_neighbours_stay() {
        let mut index = Index::default();
        for path in ["/w/docs", "/w/docs/a.md", "/w/docs/b/c.md", "/w/docs-2/a.md", "/w/docs.md"] {
            index.insert(path.into(), record(1, 1), Interest::Told);
        }
        assert!(index.remove(Path::new("/w/docs")));
        let left: Vec<_> = index.reported().map(|(path, ..)| path.to_owned()).collect();
        assert_eq!(left, ["/w/docs-2/a.md", "/w/docs.md"].map(PathBuf::from));
        assert!(!index.remove(Path::new("/w/docs")));
    }

    #[test]
    fn what_is_open_counts_instead_of_what_is_on_disk() {
        let mut index = Index { unread: 3, ..Index::default() };
        for (path, findings) in [("/w/a.md", 2), ("/w/b.md", 3), ("/w/c.md", 5)] {
            index.insert(path.into(), record(1, findings), Interest::Told);
        }
        let typed = Found { findings: 7, concepts: vec![("zeppelin".into(), 7)], ..Found::default() };
        let sum = index.sum(&BTreeMap::from([("/w/a.md".into(), Some(typed)), ("/w/b.md".into(), None)]));
        assert_eq!((sum.files, sum.skipped, sum.findings), (2, 4, 12));
        assert_eq!(sum.concepts.into_iter().collect::<Vec<_>>(), [("zeppelin".into(), 12)]);
    }
}
