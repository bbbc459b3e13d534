//! The one worker of a document: the only one that checks it and the only publisher for its URI.
//!
//! It takes the newest stand whenever it is free, so a burst of changes coalesces by itself. The
//! first two checks come at once; then only a pause in proportion to what the last one cost keeps a long
//! document from eating a whole core.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustc_hash::FxHasher;
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;
use tower_lsp::ls_types::Uri;

use super::document::{Checked, LastChecked, Snapshot, Stand};
use super::session::Session;
use super::transport::Importance;
use super::{panics, publish};
use crate::check;
use crate::policy::Rules;
use crate::prose::Format;
use crate::workspace::Known;

/// A check that costs no more than this is not followed by a pause.
const CHEAP: Duration = Duration::from_millis(10);
/// The longest pause between two checks.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Many documents that are opened at once are checked by a few threads: each thread keeps memory of its own.
static TURNS: Semaphore = Semaphore::const_new(2);
/// How long a check waits for its turn: not for the check of a long document.
const PATIENCE: Duration = Duration::from_millis(50);

/// What the client sees of a document.
#[derive(Clone, Copy, Default)]
struct Shown {
    /// The opening, version and hash of what was published last; `None` where that is gone.
    last: Option<(u64, i32, u64)>,
}

/// Works until the document is closed and cleared.
pub(crate) async fn run(session: Arc<Session>, uri: Arc<Uri>, mut stands: watch::Receiver<Stand>, last: LastChecked) {
    let mut shown = Shown::default();
    let (mut rest_until, mut looked_at) = (None, None);
    loop {
        if let Some(until) = rest_until.take() {
            tokio::time::sleep_until(until).await;
        }
        session.outbox.room().await;
        let stand = stands.borrow_and_update().clone();
        match stand {
            Stand::Open(snapshot) => {
                let begun = Instant::now();
                shown.clear_unless(snapshot.opening, &session, &uri);
                let first = looked_at.replace(snapshot.opening) != Some(snapshot.opening);
                shown = look(&session, &snapshot, &last, &mut stands, shown).await;
                // Opening costs most, and what follows it hardly ever as much.
                rest_until = rest(begun.elapsed()).filter(|_| !first).map(|pause| Instant::now() + pause);
            }
            Stand::OutOfStep => shown.clear(&session, &uri),
            Stand::Closed => {
                shown.clear(&session, &uri);
                if session.forget(&uri) {
                    return;
                }
            }
        }
        if stands.changed().await.is_err() {
            return;
        }
    }
}

impl Shown {
    fn show(&mut self, session: &Session, snapshot: &Snapshot, bytes: Vec<u8>) {
        let mut hasher = FxHasher::default();
        bytes.hash(&mut hasher);
        let now = Some((snapshot.opening, snapshot.version, hasher.finish()));
        // The same again, because a policy was read again and says the same.
        if self.last != now {
            self.last = now;
            session.outbox.send_bytes(Importance::Answer, bytes);
        }
    }

    fn clear(&mut self, session: &Session, uri: &Uri) {
        if self.last.take().is_some() {
            session.outbox.send_bytes(Importance::Answer, publish::diagnostics(uri, None, &[]));
        }
    }

    /// What belongs to an opening that has ended is cleared before the next one is looked at.
    fn clear_unless(&mut self, opening: u64, session: &Session, uri: &Uri) {
        if self.last.is_some_and(|(last, ..)| last != opening) {
            self.clear(session, uri);
        }
    }
}

