//! What training sees: the features of every occurrence by name, and what each is thought to weigh beforehand.
//!
//! Labels, the solver and the report are in `examples/train`; nothing at run time uses this.

use std::cell::Cell;

use super::document::{Overview, section_of};
use super::features::{self, Family, Sink};
use super::found::{Found, each, in_blocks};
use super::lexicon::{Place, lexicon};
use super::signs::{self, Prior};
use super::view::View;
use super::{Occurrence, Sense};
use crate::prose::Document;

pub use super::score::REST;

/// What is seen of one occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Byte of the document where it starts.
    pub start: usize,
    /// Index into the terms of the pair.
    pub term: usize,
    /// The section it stands in.
    pub section: Option<usize>,
    /// The sense that a rule gives it whatever else is seen.
    pub ruled: Option<Sense>,
    /// The features by name, each with how often it counts. What the rest of the text says is not among them.
    pub features: Vec<(String, u32)>,
}

/// What is seen of every occurrence of a document.
pub fn rows(document: &Document, occurrences: &[Occurrence]) -> Vec<Row> {
    let overview = Overview::new(document, occurrences);
    let row = |view: &View<'_>| {
        let (occurrence, found) = (view.occurrence, Found::of(view));
        let (term, section) = (occurrence.hit.term, section_of(document, occurrence));
        let mut named = Named(Vec::new());
        features::of_block(
            view,
            view.sentence.nearby(view.passage),
            (found.naming.as_ref(), found.fixed.as_ref()),
            &mut named,
        );
        features::of_document(term, &found, &overview.setting(section), &mut named);
        let ruled = found.ruled().map(|(sense, _)| sense);
        Row { start: occurrence.source.start, term, section, ruled, features: named.0 }
    };
    let spare = Cell::default();
    in_blocks(document, occurrences).flat_map(|(_, block, held)| each(block, held, &spare, row)).collect()
}

struct Named(Vec<(String, u32)>);

impl Sink for Named {
    fn word(&mut self, place: Place, word: &str) {
        if !word.is_empty() {
            self.0.push((format!("{}={word}", place.name()), 1));
        }
    }

    fn list(&mut self, place: Place, list: usize, words: &[&str]) {
        self.0.push((format!("{}:{}", place.name(), lexicon().id(list)), u32::try_from(words.len()).unwrap_or(1)));
    }

    fn sign(&mut self, sign: &'static str) {
        self.0.push((sign.to_owned(), 1));
    }

    fn rule(&mut self, family: Family, says: &'static str) {
        self.0.push((format!("{}: {says}", family.name()), 1));
    }

    fn rest(&mut self, _: &'static str, _: i32) {}
}

/// What a feature is thought to weigh for a term before training, as log odds of party, software and name.
pub fn prior(term: usize, feature: &str) -> [f64; 3] {
    let place = |name: &str| Place::ALL.into_iter().find(|place| place.name() == name);
    let family = |name: &str| Family::ALL.into_iter().find(|family| family.name() == name);
    if feature.split_once('=').is_some_and(|(before, _)| place(before).is_some()) {
        return [0.0; 3];
    }
    if let Some(family) = feature.split_once(": ").and_then(|(before, _)| family(before)) {
        return columns(signs::family(family.name()));
    }
    match feature.split_once(':').and_then(|(before, list)| Some((place(before)?, lexicon().list(list)?))) {
        Some((place, list)) => of_list(term, place, list),
        None => columns(signs::prior(term, feature)),
    }
}

fn columns(prior: Prior) -> [f64; 3] {
    [prior.party, prior.software, prior.name]
}

/// Half of a list's weight speaks for a party, half against the other sense.
fn of_list(term: usize, place: Place, list: usize) -> [f64; 3] {
    let lexicon = lexicon();
    let Some(vocabulary) = list.checked_sub(lexicon.cues.len()).and_then(|index| lexicon.vocabularies.get(index))
    else {
        let half = if term == 0 { f64::from(lexicon.lean(list)) / 2.0 } else { 0.0 };
        return [half, -half, 0.0];
    };
    let half = if vocabulary.counts_for(term) { f64::from(vocabulary.weight(place)) / 2.0 } else { 0.0 };
    if term == 0 { [half, -half, 0.0] } else { [half, 0.0, -half] }
}
