//! `textDocument/publishDiagnostics`, written as bytes in one go: a detour over a JSON tree costs ten
//! times as much when there are many.

use serde::Serialize;
use tower_lsp::ls_types::{Diagnostic, Uri};

use super::transport::Notification;

#[derive(Serialize)]
struct Params<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    diagnostics: &'a [Diagnostic],
}

/// The body of the notification.
pub(crate) fn diagnostics(uri: &Uri, version: Option<i32>, diagnostics: &[Diagnostic]) -> Vec<u8> {
    let params = Params { uri: uri.as_str(), version, diagnostics };
    let notification = Notification::new("textDocument/publishDiagnostics", params);
    // Strings and numbers only: there is nothing that could fail to be written.
    serde_json::to_vec(&notification).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn is_what_the_protocol_says() {
        let uri: Uri = "file:///a.md".parse().unwrap();
        let written: Value = serde_json::from_slice(&diagnostics(&uri, Some(3), &[])).unwrap();
        let params = json!({"uri": "file:///a.md", "version": 3, "diagnostics": []});
        assert_eq!(written, json!({"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params}));
    }
}
