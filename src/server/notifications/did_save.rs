//! `textDocument/didSave`

use tower_lsp::ls_types::DidSaveTextDocumentParams;

use crate::server::from_proto;
use crate::server::session::Session;

/// A saved policy is read again, whatever else watches it.
pub(crate) fn take(session: &Session, params: &DidSaveTextDocumentParams) {
    if from_proto::path(&params.text_document.uri).is_some_and(|path| session.depends_on(&path)) {
        session.policies_changed();
    } else {
        session.texts_changed();
    }
}
