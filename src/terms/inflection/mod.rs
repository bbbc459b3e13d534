//! The forms of an English noun or verb, from its spelling and a list of those that go another way.
//!
//! Rules and a list of ours, not a crate: of the 493 nouns and verbs that the tests hold, `english` 0.4 (data of
//! Wiktionary, one megabyte) gave 107 another form than a writer expects (*rooves*, *setted*, *sattest*, *ATMS*),
//! and `pluralizer` 0.6 a quarter of the nouns (*teches*, *viri*, *Germen*) and no verbs. Neither knows phrases.

mod noun;
mod verb;

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::data::Kept;

pub(super) use noun::{plurals, plurals_of_last_word};
pub(super) use verb::{VerbForms, verb_forms};

/// The file of what the rules do not tell.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    nouns: Kept,
    uncounted: Kept,
    singulars: Kept,
    verbs: Kept,
    gerunds: Kept,
    doubled: Kept,
    either: Kept,
    plain: Kept,
    prefixes: Kept,
    particles: Kept,
    leading: Kept,
    verbal: Kept,
    prepositions: Kept,
}

/// The file, read for looking words up.
struct Lists {
    nouns: Entries,
    uncounted: Set,
    singulars: Set,
    /// What the list says behind each.
    verbs: FxHashMap<&'static str, &'static str>,
    gerunds: Entries,
    doubled: Entries,
    either: Set,
    plain: Set,
    prefixes: Vec<&'static str>,
    particles: Set,
    leading: Set,
    verbal: Set,
    prepositions: Set,
}

type Set = FxHashSet<&'static str>;

/// What is said of whole words, and of all words with an ending.
#[derive(Default)]
struct Entries {
    whole: FxHashMap<&'static str, &'static str>,
    endings: FxHashMap<&'static str, &'static str>,
    /// Bytes of the longest ending.
    longest: usize,
    /// The last two bytes of the endings: most words end otherwise.
    last: FxHashSet<[u8; 2]>,
}

impl Entries {
    fn insert(&mut self, key: &'static str, values: &'static str) {
        match key.strip_prefix('-') {
            Some(ending) => {
                self.longest = self.longest.max(ending.len());
                self.last.extend(ending.as_bytes().last_chunk());
                self.endings.insert(ending, values)
            }
            None => self.whole.insert(key, values),
        };
    }

    /// How many bytes at the end of `word` an entry speaks of, and what it says.
    fn of(&self, word: &str) -> Option<(usize, impl Iterator<Item = &'static str> + use<>)> {
        let (length, values) = self.entry(word)?;
        Some((length, listed(values)))
    }

    fn entry(&self, word: &str) -> Option<(usize, &'static str)> {
        if let Some(values) = self.whole.get(word) {
            return Some((word.len(), values));
        }
        if !word.as_bytes().last_chunk().is_some_and(|last| self.last.contains(last)) {
            return None;
        }
        let from = word.len().saturating_sub(self.longest);
        let mut starts = (from..word.len()).filter(|at| word.is_char_boundary(*at));
        starts.find_map(|at| {
            let ending = word.get(at..)?;
            Some((ending.len(), *self.endings.get(ending)?))
        })
    }
}

/// The values of an entry.
fn listed(values: &'static str) -> impl Iterator<Item = &'static str> {
    values.split(',').map(str::trim)
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let file: File = data!("terms/data/inflections");
    let set = |words: Kept| words.words().collect();
    let lines = |lines: Kept| lines.0.lines().filter_map(|line| line.split_once(": "));
    let entries = |of: Kept| {
        let mut out = Entries::default();
        lines(of).for_each(|(key, values)| out.insert(key, values));
        out
    };
    let mut doubled = Entries::default();
    file.doubled.words().for_each(|word| doubled.insert(word, ""));
    Lists {
        nouns: entries(file.nouns),
        uncounted: set(file.uncounted),
        singulars: set(file.singulars),
        verbs: lines(file.verbs).collect(),
        gerunds: entries(file.gerunds),
        doubled,
        either: set(file.either),
        plain: set(file.plain),
        prefixes: file.prefixes.words().collect(),
        particles: set(file.particles),
        leading: set(file.leading),
        verbal: set(file.verbal),
        prepositions: set(file.prepositions),
    }
});

