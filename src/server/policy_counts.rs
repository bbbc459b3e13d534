//! How many findings each entry of a policy causes, over the workspace files that it governs.
//!
//! Added up from the index of the scan and from what is open, off the protocol task, by one at a time, when
//! somebody asks; kept until a policy, a file or an open text changes. Who asks while a policy is being typed
//! waits until the typing rests and the scan has settled.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tower_lsp::jsonrpc::Result;

use super::buffers::is_policy;
use super::document::{LastChecked, Snapshot};
use super::from_proto;
use super::requests::work;
use super::scan::{Cause, Found};
use super::session::Session;
use super::worker::checked;
use crate::policy::{PolicyEntry, entries};

/// How long policies must have been at rest.
const REST: Duration = Duration::from_millis(150);

/// What an entry causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Count {
    pub(crate) findings: usize,
    pub(crate) files: usize,
}

/// Of a policy: what each entry causes, by the id of the entry.
pub(crate) type Counts = HashMap<String, Count>;

/// The counts that are known, by policy.
#[derive(Default)]
pub(crate) struct PolicyCounts {
    /// Held by whoever counts, so that the lenses of one file are counted once.
    known: Mutex<HashMap<PathBuf, (Stamp, Arc<Counts>)>>,
}

/// What a count is of: it is right as long as this is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    renewals: u64,
    scans: u64,
    texts: u64,
}

impl Stamp {
    fn now(session: &Session) -> Self {
        let mut open: Vec<_> =
            session.snapshots().iter().map(|it| (it.uri.to_string(), it.opening, it.version)).collect();
        open.sort();
        let mut hasher = DefaultHasher::new();
        open.hash(&mut hasher);
        Self { renewals: session.renewals(), scans: session.scan.turns(), texts: hasher.finish() }
    }
}

impl PolicyCounts {
    /// What the entries of a policy cause; `None` where a policy changed on the way.
    ///
    /// # Errors
    /// Where the count fails, or the request is cancelled.
    pub(crate) async fn of(&self, session: &Arc<Session>, policy: &Path) -> Result<Option<Arc<Counts>>> {
        let mut known = self.known.lock().await;
        let fresh = |known: &HashMap<_, (Stamp, Arc<Counts>)>| {
            let (stamp, counts) = known.get(policy)?;
            (*stamp == Stamp::now(session)).then(|| Arc::clone(counts))
        };
        if let Some(counts) = fresh(&known) {
            return Ok(Some(counts));
        }
        loop {
            let before = session.renewals();
            tokio::time::sleep(REST).await;
            if session.renewals() == before {
                break;
            }
        }
        session.scan.settled().await;
        let stamp = Stamp::now(session);
        let counted = {
            let (session, policy) = (Arc::clone(session), policy.to_owned());
            work(move |cancelled| count(&session, &policy, cancelled, stamp.renewals)).await?
        };
        let Some(counted) = counted.map(Arc::new) else { return Ok(None) };
        known.insert(policy.to_owned(), (stamp, Arc::clone(&counted)));
        Ok(Some(counted))
    }
}

/// Has the client ask for its lenses again whenever policies have changed and come to rest.
pub(crate) async fn refresh(session: Arc<Session>) {
    let mut renewals = session.on_renewal();
    renewals.mark_unchanged();
    while renewals.changed().await.is_ok() {
        while let Ok(Ok(())) = tokio::time::timeout(REST, renewals.changed()).await {}
        let has_lenses = session.snapshots().iter().any(|open| open.path.as_deref().is_some_and(is_policy));
        if has_lenses && let Err(error) = session.to_client.code_lens_refresh().await {
            session.log(format!("The client does not take its lenses anew: {error}"));
        }
    }
}

/// Counts; `None` when it is cancelled or overtaken by a change of policies, or when not all files are known.
fn count(session: &Arc<Session>, policy: &Path, cancelled: &AtomicBool, renewals: u64) -> Option<Counts> {
    let mut tally = Tally::default();
    let mut open = HashSet::new();
    for (snapshot, last) in session.all_open() {
        let Some(path) = &snapshot.path else { continue };
        open.extend(from_proto::path(&snapshot.uri));
        if session.policies.governing(path).as_deref() == Some(policy)
            && let Some(found) = in_editor(session, &snapshot, &last, cancelled)
        {
            tally.add(&found.causes, policy);
        }
        if cancelled.load(Ordering::Relaxed) {
            return None;
        }
    }
    let index = session.scan.index();
    index.found(|path| !open.contains(path)).for_each(|found| tally.add(&found.causes, policy));
    let is_complete = index.is_complete() && session.renewals() == renewals;
    is_complete.then_some(tally.counts)
}

/// What is found in an open document; `None` where it is not checked.
pub(crate) fn in_editor(
    session: &Session,
    snapshot: &Snapshot,
    last: &LastChecked,
    cancelled: &AtomicBool,
) -> Option<Found> {
    let checked = checked(session, snapshot, last, cancelled)?;
    let policy = snapshot.path.as_deref().and_then(|path| session.policies.governing(path));
    checked.rules.left_alone.is_none().then(|| Found::of(&checked.report, policy.as_deref()))
}

#[derive(Default)]
struct Tally {
    /// Of each text of the policy, by its address: while one is read anew, two may be about.
    entries: HashMap<usize, Vec<PolicyEntry>>,
    counts: Counts,
}

impl Tally {
    /// Adds what one file gives.
    fn add(&mut self, causes: &[Cause], policy: &Path) {
        let mut found: HashMap<String, usize> = HashMap::new();
        for cause in causes.iter().filter(|cause| *cause.policy == *policy) {
            let text = &cause.text;
            let entries = self.entries.entry(text.as_ptr().addr()).or_insert_with(|| entries(text));
            if let Some(entry) = entries.iter().find(|entry| entry.whole.contains(&cause.start)) {
                *found.entry(entry.id.clone()).or_default() += cause.findings as usize;
            }
        }
        for (id, count) in found {
            let all = self.counts.entry(id).or_default();
            all.findings += count;
            all.files += 1;
        }
    }
}
