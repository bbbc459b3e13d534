//! Actions whose edits are asked for when they are chosen, and those for clients that know commands alone.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, range};
use crate::edits::{action, after, titles};

const POLICY: &str = "prefer = \"client\"\n";

/// What a client says that asks for edits later.
fn lazy() -> Value {
    json!({
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
        "resolveSupport": {"properties": ["edit"]}, "dataSupport": true, "isPreferredSupport": true,
    })
}

fn capabilities(action: &Value) -> Value {
    json!({"workspace": {"workspaceEdit": {"documentChanges": true}}, "textDocument": {"codeAction": action}})
}

fn resolve(server: &mut Server, action: &Value) -> Result<Value, Value> {
    server.request("codeAction/resolve", action.clone())
}

#[test]
fn an_edit_comes_when_the_action_is_chosen() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, capabilities(&lazy()));
    let uri = workspace.uri("a.md");
    let text = "Our customers called.\n\nEvery customer wrote.\n";
    server.open(&uri, 3, text);
    let found = server.diagnostics(&uri, 3);
    let actions = server.actions(&uri, range((0, 5), (0, 5)), json!({"triggerKind": 1}));
    let offered = titles(&actions);
    assert!(offered.iter().any(|title| title.starts_with("Set this workspace's")) && offered.len() >= 8, "{offered:?}");
    for action in &actions {
        assert!(action.get("edit").is_none() && action.get("command").is_none(), "{action}");
        assert_eq!((&action["data"]["uri"], &action["data"]["version"]), (&json!(uri), &json!(3)));
    }
    let replace = action(&actions, "Replace with “clients”");
    assert_eq!((&replace["isPreferred"], &replace["diagnostics"]), (&json!(true), &json!([found[0]])));
    let resolved = resolve(&mut server, replace).unwrap();
    assert_eq!(resolved["title"], replace["title"]);
    assert_eq!(after(&resolved["edit"], &uri, text), text.replace("customers", "clients"));
    let document = &resolved["edit"]["documentChanges"][0]["textDocument"];
    assert_eq!(document, &json!({"uri": uri, "version": 3}));
    server.finish();
}

#[test]
fn what_changed_meanwhile_is_said() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, capabilities(&lazy()));
    let uri = workspace.uri("a.md");
    let text = "Our customers called.\n";
    server.open(&uri, 1, text);
    server.diagnostics(&uri, 1);
    let modified = |server: &mut Server, action: &Value| {
        assert_eq!(resolve(server, action).unwrap_err()["code"], -32801, "{action}");
    };
    let offered = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    let replace = action(&offered, "Replace with").clone();
    server.change(&uri, 2, json!([edit((0, 0), (0, 0), "x ")]));
    modified(&mut server, &replace);
    server.diagnostics(&uri, 2);
    modified(&mut server, &replace);
    // Opened again, it has the same number and another text.
    server.close(&uri);
    server.cleared(&uri);
    modified(&mut server, &replace);
    server.open(&uri, 1, "The HTTP client. Our customers.\n");
    server.diagnostics(&uri, 1);
    modified(&mut server, &replace);
    // The same text, of which another policy wants something else.
    let offered = server.actions(&uri, range((0, 24), (0, 24)), json!({"only": ["quickfix"]}));
    let replace = action(&offered, "Replace with").clone();
    workspace.replace("customary.toml", "prefer = \"customer\"\n");
    server.diagnostics_until(&uri, |_| true, |found| found.is_empty());
    modified(&mut server, &replace);
    server.finish();
}

