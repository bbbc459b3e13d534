//! The compiled, immutable outcome of a policy for one file.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::prose::{Format, Regions};
use crate::sense::Sense;
use crate::terms::{Concept, Phrases, Vocabulary};
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
    /// Of each document, the word it uses most; of a tie, the one it uses first.
    Consistent,
    /// What the first matching [`When`] says.
    ByContext,
    /// Both are defined terms of the house: neither is reported, and no swap is offered.
    BothDefined,
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
    /// The severity of a finding without doubt, where its concept has none of its own.
    pub severity: Severity,
    /// The severity of an override, which beats those of the concepts as well.
    pub forced_severity: Option<Severity>,
    /// The regions that are checked.
    pub check: Regions,
    /// The regions of an override. A concept's own regions stand instead of `check`, and a place must
    /// then be in these as well.
    pub override_check: Option<Regions>,
    /// Phrases that are kept as they are.
    pub allow: Phrases,
    /// Ids of concepts that are off here.
    pub disabled: Vec<String>,
    /// The format to read the file in, where the policy says.
    pub format: Option<Format>,
    /// The most findings of a file that are shown in an editor.
    pub max_diagnostics: usize,
    /// The most words of the pair that are judged in a file on disk.
    pub max_words: usize,
    /// Which of the pair is right where, for [`Prefer::ByContext`]: the first that matches decides.
    pub when: Vec<Arc<When>>,
    /// Where the house disagrees with the built-in judgement: the first that matches decides.
    pub judgements: Vec<Arc<HouseJudgement>>,
    /// The house's own concepts.
    pub house: Arc<House>,
    /// Why the house prefers what it prefers of the pair, in its own words.
    pub reason: Option<String>,
    /// Where the policy asks for `prefer`; `None` where settings or arguments do.
    pub origin: Option<Origin>,
    /// The language that the path of the file tells, as a tag; `None` where it tells none.
    pub language: Option<String>,
    /// Why the file is not checked at all, if it is not.
    pub left_alone: Option<LeftAlone>,
}

/// A place in a text where one of the pair is right, and which.
#[derive(Debug)]
pub struct When {
    /// Cues of which one must be near; `None` where `paths` alone decides.
    pub near: Option<Phrases>,
    /// How near.
    pub within: Within,
    /// The word that is right there; off: neither is reported.
    pub prefer: Prefer,
    /// The entry.
    pub origin: Origin,
}

/// How far a cue reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Within {
    /// The sentence it stands in.
    Sentence,
    /// The paragraph, list item or cell.
    #[default]
    Paragraph,
    /// The section with its subsections; in comments, tables and texts without headings what holds the
    /// cue: the comment, the table, the paragraph.
    Section,
    /// All of the text.
    Document,
}

/// What an occurrence of the pair means to this house where a cue stands in its sentence.
#[derive(Debug)]
pub struct HouseJudgement {
    /// The cues.
    pub near: Phrases,
    /// What it means there.
    pub sense: Sense,
    /// The entry.
    pub origin: Origin,
}

/// The concepts of a policy, compiled.
#[derive(Debug, Default)]
pub struct House {
    /// Their terms.
    pub vocabulary: Vocabulary,
    /// What the policy says of each, in the order of [`Vocabulary::concepts`].
    pub concepts: Vec<HouseConcept>,
}

/// What a policy says of one of its own concepts.
#[derive(Debug)]
pub struct HouseConcept {
    /// Its own severity.
    pub severity: Option<Severity>,
    /// The regions it is checked in, instead of those of the file.
    pub check: Option<Regions>,
    /// Phrases that are kept as they are, for this concept alone.
    pub allow: Phrases,
    /// Phrases of which none may stand in the sentence.
    pub unless_near: Phrases,
    /// Phrases of which one must stand in the sentence; empty: none need.
    pub only_near: Phrases,
    /// The language of the texts it is for, as a tag (`en`); `None`: any.
    pub language: Option<String>,
    /// Which senses are reported of a term that is one of the pair's words.
    pub senses: Vec<Sense>,
    /// Why, in the words of the house.
    pub reason: Option<String>,
    /// Whom to ask.
    pub owner: Option<String>,
    /// Where to read more.
    pub link: Option<String>,
    /// The entry.
    pub origin: Origin,
}

