//! Why a swap would need a look: what stands elsewhere in the text.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::document::section_of;
use super::found::Found;
use super::lexicon::{Place, lexicon};
use super::view::View;
use super::voices::{Common, OFTEN, Voices};
use super::{Doubt, Occurrence, Sense};
use crate::prose::{BlockKind, Document};
use crate::terms::Inflection;

/// Below these log odds, in thousandths, *client* would be read as a program: where the text speaks of such programs, where the
/// word makes a compound of computing, and anywhere.
const READ_AS_PROGRAM: [i32; 3] = [0, -2000, -6000];

/// A sentence has at least so many tokens.
const SENTENCE: usize = 4;

/// How far before the word its owner is looked for, in tokens.
const OWNER_REACH: usize = 4;

/// Whose customers or clients they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    /// *Our customers*.
    Us,
    /// *Her clients*, *the lawyer's clients*.
    Others,
}

/// What stands around an occurrence that matters where the rest of the text raises doubts.
#[derive(Debug)]
pub(super) struct Around {
    pub(super) owner: Option<Owner>,
    pub(super) two_levels: bool,
    /// Its sentence and those beside it, in bytes of the block's text.
    near: Range<usize>,
    /// The other term stands in these, or in one of the two sentences before.
    other_near: bool,
    other_about: bool,
    /// It describes the next word.
    attributive: bool,
    /// It is one of more than two or three words.
    in_a_sentence: bool,
    /// In its place *client* would make a compound of computing.
    computing: bool,
}

impl Around {
    pub(super) fn of(view: &View<'_>) -> Self {
        let (near, term) = (view.sentence.near.clone(), view.occurrence.hit.term);
        let edge = |token: Option<usize>| token.and_then(|at| view.token(at)).map(|token| token.range.clone());
        let from = edge(Some(near.start)).map_or(0, |first| first.start);
        let to = edge(near.end.checked_sub(1)).map_or(0, |last| last.end);
        Self {
            owner: owner(view),
            two_levels: two_levels(view),
            near: from..to,
            other_near: view.sentence.is_near_other_than(term),
            other_about: view.sentence.is_about_other_than(term),
            attributive: view.attributive(),
            in_a_sentence: view.sentence().len() >= SENTENCE,
            computing: computing_compound(view),
        }
    }
}

/// The occurrences of a document, and what they say.
pub(super) struct Known<'a> {
    document: &'a Document,
    occurrences: &'a [Occurrence],
    voices: &'a Voices,
    common: Common,
    /// What it links to within itself.
    anchors: OnceCell<FxHashSet<&'a str>>,
    /// What stands in the blocks that were asked about: one may hold a hundred thousand words.
    blocks: RefCell<FxHashMap<usize, Held>>,
}

/// What stands in a block.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    /// Which terms, where they do not mean a program.
    terms: [bool; 2],
    /// Whether one means a program.
    program: bool,
}

impl<'a> Known<'a> {
    pub(super) fn new(document: &'a Document, occurrences: &'a [Occurrence], voices: &'a Voices) -> Self {
        Self {
            document,
            occurrences,
            voices,
            common: voices.common(),
            anchors: OnceCell::new(),
            blocks: RefCell::default(),
        }
    }

    /// What stands in a block.
    fn in_block(&self, block: usize) -> Held {
        if let Some(held) = self.blocks.borrow().get(&block) {
            return *held;
        }
        let first = self.occurrences.partition_point(|one| one.block < block);
        let all = self.occurrences.iter().enumerate().skip(first).take_while(|(_, one)| one.block == block);
        let mut held = Held::default();
        for (index, one) in all {
            match self.voices.sense(index) {
                Some(Sense::Software) => held.program = true,
                Some(_) => held.terms.get_mut(one.hit.term).into_iter().for_each(|holds| *holds = true),
                None => {}
            }
        }
        self.blocks.borrow_mut().insert(block, held);
        held
    }

    /// How often *client* means a program, up to [`OFTEN`].
    pub(super) fn programs(&self) -> usize {
        self.common.programs
    }

    /// Whether a term and the word after it, both capitalised, are a name somewhere.
    pub(super) fn names(&self, term: usize, next: &str) -> bool {
        self.voices.names(term, next)
    }

    /// Whether the document links to an anchor of its own.
    pub(super) fn links_to(&self, anchor: &str) -> bool {
        let all = || self.document.fragments.iter().map(String::as_str).collect();
        self.anchors.get_or_init(all).contains(anchor)
    }

    /// Whether a term stands in one of these blocks, and does not mean a program.
    fn holds(&self, term: usize, mut blocks: impl Iterator<Item = usize>) -> bool {
        blocks.any(|block| self.in_block(block).terms.get(term).is_some_and(|holds| *holds))
    }

