//! What clients are known to send and the protocol's types do not take, put right before it is read.
//!
//! Only what has one meaning is mended; everything else is for the types to refuse.

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Request;

/// The request as the client meant it.
pub(crate) fn mend(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let mut params = params.unwrap_or_default();
    match method.as_ref() {
        // Some clients send `{}` with what has no parameters.
        "shutdown" | "exit" => params = Value::Null,
        // Nothing here reads the echoed diagnostics, which may be another server's and hold anything.
        "textDocument/codeAction" => forget_diagnostics(&mut params),
        "initialize" => forget_empty_root(&mut params),
        _ => {}
    }
    escape_uris(&mut params);
    let mut mended = Request::build(method);
    if !params.is_null() {
        mended = mended.params(params);
    }
    if let Some(id) = id {
        mended = mended.id(id);
    }
    mended.finish()
}

fn forget_diagnostics(params: &mut Value) {
    if let Value::Object(params) = params
        && let Value::Object(context) = params.entry("context").or_insert_with(|| json!({}))
    {
        context.insert("diagnostics".into(), json!([]));
    }
}

fn forget_empty_root(params: &mut Value) {
    if let Value::Object(params) = params
        && params.get("rootUri").and_then(Value::as_str) == Some("")
    {
        params.remove("rootUri");
    }
}

/// Percent-encodes what RFC 3986 does not allow in a URI. Clients built on the WHATWG's rules leave
/// brackets and bars as they are (`[slug].md`).
fn escape_uris(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(uri) if key == "uri" || key == "rootUri" => {
                        if let Some(escaped) = escaped(uri) {
                            *uri = escaped;
                        }
                    }
                    value => escape_uris(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(escape_uris),
        _ => {}
    }
}

/// The URI with what must be escaped escaped; `None` where it is right already.
fn escaped(uri: &str) -> Option<String> {
    let allowed = |at: usize, byte: u8| match byte {
        b'%' => {
            matches!(uri.as_bytes().get(at + 1..at + 3), Some([a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
        }
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte),
    };
    if uri.bytes().enumerate().all(|(at, byte)| allowed(at, byte)) {
        return None;
    }
    let mut out = String::with_capacity(uri.len() + 16);
    for (at, byte) in uri.bytes().enumerate() {
        if allowed(at, byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(method: &'static str, params: Value) -> Value {
        mend(Request::build(method).id(1).params(params).finish()).params().cloned().unwrap_or_default()
    }

    #[test]
    fn escapes_what_a_uri_must_not_hold() {
        let open = |uri: &str| json!({"textDocument": {"uri": uri, "text": "a [b] \"uri\""}});
        for (sent, read) in [
            ("file:///a/[slug].md", "file:///a/%5Bslug%5D.md"),
            ("file:///a b/ü.md", "file:///a%20b/%C3%BC.md"),
            ("file:///100%/50%25.md", "file:///100%25/50%25.md"),
            ("file:///c%3A/x.md", "file:///c%3A/x.md"),
            ("untitled:Untitled-1", "untitled:Untitled-1"),
        ] {
            assert_eq!(mended("textDocument/didOpen", open(sent)), open(read));
        }
    }

    #[test]
    fn takes_code_action_requests_with_any_context() {
        let kept = json!({"context": {"only": ["quickfix"], "diagnostics": []}});
        let odd = json!({"context": {"only": ["quickfix"], "diagnostics": [{"codeDescription": {"href": "no uri"}}]}});
        assert_eq!(mended("textDocument/codeAction", odd), kept);
        assert_eq!(mended("textDocument/codeAction", json!({"context": {"only": ["quickfix"]}})), kept);
        assert_eq!(mended("textDocument/codeAction", json!({})), json!({"context": {"diagnostics": []}}));
    }

    #[test]
    fn drops_parameters_where_there_are_none() {
        assert_eq!(mended("shutdown", json!({})), Value::Null);
        assert_eq!(mended("initialize", json!({"rootUri": "", "capabilities": {}})), json!({"capabilities": {}}));
    }
}
