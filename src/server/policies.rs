//! The task that keeps the policies in force: it forgets what has changed, has the documents checked
//! again, tells what is wrong in the policy files, and watches what they depend on.
//!
//! The only publisher for the URIs of policy files; a client that pulls is asked to pull again. Changes that come while it works are taken up in
//! one go afterwards.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::ls_types::{Diagnostic, Uri};

use super::buffers::Buffer;
use super::problems::{ByFile, open_policies};
use super::scan::Depth;
use super::session::{PolicyNews, Session};
use super::transport::Importance;
use super::watch::{Followed, PolicyWatch};
use super::{panics, publish, to_proto};
use crate::policy::{Problem, Settings};

/// How many folders of the workspace are watched for texts, those nearest to its top first. The system's
/// watches are few and shared with others.
const MOST_FOLDERS: usize = 4096;

/// What the client was told of policy files.
#[derive(Default)]
struct Told {
    /// By path: the URI, and what was published for it last.
    files: HashMap<PathBuf, (Arc<Uri>, Vec<u8>)>,
}

/// The settings that were put in force last, and what is wrong with them. The same once more would make new
/// rules of them, and have everything that they govern checked again.
#[derive(Default)]
struct InForce {
    settings: Option<Settings>,
    faults: Vec<String>,
}

/// Runs as long as the session.
pub(crate) async fn run(session: Arc<Session>) {
    let mut news = session.policy_news();
    let mut done = PolicyNews::default();
    let mut turn = (PolicyWatch::new(&session), Told::default(), InForce::default());
    loop {
        session.outbox.room().await;
        // Taken before anything is read: what is read then is of these texts or of newer ones, never older.
        let open = open_policies(&session);
        let now = *news.borrow_and_update();
        if now == done {
            if news.changed().await.is_err() {
                return;
            }
            continue;
        }
        let again = now.changed != done.changed;
        done = now;
        let work = {
            let session = Arc::clone(&session);
            move || {
                let (watch, told, in_force) = &mut turn;
                if again {
                    forget(&session, in_force);
                }
                let problems = session.problems.all(&session, &open);
                if session.client().pulls {
                    session.refresh.look();
                } else {
                    told.publish(&session, problems, open);
                }
                let watched = watched(&session);
                session.follow(&watched);
                if watch.follow(&session, watched) == Followed::More {
                    session.policies_changed();
                }
                turn
            }
        };
        turn = match tokio::task::spawn_blocking(move || panics::catch(work)).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(panic)) => {
                session.error(format!("The policies could not be read: {panic}"));
                (PolicyWatch::new(&session), Told::default(), InForce::default())
            }
            // The server is leaving.
            Err(_) => return,
        };
    }
}

/// What is to be watched: the files that policies and baselines depend on, the folders above what is open and
/// above the workspace, where a policy may appear, and those of the workspace that nobody else watches.
fn watched(session: &Session) -> Vec<PathBuf> {
    let mut above: Vec<PathBuf> = session.folders();
    above.extend(session.snapshots().iter().filter_map(|open| open.path.as_deref().map(Path::to_owned)));
    let concerns = |path: &PathBuf| above.iter().any(|open| open.starts_with(path)) || !path.is_dir();
    // The scan asks for the policy of every folder there is: too many to watch them for that alone.
    let mut out: Vec<PathBuf> = session.policies.watched().into_iter().filter(concerns).collect();
    out.extend(session.baselines.watched());
    let mut folders: Vec<PathBuf> = session.scan.folders().into_iter().collect();
    folders.sort_by_key(|folder| folder.components().count());
    out.extend(folders.into_iter().take(MOST_FOLDERS));
    out
}

/// Forgets what was read, and has every document checked with what is read next.
fn forget(session: &Session, in_force: &mut InForce) {
    let settings = session.settings();
    if in_force.settings.as_ref() != Some(&settings) {
        in_force.faults = session.policies.set_settings(settings.clone());
        session.baselines.set_folders(settings.folders.clone());
        in_force.settings = Some(settings);
        // What it has looked at since they changed was held against those of before.
        session.scan.want_all(Depth::Changed);
    }
    session.complain(in_force.faults.clone());
    session.policies.invalidate();
    session.baselines.invalidate();
    session.renew_rules();
}

impl Told {
    /// Publishes the problems of every policy file, and clears those that have none any more. An
    /// open policy is answered for every text it had, so that a client can tell that it was read.
    fn publish(&mut self, session: &Session, mut by_file: ByFile, open: BTreeMap<PathBuf, Buffer>) {
        for path in open.keys().chain(self.files.keys()) {
            by_file.entry(path.clone()).or_default();
        }
        for (path, problems) in by_file {
            let buffer = open.get(&path).cloned().or_else(|| session.buffers.get(&path));
            self.publish_one(session, &path, &problems, buffer);
        }
    }

    fn publish_one(&mut self, session: &Session, path: &Path, problems: &[Problem], buffer: Option<Buffer>) {
        let Some(uri) = buffer.as_ref().map(|buffer| Arc::clone(&buffer.uri)).or_else(|| to_proto::uri(path)) else {
            return;
        };
        // What was read may be newer than the version at hand; then another turn follows this one.
        let version = buffer.filter(|buffer| is_of(buffer, problems)).map(|buffer| buffer.version);
        let diagnostics: Vec<Diagnostic> =
            problems.iter().map(|problem| to_proto::problem(problem, session.client())).collect();
        let bytes = publish::diagnostics(&uri, version, &diagnostics);
        if self.files.get(path).is_some_and(|(_, last)| *last == bytes) {
            return;
        }
        session.outbox.send_bytes(Importance::Answer, bytes.clone());
        if diagnostics.is_empty() && version.is_none() {
            self.files.remove(path);
        } else {
            self.files.insert(path.to_owned(), (uri, bytes));
        }
    }
}

/// Whether the problems were found in this text.
fn is_of(buffer: &Buffer, problems: &[Problem]) -> bool {
    problems.first().is_none_or(|problem| *problem.place.text == *buffer.text.to_string())
}
