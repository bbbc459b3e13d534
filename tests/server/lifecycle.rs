//! The life of a session: greeting, errors, cancelling, the end.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Server, Workspace, frame, range};

/// A tenth of a second on a quiet machine; tests run beside each other on busy ones.
const AT_ONCE: Duration = Duration::from_secs(20);

#[test]
fn offers_what_it_does_in_the_best_encoding_on_offer() {
    for (offered, chosen) in [
        (json!(["utf-8", "utf-16", "utf-32"]), "utf-8"),
        (json!(["utf-16", "utf-32"]), "utf-32"),
        (json!(["utf-16"]), "utf-16"),
        (Value::Null, "utf-16"),
    ] {
        let mut server = Server::spawn();
        let general = if offered.is_null() { json!({}) } else { json!({"positionEncodings": offered}) };
        // Helix sends no folder at all for a single file.
        let params =
            json!({"processId": null, "rootUri": null, "workspaceFolders": [], "capabilities": {"general": general}});
        let offer = server.request("initialize", params).unwrap();
        let offered = &offer["capabilities"];
        assert_eq!(offered["positionEncoding"], chosen);
        assert_eq!(offered["textDocumentSync"]["change"], 2);
        assert_eq!(offered["textDocumentSync"]["openClose"], true);
        let kinds =
            json!(["quickfix", "refactor.rewrite", "source.fixAll.customary", "source.setPreference.customary"]);
        assert_eq!(offered["codeActionProvider"]["codeActionKinds"], kinds);
        assert_eq!(offered["hoverProvider"], true);
        assert_eq!(offered["workspace"]["workspaceFolders"], json!({"supported": true, "changeNotifications": true}));
        assert_eq!(offer["serverInfo"], json!({"name": "customary", "version": env!("CARGO_PKG_VERSION")}));
        server.notify("initialized", json!({}));
        server.finish();
    }
}

#[test]
fn serves_nothing_before_initialize_and_after_shutdown() {
    let mut server = Server::spawn();
    assert_eq!(server.request("textDocument/hover", json!({})).unwrap_err()["code"], -32002);
    assert_eq!(server.request("shutdown", Value::Null).unwrap_err()["code"], -32002);
    assert_eq!(server.request("customary/unknown", Value::Null).unwrap_err()["code"], -32002);
    server.request("initialize", json!({"capabilities": {}})).unwrap();
    assert_eq!(server.request("initialize", json!({"capabilities": {}})).unwrap_err()["code"], -32600);
    server.notify("initialized", json!({}));
    assert_eq!(server.request("$/unknown", json!({})).unwrap_err()["code"], -32601);
    // Some clients send an empty object where there are no parameters.
    assert_eq!(server.request("shutdown", json!({})), Ok(Value::Null));
    for method in ["textDocument/hover", "customary/unknown", "initialize"] {
        assert_eq!(server.request(method, json!({"capabilities": {}})).unwrap_err()["code"], -32600);
    }
    server.notify("exit", Value::Null);
    assert_eq!(server.exit_code(AT_ONCE), 0);
}

#[test]
fn a_client_that_goes_away_ends_the_server_with_the_right_code() {
    let exit = |say_goodbye: bool, say_exit: bool| {
        let workspace = Workspace::new("");
        let mut server = Server::start(&workspace, json!({}));
        if say_goodbye {
            server.request("shutdown", Value::Null).unwrap();
        }
        if say_exit {
            server.notify("exit", Value::Null);
        }
        // After `exit` the input stays open: the server must not wait for its end.
        if !say_exit {
            server.close_stdin();
        }
        server.exit_code(AT_ONCE)
    };
    assert_eq!([exit(true, true), exit(true, false), exit(false, true), exit(false, false)], [0, 0, 1, 1]);
    let mut silent = Server::spawn();
    silent.close_stdin();
    assert_eq!(silent.exit_code(AT_ONCE), 1);
}

#[test]
fn an_answer_to_shutdown_arrives_though_exit_follows_at_once() {
    let workspace = Workspace::new("");
    let mut server = Server::start(&workspace, json!({}));
    let shutdown = frame(&json!({"jsonrpc": "2.0", "id": "last", "method": "shutdown"}));
    let exit = frame(&json!({"jsonrpc": "2.0", "method": "exit"}));
    server.send_raw(&[shutdown, exit].concat());
    assert_eq!(server.answer("last"), Ok(Value::Null));
    assert_eq!(server.exit_code(AT_ONCE), 0);
}

#[test]
fn malformed_messages_are_answered_and_the_next_ones_read() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({}));
    for (bytes, code) in [
        (&b"Content-Length: 5\r\n\r\n{\"a\":"[..], -32700),
        (b"Content-Length: 2\r\n\r\n\xff\xfe", -32700),
        (b"content-length: 0\r\n\r\n", -32700),
        (b"Content-Length: lots\r\n\r\n", -32700),
        (b"Content-Length: 99999999999999999\r\n\r\n", -32700),
        (b"this is no header\r\n", -32700),
        (b"Content-Length: 2\r\n\r\n[]", -32600),
        (b"Content-Length: 4\r\n\r\nnull", -32600),
        (b"Content-Length: 2\r\n\r\n{}", -32600),
        (b"Content-Length: 46\r\n\r\n[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}]", -32600),
    ] {
        server.send_raw(bytes);
        // Every one of them is followed by a request that is fine.
        let unknown = server.ask("customary/unknown", json!({}));
        assert_eq!(server.answer(Value::Null).unwrap_err()["code"], code, "{}", String::from_utf8_lossy(bytes));
        assert_eq!(server.answer(unknown).unwrap_err()["code"], -32601);
    }
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    server.finish();
}

#[test]
fn broken_parameters_cost_their_own_message_only() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({}));
    for params in [
        json!(null),
        json!(3),
        json!({}),
        json!({"textDocument": {"uri": 7}}),
        json!({"textDocument": {"uri": "no uri"}}),
    ] {
        for method in
            ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/setTrace", "what/ever"]
        {
            server.notify(method, params.clone());
        }
        for method in ["textDocument/hover", "textDocument/codeAction"] {
            assert_eq!(server.request(method, params.clone()).unwrap_err()["code"], -32602, "{method} {params}");
        }
    }
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    server.finish();
}

#[test]
fn a_cancelled_request_is_answered_as_cancelled() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    // Long enough that the answer cannot be there before the next message is read.
    let text = "Our customers called, and *their* `client` sent the customers' letters.\n\n".repeat(20_000);
    server.open(&uri, 1, &text);
    let params = json!({"textDocument": {"uri": uri}, "range": range((0, 4), (0, 4)), "context": {"diagnostics": []}});
    let request = json!({"jsonrpc": "2.0", "id": "slow", "method": "textDocument/codeAction", "params": params});
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "slow"}});
    server.send_raw(&[frame(&request), frame(&cancel)].concat());
    assert_eq!(server.answer("slow").unwrap_err()["code"], -32800);
    server.notify("$/cancelRequest", json!({"id": 4711}));
    // It leaves at once, whatever still runs.
    server.close_stdin();
    assert_eq!(server.exit_code(AT_ONCE), 1);
}
