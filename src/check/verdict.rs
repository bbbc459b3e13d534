//! From judged occurrences to findings.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Applicability, Finding, Fix, Judged, Report};
use crate::policy::{Rules, Severity};
use crate::prose::{self, Block, Document, Format};
use crate::sense::{self, Judgement, Occurrence, Sense};
use crate::terms;
use crate::text::Edit;

/// Below this confidence a finding is a hint.
pub(super) const THRESHOLD: f32 = 0.7;

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
    let mut report = Report::default();
    for (occurrence, judgement) in occurrences.iter().zip(judgements) {
        add(&mut report, text, &document, occurrence, judgement, rules);
    }
    Some(report)
}

fn add(
    report: &mut Report,
    text: &str,
    document: &Document,
    occurrence: &Occurrence,
    judgement: Judgement,
    rules: &Rules,
) {
    let Some(block) = document.blocks.get(occurrence.block) else { return };
    let swap = swap(text, block, occurrence);
    let region = block.region_at(occurrence.hit.range.start);
    let objects = rules.left_alone.is_none()
        && rules.prefer.term().is_some_and(|preferred| preferred != occurrence.hit.term)
        && rules.check.contains(region)
        && !rules.disabled.contains(&terms::pair().id)
        && rules.allow.covering(&block.text, occurrence.hit.range.clone()).is_empty()
        && matches!(judgement.sense, Sense::Party | Sense::Mention);
    let silenced = objects && document.directives.silencing(occurrence.source.start, &terms::pair().id).is_some();
    report.silenced += usize::from(silenced);
    let finding = (objects && !silenced).then(|| {
        report.findings.push(finding(text, occurrence, &judgement, swap.clone(), rules));
        report.findings.len() - 1
    });
    report.judged.push(Judged {
        range: occurrence.source.clone(),
        term: occurrence.hit.term,
        sense: judgement.sense,
        confidence: judgement.confidence,
        reasons: judgement.reasons,
        doubts: judgement.doubts,
        region,
        swap,
        finding,
    });
}

fn finding(text: &str, occurrence: &Occurrence, judgement: &Judgement, swap: Vec<Edit>, rules: &Rules) -> Finding {
    let word = text.get(occurrence.source.clone()).unwrap_or_default().to_owned();
    let doubtful = judgement.sense != Sense::Party || judgement.confidence < THRESHOLD;
    let applicability = if judgement.doubts.is_empty() { Applicability::Safe } else { Applicability::Review };
    let replacement = swap.first().map(|edit| edit.replacement.clone()).unwrap_or_default();
    Finding {
        range: occurrence.source.clone(),
        message: format!("Use “{replacement}” instead of “{word}”."),
        text: word,
        concept: terms::pair().id.clone(),
        severity: if doubtful { Severity::Hint } else { rules.severity },
        sense: Some(judgement.sense),
        confidence: Some(judgement.confidence),
        fix: (judgement.sense == Sense::Party && !swap.is_empty()).then_some(Fix { applicability, edits: swap }),
        origin: rules.origin.clone(),
    }
}

/// The edits that swap an occurrence for the other term.
fn swap(text: &str, block: &Block, occurrence: &Occurrence) -> Vec<Edit> {
    let hit = &occurrence.hit;
    let Some(other) = terms::pair().terms.get(1 - hit.term.min(1)) else { return Vec::new() };
    if text.get(occurrence.source.clone()) == block.text.get(hit.range.clone()) {
        return vec![Edit { range: occurrence.source.clone(), replacement: hit.form.of(other) }];
    }
    Vec::new()
}
