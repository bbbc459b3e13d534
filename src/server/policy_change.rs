//! Changes to the policy of a document: an edit of the file that governs it, or a new file.
//!
//! Works out what to change; who asked, and how the client is told, is for actions and commands to know.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tower_lsp::ls_types::WorkspaceEdit;

use super::session::Session;
use super::to_proto;
use crate::policy::{self, FILE_NAMES, Files, Prefer};
use crate::sense::Sense;
use crate::text::{self, Edit};
use crate::workspace::{self, Threads};

/// The evidence for a new policy is counted by so many threads, below normal priority.
const THREADS: usize = 2;

/// What is to become of a policy.
pub(crate) enum Change {
    /// These edits of this text; none where it says what is wanted already.
    Edit { path: PathBuf, text: String, edits: Vec<Edit> },
    /// A new file.
    New { path: PathBuf, text: String },
}

/// What a change would be made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// There is no policy yet.
    New,
    /// There is one, without errors in its syntax.
    Sound,
}

/// Where the change of a policy is to count.
pub(crate) struct Place<'s> {
    session: &'s Session,
    /// A file in it, which need not exist.
    inside: PathBuf,
}

impl<'s> Place<'s> {
    /// The place of a document; of one without a path the first folder, else the folder of what was opened last.
    /// `None` where there is none of these.
    pub(crate) fn of(session: &'s Session, document: Option<&Path>) -> Option<Self> {
        let inside = match document {
            Some(folder) if folder.is_dir() => folder.join("untitled"),
            Some(file) => file.to_owned(),
            None => match session.first_folder() {
                Some(folder) => folder.join("untitled"),
                None => session.last_opened()?,
            },
        };
        Some(Self { session, inside })
    }

    /// What is preferred here, whatever overrides say of single files.
    pub(crate) fn prefer(&self) -> Prefer {
        let governing = self.session.policies.governing(&self.inside);
        let folder = governing.as_deref().unwrap_or(&self.inside).parent();
        self.session.policies.rules_without_path(folder).prefer
    }

    /// What a change here would be made to; `None` where there is a policy in which no edit is sure.
    pub(crate) fn stand(&self) -> Option<Stand> {
        match self.governing().ok()? {
            Some((_, text)) => policy::is_sound(&text).then_some(Stand::Sound),
            None => Some(Stand::New),
        }
    }

    /// The change that sets what is preferred.
    ///
    /// # Errors
    /// Where the policy has a syntax error, or cannot be read.
    pub(crate) fn set_prefer(&self, prefer: Prefer) -> Result<Change, String> {
        let Some((path, text)) = self.governing()? else { return Ok(self.new_policy(prefer)) };
        match policy::set_prefer(&text, prefer) {
            Some(edits) => Ok(Change::Edit { path, text, edits }),
            None => Err(format!("{} has an error: mend it first", path.display())),
        }
    }

    /// The change that keeps a phrase; `None` where there is nothing to do, or nothing sure.
    pub(crate) fn keep(&self, phrase: &str) -> Option<Change> {
        match self.governing().ok()? {
            Some((path, text)) => {
                let edits = policy::allow_phrase(&text, phrase).filter(|edits| !edits.is_empty())?;
                Some(Change::Edit { path, text, edits })
            }
            None => self.new_policy(self.prefer()).keeping(phrase),
        }
    }

    /// The change that records what a word means where a phrase stands; `None` where there is nothing to do, or nothing
    /// sure.
    pub(crate) fn judge(&self, phrase: &str, sense: Sense) -> Option<Change> {
        match self.governing().ok()? {
            Some((path, text)) => {
                let edits = policy::record_judgement(&text, phrase, sense).filter(|edits| !edits.is_empty())?;
                Some(Change::Edit { path, text, edits })
            }
            None => self.new_policy(self.prefer()).judging(phrase, sense),
        }
    }

