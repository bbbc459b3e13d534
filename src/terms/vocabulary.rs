//! Finds the forms of the terms of a house's own concepts in a string.

use std::ops::Range;
use std::sync::Arc;

use super::form::{Case, Form, Inflection};
use super::lookup::{Lookup, Reading};
use super::matcher::possessive;
use super::normal::Stripped;
use super::traces::Traces;
use super::words::{any_word, words};
use super::{Concept, PartOfSpeech, Term, auxiliary, quotes};

/// The terms of a house's own concepts, compiled once.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    concepts: Vec<Arc<Concept>>,
    forms: Lookup<Owner>,
    traces: Traces,
}

/// Whose form a stretch of words is.
#[derive(Debug, Clone, Copy)]
struct Owner {
    concept: u32,
    term: u32,
    inflection: Inflection,
}

/// A form of a term of a [`Vocabulary`] at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermHit {
    /// Bytes of the searched string: the form with its possessive ending.
    pub range: Range<usize>,
    /// Where the form ends and the possessive ending begins; the end of `range` if it has none.
    pub stem_end: usize,
    /// Index into [`Vocabulary::concepts`].
    pub concept: usize,
    /// Index into the terms of the concept.
    pub term: usize,
    /// The shape it stands in.
    pub form: Form,
}

impl Vocabulary {
    /// Compiles concepts. One that comes later wins where two want the same words.
    pub fn new(concepts: Vec<Arc<Concept>>) -> Self {
        let mut forms = Vec::new();
        for (concept, entry) in (0..).zip(&concepts) {
            for (term, word) in (0..).zip(&entry.terms) {
                let reading = Reading::of(&word.text);
                let own = forms.len();
                for (inflection, form) in word.forms() {
                    let form = reading.normal(form);
                    // *set up* is infinitive and past: the first counts.
                    if !forms.iter().skip(own).any(|(other, _, _)| *other == form) {
                        forms.push((form, reading, Owner { concept, term, inflection }));
                    }
                }
            }
        }
        let forms = Lookup::new(forms);
        let traces = Traces::new(forms.first_words());
        Self { concepts, forms, traces }
    }

