//! Puts the blocks of a text with markup together: text, line breaks, comments, sections.
//!
//! What the markup is, the readers know; this module knows where a block is and what surrounds it. The tags of HTML
//! are read here as well, because several formats hold them.

use std::collections::VecDeque;
use std::ops::Range;

use super::builder::{Builder, Interest, after_line_end};
use super::document::{Block, BlockKind, Document, Host, Section, Style};
use super::excerpt::Excerpt;
use super::format::Format;
use super::html::{Elements, Tag, Token, elements, references};
use super::templates::tags::{self, Comment};
use super::unread::Markup;
use super::{directives, front_matter};

/// What is open while a text is read.
#[derive(Default)]
pub(super) struct Flow<'t> {
    pub(super) text: &'t str,
    pub(super) interest: Interest<'t>,
    pub(super) out: Document,
    /// Stretches that are not read whatever they look like, in order, without overlaps.
    pub(super) hidden: Vec<Range<usize>>,
    /// Stretches that are no part of a text, in order, without overlaps.
    pub(super) gone: Vec<Range<usize>>,
    /// What the text of a block may still hold that looks like markup.
    pub(super) markup: Markup,
    /// How the format itself marks up what comes next.
    pub(super) style: Style,
    /// Block quotes of the format itself.
    pub(super) quotes: usize,
    /// List items of the format itself.
    pub(super) items: usize,
    /// Tables so far.
    pub(super) tables: usize,
    /// The elements of HTML that are open.
    pub(super) elements: Elements,
    /// What stands beside the text further on, in order.
    waiting: VecDeque<Aside>,
    block: Option<Builder>,
    /// One that is finished, in whose room the next is built.
    spare: Option<Builder>,
    /// A line break that counts once something follows it.
    pending: Option<usize>,
    /// Comments and attributes that stand inside the open block; they follow it.
    asides: Vec<Block>,
    /// The open sections, outermost first.
    open: Vec<usize>,
}

/// What stands beside a text and is read when the text has come there.
#[derive(Debug)]
pub(super) enum Aside {
    /// A tag whose attributes may be read.
    Tag(Tag),
    /// A comment.
    Comment(Comment),
    /// Code, or data, that is written in a format of its own.
    Code(Range<usize>, Format),
}

impl Aside {
    pub(super) fn start(&self) -> usize {
        match self {
            Self::Tag(tag) => tag.range.start,
            Self::Comment(comment) => comment.range.start,
            Self::Code(range, _) => range.start,
        }
    }
}

/// How the text between tags is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// With character references.
    Escaped,
    /// As it is.
    Verbatim,
}

impl<'t> Flow<'t> {
    pub(super) fn new(text: &'t str, hidden: Vec<Range<usize>>, interest: Interest<'t>) -> Self {
        Self { text, interest, hidden, ..Self::default() }
    }

    /// Reads the front matter, if there is any, and answers where the text begins.
    pub(super) fn front_matter(&mut self) -> usize {
        let Some(front) = front_matter::split(self.text) else { return 0 };
        front_matter::read(self.text, &front, &mut self.out);
        front.end
    }

    /// The document, once all is read.
    pub(super) fn finish(mut self) -> Document {
        self.asides_before(usize::MAX);
        self.close(None);
        let end = self.out.blocks.len();
        for section in self.open.drain(..) {
            if let Some(section) = self.out.sections.get_mut(section) {
                section.blocks.end = end;
            }
        }
        self.out
    }

    /// Closes what is open and opens a block.
    pub(super) fn open(&mut self, kind: BlockKind) {
        self.close(None);
        self.block = Some(Builder::in_room_of(&mut self.spare, kind));
    }

    /// Whether a block is open that holds text.
    pub(super) fn is_open(&self) -> bool {
        self.block.is_some()
    }

    /// The open block; where there is none (a tight list item, text between HTML tags) a new one.
    fn block(&mut self) -> &mut Builder {
        let (elements, spare) = (&self.elements, &mut self.spare);
        self.block.get_or_insert_with(|| Builder::in_room_of(spare, elements.place().kind()))
    }

    /// Closes the open block, if there is one.
    pub(super) fn close(&mut self, source: Option<Range<usize>>) {
        self.pending = None;
        if let Some(mut builder) = self.block.take() {
            let block = builder.block(source, self.markup, self.interest);
            self.spare = Some(builder);
            block.into_iter().for_each(|block| self.add(block));
        }
        if !self.asides.is_empty() {
            std::mem::take(&mut self.asides).into_iter().for_each(|aside| self.add(aside));
        }
    }

