//! What one seed does: its documents, its steps, and what must hold in the end.

use serde_json::{Value, json};

use crate::client::{Workspace, edit, range};
use crate::model::{Encoding, Random, offset, random_position};
use crate::notebook::Notebook;
use crate::session::Session;

const POLICIES: [&str; 5] = [
    "prefer = \"client\"\n",
    "prefer = \"customer\"\nseverity = \"error\"\nmax-diagnostics = 50\n",
    "prefer = \"consistent\"\n",
    "prefer = \"client\"\n[[concept]]\nid = \"request\"\npreferred = \"query\"\ndeprecated = [\"request\"]\n",
    "prefer = \"off\"\n",
];

/// What is no message, and is answered with an error for no id in particular.
const BROKEN: [&[u8]; 14] = [
    b"Content-Length: 5\r\n\r\n{\"a\":",
    b"Content-Length: 2\r\n\r\n\xff\xfe",
    b"Content-Length: 0\r\n\r\n",
    b"Content-Length: lots\r\n\r\n",
    b"Content-Length: -1\r\n\r\n{}",
    b"Content-Length: 99999999999999999\r\n\r\n{}",
    b"Content-Length: 99999999999999999999999999999999\r\n\r\n{}",
    b"this is no header\r\n",
    b"Content-Type: x\r\n\r\n{}\r\n",
    b"Content-Length: 2\r\n\r\n[]",
    b"Content-Length: 4\r\n\r\nnull",
    b"Content-Length: 2\r\n\r\n{}",
    b"Content-Length: 46\r\n\r\n[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}]",
    b"Content-Length: 43\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"shutdown\"}",
];

/// A document that is, was or will be open.
struct Document {
    uri: String,
    language: &'static str,
    open: bool,
    /// The text that the server must have; `None` where it cannot know.
    text: Option<String>,
    version: i64,
}

/// A seed at work.
struct Seed<'a> {
    random: Random,
    encoding: Encoding,
    session: &'a mut Session,
    documents: Vec<Document>,
    notebook: Notebook,
    /// The folder's URI, with a slash at its end.
    folder: String,
}

pub(crate) fn run(seed: u64, mut random: Random, workspace: &Workspace, hostile: &mut Session, fresh: &mut Session) {
    workspace.write(&format!("{seed}/customary.toml"), POLICIES[random.below(POLICIES.len())]);
    let folder = workspace.uri(&format!("{seed}/"));
    let mut names = vec![("a.md", "markdown"), ("b.txt", "plaintext"), ("ü [x] 100%.txt", "plaintext")];
    names.truncate(2 + random.below(2));
    let mut documents: Vec<Document> = names
        .into_iter()
        .map(|(name, language)| Document::new(format!("{folder}{}", escaped(name)), language))
        .collect();
    documents.push(Document::new(format!("untitled:Untitled-{seed}"), "plaintext"));
    let notebook = Notebook::new(&folder, seed);
    let encoding = hostile.manners.encoding;
    let mut this = Seed { random, encoding, session: hostile, documents, notebook, folder };
    for _ in 0..40 {
        this.step();
    }
    if seed.is_multiple_of(50) {
        this.open_many(300);
    }
    this.end(fresh);
}

fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace(' ', "%20").replace('[', "%5B").replace(']', "%5D").replace('ü', "%C3%BC")
}

impl Document {
    fn new(uri: String, language: &'static str) -> Self {
        Self { uri, language, open: false, text: None, version: 0 }
    }

    fn item(&self, text: &str) -> Value {
        json!({"uri": self.uri, "languageId": self.language, "version": self.version, "text": text})
    }
}

/// Some changes of a text, and the text after them; `None` where the server cannot know it any more.
pub(crate) fn changes(random: &mut Random, encoding: Encoding, text: &mut Option<String>) -> Value {
    let mut changes = Vec::new();
    for _ in 0..=random.below(4) {
        let with = random.text(6);
        match (random.below(40), &mut *text) {
            // One that no type can hold, and one that ends before it starts.
            (0, _) => {
                changes.push(json!({"range": {"start": {"line": -1, "character": 0}}, "text": with}));
                *text = None;
            }
            (1, _) => {
                changes.push(edit((3, 2), (3, 1), &with));
                *text = None;
            }
            (2..5, _) => {
                changes.push(json!({"text": with}));
                *text = Some(with);
            }
            (_, None) => changes.push(edit((0, 0), (0, 1), &with)),
            (_, Some(text)) => {
                let (a, b) = (wild_position(random, text), wild_position(random, text));
                let (start, end) = (a.min(b), a.max(b));
                let bytes = offset(text, start, encoding)..offset(text, end, encoding);
                changes.push(edit(start, end, &with));
                text.replace_range(bytes, &with);
            }
        }
    }
    Value::Array(changes)
}