    /// The concepts, in the order given.
    pub fn concepts(&self) -> &[Arc<Concept>] {
        &self.concepts
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// Whether `text`, markup and all, can hold a hit once it is read; never wrong when it says no.
    pub fn may_match(&self, text: &str) -> bool {
        !self.is_empty() && self.traces.may_match(text)
    }

    /// Whether `text`, as a reader sees it, can hold a hit; never wrong when it says no.
    pub fn may_hold(&self, text: &str) -> bool {
        !self.is_empty() && any_word(text, |word| self.forms.may_begin_with(word))
    }

    /// Every hit in `text`, those that lie inside or across others too, in order of start, the longest
    /// first of those that start together; of those of one range the one that wins first: that of the later
    /// concept, then one that is found as it is written, then a preferred or admitted one.
    ///
    /// A term that holds a capital letter is found as it is written, another in any case. Spaces, hyphens,
    /// apostrophes and soft hyphens are seen as in [`Phrases`](super::Phrases).
    pub fn find(&self, text: &str) -> Vec<TermHit> {
        if self.is_empty() {
            return Vec::new();
        }
        // Where there is no soft hyphen, nothing is copied and offsets are what they are.
        let stripped = Stripped::new(text);
        let mut hits = self.find_plain(&stripped.text);
        for hit in &mut hits {
            hit.range = stripped.start(hit.range.start)..stripped.end(hit.range.end);
            hit.stem_end = stripped.end(hit.stem_end);
        }
        hits
    }

    fn find_plain(&self, text: &str) -> Vec<TermHit> {
        let mut closing = None;
        let mut is_closing =
            |at: usize| closing.get_or_insert_with(|| quotes::closing(text)).binary_search(&at).is_ok();
        let mut hits = Vec::new();
        for first in words(text).filter(|word| self.forms.may_begin(*word)) {
            self.forms.each_at(text, first, |range, reading, owner| {
                let Some((concept, term)) = self.term(owner) else { return };
                let (Some(written), Some(after)) = (text.get(range.clone()), text.get(range.end..)) else { return };
                let possessive = match concept.part_of_speech {
                    PartOfSpeech::Noun => possessive(written, after, || is_closing(range.end)),
                    _ => None,
                };
                let case = match reading {
                    // The capitals are the term's own and say nothing of the place.
                    Reading::Exact => Case::Lower,
                    Reading::AnyCase => Case::of_term(written, term.text.len()),
                };
                let inflection = match concept.part_of_speech {
                    PartOfSpeech::Verb => inflection_at(term, owner.inflection, written, text, range.start),
                    _ => owner.inflection,
                };
                let ending = possessive.map_or(0, |p| p.apostrophe.len_utf8() + p.s.map_or(0, char::len_utf8));
                let hit = TermHit {
                    range: range.start..range.end + ending,
                    stem_end: range.end,
                    concept: owner.concept as usize,
                    term: owner.term as usize,
                    form: Form { inflection, case, possessive },
                };
                hits.push((hit, reading));
            });
        }
        // Of one concept the preferred terms come before the admitted, those before the deprecated.
        hits.sort_by_key(|(TermHit { range, concept, term, .. }, reading)| {
            let rank = (std::cmp::Reverse(*concept), *reading == Reading::AnyCase, *term);
            (range.start, std::cmp::Reverse(range.end), rank)
        });
        hits.into_iter().map(|(hit, _)| hit).collect()
    }

    fn term(&self, owner: Owner) -> Option<(&Concept, &Term)> {
        let concept = self.concepts.get(owner.concept as usize)?;
        Some((concept, concept.terms.get(owner.term as usize)?))
    }
}

/// What a form of a verb is where it stands: a past or an infinitive that is spelled like the participle is
/// one behind *have*, *be* and their like (*has logged in*, *was set up*).
fn inflection_at(term: &Term, inflection: Inflection, written: &str, text: &str, at: usize) -> Inflection {
    let asks = matches!(inflection, Inflection::Base | Inflection::Past);
    let participle = || term.forms_of(Inflection::Participle).any(|form| form.eq_ignore_ascii_case(written));
    let front = text.get(..at).unwrap_or_default();
    if asks && participle() && auxiliary::stands_before(front) { Inflection::Participle } else { inflection }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::{RawConcept, Status};
    use super::*;

    fn concept(part_of_speech: PartOfSpeech, preferred: &[&str], deprecated: &[&str]) -> Arc<Concept> {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Arc::new(Concept::new(RawConcept {
            part_of_speech,
            preferred: list(preferred),
            deprecated: list(deprecated),
            ..RawConcept::default()
        }))
    }

    /// A policy of one concept.
    fn house(part_of_speech: PartOfSpeech, preferred: &str, deprecated: &[&str]) -> Vocabulary {
        Vocabulary::new(vec![concept(part_of_speech, &[preferred], deprecated)])
    }

    /// What stands in `text` where the deprecated terms of `vocabulary` are swapped for the first term.
    fn swapped(vocabulary: &Vocabulary, text: &str) -> String {
        let (mut out, mut done) = (String::new(), 0);
        for hit in vocabulary.find(text) {
            let terms = &vocabulary.concepts()[hit.concept].terms;
            if hit.range.start >= done {
                out.push_str(&text[done..hit.range.start]);
                match terms[hit.term].status {
                    Status::Deprecated => out.push_str(&hit.form.of(&terms[0])),
                    _ => out.push_str(&text[hit.range.clone()]),
                }
                done = hit.range.end;
            }
        }
        out + &text[done..]
    }

    #[test]
    fn a_swap_keeps_inflection_case_and_possessive() {
        use PartOfSpeech::{Adjective, Noun, Verb};
        for (part_of_speech, preferred, deprecated, text, expected) in [
            (Verb, "sign in", "log in", "Log in, then she logs in.", "Sign in, then she signs in."),
            (Verb, "sign in", "log in", "logging\n  in, logged\u{a0}in", "signing in, signed in"),
            (Verb, "sign in", "log in", "LOG IN / Log In / LOGGING IN", "SIGN IN / Sign In / SIGNING IN"),
            (Verb, "sign in", "log-in", "Log-In", "Sign In"),
            (Verb, "sign-in", "log-in", "Log-In, Log-in, logged\u{2011}in", "Sign-In, Sign-in, signed-in"),
            (
                Verb,
                "go live",
                "launch",
                "It launched, has launched, launches.",
                "It went live, has gone live, goes live.",
            ),
            (
                Verb,
                "choose",
                "pick",
                "They've not yet picked; was picked; picking.",
                "They've not yet chosen; was chosen; choosing.",
            ),
            (
                Verb,
                "configure",
                "set up",
                "We set up. It was set up. Setting up",
                "We configure. It was configured. Configuring",
            ),
            (Verb, "cancel", "call off", "called off, calling off", "canceled, canceling"),
            (
                Noun,
                "cash machine",
                "ATM",
                "ATMs, an ATM’s, THE ATM",
                "cash machines, an cash machine’s, THE cash machine",
            ),
            (Noun, "cash machine", "atm", "two ATMs; ALL ATM FEES", "two cash machines; ALL CASH MACHINE FEES"),
            (Noun, "GitHub", "github", "Github, GITHUB and github's", "GitHub, GITHUB and GitHub's"),
            (
                Noun,
                "Red Hat Customer Portal",
                "client portal",
                "Client portal, CLIENT PORTALS",
                "Red Hat Customer Portal, RED HAT CUSTOMER PORTALS",
            ),
            (
                Noun,
                "customer area",
                "Client Portal",
                "the Client Portals, client portal",
                "the customer areas, client portal",
            ),
            (
                Noun,
                "child",
                "kid",
                "kids, Kids’ rooms, the kid's, KIDS'",
                "children, Children’s rooms, the child's, CHILDREN'S",
            ),
            (Noun, "kid", "child", "children, Children’s, child's", "kids, Kids’, kid's"),
            (Noun, "checkout", "point of sale", "Points of Sale, Point of Sale", "Checkouts, Checkout"),
            (Noun, "point of sale", "check-out desk", "Check-out Desks", "Points of Sale"),
            (Noun, "client", "punter", "'the punters' and punters' bets", "'the clients' and clients' bets"),
            (Noun, "résumé", "cv", "Cvs, my CV, CVs", "Résumés, my résumé, résumés"),
            (
                Adjective,
                "client-facing",
                "customer-facing",
                "Customer-facing, Customer-Facing",
                "Client-facing, Client-Facing",
            ),
            (Adjective, "own", "proprietary", "proprietary's proprietarys", "own's proprietarys"),
        ] {
            let vocabulary = house(part_of_speech, preferred, &[deprecated]);
            assert_eq!(swapped(&vocabulary, text), expected);
            assert!(vocabulary.may_hold(text) && vocabulary.may_match(text), "{text}");
        }
    }

    #[test]
    fn terms_are_found_whole_and_as_they_are_written() {
        let found = |deprecated: &str, text: &'static str| -> Vec<&str> {
            let vocabulary = house(PartOfSpeech::Noun, "zzz", &[deprecated]);
            vocabulary.find(text).into_iter().map(|hit| &text[hit.range]).collect()
        };
        for (deprecated, text, expected) in [
            ("log in", "log-in, log in, log\n> in, log_in, login, blog in, log ins", &["log in", "log ins"][..]),
            ("log-in", "log in, log-in, log\u{2010}in", &["log-in", "log\u{2010}in"]),
            ("login", "lo\u{ad}gin\u{ad}s’ x, logins' x, 'logins'", &["lo\u{ad}gin\u{ad}s’", "logins'", "logins"]),
            ("don't", "don’t don't dont", &["don’t", "don't"]),
            (".NET", "a .NET app, NET", &[".NET"]),
            ("C++", "C++, C", &["C++"]),
            ("formula", "formulae, formulas", &["formulae", "formulas"]),
            ("Client", "client Client CLIENT", &["Client"]),
            ("!!", "!!", &[]),
            ("", "a b", &[]),
        ] {
            assert_eq!(found(deprecated, text), expected, "{deprecated}");
        }
    }

