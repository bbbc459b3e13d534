//! `textDocument/hover` in a policy: what a key, a value, a preset or the id of a concept means.

use std::path::Path;
use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::work;
use crate::policy::{self, Around, Neighbour};
use crate::server::client::Markup;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

/// The most entries of a folder that are looked at.
const MOST: usize = 1000;

/// The hover at a place of a policy.
///
/// # Errors
/// Where the work fails, or the request is cancelled.
pub(crate) async fn answer(session: &Arc<Session>, params: HoverParams) -> Result<Option<Hover>> {
    let at = params.text_document_position_params;
    let Some((snapshot, _)) = session.snapshot(&at.text_document.uri) else { return Ok(None) };
    let Some(path) = snapshot.path.clone() else { return Ok(None) };
    let session = Arc::clone(session);
    work(move |_| {
        let client = session.client();
        let text = snapshot.text.to_string();
        let offset = snapshot.text.offset(from_proto::position(at.position), client.encoding);
        let hover = policy::hover(&text, offset, &Folder { session: &session, policy: &path })?;
        let kind = match client.hover_markup {
            Markup::Markdown => MarkupKind::Markdown,
            Markup::Plain => MarkupKind::PlainText,
        };
        let range = to_proto::Positions::new(&text, client.encoding).range(hover.range);
        let contents = HoverContents::Markup(MarkupContent { kind, value: hover.markdown });
        Some(Hover { contents, range: Some(range) })
    })
    .await
}

/// The folder of a policy.
pub(super) struct Folder<'a> {
    pub(super) session: &'a Session,
    pub(super) policy: &'a Path,
}

impl Around for Folder<'_> {
    fn list(&self, folder: &str) -> Vec<Neighbour> {
        let Some(home) = self.policy.parent() else { return Vec::new() };
        // A folder that cannot be read holds nothing to offer.
        let Ok(entries) = std::fs::read_dir(home.join(folder)) else { return Vec::new() };
        let mut out: Vec<Neighbour> = entries
            .take(MOST)
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let name = entry.file_name().into_string().ok().filter(|name| name != ".git")?;
                let is_folder = entry.path().is_dir();
                Some(if is_folder { Neighbour::Folder(name) } else { Neighbour::File(name) })
            })
            .collect();
        out.sort();
        out
    }

    fn concepts(&self) -> Vec<(String, String)> {
        let Some(home) = self.policy.parent() else { return Vec::new() };
        let rules = self.session.policies.rules(&home.join("text.md"));
        let concepts = rules.house.vocabulary.concepts().iter();
        concepts.map(|concept| (concept.id.clone(), concept.definition.clone())).collect()
    }
}
