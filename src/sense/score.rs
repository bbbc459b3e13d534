//! The score of an occurrence: the sum of what its features weigh, for each sense, and what that makes probable.

use rustc_hash::FxHashMap;

use super::document::{Overview, section_of};
use super::features::Sink;
use super::found::Found;
use super::model::{SENSES, Sum, Weights};
use super::{Occurrence, Sense};
use crate::prose::Document;

/// So probable a program is one, even beside the other word.
const PLAINLY: f64 = 0.75;

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

/// The scores of all occurrences.
pub(super) fn scores(
    document: &Document,
    overview: &Overview,
    occurrences: &[Occurrence],
    found: &[&Found],
) -> Vec<Score> {
    let mut scores = alone(document, overview, occurrences, found);
    let rest = Rest::of(document, occurrences, &scores);
    for (index, (occurrence, score)) in occurrences.iter().zip(&mut scores).enumerate() {
        let mut sum = Sum { term: occurrence.hit.term, sum: score.0 };
        rest.tell(index, &mut sum);
        *score = Score(sum.sum);
    }
    scores
}

/// The scores before the occurrences speak for each other.
pub(super) fn alone(
    document: &Document,
    overview: &Overview,
    occurrences: &[Occurrence],
    found: &[&Found],
) -> Vec<Score> {
    let own = occurrences.iter().zip(found).map(|(occurrence, found)| {
        let mut sum = Sum { term: occurrence.hit.term, sum: found.sum };
        overview.setting(section_of(document, occurrence)).tell(found, &mut sum);
        Score(sum.sum)
    });
    own.collect()
}

/// How the occurrences of *client* in a document lean, so that they can speak for each other.
pub(super) struct Rest {
    /// Of each occurrence, its section and how it leans.
    leans: Vec<Option<(Option<usize>, i32)>>,
    whole: Leans,
    sections: FxHashMap<usize, Leans>,
}

/// The leans of some occurrences, added up.
#[derive(Debug, Clone, Copy, Default)]
struct Leans {
    sum: i64,
    count: i64,
}

impl Leans {
    fn add(&mut self, lean: i32) {
        self.sum += i64::from(lean);
        self.count += 1;
    }

    /// The mean without one of them, drawn to nought where they are few: as if that one leaned to neither side.
    fn without(self, lean: i32) -> i32 {
        i32::try_from((self.sum - i64::from(lean)) / self.count.max(1)).unwrap_or_default()
    }
}

impl Rest {
    pub(super) fn of(document: &Document, occurrences: &[Occurrence], scores: &[Score]) -> Self {
        let leans = occurrences.iter().zip(scores).map(|(occurrence, score)| {
            (occurrence.hit.term == 0).then(|| (section_of(document, occurrence), score.lean()))
        });
        let mut rest = Self { leans: leans.collect(), whole: Leans::default(), sections: FxHashMap::default() };
        for (section, lean) in rest.leans.iter().flatten() {
            rest.whole.add(*lean);
            if let Some(section) = section {
                rest.sections.entry(*section).or_default().add(*lean);
            }
        }
        rest
    }

    /// Tells what the others say to the occurrence at an index.
    pub(super) fn tell(&self, index: usize, sink: &mut impl Sink) {
        let Some(Some((section, lean))) = self.leans.get(index) else { return };
        let near = section.and_then(|section| self.sections.get(&section));
        let others = [
            ("rest of the section", near.map_or(0, |near| near.without(*lean))),
            ("rest of the text", self.whole.without(*lean)),
        ];
        for (sign, thousandths) in others.into_iter().filter(|(_, thousandths)| thousandths.abs() > 10) {
            sink.rest(sign, thousandths);
        }
    }
}
