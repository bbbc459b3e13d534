//! `workspace/diagnostic`: what is found in all files of the workspace and all open documents, for a client
//! that asks.
//!
//! Answered at once with what is known. Files whose report the client holds already are not read again. With a
//! token for partial results the reports go out as they are made, as fast as the client reads them.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    FullDocumentDiagnosticReport, PreviousResultId, ProgressToken, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::diagnostic::of_open;
use super::work;
use crate::server::document::{LastChecked, Snapshot};
use crate::server::problems::{may_have_problems, open_policies};
use crate::server::progress::Progress;
use crate::server::report::{Answer, Report, written};
use crate::server::scan::{self, Stamp};
use crate::server::session::Session;
use crate::server::transport::{Importance, Notification};
use crate::server::{from_proto, to_proto};
use crate::workspace::Threads;

/// How many files are reported in one go.
const BATCH: usize = 100;
/// Files are read again by so many threads, below normal priority: a client asks for this in the background.
const THREADS: usize = 2;

/// One file or document of the answer.
struct Item {
    uri: Uri,
    version: Option<i32>,
    /// The id of the report that the client holds.
    previous: Option<String>,
    of: Of,
}

/// Where a report comes from.
enum Of {
    Open(Box<(Snapshot, LastChecked)>),
    /// A report that is there.
    Made(Report),
    /// A file, with the report's id as it was last and how the file stood then.
    File(PathBuf, Option<(u64, Stamp)>),
    /// Nothing is there any more.
    Gone,
    /// Nothing is there any more of a document that was just closed: told also to a client that holds no id of it.
    Closed,
}

/// The reports of everything that has one.
///
/// # Errors
/// Where the work fails, or the request is cancelled.
pub(crate) async fn answer(
    session: &Arc<Session>,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let (open, lost) = (session.all_open(), session.out_of_step());
    session.refresh.workspace_was_pulled();
    // What was new until now is about to be told.
    session.scan.take_news();
    let token = params.partial_result_params.partial_result_token;
    let shown = params.work_done_progress_params.work_done_token;
    let progress = shown.map(|token| Progress::begin(session, Some(token), "Reporting findings"));
    let (items, threads) = {
        let session = Arc::clone(session);
        let previous = params.previous_result_ids;
        work(move |_| (items(&session, open, lost, previous), Arc::new(Threads::in_background(THREADS)))).await?
    };
    let of = items.len();
    let mut done = 0;
    let mut all = Vec::new();
    let mut items = items.into_iter();
    loop {
        let batch: Vec<Item> = items.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        done += batch.len();
        let (session_of_work, threads) = (Arc::clone(session), Arc::clone(&threads));
        let reports = work(move |cancelled| reports(&session_of_work, batch, &threads, cancelled)).await?;
        if progress.as_ref().is_some_and(|progress| progress.cancelled().load(Ordering::Relaxed)) {
            return Err(Error::request_cancelled());
        }
        match &token {
            Some(token) if !reports.is_empty() => {
                session.outbox.room().await;
                send(session, token, reports);
            }
            Some(_) => {}
            None => all.extend(reports),
        }
        if let Some(progress) = &progress {
            progress.report(done, of);
        }
    }
    Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items: all }))
}

fn send(session: &Session, token: &ProgressToken, items: Vec<WorkspaceDocumentDiagnosticReport>) {
    #[derive(Serialize)]
    struct Params<'a> {
        token: &'a ProgressToken,
        value: WorkspaceDiagnosticReport,
    }
    let value = WorkspaceDiagnosticReport { items };
    session.outbox.send(Importance::Answer, &Notification::new("$/progress", Params { token, value }));
}

/// What is to be reported: open documents, policies, and the files of the index; and what the client holds
/// of others.
fn items(
    session: &Session,
    open: Vec<(Snapshot, LastChecked)>,
    lost: Vec<Uri>,
    previous: Vec<PreviousResultId>,
) -> Vec<Item> {
    let mut held = Held::new(previous);
    let mut out = Vec::new();
    let mut reported: HashSet<PathBuf> = HashSet::new();
    let problems = session.problems.all(session, &open_policies(session));
    let policies = problems.keys().cloned().chain(held.policies());
    for path in policies.collect::<std::collections::BTreeSet<PathBuf>>() {
        let buffer = session.buffers.get(&path);
        let uri = buffer.as_ref().map(|buffer| Arc::clone(&buffer.uri)).or_else(|| to_proto::uri(&path));
        let Some(uri) = uri else { continue };
        let of = Of::Made(session.problems.report(session, &path, &problems));
        out.push(held.item(&uri, Some(&path), buffer.map(|buffer| buffer.version), of));
        reported.insert(path);
    }
    for (snapshot, last) in open {
        // By its own URI: a cell has the path of its notebook.
        let path = from_proto::path(&snapshot.uri);
        if path.as_deref().is_some_and(may_have_problems) {
            continue;
        }
        let (uri, version) = (Arc::clone(&snapshot.uri), snapshot.version);
        out.push(held.item(&uri, path.as_deref(), Some(version), Of::Open(Box::new((snapshot, last)))));
        reported.extend(path);
    }
    for uri in lost {
        let path = from_proto::path(&uri);
        out.push(held.item(&uri, path.as_deref(), None, Of::Gone));
        reported.extend(path);
    }
    let known: Vec<(PathBuf, u64, Stamp)> = {
        let index = session.scan.index();
        let known = index.reported().filter(|(path, ..)| !reported.contains(*path));
        known.map(|(path, id, stamp)| (path.to_owned(), id, stamp)).collect()
    };
    for (path, id, stamp) in known {
        let Some(uri) = to_proto::uri(&path) else { continue };
        out.push(held.item(&uri, Some(&path), None, Of::File(path.clone(), Some((id, stamp)))));
    }
    for uri in session.refresh.just_closed() {
        if !out.iter().any(|item| item.uri == uri) {
            let path = from_proto::path(&uri);
            out.push(held.item(&uri, path.as_deref(), None, Of::Closed));
        }
    }
    let is_complete = session.scan.is_complete();
    out.extend(held.rest(|path| if is_complete { Of::Gone } else { Of::File(path.to_owned(), None) }));
    out
}

