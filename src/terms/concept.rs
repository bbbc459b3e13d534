//! Concepts and terms, and the built-in pair read from `data/client-customer.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// One thing that can be named.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Concept {
    /// The id that directives and outputs name it by.
    pub id: String,
    /// What the concept is.
    pub definition: String,
    /// Its terms. Which is preferred is the policy's business.
    pub terms: Vec<Term>,
}

/// A word for a concept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Term {
    /// The singular, in lower case.
    pub text: String,
    /// The plural, in lower case.
    pub plural: String,
    /// What the word means to a writer who wonders which to use.
    pub definition: String,
}

/// The built-in pair, *client* and *customer*.
pub fn pair() -> &'static Concept {
    static PAIR: LazyLock<Concept> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "a file of ours, read by a test")]
        toml::from_str(include_str!("data/client-customer.toml")).expect("data/client-customer.toml")
    });
    &PAIR
}
