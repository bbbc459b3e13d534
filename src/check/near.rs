//! Where the cues of a policy stand in a document, and whether one is near enough to a place.
//!
//! A block is searched when it is first asked about, and the whole document only where a cue reaches
//! farther than a block: so that a policy full of cues costs nothing in texts that hold no word it is for.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::policy::Within;
use crate::prose::{Block, BlockKind, Document, Host};
use crate::sense;
use crate::terms::{self, Phrases};

/// The places of some cues in a document. Cues inside code do not count.
pub(super) struct Cues<'a> {
    document: &'a Document,
    phrases: &'a Phrases,
    /// For each block that was searched: the bytes of its text where cues stand, in order.
    searched: RefCell<FxHashMap<usize, Rc<[Range<usize>]>>>,
    holders: OnceCell<Holders>,
}

/// The blocks of a document that hold cues.
#[derive(Default)]
struct Holders {
    /// The first two of all.
    first: Vec<usize>,
    /// Those that speak to their section, in order: comments and tables are sections of their own.
    speaking: Vec<usize>,
    /// The first two of each section, its subsections aside.
    by_section: FxHashMap<usize, Vec<usize>>,
    /// The first two of each table.
    by_table: FxHashMap<usize, Vec<usize>>,
}

impl<'a> Cues<'a> {
    /// The cues `phrases` in a document. Nothing is searched yet.
    pub(super) fn new(document: &'a Document, phrases: &'a Phrases) -> Self {
        Self { document, phrases, searched: RefCell::default(), holders: OnceCell::new() }
    }

    /// The cue that is near the bytes `word` of the text of a block, as it stands; `None` where none is.
    ///
    /// One that holds the word counts (*wealth management client*), one that is but the word itself does not.
    pub(super) fn reach(&self, block: usize, word: &Range<usize>, within: Within) -> Option<String> {
        let text = &self.document.blocks.get(block)?.text;
        match within {
            Within::Sentence => {
                let sentence = sense::sentence(text, word.start);
                self.beside(block, word, |cue| sentence.start < cue.end && cue.start < sentence.end)
            }
            Within::Paragraph => self.beside(block, word, |_| true),
            Within::Section => self.beside(block, word, |_| true).or_else(|| self.in_section(block)),
            Within::Document => {
                self.beside(block, word, |_| true).or_else(|| self.in_another(block, &self.holders().first))
            }
        }
    }

    /// The cue in whose sentence a word stands, as it stands. One that holds a word of the pair speaks of that word
    /// alone: *HTTP client* says nothing of the customers in its sentence.
    pub(super) fn decides(&self, block: usize, word: &Range<usize>) -> Option<String> {
        let text = &self.document.blocks.get(block)?.text;
        let sentence = sense::sentence(text, word.start);
        let holds_a_word = |cue: &Range<usize>| text.get(cue.clone()).is_some_and(|cue| !terms::find(cue).is_empty());
        self.beside(block, word, |cue| {
            let holds_it = cue.start <= word.start && word.end <= cue.end;
            sentence.start < cue.end && cue.start < sentence.end && (holds_it || !holds_a_word(cue))
        })
    }

