//! The places in a document where a form of a term stands and is read.

use std::ops::Range;

use crate::prose::Document;
use crate::terms::{self, Hit};

/// A place in a document where a form of a term stands.
#[derive(Debug, Clone)]
pub struct Occurrence {
    /// Index into [`Document::blocks`].
    pub block: usize,
    /// The hit; its offsets are bytes of the block's text.
    pub hit: Hit,
    /// Bytes of the document: the word with its possessive ending.
    pub source: Range<usize>,
}

/// All occurrences in the read parts of a document, in order of their blocks and places. The pair is English:
/// where a document says that it is written in another language there are none.
pub fn occurrences(document: &Document) -> Vec<Occurrence> {
    if document.declares_other_than("en") {
        return Vec::new();
    }
    occurrences_in(document, 0..document.blocks.len())
}

/// The same in some of the blocks, whatever the language.
pub fn occurrences_in(document: &Document, blocks: Range<usize>) -> Vec<Occurrence> {
    let mut out = Vec::new();
    for (index, block) in document.blocks.iter().enumerate().skip(blocks.start).take(blocks.len()) {
        for hit in terms::find(&block.text) {
            if let (true, Some(source)) = (block.reads(hit.range.clone()), block.source_of(hit.range.clone())) {
                out.push(Occurrence { block: index, hit, source });
            }
        }
    }
    out
}
