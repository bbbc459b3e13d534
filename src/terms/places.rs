//! Where something may stand in a text, told many bytes at a time.

use std::collections::BTreeMap;
use std::iter::repeat;
use std::ops::Range;

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, Input, Match, MatchKind, PatternID, Span};

/// So many patterns are looked for at once on any machine that can.
const MOST: usize = 64;

/// Looks for patterns whatever their case, as leftmost as can be and then as long.
pub(super) struct Places(Way);

enum Way {
    /// What the patterns begin with is looked for first, and one of them where one begins: an automaton of them all would
    /// take longer to make than a short text to check.
    Begun { begins: Searcher, of: Vec<Begin>, patterns: Sorted },
    /// Where the machine cannot look for beginnings, or there are too many.
    Whole(AhoCorasick),
}

/// A beginning, in one of its cases.
#[derive(Debug, Clone)]
struct Begin {
    behind: Behind,
    /// The patterns that begin so.
    patterns: Range<usize>,
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

/// Patterns in small letters and in order, each with its number.
struct Sorted(Vec<(Vec<u8>, usize)>);

impl Sorted {
    fn new<P: AsRef<str>>(patterns: &[P]) -> Self {
        let lower = patterns.iter().map(|pattern| pattern.as_ref().as_bytes().to_ascii_lowercase());
        let mut sorted: Vec<_> = lower.zip(0..).collect();
        sorted.sort_unstable();
        Self(sorted)
    }

    /// Those of `within`, which are the same before the byte `at`, that have `byte` there.
    fn with(&self, within: Range<usize>, at: usize, byte: u8) -> Range<usize> {
        let all = self.0.get(within.clone()).unwrap_or_default();
        let start = all.partition_point(|(pattern, _)| pattern.get(at).is_none_or(|own| *own < byte));
        let same = all.get(start..).unwrap_or_default();
        let count = same.partition_point(|(pattern, _)| pattern.get(at) == Some(&byte));
        within.start + start..within.start + start + count
    }

    /// The patterns that begin with these bytes.
    fn begun_with(&self, bytes: &[u8]) -> Range<usize> {
        bytes.iter().enumerate().fold(0..self.0.len(), |within, (at, byte)| self.with(within, at, *byte))
    }

    /// The longest that `text` begins with of those in `within`, which are known to be the same as it is before the
    /// byte `at`: its number and its length.
    fn longest(&self, text: &[u8], mut at: usize, mut within: Range<usize>) -> Option<(usize, usize)> {
        let mut longest = None;
        // Of those that are the same so far the shortest comes first.
        while let Some((pattern, number)) = self.0.get(within.clone()).and_then(<[_]>::first) {
            if pattern.len() == at {
                longest = Some((*number, at));
            }
            let rest = pattern.get(at..).unwrap_or_default();
            if within.len() == 1 {
                let is_there = text.get(at..at + rest.len()).is_some_and(|text| text.eq_ignore_ascii_case(rest));
                return if is_there { Some((*number, pattern.len())) } else { longest };
            }
            let Some(byte) = text.get(at) else { break };
            within = self.with(within, at, byte.to_ascii_lowercase());
            at += 1;
        }
        longest
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
        let sorted = Sorted::new(patterns);
        let begins = begins.into_iter().flat_map(|(bytes, behind)| {
            let begin = Begin { behind, patterns: sorted.begun_with(&bytes) };
            in_every_case(&bytes).into_iter().zip(repeat(begin))
        });
        // In order: of two that stand in one place the shorter is found, behind which anything stands.
        let (begins, of): (Vec<Vec<u8>>, Vec<Begin>) = begins.unzip();
        let begins = if begins.len() > MOST { None } else { Searcher::new(&begins) };
        Self(begins.map_or_else(|| Way::whole(patterns), |begins| Way::Begun { begins, of, patterns: sorted }))
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
        let (begins, of, patterns) = match &self.0 {
            Way::Begun { begins, of, patterns } => (begins, of, patterns),
            Way::Whole(patterns) => return patterns.find(Input::new(text).span(at.min(end)..end)),
        };
        loop {
            let begun = begins.find_in(text, Span { start: at.min(end), end })?;
            at = begun.start();
            if let Some(begin) = of.get(begun.pattern().as_usize())
                && begin.behind.holds(text.as_bytes().get(begun.end()))
                && let Some(rest) = text.as_bytes().get(at..)
                && let Some((number, length)) = patterns.longest(rest, begun.len(), begin.patterns.clone())
            {
                return Some(Match::new(PatternID::new_unchecked(number), at..at + length));
            }
            at += 1;
        }
    }
}

impl Way {
    #[expect(clippy::expect_used, reason = "a few short words of a file of ours, and no limit is near")]
    fn whole<P: AsRef<str>>(patterns: &[P]) -> Self {
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns.iter().map(AsRef::as_ref));
        Self::Whole(automaton.expect("an automaton of the pair's words"))
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
        assert!(matches!(places.0, Way::Whole(_)));
        assert_eq!(places.each("a 007x 012 099X").count(), 2);
    }
}
