//! Fixed phrases: found in a text whatever its line wraps, and with the forms of their last word.
//!
//! How a phrase is matched:
//!
//! - One that holds a capital letter is matched exactly as written; any other in any case.
//! - A space stands for any run of white space, line breaks and no-break spaces included; hyphens that
//!   do not break are hyphens, curly apostrophes are apostrophes, and soft hyphens do not count.
//! - The plural and the possessive of its last word match as well.
//! - It begins and ends where words do: no letter, digit or underscore stands next to it.
//!
//! A phrase is looked up by all of its words at once, so that the cost of a search hardly depends on how
//! many phrases there are.

use std::ops::Range;

use super::inflection::plurals_of_last_word;
use super::matcher;
use super::normal::{SOFT_HYPHEN, fold, is_apostrophe, is_word, plain};

/// A set of phrases, compiled once. Each phrase is known by its index in the order it was given.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    phrases: Vec<Phrase>,
    /// Every form of every phrase by the hash of its words, in order of that.
    index: Vec<(u64, Entry)>,
    /// The hashes of the first words, in order.
    firsts: Vec<u64>,
    /// How many words phrases have, in order.
    lengths: Vec<usize>,
}

/// A place where a phrase stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseMatch {
    /// Bytes of the searched string; with the possessive ending of the last word.
    pub range: Range<usize>,
    /// Which phrase.
    pub phrase: usize,
}

#[derive(Debug, Clone)]
struct Phrase {
    written: String,
    case: PhraseCase,
    /// The phrase and then its plurals, each with plain signs, and in small letters unless exact.
    forms: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PhraseCase {
    Exact,
    Any,
}

/// A form of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    phrase: usize,
    form: usize,
    /// Byte of the form where its first word starts.
    word: usize,
}

/// A run of word characters in a text, soft hyphens aside.
#[derive(Debug, Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    hash: u64,
}

impl Phrases {
    /// Compiles phrases. One that holds a capital letter is matched with regard to case.
    pub fn new<S: AsRef<str>>(phrases: impl IntoIterator<Item = S>) -> Self {
        let phrases: Vec<Phrase> = phrases.into_iter().map(|phrase| Phrase::new(phrase.as_ref())).collect();
        let mut compiled = Self::default();
        for (number, phrase) in phrases.iter().enumerate() {
            for (form, text) in phrase.forms.iter().enumerate() {
                let words = Words::new(words(text).collect());
                if let Some(first) = words.list.first() {
                    let length = words.list.len();
                    let key = words.hash(0, length, Words::power(length));
                    compiled.index.push((key, Entry { phrase: number, form, word: first.start }));
                    compiled.firsts.push(first.hash);
                    compiled.lengths.push(length);
                }
            }
        }
        compiled.index.sort_unstable();
        compiled.firsts.sort_unstable();
        compiled.firsts.dedup();
        compiled.lengths.sort_unstable();
        compiled.lengths.dedup();
        Self { phrases, ..compiled }
    }

    /// The phrase of an index, as it was given.
    pub fn get(&self, index: usize) -> Option<&str> {
        self.phrases.get(index).map(|phrase| phrase.written.as_str())
    }

    /// How many phrases there are.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Whether a phrase holds a form of a term of [`pair`](super::pair) as a whole word. One that holds
    /// none never covers an occurrence of the pair.
    pub fn holds_term(&self, index: usize) -> bool {
        self.get(index).is_some_and(|phrase| !matcher::find(phrase).is_empty())
    }

    /// The phrases that cover the byte range `word` of `text`, longest first.
    pub fn covering(&self, text: &str, word: Range<usize>) -> Vec<PhraseMatch> {
        let mut out = Vec::new();
        let (Some(longest), Some(here)) = (self.lengths.last(), word_around(text, word.start)) else { return out };
        let back = std::iter::successors(Some(here), |word| word_before(text, word.start));
        let mut near: Vec<Word> = back.take(*longest).collect();
        near.reverse();
        let at = near.len() - 1;
        near.extend(std::iter::successors(Some(here), |word| word_from(text, word.end)).skip(1).take(*longest - 1));
        let near = Words::new(near);
        for length in &self.lengths {
            let power = Words::power(*length);
            for first in (at + 1).saturating_sub(*length)..=at {
                for mut found in self.matches(text, &near, first, *length, power) {
                    found.range.end = with_apostrophe(text, found.range.end, word.end);
                    if found.range.start <= word.start && word.end <= found.range.end {
                        out.push(found);
                    }
                }
            }
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
        let words = Words::new(words(text).collect());
        let lengths: Vec<_> = self.lengths.iter().map(|length| (*length, Words::power(*length))).collect();
        for (first, word) in words.list.iter().enumerate() {
            if self.firsts.binary_search(&word.hash).is_ok() {
                out.extend(
                    lengths.iter().flat_map(|(length, power)| self.matches(text, &words, first, *length, *power)),
                );
            }
        }
        out.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end), found.phrase));
        out
    }

    /// The phrases that begin with the word `first` of `words`, the words of `text`, and have `length` words.
    fn matches<'a>(
        &'a self,
        text: &'a str,
        words: &'a Words,
        first: usize,
        length: usize,
        power: u64,
    ) -> impl Iterator<Item = PhraseMatch> + 'a {
        let key = words.hash(first, length, power);
        let from = self.index.partition_point(|(other, _)| *other < key);
        let at = words.list.get(first).map_or(text.len(), |word| word.start);
        let entries = self.index.iter().skip(from).take_while(move |(other, _)| *other == key);
        entries.filter_map(move |(_, entry)| self.match_of(text, at, *entry))
    }

    /// The place of the phrase of `entry` if its first word starts at the byte `at` of `text`.
    fn match_of(&self, text: &str, at: usize, entry: Entry) -> Option<PhraseMatch> {
        let phrase = self.phrases.get(entry.phrase)?;
        let (front, back) = phrase.forms.get(entry.form)?.split_at_checked(entry.word)?;
        let start = phrase.case.reads_before(text, at, front)?;
        let end = phrase.case.reads_from(text, at, back)?;
        // No word is cut: the words of the form were found to be whole words of the text.
        Some(PhraseMatch { range: start..with_s(text, end), phrase: entry.phrase })
    }
}