    #[test]
    fn of_one_range_the_one_that_wins_is_first() {
        let first = |concepts: Vec<Arc<Concept>>, text: &str| {
            let vocabulary = Vocabulary::new(concepts);
            let hit = vocabulary.find(text).swap_remove(0);
            let term = &vocabulary.concepts()[hit.concept].terms[hit.term];
            (hit.concept, term.status, term.text.clone())
        };
        let noun = |preferred: &[&str], deprecated: &[&str]| concept(PartOfSpeech::Noun, preferred, deprecated);
        let javascript = || noun(&["JavaScript"], &["javascript", "Javascript"]);
        for (text, status, term) in [
            ("JavaScript", Status::Preferred, "JavaScript"),
            ("Javascript", Status::Deprecated, "Javascript"),
            ("javascript", Status::Deprecated, "javascript"),
            ("JAVASCRIPT", Status::Deprecated, "javascript"),
        ] {
            assert_eq!(first(vec![javascript()], text), (0, status, term.to_owned()), "{text}");
        }
        let own = noun(&["script"], &["javascript"]);
        assert_eq!(first(vec![javascript(), own], "JavaScript"), (1, Status::Deprecated, "javascript".to_owned()));
        let plural = noun(&["data"], &["datum"]);
        assert_eq!(first(vec![plural], "data"), (0, Status::Preferred, "data".to_owned()));
        let portal = vec![noun(&["Red Hat Customer Portal"], &[]), noun(&["site"], &["customer portal"])];
        let hits = Vocabulary::new(portal).find("the Red Hat Customer Portal");
        assert_eq!(
            hits.iter().map(|hit| (hit.concept, hit.range.clone())).collect::<Vec<_>>(),
            [(0, 4..27), (1, 12..27)]
        );
    }

