//! The words of the vocabularies near an occurrence: looked up once, whatever term they are to speak for.

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
    /// Of each term, no more than count: by list, and in their order.
    of_terms: [Vec<(usize, Vec<&'static str>)>; 2],
}

impl Nearby {
    pub(super) fn of(passage: &Passage<'_>, sentence: &Sentence) -> Self {
        let (own, near) = (sentence.tokens.clone(), sentence.near.clone());
        Self {
            sentence: Words::of(passage, own.clone()),
            beside: Words::of(passage, (near.start..own.start).chain(own.end..near.end)),
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
            for (list, words) in words.of_terms.get(term).into_iter().flatten() {
                sink.list(place, lexicon().cues.len() + list, words);
            }
        }
    }
}

impl Words {
    /// Those among some tokens, each once.
    fn of(passage: &Passage<'_>, tokens: impl Iterator<Item = usize>) -> Self {
        let mut all: Vec<(OfTerms, &'static str)> = Vec::new();
        for at in tokens {
            let Some(token) = passage.tokens.get(at).filter(|token| token.kind == Kind::Word) else { continue };
            if let Some((fields, word)) = lexicon().fields(passage.lower(token))
                && !all.iter().any(|(_, seen)| std::ptr::eq(*seen, word))
            {
                all.push((fields, word));
            }
        }
        Self { of_terms: [0, 1].map(|term| by_list(&all, term)), all }
    }
}

/// The words for a term, list by list, and of each list no more than count.
fn by_list(all: &[(OfTerms, &'static str)], term: usize) -> Vec<(usize, Vec<&'static str>)> {
    let of_term = all.iter().filter_map(|(fields, word)| Some(((*fields.get(term)?)?, *word)));
    let mut found: Vec<(usize, &str)> = of_term.collect();
    found.sort_by_key(|(list, _)| *list);
    let lists = found.chunk_by(|one, next| one.0 == next.0).filter_map(|words| {
        let (list, _) = words.first()?;
        let most = lexicon().vocabularies.get(*list).map_or(0, |list| list.most);
        Some((*list, words.iter().map(|(_, word)| *word).take(most).collect()))
    });
    lists.collect()
}
