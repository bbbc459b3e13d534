//! What a check gives: findings, their fixes, and every judgement behind them.

use std::ops::Range;
use std::sync::Arc;

use crate::policy::{Origin, Severity};
use crate::prose::{Document, Region};
use crate::sense::{Doubt, Reason, Sense, Standing};
use crate::text::Edit;

/// The outcome of one check of one text.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What the policy objects to, in order of place.
    pub findings: Vec<Finding>,
    /// Every occurrence of the pair's words that is read, in order of place, whether or not the policy
    /// objects: what hovers and swaps under the cursor are made of.
    pub judged: Vec<Judged>,
    /// Every term of the house's own concepts that is read, in order of place, whatever its status.
    pub house: Vec<HouseTerm>,
    /// Where the last word stands that was judged, in bytes of the text, if it holds more than a policy's `max-words`: what
    /// stands behind it was not looked at.
    pub judged_up_to: Option<usize>,
    /// The text as it was read. Only the blocks that hold one of the words were looked at closely; there is
    /// nothing in it where the text holds none.
    pub document: Arc<Document>,
}

/// An occurrence that the policy objects to.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Bytes of the text: the word with its possessive ending.
    pub range: Range<usize>,
    /// The text of that range.
    pub text: Arc<str>,
    /// The id of the concept, or `directive`.
    pub concept: Arc<str>,
    /// How much it matters here: the policy's severity, or a hint where there is doubt.
    pub severity: Severity,
    /// What it means; `None` for a finding that is no word.
    pub sense: Option<Sense>,
    /// The probability that the finding is right, from 0 to 1.
    pub confidence: Option<f32>,
    /// One sentence for a person.
    pub message: Arc<str>,
    /// What would mend it.
    pub fix: Option<Fix>,
    /// What would mend it as well; each for a person to look at.
    pub alternatives: Vec<Fix>,
    /// The policy entry that asked for it.
    pub origin: Option<Origin>,
}

/// The edits that mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied unseen.
    pub applicability: Applicability,
    /// What to replace, in bytes of the text.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// It reads as written.
    Safe,
    /// A person should look.
    Review,
}

/// One occurrence with what was judged of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Bytes of the text: the word with its possessive ending.
    pub range: Range<usize>,
    /// Index into the blocks of [`Report::document`].
    pub block: usize,
    /// Index into the terms of [`crate::terms::pair`].
    pub term: usize,
    /// What it means.
    pub sense: Sense,
    /// The probability that an editor who forbids the word would report it here.
    pub confidence: f32,
    /// The evidence, weightiest first.
    pub reasons: Vec<Reason>,
    /// Why a swap would need a look.
    pub doubts: Vec<Doubt>,
    /// Where it stands.
    pub region: Region,
    /// The word that the policy wants in this place, if it wants one.
    pub wanted: Option<Wanted>,
    /// Index of its finding in [`Report::findings`], if the policy objects.
    pub finding: Option<usize>,
}

/// Which word of the pair a policy wants at a place.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Index into the terms of [`crate::terms::pair`].
    pub term: usize,
    /// Why there.
    pub why: Why,
    /// The policy entry that says so; `None` where settings or arguments do.
    pub origin: Option<Origin>,
}

/// Why a word of the pair is wanted at a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Why {
    /// The house prefers it everywhere.
    House,
    /// Of the two it is what the text says most, or first.
    Most {
        /// How often the text uses each term of the pair for a party.
        counts: [usize; 2],
    },
    /// A cue is near that the policy names; as it stands.
    Near(String),
    /// The policy says so for this file.
    Place,
}

/// A term of one of the house's own concepts at a place.
#[derive(Debug, Clone)]
pub struct HouseTerm {
    /// Bytes of the text: the term with its possessive ending.
    pub range: Range<usize>,
    /// Index into the concepts of [`crate::policy::House`].
    pub concept: usize,
    /// Index into the terms of the concept.
    pub term: usize,
    /// Whether its concept has a say here; not where the word is another part of speech, or `only-near` and
    /// its like rule it out.
    pub speaks: bool,
    /// Whether it is used in the meaning of its concept, talked about, or something else.
    pub standing: Standing,
    /// The probability that an editor who forbids the term would report it here.
    pub confidence: f32,
    /// The evidence for what was made of it, weightiest first.
    pub reasons: Vec<Reason>,
    /// Why the fix of its finding would need a look.
    pub doubts: Vec<Doubt>,
    /// Where it stands.
    pub region: Region,
    /// Index of its finding in [`Report::findings`], if the policy objects.
    pub finding: Option<usize>,
}

impl Report {
    /// Keeps the findings that `keep` says yes to, and gives the others. What points at findings still does.
    pub fn retain(&mut self, mut keep: impl FnMut(&Finding) -> bool) -> Vec<Finding> {
        let mut places = Vec::with_capacity(self.findings.len());
        let (mut kept, mut dropped) = (Vec::new(), Vec::new());
        for finding in std::mem::take(&mut self.findings) {
            if keep(&finding) {
                places.push(Some(kept.len()));
                kept.push(finding);
            } else {
                places.push(None);
                dropped.push(finding);
            }
        }
        self.findings = kept;
        let place = |at: Option<usize>| at.and_then(|at| places.get(at).copied().flatten());
        self.judged.iter_mut().for_each(|judged| judged.finding = place(judged.finding));
        self.house.iter_mut().for_each(|term| term.finding = place(term.finding));
        dropped
    }
}

impl Finding {
    /// Whether it is a hint by doubt, whatever severity the policy asks for: the evidence is thin, or the
    /// word itself is meant.
    pub fn is_doubtful(&self) -> bool {
        self.sense.is_some_and(|sense| !matches!(sense, Sense::Party | Sense::Term))
            || self.confidence.is_some_and(|c| c < crate::sense::threshold())
    }
}

impl Applicability {
    /// The name that outputs use.
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Review => "review",
        }
    }
}
