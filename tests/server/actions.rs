//! Code actions and hovers, as each client asks for them.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, range};

const POLICY: &str = "prefer = \"client\"\n";

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

fn action<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("no “{title}” among {:?}", titles(actions)))
}

/// The text after an action, by a client that counts UTF-16 and knows no versions.
fn applied(action: &Value, uri: &str, text: &str) -> String {
    let edits = action["edit"]["changes"][uri].as_array().unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let offset = |position: &Value| {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let before: usize = lines[..line].iter().map(|line| line.encode_utf16().count()).sum();
        before + usize::try_from(position["character"].as_u64().unwrap()).unwrap()
    };
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for edit in edits.iter().rev() {
        let new: Vec<u16> = edit["newText"].as_str().unwrap().encode_utf16().collect();
        units.splice(offset(&edit["range"]["start"])..offset(&edit["range"]["end"]), new);
    }
    String::from_utf16(&units).unwrap()
}

#[test]
fn a_word_is_replaced_swapped_or_ignored() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    let text = "😀 Our customers’ letters came.  \nThey called.\n";
    server.open(&uri, 1, text);
    let found = server.diagnostics(&uri, 1);
    // A cursor before, in and after the word; a selection that overlaps it; no diagnostics, no filter.
    for at in [range((0, 7), (0, 7)), range((0, 12), (0, 12)), range((0, 17), (0, 17)), range((0, 0), (0, 8))] {
        let actions = server.actions(&uri, at, json!({"triggerKind": 1}));
        let replace = action(&actions, "Replace with “clients’”");
        assert_eq!(replace["kind"], "quickfix");
        assert_eq!(replace["isPreferred"], true);
        assert_eq!(replace["diagnostics"], json!(found));
        assert_eq!(applied(replace, &uri, text), text.replace("customers", "clients"));
        let swap = action(&actions, "Swap “customers’” for “clients’”");
        assert_eq!(swap["kind"], "refactor.rewrite");
        assert_eq!(applied(swap, &uri, text), text.replace("customers", "clients"));
        let ignore = action(&actions, "Ignore on this line");
        let ignored = applied(ignore, &uri, text);
        assert!(
            ignored.starts_with("😀 Our customers’ letters came. <!-- customary-disable-line client-customer -->  \n")
        );
        let ignored_uri = workspace.uri("ignored.md");
        server.open(&ignored_uri, 1, &ignored);
        assert_eq!(server.diagnostics(&ignored_uri, 1), [] as [Value; 0]);
    }
    for elsewhere in [range((1, 0), (1, 4)), range((0, 3), (0, 6)), range((0, 18), (0, 18))] {
        assert_eq!(server.actions(&uri, elsewhere, json!({"only": ["quickfix", "refactor"]})), [] as [Value; 0]);
    }
    server.finish();
}

#[test]
fn a_word_without_a_finding_is_swapped_either_way() {
    let workspace = Workspace::new("");
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.txt");
    let text = "The HTTP client retries. Our customer’s.\n";
    server.open_as(&uri, "plaintext", 1, text);
    assert_eq!(server.diagnostics(&uri, 1), [] as [Value; 0]);
    let actions = server.actions(&uri, range((0, 10), (0, 10)), json!({}));
    assert_eq!(titles(&actions)[0], "Swap “client” for “customer”");
    assert!(titles(&actions)[1..].iter().all(|title| title.starts_with("Set this workspace's preference")));
    assert_eq!(applied(&actions[0], &uri, text), "The HTTP customer retries. Our customer’s.\n");
    let actions = server.actions(&uri, range((0, 30), (0, 30)), json!({"only": ["refactor"]}));
    assert_eq!(titles(&actions), ["Swap “customer’s” for “client’s”"]);
    server.finish();
}

#[test]
fn plain_text_has_no_comments_to_ignore_with() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.txt");
    server.open_as(&uri, "plaintext", 1, "Our customers called.\n");
    server.diagnostics(&uri, 1);
    let actions = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    assert!(titles(&actions).iter().all(|title| !title.starts_with("Ignore")), "{:?}", titles(&actions));
    action(&actions, "Replace with “clients”");
    server.finish();
}

