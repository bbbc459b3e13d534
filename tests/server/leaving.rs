//! Nothing holds the server back: not from an edit while requests are slow, and not from leaving.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, frame, range};

/// A tenth of a second on a quiet machine; tests run beside each other on busy ones.
const AT_ONCE: Duration = Duration::from_secs(10);

/// A text of 3 MB, whose check takes seconds in a build for developers.
fn long_text() -> String {
    let quiet = "The harbour office keeps the *berths* in order, and `sends` what is due.\n\n".repeat(2);
    format!("{quiet}Our customers called, and *their* `client` sent the customers' letters.\n\n").repeat(12_000)
}

fn code_action(uri: &str) -> (&'static str, Value) {
    let context = json!({"diagnostics": [], "only": ["quickfix"]});
    (
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": range((0, 5), (0, 5)), "context": context}),
    )
}

#[test]
fn four_slow_requests_hold_back_nothing() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({}));
    let (text, small) = (long_text(), workspace.uri("small.md"));
    server.open(&small, 1, "Nobody called.\n");
    server.diagnostics(&small, 1);
    let mut slow = Vec::new();
    for number in 0..4 {
        let uri = workspace.uri(&format!("{number}.md"));
        server.open(&uri, 1, &text);
        let (method, params) = code_action(&uri);
        slow.push(server.ask(method, params));
    }
    let begun = Instant::now();
    server.change(&small, 2, json!([edit((0, 0), (0, 6), "Our customers")]));
    let (method, params) = code_action(&small);
    let quick = server.ask(method, params);
    // The first answer of all is that of the quick request, and it is of the edited text.
    let first = server.claim(|message| message.get("method").is_none());
    assert_eq!(first["id"], quick, "{first}");
    assert!(first["result"].to_string().contains("clients"), "{first}");
    assert_eq!(server.diagnostics(&small, 2).len(), 1);
    let applied = begun.elapsed();
    // An edit of a slow document is applied as soon: what is asked of it then is asked of the new text.
    let first = workspace.uri("0.md");
    server.change(&first, 2, json!([{"text": "A customer, our customers.\n"}]));
    assert_eq!(server.actions(&first, range((0, 3), (0, 3)), json!({"only": ["refactor.rewrite"]})).len(), 1);
    eprintln!("an edit was shown after {applied:?}, that of a slow document after {:?}", begun.elapsed());
    assert_eq!(server.diagnostics(&first, 2).len(), 2);
    for id in slow {
        assert!(server.answer(id).unwrap().is_array());
    }
    server.passing_over(&["textDocument/publishDiagnostics"]).finish();
}

#[test]
fn it_leaves_while_slow_checks_run() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let exit = frame(&json!({"jsonrpc": "2.0", "method": "exit"}));
    let shutdown = frame(&json!({"jsonrpc": "2.0", "id": "last", "method": "shutdown"}));
    for (goodbye, code) in [(exit.clone(), 1), ([shutdown, exit].concat(), 0), (Vec::new(), 1)] {
        let mut server = Server::start(&workspace, json!({}));
        let text = long_text();
        for number in 0..4 {
            let uri = workspace.uri(&format!("{number}.md"));
            server.open(&uri, 1, &text);
            let (method, params) = code_action(&uri);
            server.ask(method, params);
        }
        // Everything before is under way when this is answered.
        server.request("what/ever", json!({})).unwrap_err();
        let begun = Instant::now();
        server.send_raw(&goodbye);
        if goodbye.is_empty() {
            server.close_stdin();
        }
        assert_eq!(server.exit_code(AT_ONCE), code);
        eprintln!("left after {:?}", begun.elapsed());
    }
}

#[cfg(unix)]
#[test]
fn it_leaves_when_the_process_that_started_it_is_gone() {
    let mut parent = Command::new("sleep").arg("600").spawn().unwrap();
    let mut server = Server::start_with(json!({"processId": parent.id(), "capabilities": {}}));
    server.request("what/ever", json!({})).unwrap_err();
    parent.kill().unwrap();
    // Its input stays open.
    if cfg!(target_os = "linux") {
        assert_eq!(server.exit_code(AT_ONCE), 1);
    }
    parent.wait().unwrap();
    // One that cannot be seen, as from inside a container, is nobody's parent.
    let mut server = Server::start_with(json!({"processId": parent.id(), "capabilities": {}}));
    server.request("what/ever", json!({})).unwrap_err();
    server.finish();
}

#[cfg(unix)]
#[test]
fn the_usual_signal_ends_it() {
    let mut server = Server::start_with(json!({"capabilities": {}}));
    let killed = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(killed.success());
    server.wait(AT_ONCE);
}

#[test]
fn an_output_that_is_closed_and_a_log_that_nobody_reads_do_no_harm() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::spawn_as(|command| command.stderr(Stdio::piped()).env("CUSTOMARY_PANIC_AT", "handle $/"));
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    server.request("initialize", json!({"workspaceFolders": folders, "capabilities": {}})).unwrap();
    // In a build for developers each of these is a line on stderr, more than a pipe holds.
    for _ in 0..2000 {
        server.notify("$/trap", json!({}));
    }
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    server.notify("exit", Value::Null);
    assert_eq!(server.exit_code(AT_ONCE), 1);

    let mut deaf = Server::deaf();
    deaf.close_stdout();
    deaf.ask("initialize", json!({"capabilities": {}}));
    for version in 0..100 {
        deaf.open("file:///a.md", version, "Our customers called.\n");
    }
    deaf.ask("shutdown", Value::Null);
    deaf.notify("exit", Value::Null);
    assert_eq!(deaf.exit_code(AT_ONCE), 0);
}

#[test]
fn long_messages_and_endless_headers_cost_themselves_alone() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({}));
    server.send_raw(&b"X-Header: and no end\r\n".repeat(100_000));
    server.send_raw(b"Content-Length: 99999999999\r\n\r\n");
    assert_eq!(server.answer(Value::Null).unwrap_err()["code"], -32700);
    // Bodies of 20 MB, faster than they can be looked at.
    let body = json!({"jsonrpc": "2.0", "method": "$/much", "params": {"much": "x".repeat(20 << 20)}});
    let body = frame(&body);
    for _ in 0..5 {
        server.send_raw(&body);
    }
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    server.request("what/ever", json!({})).unwrap_err();
    server.finish();
}
