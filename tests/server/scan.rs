//! The scan of the workspace: what it knows, and how it keeps up.

use std::time::Instant;

use serde_json::{Value, json};

use crate::client::{PATIENCE, Server, Workspace, edit, range};

const CLIENT: &str = "prefer = \"client\"\n";
const TEXT: &str = "Our customers called.\n";
const REFRESH: &str = "workspace/diagnostic/refresh";

/// A client that watches files, so that what it tells is all that the server hears.
fn watches() -> Value {
    json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}})
}

fn pulls() -> Value {
    json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}, "didChangeWatchedFiles": {"dynamicRegistration": true}},
    })
}

fn command(server: &mut Server, name: &str) -> Value {
    let quietly = json!({"command": name, "arguments": [{"show": false}]});
    server.request("workspace/executeCommand", quietly).unwrap()
}

/// The counts, once the scan has settled.
fn stats(server: &mut Server) -> Value {
    let until = Instant::now() + PATIENCE;
    loop {
        let stats = command(server, "customary.stats");
        if stats["scanning"] == false {
            return stats;
        }
        assert!(Instant::now() < until, "the scan does not settle: {stats}");
        std::thread::yield_now();
    }
}

/// Tells that files changed on disk: 1 created, 2 changed, 3 deleted.
fn tell(server: &mut Server, workspace: &Workspace, changes: &[(&str, u8)]) {
    let changes: Vec<Value> =
        changes.iter().map(|(name, kind)| json!({"uri": workspace.uri(name), "type": kind})).collect();
    server.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
}

/// The reports of a workspace pull, by the names of their files.
fn pull(server: &mut Server, workspace: &Workspace, previous: &[(&str, &str)]) -> Vec<(String, Value)> {
    let previous: Vec<Value> =
        previous.iter().map(|(name, id)| json!({"uri": workspace.uri(name), "value": id})).collect();
    let answer = server.request("workspace/diagnostic", json!({"previousResultIds": previous})).unwrap();
    by_name(workspace, &answer["items"])
}

fn by_name(workspace: &Workspace, items: &Value) -> Vec<(String, Value)> {
    let name = |item: &Value| item["uri"].as_str().unwrap().trim_start_matches(&workspace.uri("")).to_owned();
    let mut reports: Vec<_> = items.as_array().unwrap().iter().map(|item| (name(item), item.clone())).collect();
    reports.sort_by(|a, b| a.0.cmp(&b.0));
    reports
}

fn names(reports: &[(String, Value)]) -> Vec<&str> {
    reports.iter().map(|(name, _)| name.as_str()).collect()
}

fn id<'a>(reports: &'a [(String, Value)], name: &str) -> &'a str {
    reports.iter().find(|(known, _)| known == name).unwrap().1["resultId"].as_str().unwrap()
}

/// A workspace with something of everything.
fn house() -> Workspace {
    let workspace = Workspace::new("prefer = \"client\"\nexclude = [\"old/**\"]\n");
    workspace.write("a.md", "Our customers called. The client paid.\n");
    workspace.write("docs/b.txt", TEXT);
    workspace.write("docs/clean.md", "Nothing here.\n");
    workspace.write("old/c.md", TEXT);
    workspace.write("picture.png", "customers");
    workspace.write(".gitignore", "/out/\n");
    workspace.write("out/d.md", TEXT);
    workspace.write("shop/customary.toml", "prefer = \"customer\"\n");
    workspace.write("shop/e.md", "Our clients called.\n");
    workspace
}

