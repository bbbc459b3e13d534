//! What is carried over from one document to the next where an edit lies between them, block by block: what does not
//! change with the places of the blocks in the text need not be looked for again, nor be compared.

use std::ops::Range;

use super::Occurrence;
use super::document::{OfHeadings, stretches_of_code};
use super::doubts_of_place::{Citations, TextOfLaw};
use super::found::Noted;
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
    /// What is noted of each.
    noted: Vec<Noted>,
    /// One for each block, and what they make together.
    tallies: Vec<Tally>,
    tally: Tally,
    /// What the headings above say, by section.
    headings: OfHeadings,
    /// Which of its sections are others than those of the last document.
    sections: Exchange,
    opinions: Opinions,
    /// Which of the occurrences that these are of are gone; `None` where they are of another document altogether.
    gone: Option<Range<usize>>,
}

/// What is counted in a block, or in all of them.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    citations: Citations,
    code: usize,
}

impl Tally {
    fn of(block: &Block) -> Self {
        Self { citations: Citations::of(block), code: stretches_of_code(block) }
    }

    fn add(&mut self, other: Self) {
        self.citations.add(other.citations);
        self.code += other.code;
    }

    fn take(&mut self, other: Self) {
        self.citations.take(other.citations);
        self.code -= other.code;
    }
}

/// What is known of a document that is to be judged.
pub(super) struct Known {
    /// Whether it is the text of a law.
    pub(super) law: bool,
    /// How many stretches of code its blocks hold.
    pub(super) code: usize,
    /// What is noted of each occurrence.
    pub(super) noted: Vec<Noted>,
    /// Of which of them nothing may be noted yet.
    pub(super) unnoted: Range<usize>,
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
            self.count(0..0, document);
            return;
        };
        let gone = spliced.head..old_end;
        // What an edit before this one is still waiting for is lost.
        let judged = !std::mem::replace(&mut self.is_of_next, true);
        self.gone = None;
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
            if self.noted.len() == occurrences.len() {
                self.noted.drain(first..last);
            }
            occurrences.drain(first..last);
            for moved in occurrences.iter_mut().skip(first) {
                moved.block = moved.block + end - old_end;
                let now = |at: usize| at.saturating_add_signed(spliced.shift);
                moved.source = now(moved.source.start)..now(moved.source.end);
            }
        }
        self.count(gone, document);
        self.blocks = blocks;
    }

    /// Counts what is in the blocks that are fresh, instead of those that are gone.
    fn count(&mut self, gone: Range<usize>, document: &Document) {
        let fresh: Vec<Tally> =
            document.blocks.get(self.fresh.clone()).unwrap_or_default().iter().map(Tally::of).collect();
        fresh.iter().for_each(|fresh| self.tally.add(*fresh));
        let (tallies, tally) = (&mut self.tallies, &mut self.tally);
        tallies.splice(gone, fresh).for_each(|gone| tally.take(gone));
    }

    /// All occurrences of the document. They are to be given back with [`Carried::keep`].
    pub(super) fn occurrences(&mut self, document: &Document) -> Vec<Occurrence> {
        let Some(mut known) = self.occurrences.take().filter(|_| self.is_of_next) else {
            self.noted.clear();
            return occurrence::occurrences(document);
        };
        // A language that is declared by the path, or no more.
        if document.declares_other_than("en") {
            return Vec::new();
        }
        let at = known.partition_point(|one| one.block < self.fresh.start);
        let fresh = occurrence::occurrences_in(document, self.fresh.clone());
        if self.noted.len() == known.len() {
            self.noted.splice(at..at, std::iter::repeat_n(None, fresh.len()));
        }
        known.splice(at..at, fresh);
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
            self.count(0..0, document);
        }
        let noted = self.noted.len() == occurrences.len();
        if !noted {
            self.noted = vec![None; occurrences.len()];
        }
        let edited = self.gone.take().map(|gone| {
            let first = occurrences.partition_point(|one| one.block < self.fresh.start);
            let last = occurrences.partition_point(|one| one.block < self.settled);
            Edited { gone, fresh: first..last, blocks: self.fresh.start..self.settled, sections: self.sections }
        });
        let unnoted = edited.as_ref().filter(|_| noted).map_or(0..occurrences.len(), |edited| edited.fresh.clone());
        Known {
            unnoted,
            edited: edited.filter(|edited| edited.gone.start == edited.fresh.start),
            opinions: std::mem::take(&mut self.opinions),
            law: TextOfLaw::of(self.tally.citations).0,
            code: self.tally.code,
            noted: std::mem::take(&mut self.noted),
            headings: std::mem::take(&mut self.headings),
        }
    }

    /// Keeps what is noted of the occurrences, what the headings say, and what is thought of them.
    pub(super) fn put_back(&mut self, noted: Vec<Noted>, headings: OfHeadings, opinions: Opinions) {
        (self.noted, self.headings, self.opinions) = (noted, headings, opinions);
    }

    /// What is thought of the occurrences.
    pub(super) fn judgements(&self) -> &[Judgement] {
        self.opinions.judgements()
    }
}
