//! The words of a text, each with a hash of its letters in whatever case.

use super::normal::{SOFT_HYPHEN, fold, is_word};

/// A run of word characters in a text, soft hyphens aside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) hash: u64,
}

/// One step of a word's hash. Two words that share one by chance cost a comparison, nothing more.
#[inline]
fn mix(hash: u64, letter: u32) -> u64 {
    hash.rotate_left(5) ^ u64::from(letter)
}

/// The hash of a stretch of words that has one word more than that of `hash`, which is zero before the first.
#[inline]
pub(super) fn append(hash: u64, word: u64) -> u64 {
    (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// What a byte is in a word: its small letter, [`NONE`] where it belongs to none, [`OTHER`] where it is not ASCII.
static LETTERS: [u8; 256] = {
    let mut table = [NONE; 256];
    let mut byte = 0_u8;
    loop {
        #[expect(clippy::indexing_slicing, reason = "the table holds every byte")]
        {
            table[byte as usize] = match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => byte.to_ascii_lowercase(),
                0x80.. => OTHER,
                _ => NONE,
            };
        }
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};
const NONE: u8 = 0;
const OTHER: u8 = 0x80;

/// What `byte` is in a word, by [`LETTERS`].
#[inline]
fn class(byte: u8) -> u8 {
    LETTERS.get(usize::from(byte)).copied().unwrap_or(NONE)
}

/// The letter beyond ASCII at the byte `at` and how many bytes it takes; no letter where no word goes on. A soft
/// hyphen is the letter zero.
#[cold]
fn other(text: &str, at: usize) -> (Option<u32>, usize) {
    let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return (None, 1) };
    let letter = match c {
        SOFT_HYPHEN => Some(0),
        c => is_word(c).then(|| u32::from(fold(c))),
    };
    (letter, c.len_utf8())
}

/// The first word of `text` that starts at the byte `from`, a border of characters, or after it.
#[inline]
pub(super) fn word_from(text: &str, from: usize) -> Option<Word> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match class(*bytes.get(at)?) {
            NONE => at += 1,
            OTHER => match other(text, at) {
                (None | Some(0), length) => at += length,
                _ => break,
            },
            _ => break,
        }
    }
    let mut word = Word { start: at, end: at, hash: 0 };
    while let Some(byte) = bytes.get(at) {
        match class(*byte) {
            NONE => break,
            OTHER => match other(text, at) {
                (None, _) => break,
                (Some(0), length) => at += length,
                (Some(letter), length) => {
                    at += length;
                    word.hash = mix(word.hash, letter);
                    word.end = at;
                }
            },
            letter => {
                at += 1;
                word.hash = mix(word.hash, u32::from(letter));
                word.end = at;
            }
        }
    }
    Some(word)
}

/// A word of a text with its markup, where an underscore may be emphasis and ends it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) hash: u64,
}

/// The first piece of a word that starts at the byte `from`, a border of characters, or after it. Soft hyphens
/// belong to it at both ends. `passed` is asked about each `&` and backslash before it; where it says yes, the
/// search ends.
#[inline]
pub(super) fn piece_from(text: &str, from: usize, passed: impl Fn(usize) -> bool) -> Result<Option<Piece>, Encoded> {
    let bytes = text.as_bytes();
    let mut at = from;
    let start = loop {
        let Some(byte) = bytes.get(at) else { return Ok(None) };
        match class(*byte) {
            NONE if matches!(byte, b'&' | b'\\') && passed(at) => return Err(Encoded),
            NONE | b'_' => at += 1,
            OTHER => match other(text, at) {
                (None, length) => at += length,
                _ => break at,
            },
            _ => break at,
        }
    };
    let (hash, end) = piece_at(text, start);
    Ok(Some(Piece { start, end, hash }))
}

/// What could be a letter in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Encoded;

/// The hash of the piece of a word from the byte `at` on, and where it ends: where the word does, or before
/// an underscore.
#[inline]
pub(super) fn piece_at(text: &str, mut at: usize) -> (u64, usize) {
    let bytes = text.as_bytes();
    let mut hash = 0;
    while let Some(byte) = bytes.get(at) {
        match class(*byte) {
            NONE | b'_' => break,
            OTHER => match other(text, at) {
                (None, _) => break,
                (Some(0), length) => at += length,
                (Some(letter), length) => {
                    at += length;
                    hash = mix(hash, letter);
                }
            },
            letter => {
                at += 1;
                hash = mix(hash, u32::from(letter));
            }
        }
    }
    (hash, at)
}

/// The hashes of the beginnings of a word, each a letter longer; the last is that of the word.
pub(super) fn hashes_of_beginnings(word: &str) -> impl Iterator<Item = u64> {
    let letters = word.chars().filter(|c| *c != SOFT_HYPHEN);
    letters.scan(0, |hash, c| {
        *hash = mix(*hash, u32::from(fold(c)));
        Some(*hash)
    })
}

