//! The score of an occurrence: the sum of what its features weigh, for each sense, and what that makes probable.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::document::{Overview, section_of};
use super::features::Sink;
use super::found::Found;
use super::model::{SENSES, Sum, Weights};

use super::{Occurrence, Sense};
use crate::prose::{Document, Exchange};

/// So probable a program is one, even beside the other word.
const PLAINLY: f64 = 0.75;
/// What the others say is nothing up to so many thousandths.
const LITTLE: i32 = 10;

/// The names of the features that tell how the rest of the section and of the text use the word.
pub const REST: [&str; 2] = ["rest of the section", "rest of the text"];

/// What speaks for each of [`SENSES`], as log odds in thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score(pub(super) Weights);

impl Score {
    /// How probable each of [`SENSES`] is.
    pub(super) fn probabilities(self) -> [f64; 3] {
        let most = self.0.iter().copied().max().unwrap_or_default();
        // Of this crate `exp` is the same on every platform, and so the answer.
        let odds = self.0.map(|sum| libm::exp(f64::from(sum.saturating_sub(most)) / 1000.0));
        let all: f64 = odds.iter().sum();
        odds.map(|odd| odd / all)
    }

    /// The likeliest sense and the next.
    pub(super) fn ranked(self) -> (usize, usize) {
        let mut order = [0, 1, 2];
        order.sort_by_key(|sense| std::cmp::Reverse(self.0.get(*sense).copied().unwrap_or(i32::MIN)));
        (order[0], order[1])
    }

    /// The likeliest sense.
    pub(super) fn sense(self) -> Sense {
        SENSES.get(self.ranked().0).copied().unwrap_or(Sense::Party)
    }

    /// How probable a party is, in hundredths as a fraction.
    pub(super) fn confidence(self) -> f32 {
        let [party, ..] = self.probabilities();
        #[expect(clippy::cast_possible_truncation, reason = "hundredths")]
        let hundredths = (party * 100.0).round() as f32;
        hundredths / 100.0
    }

    /// Whether it is a program, whatever is said of the word.
    pub(super) fn is_plainly_software(self) -> bool {
        let [_, software, _] = self.probabilities();
        software > PLAINLY
    }

    /// How far it leans to a party (to 1000) or to software (to -1000).
    fn lean(self) -> i32 {
        let [party, software, ..] = self.0;
        let apart = (i64::from(party) - i64::from(software)) / 2;
        i32::try_from(1000 * apart / (1000 + apart.abs())).unwrap_or_default()
    }
}

/// What is weighed of one occurrence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    term: usize,
    pub(super) section: Option<usize>,
    /// What speaks for each sense before the occurrences speak for each other.
    alone: Weights,
    /// How it leans by that.
    lean: i32,
    /// What the rest of its section, and of the text, say to it.
    rest: [i32; 2],
    /// It is set against the other word.
    contrasts: bool,
}

impl Weighed {
    /// Of one that nobody has spoken to yet.
    pub(super) fn alone(document: &Document, overview: &Overview, occurrence: &Occurrence, found: &Found) -> Self {
        let (term, section) = (occurrence.hit.term, section_of(document, occurrence));
        let mut sum = Sum { term, sum: found.sum };
        overview.setting(section).tell(found, &mut sum);
        let contrasts = found.mentions.contrast.is_some();
        Self { term, section, alone: sum.sum, lean: Score(sum.sum).lean(), rest: [0; 2], contrasts }
    }

    /// Whether it speaks for others, and they for it.
    fn speaks(&self) -> bool {
        self.term == 0
    }

    /// Tells what the others say to it.
    pub(super) fn tell_rest(&self, sink: &mut impl Sink) {
        for (sign, thousandths) in REST.into_iter().zip(self.rest).filter(|(_, thousandths)| *thousandths != 0) {
            sink.rest(sign, thousandths);
        }
    }

    pub(super) fn score(&self) -> Score {
        let mut sum = Sum { term: self.term, sum: self.alone };
        self.tell_rest(&mut sum);
        Score(sum.sum)
    }
}

/// What is weighed of all occurrences of a document, in order. Those of *client* speak for each other.
#[derive(Debug, Default)]
pub(super) struct Weighing {
    each: Vec<Weighed>,
    leans: Leans,
    contrasts: usize,
}

