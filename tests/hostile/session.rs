//! A session with one server, in which every message is accounted for.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Server, Workspace};
use crate::model::{Encoding, Random};
use crate::{said, seed};

/// How long a server may take to leave. A tenth of a second on a quiet machine; this one may be busy.
pub(crate) const LEAVING: Duration = Duration::from_secs(10);

/// What a client is like that shares its server among some seeds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manners {
    pub(crate) encoding: Encoding,
    pub(crate) answers: Answers,
    pub(crate) pulls: bool,
    /// It can do a lot, and says so.
    pub(crate) able: bool,
}

/// How a client answers the server's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    Well,
    Never,
    WithErrors,
    WithNonsense,
    Twice,
}

impl Manners {
    pub(crate) fn of(batch: u64) -> Self {
        let one_of = |many: usize, divisor: u64| usize::try_from(batch / divisor).unwrap() % many;
        Self {
            encoding: [Encoding::Utf16, Encoding::Utf8, Encoding::Utf32][one_of(3, 1)],
            answers: [Answers::Never, Answers::Well, Answers::WithErrors, Answers::WithNonsense, Answers::Twice]
                [one_of(5, 1)],
            pulls: one_of(2, 1) == 1,
            able: one_of(3, 2) != 2,
        }
    }

    fn capabilities(self) -> Value {
        let dynamic = json!({"dynamicRegistration": true});
        let encoding = match self.encoding {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf32 => "utf-32",
        };
        let mut capabilities = json!({"general": {"positionEncodings": [encoding]}});
        if self.able {
            capabilities["workspace"] = json!({
                "configuration": true, "applyEdit": true, "didChangeConfiguration": dynamic, "didChangeWatchedFiles": dynamic,
                "codeLens": {"refreshSupport": true}, "diagnostics": {"refreshSupport": true},
                "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"], "changeAnnotationSupport": {}},
            });
            capabilities["textDocument"] = json!({
                "codeAction": {"resolveSupport": {"properties": ["edit"]}, "dataSupport": true},
                "publishDiagnostics": {"versionSupport": true, "relatedInformation": true},
                "completion": dynamic, "codeLens": dynamic, "documentLink": dynamic,
            });
            capabilities["window"] = json!({"workDoneProgress": true, "showDocument": {"support": true}});
        }
        if self.pulls {
            capabilities["textDocument"]["diagnostic"] = dynamic;
        }
        capabilities
    }
}

/// A server, and what was asked and told.
pub(crate) struct Session {
    pub(crate) server: Server,
    pub(crate) manners: Manners,
    /// The server is asked for diagnostics: the client can, and the server offered it.
    pub(crate) pulls: bool,
    /// Requests that have no answer yet.
    pending: HashSet<i64>,
    /// Answers that somebody here waits for.
    wanted: HashMap<i64, Option<Result<Value, Value>>>,
    /// Broken messages that have no answer yet.
    broken: usize,
    /// What was published last for a document, and the highest version.
    published: HashMap<String, (i64, Vec<Value>)>,
}

impl Session {
    pub(crate) fn start(workspace: &Workspace, manners: Manners) -> Self {
        let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
        let mut server = Server::spawn();
        let params = json!({"workspaceFolders": folders, "capabilities": manners.capabilities()});
        let offer = server.request("initialize", params).unwrap();
        server.notify("initialized", json!({}));
        let pulls = manners.pulls && !offer["capabilities"]["diagnosticProvider"].is_null();
        Self {
            server,
            manners,
            pulls,
            pending: HashSet::new(),
            wanted: HashMap::new(),
            broken: 0,
            published: HashMap::new(),
        }
    }