impl Phrase {
    fn new(written: &str) -> Self {
        let case = if written.chars().any(char::is_uppercase) { PhraseCase::Exact } else { PhraseCase::Any };
        let mut text = String::with_capacity(written.len());
        for c in written.chars().filter(|c| *c != SOFT_HYPHEN).map(plain) {
            if !(c == ' ' && text.ends_with(' ')) {
                text.push(case.see(c));
            }
        }
        let text = text.trim();
        let forms = std::iter::once(text.to_owned()).chain(plurals_of_last_word(text)).collect();
        Self { written: written.to_owned(), case, forms }
    }
}

impl PhraseCase {
    fn see(self, c: char) -> char {
        match self {
            PhraseCase::Exact => c,
            PhraseCase::Any => fold(c),
        }
    }

    /// Where `wanted`, a form or its rear part, ends if `text` reads so from the byte `at` on.
    fn reads_from(self, text: &str, at: usize, wanted: &str) -> Option<usize> {
        let seen = text.get(at..)?.char_indices().map(|(offset, c)| (at + offset + c.len_utf8(), c));
        self.reads(seen, wanted.chars(), at)
    }

    /// Where `wanted`, the front part of a form, starts if `text` reads so before the byte `at`.
    fn reads_before(self, text: &str, at: usize, wanted: &str) -> Option<usize> {
        self.reads(text.get(..at)?.char_indices().rev(), wanted.chars().rev(), at)
    }

    /// Compares characters, each with the offset of its far side, and gives that of the last.
    fn reads(
        self,
        seen: impl Iterator<Item = (usize, char)>,
        wanted: impl Iterator<Item = char>,
        at: usize,
    ) -> Option<usize> {
        let mut seen = seen.filter(|(_, c)| *c != SOFT_HYPHEN).map(|(far, c)| (far, plain(c))).peekable();
        let mut far_side = at;
        for want in wanted {
            let (far, c) = seen.next()?;
            if self.see(c) != want {
                return None;
            }
            far_side = far;
            while c == ' '
                && let Some((far, _)) = seen.next_if(|(_, next)| *next == ' ')
            {
                far_side = far;
            }
        }
        Some(far_side)
    }
}

/// Words, and the hash of any stretch of them at the cost of one.
struct Words {
    list: Vec<Word>,
    /// The hash of the words before each word, and at the end that of all.
    hashes: Vec<u64>,
}

impl Words {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

    fn new(list: Vec<Word>) -> Self {
        let mut hash = 0_u64;
        let step = |word: &Word| {
            hash = hash.wrapping_mul(Self::BASE).wrapping_add(word.hash);
            hash
        };
        let hashes = std::iter::once(0).chain(list.iter().map(step)).collect();
        Self { list, hashes }
    }

    /// What takes the words before a stretch of `length` words out of its hash.
    fn power(length: usize) -> u64 {
        (0..length).fold(1, |power: u64, _| power.wrapping_mul(Self::BASE))
    }

    /// The hash of `length` words from `first` on; zero where there are not as many.
    fn hash(&self, first: usize, length: usize, power: u64) -> u64 {
        match (self.hashes.get(first), self.hashes.get(first + length)) {
            (Some(before), Some(all)) => all.wrapping_sub(before.wrapping_mul(power)),
            _ => 0,
        }
    }
}

/// One step of a hash after FNV-1a. Two words that share one by chance cost a comparison, nothing more.
fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
}

fn in_word(c: char) -> bool {
    c == SOFT_HYPHEN || is_word(c)
}

/// The first word of `text` that starts at the byte `from` or after it.
fn word_from(text: &str, from: usize) -> Option<Word> {
    let rest = text.get(from..)?;
    let start = from + rest.find(is_word)?;
    let mut word = Word { start, end: start, hash: 0xcbf2_9ce4_8422_2325 };
    for (at, c) in text.get(start..)?.char_indices().take_while(|(_, c)| in_word(*c)) {
        if c != SOFT_HYPHEN {
            word.hash = mix(word.hash, u64::from(u32::from(fold(c))));
            word.end = start + at + c.len_utf8();
        }
    }
    Some(word)
}

/// The word that holds the byte `at`, or the first after it.
fn word_around(text: &str, at: usize) -> Option<Word> {
    let front = text.get(..at)?;
    let start = front.char_indices().rev().take_while(|(_, c)| in_word(*c)).last().map_or(at, |(start, _)| start);
    word_from(text, start)
}

/// The last word that ends before the byte `at`.
fn word_before(text: &str, at: usize) -> Option<Word> {
    let front = text.get(..at)?;
    let end = front.rfind(is_word)?;
    word_around(text, end)
}

/// All words, in order.
fn words(text: &str) -> impl Iterator<Item = Word> {
    std::iter::successors(word_from(text, 0), |word| word_from(text, word.end))
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
