//! Policies: broken, mended, changed on disk, typed in the editor; settings where there is none.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, range};

const TEXT: &str = "Our customers called.\n";
const CLIENT: &str = "prefer = \"client\"\n";
const OFF: &str = "prefer = \"off\"\n";

/// Waits until a document has so many findings.
fn await_findings(server: &mut Server, uri: &str, count: usize) -> Vec<Value> {
    server.diagnostics_until(uri, |_| true, |found| found.len() == count)
}

#[test]
fn a_change_on_disk_counts_though_the_client_watches_nothing() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("docs/a.md");
    workspace.write("docs/a.md", TEXT);
    server.open(&uri, 1, TEXT);
    await_findings(&mut server, &uri, 1);
    workspace.write("customary.toml", OFF);
    await_findings(&mut server, &uri, 0);
    workspace.replace("customary.toml", "prefer = \"client\"\nseverity = \"error\"\n");
    assert_eq!(await_findings(&mut server, &uri, 1)[0]["severity"], 1);
    // A nearer policy appears, and goes again.
    workspace.write("docs/customary.toml", OFF);
    await_findings(&mut server, &uri, 0);
    std::fs::remove_file(workspace.path("docs/customary.toml")).unwrap();
    await_findings(&mut server, &uri, 1);
    server.finish();
}

#[test]
fn a_broken_policy_is_reported_in_its_place_and_the_last_good_one_stays() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, json!({}));
    let (uri, policy) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    server.open(&uri, 1, TEXT);
    await_findings(&mut server, &uri, 1);
    workspace.replace("customary.toml", "prefer = \"client\"\nseverity = \n");
    let problems = server.diagnostics_until(&policy, |_| true, |problems| !problems.is_empty());
    assert_eq!(problems[0]["range"]["start"]["line"], 1);
    assert_eq!(problems[0]["severity"], 1);
    assert_eq!(problems[0]["source"], "customary");
    server.change(&uri, 2, json!([edit((0, 0), (0, 0), "A customer. ")]));
    assert_eq!(server.diagnostics(&uri, 2).len(), 2);
    workspace.replace("customary.toml", OFF);
    server.diagnostics_until(&policy, |_| true, |problems| problems.is_empty());
    await_findings(&mut server, &uri, 0);
    server.finish();
}

#[test]
fn a_policy_governs_as_it_is_typed() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, json!({}));
    let (uri, policy) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    server.open(&uri, 1, TEXT);
    await_findings(&mut server, &uri, 1);
    server.open(&policy, 1, CLIENT);
    assert_eq!(server.diagnostics(&policy, 1).len(), 0);
    // On the way there it is no policy at all: `prefer = "off`
    server.change(&policy, 2, json!([edit((0, 10), (0, 17), "off")]));
    assert_eq!(server.diagnostics(&policy, 2).len(), 1);
    server.change(&uri, 2, json!([edit((1, 0), (1, 0), "\n")]));
    assert_eq!(server.diagnostics(&uri, 2).len(), 1);
    server.change(&policy, 3, json!([edit((0, 13), (0, 13), "\"")]));
    assert_eq!(server.diagnostics(&policy, 3).len(), 0);
    await_findings(&mut server, &uri, 0);
    // Closed without saving: the file on disk counts again.
    server.close(&policy);
    await_findings(&mut server, &uri, 1);
    server.claim(|message| message["params"]["uri"] == policy && message["params"]["version"].is_null());
    server.finish();
}

#[test]
fn each_folder_is_governed_by_its_own_policy() {
    let (house, shop) = (Workspace::new(CLIENT), Workspace::new("prefer = \"customer\"\n"));
    let folders = json!([{"uri": house.uri(""), "name": "house"}, {"uri": shop.uri(""), "name": "shop"}]);
    let mut server = Server::start_with(json!({"workspaceFolders": folders, "capabilities": {}}));
    let text = "Our customers met our clients in the hall.\n";
    for (workspace, reported) in [(&house, range((0, 4), (0, 13))), (&shop, range((0, 22), (0, 29)))] {
        let uri = workspace.uri("a.md");
        server.open(&uri, 1, text);
        let found = server.diagnostics(&uri, 1);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["range"], reported);
    }
    // A text without a path follows the first folder, whichever that is.
    let untitled = "untitled:Untitled-1";
    server.open(untitled, 1, "The customer called.\n");
    assert_eq!(server.diagnostics(untitled, 1).len(), 1);
    let event = json!({"added": [], "removed": [{"uri": house.uri(""), "name": "house"}]});
    server.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    await_findings(&mut server, untitled, 0);
    server.finish();
}

