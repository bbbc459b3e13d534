//! What is wrong in policies and baselines, as it stands now: read anew where something has changed.
//!
//! Knows which policies count for what is open, and runs their examples; how a client is told is for
//! `policies` (published) and the requests for diagnostics (pulled) to know.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::buffers::{Buffer, is_policy, may_be_policy};
use super::report::Report;
use super::session::Session;
use super::to_proto;
use crate::check;
use crate::policy::{Problem, ProblemSeverity, Rules};
use crate::workspace::BASELINE;

/// The problems of each file that has some.
pub(crate) type ByFile = BTreeMap<PathBuf, Vec<Problem>>;

/// What is remembered of problems between two questions.
#[derive(Default)]
pub(crate) struct Problems {
    examples: Mutex<Examples>,
    /// The result ids that a client that pulls was told last, by file.
    reported: Mutex<HashMap<PathBuf, u64>>,
}

/// The examples that do not hold, by policy file, with the rules that they were held against: those of a
/// policy that has not changed are not run again.
#[derive(Default)]
struct Examples(HashMap<PathBuf, (Arc<Rules>, Vec<Problem>)>);

impl Problems {
    /// All problems that are known of the policies that count for something, and of the baselines. Reads files
    /// and runs examples where something has changed.
    pub(crate) fn all(&self, session: &Session, open: &BTreeMap<PathBuf, Buffer>) -> ByFile {
        let governing = ask(session, open);
        let mut problems = session.policies.problems();
        let failing = lock(&self.examples).failing(session, governing, &problems);
        problems.extend(failing);
        problems.extend(session.baselines.problems());
        let mut by_file = ByFile::new();
        for problem in problems {
            by_file.entry(problem.place.path.to_path_buf()).or_default().push(problem);
        }
        by_file
    }

    /// What a client that pulls is told of one file, and will be taken to hold from now on.
    pub(crate) fn report(&self, session: &Session, path: &Path, problems: &ByFile) -> Report {
        let report = report(session, problems.get(path));
        lock(&self.reported).insert(path.to_owned(), report.id);
        report
    }

    /// The client does not hold anything of this file any more.
    pub(crate) fn forget(&self, path: &Path) {
        lock(&self.reported).remove(path);
    }

    /// Whether a client that pulls holds something else than what stands. From now on it is taken to know.
    pub(crate) fn refresh(&self, session: &Session, pulled_all: Pulled) -> bool {
        let now = self.all(session, &open_policies(session));
        let mut reported = lock(&self.reported);
        let mut files: BTreeSet<PathBuf> = reported.keys().cloned().collect();
        if pulled_all == Pulled::Workspace {
            files.extend(now.keys().cloned());
        }
        let mut stale = false;
        for path in files {
            let id = report(session, now.get(&path)).id;
            stale |= reported.insert(path, id) != Some(id);
        }
        stale
    }
}

/// What a client has asked for so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pulled {
    /// Single documents.
    Documents,
    /// The whole workspace too.
    Workspace,
}

fn report(session: &Session, problems: Option<&Vec<Problem>>) -> Report {
    let problems = problems.into_iter().flatten();
    Report::new(problems.map(|problem| to_proto::problem(problem, session.client())).collect())
}

/// Whether what is wrong in a file is told by this room: it may be a policy, or is a baseline.
pub(crate) fn may_have_problems(path: &Path) -> bool {
    may_be_policy(path) || path.file_name().is_some_and(|name| name == BASELINE)
}

/// The open policies as they stand.
pub(crate) fn open_policies(session: &Session) -> BTreeMap<PathBuf, Buffer> {
    let open = session.buffers.paths().into_iter().filter(|path| is_policy(path));
    open.filter_map(|path| session.buffers.get(&path).map(|buffer| (path, buffer))).collect()
}

/// Asks for the rules of everything that is open, so that every policy that counts is read. Gives
/// the policies that govern something.
fn ask(session: &Session, open: &BTreeMap<PathBuf, Buffer>) -> BTreeSet<PathBuf> {
    let mut asked: Vec<PathBuf> = open.keys().cloned().collect();
    for snapshot in session.snapshots() {
        session.rules(&snapshot);
        asked.extend(snapshot.path.as_deref().map(Path::to_owned));
        drop(session.known(&snapshot));
    }
    for path in open.keys() {
        session.policies.rules(path);
    }
    if let Some(folder) = session.first_folder() {
        session.policies.rules_without_path(Some(&folder));
        asked.push(folder.join("untitled"));
    }
    let mut governing = session.scan.governing();
    governing.extend(asked.iter().filter_map(|path| session.policies.governing(path)));
    governing
}

impl Examples {
    /// The failing ones of these policies. A policy with an error has that to mend first.
    fn failing(&mut self, session: &Session, governing: BTreeSet<PathBuf>, problems: &[Problem]) -> Vec<Problem> {
        let is_broken = |path: &Path| {
            problems.iter().any(|problem| problem.severity == ProblemSeverity::Error && *problem.place.path == *path)
        };
        let mut known = std::mem::take(&mut self.0);
        for path in governing {
            if is_broken(&path) {
                continue;
            }
            let rules = session.policies.rules_without_path(path.parent());
            let kept = known.remove(&path).filter(|(of, _)| Arc::ptr_eq(of, &rules));
            let found = kept.unwrap_or_else(|| (rules, check::failing_in(&session.policies, &path)));
            self.0.insert(path, found);
        }
        self.0.values().flat_map(|(_, failing)| failing.iter().cloned()).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
