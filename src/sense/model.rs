//! The model: what each feature weighs for each sense, read from `data/weights.tsv`.
//!
//! A weight is a log odds in thousandths, a whole number, and a score is their sum: the same on every machine. The
//! file is made by training (`docs/judgement.md`); nothing here knows how.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Sense;
use super::features::{Family, Sink};
use super::lexicon::{Place, lexicon};

/// The senses that the model tells apart, in the order of the file's columns.
pub(super) const SENSES: [Sense; 3] = [Sense::Party, Sense::Software, Sense::Name];

/// For each of [`SENSES`] a log odds, in thousandths.
pub(super) type Weights = [i32; 3];

/// For *client* and for *customer*.
type OfTerms = [Weights; 2];

#[derive(Debug, Default)]
pub(super) struct Model {
    /// Of each word, at which places it counts.
    words: FxHashMap<Box<str>, Vec<(Place, OfTerms)>>,
    /// By place and list.
    lists: FxHashMap<(Place, usize), OfTerms>,
    signs: FxHashMap<Box<str>, OfTerms>,
    /// By family, then by what the rule says.
    rules: FxHashMap<Family, FxHashMap<Box<str>, OfTerms>>,
}

/// A feature of the file, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Feature {
    /// `before=http`
    Word(Place, Box<str>),
    /// `sentence:computing`
    List(Place, usize),
    /// `name: capitalised with the word after it`
    Rule(Family, Box<str>),
    /// `plural`
    Sign(Box<str>),
}

impl Feature {
    fn new(name: &str) -> Option<Self> {
        let place = |name: &str| Place::ALL.into_iter().find(|place| place.name() == name);
        if let Some((before, word)) = name.split_once('=')
            && let Some(place) = place(before)
        {
            return Some(Feature::Word(place, word.into()));
        }
        // By the character: to look for two, the standard library prepares more than it is worth here.
        let (before_colon, behind) = name.split_once(':').unzip();
        if let (Some(before), Some(says)) = (before_colon, behind.and_then(|behind| behind.strip_prefix(' ')))
            && let Some(family) = Family::ALL.into_iter().find(|family| family.name() == before)
        {
            return Some(Feature::Rule(family, says.into()));
        }
        if let (Some(before), Some(list)) = (before_colon, behind)
            && let Some(place) = place(before)
        {
            return Some(Feature::List(place, lexicon().list(list)?));
        }
        Some(Feature::Sign(name.into()))
    }
}

/// The model that ships.
pub(super) fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new(include_str!("data/weights.tsv")));
    &MODEL
}

impl Model {
    /// Reads a file of weights. A line that says nothing (a comment, an unknown list) is passed over; a test holds
    /// the shipped file to having none but comments.
    fn new(file: &str) -> Self {
        let mut model = Self::default();
        for (term, feature, weights) in file.lines().filter_map(line) {
            let of_terms = match feature {
                Feature::Word(place, word) => {
                    let places = model.words.entry(word).or_default();
                    let at = places.iter().position(|(known, _)| *known == place).unwrap_or_else(|| {
                        places.push((place, OfTerms::default()));
                        places.len() - 1
                    });
                    places.get_mut(at).map(|(_, weights)| weights)
                }
                Feature::List(place, list) => Some(model.lists.entry((place, list)).or_default()),
                Feature::Rule(family, says) => Some(model.rules.entry(family).or_default().entry(says).or_default()),
                Feature::Sign(sign) => Some(model.signs.entry(sign).or_default()),
            };
            if let Some(own) = of_terms.and_then(|of_terms| of_terms.get_mut(term)) {
                *own = weights;
            }
        }
        model
    }

    pub(super) fn word(&self, term: usize, place: Place, word: &str) -> Option<Weights> {
        self.word_of_terms(place, word)?.get(term).copied()
    }

    fn word_of_terms(&self, place: Place, word: &str) -> Option<&OfTerms> {
        let places = self.words.get(word)?;
        places.iter().find(|(known, _)| *known == place).map(|(_, weights)| weights)
    }

    pub(super) fn list(&self, term: usize, place: Place, list: usize, words: usize) -> Option<Weights> {
        let each = self.lists.get(&(place, list))?.get(term)?;
        let times = i32::try_from(words).unwrap_or(i32::MAX);
        Some(each.map(|weight| weight.saturating_mul(times)))
    }

    pub(super) fn sign(&self, term: usize, sign: &str) -> Option<Weights> {
        self.signs.get(sign)?.get(term).copied()
    }

    pub(super) fn rule(&self, term: usize, family: Family, says: &str) -> Option<Weights> {
        self.rules.get(&family)?.get(says)?.get(term).copied()
    }

