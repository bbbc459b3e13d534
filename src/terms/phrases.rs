//! Fixed phrases: found in a text whatever its line wraps, and with the forms of their last word.

use std::ops::Range;

/// A set of phrases, compiled once. Each phrase is known by its index in the order it was given.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    phrases: Vec<String>,
}

/// A place where a phrase stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseMatch {
    /// Bytes of the searched string.
    pub range: Range<usize>,
    /// Which phrase.
    pub phrase: usize,
}

impl Phrases {
    /// Compiles phrases. One that holds a capital letter is matched with regard to case.
    pub fn new<S: AsRef<str>>(phrases: impl IntoIterator<Item = S>) -> Self {
        Self { phrases: phrases.into_iter().map(|phrase| phrase.as_ref().to_owned()).collect() }
    }

    /// The phrase of an index.
    pub fn get(&self, index: usize) -> Option<&str> {
        self.phrases.get(index).map(String::as_str)
    }

    /// How many phrases there are.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// The phrases that cover the byte range `word` of `text`, longest first.
    pub fn covering(&self, text: &str, word: Range<usize>) -> Vec<PhraseMatch> {
        let mut out = Vec::new();
        for (index, phrase) in self.phrases.iter().enumerate() {
            for (start, found) in text.match_indices(phrase.as_str()) {
                if start <= word.start && word.start < start + found.len() {
                    out.push(PhraseMatch { range: start..start + found.len(), phrase: index });
                }
            }
        }
        out.sort_by_key(|found| std::cmp::Reverse(found.range.len()));
        out
    }
}