/// Mostly in the text or just beside it; sometimes far off.
fn wild_position(random: &mut Random, text: &str) -> (u32, u32) {
    let (line, character) = random_position(random, text);
    match random.below(20) {
        0 => (u32::MAX, u32::MAX),
        1 => (line, u32::MAX),
        2 => (u32::MAX, 0),
        3 => (line.saturating_add(1000), character),
        _ => (line, character),
    }
}

impl Seed<'_> {
    fn step(&mut self) {
        match self.random.below(24) {
            0..9 => self.change(),
            9..12 => self.open(),
            12 => self.close(),
            13..16 => self.ask(),
            16 => self.ask_and_cancel(),
            17 => self.break_frame(),
            18 => self.tell_nonsense(),
            19 => self.touch_policy(),
            20 => self.type_policy(),
            _ => {
                let (random, encoding) = (&mut self.random, self.encoding);
                self.notebook.step(random, encoding, &mut self.session.server);
            }
        }
    }

    fn pick(&mut self) -> usize {
        self.random.below(self.documents.len())
    }

    fn open(&mut self) {
        let at = self.pick();
        let text = self.random.text(60);
        let document = &mut self.documents[at];
        document.version += 1;
        self.session.server.notify("textDocument/didOpen", json!({"textDocument": document.item(&text)}));
        (document.open, document.text) = (true, Some(text));
    }

    fn close(&mut self) {
        let at = self.pick();
        let document = &mut self.documents[at];
        self.session.server.close(&document.uri);
        document.open = false;
    }

    /// Changes a document, open or not: a change of one that is closed is passed over.
    fn change(&mut self) {
        let at = self.pick();
        let document = &mut self.documents[at];
        document.version += 1;
        let mut text = document.text.clone();
        let changes = changes(&mut self.random, self.encoding, &mut text);
        let identifier = json!({"uri": document.uri, "version": document.version});
        self.session
            .server
            .notify("textDocument/didChange", json!({"textDocument": identifier, "contentChanges": changes}));
        if document.open {
            document.text = text;
        }
    }

    /// The name of a document: its own, an unknown one's, or none at all.
    fn name(&mut self) -> String {
        match self.random.below(10) {
            0 => "file:///nowhere/a.md".to_owned(),
            1 => "no uri".to_owned(),
            2 => format!("{}customary.toml", self.folder),
            3 => self.notebook.some_cell(),
            _ => {
                let at = self.pick();
                self.documents[at].uri.clone()
            }
        }
    }

    fn ask(&mut self) {
        let (method, params) = self.question();
        self.session.ask(method, params);
    }

    fn question(&mut self) -> (&'static str, Value) {
        let uri = self.name();
        let (line, character) = wild_position(&mut self.random, "Our customers called.\n\nAnd the client retries.\n");
        let (other, _) = wild_position(&mut self.random, "\n\n\n");
        let at = json!({"line": line, "character": character});
        let document = json!({"uri": uri});
        match self.random.below(16) {
            14 => {
                let params = json!({"textDocument": document, "identifier": "customary", "previousResultId": "7"});
                ("textDocument/diagnostic", params)
            }
            15 => {
                let known = json!([{"uri": uri, "value": "7"}, {"uri": "file:///nowhere/a.md", "value": ""}]);
                ("workspace/diagnostic", json!({"previousResultIds": known, "partialResultToken": "hostile"}))
            }
            0..3 => ("textDocument/hover", json!({"textDocument": document, "position": at})),
            3..7 => {
                let contexts = [
                    json!({"diagnostics": []}),
                    json!({"diagnostics": [], "only": ["quickfix"], "triggerKind": 2}),
                    json!({"diagnostics": [], "only": ["source.fixAll"]}),
                    json!({"diagnostics": [{"odd": true}], "only": [""]}),
                    Value::Null,
                ];
                let context = contexts[self.random.below(contexts.len())].clone();
                let range = range((line, character), (other, 0));
                ("textDocument/codeAction", json!({"textDocument": document, "range": range, "context": context}))
            }
            7 => ("codeAction/resolve", json!({"title": "x", "data": {"uri": uri, "version": other, "prefer": 3}})),
            8 => ("textDocument/completion", json!({"textDocument": document, "position": at})),
            9 => ("textDocument/codeLens", json!({"textDocument": document})),
            10 => ("codeLens/resolve", json!({"range": range((0, 0), (0, 0)), "data": {"uri": uri, "entry": "x"}})),
            11 => {
                let commands =
                    ["customary.unknown", "customary.setPreference", "customary.stats", "customary.showPolicy"];
                let command = commands[self.random.below(commands.len())];
                let argument = json!({"uri": uri, "prefer": "nobody", "show": false});
                ("workspace/executeCommand", json!({"command": command, "arguments": [argument]}))
            }
            12 => ("textDocument/documentLink", json!({"textDocument": document})),
            _ => {
                let methods = ["initialize", "what/ever", "$/what", "textDocument/definition", "textDocument/hover"];
                (methods[self.random.below(methods.len())], json!({"uri": [uri]}))
            }
        }
    }

    fn ask_and_cancel(&mut self) {
        let many = if self.random.below(4) == 0 { 100 } else { 3 };
        for _ in 0..many {
            self.ask();
        }
        let pending = self.session.pending();
        for id in pending.iter().rev().take(many) {
            self.session.server.notify("$/cancelRequest", json!({"id": id}));
        }
        self.session.server.notify("$/cancelRequest", json!({"id": 987_654}));
        self.session.server.notify("$/cancelRequest", json!({"id": {}}));
    }

    fn break_frame(&mut self) {
        match self.random.below(20) {
            // A line without end, and headers without end.
            0 => self.session.break_frame(&[&b"x".repeat(100_000)[..], b"\r\n"].concat()),
            1 => self.session.server.send_raw(&b"X-Header: more of it\r\n".repeat(5000)),
            _ => {
                let bytes = BROKEN[self.random.below(BROKEN.len())];
                self.session.break_frame(bytes);
            }
        }
    }

    /// Notifications that mean nothing, and answers to what was never asked.
    fn tell_nonsense(&mut self) {
        let uri = self.name();
        let params = [json!(null), json!(3), json!({}), json!({"textDocument": {"uri": 7}}), json!({"uri": uri})];
        let params = params[self.random.below(params.len())].clone();
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didClose",
            "textDocument/didSave",
            "notebookDocument/didOpen",
            "notebookDocument/didChange",
            "notebookDocument/didClose",
            "workspace/didChangeWatchedFiles",
            "workspace/didChangeWorkspaceFolders",
            "workspace/didChangeConfiguration",
            "window/workDoneProgress/cancel",
            "$/setTrace",
            "initialized",
            "what/ever",
        ] {
            self.session.server.notify(method, params.clone());
        }
        self.session.server.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
        self.session.server.send(&json!({"jsonrpc": "2.0", "id": 123_456, "result": null}));
        self.session.server.send(&json!({"jsonrpc": "2.0", "id": "customary", "error": {"odd": 1}}));
    }

    /// The policy changes on disk, and the client says so.
    fn touch_policy(&mut self) {
        let policy = self.random.below(POLICIES.len());
        self.set_policy(POLICIES[policy]);
    }

    fn set_policy(&mut self, text: &str) {
        let uri = format!("{}customary.toml", self.folder);
        let path = uri.strip_prefix("file://").unwrap();
        std::fs::write(format!("{path}.new"), text).unwrap();
        std::fs::rename(format!("{path}.new"), path).unwrap();
        self.session.server.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 2}]}));
    }

    /// The policy is typed in the editor, badly, and closed without saving.
    fn type_policy(&mut self) {
        let uri = format!("{}customary.toml", self.folder);
        let server = &mut self.session.server;
        self.documents[0].version += 3;
        let version = i32::try_from(self.documents[0].version).unwrap();
        server.open(&uri, version - 2, POLICIES[self.random.below(POLICIES.len())]);
        for version in [version - 1, version] {
            let mut text = Some("prefer = \"client\"\n".to_owned());
            let changes = changes(&mut self.random, self.encoding, &mut text);
            server.change(&uri, version, changes);
        }
        server.close(&uri);
    }

    /// So many documents at once, each changed, and all closed again but for the last.
    fn open_many(&mut self, many: usize) {
        let uris: Vec<String> = (0..many).map(|number| format!("{}many/{number}.md", self.folder)).collect();
        for uri in &uris {
            self.session.server.open(uri, 1, "Our customers called.\n");
        }
        for uri in &uris {
            self.session.server.change(uri, 2, json!([edit((0, 0), (0, 0), "A client, a customer. ")]));
        }
        for uri in &uris {
            self.session.diagnostics(uri, 2);
            self.session.server.close(uri);
        }
    }

    /// Every text is what the model says, and what is found in it what a server finds that never saw another.
    fn end(mut self, fresh: &mut Session) {
        // Not the one under which there is nothing to compare.
        let policy = self.random.below(POLICIES.len() - 1);
        self.set_policy(POLICIES[policy]);
        let path = self.folder.clone();
        fresh.server.notify(
            "workspace/didChangeWatchedFiles",
            json!({"changes": [{"uri": format!("{path}customary.toml"), "type": 2}]}),
        );
        for at in 0..self.documents.len() {
            let document = &mut self.documents[at];
            if !document.open {
                document.version += 1;
                let text = document.text.clone().unwrap_or_default();
                self.session.server.notify("textDocument/didOpen", json!({"textDocument": document.item(&text)}));
                (document.open, document.text) = (true, Some(text));
            }
            document.version += 1;
            // A word at either end: where the last one stands tells of every line before it.
            let heal = document.text.is_none().then(|| json!({"text": "Healed by a customer.\n"}));
            let text = document.text.get_or_insert_with(|| "Healed by a customer.\n".to_owned());
            let mut changes: Vec<Value> = heal.into_iter().collect();
            changes.push(edit((0, 0), (0, 0), "Our customers wrote.\n\n"));
            changes.push(edit((u32::MAX, 0), (u32::MAX, 9), "\n\nOur customers and our clients called.\n"));
            *text = format!("Our customers wrote.\n\n{text}\n\nOur customers and our clients called.\n");
            let identifier = json!({"uri": document.uri, "version": document.version});
            let params = json!({"textDocument": identifier, "contentChanges": changes});
            self.session.server.notify("textDocument/didChange", params);
        }
        for document in &self.documents {
            let text = document.text.as_deref().unwrap();
            compare(self.session, fresh, &document.uri, &document.uri, document.item(text));
            self.session.server.close(&document.uri);
        }
        self.notebook.end(&mut self.random, self.session, fresh);
        self.session.settle();
    }
}

