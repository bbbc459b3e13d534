//! `notebookDocument/didOpen`, `didChange` and `didClose`: what happens to a notebook is done to its cells,
//! which are documents of their own.

use std::sync::Arc;

use tower_lsp::ls_types::{
    DidChangeNotebookDocumentParams, DidCloseNotebookDocumentParams, DidOpenNotebookDocumentParams,
};

use crate::server::notebooks::Step;
use crate::server::session::Session;

/// The notebook is open with these cells, whether or not it was open before.
pub(crate) fn open(session: &Arc<Session>, params: DidOpenNotebookDocumentParams) {
    let steps = session.notebooks.open(params.notebook_document, params.cell_text_documents);
    follow(session, steps);
}

/// The changes are applied in the order of the protocol: cells come and go, are of another kind, have other texts.
pub(crate) fn change(session: &Arc<Session>, params: DidChangeNotebookDocumentParams) {
    let uri = &params.notebook_document.uri;
    match session.notebooks.change(uri, params.change) {
        Some(steps) => follow(session, steps),
        None => session.log(format!("A change of the notebook {} is ignored: it is not open.", uri.as_str())),
    }
}

/// All its cells are closed.
pub(crate) fn close(session: &Arc<Session>, params: DidCloseNotebookDocumentParams) {
    let uri = &params.notebook_document.uri;
    match session.notebooks.close(uri) {
        Some(steps) => follow(session, steps),
        None => session.log(format!("The notebook {} is not open and cannot be closed.", uri.as_str())),
    }
}

fn follow(session: &Arc<Session>, steps: Vec<Step>) {
    for step in steps {
        match step {
            Step::Close(cell) => session.close(&cell),
            Step::Open { cell, path, format } => session.open_as(cell, path, format),
            Step::Format { cell, format } => session.set_format(&cell, format),
            Step::Change { cell, version, changes } => session.change(&cell, version, &changes),
            Step::Lose(cell) => session.lose(&cell),
            Step::Tell(notebook) => session.show(format!(
                "Customary lost track of the notebook {}: a change of its cells lies beyond the last one. Its findings \
                 come back when it is closed and opened again.",
                notebook.as_str()
            )),
        }
    }
}
