//! The text around occurrences, cut into words and sentences.
//!
//! Only what lies near an occurrence is cut, so that the cost grows with the occurrences and not
//! with the document.

use std::cell::Cell;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::doubts_of_place::Quotes;
use super::tokens::tokens;
pub(super) use super::tokens::{Kind, Token};
use super::{Occurrence, names};
use crate::prose::{Block, Style};

/// A block up to twice as many bytes is cut whole; of a longer one, so much on each side of an occurrence.
const REACH: usize = 300;

/// How much text after a full stop tells whether it ends a sentence, in bytes.
const LOOKAHEAD: usize = 32;

/// The most tokens of a sentence.
const LONGEST: usize = 250;

/// The most bytes of a sentence on each side of a place in it, where no words are counted.
const FARTHEST: usize = 2000;

/// A stretch of a block with occurrences in it.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub(super) block: &'a Block,
    pub(super) cut: &'a Cut,
}

/// What a stretch of a block is made of.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// The stretch in lower case; as long as the text itself, byte for byte.
    lower: String,
    /// Where it starts in the block's text.
    start: usize,
    pub(super) tokens: Vec<Token>,
    /// Where the sentences end, as indices of tokens, in order.
    ends: Vec<usize>,
    /// Which quotation marks stand in the block.
    pub(super) quotes: Quotes,
    /// Whether the block is written like a title, so that capitals tell nothing there.
    pub(super) titled: bool,
}

impl Cut {
    /// The passages of a block that hold its occurrences, one by one, each with the indices of those it holds. Each is
    /// made in the room of one that was put in `spare` when it was of no more use.
    pub(super) fn around(
        block: &Block,
        occurrences: &[Occurrence],
        spare: &Cell<Self>,
    ) -> impl Iterator<Item = (Self, Range<usize>)> {
        let reach = |index: usize| Some(Self::reach(&block.text, &occurrences.get(index)?.hit.range));
        let (mut first, quotes, titled) = (0, Quotes::of(&block.text), names::titled(block));
        std::iter::from_fn(move || {
            let (mut stretch, start) = (reach(first)?, first);
            first += 1;
            while let Some(next) = reach(first).filter(|next| next.start <= stretch.end) {
                stretch.end = next.end;
                first += 1;
            }
            let cut = Self::new(block, stretch, occurrences.get(start..first).unwrap_or_default(), spare.take());
            Some((Self { quotes, titled, ..cut }, start..first))
        })
    }

    fn reach(text: &str, hit: &Range<usize>) -> Range<usize> {
        if text.len() <= 2 * REACH {
            return 0..text.len();
        }
        boundary(text, hit.start.saturating_sub(REACH))..boundary(text, hit.end + REACH)
    }

    fn new(block: &Block, stretch: Range<usize>, occurrences: &[Occurrence], mut spare: Self) -> Self {
        let text = block.text.get(stretch.clone()).unwrap_or_default();
        let start = stretch.start;
        let tokens = tokens(block, text, start, occurrences, spare.tokens);
        sentence_ends(text, start, &tokens, &mut spare.ends);
        spare.lower.clear();
        spare.lower.push_str(text);
        spare.lower.make_ascii_lowercase();
        Self { start, tokens, quotes: Quotes::default(), titled: false, ..spare }
    }
}

impl std::ops::Deref for Passage<'_> {
    type Target = Cut;

    #[inline]
    fn deref(&self) -> &Cut {
        self.cut
    }
}

impl<'a> Passage<'a> {
    /// A token in lower case.
    #[inline]
    pub(super) fn lower(&self, token: &Token) -> &str {
        let range = token.range.start - self.start..token.range.end - self.start;
        self.lower.get(range).unwrap_or_default()
    }

    /// The word of a token in lower case; empty for marks and code.
    #[inline]
    pub(super) fn word(&self, token: &Token) -> &str {
        if matches!(token.kind, Kind::Word | Kind::Term(_)) { self.lower(token) } else { "" }
    }

