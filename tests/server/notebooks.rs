//! Notebooks: every cell is a document, governed by the policy of its notebook.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, range};

const TEXT: &str = "Our customers called.\n";

fn cell_uri(name: &str) -> String {
    format!("vscode-notebook-cell:/letters/n.ipynb#{name}")
}

fn cell(name: &str, kind: u32) -> Value {
    json!({"kind": kind, "document": cell_uri(name)})
}

fn text(name: &str, language: &str, text: &str) -> Value {
    json!({"uri": cell_uri(name), "languageId": language, "version": 1, "text": text})
}

fn open(server: &mut Server, notebook: &str, cells: Value, texts: Value) {
    let notebook = json!({"uri": notebook, "notebookType": "jupyter-notebook", "version": 1, "cells": cells});
    server.notify("notebookDocument/didOpen", json!({"notebookDocument": notebook, "cellTextDocuments": texts}));
}

fn change(server: &mut Server, notebook: &str, cells: Value) {
    let document = json!({"uri": notebook, "version": 2});
    server.notify("notebookDocument/didChange", json!({"notebookDocument": document, "change": {"cells": cells}}));
}

#[test]
fn cells_are_offered_and_governed_by_the_policy_of_their_notebook() {
    let workspace = Workspace::new("prefer = \"customer\"\n");
    workspace.write("house/customary.toml", "prefer = \"client\"\n");
    let notebook = workspace.uri("house/n.ipynb");
    let mut server = Server::spawn();
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let offer = server.request("initialize", json!({"workspaceFolders": folders, "capabilities": {}})).unwrap();
    server.notify("initialized", json!({}));
    let sync = &offer["capabilities"]["notebookDocumentSync"];
    let [selector] = sync["notebookSelector"].as_array().unwrap().as_slice() else { panic!("{sync}") };
    assert_eq!((&selector["notebook"], &sync["save"]), (&json!("*"), &json!(true)));
    let cells = selector["cells"].as_array().unwrap();
    for language in ["markdown", "python", "rust"] {
        assert!(cells.contains(&json!({"language": language})), "{language}: {cells:?}");
    }
    assert!(!cells.contains(&json!({"language": "plaintext"})));
    let texts = json!([
        text("a", "markdown", TEXT),
        text("b", "python", TEXT),
        text("c", "markdown", "Our clients.\n"),
        text("d", "python", "customers = 1  # Our customers called.\n")
    ]);
    open(&mut server, &notebook, json!([cell("a", 1), cell("b", 2), cell("c", 1), cell("d", 2)]), texts);
    let (a, b, c) = (cell_uri("a"), cell_uri("b"), cell_uri("c"));
    let comment = server.diagnostics(&cell_uri("d"), 1);
    assert_eq!((comment.len(), &comment[0]["range"]), (1, &range((0, 21), (0, 30))));
    let found = server.diagnostics(&a, 1);
    assert_eq!(found[0]["range"], range((0, 4), (0, 13)));
    assert_eq!(found[0]["codeDescription"]["href"], workspace.uri("house/customary.toml"));
    assert_eq!(server.diagnostics(&c, 1), [] as [Value; 0]);
    // Code is silent, whoever asks.
    assert_eq!(server.hover(&b, 0, 5), Value::Null);
    assert_eq!(server.actions(&b, range((0, 5), (0, 5)), json!({"only": ["quickfix"]})), [] as [Value; 0]);
    assert_eq!(server.hover(&a, 0, 5)["range"], range((0, 4), (0, 13)));
    let actions = server.actions(&a, range((0, 5), (0, 5)), json!({"only": ["quickfix"]}));
    let fix = actions.iter().find(|action| action["title"].as_str().unwrap().contains("clients")).unwrap();
    assert_eq!(fix["edit"]["changes"][&a][0]["newText"], "clients", "{fix}");
    let ignore =
        actions.iter().find(|action| action["title"] == "Ignore on this line").expect("comments are Markdown's");
    assert!(ignore.to_string().contains("customary-disable"), "{ignore}");
    // The preference is set where the notebook's policy is.
    let command = json!({"command": "customary.setPreference", "arguments": [{"uri": a, "prefer": "off"}]});
    server.request("workspace/executeCommand", command).unwrap();
    server.diagnostics_until(&a, |_| true, |found| found.is_empty());
    let policy = std::fs::read_to_string(workspace.path("house/customary.toml")).unwrap();
    assert_eq!(policy, "prefer = \"off\"\n");
    server.passing_over(&["textDocument/publishDiagnostics"]).finish();
}

