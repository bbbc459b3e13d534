//! `customary.fixWorkspace`: all fixes of the workspace as one edit that a person can look through first.
//!
//! Documents that are open are taken as they stand in the editor, with their version, all others as they lie
//! on the disk. For those the protocol has no way to tell that a file is another by the time that the edit is
//! made; editors that show a preview read it again for that.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ProgressToken, TextEdit, Uri};

use super::annotated::{self, Note};
use super::{Wish, failed, have_applied, invalid, one_or_none};
use crate::check::Applicability;
use crate::policy::ProblemSeverity;
use crate::server::client::Annotations;
use crate::server::document::Snapshot;
use crate::server::progress::Progress;
use crate::server::requests::work;
use crate::server::session::Session;
use crate::server::{files, to_proto};
use crate::workspace::{self, Checked, Content, Outcome, Planned, Scanned, Source, Threads};

/// Checks for a fix leave some of the machine to whoever types.
const THREADS: usize = 2;

/// Its argument.
#[derive(Deserialize, Default)]
struct Limit {
    /// A document or folder, whose workspace folder alone is fixed.
    uri: Option<Uri>,
}

/// The fixes of one file.
pub(super) struct FileFixes {
    pub(super) uri: Uri,
    /// Of an open document.
    pub(super) version: Option<i32>,
    /// In order of place, each with what is said of it.
    pub(super) edits: Vec<(TextEdit, Note)>,
    safe: usize,
    review: usize,
}

/// What was found.
#[derive(Default)]
struct Found {
    files: Vec<FileFixes>,
    safe: usize,
    review: usize,
    /// Whether no policy and no setting asks for anything.
    aimless: bool,
}

/// Answers how much there is to fix, and has the client make the edit.
///
/// # Errors
/// `InvalidParams` for wrong arguments; else what kept it from its work.
pub(super) async fn run(
    session: &Arc<Session>,
    arguments: Vec<Value>,
    token: Option<ProgressToken>,
) -> Result<Option<Value>> {
    let limit: Limit = one_or_none(arguments, "{ uri? }")?;
    if !session.client().applies_edits {
        return Err(failed("this editor makes no edits for a command: run `customary fix` instead".to_owned()));
    }
    let scope = Scope::of(session, limit.uri.as_ref())?;
    let progress = Progress::begin(session, token, "Fixing the workspace");
    let found = {
        let session = Arc::clone(session);
        work(move |cancelled| {
            let found = Job { session: &session, scope: &scope, progress: &progress, cancelled }.find();
            if let Ok(Some(found)) = &found {
                progress.end(format!("{} files to change", found.files.len()));
            }
            found
        })
    };
    let found = found.await?.map_err(failed)?.ok_or_else(Error::request_cancelled)?;
    let answer = json!({"files": found.files.len(), "safe": found.safe, "review": found.review});
    match found.files.is_empty() {
        true => session.inform(nothing(&found)),
        false => {
            // Who can look through the edit first takes of it what they like, and sees what that is.
            let done = (session.client().annotations == Annotations::None).then(|| done(&found));
            let edit = annotated::edit(found.files, session.client());
            let failed = "Customary's fix of the workspace was not made";
            have_applied(session, Wish { edit, label: Some("Fix the workspace"), done, failed }).await;
        }
    }
    Ok(Some(answer))
}

/// What was changed.
fn done(found: &Found) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let files = found.files.iter().filter(|file| file.safe > 0).count();
    let mut said = format!("Fixed {} in {}.", counted(found.safe, "place"), counted(files, "file"));
    match found.review {
        0 => {}
        1 => said.push_str(" 1 more needs a look, in its document."),
        more => said.push_str(&format!(" {more} more need a look, each in its document.")),
    }
    said
}

/// Why nothing is changed.
fn nothing(found: &Found) -> String {
    match found {
        Found { aimless: true, .. } => {
            "No policy governs these files, so nothing is fixed. “Set this workspace's preference” writes one."
                .to_owned()
        }
        Found { review: 0, .. } => "There is nothing to fix in the workspace.".to_owned(),
        Found { review: 1, .. } => "Nothing can be fixed unseen: 1 fix needs a look, in its document.".to_owned(),
        Found { review, .. } => {
            format!("Nothing can be fixed unseen: {review} fixes need a look, each in its document.")
        }
    }
}

