//! Our own watch on the folders of policies, and on those of texts for clients that watch nothing.
//!
//! Folders are watched and not files, because editors replace a file by renaming another.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::buffers::is_policy;
use super::session::Session;

/// The watch; where the system gives none, it sees nothing.
pub(crate) struct PolicyWatch {
    watcher: Option<RecommendedWatcher>,
    /// The folders that could not be watched: told once, tried again.
    refused: HashSet<PathBuf>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// What policies depend on: files, and folders where one may appear.
    followed: HashSet<PathBuf>,
    /// The folders that are watched.
    folders: HashSet<PathBuf>,
}

/// Whether there is anything new to watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    /// Folders that were not watched before: what happened there until now was not seen.
    More,
    /// Nothing that was not watched before.
    Same,
}

impl PolicyWatch {
    /// A watch that tells the session when a policy may have changed.
    pub(crate) fn new(session: &Arc<Session>) -> Self {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (weak, events) = (Arc::downgrade(session), Arc::clone(&seen));
        let watcher = notify::recommended_watcher(move |event| take(&weak, &events, event));
        let watcher = watcher.map_err(|error| session.error(format!("Policies are not watched: {error}"))).ok();
        Self { watcher, refused: HashSet::new(), seen }
    }

    /// Watches what policies now depend on, and nothing else.
    pub(crate) fn follow(&mut self, session: &Session, paths: Vec<PathBuf>) -> Followed {
        let Some(watcher) = &mut self.watcher else { return Followed::Same };
        let folders: HashSet<PathBuf> = paths.iter().filter_map(|path| folder_of(path)).collect();
        let followed = paths.into_iter().collect();
        let watched = {
            let mut seen = lock(&self.seen);
            seen.followed = followed;
            seen.folders.clone()
        };
        for gone in watched.difference(&folders) {
            // Fails where the folder itself is gone, which is as well.
            let _ = watcher.unwatch(gone);
        }
        let mut kept: HashSet<PathBuf> = watched.intersection(&folders).cloned().collect();
        let mut more = Followed::Same;
        for folder in folders.difference(&watched) {
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    kept.insert(folder.clone());
                    more = Followed::More;
                }
                Err(error) if self.refused.insert(folder.clone()) => {
                    session.log(format!("{} is not watched: {error}", folder.display()));
                }
                Err(_) => {}
            }
        }
        lock(&self.seen).folders = kept;
        more
    }
}

/// The folder to watch for a path: itself, or the one that it is in.
fn folder_of(path: &Path) -> Option<PathBuf> {
    if path.is_dir() { Some(path.to_owned()) } else { path.parent().filter(|it| it.is_dir()).map(Path::to_owned) }
}

fn take(session: &Weak<Session>, seen: &Mutex<Seen>, event: notify::Result<Event>) {
    let Some(session) = session.upgrade() else { return };
    let event = match event {
        Ok(event) => event,
        Err(error) => return session.log(format!("The watch on policies says: {error}")),
    };
    // Reading a policy is an event too.
    if matches!(event.kind, EventKind::Access(_)) {
        return;
    }
    let mut seen = lock(seen);
    let mut touched = event.need_rescan();
    let mut others = Vec::new();
    for path in &event.paths {
        if is_policy(path) || seen.followed.contains(path) {
            touched = true;
        } else {
            others.push(path.clone());
        }
        // A folder that comes or goes takes its watch with it; the next turn watches it anew.
        if matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(_)) {
            seen.folders.remove(path);
        }
    }
    drop(seen);
    if touched {
        session.policies_changed();
    }
    // Who watches for us tells of texts in its own way.
    if !session.client().registers_watched_files {
        session.files_changed(others);
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