#[test]
fn all_in_a_file_are_the_safe_ones() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    let text = "Our customers called.\n\n> “The customers were kind.”\n\nEvery customer wrote to us.\n";
    server.open(&uri, 1, text);
    assert_eq!(server.diagnostics(&uri, 1).len(), 3);
    let cursor = range((0, 5), (0, 5));
    let mended = "Our clients called.\n\n> “The customers were kind.”\n\nEvery client wrote to us.\n";
    let all = server.actions(&uri, cursor.clone(), json!({"only": ["quickfix"]}));
    let all = action(&all, "Replace all 2 forms of “customer” in this file (1 more needs a look)");
    assert_eq!(applied(all, &uri, text), mended);
    for only in ["source.fixAll.customary", "source.fixAll", "source", ""] {
        // As on saving: VS Code says that it asks by itself, and names the kind.
        let fix_all = server.actions(&uri, range((4, 0), (4, 0)), json!({"only": [only], "triggerKind": 2}));
        let fix_all = action(&fix_all, "Apply all 2 safe fixes in this file");
        assert_eq!(fix_all["kind"], "source.fixAll.customary");
        assert_eq!(applied(fix_all, &uri, text), mended);
    }
    for only in ["source.organizeImports", "source.fixAll.other", "refactor.extract"] {
        assert_eq!(server.actions(&uri, cursor.clone(), json!({"only": [only]})), [] as [Value; 0]);
    }
    let by_itself = server.actions(&uri, cursor, json!({"triggerKind": 2}));
    assert!(by_itself.iter().all(|action| action["kind"] != "source.fixAll.customary"));
    server.finish();
}

#[test]
fn edits_carry_the_version_where_the_client_can_tell_versions() {
    let workspace = Workspace::new(POLICY);
    let versions = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    let mut server = Server::start(&workspace, versions);
    let uri = workspace.uri("a.md");
    server.open(&uri, 5, "Our customers called.\n");
    server.diagnostics(&uri, 5);
    let actions = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    let edit = &action(&actions, "Replace with “clients”")["edit"];
    assert!(edit.get("changes").is_none());
    let change = json!([{
        "textDocument": {"uri": uri, "version": 5},
        "edits": [{"range": range((0, 4), (0, 13)), "newText": "clients"}],
    }]);
    assert_eq!(edit["documentChanges"], change);
    server.finish();
}

#[test]
fn a_hover_says_what_a_word_means_and_what_the_policy_wants() {
    let workspace = Workspace::new("# House\nprefer = \"client\"\n");
    let markdown = json!({"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}});
    let uri = workspace.uri("a.md");
    let text = "Our customers called. `customer`\n\nThe HTTP client retries the request.\n";
    for (capabilities, kind) in [(markdown, "markdown"), (json!({}), "plaintext")] {
        let mut server = Server::start(&workspace, capabilities);
        server.open(&uri, 1, text);
        server.diagnostics(&uri, 1);
        let hover = server.hover(&uri, 0, 4);
        assert_eq!(hover["range"], range((0, 4), (0, 13)));
        assert_eq!(hover["contents"]["kind"], kind);
        let said = hover["contents"]["value"].as_str().unwrap();
        for part in ["someone who is served", "line 2", "This word is reported.", "The two words:", "customary.toml"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(said.contains("**customers**"), kind == "markdown");
        let hover = server.hover(&uri, 2, 10);
        assert!(hover["contents"]["value"].as_str().unwrap().contains("a program or device"), "{hover}");
        for (line, character) in [(0, 0), (0, 13), (0, 25), (9, 9)] {
            assert_eq!(server.hover(&uri, line, character), Value::Null, "{line}:{character}");
        }
        server.finish();
    }
}

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
            "workspace": {"workspaceEdit": edit}, "textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}},
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

#[test]
fn two_defined_terms_are_explained_and_never_swapped() {
    let workspace = Workspace::new("prefer = \"both-defined\"\n");
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    assert!(server.diagnostics(&uri, 1).is_empty());
    let actions = server.actions(&uri, range((0, 6), (0, 6)), json!({"triggerKind": 1}));
    assert!(!titles(&actions).iter().any(|title| title.contains("clients")), "{actions:?}");
    let said = server.hover(&uri, 0, 6)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(said.contains("Both words are defined terms of this house"), "{said}");
    assert!(said.contains("The two words:"), "{said}");
}

#[test]
fn a_hover_tells_why_one_word_is_wanted_there() {
    let policy = "prefer = \"by-context\"\n\n[[when]]\nnear = [\"retainer\"]\nprefer = \"client\"\n\n[[judgement]]\nnear = [\"docket\"]\nsense = \"software\"\n";
    let workspace = Workspace::new(policy);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers pay a retainer.\n\nA customer waits.\n\nThe customer has a docket.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    for (line, at, expected) in [
        (0, 6, "“retainer” stands nearby, and this house says client there"),
        (2, 4, "Nothing here decides"),
        (4, 6, "“docket” stands in the sentence"),
    ] {
        let said = server.hover(&uri, line, at)["contents"]["value"].as_str().unwrap().to_owned();
        assert!(said.contains(expected), "{said}");
    }
}

const HOUSE: &str = r#"allow = []

[[concept]]
id = "sign-in"
definition = "Prove who you are to a system."
preferred = ["sign in", "identify yourself"]
deprecated = ["log in"]
part-of-speech = "verb"
reason = "One word for one act."
owner = "words@example.com"
link = "https://example.com/style#sign-in"
"#;

#[test]
fn a_term_of_the_house_is_replaced_by_any_of_its_preferred_terms_kept_or_ignored() {
    let workspace = Workspace::new(HOUSE);
    let mut server =
        Server::start(&workspace, json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}}}));
    let (uri, policy_uri) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    let text = "Members log in at the gate.\n\nThey log in twice.\n";
    server.open(&uri, 1, text);
    let found = server.diagnostics(&uri, 1);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(found[0]["code"], "sign-in");
    assert_eq!(found[0]["codeDescription"]["href"], "https://example.com/style#sign-in");
    assert_eq!(found[0]["relatedInformation"][0]["location"]["uri"], policy_uri);
    let actions = server.actions(&uri, range((0, 10), (0, 10)), json!({"triggerKind": 1}));
    for (title, mended) in [("sign in", "Members sign in at"), ("identify yourself", "Members identify yourself at")] {
        let replace = action(&actions, &format!("Replace with “{title}”"));
        assert!(applied(replace, &uri, text).starts_with(mended), "{replace}");
    }
    let ignored = applied(action(&actions, "Ignore on this line"), &uri, text);
    assert!(ignored.contains("<!-- customary-disable-line sign-in -->"), "{ignored}");
    let selected = server.actions(&uri, range((0, 0), (0, 14)), json!({}));
    let kept = applied(action(&selected, "Keep the phrase “Members log in”"), &policy_uri, HOUSE);
    assert!(kept.starts_with("allow = [\"Members log in\"]\n"), "{kept}");
    let hover = server.hover(&uri, 0, 9);
    assert_eq!(hover["range"], range((0, 8), (0, 14)));
    let said = hover["contents"]["value"].as_str().unwrap();
    for part in [
        "this house says “sign in” or “identify yourself” instead",
        "Prove who you are to a system.",
        "One word for one act.",
        "words@example.com",
        "https://example.com/style#sign-in",
        "customary.toml, line 3",
        "This one is reported.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    server.finish();
}

