//! The transport: tower-lsp's service behind our own framed stdin and stdout.
//!
//! tower-lsp's own loop ends at the first body it cannot decode, and stops reading while a few slow
//! requests run. This one reads on whatever comes. Every handler is polled once, in the order of the
//! wire, before the next message is looked at; what is not done then goes on as a task of its own.
//! Knows nothing of documents.
//!
//! What a client can make grow has a bound: the messages that wait to be looked at (`backlog`), a header and a body
//! (`frame`), the requests that run ([`RUNNING`]), our own requests that it does not answer ([`UNANSWERED`]), and what
//! it does not read (`writer`). The documents are as many and as long as it has open.

mod backlog;
mod frame;
mod lenient;
mod parent;
mod questions;
mod reader;
mod writer;

pub(crate) use lenient::UNNUMBERED;
pub(crate) use reader::{Incoming, Received};
pub(crate) use writer::{Importance, Outbox};

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::Poll;

use futures::{FutureExt, Stream, StreamExt};
use serde::Serialize;
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};
use tower::{Service, ServiceExt};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::ls_types::MessageType;
use tower_lsp::{ClientSocket, ExitedError, LanguageServer, LspService};

use super::panics::{self, Panic};
use parent::Parent;
use questions::Questions;

/// A notification to the client.
#[derive(Debug, Serialize)]
pub(crate) struct Notification<P> {
    jsonrpc: &'static str,
    method: &'static str,
    params: P,
}

impl<P> Notification<P> {
    pub(crate) fn new(method: &'static str, params: P) -> Self {
        Self { jsonrpc: "2.0", method, params }
    }
}

/// How many requests may run at once. A client that asks for more is out of its mind, or reads no answers.
const RUNNING: usize = 4096;

/// Starts the threads at stdin and stdout.
///
/// # Errors
/// Where the system gives no thread.
pub(crate) fn start(outbox: &Arc<Outbox>) -> io::Result<mpsc::Receiver<Received>> {
    writer::start(Arc::clone(outbox), stdout()?)?;
    reader::start(io::stdin())
}

/// Standard output without the line buffer of the standard library, which would cut every message in two.
#[cfg(unix)]
fn stdout() -> io::Result<impl io::Write + Send> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from)
}

#[cfg(not(unix))]
fn stdout() -> io::Result<impl io::Write + Send> {
    Ok(io::stdout())
}

/// Serves until the client says `exit` or goes away: the code is 0 after `shutdown`, else 1.
pub(crate) async fn serve<S: LanguageServer>(
    mut service: LspService<S>,
    socket: ClientSocket,
    mut incoming: mpsc::Receiver<Received>,
    outbox: Arc<Outbox>,
) -> ExitCode {
    let (asked, answers) = socket.split();
    let questions = Questions::new(answers);
    tokio::spawn(ask(asked, questions.clone(), Arc::clone(&outbox)));
    let running = Arc::new(Semaphore::new(RUNNING));
    let mut phase = Phase::Before;
    let mut parent = None;
    loop {
        let received = tokio::select! {
            biased;
            received = incoming.recv() => received,
            () = parent::gone(parent.as_ref()) => break,
        };
        // What it weighs is given back when it is dealt with.
        let Some((message, _load)) = received else { break };
        match message {
            Incoming::Request(request) if request.method() == "exit" => break,
            Incoming::Request(request) => {
                if let Some(refusal) = phase.refusal(&request) {
                    outbox.send(Importance::Answer, &refusal);
                    continue;
                }
                if request.method() == "initialize" {
                    parent = Parent::of(request.params());
                }
                let next = Phase::after(request.method());
                let done = handle(&mut service, request, &outbox, &running).await;
                phase = next.filter(|_| done == Done::Well).unwrap_or(phase);
            }
            Incoming::Answer(answer) => questions.answered(answer).await,
            Incoming::Malformed(answer) => outbox.send(Importance::Answer, &answer),
        }
    }
    if phase == Phase::After { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A request without parameters has none: the protocol knows no `null` there.
fn without_null(request: Request) -> Request {
    if request.params() != Some(&serde_json::Value::Null) {
        return request;
    }
    let (method, id, _) = request.into_parts();
    let request = Request::build(method);
    match id {
        Some(id) => request.id(id).finish(),
        None => request.finish(),
    }
}

/// Sends what the server asks the client.
async fn ask(mut asked: impl Stream<Item = Request> + Unpin, questions: Questions, outbox: Arc<Outbox>) {
    while let Some(request) = asked.next().await {
        match request.id() {
            Some(id) if !questions.takes(id) => {
                questions.give_up(id.clone()).await;
            }
            _ => {
                let is_edit = request.method() == "workspace/applyEdit";
                outbox.send(Importance::Answer, &without_null(request));
                if is_edit {
                    outbox.edit_asked();
                }
            }
        }
    }
}

/// Where in its life a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before `initialize`.
    Before,
    Serving,
    /// After `shutdown`.
    After,
}

impl Phase {
    /// The phase that a request begins, if all goes well.
    fn after(method: &str) -> Option<Self> {
        match method {
            "initialize" => Some(Phase::Serving),
            "shutdown" => Some(Phase::After),
            _ => None,
        }
    }

    /// The refusal of a request that is out of turn. tower-lsp knows of this too, but not for methods
    /// that it does not know.
    fn refusal(self, request: &Request) -> Option<Response> {
        let error = match self {
            Phase::Before if request.method() != "initialize" => not_initialized(),
            Phase::After => Error::invalid_request(),
            Phase::Before | Phase::Serving => return None,
        };
        request.id().map(|id| Response::from_error(id.clone(), error))
    }
}

/// How a handler stood after it was polled once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Well,
    Badly,
    NotYet,
}

