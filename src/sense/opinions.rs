//! What is thought of the occurrences of a document, kept from one edit to the next.
//!
//! A full judgement is an edit that puts everything in the place of nothing. Otherwise only those are judged again that
//! the edit touched, those to whom others say something else than before, and those beside them.

use std::ops::Range;

use super::Occurrence;
use super::document::{Fields, Overview};
use super::doubts::Known;
use super::found::{Found, Noted};
use super::judge::{Judge, Judgement};
use super::mention::{self, Manner};
use super::score::{Weighed, Weighing};
use super::voices::{Voice, Voices};
use crate::prose::{Document, Exchange};

/// So many contrasts make a document one about the difference, if they are a sixth of all occurrences.
const CONTRASTS: usize = 4;

/// A document that is to be judged.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) document: &'a Document,
    pub(super) occurrences: &'a [Occurrence],
    /// What the blocks tell of each of them.
    pub(super) noted: &'a [Noted],
    pub(super) overview: &'a Overview,
    /// Whether it is the text of a law.
    pub(super) law: bool,
}

impl<'a> Case<'a> {
    fn found(&self, index: usize) -> Option<&'a Found> {
        self.noted.get(index)?.as_deref()
    }
}

/// Which occurrences an edit put in the place of which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edited {
    /// By their index before.
    pub(super) gone: Range<usize>,
    /// By their index now.
    pub(super) fresh: Range<usize>,
    /// The blocks that these stand in, with those that hold none.
    pub(super) blocks: Range<usize>,
    /// Which sections came and went: those of all other occurrences are the same, by another number perhaps.
    pub(super) sections: Exchange,
}

/// What is thought of each occurrence.
#[derive(Debug, Default)]
pub(super) struct Opinions {
    weighing: Weighing,
    voices: Voices,
    judgements: Vec<Judgement>,
    whole: Option<Whole>,
}

/// What the document as a whole says to each.
#[derive(Debug)]
struct Whole {
    opening: Fields,
    /// Whether that is all of the text, whether it is full of code, and calls parties customers.
    traits: [bool; 3],
    manner: Manner,
    law: bool,
    /// The anchors that it links to.
    anchors: Vec<String>,
}

impl Opinions {
    /// Of a document that is judged for the first time.
    pub(super) fn of(case: Case<'_>) -> Self {
        let mut opinions = Self::default();
        opinions.follow(case, None);
        opinions
    }

    pub(super) fn judgements(&self) -> &[Judgement] {
        &self.judgements
    }

    pub(super) fn weighed(&self, index: usize) -> Option<&Weighed> {
        self.weighing.get(index)
    }

    /// What the occurrences make of the document.
    pub(super) fn manner(&self, document: &Document) -> Manner {
        let contrasts = self.weighing.contrasts();
        if contrasts >= CONTRASTS && contrasts * 6 >= self.weighing.len() {
            Manner::Contrasting
        } else if mention::is_glossary(document) {
            Manner::Glossary
        } else {
            Manner::Plain
        }
    }

    /// Judges a document after an edit, or anew. Gives what was edited, and which of the other occurrences are judged
    /// otherwise than they were, in order.
    pub(super) fn follow(&mut self, case: Case<'_>, edited: Option<Edited>) -> (Edited, Vec<usize>) {
        let opening = (case.overview.opening(), case.overview.traits());
        let same = self.whole.as_ref().is_some_and(|whole| (&whole.opening, whole.traits) == opening);
        let edited = edited.filter(|edited| same && self.fits(edited, case)).unwrap_or_else(|| {
            *self = Self::default();
            Edited {
                gone: 0..0,
                fresh: 0..case.occurrences.len(),
                blocks: 0..case.document.blocks.len(),
                sections: Exchange::default(),
            }
        });
        let fresh = of_each(&edited.fresh, |index| {
            Some(Weighed::alone(case.document, case.overview, case.occurrences.get(index)?, case.found(index)?))
        });
        let mut again = self.weighing.replace(edited.gone.clone(), fresh, edited.sections);
        let manner = self.manner(case.document);
        let known = self.whole.as_ref().is_some_and(|whole| {
            (whole.manner, whole.law) == (manner, case.law) && whole.anchors == case.document.fragments
        });
        if !known {
            let ((opening, traits), anchors) = (opening, case.document.fragments.clone());
            self.whole = Some(Whole { opening: opening.clone(), traits, manner, law: case.law, anchors });
            again = all_others(case, &edited);
        }
        self.hear(case, manner, &edited, &mut again);
        let others = self.judge(case, manner, &edited, &again);
        (edited, others)
    }

