//! `textDocument/codeAction` and `codeAction/resolve`: what can be done about the words in a range.
//!
//! Worked out from the snapshot alone: what a client sends along as diagnostics is not looked at,
//! since half of the clients send none. What is offered is in `offers`, what comes of it in `plan`; here is
//! only the form in which each client can take it. A client that asks for the edit when an action is chosen
//! gets none before; any other gets every edit at once.

mod kinds;
mod offers;
mod plan;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionDisabled, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Command, Diagnostic,
    WorkspaceEdit,
};

pub(crate) use kinds::{FIX_ALL, SET_PREFERENCE};

use super::{commands, work};
use crate::check::Finding;
use crate::server::client::Actions;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};
use kinds::Kinds;
use offers::{Does, Offer, Page};
use plan::{Data, Plan, Scene};

/// The actions for a range; none for a document that is not open or out of step.
///
/// # Errors
/// Where the check fails, or the request is cancelled.
pub(crate) async fn answer(session: &Arc<Session>, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let Some((snapshot, last)) = session.snapshot(&params.text_document.uri) else { return Ok(Some(Vec::new())) };
    let session = Arc::clone(session);
    work(move |cancelled| {
        let Some(scene) = Scene::new(&session, &snapshot, &last, cancelled) else { return Some(Vec::new()) };
        let range = from_proto::range(params.range, &snapshot.text, scene.client.encoding);
        let range = range.start.min(range.end)..range.start.max(range.end);
        let page = Page { scene: &scene, range, wanted: Kinds(&params.context) };
        let form = Form { scene: &scene, cancelled };
        Some(page.offers().into_iter().filter_map(|offer| form.of(offer)).collect())
    })
    .await
}

/// Gives an action its edit, where that was left until it is chosen.
///
/// # Errors
/// `InvalidParams` where it is none of ours, `ContentModified` where the document is another by now.
pub(crate) async fn resolve(session: &Arc<Session>, mut action: CodeAction) -> Result<CodeAction> {
    match action.data.clone() {
        Some(data) => action.edit = Some(edit_of(session, data).await?),
        // Some clients ask about every action, also about one that is whole.
        None if action.edit.is_some() || action.command.is_some() || action.disabled.is_some() => {}
        None => return Err(Error::invalid_params("this action has no data of an edit to make")),
    }
    Ok(action)
}

/// The edit of an action that was offered before.
///
/// # Errors
/// As [`resolve`].
pub(super) async fn edit_of(session: &Arc<Session>, data: Value) -> Result<WorkspaceEdit> {
    let data: Data = serde_json::from_value(data)
        .map_err(|error| Error::invalid_params(format!("the data is none of an action of ours: {error}")))?;
    let now = session.snapshot(&data.uri);
    let same = now.filter(|(now, _)| now.version == data.version && now.opening == data.opening);
    let (snapshot, last) = same.ok_or_else(Error::content_modified)?;
    let session = Arc::clone(session);
    let edit = work(move |cancelled| {
        let scene = Scene::new(&session, &snapshot, &last, cancelled)?;
        scene.edit(&data.plan, cancelled)
    });
    // Without an edit the policy is another by now.
    edit.await?.ok_or_else(Error::content_modified)
}

/// With more findings than this, what mends all of them is left to a command where the client resolves nothing.
const LARGE: usize = 1000;

/// How this client takes actions.
struct Form<'a> {
    scene: &'a Scene<'a>,
    cancelled: &'a AtomicBool,
}

impl Form<'_> {
    /// An offer as the client takes it; `None` where it cannot, or where no edit comes of it.
    fn of(&self, offer: Offer<'_>) -> Option<CodeActionOrCommand> {
        match self.scene.client.actions {
            Actions::Commands => self.command(offer).map(CodeActionOrCommand::Command),
            Actions::Whole | Actions::Resolved => self.literal(offer).map(CodeActionOrCommand::CodeAction),
        }
    }

    fn literal(&self, offer: Offer<'_>) -> Option<CodeAction> {
        let client = self.scene.client;
        let is_best = client.shows_preferred && matches!(offer.does, Does::Best(_));
        let mut action = CodeAction {
            diagnostics: self.diagnostics(&offer.mends),
            is_preferred: is_best.then_some(true),
            title: offer.title,
            kind: Some(offer.kind),
            ..CodeAction::default()
        };
        match offer.does {
            Does::Nothing(reason) => action.disabled = Some(CodeActionDisabled { reason: reason.to_owned() }),
            Does::Command(argument) => {
                action.command = Some(command(&action.title, commands::SET_PREFERENCE, argument));
            }
            Does::Best(plan) | Does::Edit(plan) if client.actions == Actions::Resolved => {
                action.data = serde_json::to_value(self.scene.data(plan)).ok();
            }
            Does::Best(plan) | Does::Edit(plan) if client.applies_edits && self.is_large(&plan) => {
                let data = serde_json::to_value(self.scene.data(plan)).ok()?;
                action.command = Some(command(&action.title, commands::APPLY_ACTION, data));
            }
            Does::Best(plan) | Does::Edit(plan) => action.edit = Some(self.scene.edit(&plan, self.cancelled)?),
        }
        Some(action)
    }

    /// Whether the edit would be so long that it would hold up each answer it comes with.
    fn is_large(&self, plan: &Plan) -> bool {
        matches!(plan, Plan::FixAll | Plan::FixTerm { .. }) && self.scene.checked.report.findings.len() > LARGE
    }

    /// The command that does the same, for a client from before actions had edits of their own.
    fn command(&self, offer: Offer<'_>) -> Option<Command> {
        let makes_edits = self.scene.client.applies_edits;
        match offer.does {
            Does::Command(argument) => Some(command(&offer.title, commands::SET_PREFERENCE, argument)),
            Does::Best(plan) | Does::Edit(plan) if makes_edits => {
                let data = serde_json::to_value(self.scene.data(plan)).ok()?;
                Some(command(&offer.title, commands::APPLY_ACTION, data))
            }
            Does::Best(_) | Does::Edit(_) | Does::Nothing(_) => None,
        }
    }

    fn diagnostics(&self, of: &[&Finding]) -> Option<Vec<Diagnostic>> {
        let Scene { snapshot, checked, client, .. } = self.scene;
        let diagnostic = |finding: &&Finding| {
            let range = to_proto::range(finding.range.clone(), &snapshot.text, client.encoding);
            to_proto::diagnostic(finding, &checked.rules, range, client)
        };
        (!of.is_empty()).then(|| of.iter().map(diagnostic).collect())
    }
}

fn command(title: &str, command: &str, argument: Value) -> Command {
    Command { title: title.to_owned(), command: command.to_owned(), arguments: Some(vec![argument]) }
}