#[test]
fn data_that_is_not_ours_is_refused() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, capabilities(&lazy()));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our customers called.\n");
    server.diagnostics(&uri, 1);
    let offered = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    let good = action(&offered, "Replace with").clone();
    assert!(resolve(&mut server, &good).is_ok());
    for data in [
        json!(null),
        json!(1),
        json!([]),
        json!({}),
        json!("customary"),
        json!({"uri": uri}),
        json!({"uri": uri, "version": 1, "opening": 1}),
        json!({"uri": uri, "version": 1, "opening": 1, "plan": {"do": "sing"}}),
        json!({"uri": uri, "version": "1", "opening": 1, "plan": {"do": "fix-all"}}),
        json!({"uri": uri, "version": 1, "opening": -1, "plan": {"do": "fix-all"}}),
        json!({"uri": "no uri", "version": 1, "opening": 1, "plan": {"do": "fix-all"}}),
        json!({"uri": uri, "version": 1, "opening": 1, "plan": {"do": "swap", "at": {"start": -1, "end": 2}}}),
        json!({"uri": uri, "version": 99_999_999_999_u64, "opening": 1, "plan": {"do": "fix-all"}}),
    ] {
        let error = resolve(&mut server, &json!({"title": "x", "data": data})).unwrap_err();
        assert_eq!(error["code"], -32602, "{data}: {error}");
    }
    // Of our shape, and of nothing that is there.
    let most = usize::MAX;
    for plan in [
        json!({"do": "swap", "at": {"start": most, "end": 0}}),
        json!({"do": "fix", "at": {"start": 4, "end": 13}, "concept": "client-customer", "way": most}),
        json!({"do": "fix", "at": {"start": 4, "end": 13}, "concept": "no such", "way": 0}),
        json!({"do": "fix-term", "at": {"start": 1, "end": 2}}),
        json!({"do": "ignore-line", "at": most, "concept": "client-customer"}),
        json!({"do": "ignore-line", "at": 4, "concept": "a --> b\n\u{0}"}),
        json!({"do": "ignore-file", "concept": "a --> b\n\u{0}"}),
        json!({"do": "keep", "phrase": " "}),
        json!({"do": "prefer", "prefer": "patron"}),
    ] {
        let mut wrong = good.clone();
        wrong["data"]["plan"] = plan;
        assert_eq!(resolve(&mut server, &wrong).unwrap_err()["code"], -32801, "{wrong}");
    }
    // Whole already: some clients ask all the same.
    let whole = json!({"title": "x", "command": {"title": "x", "command": "customary.setPreference"}});
    assert_eq!(resolve(&mut server, &whole), Ok(whole));
    assert!(resolve(&mut server, &good).is_ok());
    server.finish();
}

const TEXTS: [&str; 4] = [
    "---\ntitle: Our customers\n---\n\n# A customer’s day ##\n\nOur **customers** met a customer-facing team; the HTTP client waits.\r\n\n\
     | customer | b |\n|---|---|\n| a client | our customers |\n",
    "- 😀 the Customer Portal\n  and a customer\n\n> A customer\\\n> said: “our customers”.\n\n```\ncustomer\n```\n\n<!-- our\ncustomers\n-->\n\n\
     cus**tom**er <!-- customary-disable-line -->\n",
    "Members log in here. <!-- customary-disable-line no-such -->\n\nShe logged in, and our customers log in.\n",
    "<div>\nOur customers\n</div>\n\nA customer of customers’ clients\n===\n",
];

const HOUSE: &str = "prefer = \"client\"\n\n[[concept]]\nid = \"sign-in\"\npreferred = [\"sign in\", \"identify yourself\"]\n\
    deprecated = [\"log in\"]\npart-of-speech = \"verb\"\n";

