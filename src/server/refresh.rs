//! Has a client that pulls ask anew when what it was told does not stand any more: policies, settings, folders,
//! baselines or files have changed what is found.
//!
//! One question at a time, after a moment of rest, and only where something that was told has changed. A client
//! that does not answer is not asked more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;

use super::problems::Pulled;
use super::session::Session;

/// What changes in so short a time is asked for once.
const REST: Duration = Duration::from_millis(100);
/// How long a client may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a client that pulls may have to be told.
#[derive(Default)]
pub(crate) struct Refresh {
    news: watch::Sender<()>,
    pulled_workspace: AtomicBool,
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