/// The word that holds the byte `at`, or the first after it.
pub(super) fn word_around(text: &str, at: usize) -> Option<Word> {
    let (bytes, mut start) = (text.get(..at)?.as_bytes(), at);
    while let Some(byte) = start.checked_sub(1).and_then(|last| bytes.get(last)) {
        start -= match class(*byte) {
            NONE => break,
            OTHER => match last_before(text, start) {
                (true, length) => length,
                (false, _) => break,
            },
            _ => 1,
        };
    }
    word_from(text, start)
}

/// Whether the character before the byte `at`, one beyond ASCII, is a soft hyphen or belongs to a word, and how many
/// bytes it takes.
#[cold]
fn last_before(text: &str, at: usize) -> (bool, usize) {
    let last = text.get(..at).and_then(|front| front.chars().next_back());
    last.map_or((false, 1), |last| (last == SOFT_HYPHEN || is_word(last), last.len_utf8()))
}

/// The last word that ends before the byte `at`.
pub(super) fn word_before(text: &str, at: usize) -> Option<Word> {
    let front = text.get(..at)?;
    // Most often a space stands before it, and a letter before that.
    let bytes = front.as_bytes();
    let marks = bytes.iter().rev().take_while(|byte| class(**byte) == NONE).count();
    let end = front.get(..bytes.len() - marks)?.rfind(is_word)?;
    word_around(text, end)
}

/// All words, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> {
    std::iter::successors(word_from(text, 0), |word| word_from(text, word.end))
}

/// Whether the hash of some word passes. The same as asking [`words`] one by one, in one loop without a thought of
/// where they stand: this is what a text costs that holds no term at all.
pub(super) fn any_word(text: &str, passes: impl Fn(u64) -> bool) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut hash, mut inside) = (0, 0, false);
    while let Some(byte) = bytes.get(at) {
        let letter = class(*byte);
        if letter == NONE {
            at += 1;
            if inside && passes(hash) {
                return true;
            }
            (hash, inside) = (0, false);
        } else if letter != OTHER {
            at += 1;
            (hash, inside) = (mix(hash, u32::from(letter)), true);
        } else {
            let (letter, length) = other(text, at);
            at += length;
            match letter {
                None if inside && passes(hash) => return true,
                None => (hash, inside) = (0, false),
                Some(0) => {}
                Some(letter) => (hash, inside) = (mix(hash, letter), true),
            }
        }
    }
    inside && passes(hash)
}

/// A set of hashes that may take a few for its own that are not, and never misses one.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    /// A filter of some hashes, which are best given once each.
    pub(super) fn new(hashes: &[u64]) -> Self {
        // At least 21 bits for each, of which it sets three: one word in hundreds passes by mistake. The smaller
        // it is, the more of it stays in the processor's cache.
        let mut filter = Self { bits: vec![0; (hashes.len() / 3).max(64).next_power_of_two()] };
        hashes.iter().for_each(|hash| filter.insert(*hash));
        filter
    }

    /// A filter of the hashes that there are, in any order and number.
    pub(super) fn of_distinct(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self::new(&hashes)
    }

    fn insert(&mut self, hash: u64) {
        let (at, mask) = self.place(hash);
        if let Some(bits) = self.bits.get_mut(at) {
            *bits |= mask;
        }
    }

    #[inline]
    pub(super) fn holds(&self, hash: u64) -> bool {
        let (at, mask) = self.place(hash);
        self.bits.get(at).is_some_and(|bits| bits & mask == mask)
    }

    /// Where the bits of a hash are, and which they are: all in one place, so that a look touches memory once.
    #[inline]
    fn place(&self, hash: u64) -> (usize, u64) {
        const ODD: u64 = 0xd6e8_feb8_6659_fd93;
        let spread = hash.wrapping_mul(ODD);
        let spread = (spread ^ (spread >> 32)).wrapping_mul(ODD);
        let at = usize::try_from(spread >> 20 & 0xffff_ffff).unwrap_or_default() & self.bits.len().wrapping_sub(1);
        (at, 1 << (spread >> 58) | 1 << (spread >> 52 & 63) | 1 << (spread & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_and_hashed_in_any_case() {
        let text = "Éa\u{ad}b, c_1\u{ad} \u{ad}…x😀 éAB";
        let found: Vec<_> = words(text).map(|word| &text[word.start..word.end]).collect();
        assert_eq!(found, ["Éa\u{ad}b", "c_1", "x", "éAB"]);
        let hashes: Vec<_> = words(text).map(|word| word.hash).collect();
        assert_eq!(hashes[0], hashes[3]);
        assert_eq!(word_before(text, 7).map(|word| word.start), Some(0));
        assert_eq!(word_around(text, 5).map(|word| word.start), Some(0));
        assert!(words("").next().is_none() && words("…").next().is_none());
    }

    #[test]
    fn a_filter_holds_what_was_put_in_and_little_else() {
        let hashes = |from: u64| (from..from + 1000).map(|n| append(0, n));
        let filter = Filter::of_distinct(hashes(0).chain(hashes(500)).collect());
        assert!(hashes(0).all(|hash| filter.holds(hash)));
        assert!(hashes(1_000_000).filter(|hash| filter.holds(*hash)).count() < 20);
        assert!(!Filter::default().holds(1));
    }
}
