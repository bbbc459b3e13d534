//! What is carried over from one document to the next where an edit lies between them, block by block: what does not
//! change with the places of the blocks in the text need not be looked for again, nor be compared.

use std::ops::Range;

use super::Occurrence;
use super::document::{OfHeadings, stretches_of_code};
use super::doubts_of_place::{Citations, TextOfLaw};
use super::found::OfBlock;
use super::opinions::{Edited, Opinions};
use super::{Judgement, occurrence};
use crate::prose::{Block, Document, Exchange, Spliced};

/// What is known of the blocks of the last document by their index.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// How many blocks it has.
    blocks: usize,
    /// Of which of them nothing is known.
    fresh: Range<usize>,
    /// Up to which block, from these on, the occurrences are to be judged anew.
    settled: usize,
    /// Whether what is here is of the document that is judged next.
    is_of_next: bool,
    /// The occurrences in those that are not fresh; `None` where that is not known.
    occurrences: Option<Vec<Occurrence>>,
    told: Vec<(usize, OfBlock)>,
    /// One for each block, or for each that is not fresh.
    tallies: Vec<Tally>,
    /// What the headings above say, by section.
    headings: OfHeadings,
    /// Which of its sections are others than those of the last document.
    sections: Exchange,
    opinions: Opinions,
    /// Which of the occurrences that these are of are gone; `None` where they are of another document altogether.
    gone: Option<Range<usize>>,
}

/// What is counted in a block.
#[derive(Debug, Clone, Copy)]
struct Tally {
    citations: Citations,
    code: usize,
}

impl Tally {
    fn of(block: &Block) -> Self {
        Self { citations: Citations::of(block), code: stretches_of_code(block) }
    }
}

/// What is known of a document that is to be judged.
pub(super) struct Known {
    /// Whether it is the text of a law.
    pub(super) law: bool,
    /// How many stretches of code its blocks hold.
    pub(super) code: usize,
    /// What its blocks tell, by their index and in order; not of all of them.
    pub(super) told: Vec<(usize, OfBlock)>,
    /// What the headings above some of its sections say.
    pub(super) headings: OfHeadings,
    /// What was thought of its occurrences, or those of the last document.
    pub(super) opinions: Opinions,
    /// What was edited since.
    pub(super) edited: Option<Edited>,
}

impl Carried {
    /// Goes on to the next document; nothing is carried over where it is another one altogether.
    pub(super) fn follow(&mut self, document: &Document, spliced: Option<Spliced>) {
        let (was, blocks) = (self.blocks, document.blocks.len());
        let ends = |spliced: &Spliced| Some((was.checked_sub(spliced.tail)?, blocks.checked_sub(spliced.tail)?));
        let Some((spliced, (old_end, end))) = spliced.and_then(|spliced| Some((spliced, ends(&spliced)?))) else {
            *self = Self { blocks, fresh: 0..blocks, is_of_next: true, ..Self::default() };
            return;
        };
        let gone = spliced.head..old_end;
        // What another edit is still waiting for is lost.
        let judged = self.gone.take().is_none();
        (self.fresh, self.settled, self.sections) = (spliced.head..end, spliced.settled, spliced.sections);
        if !spliced.sections.is_none() {
            let settled = document.sections.partition_point(|section| section.heading < spliced.settled);
            let other = spliced.sections.head..settled;
            let known = std::mem::take(&mut self.headings).into_iter();
            let known = known.filter_map(|(section, said)| Some((spliced.sections.now(section)?, said)));
            self.headings = known.filter(|(section, _)| !other.contains(section)).collect();
        }
        if let Some(occurrences) = &mut self.occurrences {
            let first = occurrences.partition_point(|one| one.block < gone.start);
            let last = occurrences.partition_point(|one| one.block < gone.end);
            let known = judged && self.opinions.judgements().len() == occurrences.len();
            let settled = self.settled + old_end - end;
            let unsettled = occurrences.partition_point(|one| one.block < settled);
            self.gone = known.then_some(first..unsettled);
            occurrences.drain(first..last);
            for moved in occurrences.iter_mut().skip(first) {
                moved.block = moved.block + end - old_end;
                let now = |at: usize| at.saturating_add_signed(spliced.shift);
                moved.source = now(moved.source.start)..now(moved.source.end);
            }
        }
        self.told.retain(|(block, _)| !gone.contains(block));
        let behind = self.told.iter_mut().filter(|(block, _)| *block >= gone.end);
        behind.for_each(|(block, _)| *block = *block + end - old_end);
        if self.tallies.len() == was {
            self.tallies.drain(gone);
        } else {
            self.tallies.clear();
        }
        (self.blocks, self.is_of_next) = (blocks, true);
    }

    /// All occurrences of the document. They are to be given back with [`Carried::keep`].
    pub(super) fn occurrences(&mut self, document: &Document) -> Vec<Occurrence> {
        let Some(mut known) = self.occurrences.take().filter(|_| self.is_of_next) else {
            return occurrence::occurrences(document);
        };
        // A language that is declared by the path, or no more.
        if document.declares_other_than("en") {
            return Vec::new();
        }
        let at = known.partition_point(|one| one.block < self.fresh.start);
        known.splice(at..at, occurrence::occurrences_in(document, self.fresh.clone()));
        known
    }

    /// Keeps the occurrences of the document for the next, unless it is one that has none whatever it says.
    pub(super) fn keep(&mut self, document: &Document, occurrences: Vec<Occurrence>) {
        self.occurrences = (!document.declares_other_than("en")).then_some(occurrences);
    }

    /// What is known of the document. It is to be given back with [`Carried::put_back`].
    pub(super) fn take(&mut self, document: &Document, occurrences: &[Occurrence]) -> Known {
        if !std::mem::take(&mut self.is_of_next) {
            *self = Self { blocks: document.blocks.len(), fresh: 0..document.blocks.len(), ..Self::default() };
        }
        if self.tallies.len() + self.fresh.len() != self.blocks {
            self.tallies.clear();
            self.fresh = 0..self.blocks;
        }
        let fresh = document.blocks.get(self.fresh.clone()).unwrap_or_default();
        let at = self.fresh.start..self.fresh.start;
        self.tallies.splice(at, fresh.iter().map(Tally::of));
        let edited = self.gone.take().map(|gone| {
            let first = occurrences.partition_point(|one| one.block < self.fresh.start);
            let last = occurrences.partition_point(|one| one.block < self.settled);
            Edited { gone, fresh: first..last, blocks: self.fresh.start..self.settled, sections: self.sections }
        });
        Known {
            edited: edited.filter(|edited| edited.gone.start == edited.fresh.start),
            opinions: std::mem::take(&mut self.opinions),
            law: TextOfLaw::of(self.tallies.iter().map(|tally| tally.citations)).0,
            code: self.tallies.iter().map(|tally| tally.code).sum(),
            told: std::mem::take(&mut self.told),
            headings: std::mem::take(&mut self.headings),
        }
    }

    /// Keeps what the blocks tell, in order, what the headings say, and what is thought of the occurrences.
    pub(super) fn put_back(&mut self, told: Vec<(usize, OfBlock)>, headings: OfHeadings, opinions: Opinions) {
        (self.told, self.headings, self.opinions) = (told, headings, opinions);
    }

    /// What is thought of the occurrences.
    pub(super) fn judgements(&self) -> &[Judgement] {
        self.opinions.judgements()
    }
}
