//! What a sentence is to every word in it alike: looked for once, whatever stands in it.

use std::cell::OnceCell;
use std::ops::Range;

use super::names;
use super::nearby::Nearby;
use super::passage::{Kind, Passage};
use super::wordlists::{MENTIONS, Words};

/// A sentence of a passage.
#[derive(Debug)]
pub(super) struct Sentence {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Those of the sentences beside it, too.
    pub(super) near: Range<usize>,
    terms: Terms,
    terms_near: Terms,
    terms_about: Terms,
    /// Whether code stands in it.
    pub(super) code: bool,
    foreign: OnceCell<bool>,
    nearby: OnceCell<Nearby>,
    parties: OnceCell<[Vec<usize>; 2]>,
    contrasts: OnceCell<bool>,
    opposes: OnceCell<bool>,
}

/// Which terms stand in some tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terms {
    None,
    /// One, however often.
    One(usize),
    Several,
}

impl Terms {
    fn add(&mut self, term: usize) {
        *self = match *self {
            Terms::None => Terms::One(term),
            Terms::One(other) if other == term => Terms::One(term),
            _ => Terms::Several,
        };
    }

    /// Whether one of them is another than `term`.
    fn hold_other_than(self, term: usize) -> bool {
        match self {
            Terms::None => false,
            Terms::One(one) => one != term,
            Terms::Several => true,
        }
    }
}

impl Sentence {
    /// The sentence that holds the token `at`.
    pub(super) fn of(passage: &Passage<'_>, at: usize) -> Self {
        let tokens = passage.sentence(at);
        let (near, about) = (passage.neighbourhood(at, 1), passage.neighbourhood(at, 2));
        let mut sentence = Self {
            terms: Terms::None,
            terms_near: Terms::None,
            terms_about: Terms::None,
            code: false,
            foreign: OnceCell::new(),
            nearby: OnceCell::new(),
            parties: OnceCell::new(),
            contrasts: OnceCell::new(),
            opposes: OnceCell::new(),
            tokens,
            near,
        };
        // The widest of the three holds the others.
        for (at, token) in about.clone().zip(passage.tokens.get(about).unwrap_or_default()) {
            match token.kind {
                Kind::Term(term) => {
                    sentence.terms_about.add(term);
                    if sentence.near.contains(&at) {
                        sentence.terms_near.add(term);
                    }
                    if sentence.tokens.contains(&at) {
                        sentence.terms.add(term);
                    }
                }
                Kind::Code => sentence.code |= sentence.tokens.contains(&at),
                Kind::Word | Kind::Mark(_) => {}
            }
        }
        sentence
    }

    /// Whether another term than this stands in it.
    pub(super) fn holds_other_than(&self, term: usize) -> bool {
        self.terms.hold_other_than(term)
    }

    /// The same of the sentences beside it, too.
    pub(super) fn is_near_other_than(&self, term: usize) -> bool {
        self.terms_near.hold_other_than(term)
    }

    /// The same with one sentence more before it.
    pub(super) fn is_about_other_than(&self, term: usize) -> bool {
        self.terms_about.hold_other_than(term)
    }

    /// Whether it is written in another language than English, as far as its words and those beside it tell.
    pub(super) fn is_foreign(&self, passage: &Passage<'_>) -> bool {
        *self.foreign.get_or_init(|| names::is_foreign(passage, self.near.clone()))
    }

    /// The words of the vocabularies in it and beside it.
    pub(super) fn nearby(&self, passage: &Passage<'_>) -> &Nearby {
        self.nearby.get_or_init(|| Nearby::of(passage, self))
    }
    /// For each term where it stands in it or beside it and, as far as `is_party` can tell, means a party.
    pub(super) fn parties(&self, passage: &Passage<'_>, is_party: impl Fn(usize, usize) -> bool) -> &[Vec<usize>; 2] {
        self.parties.get_or_init(|| {
            let mut parties = [Vec::new(), Vec::new()];
            for (at, token) in self.near.clone().zip(passage.tokens.get(self.near.clone()).unwrap_or_default()) {
                if let Kind::Term(term) = token.kind
                    && is_party(term, at)
                    && let Some(of_term) = parties.get_mut(term)
                {
                    of_term.push(at);
                }
            }
            parties
        })
    }

    /// Whether one of its words sets things against each other, whatever they are.
    pub(super) fn contrasts(&self, passage: &Passage<'_>) -> bool {
        *self.contrasts.get_or_init(|| self.has(passage, &MENTIONS.contrasting))
    }

    /// Whether one of its words says that something is not.
    pub(super) fn opposes(&self, passage: &Passage<'_>) -> bool {
        *self.opposes.get_or_init(|| self.has(passage, &MENTIONS.opposing))
    }

    fn has(&self, passage: &Passage<'_>, words: &Words) -> bool {
        let tokens = passage.tokens.get(self.tokens.clone()).unwrap_or_default();
        tokens.iter().any(|token| words.has(passage.word(token)))
    }
}
