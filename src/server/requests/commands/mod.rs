//! `workspace/executeCommand`: what a client asks for by name, one file a command.
//!
//! Each takes one object or nothing. What a command has the client do is asked for in a task of its own: the
//! client may answer the command first.

mod annotated;
mod apply_action;
mod fix_workspace;
mod rescan;
mod set_preference;
mod show_policy;
mod stats;

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::request::ApplyWorkspaceEdit;
use tower_lsp::ls_types::{ApplyWorkspaceEditParams, ExecuteCommandParams, WorkspaceEdit};

use super::failed;
use crate::server::client::{Actions, Annotations, Client};
use crate::server::session::Session;

/// Sets what the policy of a document prefers; writes the policy where there is none.
pub(crate) const SET_PREFERENCE: &str = "customary.setPreference";

/// Scans all folders again.
const RESCAN: &str = "customary.rescan";

/// Tells the counts of the workspace.
const STATS: &str = "customary.stats";

/// Has the client make the fixes of the whole workspace, after a preview where it has one.
const FIX_WORKSPACE: &str = "customary.fixWorkspace";

/// Shows the policy in force for a document.
const SHOW_POLICY: &str = "customary.showPolicy";

/// Makes the edit of a code action, for a client that resolves none: one that knows actions as commands alone, or
/// for an edit too long to come with each answer.
pub(crate) const APPLY_ACTION: &str = "customary.applyAction";

/// All commands.
const COMMANDS: [&str; 6] = [FIX_WORKSPACE, SET_PREFERENCE, SHOW_POLICY, RESCAN, STATS, APPLY_ACTION];

/// The commands that a client is told of.
pub(crate) fn offered(client: &Client) -> Vec<String> {
    let is_of_use = |name: &&str| *name != APPLY_ACTION || client.actions != Actions::Resolved;
    COMMANDS.into_iter().filter(is_of_use).map(str::to_owned).collect()
}

/// How long an answer waits for the edit that goes before it.
const ON_ITS_WAY: Duration = Duration::from_millis(100);

/// Runs a command.
///
/// # Errors
/// `InvalidParams` for a command that is none and for wrong arguments; else what kept it from its work.
pub(crate) async fn answer(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let token = params.work_done_progress_params.work_done_token;
    match params.command.as_str() {
        FIX_WORKSPACE => fix_workspace::run(session, params.arguments, token).await,
        SHOW_POLICY => show_policy::run(session, params.arguments).await,
        SET_PREFERENCE => set_preference::run(session, params.arguments).await,
        APPLY_ACTION => apply_action::run(session, params.arguments).await,
        RESCAN => rescan::run(session, &params.arguments),
        STATS => stats::run(session, params.arguments).await,
        unknown => Err(invalid(format!("“{unknown}” is no command: there is {}", COMMANDS.join(", ")))),
    }
}

/// An edit that the client is to make, and what the person is told of it.
struct Wish {
    edit: WorkspaceEdit,
    label: Option<&'static str>,
    /// Said when it is made, if anything is.
    done: Option<String>,
    /// Said with the reason when it is not made.
    failed: &'static str,
}

/// Has the client make an edit. Nobody waits until it has; but the edit is on its way before this returns, as some
/// clients (eglot 1.9) read no further than the answer to their command.
async fn have_applied(session: &Arc<Session>, wish: Wish) {
    let Wish { edit, label, done, failed } = wish;
    let params = ApplyWorkspaceEditParams { label: label.map(str::to_owned), edit };
    let mut asked = session.outbox.edits_asked();
    let session = Arc::clone(session);
    tokio::spawn(async move {
        let reason = match session.to_client.send_request::<ApplyWorkspaceEdit>(params).await {
            Ok(answer) if answer.applied => return done.into_iter().for_each(|done| session.inform(done)),
            Ok(answer) => match answer.failure_reason {
                Some(reason) => reason,
                // Who can look through an edit first can also put it away, and knows that.
                None if session.client().annotations != Annotations::None => return,
                None => "the editor refused the edit".to_owned(),
            },
            Err(error) => error.to_string(),
        };
        session.show(format!("{failed}: {reason}."));
    });
    // Where too many questions are open already, it is never asked.
    let _ = tokio::time::timeout(ON_ITS_WAY, asked.changed()).await;
}

/// The argument of a command that does without one as well.
fn one_or_none<T: for<'d> Deserialize<'d> + Default>(arguments: Vec<Value>, shape: &str) -> Result<T> {
    match arguments.as_slice() {
        [] | [Value::Null] => Ok(T::default()),
        _ => one(arguments, shape),
    }
}

/// The one argument of a command.
fn one<T: for<'d> Deserialize<'d>>(arguments: Vec<Value>, shape: &str) -> Result<T> {
    let mut arguments = arguments.into_iter();
    match (arguments.next(), arguments.next()) {
        (Some(argument @ Value::Object(_)), None) => {
            serde_json::from_value(argument).map_err(|error| invalid(format!("{error}: it takes {shape}")))
        }
        _ => Err(invalid(format!("it takes one object, {shape}"))),
    }
}

/// Checks that a command was given one object or nothing, of which it uses nothing.
fn nothing(arguments: &[Value]) -> Result<()> {
    match arguments {
        [] | [Value::Object(_) | Value::Null] => Ok(()),
        _ => Err(invalid("it takes one object or nothing".to_owned())),
    }
}

fn invalid(message: String) -> Error {
    Error::invalid_params(message)
}
