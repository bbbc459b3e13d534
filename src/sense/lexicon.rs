//! The cues: which words near an occurrence speak for a party or for software, read from `data/cues.toml`.

use rustc_hash::FxHashMap as HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Where a cue word stands, seen from the occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Where {
    /// Directly before it.
    Left,
    /// Directly after it.
    Right,
    /// The determiner of its phrase.
    Opening,
    /// The verb after it.
    VerbAfter,
    /// What the verb after it is about.
    VerbObject,
    /// A verb or preposition shortly before it.
    VerbBefore,
}

/// Where words of a field are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The occurrence's own sentence.
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
    pub(super) r#where: Where,
    pub(super) weight: f32,
    pub(super) reason: String,
    words: String,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    examples: Examples,
}

/// The words of a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Vocabulary {
    /// The term for which it counts.
    term: String,
    pub(super) reason: String,
    /// How many different words count at most.
    pub(super) most: usize,
    sentence: f32,
    beside: f32,
    headings: f32,
    opening: f32,
    words: String,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    examples: Examples,
}

/// Something seen that is no word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signal {
    pub(super) weight: f32,
    pub(super) reason: String,
}

/// The signals by name; `evidence.rs` says how each is counted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Signals {
    pub(super) code_beside: Signal,
    pub(super) code_in_sentence: Signal,
    pub(super) code_in_document: Signal,
    pub(super) rfc_verb: Signal,
    pub(super) package: Signal,
    pub(super) camel: Signal,
    pub(super) plural: Signal,
    pub(super) possessive: Signal,
    pub(super) both_words: Signal,
    pub(super) rest_of_section: Signal,
    pub(super) rest_of_text: Signal,
}

/// Sentences of a data file that its test judges.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Examples {
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    party: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    software: Vec<String>,
}

/// Where the sum of a term starts.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Start {
    /// The sum before anything is seen.
    pub(super) start: f32,
    /// Below this confidence no swap is made unseen.
    pub(super) sure: f32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Starts {
    client: Start,
    customer: Start,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    threshold: f32,
    term: Starts,
    signal: Signals,
    cue: Vec<Cue>,
    vocabulary: Vec<Vocabulary>,
}

/// All cues, with their words indexed.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) threshold: f32,
    starts: Starts,
    pub(super) signals: Signals,
    pub(super) cues: Vec<Cue>,
    pub(super) vocabularies: Vec<Vocabulary>,
    at: HashMap<Where, HashMap<String, usize>>,
    fields: [HashMap<String, usize>; 2],
}

impl Vocabulary {
    /// What a word of it weighs at a place.
    pub(super) fn weight(&self, place: Place) -> f32 {
        match place {
            Place::Sentence => self.sentence,
            Place::Beside => self.beside,
            Place::Headings => self.headings,
            Place::Opening => self.opening,
        }
    }
}

impl Place {
    /// How a reason calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Place::Sentence => "sentence",
            Place::Beside => "text beside it",
            Place::Headings => "heading",
            Place::Opening => "top of the text",
        }
    }
}

impl Lexicon {
    fn new(file: File) -> Self {
        let mut at: HashMap<Where, HashMap<String, usize>> = HashMap::default();
        for (index, cue) in file.cue.iter().enumerate() {
            for word in cue.words.split_whitespace() {
                at.entry(cue.r#where).or_default().entry(word.to_owned()).or_insert(index);
            }
        }
        let fields = ["client", "customer"].map(|term| {
            let of_term = file.vocabulary.iter().enumerate().filter(|(_, vocabulary)| vocabulary.term == term);
            of_term.flat_map(|(index, v)| v.words.split_whitespace().map(move |w| (w.to_owned(), index))).collect()
        });
        Self {
            threshold: file.threshold,
            starts: file.term,
            signals: file.signal,
            cues: file.cue,
            vocabularies: file.vocabulary,
            at,
            fields,
        }
    }

    /// Where the sum of a term starts.
    pub(super) fn start(&self, term: usize) -> Start {
        if term == 0 { self.starts.client } else { self.starts.customer }
    }

    /// The cue that a word is at a place, if it is one.
    pub(super) fn cue(&self, place: Where, word: &str) -> Option<usize> {
        self.at.get(&place)?.get(word).copied()
    }

    /// The vocabulary for a term that a word belongs to, if to any.
    pub(super) fn field(&self, term: usize, word: &str) -> Option<usize> {
        self.fields.get(term)?.get(word).copied()
    }
}

/// The built-in cues.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "a file of ours, read by a test")]
        Lexicon::new(toml::from_str(include_str!("data/cues.toml")).expect("data/cues.toml"))
    });
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
        let mut seen = 0;
        for (sense, text) in examples.flat_map(|examples| {
            let party = examples.party.iter().map(|text| (Sense::Party, text));
            party.chain(examples.software.iter().map(|text| (Sense::Software, text)))
        }) {
            assert_eq!(first_sense(text), sense, "{text}");
            seen += 1;
        }
        assert!(seen > 10, "the file lost its examples");
    }

    #[test]
    fn no_word_stands_in_two_vocabularies_of_a_term() {
        for term in ["client", "customer"] {
            let of_term = lexicon().vocabularies.iter().filter(|vocabulary| vocabulary.term == term);
            let mut seen = std::collections::HashSet::new();
            for word in of_term.flat_map(|vocabulary| vocabulary.words.split_whitespace()) {
                assert!(seen.insert(word), "{word} stands twice for {term}");
            }
        }
    }
}