/// What is to be fixed.
struct Scope {
    /// These folders, whole.
    folders: Vec<PathBuf>,
    /// Where there are none, these open documents.
    documents: Vec<Snapshot>,
}

impl Scope {
    fn of(session: &Session, limit: Option<&Uri>) -> Result<Self> {
        let Some(uri) = limit else {
            let folders = session.folders();
            let documents = if folders.is_empty() { session.snapshots() } else { Vec::new() };
            return Ok(Self { folders, documents });
        };
        if let Some(folder) = session.folder_of(session.path(uri).as_deref()) {
            return Ok(Self { folders: vec![folder], documents: Vec::new() });
        }
        match session.snapshot(uri) {
            Some((snapshot, _)) => Ok(Self { folders: Vec::new(), documents: vec![snapshot] }),
            None => Err(invalid(format!("{} is in no folder of the workspace, and not open", uri.as_str()))),
        }
    }

    /// The open documents among what is to be fixed, of which the walk saw these files.
    fn open(&self, session: &Session, seen: &HashSet<&Path>) -> Vec<Snapshot> {
        let mut open = self.documents.clone();
        // What the walk passed over is none of the workspace, unless it is not saved yet.
        let counts = |path: &Path| {
            self.folders.iter().any(|folder| path.starts_with(folder)) && (seen.contains(path) || !path.exists())
        };
        open.extend(session.snapshots().into_iter().filter(|it| it.path.as_deref().is_some_and(counts)));
        open.sort_by(|a, b| a.uri.as_str().cmp(b.uri.as_str()));
        open.dedup_by(|a, b| a.uri == b.uri);
        open
    }
}

struct Job<'a> {
    session: &'a Arc<Session>,
    scope: &'a Scope,
    progress: &'a Progress,
    cancelled: &'a AtomicBool,
}