/// Checks a snapshot off the protocol task, and publishes what is found from there: one thread less to wake. Nothing is
/// published where a newer stand overtakes it, or where the format is not read. Gives what the client sees then.
async fn look(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    last: &LastChecked,
    stands: &mut watch::Receiver<Stand>,
    mut shown: Shown,
) -> Shown {
    let cancelled = Arc::new(AtomicBool::new(false));
    let turn = tokio::time::timeout(PATIENCE, TURNS.acquire()).await;
    let mut work = tokio::task::spawn_blocking({
        let (session, snapshot, last) = (Arc::clone(session), snapshot.clone(), last.clone());
        let (cancelled, newest) = (Arc::clone(&cancelled), stands.clone());
        let look = move || {
            let mut shown = shown;
            let checked = checked(&session, &snapshot, &last, &cancelled)?;
            let text = (snapshot.version, &snapshot.text);
            let bytes = publish::findings(&snapshot.uri, text, &checked, session.client(), &mut last.placed());
            // One that was overtaken at the last moment would be stale when it arrives.
            if let Ok(false) = newest.has_changed() {
                shown.show(&session, &snapshot, bytes);
            }
            Some(shown)
        };
        move || {
            let _turn = turn;
            panics::catch(look)
        }
    });
    // Marked as seen for the wait here alone: the loop is to take it up.
    let overtaken = async {
        if stands.changed().await.is_ok() {
            stands.mark_changed();
            cancelled.store(true, Ordering::Relaxed);
        }
    };
    let result = tokio::select! {
        biased;
        result = &mut work => result,
        () = overtaken => work.await,
    };
    match result {
        Ok(Ok(after)) => after.unwrap_or(shown),
        Ok(Err(panic)) => {
            let (uri, version) = (&snapshot.uri, snapshot.version);
            session.error(format!("{} (version {version}) could not be checked: {panic}", uri.as_str()));
            if let Ok(false) = stands.has_changed() {
                shown.show(session, snapshot, publish::diagnostics(uri, Some(version), &[]));
            }
            shown
        }
        // The server is leaving.
        Err(_) => shown,
    }
}

/// In a debug build the server holds every check to what a full check finds, where this variable is set.
const ASSERT: &str = "CUSTOMARY_ASSERT_FULL";

/// Panics where a report is not that of a full check, which is told in the log.
fn assert_is_that_of_a_full_check(report: &check::Report, text: &str, format: Format, rules: &Rules) {
    let full = check::check(text, format, &rules.for_all_words());
    assert_eq!(format!("{report:?}"), format!("{full:?}"), "an edited text was not checked as a new one is");
}

/// The pause after a check that cost so much.
fn rest(cost: Duration) -> Option<Duration> {
    (cost > CHEAP).then(|| (cost / 2).min(LONGEST_PAUSE))
}

/// What is found in a snapshot: the last result where it still holds. Blocks; `None` when it is
/// cancelled, or when the format is not read.
pub(crate) fn checked(
    session: &Session,
    snapshot: &Snapshot,
    last: &LastChecked,
    cancelled: &AtomicBool,
) -> Option<Arc<Checked>> {
    let rules = session.rules(snapshot);
    let known = session.known(snapshot);
    if let Some(checked) = last.of(snapshot, &rules, known.as_ref()) {
        return Some(checked);
    }
    let format = rules.format.or(snapshot.format)?;
    let mut remembered = last.memory(snapshot);
    // Another may have checked it while this one waited.
    if let Some(checked) = last.of(snapshot, &rules, known.as_ref()) {
        return Some(checked);
    }
    panics::trap(format_args!("check {}", snapshot.uri.as_str()));
    if let Some(report) = last.make_way(snapshot) {
        remembered.memory().take_back(report);
    }
    let begun = std::time::Instant::now();
    let mut report = check::check_unless(cancelled, remembered.memory(), &snapshot.text, format, &rules)?;
    let cost = begun.elapsed();
    let text = Arc::clone(remembered.memory().text());
    if cfg!(debug_assertions) && std::env::var_os(ASSERT).is_some() {
        assert_is_that_of_a_full_check(&report, &text, format, &rules);
    }
    if let Some(Known { baseline, path }) = &known {
        baseline.hold_back(path, &text, format, &mut report);
    }
    let baseline = known.map(|known| known.baseline);
    let checked = Arc::new(Checked { text, format, rules, report, baseline });
    last.set(snapshot.clone(), Arc::clone(&checked));
    drop(remembered);
    session.recent.note(last, cost);
    Some(checked)
}
