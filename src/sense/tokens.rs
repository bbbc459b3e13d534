//! A stretch of a block's text cut into tokens: words, marks, code and terms.
//!
//! Nearly all of a text is plain letters, spaces and marks: what such a byte is tells a table.

use std::ops::Range;

use super::Occurrence;
use crate::prose::Block;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word or number; an apostrophe ends it.
    Word,
    /// A code span, URL or anything else that is not read.
    Code,
    /// An occurrence of a term of the pair: its index among the terms.
    Term(usize),
    /// Any other character that is no space.
    Mark(char),
}

/// A stretch of a block's text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Bytes of the block's text.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// What a byte is, wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Space,
    Mark,
    /// A mark that may be part of a word.
    Joint,
    /// Part of a character beyond ASCII.
    Other,
}

static CLASSES: [Class; 256] = {
    let mut table = [Class::Mark; 256];
    let mut byte = 0_u8;
    loop {
        #[expect(clippy::indexing_slicing, reason = "the table holds every byte")]
        {
            table[byte as usize] = match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Class::Letter,
                b' ' | b'\t'..=b'\r' => Class::Space,
                b'_' | b'.' | b'+' | b'#' => Class::Joint,
                0x80.. => Class::Other,
                _ => Class::Mark,
            };
        }
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

#[inline]
fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Mark)
}

/// Cuts `text`, which starts at the byte `start` of the block's text, into tokens, in the room of others.
pub(super) fn tokens(
    block: &Block,
    text: &str,
    start: usize,
    occurrences: &[Occurrence],
    mut out: Vec<Token>,
) -> Vec<Token> {
    out.clear();
    out.reserve(text.len() / 4);
    let mut cutter = Cutter { text, start, at: 0, out };
    let mut hits = occurrences.iter().map(|occurrence| &occurrence.hit).peekable();
    let mut runs = block.runs_from(start).peekable();
    while cutter.at < text.len() {
        let at = start + cutter.at;
        if let Some(hit) = hits.next_if(|hit| hit.range.start == at) {
            cutter.out.push(Token { range: hit.range.clone(), kind: Kind::Term(hit.term) });
            cutter.at = hit.range.end - start;
            continue;
        }
        while runs.next_if(|run| run.range.end <= at).is_some() {}
        let (run_end, code) = runs.peek().map_or((at, false), |run| (run.range.end, run.style.code));
        let until = hits.peek().map_or(run_end, |hit| run_end.min(hit.range.start)).min(start + text.len());
        match until.checked_sub(start).filter(|end| *end > cutter.at) {
            Some(end) if code => cutter.code(end),
            Some(end) => cutter.read(end),
            // Where no run is, or none is left before a word that was passed over, one character at a time.
            None => cutter.read(cutter.at + 1),
        }
    }
    cutter.out
}

/// A text that is cut up to some byte.
struct Cutter<'a> {
    text: &'a str,
    start: usize,
    at: usize,
    out: Vec<Token>,
}

impl Cutter<'_> {
    /// Goes on to the byte `end` with a word or code, which is one with what it touches of its kind.
    #[inline]
    fn push(&mut self, end: usize, kind: Kind) {
        let range = self.start + self.at..self.start + end;
        match self.out.last_mut() {
            Some(last) if last.range.end == range.start && last.kind == kind => last.range.end = range.end,
            _ => self.out.push(Token { range, kind }),
        }
        self.at = end;
    }

    /// Goes on to the byte `end` with what is not read. What is seen as a space, as the syntax of messages is, is no part of
    /// the word beside it.
    fn code(&mut self, end: usize) {
        let seen = self.text.as_bytes().get(self.at..end).unwrap_or_default();
        let parts = |byte: Option<&u8>| usize::from(byte.is_some_and(|byte| class(*byte) == Class::Space));
        let (start, stop) = (self.at + parts(seen.first()), end.saturating_sub(parts(seen.last())));
        if seen.iter().any(|byte| class(*byte) != Class::Space) && start < stop {
            self.at = start;
            self.push(stop, Kind::Code);
        }
        self.at = end;
    }

    /// The same with a mark, which stands by itself.
    #[inline]
    fn push_mark(&mut self, mark: char) {
        let end = self.at + mark.len_utf8();
        self.out.push(Token { range: self.start + self.at..self.start + end, kind: Kind::Mark(mark) });
        self.at = end;
    }

    /// Reads on to the byte `end`, or to the end of the character that stands there.
    fn read(&mut self, end: usize) {
        let text = self.text;
        let bytes = text.as_bytes().get(..end).unwrap_or(text.as_bytes());
        while let Some(byte) = bytes.get(self.at) {
            match class(*byte) {
                Class::Letter => {
                    let mut at = self.at + 1;
                    while bytes.get(at).is_some_and(|byte| class(*byte) == Class::Letter) {
                        at += 1;
                    }
                    self.push(at, Kind::Word);
                }
                Class::Space => self.at += 1,
                Class::Mark => self.push_mark(char::from(*byte)),
                Class::Joint if joins(self.text, self.at, char::from(*byte)) => self.push(self.at + 1, Kind::Word),
                Class::Joint => self.push_mark(char::from(*byte)),
                Class::Other => self.other(),
            }
        }
    }

    /// Reads a character beyond ASCII.
    fn other(&mut self) {
        let character = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let end = self.at + character.map_or(1, char::len_utf8);
        match character {
            Some(character) if character.is_alphanumeric() => self.push(end, Kind::Word),
            Some(character) if !character.is_whitespace() => self.push_mark(character),
            _ => self.at = end,
        }
    }
}

/// Whether a character between two others belongs to a word: `node.js`, `http_client`, `C++`, `C#`, `.NET`.
fn joins(text: &str, offset: usize, character: char) -> bool {
    let before = text.get(..offset).and_then(|before| before.chars().next_back());
    let after = text.get(offset + character.len_utf8()..).and_then(|after| after.chars().next());
    let is_word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    match character {
        '_' => is_word(before) || is_word(after),
        '.' => is_word(after) && (is_word(before) || before.is_none_or(char::is_whitespace)),
        '+' | '#' => matches!(before, Some('C' | 'c' | 'F' | '+')),
        _ => false,
    }
}