#[test]
fn watched_files_are_registered_where_the_client_can() {
    let workspace = Workspace::new(CLIENT);
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut server = Server::start(&workspace, watches);
    let asked = server.hear("client/registerCapability");
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let watchers: Vec<String> = registration["registerOptions"]["watchers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|watcher| watcher["globPattern"].as_str().unwrap().to_owned())
        .collect();
    for name in
        ["customary.toml", ".customary.toml", ".customary-baseline.json", ".gitignore", "Dockerfile", "[A-Z][A-Z]*"]
    {
        assert!(watchers.contains(&format!("**/{name}")), "{name}: {watchers:?}");
    }
    let extensions = watchers.iter().find(|watcher| watcher.starts_with("**/*.{")).unwrap();
    for extension in ["md", "txt", "rs", "json"] {
        assert!(extensions.split(['{', ',', '}']).any(|one| one == extension), "{extension}: {extensions}");
    }
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    await_findings(&mut server, &uri, 1);
    workspace.write("customary.toml", OFF);
    let changes = json!([{"uri": workspace.uri("customary.toml"), "type": 2}]);
    server.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    await_findings(&mut server, &uri, 0);
    server.finish();
}

#[test]
fn settings_count_where_no_policy_governs() {
    let workspace = Workspace::new("");
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let mut server = Server::start_with(json!({
        "workspaceFolders": folders, "capabilities": {}, "initializationOptions": {"prefer": "client"},
    }));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    await_findings(&mut server, &uri, 1);
    let wrong = json!({"customary": {"prefer": "client", "severity": "loud", "maxDiagnostics": "many"}});
    server.notify("workspace/didChangeConfiguration", json!({"settings": wrong}));
    let told = server.hear("window/showMessage");
    let told = told["params"]["message"].as_str().unwrap();
    for part in ["customary.severity", "error, warning, information or hint", "customary.maxDiagnostics"] {
        assert!(told.contains(part), "{told}");
    }
    let settings = json!({"customary": {"prefer": "client", "maxDiagnostics": 0}});
    server.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    let found = server.diagnostics_until(&uri, |_| true, |found| found[0]["severity"] == 3);
    assert!(found[0]["message"].as_str().unwrap().starts_with("1 more finding"));
    assert_eq!(found.len(), 1);
    server.finish();
}

#[test]
fn settings_are_asked_for_where_the_client_answers() {
    let workspace = Workspace::new("");
    let mut server = Server::start(&workspace, json!({"workspace": {"configuration": true}}));
    let answer = |server: &mut Server, settings: Value| {
        let asked = server.hear("workspace/configuration");
        assert_eq!(asked["params"]["items"], json!([{"section": "customary"}]));
        server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": [settings]}));
    };
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    answer(&mut server, json!({"prefer": "client"}));
    await_findings(&mut server, &uri, 1);
    server.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    answer(&mut server, json!({"prefer": "customer"}));
    await_findings(&mut server, &uri, 0);
    server.finish();
}

#[test]
fn beyond_the_cap_the_first_are_kept_and_the_rest_counted() {
    let workspace = Workspace::new("prefer = \"client\"\nmax-diagnostics = 2\n");
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, &format!("# Letters\n\n{}", "Our customers called.\n\n".repeat(5)));
    let found = server.diagnostics(&uri, 1);
    let lines: Vec<u64> = found.iter().map(|found| found["range"]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [0, 2, 4]);
    assert_eq!(found[0]["severity"], 3);
    assert!(found[0]["message"].as_str().unwrap().starts_with("3 more findings"));
    server.finish();
}

