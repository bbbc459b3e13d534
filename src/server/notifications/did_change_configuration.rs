//! `workspace/didChangeConfiguration`

use tower_lsp::ls_types::DidChangeConfigurationParams;

use crate::server::session::Session;
use crate::server::settings;

/// Takes the settings that came along; a client that can be asked is asked.
pub(crate) fn take(session: &Session, params: &DidChangeConfigurationParams) {
    settings::take(session, &params.settings);
    if session.client().configuration {
        session.want_settings();
    }
}
