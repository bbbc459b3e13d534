//! `textDocument/codeAction`: what can be done about the words in a range.
//!
//! Worked out from the snapshot alone: what a client sends along as diagnostics is not looked at,
//! since half of the clients send none.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    CodeActionTriggerKind, Command, Diagnostic,
};

use super::{commands, phrase, work};
use crate::check::{Applicability, Finding, Fix, Judged};
use crate::policy::Prefer;
use crate::server::client::Client;
use crate::server::document::{Checked, LastChecked, Snapshot};
use crate::server::policy_change::Place;
use crate::server::session::Session;
use crate::server::worker::checked;
use crate::server::{from_proto, to_proto};
use crate::text::Edit;
use crate::{prose, terms, workspace};

/// Applies the safe fixes of a whole file.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.customary");

/// Sets what the policy prefers, away from any word that is reported.
pub(crate) const SET_PREFERENCE: CodeActionKind = CodeActionKind::new("source.setPreference.customary");

/// The actions for a range; none for a document that is not open or out of step.
///
/// # Errors
/// Where the check fails, or the request is cancelled.
pub(crate) async fn answer(session: &Arc<Session>, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let Some((snapshot, last)) = session.snapshot(&params.text_document.uri) else { return Ok(Some(Vec::new())) };
    let session = Arc::clone(session);
    work(move |cancelled| {
        let actions = actions(&session, &snapshot, &last, &params, cancelled).unwrap_or_default();
        Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
    })
    .await
}

/// Gives an action its edit, where that was left until it is chosen.
///
/// # Errors
/// Where it is none of ours, or what kept the edit from being made.
pub(crate) async fn resolve(session: &Arc<Session>, mut action: CodeAction) -> Result<CodeAction> {
    if let Some(data) = &action.data {
        action.edit = commands::edit_of(session, data.clone()).await?;
    }
    Ok(action)
}

fn actions(
    session: &Session,
    snapshot: &Snapshot,
    last: &LastChecked,
    params: &CodeActionParams,
    cancelled: &AtomicBool,
) -> Option<Vec<CodeAction>> {
    let checked = checked(session, snapshot, last, cancelled)?;
    let client = session.client();
    let range = from_proto::range(params.range, &snapshot.text, client.encoding);
    let range = range.start.min(range.end)..range.start.max(range.end);
    let wanted = Kinds(&params.context);
    let page = Page { session, snapshot, checked: &checked, client, range, wanted, document: OnceCell::new() };
    let mut out = Vec::new();
    if page.wanted.kind(&CodeActionKind::QUICKFIX) {
        out.extend(page.replace_these());
        out.extend(page.remove_directives());
        out.extend(page.replace_all());
        out.extend(page.keep());
        out.extend(page.ignore());
    }
    if page.wanted.kind(&CodeActionKind::REFACTOR_REWRITE) {
        out.extend(page.swap());
    }
    if page.wanted.kind(&FIX_ALL) {
        out.extend(page.fix_all());
    }
    out.extend(page.set_preference());
    Some(out)
}

/// The preferences that are offered, and how.
const PREFERENCES: [(Prefer, &str); 4] = [
    (Prefer::Client, "Set this workspace's preference: client"),
    (Prefer::Customer, "Set this workspace's preference: customer"),
    (Prefer::Consistent, "Set this workspace's preference: consistent, each document keeps its own word"),
    (Prefer::Off, "Set this workspace's preference: off, neither word is checked"),
];

/// Which kinds of actions were asked for.
struct Kinds<'a>(&'a CodeActionContext);

impl Kinds<'_> {
    /// Whether a kind was asked for: itself, or one that it is a kind of. Actions on the whole source
    /// are not for a light bulb that comes up by itself.
    fn kind(&self, kind: &CodeActionKind) -> bool {
        match &self.0.only {
            Some(only) => only.iter().any(|asked| includes(asked.as_str(), kind.as_str())),
            None => {
                let by_itself = self.0.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC);
                !(by_itself && includes(CodeActionKind::SOURCE.as_str(), kind.as_str()))
            }
        }
    }
}

