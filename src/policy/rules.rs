//! The compiled, immutable outcome of a policy for one file.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::prose::{Format, Regions};
use crate::terms::Phrases;
use crate::text::{Encoding, LineIndex, Position};

/// Which word of the pair the house prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Prefer {
    /// The pair is not checked.
    #[default]
    Off,
    /// *client*; *customer* is reported.
    Client,
    /// *customer*; *client* is reported.
    Customer,
}

/// How much a finding matters. Ordered: a hint is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Shown to those who ask.
    Hint,
    /// For information.
    Information,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// Everything the check needs to know of the policy for one file.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The preferred word of the pair.
    pub prefer: Prefer,
    /// The severity of a finding without doubt.
    pub severity: Severity,
    /// The regions that are checked.
    pub check: Regions,
    /// Phrases that are kept as they are.
    pub allow: Phrases,
    /// Ids of concepts that are off here.
    pub disabled: Vec<String>,
    /// The format to read the file in, where the policy says.
    pub format: Option<Format>,
    /// The most findings of a file that are shown in an editor.
    pub max_diagnostics: usize,
    /// Where the policy asks for `prefer`; `None` where settings or arguments do.
    pub origin: Option<Origin>,
    /// Why the file is not checked at all, if it is not.
    pub left_alone: Option<LeftAlone>,
}

/// The policy entry that a finding comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Where the governing file asks for it: the entry itself, or the `extends` entry that brought it.
    pub place: Place,
    /// The extended file that holds the entry, where it is another than the governing one.
    pub through: Option<Arc<Path>>,
}

/// Why a file is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftAlone {
    /// `exclude` names it.
    Excluded,
    /// `include` does not name it.
    NotIncluded,
    /// Licence, generated, vendored and lock files are left alone unless `include` names them.
    ByDefault,
    /// It is a policy file.
    Policy,
}

/// A range of bytes in a policy file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file.
    pub path: Arc<Path>,
    /// The file's whole text when it was read.
    pub text: Arc<str>,
    /// Bytes of it.
    pub range: Range<usize>,
}

/// Something wrong in a policy.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: ProblemSeverity,
    /// What is wrong and what to do.
    pub message: String,
}

/// How bad a problem of a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemSeverity {
    /// The entry has no effect; the rest of the policy counts.
    Warning,
    /// The policy cannot be followed as it is written.
    Error,
}

impl Prefer {
    /// The index of the preferred term in [`crate::terms::pair`], if one is preferred.
    pub fn term(self) -> Option<usize> {
        match self {
            Prefer::Off => None,
            Prefer::Client => Some(0),
            Prefer::Customer => Some(1),
        }
    }

    /// The names that policies and arguments use, with their values.
    pub const NAMES: [(&'static str, Self); 3] =
        [("client", Prefer::Client), ("customer", Prefer::Customer), ("off", Prefer::Off)];
}

impl Severity {
    /// The names that policies, arguments and outputs use, with their values.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("error", Severity::Error),
        ("warning", Severity::Warning),
        ("information", Severity::Information),
        ("hint", Severity::Hint),
    ];

    /// The name of this severity.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
            Severity::Hint => "hint",
        }
    }
}

impl Place {
    /// Where the range starts and ends, in units of `encoding`.
    pub fn positions(&self, encoding: Encoding) -> (Position, Position) {
        let index = LineIndex::new(&self.text);
        (index.position(&self.text, self.range.start, encoding), index.position(&self.text, self.range.end, encoding))
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            prefer: Prefer::Off,
            severity: Severity::Warning,
            check: Regions::default(),
            allow: Phrases::default(),
            disabled: Vec::new(),
            format: None,
            max_diagnostics: 1000,
            origin: None,
            left_alone: None,
        }
    }
}
