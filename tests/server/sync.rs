//! Texts as the client changes them.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, range};
use crate::model::{Encoding, Random, offset, random_position};

const POLICY: &str = "prefer = \"client\"\n";

#[test]
fn diagnostics_say_what_where_and_why() {
    let workspace = Workspace::new("# The house.\nprefer = \"client\"\n");
    let related = json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}}});
    let mut server = Server::start(&workspace, related);
    let uri = workspace.uri("a.md");
    server.open(&uri, 7, "# Letter\n\n😀 Our customers' letters came.\n");
    let found = server.diagnostics(&uri, 7);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["range"], range((2, 7), (2, 17)));
    assert_eq!(found[0]["severity"], 2);
    assert_eq!(found[0]["source"], "customary");
    assert_eq!(found[0]["code"], "client-customer");
    assert_eq!(found[0]["codeDescription"]["href"], workspace.uri("customary.toml"));
    assert!(
        found[0]["message"].as_str().unwrap().contains("clients’")
            || found[0]["message"].as_str().unwrap().contains("clients'")
    );
    let place = &found[0]["relatedInformation"][0]["location"];
    assert_eq!(place["uri"], workspace.uri("customary.toml"));
    assert_eq!(place["range"]["start"]["line"], 1);
    server.finish();

    let mut plain = Server::start(&workspace, json!({}));
    plain.open(&uri, 1, "Our customers called.\n");
    assert!(plain.diagnostics(&uri, 1)[0].get("relatedInformation").is_none());
    plain.finish();
}

#[test]
fn every_version_is_answered_also_when_nothing_changed() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    let first = server.diagnostics(&uri, 1);
    for version in 2..6 {
        server.change(&uri, version, json!([edit((9, 0), (9, 0), "More.\n")]));
        assert_eq!(server.diagnostics(&uri, version), first);
    }
    server.finish();
}

#[test]
fn the_last_of_a_burst_is_answered_and_earlier_ones_come_in_order() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 0, "");
    for version in 1..=300 {
        server.change(&uri, version, json!([edit((0, 0), (0, 0), "Our customers called.\n")]));
    }
    let mut seen = -1;
    while seen < 300 {
        let published = server.hear("textDocument/publishDiagnostics");
        let version = published["params"]["version"].as_i64().unwrap();
        assert!(version > seen, "{version} after {seen}");
        assert_eq!(published["params"]["diagnostics"].as_array().unwrap().len(), usize::try_from(version).unwrap());
        seen = version;
    }
    server.finish();
}

#[test]
fn wild_positions_are_clamped() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers\r\ncalled");
    let far = (u32::MAX, u32::MAX);
    server.change(&uri, 2, json!([edit((0, 999), (0, u32::MAX), " and clients"), edit(far, far, " our customers.")]));
    let found = server.diagnostics(&uri, 2);
    let ranges: Vec<&Value> = found.iter().map(|found| &found["range"]).collect();
    assert_eq!(ranges, [&range((0, 4), (0, 13)), &range((1, 11), (1, 20))]);
    assert_eq!(server.actions(&uri, range(far, far), json!({"only": ["quickfix"]})), [] as [Value; 0]);
    assert_eq!(server.hover(&uri, u32::MAX, u32::MAX), Value::Null);
    server.finish();
}

#[test]
fn a_change_that_ends_before_it_starts_is_told_once_and_healed_by_a_full_text() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    server.change(&uri, 2, json!([edit((0, 8), (0, 4), "x")]));
    server.cleared(&uri);
    assert_eq!(server.hear("window/showMessage")["params"]["type"], 2);
    server.change(&uri, 3, json!([edit((0, 8), (0, 4), "x")]));
    assert_eq!(server.actions(&uri, range((0, 5), (0, 5)), json!({})), [] as [Value; 0]);
    assert_eq!(server.hover(&uri, 0, 5), Value::Null);
    // One that no type can hold counts as the same.
    server.change(&uri, 3, json!([{"range": {"start": {"line": -1, "character": 0}}, "text": "x"}]));
    server.change(&uri, 4, json!([{"text": "A customer, our customers.\n"}, edit((0, 0), (0, 1), "Our")]));
    assert_eq!(server.diagnostics(&uri, 4).len(), 2);
    server.finish();
}

#[test]
fn unknown_documents_are_passed_over() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = "file:///nowhere/a.md";
    server.change(uri, 2, json!([{"text": "Our customers."}]));
    server.hear("window/logMessage");
    server.close(uri);
    server.hear("window/logMessage");
    assert_eq!(server.actions(uri, range((0, 0), (0, 0)), json!({})), [] as [Value; 0]);
    assert_eq!(server.hover(uri, 0, 0), Value::Null);
    server.finish();
}

#[test]
fn closing_clears_and_opening_again_starts_anew() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    for round in 0..20 {
        server.open(&uri, 1, "Our customers called.\n");
        assert_eq!(server.diagnostics(&uri, 1).len(), 1, "round {round}");
        server.close(&uri);
        server.cleared(&uri);
        assert_eq!(server.hover(&uri, 0, 5), Value::Null);
    }
    // Without a breath between: the old findings go before the new ones come.
    server.open(&uri, 1, "Our customers called.\n");
    assert_eq!(server.diagnostics(&uri, 1).len(), 1);
    server.close(&uri);
    server.open(&uri, 1, "Our customers called, and more customers.\n");
    server.cleared(&uri);
    assert_eq!(server.diagnostics(&uri, 1).len(), 2);
    // A second didOpen without a didClose: the new text counts.
    server.open(&uri, 2, "Nobody called.\n");
    assert_eq!(server.diagnostics(&uri, 2).len(), 0);
    server.finish();
}