#[test]
fn an_example_that_does_not_hold_is_shown_in_the_policy_as_it_is_typed() {
    let policy_text = "prefer = \"client\"\n\n[[example]]\nreport = [\"Our clients called.\"]\n";
    let workspace = Workspace::new(policy_text);
    let mut server = Server::start(&workspace, json!({}));
    let (uri, policy) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    server.open(&uri, 1, TEXT);
    await_findings(&mut server, &uri, 1);
    // Before the policy is open, and with a document that is not touched.
    let failing = server.diagnostics_until(&policy, |version| version.is_null(), |found| !found.is_empty());
    assert_eq!(failing[0]["range"], range((3, 10), (3, 31)));
    assert_eq!(failing[0]["severity"], 2);
    let message = failing[0]["message"].as_str().unwrap();
    assert!(message.contains("“clients” is the word that the policy prefers"), "{message}");
    server.open(&policy, 1, policy_text);
    assert_eq!(server.diagnostics(&policy, 1).len(), 1);
    server.change(&policy, 2, json!([edit((0, 10), (0, 16), "customer")]));
    assert_eq!(server.diagnostics(&policy, 2), [] as [Value; 0]);
    await_findings(&mut server, &uri, 0);
    // While it is broken, that alone is told.
    server.change(&policy, 3, json!([edit((0, 10), (0, 19), "client")]));
    assert_eq!(server.diagnostics(&policy, 3).len(), 1);
    server.change(&policy, 4, json!([edit((0, 16), (0, 16), "\"")]));
    let failing = server.diagnostics(&policy, 4);
    assert_eq!(failing.len(), 1);
    assert_eq!(failing[0]["severity"], 2);
    await_findings(&mut server, &uri, 1);
    server.finish();
}

#[test]
fn whatever_is_asked_after_the_watcher_s_message_is_answered_by_the_new_policy() {
    let workspace = Workspace::new("extends = [\"house.toml\"]\n");
    workspace.write("house.toml", CLIENT);
    let mut server = Server::start(&workspace, json!({}));
    let uris: Vec<String> = (0..8).map(|n| workspace.uri(&format!("docs/{n}.md"))).collect();
    for uri in &uris {
        server.open(uri, 1, "Our clients called.\n");
        assert_eq!(server.diagnostics(uri, 1).len(), 0);
        // Never saved: it is the text in the editor that counts.
        server.change(uri, 2, json!([{"text": TEXT}]));
        assert_eq!(server.diagnostics(uri, 2).len(), 1);
    }
    let policies = [
        ("house.toml", "prefer = \"customer\"\n", "prefers “customer”", 0),
        ("customary.toml", CLIENT, "prefers “client”", 1),
        ("customary.toml", OFF, "No policy asks", 0),
    ];
    for (name, text, said, findings) in policies {
        workspace.replace(name, text);
        server.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": workspace.uri(name), "type": 2}]}));
        for uri in &uris {
            let hover = server.hover(uri, 0, 5);
            let value = hover["contents"]["value"].as_str().unwrap();
            assert!(value.contains(said), "{name}: {value}");
            server.diagnostics_until(uri, |version| *version == 2, |found| found.len() == findings);
        }
    }
    server.finish();
}

/// Prints how long it takes until fifty open documents of 10 KB show the findings of a policy that has changed
/// on disk: `cargo test --release --test server fifty -- --nocapture`.
#[test]
fn fifty_open_documents_follow_a_policy_that_changes_on_disk() {
    let workspace = Workspace::new(CLIENT);
    let mut server = Server::start(&workspace, json!({}));
    let paragraph = "The harbour office keeps the berths in order, and our customers hear of every change in time. ";
    let text =
        format!("# Letters\n\n{}", format!("{}\n\n", paragraph.repeat(4)).repeat(10_000 / (4 * paragraph.len())));
    let uris: Vec<String> = (0..50).map(|n| workspace.uri(&format!("docs/{n}.md"))).collect();
    for uri in &uris {
        server.open(uri, 1, &text);
    }
    for uri in &uris {
        assert!(server.diagnostics(uri, 1).iter().all(|found| found["severity"] == 2));
    }
    workspace.replace("customary.toml", "prefer = \"client\"\nseverity = \"error\"\n");
    let begun = std::time::Instant::now();
    server.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": workspace.uri("customary.toml"), "type": 2}]}),
    );
    for uri in &uris {
        server.diagnostics_until(uri, |_| true, |found| found[0]["severity"] == 1);
    }
    eprintln!("{} bytes in each of {} documents: {:?}", text.len(), uris.len(), begun.elapsed());
    server.finish();
}
