//! What a sentence is to every word in it alike: looked for once, whatever stands in it.

use std::cell::OnceCell;
use std::ops::Range;

use super::names;
use super::nearby::Nearby;
use super::passage::{Kind, Passage};

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
    fn of(passage: &Passage<'_>, tokens: Range<usize>) -> Self {
        let mut found = Terms::None;
        for token in passage.tokens.get(tokens).unwrap_or_default() {
            match (token.kind, found) {
                (Kind::Term(term), Terms::None) => found = Terms::One(term),
                (Kind::Term(term), Terms::One(other)) if term != other => return Terms::Several,
                _ => {}
            }
        }
        found
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
        let own = passage.tokens.get(tokens.clone()).unwrap_or_default();
        let terms = |tokens: &Range<usize>| Terms::of(passage, tokens.clone());
        Self {
            terms: terms(&tokens),
            terms_near: terms(&near),
            terms_about: terms(&about),
            code: own.iter().any(|token| token.kind == Kind::Code),
            foreign: OnceCell::new(),
            nearby: OnceCell::new(),
            tokens,
            near,
        }
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
}
