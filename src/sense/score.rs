//! The sum of the evidence: a log odds, and one sense per discourse, weighed.

use std::collections::HashMap;

use super::document::{Overview, section_of};
use super::evidence::of_setting;
use super::lexicon::{Where, lexicon};
use super::memory::Found;
use super::view::View;
use super::{Judgement, Reason, Sense};
use crate::prose::Document;

/// How much an occurrence in a compound of computing tells of the others.
const COMPOUND: f32 = 0.5;

/// The evidence of one occurrence.
#[derive(Debug, Clone)]
pub(super) struct Score {
    reasons: Vec<Reason>,
    sum: f32,
}

impl Score {
    /// The probability that the occurrence means a party.
    pub(super) fn probability(&self) -> f32 {
        1.0 / (1.0 + (-self.sum).exp())
    }

    /// The judgement of a sense, with the reasons turned so that those above nought speak for it.
    pub(super) fn judgement(&self, sense: Sense, confidence: f32) -> Judgement {
        let sign = if sense == Sense::Party { 1.0 } else { -1.0 };
        let mut reasons: Vec<Reason> = self
            .reasons
            .iter()
            .map(|reason| Reason { text: reason.text.clone(), weight: reason.weight * sign })
            .collect();
        reasons.sort_by(|one, next| next.weight.abs().total_cmp(&one.weight.abs()));
        Judgement { sense, confidence, reasons, doubts: Vec::new() }
    }

    fn add(&mut self, reason: Reason) {
        self.sum += reason.weight;
        self.reasons.push(reason);
    }
}

/// The scores of all occurrences.
pub(super) fn scores(document: &Document, overview: &Overview, views: &[View<'_>], found: &[&Found]) -> Vec<Score> {
    let lexicon = lexicon();
    let mut scores: Vec<Score> = views
        .iter()
        .zip(found)
        .map(|(view, found)| {
            let setting = overview.setting(document, view.occurrence);
            let mut score = Score { reasons: Vec::new(), sum: 0.0 };
            let term = view.occurrence.hit.term;
            let text = if term == 0 { "“client” by itself" } else { "“customer” is hardly ever a program" };
            score.add(Reason { text: text.to_owned(), weight: lexicon.start(term).start });
            found.reasons.iter().cloned().for_each(|reason| score.add(reason));
            of_setting(term, &found.words, &setting).into_iter().for_each(|reason| score.add(reason));
            score
        })
        .collect();
    discourse(document, views, &mut scores);
    scores
}

/// Lets the occurrences of a section and of a document speak for each other.
fn discourse(document: &Document, views: &[View<'_>], scores: &mut [Score]) {
    let signals = &lexicon().signals;
    let leanings: Vec<(usize, Option<usize>, f32)> = views
        .iter()
        .zip(scores.iter())
        .enumerate()
        .filter(|(_, (view, _))| view.occurrence.hit.term == 0)
        .map(|(index, (view, score))| {
            (index, section_of(document, view.occurrence), (score.sum / 2.0).tanh() * said(view))
        })
        .collect();
    let mut whole = Sum::default();
    let mut sections: HashMap<usize, Sum> = HashMap::new();
    for (_, section, leaning) in &leanings {
        whole.add(*leaning);
        if let Some(section) = section {
            sections.entry(*section).or_default().add(*leaning);
        }
    }
    for (index, section, leaning) in leanings {
        let near = section.and_then(|section| sections.get(&section)).copied().unwrap_or(Sum::of(leaning));
        let others =
            [(&signals.rest_of_section, near.without(leaning)), (&signals.rest_of_text, whole.without(leaning))];
        if let Some(score) = scores.get_mut(index) {
            for (signal, lean) in others.into_iter().filter(|(_, lean)| lean.abs() > 0.01) {
                score.add(Reason { text: signal.reason.clone(), weight: signal.weight * lean });
            }
        }
    }
}

/// How much an occurrence tells of the others: one whose compound says that it is a program tells less
/// of those that stand alone (*install the VPN client on the client's laptops*).
fn said(view: &View<'_>) -> f32 {
    let cue = lexicon().cue(Where::Left, view.left()).and_then(|index| lexicon().cues.get(index));
    if cue.is_some_and(|cue| cue.weight < -2.0) { COMPOUND } else { 1.0 }
}

/// The leanings of some occurrences, added up.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    sum: f32,
    count: f32,
}

impl Sum {
    fn of(leaning: f32) -> Self {
        Self { sum: leaning, count: 1.0 }
    }

    fn add(&mut self, leaning: f32) {
        self.sum += leaning;
        self.count += 1.0;
    }

    /// The mean without one of them, drawn to nought where they are few.
    fn without(self, leaning: f32) -> f32 {
        // As many as the others, and one that leans to neither side.
        (self.sum - leaning) / self.count
    }
}
