//! `customary.applyAction`: has the client make the edit of an action that was offered as a command.

use std::sync::Arc;

use serde_json::Value;
use tower_lsp::jsonrpc::Result;

use super::{Wish, failed, have_applied, one};
use crate::server::requests::code_action;
use crate::server::session::Session;

/// Works out the edit and asks for it.
///
/// # Errors
/// `InvalidParams` for what was no offer, `ContentModified` where the document is another by now.
pub(super) async fn run(session: &Arc<Session>, arguments: Vec<Value>) -> Result<Option<Value>> {
    let data = one(arguments, "what came with the action")?;
    if !session.client().applies_edits {
        return Err(failed("this editor makes no edits for a command".to_owned()));
    }
    let edit = code_action::edit_of(session, data).await?;
    have_applied(session, Wish { edit, label: None, done: None, failed: "Customary's edit was not made" }).await;
    Ok(None)
}