    /// Sends a request whose answer is counted.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        let id = self.server.ask(method, params);
        assert!(self.pending.insert(id));
        id
    }

    /// Sends a request and waits for its answer.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.wanted.insert(id, None);
        loop {
            if let Some(Some(_)) = self.wanted.get(&id) {
                return self.wanted.remove(&id).unwrap().unwrap();
            }
            self.take_one();
        }
    }

    /// Sends something that is no message. It is answered once, whatever follows.
    pub(crate) fn break_frame(&mut self, bytes: &[u8]) {
        self.server.send_raw(bytes);
        self.broken += 1;
        self.server.notify("$/hostile", json!({}));
    }

    pub(crate) fn pending(&self) -> Vec<i64> {
        let mut pending: Vec<i64> = self.pending.iter().copied().collect();
        pending.sort_unstable();
        pending
    }

    /// What is found in a document in this version.
    pub(crate) fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        if self.pulls {
            let answer = self.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}})).unwrap();
            return answer["items"].as_array().unwrap_or_else(|| panic!("{uri}: {answer}")).clone();
        }
        loop {
            if let Some((found, diagnostics)) = self.published.get(uri)
                && *found == version
            {
                return diagnostics.clone();
            }
            self.take_one();
        }
    }

    /// Waits until everything that was asked is answered.
    pub(crate) fn settle(&mut self) {
        while !self.pending.is_empty() || self.broken > 0 {
            self.take_one();
        }
    }

    fn take_one(&mut self) {
        let message = self.server.claim(|_| true);
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        match (message.get("method").and_then(Value::as_str), message.get("id")) {
            (Some(method), Some(id)) => self.answer(method, id, &message["params"]),
            (Some("textDocument/publishDiagnostics"), None) => self.take_published(&message["params"]),
            (Some(_), None) => {}
            (None, Some(Value::Null)) => {
                assert!(self.broken > 0, "nobody sent anything broken: {message}");
                self.broken -= 1;
            }
            (None, Some(id)) => {
                let id = id.as_i64().unwrap_or_else(|| panic!("nobody asked {message}"));
                assert!(self.pending.remove(&id), "answered twice, or never asked: {message}");
                if let Some(wanted) = self.wanted.get_mut(&id) {
                    *wanted = Some(match message.get("error") {
                        Some(error) => Err(error.clone()),
                        None => Ok(message["result"].clone()),
                    });
                }
            }
            (None, None) => panic!("this is no message: {message}"),
        }
    }

    fn take_published(&mut self, params: &Value) {
        let uri = params["uri"].as_str().unwrap().to_owned();
        let policy = uri.ends_with("customary.toml");
        assert!(!self.pulls || policy || params["diagnostics"] == json!([]), "pushed to a client that pulls: {params}");
        let Some(version) = params["version"].as_i64() else { return };
        let diagnostics = params["diagnostics"].as_array().unwrap().clone();
        let before = self.published.insert(uri, (version, diagnostics));
        assert!(before.is_none_or(|(before, _)| before <= version), "the version goes backwards: {params}");
    }

    fn answer(&mut self, method: &str, id: &Value, params: &Value) {
        let well = match method {
            "workspace/configuration" => {
                let count = params["items"].as_array().unwrap().len();
                json!({"jsonrpc": "2.0", "id": id, "result": vec![Value::Null; count]})
            }
            "workspace/applyEdit" => json!({"jsonrpc": "2.0", "id": id, "result": {"applied": false}}),
            "window/showDocument" => json!({"jsonrpc": "2.0", "id": id, "result": {"success": true}}),
            _ => json!({"jsonrpc": "2.0", "id": id, "result": null}),
        };
        match self.manners.answers {
            Answers::Never => {}
            Answers::Well => self.server.send(&well),
            Answers::Twice => {
                self.server.send(&well);
                self.server.send(&well);
            }
            Answers::WithErrors => {
                let error = json!({"code": -32603, "message": "no"});
                self.server.send(&json!({"jsonrpc": "2.0", "id": id, "error": error}));
            }
            Answers::WithNonsense => {
                self.server.send(&json!({"jsonrpc": "2.0", "id": id, "result": [[7], "x", {"applied": 3}]}));
            }
        }
    }

    /// Leaves as one should, with nothing left to answer.
    fn leave(mut self) {
        self.settle();
        assert_eq!(self.request("shutdown", Value::Null), Ok(Value::Null));
        // The input stays open.
        self.server.notify("exit", Value::Null);
        assert_eq!(self.server.exit_code(LEAVING), 0);
    }
}

/// Some seeds in one server, and one that only ever sees last texts.
pub(crate) fn share(batch: u64, seeds: RangeInclusive<u64>) -> Result<(), (u64, String)> {
    let (workspace, manners) = (Workspace::new("prefer = \"client\"\n"), Manners::of(batch));
    let mut hostile = Session::start(&workspace, manners);
    let mut fresh = Session::start(&workspace, Manners { answers: Answers::Well, ..manners });
    let last = *seeds.end();
    for seed in seeds {
        let random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let run = || seed::run(seed, random, &workspace, &mut hostile, &mut fresh);
        catch_unwind(AssertUnwindSafe(run))
            .map_err(|panic| (seed, format!("{} ({manners:?})", said(panic.as_ref()))))?;
    }
    let leave = || {
        hostile.leave();
        fresh.leave();
    };
    catch_unwind(AssertUnwindSafe(leave)).map_err(|panic| (last, format!("{} ({manners:?})", said(panic.as_ref()))))
}
