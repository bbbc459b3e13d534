//! Where something may stand in a text, told many bytes at a time.

use std::collections::BTreeMap;
use std::iter::repeat;

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, Anchored, Input, Match, MatchKind, Span, StartKind};

/// So many patterns are looked for at once on any machine that can.
const MOST: usize = 64;

/// Looks for patterns whatever their case, as leftmost as can be and then as long.
pub(super) struct Places {
    /// What each pattern begins with, in every case; none where the machine cannot look for that, or there is too much.
    begins: Option<Searcher>,
    /// What may stand behind each of these.
    behind: Vec<Behind>,
    patterns: AhoCorasick,
}

/// What stands behind the beginning of a pattern that goes on as one: to ask for it costs less than to look for all
/// patterns there.
#[derive(Debug, Clone, Copy, Default)]
struct Behind {
    /// Whatever there is.
    anything: bool,
    /// One of these bytes, each a bit.
    bytes: [u64; 4],
}

impl Behind {
    /// Adds what stands behind the first bytes of a pattern.
    fn add(&mut self, rest: Option<&u8>) {
        let Some(byte) = rest else { return self.anything = true };
        for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
            self.bytes.get_mut(usize::from(byte / 64)).into_iter().for_each(|bits| *bits |= 1 << (byte % 64));
        }
    }

    #[inline]
    fn holds(&self, byte: Option<&u8>) -> bool {
        let bit = |byte: &u8| self.bytes.get(usize::from(byte / 64)).map_or(0, |bits| bits >> (byte % 64) & 1);
        self.anything || byte.map_or(0, bit) == 1
    }
}

impl Places {
    /// For these patterns, of each of which the first `begin` bytes are looked for before the rest is.
    pub(super) fn new<P: AsRef<str>>(patterns: &[P], begin: usize) -> Self {
        let mut begins: BTreeMap<Vec<u8>, Behind> = BTreeMap::new();
        for pattern in patterns.iter().map(AsRef::as_ref) {
            let first: &str = pattern.get(..begin).unwrap_or(pattern);
            let behind = begins.entry(first.as_bytes().to_ascii_lowercase()).or_default();
            behind.add(pattern.as_bytes().get(first.len()));
        }
        // In order: of two that stand in one place the shorter is found, behind which anything stands.
        let begins = begins.iter().flat_map(|(begin, behind)| in_every_case(begin).into_iter().zip(repeat(*behind)));
        let (begins, behind): (Vec<Vec<u8>>, Vec<Behind>) = begins.unzip();
        let begins = if begins.len() > MOST { None } else { Searcher::new(&begins) };
        #[expect(clippy::expect_used, reason = "a few short words of a file of ours, and no limit is near")]
        let patterns = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(if begins.is_some() { StartKind::Anchored } else { StartKind::Unanchored })
            .build(patterns.iter().map(AsRef::as_ref))
            .expect("an automaton of the pair's words");
        Self { begins, behind, patterns }
    }

    /// What is found in `text`, in order; what overlaps with it is not.
    pub(super) fn each<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Match> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = self.next(text, at)?;
            at = found.end();
            Some(found)
        })
    }

    /// The first that is found in `text` from the byte `at` on.
    pub(super) fn next(&self, text: &str, mut at: usize) -> Option<Match> {
        let end = text.len();
        let Some(begins) = &self.begins else { return self.patterns.find(Input::new(text).span(at.min(end)..end)) };
        loop {
            let begun = begins.find_in(text, Span { start: at.min(end), end })?;
            at = begun.start();
            let behind = self.behind.get(begun.pattern().as_usize());
            if behind.is_none_or(|behind| behind.holds(text.as_bytes().get(begun.end())))
                && let Some(found) = self.patterns.find(Input::new(text).span(at..end).anchored(Anchored::Yes))
            {
                return Some(found);
            }
            at += 1;
        }
    }
}

/// Everything that these bytes are in one case or another.
fn in_every_case(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = vec![Vec::new()];
    for byte in bytes {
        let mut cases = vec![byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
        cases.dedup();
        let longer =
            |begun: &Vec<u8>| cases.iter().map(|case| [begun.as_slice(), &[*case]].concat()).collect::<Vec<_>>();
        out = out.iter().flat_map(longer).collect();
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    const PATTERNS: [&str; 6] = ["cust", "customer", "cu*", "c*", "\\x", "\u{ad}"];

    fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
        let piece = prop::sample::select(vec![
            "customer",
            "CUSTOMER",
            "Cust",
            "cu*",
            "c*",
            "C*",
            "c",
            "u",
            "*",
            "\\",
            "x",
            "\\X",
            "\u{ad}",
            "é",
            "😀",
            " ",
            "omer",
            "nothing of the kind stands in this long line of text, for which they are looked",
            "\0",
        ]);
        prop::collection::vec(piece, 0..20)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 512, rng_seed: RngSeed::Fixed(4), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn what_a_plain_automaton_finds_is_found(pieces in pieces()) {
            let text = pieces.concat();
            let plain = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(PATTERNS)
                .unwrap();
            let expected: Vec<Match> = plain.find_iter(&text).collect();
            for begin in [2, 40] {
                let places = Places::new(&PATTERNS, begin);
                prop_assert_eq!(places.each(&text).collect::<Vec<_>>(), expected.clone(), "{:?}", text);
            }
        }
    }

    #[test]
    fn too_much_to_look_for_at_once_is_found_all_the_same() {
        let many: Vec<String> = (0..100).map(|number| format!("{number:03}x")).collect();
        let places = Places::new(&many, 3);
        assert!(places.begins.is_none());
        assert_eq!(places.each("a 007x 012 099X").count(), 2);
    }
}
