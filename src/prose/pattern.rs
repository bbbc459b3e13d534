//! A pattern of the data files, compiled when it is first asked: there are many, and one short file needs a few of them.
//!
//! Its classes and word ends know the letters of ASCII alone, unless it asks for others: `(?u:\\w)`. With all letters of
//! the world they take ten times as long to compile.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

/// A pattern, and what it is compiled to.
#[derive(Debug)]
pub(super) struct Pattern {
    written: String,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    pub(super) fn new(written: &str) -> Self {
        Self { written: written.to_owned(), compiled: OnceLock::new() }
    }

    #[expect(clippy::expect_used, reason = "patterns of ours, compiled by the tests of the rooms that use them")]
    fn compiled(&self) -> &Regex {
        let compile = || RegexBuilder::new(&self.written).unicode(false).build().expect(&self.written);
        self.compiled.get_or_init(compile)
    }

    /// Whether it fits somewhere in a text.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.compiled().is_match(text.as_bytes())
    }

    /// Where it fits: bytes, between characters.
    pub(super) fn find_in<'t>(&self, text: &'t str) -> impl Iterator<Item = Range<usize>> + use<'_, 't> {
        let ends = |range: &Range<usize>| text.get(range.clone()).is_some();
        self.compiled().find_iter(text.as_bytes()).map(|found| found.range()).filter(ends)
    }

    /// A text with a space wherever it fits.
    pub(super) fn replace_in(&self, text: &str) -> Option<String> {
        let mut places = self.find_in(text).peekable();
        places.peek()?;
        let (mut out, mut at) = (String::with_capacity(text.len()), 0);
        for place in places {
            out.push_str(text.get(at..place.start).unwrap_or_default());
            out.push(' ');
            at = place.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_compiled_when_it_is_asked() {
        let pattern = Pattern::new("^a+$");
        assert!(pattern.compiled.get().is_none());
        assert!(pattern.fits("aa") && !pattern.fits("ab"));
        assert!(pattern.compiled.get().is_some());
    }

    #[test]
    fn it_knows_other_letters_where_it_says_so() {
        assert!(!Pattern::new(r"^\w+$").fits("für") && Pattern::new(r"^(?u:\w)+$").fits("für"));
    }

    #[test]
    fn places_are_replaced_by_a_space() {
        let pattern = Pattern::new(r"\{[^}]*\}");
        assert_eq!(pattern.replace_in("ü {n} é {größe}!").as_deref(), Some("ü   é  !"));
        assert_eq!(pattern.replace_in("nothing"), None);
    }
}
