//! Tells of most words at once that no list holds them: every question about a word is put to nearly all of a text.

/// A filter of words by a few of their letters. It passes those that it was made of, and few others.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    /// One for each value of the hash.
    bits: Box<[u64]>,
    /// What is left of a hash behind this is its value.
    shift: u32,
}

/// How many bits there are for each word.
const SPARSE: usize = 16;

impl Sieve {
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a str> + Clone) -> Self {
        let size = (words.clone().count() * SPARSE).next_power_of_two().max(64);
        let mut sieve = Self { bits: vec![0; size / 64].into(), shift: 64 - size.ilog2() };
        for word in words {
            let (index, bit) = sieve.place(word);
            if let Some(bits) = sieve.bits.get_mut(index) {
                *bits |= bit;
            }
        }
        sieve
    }

    /// Whether a word may be one of them.
    #[inline]
    pub(super) fn passes(&self, word: &str) -> bool {
        let (index, bit) = self.place(word);
        self.bits.get(index).is_some_and(|bits| bits & bit != 0)
    }

    /// Where the bit of a word stands: told by its first four letters and its last.
    #[inline]
    fn place(&self, word: &str) -> (usize, u64) {
        let bytes = word.as_bytes();
        let letters = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => both(u32::from_le_bytes(*first), u32::from_le_bytes(*last)),
            _ => short(bytes),
        };
        let hash = letters.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift;
        let index = usize::try_from(hash / 64).unwrap_or_default();
        (index, 1 << (hash % 64))
    }
}

#[inline]
fn both(first: u32, last: u32) -> u64 {
    u64::from(first) | u64::from(last) << 32
}

/// What tells a word of fewer than four letters.
#[inline]
fn short(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => both(u16::from_le_bytes(*first).into(), u16::from_le_bytes(*last).into()),
        _ => bytes.first().copied().unwrap_or_default().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_its_own_is_held_back() {
        let words = ["", "a", "ab", "abc", "customer", "é", "日本", "straightforwardly"];
        let sieve = Sieve::of(words.into_iter());
        for word in words {
            assert!(sieve.passes(word), "{word:?}");
        }
        assert!(!Sieve::of(std::iter::empty()).passes("customer"));
        assert!(!Sieve::default().passes("customer"));
    }

    #[test]
    fn few_others_pass() {
        let others = (0..10_000).map(|number| format!("{number:x}word{number}")).collect::<Vec<_>>();
        let own = (0..500).map(|number| format!("own{number}")).collect::<Vec<_>>();
        let sieve = Sieve::of(own.iter().map(String::as_str));
        let passed = others.iter().filter(|word| sieve.passes(word)).count();
        assert!(passed < 2000, "{passed} of {}", others.len());
    }
}
