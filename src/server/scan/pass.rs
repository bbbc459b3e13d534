//! One pass of the scan: over all files, or over those that may have changed.
//!
//! Runs on a thread of low priority. A pass over all is given up when another is wanted: that one passes over
//! what was done.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::index::{Interest, Record};
use super::look::{Before, look};
use super::{Depth, Ground, Turns, Wanted, is_reached};
use crate::prose::{Detected, detect};
use crate::server::files;
use crate::server::from_proto;
use crate::server::progress::Progress;
use crate::server::session::Session;
use crate::workspace::{Source, Threads};

/// What the person is shown.
const TITLE: &str = "Checking the workspace's words";
/// So many single files are more work than a walk.
const MANY: usize = 500;
/// How many files a thread is given before it is asked whether to go on.
const FILES_A_THREAD: usize = 32;
/// More threads than this would wait for the disk.
const MOST_THREADS: usize = 8;

pub(super) struct Pass {
    pub(super) session: Arc<Session>,
    /// What had been wanted when it began.
    pub(super) turns: Turns,
}

/// How a pass over all files ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Complete,
    /// The person has had enough of it, or the session is over.
    Stopped,
    /// Another pass over all files is wanted.
    Overtaken,
}

impl Pass {
    /// Looks at what is wanted, and at what comes to be wanted of all files meanwhile. Gives how far that is.
    pub(super) fn run(mut self, wanted: Wanted) -> u64 {
        let mut depth = match wanted.all {
            None if wanted.paths.len() < MANY => {
                self.paths(wanted.paths);
                return self.turns.wanted;
            }
            depth => depth.unwrap_or(Depth::Changed),
        };
        // One job for the person, however often it is begun anew.
        let mut progress = None;
        loop {
            let end = self.all(depth, &mut progress);
            self.session.scan.index().complete = end == End::Complete;
            if end != End::Overtaken {
                if let Some(progress) = progress {
                    progress.end(if end == End::Complete { "done" } else { "stopped" }.to_owned());
                }
                return self.turns.wanted;
            }
            let wanted = self.session.scan.take(&mut self.turns);
            depth = depth.max(wanted.all.unwrap_or(Depth::Changed));
        }
    }

