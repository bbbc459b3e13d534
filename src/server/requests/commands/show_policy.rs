//! `customary.showPolicy`: the policy in force for a document, each value with where it comes from.
//!
//! Says what `customary policy show` prints, and shows it where the client can show a document.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{ShowDocumentParams, Uri};

use super::one_or_none;
use crate::server::requests::work;
use crate::server::session::Session;
use crate::server::{shown_files, to_proto};
use crate::workspace::shown_from;

/// Its argument.
#[derive(Deserialize, Default)]
struct Of {
    /// A document or folder; the first workspace folder if unset.
    uri: Option<Uri>,
    /// Whether the person is to see it; else it is only answered.
    show: Option<bool>,
}

/// Answers what is in force, and has it shown.
///
/// # Errors
/// `InvalidParams` for wrong arguments; else what kept it from its work.
pub(super) async fn run(session: &Arc<Session>, arguments: Vec<Value>) -> Result<Option<Value>> {
    let of: Of = one_or_none(arguments, "{ uri?, show? }")?;
    let asked = {
        let session = Arc::clone(session);
        work(move |_| InForce::of(&session, of.uri.as_ref())).await?
    };
    let answer = json!({"uri": asked.uri, "prefer": asked.prefer, "text": asked.text});
    if of.show != Some(false) {
        // The client answers when it has shown it; nobody waits for that.
        tokio::spawn(show(Arc::clone(session), asked));
    }
    Ok(Some(answer))
}

/// What is in force for a document.
struct InForce {
    /// What it is in force for, in words.
    of: String,
    /// The name of the document or folder.
    name: String,
    /// The policy that governs, if one does.
    uri: Option<String>,
    governing: Option<String>,
    prefer: &'static str,
    text: String,
}

impl InForce {
    fn of(session: &Session, uri: Option<&Uri>) -> Self {
        let path = uri.and_then(|uri| session.path(uri));
        let asked = path.clone().or_else(|| session.first_folder()).or_else(|| session.last_opened());
        let folder = session.folder_of(asked.as_deref()).or_else(|| session.first_folder());
        let from = folder.or_else(|| path.as_deref().and_then(Path::parent).map(Path::to_owned)).unwrap_or_default();
        let (file, of) = match asked {
            // Policies are for files: a folder has what most files in it have.
            Some(folder) if folder.is_dir() => {
                let shown = Some(shown_from(&folder, &from)).filter(|shown| !shown.is_empty());
                (folder.join("README.md"), format!("a Markdown file in {}", shown.as_deref().unwrap_or(".")))
            }
            Some(file) => {
                let shown = shown_from(&file, &from);
                (file, shown)
            }
            None => (PathBuf::from("/README.md"), "a document without a folder".to_owned()),
        };
        let effective = session.policies.effective(&file);
        let name = |path: &Path| shown_from(path, &from);
        let governing = effective.governing.as_deref();
        let open = governing.and_then(|path| session.buffers.get(path)).map(|buffer| buffer.uri);
        let uri = open.or_else(|| governing.and_then(to_proto::uri)).map(|uri| uri.as_str().to_owned());
        let called = path.as_deref().and_then(Path::file_name).or_else(|| from.file_name());
        Self {
            name: called.map_or_else(|| "workspace".to_owned(), |name| name.to_string_lossy().into_owned()),
            uri,
            governing: governing.map(name),
            prefer: session.policies.rules(&file).prefer.name(),
            text: effective.text(&of, &name),
            of,
        }
    }

    /// The whole in one sentence.
    fn in_short(&self) -> String {
        let Self { of, prefer, .. } = self;
        let of = if of.ends_with(" .") { "the workspace" } else { of };
        match &self.governing {
            Some(policy) => format!("In force for {of}: {policy}, which says prefer = \"{prefer}\" here."),
            None => format!("No policy governs {of}: prefer = \"{prefer}\" holds."),
        }
    }
}

/// Shows it as a document where the client can do that, else in one sentence.
async fn show(session: Arc<Session>, asked: InForce) {
    if session.client().shows_documents {
        match document(&asked) {
            Ok(params) => match session.to_client.show_document(params).await {
                Ok(true) => return,
                Ok(false) => session.log("The client did not show the policy in force.".to_owned()),
                Err(error) => session.log(format!("The client did not show the policy in force: {error}")),
            },
            Err(error) => session.log(format!("The policy in force could not be written to be shown: {error}")),
        }
    }
    session.inform(asked.in_short());
}

fn document(asked: &InForce) -> std::io::Result<ShowDocumentParams> {
    // Not a name that would make it a policy.
    let path = shown_files::write(&asked.of, &format!("in force for {}.toml", asked.name), &asked.text)?;
    let uri = to_proto::uri(&path).ok_or_else(|| std::io::Error::other("its path is no URI"))?;
    Ok(ShowDocumentParams { uri: (*uri).clone(), external: Some(false), take_focus: Some(true), selection: None })
}
