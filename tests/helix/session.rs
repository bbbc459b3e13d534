//! Helix's side of a conversation, replayed against the server.
//!
//! A session is a file of JSON lines, one message each, of our own writing after what Helix was seen to send:
//! no root, UTF-8 first, versions from 0, a change for each key, an action resolved that has its edit already,
//! and, since the version that pulls diagnostics, `shutdown` and `exit` in one breath. What goes to the server
//! is sent as it stands. What comes from it must come, in any order between two messages of Helix, and hold
//! what is written: all keys that stand there, a text or a list up to its `…`.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use std::{fs, thread};

use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::editor::{root, until};

/// Nothing takes this long on a machine that works at all.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the sessions call the folder that they play in.
const WORKSPACE: &str = "file:///workspace";

pub(crate) fn trials() -> Vec<Trial> {
    let folder = fs::read_dir(root().join("tests/helix/sessions")).unwrap();
    let mut sessions: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    sessions.sort();
    assert!(!sessions.is_empty(), "there is no session");
    let trial = |path: PathBuf| {
        let version = path.file_stem().unwrap().to_string_lossy().into_owned();
        Trial::test(format!("session::{version}"), move || replay(&path))
    };
    sessions.into_iter().map(trial).collect()
}

fn replay(session: &Path) -> Result<(), Failed> {
    let workspace = tempfile::tempdir()?;
    let folder = fs::canonicalize(workspace.path())?;
    // So that no policy above counts.
    fs::create_dir(folder.join(".git"))?;
    fs::write(folder.join("customary.toml"), "prefer = \"client\"\n")?;
    let text = fs::read_to_string(session)?.replace(WORKSPACE, &format!("file://{}", folder.display()));
    let mut talk = Talk::start(&folder)?;
    for (at, line) in text.lines().enumerate() {
        let line: Value = serde_json::from_str(line)?;
        let told = talk.take(&line).map_err(|error| format!("line {}: {}", at + 1, error.message().unwrap_or("?")));
        told?;
    }
    talk.leave()
}

/// A running server, and what was said so far.
struct Talk {
    server: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    unclaimed: VecDeque<Value>,
    /// The ids of the server's requests, by those in the session.
    ids: HashMap<i64, Value>,
    /// What the server answered last to a request for code actions.
    offered: Vec<Value>,
    /// The methods of Helix's requests that await an answer, and their documents.
    asked: HashMap<i64, (String, Value)>,
    /// The last result id of each document.
    results: HashMap<String, Value>,
    /// Whether this Helix pulls diagnostics; then none may be pushed.
    pulls: bool,
}

