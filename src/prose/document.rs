//! What a reader of a document sees: blocks of text, each character traceable to its bytes.

use std::ops::Range;

use super::Directives;

/// A document as a reader sees it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The blocks in document order.
    pub blocks: Vec<Block>,
    /// The sections, in the order of their headings; nested sections follow their parent.
    /// A document without headings has none.
    pub sections: Vec<Section>,
    /// The inline directives.
    pub directives: Directives,
    /// The bytes of the blocks of code, without their fences; of source code and data, all that is not read.
    pub code: Vec<Range<usize>>,
    /// Fragments (`#billing` without the sign) that the document links to within itself, as written; where it links to
    /// a title by its text, the [`slug`] of that.
    pub fragments: Vec<String>,
    /// Where its outermost parts begin, in order: a paragraph, a whole list, a table, all the front matter. What
    /// one of them looks like does not depend on the others, but for links that are defined elsewhere. A format
    /// that cannot be read in parts has none.
    pub parts: Vec<usize>,
    /// The language that it declares to be written in, a tag such as `en` or `pt-BR`.
    pub language: Option<String>,
}

/// A paragraph, heading, table cell, list item's text, footnote or front-matter value.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The bytes of the document it came from, markup included.
    pub source: Range<usize>,
    /// The text as a reader sees it: no markup, entities decoded, a line break inside a paragraph as
    /// `\n`. Code spans, URLs and math stand in it as written, in runs that are not read.
    pub text: String,
    /// What [`Block::runs`] gives, with sources that are counted from where the block begins: who moves a block need not
    /// move each of them.
    pub(super) runs: Vec<Run>,
    /// What it stands in.
    pub host: Host,
    /// What makes a change to it a matter for a person.
    pub caution: Option<Caution>,
    /// The bytes of the lines drawn under and over a title, which are as wide as its line.
    pub drawn: Vec<Range<usize>>,
    /// Inside a block quote that is a quotation (alerts are not).
    pub quoted: bool,
    /// Inside a list item.
    pub listed: bool,
    /// The innermost section it belongs to (index into [`Document::sections`]).
    pub section: Option<usize>,
    /// Whether its text was of interest to whoever had it read, so that it was looked at closely.
    pub of_interest: bool,
}

/// What kind of block it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text, in or out of a list.
    Paragraph,
    /// A heading of a level, from 1.
    Heading(u8),
    /// A cell of a table's head or body.
    Cell {
        /// Whether it stands in the head.
        header: bool,
        /// Column, from 0.
        column: usize,
        /// Which table of the document, from 0: cells of one table share it.
        table: usize,
    },
    /// The value of a front-matter key that readers see. `title` is a heading.
    FrontMatter {
        /// The key.
        key: String,
    },
}

/// What a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Host {
    /// The document's own text.
    #[default]
    Text,
    /// A comment.
    Comment,
    /// A string of source code or data.
    String,
}

/// What makes a change to a block's text a matter for a person, whatever the text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// It is a single word, of which only its place says that a person reads it.
    OneWord,
    /// It is looked up by its text, as `msgid` is in a catalogue of translations.
    LookupKey,
    /// Its width is part of the markup, as in a grid table of reStructuredText.
    Drawn,
}

/// A stretch of a block's text with one origin and one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Bytes of [`Block::text`].
    pub range: Range<usize>,
    /// The bytes of the document it stands for. Of the same length and content as the text unless
    /// it is a single decoded character (an entity, a line break with its indentation, an escape).
    pub source: Range<usize>,
    /// How it is marked up.
    pub style: Style,
}

/// How a run is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// A code span, URL, math, raw HTML or anything else that is not read.
    pub code: bool,
    /// Emphasis (`*x*`).
    pub emphasis: bool,
    /// Strong emphasis (`**x**`).
    pub strong: bool,
    /// The text of a link.
    pub link: bool,
    /// The text of an image.
    pub image: bool,
    /// The text is also the label that a reference is looked up by, so that a change breaks the link.
    pub label: bool,
}

/// A section: from a heading to the next of its level or higher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Level of its heading, from 1.
    pub level: u8,
    /// The block that is its heading.
    pub heading: usize,
    /// Its blocks, heading and subsections included.
    pub blocks: Range<usize>,
    /// The section it stands in.
    pub parent: Option<usize>,
}

