//! The cues: which words near an occurrence speak for a party or for software, read from `data/cues.toml`.

use rustc_hash::{FxBuildHasher, FxHashMap as HashMap};
use std::num::NonZeroU8;
use std::sync::LazyLock;

use serde::Deserialize;

use super::sieve::Sieve;
use crate::data::Kept;

/// Where a word stands, seen from the occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Place {
    /// Directly before it.
    Before,
    /// Directly after it.
    After,
    /// Before the word before it.
    Before2,
    /// After the word after it.
    After2,
    /// The determiner of its phrase.
    Determiner,
    /// The verb after it.
    Verb,
    /// What the verb after it is about.
    Object,
    /// A verb or preposition shortly before it.
    Governor,
    /// Its sentence.
    Sentence,
    /// The sentences before and after.
    Beside,
    /// The headings above.
    Headings,
    /// The top of the document.
    Opening,
}

/// Words at one place that all weigh the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Cue {
    pub(super) id: String,
    place: Place,
    /// What it is thought to weigh before training; above nought it speaks for a party, below for software.
    pub(super) weight: f32,
    pub(super) reason: String,
    words: Kept,
    #[cfg(test)]
    #[serde(default)]
    examples: Examples,
}

/// The words of a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Vocabulary {
    pub(super) id: String,
    /// The term for which it counts.
    term: String,
    pub(super) reason: String,
    /// How many different words count at most.
    pub(super) most: usize,
    sentence: f32,
    beside: f32,
    headings: f32,
    opening: f32,
    words: Kept,
    #[cfg(test)]
    #[serde(default)]
    examples: Examples,
}

/// Sentences of a data file that its test judges.
#[cfg(test)]
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Examples {
    party: Vec<String>,
    software: Vec<String>,
}

/// A figure for each word.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfWords {
    client: f32,
    customer: f32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    threshold: f32,
    beforehand: OfWords,
    sure: OfWords,
    cue: Vec<Cue>,
    vocabulary: Vec<Vocabulary>,
}

/// All cues, with their words indexed.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) threshold: f32,
    beforehand: OfWords,
    sure: OfWords,
    pub(super) cues: Vec<Cue>,
    pub(super) vocabularies: Vec<Vocabulary>,
    /// The words of the cues, each with the cue that it is at each place.
    at: Known<[Option<NonZeroU8>; Place::ALL.len()]>,
    /// The words of the vocabularies.
    fields: Known<OfTerms>,
}

/// So many bytes of a list have a word, about.
const USUAL: usize = 7;

/// What is known of each of some words.
#[derive(Debug)]
struct Known<T> {
    sieve: Sieve,
    words: HashMap<&'static str, T>,
}

impl<T> Known<T> {
    fn new(words: HashMap<&'static str, T>) -> Self {
        Self { sieve: Sieve::of(words.keys().copied()), words }
    }

    #[inline]
    fn get(&self, word: &str) -> Option<(&'static str, &T)> {
        // Few words get past it, and only those are worth a call.
        if self.sieve.passes(word) { self.look_up(word) } else { None }
    }

    #[inline(never)]
    fn look_up(&self, word: &str) -> Option<(&'static str, &T)> {
        self.words.get_key_value(word).map(|(word, known)| (*word, known))
    }
}

/// For what is known of the words of some lists.
fn with_room<T>(lists: impl Iterator<Item = Kept>) -> HashMap<&'static str, T> {
    HashMap::with_capacity_and_hasher(lists.map(|words| words.0.len()).sum::<usize>() / USUAL, FxBuildHasher)
}

/// A vocabulary, by its index, for each term.
pub(super) type OfTerms = [Option<usize>; 2];

impl Vocabulary {
    /// What a word of it is thought to weigh at a place before training.
    pub(super) fn weight(&self, place: Place) -> f32 {
        match place {
            Place::Sentence => self.sentence,
            Place::Beside => self.beside,
            Place::Headings => self.headings,
            Place::Opening => self.opening,
            _ => 0.0,
        }
    }

    /// Whether it counts for a term.
    pub(super) fn counts_for(&self, term: usize) -> bool {
        self.term == if term == 0 { "client" } else { "customer" }
    }
}

impl Place {
    pub(super) const ALL: [Self; 12] = [
        Self::Before,
        Self::After,
        Self::Before2,
        Self::After2,
        Self::Determiner,
        Self::Verb,
        Self::Object,
        Self::Governor,
        Self::Sentence,
        Self::Beside,
        Self::Headings,
        Self::Opening,
    ];

    /// The name in data files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Place::Before => "before",
            Place::After => "after",
            Place::Before2 => "before2",
            Place::After2 => "after2",
            Place::Determiner => "determiner",
            Place::Verb => "verb",
            Place::Object => "object",
            Place::Governor => "governor",
            Place::Sentence => "sentence",
            Place::Beside => "beside",
            Place::Headings => "headings",
            Place::Opening => "opening",
        }
    }

    /// How a reason calls what stands there.
    pub(super) fn called(self) -> &'static str {
        match self {
            Place::Sentence => "sentence",
            Place::Beside => "text beside it",
            Place::Headings => "heading",
            Place::Opening => "top of the text",
            _ => "phrase",
        }
    }
}

