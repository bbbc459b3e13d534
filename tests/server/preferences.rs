//! Actions and commands that change a policy.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, range};
use crate::edits::{action, applied, titles};

#[test]
fn a_phrase_is_kept_in_the_policy() {
    let policy = "# The house.\nprefer = \"client\" # always\nallow = [\"customer of record\"]\n";
    let workspace = Workspace::new(policy);
    let mut server = Server::start(&workspace, json!({}));
    let (uri, policy_uri) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    let text = "Our customer-facing staff met a customer success manager.\n";
    server.open(&uri, 1, text);
    assert_eq!(server.diagnostics(&uri, 1).len(), 2);
    let compound = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    let compound = action(&compound, "Keep the phrase “customer-facing”");
    let kept = applied(compound, &policy_uri, policy);
    assert_eq!(kept, policy.replace("record\"", "record\", \"customer-facing\""));
    workspace.replace("customary.toml", &kept);
    assert_eq!(server.diagnostics_until(&uri, |_| true, |found| found.len() == 1).len(), 1);
    // With the policy open, the edit is for its version there.
    server.open(&policy_uri, 3, &kept);
    assert_eq!(server.diagnostics(&policy_uri, 3), [] as [Value; 0]);
    let selected = server.actions(&uri, range((0, 32), (0, 56)), json!({}));
    let kept = applied(action(&selected, "Keep the phrase “customer success manager”"), &policy_uri, &kept);
    server.change(&policy_uri, 4, json!([{"text": kept}]));
    assert_eq!(server.diagnostics(&policy_uri, 4), [] as [Value; 0]);
    server.diagnostics_until(&uri, |_| true, |found| found.is_empty());
    server.finish();
}

const PREFERENCE: &str = "Set this workspace's preference: ";

/// The preferences that are offered.
fn offered(actions: &[Value]) -> Vec<&str> {
    titles(actions)
        .iter()
        .filter_map(|title| title.strip_prefix(PREFERENCE))
        .map(|title| title.split(',').next().unwrap())
        .collect()
}

#[test]
fn the_preference_is_set_in_the_policy_that_governs() {
    let policy =
        "# The house.\nallow = []\nprefer = 'client' # always\n\n[[override]]\npaths = [\"x/**\"]\nprefer = \"off\"\n";
    let workspace = Workspace::new(policy);
    let mut server = Server::start(&workspace, json!({}));
    let (uri, policy_uri) = (workspace.uri("docs/a.md"), workspace.uri("customary.toml"));
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    let on_the_word = server.actions(&uri, range((0, 5), (0, 5)), json!({"only": ["quickfix"]}));
    assert_eq!(offered(&on_the_word), ["customer", "consistent", "off"]);
    let set = action(&on_the_word, &format!("{PREFERENCE}customer"));
    let edited = applied(set, &policy_uri, policy);
    assert_eq!(edited, policy.replace("'client'", "\"customer\""));
    // Away from any word, and not for a light bulb that comes up by itself.
    let elsewhere = |server: &mut Server, context: Value| server.actions(&uri, range((0, 0), (0, 0)), context);
    assert_eq!(offered(&elsewhere(&mut server, json!({"triggerKind": 1}))), ["customer", "consistent", "off"]);
    assert_eq!(offered(&elsewhere(&mut server, json!({"triggerKind": 2}))), [""; 0]);
    assert_eq!(offered(&elsewhere(&mut server, json!({"only": ["quickfix"]}))), [""; 0]);
    // Open in the editor, the edit is for the text there; broken, nothing is sure.
    server.open(&policy_uri, 1, "extends = []\n");
    server.diagnostics_until(&uri, |_| true, |found| found.is_empty());
    let open = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    assert_eq!(offered(&open), ["client", "customer", "consistent"]);
    let set = applied(action(&open, &format!("{PREFERENCE}client")), &policy_uri, "extends = []\n");
    assert_eq!(set, "extends = []\nprefer = \"client\"\n");
    server.change(&policy_uri, 2, json!([{"text": "extends = [\n"}]));
    server.diagnostics_until(&policy_uri, |version| *version == 2, |found| !found.is_empty());
    assert_eq!(offered(&server.actions(&uri, range((0, 5), (0, 5)), json!({}))), [""; 0]);
    server.finish();
}

fn where_settings_prefer_client(workspace: &Workspace, capabilities: Value) -> Server {
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let options = json!({"prefer": "client"});
    Server::start_with(
        json!({"workspaceFolders": folders, "capabilities": capabilities, "initializationOptions": options}),
    )
}