#[test]
fn cells_change_come_move_and_go() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let notebook = workspace.uri("n.ipynb");
    let mut server = Server::start(&workspace, json!({}));
    open(&mut server, &notebook, json!([cell("a", 1)]), json!([text("a", "markdown", TEXT)]));
    let (a, b) = (cell_uri("a"), cell_uri("b"));
    assert_eq!(server.diagnostics(&a, 1).len(), 1);
    // A new cell before it, changed in the same breath; the old one changed as well.
    let array = json!({"start": 0, "deleteCount": 0, "cells": [cell("b", 1)]});
    let structure = json!({"array": array, "didOpen": [text("b", "markdown", "Hello.\n")]});
    let texts = json!([
        {"document": {"uri": b, "version": 2}, "changes": [edit((0, 0), (0, 5), "A customer"), edit((0, 0), (0, 0), "")]},
        {"document": {"uri": a, "version": 7}, "changes": [{"text": "One customer, two customers.\n"}]},
    ]);
    change(&mut server, &notebook, json!({"structure": structure, "textContent": texts}));
    assert_eq!(server.diagnostics(&b, 2).len(), 1);
    assert_eq!(server.diagnostics(&a, 7).len(), 2);
    // Moved: nothing to say.
    let array = json!({"start": 0, "deleteCount": 2, "cells": [cell("a", 1), cell("b", 1)]});
    change(&mut server, &notebook, json!({"structure": {"array": array}}));
    // Code, and text again.
    change(&mut server, &notebook, json!({"data": [cell("a", 2)]}));
    server.cleared(&a);
    change(&mut server, &notebook, json!({"data": [cell("a", 1)]}));
    assert_eq!(server.diagnostics(&a, 7).len(), 2);
    server.notify("notebookDocument/didSave", json!({"notebookDocument": {"uri": notebook}}));
    let structure = json!({"array": {"start": 0, "deleteCount": 1}, "didClose": [{"uri": a}]});
    change(&mut server, &notebook, json!({"structure": structure}));
    server.cleared(&a);
    let closed = json!({"notebookDocument": {"uri": notebook}, "cellTextDocuments": [{"uri": b}]});
    server.notify("notebookDocument/didClose", closed.clone());
    server.cleared(&b);
    assert_eq!(server.hover(&b, 0, 3), Value::Null);
    // What is not open any more is passed over, and said in the log.
    server.notify("notebookDocument/didClose", closed);
    server.hear("window/logMessage");
    change(&mut server, &notebook, json!({"data": [cell("a", 1)]}));
    server.hear("window/logMessage");
    server.finish();
}

#[test]
fn a_change_of_cells_that_makes_no_sense_is_told_once_and_healed_by_opening_anew() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let notebook = workspace.uri("n.ipynb");
    let a = cell_uri("a");
    let mut server = Server::start(&workspace, json!({}));
    for array in [
        json!({"start": 2, "deleteCount": 0}),
        json!({"start": 0, "deleteCount": 2}),
        json!({"start": u32::MAX, "deleteCount": u32::MAX}),
        json!({"start": -1, "deleteCount": 0}),
        json!("nonsense"),
    ] {
        open(&mut server, &notebook, json!([cell("a", 1)]), json!([text("a", "markdown", TEXT)]));
        assert_eq!(server.diagnostics(&a, 1).len(), 1);
        change(&mut server, &notebook, json!({"structure": {"array": array}}));
        server.cleared(&a);
        let told = server.hear("window/showMessage");
        assert!(told["params"]["message"].as_str().unwrap().contains("n.ipynb"), "{told}");
        change(&mut server, &notebook, json!({"structure": {"array": array}}));
        assert_eq!(server.hover(&a, 0, 5), Value::Null);
    }
    open(&mut server, &notebook, json!([cell("a", 1)]), json!([text("a", "markdown", TEXT)]));
    assert_eq!(server.diagnostics(&a, 1).len(), 1);
    // The text of one cell alone, healed by a whole text.
    let texts = |changes: Value| json!({"textContent": [{"document": {"uri": a, "version": 2}, "changes": changes}]});
    change(&mut server, &notebook, texts(json!([edit((0, 9), (0, 1), "x")])));
    server.cleared(&a);
    server.hear("window/showMessage");
    change(&mut server, &notebook, texts(json!([{"text": TEXT}])));
    assert_eq!(server.diagnostics(&a, 2).len(), 1);
    server.finish();
}