    pub(super) fn rest(&self, term: usize, sign: &str, thousandths: i32) -> Option<Weights> {
        let whole = self.signs.get(sign)?.get(term)?;
        Some(whole.map(|weight| weight.saturating_mul(thousandths) / 1000))
    }
}

fn line(line: &str) -> Option<(usize, Feature, Weights)> {
    let mut cells = line.split('\t');
    let term = ["client", "customer"].iter().position(|term| cells.clone().next() == Some(*term))?;
    let feature = Feature::new(cells.nth(1)?)?;
    let mut weights = Weights::default();
    for weight in &mut weights {
        *weight = cells.next()?.parse().ok()?;
    }
    Some((term, feature, weights))
}

/// Adds up what the features of an occurrence of a term weigh.
pub(super) struct Sum {
    pub(super) term: usize,
    pub(super) sum: Weights,
}

impl Sum {
    pub(super) fn new(term: usize) -> Self {
        Self { term, sum: [lexicon().beforehand(term), 0, 0] }
    }

    pub(super) fn add(&mut self, weights: Option<Weights>) {
        let Some(weights) = weights else { return };
        for (sum, weight) in self.sum.iter_mut().zip(weights) {
            *sum = sum.saturating_add(weight);
        }
    }
}

impl Sink for Sum {
    fn word(&mut self, place: Place, word: &str) {
        self.add(model().word(self.term, place, word));
    }

    fn list(&mut self, place: Place, list: usize, words: &[&str]) {
        self.add(model().list(self.term, place, list, words.len()));
    }

    fn sign(&mut self, sign: &'static str) {
        self.add(model().sign(self.term, sign));
    }

    fn rule(&mut self, family: Family, says: &'static str) {
        self.add(model().rule(self.term, family, says));
    }

    fn rest(&mut self, sign: &'static str, thousandths: i32) {
        self.add(model().rest(self.term, sign, thousandths));
    }
}

/// Adds up what the same features weigh for either term.
pub(super) struct Both(pub(super) [Sum; 2]);

impl Default for Both {
    fn default() -> Self {
        Self([0, 1].map(Sum::new))
    }
}

impl Both {
    fn add(&mut self, weights: Option<&OfTerms>) {
        for (sum, weights) in self.0.iter_mut().zip(weights.into_iter().flatten()) {
            sum.add(Some(*weights));
        }
    }
}

impl Sink for Both {
    fn word(&mut self, place: Place, word: &str) {
        self.add(model().word_of_terms(place, word));
    }

    fn list(&mut self, place: Place, list: usize, words: &[&str]) {
        self.0.iter_mut().for_each(|sum| sum.list(place, list, words));
    }

    fn sign(&mut self, sign: &'static str) {
        self.add(model().signs.get(sign));
    }

    fn rule(&mut self, family: Family, says: &'static str) {
        self.0.iter_mut().for_each(|sum| sum.rule(family, says));
    }

    fn rest(&mut self, sign: &'static str, thousandths: i32) {
        self.0.iter_mut().for_each(|sum| sum.rest(sign, thousandths));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_shipped_file_counts() {
        let lines = include_str!("data/weights.tsv").lines().filter(|text| !text.starts_with('#'));
        let mut lines: Vec<&str> = lines.collect();
        assert!(lines.remove(0).starts_with("word\tfeature\t"), "the first line names the columns");
        for text in &lines {
            assert!(line(text).is_some(), "{text:?} says nothing");
        }
        assert!(lines.len() > 300, "the file lost its weights");
    }

    #[test]
    fn features_are_told_apart_by_their_names() {
        assert_eq!(Feature::new("before=http"), Some(Feature::Word(Place::Before, "http".into())));
        assert_eq!(Feature::new("name: a=b"), Some(Feature::Rule(Family::Name, "a=b".into())));
        assert_eq!(Feature::new("plural"), Some(Feature::Sign("plural".into())));
        assert!(matches!(Feature::new("sentence:computing"), Some(Feature::List(Place::Sentence, _))));
        assert_eq!(Feature::new("sentence:nothing-of-the-kind"), None);
    }

    #[test]
    fn a_list_counts_once_for_each_word() {
        let model = Model::new("client\tsentence:computing\t-10\t20\t0\nclient\tplural\t5\t0\t0");
        let list = lexicon().list("computing").unwrap();
        assert_eq!(model.list(0, Place::Sentence, list, 3), Some([-30, 60, 0]));
        assert_eq!(model.list(1, Place::Sentence, list, 3), Some([0; 3]));
        assert_eq!(model.rest(0, "plural", -500), Some([-2, 0, 0]));
    }
}
