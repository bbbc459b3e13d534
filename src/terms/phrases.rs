//! Fixed phrases: found in a text whatever its line wraps, and with the forms of their last word.
//!
//! How a phrase is matched stands in [`lookup`](super::lookup); besides, the plural and the possessive of its
//! last word match.

use std::ops::Range;

use super::inflection::{self, plurals_of_last_word};
use super::lookup::{Lookup, Reading};
use super::matcher;
use super::normal::{SOFT_HYPHEN, is_apostrophe, is_word};
use super::words::{word_around, word_before, words};

/// A set of phrases, compiled once. Each phrase is known by its index in the order it was given.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    written: Vec<String>,
    /// Every form of every phrase, with its index.
    forms: Lookup<usize>,
}

/// A place where a phrase stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseMatch {
    /// Bytes of the searched string; with the possessive ending of the last word.
    pub range: Range<usize>,
    /// Which phrase.
    pub phrase: usize,
}

impl Phrases {
    /// Compiles phrases. One that holds a capital letter is matched with regard to case.
    pub fn new<S: AsRef<str>>(phrases: impl IntoIterator<Item = S>) -> Self {
        Self::with_forms(phrases, |phrase| {
            let plurals = plurals_of_last_word(&phrase);
            std::iter::once(phrase).chain(plurals).collect()
        })
    }

    /// Compiles phrases that are found in any inflection: the last word as a noun, the first as a verb
    /// (*advise* in *advised*, *sign contract* in *signing contracts*).
    pub fn inflected<S: AsRef<str>>(phrases: impl IntoIterator<Item = S>) -> Self {
        Self::with_forms(phrases, |phrase| {
            let mut forms = plurals_of_last_word(&phrase);
            let verbs: Vec<String> = inflection::verb_forms(&phrase).into_iter().collect();
            // Where there are several words, both ends may inflect at once.
            if let Some(last) = phrase.rfind(' ') {
                let tails: Vec<_> = forms.iter().filter_map(|form| form.get(last..)).map(str::to_owned).collect();
                let heads = verbs.iter().filter_map(|form| form.strip_suffix(phrase.get(last..)?));
                let both = heads.flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}")));
                forms.extend(both.collect::<Vec<_>>());
            }
            forms.extend(verbs);
            forms.push(phrase);
            forms.sort_unstable();
            forms.dedup();
            forms
        })
    }

    fn with_forms<S: AsRef<str>>(
        phrases: impl IntoIterator<Item = S>,
        forms_of: impl Fn(String) -> Vec<String>,
    ) -> Self {
        let (mut written, mut forms) = (Vec::new(), Vec::new());
        for (number, phrase) in phrases.into_iter().enumerate() {
            let phrase = phrase.as_ref();
            let reading = Reading::of(phrase);
            forms.extend(forms_of(reading.normal(phrase)).into_iter().map(|form| (form, reading, number)));
            written.push(phrase.to_owned());
        }
        Self { written, forms: Lookup::new(forms) }
    }

    /// The phrase of an index, as it was given.
    pub fn get(&self, index: usize) -> Option<&str> {
        self.written.get(index).map(String::as_str)
    }

    /// How many phrases there are.
    pub fn len(&self) -> usize {
        self.written.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Whether a phrase holds a form of a term of [`pair`](super::pair) as a whole word. One that holds
    /// none never covers an occurrence of the pair.
    pub fn holds_term(&self, index: usize) -> bool {
        self.get(index).is_some_and(|phrase| !matcher::find(phrase).is_empty())
    }

    /// The phrases that cover the byte range `word` of `text`, longest first.
    pub fn covering(&self, text: &str, word: Range<usize>) -> Vec<PhraseMatch> {
        let mut out = Vec::new();
        let back = std::iter::successors(word_around(text, word.start), |word| word_before(text, word.start));
        for first in back.take(self.forms.longest()) {
            self.forms.each_at(text, first, |range, _, phrase| {
                let end = with_apostrophe(text, with_s(text, range.end), word.end);
                if range.start <= word.start && word.end <= end {
                    out.push(PhraseMatch { range: range.start..end, phrase });
                }
            });
        }
        out.sort_by_key(|found| (std::cmp::Reverse(found.range.len()), found.phrase, found.range.start));
        out
    }

    /// Every place where a phrase stands, in order, the longest first of those that start together.
    pub fn find_all(&self, text: &str) -> Vec<PhraseMatch> {
        let mut out = Vec::new();
        if self.is_empty() {
            return out;
        }
        for first in words(text).filter(|word| self.forms.may_begin(*word)) {
            self.forms.each_at(text, first, |range, _, phrase| {
                out.push(PhraseMatch { range: range.start..with_s(text, range.end), phrase });
            });
        }
        out.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end), found.phrase));
        out
    }
}

