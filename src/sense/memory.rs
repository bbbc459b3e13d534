//! What was seen in the blocks of a text that is checked again and again: an edit changes one block, and
//! what lies in the others need not be looked for anew.
//!
//! Only what a block tells by itself is remembered; what the rest of the document says to it is judged
//! each time. A remembered block is compared in full, so that a memory never changes a judgement.

use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::Occurrence;
use super::carried::Carried;
use super::found::{Found, Noted, each};
use super::passage::Cut;
use crate::prose::{Block, Document, Spliced};

/// No more text than this is remembered, in bytes: what is told of it takes several times as much.
const MOST: usize = 4 << 20;

/// What the blocks of one text told when it was judged last.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) recall: Recall,
    blocks: FxHashMap<u64, Vec<Remembered>>,
    turn: u64,
    pub(super) carried: Carried,
}

/// What a memory is to hold beside what is carried over where an edit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recall {
    /// The blocks of the text, which may be met anywhere in the next one.
    #[default]
    Blocks,
    /// No block: what an edit leaves as it was is carried over.
    Edits,
    /// Nothing: there is no next one.
    Nothing,
}

#[derive(Debug)]
struct Remembered {
    block: Block,
    told: Vec<Arc<Found>>,
    /// When it was last asked for.
    turn: u64,
}

impl Memory {
    /// Says what is worth its room from now on.
    pub fn recall(&mut self, recall: Recall) {
        self.recall = recall;
    }

    /// All occurrences of a document that is to be judged next, as [`super::occurrences`] finds them. Where an edit
    /// lies between it and the last, only what it changed is searched. [`Memory::keep`] has to follow.
    pub fn occurrences(&mut self, document: &Document, spliced: Option<Spliced>) -> Vec<Occurrence> {
        self.carried.follow(document, spliced);
        self.carried.occurrences(document)
    }

    /// Keeps the occurrences of a document for the next.
    pub fn keep(&mut self, document: &Document, occurrences: Vec<Occurrence>) {
        self.carried.keep(document, occurrences);
    }

    /// Looks at those among some occurrences of which nothing is noted.
    pub(super) fn note(
        &mut self,
        document: &Document,
        occurrences: &[Occurrence],
        (noted, among): (&mut [Noted], Range<usize>),
    ) {
        let (mut at, spare) = (among.start, Cell::default());
        // A block is looked at as a whole.
        while let Some(first) = noted.get(at..among.end).and_then(|noted| noted.iter().position(Option::is_none))
            && let first = at + first
            && let Some(index) = occurrences.get(first).map(|one| one.block)
            && let Some(block) = document.blocks.get(index)
        {
            let behind = occurrences.get(first..).unwrap_or_default();
            let held = behind.iter().take_while(|one| one.block == index).count();
            let told = self.of_block(block, behind.get(..held).unwrap_or_default(), &spare);
            at = first + held;
            let noted = noted.get_mut(first..at).unwrap_or_default();
            noted.iter_mut().zip(told).for_each(|(noted, found)| *noted = Some(found));
        }
        self.settle();
    }

    /// What a block tells of its occurrences, as remembered or as it is seen now.
    fn of_block(&mut self, block: &Block, occurrences: &[Occurrence], spare: &Cell<Cut>) -> Vec<Arc<Found>> {
        let look = || each(block, occurrences, spare, |view| Arc::new(Found::of(view)));
        if self.recall != Recall::Blocks {
            return look();
        }
        let turn = self.turn;
        let mut hasher = FxHasher::default();
        block.text.hash(&mut hasher);
        let alike = self.blocks.entry(hasher.finish()).or_default();
        if let Some(known) = alike.iter_mut().find(|known| reads_the_same(&known.block, block)) {
            known.turn = turn;
            return known.told.clone();
        }
        let told = look();
        alike.push(Remembered { block: block.clone(), told: told.clone(), turn });
        told
    }

    /// Forgets what the text that was just judged does not hold, and what goes beyond the bound.
    fn settle(&mut self) {
        let turn = self.turn;
        let mut left = MOST;
        self.blocks.retain(|_, alike| {
            alike.retain(|known| {
                let kept = known.turn == turn && known.block.text.len() <= left;
                left -= if kept { known.block.text.len() } else { 0 };
                kept
            });
            !alike.is_empty()
        });
        self.turn += 1;
    }
}

/// Whether two blocks are the same to a reader, wherever they stand. The same text read in the same places
/// holds the same occurrences.
fn reads_the_same(one: &Block, other: &Block) -> bool {
    one.text == other.text
        && (&one.kind, one.host, one.caution) == (&other.kind, other.host, other.caution)
        && (one.quoted, one.listed) == (other.quoted, other.listed)
        && one.runs().map(|run| (run.range, run.style)).eq(other.runs().map(|run| (run.range, run.style)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prose::{self, Format};
    use crate::sense::{judge, judge_again, occurrences};

    const PIECES: [&str; 14] = [
        "Our customers called. ",
        "The HTTP client sends a request to the server. ",
        "clients ",
        "\n\n",
        "# Clients\n\n",
        "- customer: ",
        "> ",
        "`client` ",
        "A client, not a customer. ",
        "[customers](#clients) ",
        "**Customer** Portal ",
        "client-side ",
        "| customers | clients |\n|---|---|\n| a | b |\n\n",
        "We advise our client. ",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_memory_changes_no_judgement(
            first in proptest::collection::vec(0..PIECES.len(), 0..40),
            edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0..PIECES.len()), 1..8),
        ) {
            let mut memory = Memory::default();
            let mut pieces = first;
            for (at, piece) in edits {
                pieces.insert(at.index(pieces.len() + 1), piece);
                let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
                let document = prose::read(&text, Format::Markdown);
                let occurrences = occurrences(&document);
                let again = judge_again(&mut memory, &document, &occurrences).judgements;
                prop_assert_eq!(again, judge(&document, &occurrences), "{}", text);
            }
        }
    }

    #[test]
    fn what_is_gone_from_the_text_is_forgotten() {
        let mut memory = Memory::default();
        for (text, left) in [("Our customers.\n\nOur clients.\n", 2), ("Our clients.\n", 1), ("\n", 0)] {
            let document = prose::read(text, Format::Markdown);
            judge_again(&mut memory, &document, &occurrences(&document));
            assert_eq!(memory.blocks.len(), left, "{text:?}");
        }
    }
}
