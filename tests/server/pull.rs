//! Diagnostics that the client asks for.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, range};

const TEXT: &str = "Our customers called.\n";
const CLIENT: &str = "prefer = \"client\"\n";
const REFRESH: &str = "workspace/diagnostic/refresh";

/// What a client declares that asks for diagnostics, and can be told to ask again.
fn pulls() -> Value {
    json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}})
}

fn id(report: &Value) -> &str {
    report["resultId"].as_str().unwrap()
}

/// How many findings a full report has.
fn full(report: &Value) -> usize {
    assert_eq!(report["kind"], "full", "{report}");
    report["items"].as_array().unwrap().len()
}

#[test]
fn a_client_that_can_ask_is_offered_to_and_nothing_is_published() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::spawn();
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let offer = server.request("initialize", json!({"workspaceFolders": folders, "capabilities": pulls()})).unwrap();
    assert_eq!(
        offer["capabilities"]["diagnosticProvider"],
        json!({"identifier": "customary", "interFileDependencies": false, "workspaceDiagnostics": true})
    );
    server.notify("initialized", json!({}));
    let (uri, policy) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    server.open(&uri, 1, TEXT);
    server.open(&policy, 1, "prefer = \n");
    server.change(&uri, 2, json!([edit((0, 0), (0, 0), "Well. ")]));
    assert_eq!(full(&server.pull(&policy, None)), 1);
    server.close(&policy);
    server.close(&uri);
    server.passing_over(&[REFRESH]).finish();

    let mut pushed = Server::spawn();
    let offer = pushed.request("initialize", json!({"capabilities": {}})).unwrap();
    assert_eq!(offer["capabilities"]["diagnosticProvider"], Value::Null);
    pushed.finish();
}

#[test]
fn a_report_that_still_stands_is_not_sent_again() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, pulls());
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    let first = server.pull(&uri, None);
    assert_eq!(full(&first), 1);
    assert_eq!(first["items"][0]["range"], range((0, 4), (0, 13)));
    assert_eq!(first["items"][0]["code"], "client-customer");
    assert_eq!(server.pull(&uri, Some(id(&first))), json!({"kind": "unchanged", "resultId": first["resultId"]}));
    assert_eq!(full(&server.pull(&uri, Some("somebody else's"))), 1);
    // Another text, and the same is found in it.
    server.change(&uri, 2, json!([edit((1, 0), (1, 0), "\nNothing here.\n")]));
    assert_eq!(server.pull(&uri, Some(id(&first)))["kind"], "unchanged");
    server.change(&uri, 3, json!([edit((0, 0), (0, 0), "\n")]));
    let moved = server.pull(&uri, Some(id(&first)));
    assert_eq!((full(&moved), &moved["items"][0]["range"]), (1, &range((1, 4), (1, 13))));
    server.change(&uri, 4, json!([{"text": "Our clients called.\n"}]));
    let none = server.pull(&uri, Some(id(&moved)));
    assert_eq!(full(&none), 0);
    assert_eq!(server.pull(&uri, Some(id(&none)))["kind"], "unchanged");
    server.finish();
}

#[test]
fn a_document_out_of_step_has_nothing_until_its_whole_text_comes() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, pulls());
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    server.change(&uri, 2, json!([edit((0, 5), (0, 1), "x")]));
    server.hear("window/showMessage");
    assert_eq!(full(&server.pull(&uri, None)), 0);
    server.change(&uri, 3, json!([{"text": TEXT}]));
    assert_eq!(full(&server.pull(&uri, None)), 1);
    server.finish();
}

