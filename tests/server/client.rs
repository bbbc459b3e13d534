//! A client for tests: a workspace, a server in it, and every message accounted for.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Nothing takes this long on a machine that works at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a policy, removed at the end. It looks like a repository, so that no policy outside counts.
pub(crate) struct Workspace(tempfile::TempDir);

impl Workspace {
    pub(crate) fn new(policy: &str) -> Self {
        let workspace = Self(tempfile::tempdir().unwrap());
        workspace.write(".git/HEAD", "");
        if !policy.is_empty() {
            workspace.write("customary.toml", policy);
        }
        workspace
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        // The server answers with the paths that it was given.
        self.0.path().join(name)
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        uri(&self.path(name))
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Replaces a file as editors do: by renaming another over it.
    pub(crate) fn replace(&self, name: &str, text: &str) {
        self.write("swap.tmp", text);
        std::fs::rename(self.path("swap.tmp"), self.path(name)).unwrap();
    }
}

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A running server, seen from the client.
pub(crate) struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    unclaimed: VecDeque<Value>,
    next_id: i64,
    /// Methods of messages that the test is not about.
    passed_over: Vec<&'static str>,
}

impl Server {
    /// A process that was told nothing yet, and whose output is read.
    pub(crate) fn spawn() -> Self {
        Self::spawn_as(|command| command)
    }

    /// The same, from a command that was added to.
    pub(crate) fn spawn_as(prepare: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut server = Self::deaf_as(prepare);
        let stdout = server.child.stdout.take().unwrap();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        server.messages = messages;
        server
    }

    /// A process whose output nobody reads.
    pub(crate) fn deaf() -> Self {
        Self::deaf_as(|command| command)
    }

    fn deaf_as(prepare: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_customary"));
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = prepare(&mut command).spawn().unwrap();
        let stdin = child.stdin.take();
        Self { child, stdin, messages: channel().1, unclaimed: VecDeque::new(), next_id: 0, passed_over: Vec::new() }
    }

    /// A server that was greeted by a client with these capabilities in a workspace.
    pub(crate) fn start(workspace: &Workspace, capabilities: Value) -> Self {
        let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
        Self::start_with(json!({"processId": null, "workspaceFolders": folders, "capabilities": capabilities}))
    }

