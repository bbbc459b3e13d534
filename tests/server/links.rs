//! Links in policy files: to what they extend, and to the pages of their concepts.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, range};

fn links(server: &mut Server, uri: &str) -> Value {
    server.request("textDocument/documentLink", json!({"textDocument": {"uri": uri}})).unwrap()
}

const HOUSE: &str =
    "[[concept]]\nid = \"sign-in\"\npreferred = \"sign in\"\nlink = \"https://example.com/style#sign-in\"\n";

#[test]
fn a_policy_leads_to_files_presets_and_pages() {
    let policy = "# 😀\nextends = [\"é/../house.toml\", \"preset:legal\", \"preset:none\", \"gone.toml\", \"docs\"]\n\n\
        [[concept]]\nid = \"a\"\npreferred = \"x\"\nlink = \"command:evil\"\n[[concept]]\nid = \"b\"\npreferred = \"y\"\nlink = \"not a link\"\n";
    let workspace = Workspace::new(policy);
    workspace.write("house.toml", HOUSE);
    workspace.write("é/docs/a.md", "Our customers called.\n");
    workspace.write("docs/a.md", "");
    let tooltips = json!({"textDocument": {"documentLink": {"tooltipSupport": true}}});
    let mut server = Server::start(&workspace, tooltips).passing_over(&["textDocument/publishDiagnostics"]);
    let (uri, house) = (workspace.uri("customary.toml"), workspace.uri("house.toml"));
    server.open(&uri, 1, policy);
    server.diagnostics(&uri, 1);
    let found = links(&mut server, &uri);
    assert_eq!(found.as_array().unwrap().len(), 2, "what leads nowhere is no link: {found:#?}");
    assert_eq!(found[0]["target"], json!(house));
    assert_eq!(found[0]["range"], range((1, 12), (1, 27)));
    assert_eq!(found[0]["tooltip"], "Open é/../house.toml");
    // A preset is written when somebody wants to read it, for reading only.
    assert!(found[1].get("target").is_none(), "{found}");
    let resolved = server.request("documentLink/resolve", found[1].clone()).unwrap();
    let path = resolved["target"].as_str().unwrap().strip_prefix("file://").unwrap().to_owned();
    assert!(path.ends_with("/preset-legal.toml"), "{path}");
    assert!(std::fs::read_to_string(&path).unwrap().contains("prefer"));
    assert!(std::fs::metadata(&path).unwrap().permissions().readonly());
    assert_eq!(server.request("documentLink/resolve", found[1].clone()).unwrap(), resolved);
    // What a policy extends is one, too.
    server.open(&house, 1, HOUSE);
    let found = links(&mut server, &house);
    assert_eq!(found[0]["target"], "https://example.com/style#sign-in");
    assert_eq!(found[0]["tooltip"], "Read more on sign-in");
    for strange in
        [json!({"range": range((0, 0), (0, 1))}), json!({"range": range((0, 0), (0, 1)), "data": {"preset": "../x"}})]
    {
        assert_eq!(server.request("documentLink/resolve", strange).unwrap_err()["code"], -32602);
    }
    server.finish();
    assert!(!std::path::Path::new(&path).exists(), "nothing is left behind");
}

#[test]
fn other_documents_have_no_links_and_plain_clients_no_tooltips() {
    let workspace = Workspace::new("extends = \"house.toml\"\n");
    workspace.write("house.toml", HOUSE);
    let mut server = Server::start(&workspace, json!({})).passing_over(&["textDocument/publishDiagnostics"]);
    let (policy, other, text) = (workspace.uri("customary.toml"), workspace.uri("Cargo.toml"), workspace.uri("a.md"));
    server.open(&policy, 1, "extends = \"house.toml\"\nprefer = \n");
    server.open(&other, 1, "extends = \"house.toml\"\n");
    server.open(&text, 1, "extends = \"house.toml\"\n");
    server.diagnostics(&text, 1);
    let found = links(&mut server, &policy);
    assert_eq!(found, json!([{"range": range((0, 11), (0, 21)), "target": workspace.uri("house.toml")}]));
    for uri in [other, text, workspace.uri("closed.toml"), "untitled:customary.toml".to_owned()] {
        assert_eq!(links(&mut server, &uri), Value::Null, "{uri}");
    }
    server.finish();
}

#[test]
fn a_hover_names_the_policy_from_the_workspace_folder() {
    let workspace = Workspace::new("# House\nprefer = \"client\"\n");
    let folders = json!([{"uri": workspace.uri("docs"), "name": "docs"}]);
    let mut server = Server::start_with(json!({"processId": null, "workspaceFolders": folders, "capabilities": {}}));
    let uri = workspace.uri("docs/a.md");
    server.open(&uri, 1, "Our customers called.\n");
    server.diagnostics(&uri, 1);
    let said = server.hover(&uri, 0, 6)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(said.contains("(../customary.toml, line 2)"), "{said}");
    server.finish();
}