/// The kinds of regions that a policy's `check` can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Region {
    /// Paragraphs, list items, footnotes, quotations, front-matter values.
    Prose,
    /// Headings and front-matter titles, with the links in them.
    Headings,
    /// Table cells.
    Tables,
    /// Texts of links and images.
    LinkText,
    /// Comments in source code and data.
    Comments,
    /// Strings in source code and data.
    Strings,
    /// Names in code spans and code blocks. No block is one: they are looked for where a policy asks.
    Identifiers,
}

/// A set of regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions(Vec<Region>);

impl Regions {
    /// The set of these.
    pub fn new(regions: impl IntoIterator<Item = Region>) -> Self {
        Self(regions.into_iter().collect())
    }

    /// Whether a region is in it.
    pub fn contains(&self, region: Region) -> bool {
        self.0.contains(&region)
    }
}

impl Default for Regions {
    /// All but identifiers, which are looked at only where a policy asks.
    fn default() -> Self {
        Self::new([
            Region::Prose,
            Region::Headings,
            Region::Tables,
            Region::LinkText,
            Region::Comments,
            Region::Strings,
        ])
    }
}

impl Document {
    /// Adds what was read of a part of the document, with its places in the document. The sections of a comment
    /// or string are its own: they do not structure the document.
    pub(super) fn append(&mut self, inner: Document, host: Host) {
        let (blocks, sections) = (self.blocks.len(), self.sections.len());
        let tables = self.tables();
        for mut block in inner.blocks {
            if host == Host::Text {
                block.section = block.section.map(|section| section + sections);
            } else {
                (block.section, block.host) = (None, host);
            }
            if let BlockKind::Cell { table, .. } = &mut block.kind {
                *table += tables;
            }
            self.blocks.push(block);
        }
        if host == Host::Text {
            self.sections.extend(inner.sections.into_iter().map(|section| Section {
                heading: section.heading + blocks,
                blocks: section.blocks.start + blocks..section.blocks.end + blocks,
                parent: section.parent.map(|parent| parent + sections),
                ..section
            }));
        }
        self.directives.list.extend(inner.directives.list);
        self.code.extend(inner.code);
        self.fragments.extend(inner.fragments);
    }

    /// The number that the next table gets.
    pub(super) fn tables(&self) -> usize {
        let table = |block: &Block| match block.kind {
            BlockKind::Cell { table, .. } => Some(table + 1),
            _ => None,
        };
        self.blocks.iter().rev().find_map(table).unwrap_or_default()
    }

    /// Whether it declares another language than that of a tag; of `en-GB` and `en-US` neither is another.
    pub fn declares_other_than(&self, language: &str) -> bool {
        let primary = |tag: &str| tag.split(['-', '_', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
        self.language.as_ref().is_some_and(|declared| primary(declared) != primary(language))
    }

    /// Completes a document once all of it is read: blocks stand in order, directives know what they silence.
    pub(super) fn settle(&mut self, text: &str) {
        self.order_blocks();
        // It lives as long as its document is open, and grew by doubling; an edit may add some.
        self.blocks.shrink_to(self.blocks.len() + self.blocks.len() / 32);
        self.code = apart(std::mem::take(&mut self.code), &self.blocks);
        self.directives.settle(text);
    }

    /// Puts the blocks in the order of the text; a section keeps its own.
    fn order_blocks(&mut self) {
        let place = |block: &Block| (block.source.start, block.source.end);
        if self.blocks.is_sorted_by_key(place) {
            return;
        }
        let mut order: Vec<usize> = (0..self.blocks.len()).collect();
        order.sort_by_key(|index| self.blocks.get(*index).map(place));
        let mut now = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(place) = now.get_mut(*old) {
                *place = new;
            }
        }
        for section in &mut self.sections {
            let kept = now.get(section.blocks.clone()).unwrap_or_default();
            let (first, last) = (kept.iter().min(), kept.iter().max());
            section.blocks = first.copied().unwrap_or_default()..last.map_or(0, |last| last + 1);
            section.heading = now.get(section.heading).copied().unwrap_or_default();
        }
        self.blocks.sort_by_key(place);
    }
}

/// Stretches of code in order, each byte once, without those of blocks.
fn apart(mut code: Vec<Range<usize>>, blocks: &[Block]) -> Vec<Range<usize>> {
    code.sort_by_key(|code| code.start);
    let mut blocks = blocks.iter().map(|block| block.source.clone()).peekable();
    let mut out = Vec::new();
    let mut at = 0;
    for stretch in code {
        at = stretch.start.max(at);
        while let Some(block) = blocks.next_if(|block| block.start < stretch.end) {
            if block.end > at {
                out.push(at..block.start);
                at = block.end;
            }
        }
        out.push(at..stretch.end);
        at = at.max(stretch.end);
    }
    out.retain(|range| range.start < range.end);
    out
}

impl Block {
    /// Where each stretch of [`Block::text`] came from: in order, without gaps, covering all of it.
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = Run> {
        self.runs.iter().map(|run| run.moved(self.source.start))
    }

