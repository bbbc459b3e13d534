//! reStructuredText, by docutils' specification, with the directives and roles of Sphinx.
//!
//! Read by hand, line by line. The grammar that there is (tree-sitter-rst 0.2) reads 1 to 2 MB/s, gives all titles
//! one level, does not look into the content of directives and knows no cells of tables.
//!
//! Must not know what its directives mean beyond what `data/restructuredtext.toml` says.

mod explicit;
mod inline;
mod names;
mod table;
mod terms;

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use self::names::Names;
use super::Document;
use super::builder::Interest;
use super::document::Style;
use super::format::{Comment, Description};
use super::lines::{self, Line};
use super::outline::Outline;

/// reStructuredText as docutils and Sphinx read it.
pub(super) const FORMAT: Description = Description {
    names: &["restructuredtext", "rst", "rest"],
    languages: &["restructuredtext"],
    extensions: &["rst", "rest"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line(".."),
    reads: "text, titles, lists, fields, footnotes, tables, the texts of references and roles that show one, the \
            content of directives such as `note`, captions, `:alt:`, front matter as in Markdown, \
            comments; not literals, code, math or targets",
    read,
};

/// Containers deeper than this are read as plain paragraphs.
const DEEP: usize = 50;

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut outline = Outline::new(text, interest);
    let lines = lines::split_from(text, outline.front_matter());
    let end = lines.len();
    let mut reader = Reader { outline, lines, titles: Vec::new(), names: Names::default(), depth: 0 };
    reader.body(0, end, 0);
    reader.outline.out.fragments.append(&mut reader.names.fragments);
    reader.outline.finish()
}