    /// Whether another occurrence makes the swap of the one at `index` hard to read; the most telling
    /// doubt first.
    pub(super) fn collisions(&self, index: usize, found: &Found) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let Some(own) = self.occurrences.get(index) else { return doubts };
        let around = &found.around;
        if own.hit.form.inflection == Inflection::Collective {
            doubts.push(Doubt::NoCounterpart);
        }
        if around.two_levels {
            doubts.push(Doubt::TwoLevels);
        }
        if self.other_near(index, own, around) {
            doubts.push(Doubt::OtherTermNear);
        } else if self.two_parties(own, around) {
            doubts.push(Doubt::ToldApart);
        }
        if own.hit.term == 1 {
            if self.software_near(own) || doubts.is_empty() && around.other_near {
                doubts.push(Doubt::SoftwareNear);
            } else if self.reads_as_program(found) {
                doubts.push(Doubt::ReadsAsProgram);
            }
        }
        doubts
    }

    /// Whether the other term stands in the same or a neighbouring sentence, cell or list item, and
    /// does not mean a program.
    fn other_near(&self, index: usize, own: &Occurrence, around: &Around) -> bool {
        let within = |at: &usize| {
            let one = self.occurrences.get(*at);
            one.is_some_and(|one| one.block == own.block && around.near.contains(&one.hit.range.start))
        };
        let other = |at: usize| {
            self.occurrences.get(at).is_some_and(|one| one.hit.term != own.hit.term)
                && self.voices.sense(at) != Some(Sense::Software)
        };
        (index..self.occurrences.len()).take_while(within).any(other)
            || (0..index).rev().take_while(within).any(other)
            || self.piece(own.block) && {
                let around = own.block.saturating_sub(1)..=own.block + 1;
                self.holds(1 - own.hit.term.min(1), around.filter(|block| self.piece(*block)))
            }
    }

    /// Whether a block is one of several that are read together: a cell or a list item.
    fn piece(&self, block: usize) -> bool {
        let block = self.document.blocks.get(block);
        block.is_some_and(|block| block.listed || matches!(block.kind, BlockKind::Cell { .. }))
    }

    /// Whether a swap would hide a distinction that the text is about: everywhere but in compounds
    /// that are far enough from the other term.
    pub(super) fn hides_contrast(&self, own: &Occurrence, around: &Around) -> bool {
        let beside = [own.block.checked_sub(1), Some(own.block + 1)].into_iter().flatten();
        !around.attributive || around.other_about || self.holds(1 - own.hit.term.min(1), beside)
    }

    /// Whether clients and customers are different parties here, so that a swap would merge them: the text says so,
    /// or they are somebody else's (*our customers*, and elsewhere *her clients*).
    fn two_parties(&self, own: &Occurrence, around: &Around) -> bool {
        self.common.apart && self.hides_contrast(own, around)
            || self.common.parties == [true; 2]
                && !around.attributive
                && self.voices.apart_in(section_of(self.document, own), own.hit.term.min(1))
    }

    /// Whether *client* means a program in the same section, or so often that a reader expects it to.
    fn software_near(&self, own: &Occurrence) -> bool {
        if self.common.programs >= OFTEN {
            return true;
        }
        match section_of(self.document, own) {
            Some(section) => self.voices.programs_in(section),
            None => self.in_block(own.block).program,
        }
    }

    /// Whether *client* would be read as a program in the place of *customer*.
    fn reads_as_program(&self, found: &Found) -> bool {
        let [beside_programs, compound, anywhere] = READ_AS_PROGRAM;
        let most = match () {
            () if self.common.programs > 0 => beside_programs,
            () if found.around.computing => compound,
            () => anywhere,
        };
        // Two or three words are read as what the text is about.
        found.around.in_a_sentence && found.as_client < most
    }
}

/// Whether *client* in the place of *customer* would make a compound of computing: *client certificate*.
fn computing_compound(view: &View<'_>) -> bool {
    let weight = |place, word| lexicon().cue(place, word).map_or(0.0, |cue| lexicon().lean(cue));
    let form = &view.occurrence.hit.form;
    let compound = form.inflection == Inflection::Base && form.possessive.is_none();
    compound && weight(Place::After, view.right()) < -2.0
}

/// Whose they are, as the words before say.
fn owner(view: &View<'_>) -> Option<Owner> {
    let before = (view.sentence().start.max(view.at.saturating_sub(OWNER_REACH))..view.at).rev();
    for at in before {
        match view.word(at) {
            "our" | "my" => return Some(Owner::Us),
            "their" | "his" | "her" | "its" | "whose" => return Some(Owner::Others),
            "s" if at.checked_sub(1).and_then(|at| view.mark(at)).is_some_and(|mark| matches!(mark, '\'' | '’')) => {
                return Some(Owner::Others);
            }
            "a" | "an" | "the" | "your" | "every" | "each" | "any" | "" => return None,
            _ => {}
        }
    }
    None
}

/// *our clients' customers*, *the customers of our client*.
fn two_levels(view: &View<'_>) -> bool {
    let other = |at: usize| view.term(at).is_some_and(|term| term != view.occurrence.hit.term);
    let before = view.at.checked_sub(1).is_some_and(other);
    let after = view.occurrence.hit.form.possessive.is_some() && other(view.at + 1);
    let of = |from: usize, to: usize| {
        (from + 1..to).any(|at| view.word(at) == "of") && (from + 1..to).all(|at| view.mark(at).is_none())
    };
    let later = (view.at + 1..view.at + 5).find(|at| other(*at)).is_some_and(|at| of(view.at, at));
    let earlier = (view.at.saturating_sub(4)..view.at).find(|at| other(*at)).is_some_and(|at| of(at, view.at));
    before || after || later || earlier
}