    fn add(&mut self, mut block: Block) {
        let index = self.out.blocks.len();
        if let BlockKind::Heading(level) = block.kind {
            while let Some(top) = self.open.last().and_then(|top| self.out.sections.get_mut(*top)) {
                if top.level < level {
                    break;
                }
                top.blocks.end = index;
                self.open.pop();
            }
            let parent = self.open.last().copied();
            self.open.push(self.out.sections.len());
            self.out.sections.push(Section { level, heading: index, blocks: index..index, parent });
        }
        let place = self.elements.place();
        block.quoted = self.quotes + place.quotes > 0;
        block.listed = self.items + place.items > 0;
        block.section = self.open.last().copied();
        self.out.blocks.push(block);
    }

    /// A block that does not end the open one.
    pub(super) fn add_aside(&mut self, block: Option<Block>) {
        if let Some(block) = block {
            if self.block.is_some() { self.asides.push(block) } else { self.add(block) }
        }
    }

    /// Lets a line end where the next text follows.
    pub(super) fn break_line(&mut self, at: usize) {
        if self.block.is_some() && self.pending.is_none() {
            self.pending = Some(at);
        }
    }

    /// Adds the line break that waits, now that something follows it at `next`.
    pub(super) fn settle(&mut self, next: usize) {
        if let Some(start) = self.pending.take() {
            let rest = self.text.as_bytes().get(start..next).unwrap_or_default();
            let at = start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or_default();
            let end = after_line_end(self.text, at, next).max(start + 1);
            let style = self.full_style();
            // `<br>` at the end of a line is one break, not two.
            let block = self.block();
            if !block.ends_with_space() {
                block.decoded("\n", start..end, style);
            }
        }
    }

    fn full_style(&self) -> Style {
        self.elements.place().style(self.style)
    }

    /// Adds what a reader sees of bytes that are written in another way.
    pub(super) fn decoded(&mut self, seen: &str, range: Range<usize>) {
        self.settle(range.start);
        let style = self.full_style();
        self.block().decoded(seen, range, style);
    }

    /// Adds a stretch of one line of the document, of which what is hidden is not read.
    pub(super) fn exact(&mut self, range: Range<usize>) {
        self.settle(range.start);
        let (text, style) = (self.text, self.full_style());
        if self.hidden.is_empty() && self.gone.is_empty() {
            return self.block().exact(text, range, style);
        }
        let (hidden, gone) = (std::mem::take(&mut self.hidden), std::mem::take(&mut self.gone));
        self.block();
        for (left, is_gone) in pieces(&gone, range) {
            if is_gone {
                self.gone(left);
                continue;
            }
            for (piece, is_hidden) in pieces(&hidden, left) {
                self.block().exact(text, piece, Style { code: style.code || is_hidden, ..style });
            }
        }
        (self.hidden, self.gone) = (hidden, gone);
    }

    /// Passes over what is no part of the text. What parts two texts of which one is shown parts their words.
    fn gone(&mut self, range: Range<usize>) {
        let style = self.full_style();
        if tags::is_alternative(self.text.get(range.clone()).unwrap_or_default())
            && let Some(block) = self.block.as_mut().filter(|block| !block.ends_with_space())
        {
            block.decoded(" ", range, style);
        }
    }

    /// Adds a stretch that is not read, as it is written.
    pub(super) fn raw(&mut self, range: Range<usize>) {
        self.settle(range.start);
        let (text, style) = (self.text, Style { code: true, ..self.full_style() });
        self.block().lines(text, range, style);
    }

    /// Adds a tag that a reader sees as the end of a line, with the line end before it, if one waits.
    fn line_break(&mut self, range: Range<usize>) {
        self.pending = None;
        let style = self.full_style();
        if let Some(block) = self.block.as_mut().filter(|block| !block.ends_with_space()) {
            block.decoded("\n", range, style);
        }
    }

    /// Takes a comment of HTML, which may not be closed.
    pub(super) fn html_comment(&mut self, range: Range<usize>) {
        let whole = self.text.get(range.clone()).unwrap_or_default();
        let inner = whole.strip_prefix("<!--").unwrap_or_default();
        let inner = inner.strip_suffix("-->").or_else(|| inner.strip_suffix("--!>")).unwrap_or(inner);
        let start = range.start + 4;
        self.comment(Comment { range, inner: start..start + inner.len() });
    }