struct Reader<'t> {
    outline: Outline<'t>,
    /// The signs of lists and directives are cut from them as they are read.
    lines: Vec<Line<'t>>,
    /// The ways in which titles are drawn, by level: the sign, and whether it stands above as well.
    titles: Vec<(char, bool)>,
    names: Names,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn line(&self, at: usize) -> Line<'t> {
        self.lines.get(at).copied().unwrap_or(Line { text: "", start: 0, indent: 0 })
    }

    /// The line at `at`, empty where it is no more than `end`.
    fn line_before(&self, at: usize, end: usize) -> Line<'t> {
        if at < end { self.line(at) } else { Line { text: "", start: 0, indent: 0 } }
    }

    /// The first line from `at` that is indented by less than `indent` columns.
    fn block_end(&self, at: usize, end: usize, indent: usize) -> usize {
        let inside = |line: &Line<'_>| line.is_blank() || line.indent >= indent;
        let lines = self.lines.get(at..end).unwrap_or_default();
        at + lines.iter().position(|line| !inside(line)).unwrap_or(lines.len())
    }

    /// The smallest indentation of lines that are not blank.
    fn least_indent(&self, at: usize, end: usize) -> Option<usize> {
        let lines = self.lines.get(at..end).unwrap_or_default();
        lines.iter().filter(|line| !line.is_blank()).map(|line| line.indent).min()
    }

    fn set(&mut self, at: usize, line: Line<'t>) {
        if let Some(old) = self.lines.get_mut(at) {
            *old = line;
        }
    }

    /// Reads lines of one container, which are indented by `indent`.
    fn body(&mut self, at: usize, end: usize, indent: usize) {
        let mut at = at;
        self.depth += 1;
        while at < end {
            let line = self.line(at);
            at = if line.is_blank() {
                at + 1
            } else if self.depth > DEEP {
                self.plain(at, end)
            } else if line.indent > indent {
                self.indented(at, end, indent)
            } else {
                self.construct(at, end)
            }
            .max(at + 1);
        }
        self.depth -= 1;
    }

    /// What stands at the indentation of its container; answers the line to go on with.
    fn construct(&mut self, at: usize, end: usize) -> usize {
        let line = self.line(at);
        let bare = line.bare();
        let first = bare.bytes().next().unwrap_or_default();
        let special = match first {
            b'.' if bare
                .strip_prefix("..")
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\u{b}', '\u{c}'])) =>
            {
                Some(self.explicit(at, end))
            }
            b'_' if bare == "__" || bare.starts_with("__ ") => Some(self.block_end(at + 1, end, line.indent + 1)),
            b':' => self.field(at, end),
            b'|' if bare == "|" || bare.starts_with("| ") => Some(self.line_block(at, end)),
            b'>' if bare.starts_with(">>> ") || bare == ">>>" => Some(self.code(at, self.text_end(at, end))),
            b'+' if table::is_grid_border(bare) => Some(self.grid_table(at, end)),
            b'=' if table::is_simple_border(bare) => self.simple_table(at, end),
            _ => None,
        };
        special
            .or_else(|| self.drawn_title(at, end))
            .or_else(|| self.item(at, end))
            .or_else(|| self.option(at, end))
            .unwrap_or_else(|| self.text(at, end))
    }

    /// A block that is indented more than its container: a quotation, unless it is a list.
    fn indented(&mut self, at: usize, end: usize, indent: usize) -> usize {
        let stop = self.block_end(at, end, indent + 1);
        let bare = self.line(at).bare();
        let list = marker(bare).is_some() || bare.starts_with(".. ") || field_name(bare).is_some();
        let inner = self.least_indent(at, stop).unwrap_or_default();
        self.outline.quotes += usize::from(!list);
        self.body(at, stop, inner);
        self.outline.quotes -= usize::from(!list);
        stop
    }

    /// A list item.
    fn item(&mut self, at: usize, end: usize) -> Option<usize> {
        let line = self.line(at);
        let (length, numbered) = marker(line.bare())?;
        let next = self.line_before(at + 1, end);
        let alone = next.is_blank() || next.indent > line.indent || marker(next.bare()).is_some();
        if numbered && !alone {
            return None;
        }
        let stop = self.block_end(at + 1, end, line.indent + 1);
        let inner = line.behind(length);
        self.set(at, inner);
        let indent = if inner.is_blank() { self.least_indent(at + 1, stop).unwrap_or_default() } else { inner.indent };
        self.outline.items += 1;
        self.body(at, stop, indent);
        self.outline.items -= 1;
        Some(stop)
    }

    /// `:name: value`.
    fn field(&mut self, at: usize, end: usize) -> Option<usize> {
        let line = self.line(at);
        let name = field_name(line.bare())?;
        let stop = self.block_end(at + 1, end, line.indent + 1);
        if terms::is_code_field(name) {
            return Some(self.code(at, stop));
        }
        self.hang(at, stop, line.behind(name.len() + 2));
        Some(stop)
    }

    /// Reads the lines up to `stop` as one container whose first line is `first`: the indentation of the others
    /// counts.
    fn hang(&mut self, at: usize, stop: usize, first: Line<'t>) {
        let indent = self.least_indent(at + 1, stop).unwrap_or(first.indent);
        self.set(at, Line { indent, ..first });
        self.body(at, stop, indent);
    }

    /// `-x, --long=VALUE  text`.
    fn option(&mut self, at: usize, end: usize) -> Option<usize> {
        let line = self.line(at);
        let bare = line.bare();
        let is_option = match bare.as_bytes() {
            [b'-', b'-', third, ..] => third.is_ascii_alphabetic(),
            [b'-' | b'+', second, ..] => second.is_ascii_alphanumeric(),
            [b'/', second, third, ..] => second.is_ascii_uppercase() && !third.is_ascii_lowercase(),
            _ => false,
        };
        let stop = self.block_end(at + 1, end, line.indent + 1);
        let described = self.line_before(at + 1, stop);
        let length = match bare.find("  ") {
            Some(length) => length,
            None if stop > at + 1 && !described.is_blank() && bare.split_whitespace().count() < 4 => bare.len(),
            None => return None,
        };
        is_option.then(|| {
            self.hang(at, stop, line.behind(length));
            stop
        })
    }

    /// Lines that begin with a bar.
    fn line_block(&mut self, at: usize, end: usize) -> usize {
        let indent = self.line(at).indent;
        let mut stop = at;
        let mut pieces = Vec::new();
        while stop < end {
            let line = self.line(stop);
            let bare = line.bare();
            let continued = stop > at && line.indent > indent;
            if line.is_blank() || !(bare == "|" || bare.starts_with("| ") || continued) {
                break;
            }
            let piece = if continued { line.range() } else { line.behind(1).range() };
            if piece.is_empty() {
                self.paragraph(&pieces);
                pieces.clear();
            } else {
                pieces.push(piece);
            }
            stop += 1;
        }
        self.paragraph(&pieces);
        stop
    }

    /// A title between two lines, a transition, or a line that only looks like one.
    fn drawn_title(&mut self, at: usize, end: usize) -> Option<usize> {
        let over = self.line(at);
        let sign = drawing(over.bare())?;
        let (title, under) = (self.line_before(at + 1, end), self.line_before(at + 2, end));
        if title.is_blank() {
            return (over.text.len() > 3 || over.bare().len() > 3).then_some(at + 1);
        }
        if under.bare() != over.bare() || drawing(title.bare()).is_some() {
            return (over.bare().len() > 3 && drawing(title.bare()).is_none() && sign != '.').then_some(at + 1);
        }
        self.title(title, (sign, true), vec![over.range(), under.range()]);
        Some(at + 3)
    }

    fn title(&mut self, title: Line<'t>, drawn_as: (char, bool), drawn: Vec<Range<usize>>) {
        let known = self.titles.iter().position(|style| *style == drawn_as);
        let level = known.unwrap_or_else(|| {
            self.titles.push(drawn_as);
            self.titles.len() - 1
        });
        let level = u8::try_from(level + 1).unwrap_or(u8::MAX);
        let read = |text: &str, block| inline::read(text, block, Style::default(), &mut self.names);
        self.outline.heading(level, &[title.range()], drawn, read);
    }

    /// A title with a line under it, a term with its definition, or a paragraph.
    fn text(&mut self, at: usize, end: usize) -> usize {
        let (line, next) = (self.line(at), self.line_before(at + 1, end));
        if let Some(sign) = drawing(next.bare()).filter(|_| next.indent == line.indent) {
            let wide = next.bare().len() >= line.bare().width();
            if wide || next.bare().len() > 3 {
                self.title(line, (sign, false), vec![next.range()]);
                return at + 2;
            }
        }
        if !next.is_blank() && next.indent > line.indent && !line.bare().ends_with("::") {
            return self.definition(at, end);
        }
        let stop = self.text_end(at, end);
        let lines = self.lines.get(at..stop).unwrap_or_default();
        let mut pieces: Vec<Range<usize>> = lines.iter().map(Line::range).collect();
        let last = self.line(stop.saturating_sub(1));
        let literal = last.bare().ends_with("::");
        if let Some(piece) = pieces.last_mut().filter(|_| literal) {
            let before = last.bare().get(..last.bare().len() - 2).unwrap_or_default();
            piece.end -= if before.is_empty() || before.ends_with(' ') { 2 } else { 1 };
        }
        self.paragraph(&pieces);
        if literal { self.literal(stop, end, line.indent) } else { stop }
    }

    /// Where the paragraph that begins at `at` ends.
    fn text_end(&self, at: usize, end: usize) -> usize {
        let indent = self.line(at).indent;
        let mut stop = at + 1;
        while stop < end {
            let (line, before) = (self.line(stop), self.line(stop - 1));
            let code = line.indent > indent && before.bare().ends_with("::");
            if line.is_blank() || line.indent < indent || code {
                break;
            }
            stop += 1;
        }
        stop
    }

    /// A term, `name : type` of a doc comment among them, and what is said of it.
    fn definition(&mut self, at: usize, end: usize) -> usize {
        let line = self.line(at);
        let stop = self.block_end(at + 1, end, line.indent + 1);
        let (term, class) = line.bare().split_once(" : ").unwrap_or((line.bare(), ""));
        if class.is_empty() || term.split_whitespace().nth(1).is_some() {
            let start = line.bare_start();
            self.paragraph(std::slice::from_ref(&(start..start + term.trim_end().len())));
        }
        let indent = self.line(at + 1).indent;
        self.outline.items += 1;
        self.body(at + 1, stop, indent);
        self.outline.items -= 1;
        stop
    }

    /// The literal block behind `::`: what is indented, or lines that begin with one and the same sign.
    fn literal(&mut self, at: usize, end: usize, indent: usize) -> usize {
        let blank = self.lines.get(at..end).unwrap_or_default().iter().take_while(|line| line.is_blank()).count();
        let first = at + blank;
        let line = self.line_before(first, end);
        let sign = line.bare().chars().next().filter(char::is_ascii_punctuation);
        if line.indent > indent {
            return self.code(first, self.block_end(first, end, indent + 1));
        }
        let Some(sign) = sign.filter(|_| blank > 0 && line.indent == indent && !line.is_blank()) else { return at };
        let quoted = |line: &&Line<'_>| line.bare().starts_with(sign);
        let lines = self.lines.get(first..end).unwrap_or_default();
        let stop = first + lines.iter().take_while(quoted).count();
        // `.. note::` and lists are no quotation of code.
        if marker(line.bare()).is_some() || line.bare().starts_with(".. ") { at } else { self.code(first, stop) }
    }

    /// Lines that are code.
    fn code(&mut self, at: usize, stop: usize) -> usize {
        let lines = self.lines.get(at..stop).unwrap_or_default();
        let mut full = lines.iter().filter(|line| !line.is_blank());
        if let Some(first) = full.next() {
            let end = full.next_back().unwrap_or(first).end();
            self.outline.out.code.push(first.start..end);
        }
        stop
    }

    /// A paragraph of what is nested too deep.
    fn plain(&mut self, at: usize, end: usize) -> usize {
        let lines = self.lines.get(at..end).unwrap_or_default();
        let pieces: Vec<Range<usize>> = lines.iter().take_while(|line| !line.is_blank()).map(Line::range).collect();
        self.paragraph(&pieces);
        at + pieces.len()
    }

    fn paragraph(&mut self, pieces: &[Range<usize>]) {
        self.styled(pieces, Style::default());
    }

    fn styled(&mut self, pieces: &[Range<usize>], style: Style) {
        self.outline.paragraph(pieces, |text, block| inline::read(text, block, style, &mut self.names));
    }
}

