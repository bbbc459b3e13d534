//! Clients that do not read, do not answer, or talk too much.

use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, frame, range};

const POLICY: &str = "prefer = \"client\"\n";
/// A tenth of a second on a quiet machine; tests run beside each other on busy ones.
const AT_ONCE: Duration = Duration::from_secs(20);

#[test]
fn answers_that_the_client_withholds_hold_nothing_back() {
    let workspace = Workspace::new(POLICY);
    let dynamic = json!({"dynamicRegistration": true});
    let capabilities = json!({"workspace": {
        "configuration": true, "didChangeConfiguration": dynamic, "didChangeWatchedFiles": dynamic,
    }});
    let mut server = Server::start(&workspace, capabilities);
    server.hear("workspace/configuration");
    server.hear("client/registerCapability");
    let uri = workspace.uri("a.md");
    server.open(&uri, 0, "");
    for version in 1..=100 {
        server.notify("workspace/didChangeConfiguration", json!({"settings": null}));
        server.change(&uri, version, json!([edit((0, 0), (0, 0), "Our customers called.\n")]));
        server.notify("textDocument/didSave", json!({"textDocument": {"uri": workspace.uri("customary.toml")}}));
        server
            .ask("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}));
    }
    for hover in 1..=100 {
        let range = server.answer(hover + 1).unwrap()["range"].clone();
        assert_eq!(range["end"]["character"], 13);
    }
    assert_eq!(server.diagnostics(&uri, 100).len(), 100);
    server.finish();
}

#[test]
fn many_requests_at_once_are_all_answered() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, &"Our customers called.\n\n".repeat(50));
    let ids: Vec<i64> = (0..300)
        .map(|line| {
            let at = (line % 100, 5);
            let params =
                json!({"textDocument": {"uri": uri}, "range": range(at, at), "context": {"only": ["quickfix"]}});
            server.ask("textDocument/codeAction", params)
        })
        .collect();
    for id in ids {
        assert!(server.answer(id).unwrap().is_array());
    }
    assert_eq!(server.diagnostics(&uri, 1).len(), 50);
    server.finish();
}

/// Sends a session of 5,000 changes to a server whose output nobody reads, and then `end`.
fn talk_to_the_deaf(end: &[Value]) -> Server {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::deaf();
    let uri = workspace.uri("a.md");
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let params = json!({"workspaceFolders": folders, "capabilities": {}});
    server.ask("initialize", params);
    server.notify("initialized", json!({}));
    server.open(&uri, 0, &"Our customers called.\n\n".repeat(500));
    let mut stdin = server.take_stdin();
    for version in 1..=5000 {
        let document = json!({"uri": uri, "version": version});
        let params = json!({"textDocument": document, "contentChanges": [edit((0, 0), (0, 0), "x")]});
        let change = json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params});
        stdin.write_all(&frame(&change)).unwrap();
    }
    for message in end {
        stdin.write_all(&frame(message)).unwrap();
    }
    if !end.is_empty() {
        server.give_stdin(stdin);
    }
    server
}

#[test]
fn a_client_that_never_reads_can_still_say_exit_or_go() {
    let exit = json!({"jsonrpc": "2.0", "method": "exit"});
    let shutdown = json!({"jsonrpc": "2.0", "id": 9, "method": "shutdown"});
    assert_eq!(talk_to_the_deaf(&[shutdown, exit.clone()]).exit_code(AT_ONCE), 0);
    assert_eq!(talk_to_the_deaf(&[exit]).exit_code(AT_ONCE), 1);
    assert_eq!(talk_to_the_deaf(&[]).exit_code(AT_ONCE), 1);
}