    /// The cue of a block that is nearest to a word and as wanted.
    fn beside(&self, block: usize, word: &Range<usize>, wanted: impl Fn(&Range<usize>) -> bool) -> Option<String> {
        let places = self.places(block);
        let is_word = |cue: &Range<usize>| word.start <= cue.start && cue.end <= word.end && !word.is_empty();
        let distance = |cue: &Range<usize>| cue.start.saturating_sub(word.end).max(word.start.saturating_sub(cue.end));
        let cue = places.iter().filter(|cue| !is_word(cue) && wanted(cue)).min_by_key(|cue| distance(cue))?;
        let found = self.document.blocks.get(block)?.text.get(cue.clone())?;
        Some(found.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// A cue in the first of some blocks that is another one.
    fn in_another<'b>(&self, own: usize, blocks: impl IntoIterator<Item = &'b usize>) -> Option<String> {
        blocks.into_iter().find(|block| **block != own).and_then(|block| self.beside(*block, &(0..0), |_| true))
    }

    /// A cue of another block in whose section this one stands, subsections included, or the other way round.
    fn in_section(&self, own: usize) -> Option<String> {
        let block = self.document.blocks.get(own)?;
        let holders = self.holders();
        if let BlockKind::Cell { table, .. } = &block.kind {
            return self.in_another(own, holders.by_table.get(table)?);
        }
        let section = block.section.filter(|_| speaks_to_section(block))?;
        let above = std::iter::successors(Some(section), |at| self.document.sections.get(*at)?.parent);
        let from_above = |section: usize| self.in_another(own, holders.by_section.get(&section)?);
        above.into_iter().find_map(from_above).or_else(|| {
            let blocks = self.document.sections.get(section)?.blocks.clone();
            let from = holders.speaking.partition_point(|other| *other < blocks.start);
            self.in_another(own, holders.speaking.iter().skip(from).take_while(|other| blocks.contains(other)))
        })
    }

    fn places(&self, block: usize) -> Rc<[Range<usize>]> {
        let mut searched = self.searched.borrow_mut();
        Rc::clone(searched.entry(block).or_insert_with(|| {
            let Some(block) = self.document.blocks.get(block) else { return Rc::default() };
            let found = self.phrases.find_all(&block.text).into_iter().map(|found| found.range);
            found.filter(|range| block.reads(range.clone())).collect()
        }))
    }

    fn holders(&self) -> &Holders {
        self.holders.get_or_init(|| {
            let mut holders = Holders::default();
            for (index, block) in self.document.blocks.iter().enumerate() {
                if self.places(index).is_empty() {
                    continue;
                }
                if holders.first.len() < 2 {
                    holders.first.push(index);
                }
                if speaks_to_section(block) {
                    holders.speaking.push(index);
                }
                let near = match (&block.kind, block.section) {
                    (BlockKind::Cell { table, .. }, _) => holders.by_table.entry(*table).or_default(),
                    (_, Some(section)) if speaks_to_section(block) => holders.by_section.entry(section).or_default(),
                    _ => continue,
                };
                if near.len() < 2 {
                    near.push(index);
                }
            }
            holders
        })
    }
}

/// Whether what stands in a block is said to the section around it.
fn speaks_to_section(block: &Block) -> bool {
    block.host == Host::Text && !matches!(block.kind, BlockKind::Cell { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{self, Format};

    /// The cue that is near each word of the pair of a text.
    fn near(text: &str, within: Within) -> Vec<Option<String>> {
        let cues = Phrases::new(["retainer", "wealth management", "customer", "cash-machine customer"]);
        let document = prose::read(text, Format::Markdown);
        let cues = Cues::new(&document, &cues);
        let occurrences = sense::occurrences(&document);
        occurrences.iter().map(|word| cues.reach(word.block, &word.hit.range, within)).collect()
    }

    fn is_near(text: &str, within: Within) -> Vec<bool> {
        near(text, within).iter().map(Option::is_some).collect()
    }

    #[test]
    fn a_cue_reaches_as_far_as_it_may() {
        use Within::{Document, Paragraph, Section, Sentence};
        for (text, within, expected) in [
            ("A client pays a retainer. A client pays.", Sentence, vec![true, false]),
            ("A client pays. On retainer, since v1.2 of it. A client pays.", Sentence, vec![false, false]),
            ("A client pays\nhis retainers.", Sentence, vec![true]),
            ("- a retainer\n- a client\n", Sentence, vec![false]),
            ("- a retainer\n- a client\n", Paragraph, vec![false]),
            ("A client pays. It is a Retainer.", Paragraph, vec![true]),
            ("A client pays `retainer`.", Paragraph, vec![false]),
            ("A client pays.\n\nIt is a retainer.", Paragraph, vec![false]),
            ("A client pays.\n\nIt is a retainer.", Section, vec![false]),
            ("A client pays.\n\nIt is a retainer.", Document, vec![true]),
            (
                "# Retainers\n\nA client.\n\n## Fees\n\nA client.\n\n# Shop\n\nA client.\n",
                Section,
                vec![true, true, false],
            ),
            ("# Fees\n\nA client.\n\n## Retainers\n\nMonthly.\n\n## Other\n\nA client.\n", Section, vec![true, false]),
            ("A client.\n\n# Retainers\n\nA client.\n", Section, vec![false, true]),
            ("| client |\n|---|\n| a |\n| retainer |\n\n| client |\n|---|\n", Section, vec![true, false]),
            ("# Retainers\n\n| client |\n|---|\n| a |\n", Section, vec![false]),
            ("# Fees\n\nA client.\n\n<!-- a retainer -->\n", Section, vec![false]),
            ("# Fees\n\nA client.\n\n<!-- a retainer -->\n", Document, vec![true]),
            ("---\ntitle: Retainers\n---\nA client.\n", Document, vec![true]),
        ] {
            assert_eq!(is_near(text, within), expected, "{within:?}: {text}");
        }
    }

    #[test]
    fn the_word_itself_is_no_cue_and_what_holds_it_is() {
        assert_eq!(near("A customer pays.", Within::Document), [None]);
        assert_eq!(
            near("A cash-machine\ncustomer pays.", Within::Sentence),
            [Some("cash-machine customer".to_owned())]
        );
        assert_eq!(near("Wealth  management clients pay.", Within::Sentence), [Some("Wealth management".to_owned())]);
        let two = [Some("customer".to_owned()), Some("customer".to_owned())];
        assert_eq!(near("A customer pays. A customer pays.", Within::Paragraph), two);
    }

    #[test]
    fn of_several_cues_the_nearest_is_told() {
        let text = "A retainer is due, and wealth management clients pay it.";
        assert_eq!(near(text, Within::Paragraph), [Some("wealth management".to_owned())]);
    }
}
