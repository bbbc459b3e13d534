//! Word lists for names, mentions, grammar and languages, read from `data/`.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};

use super::sieve::Sieve;
use crate::data::Kept;

/// A set of words, written as one string with spaces between.
#[derive(Debug)]
pub(super) struct Words {
    sieve: Sieve,
    words: HashSet<&'static str>,
}

/// How names are told from running text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NameWords {
    pub(super) function_words: Words,
    pub(super) stressing: Words,
    pub(super) title_links: Words,
    pub(super) label_verbs: Words,
    pub(super) label_nouns: Words,
    pub(super) vendors: Words,
    pub(super) record_nouns: Words,
}

/// How mentions are told from use.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct MentionWords {
    pub(super) naming: Words,
    pub(super) naming_pairs: Pairs,
    pub(super) stressing: Words,
    pub(super) contrasting: Words,
    pub(super) opposing: Words,
    pub(super) joining: Words,
    pub(super) defining: Words,
    pub(super) glossary: Words,
}

/// Pairs of words, each by its second word.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Pairs(HashMap<String, Vec<String>>);

impl Pairs {
    /// Whether two words are a pair.
    pub(super) fn has(&self, first: &str, second: &str) -> bool {
        self.0.get(second).is_some_and(|firsts| firsts.iter().any(|known| known == first))
    }
}

impl From<Vec<String>> for Pairs {
    fn from(pairs: Vec<String>) -> Self {
        let mut by_second: HashMap<String, Vec<String>> = HashMap::default();
        for (first, second) in pairs.iter().filter_map(|pair| pair.split_once(' ')) {
            by_second.entry(second.to_owned()).or_default().push(first.to_owned());
        }
        Self(by_second)
    }
}

/// Small words of English grammar.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct GrammarWords {
    pub(super) auxiliaries: Words,
    pub(super) not_described: Words,
}

/// How English is told from other languages.
#[derive(Debug)]
pub(super) struct LanguageWords {
    pub(super) english: Words,
    /// The words of all other languages.
    pub(super) other: Words,
    /// The other languages, each by its tag.
    pub(super) others: BTreeMap<String, Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageFile {
    english: Words,
    others: BTreeMap<String, Words>,
}

impl From<LanguageFile> for LanguageWords {
    fn from(LanguageFile { english, others }: LanguageFile) -> Self {
        let other = others.values().flat_map(|words| words.words.iter().copied()).collect();
        Self { english, other, others }
    }
}

impl Words {
    #[inline]
    pub(super) fn has(&self, word: &str) -> bool {
        self.sieve.passes(word) && self.words.contains(word)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().copied()
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Kept::deserialize(deserializer)?.words().collect())
    }
}

impl FromIterator<&'static str> for Words {
    fn from_iter<I: IntoIterator<Item = &'static str>>(words: I) -> Self {
        let words: HashSet<&str> = words.into_iter().collect();
        Self { sieve: Sieve::of(words.iter().copied()), words }
    }
}

pub(super) static NAMES: LazyLock<NameWords> = LazyLock::new(|| data!("sense/data/names"));

pub(super) static MENTIONS: LazyLock<MentionWords> = LazyLock::new(|| data!("sense/data/mentions"));

pub(super) static LANGUAGES: LazyLock<LanguageWords> = LazyLock::new(|| {
    let file: LanguageFile = data!("sense/data/languages");
    file.into()
});

pub(super) static GRAMMAR: LazyLock<GrammarWords> = LazyLock::new(|| data!("sense/data/grammar"));
