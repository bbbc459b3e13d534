//! What clients are known to send and the protocol's types do not take, put right before it is read.
//!
//! Only what has one meaning is mended; everything else is for the types to refuse.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::{ClientCapabilities, NotebookDocumentChangeEvent, TextDocumentContentChangeEvent};

/// The request as the client meant it.
pub(crate) fn mend(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let mut params = params.unwrap_or_default();
    match method.as_ref() {
        // Some clients send `{}` with what has no parameters.
        "shutdown" | "exit" => params = Value::Null,
        // Nothing here reads the echoed diagnostics, which may be another server's and hold anything.
        "textDocument/codeAction" => forget_diagnostics(&mut params),
        "initialize" => mend_initialize(&mut params),
        "textDocument/didChange" => mend_changes(&mut params),
        "notebookDocument/didOpen" | "notebookDocument/didChange" => mend_notebook(&mut params),
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

/// A greeting that is odd in what nobody here reads must not keep a client out.
fn mend_initialize(params: &mut Value) {
    let Value::Object(params) = params else { return };
    params.remove("trace");
    if params.get("processId").and_then(Value::as_u64).and_then(|id| i32::try_from(id).ok()).is_none() {
        params.remove("processId");
    }
    if params.get("rootUri").and_then(Value::as_str) == Some("") {
        params.remove("rootUri");
    }
    if let Some(Value::Object(workspace)) = params.get_mut("capabilities").and_then(|it| it.get_mut("workspace")) {
        name_refresh_rightly(workspace);
    }
    if let Some(capabilities) = params.get_mut("capabilities")
        && ClientCapabilities::deserialize(&*capabilities).is_err()
    {
        forget_odd_capabilities(capabilities);
    }
}

/// The protocol says `workspace.diagnostics`; Helix, whose types have it so, says `workspace.diagnostic`. Unheard, it
/// would show stale findings after each change of a policy.
fn name_refresh_rightly(workspace: &mut Map<String, Value>) {
    if let Some(refresh) = workspace.remove("diagnostic") {
        workspace.entry("diagnostics").or_insert(refresh);
    }
}

/// Leaves of the capabilities what can be read on its own.
fn forget_odd_capabilities(capabilities: &mut Value) {
    let readable = |value: Value| ClientCapabilities::deserialize(value).is_ok();
    let Value::Object(areas) = capabilities else { return };
    areas.retain(|area, value| {
        if let Value::Object(abilities) = value {
            abilities.retain(|ability, value| readable(json!({area: {ability: value}})));
        }
        readable(json!({area: value}))
    });
}

/// The number of a text that the client gave none that can be read.
pub(crate) const UNNUMBERED: i32 = i32::MIN;

/// A change that cannot be read must not go missing in silence, or every later one lands in the wrong
/// place: in its stead comes one that ends before it starts, which says that the text is lost.
fn mend_changes(params: &mut Value) {
    let Value::Object(fields) = params else { return };
    if let Some(Value::Object(document)) = fields.get_mut("textDocument") {
        number(document);
    }
    let changes = fields.entry("contentChanges").or_insert(Value::Null);
    if !changes.is_array() {
        // One that cannot be read either.
        *changes = json!([null]);
    }
    mend_change_list(changes);
}

/// A text without a number that can be read, as older clients send it, is the next one.
fn number(document: &mut Map<String, Value>) {
    let is_number = document.get("version").and_then(Value::as_i64).is_some_and(|it| i32::try_from(it).is_ok());
    if !is_number {
        document.insert("version".into(), json!(UNNUMBERED));
    }
}

fn mend_change_list(changes: &mut Value) {
    for change in changes.as_array_mut().into_iter().flatten() {
        for end in ["/range/start", "/range/end"] {
            for unit in ["line", "character"] {
                if let Some(number) = change.pointer_mut(&format!("{end}/{unit}"))
                    && number.as_u64().is_some_and(|number| number > u64::from(u32::MAX))
                {
                    *number = json!(u32::MAX);
                }
            }
        }
        if TextDocumentContentChangeEvent::deserialize(&*change).is_err() {
            let (start, end) = (json!({"line": 1, "character": 0}), json!({"line": 0, "character": 0}));
            *change = json!({"range": {"start": start, "end": end}, "text": ""});
        }
    }
}

/// Leaves of the cells of a notebook what is read here, and mends the changes of their texts. A change of the
/// cells that cannot be read must not go missing either: in its stead comes one that lies beyond all cells.
fn mend_notebook(params: &mut Value) {
    for place in ["/notebookDocument/cells", "/change/cells/structure/array/cells", "/change/cells/data"] {
        for cell in params.pointer_mut(place).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(cell) = cell {
                cell.remove("metadata");
                cell.remove("executionSummary");
            }
        }
    }
    if let Some(Value::Object(notebook)) = params.get_mut("notebookDocument") {
        notebook.remove("metadata");
        number(notebook);
    }
    let texts = params.pointer_mut("/change/cells/textContent").and_then(Value::as_array_mut);
    texts.into_iter().flatten().filter_map(|text| text.get_mut("changes")).for_each(mend_change_list);
    if let Some(change) = params.get_mut("change") {
        if let Value::Object(change) = change {
            change.remove("metadata");
        }
        let mut read = change.clone();
        escape_uris(&mut read);
        if NotebookDocumentChangeEvent::deserialize(&read).is_err() {
            *change = json!({"cells": {"structure": {"array": {"start": u32::MAX, "deleteCount": u32::MAX}}}});
        }
    }
}

/// Percent-encodes what RFC 3986 does not allow in a URI. Clients built on the WHATWG's rules leave
/// brackets and bars as they are (`[slug].md`).
fn escape_uris(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(uri) if ["uri", "rootUri", "document"].contains(&key.as_str()) => {
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
            ("vscode-notebook-cell:/a [b].ipynb#W1", "vscode-notebook-cell:/a%20%5Bb%5D.ipynb#W1"),
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
    fn takes_a_greeting_that_is_odd_in_places() {
        let odd = json!({
            "processId": -1, "trace": "everything",
            "capabilities": {
                "general": {"positionEncodings": ["utf-8"], "markdown": 3},
                "textDocument": {"hover": {"contentFormat": ["html"]}, "publishDiagnostics": {"versionSupport": true}},
                "workspace": "all of it",
            },
        });
        let kept = json!({
            "general": {"positionEncodings": ["utf-8"]},
            "textDocument": {"publishDiagnostics": {"versionSupport": true}},
        });
        assert_eq!(mended("initialize", odd), json!({"capabilities": kept}));
    }

    #[test]
    fn hears_of_the_refresh_of_diagnostics_under_either_name() {
        let capabilities = |abilities: Value| json!({"capabilities": {"workspace": abilities}});
        let (yes, no) = (json!({"refreshSupport": true}), json!({"refreshSupport": false}));
        for (sent, read) in [
            (json!({"diagnostic": yes}), json!({"diagnostics": yes})),
            (json!({"diagnostics": yes}), json!({"diagnostics": yes})),
            (json!({"diagnostic": no, "diagnostics": yes}), json!({"diagnostics": yes})),
        ] {
            assert_eq!(mended("initialize", capabilities(sent)), capabilities(read));
        }
    }

    #[test]
    fn a_change_that_cannot_be_read_is_one_without_place() {
        let change = |line: Value| json!({"range": {"start": {"line": line, "character": 0}, "end": {"line": 9, "character": 1e9 as u64}}, "text": "x"});
        let mended = |line| {
            mended("textDocument/didChange", json!({"contentChanges": [change(line)]}))["contentChanges"][0].clone()
        };
        assert_eq!(mended(json!(3)), change(json!(3)));
        assert_eq!(mended(json!(5_000_000_000_u64)), change(json!(u32::MAX)));
        for wild in [json!(-1), json!(0.5), json!("3"), Value::Null] {
            assert_eq!(mended(wild)["range"]["start"]["line"], 1);
        }
    }

    #[test]
    fn a_change_of_cells_that_cannot_be_read_lies_beyond_them() {
        let change = |array: Value| json!({"notebookDocument": {"uri": "x:n", "version": 2}, "change": {"cells": {"structure": {"array": array}}}});
        let cell = |more: Value| {
            let mut cell = json!({"kind": 1, "document": "x:a b"});
            cell.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({"start": 0, "deleteCount": 0, "cells": [cell]})
        };
        let mended = |array: Value| {
            mended("notebookDocument/didChange", change(array))
                .pointer("/change/cells/structure/array")
                .unwrap()
                .clone()
        };
        let odd = mended(cell(json!({"metadata": 3, "executionSummary": {"success": true}})));
        assert_eq!(odd, json!({"start": 0, "deleteCount": 0, "cells": [{"kind": 1, "document": "x:a%20b"}]}));
        for wild in
            [json!({"start": -1, "deleteCount": 0}), json!({"start": 5_000_000_000_u64, "deleteCount": 0}), json!(3)]
        {
            assert_eq!(mended(wild), json!({"start": u32::MAX, "deleteCount": u32::MAX}));
        }
    }

    #[test]
    fn drops_parameters_where_there_are_none() {
        assert_eq!(mended("shutdown", json!({})), Value::Null);
        assert_eq!(
            mended("initialize", json!({"rootUri": "", "processId": 1.5, "capabilities": {}})),
            json!({"capabilities": {}})
        );
    }
}
