//! `customary.setPreference`: sets what the policy of a document prefers; writes the policy where there is none.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Uri, WorkspaceEdit};

use super::{Wish, failed, have_applied, invalid, one};
use crate::policy::{self, Prefer};
use crate::server::policy_change::{Change, Place};
use crate::server::requests::work;
use crate::server::session::Session;
use crate::text;
use crate::workspace::{self, Content, WriteError};

/// Its argument.
#[derive(Deserialize)]
struct Preference {
    /// A document or folder; the first workspace folder if unset.
    uri: Option<Uri>,
    prefer: String,
    /// A phrase that a new policy keeps.
    keep: Option<String>,
    /// What a word means where a phrase stands, for a new policy to say.
    judge: Option<Judge>,
}

/// What a word means where a phrase stands.
#[derive(Deserialize)]
struct Judge {
    near: String,
    sense: String,
}

/// Makes the change, or has the client make it.
///
/// # Errors
/// `InvalidParams` for wrong arguments; else what kept it from its work.
pub(super) async fn run(session: &Arc<Session>, arguments: Vec<Value>) -> Result<Option<Value>> {
    let wanted: Preference = one(arguments, "{ uri?, prefer }")?;
    let change = change(session, wanted, make).await?;
    if let Some(edit) = change {
        have_applied(session, Wish { edit, label: None, done: None, failed: "Customary's policy was not changed" })
            .await;
    }
    Ok(None)
}

/// Works out the change of a policy, and does something with it, off the protocol task.
async fn change<T: Send + 'static>(
    session: &Arc<Session>,
    wanted: Preference,
    then: impl FnOnce(&Session, Change) -> Result<T> + Send + 'static,
) -> Result<T> {
    let prefer = Prefer::parse(&wanted.prefer).map_err(|wrong| invalid(format!("prefer: {wrong}")))?;
    let document = wanted.uri.as_ref().and_then(|uri| session.path(uri));
    let session = Arc::clone(session);
    work(move |cancelled| {
        let place = Place::of(&session, document.as_deref())
            .ok_or_else(|| failed("there is no folder that a policy could be for".to_owned()))?;
        let change = place.set_prefer(prefer).map_err(failed)?.with_evidence(&session, prefer, cancelled);
        let change = match wanted.keep {
            Some(phrase) => change.keeping(&phrase).ok_or_else(|| failed("there is a policy already".to_owned()))?,
            None => change,
        };
        let change = match wanted.judge {
            Some(Judge { near, sense }) => {
                let sense = policy::parse_sense(&sense).map_err(|wrong| invalid(format!("sense: {wrong}")))?;
                change.judging(&near, sense).ok_or_else(|| failed("there is a policy already".to_owned()))?
            }
            None => change,
        };
        then(&session, change)
    })
    .await?
}

/// Makes a change, or gives the edit that the client is to make.
fn make(session: &Session, change: Change) -> Result<Option<WorkspaceEdit>> {
    match change {
        change if change.is_none() => Ok(None),
        Change::Edit { .. } if session.client().applies_edits => Ok(change.edit(session)),
        Change::Edit { path, text, edits } => {
            if session.buffers.get(&path).is_some() {
                return Err(failed(format!("{} is open in an editor that takes no edits", path.display())));
            }
            written(session, &path, replace(&path, &text, &text::apply(&text, &edits)))
        }
        Change::New { .. } if session.client().applies_edits && session.client().creates_files => {
            Ok(change.edit(session))
        }
        Change::New { path, text } => written(session, &path, workspace::create(&path, &text)),
    }
}

/// Writes a policy anew that reads `before`: whole or not at all.
fn replace(path: &Path, before: &str, after: &str) -> std::result::Result<(), WriteError> {
    let now = workspace::read(path).ok().filter(|now| now.whole() == before).ok_or(WriteError::Changed)?;
    let after = Content::new(after.into()).ok_or(WriteError::Changed)?;
    workspace::write_back(path, &now, &after)
}

fn written(
    session: &Session,
    path: &Path,
    written: std::result::Result<(), WriteError>,
) -> Result<Option<WorkspaceEdit>> {
    let path = path.display();
    written.map_err(|error| match error {
        WriteError::Changed => failed(format!("{path} was changed by something else meanwhile: nothing is written")),
        error => failed(format!("{path} {error}")),
    })?;
    session.policies_changed();
    Ok(None)
}
