//! `customary.fixWorkspace`: every fix of the workspace in one edit.

use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit};
use crate::edits::{after, edits};

const POLICY: &str = "prefer = \"client\"\nexclude = [\"archive/**\"]\n";

fn fix(server: &mut Server, argument: Value) -> Result<Value, Value> {
    let arguments = if argument.is_null() { json!([]) } else { json!([argument]) };
    server.request("workspace/executeCommand", json!({"command": "customary.fixWorkspace", "arguments": arguments}))
}

/// The edit that the client is asked for, which it makes, and what the person reads then: nothing where they could
/// look through it before.
fn made(server: &mut Server) -> (Value, String) {
    let asked = server.hear("workspace/applyEdit");
    assert_eq!(asked["params"]["label"], "Fix the workspace");
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": true}}));
    let edit = asked["params"]["edit"].clone();
    let said = match edit.get("changeAnnotations") {
        Some(_) => String::new(),
        None => server.hear("window/showMessage")["params"]["message"].as_str().unwrap().to_owned(),
    };
    (edit, said)
}

fn asked(server: &mut Server) -> Value {
    made(server).0
}

fn capabilities(edit: &Value) -> Value {
    json!({"workspace": {"applyEdit": true, "workspaceEdit": edit}})
}

const SAFE: &str = "Our customers called. 😀 A customer paid.\r\n";
const QUOTED: &str = "> “Our customers were kind.”\n\nEvery customer wrote.\n";

fn workspace() -> Workspace {
    let workspace = Workspace::new(POLICY);
    workspace.write("a.md", SAFE);
    workspace.write("docs/b.md", QUOTED);
    workspace.write("docs/mark.md", "\u{feff}Our customers called.\n");
    workspace.write("clean.md", "Our clients called.\n");
    workspace.write("archive/old.md", SAFE);
    workspace.write("ignored.md", SAFE);
    workspace.write(".gitignore", "ignored.md\n");
    workspace.write("known.md", "Some customers are known.\n");
    workspace.write("silent.md", "<!-- customary-disable-file -->\n\nOur customers called.\n");
    workspace.write("image.png", "customers");
    workspace
}

/// Records what is found in one file.
fn record(workspace: &Workspace, name: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customary"));
    assert!(command.args(["baseline", name]).current_dir(workspace.path("")).output().unwrap().status.success());
}

#[test]
fn every_file_is_fixed_as_the_command_line_fixes_it() {
    let workspace = workspace();
    record(&workspace, "known.md");
    let mut server = Server::start(&workspace, capabilities(&json!({})));
    // What is open counts as it stands in the editor.
    let open = workspace.uri("a.md");
    let typed = "New. Our customers called.\n";
    server.open(&open, 7, typed);
    server.diagnostics(&open, 7);
    let answer = fix(&mut server, Value::Null).unwrap();
    assert_eq!(answer, json!({"files": 3, "safe": 3, "review": 1}));
    let (edit, said) = made(&mut server);
    assert_eq!(said, "Fixed 3 places in 3 files. 1 more needs a look, in its document.");
    assert!(edit.get("documentChanges").is_none() && edit.get("changeAnnotations").is_none(), "{edit}");
    assert_eq!(edit["changes"].as_object().unwrap().len(), 3, "{edit}");
    assert_eq!(after(&edit, &open, typed), "New. Our clients called.\n");
    workspace.write("a.md", typed);
    let mut command = Command::new(env!("CARGO_BIN_EXE_customary"));
    assert!(command.arg("fix").current_dir(workspace.path("")).output().is_ok());
    for (name, before) in [("docs/b.md", QUOTED), ("docs/mark.md", "Our customers called.\n"), ("a.md", typed)] {
        let fixed = std::fs::read_to_string(workspace.path(name)).unwrap();
        // An editor counts no byte order mark.
        assert_eq!(after(&edit, &workspace.uri(name), before), fixed.trim_start_matches('\u{feff}'), "{name}");
    }
    server.finish();
}