async fn handle<S: LanguageServer>(
    service: &mut LspService<S>,
    request: Request,
    outbox: &Arc<Outbox>,
    running: &Arc<Semaphore>,
) -> Done {
    let id = request.id().cloned();
    let Ok(permit) = Arc::clone(running).try_acquire_owned() else {
        return answer(outbox, id.map(|id| Response::from_error(id, too_many())));
    };
    // Ready from the start; never again where `initialize` itself has panicked.
    let Some(Ok(service)) = service.ready().now_or_never() else {
        return answer(outbox, id.map(|id| Response::from_error(id, Error::internal_error())));
    };
    let mut handler = Box::pin(handler(service, request, outbox));
    match futures::poll!(&mut handler) {
        Poll::Ready(result) => answer(outbox, settle(id, result)),
        Poll::Pending => {
            let outbox = Arc::clone(outbox);
            tokio::spawn(async move {
                answer(&outbox, settle(id, handler.await));
                drop(permit);
            });
            Done::NotYet
        }
    }
}

/// The handler of a request. A panic in it is told.
fn handler<S: LanguageServer>(
    service: &mut LspService<S>,
    request: Request,
    outbox: &Arc<Outbox>,
) -> impl Future<Output = Result<Result<Option<Response>, ExitedError>, Panic>> + use<S> {
    let method = request.method().to_owned();
    let to_client = {
        let outbox = Arc::clone(outbox);
        move |message: String| {
            let params = json!({"type": MessageType::ERROR, "message": message});
            outbox.send(Importance::Remark, &Notification::new("window/logMessage", params));
        }
    };
    // The service itself runs no code of ours before its future is polled.
    let called = service.call(request);
    let trap = method.clone();
    panics::on_behalf(method, to_client, async move {
        let trapped = async move {
            panics::trap(format_args!("handle {trap}"));
            called.await
        };
        let result = panics::contain(trapped).await;
        if let Err(panic) = &result {
            panics::tell(panic);
        }
        result
    })
}

/// The answer to a request; every request has one. A handler that panicked gives an error and nothing
/// else, and tower-lsp passes over unknown requests whose names begin with `$/`.
fn settle<E, P>(id: Option<Id>, result: Result<Result<Option<Response>, E>, P>) -> Option<Response> {
    let error = match result {
        Ok(Ok(Some(answer))) => return Some(answer),
        Ok(_) => Error::method_not_found(),
        Err(_) => Error::internal_error(),
    };
    id.map(|id| Response::from_error(id, error))
}

fn answer(outbox: &Outbox, answer: Option<Response>) -> Done {
    let Some(answer) = answer else { return Done::Well };
    outbox.send(Importance::Answer, &answer);
    if answer.is_ok() { Done::Well } else { Done::Badly }
}

/// `ServerNotInitialized` of the protocol.
fn not_initialized() -> Error {
    Error { code: ErrorCode::ServerError(-32002), message: "Server not initialized".into(), data: None }
}

/// `RequestFailed` of the protocol.
fn too_many() -> Error {
    Error {
        code: ErrorCode::ServerError(-32803),
        message: format!("More than {RUNNING} requests are waiting for an answer already").into(),
        data: None,
    }
}
