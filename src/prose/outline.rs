//! Puts a document together from blocks that come in order: sections open with their headings, and close.

use std::ops::Range;

use super::builder::{Builder, Interest};
use super::document::{Block, BlockKind, Caution, Document, Section};
use super::unread::Markup;
use super::{front_matter, lines};

/// A document under construction.
#[derive(Default)]
pub(super) struct Outline<'t> {
    pub(super) text: &'t str,
    pub(super) interest: Interest<'t>,
    pub(super) out: Document,
    /// Quotations around what comes next.
    pub(super) quotes: usize,
    /// List items around it.
    pub(super) items: usize,
    /// What makes changes to it a matter for a person.
    pub(super) caution: Option<Caution>,
    /// The cell around it.
    pub(super) cell: Option<BlockKind>,
    /// The open sections, outermost first.
    open: Vec<usize>,
}

impl<'t> Outline<'t> {
    pub(super) fn new(text: &'t str, interest: Interest<'t>) -> Self {
        Self { text, interest, ..Self::default() }
    }

    /// Reads the front matter, if there is any, and answers where the text begins.
    pub(super) fn front_matter(&mut self) -> usize {
        let Some(front) = front_matter::split_settings(self.text) else { return 0 };
        front_matter::read(self.text, &front, &mut self.out);
        front.end
    }

    /// Adds a paragraph, or a cell where one is around it.
    pub(super) fn paragraph(&mut self, pieces: &[Range<usize>], read: impl FnOnce(&str, Builder) -> Vec<Builder>) {
        let kind = self.cell.clone().unwrap_or(BlockKind::Paragraph);
        for block in self.blocks(kind, pieces, read) {
            self.add(block);
        }
    }

    /// Adds a heading, which opens a section. `drawn` are the lines that are as wide as it.
    pub(super) fn heading(
        &mut self,
        level: u8,
        pieces: &[Range<usize>],
        drawn: Vec<Range<usize>>,
        read: impl FnOnce(&str, Builder) -> Vec<Builder>,
    ) {
        let mut blocks = self.blocks(BlockKind::Heading(level), pieces, read).into_iter();
        if let Some(heading) = blocks.next() {
            self.add_heading(level, Block { drawn, ..heading });
        }
        blocks.for_each(|block| self.add(block));
    }

    /// Adds the title of a block, or a caption: a heading to a reader, and no section.
    pub(super) fn title(&mut self, pieces: &[Range<usize>], read: impl FnOnce(&str, Builder) -> Vec<Builder>) {
        for block in self.blocks(BlockKind::Heading(TITLE), pieces, read) {
            self.add(block);
        }
    }

    /// The blocks that `read` makes of pieces of lines: the text itself, and what stands apart from it, as footnotes
    /// do. It is given the pieces as one text.
    pub(super) fn blocks(
        &self,
        kind: BlockKind,
        pieces: &[Range<usize>],
        read: impl FnOnce(&str, Builder) -> Vec<Builder>,
    ) -> Vec<Block> {
        let excerpt = lines::joined(self.text, pieces);
        let builders = read(excerpt.text(), Builder::new(kind).with_caution(self.caution));
        let finish = |builder: Builder| builder.finish(None, Markup::Parsed, self.interest);
        let blocks = builders.into_iter().filter_map(finish).collect();
        excerpt.trace(Document { blocks, ..Document::default() }).blocks
    }

    /// Adds a heading that is put together already.
    pub(super) fn add_heading(&mut self, level: u8, heading: Block) {
        self.open_section(level);
        self.add(heading);
    }

    fn open_section(&mut self, level: u8) {
        let index = self.out.blocks.len();
        self.close_sections(level);
        let parent = self.open.last().copied();
        self.open.push(self.out.sections.len());
        self.out.sections.push(Section { level, heading: index, blocks: index..index, parent });
    }

    fn close_sections(&mut self, level: u8) {
        let end = self.out.blocks.len();
        while let Some(top) = self.open.last().and_then(|top| self.out.sections.get_mut(*top)) {
            if top.level < level {
                break;
            }
            top.blocks.end = end;
            self.open.pop();
        }
    }

    /// Adds a block to the section that is open.
    pub(super) fn add(&mut self, mut block: Block) {
        block.quoted |= self.quotes > 0;
        block.listed |= self.items > 0;
        block.section = self.open.last().copied();
        self.out.blocks.push(block);
    }

    /// The document, once all was read.
    pub(super) fn finish(mut self) -> Document {
        self.close_sections(0);
        self.out
    }
}

/// The level of headings that open no section.
pub(super) const TITLE: u8 = 6;

/// What the tests of the formats show of a document.
#[cfg(test)]
pub(super) mod testing {
    use crate::prose::{Block, BlockKind, Document, Format, Host, read};

    /// What a reader sees of a block, with what is not read in ‹›.
    pub(in crate::prose) fn shown(block: &Block) -> String {
        let mut out = String::new();
        let mut code = false;
        for run in block.runs() {
            if run.style.code != code {
                out.push(if code { '›' } else { '‹' });
                code = run.style.code;
            }
            out.push_str(&block.text[run.range.clone()]);
        }
        out + if code { "›" } else { "" }
    }

    /// The same with a sign for what it is: `=` a heading, `|` a cell, `/` a comment, `>` a quotation.
    fn marked(block: &Block) -> String {
        let sign = match (&block.kind, block.host) {
            (_, Host::Comment) => "/ ",
            (BlockKind::Heading(_), _) => "= ",
            (BlockKind::Cell { .. }, _) => "| ",
            _ if block.quoted => "> ",
            _ => "",
        };
        format!("{sign}{}", shown(block))
    }

    /// Holds each text to the blocks that are read of it, and every exact run to its bytes.
    #[track_caller]
    pub(in crate::prose) fn cases(format: Format, cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let document = read(text, format);
            let seen: Vec<String> = document.blocks.iter().map(marked).collect();
            assert_eq!(seen, *expected, "{text}");
            traced(text, &document);
        }
    }

    /// Every stretch that is as long as its bytes is what these say.
    #[track_caller]
    pub(in crate::prose) fn traced(text: &str, document: &Document) {
        for block in &document.blocks {
            for run in block.runs().filter(|run| run.is_exact() && run.range.len() > 4) {
                assert_eq!(&block.text[run.range.clone()], &text[run.source.clone()], "{text}");
            }
        }
    }
}
