//! The state of a session: the client, its folders and documents, the policies, the way out.
//!
//! Everything here is short and synchronous: handlers change it in their first statement, tasks and
//! requests take what they need and go. No lock is held while anything is read or checked.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::Serialize;
use tokio::sync::watch;
use tower_lsp::Client as ToClient;
use tower_lsp::ls_types::{MessageType, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use super::buffers::{Buffer, Buffers, is_policy, may_be_policy};
use super::client::Client;
use super::document::{Document, LastChecked, LostStep, Recent, RulesCell, Snapshot};
use super::notebooks::Notebooks;
use super::policy_counts::PolicyCounts;
use super::problems::Problems;
use super::progress::Jobs;
use super::refresh::Refresh;
use super::scan::{Depth, Scan};
use super::transport::{Importance, Notification, Outbox};
use super::{files, from_proto, panics, stderr, worker};
use crate::policy::{Overrides, Policies, Rules, Settings};
use crate::prose::{self, Format};
use crate::text::Text;
use crate::workspace::{Baselines, Known};

/// A session with one client.
pub(crate) struct Session {
    /// For requests to the client; never waited for in a handler.
    pub(crate) to_client: ToClient,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) policies: Policies,
    pub(crate) baselines: Baselines,
    pub(crate) buffers: Buffers,
    pub(crate) notebooks: Notebooks,
    pub(crate) recent: Recent,
    pub(crate) counts: PolicyCounts,
    pub(crate) jobs: Jobs,
    pub(crate) problems: Problems,
    pub(crate) refresh: Refresh,
    pub(crate) scan: Scan,
    client: OnceLock<Client>,
    state: Mutex<State>,
    policy_news: watch::Sender<PolicyNews>,
    /// How often the rules were asked for anew.
    renewals: watch::Sender<u64>,
    settings_wanted: watch::Sender<()>,
    greeted: AtomicBool,
}

#[derive(Default)]
struct State {
    folders: Vec<PathBuf>,
    documents: HashMap<Uri, Document>,
    openings: u64,
    settings: Settings,
    /// What is wrong with the settings, and what was told of it.
    complaints: Vec<String>,
    told: Vec<String>,
    /// What the policies in force depend on.
    followed: HashSet<PathBuf>,
}

/// What has happened to policies since the session began, as counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PolicyNews {
    /// Something was opened that may be governed by a policy that was not read before.
    pub(crate) opened: u64,
    /// Something changed: what was read may be wrong.
    pub(crate) changed: u64,
}

impl Session {
    pub(crate) fn new(to_client: ToClient, outbox: Arc<Outbox>) -> Self {
        let buffers = Buffers::default();
        Self {
            to_client,
            outbox,
            policies: Policies::new(buffers.clone(), Overrides::default()).keeping_the_last_good(),
            baselines: Baselines::new(Vec::new()),
            buffers,
            notebooks: Notebooks::default(),
            recent: Recent::default(),
            counts: PolicyCounts::default(),
            jobs: Jobs::default(),
            problems: Problems::default(),
            refresh: Refresh::default(),
            scan: Scan::default(),
            client: OnceLock::new(),
            state: Mutex::default(),
            policy_news: watch::Sender::default(),
            renewals: watch::Sender::default(),
            settings_wanted: watch::Sender::default(),
            greeted: AtomicBool::new(false),
        }
    }

    /// What the client can do; before it has said so, nothing.
    pub(crate) fn client(&self) -> &Client {
        static SILENT: OnceLock<Client> = OnceLock::new();
        self.client.get().unwrap_or_else(|| SILENT.get_or_init(Client::default))
    }

    /// Begins: the client and its folders are known.
    pub(crate) fn begin(&self, client: Client, folders: Vec<PathBuf>) {
        // A second `initialize` does not reach this place.
        drop(self.client.set(client));
        self.state().folders = folders;
        self.policies_changed();
    }

    /// Whether the client says `initialized` for the first time.
    pub(crate) fn first_greeting(&self) -> bool {
        !self.greeted.swap(true, Ordering::Relaxed)
    }

    /// Opens a document, or takes a new text for one that is open.
    pub(crate) fn open(self: &Arc<Self>, item: TextDocumentItem) {
        let path = from_proto::path(&item.uri).map(Arc::<Path>::from);
        let format = prose::detect_language(&item.language_id, path.as_deref()).in_view_of(&item.text);
        self.open_as(item, path, format);
    }

