//! From judged occurrences to findings: what is objected to, how loudly, and whether its fix is safe.
//!
//! In this order: a region that is not checked, a directive, an allowed phrase, a name, a program: silent.
//! A word that is talked about: a hint without a fix. A party: the policy's severity, or a hint where
//! the confidence is below the threshold.

use std::sync::atomic::{AtomicBool, Ordering};

use super::messages::{self, Words};
use super::{Applicability, Finding, Fix, Judged, Report, swap};
use crate::policy::{Rules, Severity};
use crate::prose::{self, Action, Document, Format};
use crate::sense::{self, Judgement, Occurrence, Sense};
use crate::terms;
use crate::text::Edit;

/// The concept of findings about directives.
const DIRECTIVE: &str = "directive";

/// Checks a whole text.
pub fn check(text: &str, format: Format, rules: &Rules) -> Report {
    check_unless(&AtomicBool::new(false), text, format, rules).unwrap_or_default()
}

/// Checks a whole text unless `cancelled` becomes true on the way, in which case there is no report.
pub fn check_unless(cancelled: &AtomicBool, text: &str, format: Format, rules: &Rules) -> Option<Report> {
    if !terms::may_match(text) && !text.contains("customary-") {
        return Some(Report::default());
    }
    let document = prose::read(text, rules.format.unwrap_or(format));
    if cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let occurrences = sense::occurrences(&document);
    let judgements = sense::judge(&document, &occurrences);
    if cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let mut verdict = Verdict { text, document: &document, rules, used: vec![false; document.directives.list.len()] };
    let mut silenced = 0;
    let mut judged: Vec<(Judged, Option<Finding>)> = Vec::with_capacity(occurrences.len());
    for (occurrence, judgement) in occurrences.iter().zip(judgements) {
        let outcome = verdict.of(occurrence, &judgement);
        silenced += usize::from(outcome == Outcome::Silenced);
        let swap = swap::edits(text, &document, occurrence);
        let finding = (outcome == Outcome::Objection).then(|| verdict.finding(occurrence, &judgement, swap.clone()));
        judged.push((verdict.judged(occurrence, judgement, swap), finding));
    }
    Some(report(judged, verdict.directives(), silenced))
}

/// Puts everything in order of place.
fn report(mut judged: Vec<(Judged, Option<Finding>)>, directives: Vec<Finding>, silenced: usize) -> Report {
    judged.sort_by_key(|(judged, _)| judged.range.start);
    let mut report = Report { silenced, ..Report::default() };
    let mut directives = directives.into_iter().peekable();
    for (mut judged, finding) in judged {
        while let Some(directive) = directives.next_if(|directive| directive.range.start < judged.range.start) {
            report.findings.push(directive);
        }
        judged.finding = finding.is_some().then_some(report.findings.len());
        report.findings.extend(finding);
        report.judged.push(judged);
    }
    report.findings.extend(directives);
    report
}

/// What the policy says to an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It may stand.
    Fine,
    /// It would be objected to if a directive did not forbid it.
    Silenced,
    /// It is objected to.
    Objection,
}

struct Verdict<'a> {
    text: &'a str,
    document: &'a Document,
    rules: &'a Rules,
    /// Which directives silenced something.
    used: Vec<bool>,
}

impl Verdict<'_> {
    /// Whether the policy looks at the pair in this file at all.
    fn looks(&self) -> bool {
        let disabled = self.rules.disabled.contains(&terms::pair().id);
        self.rules.left_alone.is_none() && self.rules.prefer.term().is_some() && !disabled
    }

    fn of(&mut self, occurrence: &Occurrence, judgement: &Judgement) -> Outcome {
        let hit = &occurrence.hit;
        let Some(block) = self.document.blocks.get(occurrence.block) else { return Outcome::Fine };
        let objects = self.looks()
            && self.rules.prefer.term() != Some(hit.term)
            && matches!(judgement.sense, Sense::Party | Sense::Mention)
            && self.rules.check.contains(block.region_at(hit.range.start))
            && self.rules.allow.covering(&block.text, hit.range.clone()).is_empty();
        if !objects {
            return Outcome::Fine;
        }
        match self.document.directives.silencing(occurrence.source.start, &terms::pair().id) {
            Some(directive) => {
                if let Some(used) = self.used.get_mut(directive) {
                    *used = true;
                }
                Outcome::Silenced
            }
            None => Outcome::Objection,
        }
    }

    fn finding(&self, occurrence: &Occurrence, judgement: &Judgement, swap: Vec<Edit>) -> Finding {
        let doubtful = judgement.sense != Sense::Party || judgement.confidence < sense::threshold();
        let word = self.text.get(occurrence.source.clone()).unwrap_or_default().to_owned();
        let applicability =
            if judgement.doubts.is_empty() && !doubtful { Applicability::Safe } else { Applicability::Review };
        let fixable = judgement.sense == Sense::Party && !swap.is_empty();
        Finding {
            range: occurrence.source.clone(),
            message: message(occurrence, judgement, &word, doubtful),
            text: word,
            concept: terms::pair().id.clone(),
            severity: if doubtful { Severity::Hint } else { self.rules.severity },
            sense: Some(judgement.sense),
            confidence: Some(judgement.confidence),
            fix: fixable.then_some(Fix { applicability, edits: swap }),
            origin: self.rules.origin.clone(),
        }
    }

    fn judged(&self, occurrence: &Occurrence, judgement: Judgement, swap: Vec<Edit>) -> Judged {
        let block = self.document.blocks.get(occurrence.block);
        Judged {
            range: occurrence.source.clone(),
            term: occurrence.hit.term,
            sense: judgement.sense,
            confidence: judgement.confidence,
            reasons: judgement.reasons,
            doubts: judgement.doubts,
            region: block.map_or(prose::Region::Prose, |block| block.region_at(occurrence.hit.range.start)),
            swap,
            finding: None,
        }
    }

    /// The directives that silence nothing, and the concepts they name that do not exist.
    fn directives(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !self.looks() || self.rules.disabled.iter().any(|id| id == DIRECTIVE) {
            return findings;
        }
        let pair = &terms::pair().id;
        for (directive, used) in self.document.directives.list.iter().zip(&self.used) {
            let unknown = directive.ids.iter().filter(|(id, _)| id != pair && id != DIRECTIVE);
            findings
                .extend(unknown.map(|(id, range)| self.directive(range.clone(), messages::unknown_concept(id, pair))));
            if directive.action != Action::Enable && !used && directive.names(pair) {
                findings.push(self.directive(directive.range.clone(), messages::unused_directive()));
            }
        }
        findings.sort_by_key(|finding| finding.range.start);
        findings
    }

    fn directive(&self, range: std::ops::Range<usize>, message: String) -> Finding {
        Finding {
            text: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            range,
            concept: DIRECTIVE.to_owned(),
            severity: Severity::Hint,
            sense: None,
            confidence: None,
            message,
            fix: None,
            origin: None,
        }
    }
}

fn message(occurrence: &Occurrence, judgement: &Judgement, word: &str, doubtful: bool) -> String {
    let hit = &occurrence.hit;
    let Some(term) = terms::pair().terms.get(1 - hit.term.min(1)) else { return String::new() };
    let other = hit.form.of(term);
    let words = Words { word, other: &other, term: &term.text };
    match judgement.sense {
        Sense::Party if doubtful => messages::perhaps(&words),
        Sense::Party => messages::party(&words, judgement.doubts.first().copied()),
        Sense::Mention | Sense::Name | Sense::Software => messages::mention(&words),
    }
}
