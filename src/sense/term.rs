//! What a term of one of the house's own concepts is where it stands: in use, talked about, or something
//! else that is only written the same.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::doubts_of_place::Spot;
use super::mention::{self, Manner};
use super::names::{self, Naming};
use super::passage::{self, Cut, Passage};
use super::sentence::Sentence;
use super::term_mention::{self, Mention};
use super::term_speech::{self, Speech};
use super::view::View;
use super::{Doubt, Occurrence, Reason, doubts_of_place};
use crate::prose::{BlockKind, Document};
use crate::terms::{Concept, Hit, PartOfSpeech, Status, Term, TermHit};

/// The confidence in a term that is plainly used.
const PLAIN: f32 = 0.95;
/// How much of that, in log odds, a part of speech that fits makes out.
const PLAINLY: f32 = 1.0;
/// The same where the words around leave open what it is.
const UNCLEAR: f32 = 0.75;
/// The same where it may be a name.
const PERHAPS: f32 = 0.55;
/// The same where it is talked about.
const MENTIONED: f32 = 0.3;
/// The same where it is something else.
const APART: f32 = 0.05;

/// How a term stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is used in the meaning of its concept.
    Used,
    /// The word itself is the subject.
    Mentioned,
    /// It is part of a name, or another part of speech.
    Apart,
}

/// What was made of a term where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TermUse {
    /// How it stands there.
    pub standing: Standing,
    /// The probability that an editor who forbids the term would report it here, from 0 to 1.
    pub confidence: f32,
    /// The evidence, weightiest first.
    pub reasons: Vec<Reason>,
    /// Why a swap would need a look.
    pub doubts: Vec<Doubt>,
    /// Its sentence, in bytes of the text of its block.
    pub sentence: Range<usize>,
}

/// Reads the terms of a house in one document.
#[derive(Debug)]
pub struct TermReader<'a> {
    document: &'a Document,
    concepts: &'a [Arc<Concept>],
    manner: Manner,
    /// Which tables explain words, as far as that was asked.
    tables: FxHashMap<usize, bool>,
}

impl<'a> TermReader<'a> {
    /// A reader of a document for the terms of these concepts.
    pub fn new(document: &'a Document, concepts: &'a [Arc<Concept>]) -> Self {
        let manner = if mention::is_glossary(document) { Manner::Glossary } else { Manner::Plain };
        Self { document, concepts, manner, tables: FxHashMap::default() }
    }

    /// What each of these terms is. They stand in the text of one block, in order and apart from one another.
    pub fn uses(&mut self, block: usize, hits: &[TermHit]) -> Vec<TermUse> {
        let Some(read) = self.document.blocks.get(block) else { return Vec::new() };
        let occurrences: Vec<Occurrence> =
            hits.iter().enumerate().map(|(index, hit)| occurrence(block, index, hit)).collect();
        let mut uses = Vec::with_capacity(hits.len());
        for (cut, held) in Cut::around(read, &occurrences, &Cell::default()) {
            let passage = Passage { block: read, cut: &cut };
            for occurrence in occurrences.get(held).unwrap_or_default() {
                let at = passage.find(&occurrence.hit.range).unwrap_or_default();
                let sentence = Sentence::of(&passage, at);
                let view = View::new(&passage, at, occurrence, &sentence);
                if let Some(hit) = hits.get(occurrence.hit.term) {
                    uses.push(self.use_of(block, &view, hit, hits));
                }
            }
        }
        uses
    }

    fn use_of(&mut self, block: usize, view: &View<'_>, hit: &TermHit, hits: &[TermHit]) -> TermUse {
        let mut out = TermUse {
            standing: Standing::Used,
            confidence: PLAIN,
            reasons: Vec::new(),
            doubts: Vec::new(),
            sentence: passage::sentence(&view.passage.block.text, hit.range.start),
        };
        let Some(concept) = self.concepts.get(hit.concept) else { return out };
        let Some(term) = concept.terms.get(hit.term).filter(|term| term.status == Status::Deprecated) else {
            return out;
        };
        let naming = naming(view, term, concept.part_of_speech);
        let better = better(view, hit, hits, concept);
        // *log in → sign in* is a rule of words, not the path of a menu.
        if let (Some(Naming::Name(reason) | Naming::Apart(reason)), true) = (naming, better.is_empty()) {
            out.settle(Standing::Apart, APART, reason);
            return out;
        }
        let mention = if self.is_word_of_table(block, view) {
            Mention::Yes("the table explains words")
        } else {
            term_mention::mention(view, self.manner, &better)
        };
        if let Mention::Yes(reason) = mention {
            out.settle(Standing::Mentioned, MENTIONED, reason);
            return out;
        }
        if out.reads_otherwise(view, term, concept.part_of_speech) {
            return out;
        }
        match naming {
            Some(Naming::Perhaps(reason) | Naming::Name(reason) | Naming::Apart(reason)) => {
                out.lower(PERHAPS, reason, Doubt::ThinEvidence)
            }
            Some(Naming::Party(reason)) => out.lower(UNCLEAR, reason, Doubt::ThinEvidence),
            _ => {}
        }
        if let Mention::Perhaps(doubt) = mention {
            out.doubts.push(doubt);
        }
        out.doubts.extend(doubts_of_place::quotation(view));
        let linked = |anchor: &str| self.document.fragments.iter().any(|fragment| fragment == anchor);
        out.doubts.extend(Spot::of(view).doubts(linked));
        out.doubts.dedup();
        out
    }

