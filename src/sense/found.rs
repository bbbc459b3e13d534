//! What a block tells of an occurrence in it, whatever the rest of the document says. A document is judged by these
//! alone: its text is not looked at again.

use std::cell::Cell;
use std::sync::Arc;

use super::doubts::Around;
use super::doubts_of_place::{self, Spot};
use super::features;
use super::fixed::{self, Fixed, Verdict};
use super::mention::Mentions;
use super::model::{Both, Sum, Weights};
use super::names::{self, Naming};
use super::nearby::Nearby;
use super::passage::{Cut, Passage};
use super::sentence::Sentence;
use super::view::{Capitals, View};
use super::{Doubt, Occurrence, Sense};
use crate::prose::{Block, Document};

/// What stands around one occurrence.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) fixed: Option<Fixed>,
    pub(super) naming: Option<Naming>,
    /// What the features of its block weigh together.
    pub(super) sum: Weights,
    /// The log odds, in thousandths, of a party against a program that *client* would have in the place of
    /// *customer*; 0 for another term.
    pub(super) as_client: i32,
    /// The words of its sentence that are of the fields of the vocabularies.
    pub(super) of_fields: Box<[&'static str]>,
    pub(super) mentions: Mentions,
    /// Whether it is part of a quotation.
    pub(super) quotation: Option<Doubt>,
    /// What its place says of a word of the pair.
    pub(super) of_pair: Vec<Doubt>,
    /// What its place says of any word.
    pub(super) spot: Spot,
    pub(super) around: Around,
    /// The word after it, where both are capitalised: *Client Confidential*.
    pub(super) compound: Option<Box<str>>,
}

/// What is told of an occurrence, once it was looked at.
pub(super) type Noted = Option<Arc<Found>>;

impl Found {
    pub(super) fn of(view: &View<'_>) -> Self {
        let (fixed, naming) = (fixed::phrase(view), names::naming(view));
        let nearby = view.sentence.nearby(view.passage);
        let (sum, as_client) = sums(view, nearby, (naming.as_ref(), fixed.as_ref()));
        Self {
            sum,
            as_client,
            of_fields: nearby.of_sentence(0).collect(),
            fixed,
            naming,
            mentions: Mentions::of(view),
            quotation: doubts_of_place::quotation(view),
            of_pair: doubts_of_place::of_pair(view),
            spot: Spot::of(view),
            around: Around::of(view),
            compound: compound(view).map(Box::from),
        }
    }

    /// What a rule decides, whatever else is seen: a fixed phrase, or no word of English text.
    pub(super) fn ruled(&self) -> Option<(Sense, &str)> {
        match self.fixed.as_ref().map(|fixed| (fixed.verdict, fixed.reason.as_str())) {
            Some((Verdict::Name, reason)) => return Some((Sense::Name, reason)),
            Some((Verdict::Software, reason)) => return Some((Sense::Software, reason)),
            _ => {}
        }
        match self.naming {
            Some(Naming::Apart(reason)) => Some((Sense::Name, reason)),
            _ => None,
        }
    }
}

/// What [`Found::sum`] and [`Found::as_client`] hold.
fn sums(view: &View<'_>, nearby: &Nearby, rules: (Option<&Naming>, Option<&Fixed>)) -> (Weights, i32) {
    let term = view.occurrence.hit.term;
    if term != 1 {
        let mut own = Sum::new(term);
        features::of_block(view, nearby, rules, &mut own);
        return (own.sum, 0);
    }
    let mut both = Both::default();
    features::of_block_twice(view, nearby, rules, &mut both);
    let [as_client, own] = both.0;
    let [party, software, ..] = as_client.sum;
    (own.sum, party - software)
}

/// What [`Found::compound`] holds.
fn compound<'a>(view: &View<'a>) -> Option<&'a str> {
    let (next, _) = view.after(view.at)?;
    let capital = |at| view.capitals(at) != Capitals::None;
    (capital(view.at) && capital(next)).then_some(view.word(next))
}

/// Looks at each occurrence of a block, in order. Who looks at many blocks has one `spare` for them all.
pub(super) fn each<T>(
    block: &Block,
    occurrences: &[Occurrence],
    spare: &Cell<Cut>,
    mut look: impl FnMut(&View<'_>) -> T,
) -> Vec<T> {
    let mut out = Vec::with_capacity(occurrences.len());
    for (cut, held) in Cut::around(block, occurrences, spare) {
        let passage = Passage { block, cut: &cut };
        let mut sentence: Option<Sentence> = None;
        for occurrence in occurrences.get(held).unwrap_or_default() {
            let at = passage.find(&occurrence.hit.range).unwrap_or_default();
            let same = sentence.take().filter(|sentence| sentence.tokens.contains(&at));
            let sentence = sentence.insert(same.unwrap_or_else(|| Sentence::of(&passage, at)));
            out.push(look(&View::new(&passage, at, occurrence, sentence)));
        }
        spare.set(cut);
    }
    out
}

/// The occurrences of each block that holds any, with the index of the block.
pub(super) fn in_blocks<'a>(
    document: &'a Document,
    occurrences: &'a [Occurrence],
) -> impl Iterator<Item = (usize, &'a Block, &'a [Occurrence])> {
    occurrences.chunk_by(|one, next| one.block == next.block).filter_map(|held| {
        let index = held.first()?.block;
        Some((index, document.blocks.get(index)?, held))
    })
}
