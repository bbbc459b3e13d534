//! How often each word stands for what: the counts of one file, and their sums.

use std::collections::BTreeMap;

use serde::Serialize;

use super::scan::Checked;
use crate::policy::Severity;
use crate::sense::{Sense, threshold};
use crate::terms;

/// What a word, or the terms of a concept, were counted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SenseCounts {
    /// People or firms, without doubt.
    pub party: usize,
    /// People or firms perhaps.
    pub perhaps: usize,
    /// Programs.
    pub software: usize,
    /// Parts of names.
    pub name: usize,
    /// The word itself is meant.
    pub mention: usize,
    /// Terms of a concept of the house.
    pub term: usize,
    /// How many of all these are reported.
    pub reported: usize,
    /// How many are hints.
    pub hints: usize,
}

/// The counts by word: *client*, *customer*, and the ids of the house's own concepts.
pub type WordSenses = BTreeMap<String, SenseCounts>;

impl SenseCounts {
    /// Adds other counts.
    pub fn add(&mut self, other: &Self) {
        self.party += other.party;
        self.perhaps += other.perhaps;
        self.software += other.software;
        self.name += other.name;
        self.mention += other.mention;
        self.term += other.term;
        self.reported += other.reported;
        self.hints += other.hints;
    }

    fn of(&mut self, sense: Sense, confidence: f32) -> &mut usize {
        match sense {
            Sense::Party if confidence < threshold() => &mut self.perhaps,
            Sense::Party => &mut self.party,
            Sense::Software => &mut self.software,
            Sense::Name => &mut self.name,
            Sense::Mention => &mut self.mention,
            Sense::Term => &mut self.term,
        }
    }

    fn note(&mut self, severity: Option<Severity>) {
        match severity {
            Some(Severity::Hint) => self.hints += 1,
            Some(Severity::Information | Severity::Warning | Severity::Error) => self.reported += 1,
            None => {}
        }
    }
}

/// Counts the words of a file that was checked. What a baseline holds is not reported.
pub fn senses(checked: &Checked) -> WordSenses {
    let report = &checked.report;
    let severity = |finding: Option<usize>| Some(report.findings.get(finding?)?.severity);
    let mut out = WordSenses::new();
    for judged in &report.judged {
        let Some(term) = terms::pair().terms.get(judged.term) else { continue };
        let counts = out.entry(term.text.clone()).or_default();
        *counts.of(judged.sense, judged.confidence) += 1;
        counts.note(severity(judged.finding));
    }
    for term in &report.house {
        let Some(concept) = checked.rules.house.vocabulary.concepts().get(term.concept) else { continue };
        let counts = out.entry(concept.id.clone()).or_default();
        counts.term += 1;
        counts.note(severity(term.finding));
    }
    out
}

/// Adds the counts of another file, or of many.
pub fn add_senses(sum: &mut WordSenses, other: &WordSenses) {
    for (word, counts) in other {
        sum.entry(word.clone()).or_default().add(counts);
    }
}
