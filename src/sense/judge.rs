//! The judgement of one document's occurrences.

use std::collections::HashSet;
use std::sync::Arc;

use crate::prose::{Block, Document};

use super::Occurrence;
use super::document::Overview;
use super::doubts::{self, Known};
use super::fixed::Verdict;
use super::lexicon::lexicon;
use super::memory::{Found, Local, Memory};
use super::mention::{self, Manner};
use super::names::Naming;
use super::passage::Passage;
use super::score::{self, Score};
use super::view::{Capitals, View};

/// The confidence that a rule leaves to a finding where it found a name or a program.
const RULED: f32 = 0.05;
/// The same for a word that is talked about.
const MENTIONED: f32 = 0.3;
/// Below this probability of a party it is a program, even beside the other term.
const SOFTWARE: f32 = 0.25;
/// The most that is left where it may be a name.
const PERHAPS: f32 = 0.55;
/// What a swap of *client* takes in confidence where some other *client* is a program.
const MIXED: f32 = 0.95;
/// So many contrasts make a document one about the difference, if they are a sixth of all occurrences.
const CONTRASTS: usize = 4;

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
    /// A settled compound such as *customer service*.
    SettledCompound,
    /// Inside a quotation.
    Quotation,
    /// A heading whose anchor the document links to, or a label that a reference is looked up by.
    LinkTarget,
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
    /// The evidence, weightiest first.
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

/// Whether a text plainly means different parties by the two words: it contrasts, explains or lists them, or it
/// is a glossary, whose entries have nothing to do with each other.
pub fn tells_apart(document: &Document, judgements: &[Judgement]) -> bool {
    let tells = |doubt: &Doubt| matches!(doubt, Doubt::ToldApart | Doubt::TwoLevels);
    judgements.iter().any(|judgement| judgement.doubts.iter().any(tells)) || mention::is_glossary(document)
}

/// Judges every occurrence of a document; one judgement for each, in the same order.
pub fn judge(document: &Document, occurrences: &[Occurrence]) -> Vec<Judgement> {
    judge_again(&mut Memory::default(), document, occurrences)
}

/// The same for a text that was judged before: what its blocks told then is taken from the memory.
pub fn judge_again(memory: &mut Memory, document: &Document, occurrences: &[Occurrence]) -> Vec<Judgement> {
    let mut locals: Vec<(&Block, Arc<Local>)> = Vec::new();
    for (block, held) in in_blocks(document, occurrences) {
        locals.push((block, memory.local(block, held)));
    }
    memory.settle();
    let passages: Vec<Vec<Passage<'_>>> = locals
        .iter()
        .map(|(block, local)| local.cuts.iter().map(|(cut, _)| Passage { block, cut }).collect())
        .collect();
    let held = locals.iter().zip(&passages).flat_map(|((_, local), passages)| {
        let passages = local.cuts.iter().zip(passages);
        let of_each = passages.flat_map(|((_, held), passage)| held.clone().map(move |_| passage));
        of_each.zip(&local.found)
    });
    let (views, found): (Vec<View<'_>>, Vec<&Found>) = held
        .zip(occurrences)
        .map(|((passage, found), occurrence)| (View { passage, at: found.at, occurrence }, found))
        .unzip();
    Judge::new(document, occurrences, &views, &found).judgements()
}

/// The occurrences of each block that holds any.
fn in_blocks<'a>(
    document: &'a Document,
    occurrences: &'a [Occurrence],
) -> impl Iterator<Item = (&'a Block, &'a [Occurrence])> {
    occurrences.chunk_by(|one, next| one.block == next.block).filter_map(|held| {
        let block = document.blocks.get(held.first()?.block)?;
        Some((block, held))
    })
}

struct Judge<'a> {
    document: &'a Document,
    occurrences: &'a [Occurrence],
    views: &'a [View<'a>],
    found: &'a [&'a Found],
    scores: Vec<Score>,
    manner: Manner,
}

