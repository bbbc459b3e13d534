//! Inline markup of AsciiDoc: formatted text, quotation marks, macros, cross references, attributes, entities.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::terms::{has, terms};
use crate::prose::builder::Builder;
use crate::prose::document::{BlockKind, Style};

/// Formatted text inside formatted text deeper than this stays as it is written.
const DEEP: usize = 12;

/// Reads running text into `block`; footnotes follow it. Anchors that the text links to go into `fragments`.
pub(super) fn read(text: &str, block: Builder, style: Style, fragments: &mut Vec<String>) -> Vec<Builder> {
    let mut inline = Inline { text, blocks: vec![block], current: 0, fragments };
    inline.span(0..text.len(), style, 0);
    inline.blocks
}

struct Inline<'t> {
    text: &'t str,
    /// The text itself, and its footnotes.
    blocks: Vec<Builder>,
    current: usize,
    fragments: &'t mut Vec<String>,
}

/// A stretch of text in one style, while it is read.
struct Span {
    end: usize,
    /// What stands before was added.
    done: usize,
    style: Style,
    depth: usize,
    /// Marks that do not come any more.
    unclosed: Vec<&'static str>,
}

/// The marks of formatted text, the longer ones first.
const MARKS: [(&str, Format); 9] = [
    ("**", Format::Strong),
    ("__", Format::Emphasis),
    ("``", Format::Code),
    ("##", Format::Plain),
    ("*", Format::Strong),
    ("_", Format::Emphasis),
    ("`", Format::Code),
    ("#", Format::Plain),
    ("^", Format::Plain),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Strong,
    Emphasis,
    Code,
    Plain,
}

