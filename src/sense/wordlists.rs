//! Word lists for names, mentions, grammar and languages, read from `data/`.

use rustc_hash::FxHashSet as HashSet;
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LanguageWords {
    pub(super) english: Words,
    pub(super) other: Words,
}

impl Words {
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = String::deserialize(deserializer)?;
        Ok(Self(words.split_whitespace().map(str::to_owned).collect()))
    }
}

#[expect(clippy::expect_used, reason = "a file of ours, read by every test of this room")]
pub(super) static NAMES: LazyLock<NameWords> =
    LazyLock::new(|| toml::from_str(include_str!("data/names.toml")).expect("data/names.toml"));

#[expect(clippy::expect_used, reason = "a file of ours, read by every test of this room")]
pub(super) static MENTIONS: LazyLock<MentionWords> =
    LazyLock::new(|| toml::from_str(include_str!("data/mentions.toml")).expect("data/mentions.toml"));

#[expect(clippy::expect_used, reason = "a file of ours, read by every test of this room")]
pub(super) static LANGUAGES: LazyLock<LanguageWords> =
    LazyLock::new(|| toml::from_str(include_str!("data/languages.toml")).expect("data/languages.toml"));

#[expect(clippy::expect_used, reason = "a file of ours, read by every test of this room")]
pub(super) static GRAMMAR: LazyLock<GrammarWords> =
    LazyLock::new(|| toml::from_str(include_str!("data/grammar.toml")).expect("data/grammar.toml"));
