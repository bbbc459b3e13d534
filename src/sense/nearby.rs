//! The words of the vocabularies near an occurrence: looked up once, whatever term they are to speak for.

use super::features::Sink;
use super::lexicon::{OfTerms, Place, lexicon};
use super::passage::Kind;
use super::view::View;

/// The words of the vocabularies in the sentence, and in those beside it; each once.
#[derive(Debug)]
pub(super) struct Nearby {
    sentence: Vec<(OfTerms, &'static str)>,
    beside: Vec<(OfTerms, &'static str)>,
}

impl Nearby {
    pub(super) fn of(view: &View<'_>) -> Self {
        let (own, around) = (view.sentence(), view.passage.neighbourhood(view.at, 1));
        Self {
            sentence: words(view, own.clone()),
            beside: words(view, (around.start..own.start).chain(own.end..around.end)),
        }
    }

    /// The words in the sentence that are of a field for a term.
    pub(super) fn of_sentence(&self, term: usize) -> impl Iterator<Item = &'static str> {
        self.sentence
            .iter()
            .filter(move |(fields, _)| fields.get(term).is_some_and(Option::is_some))
            .map(|(_, word)| *word)
    }

    /// Tells of them as words of the vocabularies for a term.
    pub(super) fn tell(&self, term: usize, sink: &mut impl Sink) {
        for (place, words) in [(Place::Sentence, &self.sentence), (Place::Beside, &self.beside)] {
            let of_term = words.iter().filter_map(|(fields, word)| Some(((*fields.get(term)?)?, *word)));
            let mut found: Vec<(usize, &str)> = of_term.collect();
            found.sort_by_key(|(list, _)| *list);
            for words in found.chunk_by(|one, next| one.0 == next.0) {
                let Some((list, _)) = words.first() else { continue };
                let most = lexicon().vocabularies.get(*list).map_or(0, |list| list.most);
                let words: Vec<&str> = words.iter().map(|(_, word)| *word).take(most).collect();
                sink.list(place, lexicon().cues.len() + list, &words);
            }
        }
    }
}

/// The words of the vocabularies among some tokens, each once.
fn words(view: &View<'_>, tokens: impl Iterator<Item = usize>) -> Vec<(OfTerms, &'static str)> {
    let mut found: Vec<(OfTerms, &'static str)> = Vec::new();
    for at in tokens {
        let Some(token) = view.token(at).filter(|token| token.kind == Kind::Word) else { continue };
        if let Some((fields, word)) = lexicon().fields(view.passage.lower(token))
            && !found.iter().any(|(_, seen)| std::ptr::eq(*seen, word))
        {
            found.push((fields, word));
        }
    }
    found
}