    /// Opens a document that is governed by the policy for a path, and read in a format.
    pub(crate) fn open_as(self: &Arc<Self>, item: TextDocumentItem, path: Option<Arc<Path>>, format: Option<Format>) {
        let uri = Arc::new(item.uri);
        let mut state = self.state();
        state.openings += 1;
        let snapshot = Snapshot {
            format,
            uri: Arc::clone(&uri),
            path,
            opening: state.openings,
            version: item.version,
            text: Text::new(&item.text),
            rules: RulesCell::default(),
        };
        if let Some(document) = state.documents.get_mut(&*uri) {
            document.reopen(snapshot.clone());
        } else {
            let (document, stands) = Document::new(snapshot.clone());
            // What is wrong in a policy is published by the task that reads policies; a client that asks is
            // answered when it asks.
            if !self.client().pulls && !from_proto::path(&uri).is_some_and(|path| is_policy(&path)) {
                let last = document.last.clone();
                tokio::spawn(worker::run(Arc::clone(self), Arc::clone(&uri), stands, last));
            }
            state.documents.insert((*uri).clone(), document);
        }
        drop(state);
        self.keep_buffer(&snapshot);
        self.policy_news.send_modify(|news| news.opened += 1);
    }

    /// Changes a document.
    pub(crate) fn change(&self, uri: &Uri, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        let encoding = self.client().encoding;
        let mut state = self.state();
        let Some(document) = state.documents.get_mut(uri).filter(|document| !document.is_closed()) else {
            drop(state);
            return self.log(format!("A change of {} is ignored: it is not open.", uri.as_str()));
        };
        let result = panics::catch(|| {
            panics::trap(format_args!("change {}", uri.as_str()));
            document.change(version, changes, encoding)
        });
        let result = result.unwrap_or_else(|panic| {
            // Nobody knows how much of it was done.
            document.lose();
            panics::tell(&panic);
            Err(LostStep)
        });
        let snapshot = document.snapshot().cloned();
        drop(state);
        if let Some(snapshot) = snapshot {
            self.keep_buffer(&snapshot);
        }
        if result == Err(LostStep) {
            let name = uri.as_str();
            self.show(format!(
                "Customary lost track of {name}: a change makes no sense. Its findings come back when the whole text is \
                 sent again; closing and opening it does that."
            ));
        }
    }

    /// Closes a document; its worker clears what it showed.
    pub(crate) fn close(&self, uri: &Uri) {
        let mut state = self.state();
        let Some(document) = state.documents.get_mut(uri).filter(|document| !document.is_closed()) else {
            drop(state);
            return self.log(format!("{} is not open and cannot be closed.", uri.as_str()));
        };
        document.close();
        let reported = document.last.reported().take().map(|reported| reported.id);
        let path = from_proto::path(uri);
        if self.client().pulls || path.as_deref().is_some_and(is_policy) {
            state.documents.remove(uri);
        }
        drop(state);
        if reported.flatten().is_some() {
            self.refresh.was_closed(uri);
        }
        let Some(path) = path else { return };
        if may_be_policy(&path) {
            self.problems.forget(&path);
            self.buffers.remove(&path);
            self.policies_changed();
        } else {
            self.scan.was_closed(path, reported);
        }
    }

    /// Reads a document that is open in another format, or no more.
    pub(crate) fn set_format(&self, uri: &Uri, format: Option<Format>) {
        let mut state = self.state();
        state.openings += 1;
        let opening = state.openings;
        if let Some(document) = state.documents.get_mut(uri).filter(|document| !document.is_closed()) {
            document.set_format(format, opening);
        }
    }

    /// The text of a document is not known any more; its worker clears what it showed.
    pub(crate) fn lose(&self, uri: &Uri) {
        if let Some(document) = self.state().documents.get_mut(uri).filter(|document| !document.is_closed()) {
            document.lose();
        }
    }

    /// The path whose policy governs a document: for a cell that of its notebook. `None` where there is none.
    pub(crate) fn path(&self, uri: &Uri) -> Option<PathBuf> {
        let open = self.snapshot(uri).and_then(|(snapshot, _)| snapshot.path);
        open.map(|path| path.to_path_buf()).or_else(|| from_proto::path(uri))
    }

    /// For a document's worker, which ends where this says true: it is closed, and not open again.
    pub(crate) fn forget(&self, uri: &Uri) -> bool {
        let mut state = self.state();
        let closed = state.documents.get(uri).is_none_or(Document::is_closed);
        if closed {
            state.documents.remove(uri);
        }
        closed
    }

