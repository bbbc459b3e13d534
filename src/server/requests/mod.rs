//! What the client asks, one file each. A request takes its snapshot in its first statement and works
//! on that alone, off the protocol task.

pub(crate) mod code_action;
pub(crate) mod code_lens;
pub(crate) mod commands;
pub(crate) mod completion;
pub(crate) mod diagnostic;
pub(crate) mod document_link;
pub(crate) mod hover;
mod hover_house;
pub(crate) mod initialize;
mod phrase;
mod policy_hover;
pub(crate) mod workspace_diagnostic;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Semaphore;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use super::{REQUESTS_AT_ONCE, panics};

/// How many requests are worked on at once: a heap of them must not keep the documents' checks waiting.
static AT_ONCE: Semaphore = Semaphore::const_new(REQUESTS_AT_ONCE);

/// Runs blocking work for a request. A panic in it is told, and an error answer and nothing else; when the
/// request is cancelled, the flag becomes true.
pub(super) async fn work<T: Send + 'static>(work: impl FnOnce(&AtomicBool) -> T + Send + 'static) -> Result<T> {
    // Nobody closes it; and without a permit it would only be busier.
    let permit = AT_ONCE.acquire().await.ok();
    let cancelled = Arc::new(AtomicBool::new(false));
    let _guard = CancelOnDrop(Arc::clone(&cancelled));
    let trap = panics::asked();
    let done = tokio::task::spawn_blocking(move || {
        // Also of a request that was cancelled: its place is free when its thread is.
        let _permit = permit;
        panics::catch(|| {
            panics::trap(format_args!("work {trap}"));
            work(&cancelled)
        })
    });
    match done.await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(panic)) => {
            panics::tell(&panic);
            Err(fault())
        }
        // The server is leaving.
        Err(_) => Err(Error::internal_error()),
    }
}

fn fault() -> Error {
    let message = "This is a fault of Customary's; its log says where. It goes on as before.";
    Error { message: message.into(), ..Error::internal_error() }
}

fn failed(message: String) -> Error {
    // RequestFailed, which the protocol has and the library has no name for.
    Error { code: ErrorCode::ServerError(-32803), message: message.into(), data: None }
}

struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