#[test]
fn what_was_told_and_does_not_stand_any_more_is_to_be_asked_for_again() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, pulls());
    let (uri, other) = (workspace.uri("a.md"), workspace.uri("b.md"));
    server.open(&uri, 1, TEXT);
    let first = server.pull(&uri, None);
    // Nobody has asked for this one: it is nobody's concern.
    server.open(&other, 1, TEXT);
    workspace.replace("customary.toml", "prefer = \"customer\"\n");
    server.grant(REFRESH);
    assert_eq!(full(&server.pull(&uri, Some(id(&first)))), 0);
    // Read again, and the same as before.
    server.notify("textDocument/didSave", json!({"textDocument": {"uri": workspace.uri("customary.toml")}}));
    server.notify("workspace/didChangeConfiguration", json!({"settings": {"customary": {"prefer": "off"}}}));
    // A client that never answers costs nothing: two changes, and one question that stays open.
    workspace.replace("customary.toml", CLIENT);
    let unanswered = server.hear(REFRESH);
    assert_eq!(full(&server.pull(&uri, None)), 1);
    workspace.replace("customary.toml", "prefer = \"off\"\n");
    let until = std::time::Instant::now() + crate::client::PATIENCE;
    while full(&server.pull(&uri, None)) > 0 {
        assert!(std::time::Instant::now() < until, "the policy is not read");
    }
    server.send(&json!({"jsonrpc": "2.0", "id": unanswered["id"], "result": null}));
    server.passing_over(&[REFRESH]).finish();
}

#[test]
fn what_comes_after_the_watcher_s_message_is_answered_by_the_new_policy() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, pulls());
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    for (prefer, found) in [("client", 1), ("customer", 0), ("client", 1), ("off", 0), ("client", 1)] {
        workspace.replace("customary.toml", &format!("prefer = \"{prefer}\"\n"));
        let changes = json!([{"uri": workspace.uri("customary.toml"), "type": 2}]);
        server.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
        assert_eq!(full(&server.pull(&uri, None)), found, "{prefer}");
    }
    server.passing_over(&[REFRESH]).finish();
}

#[test]
fn problems_of_an_open_policy_are_asked_for_too() {
    let workspace = Workspace::new("extends = \"house.toml\"\n");
    workspace.write("house.toml", "prefer = \"clent\"\n");
    let mut server = Server::start(&workspace, pulls());
    let (policy, house) = (workspace.uri("customary.toml"), workspace.uri("house.toml"));
    server.open(&house, 1, "prefer = \"clent\"\n");
    let broken = server.pull(&house, None);
    assert_eq!(full(&broken), 1, "though only the policy that extends it is a policy by its name");
    assert_eq!(broken["items"][0]["range"]["start"]["line"], 0);
    server.change(&house, 2, json!([{"text": CLIENT}]));
    assert_eq!(full(&server.pull(&house, Some(id(&broken)))), 0);
    server.open(&policy, 1, "extends = \"house.toml\"\nallow = 3\n");
    let wrong = server.pull(&policy, None);
    assert_eq!((full(&wrong), &wrong["items"][0]["range"]["start"]["line"]), (1, &json!(1)));
    assert_eq!(server.pull(&policy, Some(id(&wrong)))["kind"], "unchanged");
    // What is found in a document says where the policy asks for it: in the text that is open.
    server.change(&policy, 2, json!([{"text": "[[\n"}]));
    assert_eq!(full(&server.pull(&policy, Some(id(&wrong)))), 1);
    assert_eq!(full(&server.pull(&workspace.uri("Cargo.toml"), None)), 0);
    server.passing_over(&[REFRESH]).finish();
}

#[test]
fn an_error_in_a_policy_that_is_not_open_is_told_once_to_a_client_that_never_asks_for_the_workspace() {
    let workspace = Workspace::new("prefer = \"client\"\nseverity = \"loud\"\n");
    let mut server = Server::start(&workspace, pulls());
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    let told = server.hear("window/showMessage");
    let message = told["params"]["message"].as_str().unwrap();
    let place = format!("{}, line 2: ", workspace.path("customary.toml").display());
    assert!(message.starts_with(&place) && message.contains("severity"), "{message}");
    // Mended and broken anew.
    workspace.replace("customary.toml", "prefer = \"client\"\nseverity = \"hint\"\nallow = 1\n");
    let told = server.hear("window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().contains("line 3: "), "{told}");
    server.passing_over(&[REFRESH]).finish();
}
