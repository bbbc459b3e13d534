//! HTML inside Markdown: its text is read, its tags and attributes are not.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::Reader;
use crate::prose::document::{BlockKind, Style};

/// What is open in HTML.
#[derive(Debug, Default)]
pub(super) struct Html {
    state: State,
    /// Block quotes around.
    pub(super) quotes: usize,
    /// List items around.
    pub(super) items: usize,
    heading: Option<u8>,
    table: Option<Cell>,
    in_cell: bool,
    code: usize,
    link: usize,
    strong: usize,
    emphasis: usize,
    /// Elements that have no closing tag from here on.
    unclosed: Vec<String>,
}

/// Where the next byte stands.
#[derive(Debug, Default)]
enum State {
    #[default]
    Text,
    /// In a tag that began at `start`, in an attribute's quotes if `quote` is one.
    Tag { start: usize, quote: Option<u8> },
    /// In a comment whose text began here.
    Comment(usize),
    /// In an element of this name, whose content nobody reads.
    Skip(String),
}

#[derive(Debug)]
struct Cell {
    table: usize,
    header: bool,
    column: usize,
}

/// Elements whose content is not read, here and after the end of the HTML block.
const SKIPPED: [&str; 8] = ["script", "style", "pre", "textarea", "svg", "math", "object", "template"];
/// Elements inside a text whose content is code.
const CODE: [&str; 6] = ["code", "kbd", "samp", "tt", "var", "pre"];
/// Elements that end the text before them.
const BLOCKS: &str = " address article aside blockquote body button caption center dd details dialog dir div dl dt \
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu meta \
    nav ol option p picture section select source summary table tbody td tfoot th thead title tr ul video ";

impl Html {
    /// The kind of a block that text opens.
    pub(super) fn kind(&self) -> BlockKind {
        match (&self.table, self.heading) {
            (Some(cell), _) if self.in_cell => {
                BlockKind::Cell { header: cell.header, column: cell.column, table: cell.table }
            }
            (_, Some(level)) => BlockKind::Heading(level),
            _ => BlockKind::Paragraph,
        }
    }

    /// What tags inside a text add to its style.
    pub(super) fn style(&self, style: Style) -> Style {
        Style {
            code: style.code || self.code > 0 || matches!(self.state, State::Skip(_)),
            link: style.link || self.link > 0,
            strong: style.strong || self.strong > 0,
            emphasis: style.emphasis || self.emphasis > 0,
            ..style
        }
    }

    /// Tags inside a text do not reach beyond its end, closed or not.
    pub(super) fn leave_block(&mut self) {
        (self.code, self.link, self.strong, self.emphasis) = (0, 0, 0, 0);
    }

    /// A heading of Markdown's own ends every container that was left open.
    pub(super) fn leave_containers(&mut self) {
        (self.quotes, self.items, self.heading, self.table, self.in_cell) = (0, 0, None, None, false);
    }
}