    /// Whether it is all that a cell of a table holds whose head says that its cells are words.
    fn is_word_of_table(&mut self, block: usize, view: &View<'_>) -> bool {
        let kind = self.document.blocks.get(block).map(|block| &block.kind);
        let Some(BlockKind::Cell { header: false, table, .. }) = kind else { return false };
        let alone = view.passage.tokens.len() == 1 || view.passage.tokens.len() == 3 && mention::quoted_alone(view);
        let document = self.document;
        alone && *self.tables.entry(*table).or_insert_with(|| term_mention::is_table_of_words(document, block))
    }
}

impl TermUse {
    fn settle(&mut self, standing: Standing, confidence: f32, reason: &str) {
        self.standing = standing;
        self.confidence = confidence;
        self.reasons.push(Reason { text: reason.to_owned(), weight: log_odds(1.0 - confidence) });
    }

    fn lower(&mut self, confidence: f32, reason: &str, doubt: Doubt) {
        let before = self.confidence;
        self.confidence = before.min(confidence);
        let weight = log_odds(self.confidence) - log_odds(before);
        self.reasons.push(Reason { text: reason.to_owned(), weight });
        self.doubts.push(doubt);
    }

    /// Whether the term is another part of speech than its concept's; a doubt where that is unclear.
    fn reads_otherwise(&mut self, view: &View<'_>, term: &Term, part_of_speech: PartOfSpeech) -> bool {
        let read = term_speech::speech(view, &term.text, part_of_speech);
        let own = match part_of_speech {
            PartOfSpeech::Noun => Speech::Noun,
            PartOfSpeech::Verb => Speech::Verb,
            PartOfSpeech::Adjective | PartOfSpeech::Adverb => return false,
        };
        let reason = match read {
            Speech::Noun => "it is a noun here",
            Speech::Verb => "it is a verb here",
            Speech::Adjective | Speech::Unclear => {
                let describes = "it describes a noun here";
                let reason = if read == Speech::Adjective { describes } else { "it may be a noun or a verb here" };
                self.lower(UNCLEAR, reason, Doubt::PartOfSpeech);
                return false;
            }
        };
        if read == own {
            self.reasons.push(Reason { text: reason.to_owned(), weight: PLAINLY });
            return false;
        }
        self.settle(Standing::Apart, APART, reason);
        true
    }
}

fn log_odds(probability: f32) -> f32 {
    (probability / (1.0 - probability)).ln()
}

/// The term as the views of this room see it; its index among the hits stands for the term.
fn occurrence(block: usize, index: usize, hit: &TermHit) -> Occurrence {
    let hit = Hit { range: hit.range.clone(), stem_end: hit.stem_end, term: index, form: hit.form };
    Occurrence { block, source: hit.range.clone(), hit }
}

/// What its shape says, where the term is not itself written with capitals.
fn naming(view: &View<'_>, term: &Term, part_of_speech: PartOfSpeech) -> Option<Naming> {
    let capitals = if term.text.chars().any(char::is_uppercase) {
        names::Capitals::OfTheTerm
    } else if part_of_speech == PartOfSpeech::Verb {
        names::Capitals::OfARequest
    } else {
        names::Capitals::Telling
    };
    names::naming_of_term(view, capitals)
}

/// The tokens of its sentence that are the terms to use instead.
fn better(view: &View<'_>, hit: &TermHit, hits: &[TermHit], concept: &Concept) -> Vec<usize> {
    let preferred = |at: &usize| {
        let other = view.term(*at).and_then(|index| hits.get(index)).filter(|other| other.concept == hit.concept);
        let term = other.and_then(|other| concept.terms.get(other.term));
        term.is_some_and(|term| term.status == Status::Preferred)
    };
    view.sentence().filter(preferred).collect()
}