/// How the occurrences of *client* lean.
#[derive(Debug, Default)]
struct Leans {
    whole: Sums,
    sections: FxHashMap<usize, Sums>,
}

/// The leans of some occurrences, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    sum: i64,
    count: i64,
}

impl Sums {
    /// Counts one in (1) or out (-1).
    fn count(&mut self, lean: i32, by: i64) {
        self.sum += i64::from(lean) * by;
        self.count += by;
    }

    /// The mean without one of them, drawn to nought where they are few: as if that one leaned to neither side.
    fn without(self, lean: i32) -> i32 {
        let mean = i32::try_from((self.sum - i64::from(lean)) / self.count.max(1)).unwrap_or_default();
        if mean.abs() > LITTLE { mean } else { 0 }
    }
}

impl Weighing {
    pub(super) fn get(&self, index: usize) -> Option<&Weighed> {
        self.each.get(index)
    }

    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    /// How often the words are set against each other.
    pub(super) fn contrasts(&self) -> usize {
        self.contrasts
    }

    /// Puts what was weighed anew in the place of what is `gone`, and tells which of the others have another score than
    /// they had, in order. `sections` came and went.
    pub(super) fn replace(&mut self, gone: Range<usize>, fresh: Vec<Weighed>, sections: Exchange) -> Vec<usize> {
        let fresh_at = gone.start..gone.start + fresh.len();
        let contrasts = |all: &[Weighed]| all.iter().filter(|one| one.contrasts).count();
        let whole = self.leans.whole;
        self.contrasts += contrasts(&fresh);
        let mut gone: Vec<Weighed> = self.each.splice(gone, fresh).collect();
        self.contrasts -= contrasts(&gone);
        if sections.moves() {
            // Those before are in sections that stay as they are.
            let behind = self.each.iter_mut().skip(fresh_at.end);
            behind.chain(&mut gone).for_each(|one| one.section = one.section.and_then(|section| sections.now(section)));
            renumber(&mut self.leans.sections, sections);
        }
        let touched = self.leans.change(&gone, self.each.get(fresh_at.clone()).unwrap_or_default());
        let is_touched = |section: Option<usize>| section.is_some_and(|of| touched.binary_search(&of).is_ok());
        let leans = &self.leans;
        let reach = if touched.is_empty() && whole == leans.whole { fresh_at.clone() } else { 0..self.each.len() };
        let mut others = Vec::new();
        let all = self.each.iter_mut().enumerate().skip(reach.start).take(reach.len());
        for (index, one) in all.filter(|(_, one)| one.speaks()) {
            let is_fresh = fresh_at.contains(&index);
            let [of_section, of_text] = &mut one.rest;
            let mut changed = false;
            if is_fresh || is_touched(one.section) {
                let near = one.section.and_then(|section| leans.sections.get(&section));
                let now = near.map_or(0, |near| near.without(one.lean));
                changed |= std::mem::replace(of_section, now) != now;
            }
            if is_fresh || whole != leans.whole {
                let now = leans.whole.without(one.lean);
                changed |= std::mem::replace(of_text, now) != now;
            }
            others.extend((changed && !is_fresh).then_some(index));
        }
        others
    }
}

impl Leans {
    /// Counts those that are `fresh` instead of those that are gone. Gives the sections in which something else is said
    /// than was, in order.
    fn change(&mut self, gone: &[Weighed], fresh: &[Weighed]) -> Vec<usize> {
        let speaking = |all: &'_ [Weighed]| all.iter().filter(|one| one.speaks()).copied().collect::<Vec<_>>();
        let (gone, fresh) = (speaking(gone), speaking(fresh));
        let said = |one: &Weighed| (one.section, one.lean);
        let mut touched = Vec::new();
        if gone.iter().map(said).eq(fresh.iter().map(said)) {
            return touched;
        }
        for (one, by) in gone.iter().map(|one| (one, -1)).chain(fresh.iter().map(|one| (one, 1))) {
            self.whole.count(one.lean, by);
            if let Some(section) = one.section {
                self.sections.entry(section).or_default().count(one.lean, by);
                touched.push(section);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }
}

/// Gives what is known of sections to those that they are now.
pub(super) fn renumber<T>(known: &mut FxHashMap<usize, T>, sections: Exchange) {
    if sections.moves() {
        let old = std::mem::take(known).into_iter();
        known.extend(old.filter_map(|(section, known)| Some((sections.now(section)?, known))));
    }
}