#[test]
fn everything_that_the_walk_finds_is_counted() {
    let workspace = house();
    let mut server = Server::start(&workspace, watches());
    server.grant("client/registerCapability");
    let counted = stats(&mut server);
    let expected = json!({
        "files": 4, "skipped": 2, "findings": 3, "fixable": 2, "words": {"client": 2, "customer": 2},
        "concepts": {"client-customer": 3}, "scanning": false,
    });
    assert_eq!(counted, expected);
    // What is open counts as it is typed; what is on disk counts when it is closed.
    let uri = workspace.uri("docs/b.txt");
    server.open_as(&uri, "plaintext", 1, "Our clients called.\n");
    assert_eq!(server.diagnostics(&uri, 1), [] as [Value; 0]);
    assert_eq!(stats(&mut server)["findings"], 2);
    server.close(&uri);
    server.cleared(&uri);
    assert_eq!(stats(&mut server)["findings"], 3);
    server.finish();
}

#[test]
fn files_that_come_change_and_go_are_followed() {
    let workspace = house();
    let mut server = Server::start(&workspace, watches());
    server.grant("client/registerCapability");
    assert_eq!(stats(&mut server)["findings"], 3);
    workspace.write("docs/b.txt", "Our customers met a customer.\n");
    workspace.write("docs/new.md", TEXT);
    workspace.write("out/new.md", TEXT);
    tell(&mut server, &workspace, &[("docs/b.txt", 2), ("docs/new.md", 1), ("out/new.md", 1)]);
    assert_eq!(stats(&mut server)["findings"], 5);
    std::fs::remove_dir_all(workspace.path("docs")).unwrap();
    tell(&mut server, &workspace, &[("docs", 3)]);
    let counted = stats(&mut server);
    assert_eq!((&counted["files"], &counted["findings"]), (&json!(2), &json!(2)));
    // A folder that comes with files in it, and a rule that lets others in.
    workspace.write("docs/deep/f.md", TEXT);
    workspace.write(".gitignore", "");
    tell(&mut server, &workspace, &[("docs", 1), (".gitignore", 2)]);
    assert_eq!(stats(&mut server)["findings"], 5);
    // Saved by the editor, and nobody tells of the file.
    workspace.write("docs/deep/f.md", "Nothing.\n");
    let uri = workspace.uri("docs/deep/f.md");
    server.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    assert_eq!(stats(&mut server)["findings"], 4);
    server.finish();
}

#[test]
fn a_client_that_watches_nothing_is_served_by_our_own_watch() {
    let workspace = house();
    let mut server = Server::start(&workspace, json!({}));
    assert_eq!(stats(&mut server)["findings"], 3);
    let until = |server: &mut Server, findings: u64| {
        let until = Instant::now() + PATIENCE;
        while stats(server)["findings"] != findings {
            assert!(Instant::now() < until, "not seen: {}", stats(server));
        }
    };
    workspace.write("docs/b.txt", "Nothing.\n");
    until(&mut server, 2);
    workspace.write("docs/newer/deep/f.md", TEXT);
    until(&mut server, 3);
    std::fs::remove_dir_all(workspace.path("shop")).unwrap();
    until(&mut server, 2);
    server.finish();
}

#[test]
fn policies_and_folders_change_what_is_counted() {
    let (house, other) = (house(), Workspace::new("prefer = \"client\"\n"));
    other.write("g.md", "Our customers met a customer.\n");
    let mut server = Server::start(&house, watches());
    server.grant("client/registerCapability");
    assert_eq!(stats(&mut server)["findings"], 3);
    house.write("customary.toml", "prefer = \"customer\"\n");
    tell(&mut server, &house, &[("customary.toml", 2)]);
    let counted = stats(&mut server);
    assert_eq!((&counted["findings"], &counted["files"]), (&json!(2), &json!(5)), "and nothing is excluded");
    let folder = json!({"uri": other.uri(""), "name": "other"});
    let change = |added: Value, removed: Value| json!({"event": {"added": added, "removed": removed}});
    server.notify("workspace/didChangeWorkspaceFolders", change(json!([folder]), json!([])));
    assert_eq!(stats(&mut server)["findings"], 4);
    let first = json!({"uri": house.uri(""), "name": "workspace"});
    server.notify("workspace/didChangeWorkspaceFolders", change(json!([]), json!([first])));
    let counted = stats(&mut server);
    assert_eq!((&counted["files"], &counted["findings"]), (&json!(1), &json!(2)));
    server.notify("workspace/didChangeWorkspaceFolders", change(json!([]), json!([folder])));
    assert_eq!(stats(&mut server)["files"], 0);
    server.finish();
}

