//! The baseline in the editor: what it holds is not published, and it counts as soon as it changes.

use serde_json::json;

use crate::client::{Server, Workspace, edit};

const BASELINE: &str = ".customary-baseline.json";

fn baseline(path: &str, excerpt: &str) -> String {
    let entry = json!({"path": path, "concept": "client-customer", "text": "customers", "excerpt": excerpt});
    json!({"version": 1, "findings": [entry]}).to_string()
}

#[test]
fn known_findings_are_not_published_and_new_ones_are() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    workspace.write(BASELINE, &baseline("docs/a.md", "Our customers called."));
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("docs/a.md");
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 0);
    server.change(&uri, 2, json!([edit((0, 0), (0, 0), "# New\n\nA customer paid. ")]));
    let found = server.diagnostics(&uri, 2);
    assert_eq!((found.len(), &found[0]["range"]["start"]["character"]), (1, &json!(2)));
    server.change(&uri, 3, json!([edit((2, 21), (2, 30), "customers rightly")]));
    assert_eq!(server.diagnostics(&uri, 3).len(), 2, "another word in the sentence");
    server.finish();
}

#[test]
fn a_baseline_counts_as_it_comes_changes_breaks_and_goes() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({}));
    let (uri, place) = (workspace.uri("a.md"), workspace.uri(BASELINE));
    server.open(&uri, 1, "Our customers called.\n");
    let until = |server: &mut Server, count: usize| {
        server.diagnostics_until(&uri, |_| true, |found| found.len() == count);
    };
    until(&mut server, 1);
    // Whole from the first moment: an empty file would be a broken one.
    workspace.replace(BASELINE, &baseline("a.md", "Our customers called."));
    until(&mut server, 0);
    workspace.replace(BASELINE, &baseline("a.md", "Our customers wrote."));
    until(&mut server, 1);
    workspace.replace(BASELINE, &baseline("a.md", "Our customers called."));
    until(&mut server, 0);
    // Broken, it says so, and what was known stays known.
    workspace.replace(BASELINE, "{\"version\": 1, \"findings\": [");
    let problems = server.diagnostics_until(&place, |_| true, |problems| !problems.is_empty());
    assert!(problems[0]["message"].as_str().unwrap().contains("baseline cannot be read"), "{problems:?}");
    server.change(&uri, 2, json!([edit((0, 0), (0, 0), "Well. ")]));
    assert_eq!(server.diagnostics(&uri, 2).len(), 0);
    std::fs::remove_file(workspace.path(BASELINE)).unwrap();
    server.diagnostics_until(&place, |_| true, |problems| problems.is_empty());
    until(&mut server, 1);
    server.finish();
}
