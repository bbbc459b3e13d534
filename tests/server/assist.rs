//! Inside a policy: completion, hover, and the counts beside its entries.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, range};

/// Opens the text without its bar, and asks for completions where the bar was.
fn completions(server: &mut Server, uri: &str, marked: &str) -> Vec<Value> {
    let (before, after) = marked.split_once('|').unwrap();
    server.open(uri, 1, &format!("{before}{after}"));
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap().encode_utf16().count();
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    let found = server.request("textDocument/completion", params).unwrap();
    server.close(uri);
    found.as_array().cloned().unwrap_or_default()
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["label"].as_str().unwrap()).collect()
}

fn item<'a>(items: &'a [Value], label: &str) -> &'a Value {
    items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("no {label} among {:?}", labels(items)))
}

#[test]
fn keys_values_presets_paths_and_ids_are_offered() {
    let workspace = Workspace::new("prefer = \"off\"\n");
    workspace.write("docs/a.md", "");
    workspace.write("house/words.toml", "[[concept]]\nid = \"sign-in\"\npreferred = \"sign in\"\n");
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("customary.toml");
    let keys = completions(&mut server, &uri, "# é😀\nprefer = \"client\"\nsev|\n");
    assert!(labels(&keys).contains(&"[[concept]]") && !labels(&keys).contains(&"prefer"), "{:?}", labels(&keys));
    let severity = item(&keys, "severity");
    assert_eq!(severity["textEdit"], json!({"range": range((2, 0), (2, 3)), "newText": "severity = "}));
    assert!(severity["documentation"].as_str().unwrap().contains("How loud a finding"), "{severity}");
    let values = completions(&mut server, &uri, "prefer = \"😀|\"\n");
    assert_eq!(labels(&values), ["client", "customer", "consistent", "by-context", "both-defined", "off"]);
    assert_eq!(values[0]["textEdit"]["range"], range((0, 10), (0, 12)), "in units of UTF-16");
    let presets = completions(&mut server, &uri, "extends = [\"|\n[[override]]\n");
    let legal = item(&presets, "preset:legal");
    assert_eq!(legal["textEdit"]["newText"], "preset:legal\"");
    assert!(legal["documentation"].as_str().unwrap().contains("prefer = \"client\""), "{legal}");
    assert!(labels(&presets).contains(&"docs/"), "{:?}", labels(&presets));
    assert_eq!(labels(&completions(&mut server, &uri, "extends = \"house/|\"")), ["house/words.toml"]);
    let folders = completions(&mut server, &uri, "include = [\"|\"]");
    assert!(["docs/", "docs/**", "customary.toml"].iter().all(|path| labels(&folders).contains(path)));
    let ids = completions(&mut server, &uri, "[[override]]\npaths = [\"a\"]\ndisable = [\"|\"]\n");
    assert_eq!(labels(&ids), ["client-customer"]);
    // Other TOML is nobody's policy.
    assert_eq!(completions(&mut server, &workspace.uri("Cargo.toml"), "|\n"), [] as [Value; 0]);
    server.passing_over(&["textDocument/publishDiagnostics"]).finish();
}

#[test]
fn hovers_in_a_policy_tell_what_things_do() {
    let workspace = Workspace::new("");
    let mut server = Server::start(&workspace, json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    let uri = workspace.uri("customary.toml");
    server.open(&uri, 1, "extends = [\"preset:ibm\"]\nseverity = \"hint\"\n\n[[override]]\npaths = [\"a\"]\ndisable = [\"client-customer\"]\n");
    server.diagnostics(&uri, 1);
    let mut told = |line: u32, character: u32| {
        let hover = server.hover(&uri, line, character);
        (hover["contents"]["value"].as_str().unwrap_or_default().to_owned(), hover["range"].clone())
    };
    let (preset, place) = told(0, 15);
    assert!(preset.starts_with("**preset:ibm**") && preset.contains("Sources:"), "{preset}");
    assert_eq!(place, range((0, 12), (0, 22)));
    let (key, place) = told(1, 2);
    assert!(key.contains("How loud") && key.contains("Default: `\"warning\"`"), "{key}");
    assert_eq!(place, range((1, 0), (1, 8)));
    assert!(told(1, 13).0.starts_with("**hint**"));
    assert!(told(3, 4).0.contains("What is different for some paths."));
    assert!(told(5, 15).0.contains("**client-customer**"));
    assert_eq!(told(2, 0).0, "");
    server.passing_over(&["textDocument/publishDiagnostics"]).finish();
}

/// The titles of the lenses, resolved, by their lines.
fn lenses(server: &mut Server, uri: &str) -> Vec<(u64, String)> {
    let found = server.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}})).unwrap();
    let resolve = |lens: &Value| {
        assert!(lens.get("command").is_none(), "the counting is for the resolving: {lens}");
        let resolved = server.request("codeLens/resolve", lens.clone()).unwrap();
        let title = resolved["command"]["title"].as_str().unwrap().to_owned();
        (resolved["range"]["start"]["line"].as_u64().unwrap(), title)
    };
    found.as_array().unwrap().iter().map(resolve).collect()
}

#[test]
fn each_entry_says_how_many_findings_it_causes() {
    let policy = "prefer = \"client\"\n\n[[override]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\n\n\
        [[concept]]\nid = \"zeppelin\"\npreferred = \"airship\"\ndeprecated = [\"zeppelin\"]\n";
    let workspace = Workspace::new(policy);
    workspace.write("a.md", "Our customers called. A customer paid.\n");
    workspace.write("docs/b.md", "Our customers called.\n");
    workspace.write("shop/c.md", "Our clients called.\n");
    workspace.write("other/customary.toml", "prefer = \"customer\"\n");
    workspace.write("other/d.md", "Our clients called.\n");
    let mut server = Server::start(&workspace, json!({"workspace": {"codeLens": {"refreshSupport": true}}}));
    let (uri, text) = (workspace.uri("customary.toml"), workspace.uri("docs/b.md"));
    server.open(&uri, 1, policy);
    server.diagnostics(&uri, 1);
    let line = |line: u64, title: &str| (line, title.to_owned());
    let expected = [line(0, "3 findings in 2 files"), line(2, "1 finding in 1 file"), line(6, "no findings")];
    assert_eq!(lenses(&mut server, &uri), expected);
    // What is open counts as it is typed, saved or not.
    server.open(&text, 1, "Our clients called.\n");
    assert_eq!(server.diagnostics(&text, 1), [] as [Value; 0]);
    assert_eq!(lenses(&mut server, &uri)[0], line(0, "2 findings in 1 file"));
    let none = server.request("textDocument/codeLens", json!({"textDocument": {"uri": text}}));
    assert_eq!(none, Ok(Value::Null));
    // A policy that changes has the client ask again.
    server.change(&uri, 2, json!([edit((0, 10), (0, 16), "off")]));
    server.diagnostics(&uri, 2);
    let asked = server.hear("workspace/codeLens/refresh");
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    assert_eq!(lenses(&mut server, &uri)[0], line(0, "no findings"));
    let strange = server.request("codeLens/resolve", json!({"range": range((0, 0), (0, 1))}));
    assert_eq!(strange.unwrap_err()["code"], -32602);
    server.passing_over(&["textDocument/publishDiagnostics", "workspace/codeLens/refresh"]).finish();
}