    /// A document as it stands, and what was found in it last; `None` where it is not open or its
    /// text is not known.
    pub(crate) fn snapshot(&self, uri: &Uri) -> Option<(Snapshot, LastChecked)> {
        let state = self.state();
        let document = state.documents.get(uri)?;
        let snapshot = document.snapshot()?.clone();
        panics::about(&snapshot.uri, snapshot.version);
        Some((snapshot, document.last.clone()))
    }

    /// Whether a document is open, also while its text is not known.
    pub(crate) fn is_open(&self, uri: &Uri) -> bool {
        self.state().documents.get(uri).is_some_and(|document| !document.is_closed())
    }

    /// All open documents, as [`Session::snapshot`] gives one.
    pub(crate) fn all_open(&self) -> Vec<(Snapshot, LastChecked)> {
        let state = self.state();
        let open = state.documents.values();
        open.filter_map(|document| Some((document.snapshot()?.clone(), document.last.clone()))).collect()
    }

    /// The open documents whose text is not known.
    pub(crate) fn out_of_step(&self) -> Vec<Uri> {
        let state = self.state();
        let lost =
            state.documents.iter().filter(|(_, document)| !document.is_closed() && document.snapshot().is_none());
        lost.map(|(uri, _)| uri.clone()).collect()
    }

    /// The snapshots of all open documents.
    pub(crate) fn snapshots(&self) -> Vec<Snapshot> {
        self.state().documents.values().filter_map(Document::snapshot).cloned().collect()
    }

    /// The rules for a snapshot. Reads files where nobody has asked before.
    pub(crate) fn rules(&self, snapshot: &Snapshot) -> Arc<Rules> {
        let ask = || match &snapshot.path {
            Some(path) => files::rules(self, path),
            None => self.policies.rules_without_path(self.first_folder().as_deref()),
        };
        Arc::clone(snapshot.rules.get_or_init(ask))
    }

    /// What the baseline holds of a document's findings. Reads files where nobody has asked before.
    pub(crate) fn known(&self, snapshot: &Snapshot) -> Option<Known> {
        self.baselines.known(&self.policies, snapshot.path.as_deref()?)
    }

    /// Every document is checked again, with rules that are asked for anew.
    pub(crate) fn renew_rules(&self) {
        self.state().documents.values_mut().for_each(Document::renew_rules);
        self.renewals.send_modify(|renewals| *renewals += 1);
    }

    /// How often the rules were asked for anew since the session began.
    pub(crate) fn renewals(&self) -> u64 {
        *self.renewals.borrow()
    }

    /// What the rules make of texts may be another: somebody has paused and saved one.
    pub(crate) fn texts_changed(&self) {
        self.renewals.send_modify(|_| {});
    }

    /// For whoever has to do with what the rules make of texts.
    pub(crate) fn on_renewal(&self) -> watch::Receiver<u64> {
        self.renewals.subscribe()
    }

    pub(crate) fn first_folder(&self) -> Option<PathBuf> {
        self.state().folders.first().cloned()
    }

    /// The path of the file that was opened last and is open still.
    pub(crate) fn last_opened(&self) -> Option<PathBuf> {
        let open = self.snapshots().into_iter().filter(|open| open.path.is_some());
        open.max_by_key(|open| open.opening)?.path.map(|path| path.to_path_buf())
    }

