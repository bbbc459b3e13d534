//! The language server adapter. The only room that names the protocol, and the only one with async.
//!
//! The way of a keystroke: the transport reads a message and polls its handler, the handler changes
//! the session in its first statement, the document's worker takes the newest snapshot, checks it off
//! the protocol task, and publishes what it found. Requests take a snapshot and work on nothing else.
//! `from_proto` and `to_proto` alone translate between the protocol's types and ours.

mod buffers;
mod capabilities;
mod client;
mod courtesy;
mod document;
mod files;
mod from_proto;
mod notebooks;
mod notifications;
mod panics;
mod policies;
mod policy_change;
mod policy_counts;
mod policy_features;
mod problems;
mod progress;
mod publish;
mod refresh;
mod report;
mod requests;
mod scan;
mod service;
mod session;
mod settings;
mod shown_files;
mod stderr;
mod to_proto;
mod transport;
mod watch;
mod worker;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tower_lsp::LspService;

use service::Server;
use transport::Outbox;

use crate::sense;

/// How long the last answers may take to be written once the client has said goodbye.
const FAREWELL: Duration = Duration::from_millis(300);

/// How many requests are worked on at the same time: enough that a few slow ones hold back nobody, and so few that
/// hundreds for one document do not each wait on a thread of its own for what the first finds.
const REQUESTS_AT_ONCE: usize = 8;

/// How many checks of documents have a thread at the same time, whatever the requests take.
const CHECKS_AT_ONCE: usize = 4;

/// Serves one client on standard input and output, until it says `exit` or goes away. The code is 0
/// after `shutdown`, else 1.
pub fn run() -> ExitCode {
    panics::install();
    // One thread for what only waits: a key is answered sooner where no thread wakes another for it, and what takes
    // time has a thread of its own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(REQUESTS_AT_ONCE + CHECKS_AT_ONCE)
        .enable_time()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&error),
    };
    let outbox = Arc::new(Outbox::default());
    let incoming = match transport::start(&outbox) {
        Ok(incoming) => incoming,
        Err(error) => return refuse(&error),
    };
    // The first text is there in a moment, and is read beside this.
    runtime.spawn_blocking(sense::get_ready);
    let (service, socket) = LspService::build(|client| Server::new(client, Arc::clone(&outbox)))
        .custom_method("window/workDoneProgress/cancel", Server::work_done_progress_cancel)
        .finish();
    let code = runtime.block_on(transport::serve(service, socket, incoming, Arc::clone(&outbox)));
    // Nothing that still runs is worth waiting for.
    runtime.shutdown_background();
    shown_files::remove();
    outbox.drain(FAREWELL);
    stderr::drain(FAREWELL);
    code
}

fn refuse(error: &std::io::Error) -> ExitCode {
    stderr::line(&format!("the server cannot start: {error}"));
    stderr::drain(FAREWELL);
    ExitCode::FAILURE
}
