//! `window/workDoneProgress/cancel`

use tower_lsp::ls_types::WorkDoneProgressCancelParams;

use crate::server::session::Session;

/// The job that has this token stops as soon as it can.
pub(crate) fn take(session: &Session, params: &WorkDoneProgressCancelParams) {
    session.jobs.cancel(&params.token);
}
