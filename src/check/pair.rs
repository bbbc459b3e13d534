//! The verdict on the built-in pair: which of its two words the policy wants where, and what it objects to.

use super::messages::{self, Words};
use super::silence::Silence;
use super::verdict::Scene;
use super::{Applicability, Finding, Fix, HouseTerm, Judged, swap};
use crate::policy::{Rules, Severity};
use crate::prose;
use crate::sense::{self, Judgement, Occurrence, Sense};
use crate::terms;
use crate::text::Edit;

/// Every occurrence of the pair, with the finding where the policy objects. `house` is what the concepts
/// of the house say: where one of their terms stands, the pair is silent.
pub(super) fn look(
    scene: Scene<'_>,
    occurrences: &[Occurrence],
    judgements: Vec<Judgement>,
    house: &[(HouseTerm, Option<Finding>)],
    silence: &mut Silence<'_>,
) -> Vec<(Judged, Option<Finding>)> {
    let mut out: Vec<(Judged, Option<Finding>)> = Vec::with_capacity(occurrences.len());
    for (occurrence, judgement) in occurrences.iter().zip(judgements) {
        let swap = swap::edits(scene.text, scene.document, occurrence);
        let objects = scene.objects(occurrence, &judgement)
            && !house.iter().any(|(term, _)| term.covers(&occurrence.source))
            && !silence.covers(occurrence.source.start, &terms::pair().id);
        let finding = objects.then(|| scene.finding(occurrence, &judgement, swap.clone()));
        out.push((scene.judged(occurrence, judgement, swap), finding));
    }
    out.sort_by_key(|(judged, _)| judged.range.start);
    out
}

impl Rules {
    /// Whether the policy looks at the pair in this file at all.
    pub(super) fn looks_at_the_pair(&self) -> bool {
        self.left_alone.is_none() && self.prefer.term().is_some() && !self.is_disabled(&terms::pair().id)
    }
}

impl Scene<'_> {
    /// Whether the policy objects to an occurrence, directives aside.
    fn objects(&self, occurrence: &Occurrence, judgement: &Judgement) -> bool {
        let hit = &occurrence.hit;
        let Some(block) = self.document.blocks.get(occurrence.block) else { return false };
        self.rules.looks_at_the_pair()
            && self.rules.prefer.term() != Some(hit.term)
            && matches!(judgement.sense, Sense::Party | Sense::Mention)
            && self.rules.check.contains(block.region_at(hit.range.start))
            && self.rules.allow.covering(&block.text, hit.range.clone()).is_empty()
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
            alternatives: Vec::new(),
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
}

fn message(occurrence: &Occurrence, judgement: &Judgement, word: &str, doubtful: bool) -> String {
    let hit = &occurrence.hit;
    let Some(term) = terms::pair().terms.get(1 - hit.term.min(1)) else { return String::new() };
    let other = hit.form.of(term);
    let words = Words { word, other: &other, term: &term.text };
    match judgement.sense {
        Sense::Party if doubtful => messages::perhaps(&words),
        Sense::Party => messages::party(&words, judgement.doubts.first().copied()),
        Sense::Mention | Sense::Name | Sense::Software | Sense::Term => messages::mention(&words),
    }
}
