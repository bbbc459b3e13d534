//! `textDocument/documentLink` and `documentLink/resolve`: where a policy leads. Nothing in any other document.
//!
//! A preset is no file: it is written as one when somebody follows the link.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{DocumentLink, DocumentLinkParams, Uri};

use super::work;
use crate::policy::{self, LinkTarget, PolicyLink};
use crate::server::client::Client;
use crate::server::session::Session;
use crate::server::{shown_files, to_proto};

/// The schemes of pages: a policy is not to have anything else opened.
const SCHEMES: [&str; 3] = ["https", "http", "mailto"];

/// Where a link leads that has no target yet.
#[derive(Serialize, Deserialize)]
struct To {
    preset: String,
}

/// The links of a policy.
///
/// # Errors
/// Where the work fails, or the request is cancelled.
pub(crate) async fn answer(session: &Arc<Session>, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
    let Some((snapshot, _)) = session.snapshot(&params.text_document.uri) else { return Ok(None) };
    let Some(path) = snapshot.path.clone().filter(|path| session.depends_on(path)) else { return Ok(None) };
    let session = Arc::clone(session);
    work(move |_| {
        let client = session.client();
        let text = snapshot.text.to_string();
        let mut positions = to_proto::Positions::new(&text, client.encoding);
        let folder = path.parent().unwrap_or(&path);
        let links = policy::links(&text).into_iter().filter_map(|PolicyLink { range, target }| {
            let mut link = link(target, folder, client)?;
            link.range = positions.range(range);
            Some(link)
        });
        Some(links.collect())
    })
    .await
}

/// A link to where it leads; `None` where it leads nowhere.
fn link(target: LinkTarget, folder: &Path, client: &Client) -> Option<DocumentLink> {
    let (target, tooltip, data) = match target {
        LinkTarget::File(entry) => {
            let uri = (*to_proto::uri(&file(folder, &entry)?)?).clone();
            (Some(uri), format!("Open {entry}"), None)
        }
        LinkTarget::Page { address, concept } => {
            let uri: Uri = address.parse().ok().filter(is_page)?;
            (Some(uri), concept.map_or_else(|| "Read more".to_owned(), |id| format!("Read more on {id}")), None)
        }
        LinkTarget::Preset(preset) => {
            let tooltip = format!("Read what preset:{preset} says");
            (None, tooltip, serde_json::to_value(To { preset }).ok())
        }
    };
    let tooltip = client.link_tooltips.then_some(tooltip);
    Some(DocumentLink { range: tower_lsp::ls_types::Range::default(), target, tooltip, data })
}

/// The file that an entry names, without the steps up in it, which some editors take for another file.
fn file(folder: &Path, entry: &str) -> Option<PathBuf> {
    let meant = std::fs::canonicalize(folder.join(entry)).ok().filter(|path| path.is_file())?;
    let mut path = PathBuf::new();
    for component in folder.join(entry).components() {
        match component {
            Component::ParentDir => drop(path.pop()),
            component => path.push(component),
        }
    }
    // A step up behind a link to a folder leads elsewhere.
    let same = std::fs::canonicalize(&path).is_ok_and(|found| found == meant);
    Some(if same { path } else { meant })
}

fn is_page(uri: &Uri) -> bool {
    SCHEMES.iter().any(|scheme| uri.scheme().as_str().eq_ignore_ascii_case(scheme))
}

/// The link with its target.
///
/// # Errors
/// Where it is none of ours, or the preset cannot be written to be read.
pub(crate) async fn resolve(_: &Arc<Session>, mut link: DocumentLink) -> Result<DocumentLink> {
    if link.target.is_some() {
        return Ok(link);
    }
    let to = link.data.clone().and_then(|data| serde_json::from_value::<To>(data).ok());
    let preset = to.and_then(|to| policy::preset(&to.preset));
    let preset = preset.ok_or_else(|| Error::invalid_params("this link has no data of a preset"))?;
    let name = format!("preset-{}.toml", preset.name);
    let written = work(move |_| shown_files::write(&name, &name, preset.text)).await?;
    let path =
        written.map_err(|error| super::failed(format!("the preset could not be written to be read: {error}")))?;
    link.target = to_proto::uri(&path).map(|uri| (*uri).clone());
    Ok(link)
}