    fn all(&self, depth: Depth, progress: &mut Option<Progress>) -> End {
        let session = &self.session;
        let folders = session.folders();
        let is_first = !session.scan.is_complete();
        if progress.is_none() && !folders.is_empty() && (is_first || depth == Depth::Everything) {
            *progress = Some(Progress::begin(session, None, TITLE));
        }
        let threads = Threads::in_background(threads());
        let sources = files::below(session, &folders, threads.count());
        let (read, unread): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|it| self.may_be_read(&it.path));
        {
            let found: HashSet<&Path> = read.iter().map(|source| source.path.as_path()).collect();
            let mut index = session.scan.index();
            index.unread = unread.len();
            index.retain(|path| found.contains(path));
        }
        drop(unread);
        self.note_folders(&read, &folders);
        let paths: Vec<PathBuf> = read.into_iter().map(|source| source.path).collect();
        let stale = |path: &PathBuf| depth == Depth::Everything || self.is_stale(path);
        let stale = threads.map(&paths, stale);
        let paths: Vec<PathBuf> =
            paths.into_iter().zip(stale).filter_map(|(path, stale)| stale.then_some(path)).collect();
        if progress.is_none() && !paths.is_empty() {
            *progress = Some(Progress::begin(session, None, TITLE));
        }
        self.check(&paths, &threads, progress.as_ref())
    }

    /// Checks these files, some at a time, and enters what is found.
    fn check(&self, paths: &[PathBuf], threads: &Threads, progress: Option<&Progress>) -> End {
        let mut done = 0;
        for chunk in paths.chunks(FILES_A_THREAD * threads.count()) {
            if let Some(end) = self.end(progress) {
                return end;
            }
            let open = self.open();
            let records = threads.map(chunk, |path| self.record(path, &open));
            let mut index = self.session.scan.index();
            for (path, record) in chunk.iter().zip(records) {
                match record {
                    Some(record) => index.insert(path.clone(), record, interest(&open, path)),
                    None => drop(index.remove(path)),
                }
            }
            drop(index);
            done += chunk.len();
            if let Some(progress) = progress {
                progress.report(done, paths.len());
            }
        }
        self.end(progress).filter(|end| *end == End::Overtaken).unwrap_or(End::Complete)
    }

    fn end(&self, progress: Option<&Progress>) -> Option<End> {
        let scan = &self.session.scan;
        if scan.turns.borrow().wanted_all != self.turns.wanted_all {
            return Some(End::Overtaken);
        }
        let is_cancelled = progress.is_some_and(|progress| progress.cancelled().load(Ordering::Relaxed));
        (is_cancelled || scan.ended.load(Ordering::Relaxed)).then_some(End::Stopped)
    }

    /// Looks at single files, and at folders that are gone or have come.
    fn paths(&self, paths: BTreeSet<PathBuf>) {
        let session = &self.session;
        let open = self.open();
        for path in paths {
            if path.is_dir() {
                // What came with it is for a walk to find.
                session.scan.want_all(Depth::Changed);
                continue;
            }
            let is_known = session.scan.index().get(&path).is_some();
            let is_there = (is_known && path.is_file()) || is_reached(session, &path);
            let record = is_there.then(|| self.record(&path, &open)).flatten();
            let mut index = session.scan.index();
            match record {
                Some(record) => index.insert(path.clone(), record, interest(&open, &path)),
                None => drop(index.remove(&path)),
            }
        }
    }

    fn record(&self, path: &Path, open: &HashSet<PathBuf>) -> Option<Record> {
        let before = Before::of(&self.session, path)?;
        if open.contains(path) {
            return Some(before.of_open());
        }
        look(&self.session, path, before).map(|(record, _)| record)
    }

    /// Whether a file would be seen otherwise than its record says.
    fn is_stale(&self, path: &Path) -> bool {
        let Some(now) = Before::of(&self.session, path) else { return true };
        let index = self.session.scan.index();
        index.get(path).is_none_or(|record| !record.holds(now.stamp, &now.rules, now.baseline.as_ref()))
    }

    /// Whether the format is one that is read, as far as the name and the policy tell. Policies have a record,
    /// so that they are not taken for skipped files.
    fn may_be_read(&self, path: &Path) -> bool {
        detect(path) != Detected::Unsupported || {
            let rules = self.session.policies.rules(path);
            rules.format.is_some() || rules.left_alone == Some(crate::policy::LeftAlone::Policy)
        }
    }

    /// Remembers in which folders these files lie, and which policies govern them. Where they are not those of
    /// before, somebody has to watch them, and to tell what is wrong in them.
    fn note_folders(&self, sources: &[Source], roots: &[PathBuf]) {
        let mut below: HashSet<&Path> = HashSet::new();
        for source in sources {
            let within = source.path.ancestors().skip(1).take_while(|at| roots.iter().any(|root| at.starts_with(root)));
            for folder in within {
                if !below.insert(folder) {
                    break;
                }
            }
        }
        let policies = &self.session.policies;
        let governing = below.iter().filter_map(|folder| policies.governing(&folder.join("untitled"))).collect();
        // Only a client that tells of no files leaves the watching to us.
        let folders = if self.session.client().registers_watched_files {
            BTreeSet::new()
        } else {
            below.into_iter().map(Path::to_owned).collect()
        };
        if self.session.scan.set_ground(Ground { governing, folders }) {
            self.session.policies_found();
        }
    }

    /// The files that are open: what is on disk is not what counts of them.
    fn open(&self) -> HashSet<PathBuf> {
        self.session.snapshots().iter().filter_map(|open| from_proto::path(&open.uri)).collect()
    }
}

fn interest(open: &HashSet<PathBuf>, path: &Path) -> Interest {
    if open.contains(path) { Interest::Quiet } else { Interest::Told }
}

/// Half of the processors: the other half is for whoever works.
fn threads() -> usize {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    (processors / 2).clamp(2, MOST_THREADS)
}
