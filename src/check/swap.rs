//! The edits that swap an occurrence for the other term and leave all markup as it is.

use crate::prose::{Block, Document};
use crate::sense::Occurrence;
use crate::terms;
use crate::text::Edit;

/// The edits of a swap; none where markup stands inside the word.
pub(super) fn edits(text: &str, document: &Document, occurrence: &Occurrence) -> Vec<Edit> {
    let hit = &occurrence.hit;
    let (Some(block), Some(other)) =
        (document.blocks.get(occurrence.block), terms::pair().terms.get(1 - hit.term.min(1)))
    else {
        return Vec::new();
    };
    if reads_as(text, block, &hit.range, &occurrence.source) {
        return vec![Edit { range: occurrence.source.clone(), replacement: hit.form.of(other) }];
    }
    // `customer&rsquo;s`, `**customer**'s`: the ending keeps its spelling, only the stem is swapped.
    let stem = hit.range.start..hit.stem_end;
    match block.source_of(stem.clone()) {
        Some(source) if reads_as(text, block, &stem, &source) => {
            vec![Edit { range: source, replacement: hit.form.stem_of(other) }]
        }
        _ => Vec::new(),
    }
}

/// Whether a stretch of the document is spelled as it is read, but for soft hyphens, which a swap drops.
fn reads_as(text: &str, block: &Block, read: &std::ops::Range<usize>, source: &std::ops::Range<usize>) -> bool {
    let (Some(read), Some(written)) = (block.text.get(read.clone()), text.get(source.clone())) else { return false };
    read == written || read.replace('\u{ad}', "") == written.replace("&shy;", "").replace('\u{ad}', "")
}
