//! A panic costs what it happened in, and says so in one line. Traps are set by `CUSTOMARY_PANIC_AT`.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, range};

const TEXT: &str = "Our customers called.\n";

/// A server with a trap.
fn trapped(workspace: &Workspace, trap: &str) -> Server {
    let mut server = Server::spawn_as(|command| command.env("CUSTOMARY_PANIC_AT", trap).stderr(Stdio::piped()));
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    server.request("initialize", json!({"workspaceFolders": folders, "capabilities": {}})).unwrap();
    server.notify("initialized", json!({}));
    server
}

/// The line in the client's log that tells of a panic; the same must stand on stderr in the end.
fn logged(server: &mut Server) -> String {
    let told = server.hear("window/logMessage");
    assert_eq!(told["params"]["type"], 1, "{told}");
    told["params"]["message"].as_str().unwrap().to_owned()
}

/// Everything still works; then the end, and what stands on stderr.
fn still_serves(mut server: Server, workspace: &Workspace) -> Vec<String> {
    let uri = workspace.uri("fine.md");
    server.open(&uri, 1, TEXT);
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    assert_eq!(server.request("shutdown", Value::Null), Ok(Value::Null));
    server.notify("exit", Value::Null);
    let said = server.stderr();
    assert_eq!(server.exit_code(crate::client::PATIENCE), 0);
    said.lines().map(str::to_owned).collect()
}

#[test]
fn in_the_work_of_a_request_it_is_an_error_answer_with_method_document_and_version() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = trapped(&workspace, "work textDocument/hover");
    let uri = workspace.uri("a.md");
    server.open(&uri, 7, TEXT);
    assert_eq!(server.diagnostics(&uri, 7).len(), 1);
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}});
    for _ in 0..3 {
        let error = server.request("textDocument/hover", params.clone()).unwrap_err();
        assert_eq!(error["code"], -32603, "{error}");
        let told = logged(&mut server);
        for part in
            [env!("CARGO_PKG_VERSION"), "textDocument/hover", &uri, "version 7", "a trap was set", "src/server/"]
        {
            assert!(told.contains(part), "{told}");
        }
    }
    assert!(!server.actions(&uri, range((0, 5), (0, 5)), json!({"only": ["quickfix"]})).is_empty());
    let lines = still_serves(server, &workspace);
    assert_eq!(lines.len(), 3, "one line each: {lines:#?}");
    assert!(lines.iter().all(|line| line.contains("textDocument/hover") && line.contains("panics.rs:")), "{lines:#?}");
}

#[test]
fn in_a_handler_it_is_an_error_answer() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = trapped(&workspace, "handle textDocument/codeLens,handle textDocument/didSave");
    let error =
        server.request("textDocument/codeLens", json!({"textDocument": {"uri": "file:///a.toml"}})).unwrap_err();
    assert_eq!(error["code"], -32603);
    assert!(logged(&mut server).contains("textDocument/codeLens failed"));
    server.notify("textDocument/didSave", json!({"textDocument": {"uri": "file:///a.md"}}));
    assert!(logged(&mut server).contains("textDocument/didSave failed"));
    assert_eq!(still_serves(server, &workspace).len(), 2);
}

#[test]
fn in_a_check_it_clears_the_document_and_the_next_text_is_checked() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = trapped(&workspace, "bad.md");
    let uri = workspace.uri("bad.md");
    for version in 1..4 {
        // The lock of the document's memory is held meanwhile.
        server.open(&uri, version, TEXT);
        assert_eq!(server.diagnostics(&uri, version).len(), 0);
        let of = format!("{uri} (version {version}) could not be checked: a trap was set");
        server.claim(|message| message["params"]["message"].as_str().is_some_and(|told| told.contains(&of)));
    }
    // A text is checked again when a policy was read meanwhile.
    let lines = still_serves(server, &workspace);
    assert!(lines.len() >= 3 && lines.iter().all(|line| line.contains("could not be checked")), "{lines:#?}");
}

#[test]
fn in_a_change_with_the_session_locked_the_document_is_out_of_step_until_a_full_text() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = trapped(&workspace, "change file");
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    server.change(&uri, 2, json!([edit((0, 0), (0, 0), "x")]));
    assert!(logged(&mut server).contains("textDocument/didChange"));
    server.cleared(&uri);
    assert!(server.hear("window/showMessage")["params"]["message"].as_str().unwrap().contains(&uri));
    assert_eq!(server.hover(&uri, 0, 5), Value::Null);
    // Opening it again heals it.
    server.open(&uri, 3, TEXT);
    assert_eq!(server.diagnostics(&uri, 3).len(), 1);
    assert_eq!(still_serves(server, &workspace).len(), 1);
}
