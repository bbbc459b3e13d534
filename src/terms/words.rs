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
fn mix(hash: u64, letter: u32) -> u64 {
    hash.rotate_left(5) ^ u64::from(letter)
}

/// The hash of a stretch of words that has one word more than that of `hash`, which is zero before the first.
pub(super) fn append(hash: u64, word: u64) -> u64 {
    (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// What a byte of ASCII is in a word: its small letter, or zero where it belongs to none.
static LETTERS: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            #[expect(clippy::indexing_slicing, reason = "the table is as long as the loop")]
            {
                table[byte as usize] = byte.to_ascii_lowercase();
            }
        }
        byte += 1;
    }
    table
};

/// The letter at the start of `rest` and how many bytes it takes; `None` where no word goes on. A soft hyphen
/// is the letter zero.
fn letter(text: &str, at: usize) -> Option<(u32, usize)> {
    let byte = *text.as_bytes().get(at)?;
    match LETTERS.get(usize::from(byte)) {
        Some(0) => None,
        Some(letter) => Some((u32::from(*letter), 1)),
        None => {
            let c = text.get(at..)?.chars().next()?;
            let letter = if c == SOFT_HYPHEN { 0 } else { u32::from(fold(c)) };
            (c == SOFT_HYPHEN || is_word(c)).then_some((letter, c.len_utf8()))
        }
    }
}

/// The first word of `text` that starts at the byte `from`, a border of characters, or after it.
pub(super) fn word_from(text: &str, from: usize) -> Option<Word> {
    let mut at = from;
    let bytes = text.as_bytes();
    loop {
        match letter(text, at) {
            Some((0, length)) => at += length,
            Some(_) => break,
            None => {
                at += 1;
                while bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
                    at += 1;
                }
                bytes.get(at)?;
            }
        }
    }
    let mut word = Word { start: at, end: at, hash: 0 };
    while let Some((letter, length)) = letter(text, at) {
        at += length;
        if letter != 0 {
            word.hash = mix(word.hash, letter);
            word.end = at;
        }
    }
    Some(word)
}

/// Whether a letter, a digit or a soft hyphen starts at the byte `at`.
pub(super) fn begins_with_letter(text: &str, at: usize) -> bool {
    text.is_char_boundary(at) && text.as_bytes().get(at) != Some(&b'_') && letter(text, at).is_some()
}

/// The hash of the piece of a word from the byte `at` on, and where it ends: where the word does, or before
/// an underscore.
pub(super) fn piece_at(text: &str, mut at: usize) -> (u64, usize) {
    let mut hash = 0;
    while text.as_bytes().get(at) != Some(&b'_')
        && let Some((letter, length)) = letter(text, at)
    {
        at += length;
        if letter != 0 {
            hash = mix(hash, letter);
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
    let front = text.get(..at)?;
    let in_word = |c: char| c == SOFT_HYPHEN || is_word(c);
    let start = front.char_indices().rev().take_while(|(_, c)| in_word(*c)).last().map_or(at, |(start, _)| start);
    word_from(text, start)
}

/// The last word that ends before the byte `at`.
pub(super) fn word_before(text: &str, at: usize) -> Option<Word> {
    let front = text.get(..at)?;
    let end = front.rfind(is_word)?;
    word_around(text, end)
}

/// All words, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> {
    std::iter::successors(word_from(text, 0), |word| word_from(text, word.end))
}

/// A set of hashes that may take a few for its own that are not, and never misses one.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    /// A filter that `count` hashes fit in.
    pub(super) fn with_room(count: usize) -> Self {
        // At least 32 bits for each, of which it sets three: one word in hundreds passes by mistake.
        Self { bits: vec![0; (count / 2).max(64).next_power_of_two()] }
    }

    pub(super) fn insert(&mut self, hash: u64) {
        let (at, mask) = self.place(hash);
        if let Some(bits) = self.bits.get_mut(at) {
            *bits |= mask;
        }
    }

    pub(super) fn holds(&self, hash: u64) -> bool {
        let (at, mask) = self.place(hash);
        self.bits.get(at).is_some_and(|bits| bits & mask == mask)
    }

    /// Where the bits of a hash are, and which they are: all in one place, so that a look touches memory once.
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
        let mut filter = Filter::with_room(1000);
        let hashes = |from: u64| (from..from + 1000).map(|n| append(0, n));
        hashes(0).for_each(|hash| filter.insert(hash));
        assert!(hashes(0).all(|hash| filter.holds(hash)));
        assert!(hashes(1_000_000).filter(|hash| filter.holds(*hash)).count() < 10);
        assert!(!Filter::default().holds(1));
    }
}
