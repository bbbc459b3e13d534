//! Why a swap would need a look: what stands elsewhere in the text.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::document::section_of;
use super::found::Found;
use super::lexicon::{Place, lexicon};
use super::mention::Mention;
use super::view::View;
use super::{Doubt, Occurrence, Sense};
use crate::prose::{BlockKind, Document};
use crate::terms::Inflection;

/// So often must a document speak of software clients before every swap is doubtful.
const OFTEN: usize = 3;
/// Below these log odds, in thousandths, *client* would be read as a program: where the text speaks of such programs, where the
/// word makes a compound of computing, and anywhere.
const READ_AS_PROGRAM: [i32; 3] = [0, -2000, -6000];

/// A sentence has at least so many tokens.
const SENTENCE: usize = 4;

/// How far before the word its owner is looked for, in tokens.
const OWNER_REACH: usize = 4;

/// Whose customers or clients they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    /// *Our customers*.
    Us,
    /// *Her clients*, *the lawyer's clients*.
    Others,
}

/// What stands around an occurrence that matters where the rest of the text raises doubts.
#[derive(Debug)]
pub(super) struct Around {
    owner: Option<Owner>,
    two_levels: bool,
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
        let near = view.passage.neighbourhood(view.at, 1);
        let edge = |token: Option<usize>| token.and_then(|at| view.token(at)).map(|token| token.range.clone());
        let from = edge(Some(near.start)).map_or(0, |first| first.start);
        let to = edge(near.end.checked_sub(1)).map_or(0, |last| last.end);
        Self {
            owner: owner(view),
            two_levels: two_levels(view),
            near: from..to,
            other_near: view.other_in(near),
            other_about: view.other_in(view.passage.neighbourhood(view.at, 2)),
            attributive: view.attributive(),
            in_a_sentence: view.sentence().len() >= SENTENCE,
            computing: computing_compound(view),
        }
    }
}

/// The senses of a document's occurrences, as far as they are known, and what they add up to.
pub(super) struct Known<'a> {
    document: &'a Document,
    occurrences: &'a [Occurrence],
    senses: &'a [Sense],
    /// Which terms mean a party somewhere.
    parties: [bool; 2],
    /// The text says somewhere that it means different parties by the two words.
    told_apart: bool,
    /// It says so, or the one word is said of our own and the other of somebody else's.
    apart: bool,
    /// How often each term means a party in each section.
    section_parties: FxHashMap<usize, [usize; 2]>,
    /// Whose each term is said to be, and in which section; `None` for the document.
    owners: FxHashSet<(usize, Owner, Option<usize>)>,
    /// How often *client* means a program, and in which sections and blocks.
    programs: usize,
    program_sections: FxHashSet<usize>,
    program_blocks: FxHashSet<usize>,
    /// Which terms stand in each block and do not mean a program.
    blocks: FxHashMap<usize, [bool; 2]>,
}

impl<'a> Known<'a> {
    pub(super) fn new(
        document: &'a Document,
        occurrences: &'a [Occurrence],
        found: &[&Found],
        senses: &'a [Sense],
    ) -> Self {
        let mut known = Self {
            document,
            occurrences,
            senses,
            parties: [false; 2],
            told_apart: false,
            apart: false,
            section_parties: FxHashMap::default(),
            owners: FxHashSet::default(),
            programs: 0,
            program_sections: FxHashSet::default(),
            program_blocks: FxHashSet::default(),
            blocks: FxHashMap::default(),
        };
        for ((occurrence, found), sense) in occurrences.iter().zip(found).zip(senses) {
            known.add(occurrence, found, *sense);
        }
        known.apart = known.parties == [true; 2] && (known.told_apart || known.owned_apart(0) || known.owned_apart(1));
        known
    }

    fn add(&mut self, occurrence: &Occurrence, found: &Found, sense: Sense) {
        let term = occurrence.hit.term;
        if sense != Sense::Software
            && let Some(holds) = self.blocks.entry(occurrence.block).or_default().get_mut(term)
        {
            *holds = true;
        }
        let section = section_of(self.document, occurrence);
        match sense {
            Sense::Party => {
                if let Some(party) = self.parties.get_mut(term) {
                    *party = true;
                }
                let near = section.map(|section| self.section_parties.entry(section).or_default());
                if let Some(count) = near.and_then(|counts| counts.get_mut(term)) {
                    *count += 1;
                }
                self.told_apart |= found.around.two_levels;
                if let Some(owner) = found.around.owner {
                    self.owners.insert((term, owner, None));
                    self.owners.extend(section.map(|section| (term, owner, Some(section))));
                }
            }
            Sense::Software => {
                self.programs += 1;
                self.program_sections.extend(section);
                self.program_blocks.insert(occurrence.block);
            }
            Sense::Mention => self.told_apart |= found.mentions.contrast == Some(Mention::Contrasted),
            Sense::Name | Sense::Term => {}
        }
    }

    /// How often *client* means a program.
    pub(super) fn programs(&self) -> usize {
        self.programs
    }

    /// Whether a term stands in one of these blocks, and does not mean a program.
    fn holds(&self, term: usize, mut blocks: impl Iterator<Item = usize>) -> bool {
        let holds = |block| self.blocks.get(&block).and_then(|terms| terms.get(term)).is_some_and(|holds| *holds);
        blocks.any(holds)
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
        let within =
            |(one, _): &(&Occurrence, &Sense)| one.block == own.block && around.near.contains(&one.hit.range.start);
        let other = |(one, sense): (&Occurrence, &Sense)| one.hit.term != own.hit.term && *sense != Sense::Software;
        // Slices, since the pairs of two iterators are gone through from the end one by one.
        let (before, after) = self.occurrences.split_at(index.min(self.occurrences.len()));
        let (sense_before, sense_after) = self.senses.split_at(before.len().min(self.senses.len()));
        after.iter().zip(sense_after).take_while(within).any(other)
            || before.iter().rev().zip(sense_before.iter().rev()).take_while(within).any(other)
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
        self.apart && self.hides_contrast(own, around)
            || self.parties == [true; 2] && !around.attributive && self.apart_in_section(own)
    }

    /// Whether a term is said of our own and never of somebody else's, and the other of somebody else's.
    fn owned_apart(&self, term: usize) -> bool {
        let of = |term, owner| self.owners.contains(&(term, owner, None));
        of(term, Owner::Us) && !of(term, Owner::Others) && of(1 - term, Owner::Others)
    }

    /// Whether the other term is said of somebody else's in the section, more than once meaning a party, and this one
    /// is not.
    fn apart_in_section(&self, own: &Occurrence) -> bool {
        let term = own.hit.term.min(1);
        let section = section_of(self.document, own);
        let counts = section.and_then(|section| self.section_parties.get(&section));
        let others = |term: usize| self.owners.contains(&(term, Owner::Others, section));
        counts.and_then(|counts| counts.get(1 - term)).is_some_and(|count| *count > 1)
            && others(1 - term)
            && !others(term)
    }

    /// Whether *client* means a program in the same section, or so often that a reader expects it to.
    fn software_near(&self, own: &Occurrence) -> bool {
        if self.programs >= OFTEN {
            return true;
        }
        match section_of(self.document, own) {
            Some(section) => self.program_sections.contains(&section),
            None => self.program_blocks.contains(&own.block),
        }
    }

    /// Whether *client* would be read as a program in the place of *customer*.
    fn reads_as_program(&self, found: &Found) -> bool {
        let [beside_programs, compound, anywhere] = READ_AS_PROGRAM;
        let most = match () {
            () if self.programs > 0 => beside_programs,
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