    /// The runs from the one that holds the byte `at` of [`Block::text`] on.
    pub fn runs_from(&self, at: usize) -> impl DoubleEndedIterator<Item = Run> {
        let first = self.runs.partition_point(|run| run.range.end <= at);
        self.runs.iter().skip(first).map(|run| run.moved(self.source.start))
    }

    /// The run that holds the byte `at` of [`Block::text`].
    pub fn run_at(&self, at: usize) -> Option<Run> {
        self.runs_from(at).next().filter(|run| run.range.start <= at)
    }

    /// Takes these runs, with their places in the document, for its own.
    pub(super) fn set_runs(&mut self, runs: impl Iterator<Item = Run>) {
        let start = self.source.start;
        let from_start = |run: Run| Run { source: run.source.start - start..run.source.end - start, ..run };
        self.runs = runs.map(from_start).collect();
    }

    /// The bytes of the document that a range of [`Block::text`] came from, markup between included.
    /// `None` for an empty range or one out of bounds.
    pub fn source_of(&self, range: Range<usize>) -> Option<Range<usize>> {
        if range.is_empty() {
            return None;
        }
        let first = self.run_at(range.start)?;
        let last = self.run_at(range.end - 1)?;
        let start =
            if first.is_exact() { first.source.start + (range.start - first.range.start) } else { first.source.start };
        let end = if last.is_exact() { last.source.start + (range.end - last.range.start) } else { last.source.end };
        Some(start..end)
    }

    /// Whether every byte of a range of [`Block::text`] is read, that is, stands outside code.
    pub fn reads(&self, range: Range<usize>) -> bool {
        self.runs_from(range.start).take_while(|run| run.range.start < range.end).all(|run| !run.style.code)
    }

    /// The region, as policies name them, of the byte `at` of [`Block::text`].
    pub fn region_at(&self, at: usize) -> Region {
        match &self.kind {
            _ if self.host == Host::Comment => Region::Comments,
            _ if self.host == Host::String => Region::Strings,
            BlockKind::Heading(_) => Region::Headings,
            BlockKind::FrontMatter { key } if key == "title" || key == "subtitle" => Region::Headings,
            _ if self.run_at(at).is_some_and(|run| run.style.link || run.style.image) => Region::LinkText,
            BlockKind::Cell { .. } => Region::Tables,
            BlockKind::Paragraph | BlockKind::FrontMatter { .. } => Region::Prose,
        }
    }
}

impl Run {
    fn moved(&self, by: usize) -> Self {
        Self { range: self.range.clone(), source: self.source.start + by..self.source.end + by, style: self.style }
    }

    /// Whether text and source have the same length, so that offsets inside map one to one.
    pub fn is_exact(&self) -> bool {
        self.range.len() == self.source.len()
    }
}

/// The anchor that GitHub gives a heading, which links to it are compared with.
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for character in heading.trim().chars() {
        match character {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(character),
            _ if character.is_ascii_alphanumeric() => slug.push(character.to_ascii_lowercase()),
            _ if character.is_alphanumeric() => slug.extend(character.to_lowercase()),
            _ => {}
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        assert_eq!(slug("Our customers, and you!"), "our-customers-and-you");
        assert_eq!(slug("Customer_data – a/b"), "customer_data--ab");
    }
}
