//! `textDocument/didClose`

use tower_lsp::ls_types::DidCloseTextDocumentParams;

use crate::server::session::Session;

/// The document's findings are cleared.
pub(crate) fn take(session: &Session, params: &DidCloseTextDocumentParams) {
    session.close(&params.text_document.uri);
}
