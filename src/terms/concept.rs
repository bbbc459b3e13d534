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
#[serde(from = "Entry")]
pub struct Term {
    /// The singular, in lower case.
    pub text: String,
    /// The plural, in lower case.
    pub plural: String,
    /// A word for all of them together that the other terms have no counterpart of (*clientele*).
    pub collective: Option<String>,
    /// What the word means to a writer who wonders which to use.
    pub definition: String,
}

/// A term as a file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    text: String,
    plural: Option<String>,
    collective: Option<String>,
    definition: String,
}

impl From<Entry> for Term {
    fn from(entry: Entry) -> Self {
        let Entry { text, plural, collective, definition } = entry;
        let plural = plural.unwrap_or_else(|| format!("{text}s"));
        Self { text, plural, collective, definition }
    }
}

/// The built-in pair, *client* and *customer*.
pub fn pair() -> &'static Concept {
    static PAIR: LazyLock<Concept> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "a file of ours, read by a test")]
        toml::from_str(include_str!("data/client-customer.toml")).expect("data/client-customer.toml")
    });
    &PAIR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_is_client_then_customer() {
        let pair = pair();
        assert_eq!(pair.id, "client-customer");
        let words = |term: &Term| (term.text.clone(), term.plural.clone(), term.collective.clone());
        assert_eq!(words(&pair.terms[0]), ("client".into(), "clients".into(), Some("clientele".into())));
        assert_eq!(words(&pair.terms[1]), ("customer".into(), "customers".into(), None));
        assert_eq!(pair.terms.len(), 2);
        assert!(pair.terms.iter().all(|term| !term.definition.is_empty()));
    }

    #[test]
    fn a_plural_is_written_only_where_it_is_not_the_text_and_an_s() {
        let concept: Concept = toml::from_str(
            "id = 'people'\ndefinition = 'd'\n\
             [[terms]]\ntext = 'person'\nplural = 'people'\ndefinition = 'd'\n\
             [[terms]]\ntext = 'human'\ndefinition = 'd'\n",
        )
        .unwrap();
        assert_eq!(concept.terms[0].plural, "people");
        assert_eq!(concept.terms[1].plural, "humans");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = "id = 'x'\ndefinition = 'd'\n[[terms]]\ntext = 'a'\ndefinition = 'd'\nplurals = 'b'\n";
        assert!(toml::from_str::<Concept>(text).is_err());
    }
}