/// Whether `kind` is `asked` or one of its kinds: `source.fixAll.customary` is a `source.fixAll`.
fn includes(asked: &str, kind: &str) -> bool {
    asked.is_empty() || kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What actions are made from.
struct Page<'a> {
    session: &'a Session,
    snapshot: &'a Snapshot,
    checked: &'a Checked,
    client: &'a Client,
    /// The bytes that the client asks about.
    range: Range<usize>,
    wanted: Kinds<'a>,
    document: OnceCell<prose::Document>,
}

impl Page<'_> {
    /// Whether a word is meant: it shares a character with the range, or touches it where that is a
    /// mere cursor.
    fn meant(&self, word: &Range<usize>) -> bool {
        if self.range.is_empty() {
            word.start <= self.range.start && self.range.start <= word.end
        } else {
            word.start < self.range.end && self.range.start < word.end
        }
    }

    fn findings(&self) -> Vec<&Finding> {
        self.checked.report.findings.iter().filter(|finding| self.meant(&finding.range)).collect()
    }

    /// The findings that are words, and no remarks on directives.
    fn words(&self) -> Vec<&Finding> {
        self.findings().into_iter().filter(|finding| finding.sense.is_some()).collect()
    }

    fn judged(&self) -> impl Iterator<Item = &Judged> {
        self.checked.report.judged.iter().filter(|judged| self.meant(&judged.range))
    }

    fn action(&self, title: String, kind: CodeActionKind, edits: &[Edit], mends: &[&Finding]) -> CodeAction {
        let edits = to_proto::text_edits(&self.checked.text, edits, self.client.encoding);
        CodeAction {
            title,
            kind: Some(kind),
            diagnostics: self.diagnostics(mends),
            edit: Some(to_proto::document_edit(self.snapshot, edits, self.client)),
            ..CodeAction::default()
        }
    }

    fn diagnostics(&self, of: &[&Finding]) -> Option<Vec<Diagnostic>> {
        let mut positions = to_proto::Positions::new(&self.checked.text, self.client.encoding);
        let diagnostic =
            |finding: &&Finding| to_proto::diagnostic(finding, &self.checked.rules, &mut positions, self.client);
        (!of.is_empty()).then(|| of.iter().map(diagnostic).collect())
    }

    /// The document as it is read, for the few actions that need more than the findings.
    fn document(&self) -> &prose::Document {
        self.document.get_or_init(|| prose::read(&self.checked.text, self.checked.format))
    }

    /// “Replace with “clients””, for each finding.
    fn replace_these(&self) -> Vec<CodeAction> {
        let words = self.words();
        let several = words.len() > 1;
        let replace = |finding: &Finding, fix: &Fix| {
            let replacement = replacement(&fix.edits, &finding.range)?;
            let title = if several {
                format!("Replace “{}” with “{replacement}”", finding.text)
            } else {
                format!("Replace with “{replacement}”")
            };
            let mut action = self.action(title, CodeActionKind::QUICKFIX, &fix.edits, &[finding]);
            action.is_preferred = (fix.applicability == Applicability::Safe).then_some(true);
            Some(action)
        };
        let fixes =
            words.iter().flat_map(|finding| finding.fix.iter().chain(&finding.alternatives).map(|fix| (*finding, fix)));
        fixes.filter_map(|(finding, fix)| replace(finding, fix)).collect()
    }

    /// “Remove the directive”, where one silences nothing or names no concept.
    fn remove_directives(&self) -> Vec<CodeAction> {
        let remarks = self.findings().into_iter().filter(|finding| finding.sense.is_none());
        let fixed = remarks.filter_map(|finding| Some((finding, finding.fix.as_ref()?)));
        fixed
            .map(|(finding, fix)| {
                let title = format!("Remove “{}”", finding.text);
                self.action(title, CodeActionKind::QUICKFIX, &fix.edits, &[finding])
            })
            .collect()
    }

    /// “Replace all 12 forms of “customer” in this file”: the safe fixes for the term of a finding here.
    fn replace_all(&self) -> Option<CodeAction> {
        let (word, same) = self.same_term()?;
        let safe: Vec<&Finding> = same.iter().copied().filter(|finding| self.is_safe(finding)).collect();
        if safe.len() < 2 {
            return None;
        }
        let mut title = format!("Replace all {} forms of “{word}” in this file", safe.len());
        match same.len() - safe.len() {
            0 => {}
            1 => title.push_str(" (1 more needs a look)"),
            more => title.push_str(&format!(" ({more} more need a look)")),
        }
        // It mends more than these; a client wants to know which of those at hand.
        let here: Vec<&Finding> = safe.iter().copied().filter(|finding| self.meant(&finding.range)).collect();
        Some(self.action(title, CodeActionKind::QUICKFIX, &edits(&safe), &here))
    }

    /// The term of the first finding here, and all findings of it in the file.
    fn same_term(&self) -> Option<(&str, Vec<&Finding>)> {
        let report = &self.checked.report;
        let finding = |index: Option<usize>| report.findings.get(index?);
        let of_house = report.house.iter().find(|term| term.finding.is_some() && self.meant(&term.range));
        if let Some(here) = of_house {
            let same = report.house.iter().filter(|term| (term.concept, term.term) == (here.concept, here.term));
            let concept = self.checked.rules.house.vocabulary.concepts().get(here.concept)?;
            let word = concept.terms.get(here.term)?.text.as_str();
            return Some((word, same.filter_map(|term| finding(term.finding)).collect()));
        }
        let term = self.judged().find(|judged| judged.finding.is_some())?.term;
        let same = report.judged.iter().filter(|judged| judged.term == term);
        let word = terms::pair().terms.get(term).map(|term| term.text.as_str())?;
        Some((word, same.filter_map(|judged| finding(judged.finding)).collect()))
    }

    /// “Apply all 12 safe fixes in this file”.
    fn fix_all(&self) -> Option<CodeAction> {
        let safe = self.checked.report.findings.iter().filter(|finding| self.is_safe(finding));
        let safe: Vec<&Finding> = safe.collect();
        let title = match safe.len() {
            0 => return None,
            1 => "Apply the safe fix in this file".to_owned(),
            several => format!("Apply all {several} safe fixes in this file"),
        };
        Some(self.action(title, FIX_ALL, &edits(&safe), &[]))
    }

    /// “Ignore on this line” and “Ignore in this file”, where the findings are on one line and a
    /// comment can stand there.
    fn ignore(&self) -> Vec<CodeAction> {
        let findings = self.words();
        let Some(first) = findings.first() else { return Vec::new() };
        let line = line_of(&self.checked.text, first.range.start);
        if !findings.iter().all(|finding| line.contains(&finding.range.start)) {
            return Vec::new();
        }
        let (text, format, document) = (&self.checked.text, self.checked.format, self.document());
        let (at, concept) = (first.range.start, &first.concept);
        let ways = [
            ("Ignore on this line", prose::ignore_line(text, format, document, at, concept)),
            ("Ignore in this file", prose::ignore_file(text, format, document, concept)),
        ];
        let offered = ways.into_iter().filter(|(_, edits)| !edits.is_empty());
        offered
            .map(|(title, edits)| self.action(title.to_owned(), CodeActionKind::QUICKFIX, &edits, &findings))
            .collect()
    }

    /// “Keep the phrase “Customer Portal””: adds it to the policy that governs the document, or to a new one.
    fn keep(&self) -> Option<CodeAction> {
        let finding = *self.words().first()?;
        let phrase = phrase::around(self.document(), &finding.range, &self.range)?;
        let place = self.place()?;
        let edit = place.keep(&phrase)?.edit(self.session);
        let title = format!("Keep the phrase “{phrase}”");
        let prefer = place.prefer().name();
        let command = edit.is_none().then(|| command(&title, self.argument(json!({"prefer": prefer, "keep": phrase}))));
        Some(CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: self.diagnostics(&[finding]),
            edit,
            command,
            ..CodeAction::default()
        })
    }

    /// Where policies for this document count.
    fn place(&self) -> Option<Place<'_>> {
        Place::of(self.session, self.snapshot.path.as_deref())
    }

    /// “Set this workspace's preference: client”, for each preference that is not in force: a quick fix where a word
    /// of the pair is reported, else an action on the source as a whole.
    fn set_preference(&self) -> Vec<CodeAction> {
        let reported = self.judged().any(|judged| judged.finding.is_some());
        let kind = if reported { CodeActionKind::QUICKFIX } else { SET_PREFERENCE };
        let Some(place) = self.place().filter(|_| self.wanted.kind(&kind)) else { return Vec::new() };
        let now = place.prefer();
        let set = |(prefer, title): (Prefer, &str)| {
            let change = place.set_prefer(prefer).ok().filter(|change| prefer != now && !change.is_none())?;
            let argument = self.argument(json!({"prefer": prefer.name()}));
            // A new policy tells what stands in the workspace, which is read when it is asked for.
            let later = change.is_new() && self.client.creates_files && self.client.resolves_edits;
            let edit = if change.is_new() { None } else { change.edit(self.session) };
            let command = (edit.is_none() && !later).then(|| command(title, argument.clone()));
            Some(CodeAction {
                title: title.to_owned(),
                kind: Some(kind.clone()),
                edit,
                command,
                data: later.then_some(argument),
                ..CodeAction::default()
            })
        };
        PREFERENCES.into_iter().filter_map(set).collect()
    }

    /// What a command or the second half of an action is told: a few words, and the document.
    fn argument(&self, mut of: Value) -> Value {
        if let Some(object) = of.as_object_mut() {
            object.insert("uri".to_owned(), self.snapshot.uri.as_str().into());
        }
        of
    }

    /// “Swap “client” for “customer””, whatever the policy says of it.
    fn swap(&self) -> Vec<CodeAction> {
        let swap = |judged: &Judged| {
            let word = self.checked.text.get(judged.range.clone())?;
            let title = format!("Swap “{word}” for “{}”", replacement(&judged.swap, &judged.range)?);
            Some(self.action(title, CodeActionKind::REFACTOR_REWRITE, &judged.swap, &[]))
        };
        self.judged().filter_map(swap).collect()
    }

    /// Whether its fix may be applied unseen and unasked.
    fn is_safe(&self, finding: &Finding) -> bool {
        workspace::Wanted::Safe.takes(finding)
    }
}

