//! `textDocument/didChange`

use tower_lsp::ls_types::DidChangeTextDocumentParams;

use crate::server::session::Session;

/// The changes are applied in their order.
pub(crate) fn take(session: &Session, params: DidChangeTextDocumentParams) {
    session.change(&params.text_document.uri, params.text_document.version, &params.content_changes);
}
