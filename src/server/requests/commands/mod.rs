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

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::request::ApplyWorkspaceEdit;
use tower_lsp::ls_types::{ApplyWorkspaceEditParams, ExecuteCommandParams, WorkspaceEdit};

use super::failed;
use crate::server::client::{Actions, Client};
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

/// Makes the edit of a code action, for a client that knows actions as commands alone.
pub(crate) const APPLY_ACTION: &str = "customary.applyAction";

/// All commands.
const COMMANDS: [&str; 6] = [FIX_WORKSPACE, SET_PREFERENCE, SHOW_POLICY, RESCAN, STATS, APPLY_ACTION];

/// The commands that a client is told of.
pub(crate) fn offered(client: &Client) -> Vec<String> {
    let is_of_use = |name: &&str| *name != APPLY_ACTION || client.actions == Actions::Commands;
    COMMANDS.into_iter().filter(is_of_use).map(str::to_owned).collect()
}

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
        STATS => stats::run(session, &params.arguments).await,
        unknown => Err(invalid(format!("“{unknown}” is no command: there is {}", COMMANDS.join(", ")))),
    }
}

/// Has the client make an edit. Nobody waits for it; where it comes to nothing, the person is told what
/// `failed`, and why.
fn have_applied(session: &Arc<Session>, edit: WorkspaceEdit, label: Option<&str>, failed: &'static str) {
    let params = ApplyWorkspaceEditParams { label: label.map(str::to_owned), edit };
    let session = Arc::clone(session);
    tokio::spawn(async move {
        let reason = match session.to_client.send_request::<ApplyWorkspaceEdit>(params).await {
            Ok(answer) if answer.applied => return,
            Ok(answer) => answer.failure_reason.unwrap_or_else(|| "the editor refused the edit".to_owned()),
            Err(error) => error.to_string(),
        };
        session.show(format!("{failed}: {reason}."));
    });
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
