//! `workspace/executeCommand`: what a client asks for by name, one file a command.
//!
//! Each takes one object or nothing. What a command has the client do is asked for in a task of its own: the
//! client may answer the command first.

mod set_preference;

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::ExecuteCommandParams;

pub(super) use set_preference::edit_of;

use crate::server::session::Session;

/// Sets what the policy of a document prefers; writes the policy where there is none.
pub(crate) const SET_PREFERENCE: &str = "customary.setPreference";

/// All commands.
pub(crate) const COMMANDS: [&str; 1] = [SET_PREFERENCE];

/// Runs a command.
///
/// # Errors
/// `InvalidParams` for a command that is none and for wrong arguments; else what kept it from its work.
pub(crate) async fn answer(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Option<Value>> {
    match params.command.as_str() {
        SET_PREFERENCE => set_preference::run(session, params.arguments).await,
        unknown => Err(invalid(format!("“{unknown}” is no command: there is {}", COMMANDS.join(", ")))),
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

fn invalid(message: String) -> Error {
    Error::invalid_params(message)
}

fn failed(message: String) -> Error {
    // RequestFailed, which the protocol has and the library has no name for.
    Error { code: ErrorCode::ServerError(-32803), message: message.into(), data: None }
}
