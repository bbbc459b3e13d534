//! Concepts and terms, and the built-in pair read from `data/client-customer.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Inflection;
use super::inflection::{self, VerbForms};
use super::normal::SOFT_HYPHEN;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// A term whose forms follow the rules of English, but for those of `irregular`: of a noun its plurals, of
    /// a verb what their look takes them for, of other words other spellings. The first of several spellings
    /// of an inflection is written, all are found.
    pub fn new(text: &str, status: Status, part_of_speech: PartOfSpeech, irregular: &[String]) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(SOFT_HYPHEN, "");
        let given = irregular.iter().cloned();
        let forms = match part_of_speech {
            PartOfSpeech::Noun if irregular.is_empty() => as_forms(Inflection::Plural, inflection::plurals(&text)),
            PartOfSpeech::Noun => as_forms(Inflection::Plural, given),
            PartOfSpeech::Verb => verb_forms(&text, irregular),
            PartOfSpeech::Adjective | PartOfSpeech::Adverb => as_forms(Inflection::Base, given),
        };
        Self { text, status, definition: String::new(), forms }
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

    /// All spellings of an inflection; those of the nearest where the term has none of its own.
    pub(super) fn forms_of(&self, inflection: Inflection) -> impl Iterator<Item = &str> {
        let first = self.form(inflection);
        let own = self.forms().find(|(_, form)| *form == first).map_or(inflection, |(own, _)| own);
        self.forms().filter(move |(inflection, _)| *inflection == own).map(|(_, form)| form)
    }

    /// Every form with its inflection, the base first.
    pub fn forms(&self) -> impl Iterator<Item = (Inflection, &str)> {
        let others = self.forms.iter().map(|(inflection, form)| (*inflection, form.as_str()));
        std::iter::once((Inflection::Base, self.text.as_str())).chain(others)
    }
}

fn as_forms(inflection: Inflection, words: impl IntoIterator<Item = String>) -> Vec<(Inflection, String)> {
    words.into_iter().map(|word| (inflection, word)).collect()
}

/// The forms of a verb: those given, and by the rules what is not given.
fn verb_forms(verb: &str, given: &[String]) -> Vec<(Inflection, String)> {
    let mut forms: Vec<(Inflection, String)> = Vec::new();
    for form in given {
        let looks = look(verb, form);
        let earlier = forms.iter().find(|(inflection, _)| *inflection == Inflection::Past).map(|(_, past)| past);
        // *went*, *gone*; but *travelled*, *traveled* are two spellings of one.
        let further = looks == Inflection::Past && earlier.is_some_and(|past| !(is_regular(past) && is_regular(form)));
        forms.push((if further { Inflection::Participle } else { looks }, form.clone()));
    }
    let known = |wanted: Inflection| forms.iter().any(|(inflection, _)| *inflection == wanted);
    let VerbForms { third_person, past, mut participle, gerund } = inflection::verb_forms(verb);
    if participle == past {
        participle.clear();
    }
    let by_rule = [
        (Inflection::ThirdPerson, Inflection::ThirdPerson, third_person),
        (Inflection::Past, Inflection::Past, past),
        (Inflection::Participle, Inflection::Past, participle),
        (Inflection::Gerund, Inflection::Gerund, gerund),
    ];
    let missing = by_rule.into_iter().filter(|(_, instead, _)| !known(*instead));
    let missing: Vec<_> = missing.flat_map(|(inflection, _, words)| as_forms(inflection, words)).collect();
    forms.extend(missing);
    forms
}

/// What a form of a verb is, by the first word in which it differs: *…ing* is a gerund, *…s* a third person,
/// anything else a past.
fn look(verb: &str, form: &str) -> Inflection {
    let words = |text: &str| text.split([' ', '-']).map(str::to_lowercase).collect::<Vec<_>>();
    let (base, form) = (words(verb), words(form));
    let other = form.iter().enumerate().find(|(at, word)| base.get(*at) != Some(word)).map(|(_, word)| word.as_str());
    match other {
        Some("was") | None => Inflection::Past,
        Some(word) if word.ends_with("ing") => Inflection::Gerund,
        Some(word) if word.ends_with('s') => Inflection::ThirdPerson,
        Some(_) => Inflection::Past,
    }
}

fn is_regular(past: &str) -> bool {
    past.split([' ', '-']).any(|word| word.ends_with("ed"))
}

/// A concept as a file writes it, under the keys of a policy's `[[concept]]` that say what its words are.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawConcept {
    /// The id that directives and outputs name it by.
    pub id: String,
    /// What the concept is.
    pub definition: String,
    /// What its terms are in a sentence.
    pub part_of_speech: PartOfSpeech,
    /// The terms to use; the first is what a fix writes.
    pub preferred: Vec<String>,
    /// Those that are right as well.
    pub admitted: Vec<String>,
    /// Those that are reported.
    pub deprecated: Vec<String>,
    /// Term by term, the inflections that go another way than the rules of English.
    pub forms: BTreeMap<String, Vec<String>>,
    /// Term by term, what it means.
    pub definitions: BTreeMap<String, String>,
    /// Term by term, a word for all of them together (*clientele*).
    pub collective: BTreeMap<String, String>,
}