impl Lexicon {
    fn new(file: File) -> Self {
        let mut at = with_room(file.cue.iter().map(|cue| cue.words));
        for (number, cue) in (1..=u8::MAX).zip(&file.cue) {
            for word in cue.words.words() {
                let places: &mut [_; Place::ALL.len()] = at.entry(word).or_default();
                if let Some(place @ None) = places.get_mut(cue.place as usize) {
                    *place = NonZeroU8::new(number);
                }
            }
        }
        let mut fields: HashMap<_, OfTerms> = with_room(file.vocabulary.iter().map(|vocabulary| vocabulary.words));
        for (index, vocabulary) in file.vocabulary.iter().enumerate() {
            for word in vocabulary.words.words() {
                let [client, customer] = fields.entry(word).or_default();
                *(if vocabulary.counts_for(0) { client } else { customer }) = Some(index);
            }
        }
        Self {
            threshold: file.threshold,
            beforehand: file.beforehand,
            sure: file.sure,
            cues: file.cue,
            vocabularies: file.vocabulary,
            at: Known::new(at),
            fields: Known::new(fields),
        }
    }

    /// Below which confidence no swap of a term is made unseen.
    pub(super) fn sure(&self, term: usize) -> f32 {
        if term == 0 { self.sure.client } else { self.sure.customer }
    }

    /// What speaks for a party whatever is seen, as log odds in thousandths.
    pub(super) fn beforehand(&self, term: usize) -> i32 {
        let odds = if term == 0 { self.beforehand.client } else { self.beforehand.customer };
        #[expect(clippy::cast_possible_truncation, reason = "a few thousandths fit")]
        let thousandths = (odds * 1000.0).round() as i32;
        thousandths
    }

    /// What a cue is thought to weigh before training.
    pub(super) fn lean(&self, cue: usize) -> f32 {
        self.cues.get(cue).map_or(0.0, |cue| cue.weight)
    }

    /// The id of a list: the cues come first, then the vocabularies.
    pub(super) fn id(&self, list: usize) -> &str {
        match list.checked_sub(self.cues.len()) {
            None => self.cues.get(list).map_or("", |cue| cue.id.as_str()),
            Some(list) => self.vocabularies.get(list).map_or("", |list| list.id.as_str()),
        }
    }

    /// The list of an id.
    pub(super) fn list(&self, id: &str) -> Option<usize> {
        (0..self.cues.len() + self.vocabularies.len()).find(|list| self.id(*list) == id)
    }

    /// What a person is told of words of a list at a place.
    pub(super) fn tell(&self, place: Place, list: usize, words: &[&str]) -> String {
        let reason = match list.checked_sub(self.cues.len()) {
            None => self.cues.get(list).map(|cue| cue.reason.as_str()),
            Some(list) => self.vocabularies.get(list).map(|list| list.reason.as_str()),
        };
        let words = words.join(", ");
        reason.unwrap_or_default().replace("{place}", place.called()).replace("{words}", &words).replace("{}", &words)
    }

    /// The cue that a word is at a place, if it is one.
    #[inline]
    pub(super) fn cue(&self, place: Place, word: &str) -> Option<usize> {
        let (_, cues) = self.at.get(word)?;
        let number = (*cues.get(place as usize)?)?;
        Some(usize::from(number.get()) - 1)
    }

    /// The vocabulary for a term that a word belongs to, if to any, and the word as the vocabulary holds it: one place
    /// in memory for each word.
    pub(super) fn field(&self, term: usize, word: &str) -> Option<(usize, &'static str)> {
        let (fields, word) = self.fields(word)?;
        Some(((*fields.get(term)?)?, word))
    }

    /// The vocabularies for each term that a word belongs to, if it belongs to one, and the word as they hold it.
    #[inline]
    pub(super) fn fields(&self, word: &str) -> Option<(OfTerms, &'static str)> {
        self.fields.get(word).map(|(word, fields)| (*fields, word))
    }
}

/// The built-in cues.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(data!("sense/data/cues")));
    &LEXICON
}

/// Below this confidence a finding is a hint.
pub fn threshold() -> f32 {
    lexicon().threshold
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{self, Format};
    use crate::sense::{Sense, judge, occurrences};

    fn first_sense(text: &str) -> Sense {
        let document = prose::read(text, Format::PlainText);
        let occurrences = occurrences(&document);
        judge(&document, &occurrences).first().unwrap_or_else(|| panic!("no occurrence in {text:?}")).sense
    }

    #[test]
    fn every_example_comes_out_as_its_sense() {
        let lexicon = lexicon();
        let examples =
            lexicon.cues.iter().map(|cue| &cue.examples).chain(lexicon.vocabularies.iter().map(|v| &v.examples));
        let (mut seen, mut wrong) = (0, Vec::new());
        for (sense, text) in examples.flat_map(|examples| {
            let party = examples.party.iter().map(|text| (Sense::Party, text));
            party.chain(examples.software.iter().map(|text| (Sense::Software, text)))
        }) {
            if first_sense(text) != sense {
                wrong.push(format!("no {}: {text}", sense.name()));
            }
            seen += 1;
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(seen > 10, "the file lost its examples");
    }

    #[test]
    fn every_cue_has_a_number() {
        assert!(lexicon().cues.len() <= usize::from(u8::MAX), "`at` cannot tell more cues apart");
        assert!(Place::ALL.iter().enumerate().all(|(at, place)| at == *place as usize));
    }

    #[test]
    fn no_word_stands_in_two_vocabularies_of_a_term() {
        for term in ["client", "customer"] {
            let of_term = lexicon().vocabularies.iter().filter(|vocabulary| vocabulary.term == term);
            let mut seen = std::collections::HashSet::new();
            for word in of_term.flat_map(|vocabulary| vocabulary.words.0.split_whitespace()) {
                assert!(seen.insert(word), "{word} stands twice for {term}");
            }
        }
    }
}