    /// Takes a comment: a directive, or text of its own.
    fn comment(&mut self, Comment { range, inner }: Comment) {
        let start = inner.start;
        let inner = self.text.get(inner).unwrap_or_default();
        if let Some(directive) = directives::parse(inner, start) {
            self.out.directives.list.push(directive);
            return;
        }
        let text = inner.trim();
        if text.is_empty() || is_markup(text) || self.elements.place().foreign {
            return;
        }
        let start = start + (inner.len() - inner.trim_start().len());
        let mut builder = Builder::new(BlockKind::Paragraph).inside(Host::Comment);
        let whole = range.clone();
        for (piece, is_hidden) in pieces(&self.hidden, start..start + text.len()) {
            // A comment of a template is hidden as a whole.
            let code = is_hidden && !self.is_hidden_whole(&whole);
            builder.lines(self.text, piece, Style { code, ..Style::default() });
        }
        let block = builder.finish(Some(range), Markup::Marked, self.interest);
        self.add_aside(block);
    }

    fn is_hidden_whole(&self, range: &Range<usize>) -> bool {
        let next = self.hidden.partition_point(|hidden| hidden.end <= range.start);
        self.hidden.get(next).is_some_and(|hidden| hidden.start <= range.start && hidden.end >= range.end)
    }

    /// Reads a stretch of the document in another format, as it is written there.
    pub(super) fn inject(&mut self, range: Range<usize>, format: Format) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        if !self.interest.1(written) {
            return;
        }
        let mut excerpt = Excerpt::default();
        for (piece, is_hidden) in pieces(&self.hidden, range) {
            if is_hidden { excerpt.hidden(self.text, piece) } else { excerpt.exact(self.text, piece) }
        }
        self.inject_excerpt(excerpt, format);
    }

    /// The same for what a stretch of the document says.
    pub(super) fn inject_excerpt(&mut self, excerpt: Excerpt, format: Format) {
        self.close(None);
        self.out.append(excerpt.read(format, self.interest), Host::Text);
    }

    /// Lets what stands beside the text wait until the text has come there.
    pub(super) fn wait_for(&mut self, asides: impl IntoIterator<Item = Aside>) {
        self.waiting.extend(asides);
    }

    /// Reads what stands beside the text before the byte `end`.
    pub(super) fn asides_before(&mut self, end: usize) {
        while self.waits_before(end) {
            match self.waiting.pop_front() {
                Some(Aside::Tag(tag)) => self.attributes(&tag, |_, name, _| elements::is_readable(name)),
                Some(Aside::Comment(comment)) => self.comment(comment),
                Some(Aside::Code(range, format)) => {
                    let mut excerpt = Excerpt::default();
                    excerpt.exact(self.text, range);
                    self.inject_excerpt(excerpt, format);
                }
                None => return,
            }
        }
    }

    /// Leaves out what stands beside the text before the byte `end`.
    pub(super) fn drop_asides(&mut self, end: usize) {
        while self.waits_before(end) {
            self.waiting.pop_front();
        }
    }

    fn waits_before(&self, end: usize) -> bool {
        self.waiting.front().is_some_and(|aside| aside.start() < end)
    }

    /// Reads a piece of HTML.
    pub(super) fn token(&mut self, token: &Token) {
        match token {
            Token::Text(range) if !self.elements.place().skipped => self.between_tags(range.clone(), Written::Escaped),
            Token::Tag(tag) if tag.closing => self.closing_tag(tag),
            Token::Tag(tag) => self.opening_tag(tag),
            Token::Comment(range) => self.html_comment(range.clone()),
            Token::Text(_) | Token::Raw(_) | Token::Other(_) => {}
        }
    }

    /// Reads text between tags.
    pub(super) fn between_tags(&mut self, range: Range<usize>, written: Written) {
        let hidden = std::mem::take(&mut self.hidden);
        let gone = std::mem::take(&mut self.gone);
        for (left, is_gone) in pieces(&gone, range) {
            if is_gone {
                self.gone(left);
                continue;
            }
            for (piece, is_hidden) in pieces(&hidden, left) {
                if is_hidden { self.raw(piece) } else { self.words(piece, written) }
            }
        }
        (self.hidden, self.gone) = (hidden, gone);
    }

    fn words(&mut self, range: Range<usize>, written: Written) {
        let mut at = range.start;
        while at < range.end {
            let rest = self.text.get(at..range.end).unwrap_or_default();
            let blank = self.block.is_none() || self.pending.is_some();
            let spaces = if blank { rest.len() - rest.trim_start_matches([' ', '\t']).len() } else { 0 };
            let rest = rest.get(spaces..).unwrap_or_default();
            at += spaces;
            let stop = memchr::memchr3(b'&', b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            if stop > 0 {
                self.exact(at..at + stop);
                at += stop;
                continue;
            }
            match rest.as_bytes().first() {
                Some(b'&') => {
                    let reference = if written == Written::Escaped { references::decode(rest) } else { None };
                    match &reference {
                        Some((length, seen)) => self.decoded(seen, at..at + length),
                        None => self.exact(at..at + 1),
                    }
                    at += reference.map_or(1, |(length, _)| length);
                }
                _ => {
                    self.break_line(at);
                    at += 1;
                }
            }
        }
    }

    fn opening_tag(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        let outer = self.elements.place();
        let foreign = self.foreign(tag);
        if elements::is_block(name) && !outer.skipped {
            self.close(None);
        } else if name == "br" {
            self.line_break(tag.range.clone());
        }
        if !outer.skipped && !foreign.unwrap_or(outer.foreign) {
            self.attributes(tag, elements::reads_attribute);
        }
        self.out.fragments.extend(fragment(tag, self.text));
        self.elements.open(name, foreign, &mut self.tables);
        if tag.empty {
            self.elements.close(name);
        }
    }

    fn closing_tag(&mut self, tag: &Tag) {
        if elements::is_block(&tag.name) && !self.elements.place().skipped {
            self.close(None);
        }
        self.elements.close(&tag.name);
    }

    /// A tag inside a text of another format.
    pub(super) fn phrase_tag(&mut self, tag: &Tag) {
        let skipped = self.elements.skipped().map(|name| *name == tag.name);
        match (skipped, tag.closing) {
            (Some(true), true) | (None, true) => self.elements.close(&tag.name),
            (Some(_), _) => {}
            (None, false) => {
                let foreign = self.foreign(tag);
                if !foreign.unwrap_or(self.elements.place().foreign) {
                    self.attributes(tag, elements::reads_attribute);
                }
                self.out.fragments.extend(fragment(tag, self.text));
                if !tag.empty {
                    self.elements.open_phrase(&tag.name, foreign);
                }
            }
        }
        if elements::is_block(&tag.name) || tag.name == "br" {
            self.line_break(tag.range.clone());
        }
    }

    /// Whether the language that a tag declares is another than the document's, if it declares one. The tag of the
    /// whole document declares the document's.
    fn foreign(&mut self, tag: &Tag) -> Option<bool> {
        let language = tag.attribute("lang", self.text).or_else(|| tag.attribute("xml:lang", self.text))?;
        let language = elements::language(language)?;
        if tag.name == "html" {
            self.out.language = Some(language.to_owned());
        }
        match &self.out.language {
            Some(_) => Some(self.out.declares_other_than(language)),
            None => Some(!language.eq_ignore_ascii_case("en") && !language.to_ascii_lowercase().starts_with("en-")),
        }
    }
}