/// The reports that the client holds, by path, else by URI.
struct Held {
    files: BTreeMap<PathBuf, (Uri, String)>,
    others: Vec<(Uri, String)>,
}

impl Held {
    fn new(previous: Vec<PreviousResultId>) -> Self {
        let mut out = Self { files: BTreeMap::new(), others: Vec::new() };
        for PreviousResultId { uri, value } in previous {
            match from_proto::path(&uri) {
                Some(path) => drop(out.files.insert(path, (uri, value))),
                None => out.others.push((uri, value)),
            }
        }
        out
    }

    /// The policies among them.
    fn policies(&self) -> impl Iterator<Item = PathBuf> {
        self.files.keys().filter(|path| may_have_problems(path)).cloned()
    }

    /// A file or document with what the client holds of it, under the URI that the client has for it.
    fn item(&mut self, uri: &Uri, path: Option<&Path>, version: Option<i32>, of: Of) -> Item {
        let held = match path {
            Some(path) => self.files.remove(path),
            None => self.others.iter().position(|(other, _)| other == uri).map(|at| self.others.swap_remove(at)),
        };
        let (held_uri, previous) = held.unzip();
        let uri = held_uri.filter(|_| version.is_none()).unwrap_or_else(|| uri.clone());
        Item { uri, version, previous, of }
    }

    /// What the client holds beyond that.
    fn rest(self, of: impl Fn(&Path) -> Of) -> Vec<Item> {
        let files = self.files.into_iter().map(|(path, (uri, previous))| (uri, previous, of(&path)));
        let others = self.others.into_iter().map(|(uri, previous)| (uri, previous, Of::Gone));
        let item = |(uri, previous, of)| Item { uri, version: None, previous: Some(previous), of };
        files.chain(others).map(item).collect()
    }
}

fn reports(
    session: &Session,
    batch: Vec<Item>,
    threads: &Threads,
    cancelled: &AtomicBool,
) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let made = threads
        .map(&batch, |item| if cancelled.load(Ordering::Relaxed) { None } else { item.made(session, cancelled) });
    batch.into_iter().zip(made).filter_map(|(item, made)| item.report(made?)).collect()
}

/// What became of a file: its report, or that the client holds it.
enum Made {
    Unchanged,
    Nothing,
    Full(FullDocumentDiagnosticReport),
}

impl Item {
    fn made(&self, session: &Session, cancelled: &AtomicBool) -> Option<Made> {
        let previous = self.previous.as_deref();
        let report = match &self.of {
            Of::Open(open) => of_open(session, &open.0, &open.1, cancelled),
            Of::File(path, Some((id, stamp)))
                if previous == Some(written(*id).as_str()) && Stamp::of(path) == Some(*stamp) =>
            {
                return Some(Made::Unchanged);
            }
            Of::File(path, _) => scan::report(session, path),
            Of::Made(report) => Some(Report { id: report.id, items: report.items.clone() }),
            Of::Gone => None,
            Of::Closed => return Some(Made::Nothing),
        };
        let report = report.unwrap_or_else(|| Report::new(Vec::new()));
        let is_nothing = report.items.is_empty();
        Some(match report.against(previous) {
            Answer::Unchanged(_) => Made::Unchanged,
            Answer::Full(_) if is_nothing && previous.is_none() => return None,
            // Without an id: the client need not ask after it again.
            Answer::Full(_) if is_nothing => Made::Nothing,
            Answer::Full(full) => Made::Full(full),
        })
    }

    fn report(self, made: Made) -> Option<WorkspaceDocumentDiagnosticReport> {
        let (uri, version) = (self.uri, self.version.map(i64::from));
        let full = match made {
            Made::Unchanged => {
                let unchanged_document_diagnostic_report =
                    UnchangedDocumentDiagnosticReport { result_id: self.previous? };
                let report =
                    WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report };
                return Some(WorkspaceDocumentDiagnosticReport::Unchanged(report));
            }
            Made::Nothing => FullDocumentDiagnosticReport::default(),
            Made::Full(full) => full,
        };
        let report = WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report: full };
        Some(WorkspaceDocumentDiagnosticReport::Full(report))
    }
}
