//! Concepts and terms, and the built-in pair read from `data/client-customer.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Inflection;

/// One thing that can be named.
#[derive(Debug, Clone)]
pub struct Concept {
    /// The id that directives and outputs name it by.
    pub id: String,
    /// What the concept is; may be empty.
    pub definition: String,
    /// What its terms are in a sentence.
    pub part_of_speech: PartOfSpeech,
    /// Its terms: the preferred first, then the admitted, then the deprecated, each in the order given.
    pub terms: Vec<Term>,
}

/// What a term is in a sentence: how it inflects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PartOfSpeech {
    /// *customer*, *customers*
    #[default]
    Noun,
    /// *log in*, *logs in*, *logged in*, *logging in*
    Verb,
    /// Does not inflect.
    Adjective,
    /// Does not inflect.
    Adverb,
}

/// What a policy thinks of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The one to use.
    Preferred,
    /// Right as well.
    Admitted,
    /// Reported.
    Deprecated,
}

/// A word or phrase for a concept.
#[derive(Debug, Clone)]
pub struct Term {
    /// The term as a dictionary lists it, as the file writes it.
    pub text: String,
    /// What the policy thinks of it. The terms of the built-in pair are admitted: `prefer` decides.
    pub status: Status,
    /// What the word means to a writer who wonders which to use; may be empty.
    pub definition: String,
    /// The other forms.
    forms: Vec<(Inflection, String)>,
}

impl Term {
    /// A term whose forms follow the rules of English, but for those of `irregular`.
    pub fn new(text: &str, status: Status, part_of_speech: PartOfSpeech, irregular: &[String]) -> Self {
        let forms = match (part_of_speech, irregular.first()) {
            (PartOfSpeech::Noun, Some(plural)) => vec![(Inflection::Plural, plural.clone())],
            (PartOfSpeech::Noun, None) => vec![(Inflection::Plural, format!("{text}s"))],
            _ => Vec::new(),
        };
        Self { text: text.to_owned(), status, definition: String::new(), forms }
    }

    /// The form of an inflection: the nearest one where the term has none of its own (a collective is
    /// written as a plural, a participle as a past), in the end the term itself.
    pub fn form(&self, inflection: Inflection) -> &str {
        let nearest = match inflection {
            Inflection::Collective => Inflection::Plural,
            Inflection::Participle => Inflection::Past,
            other => other,
        };
        let own = |inflection| self.forms.iter().find(|(own, _)| *own == inflection);
        own(inflection).or_else(|| own(nearest)).map_or(&self.text, |(_, form)| form)
    }

    /// Every form with its inflection, the base first.
    pub fn forms(&self) -> impl Iterator<Item = (Inflection, &str)> {
        let others = self.forms.iter().map(|(inflection, form)| (*inflection, form.as_str()));
        std::iter::once((Inflection::Base, self.text.as_str())).chain(others)
    }
}

/// The built-in pair as its file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    id: String,
    definition: String,
    terms: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    text: String,
    collective: Option<String>,
    definition: String,
}

impl From<File> for Concept {
    fn from(file: File) -> Self {
        let term = |entry: Entry| {
            let mut term = Term::new(&entry.text, Status::Admitted, PartOfSpeech::Noun, &[]);
            term.forms.extend(entry.collective.map(|form| (Inflection::Collective, form)));
            term.definition = entry.definition;
            term
        };
        let terms = file.terms.into_iter().map(term).collect();
        Self { id: file.id, definition: file.definition, part_of_speech: PartOfSpeech::Noun, terms }
    }
}

/// The built-in pair, *client* and *customer*.
pub fn pair() -> &'static Concept {
    static PAIR: LazyLock<Concept> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "a file of ours, read by a test")]
        let file: File = toml::from_str(include_str!("data/client-customer.toml")).expect("data/client-customer.toml");
        file.into()
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
        let words = |term: &Term| term.forms().map(|(_, form)| form.to_owned()).collect::<Vec<_>>();
        assert_eq!(words(&pair.terms[0]), ["client", "clients", "clientele"]);
        assert_eq!(words(&pair.terms[1]), ["customer", "customers"]);
        assert_eq!(pair.terms.len(), 2);
        assert!(pair.terms.iter().all(|term| !term.definition.is_empty()));
    }
}
