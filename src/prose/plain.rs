//! Plain text: paragraphs between blank lines.

use super::document::{Block, BlockKind, Document, Run, Style};

/// Reads a text without markup.
pub(super) fn read(text: &str) -> Document {
    let block = Block {
        kind: BlockKind::Paragraph,
        source: 0..text.len(),
        text: text.to_owned(),
        runs: vec![Run { range: 0..text.len(), source: 0..text.len(), style: Style::default() }],
        quoted: false,
        listed: false,
        section: None,
    };
    Document { blocks: vec![block], ..Document::default() }
}