#[test]
fn what_is_asked_for_later_is_what_comes_at_once() {
    let workspace = Workspace::new(HOUSE);
    let eager = json!({"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "isPreferredSupport": true});
    let mut later = Server::start(&workspace, capabilities(&lazy()));
    let mut at_once = Server::start(&workspace, capabilities(&eager));
    let mut compared = 0;
    for (index, text) in TEXTS.into_iter().enumerate() {
        let uri = workspace.uri(&format!("{index}.md"));
        for server in [&mut later, &mut at_once] {
            server.open(&uri, 1, text);
            server.diagnostics(&uri, 1);
        }
        for range in everywhere(text) {
            let whole = at_once.actions(&uri, range.clone(), json!({"triggerKind": 1}));
            let offered = later.actions(&uri, range, json!({"triggerKind": 1}));
            assert_eq!(titles(&offered), titles(&whole));
            for (offered, mut whole) in offered.into_iter().zip(whole) {
                let mut resolved = resolve(&mut later, &offered).unwrap();
                for action in [&mut resolved, &mut whole] {
                    // The two servers count the openings of documents alike, but one tells nobody.
                    action.as_object_mut().unwrap().remove("data");
                }
                assert_eq!(resolved, whole);
                if resolved["edit"]["documentChanges"][0]["textDocument"]["uri"] == uri {
                    assert_ne!(after(&resolved["edit"], &uri, text), text, "{resolved}");
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "{compared}");
    later.finish();
    at_once.finish();
}

/// The cursor at every other place of a text, and a few selections.
fn everywhere(text: &str) -> Vec<Value> {
    let lines = text.split('\n').enumerate();
    let places: Vec<(u32, u32)> = lines
        .flat_map(|(line, text)| {
            let line = u32::try_from(line).unwrap();
            (0..=u32::try_from(text.encode_utf16().count()).unwrap()).step_by(2).map(move |at| (line, at))
        })
        .collect();
    let cursors = places.iter().map(|at| range(*at, *at));
    let selections = places.iter().zip(places.iter().skip(7)).step_by(9).map(|(from, to)| range(*from, *to));
    cursors.chain(selections).chain([range((0, 0), (99, 0))]).collect()
}

#[test]
fn a_client_that_knows_commands_alone_gets_commands() {
    let workspace = Workspace::new(POLICY);
    let old = json!({"workspace": {"applyEdit": true}, "textDocument": {"codeAction": {}}});
    let mut server = Server::start(&workspace, old);
    let uri = workspace.uri("a.md");
    let text = "Our customers called.\n";
    server.open(&uri, 1, text);
    server.diagnostics(&uri, 1);
    let offered = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    for command in &offered {
        assert!(command["command"].is_string() && command.get("kind").is_none(), "{command}");
    }
    let replace = action(&offered, "Replace with “clients”");
    let run = json!({"command": replace["command"], "arguments": replace["arguments"]});
    assert_eq!(server.request("workspace/executeCommand", run.clone()), Ok(Value::Null));
    let asked = server.hear("workspace/applyEdit");
    assert_eq!(after(&asked["params"]["edit"], &uri, text), "Our clients called.\n");
    server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": true}}));
    server.change(&uri, 2, json!([edit((0, 4), (0, 13), "clients")]));
    assert_eq!(server.request("workspace/executeCommand", run).unwrap_err()["code"], -32801);
    let strange = json!({"command": "customary.applyAction", "arguments": [{"uri": uri}]});
    assert_eq!(server.request("workspace/executeCommand", strange).unwrap_err()["code"], -32602);
    server.diagnostics(&uri, 2);
    server.finish();
    // Where nobody makes the edit of a command, there is nothing to offer.
    let mut server = Server::start(&workspace, json!({"textDocument": {"codeAction": {}}}));
    server.open(&uri, 1, text);
    server.diagnostics(&uri, 1);
    let offered = server.actions(&uri, range((0, 5), (0, 5)), json!({}));
    assert!(titles(&offered).iter().all(|title| title.starts_with("Set this workspace's preference")), "{offered:?}");
    server.finish();
}

#[test]
fn only_what_a_client_understands_is_sent() {
    let workspace = Workspace::new(POLICY);
    let literals = json!({"codeActionKind": {"valueSet": []}});
    let plain = json!({"textDocument": {"codeAction": {"codeActionLiteralSupport": literals}}});
    let mut server = Server::start(&workspace, plain);
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, "Our cust**om**ers and a customer.\n");
    server.diagnostics(&uri, 1);
    let offered = server.actions(&uri, range((0, 30), (0, 30)), json!({}));
    assert!(offered.iter().all(|action| action.get("isPreferred").is_none() && action.get("data").is_none()));
    let only = json!({"only": ["refactor"], "triggerKind": 1});
    assert_eq!(server.actions(&uri, range((0, 6), (0, 6)), only.clone()), [] as [Value; 0]);
    server.finish();
    // Who asks for a swap and can show why there is none is told.
    let shows =
        json!({"textDocument": {"codeAction": {"codeActionLiteralSupport": literals, "disabledSupport": true}}});
    let mut server = Server::start(&workspace, shows);
    server.open(&uri, 1, "Our cust**om**ers and a customer.\n");
    server.diagnostics(&uri, 1);
    let offered = server.actions(&uri, range((0, 6), (0, 6)), only);
    assert_eq!(titles(&offered), ["Swap “cust**om**ers”"]);
    assert!(offered[0]["disabled"]["reason"].as_str().unwrap().contains("Markup"), "{offered:?}");
    assert!(offered[0].get("edit").is_none());
    for context in [json!({"triggerKind": 1}), json!({"only": ["refactor"], "triggerKind": 2})] {
        let offered = server.actions(&uri, range((0, 6), (0, 6)), context);
        assert!(offered.iter().all(|action| action.get("disabled").is_none()), "{offered:?}");
    }
    server.finish();
}

#[test]
fn a_long_selection_is_not_answered_with_a_list_that_nobody_reads() {
    let workspace = Workspace::new(POLICY);
    let mut server = Server::start(&workspace, json!({}));
    let uri = workspace.uri("a.md");
    server.open(&uri, 1, &"Our customers called.\n\n".repeat(60));
    server.diagnostics(&uri, 1);
    let all = server.actions(&uri, range((0, 0), (120, 0)), json!({}));
    assert!(titles(&all).iter().all(|title| !title.starts_with("Swap") && !title.starts_with("Replace “")), "{all:?}");
    action(&all, "Replace all 60 forms of “customer” in this file");
    action(&all, "Apply all 60 safe fixes in this file");
    let some = server.actions(&uri, range((0, 0), (20, 0)), json!({}));
    assert_eq!(titles(&some).iter().filter(|title| title.starts_with("Replace “")).count(), 10);
    server.finish();
}

#[test]
fn what_would_mend_thousands_of_words_is_asked_for_when_it_is_chosen() {
    let workspace = Workspace::new(POLICY);
    let client = json!({"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}});
    let mut server =
        Server::start(&workspace, json!({"workspace": {"applyEdit": true}, "textDocument": {"codeAction": client}}));
    let uri = workspace.uri("a.md");
    let text = "Our customers called.\n\n".repeat(1001);
    server.open(&uri, 1, &text);
    server.diagnostics(&uri, 1);
    let offered = server.actions(&uri, range((0, 5), (0, 5)), json!({"triggerKind": 1}));
    assert!(action(&offered, "Replace with “clients”").get("command").is_none());
    for title in ["Replace all 1001 forms of “customer” in this file", "Apply all 1001 safe fixes in this file"] {
        let chosen = action(&offered, title);
        assert!(chosen.get("edit").is_none(), "{chosen}");
        let command = &chosen["command"];
        let params = json!({"command": command["command"], "arguments": command["arguments"]});
        assert_eq!(server.request("workspace/executeCommand", params), Ok(Value::Null));
        let asked = server.hear("workspace/applyEdit");
        server.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": true}}));
        let edits = asked["params"]["edit"]["changes"][&uri].as_array().unwrap();
        assert_eq!(edits.len(), 1001);
        assert!(edits.iter().all(|edit| edit["newText"] == "clients"));
    }
    server.finish();
}
