//! How many findings each entry of a policy causes, over the workspace files that it governs.
//!
//! Counted off the protocol task, by one at a time, when somebody asks; kept until a policy or an open
//! text changes. Who asks while a policy is being typed waits until the typing rests.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tower_lsp::jsonrpc::Result;

use super::buffers::is_policy;
use super::document::Snapshot;
use super::files;
use super::progress::Progress;
use super::requests::work;
use super::session::Session;
use super::worker::checked;
use crate::check::Finding;
use crate::policy::{PolicyEntry, entries};
use crate::workspace::{self, Outcome, Scanned, Source, Threads};

/// How long policies must have been at rest.
const REST: Duration = Duration::from_millis(150);
/// Checks for a count leave most of the machine to whoever types.
const THREADS: usize = 2;

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
    texts: u64,
}

impl Stamp {
    fn now(session: &Session) -> Self {
        let mut open: Vec<_> =
            session.snapshots().iter().map(|it| (it.uri.to_string(), it.opening, it.version)).collect();
        open.sort();
        let mut hasher = DefaultHasher::new();
        open.hash(&mut hasher);
        Self { renewals: session.renewals(), texts: hasher.finish() }
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
        let stamp = Stamp::now(session);
        let (session, policy) = (Arc::clone(session), policy.to_owned());
        let counted = {
            let policy = policy.clone();
            let progress = Progress::begin(&session, None, "Counting findings");
            let counted = work(move |cancelled| {
                let counts = count(&session, &policy, cancelled, stamp.renewals, &progress)?;
                progress.end(format!("{} entries counted", counts.len()));
                Some(counts)
            });
            counted.await?
        };
        let Some(counted) = counted.map(Arc::new) else { return Ok(None) };
        known.insert(policy, (stamp, Arc::clone(&counted)));
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

/// Counts; `None` when it is cancelled or overtaken by a change of policies.
fn count(
    session: &Arc<Session>,
    policy: &Path,
    cancelled: &AtomicBool,
    renewals: u64,
    progress: &Progress,
) -> Option<Counts> {
    let given_up = || cancelled.load(Ordering::Relaxed) || progress.cancelled().load(Ordering::Relaxed);
    let overtaken = || given_up() || session.renewals() != renewals;
    let mut tally = Tally::default();
    let mut open = HashSet::new();
    for snapshot in session.snapshots() {
        let Some(path) = &snapshot.path else { continue };
        open.insert(path.to_path_buf());
        if session.policies.governing(path).as_deref() == Some(policy) {
            tally.add(&in_editor(session, &snapshot, cancelled));
        }
        if overtaken() {
            return None;
        }
    }
    let threads = Threads::new(THREADS);
    let sources = sources(session, policy, threads.count());
    let on_disk = |source: &Source| {
        !open.contains(&source.path) && session.policies.governing(&source.path).as_deref() == Some(policy)
    };
    let sources: Vec<Source> = sources.into_iter().filter(on_disk).collect();
    let mut done = 0;
    let causes = |scanned: Scanned<'_>| match scanned.outcome {
        Outcome::Checked(checked) => causes(&checked.report.findings, policy),
        Outcome::Skipped(_) | Outcome::Failed(_) => Causes::new(),
    };
    workspace::scan(&threads, &sources, &session.policies, &session.baselines, causes, |causes| {
        tally.add(&causes);
        done += 1;
        progress.report(done, sources.len());
        if overtaken() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    (!overtaken()).then_some(tally.counts)
}

/// The files of the workspace below a policy.
fn sources(session: &Arc<Session>, policy: &Path, threads: usize) -> Vec<Source> {
    let Some(home) = policy.parent() else { return Vec::new() };
    let folders = session.settings().folders;
    let mut roots: Vec<PathBuf> = folders.iter().filter(|folder| folder.starts_with(home)).cloned().collect();
    if folders.iter().any(|folder| home.starts_with(folder)) {
        roots = vec![home.to_owned()];
    }
    files::below(session, &roots, threads)
}

/// What is found in an open document.
fn in_editor(session: &Session, snapshot: &Snapshot, cancelled: &AtomicBool) -> Causes {
    let last = session.snapshot(&snapshot.uri).map(|(_, last)| last).unwrap_or_default();
    let checked = checked(session, snapshot, &last, cancelled);
    let policy = snapshot.path.as_deref().and_then(|path| session.policies.governing(path));
    let left_alone = |rules: &crate::policy::Rules| rules.left_alone.is_some();
    match (checked.filter(|checked| !left_alone(&checked.rules)), policy) {
        (Some(checked), Some(policy)) => causes(&checked.report.findings, &policy),
        _ => Causes::new(),
    }
}

/// Of one file: the places in the policy that its findings come from, with how many do.
type Causes = Vec<(Arc<str>, usize, usize)>;

fn causes(findings: &[Finding], policy: &Path) -> Causes {
    let mut out = Causes::new();
    let places = findings.iter().filter_map(|finding| finding.origin.as_ref()).map(|origin| &origin.place);
    for place in places.filter(|place| *place.path == *policy) {
        let start = place.range.start;
        match out.iter_mut().find(|(text, at, _)| *at == start && Arc::ptr_eq(text, &place.text)) {
            Some((.., count)) => *count += 1,
            None => out.push((Arc::clone(&place.text), start, 1)),
        }
    }
    out
}

#[derive(Default)]
struct Tally {
    /// Of each text of the policy, by its address: while one is read anew, two may be about.
    entries: HashMap<usize, Vec<PolicyEntry>>,
    counts: Counts,
}

impl Tally {
    /// Adds what one file gives.
    fn add(&mut self, causes: &Causes) {
        let mut found: HashMap<String, usize> = HashMap::new();
        for (text, start, count) in causes {
            let entries = self.entries.entry(text.as_ptr().addr()).or_insert_with(|| entries(text));
            if let Some(entry) = entries.iter().find(|entry| entry.whole.contains(start)) {
                *found.entry(entry.id.clone()).or_default() += count;
            }
        }
        for (id, count) in found {
            let all = self.counts.entry(id).or_default();
            all.findings += count;
            all.files += 1;
        }
    }
}
