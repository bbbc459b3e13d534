//! What an action does, in words that a client keeps until the action is chosen, and the edit that comes
//! of it.
//!
//! An edit that is made at once and one that is asked for later are made here, by the same lines.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{Uri, WorkspaceEdit};

use crate::check::{self, Finding};
use crate::policy::{Prefer, parse_sense};
use crate::server::client::Client;
use crate::server::document::{Checked, LastChecked, Snapshot};
use crate::server::policy_change::Place;
use crate::server::session::Session;
use crate::server::to_proto;
use crate::server::worker::checked;
use crate::text::Edit;
use crate::{prose, terms, workspace};

/// What an action does. Places are bytes of the text that it was offered for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub(super) enum Plan {
    /// Applies one of the fixes of a finding: its own, or one of the alternatives behind it.
    Fix { at: Range<usize>, concept: String, way: usize },
    /// Applies the safe fixes of all findings of the term that stands here.
    FixTerm { at: Range<usize> },
    /// Applies the safe fixes of the whole file.
    FixAll,
    /// Swaps a word of the pair for the other.
    Swap { at: Range<usize> },
    /// Silences a concept on the line of this byte.
    IgnoreLine { at: usize, concept: String },
    /// Silences a concept in the whole file.
    IgnoreFile { concept: String },
    /// Keeps a phrase, in the policy that governs the document or in a new one.
    Keep { phrase: String },
    /// Records there what a word means where a phrase stands.
    Judge { phrase: String, sense: String },
    /// Sets what that policy prefers.
    Prefer { prefer: String },
}

/// What a client keeps of an action until it is chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Data {
    pub(super) uri: Uri,
    /// The client's number for the text.
    pub(super) version: i32,
    /// Ours for the opening of the document: versions begin again when it is opened again.
    pub(super) opening: u64,
    pub(super) plan: Plan,
}

/// A document with what was found in it: all that plans are made from.
pub(super) struct Scene<'a> {
    pub(super) session: &'a Session,
    pub(super) snapshot: &'a Snapshot,
    pub(super) checked: Arc<Checked>,
    pub(super) client: &'a Client,
}

impl<'a> Scene<'a> {
    /// The scene of a snapshot. Blocks; `None` when it is cancelled, or when the format is not read.
    pub(super) fn new(
        session: &'a Session,
        snapshot: &'a Snapshot,
        last: &LastChecked,
        cancelled: &AtomicBool,
    ) -> Option<Self> {
        let checked = checked(session, snapshot, last, cancelled)?;
        Some(Self { session, snapshot, checked, client: session.client() })
    }

    /// What the client is to keep of a plan.
    pub(super) fn data(&self, plan: Plan) -> Data {
        let Snapshot { uri, version, opening, .. } = self.snapshot;
        Data { uri: (**uri).clone(), version: *version, opening: *opening, plan }
    }

    /// Whether there is an edit for a plan, as far as that can be told without much work.
    pub(super) fn can_make(&self, plan: &Plan) -> bool {
        let Checked { text, format, report, .. } = &*self.checked;
        match plan {
            Plan::IgnoreLine { at, concept } => prose::can_ignore_line(text, *format, &report.document, *at, concept),
            Plan::IgnoreFile { concept } => prose::can_ignore_file(text, *format, &report.document, concept),
            Plan::Fix { .. } | Plan::FixTerm { .. } | Plan::FixAll | Plan::Swap { .. } => true,
            // Asked for when they were offered.
            Plan::Keep { .. } | Plan::Judge { .. } | Plan::Prefer { .. } => true,
        }
    }

    /// The edit of a plan; `None` where it has no place here, or not any more.
    pub(super) fn edit(&self, plan: &Plan, cancelled: &AtomicBool) -> Option<WorkspaceEdit> {
        match plan {
            Plan::Keep { phrase } => self.place()?.keep(phrase)?.edit(self.session),
            Plan::Judge { phrase, sense } => self.place()?.judge(phrase, parse_sense(sense).ok()?)?.edit(self.session),
            Plan::Prefer { prefer } => {
                let prefer = Prefer::parse(prefer).ok()?;
                let change = self.place()?.set_prefer(prefer).ok().filter(|change| !change.is_none())?;
                change.with_evidence(self.session, prefer, cancelled).edit(self.session)
            }
            plan => {
                let edits = self.edits(plan).filter(|edits| !edits.is_empty())?;
                Some(to_proto::document_edit(self.snapshot, &edits, self.client))
            }
        }
    }

    /// The edits of a plan that changes the document itself.
    fn edits(&self, plan: &Plan) -> Option<Vec<Edit>> {
        let Checked { text, format, rules, report, .. } = &*self.checked;
        match plan {
            Plan::Fix { at, concept, way } => {
                let finding = report.findings.iter().find(|it| it.range == *at && *it.concept == **concept)?;
                let fix = finding.fix.iter().chain(&finding.alternatives).nth(*way)?;
                Some(fix.edits.clone())
            }
            Plan::FixTerm { at } => {
                let (_, same) = self.same_term(at)?;
                Some(workspace::fitting(same, workspace::Wanted::Safe).0)
            }
            Plan::FixAll => Some(workspace::fitting(&report.findings, workspace::Wanted::Safe).0),
            Plan::Swap { at } => {
                let judged = report.judged.iter().find(|judged| judged.range == *at)?;
                Some(check::swap(text, rules, report, judged))
            }
            Plan::IgnoreLine { at, concept } => {
                report.findings.iter().find(|it| it.range.start == *at && *it.concept == **concept)?;
                Some(prose::ignore_line(text, *format, &report.document, *at, concept))
            }
            Plan::IgnoreFile { concept } => {
                report.findings.iter().find(|it| *it.concept == **concept)?;
                Some(prose::ignore_file(text, *format, &report.document, concept))
            }
            Plan::Keep { .. } | Plan::Judge { .. } | Plan::Prefer { .. } => None,
        }
    }

    /// The term that stands at a range, and all findings of it in the file.
    pub(super) fn same_term(&self, at: &Range<usize>) -> Option<(&str, Vec<&Finding>)> {
        let report = &self.checked.report;
        let finding = |index: Option<usize>| report.findings.get(index?);
        if let Some(here) = report.house.iter().find(|term| term.range == *at && term.finding.is_some()) {
            let same = report.house.iter().filter(|term| (term.concept, term.term) == (here.concept, here.term));
            let concept = self.checked.rules.house.vocabulary.concepts().get(here.concept)?;
            let word = concept.terms.get(here.term)?.text.as_str();
            return Some((word, same.filter_map(|term| finding(term.finding)).collect()));
        }
        let term = report.judged.iter().find(|judged| judged.range == *at && judged.finding.is_some())?.term;
        let same = report.judged.iter().filter(|judged| judged.term == term);
        let word = terms::pair().terms.get(term).map(|term| term.text.as_str())?;
        Some((word, same.filter_map(|judged| finding(judged.finding)).collect()))
    }

    /// Where policies for this document count.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        Place::of(self.session, self.snapshot.path.as_deref())
    }
}
