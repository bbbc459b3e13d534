//! `customary.rescan`: every file of the workspace is read and checked again, whatever is known of it.

use std::sync::Arc;

use serde_json::Value;
use tower_lsp::jsonrpc::Result;

use super::nothing;
use crate::server::scan::Depth;
use crate::server::session::Session;

/// Wants the scan, and does not wait for it.
///
/// # Errors
/// `InvalidParams` for more than one object.
pub(super) fn run(session: &Arc<Session>, arguments: &[Value]) -> Result<Option<Value>> {
    nothing(arguments)?;
    // Policies too: who asks for this does not trust what is known.
    session.policies_changed();
    session.scan.want_all(Depth::Everything);
    Ok(None)
}
