//! Settings as clients send them, answer for them or do not, and features that are registered.

use serde_json::{Value, json};

use crate::client::{Server, Workspace};

const TEXT: &str = "Our customers called our clients.\n";

/// Answers what the server asks for its settings.
fn answer(server: &mut Server, answer: Value) {
    let asked = server.hear("workspace/configuration");
    let mut message = json!({"jsonrpc": "2.0", "id": asked["id"]});
    message.as_object_mut().unwrap().extend(answer.as_object().unwrap().clone());
    server.send(&message);
}

/// Waits until the document has one finding, of this severity, whose message asks for this word.
fn await_wanted(server: &mut Server, uri: &str, word: &str, severity: u32) {
    let wanted = |found: &[Value]| {
        let message = |found: &Value| found["message"].as_str().unwrap().contains(word);
        found.len() == 1 && found[0]["severity"] == severity && message(&found[0])
    };
    server.diagnostics_until(uri, |_| true, wanted);
}

/// A server without a policy, whose client can be asked for its settings, and its one open document.
fn start(workspace: &Workspace, options: Value) -> (Server, String) {
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let capabilities = json!({"workspace": {"configuration": true}});
    let params = json!({"workspaceFolders": folders, "capabilities": capabilities, "initializationOptions": options});
    let mut server = Server::start_with(params).passing_over(&["textDocument/publishDiagnostics"]);
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    (server, uri)
}

fn change(server: &mut Server, settings: Value) {
    server.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
}

#[test]
fn settings_that_come_unasked_count_while_a_question_is_open() {
    let workspace = Workspace::new("");
    let (mut server, uri) = start(&workspace, json!({"prefer": "client", "severity": "hint"}));
    await_wanted(&mut server, &uri, "client", 4);
    let asked = server.hear("workspace/configuration");
    change(&mut server, json!({"customary": {"prefer": "customer", "severity": "error"}}));
    await_wanted(&mut server, &uri, "customer", 1);
    // The answer to the old question counts when it comes, and what was asked since counts last.
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": [{"prefer": "client", "severity": "error"}]}));
    await_wanted(&mut server, &uri, "client", 1);
    answer(&mut server, json!({"result": [{"prefer": "customer", "severity": "warning"}]}));
    await_wanted(&mut server, &uri, "customer", 2);
    server.finish();
}

#[test]
fn nothing_set_is_what_came_with_the_greeting() {
    let workspace = Workspace::new("");
    let (mut server, uri) = start(&workspace, json!({"prefer": "client", "severity": "hint"}));
    answer(&mut server, json!({"result": [null]}));
    await_wanted(&mut server, &uri, "client", 4);
    change(&mut server, Value::Null);
    answer(&mut server, json!({"result": [{"prefer": "customer", "severity": "error"}]}));
    await_wanted(&mut server, &uri, "customer", 1);
    // Taken out of the settings again.
    change(&mut server, Value::Null);
    answer(&mut server, json!({"result": [null]}));
    await_wanted(&mut server, &uri, "client", 4);
    server.finish();
}

#[test]
fn answers_that_make_no_sense_leave_what_counted() {
    let workspace = Workspace::new("");
    let (mut server, uri) = start(&workspace, json!({"prefer": "client", "severity": "error"}));
    await_wanted(&mut server, &uri, "client", 1);
    for odd in [
        json!({"error": {"code": -32603, "message": "no"}}),
        json!({"result": "nothing"}),
        json!({"result": []}),
        json!({"result": [null, {"prefer": "customer"}]}),
        json!({"result": {"prefer": "customer"}}),
    ] {
        answer(&mut server, odd);
        change(&mut server, Value::Null);
    }
    answer(&mut server, json!({"result": ["client, please", 7]}));
    let told = server.hear("window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().contains("\"client, please\" is no group"), "{told}");
    server.change(&uri, 2, json!([{"text": TEXT}]));
    let found = server.diagnostics(&uri, 2);
    assert_eq!((found.len(), &found[0]["severity"]), (1, &json!(1)));
    change(&mut server, json!({"customary": [1]}));
    let told = server.hear("window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().contains("[1] is no group"), "{told}");
    change(&mut server, json!({"customary": {"prefer": "x".repeat(10_000)}}));
    let told = server.hear("window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().len() < 1000, "{told}");
    server.passing_over(&["window/logMessage", "workspace/configuration"]).finish();
}

#[test]
fn completion_lenses_and_links_are_registered_for_policies_where_the_client_can() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let dynamic = json!({"dynamicRegistration": true});
    for (capabilities, registered) in [
        (
            json!({"completion": dynamic, "codeLens": dynamic, "documentLink": dynamic}),
            vec!["textDocument/completion", "textDocument/codeLens", "textDocument/documentLink"],
        ),
        (json!({"completion": dynamic}), vec!["textDocument/completion"]),
        (json!({"completion": {"dynamicRegistration": false}}), vec![]),
    ] {
        let mut server = Server::spawn();
        let params = json!({"workspaceFolders": folders, "capabilities": {"textDocument": capabilities}});
        let offer = server.request("initialize", params).unwrap();
        server.notify("initialized", json!({}));
        for (method, provider) in [
            ("textDocument/completion", "completionProvider"),
            ("textDocument/codeLens", "codeLensProvider"),
            ("textDocument/documentLink", "documentLinkProvider"),
        ] {
            assert_eq!(offer["capabilities"][provider].is_null(), registered.contains(&method), "never twice: {offer}");
        }
        if !registered.is_empty() {
            let asked = server.hear("client/registerCapability");
            let registrations = asked["params"]["registrations"].as_array().unwrap();
            let methods: Vec<&str> = registrations.iter().map(|it| it["method"].as_str().unwrap()).collect();
            assert_eq!(methods, registered);
            let options = &registrations[0]["registerOptions"];
            assert_eq!(options["documentSelector"], json!([{"scheme": "file", "pattern": "**/*.toml"}]));
            assert!(options["triggerCharacters"].is_array());
            // Refused: nothing else is lost.
            let error = json!({"code": -32803, "message": "no"});
            server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "error": error}));
            server.hear("window/logMessage");
        }
        let uri = workspace.uri("customary.toml");
        server.open(&uri, 1, "pre");
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 3}});
        assert!(!server.request("textDocument/completion", params).unwrap().as_array().unwrap().is_empty());
        server.passing_over(&["textDocument/publishDiagnostics"]).finish();
    }
}
