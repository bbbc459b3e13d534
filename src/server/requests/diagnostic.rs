//! `textDocument/diagnostic`: what is found in one document, for a client that asks.
//!
//! Always an answer on the text as it stood when the request came; a text that has moved on meanwhile is asked
//! for again by the client itself.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use super::work;
use crate::server::document::{LastChecked, Reported, Snapshot};
use crate::server::problems::{may_have_problems, open_policies};
use crate::server::report::{Answer, Report};
use crate::server::session::Session;
use crate::server::worker::checked;
use crate::server::{from_proto, scan, to_proto};

/// The diagnostics of a document, or that those that the client holds still stand.
///
/// # Errors
/// Where the check fails, or the request is cancelled.
pub(crate) async fn answer(
    session: &Arc<Session>,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let uri = &params.text_document.uri;
    let (open, is_open) = (session.snapshot(uri), session.is_open(uri));
    let path = from_proto::path(uri);
    let session = Arc::clone(session);
    let previous = params.previous_result_id;
    let report = work(move |cancelled| match (path, open) {
        (Some(path), _) if may_have_problems(&path) => Some(of_policy(&session, &path)),
        (_, Some((snapshot, last))) => of_open(&session, &snapshot, &last, cancelled),
        // Out of step: nothing until a full text comes.
        (_, None) if is_open => None,
        // Not open: what is on disk.
        (Some(path), None) => scan::report(&session, &path),
        (None, None) => None,
    });
    let report = report.await?.unwrap_or_else(|| Report::new(Vec::new()));
    Ok(DocumentDiagnosticReportResult::Report(match report.against(previous.as_deref()) {
        Answer::Unchanged(result_id) => DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        }),
        Answer::Full(full_document_diagnostic_report) => {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report,
            })
        }
    }))
}

/// What is wrong in a policy, whatever was read of it before.
fn of_policy(session: &Session, path: &Path) -> Report {
    let problems = session.problems.all(session, &open_policies(session));
    session.problems.report(session, path, &problems)
}

/// What is found in an open document; `None` where its format is not read.
pub(super) fn of_open(
    session: &Session,
    snapshot: &Snapshot,
    last: &LastChecked,
    cancelled: &AtomicBool,
) -> Option<Report> {
    let checked = checked(session, snapshot, last, cancelled);
    let items = checked.as_ref().map(|it| to_proto::diagnostics(&it.text, &it.rules, &it.report, session.client()));
    let report = Report::new(items.unwrap_or_default());
    let (rules, baseline) = match &checked {
        Some(checked) => (Arc::clone(&checked.rules), checked.baseline.clone()),
        None => (session.rules(snapshot), session.known(snapshot).map(|known| known.baseline)),
    };
    *last.reported() = Some(Reported { rules, baseline, id: report.reported() });
    Some(report)
}