/// Cuts a range into what is hidden and what is not.
pub(super) fn pieces(hidden: &[Range<usize>], range: Range<usize>) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
    let first = hidden.partition_point(|hidden| hidden.end <= range.start);
    let mut next = hidden.iter().skip(first);
    let mut waiting: Option<Range<usize>> = None;
    let mut at = range.start;
    std::iter::from_fn(move || {
        if at >= range.end {
            return None;
        }
        let hidden = waiting.take().or_else(|| next.next().cloned()).filter(|hidden| hidden.start < range.end);
        let start = at;
        match hidden {
            Some(hidden) if hidden.start <= at => {
                at = hidden.end.clamp(at, range.end);
                Some((start..at, true))
            }
            Some(hidden) => {
                at = hidden.start;
                waiting = Some(hidden);
                Some((start..at, false))
            }
            None => {
                at = range.end;
                Some((start..at, false))
            }
        }
    })
}

/// Whether a comment holds markup that somebody took out, or speaks to a program.
fn is_markup(comment: &str) -> bool {
    let closes = |at: usize| comment.as_bytes().get(at + 2).is_some_and(u8::is_ascii_alphabetic);
    comment.starts_with(['<', '#', '['])
        || comment.starts_with("wp:")
        || comment.starts_with("/wp:")
        || memchr::memmem::find_iter(comment.as_bytes(), b"</").any(closes)
}

/// The fragment that a tag points to within the document.
fn fragment(tag: &Tag, text: &str) -> Option<String> {
    let target = tag.attribute("href", text).filter(|_| tag.name == "a")?;
    target.trim().strip_prefix('#').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_range_is_cut_into_what_is_hidden_and_what_is_not() {
        let cut = |hidden: &[std::ops::Range<usize>], range| pieces(hidden, range).collect::<Vec<_>>();
        assert_eq!(cut(&[], 2..5), [(2..5, false)]);
        assert_eq!(cut(&[0..1, 3..4, 9..10], 2..6), [(2..3, false), (3..4, true), (4..6, false)]);
        assert_eq!(cut(&[0..3, 3..9], 2..6), [(2..3, true), (3..6, true)]);
        assert_eq!(cut(&[2..6], 2..6), [(2..6, true)]);
        assert_eq!(cut(&[6..7], 2..6), [(2..6, false)]);
        assert_eq!(cut(&[3..4], 5..5), []);
    }
}
