//! Inline directives: `customary-disable-line` and its kin, whatever comment they stand in.

use std::ops::Range;

/// What a directive asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// `customary-disable-line`: nothing on this line.
    DisableLine,
    /// `customary-disable-next-line`: nothing on the next line that is not blank.
    DisableNextLine,
    /// `customary-disable`: nothing from here to `customary-enable` or the end.
    Disable,
    /// `customary-enable`: the end of that.
    Enable,
    /// `customary-disable-file`: nothing in this file.
    DisableFile,
}

/// One directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What it asks for.
    pub action: Action,
    /// The concepts it names, with their bytes; none means all.
    pub ids: Vec<(String, Range<usize>)>,
    /// The directive's own bytes (`customary-disable-line client-customer`), without the comment signs.
    pub range: Range<usize>,
}

/// The directives of a document, in order.
#[derive(Debug, Clone, Default)]
pub struct Directives {
    /// The directives as they stand.
    pub list: Vec<Directive>,
}

impl Directives {
    /// The index of the directive that silences `concept` at the byte `offset` of `text`, if one does.
    pub fn silencing(&self, _text: &str, _offset: usize, _concept: &str) -> Option<usize> {
        None
    }
}