impl Reader<'_> {
    /// Reads a line, or more, of an HTML block.
    pub(super) fn html_lines(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            at = match &self.html.state {
                State::Text => self.html_text(at, range.end),
                State::Tag { start, quote } => {
                    let (start, quote) = (*start, *quote);
                    self.html_tag_rest(start, quote, at, range.end)
                }
                State::Comment(start) => {
                    let start = *start;
                    self.html_comment_rest(start, at, range.end)
                }
                State::Skip(name) => {
                    let rest = self.text.get(at..range.end).unwrap_or_default();
                    match find_closing(rest, name) {
                        Some(found) => {
                            self.html.state = State::Tag { start: at + found, quote: None };
                            at + found + 1
                        }
                        None => range.end,
                    }
                }
            };
        }
    }

    /// Ends an HTML block at `end`.
    pub(super) fn end_html_block(&mut self, end: usize) {
        match std::mem::take(&mut self.html.state) {
            State::Comment(start) => self.comment(start..end.max(start)),
            // Blank lines end the block, not the element: it reaches to its closing tag, if it has one.
            State::Skip(name) if !self.html.unclosed.contains(&name) => {
                match find_closing(self.text.get(end..).unwrap_or_default(), &name) {
                    Some(_) => self.html.state = State::Skip(name),
                    None => self.html.unclosed.push(name),
                }
            }
            _ => {}
        }
        self.close(None);
    }

    /// Text up to the next tag; answers where to go on.
    fn html_text(&mut self, at: usize, end: usize) -> usize {
        let rest = self.text.get(at..end).unwrap_or_default();
        let blank = self.block.is_none() || self.pending.is_some();
        let spaces = if blank { rest.len() - rest.trim_start_matches([' ', '\t']).len() } else { 0 };
        let rest = rest.get(spaces..).unwrap_or_default();
        let at = at + spaces;
        let stop = rest.find(['<', '&', '\n', '\r']).unwrap_or(rest.len());
        if stop > 0 {
            self.settle(at);
            self.exact(at..at + stop);
            return at + stop;
        }
        match rest.as_bytes().first() {
            Some(b'&') => self.entity(at, rest),
            Some(b'\n' | b'\r') => {
                if self.block.is_some() && self.pending.is_none() {
                    self.pending = Some(at);
                }
                at + 1
            }
            Some(b'<') => self.markup(at, rest),
            _ => end,
        }
    }

    /// A `<` and what it opens.
    fn markup(&mut self, at: usize, rest: &str) -> usize {
        if rest.starts_with("<!--") {
            self.html.state = State::Comment(at + 4);
            return at + 4;
        }
        let second = rest.as_bytes().get(1).copied().unwrap_or_default();
        if second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?') {
            self.html.state = State::Tag { start: at, quote: None };
        } else {
            self.settle(at);
            self.exact(at..at + 1);
        }
        at + 1
    }

    fn entity(&mut self, at: usize, rest: &str) -> usize {
        let length = rest.bytes().take(40).position(|byte| byte == b';').map_or(1, |length| length + 1);
        let written = rest.get(..length).unwrap_or_default();
        self.settle(at);
        match Some(written).filter(|_| length > 1).and_then(decode) {
            Some(seen) => {
                let style = self.full_style();
                self.block().decoded(&seen, at..at + length, style);
                at + length
            }
            None => {
                self.exact(at..at + 1);
                at + 1
            }
        }
    }

    fn html_tag_rest(&mut self, start: usize, mut quote: Option<u8>, at: usize, end: usize) -> usize {
        for (index, byte) in self.text.as_bytes().get(at..end).unwrap_or_default().iter().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if open == *byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'>') => {
                    self.html.state = State::Text;
                    self.html_tag(start..at + index + 1);
                    return at + index + 1;
                }
                (None, _) => {}
            }
        }
        self.html.state = State::Tag { start, quote };
        end
    }

    fn html_comment_rest(&mut self, start: usize, at: usize, end: usize) -> usize {
        let rest = self.text.get(at..end).unwrap_or_default();
        let Some(found) = rest.find("-->") else { return end };
        self.html.state = State::Text;
        self.comment(start..at + found);
        at + found + 3
    }

    /// A whole tag in an HTML block.
    fn html_tag(&mut self, range: Range<usize>) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let (name, closing) = tag_name(written);
        if !closing && SKIPPED.contains(&name.as_str()) {
            if !written.ends_with("/>") {
                self.html.state = State::Skip(name);
            }
        } else if is_block(&name) {
            self.close(None);
            self.container(&name, closing);
        } else {
            self.phrasing(&name, closing, range);
        }
    }

    /// A tag or comment inside a paragraph of Markdown.
    pub(super) fn inline_html(&mut self, range: Range<usize>) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        if let Some(inner) = written.strip_prefix("<!--") {
            let inner = inner.strip_suffix("-->").unwrap_or_default();
            self.comment(range.start + 4..range.start + 4 + inner.len());
            return;
        }
        self.settle(range.start);
        let (name, closing) = tag_name(written);
        if let State::Skip(open) = &self.html.state {
            if closing && *open == name {
                self.html.state = State::Text;
            }
        } else if is_block(&name) {
            self.line_break(range);
        } else {
            self.phrasing(&name, closing, range);
        }
    }

    /// A tag that opens or closes a stretch of text.
    fn phrasing(&mut self, name: &str, closing: bool, range: Range<usize>) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let count = match name {
            "br" => return self.line_break(range),
            "a" => {
                self.out.fragments.extend(fragment(written));
                &mut self.html.link
            }
            "b" | "strong" => &mut self.html.strong,
            "i" | "em" => &mut self.html.emphasis,
            _ if CODE.contains(&name) || SKIPPED.contains(&name) => &mut self.html.code,
            _ => return,
        };
        if closing {
            *count = count.saturating_sub(1);
        } else if !written.ends_with("/>") {
            *count += 1;
        }
    }

    /// A tag that a reader sees as the end of a line.
    fn line_break(&mut self, range: Range<usize>) {
        let style = self.full_style();
        if let Some(block) = self.block.as_mut().filter(|block| !block.ends_with_space()) {
            block.decoded("\n", range, style);
        }
    }

    fn container(&mut self, name: &str, closing: bool) {
        let tables = self.tables;
        let html = &mut self.html;
        match (name, closing) {
            ("blockquote", false) => html.quotes += 1,
            ("blockquote", true) => html.quotes = html.quotes.saturating_sub(1),
            ("li", false) => html.items += 1,
            ("li", true) => html.items = html.items.saturating_sub(1),
            // Items may be left open; their list is not.
            ("ul" | "ol", true) => html.items = 0,
            ("table", false) => {
                html.table = Some(Cell { table: tables, header: false, column: 0 });
                self.tables += 1;
            }
            ("table", true) => (html.table, html.in_cell) = (None, false),
            ("tr", false) => {
                html.in_cell = false;
                html.table.iter_mut().for_each(|cell| cell.column = 0);
            }
            ("td" | "th", false) => {
                html.in_cell = html.table.is_some();
                html.table.iter_mut().for_each(|cell| cell.header = name == "th");
            }
            ("td" | "th", true) => {
                html.in_cell = false;
                html.table.iter_mut().for_each(|cell| cell.column += 1);
            }
            _ => html.heading = if closing { None } else { heading_level(name).or(html.heading) },
        }
    }
}

