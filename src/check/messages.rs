//! What findings say, read from `data/messages.toml`.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Wanted, Why};
use crate::policy::Origin;
use crate::sense::{Doubt, Sense};
use crate::terms;
use crate::text::Encoding;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    party: String,
    review: String,
    perhaps: String,
    mention: String,
    unused_directive: String,
    unknown_concept: String,
    unused_id: String,
    idle_enable: String,
    identifier: String,
    judgement: JudgementSays,
    why: Clauses,
    elsewhere: Clauses,
    count: Count,
    house: House,
    look: Look,
    example: Example,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Example {
    not_reported: String,
    not_kept: String,
    why: ExampleWhy,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ExampleWhy {
    nothing: String,
    right: String,
    unasked: String,
    software: String,
    name: String,
    mention: String,
    unsure: String,
    allowed: String,
    unchecked: String,
    out_of_context: String,
    no_say: String,
    kept: String,
    kept_because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct JudgementSays {
    party: String,
    software: String,
    name: String,
    mention: String,
    place: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Clauses {
    house: String,
    most: String,
    only: String,
    tie: String,
    near: String,
    place: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Count {
    once: String,
    twice: String,
    more: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Look {
    other_term_near: String,
    software_near: String,
    settled_compound: String,
    reads_as_program: String,
    quotation: String,
    law: String,
    title_elsewhere: String,
    record: String,
    named_in_code: String,
    link_target: String,
    one_word: String,
    lookup_key: String,
    drawn: String,
    two_levels: String,
    told_apart: String,
    no_counterpart: String,
    thin_evidence: String,
    part_of_speech: String,
    choice: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct House {
    term: String,
    several: String,
    none: String,
    perhaps: String,
    perhaps_none: String,
    mention: String,
    mention_none: String,
}

static FILE: LazyLock<File> = LazyLock::new(|| data!("check/data/messages"));

/// What is known of a word when its message is written.
pub(super) struct Words<'a> {
    /// The word as it stands.
    pub(super) word: &'a str,
    /// The word as it would stand after the swap.
    pub(super) other: &'a str,
    /// What the policy wants there.
    pub(super) wanted: &'a Wanted,
}

impl Words<'_> {
    fn fill(&self, message: &str, doubt: Option<Doubt>) -> String {
        filled(message, |key| match key {
            "why" => self.wanted.clause(&FILE.why).into(),
            "elsewhere" => self.wanted.clause(&FILE.elsewhere).into(),
            "other" => self.other.into(),
            "look" => doubt.map_or("", look).into(),
            _ => self.word.into(),
        })
    }
}

/// A message with what stands for each `{key}` in it.
fn filled<'t>(message: &'t str, of: impl Fn(&'t str) -> Cow<'t, str>) -> String {
    let mut out = String::with_capacity(2 * message.len());
    let mut rest = message;
    while let Some((before, key, after)) =
        rest.split_once('{').and_then(|(before, rest)| rest.split_once('}').map(|(key, after)| (before, key, after)))
    {
        out.push_str(before);
        out.push_str(&of(key));
        rest = after;
    }
    out.push_str(rest);
    out
}

impl Wanted {
    /// Why this word, as a clause: *this text says customer twice and client once*.
    pub fn because(&self) -> String {
        self.clause(&FILE.why)
    }

    fn clause(&self, clauses: &Clauses) -> String {
        let text = |term: usize| terms::pair().terms.get(term).map_or("", |term| term.text.as_str());
        let (term, other) = (self.term, 1 - self.term.min(1));
        let (mut cue, mut most, mut least) = ("", 0, 0);
        let clause = match &self.why {
            Why::House => &clauses.house,
            Why::Place => &clauses.place,
            Why::Near(near) => {
                cue = near;
                &clauses.near
            }
            Why::Most { counts } => {
                let count = |term: usize| counts.get(term).copied().unwrap_or_default();
                (most, least) = (count(term), count(other));
                match least {
                    0 => &clauses.only,
                    _ if most == least => &clauses.tie,
                    _ => &clauses.most,
                }
            }
        };
        filled(clause, |key| match key {
            "count" => times(most).into(),
            "minor-count" => times(least).into(),
            "minor" => text(other).into(),
            "cue" => cue.into(),
            _ => text(term).into(),
        })
    }
}

/// *once*, *twice*, *3 times*.
fn times(count: usize) -> String {
    match count {
        1 => FILE.count.once.clone(),
        2 => FILE.count.twice.clone(),
        more => FILE.count.more.replace("{n}", &more.to_string()),
    }
}

/// A party, with the first of the doubts about its swap.
pub(super) fn party(words: &Words<'_>, doubt: Option<Doubt>) -> String {
    words.fill(if doubt.is_some() { &FILE.review } else { &FILE.party }, doubt)
}

/// What may be a party.
pub(super) fn perhaps(words: &Words<'_>) -> String {
    words.fill(&FILE.perhaps, None)
}

/// A word that is talked about.
pub(super) fn mention(words: &Words<'_>) -> String {
    words.fill(&FILE.mention, None)
}

/// What is known of a term of the house when its message is written.
pub(super) struct Advice<'a> {
    /// The term as it stands.
    pub(super) word: &'a str,
    /// The term as the policy writes it.
    pub(super) avoided: &'a str,
    /// The terms to use instead, each as the policy writes it and as it would stand there.
    pub(super) better: Vec<(&'a str, &'a str)>,
    /// Why, in the words of the house.
    pub(super) reason: Option<&'a str>,
}

impl Advice<'_> {
    fn fill(&self, message: &str) -> String {
        let (term, other) = self.better.first().copied().unwrap_or_default();
        let others: Vec<String> = self.better.iter().skip(1).map(|(_, other)| format!("“{other}”")).collect();
        let message = message.replace("{others}", &others.join(" or ")).replace("{other}", other);
        message.replace("{term}", term).replace("{avoided}", self.avoided).replace("{word}", self.word)
    }

    /// One of two messages: where there is a term to use instead, and where there is none.
    fn either(&self, some: &str, none: &str) -> String {
        self.fill(if self.better.is_empty() { none } else { some })
    }
}

/// A term of the house, with the first of the doubts about its swap.
pub(super) fn house(advice: &Advice<'_>, doubt: Option<Doubt>) -> String {
    let house = &FILE.house;
    let mut out = match advice.better.len() {
        0 => advice.fill(&house.none),
        1 => advice.fill(&house.term),
        _ => advice.fill(&house.several),
    };
    let doubt = doubt.filter(|doubt| !advice.better.is_empty() && *doubt != Doubt::Choice).map(look);
    let reason = advice.reason.map(|reason| reason.trim_end_matches('.'));
    for sentence in reason.map(|reason| format!("{reason}.")).into_iter().chain(doubt.map(str::to_owned)) {
        out.push(' ');
        out.push_str(&sentence);
    }
    out
}

/// What may be a term of the house.
pub(super) fn house_perhaps(advice: &Advice<'_>) -> String {
    advice.either(&FILE.house.perhaps, &FILE.house.perhaps_none)
}

/// A term of the house that is talked about.
pub(super) fn house_mention(advice: &Advice<'_>) -> String {
    advice.either(&FILE.house.mention, &FILE.house.mention_none)
}

/// A directive that silences nothing.
pub(super) fn unused_directive() -> String {
    FILE.unused_directive.clone()
}

/// An id of a directive that silences nothing.
pub(super) fn unused_id(id: &str) -> String {
    FILE.unused_id.replace("{word}", id)
}

/// A `customary-enable` that opens nothing again.
pub(super) fn idle_enable() -> String {
    FILE.idle_enable.clone()
}

/// A name in code that holds `term`, where `preferred` is the one to use.
pub(super) fn identifier(name: &str, term: &str, preferred: &str) -> String {
    FILE.identifier.replace("{minor}", term).replace("{term}", preferred).replace("{word}", name)
}

/// What an entry of the house says of a word in whose sentence `cue` stands.
pub(super) fn house_says(cue: &str, sense: Sense, entry: &Origin) -> String {
    let says = &FILE.judgement;
    let message = match sense {
        Sense::Party | Sense::Term => &says.party,
        Sense::Software => &says.software,
        Sense::Name => &says.name,
        Sense::Mention => &says.mention,
    };
    let line = entry.place.positions(Encoding::Utf8).0.line + 1;
    let file = entry.place.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let place = says.place.replace("{line}", &line.to_string()).replace("{file}", &file);
    message.replace("{place}", &place).replace("{cue}", cue)
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
    /// No `[[when]]` says which word is right around it.
    OutOfContext(&'t str),
    /// The conditions of its own concept are not met.
    NoSay(&'t str),
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
        Held::OutOfContext(word) => (&why.out_of_context, *word),
        Held::NoSay(word) => (&why.no_say, *word),
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

/// Why a swap needs a look, as a clause: *it stands in a quotation*.
pub fn doubt_in_words(doubt: Doubt) -> String {
    let sentence = look(doubt);
    let clause = sentence.split_once(": ").map_or(sentence, |(_, clause)| clause).trim_end_matches('.');
    let mut chars = clause.chars();
    chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect()
}

fn look(doubt: Doubt) -> &'static str {
    let look = &FILE.look;
    match doubt {
        Doubt::OtherTermNear => &look.other_term_near,
        Doubt::SoftwareNear => &look.software_near,
        Doubt::SettledCompound => &look.settled_compound,
        Doubt::ReadsAsProgram => &look.reads_as_program,
        Doubt::Quotation => &look.quotation,
        Doubt::Law => &look.law,
        Doubt::TitleElsewhere => &look.title_elsewhere,
        Doubt::Record => &look.record,
        Doubt::NamedInCode => &look.named_in_code,
        Doubt::LinkTarget => &look.link_target,
        Doubt::OneWord => &look.one_word,
        Doubt::LookupKey => &look.lookup_key,
        Doubt::Drawn => &look.drawn,
        Doubt::TwoLevels => &look.two_levels,
        Doubt::ToldApart => &look.told_apart,
        Doubt::NoCounterpart => &look.no_counterpart,
        Doubt::ThinEvidence => &look.thin_evidence,
        Doubt::PartOfSpeech => &look.part_of_speech,
        Doubt::Choice => &look.choice,
    }
}