impl Inline<'_> {
    fn span(&mut self, range: Range<usize>, style: Style, depth: usize) {
        let mut span = Span { end: range.end, done: range.start, style, depth, unclosed: Vec::new() };
        let mut at = range.start;
        while let Some(found) = self.text.as_bytes().get(at..range.end).and_then(|rest| rest.iter().position(is_sign)) {
            at += found;
            match self.sign(at, &mut span) {
                Some(next) => at = next.max(at + 1),
                None => at += 1,
            }
        }
        self.flush(&mut span, range.end);
    }

    fn rest(&self, at: usize, span: &Span) -> &str {
        self.text.get(at..span.end).unwrap_or_default()
    }

    fn push(&mut self, seen: Option<&str>, range: Range<usize>, style: Style) {
        let text = self.text;
        let Some(block) = self.blocks.get_mut(self.current) else { return };
        match seen {
            Some(seen) => block.decoded(seen, range, style),
            None => block.exact(text, range, style),
        }
    }

    fn flush(&mut self, span: &mut Span, end: usize) {
        if span.done < end {
            self.push(None, span.done..end, span.style);
        }
        span.done = end.max(span.done);
    }

    /// Adds code as it is written, and goes on behind it.
    fn code(&mut self, span: &mut Span, from: usize, inner: Range<usize>, next: usize) -> Option<usize> {
        self.flush(span, from);
        self.push(None, inner, Style { code: true, ..span.style });
        span.done = next;
        Some(next)
    }

    /// Leaves out what stands from `from` to `next`, and shows `seen` instead.
    fn replaced(&mut self, span: &mut Span, seen: &str, from: usize, next: usize) -> Option<usize> {
        self.flush(span, from);
        self.push(Some(seen), from..next, span.style);
        span.done = next;
        Some(next)
    }

    /// What a sign at `at` begins; answers where to go on.
    fn sign(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        match self.text.as_bytes().get(at)? {
            b'\\' => self.escape(at, span),
            b'{' => self.attribute(at, span),
            b'&' => self.entity(at, span),
            b'<' => self.cross_reference(at, span),
            b'[' => self.bracket(at, span),
            b'(' => self.index_term(at, span),
            b':' => self.inline_macro(at, span),
            b'+' | b'$' => self.passthrough(at, span),
            b'"' | b'\'' => self.quotation(at, span),
            b'`' if self.rest(at, span).starts_with("`'") && self.follows_word(at) => {
                self.replaced(span, "’", at, at + 2)
            }
            _ => self.formatted(at, span),
        }
    }

    fn follows_word(&self, at: usize) -> bool {
        self.text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric))
    }

    /// A backslash before markup takes its meaning.
    fn escape(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let next = self.text.get(at + 1..span.end)?.chars().next()?;
        if "*_`#^~{<[+(".contains(next) || next == '\'' || next == '"' {
            self.flush(span, at);
            span.done = at + 1;
            let doubled = self.rest(at + 1, span).bytes().take_while(|byte| *byte == next as u8).count();
            return Some(at + 1 + doubled);
        }
        None
    }

    fn attribute(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let close = at + self.rest(at, span).bytes().take(200).position(|byte| byte == b'}')?;
        let name = self.text.get(at + 1..close)?;
        if name.is_empty() || name.starts_with(' ') || name.contains('\n') && !name.contains(':') {
            return None;
        }
        match terms().characters.get(name) {
            Some(seen) => self.replaced(span, seen, at, close + 1),
            None => self.code(span, at, at..close + 1, close + 1),
        }
    }

    fn entity(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let (length, seen) = entity(self.rest(at, span))?;
        self.replaced(span, &seen, at, at + length)
    }

    /// `<<id,text>>`, and `<1>`.
    fn cross_reference(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let rest = self.rest(at, span);
        if let Some(inner) = rest.strip_prefix("<<") {
            let length = near(inner, ">>")?;
            let (target, text) = match inner.get(..length)?.split_once(',') {
                Some((target, text)) => (target, Some(target.len() + 1..length).filter(|_| !text.trim().is_empty())),
                None => (inner.get(..length)?, None),
            };
            let (from, next) = (at + 2, at + length + 4);
            // A title in the place of an id is shown, and found by its text.
            let title =
                target.contains(' ') || target.starts_with(char::is_uppercase) && !target.contains(['_', '.', '#']);
            self.fragments.push(anchor(target));
            self.flush(span, at);
            let style = Style { link: true, ..span.style };
            match text {
                Some(text) => self.span(from + text.start..from + text.end, style, span.depth + 1),
                None if title => self.push(None, from..from + length, Style { label: true, ..style }),
                None => self.push(None, from..from + length, Style { code: true, ..style }),
            }
            span.done = next;
            return Some(next);
        }
        let digits = rest.get(1..)?.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let callout = digits > 0 && rest.as_bytes().get(digits + 1) == Some(&b'>');
        if callout { self.code(span, at, at..at + digits + 2, at + digits + 2) } else { None }
    }

    /// `[[anchor]]`, and the attributes before formatted text.
    fn bracket(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let rest = self.rest(at, span);
        let length = if rest.starts_with("[[") { near(rest, "]]")? + 2 } else { near(rest, "]")? + 1 };
        let inner = rest.get(1..length - 1)?;
        let role =
            inner.starts_with(['.', '#', '%']) && rest.get(length..)?.starts_with(['#', '*', '_', '`', '^', '~']);
        let anchor = inner.starts_with('[') && !inner.contains(char::is_whitespace);
        if !(role || anchor) || inner.contains('\n') {
            return None;
        }
        self.flush(span, at);
        span.done = at + length;
        Some(at + length)
    }

    /// `((shown))`, `(((not, shown)))`.
    fn index_term(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let rest = self.rest(at, span);
        if !rest.starts_with("((") {
            return None;
        }
        let hidden = rest.starts_with("(((");
        let (open, close) = if hidden { (3, ")))") } else { (2, "))") };
        let length = near(rest.get(open..)?, close)?;
        let next = at + open + length + close.len();
        self.flush(span, at);
        if !hidden {
            self.span(at + open..at + open + length, span.style, span.depth + 1);
        }
        span.done = next;
        Some(next)
    }

    /// `name:target[text]`, whose colon stands at `at`; URLs with a text are one too.
    fn inline_macro(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let before = self.text.get(span.done..at)?;
        let start = before
            .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .map_or(0, |last| last + before.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let name = before.get(start..).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
        let rest = self.text.get(at + 1..span.end)?;
        let stop = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '<' | '>' | '"');
        let length = rest.bytes().take(2000).position(|byte| stop(byte as char)).unwrap_or(rest.len());
        if rest.as_bytes().get(length) != Some(&b'[') {
            let address = rest.starts_with("//") && length > 2;
            return if address { Some(at + 1 + length) } else { None };
        }
        let open = at + 1 + length + 1;
        let inner = open..open + closing_bracket(self.text.get(open..span.end)?)?;
        let (from, next) = (span.done + start, inner.end + 1);
        let (name, target) = (name.to_owned(), rest.get(..length)?.to_owned());
        self.macro_text(from, &name, &target, inner, span);
        span.done = next;
        Some(next)
    }

    fn macro_text(&mut self, from: usize, name: &str, target: &str, inner: Range<usize>, span: &mut Span) {
        let from = if self.text.get(..from).is_some_and(|before| before.ends_with('\\')) { from - 1 } else { from };
        self.flush(span, from);
        let style = span.style;
        if has(&terms().note_macros, name) {
            self.footnote(inner, style);
        } else if has(&terms().text_macros, name) {
            if name == "xref" {
                self.fragments.push(anchor(target.trim_start_matches('#')));
            }
            let shown = shown(self.text, &inner);
            if shown.is_empty() {
                return self.push(None, from..inner.end + 1, Style { code: true, ..style });
            }
            self.span(shown, Style { link: name != "indexterm2", ..style }, span.depth + 1);
        } else if has(&terms().image_macros, name) {
            self.span(described(self.text, &inner), Style { image: true, ..style }, span.depth + 1);
        } else {
            self.push(None, from..inner.end + 1, Style { code: true, ..style });
        }
    }

    fn footnote(&mut self, inner: Range<usize>, style: Style) {
        let outer = self.current;
        self.current = self.blocks.len();
        self.blocks.push(Builder::new(BlockKind::Paragraph));
        self.span(inner, Style { code: style.code, ..Style::default() }, DEEP / 2);
        self.current = outer;
    }

    /// `+text+`, `++text++`, `+++text+++`, `$$text$$`: what is passed through as it is.
    fn passthrough(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let rest = self.rest(at, span);
        let mark = ["+++", "++", "$$", "+"].into_iter().find(|mark| rest.starts_with(mark))?;
        if mark.len() < 3 && rest.starts_with("+\n") || span.unclosed.contains(&mark) {
            return None;
        }
        if mark == "+" && !self.opens(at, 1, span) {
            return None;
        }
        let start = at + mark.len();
        let Some(end) = self.closing(start, mark, span) else {
            span.unclosed.push(mark);
            return None;
        };
        // Raw HTML is code; the others only keep the text from being markup. A single word was code once: `+client+`.
        let word = self.text.get(start..end).is_some_and(|inner| !inner.contains(char::is_whitespace));
        let code = mark == "+++" || word;
        self.flush(span, at);
        self.push(None, start..end, Style { code: code || span.style.code, ..span.style });
        span.done = end + mark.len();
        Some(span.done)
    }

    /// `` "`text`" `` and `` '`text`' ``.
    fn quotation(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let rest = self.rest(at, span);
        let (open, mark, pair) = match rest.get(..2)? {
            "\"`" => ("\"`", "`\"", ("“", "”")),
            "'`" => ("'`", "`'", ("‘", "’")),
            _ => return None,
        };
        if span.unclosed.contains(&mark) {
            return None;
        }
        let Some(length) = rest.get(open.len()..)?.find(mark) else {
            span.unclosed.push(mark);
            return None;
        };
        let (start, end) = (at + open.len(), at + open.len() + length);
        self.replaced(span, pair.0, at, start);
        self.span(start..end, span.style, span.depth + 1);
        span.done = end;
        self.replaced(span, pair.1, end, end + mark.len())
    }

    fn formatted(&mut self, at: usize, span: &mut Span) -> Option<usize> {
        let rest = self.rest(at, span);
        let (mark, format) = MARKS.into_iter().find(|(mark, _)| rest.starts_with(mark))?;
        let double = mark.len() == 2;
        if span.depth > DEEP || span.unclosed.contains(&mark) {
            return Some(at + mark.len());
        }
        if !double && mark != "^" && !self.opens(at, 1, span) {
            return None;
        }
        let start = at + mark.len();
        let Some(end) = self.closing(start, mark, span) else {
            span.unclosed.push(mark);
            return Some(start);
        };
        let style = match format {
            Format::Strong => Style { strong: true, ..span.style },
            Format::Emphasis => Style { emphasis: true, ..span.style },
            Format::Code => Style { code: true, ..span.style },
            Format::Plain => span.style,
        };
        self.flush(span, at);
        if format == Format::Code {
            self.push(None, start..end, style);
        } else {
            self.span(start..end, style, span.depth + 1);
        }
        span.done = end + mark.len();
        Some(span.done)
    }

    /// Whether a constrained mark can open at `at`: no word before it, no space behind it.
    fn opens(&self, at: usize, length: usize, span: &Span) -> bool {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let next = self.rest(at + length, span).chars().next();
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | ';' | ':' | '}'))
            && next.is_some_and(|c| !c.is_whitespace())
    }

    /// Where a mark closes what stands from `start` on.
    fn closing(&self, start: usize, mark: &str, span: &Span) -> Option<usize> {
        let constrained = mark.len() == 1 && mark != "^";
        let mut at = start;
        loop {
            let end = at + self.text.get(at..span.end)?.find(mark)?;
            let before = self.text.get(start..end)?.chars().next_back();
            let next = self.rest(end + mark.len(), span).chars().next();
            let word = next.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let fits = !constrained || !word && before.is_some_and(|c| !c.is_whitespace() && c != '\\');
            let tight =
                mark != "^" || self.text.get(start..end).is_some_and(|inner| !inner.contains(char::is_whitespace));
            if before.is_some() && fits && tight {
                return Some(end);
            }
            if mark == "^" {
                return None;
            }
            at = end + 1;
        }
    }
}