/// The policy entry that a finding comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Where the governing file asks for it: the entry itself, or the `extends` entry that brought it.
    pub place: Place,
    /// The extended file that holds the entry, where it is another than the governing one.
    pub through: Option<Arc<Path>>,
}

impl Origin {
    /// Whether the two are the same entry, of the same reading of the policy.
    pub fn is(&self, other: &Self) -> bool {
        let (one, two) = (&self.place, &other.place);
        Arc::ptr_eq(&one.text, &two.text) && one.range == two.range && self.through == other.through
    }
}

/// The policy in force for one file, for a person to read.
#[derive(Debug, Clone)]
pub struct Effective {
    /// The file that governs; `None` where settings or nothing does.
    pub governing: Option<PathBuf>,
    /// Why the file is not checked, if it is not.
    pub left_alone: Option<LeftAlone>,
    /// What is in force, key by key; of a list an entry each, of tables one each, those first that have the
    /// first say. Concepts that are disabled here are not among them.
    pub entries: Vec<EffectiveEntry>,
}

/// One entry of an [`Effective`] policy.
#[derive(Debug, Clone)]
pub struct EffectiveEntry {
    /// The key: `prefer`, `allow`, `concept` …
    pub key: &'static str,
    /// The value as TOML writes it; a table on one line.
    pub value: String,
    /// Who asks for it.
    pub source: Source,
}

/// Who asks for an entry of an [`Effective`] policy.
#[derive(Debug, Clone)]
pub enum Source {
    /// Nobody: it is so without being asked for.
    Default,
    /// The editor's settings.
    Settings,
    /// The command line.
    Argument,
    /// A policy file.
    File(Origin),
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
    /// `.gitignore` names it. Known to those who look at single files; a walk does not come to it.
    Ignored,
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

/// A text that a policy carries to show what it means.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text, as Markdown.
    pub text: String,
    /// What is to become of it.
    pub expect: Expect,
    /// The entry.
    pub place: Place,
}

/// What is to become of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expect {
    /// Something in it is reported.
    Report,
    /// Nothing in it is.
    Keep,
}

/// How bad a problem of a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemSeverity {
    /// The entry has no effect; the rest of the policy counts.
    Warning,
    /// The policy cannot be followed as it is written.
    Error,
}

impl Within {
    /// The names that policies use, with their values.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("sentence", Within::Sentence),
        ("paragraph", Within::Paragraph),
        ("section", Within::Section),
        ("document", Within::Document),
    ];
}

impl Prefer {
    /// The index of the preferred term in [`crate::terms::pair`], if one is preferred everywhere.
    pub fn term(self) -> Option<usize> {
        match self {
            Prefer::Client => Some(0),
            Prefer::Customer => Some(1),
            Prefer::Off | Prefer::Consistent | Prefer::ByContext | Prefer::BothDefined => None,
        }
    }

    /// The name that policies and arguments use.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, value)| *value == self).map_or("off", |(name, _)| name)
    }

    /// The names that policies and arguments use, with their values.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("client", Prefer::Client),
        ("customer", Prefer::Customer),
        ("consistent", Prefer::Consistent),
        ("by-context", Prefer::ByContext),
        ("both-defined", Prefer::BothDefined),
        ("off", Prefer::Off),
    ];
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

impl Rules {
    /// The same for who wants every word of a text judged, however many there are.
    #[must_use]
    pub fn for_all_words(&self) -> Self {
        Self { max_words: usize::MAX, ..self.clone() }
    }

    /// Whether the policy turns a concept off here.
    pub fn is_disabled(&self, id: &str) -> bool {
        self.disabled.iter().any(|disabled| disabled == id)
    }
}

impl House {
    /// The concept of an id, with what the policy says of it.
    pub fn concept(&self, id: &str) -> Option<(&Concept, &HouseConcept)> {
        let index = self.vocabulary.concepts().iter().position(|concept| concept.id == id)?;
        Some((self.vocabulary.concepts().get(index)?, self.concepts.get(index)?))
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            prefer: Prefer::Off,
            severity: Severity::Warning,
            forced_severity: None,
            when: Vec::new(),
            judgements: Vec::new(),
            house: Arc::default(),
            reason: None,
            check: Regions::default(),
            override_check: None,
            allow: Phrases::default(),
            disabled: Vec::new(),
            format: None,
            max_diagnostics: 1000,
            max_words: 100_000,
            origin: None,
            language: None,
            left_alone: None,
        }
    }
}
