//! What was seen in the blocks of a text that is checked again and again: an edit changes one block, and
//! what lies in the others need not be looked for anew.
//!
//! Only what a block tells by itself is remembered; what the rest of the document says to it is judged
//! each time. A remembered block is compared in full, so that a memory never changes a judgement.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::carried::Carried;
use super::doubts_of_place;
use super::features;
use super::fixed::{self, Fixed};
use super::lexicon::lexicon;
use super::mention::{self, Mention};
use super::model::{Sum, Weights};
use super::names::{self, Naming};
use super::passage::{Cut, Passage};
use super::view::View;
use super::{Doubt, Occurrence};
use crate::prose::{Block, Document, Spliced};

/// No more text than this is remembered, in bytes: what is told of it takes several times as much.
const MOST: usize = 4 << 20;

/// What the blocks of one text told when it was judged last.
#[derive(Debug, Default)]
pub struct Memory {
    blocks: FxHashMap<u64, Vec<Remembered>>,
    turn: u64,
    pub(super) carried: Carried,
}

#[derive(Debug)]
struct Remembered {
    block: Block,
    local: Arc<Local>,
    /// When it was last asked for.
    turn: u64,
}

/// What a block tells of its occurrences by itself.
#[derive(Debug)]
pub(super) struct Local {
    /// Its passages, each with the indices of the occurrences in it.
    pub(super) cuts: Vec<(Cut, std::ops::Range<usize>)>,
    /// One for each occurrence.
    pub(super) found: Vec<Found>,
}

/// What stands around one occurrence.
#[derive(Debug)]
pub(super) struct Found {
    /// Index of its token.
    pub(super) at: usize,
    pub(super) fixed: Option<Fixed>,
    pub(super) naming: Option<Naming>,
    /// What the features of its block weigh together.
    pub(super) sum: Weights,
    /// The log odds, in thousandths, of a party against a program that *client* would have in the place of
    /// *customer*; 0 for another term.
    pub(super) as_client: i32,
    /// The words of its sentence that are of the fields of the vocabularies.
    pub(super) of_fields: Vec<String>,
    /// The tokens near it that are the other term and no program.
    pub(super) others: Vec<usize>,
    /// How it is set against these.
    pub(super) contrast: Option<Mention>,
    /// Whether it is part of a quotation.
    pub(super) quotation: Option<Doubt>,
    /// What its place says of a word of the pair.
    pub(super) of_pair: Vec<Doubt>,
}

impl Found {
    fn of(view: &View<'_>) -> Self {
        let (fixed, naming) = (fixed::phrase(view), names::naming(view));
        let mut sum = Sum::new(view.occurrence.hit.term);
        features::of_block(view, naming.as_ref(), fixed.as_ref(), &mut sum);
        let others = mention::others(view);
        let words = view.sentence().map(|at| view.word(at));
        Self {
            at: view.at,
            fixed,
            naming,
            sum: sum.sum,
            as_client: as_client(view),
            of_fields: words.filter(|word| lexicon().field(0, word).is_some()).map(str::to_owned).collect(),
            contrast: mention::contrast(view, &others),
            others,
            quotation: doubts_of_place::quotation(view),
            of_pair: doubts_of_place::of_pair(view),
        }
    }
}

impl Memory {
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

    /// What the blocks that hold occurrences tell of them, in order.
    pub(super) fn locals<'a>(
        &mut self,
        blocks: impl Iterator<Item = (usize, &'a Block, &'a [Occurrence])>,
    ) -> Vec<(&'a Block, Arc<Local>)> {
        let mut known = self.carried.take_locals().into_iter().peekable();
        let mut left = MOST;
        let mut kept = Vec::new();
        let mut out = Vec::new();
        for (index, block, held) in blocks {
            while known.next_if(|(at, _)| *at < index).is_some() {}
            let local = match known.next_if(|(at, _)| *at == index) {
                Some((_, local)) => local,
                None => self.local(block, held),
            };
            if block.text.len() <= left {
                left -= block.text.len();
                kept.push((index, Arc::clone(&local)));
            }
            out.push((block, local));
        }
        self.carried.keep_locals(kept);
        self.settle();
        out
    }

    /// What a block tells of its occurrences, as remembered or as it is seen now.
    fn local(&mut self, block: &Block, occurrences: &[Occurrence]) -> Arc<Local> {
        let turn = self.turn;
        let mut hasher = FxHasher::default();
        block.text.hash(&mut hasher);
        let alike = self.blocks.entry(hasher.finish()).or_default();
        if let Some(known) = alike.iter_mut().find(|known| reads_the_same(&known.block, block)) {
            known.turn = turn;
            return Arc::clone(&known.local);
        }
        let local = Arc::new(Local::of(block, occurrences));
        alike.push(Remembered { block: block.clone(), local: Arc::clone(&local), turn });
        local
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
        && (&one.kind, one.quoted, one.listed) == (&other.kind, other.quoted, other.listed)
        && one.runs.len() == other.runs.len()
        && one.runs.iter().zip(&other.runs).all(|(one, other)| (&one.range, one.style) == (&other.range, other.style))
}

impl Local {
    fn of(block: &Block, occurrences: &[Occurrence]) -> Self {
        let cuts = Cut::around(block, occurrences);
        let mut found = Vec::with_capacity(occurrences.len());
        for (cut, held) in &cuts {
            let passage = Passage { block, cut };
            for occurrence in occurrences.get(held.clone()).unwrap_or_default() {
                let at = passage.find(&occurrence.hit.range).unwrap_or_default();
                found.push(Found::of(&View { passage: &passage, at, occurrence }));
            }
        }
        Self { cuts, found }
    }
}

/// What [`Found::as_client`] holds.
fn as_client(view: &View<'_>) -> i32 {
    if view.occurrence.hit.term != 1 {
        return 0;
    }
    let mut occurrence = view.occurrence.clone();
    occurrence.hit.term = 0;
    let mut sum = Sum::new(0);
    features::of_block(&View { occurrence: &occurrence, ..*view }, None, None, &mut sum);
    let [party, software, ..] = sum.sum;
    party - software
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
                let again = judge_again(&mut memory, &document, &occurrences);
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
