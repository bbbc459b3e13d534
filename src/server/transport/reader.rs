//! The thread that reads stdin: frames become messages here, off the protocol task.

use std::io::{self, BufReader};
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::backlog::{Backlog, Load};
use super::frame::{Frame, Frames};
use super::lenient;
use crate::server::stderr;

/// How many messages may wait for the protocol task before reading pauses.
const WAITING: usize = 64;

/// What the client said.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of ours.
    Answer(Response),
    /// Something that is none, and what to answer.
    Malformed(Response),
}

/// A message, and the room that it takes until it is looked at.
pub(crate) type Received = (Incoming, Load);

/// Starts the thread. The channel ends with the stream.
///
/// # Errors
/// Where the system gives no thread.
pub(crate) fn start(from: impl io::Read + Send + 'static) -> io::Result<mpsc::Receiver<Received>> {
    let (sender, receiver) = mpsc::channel(WAITING);
    std::thread::Builder::new().name("stdin".into()).spawn(move || {
        let mut frames = Frames::new(BufReader::with_capacity(64 << 10, from));
        let backlog = Arc::new(Backlog::default());
        loop {
            let (message, load) = match frames.next() {
                Ok(Some(Frame::Body(body))) => {
                    let load = backlog.take(body.len());
                    (decode(&body), load)
                }
                Ok(Some(Frame::Garbage(why))) => {
                    (Some(malformed(Id::Null, Error::parse_error(), why)), backlog.take(0))
                }
                Ok(None) => break,
                Err(error) => {
                    stderr::line(&format!("stdin cannot be read: {error}"));
                    break;
                }
            };
            if message.is_some_and(|message| sender.blocking_send((message, load)).is_err()) {
                break;
            }
        }
    })?;
    Ok(receiver)
}

/// The message that a body holds. `None` for a broken answer, which must not be answered itself.
fn decode(body: &[u8]) -> Option<Incoming> {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Some(malformed(Id::Null, Error::parse_error(), &error.to_string())),
    };
    let Value::Object(fields) = &value else {
        return Some(malformed(Id::Null, Error::invalid_request(), "a message is one JSON object, not a batch"));
    };
    let id = fields.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok()).unwrap_or_default();
    if fields.contains_key("method") {
        return Some(match serde_json::from_value(value) {
            Ok(request) => Incoming::Request(lenient::mend(request)),
            Err(error) => malformed(id, Error::invalid_request(), &error.to_string()),
        });
    }
    if fields.contains_key("result") || fields.contains_key("error") {
        return Some(Incoming::Answer(answer(id, value)));
    }
    Some(malformed(id, Error::invalid_request(), "there is no method"))
}

/// The answer as the client meant it: an error that cannot be read is an error all the same.
fn answer(id: Id, value: Value) -> Response {
    serde_json::from_value(value).unwrap_or_else(|_| Response::from_error(id, Error::new(ErrorCode::InternalError)))
}

fn malformed(id: Id, mut error: Error, why: &str) -> Incoming {
    error.message = format!("{}: {why}", error.message).into();
    Incoming::Malformed(Response::from_error(id, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(body: &[u8]) -> (Id, i64) {
        match decode(body) {
            Some(Incoming::Malformed(response)) => (response.id().clone(), response.error().unwrap().code.code()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tells_bad_json_from_bad_messages() {
        assert_eq!(refusal(b"{\"jsonrpc\":"), (Id::Null, -32700));
        assert_eq!(refusal(b""), (Id::Null, -32700));
        assert_eq!(refusal(b"\xff\xfe"), (Id::Null, -32700));
        assert_eq!(refusal("[".repeat(100_000).as_bytes()), (Id::Null, -32700));
        assert_eq!(refusal(b"[]"), (Id::Null, -32600));
        assert_eq!(refusal(br#"[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]"#), (Id::Null, -32600));
        assert_eq!(refusal(b"3"), (Id::Null, -32600));
        assert_eq!(refusal(b"{}"), (Id::Null, -32600));
        assert_eq!(refusal(br#"{"jsonrpc":"2.0","id":7,"method":1}"#), (Id::Number(7), -32600));
        assert_eq!(refusal(br#"{"id":"a","method":"shutdown"}"#), (Id::String("a".into()), -32600));
        assert_eq!(refusal(br#"{"jsonrpc":"2.0","id":{},"method":"shutdown"}"#), (Id::Null, -32600));
    }

    #[test]
    fn reads_requests_and_answers() {
        assert!(matches!(decode(br#"{"jsonrpc":"2.0","method":"exit"}"#), Some(Incoming::Request(_))));
        assert!(matches!(decode(br#"{"jsonrpc":"2.0","id":1,"result":null}"#), Some(Incoming::Answer(_))));
        let Some(Incoming::Answer(answer)) = decode(br#"{"jsonrpc":"2.0","id":1,"error":{"odd":1}}"#) else { panic!() };
        assert!(answer.is_error());
    }
}
