//! Hovers over words: what each means, and what the policy wants of it.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, range};
use crate::edits::titles;

/// The weights that a hover shows, in hundredths: the pieces, and what they are said to weigh.
fn weights(said: &str) -> (Vec<i64>, i64) {
    let weight = |line: &str| {
        let number = line.strip_prefix("- ")?.split_whitespace().next()?;
        let size: i64 = number.strip_prefix(['+', '-'])?.replace('.', "").parse().ok()?;
        Some(if number.starts_with('-') { -size } else { size })
    };
    let mut all: Vec<i64> = said.lines().filter_map(weight).collect();
    let total = all.pop().unwrap();
    (all, total)
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
        let said = hover["contents"]["value"].as_str().unwrap();
        for part in ["a program or device", "(software, 98 %)", "Why software rather than party"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let (pieces, total) = weights(said);
        assert_eq!(pieces.iter().sum::<i64>(), total, "{said}");
        assert!((1..=6).contains(&pieces.len()), "five pieces, and what the weaker ones weigh: {said}");
        for (line, character) in [(0, 0), (0, 13), (0, 25), (9, 9)] {
            assert_eq!(server.hover(&uri, line, character), Value::Null, "{line}:{character}");
        }
        server.finish();
    }
}

#[test]
fn a_hover_says_what_keeps_a_word_from_being_reported() {
    let policy = "prefer = \"client\"\ncheck = [\"prose\"]\nallow = [\"customer panel\"]\n";
    let workspace = Workspace::new(policy);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "# Our customers\n\nThe customer panel met. <!-- customary-disable-line -->\n");
    let found = server.diagnostics(&uri, 1);
    assert!(found.iter().all(|found| found["code"] == "directive"), "one of the two is enough: {found:?}");
    for (line, at, parts) in [
        (0, 6, ["It stands in a heading", "customary.toml, line 2"]),
        (
            2,
            6,
            [
                "A directive in the text silences it.",
                "`allow` keeps the phrase “customer panel”. (customary.toml, line 3)",
            ],
        ),
    ] {
        let said = server.hover(&uri, line, at)["contents"]["value"].as_str().unwrap().to_owned();
        for part in parts {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
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