#[test]
fn a_preview_tells_the_safe_ones_from_those_that_need_a_look() {
    let workspace = workspace();
    workspace.write("known.md", "");
    let uri = workspace.uri("docs/b.md");
    for (support, label) in
        [(json!({"groupsOnLabel": true}), "Safe: customer → client"), (json!({}), "Safe: customers → clients")]
    {
        let edit = json!({"documentChanges": true, "changeAnnotationSupport": support});
        let mut server = Server::start(&workspace, capabilities(&edit));
        let open = workspace.uri("a.md");
        server.open(&open, 7, SAFE);
        server.diagnostics(&open, 7);
        assert_eq!(fix(&mut server, Value::Null), Ok(json!({"files": 3, "safe": 4, "review": 1})));
        let edit = asked(&mut server);
        let versions: Vec<&Value> =
            edit["documentChanges"].as_array().unwrap().iter().map(|it| &it["textDocument"]["version"]).collect();
        assert_eq!(versions, [&json!(7), &Value::Null, &Value::Null]);
        let annotations = edit["changeAnnotations"].as_object().unwrap();
        let of = |change: &Value| annotations[change["annotationId"].as_str().unwrap()].clone();
        let changes = edits(&edit, &uri);
        let told: Vec<Value> = changes.iter().map(|change| of(change)["label"].clone()).collect();
        assert_eq!(told[0], "Needs a look: it stands in a quotation");
        assert!(told[1].as_str().unwrap().starts_with("Safe: customer → client"), "{told:?}");
        assert_eq!(of(&changes[0])["needsConfirmation"], true);
        assert_eq!(of(&changes[1])["needsConfirmation"], false);
        assert!(of(&changes[0])["description"].as_str().unwrap().contains("→"), "{annotations:?}");
        assert!(annotations.values().any(|note| note["label"] == label), "{annotations:?}");
        assert_eq!(after(&edit, &uri, QUOTED), QUOTED.replace("customer", "client"));
        server.finish();
    }
    // Versions, and nobody to ask about a change.
    let mut server = Server::start(&workspace, capabilities(&json!({"documentChanges": true})));
    assert_eq!(fix(&mut server, Value::Null), Ok(json!({"files": 3, "safe": 4, "review": 1})));
    let edit = asked(&mut server);
    assert!(edit.get("changeAnnotations").is_none());
    assert_eq!(after(&edit, &uri, QUOTED), QUOTED.replace("Every customer", "Every client"));
    server.finish();
}

#[test]
fn it_keeps_to_a_workspace_folder() {
    let workspace = Workspace::new(POLICY);
    workspace.write("one/a.md", SAFE);
    workspace.write("two/a.md", SAFE);
    workspace.write("two/customary.toml", "prefer = \"client\"\n");
    workspace.write("other/a.md", SAFE);
    let folder = |name: &str| json!({"uri": workspace.uri(name), "name": name});
    let start = |folders: Value| {
        Server::start_with(json!({"workspaceFolders": folders, "capabilities": capabilities(&json!({}))}))
    };
    let mut server = start(json!([folder("one"), folder("two")]));
    for of in ["two/a.md", "two", "two/none/at/all.md"] {
        assert_eq!(fix(&mut server, json!({"uri": workspace.uri(of)})).unwrap()["files"], 1);
        assert_eq!(
            asked(&mut server)["changes"].as_object().unwrap().keys().collect::<Vec<_>>(),
            [&workspace.uri("two/a.md")]
        );
    }
    assert_eq!(fix(&mut server, json!({})).unwrap()["files"], 2);
    asked(&mut server);
    // What is in no folder is fixed alone where it is open.
    let other = workspace.uri("other/a.md");
    assert_eq!(fix(&mut server, json!({"uri": other})).unwrap_err()["code"], -32602);
    server.open(&other, 1, SAFE);
    server.diagnostics(&other, 1);
    assert_eq!(fix(&mut server, json!({"uri": other})).unwrap()["files"], 1);
    assert_eq!(after(&asked(&mut server), &other, SAFE), SAFE.replace("customer", "client"));
    server.finish();
    // No folder at all: the open documents.
    let mut server = Server::start_with(json!({"rootUri": null, "capabilities": capabilities(&json!({}))}));
    server.open(&other, 1, SAFE);
    server.diagnostics(&other, 1);
    assert_eq!(fix(&mut server, Value::Null).unwrap()["files"], 1);
    asked(&mut server);
    server.finish();
}

