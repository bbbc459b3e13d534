//! `textDocument/didOpen`

use std::sync::Arc;

use tower_lsp::ls_types::DidOpenTextDocumentParams;

use crate::server::session::Session;

/// The document is open with this text, whether or not it was open before.
pub(crate) fn take(session: &Arc<Session>, params: DidOpenTextDocumentParams) {
    session.open(params.text_document);
}