    #[test]
    fn a_vocabulary_of_nothing_finds_nothing() {
        for vocabulary in [Vocabulary::default(), Vocabulary::new(Vec::new())] {
            assert!(vocabulary.is_empty() && !vocabulary.may_hold("a") && !vocabulary.may_match("&#97;"));
            assert_eq!(vocabulary.find("a b"), []);
        }
    }

    #[test]
    fn many_concepts_are_compiled_and_not_found_where_they_are_not() {
        let name = |number: usize| {
            let letter = |at: u32| char::from(b'a' + u8::try_from(number / 26_usize.pow(at) % 26).unwrap());
            (0..4).map(letter).collect::<String>()
        };
        let concepts = (0..2000).map(|n| noun_of(&format!("z{}", name(n)), &format!("q{} area", name(n)))).collect();
        let vocabulary = Vocabulary::new(concepts);
        let text = "The people who buy from the firm are called by many names. ".repeat(40);
        let held = text.split_inclusive(' ').filter(|word| vocabulary.may_hold(word)).count();
        assert!(held < text.split(' ').count() / 20, "{held}");
        assert_eq!(vocabulary.find(&format!("{text} zbaaa and QCAAA areas")).len(), 2);
    }

    fn noun_of(preferred: &str, deprecated: &str) -> Arc<Concept> {
        concept(PartOfSpeech::Noun, &[preferred], &[deprecated])
    }