#[test]
fn a_policy_is_created_by_an_edit_where_the_client_can() {
    let workspace = Workspace::new("");
    let edit = json!({"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]});
    let mut server = where_settings_prefer_client(
        &workspace,
        json!({
            "workspace": {"workspaceEdit": edit}, "textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}, "dataSupport": true}},
        }),
    );
    let (uri, policy_uri) = (workspace.uri("docs/a.md"), workspace.uri("customary.toml"));
    server.open(&uri, 1, "Our customer-facing staff met our clients, and our clients smiled.\n");
    server.diagnostics_until(&uri, |_| true, |found| found.len() == 1);
    let actions = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    let action_left = action(&actions, &format!("{PREFERENCE}customer"));
    assert!(action_left.get("edit").is_none() && action_left.get("command").is_none());
    // What `init` would propose: the words of the workspace are counted when the action is chosen.
    workspace.write("docs/b.md", "Our customers called.\n");
    let resolved = server.request("codeAction/resolve", action_left.clone()).unwrap();
    let changes = &resolved["edit"]["documentChanges"];
    assert_eq!(changes[0], json!({"kind": "create", "uri": policy_uri}));
    assert_eq!(changes[1]["textDocument"], json!({"uri": policy_uri, "version": null}));
    let text = changes[1]["edits"][0]["newText"].as_str().unwrap();
    assert!(text.contains("\nprefer = \"customer\"\n") && text.contains("docs"), "{text}");
    // A phrase is kept in a new policy that says what is in force.
    let kept = action(&actions, "Keep the phrase “customer-facing”");
    assert!(kept.get("edit").is_none() && kept.get("command").is_none());
    let kept = server.request("codeAction/resolve", kept.clone()).unwrap();
    let text = kept["edit"]["documentChanges"][1]["edits"][0]["newText"].as_str().unwrap();
    assert!(text.contains("prefer = \"client\"\nallow = [\"customer-facing\"]\n"), "{text}");
    server.finish();
}

#[test]
fn a_policy_is_written_by_the_command_where_the_client_cannot_create_files() {
    let workspace = Workspace::new("");
    let mut server = where_settings_prefer_client(&workspace, json!({}));
    let uri = workspace.uri("docs/a.md");
    server.open(&uri, 1, "Our customer-facing staff met our clients, and our clients smiled.\n");
    server.diagnostics_until(&uri, |_| true, |found| found.len() == 1);
    let actions = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    let set = action(&actions, &format!("{PREFERENCE}customer"));
    assert!(set.get("edit").is_none());
    assert_eq!(set["command"]["command"], "customary.setPreference");
    assert_eq!(set["command"]["arguments"], json!([{"uri": uri, "prefer": "customer"}]));
    let keep = action(&actions, "Keep the phrase “customer-facing”");
    let run = |server: &mut Server, command: &Value| {
        let params = json!({"command": command["command"], "arguments": command["arguments"]});
        server.request("workspace/executeCommand", params)
    };
    assert_eq!(run(&mut server, &keep["command"]), Ok(Value::Null));
    let written = std::fs::read_to_string(workspace.path("customary.toml")).unwrap();
    assert!(written.contains("\nprefer = \"client\"\nallow = [\"customer-facing\"]\n"), "{written}");
    server.diagnostics_until(&uri, |_| true, |found| found.is_empty());
    // There is a policy now: what it prefers is changed, and nothing else.
    assert_eq!(run(&mut server, &set["command"]), Ok(Value::Null));
    let changed = std::fs::read_to_string(workspace.path("customary.toml")).unwrap();
    assert_eq!(changed, written.replace("\"client\"", "\"customer\""));
    server.diagnostics_until(&uri, |_| true, |found| found.len() == 2);
    assert_eq!(run(&mut server, &set["command"]), Ok(Value::Null));
    assert_eq!(run(&mut server, &keep["command"]).unwrap_err()["code"], -32803);
    server.finish();
}

#[test]
fn a_command_asks_the_client_to_edit_a_policy_that_it_may_have_open() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({"workspace": {"applyEdit": true}}));
    let command = json!({"command": "customary.setPreference", "arguments": [{"prefer": "off"}]});
    assert_eq!(server.request("workspace/executeCommand", command), Ok(Value::Null));
    let asked = server.hear("workspace/applyEdit");
    let edits = &asked["params"]["edit"]["changes"][workspace.uri("customary.toml")];
    assert_eq!(edits[0]["newText"], "\"off\"");
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": false, "failureReason": "locked"}}));
    let told = server.hear("window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().contains("locked"));
    server.finish();
}

#[test]
fn wrong_commands_and_arguments_are_refused() {
    let workspace = Workspace::new("");
    let mut server = Server::start(&workspace, json!({}));
    for (command, arguments) in [
        ("customary.sing", json!([])),
        ("customary.setPreference", json!([])),
        ("customary.setPreference", json!([{}])),
        ("customary.setPreference", json!(["client"])),
        ("customary.setPreference", json!([{"prefer": "patron"}])),
        ("customary.setPreference", json!([{"prefer": 1}])),
        ("customary.setPreference", json!([{"prefer": "client"}, {}])),
        ("customary.setPreference", json!([{"prefer": "client", "uri": "no uri"}])),
    ] {
        let params = json!({"command": command, "arguments": arguments});
        let error = server.request("workspace/executeCommand", params).unwrap_err();
        assert_eq!(error["code"], -32602, "{command} {arguments}: {error}");
    }
    assert!(!workspace.path("customary.toml").exists());
    server.finish();
}
