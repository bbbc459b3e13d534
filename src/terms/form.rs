//! The surface shape of a term: inflection, possessive, case; and the way back, from a shape to a word.

use super::Term;
use super::inflection::capitalised;

/// Which form of a term it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Inflection {
    /// The term as a dictionary lists it: the singular of a noun, the infinitive of a verb.
    Base,
    /// More than one (*customers*).
    Plural,
    /// All together in one word (*clientele*). Another term has no counterpart: its plural stands in, and
    /// a person should look at the sentence (*our clientele is*, *our customers are*).
    Collective,
    /// *logs in*
    ThirdPerson,
    /// *logged in*, *took*
    Past,
    /// *logged in*, *taken*
    Participle,
    /// *logging in*
    Gerund,
}

/// How a possessive ending is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Possessive {
    /// The apostrophe as it stands: `'`, `’` or `ʼ`.
    pub apostrophe: char,
    /// Whether an `s` follows it, and in which case.
    pub s: Option<char>,
}

/// How a word is capitalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// `customer`
    Lower,
    /// `Customer`, and slips of it such as `CUstomer`.
    Capitalised,
    /// `Log In`: every word of several, small ones aside.
    Title,
    /// `CUSTOMER`
    Upper,
    /// `CUSTOMERs`: capitals with a small ending.
    UpperStem,
    /// Anything else (`cUSTOMER`); its replacement is written in lower case.
    Mixed,
}

/// The shape in which a term stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    /// Singular, plural, past …
    pub inflection: Inflection,
    /// How it is capitalised.
    pub case: Case,
    /// Its possessive ending, if it has one.
    pub possessive: Option<Possessive>,
}

impl Case {
    /// The case of `word`, a form of a term whose singular takes `stem` bytes.
    pub(super) fn of(word: &str, stem: usize) -> Self {
        let (stem, ending) = word.split_at_checked(stem).unwrap_or((word, ""));
        let upper = |text: &str| !text.chars().any(char::is_lowercase);
        let lower = |text: &str| !text.chars().any(char::is_uppercase);
        match () {
            () if lower(word) => Case::Lower,
            () if upper(word) => Case::Upper,
            () if upper(stem) && lower(ending) => Case::UpperStem,
            () if word.starts_with(char::is_uppercase) => Case::Capitalised,
            () => Case::Mixed,
        }
    }

    /// The case of a term of a house; its base takes `stem` bytes.
    ///
    /// Capitals that make an abbreviation (*CVs*) say nothing of the word that is written instead.
    pub(super) fn of_term(written: &str, stem: usize) -> Self {
        let spoken = || written.chars().any(|c| !c.is_ascii() || "aeiouy".contains(c.to_ascii_lowercase()));
        match Case::of(written, stem) {
            Case::Upper if !spoken() => Case::Lower,
            Case::UpperStem if stem <= ABBREVIATION => Case::Lower,
            Case::Capitalised if is_title(written) => Case::Title,
            case => case,
        }
    }
}

/// The most bytes of a word in capitals that is an abbreviation where its ending is small.
const ABBREVIATION: usize = 4;

/// Words that are small in a title.
const SMALL: &[&str] =
    &["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"];

/// The words of a term; of a single one with hyphens its parts.
fn title_words(term: &str) -> impl Iterator<Item = &str> {
    term.split_inclusive(if term.contains(' ') { ' ' } else { '-' })
}

/// Whether every word of several is capitalised but those that are small in a title.
fn is_title(written: &str) -> bool {
    let words = || written.split(|c: char| c.is_whitespace() || !written.contains(char::is_whitespace) && c == '-');
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    words().skip(1).any(capital) && words().all(|word| capital(word) || SMALL.contains(&word))
}

/// A term as it stands in a title.
fn in_title(term: &str) -> String {
    let last = title_words(term).count().saturating_sub(1);
    let words = title_words(term).enumerate();
    let small = |at: usize, word: &str| at > 0 && at < last && SMALL.contains(&word.trim_end());
    words.map(|(at, word)| if small(at, word) { word.to_owned() } else { capitalised(word) }).collect()
}

impl Form {
    /// `term` in this shape: inflection, case, possessive and apostrophe are kept.
    pub fn of(&self, term: &Term) -> String {
        let mut out = self.stem_of(term);
        if let Some(Possessive { apostrophe, s }) = self.possessive {
            let bare = self.inflection != Inflection::Base && out.ends_with(['s', 'S']);
            out.push(apostrophe);
            out.extend(self.s_after(bare, s));
        }
        out
    }