    /// Every stretch of `text` that is a form of a term: the text is written out in plain signs and searched
    /// from each of its characters.
    fn naive(vocabulary: &Vocabulary, text: &str) -> Vec<(Range<usize>, usize, usize)> {
        let mut signs: Vec<(char, Range<usize>)> = Vec::new();
        for (at, c) in text.char_indices().filter(|(_, c)| *c != '\u{ad}') {
            let end = at + c.len_utf8();
            match c {
                c if c.is_whitespace() => match signs.last_mut() {
                    Some((' ', range)) => range.end = end,
                    _ => signs.push((' ', at..end)),
                },
                '’' => signs.push(('\'', at..end)),
                '\u{2011}' => signs.push(('-', at..end)),
                _ => signs.push((c, at..end)),
            }
        }
        let word =
            |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(|(c, _)| c.is_alphanumeric() || *c == '_');
        let mut out = Vec::new();
        for (concept, entry) in vocabulary.concepts().iter().enumerate() {
            for (number, term) in entry.terms.iter().enumerate() {
                let exact = term.text.chars().any(char::is_uppercase);
                for (_, form) in term.forms() {
                    let wanted: Vec<char> = form.chars().collect();
                    for from in 0..signs.len() {
                        let Some(window) = signs.get(from..from + wanted.len()) else { break };
                        let same = |(seen, wanted): (&(char, Range<usize>), &char)| {
                            if exact { seen.0 == *wanted } else { seen.0.to_lowercase().eq(wanted.to_lowercase()) }
                        };
                        let to = from + wanted.len();
                        let cuts =
                            word(from.checked_sub(1)) && word(Some(from)) || word(Some(to)) && word(Some(to - 1));
                        if window.iter().zip(&wanted).all(same) && !cuts {
                            out.push((window[0].1.start..signs[to - 1].1.end, concept, number));
                        }
                    }
                }
            }
        }
        out.sort_by_key(|(range, concept, term)| (range.start, range.end, *concept, *term));
        out.dedup();
        out
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "log", "in", "logs", "logged", "Log", "IN", "child", "children", "Child", "ATM", "s", "'", "’", "'s", " ",
            " ", " ", " ", "\n", "\u{a0}", "\u{ad}", "-", "\u{2011}", ".", "_", "1", "é", "😀",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    fn term() -> impl Strategy<Value = String> {
        let word = || prop::sample::select(vec!["log", "in", "child", "Child", "ATM", "é", "1"]);
        let gap = || prop::sample::select(vec![" ", "-"]);
        (word(), prop::collection::vec((gap(), word()), 0..3))
            .prop_map(|(first, more)| more.into_iter().fold(first.to_owned(), |text, (gap, word)| text + gap + word))
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 512, rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn hits_are_those_that_a_naive_search_finds(
            terms in prop::collection::vec((term(), term(), any::<bool>()), 1..5),
            text in text(),
        ) {
            let concepts = terms.iter().map(|(preferred, deprecated, verb)| {
                let part_of_speech = if *verb { PartOfSpeech::Verb } else { PartOfSpeech::Noun };
                concept(part_of_speech, &[preferred], &[deprecated])
            });
            let vocabulary = Vocabulary::new(concepts.collect());
            let hits = vocabulary.find(&text);
            let mut found: Vec<_> = hits.iter().map(|hit| (hit.range.start..hit.stem_end, hit.concept, hit.term)).collect();
            found.sort_by_key(|(range, concept, term)| (range.start, range.end, *concept, *term));
            prop_assert_eq!(found, naive(&vocabulary, &text));
            for hit in &hits {
                let ending = text[hit.stem_end..hit.range.end].replace('\u{ad}', "");
                prop_assert!(["", "'", "’", "'s", "’s"].contains(&ending.as_str()), "{}", ending);
            }
            prop_assert!(hits.is_empty() || vocabulary.may_match(&text) && vocabulary.may_hold(&text));
        }
    }
}