#[test]
fn all_forms_of_a_term_of_the_house_are_replaced_where_that_is_safe() {
    let workspace = Workspace::new(&HOUSE.replace(", \"identify yourself\"", ""));
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    let text = "Members log in at the gate.\n\nShe logged in twice.\n";
    server.open(&uri, 1, text);
    assert_eq!(server.diagnostics(&uri, 1).len(), 2);
    let actions = server.actions(&uri, range((0, 10), (0, 10)), json!({}));
    assert_eq!(action(&actions, "Replace with “sign in”")["isPreferred"], true);
    let all = action(&actions, "Replace all 2 forms of “log in” in this file");
    assert_eq!(applied(all, &uri, text), "Members sign in at the gate.\n\nShe signed in twice.\n");
    server.finish();
}

#[test]
fn a_rule_that_came_through_a_preset_names_it_and_its_reason() {
    let workspace = Workspace::new("# Ours.\nextends = [\"preset:consulting\"]\n");
    let mut server =
        Server::start(&workspace, json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}}}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    let found = server.diagnostics(&uri, 1);
    let related = &found[0]["relatedInformation"][0];
    assert_eq!(related["location"]["range"]["start"], json!({"line": 1, "character": 11}));
    assert!(related["message"].as_str().unwrap().contains("through preset:consulting"), "{related}");
    let said = server.hover(&uri, 0, 5);
    let said = said["contents"]["value"].as_str().unwrap();
    for part in ["through preset:consulting", "A consultancy"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    server.finish();
}

#[test]
fn a_directive_of_no_use_is_removed() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    let text = "All is well. <!-- customary-disable-line -->\n\nOur customers called.\n";
    server.open(&uri, 1, text);
    assert_eq!(server.diagnostics(&uri, 1).len(), 2);
    let actions = server.actions(&uri, range((0, 20), (0, 20)), json!({"only": ["quickfix"]}));
    let remove = action(&actions, "Remove “customary-disable-line”");
    assert_eq!(applied(remove, &uri, text), "All is well.\n\nOur customers called.\n");
    server.finish();
}