/// The sign that a line consists of, as those under titles do.
fn drawing(bare: &str) -> Option<char> {
    let sign = bare.chars().next().filter(char::is_ascii_punctuation)?;
    bare.bytes().all(|byte| byte == sign as u8).then_some(sign)
}

/// How long the sign of a list item is, and whether it is a number.
fn marker(bare: &str) -> Option<(usize, bool)> {
    let alone = |length: usize| bare.get(length..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let first = bare.chars().next()?;
    if "*+-•‣⁃".contains(first) {
        return alone(first.len_utf8()).then_some((first.len_utf8(), false));
    }
    let open = usize::from(first == '(');
    let rest = bare.get(open..)?;
    let length = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')?;
    let number = rest.get(..length)?;
    let roman = number.bytes().all(|byte| b"ivxlcdmIVXLCDM".contains(&byte));
    let counts = number == "#" || number.bytes().all(|byte| byte.is_ascii_digit()) || number.len() == 1 || roman;
    let close = *rest.as_bytes().get(length)?;
    let closed = close == b')' || close == b'.' && open == 0;
    let whole = open + length + 1;
    (counts && !number.is_empty() && closed && alone(whole)).then_some((whole, true))
}

/// The name in `:name: value`.
fn field_name(bare: &str) -> Option<&str> {
    let inner = bare.strip_prefix(':')?;
    let first = inner.chars().next()?;
    if first == ':' || first == '`' || first.is_whitespace() {
        return None;
    }
    let ends = |at: &usize| inner.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let end = inner.match_indices(':').map(|(at, _)| at).find(ends)?;
    inner.get(..end).filter(|name| !name.contains('`') && !name.ends_with(' '))
}

#[cfg(test)]
mod tests;
