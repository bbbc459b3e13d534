//! `customary.showPolicy`: what is in force, said and shown.

use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit};

const POLICY: &str = "extends = \"preset:legal\"\nallow = [\"Customer Portal\"]\n\n[[override]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\n";

fn show(server: &mut Server, argument: Value) -> Result<Value, Value> {
    let arguments = if argument.is_null() { json!([]) } else { json!([argument]) };
    server.request("workspace/executeCommand", json!({"command": "customary.showPolicy", "arguments": arguments}))
}

/// What the command line prints.
fn printed(workspace: &Workspace, of: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customary"));
    let out = command.args(["policy", "show", of]).current_dir(workspace.path("")).output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn it_says_what_the_command_line_prints() {
    let workspace = Workspace::new(POLICY);
    workspace.write("shop/a.md", "");
    let mut server = Server::start(&workspace, json!({}));
    let policy = json!(workspace.uri("customary.toml"));
    for (of, name, prefer) in [
        ("shop/a.md", "shop/a.md", "customer"),
        ("docs/none.md", "docs/none.md", "client"),
        ("shop", "shop", "customer"),
        ("", ".", "client"),
    ] {
        let answer = show(&mut server, json!({"uri": workspace.uri(of), "show": false})).unwrap();
        assert_eq!((&answer["uri"], &answer["prefer"]), (&policy, &json!(prefer)), "{of}");
        assert_eq!(answer["text"].as_str().unwrap(), printed(&workspace, name), "{of}");
    }
    // Of nothing in particular, it is the first folder.
    let answer = show(&mut server, json!({"show": false})).unwrap();
    assert_eq!(answer["text"].as_str().unwrap(), printed(&workspace, "."));
    // A policy that is being typed is the one in force.
    let uri = workspace.uri("customary.toml");
    server.open(&uri, 1, POLICY);
    server.change(&uri, 2, json!([edit((0, 0), (0, 24), "prefer = \"off\"")]));
    let answer = show(&mut server, json!({"uri": workspace.uri("a.md"), "show": false})).unwrap();
    assert_eq!(answer["prefer"], "off");
    server.passing_over(&["textDocument/publishDiagnostics"]).finish();
}

#[test]
fn without_a_policy_there_is_none_to_name() {
    let workspace = Workspace::new("");
    let mut server = Server::start(&workspace, json!({}));
    let answer = show(&mut server, json!({"uri": workspace.uri("a.md"), "show": false})).unwrap();
    assert_eq!((&answer["uri"], &answer["prefer"]), (&Value::Null, &json!("consistent")));
    let answer = show(&mut server, json!({"uri": "untitled:Untitled-1", "show": false})).unwrap();
    assert_eq!(answer["uri"], Value::Null);
    for wrong in [json!({"uri": 1}), json!({"show": "yes"}), json!("a.md"), json!([])] {
        assert_eq!(show(&mut server, wrong).unwrap_err()["code"], -32602);
    }
    server.finish();
    // No folder at all.
    let mut server = Server::start_with(json!({"processId": null, "rootUri": null, "capabilities": {}}));
    assert_eq!(show(&mut server, json!({"show": false})).unwrap()["uri"], Value::Null);
    server.finish();
}

#[test]
fn a_client_that_shows_documents_shows_it() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({"window": {"showDocument": {"support": true}}}));
    let uri = workspace.uri("shop/a.md");
    let answer = show(&mut server, json!({"uri": uri})).unwrap();
    let asked = server.hear("window/showDocument");
    let path = asked["params"]["uri"].as_str().unwrap().strip_prefix("file://").unwrap().replace("%20", " ");
    assert!(path.ends_with("/in force for a.md.toml"), "{path}");
    assert_eq!(json!(std::fs::read_to_string(&path).unwrap()), answer["text"]);
    assert!(std::fs::metadata(&path).unwrap().permissions().readonly());
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"success": true}}));
    // Another policy, the same place; and an editor that cannot after all.
    workspace.replace("customary.toml", "prefer = \"off\"\n");
    let changes = json!({"changes": [{"uri": workspace.uri("customary.toml"), "type": 2}]});
    server.notify("workspace/didChangeWatchedFiles", changes);
    let answer = show(&mut server, json!({"uri": uri})).unwrap();
    assert_eq!(answer["prefer"], "off");
    let asked = server.hear("window/showDocument");
    assert_eq!(json!(std::fs::read_to_string(&path).unwrap()), answer["text"]);
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"success": false}}));
    let said = server.hear("window/showMessage");
    assert!(
        said["params"]["message"].as_str().unwrap().contains("customary.toml, which says prefer = \"off\""),
        "{said}"
    );
    server.passing_over(&["window/logMessage"]).finish();
    assert!(!std::path::Path::new(&path).exists(), "nothing is left behind");
}

#[test]
fn any_other_client_is_told_in_short() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    show(&mut server, json!({"uri": workspace.uri("shop/a.md")})).unwrap();
    let said = server.hear("window/showMessage");
    assert_eq!(said["params"]["type"], 3);
    assert_eq!(
        said["params"]["message"],
        "In force for shop/a.md: customary.toml, which says prefer = \"customer\" here."
    );
    show(&mut server, Value::Null).unwrap();
    server.hear("window/showMessage");
    server.finish();
}
