//! What commands say of the baselines that they meet: what is wrong with one, and what it no longer needs.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::job::Job;
use super::output::{Level, Problem};
use crate::policy::Prefer;
use crate::workspace::{Baseline, Entry, Source, shown_from};

/// How many entries are named one by one where they are not what was asked for.
const NAMED: usize = 20;

/// An entry of a baseline that holds back less than it says.
pub(super) struct Unused {
    pub(super) baseline: Arc<Baseline>,
    /// The path of its text from the baseline's folder.
    pub(super) path: String,
    pub(super) entry: Entry,
}

impl Unused {
    /// The file and the words, for a person. `folder` is the working folder.
    pub(super) fn told(&self, folder: &Path) -> String {
        let Entry { text, excerpt, count, .. } = &self.entry;
        let path = self.baseline.absolute(&self.path);
        let often = if *count > 1 { format!(", {count} times") } else { String::new() };
        format!("{}: “{text}” in “{}”{often}", shown_from(&path, folder), short(excerpt))
    }
}

/// An excerpt that fits into a message.
fn short(excerpt: &str) -> String {
    const FITS: usize = 100;
    if excerpt.chars().count() <= FITS {
        return excerpt.to_owned();
    }
    let start: String = excerpt.chars().take(FITS).collect();
    format!("{}…", start.trim_end())
}

impl Job<'_> {
    /// Reads the baselines that count for `sources`, and for the folders that were walked even where
    /// nothing is left in them. What is wrong with one is said; nothing is fixed then.
    pub(super) fn read_baselines(&mut self, sources: &[Source], folders: &[PathBuf]) {
        // Most files have the folder of the one before.
        let mut seen = HashSet::new();
        let of_one_folder =
            |a: &Source, b: &Source| a.path.parent().map(Path::as_os_str) == b.path.parent().map(Path::as_os_str);
        let inside = folders.iter().map(|folder| folder.join("untitled"));
        let places: Vec<PathBuf> = sources
            .chunk_by(of_one_folder)
            .filter_map(|files| files.first())
            .filter(|source| seen.insert(source.path.parent()))
            .map(|source| source.path.clone())
            .chain(inside)
            .collect();
        self.threads.map(&places, |path| drop(self.baselines.known(&self.policies, path)));
        for problem in self.baselines.problems() {
            let problem = self.policy_problem(problem);
            self.broken = true;
            self.say_problem(&problem);
        }
    }

    /// Says which entries of baselines are no longer needed, as far as this run can tell: `of_sources` are
    /// those of the texts that were read, in the order of `sources`.
    pub(super) fn say_unused(&mut self, sources: &[Source], of_sources: Vec<Vec<Entry>>) {
        // With other findings than the policy asks for, the baseline is not put to the test.
        let another: Option<Prefer> = self.common.prefer;
        if self.common.quiet || another.is_some() || of_sources.len() < sources.len() {
            return;
        }
        let unused = self.unused(sources, of_sources);
        for one in unused.iter().take(NAMED) {
            let message = format!("no longer needed: {}; `customary baseline` drops it", one.told(&self.folder));
            self.say_note(one.baseline.path(), message);
        }
        if let Some(more) = unused.get(NAMED) {
            let message = format!(
                "{} more entries are no longer needed; `customary baseline --check` names them all",
                unused.len() - NAMED
            );
            self.say_note(more.baseline.path(), message);
        }
    }

    fn say_note(&mut self, path: &Path, message: String) {
        let path = shown_from(path, &self.folder);
        self.say_problem(&Problem { path, level: Level::Note, message, place: None });
    }

    /// The entries that hold back less than they say: those of the texts that were read, and those of
    /// texts that are gone from where this run looked.
    pub(super) fn unused(&self, sources: &[Source], of_sources: Vec<Vec<Entry>>) -> Vec<Unused> {
        let mut out = Vec::new();
        for (source, entries) in sources.iter().zip(of_sources) {
            if let Some(known) = self.baselines.known(&self.policies, &source.path).filter(|_| !entries.is_empty()) {
                let one = |entry| Unused { baseline: Arc::clone(&known.baseline), path: known.path.clone(), entry };
                out.extend(entries.into_iter().map(one));
            }
        }
        for (baseline, path) in self.gone(sources) {
            out.extend(baseline.entries_of(&path).map(|entry| Unused {
                baseline: Arc::clone(&baseline),
                path: path.clone(),
                entry: entry.clone(),
            }));
        }
        out
    }

    /// The texts that baselines have entries for, below what this run walked, and that are gone, or no longer
    /// governed as they were. A text that is there and was not walked (a hidden one) is none of them.
    pub(super) fn gone(&self, sources: &[Source]) -> Vec<(Arc<Baseline>, String)> {
        let named: HashSet<&Path> = sources.iter().map(|source| source.path.as_path()).collect();
        let mut out = Vec::new();
        for baseline in self.baselines.all() {
            for path in baseline.paths() {
                let absolute = baseline.absolute(path);
                let meant =
                    named.contains(absolute.as_path()) || self.walked.iter().any(|folder| absolute.starts_with(folder));
                if meant && !self.is_held(&baseline, &absolute) {
                    out.push((Arc::clone(&baseline), path.to_owned()));
                }
            }
        }
        out
    }

    /// Whether a baseline counts for what stands at a path, if something does.
    fn is_held(&self, baseline: &Baseline, path: &Path) -> bool {
        path.is_file()
            && self.policies.rules(path).left_alone.is_none()
            && self.baselines.place(&self.policies, path).is_some_and(|(place, _)| place == baseline.path())
    }
}