    /// `term` in this shape, without the possessive ending.
    pub fn stem_of(&self, term: &Term) -> String {
        let word = term.form(self.inflection);
        match self.case {
            Case::Upper => word.to_uppercase(),
            // Capitals of its own are part of the term.
            _ if term.text.chars().any(char::is_uppercase) => word.to_owned(),
            Case::Lower | Case::Mixed => word.to_owned(),
            Case::Title => in_title(word),
            Case::UpperStem => {
                let (stem, ending) = word.split_at_checked(term.text.len()).unwrap_or((word, ""));
                format!("{}{ending}", stem.to_uppercase())
            }
            Case::Capitalised => capitalised(word),
        }
    }

    /// The `s` behind the apostrophe: none where the word is a plural in s (*customers'*), whatever stood
    /// there before; one where it is another plural (*people's*); and in the singular what stands there.
    fn s_after(&self, bare: bool, s: Option<char>) -> Option<char> {
        match (self.inflection, self.case) {
            (Inflection::Base, _) => s,
            _ if bare => None,
            (_, Case::Upper) => s.or(Some('S')),
            _ => s.or(Some('s')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PartOfSpeech, Status, find, pair};
    use super::*;

    fn swapped(word: &str) -> String {
        let hits = find(word);
        assert_eq!(hits.len(), 1, "{word}");
        assert_eq!(hits[0].range, 0..word.len(), "{word}");
        hits[0].form.of(&pair().terms[1 - hits[0].term])
    }

    #[test]
    fn every_regular_form_is_swapped_there_and_back() {
        let cases: [fn(&str) -> String; 3] =
            [str::to_owned, |word| word[..1].to_uppercase() + &word[1..], str::to_uppercase];
        let mut seen = 0;
        for (from, to) in [(0, 1), (1, 0)].map(|(a, b)| (&pair().terms[a], &pair().terms[b])) {
            for (word, other) in [Inflection::Base, Inflection::Plural].map(|i| (from.form(i), to.form(i))) {
                for case in cases {
                    for ending in ["", "'", "’", "'s", "’s", "ʼs", "'S", "’S"] {
                        let plural = word.ends_with('s');
                        if !ending.is_empty() && plural == ending.ends_with(['s', 'S']) {
                            continue;
                        }
                        let (there, back) = (case(other) + ending, case(word) + ending);
                        assert_eq!(swapped(&back), there);
                        assert_eq!(swapped(&there), back);
                        seen += 1;
                    }
                }
            }
        }
        assert_eq!(seen, 2 * 3 * (6 + 3));
    }

    #[test]
    fn shapes_out_of_the_ordinary() {
        for (from, to) in [
            ("CUSTOMERs", "CLIENTs"),
            ("CLIENTs", "CUSTOMERs"),
            ("CLIENTs’", "CUSTOMERs’"),
            ("CUSTOMER's", "CLIENT's"),
            ("CUSTOMER’S", "CLIENT’S"),
            ("CUSTOMERS’", "CLIENTS’"),
            ("CUstomer", "Client"),
            ("CustomerS", "Clients"),
            ("cUSTOMER", "client"),
            ("customers's", "clients'"),
            ("cus\u{ad}tom\u{ad}ers\u{ad}’", "clients’"),
        ] {
            assert_eq!(swapped(from), to, "{from}");
        }
    }

    #[test]
    fn a_collective_becomes_a_plural_and_no_swap_gives_one() {
        for (from, to) in [
            ("clientele", "customers"),
            ("Clientele", "Customers"),
            ("CLIENTELE", "CUSTOMERS"),
            ("clientele's", "customers'"),
            ("Clientele’s", "Customers’"),
            ("CLIENTELE’S", "CUSTOMERS’"),
            ("customers", "clients"),
        ] {
            assert_eq!(swapped(from), to, "{from}");
        }
        assert_eq!(find("our clientele's wishes")[0].form.inflection, Inflection::Collective);
    }

    #[test]
    fn a_plural_that_does_not_end_in_s_takes_one() {
        let people = Term::new("person", Status::Preferred, PartOfSpeech::Noun, &["people".to_owned()]);
        for (from, to) in [
            ("customers'", "people's"),
            ("Customers’", "People’s"),
            ("CUSTOMERS’", "PEOPLE’S"),
            ("customer's", "person's"),
            ("CUSTOMERs", "PEOPLE"),
        ] {
            assert_eq!(find(from)[0].form.of(&people), to, "{from}");
        }
    }
}
