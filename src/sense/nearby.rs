//! The words of the vocabularies near an occurrence: looked up once, whatever term they are to speak for.

use std::ops::Range;

use super::features::Sink;
use super::lexicon::{OfTerms, Place, lexicon};
use super::passage::{Kind, Passage};
use super::sentence::Sentence;

/// The words of the vocabularies in a sentence, and in those beside it; each once.
#[derive(Debug)]
pub(super) struct Nearby {
    sentence: Words,
    beside: Words,
}

/// Words of the vocabularies.
#[derive(Debug)]
struct Words {
    all: Vec<(OfTerms, &'static str)>,
    of_terms: [ByList; 2],
}

/// Words for a term, by list and in their order.
#[derive(Debug, Default)]
struct ByList {
    /// The list of each.
    lists: Vec<usize>,
    words: Vec<&'static str>,
}

impl Nearby {
    pub(super) fn of(passage: &Passage<'_>, sentence: &Sentence) -> Self {
        let (own, near) = (sentence.tokens.clone(), sentence.near.clone());
        Self {
            sentence: Words::of(passage, &[own.clone()]),
            beside: Words::of(passage, &[near.start..own.start, own.end..near.end]),
        }
    }

    /// The words in the sentence that are of a field for a term.
    pub(super) fn of_sentence(&self, term: usize) -> impl Iterator<Item = &'static str> {
        let words = self.sentence.all.iter();
        words.filter(move |(fields, _)| fields.get(term).is_some_and(Option::is_some)).map(|(_, word)| *word)
    }

    /// Tells of them as words of the vocabularies for a term.
    pub(super) fn tell(&self, term: usize, sink: &mut impl Sink) {
        for (place, words) in [(Place::Sentence, &self.sentence), (Place::Beside, &self.beside)] {
            let Some(ByList { lists, words }) = words.of_terms.get(term) else { continue };
            let mut left = words.as_slice();
            for list in lists.chunk_by(|one, next| one == next) {
                let (words, others) = left.split_at_checked(list.len()).unwrap_or_default();
                left = others;
                let Some(list) = list.first() else { continue };
                // No more than count.
                let most = lexicon().vocabularies.get(*list).map_or(0, |list| list.most);
                let words = words.get(..most).unwrap_or(words);
                sink.list(place, lexicon().cues.len() + list, words);
            }
        }
    }
}

impl Words {
    /// Those among some tokens, each once.
    fn of(passage: &Passage<'_>, tokens: &[Range<usize>]) -> Self {
        let lexicon = lexicon();
        let mut all: Vec<(OfTerms, &'static str)> = Vec::new();
        for token in tokens.iter().flat_map(|tokens| passage.tokens.get(tokens.clone()).unwrap_or_default()) {
            if token.kind == Kind::Word
                && let Some((fields, word)) = lexicon.fields(passage.lower(token))
                && !all.iter().any(|(_, seen)| std::ptr::eq(*seen, word))
            {
                all.push((fields, word));
            }
        }
        Self { of_terms: [ByList::of(&all, 0), ByList::of(&all, 1)], all }
    }
}

impl ByList {
    fn of(all: &[(OfTerms, &'static str)], term: usize) -> Self {
        let mut out = Self::default();
        for (fields, word) in all {
            let Some(list) = fields.get(term).copied().flatten() else { continue };
            let at = out.lists.partition_point(|before| *before <= list);
            out.lists.insert(at, list);
            out.words.insert(at, word);
        }
        out
    }
}
