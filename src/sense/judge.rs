//! The judgement of one document's occurrences.

use std::ops::Range;

use crate::prose::Document;

use super::Occurrence;
use super::document::Overview;
use super::doubts::Known;
use super::fixed::Verdict;
use super::found::Found;
use super::lexicon::lexicon;
use super::memory::{Memory, Recall};
use super::mention::{Manner, Mention};
use super::names::Naming;
use super::opinions::Case;
use super::score::Score;

/// The confidence that a rule leaves to a finding where it found a name or a program.
const RULED: f32 = 0.02;
/// The same for a word that is talked about.
const MENTIONED: f32 = 0.3;
/// The most that is left where a phrase may be the name of a feature.
const PERHAPS: f32 = 0.55;
/// What a swap of *client* takes in confidence where some other *client* is a program.
const MIXED: f32 = 0.95;

/// What an occurrence means where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A person or organisation that buys or is served.
    Party,
    /// A program, library or device that asks a server.
    Software,
    /// Part of a proper name, a label, a title, or a term fixed by law.
    Name,
    /// The word itself, or the contrast between the two.
    Mention,
    /// A term of one of the house's own concepts, in the meaning that the concept gives it.
    Term,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What was seen, for a person to read.
    pub text: String,
    /// How much it weighs, in log odds; positive speaks for the sense that was judged.
    pub weight: f32,
}

/// Why a swap should be looked at before it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The other term stands in the same or a neighbouring sentence.
    OtherTermNear,
    /// The text also speaks of software clients.
    SoftwareNear,
    /// *Client* would be read as a program here: *client authentication*.
    ReadsAsProgram,
    /// A settled compound such as *customer service*.
    SettledCompound,
    /// Inside a quotation.
    Quotation,
    /// Inside the text of a law, a regulation or a judgment.
    Law,
    /// A heading whose anchor the document links to, or a label that a reference is looked up by.
    LinkTarget,
    /// The title of what a link leads to, or of a work.
    TitleElsewhere,
    /// A record or a field of a system, perhaps: *create a customer*.
    Record,
    /// The code beside it calls something by the same word: `FROM customer`.
    NamedInCode,
    /// A single word, of which only its place says that a person reads it.
    OneWord,
    /// A text that is looked up as it is, as `msgid` is.
    LookupKey,
    /// A text whose width is part of the markup.
    Drawn,
    /// Two levels: *our clients' customers*.
    TwoLevels,
    /// The text gives the two words meanings of their own: it contrasts, explains or pairs them.
    ToldApart,
    /// A word without a plain counterpart: *clientele*.
    NoCounterpart,
    /// The evidence for the sense is thin.
    ThinEvidence,
    /// It may be a noun or a verb.
    PartOfSpeech,
    /// The house has several terms to choose from.
    Choice,
}

/// What was judged of one occurrence.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What it means.
    pub sense: Sense,
    /// The probability that an editor who forbids the word would report it here, from 0 to 1.
    pub confidence: f32,
    /// The rule that decided, if one did. What was weighed otherwise is told by [`super::explain`], on demand.
    pub reasons: Vec<Reason>,
    /// Why a swap would need a look; empty when the swap reads as written.
    pub doubts: Vec<Doubt>,
}

impl Sense {
    /// The name that outputs and policies use.
    pub fn name(self) -> &'static str {
        match self {
            Sense::Party => "party",
            Sense::Software => "software",
            Sense::Name => "name",
            Sense::Mention => "mention",
            Sense::Term => "term",
        }
    }
}

impl Judgement {
    /// Whether who writes so plainly means different parties by the two words: contrasts, explains or lists them.
    pub fn tells_apart(&self) -> bool {
        self.doubts.iter().any(|doubt| matches!(doubt, Doubt::ToldApart | Doubt::TwoLevels))
    }
}

/// Judges every occurrence of a document; one judgement for each, in the same order.
pub fn judge(document: &Document, occurrences: &[Occurrence]) -> Vec<Judgement> {
    let mut memory = Memory::default();
    memory.recall(Recall::Nothing);
    judge_again(&mut memory, document, occurrences).judgements.to_vec()
}

/// The judgements of a document that was judged before, and what is new about them.
#[derive(Debug)]
pub struct Again<'m> {
    /// One for each occurrence, in the same order.
    pub judgements: &'m [Judgement],
    /// The occurrences that are gone, by their index in the last document.
    pub gone: Range<usize>,
    /// Those in their place. All others stood in the last document too.
    pub fresh: Range<usize>,
    /// Those that stood in the last document too and are judged otherwise than then, in order.
    pub others: Vec<usize>,
}