    fn fits(&self, edited: &Edited, case: Case<'_>) -> bool {
        let counts = (self.weighing.len() + edited.fresh.len()).checked_sub(edited.gone.len());
        counts == Some(case.occurrences.len()) && edited.gone.end <= self.weighing.len()
    }

    /// Hears those `again` that have another score, and adds those whom it matters to.
    fn hear(&mut self, case: Case<'_>, manner: Manner, edited: &Edited, again: &mut Vec<usize>) {
        let judge = Judge { case, manner };
        let voice = |index: usize| {
            let (occurrence, found) = (case.occurrences.get(index)?, case.found(index)?);
            let weighed = self.weighing.get(index)?;
            Some(Voice::of(occurrence, found, weighed.section, judge.meaning(found, weighed.score())))
        };
        let fresh = of_each(&edited.fresh, voice);
        let others = again.iter().filter_map(|index| Some((*index, voice(*index)?))).collect();
        let news = self.voices.replace((edited.gone.clone(), fresh), others, edited.sections);
        if news.everywhere {
            *again = all_others(case, edited);
            return;
        }
        let of_section = |section: usize| news.sections.binary_search(&section).is_ok();
        if !news.sections.is_empty() {
            let section = |index: &usize| self.weighing.get(*index).and_then(|weighed| weighed.section);
            again.extend((0..self.weighing.len()).filter(|index| section(index).is_some_and(of_section)));
        }
        let block = |index: &usize| case.occurrences.get(*index).map(|one| one.block..one.block + 1);
        let mut blocks: Vec<Range<usize>> =
            news.others.iter().filter_map(block).chain([edited.blocks.clone()]).collect();
        blocks.dedup();
        for blocks in blocks {
            let first = case.occurrences.partition_point(|one| one.block + 1 < blocks.start);
            let last = case.occurrences.partition_point(|one| one.block <= blocks.end);
            again.extend(first..last);
        }
        again.retain(|index| !edited.fresh.contains(index));
        again.sort_unstable();
        again.dedup();
    }

    /// Judges those that are fresh, and others `again`; tells of which of these there is another judgement.
    fn judge(&mut self, case: Case<'_>, manner: Manner, edited: &Edited, again: &[usize]) -> Vec<usize> {
        let judge = Judge { case, manner };
        let (document, occurrences) = (case.document, case.occurrences);
        let known = Known::new(document, occurrences, &self.voices);
        let judgement = |index: usize| {
            let (found, weighed) = (case.found(index)?, self.weighing.get(index)?);
            Some(judge.judgement(index, found, weighed.score(), &known))
        };
        self.judgements.splice(edited.gone.clone(), of_each(&edited.fresh, judgement));
        let mut others = Vec::new();
        for index in again {
            if let Some(judgement) = judgement(*index)
                && let Some(old) = self.judgements.get_mut(*index).filter(|old| **old != judgement)
            {
                *old = judgement;
                others.push(*index);
            }
        }
        others
    }
}

/// The occurrences that were not edited.
fn all_others(case: Case<'_>, edited: &Edited) -> Vec<usize> {
    (0..case.occurrences.len()).filter(|index| !edited.fresh.contains(index)).collect()
}

/// What is told of each of these occurrences, in no more room than it takes.
fn of_each<T>(fresh: &Range<usize>, tell: impl Fn(usize) -> Option<T>) -> Vec<T> {
    let mut all = Vec::with_capacity(fresh.len());
    all.extend(fresh.clone().filter_map(tell));
    all
}
