//! A pattern of the data files, compiled when it is first asked: there are many with large classes of letters, and one
//! short file needs a few of them.

use std::sync::OnceLock;

use regex::Regex;

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

    /// Ready for use.
    #[expect(clippy::expect_used, reason = "patterns of ours, compiled by the tests of the rooms that use them")]
    pub(super) fn get(&self) -> &Regex {
        self.compiled.get_or_init(|| Regex::new(&self.written).expect(&self.written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_compiled_when_it_is_asked() {
        let pattern = Pattern::new("^a+$");
        assert!(pattern.compiled.get().is_none());
        assert!(pattern.get().is_match("aa") && !pattern.get().is_match("ab"));
        assert!(pattern.compiled.get().is_some());
    }
}
