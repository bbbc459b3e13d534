//! One occurrence seen from its neighbours.

use std::ops::Range;

use super::Occurrence;
use super::passage::{Kind, Passage, Token};
use super::sentence::Sentence;
use super::wordlists::GRAMMAR;
use crate::terms::Inflection;

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    Space,
    Hyphen,
    Slash,
}

/// An occurrence in its passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) passage: &'a Passage<'a>,
    /// Index of its token.
    pub(super) at: usize,
    pub(super) occurrence: &'a Occurrence,
    pub(super) sentence: &'a Sentence,
    /// What stands directly before and after it.
    beside: [Option<(usize, Joint)>; 2],
}

/// How a word is capitalised, as far as names are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Capitals {
    /// It starts small, or with no letter.
    None,
    /// It starts with a capital.
    First,
    /// It has two capitals or more and no small letter but a last `s`.
    All,
}

impl<'a> View<'a> {
    /// The occurrence that is the token `at` of a passage, in its sentence.
    pub(super) fn new(passage: &'a Passage<'a>, at: usize, occurrence: &'a Occurrence, sentence: &'a Sentence) -> Self {
        let mut view = Self { passage, at, occurrence, sentence, beside: [None; 2] };
        view.beside = [view.before_any(at), view.after_any(at)];
        view
    }

    #[inline]
    pub(super) fn token(&self, at: usize) -> Option<&'a Token> {
        self.passage.tokens.get(at)
    }

    /// The word of a token in lower case; empty for marks and code.
    #[inline]
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.token(at).map_or("", |token| self.passage.word(token))
    }

    /// The mark of a token.
    #[inline]
    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.token(at)?.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// The word or code directly before a token, with what joins them.
    #[inline]
    pub(super) fn before(&self, at: usize) -> Option<(usize, Joint)> {
        if at == self.at { self.beside[0] } else { self.before_any(at) }
    }

    fn before_any(&self, at: usize) -> Option<(usize, Joint)> {
        let previous = at.checked_sub(1)?;
        match self.mark(previous) {
            None => Some((previous, Joint::Space)),
            Some(mark) => {
                let joint = joint(mark)?;
                let word = previous.checked_sub(1)?;
                let joined =
                    joint == Joint::Slash || self.passage.touches_next(word) && self.passage.touches_next(previous);
                (joined && self.mark(word).is_none()).then_some((word, joint))
            }
        }
    }

    /// The word or code directly after a token, with what joins them.
    #[inline]
    pub(super) fn after(&self, at: usize) -> Option<(usize, Joint)> {
        if at == self.at { self.beside[1] } else { self.after_any(at) }
    }

    fn after_any(&self, at: usize) -> Option<(usize, Joint)> {
        let next = at + 1;
        self.token(next)?;
        match self.mark(next) {
            None => Some((next, Joint::Space)),
            Some(mark) => {
                let joint = joint(mark)?;
                self.token(next + 1)?;
                let joined = joint == Joint::Slash || self.passage.touches_next(at) && self.passage.touches_next(next);
                (joined && self.mark(next + 1).is_none()).then_some((next + 1, joint))
            }
        }
    }

    /// The word directly before the occurrence, in lower case; empty if there is none.
    #[inline]
    pub(super) fn left(&self) -> &'a str {
        self.before(self.at).map_or("", |(at, _)| self.word(at))
    }

    /// The word directly after the occurrence, in lower case; empty if there is none.
    #[inline]
    pub(super) fn right(&self) -> &'a str {
        self.after(self.at).map_or("", |(at, _)| self.word(at))
    }

    /// The tokens of the occurrence's sentence.
    #[inline]
    pub(super) fn sentence(&self) -> Range<usize> {
        self.sentence.tokens.clone()
    }

    /// The tokens of the sentence of a token.
    fn sentence_of(&self, at: usize) -> Range<usize> {
        if self.sentence.tokens.contains(&at) { self.sentence() } else { self.passage.sentence(at) }
    }

    /// Whether no word stands before it in its sentence, or only marks and a list's number.
    pub(super) fn opens_sentence(&self, at: usize) -> bool {
        let sentence = self.sentence_of(at);
        let mut before = (sentence.start..at).rev();
        match before.next() {
            None => true,
            // A picture before a heading is no word.
            Some(previous) if self.pictures(sentence.start..at) => self.token(previous).is_some(),
            Some(previous) => match self.mark(previous) {
                // After a colon, a dash or an opening bracket a capital is as usual as after a full stop.
                Some(':' | '—' | '–' | '(' | '[' | '“' | '"' | '‘' | '•' | '|' | '>') => true,
                Some('*' | '-' | '.' | ')' | '#') => before.all(|index| {
                    self.mark(index).is_some() || self.word(index).bytes().all(|byte| byte.is_ascii_digit())
                }),
                _ => false,
            },
        }
    }

    /// Whether a range holds nothing but signs outside ASCII and punctuation, such as emoji.
    fn pictures(&self, mut range: Range<usize>) -> bool {
        range.all(|at| self.mark(at).is_some_and(|mark| mark > '\u{2190}'))
    }

    /// Whether the occurrence describes the noun after it: *customer needs*.
    pub(super) fn attributive(&self) -> bool {
        let form = &self.occurrence.hit.form;
        let determined = matches!(self.left(), "a" | "an" | "the" | "this" | "that" | "each" | "every");
        let noun = self.after(self.at).is_some_and(|(at, joint)| {
            let word = self.word(at);
            // After an article, a word in s is rather a verb: *a client seeks advice*.
            let verb = determined && word.ends_with('s') || GRAMMAR.not_described.has(word);
            joint == Joint::Hyphen || word.len() > 3 && !verb
        });
        form.inflection == Inflection::Base && form.possessive.is_none() && noun
    }

    /// How a token is capitalised.
    pub(super) fn capitals(&self, at: usize) -> Capitals {
        let Some(token) = self.token(at) else { return Capitals::None };
        if !matches!(token.kind, Kind::Word | Kind::Term(_)) {
            return Capitals::None;
        }
        // Most words begin with a small letter.
        let first = self.passage.block.text.as_bytes().get(token.range.start);
        if first.is_none_or(|first| first.is_ascii() && !first.is_ascii_uppercase()) {
            return Capitals::None;
        }
        let text = self.passage.text(token);
        if !text.starts_with(char::is_uppercase) {
            return Capitals::None;
        }
        let stem = text.strip_suffix('s').unwrap_or(text);
        let letters = stem.chars().filter(|letter| letter.is_alphabetic()).count();
        if letters > 1 && !stem.chars().any(char::is_lowercase) { Capitals::All } else { Capitals::First }
    }

    /// The term at a token, as an index among the terms of the pair.
    #[inline]
    pub(super) fn term(&self, at: usize) -> Option<usize> {
        match self.token(at)?.kind {
            Kind::Term(term) => Some(term),
            _ => None,
        }
    }

    /// Whether the other term of the pair stands in its sentence.
    pub(super) fn is_beside_other(&self) -> bool {
        self.sentence.holds_other_than(self.occurrence.hit.term)
    }
}

fn joint(mark: char) -> Option<Joint> {
    match mark {
        '-' | '\u{2010}' | '\u{2011}' => Some(Joint::Hyphen),
        '/' => Some(Joint::Slash),
        _ => None,
    }
}
