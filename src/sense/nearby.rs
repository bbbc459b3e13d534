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

/// Words of the vocabularies, with the vocabulary for each term that they are of.
type Words = Vec<(OfTerms, &'static str)>;

/// No more words of a vocabulary count.
const MOST: usize = 8;

impl Nearby {
    pub(super) fn of(passage: &Passage<'_>, sentence: &Sentence) -> Self {
        let (own, near) = (sentence.tokens.clone(), sentence.near.clone());
        Self {
            sentence: words(passage, std::slice::from_ref(&own)),
            beside: words(passage, &[near.start..own.start, own.end..near.end]),
        }
    }

    /// The words in the sentence that are of a field for a term.
    pub(super) fn of_sentence(&self, term: usize) -> impl Iterator<Item = &'static str> {
        let words = self.sentence.iter();
        words.filter(move |(fields, _)| fields.get(term).is_some_and(Option::is_some)).map(|(_, word)| *word)
    }

    /// Tells of them as words of the vocabularies for a term.
    pub(super) fn tell(&self, term: usize, sink: &mut impl Sink) {
        for (place, words) in [(Place::Sentence, &self.sentence), (Place::Beside, &self.beside)] {
            let of_term = || words.iter().filter_map(|(fields, word)| Some(((*fields.get(term)?)?, *word)));
            // List by list, of which there are few.
            let mut next = of_term().map(|(list, _)| list).min();
            while let Some(list) = next {
                let most = lexicon().vocabularies.get(list).map_or(0, |list| list.most);
                let mut of_list = [""; MOST];
                let words = of_term().filter(|(of, _)| *of == list).take(most);
                let count = of_list.iter_mut().zip(words).map(|(place, (_, word))| *place = word).count();
                sink.list(place, lexicon().cues.len() + list, of_list.get(..count).unwrap_or_default());
                next = of_term().map(|(list, _)| list).filter(|other| *other > list).min();
            }
        }
    }
}

/// Those among some tokens, each once.
fn words(passage: &Passage<'_>, tokens: &[Range<usize>]) -> Words {
    let lexicon = lexicon();
    let mut all = Words::new();
    for token in tokens.iter().flat_map(|tokens| passage.tokens.get(tokens.clone()).unwrap_or_default()) {
        if token.kind == Kind::Word
            && let Some((fields, word)) = lexicon.fields(passage.lower(token))
            && !all.iter().any(|(_, seen)| std::ptr::eq(*seen, word))
        {
            all.push((fields, word));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_vocabulary_counts_more_words() {
        assert!(lexicon().vocabularies.iter().all(|vocabulary| vocabulary.most <= MOST));
    }
}