impl Concept {
    /// The concept that an entry describes. What it says of words that are none of its terms is passed over.
    pub fn new(entry: RawConcept) -> Self {
        let statuses = [
            (Status::Preferred, &entry.preferred),
            (Status::Admitted, &entry.admitted),
            (Status::Deprecated, &entry.deprecated),
        ];
        let written = statuses.into_iter().flat_map(|(status, words)| words.iter().map(move |word| (status, word)));
        let term = |(status, word): (Status, &String)| {
            let irregular = entry.forms.get(word).map_or(&[][..], Vec::as_slice);
            let mut term = Term::new(word, status, entry.part_of_speech, irregular);
            term.forms.extend(entry.collective.get(word).map(|form| (Inflection::Collective, form.clone())));
            term.definition = entry.definitions.get(word).cloned().unwrap_or_default();
            term
        };
        let terms = written.map(term).collect();
        Self { id: entry.id, definition: entry.definition, part_of_speech: entry.part_of_speech, terms }
    }
}

/// A file of concepts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    concept: [RawConcept; 1],
}

/// The built-in pair, *client* and *customer*.
pub fn pair() -> &'static Concept {
    static PAIR: LazyLock<Concept> = LazyLock::new(|| {
        let file: File = data!("terms/data/client-customer");
        let [entry] = file.concept;
        Concept::new(entry)
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

    fn words(text: &str, part_of_speech: PartOfSpeech, irregular: &[&str]) -> Vec<(Inflection, String)> {
        let irregular: Vec<_> = irregular.iter().map(|form| (*form).to_owned()).collect();
        let term = Term::new(text, Status::Deprecated, part_of_speech, &irregular);
        term.forms().map(|(inflection, form)| (inflection, form.to_owned())).collect()
    }

    #[test]
    fn a_term_knows_its_forms() {
        use Inflection::{Base, Gerund, Participle, Past, Plural, ThirdPerson};
        use PartOfSpeech::{Adjective, Noun, Verb};
        for (text, part_of_speech, irregular, expected) in [
            ("cash machine", Noun, &[][..], vec![(Base, "cash machine"), (Plural, "cash machines")]),
            (" point  of sale", Noun, &[], vec![(Base, "point of sale"), (Plural, "points of sale")]),
            (
                "octopus",
                Noun,
                &["octopodes", "octopuses"],
                vec![(Base, "octopus"), (Plural, "octopodes"), (Plural, "octopuses")],
            ),
            ("customer-facing", Adjective, &[], vec![(Base, "customer-facing")]),
            ("real-time", Adjective, &["realtime"], vec![(Base, "real-time"), (Base, "realtime")]),
            (
                "log in",
                Verb,
                &[],
                vec![(Base, "log in"), (ThirdPerson, "logs in"), (Past, "logged in"), (Gerund, "logging in")],
            ),
            (
                "go live",
                Verb,
                &[],
                vec![
                    (Base, "go live"),
                    (ThirdPerson, "goes live"),
                    (Past, "went live"),
                    (Participle, "gone live"),
                    (Gerund, "going live"),
                ],
            ),
            (
                "sync",
                Verb,
                &["synched", "synching"],
                vec![(Base, "sync"), (Past, "synched"), (Gerund, "synching"), (ThirdPerson, "syncs")],
            ),
            ("get", Verb, &["got"], vec![(Base, "get"), (Past, "got"), (ThirdPerson, "gets"), (Gerund, "getting")]),
            (
                "ken",
                Verb,
                &["kent", "kenned it", "kens", "kenning"],
                vec![
                    (Base, "ken"),
                    (Past, "kent"),
                    (Participle, "kenned it"),
                    (ThirdPerson, "kens"),
                    (Gerund, "kenning"),
                ],
            ),
            (
                "cancel",
                Verb,
                &["cancelled", "canceled"],
                vec![
                    (Base, "cancel"),
                    (Past, "cancelled"),
                    (Past, "canceled"),
                    (ThirdPerson, "cancels"),
                    (Gerund, "canceling"),
                    (Gerund, "cancelling"),
                ],
            ),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(inflection, form)| (inflection, form.to_owned())).collect();
            assert_eq!(words(text, part_of_speech, irregular), expected, "{text}");
        }
    }

    #[test]
    fn a_concept_holds_its_terms_in_order_of_their_status() {
        let entry = r#"
            id = "sign-in"
            preferred = ["sign in"]
            admitted = ["authenticate"]
            deprecated = ["log in", "login"]
            part-of-speech = "verb"
            forms = { "login" = ["logins", "loginned", "loginning"], "nothing" = ["x"] }
        "#;
        let concept = Concept::new(toml::from_str(entry).unwrap());
        let terms: Vec<_> = concept.terms.iter().map(|term| (term.status, term.text.as_str())).collect();
        assert_eq!(
            terms,
            [
                (Status::Preferred, "sign in"),
                (Status::Admitted, "authenticate"),
                (Status::Deprecated, "log in"),
                (Status::Deprecated, "login"),
            ]
        );
        assert_eq!(concept.terms[3].form(Inflection::Past), "loginned");
        assert_eq!(concept.terms[0].form(Inflection::Participle), "signed in");
    }
}
