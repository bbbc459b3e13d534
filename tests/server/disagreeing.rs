//! A writer who disagrees with a judgement: one action records it in the policy, and it counts at once.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, range};
use crate::edits::{action, applied, titles};

/// A cursor at a character of the first line.
fn cursor(at: u32) -> Value {
    range((0, at), (0, at))
}

#[test]
fn a_word_that_was_left_alone_is_reported_from_then_on_and_the_other_way_round() {
    let policy = "# Ours.\nprefer = \"customer\"\n";
    let workspace = Workspace::new(policy);
    let mut server = Server::start(&workspace, json!({}));
    let (uri, policy_uri) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    let text = "The HTTP client sends a request to the server.\n";
    server.open(&uri, 1, text);
    assert_eq!(server.diagnostics(&uri, 1), [] as [Value; 0]);
    let actions = server.actions(&uri, cursor(11), json!({}));
    let disagree = action(&actions, "Disagree: “HTTP client” means a person or firm");
    assert_eq!(disagree["kind"], "quickfix");
    let recorded = applied(disagree, &policy_uri, policy);
    assert_eq!(recorded, format!("{policy}\n[[judgement]]\nnear  = [\"HTTP client\"]\nsense = \"party\"\n"));
    // The policy is open and edited, and not saved: that counts already.
    server.open(&policy_uri, 1, &recorded);
    assert_eq!(server.diagnostics(&policy_uri, 1), [] as [Value; 0]);
    let found = server.diagnostics_until(&uri, |_| true, |found| found.len() == 1);
    assert!(found[0]["message"].as_str().unwrap().contains("customer"), "{found:?}");
    let said = server.hover(&uri, 0, 11)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(said.contains("“HTTP client” stands in the sentence") && said.contains("line 4"), "{said}");

    let actions = server.actions(&uri, cursor(11), json!({}));
    let agree = action(&actions, "Disagree: “HTTP client” means a program");
    assert_eq!(agree["diagnostics"], json!(found));
    let again = applied(agree, &policy_uri, &recorded);
    assert_eq!(again, recorded.replace("\"party\"", "\"software\""));
    server.change(&policy_uri, 2, json!([{"text": again}]));
    assert_eq!(server.diagnostics(&policy_uri, 2), [] as [Value; 0]);
    server.diagnostics_until(&uri, |_| true, |found| found.is_empty());
    server.finish();
}

#[test]
fn a_customer_that_is_none_is_part_of_a_name() {
    let policy = "prefer = \"client\"\n";
    let workspace = Workspace::new(policy);
    let mut server = Server::start(&workspace, json!({}));
    let (uri, policy_uri) = (workspace.uri("a.md"), workspace.uri("customary.toml"));
    let text = "The customer loading dock hums, and other customers hear it.\n";
    server.open(&uri, 1, text);
    assert_eq!(server.diagnostics(&uri, 1).len(), 2);
    // What is selected is what is recorded.
    let selected = server.actions(&uri, range((0, 4), (0, 25)), json!({}));
    let title = "Disagree: “customer loading dock” is part of a name or a fixed term";
    let recorded = applied(action(&selected, title), &policy_uri, policy);
    workspace.replace("customary.toml", &recorded);
    let left = server.diagnostics_until(&uri, |_| true, |found| found.len() == 1);
    assert_eq!(left[0]["range"], range((0, 42), (0, 51)), "its neighbour in the sentence is judged as before");
    server.finish();
}

#[test]
fn a_policy_is_created_where_there_is_none() {
    let text = "Our customers called, and a customer wrote.\n\nThe HTTP client retries a request.\n";
    let edit = json!({"documentChanges": true, "resourceOperations": ["create"]});
    for capabilities in [json!({"workspace": {"workspaceEdit": edit}}), json!({})] {
        let workspace = Workspace::new("");
        let mut server = Server::start(&workspace, capabilities.clone());
        let (uri, policy_uri) = (workspace.uri("docs/a.md"), workspace.uri("customary.toml"));
        server.open(&uri, 1, text);
        assert_eq!(server.diagnostics(&uri, 1), [] as [Value; 0]);
        let actions = server.actions(&uri, range((2, 11), (2, 11)), json!({}));
        let disagree = action(&actions, "Disagree: “HTTP client” means a person or firm");
        let entry = "\n[[judgement]]\nnear  = [\"HTTP client\"]\nsense = \"party\"\n";
        if capabilities == json!({}) {
            let command = &disagree["command"];
            let params = json!({"command": command["command"], "arguments": command["arguments"]});
            assert_eq!(server.request("workspace/executeCommand", params), Ok(Value::Null));
            let written = std::fs::read_to_string(workspace.path("customary.toml")).unwrap();
            assert!(written.contains("\nprefer = \"consistent\"\n") && written.ends_with(entry), "{written}");
        } else {
            let changes = &disagree["edit"]["documentChanges"];
            assert_eq!(changes[0], json!({"kind": "create", "uri": policy_uri}));
            let written = changes[1]["edits"][0]["newText"].as_str().unwrap();
            assert!(written.contains("\nprefer = \"consistent\"\n") && written.ends_with(entry), "{written}");
            server.open(&policy_uri, 1, written);
            assert_eq!(server.diagnostics(&policy_uri, 1), [] as [Value; 0]);
        }
        // Each text keeps to the word that it uses most.
        server.diagnostics_until(&uri, |_| true, |found| found.len() == 1);
        server.finish();
    }
}

#[test]
fn where_no_judgement_is_to_blame_there_is_nothing_to_disagree_with() {
    let disagrees = |policy: &str, text: &str, at: u32| {
        let workspace = Workspace::new(policy);
        let mut server = Server::start(&workspace, json!({}));
        let uri = workspace.uri("a.md");
        server.open(&uri, 1, text);
        server.diagnostics(&uri, 1);
        let actions = server.actions(&uri, cursor(at), json!({}));
        let found = titles(&actions).iter().any(|title| title.starts_with("Disagree"));
        server.finish();
        found
    };
    let client = "prefer = \"client\"\n";
    assert!(disagrees(client, "Our customers called.\n", 5));
    assert!(!disagrees("prefer = \"off\"\n", "Our customers called.\n", 5), "nobody asks");
    assert!(!disagrees(client, "Our clients called.\n", 5), "it is as the policy wants it");
    assert!(!disagrees(client, "Customers\n", 2), "no phrase says where");
    assert!(!disagrees(&format!("{client}allow = [\"customer panel\"]\n"), "Our customer panel met.\n", 5), "a phrase");
    // A concept of the house that takes the word over follows the judgement as well.
    let patient = "[[concept]]\nid = \"patient\"\npreferred = \"patient\"\ndeprecated = [\"client\"]\n";
    assert!(disagrees(patient, "The HTTP client retries a request.\n", 10));
}
