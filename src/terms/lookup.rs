//! Finds stretches of words in a text, at a cost that hardly depends on how many there are.
//!
//! A stretch is known by a hash of its words. A filter of the hashes of all that begins one tells after a word
//! or two that none stands there; only what passes is compared letter by letter:
//!
//! - One that is exact is matched as written; any other in any case.
//! - A space stands for any run of white space, line breaks and no-break spaces included; hyphens that
//!   do not break are hyphens, curly apostrophes are apostrophes, and soft hyphens do not count.
//! - It begins and ends where words do: no letter, digit or underscore stands next to it.

use std::ops::Range;

use super::normal::{SOFT_HYPHEN, fold, plain};
use super::words::{Filter, Word, append, word_from, words};

/// Stretches of words, compiled once; each carries something of its owner's.
#[derive(Debug, Clone)]
pub(super) struct Lookup<T> {
    stretches: Vec<Stretch<T>>,
    /// The hash of the words of each and its index, in order.
    index: Vec<(u64, usize)>,
    /// The hashes of the first words.
    firsts: Filter,
    /// The hashes of the first words, of the first two, and so on.
    begun: Filter,
    /// The hashes in `index`.
    whole: Filter,
    /// How many words the longest has.
    longest: usize,
}

#[derive(Debug, Clone)]
struct Stretch<T> {
    /// With plain signs, and in small letters unless exact.
    text: String,
    reading: Reading,
    /// Byte of the text where the first word starts.
    word: usize,
    owner: T,
}

/// Whether case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Exact,
    AnyCase,
}

impl<T> Default for Lookup<T> {
    fn default() -> Self {
        Self {
            stretches: Vec::new(),
            index: Vec::new(),
            firsts: Filter::default(),
            begun: Filter::default(),
            whole: Filter::default(),
            longest: 0,
        }
    }
}

impl<T: Copy> Lookup<T> {
    /// Compiles stretches, each as [`Reading::normal`] gives it. One without a word is never found.
    pub(super) fn new(stretches: Vec<(String, Reading, T)>) -> Self {
        let mut longest = 0;
        let mut firsts = Vec::with_capacity(stretches.len());
        let mut begun = Vec::with_capacity(stretches.len() * 2);
        let mut compiled = Vec::with_capacity(stretches.len());
        let mut index = Vec::with_capacity(stretches.len());
        for (text, reading, owner) in stretches {
            let (mut hash, mut count, mut first) = (0, 0, None);
            for word in words(&text) {
                hash = append(hash, word.hash);
                begun.push(hash);
                count += 1;
                if first.is_none() {
                    first = Some(word.start);
                    firsts.push(word.hash);
                }
            }
            if let Some(word) = first {
                index.push((hash, compiled.len()));
                compiled.push(Stretch { text, reading, word, owner });
                longest = longest.max(count);
            }
        }
        index.sort_unstable();
        let whole = Filter::new(&index.iter().map(|(hash, _)| *hash).collect::<Vec<_>>());
        let firsts = Filter::of_distinct(firsts);
        Self { stretches: compiled, index, firsts, begun: Filter::new(&begun), whole, longest }
    }

    /// How many words the longest stretch has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether a stretch may begin with `word`.
    pub(super) fn may_begin(&self, word: Word) -> bool {
        self.may_begin_with(word.hash)
    }

    /// Whether a stretch may begin with the word of a hash.
    #[inline]
    pub(super) fn may_begin_with(&self, word: u64) -> bool {
        self.firsts.holds(word)
    }

    /// The first words of all stretches.
    pub(super) fn first_words(&self) -> impl Iterator<Item = &str> {
        self.stretches.iter().filter_map(|stretch| {
            let word = word_from(&stretch.text, stretch.word)?;
            stretch.text.get(word.start..word.end)
        })
    }

    /// Calls `found` with the bytes, the reading and the owner of every stretch of `text` that has `first` as
    /// its first word.
    pub(super) fn each_at(&self, text: &str, first: Word, mut found: impl FnMut(Range<usize>, Reading, T)) {
        let (mut hash, mut word) = (append(0, first.hash), first);
        while self.begun.holds(hash) {
            if self.whole.holds(hash) {
                let from = self.index.partition_point(|(other, _)| *other < hash);
                for (_, at) in self.index.iter().skip(from).take_while(|(other, _)| *other == hash) {
                    let Some(stretch) = self.stretches.get(*at) else { continue };
                    if let Some(range) = stretch.range_at(text, first.start) {
                        found(range, stretch.reading, stretch.owner);
                    }
                }
            }
            let Some(next) = word_from(text, word.end) else { return };
            word = next;
            hash = append(hash, word.hash);
        }
    }
}

impl<T> Stretch<T> {
    /// The bytes of the stretch if its first word starts at the byte `at` of `text`.
    fn range_at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let (front, back) = self.text.split_at_checked(self.word)?;
        let start = self.reading.reads_before(text, at, front)?;
        let end = self.reading.reads_from(text, at, back)?;
        // No word is cut: the words were found to be whole words of the text.
        Some(start..end)
    }
}

impl Reading {
    /// How a term or phrase is read: one that holds a capital letter exactly.
    pub(super) fn of(written: &str) -> Self {
        if written.chars().any(char::is_uppercase) { Reading::Exact } else { Reading::AnyCase }
    }

    /// A text as it is compared.
    pub(super) fn normal(self, written: &str) -> String {
        let (mut text, mut behind_space) = (String::with_capacity(written.len()), true);
        for c in written.chars().filter(|c| *c != SOFT_HYPHEN).map(plain) {
            if !(c == ' ' && behind_space) {
                text.push(self.see(c));
            }
            behind_space = c == ' ';
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn see(self, c: char) -> char {
        match self {
            Reading::Exact => c,
            Reading::AnyCase => fold(c),
        }
    }

    /// Where `wanted`, a stretch or its rear part, ends if `text` reads so from the byte `at` on.
    fn reads_from(self, text: &str, at: usize, wanted: &str) -> Option<usize> {
        let seen = text.get(at..)?.char_indices().map(|(offset, c)| (at + offset + c.len_utf8(), c));
        self.reads(seen, wanted.chars(), at)
    }

    /// Where `wanted`, the front part of a stretch, starts if `text` reads so before the byte `at`.
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
