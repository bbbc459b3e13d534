//! The evidence for one judgement, in plain words: each piece with what it weighs for the judged sense against the
//! next likely one, so that the pieces add up to the score.

use std::cell::Cell;

use super::document::{Overview, section_of};
use super::features::{self, Family, Sink};
use super::found::{each, in_blocks};
use super::judge::{Reason, Sense, ruling};
use super::lexicon::{Place, lexicon};
use super::memory::Memory;
use super::model::{SENSES, Weights, model};
use super::opinions::{Case, Opinions};
use super::score::Score;
use super::{Occurrence, signs};
use crate::prose::Document;

/// What speaks for a judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Every piece, weightiest first.
    pub reasons: Vec<Reason>,
    /// The sum of what they weigh: the log odds of the judged sense against [`Self::against`].
    pub score: f32,
    /// The sense that is next likely.
    pub against: Sense,
}

/// The evidence for the judgement of the occurrence at an index; `None` beyond the last.
pub fn explain(document: &Document, occurrences: &[Occurrence], index: usize) -> Option<Evidence> {
    let occurrence = occurrences.get(index)?;
    let mut noted = vec![None; occurrences.len()];
    let all = 0..noted.len();
    Memory::default().note(document, occurrences, (&mut noted, all));
    let own = noted.get(index)?.as_deref()?;
    let overview = Overview::new(document, occurrences);
    let opinions = Opinions::of(Case { document, occurrences, noted: &noted, overview: &overview, law: false });
    let weighed = opinions.weighed(index)?;
    let score = weighed.score();
    if let Some(judgement) = ruling(own, opinions.manner(document), score) {
        // A rule decides against a party, alone.
        let score = judgement.reasons.iter().map(|reason| reason.weight).sum();
        return Some(Evidence { reasons: judgement.reasons, score, against: Sense::Party });
    }
    let mut seen = Seen { term: occurrence.hit.term, pieces: Vec::new() };
    let beforehand = [lexicon().beforehand(seen.term), 0, 0];
    seen.add(None, || signs::reason("word").to_owned(), Some(beforehand));
    let (_, block, held) = in_blocks(document, occurrences).find(|(block, ..)| *block == occurrence.block)?;
    each(block, held, &Cell::default(), |view| {
        if view.occurrence.source == occurrence.source {
            features::of_block(
                view,
                view.sentence.nearby(view.passage),
                (own.naming.as_ref(), own.fixed.as_ref()),
                &mut seen,
            );
        }
    });
    features::of_document(seen.term, own, &overview.setting(section_of(document, occurrence)), &mut seen);
    weighed.tell_rest(&mut seen);
    seen.evidence(score)
}

/// The pieces of evidence of one occurrence.
struct Seen {
    term: usize,
    pieces: Vec<Piece>,
}

struct Piece {
    /// The word whose pieces belong together.
    word: Option<String>,
    text: String,
    weights: Weights,
}

impl Seen {
    /// A word at a place is told once, whatever counts it: by itself, and as one of a list.
    fn add(&mut self, word: Option<&str>, text: impl FnOnce() -> String, weights: Option<Weights>) {
        let Some(weights) = weights.filter(|weights| *weights != Weights::default()) else { return };
        let known = self.pieces.iter_mut().find(|piece| word.is_some() && piece.word.as_deref() == word);
        match known {
            Some(known) => known.weights.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight),
            None => self.pieces.push(Piece { word: word.map(str::to_owned), text: text(), weights }),
        }
    }

    fn evidence(self, score: Score) -> Option<Evidence> {
        let (first, second) = score.ranked();
        let apart = |weights: &Weights| Some(weights.get(first)? - weights.get(second)?);
        let mut pieces: Vec<(i32, String)> = Vec::new();
        for piece in &self.pieces {
            let weight = apart(&piece.weights)?;
            // A sign and its like say the same to a person.
            match pieces.iter_mut().find(|(_, text)| *text == piece.text) {
                Some((sum, _)) => *sum += weight,
                None => pieces.push((weight, piece.text.clone())),
            }
        }
        pieces.retain(|(weight, _)| *weight != 0);
        pieces.sort_by_key(|(weight, _)| std::cmp::Reverse(weight.abs()));
        let reasons = pieces.into_iter().map(|(weight, text)| Reason { text, weight: log_odds(weight) }).collect();
        Some(Evidence { reasons, score: log_odds(apart(&score.0)?), against: *SENSES.get(second)? })
    }
}

/// Log odds of thousandths.
fn log_odds(thousandths: i32) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a few thousandths fit")]
    let odds = (f64::from(thousandths) / 1000.0) as f32;
    odds
}

impl Sink for Seen {
    fn word(&mut self, place: Place, word: &str) {
        let text = || match place {
            Place::Before => format!("“{word}” before it"),
            Place::After => format!("“{word}” after it"),
            Place::Before2 => format!("“{word}” two words before it"),
            Place::After2 => format!("“{word}” two words after it"),
            Place::Object => format!("“{word}” after its verb"),
            _ => format!("“{word}” is what follows it"),
        };
        let weights = model().word(self.term, place, word);
        self.add(Some(&key(place, word)), text, weights);
    }

    fn list(&mut self, place: Place, list: usize, words: &[&str]) {
        let weights = model().list(self.term, place, list, words.len());
        let of_place = words.first().filter(|_| list < lexicon().cues.len()).map(|word| key(place, word));
        self.add(of_place.as_deref(), || lexicon().tell(place, list, words), weights);
    }

    fn sign(&mut self, sign: &'static str) {
        self.add(None, || signs::reason(sign).to_owned(), model().sign(self.term, sign));
    }

    fn rule(&mut self, family: Family, says: &'static str) {
        self.add(None, || says.to_owned(), model().rule(self.term, family, says));
    }

    fn rest(&mut self, sign: &'static str, thousandths: i32) {
        self.add(None, || signs::reason(sign).to_owned(), model().rest(self.term, sign, thousandths));
    }
}

/// A word at a place, as one key.
fn key(place: Place, word: &str) -> String {
    format!("{} {word}", place.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{self, Format};
    use crate::sense::{judge, occurrences};

    const TEXTS: [&str; 5] = [
        "# Fees\n\nOur clients pay by the hour. The HTTP client retries.\n\nEvery client asks.",
        "The **Customer Portal** opens. A customer, not a client.",
        "Know Your Client is a rule.",
        "- client: a thing\n- The `Stripe` customer is charged twice.",
        "The customers of our clients are happy with the support of the server.",
    ];

    #[test]
    fn the_weights_that_are_told_add_up_to_the_score() {
        for text in TEXTS {
            let document = prose::read(text, Format::Markdown);
            let occurrences = occurrences(&document);
            for (index, judged) in judge(&document, &occurrences).iter().enumerate() {
                let evidence = explain(&document, &occurrences, index).unwrap();
                let sum: f32 = evidence.reasons.iter().map(|reason| reason.weight).sum();
                assert!((sum - evidence.score).abs() < 1e-3, "{text}: {sum} {}", evidence.score);
                assert!(evidence.score >= 0.0 && evidence.against != judged.sense, "{text}: {judged:?}");
                let falls = |pair: &[Reason]| pair[0].weight.abs() >= pair[1].weight.abs();
                assert!(evidence.reasons.windows(2).all(falls));
            }
            assert_eq!(explain(&document, &occurrences, occurrences.len()), None);
        }
    }
}
