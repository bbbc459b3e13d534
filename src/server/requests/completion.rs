//! `textDocument/completion`: what can be written in a policy. Nothing in any other document.

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit, Documentation,
    MarkupContent, MarkupKind, TextEdit,
};

use super::policy_hover::Folder;
use super::work;
use crate::policy::{self, Completion, CompletionKind};
use crate::server::client::Markup;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

/// What makes an editor ask without being told to.
pub(crate) const TRIGGERS: [&str; 5] = ["\"", "[", "=", "/", "."];

/// The completions at a place.
///
/// # Errors
/// Where the work fails, or the request is cancelled.
pub(crate) async fn answer(session: &Arc<Session>, params: CompletionParams) -> Result<Option<CompletionResponse>> {
    let at = params.text_document_position;
    let Some((snapshot, _)) = session.snapshot(&at.text_document.uri) else { return Ok(None) };
    let Some(path) = snapshot.path.clone().filter(|path| session.depends_on(path)) else { return Ok(None) };
    let session = Arc::clone(session);
    work(move |_| {
        let (encoding, markup) = (session.client().encoding, session.client().completion_markup);
        let text = snapshot.text.to_string();
        let offset = snapshot.text.offset(from_proto::position(at.position), encoding);
        let mut positions = to_proto::Positions::new(&text, encoding);
        let all = policy::complete(&text, offset, &Folder { session: &session, policy: &path });
        let items =
            all.into_iter().enumerate().map(|(index, completion)| item(index, completion, markup, &mut positions));
        Some(CompletionResponse::Array(items.collect()))
    })
    .await
}

fn item(
    index: usize,
    completion: Completion,
    markup: Markup,
    positions: &mut to_proto::Positions<'_>,
) -> CompletionItem {
    let told = completion.documentation.clone();
    let documentation = match markup {
        Markup::Markdown => Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: told }),
        Markup::Plain => Documentation::String(told),
    };
    let edit = TextEdit::new(positions.range(completion.range), completion.text);
    CompletionItem {
        kind: Some(kind(completion.kind)),
        detail: Some(completion.detail).filter(|detail| !detail.is_empty()),
        documentation: Some(documentation).filter(|_| !completion.documentation.is_empty()),
        // The order in which they are told is one of sense, not of letters.
        sort_text: Some(format!("{index:04}")),
        filter_text: Some(completion.label.clone()),
        label: completion.label,
        text_edit: Some(CompletionTextEdit::Edit(edit)),
        ..CompletionItem::default()
    }
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Key => CompletionItemKind::PROPERTY,
        CompletionKind::Table => CompletionItemKind::STRUCT,
        CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Preset => CompletionItemKind::MODULE,
        CompletionKind::Concept => CompletionItemKind::REFERENCE,
        CompletionKind::File => CompletionItemKind::FILE,
        CompletionKind::Folder => CompletionItemKind::FOLDER,
    }
}
