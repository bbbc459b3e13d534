//! Markdown: CommonMark with GitHub's extensions, and front matter.
//!
//! The parser tells the structure and where each piece stands; the text itself is always taken from
//! the document, so that every character can be traced. Template tags are masked before the parser
//! sees them: `[us]({{ site.url }}/about us)` is a link all the same.

mod html;
mod mask;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use self::html::Html;
use super::Document;
use super::builder::{Builder, Interest, after_line_end};
use super::document::{Block, BlockKind, Host, Section, Style};
use super::format::{Comment, Description};
use super::unread::Markup;
use super::{directives, front_matter};

/// CommonMark with the extensions of GitHub.
pub(super) const FORMAT: Description = Description {
    names: &["markdown"],
    languages: &["markdown"],
    extensions: &["md", "markdown", "mkd", "mdown", "mkdn", "mdwn"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "text, headings, tables, the text of links and images, HTML's text, comments; `title`, `subtitle`, \
            `description`, `summary`, `excerpt`, `abstract` and `caption` of the front matter",
    read,
};

/// Reads Markdown.
fn read(text: &str, interest: Interest<'_>) -> Document {
    let front = front_matter::split(text);
    let mut reader = Reader { text, interest, ..Reader::default() };
    if let Some(front) = &front {
        reader.out.parts.push(0);
        front_matter::read(text, front, &mut reader.out);
    }
    let body = front.map_or(0, |front| front.end);
    let mut masked = mask::admonitions(mask::templates(text, body), body);
    let mut options = options();
    if let Some(math) = mask::math_beside_money(&masked.text, body, options) {
        masked.hide(math);
        options -= Options::ENABLE_MATH;
    }
    reader.body = body;
    reader.hidden = masked.ranges;
    reader.read(&masked.text, options);
    reader.out
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// What is open while the events pass by.
#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    interest: Interest<'t>,
    /// Where the front matter ends.
    body: usize,
    out: Document,
    /// Stretches that are not read whatever they look like, in order.
    hidden: Vec<Range<usize>>,
    block: Option<Builder>,
    /// A line break that counts once something follows it.
    pending: Option<usize>,
    /// Comments that stand inside the open block; they follow it.
    comments: Vec<Block>,
    style: Style,
    outer_styles: Vec<Style>,
    quotes: usize,
    items: usize,
    tables: usize,
    header: bool,
    column: usize,
    code_block: bool,
    html_block: bool,
    /// How many containers, blocks and spans are open.
    depth: usize,
    /// The open sections, outermost first.
    open: Vec<usize>,
    html: Html,
}

impl Reader<'_> {
    fn read(&mut self, masked: &str, options: Options) {
        let base = self.body;
        let body = masked.get(base..).unwrap_or_default();
        let parser = Parser::new_with_broken_link_callback(body, options, Some(link_elsewhere));
        for (event, range) in parser.into_offset_iter() {
            self.event(event, range.start + base..range.end + base, masked);
        }
        self.close(None);
        let end = self.out.blocks.len();
        for section in self.open.drain(..) {
            if let Some(section) = self.out.sections.get_mut(section) {
                section.blocks.end = end;
            }
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>, masked: &str) {
        if self.depth == 0 {
            self.out.parts.push(range.start);
        }
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(_) if self.code_block => self.out.code.push(range),
            _ if self.code_block => {}
            Event::Text(seen) => self.words(&seen, range, masked),
            Event::Code(_) => {
                let inner = code_span(self.text, range);
                self.raw(inner);
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => self.raw(range),
            Event::SoftBreak | Event::HardBreak => {
                self.settle(range.start);
                self.pending = Some(range.start);
            }
            Event::Html(_) => self.html_lines(range),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::Rule => self.close(None),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(BlockKind::Paragraph),
            Tag::Heading { level, .. } => {
                self.html.leave_containers();
                self.open(BlockKind::Heading(level as u8));
            }
            Tag::Table(_) => self.close(None),
            Tag::TableHead => (self.header, self.column) = (true, 0),
            Tag::TableRow => (self.header, self.column) = (false, 0),
            Tag::TableCell => {
                self.open(BlockKind::Cell { header: self.header, column: self.column, table: self.tables });
                self.column += 1;
            }
            Tag::BlockQuote(kind) => {
                self.close(None);
                self.quotes += usize::from(kind.is_none());
            }
            Tag::Item => {
                self.close(None);
                self.items += 1;
            }
            Tag::CodeBlock(_) => {
                self.close(None);
                self.code_block = true;
            }
            Tag::Emphasis => self.nest(range.start, |style| style.emphasis = true),
            Tag::Strong => self.nest(range.start, |style| style.strong = true),
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.nest(range.start, |_| {}),
            Tag::Link { link_type, dest_url, .. } => {
                self.out.fragments.extend(dest_url.strip_prefix('#').map(str::to_owned));
                self.nest(range.start, |style| match link_type {
                    LinkType::Autolink | LinkType::Email => style.code = true,
                    _ => (style.link, style.label) = (true, style.label || is_label(link_type)),
                });
            }
            Tag::Image { link_type, .. } => self.nest(range.start, |style| {
                (style.image, style.label) = (true, style.label || is_label(link_type));
            }),
            Tag::HtmlBlock => {
                self.close(None);
                self.html_block = true;
            }
            _ => self.close(None),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => self.close(Some(range)),
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image => self.style = self.outer_styles.pop().unwrap_or_default(),
            TagEnd::Table => self.tables += 1,
            TagEnd::BlockQuote(kind) => {
                self.close(None);
                self.quotes -= usize::from(kind.is_none()).min(self.quotes);
            }
            TagEnd::Item => {
                self.close(None);
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.code_block = false,
            TagEnd::HtmlBlock => {
                self.end_html_block(range.end);
                self.html_block = false;
            }
            _ => self.close(None),
        }
    }

    fn nest(&mut self, at: usize, mark: impl FnOnce(&mut Style)) {
        self.settle(at);
        self.outer_styles.push(self.style);
        mark(&mut self.style);
    }

    /// Closes what is open and opens a block.
    fn open(&mut self, kind: BlockKind) {
        self.close(None);
        self.block = Some(Builder::new(kind));
    }

    /// The open block; where there is none (a tight list item, text between HTML tags) a new one.
    fn block(&mut self) -> &mut Builder {
        let html = &self.html;
        self.block.get_or_insert_with(|| Builder::new(html.kind()))
    }

    /// Closes the open block, if there is one.
    fn close(&mut self, source: Option<Range<usize>>) {
        self.pending = None;
        self.html.leave_block();
        let markup = if self.html_block { Markup::Marked } else { Markup::Parsed };
        if let Some(block) = self.block.take().and_then(|builder| builder.finish(source, markup, self.interest)) {
            self.add(block);
        }
        for comment in std::mem::take(&mut self.comments) {
            self.add(comment);
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
        block.quoted = self.quotes + self.html.quotes > 0;
        block.listed = self.items + self.html.items > 0;
        block.section = self.open.last().copied();
        self.out.blocks.push(block);
    }

    /// Adds the line break that waits, now that something follows it at `next`.
    fn settle(&mut self, next: usize) {
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
        self.html.style(self.style)
    }

    /// Adds text that the parser saw as `seen`.
    fn words(&mut self, seen: &str, range: Range<usize>, masked: &str) {
        self.settle(range.start);
        if masked.get(range.clone()) == Some(seen) {
            self.exact(range);
        } else {
            let style = self.full_style();
            self.block().decoded(seen, range, style);
        }
    }

    /// Adds a stretch of the document, of which what is hidden is not read.
    fn exact(&mut self, range: Range<usize>) {
        let (text, style) = (self.text, self.full_style());
        let mut at = range.start;
        let first = self.hidden.partition_point(|hidden| hidden.end <= range.start);
        let hidden: Cow<'_, [Range<usize>]> = match self.hidden.get(first) {
            Some(next) if next.start < range.end => {
                Cow::Owned(self.hidden.iter().skip(first).take_while(|h| h.start < range.end).cloned().collect())
            }
            _ => Cow::Borrowed(&[]),
        };
        let block = self.block();
        for hidden in hidden.iter() {
            let (start, end) = (hidden.start.max(at), hidden.end.min(range.end));
            block.exact(text, at..start, style);
            block.exact(text, start..end, Style { code: true, ..style });
            at = end.max(at);
        }
        block.exact(text, at..range.end, style);
    }

    /// Adds a stretch that is not read, as it is written.
    fn raw(&mut self, range: Range<usize>) {
        self.settle(range.start);
        let (text, style) = (self.text, Style { code: true, ..self.full_style() });
        self.block().lines(text, range, style);
    }

    /// Takes a comment: a directive, or text of its own. `range` is what stands between the signs.
    fn comment(&mut self, range: Range<usize>) {
        let inner = self.text.get(range.clone()).unwrap_or_default();
        if let Some(directive) = directives::parse(inner, range.start) {
            self.out.directives.push(directive);
            return;
        }
        if inner.trim_start().starts_with('<') {
            return; // Commented-out HTML is code.
        }
        let mut builder = Builder::new(BlockKind::Paragraph).inside(Host::Comment);
        let start = range.start + (inner.len() - inner.trim_start().len());
        builder.lines(self.text, start..range.start + inner.trim_end().len(), Style::default());
        let closed = self.text.get(range.end..).is_some_and(|rest| rest.starts_with("-->"));
        let signs = range.start.saturating_sub(4)..range.end + if closed { 3 } else { 0 };
        if let Some(block) = builder.finish(Some(signs), Markup::Marked, self.interest) {
            if self.block.is_some() { self.comments.push(block) } else { self.add(block) }
        }
    }
}

/// `[text][label]` is meant as a link, even where the label is defined in another file.
#[expect(clippy::needless_pass_by_value, reason = "the parser's signature")]
fn link_elsewhere<'t>(link: BrokenLink<'t>) -> Option<(CowStr<'t>, CowStr<'t>)> {
    (link.link_type == LinkType::Reference).then(|| (CowStr::from(""), CowStr::from("")))
}

fn is_label(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::Collapsed | LinkType::Shortcut)
}

/// What stands between the backticks of a code span.
fn code_span(text: &str, range: Range<usize>) -> Range<usize> {
    let whole = text.get(range.clone()).unwrap_or_default();
    let ticks = whole.bytes().take_while(|byte| *byte == b'`').count();
    if whole.len() > 2 * ticks { range.start + ticks..range.end - ticks } else { range }
}

#[cfg(test)]
mod tests;