    /// The workspace folders.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        self.state().folders.clone()
    }

    /// The workspace folder that a path is in: of several the innermost.
    pub(crate) fn folder_of(&self, path: Option<&Path>) -> Option<PathBuf> {
        let folders = self.folders().into_iter().filter(|folder| path.is_some_and(|path| path.starts_with(folder)));
        folders.max_by_key(|folder| folder.components().count())
    }

    /// The files that are open, also where their text is not known.
    pub(crate) fn open_paths(&self) -> HashSet<PathBuf> {
        let state = self.state();
        let open = state.documents.iter().filter(|(_, document)| !document.is_closed());
        let open: Vec<Uri> = open.map(|(uri, _)| uri.clone()).collect();
        drop(state);
        open.iter().filter_map(|uri| self.path(uri)).collect()
    }

    pub(crate) fn change_folders(&self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        let mut state = self.state();
        state.folders.retain(|folder| !removed.contains(folder));
        for folder in added {
            if !state.folders.contains(&folder) {
                state.folders.push(folder);
            }
        }
        drop(state);
        self.policies_changed();
    }

    pub(crate) fn settings(&self) -> Settings {
        let state = self.state();
        Settings { folders: state.folders.clone(), ..state.settings.clone() }
    }

    /// Takes new settings and what is wrong with them.
    pub(crate) fn change_settings(&self, settings: Settings, complaints: Vec<String>) {
        let mut state = self.state();
        state.settings = settings;
        state.complaints = complaints;
        drop(state);
        self.policies_changed();
    }

    /// Tells what is wrong with the settings, and what more was found when they were put in force,
    /// unless just that was told before.
    pub(crate) fn complain(&self, more: Vec<String>) {
        let mut state = self.state();
        let mut complaints = state.complaints.clone();
        complaints.extend(more);
        if state.told != complaints {
            state.told.clone_from(&complaints);
            drop(state);
            if !complaints.is_empty() {
                self.show(format!("Customary's settings: {}. The rest counts.", complaints.join("; ")));
            }
        }
    }

    /// What the policies in force now depend on.
    pub(crate) fn follow(&self, paths: &[PathBuf]) {
        self.state().followed = paths.iter().cloned().collect();
    }

    /// Whether what a file says may make a difference to policies.
    pub(crate) fn depends_on(&self, path: &Path) -> bool {
        is_policy(path) || self.buffers.were_asked_for(path) || self.state().followed.contains(path)
    }

    /// Something has happened to a policy, or may have. Whatever is asked from here on is answered by what is
    /// read anew, also while the task that reads policies has not got round to it.
    pub(crate) fn policies_changed(&self) {
        self.policies.invalidate();
        self.baselines.invalidate();
        self.renew_rules();
        self.policy_news.send_modify(|news| news.changed += 1);
        self.scan.want_all(Depth::Changed);
    }

    /// Policies were found that nobody had asked for before.
    pub(crate) fn policies_found(&self) {
        self.policy_news.send_modify(|news| news.opened += 1);
    }

    /// These files came, went or changed on disk.
    pub(crate) fn files_changed(&self, paths: impl IntoIterator<Item = PathBuf>) {
        let (policies, texts): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| self.depends_on(path));
        if !policies.is_empty() {
            self.policies_changed();
        }
        if texts.iter().any(|path| path.file_name().is_some_and(|name| name == ".gitignore")) {
            self.scan.want_all(Depth::Changed);
            self.renew_rules();
            self.refresh.look();
        }
        self.scan.want(texts);
    }

    pub(crate) fn policy_news(&self) -> watch::Receiver<PolicyNews> {
        self.policy_news.subscribe()
    }

    /// The client's settings should be asked for.
    pub(crate) fn want_settings(&self) {
        self.settings_wanted.send_replace(());
    }

    pub(crate) fn settings_wanted(&self) -> watch::Receiver<()> {
        self.settings_wanted.subscribe()
    }

    /// Shows a warning to the user.
    pub(crate) fn show(&self, message: String) {
        self.say("window/showMessage", MessageType::WARNING, &message);
    }

    /// Tells the user something that is as it should be.
    pub(crate) fn inform(&self, message: String) {
        self.say("window/showMessage", MessageType::INFO, &message);
    }

    /// Writes a line to the client's log.
    pub(crate) fn log(&self, message: String) {
        self.say("window/logMessage", MessageType::LOG, &message);
    }

    /// Writes an error to the client's log and to stderr.
    pub(crate) fn error(&self, message: String) {
        stderr::line(&message);
        self.say("window/logMessage", MessageType::ERROR, &message);
    }

    fn say(&self, method: &'static str, kind: MessageType, message: &str) {
        #[derive(Serialize)]
        struct Params<'a> {
            r#type: MessageType,
            message: &'a str,
        }
        let params = Params { r#type: kind, message };
        self.outbox.send(Importance::Remark, &Notification::new(method, params));
    }

    /// A document that may be a policy is read from the editor from now on.
    fn keep_buffer(&self, snapshot: &Snapshot) {
        // By its own URI: a cell has the path of its notebook.
        if let Some(path) = from_proto::path(&snapshot.uri).filter(|path| may_be_policy(path)) {
            let (uri, text) = (Arc::clone(&snapshot.uri), snapshot.text.clone());
            self.buffers.set(&path, Buffer { uri, version: snapshot.version, text });
            if self.depends_on(&path) {
                self.policies_changed();
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
