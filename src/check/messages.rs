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
