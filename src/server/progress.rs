//! Work-done progress: a job that spans the workspace, shown to the person where the client can show it,
//! and given up when the person says so.
//!
//! Nothing here waits for the client. A token of our own may be used only once the client has accepted it:
//! until then the job goes on unseen, and a client that never answers is not asked again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tower_lsp::ls_types::{
    NumberOrString, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::session::Session;
use super::transport::{Importance, Notification};

/// The jobs that are under way, so that they can be cancelled by their tokens.
#[derive(Default)]
pub(crate) struct Jobs {
    running: Mutex<HashMap<ProgressToken, Arc<AtomicBool>>>,
    begun: AtomicU64,
    /// A token of ours is with the client, which has not said yet whether it takes it.
    asking: AtomicBool,
}

impl Jobs {
    /// The person wants a job to stop. A token that is not known, or not any more, is nobody's fault.
    pub(crate) fn cancel(&self, token: &ProgressToken) {
        if let Some(cancelled) = self.lock().get(token) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ProgressToken, Arc<AtomicBool>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job under way. It ends when it is dropped.
pub(crate) struct Progress {
    session: Arc<Session>,
    token: ProgressToken,
    cancelled: Arc<AtomicBool>,
    shown: Arc<Mutex<Shown>>,
}

/// What the client sees of a job.
struct Shown {
    title: &'static str,
    stage: Stage,
    percentage: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing: it cannot show any, or was not asked or has not answered yet.
    Unseen,
    Seen,
    Ended,
}

impl Progress {
    /// Begins a job. `given` is the token that came with the request for it, if one did.
    pub(crate) fn begin(session: &Arc<Session>, given: Option<ProgressToken>, title: &'static str) -> Self {
        let shown = Arc::new(Mutex::new(Shown { title, stage: Stage::Unseen, percentage: 0 }));
        let is_given = given.is_some();
        let token = given.unwrap_or_else(|| {
            let number = session.jobs.begun.fetch_add(1, Ordering::Relaxed);
            NumberOrString::String(format!("customary/{number}"))
        });
        let progress =
            Self { session: Arc::clone(session), token, cancelled: Arc::default(), shown: Arc::clone(&shown) };
        session.jobs.lock().insert(progress.token.clone(), Arc::clone(&progress.cancelled));
        if is_given {
            progress.lock().show(session, &progress.token);
        } else if session.client().shows_progress && !session.jobs.asking.swap(true, Ordering::Relaxed) {
            let (session, token) = (Arc::clone(session), progress.token.clone());
            tokio::spawn(async move {
                let taken = session.to_client.create_work_done_progress(token.clone()).await;
                session.jobs.asking.store(false, Ordering::Relaxed);
                if taken.is_ok() {
                    lock(&shown).show(&session, &token);
                }
            });
        }
        progress
    }

    /// So many of so many are done. Cheap enough to call for each.
    pub(crate) fn report(&self, done: usize, of: usize) {
        let percentage = u32::try_from(done.saturating_mul(100) / of.max(1)).unwrap_or(100).min(100);
        let mut shown = self.lock();
        if percentage <= shown.percentage {
            return;
        }
        shown.percentage = percentage;
        if shown.stage == Stage::Seen {
            let report = WorkDoneProgressReport {
                cancellable: Some(true),
                message: Some(format!("{done} of {of} files")),
                percentage: Some(percentage),
            };
            send(&self.session, Importance::Remark, &self.token, WorkDoneProgress::Report(report));
        }
    }

    /// Whether the person wants no more of it. The flag becomes true when they say so.
    pub(crate) fn cancelled(&self) -> &Arc<AtomicBool> {
        &self.cancelled
    }

    /// Ends the job with a last word.
    pub(crate) fn end(self, message: String) {
        self.lock().end(&self.session, &self.token, Some(message));
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        lock(&self.shown)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.session.jobs.lock().remove(&self.token);
        self.lock().end(&self.session, &self.token, None);
    }
}

impl Shown {
    /// Shows the job. One that is over by now begins and ends at once: some clients show a token as busy from
    /// the moment that they take it.
    fn show(&mut self, session: &Session, token: &ProgressToken) {
        let is_over = self.stage == Stage::Ended;
        self.stage = Stage::Seen;
        let begin = WorkDoneProgressBegin {
            title: self.title.to_owned(),
            cancellable: Some(true),
            message: None,
            percentage: Some(self.percentage),
        };
        send(session, Importance::Answer, token, WorkDoneProgress::Begin(begin));
        if is_over {
            self.end(session, token, None);
        }
    }

    fn end(&mut self, session: &Session, token: &ProgressToken, message: Option<String>) {
        let before = std::mem::replace(&mut self.stage, Stage::Ended);
        if before == Stage::Seen {
            let end = WorkDoneProgress::End(WorkDoneProgressEnd { message });
            send(session, Importance::Answer, token, end);
        }
    }
}

fn lock(shown: &Mutex<Shown>) -> MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

fn send(session: &Session, importance: Importance, token: &ProgressToken, value: WorkDoneProgress) {
    #[derive(Serialize)]
    struct Params<'a> {
        token: &'a ProgressToken,
        value: WorkDoneProgress,
    }
    session.outbox.send(importance, &Notification::new("$/progress", Params { token, value }));
}