impl Job<'_> {
    /// Everything that can be fixed; `None` where it was cancelled.
    ///
    /// # Errors
    /// Where a policy has an error: what it means is not sure enough to change files by.
    fn find(&self) -> std::result::Result<Option<Found>, String> {
        let session = self.session;
        let threads = Threads::new(THREADS);
        let all = files::below(session, &self.scope.folders, threads.count());
        let seen: HashSet<&Path> = all.iter().map(|source| source.path.as_path()).collect();
        let open = self.scope.open(session, &seen);
        let in_editor = session.open_paths();
        let on_disk: Vec<Source> = all.iter().filter(|it| !in_editor.contains(&it.path)).cloned().collect();
        threads.map(&on_disk, |source| drop(session.policies.rules(&source.path)));
        open.iter().for_each(|snapshot| drop(session.rules(snapshot)));
        if let Some(path) = self.broken() {
            return Err(format!("{} has an error: mend it first", path.display()));
        }
        let mut found = Found { aimless: self.is_aimless(&on_disk, &open), ..Found::default() };
        if found.aimless {
            return Ok(Some(found));
        }
        let (mut done, of) = (0, on_disk.len() + open.len());
        for snapshot in &open {
            found.add(self.in_editor(snapshot));
            done += 1;
            self.progress.report(done, of);
            if self.is_over() {
                return Ok(None);
            }
        }
        workspace::scan(
            &threads,
            &on_disk,
            &session.policies,
            &session.baselines,
            |it| self.on_disk(it),
            |fixes| {
                found.add(fixes);
                done += 1;
                self.progress.report(done, of);
                if self.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        found.leave_out_what_cannot_be_shown(session.client().annotations);
        Ok((!self.is_over()).then_some(found))
    }

    fn is_over(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || self.progress.cancelled().load(Ordering::Relaxed)
    }

    /// A policy with an error that may count for what is to be fixed.
    fn broken(&self) -> Option<PathBuf> {
        let folders = self.session.folders();
        let elsewhere = |path: &Path| {
            let inside = |folder: &PathBuf| path.starts_with(folder);
            folders.iter().any(inside) && !self.scope.folders.iter().any(inside)
        };
        let problems = self.session.policies.problems().into_iter();
        let mut errors = problems.filter(|problem| problem.severity == ProblemSeverity::Error);
        errors.find(|problem| !elsewhere(&problem.place.path)).map(|problem| problem.place.path.to_path_buf())
    }

    /// Whether nothing asks for anything, as on the command line.
    fn is_aimless(&self, on_disk: &[Source], open: &[Snapshot]) -> bool {
        if self.session.settings().prefer.is_some() {
            return false;
        }
        let mut folders = HashSet::new();
        let paths =
            on_disk.iter().map(|source| source.path.as_path()).chain(open.iter().filter_map(|it| it.path.as_deref()));
        let mut one_of_each = paths.filter(|path| folders.insert(path.parent()));
        let first = self.session.first_folder().map(|folder| folder.join("untitled"));
        !one_of_each.any(|path| self.session.policies.governing(path).is_some())
            && first.is_none_or(|path| self.session.policies.governing(&path).is_none())
    }

    fn on_disk(&self, scanned: Scanned<'_>) -> Option<FileFixes> {
        let Outcome::Checked(checked) = scanned.outcome else { return None };
        if let Some(message) = checked.words_left() {
            self.session.log(format!("{}: {message}", scanned.source.path.display()));
        }
        let planned = plan(&checked)?;
        let uri = to_proto::uri(&scanned.source.path)?;
        Some(self.fixes((*uri).clone(), None, checked.content.text(), 0, planned))
    }

    fn in_editor(&self, snapshot: &Snapshot) -> Option<FileFixes> {
        let rules = self.session.rules(snapshot);
        let format = rules.format.or(snapshot.format)?;
        let content = Content::new(snapshot.text.to_string().into_bytes())?;
        let Outcome::Checked(mut checked) = workspace::examine_text(content, format, rules) else { return None };
        if let Some(path) = &snapshot.path {
            checked.hold_back(path, &self.session.policies, &self.session.baselines);
        }
        let planned = plan(&checked)?;
        // Should the editor keep a byte order mark in its text, it counts there.
        let (text, start) = (checked.content.whole(), checked.content.start());
        Some(self.fixes((*snapshot.uri).clone(), Some(snapshot.version), text, start, planned))
    }

    fn fixes(&self, uri: Uri, version: Option<i32>, text: &str, start: usize, planned: Vec<Planned>) -> FileFixes {
        let client = self.session.client();
        let mut positions = to_proto::Positions::new(text, client.encoding);
        let count = |which: Applicability| planned.iter().filter(|fix| fix.applicability == which).count();
        let (safe, review) = (count(Applicability::Safe), count(Applicability::Review));
        let mut edits = Vec::new();
        for fix in planned {
            let note = Note::of(&fix, client.annotations);
            for edit in fix.edits {
                let range = positions.range(edit.range.start + start..edit.range.end + start);
                edits.push((TextEdit::new(range, edit.replacement), note.clone()));
            }
        }
        edits.sort_by_key(|(edit, _)| (edit.range.start, edit.range.end));
        FileFixes { uri, version, edits, safe, review }
    }
}

/// What could be done in a text; `None` where there is nothing.
fn plan(checked: &Checked) -> Option<Vec<Planned>> {
    let Checked { content, format, rules, report, held } = checked;
    Some(workspace::plan(content.text(), *format, rules, report, held)).filter(|planned| !planned.is_empty())
}

impl Found {
    /// Keeps what there is in a file; of the others nothing stays in memory.
    fn add(&mut self, fixes: Option<FileFixes>) {
        if let Some(fixes) = fixes {
            self.safe += fixes.safe;
            self.review += fixes.review;
            self.files.push(fixes);
        }
    }

    /// Who cannot be asked about a fix gets the safe ones alone.
    fn leave_out_what_cannot_be_shown(&mut self, annotations: Annotations) {
        if annotations == Annotations::None {
            for file in &mut self.files {
                file.edits.retain(|(_, note)| !note.needs_a_look);
            }
            self.files.retain(|file| !file.edits.is_empty());
        }
    }
}