    pub(crate) fn start_with(params: Value) -> Self {
        let mut server = Self::spawn();
        server.request("initialize", params).unwrap();
        server.notify("initialized", json!({}));
        server
    }

    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        self.stdin.as_mut().unwrap().write_all(bytes).unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let bytes = frame(message);
        self.send_raw(&bytes);
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and gives its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params}));
        self.next_id
    }

    /// Waits for the answer to a request: its result, or its error.
    pub(crate) fn answer(&mut self, id: impl Into<Value>) -> Result<Value, Value> {
        let id = id.into();
        let answer = self.claim(|message| message.get("method").is_none() && message["id"] == id);
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Waits for a message of the server's own.
    pub(crate) fn hear(&mut self, method: &str) -> Value {
        self.claim(|message| message["method"] == method)
    }

    /// Waits for a message and takes it; everything else waits to be claimed.
    pub(crate) fn claim(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unclaimed.iter().position(&wanted) {
            return self.unclaimed.remove(at).unwrap();
        }
        let until = Instant::now() + PATIENCE;
        loop {
            match self.messages.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.unclaimed.push_back(message),
                Err(error) => panic!("{error}; unclaimed: {:#?}", self.unclaimed),
            }
        }
    }

    pub(crate) fn open(&mut self, uri: &str, version: i32, text: &str) {
        let language = if uri.ends_with(".toml") { "toml" } else { "markdown" };
        self.open_as(uri, language, version, text);
    }

    pub(crate) fn open_as(&mut self, uri: &str, language: &str, version: i32, text: &str) {
        let item = json!({"uri": uri, "languageId": language, "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// The diagnostics for a version of a document; those of earlier versions are passed over.
    pub(crate) fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        self.diagnostics_until(uri, |found| found == version, |_| true)
    }

    /// The empty set that clears a document.
    pub(crate) fn cleared(&mut self, uri: &str) {
        let found = self.diagnostics_until(uri, |version| version.is_null(), |_| true);
        assert_eq!(found, Vec::<Value>::new());
    }

    /// Diagnostics of a document for whose version and content something holds; others are passed over.
    pub(crate) fn diagnostics_until(
        &mut self,
        uri: &str,
        version: impl Fn(&Value) -> bool,
        holds: impl Fn(&[Value]) -> bool,
    ) -> Vec<Value> {
        loop {
            let published = self.claim(|message| {
                message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
            });
            let found = published["params"]["diagnostics"].as_array().unwrap();
            if version(&published["params"]["version"]) && holds(found) {
                return found.clone();
            }
        }
    }

    pub(crate) fn actions(&mut self, uri: &str, range: Value, context: Value) -> Vec<Value> {
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        self.request("textDocument/codeAction", params).unwrap().as_array().unwrap().clone()
    }

    pub(crate) fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({"line": line, "character": character});
        self.request("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": position})).unwrap()
    }

    /// Asks for the diagnostics of a document, as a client does that holds the report `previous`.
    pub(crate) fn pull(&mut self, uri: &str, previous: Option<&str>) -> Value {
        let mut params = json!({"textDocument": {"uri": uri}, "identifier": "customary"});
        if let Some(previous) = previous {
            params["previousResultId"] = json!(previous);
        }
        self.request("textDocument/diagnostic", params).unwrap()
    }

    /// Waits for a request of the server's, and answers it with nothing.
    pub(crate) fn grant(&mut self, method: &str) {
        let asked = self.hear(method);
        self.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    }

    /// The same server, of which messages by these methods need not be claimed.
    pub(crate) fn passing_over(mut self, methods: &[&'static str]) -> Self {
        self.passed_over.extend(methods);
        self
    }

    /// Says goodbye in the right way; every message must have been claimed.
    pub(crate) fn finish(mut self) {
        assert_eq!(self.request("shutdown", Value::Null), Ok(Value::Null));
        self.send(&json!({"jsonrpc": "2.0", "method": "exit"}));
        assert_eq!(self.exit_code(PATIENCE), 0);
        loop {
            match self.messages.recv_timeout(PATIENCE) {
                Ok(message) => self.unclaimed.push_back(message),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the output does not end"),
            }
        }
        let passed_over = |message: &Value| message["method"].as_str().is_some_and(|it| self.passed_over.contains(&it));
        self.unclaimed.retain(|message| !passed_over(message));
        assert!(self.unclaimed.is_empty(), "nobody claimed {:#?}", self.unclaimed);
    }

    /// What it wrote to stderr, where that is a pipe; waits for its end.
    pub(crate) fn stderr(&mut self) -> String {
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.child.stderr.take().unwrap(), &mut said).unwrap();
        said
    }

    pub(crate) fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Gives stdin away, to be written to from a thread of its own.
    pub(crate) fn take_stdin(&mut self) -> ChildStdin {
        self.stdin.take().unwrap()
    }

    pub(crate) fn give_stdin(&mut self, stdin: ChildStdin) {
        self.stdin = Some(stdin);
    }

    pub(crate) fn close_stdout(&mut self) {
        self.child.stdout = None;
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end of the process, but no longer than `limit`.
    pub(crate) fn exit_code(&mut self, limit: Duration) -> i32 {
        self.wait(limit).code().unwrap()
    }

    pub(crate) fn wait(&mut self, limit: Duration) -> ExitStatus {
        let until = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the server is still there");
            std::thread::yield_now();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where a test failed in the middle.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => length = line.strip_prefix("Content-Length: ").map(|length| length.parse().unwrap()),
        }
    }
    let mut body = vec![0; length.expect("every message has a length")];
    from.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("every message is JSON"))
}

pub(crate) fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({"start": {"line": start.0, "character": start.1}, "end": {"line": end.0, "character": end.1}})
}

pub(crate) fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    json!({"range": range(start, end), "text": text})
}
