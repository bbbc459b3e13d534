//! Where the cues of a policy stand in a document, and whether one is near enough to a place.

use crate::policy::Within;
use crate::prose::Document;
use crate::terms::Phrases;

/// The places of some cues in a document. Cues inside code do not count.
pub(super) struct Cues<'a> {
    document: &'a Document,
    /// For each block that holds a cue: its index, and the bytes of its text where cues stand.
    found: Vec<(usize, Vec<std::ops::Range<usize>>)>,
}

impl<'a> Cues<'a> {
    /// Looks for cues in the whole document.
    pub(super) fn new(document: &'a Document, cues: &Phrases) -> Self {
        let mut found = Vec::new();
        for (index, block) in document.blocks.iter().enumerate() {
            let places = cues.find_all(&block.text).into_iter().map(|found| found.range);
            let places: Vec<_> = places.filter(|range| block.reads(range.clone())).collect();
            if !places.is_empty() {
                found.push((index, places));
            }
        }
        Self { document, found }
    }

    /// Whether a cue is near the byte `at` of the text of a block.
    pub(super) fn reach(&self, block: usize, _at: usize, within: Within) -> bool {
        match within {
            Within::Sentence | Within::Paragraph => self.found.iter().any(|(index, _)| *index == block),
            Within::Section => {
                let section = self.document.blocks.get(block).and_then(|block| block.section);
                let blocks = section.and_then(|section| self.document.sections.get(section));
                let blocks = blocks.map_or(block..block + 1, |section| section.blocks.clone());
                self.found.iter().any(|(index, _)| blocks.contains(index))
            }
            Within::Document => !self.found.is_empty(),
        }
    }
}