/// Where a sign stands that is not far: what it closes is short, and a text of many openings is read in one pass.
fn near(text: &str, sign: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find(bytes.get(..bytes.len().min(2000))?, sign.as_bytes())
}

fn is_sign(byte: &u8) -> bool {
    matches!(
        byte,
        b'\\' | b'{' | b'&' | b'<' | b'[' | b'(' | b':' | b'+' | b'$' | b'"' | b'\'' | b'`' | b'*' | b'_' | b'#' | b'^'
    )
}

/// Where the brackets of a macro close.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().take(5000) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' if depth == 0 => return Some(at),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What a reader sees of the text and attributes of a macro: `text,role=x`, `"a, b",window=_blank`, `text^`.
pub(super) fn shown(text: &str, inner: &Range<usize>) -> Range<usize> {
    let whole = text.get(inner.clone()).unwrap_or_default();
    if let Some(quoted) = whole.strip_prefix('"')
        && let Some(length) = quoted.find('"')
    {
        return inner.start + 1..inner.start + 1 + length;
    }
    let first = whole.split(',').next().unwrap_or_default();
    let named =
        |part: &str| part.split('=').next().is_some_and(|name| name.len() < part.len() && !name.trim().contains(' '));
    if !whole.contains('=') {
        return inner.start..inner.start + whole.trim_end_matches('^').len();
    }
    if named(first) {
        return inner.start..inner.start;
    }
    inner.start..inner.start + first.trim_end_matches('^').len()
}

/// What a reader sees of an image: the first of its attributes, if that has no name.
pub(super) fn described(text: &str, inner: &Range<usize>) -> Range<usize> {
    let first = shown(text, inner);
    let quoted = first.start > inner.start;
    let words = text.get(first.clone()).unwrap_or_default();
    let length = if quoted { words.len() } else { words.split(',').next().unwrap_or_default().len() };
    first.start..first.start + length
}

/// The anchor that a target names, as headings are compared with it.
fn anchor(target: &str) -> String {
    let lower = target.trim().trim_start_matches('_').to_lowercase();
    lower.replace(['_', ' '], "-")
}

/// What a character reference at the head of a text stands for, and how long it is. The Markdown parser has the table.
fn entity(rest: &str) -> Option<(usize, String)> {
    let length = rest.bytes().take(40).position(|byte| byte == b';')? + 1;
    let written = rest.get(..length)?;
    match Parser::new(written).nth(1) {
        Some(Event::Text(seen)) if *seen != *written && seen.chars().count() <= 2 => Some((length, seen.to_string())),
        _ => None,
    }
}
