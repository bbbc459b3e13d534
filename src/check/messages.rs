//! What findings say, read from `data/messages.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::sense::Doubt;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    party: String,
    review: String,
    perhaps: String,
    mention: String,
    unused_directive: String,
    unknown_concept: String,
    look: Look,
    example: Example,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Example {
    not_reported: String,
    not_kept: String,
    why: Why,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Why {
    nothing: String,
    right: String,
    unasked: String,
    software: String,
    name: String,
    mention: String,
    unsure: String,
    allowed: String,
    unchecked: String,
    kept: String,
    kept_because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Look {
    other_term_near: String,
    software_near: String,
    settled_compound: String,
    quotation: String,
    link_target: String,
    two_levels: String,
    no_counterpart: String,
    thin_evidence: String,
}

#[expect(clippy::expect_used, reason = "a file of ours, read by every test of this room")]
static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("data/messages.toml")).expect("data/messages.toml"));

/// What is known of a word when its message is written.
pub(super) struct Words<'a> {
    /// The word as it stands.
    pub(super) word: &'a str,
    /// The word as it would stand after the swap.
    pub(super) other: &'a str,
    /// The preferred term.
    pub(super) term: &'a str,
}

impl Words<'_> {
    fn fill(&self, message: &str) -> String {
        message.replace("{other}", self.other).replace("{word}", self.word).replace("{term}", self.term)
    }
}

/// A party, with the first of the doubts about its swap.
pub(super) fn party(words: &Words<'_>, doubt: Option<Doubt>) -> String {
    match doubt {
        None => words.fill(&FILE.party),
        Some(doubt) => words.fill(&FILE.review).replace("{look}", look(doubt)),
    }
}

/// What may be a party.
pub(super) fn perhaps(words: &Words<'_>) -> String {
    words.fill(&FILE.perhaps)
}

/// A word that is talked about.
pub(super) fn mention(words: &Words<'_>) -> String {
    words.fill(&FILE.mention)
}

/// A directive that silences nothing.
pub(super) fn unused_directive() -> String {
    FILE.unused_directive.clone()
}

/// A directive that names a concept there is none of.
pub(super) fn unknown_concept(id: &str, concept: &str) -> String {
    FILE.unknown_concept.replace("{word}", id).replace("{concept}", concept)
}

/// What was made of a word that should have been reported.
pub(super) enum Held<'t> {
    /// There is no word that a policy could report.
    Nothing,
    /// It is as the policy wants it.
    Right(&'t str),
    /// The policy does not look at it.
    Unasked(&'t str),
    Software(&'t str),
    Name(&'t str),
    Mention(&'t str),
    /// The evidence is thin.
    Unsure(&'t str),
    /// It stands in a phrase that is allowed.
    Allowed(&'t str),
    /// It stands in a region that is not checked.
    Unchecked(&'t str),
    /// The policy keeps it, for this reason if there is one to tell.
    Kept(&'t str, Option<String>),
}

/// An example that should be reported and is not.
pub(super) fn not_reported(held: &Held<'_>) -> String {
    let why = &FILE.example.why;
    let (sentence, word) = match held {
        Held::Nothing => (&why.nothing, ""),
        Held::Right(word) => (&why.right, *word),
        Held::Unasked(word) => (&why.unasked, *word),
        Held::Software(word) => (&why.software, *word),
        Held::Name(word) => (&why.name, *word),
        Held::Mention(word) => (&why.mention, *word),
        Held::Unsure(word) => (&why.unsure, *word),
        Held::Allowed(word) => (&why.allowed, *word),
        Held::Unchecked(word) => (&why.unchecked, *word),
        Held::Kept(word, None) => (&why.kept, *word),
        Held::Kept(word, Some(_)) => (&why.kept_because, *word),
    };
    let reason = if let Held::Kept(_, Some(reason)) = held { reason } else { "" };
    FILE.example.not_reported.replace("{why}", sentence).replace("{reason}", reason).replace("{word}", word)
}

/// An example that should be kept, and these words of it are reported.
pub(super) fn not_kept<'t>(words: impl Iterator<Item = &'t str>) -> String {
    let mut words: Vec<String> = words.map(|word| format!("“{word}”")).collect();
    words.dedup();
    let be = if words.len() == 1 { "is" } else { "are" };
    let last = words.pop().unwrap_or_default();
    let words = if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) };
    FILE.example.not_kept.replace("{be}", be).replace("{words}", &words)
}

fn look(doubt: Doubt) -> &'static str {
    let look = &FILE.look;
    match doubt {
        Doubt::OtherTermNear => &look.other_term_near,
        Doubt::SoftwareNear => &look.software_near,
        Doubt::SettledCompound => &look.settled_compound,
        Doubt::Quotation => &look.quotation,
        Doubt::LinkTarget => &look.link_target,
        Doubt::TwoLevels => &look.two_levels,
        Doubt::NoCounterpart => &look.no_counterpart,
        Doubt::ThinEvidence => &look.thin_evidence,
    }
}
