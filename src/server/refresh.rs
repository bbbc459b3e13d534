//! Has a client that pulls ask anew when what it was told does not stand any more: policies, settings, folders,
//! baselines or files have changed what is found.
//!
//! One question at a time, after a moment of rest, and only where something that was told has changed. A client
//! that does not answer is not asked more.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tower_lsp::ls_types::Uri;

use super::problems::Pulled;
use super::session::Session;

/// What changes in so short a time is asked for once.
const REST: Duration = Duration::from_millis(100);
/// How long a client may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the end of a document is told: the client may drop an answer that comes while it still asks for the
/// document itself.
const TIMES: u8 = 3;
/// How many documents are remembered that were closed.
const MOST_CLOSED: usize = 1000;

/// What a client that pulls may have to be told.
#[derive(Default)]
pub(crate) struct Refresh {
    news: watch::Sender<()>,
    pulled_workspace: AtomicBool,
    /// Documents that were closed with findings, and how often their end is still to be told.
    closed: Mutex<HashMap<Uri, u8>>,
}

impl Refresh {
    /// Something has changed that may make a difference to what was told.
    pub(crate) fn look(&self) {
        self.news.send_replace(());
    }

    /// The client has asked for the whole workspace.
    pub(crate) fn workspace_was_pulled(&self) {
        self.pulled_workspace.store(true, Ordering::Relaxed);
    }

    /// A document with findings was closed. VS Code shows them on, without an id to ask by, until the workspace
    /// tells of the file again, which may have left the workspace by then.
    pub(crate) fn was_closed(&self, uri: &Uri) {
        let mut closed = self.closed();
        // Nobody asks for the workspace: there is nobody to tell.
        if closed.len() < MOST_CLOSED {
            closed.insert(uri.clone(), TIMES);
        }
    }

    /// The documents whose end is to be told with the workspace, if nothing else is told of them.
    pub(crate) fn just_closed(&self) -> Vec<Uri> {
        let mut closed = self.closed();
        let out = closed.keys().cloned().collect();
        closed.retain(|_, times| {
            *times -= 1;
            *times > 0
        });
        out
    }

    fn closed(&self) -> MutexGuard<'_, HashMap<Uri, u8>> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For whoever looks.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    pub(crate) fn pulled(&self) -> Pulled {
        if self.pulled_workspace.load(Ordering::Relaxed) { Pulled::Workspace } else { Pulled::Documents }
    }
}

/// Runs as long as the session.
pub(crate) async fn run(session: Arc<Session>) {
    let mut news = session.refresh.news();
    while news.changed().await.is_ok() {
        while let Ok(Ok(())) = tokio::time::timeout(REST, news.changed()).await {}
        let stale = tokio::task::spawn_blocking({
            let session = Arc::clone(&session);
            move || is_stale(&session)
        });
        match stale.await {
            Ok(false) => continue,
            Ok(true) => {}
            Err(panic) => session.error(format!("What was told could not be looked at again: {panic}")),
        }
        match tokio::time::timeout(PATIENCE, session.to_client.workspace_diagnostic_refresh()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => session.log(format!("The client does not take its diagnostics anew: {error}")),
            Err(_) => session.log("The client does not answer whether it takes its diagnostics anew.".to_owned()),
        }
    }
}

/// Whether something that was told may be wrong. From now on the client is taken to know.
fn is_stale(session: &Session) -> bool {
    let pulled = session.refresh.pulled();
    let mut stale = session.problems.refresh(session, pulled);
    stale |= pulled == Pulled::Workspace && session.scan.take_news();
    for (snapshot, last) in session.all_open() {
        let rules = session.rules(&snapshot);
        let baseline = session.known(&snapshot).map(|known| known.baseline);
        let mut reported = last.reported();
        let Some(reported) = reported.as_mut() else { continue };
        let same_baseline = reported.baseline.as_ref().map(Arc::as_ptr) == baseline.as_ref().map(Arc::as_ptr);
        if !Arc::ptr_eq(&reported.rules, &rules) || !same_baseline {
            (reported.rules, reported.baseline) = (rules, baseline);
            stale = true;
        }
    }
    stale
}
