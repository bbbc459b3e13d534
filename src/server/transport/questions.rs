//! What the server has asked the client and got no answer to.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::{Sink, SinkExt};
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Error, Id, Response};

/// How many may be without an answer. A client that leaves so many is asked nothing more until it answers one.
pub(super) const UNANSWERED: usize = 256;

/// Where tower-lsp takes answers.
type Answers = Box<dyn Sink<Response, Error = ExitedError> + Send + Unpin>;

/// The questions that are with the client, and the way for its answers.
#[derive(Clone)]
pub(super) struct Questions {
    open: Arc<Mutex<HashSet<Id>>>,
    answers: Arc<tokio::sync::Mutex<Answers>>,
}

impl Questions {
    pub(super) fn new(answers: impl Sink<Response, Error = ExitedError> + Send + Unpin + 'static) -> Self {
        Self { open: Arc::default(), answers: Arc::new(tokio::sync::Mutex::new(Box::new(answers))) }
    }

    /// Whether there is room for one more, which then is with the client.
    pub(super) fn takes(&self, id: &Id) -> bool {
        let mut open = self.lock();
        open.len() < UNANSWERED && open.insert(id.clone())
    }

    /// The client answers. Whoever asked may have given up; then the answer is dropped.
    pub(super) async fn answered(&self, answer: Response) {
        self.lock().remove(answer.id());
        drop(self.answers.lock().await.send(answer).await);
    }

    /// Whoever asked is told that there will be no answer.
    pub(super) async fn give_up(&self, id: Id) {
        self.answered(Response::from_error(id, unanswered())).await;
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Id>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unanswered() -> Error {
    let message = format!("the client has left {UNANSWERED} requests without an answer");
    Error { message: message.into(), ..Error::internal_error() }
}
