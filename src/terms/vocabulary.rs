//! Finds the forms of the terms of a house's own concepts in a string.

use std::ops::Range;
use std::sync::Arc;

use super::Concept;
use super::form::{Case, Form};
use super::normal::is_word;

/// The terms of a house's own concepts, compiled once.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    concepts: Vec<Arc<Concept>>,
}

/// A form of a term of a [`Vocabulary`] at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermHit {
    /// Bytes of the searched string: the form with its possessive ending.
    pub range: Range<usize>,
    /// Where the form ends and the possessive ending begins; the end of `range` if it has none.
    pub stem_end: usize,
    /// Index into [`Vocabulary::concepts`].
    pub concept: usize,
    /// Index into the terms of the concept.
    pub term: usize,
    /// The shape it stands in.
    pub form: Form,
}

impl Vocabulary {
    /// Compiles concepts. One that comes later wins where two want the same words.
    pub fn new(concepts: Vec<Arc<Concept>>) -> Self {
        Self { concepts }
    }

    /// The concepts, in the order given.
    pub fn concepts(&self) -> &[Arc<Concept>] {
        &self.concepts
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// Whether `text`, markup and all, can hold a hit once it is read; never wrong when it says no.
    pub fn may_match(&self, _text: &str) -> bool {
        !self.is_empty()
    }

    /// Whether `text`, as a reader sees it, can hold a hit; never wrong when it says no.
    pub fn may_hold(&self, _text: &str) -> bool {
        !self.is_empty()
    }

    /// Every hit in `text`, those that lie inside or across others too, in order of start, the longest
    /// first of those that start together; of those of one range the one that wins first.
    ///
    /// A term that holds a capital letter is found as it is written, another in any case. Spaces, hyphens,
    /// apostrophes and soft hyphens are seen as in [`Phrases`](super::Phrases).
    pub fn find(&self, text: &str) -> Vec<TermHit> {
        let lower = text.to_ascii_lowercase();
        let mut hits = Vec::new();
        for (concept, entry) in self.concepts.iter().enumerate() {
            for (term, word) in entry.terms.iter().enumerate() {
                for (inflection, form) in word.forms() {
                    for (start, found) in lower.match_indices(&form.to_ascii_lowercase()) {
                        let end = start + found.len();
                        let whole = |c: Option<char>| !c.is_some_and(is_word);
                        let (Some(before), Some(written), Some(after)) =
                            (text.get(..start), text.get(start..end), text.get(end..))
                        else {
                            continue;
                        };
                        if whole(before.chars().next_back()) && whole(after.chars().next()) {
                            let case = Case::of(written, word.text.len());
                            let form = Form { inflection, case, possessive: None };
                            hits.push(TermHit { range: start..end, stem_end: end, concept, term, form });
                        }
                    }
                }
            }
        }
        hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end), std::cmp::Reverse(hit.concept)));
        hits
    }
}