impl<'a> Judge<'a> {
    fn new(
        document: &'a Document,
        occurrences: &'a [Occurrence],
        views: &'a [View<'a>],
        found: &'a [&'a Found],
    ) -> Self {
        let overview = Overview::new(document, occurrences);
        let scores = score::scores(document, &overview, views, found);
        let mut judge = Self { document, occurrences, views, found, scores, manner: Manner::Plain };
        judge.manner = judge.manner();
        judge
    }

    /// Whether the document uses, explains or contrasts the words.
    fn manner(&self) -> Manner {
        let contrasts = self.views.iter().enumerate();
        let contrasts =
            contrasts.filter(|(index, view)| mention::contrast(view, &self.parties(*index)).is_some()).count();
        if contrasts >= CONTRASTS && contrasts * 6 >= self.views.len() {
            Manner::Contrasting
        } else if mention::is_glossary(self.document) {
            Manner::Glossary
        } else {
            Manner::Plain
        }
    }

    /// The tokens near a view that are the other term and mean a party.
    fn parties(&self, index: usize) -> Vec<usize> {
        let Some(view) = self.views.get(index) else { return Vec::new() };
        let other = 1 - view.occurrence.hit.term.min(1);
        let reach = view.passage.neighbourhood(view.at, 1);
        // The views of one passage stand together, in order.
        let near = |at: &usize| {
            let near = |one: &View<'_>| std::ptr::eq(one.passage, view.passage) && reach.contains(&one.at);
            self.views.get(*at).is_some_and(near)
        };
        let first = (0..index).rev().take_while(near).last().unwrap_or(index);
        (first..)
            .take_while(near)
            .filter_map(|at| Some((self.views.get(at)?, self.scores.get(at)?)))
            .filter(|(one, score)| one.occurrence.hit.term == other && score.probability() > SOFTWARE)
            .map(|(one, _)| one.at)
            .collect()
    }

    fn judgements(&self) -> Vec<Judgement> {
        let mut out: Vec<Judgement> = (0..self.views.len()).filter_map(|index| self.sense(index)).collect();
        let senses: Vec<Sense> = out.iter().map(|judgement| judgement.sense).collect();
        let names = self.capitalised(&out, Sense::Name);
        let known = Known::new(self.document, self.occurrences, &senses);
        for (index, (judgement, view)) in out.iter_mut().zip(self.views).enumerate() {
            let mut doubts = known.collisions(index, view);
            doubts.extend(doubts::of_place(self.document, view));
            if mention::listed(view, &self.parties(index)) {
                doubts.push(Doubt::ToldApart);
            }
            if self.manner == Manner::Contrasting && known.hides_contrast(view) {
                doubts.push(Doubt::ToldApart);
            }
            if judgement.confidence < self.sure(view, known.programs()) {
                doubts.push(Doubt::ThinEvidence);
            }
            // The same capitalised words are a name elsewhere.
            if judgement.sense == Sense::Party && compound(view).is_some_and(|own| names.contains(&own)) {
                doubts.push(Doubt::ThinEvidence);
            }
            judgement.doubts.extend(doubts);
            judgement.doubts.dedup();
        }
        out
    }

    /// The capitalised compounds that were judged to have a sense.
    fn capitalised(&self, judged: &[Judgement], sense: Sense) -> HashSet<(usize, &'a str)> {
        let of_sense = self.views.iter().zip(judged).filter(|(_, judgement)| judgement.sense == sense);
        of_sense.filter_map(|(view, _)| compound(view)).collect()
    }

    /// The confidence below which no swap is made unseen: more is asked of *client* where the text has programs too.
    fn sure(&self, view: &View<'_>, programs: usize) -> f32 {
        let term = view.occurrence.hit.term;
        let sure = lexicon().start(term).sure;
        if term == 0 && programs > 0 { sure.max(MIXED) } else { sure }
    }

    /// Sense, confidence and reasons of one occurrence; of its doubts only those that a phrase makes.
    fn sense(&self, index: usize) -> Option<Judgement> {
        let view = self.views.get(index)?;
        let score = self.scores.get(index)?;
        let Found { fixed, naming, .. } = *self.found.get(index)?;
        let fixed = fixed.as_ref();
        let probability = score.probability();
        match fixed.map(|fixed| (fixed.verdict, &fixed.reason)) {
            Some((Verdict::Name, reason)) => return Some(silent(Sense::Name, reason)),
            Some((Verdict::Software, reason)) => return Some(silent(Sense::Software, reason)),
            _ => {}
        }
        if let Some(Naming::Name(reason)) = naming {
            return Some(silent(Sense::Name, reason));
        }
        let software = || Some(score.judgement(Sense::Software, probability));
        if probability < SOFTWARE {
            return software();
        }
        if let Some(mention) = mention::mention(view, self.manner, &self.parties(index)) {
            let mut judgement = silent(Sense::Mention, mention.reason());
            judgement.confidence = MENTIONED;
            judgement.doubts.extend(mention.tells_apart().then_some(Doubt::ToldApart));
            return Some(judgement);
        }
        if probability < 0.5 {
            return software();
        }
        let mut judgement = score.judgement(Sense::Party, probability);
        match naming {
            Some(Naming::Perhaps(reason)) => judgement.lower(reason),
            Some(Naming::Party(reason)) => {
                judgement.reasons.push(Reason { text: (*reason).to_owned(), weight: 0.0 });
                judgement.doubts.push(Doubt::ThinEvidence);
            }
            _ => {}
        }
        match fixed.map(|fixed| (fixed.verdict, &fixed.reason)) {
            Some((Verdict::Perhaps, reason)) => {
                judgement.lower(reason);
                judgement.doubts.push(Doubt::SettledCompound);
            }
            Some((Verdict::Review, reason)) => {
                judgement.reasons.push(Reason { text: reason.clone(), weight: 0.0 });
                judgement.doubts.push(Doubt::SettledCompound);
            }
            _ => {}
        }
        Some(judgement)
    }
}

/// The term and the word after it, where both are capitalised: *Client Confidential*.
fn compound<'a>(view: &View<'a>) -> Option<(usize, &'a str)> {
    let (next, _) = view.after(view.at)?;
    let capital = |at| view.capitals(at) != Capitals::None;
    (capital(view.at) && capital(next)).then_some((view.occurrence.hit.term, view.word(next)))
}

impl Judgement {
    /// Makes a finding of it a hint, for a reason.
    fn lower(&mut self, reason: &str) {
        let before = self.confidence;
        self.confidence = self.confidence.min(PERHAPS);
        self.reasons.push(Reason { text: reason.to_owned(), weight: logit(self.confidence) - logit(before) });
    }
}

/// A judgement that a rule makes, not a sum.
fn silent(sense: Sense, reason: &str) -> Judgement {
    let reasons = vec![Reason { text: reason.to_owned(), weight: logit(1.0 - RULED) }];
    Judgement { sense, confidence: RULED, reasons, doubts: Vec::new() }
}

/// The log odds of a probability.
fn logit(probability: f32) -> f32 {
    let inside = probability.clamp(0.001, 0.999);
    (inside / (1.0 - inside)).ln()
}