    /// A token as it stands.
    #[inline]
    pub(super) fn text(&self, token: &Token) -> &'a str {
        self.block.text.get(token.range.clone()).unwrap_or_default()
    }

    /// How the character a token starts with is marked up.
    #[inline]
    pub(super) fn style(&self, token: &Token) -> Style {
        self.block.run_at(token.range.start).map(|run| run.style).unwrap_or_default()
    }

    /// The tokens of the sentence that holds the token `at`.
    #[inline]
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        let index = self.ends.partition_point(|end| *end <= at);
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        start..self.ends.get(index).copied().unwrap_or(self.tokens.len())
    }

    /// The tokens of that sentence, of so many before it, and of the one after it.
    pub(super) fn neighbourhood(&self, at: usize, before: usize) -> Range<usize> {
        let own = self.sentence(at);
        let end = if own.end < self.tokens.len() { self.sentence(own.end).end } else { own.end };
        let first =
            (0..before).fold(own.start, |start, _| start.checked_sub(1).map_or(0, |at| self.sentence(at).start));
        first..end
    }

    /// The index of the token that is the occurrence at these bytes of the block's text.
    #[inline]
    pub(super) fn find(&self, hit: &Range<usize>) -> Option<usize> {
        let index = self.tokens.partition_point(|token| token.range.start < hit.start);
        self.tokens.get(index).filter(|token| token.range.start == hit.start).map(|_| index)
    }

    /// Whether nothing stands between the token `at` and the one after it.
    #[inline]
    pub(super) fn touches_next(&self, at: usize) -> bool {
        match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(one), Some(next)) => one.range.end == next.range.start,
            _ => false,
        }
    }
}

/// The last place up to the byte `at` where a character of `text` starts or the text ends.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Works out after which tokens the sentences end.
fn sentence_ends(text: &str, start: usize, tokens: &[Token], ends: &mut Vec<usize>) {
    ends.clear();
    let mut last = None;
    let mut end_at = |end: usize| {
        if last != Some(end) {
            // What has no full stop for so long is no sentence, and every word in it would look at all of it.
            ends.extend((last.unwrap_or(0)..end).step_by(LONGEST).skip(1).chain([end]));
            last = Some(end);
        }
    };
    let mut mark_at = |at: usize| {
        if let Some(next) = sentence_starts_after(text, at) {
            end_at(tokens.partition_point(|token| token.range.start < start + next));
        }
    };
    let is_end_at = |at: &usize| text.get(*at..).and_then(|rest| rest.chars().next()).is_some_and(is_end);
    // The others begin with these bytes, as most quotation marks and dashes do.
    let holds_others =
        !text.is_ascii() && memchr::memchr3_iter(0xe2, 0xe3, 0xef, text.as_bytes()).any(|at| is_end_at(&at));
    if holds_others {
        text.char_indices().map(|(at, _)| at).filter(is_end_at).for_each(&mut mark_at);
    } else {
        memchr::memchr3_iter(b'.', b'!', b'?', text.as_bytes()).for_each(&mut mark_at);
    }
    end_at(tokens.len());
}

/// The bytes of the sentence of `text` that holds the byte `at`. What has no full stop for long ends
/// somewhere before one.
pub fn sentence(text: &str, at: usize) -> Range<usize> {
    let (first, last) = (boundary(text, at.saturating_sub(FARTHEST)), boundary(text, at + FARTHEST));
    let ends = |from: usize, to: usize| {
        let near = text.get(from..to).unwrap_or_default().char_indices();
        near.filter(|(_, character)| is_end(*character)).map(move |(offset, _)| from + offset)
    };
    let here = boundary(text, at);
    let start = ends(first, here).filter_map(|end| sentence_starts_after(text, end)).rfind(|start| *start <= here);
    let start = start.unwrap_or(first);
    let end = ends(start, last).filter_map(|end| sentence_starts_after(text, end)).find(|next| *next > here);
    start..end.unwrap_or(last)
}

fn is_end(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '。' | '！' | '？' | '‼' | '⁉')
}