#[test]
fn nothing_to_fix_and_nothing_to_fix_by_is_said() {
    let said = |server: &mut Server| {
        let said = server.hear("window/showMessage");
        assert_eq!(said["params"]["type"], 3, "{said}");
        said["params"]["message"].as_str().unwrap().to_owned()
    };
    let none = json!({"files": 0, "safe": 0, "review": 0});
    let workspace = Workspace::new(POLICY);
    workspace.write("a.md", "Our clients called.\n");
    let mut server = Server::start(&workspace, capabilities(&json!({})));
    assert_eq!(fix(&mut server, Value::Null), Ok(none.clone()));
    assert!(said(&mut server).contains("nothing to fix"));
    workspace.write("a.md", "> “Our customers were kind.”\n");
    assert_eq!(fix(&mut server, Value::Null), Ok(json!({"files": 0, "safe": 0, "review": 1})));
    assert!(said(&mut server).contains("1 fix needs a look"));
    // A policy with an error is not sure enough to change files by.
    workspace.replace("customary.toml", "prefer = \"client\"\nallow = 3\n");
    let changes = json!({"changes": [{"uri": workspace.uri("customary.toml"), "type": 2}]});
    server.notify("workspace/didChangeWatchedFiles", changes);
    let error = fix(&mut server, Value::Null).unwrap_err();
    assert_eq!(error["code"], -32803);
    assert!(error["message"].as_str().unwrap().contains("customary.toml has an error"), "{error}");
    server.passing_over(&["textDocument/publishDiagnostics"]).finish();
    let workspace = Workspace::new("");
    workspace.write("a.md", "Our customers and our customers met our clients.\n");
    let mut server = Server::start(&workspace, capabilities(&json!({})));
    assert_eq!(fix(&mut server, Value::Null), Ok(none));
    assert!(said(&mut server).contains("No policy governs"));
    server.finish();
}

#[test]
fn a_client_that_cannot_or_will_not_is_understood() {
    let workspace = workspace();
    let mut server = Server::start(&workspace, json!({}));
    let error = fix(&mut server, Value::Null).unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("customary fix"), "{error}");
    server.finish();
    let mut server = Server::start(&workspace, capabilities(&json!({})));
    for wrong in [json!({"uri": 1}), json!("a"), json!([1])] {
        assert_eq!(fix(&mut server, wrong).unwrap_err()["code"], -32602);
    }
    fix(&mut server, Value::Null).unwrap();
    let asked = server.hear("workspace/applyEdit");
    // It answers when it likes; the server goes on.
    let uri = workspace.uri("new.md");
    server.open(&uri, 1, SAFE);
    server.diagnostics(&uri, 1);
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": false, "failureReason": "locked"}}));
    let said = server.hear("window/showMessage");
    assert!(said["params"]["message"].as_str().unwrap().contains("was not made: locked"), "{said}");
    server.finish();
}

#[test]
fn it_shows_how_far_it_is_and_can_be_cancelled() {
    let workspace = workspace();
    let mut server = Server::start(&workspace, capabilities(&json!({})));
    let command = json!({"command": "customary.fixWorkspace", "arguments": [], "workDoneToken": "mine"});
    server.request("workspace/executeCommand", command.clone()).unwrap();
    let stage = |server: &mut Server, kind: &str| {
        let heard = server.claim(|it| it["method"] == "$/progress" && it["params"]["value"]["kind"] == kind);
        assert_eq!(heard["params"]["token"], "mine");
        heard
    };
    assert_eq!(stage(&mut server, "begin")["params"]["value"]["title"], "Fixing the workspace");
    stage(&mut server, "end");
    asked(&mut server);
    // Cancelled while it reads: a change of the person's mind, before it is done or after.
    for index in 0..300 {
        workspace.write(&format!("many/{index}.md"), &SAFE.repeat(20));
    }
    let id = server.ask("workspace/executeCommand", command);
    stage(&mut server, "begin");
    server.notify("window/workDoneProgress/cancel", json!({"token": "mine"}));
    match server.answer(id) {
        Err(error) => assert_eq!(error["code"], -32800, "{error}"),
        Ok(_) => drop(asked(&mut server)),
    }
    let uri = workspace.uri("new.md");
    server.open(&uri, 1, SAFE);
    server.diagnostics(&uri, 1);
    server.change(&uri, 2, json!([edit((0, 0), (0, 0), "x")]));
    server.diagnostics(&uri, 2);
    server.passing_over(&["$/progress"]).finish();
}
