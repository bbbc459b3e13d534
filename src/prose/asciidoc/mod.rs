//! AsciiDoc, as Asciidoctor reads it.
//!
//! Read by hand, line by line: the grammar that there is (tree-sitter-asciidoc 0.9) gives the lines of blocks without
//! anything inside them, and its inline part is a grammar of its own, at 7 MB/s each.
//!
//! Must not know what styles, macros and attributes hold beyond what `data/asciidoc.toml` says.

mod inline;
mod line;
mod table;
mod terms;

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use self::line::{Kind, Macro};
use self::terms::{has, terms};
use super::builder::Interest;
use super::document::{BlockKind, Style};
use super::format::{Comment, Description};
use super::lines::{self, Line};
use super::outline::Outline;
use super::{Document, comments, front_matter};

/// AsciiDoc as Asciidoctor reads it.
pub(super) const FORMAT: Description = Description {
    names: &["asciidoc", "adoc"],
    languages: &["asciidoc"],
    extensions: &["adoc", "asciidoc", "asc"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "text, titles of sections and blocks, lists, footnotes, tables, the texts of links, cross references and \
            images, `:description:`, front matter as in Markdown, comments; not listings, literals, math, attributes or targets",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut outline = Outline::new(text, interest);
    let body = front_matter::split(text).map_or(0, |front| {
        front_matter::read(text, &front, &mut outline.out);
        front.end
    });
    let lines = lines::split_from(text, body);
    let mut reader =
        Reader { outline, lines, open: Vec::new(), style: String::new(), attributes: String::new(), tables: 0 };
    reader.body();
    reader.outline.finish()
}

struct Reader<'t> {
    outline: Outline<'t>,
    lines: Vec<Line<'t>>,
    /// The blocks around, by the lines that close them, and whether each is a quotation.
    open: Vec<(&'t str, bool)>,
    /// The style that the next block is given: `source`, `quote`.
    style: String,
    /// All attributes that the next block is given.
    attributes: String,
    /// How deep the reader is in tables.
    tables: usize,
}

impl<'t> Reader<'t> {
    fn line(&self, at: usize) -> Line<'t> {
        self.lines.get(at).copied().unwrap_or(Line { text: "", start: 0, indent: 0 })
    }

    fn body(&mut self) {
        let mut at = 0;
        let mut blank = true;
        while at < self.lines.len() {
            let line = self.line(at);
            at = if line.is_blank() { at + 1 } else { self.block(at, blank).max(at + 1) };
            blank = line.is_blank();
            if blank {
                (self.outline.items, self.style) = (0, String::new());
                self.attributes.clear();
            }
        }
    }

    /// What begins on a line; answers the line to go on with.
    fn block(&mut self, at: usize, blank: bool) -> usize {
        let line = self.line(at);
        match line::kind(&line) {
            Kind::Comment => self.comment(at..at + 1, 2),
            Kind::CommentBlock => self.comment(at + 1..self.closing(at, self.lines.len()), 0) + 1,
            Kind::Attribute(name) => self.attribute(at, name),
            Kind::Conditional(Some(text)) => self.conditional(at, text, blank),
            Kind::Conditional(None) => at + 1,
            Kind::Style => self.styled(line),
            Kind::Title => {
                let piece = line.behind(1).range();
                self.outline
                    .title(&[piece], |text, block| inline::read(text, block, Style::default(), &mut Vec::new()));
                at + 1
            }
            Kind::Section(level, length) => self.section(at, level, length),
            Kind::Code => self.code(at),
            Kind::Container => self.container(at, line),
            Kind::Table(sign) => self.table(at, sign),
            Kind::Macro(found) => self.block_macro(&found, at),
            Kind::Break => at + 1,
            Kind::Item(length) => self.item(at, length),
            Kind::Term(length, behind) => self.term(at, length, behind),
            Kind::Text if self.two_line_title(at) => at + 2,
            Kind::Text if has(&terms().code_styles, &self.style) => self.code_paragraph(at),
            Kind::Text if line.indent > 0 && blank => self.code_paragraph(at),
            Kind::Text => self.text(at),
        }
    }

    /// A line of which only what stands in the brackets belongs to the document.
    fn conditional(&mut self, at: usize, text: Range<usize>, blank: bool) -> usize {
        let written = self.outline.text.get(text.clone()).unwrap_or_default();
        let line = Line::new(written, text.start, 0);
        // One inside the other is not looked into.
        if line.is_blank() || matches!(line::kind(&line), Kind::Conditional(_)) {
            return at + 1;
        }
        if let Some(old) = self.lines.get_mut(at) {
            *old = line;
        }
        self.block(at, blank)
    }

    /// The comment of these lines, without the signs that begin them.
    fn comment(&mut self, rows: Range<usize>, sign: usize) -> usize {
        let lines = self.lines.get(rows.clone()).unwrap_or_default();
        let inner: Vec<Range<usize>> =
            lines.iter().map(|line| line.start + sign.min(line.text.len())..line.end()).collect();
        let (text, interest) = (self.outline.text, self.outline.interest);
        comments::read(text, &inner, super::Format::Markdown, interest, &mut self.outline.out);
        rows.end.max(rows.start)
    }

    /// The line that closes the block which `at` opens: the same again, or the end.
    fn closing(&self, at: usize, end: usize) -> usize {
        let fence = self.line(at).text;
        let fence = if fence.starts_with("```") { "```" } else { fence };
        let lines = self.lines.get(at + 1..end).unwrap_or_default();
        at + 1 + lines.iter().position(|line| line.text == fence).unwrap_or(lines.len())
    }

    /// `:name: value`, which may go on behind a backslash.
    fn attribute(&mut self, at: usize, name: &'t str) -> usize {
        let line = self.line(at);
        let mut pieces = vec![line.behind(name.len() + 2).range()];
        let mut next = at + 1;
        while let Some(last) = pieces.last_mut()
            && let Some(value) = self.outline.text.get(last.clone())
            && let Some(cut) = value.strip_suffix('\\')
            && next < self.lines.len()
        {
            last.end = last.start + cut.trim_end().len();
            pieces.push(self.line(next).range());
            next += 1;
        }
        let value = pieces.first().and_then(|piece| self.outline.text.get(piece.clone())).unwrap_or_default();
        if name == "lang" && self.outline.out.language.is_none() && !value.is_empty() {
            self.outline.out.language = Some(value.to_owned());
        }
        if has(&terms().attributes, name) {
            let kind = BlockKind::FrontMatter { key: if name.contains("title") { "title" } else { name }.to_owned() };
            let read = |text: &str, block| inline::read(text, block, Style::default(), &mut Vec::new());
            for block in self.outline.blocks(kind, &pieces, read) {
                self.outline.add(block);
            }
        }
        next
    }

    /// `[style#id.role,name=value]`.
    fn styled(&mut self, line: Line<'t>) -> usize {
        let inner = line.text.get(1..line.text.len().saturating_sub(1)).unwrap_or_default();
        let first = inner.split([',', '#', '.', '%']).next().unwrap_or_default().trim();
        if !inner.starts_with('[') && !first.contains('=') && !first.is_empty() {
            first.clone_into(&mut self.style);
        }
        self.attributes.push_str(inner);
        0
    }

    fn section(&mut self, at: usize, level: u8, length: usize) -> usize {
        let piece = self.line(at).behind(length).range();
        let text = self.outline.text.get(piece.clone()).unwrap_or_default();
        // `== Title ==`
        let signs = self.line(at).bare().get(..length).unwrap_or_default();
        let cut = text.strip_suffix(signs).filter(|title| title.ends_with(' ')).map_or(text, str::trim_end);
        self.heading(level, piece.start..piece.start + cut.len(), Vec::new());
        if level == 1 && at == self.first_text() { self.header(at + 1) } else { at + 1 }
    }

    fn heading(&mut self, level: u8, piece: Range<usize>, drawn: Vec<Range<usize>>) {
        let mut fragments = Vec::new();
        self.outline
            .heading(level, &[piece], drawn, |text, block| inline::read(text, block, Style::default(), &mut fragments));
        self.outline.out.fragments.append(&mut fragments);
        (self.style, self.outline.items) = (String::new(), 0);
    }

    /// The first line that is no comment, attribute or blank.
    fn first_text(&self) -> usize {
        let skipped = |line: &Line<'_>| {
            line.is_blank()
                || matches!(line::kind(line), Kind::Comment | Kind::Attribute(_) | Kind::Conditional(_) | Kind::Style)
        };
        self.lines.iter().position(|line| !skipped(line)).unwrap_or_default()
    }

    /// The lines of authors and revision behind the title of the document; answers where they end.
    fn header(&self, at: usize) -> usize {
        let lines = self.lines.get(at..).unwrap_or_default();
        let own = |line: &&Line<'_>| !line.is_blank() && matches!(line::kind(line), Kind::Text | Kind::Term(..));
        at + lines.iter().take(2).take_while(own).count()
    }

    /// A title with a line under it.
    fn two_line_title(&mut self, at: usize) -> bool {
        let (title, under) = (self.line(at), self.line(at + 1));
        let Some(level) = line::underline(under.text) else { return false };
        let near = title.text.width().abs_diff(under.text.len()) < 2;
        if !near
            || title.indent > 0
            || !title.text.contains(char::is_alphanumeric)
            || !self.style.is_empty() && self.style != "discrete"
        {
            return false;
        }
        self.heading(level, title.range(), vec![under.range()]);
        true
    }

    /// A block whose content is code.
    fn code(&mut self, at: usize) -> usize {
        let stop = self.closing(at, self.lines.len());
        let (first, last) = (self.line(at + 1), self.line(stop.saturating_sub(1)));
        if stop > at + 1 {
            self.outline.out.code.push(first.start..last.end().max(first.start));
        }
        self.style.clear();
        stop + 1
    }

    /// The line that opens or closes a block of blocks.
    fn container(&mut self, at: usize, line: Line<'t>) -> usize {
        if let Some(depth) = self.open.iter().rposition(|(close, _)| *close == line.text) {
            for (_, quote) in self.open.drain(depth..) {
                self.outline.quotes -= usize::from(quote);
            }
            return at + 1;
        }
        if has(&terms().code_styles, &self.style) {
            return self.code(at);
        }
        let quote = line.text.starts_with('_') || has(&terms().quotes, &self.style);
        self.outline.quotes += usize::from(quote);
        self.outline.items = 0;
        self.open.push((line.text, quote));
        self.style.clear();
        at + 1
    }

    fn block_macro(&mut self, found: &Macro, at: usize) -> usize {
        if has(&terms().image_macros, found.name) {
            let (alt, title) =
                (inline::described(self.outline.text, &found.inner), named(self.outline.text, &found.inner, "title"));
            let alt = if alt.is_empty() { named(self.outline.text, &found.inner, "alt") } else { alt };
            let read = |style| move |text: &str, block| inline::read(text, block, style, &mut Vec::new());
            let style = Style { image: true, ..Style::default() };
            for block in self.outline.blocks(BlockKind::Paragraph, &[alt], read(style)) {
                self.outline.add(block);
            }
            self.outline.title(&[title], read(Style::default()));
        }
        self.style.clear();
        at + 1
    }

    fn item(&mut self, at: usize, length: usize) -> usize {
        let mut inner = self.line(at).behind(length);
        if ["[ ] ", "[x] ", "[*] "].iter().any(|sign| inner.bare().starts_with(sign)) {
            inner = inner.behind(3);
        }
        self.outline.items = 1;
        self.paragraph(at, inner.range())
    }

    /// `term:: what it is`.
    fn term(&mut self, at: usize, length: usize, behind: usize) -> usize {
        let line = self.line(at);
        let start = line.bare_start();
        self.outline.items = 1;
        self.running(std::slice::from_ref(&(start..start + length)));
        let inner = line.behind(behind);
        if inner.is_blank() {
            return at + 1;
        }
        self.paragraph(at, inner.range())
    }

    fn text(&mut self, at: usize) -> usize {
        let line = self.line(at);
        let quote = has(&terms().quotes, &self.style) || line.text.starts_with("> ");
        let label = line.bare().split_once(": ").filter(|(label, _)| has(&terms().admonitions, label));
        let piece = match label {
            Some((label, _)) => line.behind(label.len() + 2).range(),
            None if line.bare() == "+" => return at + 1,
            None => line.range(),
        };
        self.style.clear();
        self.outline.quotes += usize::from(quote);
        let stop = self.paragraph(at, piece);
        self.outline.quotes -= usize::from(quote);
        stop
    }

    /// A paragraph whose first line is `first`, with the lines that follow.
    fn paragraph(&mut self, at: usize, first: Range<usize>) -> usize {
        let mut pieces = vec![first];
        let mut remarks = Vec::new();
        let mut stop = at + 1;
        while stop < self.lines.len() {
            let line = self.line(stop);
            let kind = line::kind(&line);
            let listed = self.outline.items > 0 && matches!(kind, Kind::Item(_) | Kind::Term(..));
            let ends = matches!(kind, Kind::Style | Kind::Code | Kind::Container | Kind::Table(_) | Kind::CommentBlock);
            if line.is_blank() || listed || ends || line.text == "+" {
                break;
            }
            match kind {
                Kind::Comment => remarks.push(stop),
                Kind::Conditional(text) => pieces.extend(text),
                _ => pieces.push(line.range()),
            }
            stop += 1;
        }
        // A sign at the end of a line breaks it.
        for piece in &mut pieces {
            let text = self.outline.text.get(piece.clone()).unwrap_or_default();
            piece.end -= text.len() - text.strip_suffix(" +").map_or(text.len(), str::len);
        }
        self.running(&pieces);
        for remark in remarks {
            self.comment(remark..remark + 1, 2);
        }
        stop
    }

    fn running(&mut self, pieces: &[Range<usize>]) {
        let mut fragments = Vec::new();
        self.outline.paragraph(pieces, |text, block| inline::read(text, block, Style::default(), &mut fragments));
        self.outline.out.fragments.append(&mut fragments);
    }

    /// A paragraph that is code.
    fn code_paragraph(&mut self, at: usize) -> usize {
        let lines = self.lines.get(at..).unwrap_or_default();
        let stop = at + lines.iter().take_while(|line| !line.is_blank()).count();
        self.outline.out.code.push(self.line(at).start..self.line(stop.saturating_sub(1)).end());
        self.style.clear();
        stop
    }
}

/// The value of an attribute by its name: `title="A b"`.
fn named(text: &str, inner: &Range<usize>, name: &str) -> Range<usize> {
    let whole = text.get(inner.clone()).unwrap_or_default();
    let found = whole.match_indices(name).map(|(at, _)| at + name.len()).find_map(|at| {
        let value = whole.get(at..)?.strip_prefix('=')?;
        let quoted = value.strip_prefix('"');
        let start = at + 1 + usize::from(quoted.is_some());
        let length = quoted.map_or_else(|| value.find(','), |quoted| quoted.find('"')).unwrap_or(whole.len() - start);
        Some(inner.start + start..inner.start + start + length)
    });
    found.unwrap_or(inner.end..inner.end)
}

#[cfg(test)]
mod tests;