    /// The policy that governs here, if one does, and its text.
    fn governing(&self) -> Result<Option<(PathBuf, String)>, String> {
        let Some(path) = self.session.policies.governing(&self.inside) else { return Ok(None) };
        match self.session.buffers.read(&path) {
            Ok(Some(text)) => Ok(Some((path, text))),
            Ok(None) => Ok(None),
            Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
        }
    }

    fn new_policy(&self, prefer: Prefer) -> Change {
        let path = self.folder().join(FILE_NAMES[0]);
        Change::New { path, text: format!("{}prefer = \"{}\"\n", opening(prefer), prefer.name()) }
    }

    /// Where a new policy belongs: at the root of the repository or in the workspace folder, whichever is
    /// nearer; with neither, beside the document.
    fn folder(&self) -> PathBuf {
        let own = self.inside.parent().unwrap_or(&self.inside);
        let folders = self.session.folders();
        let home = self.session.buffers.home();
        // A policy in the home folder governs nothing below it.
        let is_root = |folder: &&Path| {
            let open = folders.iter().any(|open| open == folder) && home.as_deref() != Some(folder);
            open || self.session.buffers.is_repository_root(folder)
        };
        own.ancestors().find(is_root).unwrap_or(own).to_owned()
    }
}

/// The comment that opens a new policy.
fn opening(prefer: Prefer) -> &'static str {
    match prefer {
        Prefer::Client => "# The people and firms that we serve are clients.\n",
        Prefer::Customer => "# The people and firms that we serve are customers.\n",
        Prefer::Consistent => "# Customer or client: in each document, the word that it uses most.\n",
        Prefer::ByContext => "# Customer and client, each in its place.\n",
        Prefer::BothDefined => "# Customer and client are different things here: both words are right.\n",
        Prefer::Off => "# Customer and client are not checked.\n",
    }
}

impl Change {
    /// Whether nothing is to be changed.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Change::Edit { edits, .. } if edits.is_empty())
    }

    /// Whether it is a new file.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self, Change::New { .. })
    }

    /// The same new file, with the text that `init` would propose for this preference. Reads the workspace.
    pub(crate) fn with_evidence(self, session: &Session, prefer: Prefer, cancelled: &AtomicBool) -> Self {
        let Change::New { path, .. } = self else { return self };
        let folder = path.parent().unwrap_or(&path);
        let counted = workspace::count(folder, &Threads::in_background(THREADS), &session.policies, cancelled);
        let text = workspace::propose(&counted.counts, Some(prefer));
        Change::New { path, text }
    }

    /// The same new file, with a phrase that it keeps.
    pub(crate) fn keeping(self, phrase: &str) -> Option<Self> {
        let Change::New { path, text } = self else { return None };
        let edits = policy::allow_phrase(&text, phrase)?;
        Some(Change::New { path, text: text::apply(&text, &edits) })
    }

    /// The same new file, with what a word means where a phrase stands.
    pub(crate) fn judging(self, phrase: &str, sense: Sense) -> Option<Self> {
        let Change::New { path, text } = self else { return None };
        let edits = policy::record_judgement(&text, phrase, sense)?;
        Some(Change::New { path, text: text::apply(&text, &edits) })
    }

    /// The change as the client makes it; `None` where it cannot create files.
    pub(crate) fn edit(&self, session: &Session) -> Option<WorkspaceEdit> {
        let client = session.client();
        match self {
            Change::Edit { path, text, edits } => {
                let buffer = session.buffers.get(path);
                let uri = buffer.as_ref().map_or_else(|| to_proto::uri(path), |buffer| Some(Arc::clone(&buffer.uri)));
                let edits = to_proto::text_edits(text, edits, client.encoding);
                let version = buffer.map(|buffer| buffer.version);
                Some(to_proto::workspace_edit((*uri?).clone(), version, edits, client))
            }
            Change::New { path, text } if client.creates_files => {
                Some(to_proto::new_file((*to_proto::uri(path)?).clone(), text))
            }
            Change::New { .. } => None,
        }
    }
}