/// The same for a text that was judged before: what its blocks told then is taken from the memory.
pub fn judge_again<'m>(memory: &'m mut Memory, document: &Document, occurrences: &[Occurrence]) -> Again<'m> {
    let mut known = memory.carried.take(document, occurrences);
    memory.note(document, occurrences, (&mut known.noted, known.unnoted));
    let fresh = known.edited.as_ref().map_or(0..occurrences.len(), |edited| edited.fresh.clone());
    let overview = Overview::knowing(document, (occurrences, fresh), known.code, known.headings);
    let case = Case { document, occurrences, noted: &known.noted, overview: &overview, law: known.law };
    let (edited, others) = known.opinions.follow(case, known.edited);
    // It takes more room than the text and all that is reported of it.
    let noted = if memory.recall == Recall::Nothing { Vec::new() } else { known.noted };
    memory.carried.put_back(noted, overview.headings, known.opinions);
    Again { judgements: memory.carried.judgements(), gone: edited.gone, fresh: edited.fresh, others }
}

/// Judges the occurrences of a document one by one.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) case: Case<'a>,
    pub(super) manner: Manner,
}

impl Judge<'_> {
    /// All of what is thought of an occurrence.
    pub(super) fn judgement(&self, index: usize, found: &Found, score: Score, known: &Known<'_>) -> Judgement {
        let mut judgement = self.sense(found, score);
        let Some(occurrence) = self.case.occurrences.get(index) else { return judgement };
        let doubts = &mut judgement.doubts;
        doubts.extend(known.collisions(index, found));
        doubts.extend(found.quotation);
        doubts.extend(found.spot.doubts(|anchor| known.links_to(anchor)));
        doubts.extend_from_slice(&found.of_pair);
        doubts.extend(self.case.law.then_some(Doubt::Law));
        if found.mentions.listed {
            doubts.push(Doubt::ToldApart);
        }
        if self.manner == Manner::Contrasting && known.hides_contrast(occurrence, &found.around) {
            doubts.push(Doubt::ToldApart);
        }
        let term = occurrence.hit.term;
        // The same capitalised words are a name elsewhere.
        let named =
            judgement.sense == Sense::Party && found.compound.as_deref().is_some_and(|next| known.names(term, next));
        if named || judgement.confidence < sure(term, known.programs()) {
            doubts.push(Doubt::ThinEvidence);
        }
        doubts.dedup();
        judgement
    }

    /// The sense of one occurrence alone.
    pub(super) fn meaning(&self, found: &Found, score: Score) -> Sense {
        match found.ruled() {
            Some((sense, _)) => sense,
            None if mentioned(found, self.manner, score).is_some() => Sense::Mention,
            None => score.sense(),
        }
    }

    /// Sense and confidence of one occurrence; of its doubts only those that it makes by itself.
    pub(super) fn sense(&self, found: &Found, score: Score) -> Judgement {
        if let Some(judgement) = ruling(found, self.manner, score) {
            return judgement;
        }
        let sense = score.sense();
        let mut doubts = Vec::new();
        if sense == Sense::Party && matches!(found.naming, Some(Naming::Party(_))) {
            doubts.push(Doubt::ThinEvidence);
        }
        if sense == Sense::Party && found.fixed.is_some() {
            doubts.push(Doubt::SettledCompound);
        }
        let perhaps = found.fixed.as_ref().is_some_and(|fixed| fixed.verdict == Verdict::Perhaps);
        let most = if perhaps { PERHAPS } else { 1.0 };
        Judgement { sense, confidence: score.confidence().min(most), reasons: Vec::new(), doubts }
    }
}

/// The confidence below which no swap is made unseen: more is asked of *client* where the text has programs too.
fn sure(term: usize, programs: usize) -> f32 {
    let sure = lexicon().sure(term);
    if term == 0 && programs > 0 { sure.max(MIXED) } else { sure }
}

/// What a rule decides, whatever is weighed: a fixed phrase, no word of English text, or a word that is talked about.
pub(super) fn ruling(found: &Found, manner: Manner, score: Score) -> Option<Judgement> {
    if let Some((sense, reason)) = found.ruled() {
        return Some(by_rule(sense, reason, RULED));
    }
    let mention = mentioned(found, manner, score)?;
    let mut judgement = by_rule(Sense::Mention, mention.reason(), MENTIONED);
    judgement.doubts.extend(mention.tells_apart().then_some(Doubt::ToldApart));
    Some(judgement)
}

/// How a word is talked about, unless it is plainly a program.
fn mentioned(found: &Found, manner: Manner, score: Score) -> Option<Mention> {
    found.mentions.of_manner(manner).filter(|_| !score.is_plainly_software())
}

fn by_rule(sense: Sense, reason: &str, confidence: f32) -> Judgement {
    let reasons = vec![Reason { text: reason.to_owned(), weight: logit(1.0 - confidence) }];
    Judgement { sense, confidence, reasons, doubts: Vec::new() }
}

/// The log odds of a probability.
pub(super) fn logit(probability: f32) -> f32 {
    let inside = probability.clamp(0.001, 0.999);
    (inside / (1.0 - inside)).ln()
}