#[test]
fn formats_are_told_by_language_and_others_left_alone() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let text = "Our customers called.\n";
    for (name, language, read) in
        [("a.md", "markdown", true), ("b", "plaintext", true), ("c.md", "", true), ("d.zig", "zig", false)]
    {
        let uri = workspace.uri(name);
        server.open_as(&uri, language, 1, text);
        if read {
            assert_eq!(server.diagnostics(&uri, 1).len(), 1, "{name}");
        }
        assert_eq!(server.hover(&uri, 0, 5).is_null(), !read, "{name}");
    }
    for uri in ["untitled:Untitled-1", "git:/a.md?ref", "vscode-notebook-cell://a/b#c"] {
        server.open_as(uri, "markdown", 1, text);
        assert_eq!(server.diagnostics(uri, 1).len(), 1, "{uri}");
    }
    // Brackets that a client left as they are.
    let bare = workspace.uri("[slug].md");
    server.open(&bare, 1, text);
    let escaped = bare.replace('[', "%5B").replace(']', "%5D");
    assert_eq!(server.diagnostics(&escaped, 1).len(), 1);
    server.finish();
}

// ---- Random edits against a naive model -----------------------------------------------------------

/// How many seeds to try; `CUSTOMARY_SEEDS=200` for a long run.
fn seeds() -> u64 {
    std::env::var("CUSTOMARY_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(25)
}

fn equal_a_fresh_document(encoding: Encoding, name: &str) {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({"general": {"positionEncodings": [name]}}));
    for seed in 1..=seeds() {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut text = random.text(40);
        let uri = workspace.uri(&format!("{seed}.md"));
        server.open(&uri, 0, &text);
        for version in 1..=40 {
            let mut changes = Vec::new();
            for _ in 0..=random.below(3) {
                let with = random.text(6);
                if random.below(30) == 0 {
                    changes.push(json!({"text": with}));
                    text = with;
                    continue;
                }
                let (a, b) = (random_position(&mut random, &text), random_position(&mut random, &text));
                let (start, end) = (a.min(b), a.max(b));
                let bytes = offset(&text, start, encoding)..offset(&text, end, encoding);
                changes.push(edit(start, end, &with));
                text.replace_range(bytes, &with);
            }
            server.change(&uri, version, Value::Array(changes));
        }
        let edited = server.diagnostics(&uri, 40);
        let fresh_uri = workspace.uri(&format!("fresh-{seed}.md"));
        server.open(&fresh_uri, 40, &text);
        assert_eq!(edited, server.diagnostics(&fresh_uri, 40), "seed {seed}: {text:?}");
        for uri in [uri, fresh_uri] {
            server.close(&uri);
            server.cleared(&uri);
        }
    }
    server.finish();
}

#[test]
fn edits_in_utf_8_lead_where_a_fresh_text_does() {
    equal_a_fresh_document(Encoding::Utf8, "utf-8");
}

#[test]
fn edits_in_utf_16_lead_where_a_fresh_text_does() {
    equal_a_fresh_document(Encoding::Utf16, "utf-16");
}

#[test]
fn edits_in_utf_32_lead_where_a_fresh_text_does() {
    equal_a_fresh_document(Encoding::Utf32, "utf-32");
}

#[test]
fn a_change_without_a_number_is_the_next_one_and_one_without_a_place_loses_the_text() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 4, "Our customers came.\n");
    assert_eq!(server.diagnostics(&uri, 4)[0]["range"], range((0, 4), (0, 13)));
    let typed = json!([edit((0, 0), (0, 0), "Now: ")]);
    for document in [json!({"uri": uri, "version": null}), json!({"uri": uri})] {
        server.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": typed}));
    }
    assert_eq!(server.diagnostics(&uri, 6)[0]["range"], range((0, 14), (0, 23)));
    // What has no list of changes could have changed anything.
    let document = json!({"uri": uri, "version": 7});
    server.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": {}}));
    let told = server.hear("window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().contains("lost track"), "{told}");
    server.diagnostics_until(&uri, |_| true, |found| found.is_empty());
    server.change(&uri, 8, json!([{"text": "Our customers came.\n"}]));
    assert_eq!(server.diagnostics(&uri, 8).len(), 1);
    server.finish();
}

#[test]
fn what_gitignore_names_has_no_findings_while_it_is_open() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    workspace.write(".gitignore", "drafts/\n*.tmp.md\n");
    let mut server = Server::start(&workspace, json!({}));
    for (name, findings) in [("drafts/a.md", 0), ("b.tmp.md", 0), ("c.md", 1), ("docs/new.md", 1)] {
        let uri = workspace.uri(name);
        server.open(&uri, 1, "Our customers came.\n");
        assert_eq!(server.diagnostics(&uri, 1).len(), findings, "{name}");
    }
    workspace.write(".gitignore", "c.md\n");
    let changed = json!({"changes": [{"uri": workspace.uri(".gitignore"), "type": 2}]});
    server.notify("workspace/didChangeWatchedFiles", changed);
    server.diagnostics_until(&workspace.uri("c.md"), |_| true, |found| found.is_empty());
    server.diagnostics_until(&workspace.uri("b.tmp.md"), |_| true, |found| found.len() == 1);
    server.diagnostics_until(&workspace.uri("drafts/a.md"), |_| true, |found| found.len() == 1);
    server.finish();
}
