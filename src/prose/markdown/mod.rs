//! Markdown: CommonMark with GitHub's extensions, and front matter.
//!
//! The parser tells the structure and where each piece stands; the text itself is always taken from
//! the document, so that every character can be traced. Template tags are masked before the parser
//! sees them: `[us]({{ site.url }}/about us)` is a link all the same.

mod again;
mod cuts;
mod html;
mod kept;
mod mask;
mod pieces;
mod titles;

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

pub(super) use self::again::Last;
use self::cuts::Cuts;
use self::kept::Kept;
use super::Document;
use super::builder::Interest;
use super::document::{BlockKind, Host, Style};
use super::excerpt::Excerpt;
use super::flow::{Aside, Flow};
use super::format::{Comment, Description, Format};
use super::html::Tag as Element;
use super::html::tokens::Attribute;
use super::mdx;
use super::templates::tags;
use super::unread::Markup;

/// CommonMark with the extensions of GitHub.
pub(super) const FORMAT: Description = Description {
    names: &["markdown"],
    languages: &["markdown"],
    extensions: &[
        "md", "markdown", "mkd", "mdown", "mkdn", "mdwn", "md.erb", "md.j2", "md.jinja", "md.jinja2", "md.njk",
        "md.liquid", "md.hbs", "md.ejs",
    ],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "text, headings, tables, the text and the titles of links and images, HTML's text, comments; `title`, `subtitle`, \
            `description`, `summary`, `excerpt`, `abstract` and `caption` of the front matter",
    read,
};

/// Reads Markdown.
fn read(text: &str, interest: Interest<'_>) -> Document {
    read_to_edit(text, interest).0
}

/// Reads Markdown that may be edited, and what is needed to read it again in part, if it can be.
pub(super) fn read_to_edit(text: &str, interest: Interest<'_>) -> (Document, Option<Last>) {
    let all = || (read_kept(text, interest, &|_| true).map(|(document, _)| document).unwrap_or_default(), None);
    read_kept(text, interest, interest.1).unwrap_or_else(all)
}

/// Reads what is `wanted` of a text, and what that hangs on; `None` where that is too little to tell what the text is
/// about.
fn read_kept(text: &str, interest: Interest<'_>, wanted: &dyn Fn(&str) -> bool) -> Option<(Document, Option<Last>)> {
    let mut flow = Flow::new(text, Vec::new(), interest);
    let body = flow.front_matter();
    if body > 0 {
        flow.out.parts.push(0);
    }
    let tags::Tags { masked, comments, .. } = tags::find(text, body, tags::Host::Markdown);
    let mut masked = mask::admonitions(masked, body);
    flow.markup = Markup::Parsed;
    flow.wait_for(comments.into_iter().map(Aside::Comment));
    let mut cuts = Cuts::of(text, &masked.text, body, wanted);
    let mut options = options();
    if mask::may_hold_money(masked.text.as_bytes())
        && let Some(math) = mask::math_beside_money(|| cuts.kept(&masked.text), options)
    {
        masked.hide(math);
        cuts = Cuts::of(text, &masked.text, body, wanted);
        options -= Options::ENABLE_MATH;
    }
    flow.hidden.clone_from(&masked.ranges);
    let mut read = Reader::new(flow, &masked.text).read(cuts.kept(&masked.text), options);
    if !cuts.show_the_beginning(&read.document) {
        return None;
    }
    let plain = masked.ranges.is_empty() && options.contains(Options::ENABLE_MATH);
    let last = if plain { Last::of(cuts, &mut read) } else { None };
    Some((read.document, last))
}