impl Talk {
    fn start(folder: &Path) -> Result<Self, Failed> {
        let mut server = Command::new(env!("CARGO_BIN_EXE_customary"))
            .arg("lsp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = server.stdin.take();
        let mut stdout = BufReader::new(server.stdout.take().unwrap());
        let (sender, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let unclaimed = VecDeque::new();
        let (ids, asked, results) = (HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Self { server, stdin, messages, unclaimed, ids, offered: Vec::new(), asked, results, pulls: false })
    }

    /// Plays one line of the session.
    fn take(&mut self, line: &Value) -> Result<(), Failed> {
        match line["dir"].as_str() {
            Some("c->s") => self.say(line["msg"].clone()),
            Some("s->c") => self.hear(&line["msg"]),
            _ => Err(format!("which direction? {line}").into()),
        }
    }

    fn say(&mut self, mut message: Value) -> Result<(), Failed> {
        let id = message["id"].as_i64();
        match (message["method"].as_str().map(str::to_owned), id) {
            (Some(method), Some(id)) => {
                self.fill_in(&method, &mut message["params"])?;
                self.asked.insert(id, (method, message["params"]["textDocument"]["uri"].clone()));
            }
            // An answer goes to the request that was heard.
            (None, Some(id)) => message["id"] = self.ids.get(&id).ok_or("an answer to nothing")?.clone(),
            _ => {}
        }
        let body = message.to_string();
        let stdin = self.stdin.as_mut().ok_or("the input is closed")?;
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        Ok(stdin.flush()?)
    }

    /// Puts in what Helix hands back to the server as it came.
    fn fill_in(&mut self, method: &str, params: &mut Value) -> Result<(), Failed> {
        if method == "initialize" {
            self.pulls = params.pointer("/capabilities/textDocument/diagnostic").is_some();
        }
        if method == "codeAction/resolve" {
            let offered = self.offered.iter().find(|action| action["title"] == params["as offered"]);
            *params = offered.ok_or(format!("{params} is not among {:?}", self.offered))?.clone();
        }
        if let Some(result) = params["textDocument"]["uri"].as_str().and_then(|uri| self.results.get(uri))
            && method == "textDocument/diagnostic"
        {
            params["previousResultId"] = result.clone();
        }
        Ok(())
    }

    /// Waits for a message that holds what is written.
    fn hear(&mut self, wanted: &Value) -> Result<(), Failed> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.unclaimed.iter().position(|message| self.is_wanted(wanted, message)) {
                let message = self.unclaimed.remove(at).ok_or("gone")?;
                return self.heard(wanted, &message);
            }
            match self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) => self.unclaimed.push_back(message),
                Err(error) => return Err(format!("{error}: {wanted:#}\nunclaimed: {:#?}", self.unclaimed).into()),
            }
        }
    }

    /// Whether a message is the one: an id of a request is the server's to choose, that of an answer is not.
    fn is_wanted(&self, wanted: &Value, message: &Value) -> bool {
        let mut wanted = wanted.clone();
        match wanted.get("method") {
            Some(_) => wanted.as_object_mut().map(|wanted| wanted.remove("id")),
            None if message.get("method").is_some() => return false,
            None => None,
        };
        holds(&wanted, message)
    }

    fn heard(&mut self, wanted: &Value, message: &Value) -> Result<(), Failed> {
        let id = wanted["id"].as_i64();
        match (wanted.get("method"), id) {
            (Some(_), Some(id)) => drop(self.ids.insert(id, message["id"].clone())),
            (None, Some(id)) => {
                let result = &message["result"];
                match self.asked.remove(&id) {
                    Some((method, _)) if method == "textDocument/codeAction" => {
                        self.offered = result.as_array().cloned().unwrap_or_default();
                    }
                    Some((method, uri)) if method == "textDocument/diagnostic" => {
                        let uri = uri.as_str().ok_or("no document")?.to_owned();
                        self.results.insert(uri, result["resultId"].clone());
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The end: the server is gone, as it was asked, and has pushed nothing to a client that pulls.
    fn leave(mut self) -> Result<(), Failed> {
        let status = until(PATIENCE, || self.server.try_wait().ok().flatten());
        self.unclaimed.extend(self.messages.iter());
        let pushed = |message: &&Value| message["method"] == "textDocument/publishDiagnostics";
        match (status.and_then(|status| status.code()), self.unclaimed.iter().find(pushed)) {
            (Some(0), Some(message)) if self.pulls => Err(format!("pushed to a client that pulls: {message}").into()),
            (Some(0), _) => Ok(()),
            (code, _) => Err(format!("the server ended with {code:?}").into()),
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // One that has ended already is no matter.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Whether a message has everything that is wanted of it.
fn holds(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.iter().all(|(key, value)| holds(value, found.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(wanted), Value::Array(found)) => match wanted.split_last() {
            Some((last, first)) if *last == json!("…") => {
                found.len() >= first.len() && first.iter().zip(found).all(|(wanted, found)| holds(wanted, found))
            }
            _ => wanted.len() == found.len() && wanted.iter().zip(found).all(|(wanted, found)| holds(wanted, found)),
        },
        (Value::String(wanted), Value::String(found)) => match wanted.strip_suffix('…') {
            Some(start) => found.starts_with(start),
            None => wanted == found,
        },
        _ => wanted == found,
    }
}

fn read(stdout: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length?];
    stdout.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