#[test]
fn without_a_folder_nothing_is_scanned() {
    let workspace = house();
    let mut server = Server::start_with(json!({"rootUri": null, "capabilities": {}}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, TEXT);
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    assert_eq!(stats(&mut server)["files"], 0);
    server.request("workspace/executeCommand", json!({"command": "customary.stats"})).unwrap();
    let said = server.hear("window/showMessage")["params"]["message"].as_str().unwrap().to_owned();
    assert!(said.contains(" in 0 files") && said.contains("client 0 times"), "{said}");
    let wrong = json!({"command": "customary.stats", "arguments": [1]});
    assert_eq!(server.request("workspace/executeCommand", wrong).unwrap_err()["code"], -32602);
    server.finish();
}

#[test]
fn the_workspace_is_pulled_whole_and_then_only_what_has_changed() {
    let workspace = house();
    let mut server = Server::start(&workspace, pulls());
    server.grant("client/registerCapability");
    stats(&mut server);
    let first = pull(&mut server, &workspace, &[]);
    assert_eq!(names(&first), ["a.md", "docs/b.txt", "shop/e.md"]);
    assert!(first.iter().all(|(_, report)| report["kind"] == "full" && report["version"].is_null()), "{first:?}");
    assert_eq!(first[0].1["items"][0]["range"], range((0, 4), (0, 13)));
    // The same report is the same, whichever way it was asked for.
    let (a, b, e) = (id(&first, "a.md"), id(&first, "docs/b.txt"), id(&first, "shop/e.md"));
    assert_eq!(server.pull(&workspace.uri("a.md"), Some(a))["kind"], "unchanged");
    let held = [("a.md", a), ("docs/b.txt", b), ("shop/e.md", e), ("gone.md", "17")];
    let again = pull(&mut server, &workspace, &held);
    let kinds: Vec<&str> = again.iter().map(|(_, report)| report["kind"].as_str().unwrap()).collect();
    assert_eq!(names(&again), ["a.md", "docs/b.txt", "gone.md", "shop/e.md"]);
    assert_eq!(kinds, ["unchanged", "unchanged", "full", "unchanged"]);
    assert_eq!(again[2].1["items"], json!([]), "there is no such file any more");
    // One is mended, one is open and typed in, one has come; nobody was told of it yet.
    workspace.write("a.md", "Our clients called.\n");
    workspace.write("docs/new.md", TEXT);
    let open = workspace.uri("docs/b.txt");
    server.open_as(&open, "plaintext", 7, TEXT);
    server.change(&open, 8, json!([edit((0, 0), (0, 0), "A customer. ")]));
    tell(&mut server, &workspace, &[("a.md", 2), ("docs/new.md", 1)]);
    server.grant(REFRESH);
    let changed = pull(&mut server, &workspace, &held[..3]);
    assert_eq!(names(&changed), ["a.md", "docs/b.txt", "docs/new.md", "shop/e.md"]);
    assert_eq!((&changed[0].1["items"], changed[0].1.get("resultId")), (&json!([]), None));
    assert_eq!(changed[1].1["version"], 8);
    assert_eq!(changed[1].1["items"].as_array().unwrap().len(), 2);
    assert_eq!(changed[2].1["items"].as_array().unwrap().len(), 1);
    assert_eq!(changed[3].1["kind"], "unchanged");
    server.finish();
}

#[test]
fn problems_of_policies_come_with_the_workspace() {
    let workspace = house();
    workspace.write("shop/customary.toml", "prefer = \"customer\"\nseverity = \"loud\"\n");
    let mut server = Server::start(&workspace, pulls());
    server.grant("client/registerCapability");
    stats(&mut server);
    let reports = pull(&mut server, &workspace, &[]);
    assert_eq!(names(&reports), ["a.md", "docs/b.txt", "shop/customary.toml", "shop/e.md"]);
    assert_eq!(reports[2].1["items"][0]["range"]["start"]["line"], 1);
    let broken = id(&reports, "shop/customary.toml").to_owned();
    // Mended in the editor: the report is of the text there.
    let uri = workspace.uri("shop/customary.toml");
    server.open(&uri, 3, "prefer = \"customer\"\nseverity = \"hint\"\n");
    let reports = pull(&mut server, &workspace, &[("shop/customary.toml", &broken)]);
    let mended = &reports.iter().find(|(name, _)| name == "shop/customary.toml").unwrap().1;
    assert_eq!((&mended["version"], &mended["items"]), (&json!(3), &json!([])));
    server.passing_over(&[REFRESH]).finish();
}

#[test]
fn a_pull_with_a_token_is_answered_in_parts() {
    let workspace = Workspace::new(CLIENT);
    for n in 0..450 {
        workspace.write(&format!("docs/{n}.md"), TEXT);
    }
    let mut server = Server::start(&workspace, pulls());
    server.grant("client/registerCapability");
    stats(&mut server);
    let params = json!({"previousResultIds": [], "partialResultToken": "parts", "workDoneToken": 7});
    let answer = server.request("workspace/diagnostic", params).unwrap();
    assert_eq!(answer, json!({"items": []}));
    let mut reports = Vec::new();
    while reports.len() < 450 {
        let part = server.claim(|message| message["method"] == "$/progress" && message["params"]["token"] == "parts");
        reports.extend(by_name(&workspace, &part["params"]["value"]["items"]));
    }
    reports.sort_by(|a, b| a.0.cmp(&b.0));
    reports.dedup_by(|a, b| a.0 == b.0);
    assert_eq!(reports.len(), 450);
    let shown = server.claim(|message| message["params"]["token"] == 7);
    assert_eq!(shown["params"]["value"]["kind"], "begin");
    server.claim(|message| message["params"]["token"] == 7 && message["params"]["value"]["kind"] == "end");
    server.passing_over(&[REFRESH, "$/progress"]).finish();
}

#[test]
fn the_scan_shows_how_far_it_is_and_can_be_stopped_and_begun_anew() {
    let workspace = Workspace::new(CLIENT);
    for n in 0..2000 {
        workspace.write(&format!("docs/{n}.md"), TEXT);
    }
    let mut capabilities = watches();
    capabilities["window"] = json!({"workDoneProgress": true});
    let mut server = Server::start(&workspace, capabilities);
    server.grant("client/registerCapability");
    let kind = |message: &Value| message["params"]["value"]["kind"].as_str().unwrap_or_default().to_owned();
    let asked = server.hear("window/workDoneProgress/create");
    let token = asked["params"]["token"].clone();
    // Before the client has agreed it hears nothing; and then it has enough of it at once.
    let cancel = json!({"jsonrpc": "2.0", "method": "window/workDoneProgress/cancel", "params": {"token": token}});
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    server.send(&cancel);
    let last = loop {
        let message = server.hear("$/progress");
        assert_eq!(message["params"]["token"], token);
        if kind(&message) == "end" {
            break message;
        }
    };
    let stopped = stats(&mut server);
    if last["params"]["value"]["message"] == "stopped" {
        assert!(stopped["findings"].as_u64().unwrap() < 2000, "{stopped}");
    }
    assert_eq!(command(&mut server, "customary.rescan"), Value::Null);
    server.grant("window/workDoneProgress/create");
    while kind(&server.hear("$/progress")) != "end" {}
    assert_eq!(stats(&mut server)["findings"], 2000);
    server.finish();
}
