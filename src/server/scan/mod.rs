//! The background scan: every file of the workspace folders, checked in parallel below normal priority, and
//! kept up to date as files, policies and folders change.
//!
//! Fills the index that workspace reports, counts and lenses are made from. Never holds anybody up: what it
//! has not come to yet is not there yet, and who must have all of it waits until it has settled.

mod index;
mod look;
mod pass;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

pub(crate) use index::{Cause, Found, Index, Stamp, Sum};

use super::report::Report;
use super::session::Session;
use crate::workspace;
use index::Interest;
use look::{Before, look};

/// What changes in so short a time is looked at in one go.
const REST: Duration = Duration::from_millis(100);
/// The first time: an editor that starts opens its documents, of which what is on disk does not count.
const FIRST_REST: Duration = Duration::from_millis(500);
/// However much changes, it is looked at after so long a time.
const LONGEST_REST: Duration = Duration::from_secs(2);

/// The scan of a session.
#[derive(Default)]
pub(crate) struct Scan {
    index: Mutex<Index>,
    wanted: Mutex<Wanted>,
    turns: watch::Sender<Turns>,
    ground: Mutex<Ground>,
    ended: AtomicBool,
}

/// Where the files lie.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ground {
    /// The policies that govern something in the folders.
    governing: BTreeSet<PathBuf>,
    /// The folders with files, and those on the way to them, where we are to watch them.
    folders: BTreeSet<PathBuf>,
}

/// What is to be looked at.
#[derive(Debug, Default)]
struct Wanted {
    all: Option<Depth>,
    paths: BTreeSet<PathBuf>,
}

/// How closely all files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// Those whose record may be wrong.
    Changed,
    /// Every one.
    Everything,
}

/// How often something was wanted, and how far that has been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Turns {
    begun: bool,
    wanted: u64,
    /// How often all files were.
    wanted_all: u64,
    done: u64,
}

impl Scan {
    /// All files may have changed, or what they are checked by.
    pub(crate) fn want_all(&self, depth: Depth) {
        let mut wanted = lock(&self.wanted);
        wanted.all = wanted.all.max(Some(depth));
        // Told while the lock is held: who takes what is wanted has counted it.
        self.turns.send_modify(|turns| {
            turns.wanted += 1;
            turns.wanted_all += 1;
        });
    }

    /// These files may have changed, or folders that hold some.
    pub(crate) fn want(&self, paths: impl IntoIterator<Item = PathBuf>) {
        let mut wanted = lock(&self.wanted);
        let before = wanted.paths.len();
        wanted.paths.extend(paths);
        if wanted.paths.len() > before {
            self.turns.send_modify(|turns| turns.wanted += 1);
        }
    }

    /// From now on somebody looks at what is wanted.
    pub(crate) fn begin(&self) {
        self.turns.send_modify(|turns| turns.begun = true);
    }

    /// What is wanted and how much that is, for whoever looks at it now.
    fn take(&self, turns: &mut Turns) -> Wanted {
        let mut wanted = lock(&self.wanted);
        *turns = *self.turns.borrow();
        std::mem::take(&mut *wanted)
    }

    /// A document was closed of which this report was told last: from now on what is on disk counts.
    pub(crate) fn was_closed(&self, path: PathBuf, reported: Option<Option<u64>>) {
        if let Some(told) = reported {
            self.index().compare(&path, told);
        }
        self.want([path]);
    }

    /// Whether something is being looked at, or is to be.
    pub(crate) fn is_scanning(&self) -> bool {
        let turns = *self.turns.borrow();
        turns.begun && turns.wanted != turns.done
    }

    /// Waits until everything that is wanted now was looked at.
    pub(crate) async fn settled(&self) {
        let mut turns = self.turns.subscribe();
        // Nobody drops the sender while the session is there.
        drop(turns.wait_for(|turns| !turns.begun || turns.wanted == turns.done).await);
    }

    /// How often what is wanted was done.
    pub(crate) fn turns(&self) -> u64 {
        self.turns.borrow().done
    }

    /// Stops for good.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// What is known. Held for moments only.
    pub(crate) fn index(&self) -> MutexGuard<'_, Index> {
        lock(&self.index)
    }

    /// Whether all files are known.
    pub(crate) fn is_complete(&self) -> bool {
        self.index().is_complete()
    }

    /// Whether a client that pulled the workspace was told something that may be wrong now; asked once.
    pub(crate) fn take_news(&self) -> bool {
        self.index().take_news()
    }

    /// The policies that govern something in the folders.
    pub(crate) fn governing(&self) -> BTreeSet<PathBuf> {
        lock(&self.ground).governing.clone()
    }

    /// The folders that are to be watched for texts.
    pub(crate) fn folders(&self) -> BTreeSet<PathBuf> {
        lock(&self.ground).folders.clone()
    }

    /// Says whether that is another ground than before.
    fn set_ground(&self, ground: Ground) -> bool {
        let mut known = lock(&self.ground);
        let is_new = *known != ground;
        *known = ground;
        is_new
    }

    /// The counts of the workspace; of open documents what they hold now.
    pub(crate) fn sum(&self, open: &BTreeMap<PathBuf, Option<Found>>) -> Sum {
        self.index().sum(open)
    }
}

/// Runs as long as the session.
pub(crate) async fn run(session: Arc<Session>) {
    let mut turns = session.scan.turns.subscribe();
    let mut rest = FIRST_REST;
    loop {
        if turns.wait_for(|turns| turns.wanted != turns.done).await.is_err() {
            return;
        }
        let until = Instant::now() + LONGEST_REST;
        while Instant::now() < until
            && let Ok(Ok(())) = tokio::time::timeout(rest, turns.changed()).await
        {}
        rest = REST;
        let mut now = *turns.borrow_and_update();
        let wanted = session.scan.take(&mut now);
        let (done, on_done) = oneshot::channel();
        let pass = pass::Pass { session: Arc::clone(&session), turns: now };
        let handle = tokio::runtime::Handle::current();
        // A thread of its own: the others are for those who wait.
        let thread = std::thread::Builder::new().name("scan".into()).spawn(move || {
            workspace::give_way();
            let _context = handle.enter();
            let _ = done.send(pass.run(wanted));
        });
        let done = match (thread, on_done.await) {
            (Ok(_), Ok(done)) => done,
            (Ok(_) | Err(_), _) => {
                session.error("The workspace could not be scanned.".to_owned());
                now.wanted
            }
        };
        session.scan.turns.send_modify(|turns| turns.done = done);
        if session.client().pulls {
            session.refresh.look();
        }
        if session.scan.index().has_news() {
            session.texts_changed();
        }
    }
}

/// What is found in a file as it stands on disk, if the walk would find it: for who asks right now. The
/// record of it is renewed.
pub(crate) fn report(session: &Session, path: &Path) -> Option<Report> {
    let is_known = session.scan.index().get(path).is_some();
    if !is_known && !is_reached(session, path) {
        return None;
    }
    let (record, report) = look(session, path, Before::of(session, path)?)?;
    session.scan.index().insert(path.to_owned(), record, Interest::Quiet);
    report
}

/// Whether a walk over the workspace would find a file.
fn is_reached(session: &Session, path: &Path) -> bool {
    let hidden = |path: &Path| session.policies.asks_for_hidden(path);
    session.folders().iter().any(|folder| workspace::would_find(folder, path, hidden))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