/// The level of `h1` to `h6`.
fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// The name of a tag in lower case, and whether it is a closing one.
fn tag_name(written: &str) -> (String, bool) {
    let inner = written.trim_start_matches('<');
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    (name.get(..end).unwrap_or_default().to_ascii_lowercase(), inner.starts_with('/'))
}

fn is_block(name: &str) -> bool {
    !name.is_empty() && BLOCKS.split_ascii_whitespace().any(|block| block == name)
}

/// The fragment that a link points to within the document.
fn fragment(tag: &str) -> Option<String> {
    let value = tag.split_once("href")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = quote.map_or(value, |quote| value.trim_start_matches(quote));
    let value = value.strip_prefix('#')?;
    let end = value.find(|c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote));
    value.get(..end?).map(str::to_owned)
}

/// Where the closing tag of an element begins.
fn find_closing(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let rest = text.get(at + 2..).unwrap_or_default();
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && !rest.as_bytes().get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// What a character reference such as `&rsquo;` stands for. The Markdown parser has the table.
fn decode(written: &str) -> Option<String> {
    let mut events = Parser::new(written).skip(1);
    match events.next() {
        Some(Event::Text(seen)) if *seen != *written && seen.chars().count() <= 2 => Some(seen.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_decoded_and_an_ampersand_is_not() {
        for (written, seen) in
            [("&rsquo;", Some("’")), ("&#39;", Some("'")), ("&#x2019;", Some("’")), ("&", None), ("&nope;", None)]
        {
            assert_eq!(decode(written).as_deref(), seen, "{written}");
        }
    }

    #[test]
    fn a_fragment_is_found_in_any_quotes() {
        for (tag, found) in [
            ("<a href=\"#billing\">", Some("billing")),
            ("<a class='x' href = '#a-b'>", Some("a-b")),
            ("<a href=#c>", Some("c")),
            ("<a href=\"/x#c\">", None),
            ("<a name=\"#c\">", None),
        ] {
            assert_eq!(fragment(tag).as_deref(), found, "{tag}");
        }
    }
}
