//! `textDocument/didSave`

use tower_lsp::ls_types::DidSaveTextDocumentParams;

use crate::server::from_proto;
use crate::server::session::Session;

/// A saved policy is read again, whatever else watches it, and what is known of a saved file is renewed.
pub(crate) fn take(session: &Session, params: &DidSaveTextDocumentParams) {
    session.texts_changed();
    session.files_changed(from_proto::path(&params.text_document.uri));
}
