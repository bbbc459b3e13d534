//! Documents that are no files: checked as text by their language, under the first folder's policy or the settings.

use serde_json::{Value, json};

use crate::client::{Server, Workspace, range};

const VIRTUAL: [&str; 8] = [
    "untitled:Untitled-1",
    "untitled:/letters/new.md",
    "git:/letters/a.md?%7B%22ref%22%3A%22HEAD%22%7D",
    "vscode-vfs://github/house/docs/a.md",
    "vscode-notebook-cell:/letters/n.ipynb#W0",
    "zipfile:///letters/a.zip::docs/a.md",
    "jdt://contents/a.md",
    "https://example.com/a.md",
];

#[test]
fn they_follow_the_policy_of_the_first_folder() {
    let workspace = Workspace::new("prefer = \"client\"\n");
    workspace.write("docs/customary.toml", "prefer = \"customer\"\n");
    let mut server = Server::start(&workspace, json!({}));
    for uri in VIRTUAL {
        for language in ["markdown", "plaintext"] {
            server.open_as(uri, language, 3, "Our customers called our clients.\n");
            let found = server.diagnostics(uri, 3);
            assert_eq!((found.len(), &found[0]["range"]), (1, &range((0, 4), (0, 13))), "{uri}");
            let fix = &server.actions(uri, range((0, 5), (0, 5)), json!({"only": ["quickfix"]}))[0];
            assert_eq!(fix["edit"]["changes"][uri][0]["newText"], "clients");
            assert_eq!(server.hover(uri, 0, 5)["range"], range((0, 4), (0, 13)));
            server.close(uri);
            server.cleared(uri);
        }
        // A language that is not read, and none: no name tells what it is.
        for language in ["zig", ""] {
            server.open_as(uri, language, 1, "Our customers called.\n");
            assert_eq!(server.hover(uri, 0, 5), Value::Null, "{uri}");
            server.close(uri);
        }
    }
    server.finish();
}

#[test]
fn without_a_folder_they_follow_the_settings() {
    let mut server = Server::start_with(json!({"capabilities": {}, "initializationOptions": {"prefer": "client"}}));
    for uri in VIRTUAL {
        server.open_as(uri, "markdown", 1, "Our customers called.\n");
        let found = server.diagnostics(uri, 1);
        assert_eq!(found.len(), 1, "{uri}");
        assert!(found[0]["message"].as_str().unwrap().contains("client"), "{found:?}");
        // There is no folder that a policy could be written for.
        let command = json!({"command": "customary.setPreference", "arguments": [{"uri": uri, "prefer": "off"}]});
        assert_eq!(server.request("workspace/executeCommand", command).unwrap_err()["code"], -32803, "{uri}");
    }
    server.finish();
}