/// `word` with its last `cut` bytes replaced, in capitals as they stood.
fn with_ending(word: &str, cut: usize, ending: &str) -> String {
    let (front, _) = word.split_at_checked(word.len().saturating_sub(cut)).unwrap_or((word, ""));
    if front.is_empty() && word.starts_with(char::is_uppercase) {
        capitalised(ending)
    } else {
        [front, ending].concat()
    }
}

/// `word` with a capital at its start.
pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Whether `word` is written in capitals like an abbreviation.
fn is_abbreviation(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() > 1 && !word.chars().any(char::is_lowercase)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Whether a word ends in a consonant and `y`.
fn ends_in_consonant_y(lower: &str) -> bool {
    let Some(front) = lower.strip_suffix('y') else { return false };
    !front.is_empty() && (front.ends_with("qu") || !front.ends_with(is_vowel))
}

/// Whether the ending *s* takes an *e* before it.
fn hisses(lower: &str) -> bool {
    lower.ends_with(['s', 'x', 'z']) || lower.ends_with("ch") || lower.ends_with("sh")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples(file: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.split_once(": ").unwrap()).map(|(word, forms)| (word, forms.split(", ").collect()))
    }

    #[test]
    fn nouns_have_their_plurals() {
        let first = |noun: &str| plurals(noun).into_iter().next().unwrap_or(noun.to_owned());
        let wrong = examples(include_str!("nouns.txt")).filter(|(noun, plural)| [first(noun)] != plural[..]);
        let wrong: Vec<_> = wrong.map(|(noun, plural)| (first(noun), plural)).collect();
        assert_eq!(wrong, []);
    }

    #[test]
    fn verbs_have_their_forms() {
        let mut wrong = Vec::new();
        for (verb, expected) in examples(include_str!("verbs.txt")) {
            let VerbForms { third_person, past, participle, gerund } = verb_forms(verb);
            let forms: Vec<_> = [third_person, past, participle, gerund].map(|forms| forms[0].clone()).into();
            if forms != expected {
                wrong.push((forms, expected));
            }
        }
        assert_eq!(wrong, []);
    }

    #[test]
    fn other_spellings_are_known() {
        for (noun, expected) in [
            ("index", vec!["indexes", "indices"]),
            ("person", vec!["people", "persons"]),
            ("Salesperson", vec!["Salespeople", "Salespersons"]),
            ("ATM", vec!["ATMs", "ATMS"]),
            ("point of sale system", vec!["points of sale system", "point of sale systems"]),
            ("information", vec![]),
            ("terms of service", vec![]),
            ("", vec![]),
            ("-", vec![]),
        ] {
            assert_eq!(plurals(noun), expected);
        }
        let travel = verb_forms("travel back");
        assert_eq!(travel.past, ["traveled back", "travelled back"]);
        assert_eq!(travel.gerund, ["traveling back", "travelling back"]);
        assert_eq!(verb_forms("get").participle, ["gotten", "got"]);
        assert_eq!(verb_forms("be").past, ["was", "were"]);
    }

    #[test]
    fn the_last_word_of_a_phrase_can_be_asked_for() {
        for (phrase, expected) in [
            ("inner child", vec!["inner children"]),
            ("voice of the customer", vec!["voice of the customers"]),
            ("risk analysis", vec!["risk analyses"]),
            ("the customer's", vec![]),
            ("Yahoo!", vec![]),
        ] {
            assert_eq!(plurals_of_last_word(phrase), expected);
        }
    }

    #[test]
    fn no_text_breaks_it() {
        for text in
            ["", " ", "-", "--", "é", "É", "ß", "İ", "ŉ", "a-", " a", "'", "s", "ss", "y", "e", "ie", "of of of", "😀"]
        {
            plurals(text);
            plurals_of_last_word(text);
            verb_forms(text);
        }
    }
}
