//! How long a code action takes in a long document: 5 MB of Markdown with 20,000 occurrences.
//!
//! `cargo bench --bench code_action` drives the server as an editor does, over its standard input and output,
//! and prints the times from question to answer: for an editor that asks for the edit when an action is chosen,
//! and for one that gets every edit at once. It ends with 1 where the first is above its goal. Among the tests the document
//! is short, and no time is too long.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "no part of the product")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Occurrences in a document, its bytes, and the places that are asked about.
#[derive(Clone, Copy)]
struct Extent {
    occurrences: usize,
    bytes: usize,
    asked: usize,
}

const LONG: Extent = Extent { occurrences: 20_000, bytes: 5 << 20, asked: 500 };
const SHORT: Extent = Extent { occurrences: 80, bytes: 20 << 10, asked: 8 };
/// What an action may take, of a hundred all but one.
const GOAL: Duration = Duration::from_millis(50);

fn main() {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let (extent, goal) = if is_measured { (LONG, GOAL) } else { (SHORT, Duration::MAX) };
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(folder.path().join("customary.toml"), "prefer = \"client\"\n").unwrap();
    let text = document(extent);
    println!("{} bytes, {} occurrences, {} cursors", text.len(), extent.occurrences, extent.asked);
    let literals = json!({"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}});
    let lazy = json!({
        "codeActionLiteralSupport": literals, "dataSupport": true, "resolveSupport": {"properties": ["edit"]},
    });
    let whole = json!({"codeActionLiteralSupport": literals});
    let mut missed = false;
    for (who, actions, goal) in [("edits when chosen", lazy, Some(goal)), ("edits at once", whole, None)] {
        let mut editor = Editor::start(folder.path(), &actions);
        editor.open(&text);
        // As a light bulb asks, and as a person does, who sees the actions on the whole file as well.
        for (how, context) in [
            ("by itself", json!({"diagnostics": [], "triggerKind": 2})),
            ("asked for", json!({"diagnostics": [], "triggerKind": 1})),
        ] {
            let times = editor.measure(&text, extent.asked, &context);
            println!("{who}, {how}: {}", told(&times));
            missed |= goal.is_some_and(|goal| percentile(&times, 99) > goal);
        }
        if goal.is_some() {
            println!("{who}, the edit of all: {}", told(&[editor.resolve_all(extent)]));
        }
    }
    std::process::exit(i32::from(missed));
}

/// Headings, paragraphs, lists, tables and quotations, each with a few of the words.
fn document(Extent { occurrences, bytes, .. }: Extent) -> String {
    let filler = "The ledger lists what was sold, to whom and when, and the clerk signs each page at night. ";
    let mut text = String::with_capacity(bytes + 1024);
    for occurrence in 0..occurrences {
        let _ = match occurrence % 8 {
            0 => write!(text, "## Part {occurrence}: our customers\n\n"),
            1 => write!(text, "Our customers called on Monday, and {filler}\n\n"),
            2 => write!(text, "- a point\n- every customer, the 😀 one as well\n\n"),
            3 => write!(text, "| who | what |\n|---|---|\n| the customer | paid |\n\n"),
            4 => write!(text, "> “The customer’s order came.”\n\n"),
            5 => write!(text, "We met *a customer* of ours; `customer.id` is a key. {filler}\n\n"),
            6 => write!(text, "Every customer wrote. [See](x.md) below.\n\n"),
            _ => write!(text, "A customer-facing page. {filler}\n\n"),
        };
        while text.len() < (occurrence + 1) * (bytes / occurrences) {
            text.push_str(filler);
            text.push_str("\n\n");
        }
    }
    text
}

fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[(sorted.len() - 1) * percent / 100]
}

fn told(times: &[Duration]) -> String {
    let [half, most, all] = [50, 99, 100].map(|percent| percentile(times, percent));
    format!("p50 {half:.2?}, p99 {most:.2?}, slowest {all:.2?}")
}

struct Editor {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    uri: String,
    asked: i64,
}

impl Editor {
    fn start(folder: &std::path::Path, actions: &Value) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_customary"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let folder = format!("file://{}", folder.display());
        let mut editor = Self { child, to, from, uri: format!("{folder}/long.md"), asked: 0 };
        let edit = json!({"documentChanges": true});
        editor.request(
            "initialize",
            &json!({
                "processId": null, "workspaceFolders": [{"uri": folder, "name": "house"}],
                "capabilities": {"workspace": {"workspaceEdit": edit}, "textDocument": {"codeAction": actions}},
            }),
        );
        editor.send(&json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
        editor
    }

    fn open(&mut self, text: &str) {
        let item = json!({"uri": self.uri, "languageId": "markdown", "version": 1, "text": text});
        self.send(&json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}}));
        loop {
            let message = self.read();
            if message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == self.uri {
                return;
            }
        }
    }

    /// The times of code actions on words all over the document.
    fn measure(&mut self, text: &str, asked: usize, context: &Value) -> Vec<Duration> {
        let words = words(text);
        let step = (words.len() / asked).max(1);
        let mut times = Vec::new();
        for (line, character) in words.into_iter().step_by(step).take(asked) {
            let at = json!({"line": line, "character": character});
            let params =
                json!({"textDocument": {"uri": self.uri}, "range": {"start": at, "end": at}, "context": context});
            let begun = Instant::now();
            let found = self.request("textDocument/codeAction", &params);
            times.push(begun.elapsed());
            assert!(!found.as_array().unwrap().is_empty(), "no actions at {at}");
        }
        times
    }

    /// The time that the edit of the whole file takes, once it is asked for.
    fn resolve_all(&mut self, extent: Extent) -> Duration {
        let at = json!({"line": 0, "character": 0});
        let context = json!({"diagnostics": [], "only": ["source.fixAll"]});
        let params = json!({"textDocument": {"uri": self.uri}, "range": {"start": at, "end": at}, "context": context});
        let found = self.request("textDocument/codeAction", &params);
        let begun = Instant::now();
        let resolved = self.request("codeAction/resolve", &found[0]);
        let edits = resolved["edit"]["documentChanges"][0]["edits"].as_array().unwrap().len();
        assert!(edits > extent.occurrences / 2, "{edits} edits");
        begun.elapsed()
    }

    fn request(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.read();
            if message["id"] == id && message.get("method").is_none() {
                assert!(message.get("error").is_none(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.to.flush().unwrap();
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server is gone");
            match line.trim_end() {
                "" => break,
                line => length = line.strip_prefix("Content-Length: ").map_or(length, |it| it.parse().unwrap()),
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Where the words stand, as lines and units of UTF-16.
fn words(text: &str) -> Vec<(usize, usize)> {
    let in_line = |(number, line): (usize, &str)| {
        let at = line.find("customer")?;
        Some((number, line[..at].encode_utf16().count() + 1))
    };
    text.lines().enumerate().filter_map(in_line).collect()
}