/// `end`, or the end of the `'s` that follows a word that ends there.
fn with_s(text: &str, end: usize) -> usize {
    let Some((front, rest)) = text.split_at_checked(end) else { return end };
    let mut chars = rest.char_indices().filter(|(_, c)| *c != SOFT_HYPHEN);
    let apostrophe = chars.next().is_some_and(|(_, c)| is_apostrophe(c));
    match (front.ends_with(is_word) && apostrophe, chars.next(), chars.next()) {
        (true, Some((at, 's' | 'S')), next) if !next.is_some_and(|(_, c)| is_word(c)) => end + at + 1,
        _ => end,
    }
}

/// `end`, or `wanted` where nothing but an apostrophe lies between: the rest of a plural's possessive.
fn with_apostrophe(text: &str, end: usize, wanted: usize) -> usize {
    let between = text.get(end..wanted).unwrap_or_default();
    let mut chars = between.chars().filter(|c| *c != SOFT_HYPHEN);
    if chars.next().is_some_and(is_apostrophe) && chars.next().is_none() { wanted } else { end }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::find;
    use super::*;

    /// What `phrase` covers in `text`, around each occurrence of the pair.
    fn covered<'t>(phrase: &str, text: &'t str) -> Vec<&'t str> {
        let phrases = Phrases::new([phrase]);
        let hits = find(text);
        hits.into_iter().flat_map(|hit| phrases.covering(text, hit.range)).map(|found| &text[found.range]).collect()
    }

    #[test]
    fn phrases_cover_words_whatever_their_form_and_spacing() {
        for (phrase, text, expected) in [
            ("customer service", "Our customer service is kind.", "customer service"),
            ("customer service", "Customer Service", "Customer Service"),
            ("customer service", "CUSTOMER SERVICE'S", "CUSTOMER SERVICE'S"),
            ("customer service", "customer services’ hours", "customer services"),
            ("customer service", "customer\n    service", "customer\n    service"),
            ("customer service", "customer\u{a0}service", "customer\u{a0}service"),
            ("customer service", "customer\u{202f} service", "customer\u{202f} service"),
            ("customer  service ", "customer service", "customer service"),
            (
                "customer service",
                "cus\u{ad}tom\u{ad}er ser\u{ad}vice\u{ad}s",
                "cus\u{ad}tom\u{ad}er ser\u{ad}vice\u{ad}s",
            ),
            ("cus\u{ad}tomer service", "customer service", "customer service"),
            ("client-side", "client\u{2011}side", "client\u{2011}side"),
            ("client\u{2010}side", "client-side", "client-side"),
            ("client/server", "a client/server system", "client/server"),
            ("client library", "two client libraries", "client libraries"),
            ("client library", "a Client Library's", "Client Library's"),
            ("client day", "client days", "client days"),
            ("client analysis", "client analyses", "client analyses"),
            ("client's child", "the client’s children", "client’s children"),
            ("Client Person", "two Client People's", "Client People's"),
            ("client business", "client businesses", "client businesses"),
            ("client box", "client boxes", "client boxes"),
            ("client branch", "client branches", "client branches"),
            ("client tech", "client techs", "client techs"),
            ("http client", "HTTP clients'", "HTTP clients'"),
            ("http client", "The HTTP client's retries", "HTTP client's"),
            ("voice of the customer", "the voice of the\ncustomers", "voice of the\ncustomers"),
            ("customer's broker", "a customer’s broker", "customer’s broker"),
            ("customer’s broker", "a customer's broker", "customer's broker"),
            ("Customer Portal", "the Customer Portals", "Customer Portals"),
            ("Client ID", "Client IDs", "Client IDs"),
            ("CLIENT ID", "CLIENT IDS", "CLIENT IDS"),
            ("CLIENT ID", "CLIENT IDs", "CLIENT IDs"),
            ("client", "the Client’s", "Client’s"),
            (".NET client", "a .NET client", ".NET client"),
            ("Client!", "Client!", "Client!"),
            ("écran client", "Écran Client", "Écran Client"),
        ] {
            assert_eq!(covered(phrase, text), [expected], "{phrase:?} in {text:?}");
        }
    }

    #[test]
    fn what_is_another_phrase_is_not_covered() {
        for (phrase, text) in [
            ("customer service", "customers service"),
            ("customer service", "customer's service"),
            ("customer service", "customer, service"),
            ("customer service", "customer-service"),
            ("customer service", "customer serviced"),
            ("customer service", "customer service_desk"),
            ("customer service", "customerservice"),
            ("customer service", "customer and service"),
            ("client libraries", "client library"),
            ("Customer Portal", "customer portal"),
            ("Customer Portal", "CUSTOMER PORTAL"),
            ("CLIENT ID", "Client ID"),
            ("http client", "xhttp client"),
            ("client-side", "client side"),
            ("service", "customer service"),
            ("", "customer"),
            ("!!", "customer!!"),
        ] {
            assert!(covered(phrase, text).is_empty(), "{phrase:?} in {text:?}");
        }
    }

    #[test]
    fn a_cue_is_found_in_every_inflection() {
        let cues = ["advise", "retainer", "wealth management", "Portfolio", "sign the contract", "one-time", "buy"];
        let phrases = Phrases::inflected(cues);
        for (text, expected) in [
            ("She advised them, advising well; it advises. Advise!", &[0, 0, 0, 0][..]),
            ("Two retainers, a retainer’s terms", &[1, 1]),
            ("Wealth\nmanagement", &[2]),
            ("Portfolios, portfolio", &[3]),
            ("They signed the contracts; sign the contract.", &[4, 4]),
            ("a one-time fee", &[5]),
            ("bought, buying", &[6, 6]),
            ("adviser contract", &[]),
        ] {
            let found: Vec<_> = phrases.find_all(text).iter().map(|found| found.phrase).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_longest_phrase_comes_first() {
        let phrases =
            Phrases::new(["customer success", "Customer Success Manager", "success", "customer success manager"]);
        let text = "A Customer Success Manager called.";
        let found = phrases.covering(text, 2..10);
        assert_eq!(found.iter().map(|found| found.phrase).collect::<Vec<_>>(), [1, 3, 0]);
        assert_eq!(&text[found[0].range.clone()], "Customer Success Manager");
        assert_eq!(phrases.get(0), Some("customer success"));
        assert_eq!((phrases.len(), phrases.is_empty(), phrases.get(4)), (4, false, None));
    }

    #[test]
    fn only_the_word_that_is_asked_for_counts() {
        let text = "client library and client";
        let phrases = Phrases::new(["client library"]);
        assert_eq!(phrases.covering(text, 0..6).len(), 1);
        assert_eq!(phrases.covering(text, 19..25).len(), 0);
        assert_eq!(phrases.covering(text, 7..14).len(), 1);
        assert_eq!(Phrases::new(["client to client"]).covering("client to client to client", 10..16).len(), 2);
    }

    #[test]
    fn a_wild_range_covers_nothing() {
        let phrases = Phrases::new(["é client"]);
        #[expect(clippy::reversed_empty_ranges, reason = "what a reversed range gives is under test")]
        for range in [1..2, 50..60, 3..1, 3..99, 0..0] {
            phrases.covering("é client", range);
        }
        assert!(phrases.covering("é client", 1..9).is_empty());
        assert!(phrases.covering("é client", 3..99).is_empty());
    }

    #[test]
    fn all_matches_are_found_in_order() {
        let phrases = Phrases::new(["API", "invoice", "http", "http client", "per cent."]);
        let text = "HTTP\u{a0}clients send in\u{ad}voices' totals to APIs; an api does not. Ten per cent. Xhttp";
        let found: Vec<_> =
            phrases.find_all(text).into_iter().map(|found| (&text[found.range], found.phrase)).collect();
        assert_eq!(
            found,
            [("HTTP\u{a0}clients", 3), ("HTTP", 2), ("in\u{ad}voices", 1), ("APIs", 0), ("per cent.", 4)]
        );
    }

    #[test]
    fn a_phrase_without_a_word_of_the_pair_is_known() {
        let phrases =
            Phrases::new(["customer success", "invoice", "customer_id", "CLIENTS' rights", "cus\u{ad}tomer", ""]);
        let holding: Vec<_> = (0..7).map(|index| phrases.holds_term(index)).collect();
        assert_eq!(holding, [true, false, false, true, true, false, false]);
    }

    /// Every match of every phrase: the text is written out in plain signs and searched from each of its
    /// characters.
    fn naive(given: &[String], text: &str) -> Vec<PhraseMatch> {
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
        let mut out = Vec::new();
        for (number, phrase) in given.iter().enumerate() {
            let exact = phrase.chars().any(char::is_uppercase);
            for ending in ["", "s", "S"] {
                let capital = exact && phrase.ends_with(char::is_uppercase);
                if !phrase.ends_with(char::is_alphanumeric) && !ending.is_empty() || ending == "S" && !capital {
                    continue;
                }
                let wanted: Vec<char> = phrase.chars().chain(ending.chars()).collect();
                for from in 0..signs.len() {
                    let Some(window) = signs.get(from..from + wanted.len()) else { break };
                    let same = |(seen, wanted): (&(char, Range<usize>), &char)| {
                        if exact { seen.0 == *wanted } else { seen.0.to_lowercase().eq(wanted.to_lowercase()) }
                    };
                    let word = |at: Option<usize>| {
                        at.and_then(|at| signs.get(at)).is_some_and(|(c, _)| c.is_alphanumeric() || *c == '_')
                    };
                    let mut to = from + wanted.len();
                    let cuts = word(from.checked_sub(1)) && word(Some(from)) || word(Some(to)) && word(Some(to - 1));
                    if !window.iter().zip(&wanted).all(same) || cuts {
                        continue;
                    }
                    let sign = |at: usize| signs.get(at).map(|(c, _)| *c);
                    if word(Some(to - 1))
                        && sign(to) == Some('\'')
                        && matches!(sign(to + 1), Some('s' | 'S'))
                        && !word(Some(to + 2))
                    {
                        to += 2;
                    }
                    out.push(PhraseMatch { range: window[0].1.start..signs[to - 1].1.end, phrase: number });
                }
            }
        }
        out
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "client", "customer", "to", "HTTP", "http", "Client", "a", "é", "s", "S", "'", "’", "'s", " ", " ", " ",
            " ", "\n", "\u{a0}", "\u{ad}", "-", "\u{2011}", ".", "_", "1", "😀",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    fn phrase() -> impl Strategy<Value = String> {
        let word =
            || prop::sample::select(vec!["client", "customer", "to", "a", "HTTP", "http", "é", "Client", "1", "."]);
        let gap = || prop::sample::select(vec![" ", "-", " .", "'s "]);
        (word(), prop::collection::vec((gap(), word()), 0..3))
            .prop_map(|(first, more)| more.into_iter().fold(first.to_owned(), |text, (gap, word)| text + gap + word))
            .prop_filter("a phrase has a word", |text| text.contains(char::is_alphanumeric))
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 512, rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn phrases_are_those_that_a_naive_search_finds(given in prop::collection::vec(phrase(), 1..8), text in text()) {
            let phrases = Phrases::new(&given);
            let mut expected = naive(&given, &text);
            expected.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end), found.phrase));
            prop_assert_eq!(phrases.find_all(&text), expected.clone());
            for hit in find(&text) {
                let bare = hit.form.possessive.is_some_and(|possessive| possessive.s.is_none());
                let word = hit.range.start..if bare { hit.stem_end } else { hit.range.end };
                let mut covering: Vec<_> = expected
                    .iter()
                    .filter(|found| found.range.start <= word.start && word.end <= found.range.end)
                    .cloned()
                    .collect();
                for found in &mut covering {
                    if found.range.end == hit.stem_end {
                        found.range.end = hit.range.end;
                    }
                }
                covering.sort_by_key(|found| (std::cmp::Reverse(found.range.len()), found.phrase, found.range.start));
                prop_assert_eq!(phrases.covering(&text, hit.range.clone()), covering);
            }
        }
    }
}