/// The command that writes a policy, for a client that cannot do it by an edit of its own.
fn command(title: &str, argument: Value) -> Command {
    Command { title: title.to_owned(), command: commands::SET_PREFERENCE.to_owned(), arguments: Some(vec![argument]) }
}

/// What stands in place of a word afterwards, as far as the edits say.
fn replacement<'a>(edits: &'a [Edit], word: &Range<usize>) -> Option<&'a str> {
    let of_word = edits.iter().find(|edit| edit.range.start < word.end && word.start < edit.range.end);
    of_word.map(|edit| edit.replacement.as_str())
}

fn edits(findings: &[&Finding]) -> Vec<Edit> {
    findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.edits.iter().cloned()).collect()
}

/// The bytes of the line that holds an offset, without its line end.
fn line_of(text: &str, offset: usize) -> Range<usize> {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = after.find(['\n', '\r']).map_or(text.len(), |at| offset + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_a_hierarchy() {
        let kind = FIX_ALL;
        let fix_all = kind.as_str();
        for asked in ["", "source", "source.fixAll", "source.fixAll.customary"] {
            assert!(includes(asked, fix_all), "{asked}");
        }
        for asked in ["quickfix", "source.fix", "source.fixAll.other", "source.fixAll.customary.more"] {
            assert!(!includes(asked, fix_all), "{asked}");
        }
    }

    #[test]
    fn lines_are_those_of_the_protocol() {
        assert_eq!(line_of("a\r\nbc\rd", 4), 3..5);
        assert_eq!(line_of("a\r\nbc\rd", 7), 6..7);
        assert_eq!(line_of("", 0), 0..0);
    }
}