/// Where the next sentence starts, if the full stop, question or exclamation mark at the byte `at` ends one.
///
/// The Unicode rules are local. What is plain is told here at once; the crate is asked about the rest,
/// with as much text around as the rules look at.
fn sentence_starts_after(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let next = *bytes.get(at + 1)?;
    if next.is_ascii_alphanumeric() && bytes.get(at) == Some(&b'.') {
        return None;
    }
    if next.is_ascii_whitespace() {
        let after = bytes.get(at + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())? + at + 1;
        match bytes.get(after)? {
            byte if byte.is_ascii_uppercase() => return Some(after),
            byte if byte.is_ascii_lowercase() && bytes.get(at) == Some(&b'.') => return None,
            _ => {}
        }
    }
    let from = text.get(..at)?.char_indices().next_back().map_or(at, |(before, _)| before);
    // The rules end a sentence at every line break; in prose that is only where the line was wrapped.
    let around = text.get(from..boundary(text, at + LOOKAHEAD))?.replace(['\n', '\r'], " ");
    let end = from + around.split_sentence_bound_indices().next()?.1.len();
    (end > at && end < from + around.len()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{self, Format};

    /// The sentences of a text, as the tokens they are made of.
    fn sentences(text: &str) -> Vec<String> {
        let document = prose::read(text, Format::PlainText);
        let block = &document.blocks[0];
        let cut = Cut::new(block, 0..block.text.len(), &[], Cut::default());
        let passage = Passage { block, cut: &cut };
        let (mut at, mut out) = (0, Vec::new());
        while at < passage.tokens.len() {
            let sentence = passage.sentence(at);
            let words: Vec<&str> = passage.tokens[sentence.clone()].iter().map(|token| passage.text(token)).collect();
            out.push(words.join(" "));
            at = sentence.end;
        }
        out
    }

    #[test]
    fn sentences_end_as_unicode_says_and_not_where_lines_wrap() {
        assert_eq!(sentences("One\ntwo. Three! four? Five."), ["One two .", "Three !", "four ?", "Five ."]);
        assert_eq!(
            sentences("Version 3.5 is here, e.g. today. (Yes.) “So?” No."),
            ["Version 3.5 is here , e.g . today .", "( Yes . )", "“ So ? ”", "No .",]
        );
    }

    #[test]
    fn every_place_is_in_the_sentence_that_the_cut_gives() {
        let text = "One\ntwo. Three! “Four?” Version 3.5 is here, e.g. today. (Yes.) Last";
        let starts = ["One", "Three", "“Four", "Version", "(Yes", "Last"].map(|word| text.find(word).unwrap());
        let starts: Vec<usize> = starts.into_iter().chain([text.len()]).collect();
        for at in 0..text.len() {
            let index = starts.iter().rposition(|start| *start <= at).unwrap();
            assert_eq!(sentence(text, at), starts[index]..starts[index + 1], "{at}");
        }
        assert_eq!(sentence("", 0), 0..0);
        let endless = "word ".repeat(5000);
        assert!(sentence(&endless, 10_000).len() <= 2 * FARTHEST);
    }

    #[test]
    fn words_hold_what_belongs_to_them() {
        assert_eq!(sentences("Node.js, C++ and http_client don’t mix"), ["Node.js , C++ and http_client don ’ t mix"]);
    }

    #[test]
    fn the_fast_path_agrees_with_the_crate() {
        let text =
            "Dr. Who asked us. we said no. It is 4 p.m. now! Is it? \"Yes.\" He left... and came. A.B. is ok. 5 went.";
        let mut expected: Vec<usize> = text.split_sentence_bound_indices().map(|(at, _)| at).skip(1).collect();
        expected.dedup();
        let found: Vec<usize> = (0..text.len())
            .filter(|at| matches!(text.as_bytes()[*at], b'.' | b'!' | b'?'))
            .filter_map(|at| sentence_starts_after(text, at))
            .fold(Vec::new(), |mut all, at| {
                if all.last() != Some(&at) {
                    all.push(at);
                }
                all
            });
        assert_eq!(found, expected);
    }
}