/// Both servers find the same and offer the same, in a document that one of them is given only now.
pub(crate) fn compare(hostile: &mut Session, fresh: &mut Session, uri: &str, fresh_uri: &str, item: Value) {
    let version = item["version"].as_i64().unwrap();
    let text = item["text"].as_str().unwrap().to_owned();
    fresh.server.notify("textDocument/didOpen", json!({"textDocument": item}));
    let expected = fresh.diagnostics(fresh_uri, version);
    let found = hostile.diagnostics(uri, version);
    assert_eq!(found, expected, "left: after all edits, right: of the last text, {uri}: {text:?}");
    let all = range((0, 0), (u32::MAX, 0));
    let fix_all = |uri: &str| json!({"textDocument": {"uri": uri}, "range": all, "context": {"diagnostics": [], "only": ["source.fixAll"]}});
    let expected = resolved(fresh, fix_all(fresh_uri)).to_string().replace(fresh_uri, uri);
    let found = resolved(hostile, fix_all(uri));
    assert_eq!(found, serde_json::from_str::<Value>(&expected).unwrap(), "{uri}: {text:?}");
    fresh.server.close(fresh_uri);
}

/// The actions with their edits, and without what is between one server and its client.
fn resolved(session: &mut Session, params: Value) -> Value {
    let mut actions = session.request("textDocument/codeAction", params).unwrap();
    for action in actions.as_array_mut().into_iter().flatten() {
        if action.get("data").is_some() && action.get("edit").is_none() {
            *action = session.request("codeAction/resolve", action.clone()).unwrap();
            assert!(action["edit"].is_object(), "{action}");
        }
        action.as_object_mut().unwrap().remove("data");
    }
    actions
}