/// Reads Markdown with JSX.
pub(super) fn read_mdx(text: &str, interest: Interest<'_>) -> Document {
    let mut flow = Flow::new(text, Vec::new(), interest);
    let body = flow.front_matter();
    if body > 0 {
        flow.out.parts.push(0);
    }
    let mdx::Scanned { text: masked, hidden, gone, asides, code } = mdx::scan(text, body);
    (flow.hidden, flow.gone, flow.markup) = (hidden, gone, Markup::Parsed);
    flow.wait_for(asides);
    let mut reader = Reader::new(flow, &masked);
    reader.is_mdx = true;
    let mut document = reader.read([Kept::all(&masked, body)], options() - Options::ENABLE_HEADING_ATTRIBUTES).document;
    for script in code.into_iter().filter(|script| (interest.1)(text.get(script.clone()).unwrap_or_default())) {
        let mut excerpt = Excerpt::default();
        excerpt.exact(text, script);
        document.append(excerpt.read(Format::JavaScript, interest), Host::Text);
    }
    document
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

/// What was read of a text.
struct Read {
    document: Document,
    /// Where each of its fragments stands.
    fragments: Vec<usize>,
    /// How many tables there are, empty ones included.
    tables: usize,
}

/// What is open while the events pass by.
struct Reader<'t> {
    flow: Flow<'t>,
    /// The text as the parser sees it.
    masked: &'t str,
    outer_styles: Vec<Style>,
    header: bool,
    column: usize,
    code_block: bool,
    /// The lines of the HTML block that is open.
    html: Option<Vec<Range<usize>>>,
    /// Elements that have no closing tag from here on.
    unclosed: Vec<String>,
    /// How many containers, blocks and spans are open.
    depth: usize,
    /// Whether indented text is no code.
    is_mdx: bool,
    /// In MDX, the lines of an indented block, which is no code there.
    indented: Option<Vec<Range<usize>>>,
    /// Where the fragments stand that were read so far.
    fragments: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn new(flow: Flow<'t>, masked: &'t str) -> Self {
        Self {
            flow,
            masked,
            outer_styles: Vec::new(),
            header: false,
            column: 0,
            code_block: false,
            html: None,
            unclosed: Vec::new(),
            depth: 0,
            is_mdx: false,
            indented: None,
            fragments: Vec::new(),
        }
    }

    /// Reads what is kept of the text.
    fn read<'k>(mut self, parts: impl IntoIterator<Item = Kept<'k>>, options: Options) -> Read {
        parts.into_iter().for_each(|part| self.part(&part, options));
        let (fragments, tables) = (self.fragments, self.flow.tables);
        Read { document: self.flow.finish(), fragments, tables }
    }

    /// Reads a part of it, to which nothing in the others refers.
    fn part(&mut self, kept: &Kept<'_>, options: Options) {
        let parser = Parser::new_with_broken_link_callback(&kept.text, options, Some(link_elsewhere));
        let mut stretches = kept.stretches.iter();
        let mut stretch = stretches.next();
        let events = parser.into_offset_iter();
        let titles = titles::of_definitions(&kept.text, &events);
        for (event, range) in events {
            while let Some(left) = stretch.filter(|stretch| self.depth == 0 && stretch.end <= range.start) {
                stretch = stretches.next();
                self.pass_over(left.left_out());
            }
            let range = stretch.map_or(range.clone(), |stretch| stretch.source_of(&range));
            self.flow.asides_before(range.start);
            let start = range.start;
            self.event(event, range);
            if self.fragments.len() < self.flow.out.fragments.len() {
                self.fragments.resize(self.flow.out.fragments.len(), start);
            }
        }
        for left in stretch.into_iter().chain(stretches) {
            self.pass_over(left.left_out());
        }
        titles.iter().for_each(|title| self.title(kept.source_of(title)));
    }

    /// Passes over pieces that are left out, where they begin and where the last of them ends.
    fn pass_over(&mut self, (pieces, end): (&[usize], usize)) {
        // What is open here a heading has ended that is not read.
        self.close(None);
        self.flow.elements.leave_all();
        if let Some(first) = pieces.first() {
            self.flow.asides_before(*first);
            self.flow.drop_asides(end);
            self.flow.out.parts.extend(pieces);
        }
    }

    /// Reads the title of a link or an image.
    fn title(&mut self, value: Range<usize>) {
        let title = Attribute { name: "title".to_owned(), value: value.clone() };
        let tag = Element { name: "a".to_owned(), closing: false, empty: false, range: value, attributes: vec![title] };
        self.flow.attributes(&tag, |_, _, _| true);
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.depth == 0 {
            self.flow.out.parts.push(range.start);
        }
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(_) if self.indented.is_some() => self.indented.get_or_insert_default().push(range),
            Event::Text(_) if self.code_block => self.flow.out.code.push(range),
            _ if self.code_block => {}
            Event::Text(seen) => self.words(&seen, range),
            Event::Code(_) => {
                self.flow.drop_asides(range.end);
                let inner = code_span(self.flow.text, range);
                self.flow.raw(inner);
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => self.flow.raw(range),
            Event::SoftBreak | Event::HardBreak => {
                self.flow.settle(range.start);
                self.flow.break_line(range.start);
            }
            Event::Html(_) => self.html.get_or_insert_default().push(range),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::Rule => self.close(None),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if let Tag::Link { link_type: LinkType::Inline, title, .. }
        | Tag::Image { link_type: LinkType::Inline, title, .. } = &tag
            && !title.is_empty()
            && let Some(title) = titles::of_link(self.masked, range.clone())
        {
            self.title(title);
        }
        match tag {
            Tag::Paragraph => self.open(BlockKind::Paragraph),
            Tag::Heading { level, .. } => {
                // A heading of Markdown's own ends every element that was left open.
                self.close(None);
                self.flow.elements.leave_all();
                self.open(BlockKind::Heading(level as u8));
            }
            Tag::Table(_) => self.close(None),
            Tag::TableHead => (self.header, self.column) = (true, 0),
            Tag::TableRow => (self.header, self.column) = (false, 0),
            Tag::TableCell => {
                let table = self.flow.tables;
                self.open(BlockKind::Cell { header: self.header, column: self.column, table });
                self.column += 1;
            }
            Tag::BlockQuote(kind) => {
                self.close(None);
                self.flow.quotes += usize::from(kind.is_none());
            }
            Tag::Item => {
                self.close(None);
                self.flow.items += 1;
            }
            Tag::CodeBlock(kind) => {
                self.close(None);
                // What looks like a comment in code is none.
                self.flow.drop_asides(range.end);
                self.code_block = true;
                self.indented = (self.is_mdx && kind == CodeBlockKind::Indented).then(Vec::new);
            }
            Tag::Emphasis => self.nest(range.start, |style| style.emphasis = true),
            Tag::Strong => self.nest(range.start, |style| style.strong = true),
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.nest(range.start, |_| {}),
            Tag::Link { link_type, dest_url, .. } => {
                self.flow.out.fragments.extend(dest_url.strip_prefix('#').map(str::to_owned));
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
                self.html = Some(Vec::new());
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
            | TagEnd::Image => self.flow.style = self.outer_styles.pop().unwrap_or_default(),
            TagEnd::Table => self.flow.tables += 1,
            TagEnd::BlockQuote(kind) => {
                self.close(None);
                self.flow.quotes -= usize::from(kind.is_none()).min(self.flow.quotes);
            }
            TagEnd::Item => {
                self.close(None);
                self.flow.items = self.flow.items.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.code_block = false;
                self.read_indented();
            }
            TagEnd::HtmlBlock => self.html_block(range.end),
            _ => self.close(None),
        }
    }

    fn nest(&mut self, at: usize, mark: impl FnOnce(&mut Style)) {
        self.flow.settle(at);
        self.outer_styles.push(self.flow.style);
        mark(&mut self.flow.style);
    }

    fn open(&mut self, kind: BlockKind) {
        self.flow.open(kind);
        self.flow.elements.leave_block();
    }

    /// Closes the open block, if there is one. Tags inside it do not reach beyond its end, closed or not.
    fn close(&mut self, source: Option<Range<usize>>) {
        self.flow.close(source);
        self.flow.elements.leave_block();
    }

    /// Reads a block that is indented as what it is without the indentation.
    fn read_indented(&mut self) {
        let Some(lines) = self.indented.take() else { return };
        let mut excerpt = Excerpt::default();
        for line in lines {
            let written = self.masked.get(line.clone()).unwrap_or_default();
            excerpt.exact(
                self.flow.text,
                line.start + (written.len() - written.trim_start_matches([' ', '\t']).len())..line.end,
            );
        }
        self.flow.out.append(excerpt.read(Format::Mdx, self.flow.interest), Host::Text);
    }

    /// Adds text that the parser saw as `seen`.
    fn words(&mut self, seen: &str, range: Range<usize>) {
        if self.masked.get(range.clone()) == Some(seen) {
            self.flow.exact(range);
        } else {
            self.flow.decoded(seen, range);
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
pub(super) use self::tests::lines;

#[cfg(test)]
mod tests;
