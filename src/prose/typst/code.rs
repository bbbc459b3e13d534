//! Code of Typst: brackets, strings, content, raw text and math.

use super::terms::{has, terms};
use super::{As, Frame, Reader, words};
use crate::prose::builder::Builder;
use crate::prose::document::{BlockKind, Style};
use crate::prose::lines::blank_line;
use crate::prose::outline::TITLE;

/// How far the end of a string is looked for that does not end on its line, in bytes.
const NEAR: usize = 2000;

impl Reader<'_> {
    /// One step in code: brackets, strings, content.
    pub(super) fn code(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        match first {
            '\n' | '\r' if self.half_a_string && is_blank_line(rest) => self.leave_code(),
            '\n' | '\r' if matches!(self.open.last(), Some(Frame::Statement)) => {
                self.open.pop();
            }
            '(' | '{' => {
                let function = self.word_before();
                self.open.push(Frame::Code { function, name: String::new() });
                self.at += 1;
            }
            ')' | '}' => {
                self.at += 1;
                if matches!(self.open.last(), Some(Frame::Code { .. })) {
                    self.open.pop();
                }
                self.after_code();
            }
            '[' => self.content(),
            ']' if matches!(self.open.last(), Some(Frame::Statement)) => {
                self.open.pop();
            }
            ']' => self.close_content(),
            '"' => self.string(),
            '`' => self.raw(),
            '$' => self.math(),
            ':' => {
                let word = self.word_before();
                if let Some(Frame::Code { name, .. }) = self.open.last_mut() {
                    *name = word;
                }
                self.at += 1;
            }
            ',' | ';' => {
                if let Some(Frame::Code { name, .. }) = self.open.last_mut() {
                    name.clear();
                }
                self.at += 1;
            }
            _ => self.at += first.len_utf8(),
        }
    }

    /// Goes on with markup, or with the content around, where a string of the code was never closed.
    fn leave_code(&mut self) {
        self.half_a_string = false;
        while matches!(self.open.last(), Some(Frame::Code { .. } | Frame::Statement)) {
            self.open.pop();
        }
    }

    /// The name that stands directly before.
    pub(super) fn word_before(&self) -> String {
        let before = self.text.get(..self.at).unwrap_or_default();
        let length =
            before.bytes().rev().take(60).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
        before.get(before.len() - length..).unwrap_or_default().to_owned()
    }

    /// Behind the arguments of a call in markup further arguments or content can follow; else the markup goes on.
    pub(super) fn after_code(&mut self) {
        let in_code = matches!(self.open.last(), Some(Frame::Code { .. } | Frame::Statement));
        let rest = self.rest();
        if in_code {
            return;
        }
        match rest.bytes().next() {
            Some(b'[') => self.content(),
            Some(b'(') => {
                let before = self.text.get(..self.at).unwrap_or_default();
                let function = if before.ends_with(')') { self.called(before) } else { self.word_before() };
                self.open.push(Frame::Code { function, name: String::new() });
                self.at += 1;
            }
            Some(b'.') if rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) => {
                self.at += 1;
                self.identifier();
            }
            _ => {}
        }
    }

    /// A name in code and what it is called with.
    pub(super) fn identifier(&mut self) {
        let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        self.at += self.rest().bytes().take_while(word).count();
        self.after_code();
    }

    /// Content in brackets, of the function before it or around it.
    pub(super) fn content(&mut self) {
        let before = self.text.get(..self.at).unwrap_or_default();
        let called = if before.ends_with(')') { self.called(before) } else { self.word_before() };
        let (function, name) = match self.open.last() {
            Some(Frame::Code { function, name }) if called.is_empty() => (function.clone(), name.clone()),
            _ => (called, String::new()),
        };
        let as_what = kind(&function, &name);
        self.at += 1;
        let style = self.style;
        let outer = match as_what {
            As::Inline => None,
            As::Note => Some(std::mem::replace(&mut self.block, Builder::new(BlockKind::Paragraph))),
            _ => {
                self.flush();
                None
            }
        };
        match as_what {
            As::Title => self.block = Builder::new(BlockKind::Heading(TITLE)),
            As::Cell => {
                let table = self.outline.out.tables().saturating_sub(1);
                self.block = Builder::new(BlockKind::Cell { header: false, column: 0, table });
            }
            As::Quote => self.outline.quotes += 1,
            As::Code => self.style.code = true,
            As::Inline if function == "strong" => self.style.strong = true,
            As::Inline if function == "emph" => self.style.emphasis = true,
            As::Inline if function == "link" => self.style.link = true,
            As::Inline | As::Text | As::Note => {}
        }
        self.open.push(Frame::Content { as_what, style, outer });
    }

    /// The name of the function whose arguments end here, on this line.
    pub(super) fn called(&self, before: &str) -> String {
        let window = before.len().saturating_sub(500);
        let mut depth = 0usize;
        for (at, byte) in before.bytes().enumerate().rev().take_while(|(at, _)| *at >= window) {
            depth = match byte {
                b')' => depth + 1,
                b'(' => depth.saturating_sub(1),
                _ => depth,
            };
            if depth == 0 {
                let name = before.get(..at).unwrap_or_default();
                let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
                let length = name.bytes().rev().take(60).take_while(word).count();
                return name.get(name.len() - length..).unwrap_or_default().to_owned();
            }
        }
        String::new()
    }

    pub(super) fn close_content(&mut self) {
        self.at += 1;
        let Some(last) = self.open.iter().rposition(|frame| matches!(frame, Frame::Content { .. })) else { return };
        for frame in self.open.split_off(last).into_iter().rev() {
            self.end(frame);
        }
        self.after_code();
    }

    pub(super) fn end(&mut self, frame: Frame) {
        let Frame::Content { as_what, style, outer } = frame else { return };
        match as_what {
            As::Inline => {}
            As::Note => {
                let note =
                    std::mem::replace(&mut self.block, outer.unwrap_or_else(|| Builder::new(BlockKind::Paragraph)));
                self.notes.push(note);
            }
            _ => self.flush(),
        }
        if as_what == As::Quote {
            self.outline.quotes = self.outline.quotes.saturating_sub(1);
        }
        self.style = style;
    }

    /// A string in code: a caption, the text of an image, or of a function that shows its strings.
    pub(super) fn string(&mut self) {
        let rest = self.rest();
        let inside = rest.get(1..).unwrap_or_default();
        let line = memchr::memchr2(b'\n', b'\r', inside.as_bytes()).unwrap_or(inside.len());
        let length = quotes(inside.get(..line).unwrap_or_default()).next().unwrap_or_else(|| {
            // One that goes on in other lines is closed there, unless those hold strings of their own.
            let near = near(inside);
            let mut closing = quotes(near.get(..blank_line(near).unwrap_or(near.len())).unwrap_or_default());
            let end = closing.next().filter(|_| closing.count().is_multiple_of(2));
            self.half_a_string |= end.is_none();
            end.unwrap_or(line)
        });
        let inner = self.at + 1..self.at + 1 + length;
        let closed = rest.as_bytes().get(length + 1) == Some(&b'"');
        self.at += 1 + length + usize::from(closed);
        let Some(Frame::Code { function, name }) = self.open.last() else { return };
        let (function, name) = (function.clone(), name.clone());
        let written = self.text.get(inner.clone()).unwrap_or_default();
        if function == "text" && name == "lang" && self.outline.out.language.is_none() {
            self.outline.out.language = Some(written.to_owned());
        }
        let terms = terms();
        if has(&terms.captions, &name) {
            self.outline.title(&[inner], words);
        } else if has(&terms.descriptions, &name) {
            for block in self.outline.blocks(BlockKind::Paragraph, &[inner], |text, mut block| {
                block.exact(text, 0..text.len(), Style { image: true, ..Style::default() });
                vec![block]
            }) {
                self.outline.add(block);
            }
        } else if name.is_empty() && has(&terms.inline, &function) && !(function == "link" && is_address(written)) {
            self.block.lines(self.text, inner, self.style);
        } else if name.is_empty() && has(&terms.titles, &function) {
            self.outline.title(&[inner], words);
        }
    }

    /// Raw text of one or of three backticks and more.
    pub(super) fn raw(&mut self) {
        let rest = self.rest();
        let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
        let fence = rest.get(..ticks).unwrap_or_default();
        let inner = rest.get(ticks..).unwrap_or_default();
        if ticks == 2 {
            self.at += 2;
            return;
        }
        let window = inner.get(..blank_line(inner).filter(|_| ticks == 1).unwrap_or(inner.len())).unwrap_or_default();
        let length = memchr::memmem::find(window.as_bytes(), fence.as_bytes());
        let end = self.at + ticks + length.map_or(blank_line(inner).unwrap_or(inner.len()), |length| length + ticks);
        if ticks > 2 {
            self.outline.out.code.push(self.at + ticks..end.saturating_sub(ticks).max(self.at + ticks));
            self.at = end;
        } else {
            self.hidden(end);
        }
    }

    pub(super) fn math(&mut self) {
        let inner = self.rest().get(1..).unwrap_or_default();
        let paragraph = inner.get(..blank_line(inner).unwrap_or(inner.len())).unwrap_or_default();
        match memchr::memchr(b'$', paragraph.as_bytes().get(..paragraph.len().min(5000)).unwrap_or_default()) {
            Some(length) => self.hidden(self.at + length + 2),
            None => self.plain(1),
        }
    }

    /// What is not read up to `end`; in markup it stands in the text all the same.
    pub(super) fn hidden(&mut self, end: usize) {
        if !matches!(self.open.last(), Some(Frame::Code { .. } | Frame::Statement)) {
            self.block.lines(self.text, self.at..end, Style { code: true, ..self.style });
        }
        self.at = end;
    }

    pub(super) fn plain(&mut self, length: usize) {
        self.block.exact(self.text, self.at..self.at + length, self.style);
        self.at += length;
    }

    pub(super) fn decoded(&mut self, seen: &str, length: usize) {
        self.block.decoded(seen, self.at..self.at + length, self.style);
        self.at += length;
    }
}

/// What content is, by the function it is given to and the name of the argument.
fn kind(function: &str, name: &str) -> As {
    let terms = terms();
    if has(&terms.code, function) {
        As::Code
    } else if has(&terms.captions, name) {
        As::Title
    } else if has(&terms.inline, function) {
        As::Inline
    } else if has(&terms.notes, function) {
        As::Note
    } else if has(&terms.titles, function) {
        As::Title
    } else if has(&terms.tables, function) {
        As::Cell
    } else if has(&terms.quotes, function) {
        As::Quote
    } else {
        As::Text
    }
}

/// The beginning of a text, whole characters.
fn near(text: &str) -> &str {
    let end = (0..=NEAR.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Where quotation marks stand without a backslash before them.
fn quotes(text: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes.then_some(at)
    })
}

/// Whether a line ends here and the next one is blank.
fn is_blank_line(rest: &str) -> bool {
    let Some(next) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])) else { return false };
    next.trim_start_matches([' ', '\t']).starts_with(['\n', '\r'])
}

fn is_address(string: &str) -> bool {
    string.contains("://") || string.contains('@') || string.contains(':')
}
