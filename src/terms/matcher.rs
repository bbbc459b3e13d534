//! Finds the forms of the pair's terms in a string.

use std::ops::Range;

use super::form::{Case, Form, Number, Possessive};
use super::pair;

/// A form of a term at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Bytes of the searched string: the word with its possessive ending.
    pub range: Range<usize>,
    /// Where the word ends and the possessive ending begins; the end of `range` if it has none.
    pub stem_end: usize,
    /// Index into the terms of [`pair`].
    pub term: usize,
    /// The shape it stands in.
    pub form: Form,
}

/// Whether `text` can hold a hit at all; never wrong when it says no.
pub fn may_match(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("client") || lower.contains("customer") || text.contains('\u{ad}')
}

/// Every hit in `text`, in order.
pub fn find(text: &str) -> Vec<Hit> {
    let lower = text.to_ascii_lowercase();
    let mut hits = Vec::new();
    for (index, term) in pair().terms.iter().enumerate() {
        for (start, _) in lower.match_indices(term.text.as_str()) {
            let mut end = start + term.text.len();
            let plural = lower.get(end..).is_some_and(|rest| rest.starts_with('s'));
            end += usize::from(plural);
            let after = lower.get(end..).and_then(|rest| rest.chars().next());
            let before = lower.get(..start).and_then(|rest| rest.chars().next_back());
            if after.is_some_and(char::is_alphanumeric) || before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            let stem_end = end;
            let possessive = lower
                .get(end..)
                .and_then(|rest| rest.strip_prefix("'s"))
                .map(|_| Possessive { apostrophe: '\'', s: Some('s') });
            end += if possessive.is_some() { 2 } else { 0 };
            let number = if plural { Number::Plural } else { Number::Singular };
            let capital = text.get(start..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
            let case = if capital { Case::Capitalised } else { Case::Lower };
            hits.push(Hit { range: start..end, stem_end, term: index, form: Form { number, case, possessive } });
        }
    }
    hits.sort_by_key(|hit| hit.range.start);
    hits
}
