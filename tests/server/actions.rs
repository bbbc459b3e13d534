//! Code actions on words and directives, as each client asks for them.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, range};
use crate::edits::{action, applied, titles};

const POLICY: &str = "prefer = \"client\"\n";

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
    assert_eq!(titles(&actions)[1], "Disagree: “HTTP client” means a person or firm");
    assert!(titles(&actions)[2..].iter().all(|title| title.starts_with("Set this workspace's preference")));
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
        "Why here, 95 % sure",
        "there are several terms to choose from",
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
