//! What is carried over from one document to the next where an edit lies between them, block by block: what does not
//! change with the places of the blocks in the text need not be looked for again, nor be compared.

use std::ops::Range;
use std::sync::Arc;

use super::Occurrence;
use super::doubts_of_place::{Citations, TextOfLaw};
use super::memory::Local;
use super::occurrence;
use crate::prose::{Document, Spliced};

/// What is known of the blocks of the last document by their index.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// How many blocks it has.
    blocks: usize,
    /// Of which of them nothing is known.
    fresh: Range<usize>,
    /// Whether what is here is of the document that is judged next.
    is_of_next: bool,
    /// The occurrences in those that are not fresh; `None` where that is not known.
    occurrences: Option<Vec<Occurrence>>,
    locals: Vec<(usize, Arc<Local>)>,
    /// One for each block, or for each that is not fresh.
    citations: Vec<Citations>,
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
        if let Some(occurrences) = &mut self.occurrences {
            let first = occurrences.partition_point(|one| one.block < gone.start);
            let last = occurrences.partition_point(|one| one.block < gone.end);
            occurrences.drain(first..last);
            for moved in occurrences.iter_mut().skip(first) {
                moved.block = moved.block + end - old_end;
                let now = |at: usize| at.saturating_add_signed(spliced.shift);
                moved.source = now(moved.source.start)..now(moved.source.end);
            }
        }
        self.locals.retain(|(block, _)| !gone.contains(block));
        let behind = self.locals.iter_mut().filter(|(block, _)| *block >= gone.end);
        behind.for_each(|(block, _)| *block = *block + end - old_end);
        if self.citations.len() == was {
            self.citations.drain(gone);
        } else {
            self.citations.clear();
        }
        (self.blocks, self.fresh, self.is_of_next) = (blocks, spliced.head..end, true);
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
        known.splice(at..at, occurrence::in_blocks(document, self.fresh.clone()));
        known
    }

    /// Keeps the occurrences of the document for the next, unless it is one that has none whatever it says.
    pub(super) fn keep(&mut self, document: &Document, occurrences: Vec<Occurrence>) {
        self.occurrences = (!document.declares_other_than("en")).then_some(occurrences);
    }

    /// Whether the document is the text of a law.
    pub(super) fn law(&mut self, document: &Document) -> TextOfLaw {
        if !self.is_of_next {
            return TextOfLaw::new(document);
        }
        if self.citations.len() + self.fresh.len() != self.blocks {
            self.citations.clear();
            self.fresh = 0..self.blocks;
        }
        let fresh = document.blocks.get(self.fresh.clone()).unwrap_or_default();
        let at = self.fresh.start..self.fresh.start;
        self.citations.splice(at, fresh.iter().map(Citations::of));
        TextOfLaw::of(self.citations.iter().copied())
    }

    /// What the blocks told, by their index and in order; nothing where that was another document.
    pub(super) fn take_locals(&mut self) -> Vec<(usize, Arc<Local>)> {
        let locals = std::mem::take(&mut self.locals);
        if std::mem::take(&mut self.is_of_next) { locals } else { Vec::new() }
    }

    /// Keeps what the blocks tell, in order.
    pub(super) fn keep_locals(&mut self, locals: Vec<(usize, Arc<Local>)>) {
        self.locals = locals;
    }
}
