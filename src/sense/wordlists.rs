//! Word lists for names, mentions, grammar and languages, read from `data/`.

use rustc_hash::FxHashSet as HashSet;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};

/// A set of words, written as one string with spaces between.
#[derive(Debug)]
pub(super) struct Words(HashSet<String>);

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
    pub(super) naming_pairs: Vec<String>,
    pub(super) stressing: Words,
    pub(super) contrasting: Words,
    pub(super) opposing: Words,
    pub(super) joining: Words,
    pub(super) defining: Words,
    pub(super) glossary: Words,
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
        let other = Words(others.values().flat_map(|words| words.0.iter().cloned()).collect());
        Self { english, other, others }
    }
}

impl Words {
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = String::deserialize(deserializer)?;
        Ok(Self(words.split_whitespace().map(str::to_owned).collect()))
    }
}

pub(super) static NAMES: LazyLock<NameWords> = LazyLock::new(|| data!("sense/data/names"));

pub(super) static MENTIONS: LazyLock<MentionWords> = LazyLock::new(|| data!("sense/data/mentions"));

pub(super) static LANGUAGES: LazyLock<LanguageWords> = LazyLock::new(|| {
    let file: LanguageFile = data!("sense/data/languages");
    file.into()
});

pub(super) static GRAMMAR: LazyLock<GrammarWords> = LazyLock::new(|| data!("sense/data/grammar"));
