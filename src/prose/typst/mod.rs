//! Typst: markup, and the content and captions in its code.
//!
//! Read by hand, in one pass with a stack of what is open. Typst's own parser (typst-syntax 0.13 to 0.14) knows all
//! of it with positions, but a hundred thousand nested brackets overflow its stack and end the program.
//!
//! Must not know what functions do beyond what `data/typst.toml` says.

mod code;
mod terms;

use std::ops::Range;

use self::terms::{has, terms};
use super::builder::{Builder, Interest};
use super::document::{BlockKind, Style};
use super::format::{Comment, Description};
use super::lines::blank_line;
use super::outline::Outline;
use super::unread::Markup;
use super::{Document, comments};

/// Typst.
pub(super) const FORMAT: Description = Description {
    names: &["typst"],
    languages: &["typst"],
    extensions: &["typ"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "text, headings, lists, content in brackets wherever it stands in code, captions and `alt` texts, footnotes, \
            front matter as in Markdown, comments; not raw text, math, labels, references, code or its other strings",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut outline = Outline::new(text, interest);
    let at = outline.front_matter().max(if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 });
    let mut reader = Reader {
        text,
        outline,
        block: Builder::new(BlockKind::Paragraph),
        style: Style::default(),
        open: Vec::new(),
        notes: Vec::new(),
        remarks: Vec::new(),
        missing: Vec::new(),
        half_a_string: false,
        at,
    };
    while reader.at < text.len() {
        reader.step();
    }
    while let Some(frame) = reader.open.pop() {
        reader.end(frame);
    }
    reader.flush();
    reader.outline.finish()
}

/// What is open around: code in brackets, or content.
enum Frame {
    /// `(` or `{`, with the function that the arguments are for, and the name of the argument at hand.
    Code { function: String, name: String },
    /// `#let x = …`, up to the end of its line.
    Statement,
    /// Content in brackets.
    Content { as_what: As, style: Style, outer: Option<Builder> },
}

/// What content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum As {
    /// Part of the sentence around.
    Inline,
    /// A text of its own.
    Text,
    Note,
    Title,
    Cell,
    Quote,
    Code,
}

struct Reader<'t> {
    text: &'t str,
    outline: Outline<'t>,
    block: Builder,
    style: Style,
    open: Vec<Frame>,
    notes: Vec<Builder>,
    remarks: Vec<Range<usize>>,
    /// Signs that nothing closes any more.
    missing: Vec<&'static str>,
    /// Whether a string of the code at hand is not closed.
    half_a_string: bool,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        let code = matches!(self.open.last(), Some(Frame::Code { .. } | Frame::Statement));
        let rest = self.rest();
        if rest.starts_with("//") && !self.text.get(..self.at).is_some_and(|before| before.ends_with(':')) {
            self.comment(2, "\n");
        } else if rest.starts_with("/*") {
            self.comment(2, "*/");
        } else if code {
            self.code();
        } else {
            self.markup();
        }
    }

    /// A comment up to its closing sign, or to the end of its line.
    fn comment(&mut self, open: usize, close: &'static str) {
        let rest = self.rest();
        let inner = rest.get(open..).unwrap_or_default();
        let length = match close {
            "\n" => inner.find(['\n', '\r']).unwrap_or(inner.len()),
            close => self.find(inner, close).unwrap_or_else(|| blank_line(inner).unwrap_or(inner.len())),
        };
        let start = self.at + open;
        self.remarks.push(start..start + length);
        let closed = close != "\n" && inner.get(length..).is_some_and(|rest| rest.starts_with(close));
        self.at = start + length + if closed { close.len() } else { 0 };
    }

    /// Where a sign stands in a text; a sign that is missing once is not looked for again.
    fn find(&mut self, text: &str, sign: &'static str) -> Option<usize> {
        if self.missing.contains(&sign) {
            return None;
        }
        let found = memchr::memmem::find(text.as_bytes(), sign.as_bytes());
        if found.is_none() {
            self.missing.push(sign);
        }
        found
    }

    /// One step in markup.
    fn markup(&mut self) {
        if self.block.is_blank() && self.line_begins() && self.opening_sign() {
            return;
        }
        let rest = self.rest();
        let sign = |byte: &u8| b"\\#[]`$*_~-<@\n\r/h.".contains(byte);
        let plain = rest.bytes().position(|byte| sign(&byte)).unwrap_or(rest.len());
        if plain > 0 {
            return self.plain(plain);
        }
        let Some(first) = rest.chars().next() else { return };
        match first {
            '\\' => self.escape(),
            '#' => self.hash(),
            ']' if self.open.iter().any(|frame| matches!(frame, Frame::Content { .. })) => self.close_content(),
            '`' => self.raw(),
            '$' => self.math(),
            '*' | '_' if !self.in_word() => {
                let on = if first == '*' { &mut self.style.strong } else { &mut self.style.emphasis };
                *on = !*on;
                self.at += 1;
            }
            '~' => self.decoded("\u{a0}", 1),
            '-' if rest.starts_with("---") => self.decoded("—", 3),
            '-' if rest.starts_with("--") => self.decoded("–", 2),
            '-' if rest.starts_with("-?") => self.decoded("\u{ad}", 2),
            '.' if rest.starts_with("...") => self.decoded("…", 3),
            '<' => self.label(rest),
            '@' => {
                let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.');
                let length = rest.bytes().skip(1).take_while(name).count();
                self.hidden(self.at + 1 + length);
            }
            'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
                let length = rest.find(|c: char| c.is_whitespace() || "[]()\"".contains(c)).unwrap_or(rest.len());
                self.hidden(self.at + length);
            }
            '\n' | '\r' => self.line_end(),
            _ => self.plain(first.len_utf8()),
        }
    }

    fn in_word(&self) -> bool {
        let before = self.text.get(..self.at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        before && self.rest().chars().nth(1).is_some_and(char::is_alphanumeric)
    }

    /// Whether only white space stands before on the line, or the bracket that opens a content.
    fn line_begins(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default().trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with(['\n', '\r', '[', '\u{feff}'])
    }

    /// The sign of a heading or list item at the beginning of a line.
    fn opening_sign(&mut self) -> bool {
        let rest = self.rest();
        let bare = rest.trim_start_matches([' ', '\t']);
        let white = rest.len() - bare.len();
        let level = bare.bytes().take_while(|byte| *byte == b'=').count();
        let behind = |length: usize| bare.get(length..).is_some_and(|rest| rest.starts_with(' '));
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        if level > 0 && behind(level) {
            self.block = Builder::new(BlockKind::Heading(u8::try_from(level).unwrap_or(u8::MAX)));
            self.at += white + level + 1;
            return true;
        }
        let sign = match bare.bytes().next() {
            Some(b'-' | b'+' | b'/') if behind(1) => 1,
            Some(b'0'..=b'9') if bare.as_bytes().get(digits) == Some(&b'.') && behind(digits + 1) => digits + 1,
            _ => 0,
        };
        if sign > 0 {
            self.outline.items = 1;
        }
        self.at += white + sign + usize::from(sign > 0);
        white + sign > 0
    }

    fn escape(&mut self) {
        let start = self.at;
        let rest = self.rest().get(1..).unwrap_or_default();
        if let Some(code) = rest.strip_prefix("u{")
            && let Some(length) = code.bytes().take(8).position(|byte| byte == b'}')
            && let Some(seen) =
                code.get(..length).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32)
        {
            return self.decoded(seen.encode_utf8(&mut [0; 4]), length + 4);
        }
        match rest.chars().next() {
            Some(next) if !next.is_whitespace() => {
                self.block.decoded(next.encode_utf8(&mut [0; 4]), start..start + 1 + next.len_utf8(), self.style);
                self.at += 1 + next.len_utf8();
            }
            _ => self.at += 1,
        }
    }

    /// Code in markup: `#name(…)[…]`, `#let …`.
    fn hash(&mut self) {
        let rest = self.rest().get(1..).unwrap_or_default();
        let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let length = rest.bytes().take_while(word).count();
        let name = rest.get(..length).unwrap_or_default();
        match (name, rest.bytes().next()) {
            ("let" | "set" | "show" | "import" | "include" | "if" | "for" | "while" | "return" | "else", _) => {
                self.flush();
                self.at += 1 + length;
                self.open.push(Frame::Statement);
            }
            ("", Some(b'(' | b'{')) => {
                self.open.push(Frame::Code { function: String::new(), name: String::new() });
                self.at += 2;
            }
            ("", Some(b'[')) => {
                self.at += 1;
                self.content();
            }
            ("", Some(b'"')) => self.at += 1,
            ("", _) => self.plain(1),
            _ => {
                self.at += 1;
                if has(&terms().tables, name) {
                    self.flush();
                }
                let start = self.at;
                self.identifier();
                if self.at == start + length {
                    // The value of a variable stands here.
                    self.block.exact(self.text, start..self.at, Style { code: true, ..self.style });
                }
            }
        }
    }

    fn label(&mut self, rest: &str) {
        let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.');
        let length = rest.bytes().skip(1).take_while(name).count();
        if length > 0 && rest.as_bytes().get(length + 1) == Some(&b'>') {
            self.at += length + 2;
        } else {
            self.plain(1);
        }
    }

    fn line_end(&mut self) {
        let rest = self.rest();
        let white = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let gap = rest.get(..white).unwrap_or_default();
        let next = rest.get(white..).unwrap_or_default();
        let blank = gap.matches('\n').count().max(gap.matches('\r').count()) > 1;
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        let number = digits > 0 && next.get(digits..).is_some_and(|rest| rest.starts_with(". "));
        let sign = number || ["- ", "+ ", "/ ", "= ", "== ", "=== "].iter().any(|sign| next.starts_with(sign));
        let statement = ["#let ", "#set ", "#show ", "#import "].iter().any(|sign| next.starts_with(sign));
        if blank || sign || statement || self.block.is_heading() {
            self.flush();
            if blank {
                (self.outline.items, self.style.strong, self.style.emphasis) = (0, false, false);
            }
            self.at += white;
        } else if self.block.is_blank() {
            self.at += white;
        } else {
            self.decoded("\n", white);
        }
    }

    /// Ends the open paragraph, heading or cell.
    fn flush(&mut self) {
        let cell = matches!(self.open.last(), Some(Frame::Content { as_what: As::Cell, .. }));
        let table = self.outline.out.tables().saturating_sub(1);
        let next = if cell { BlockKind::Cell { header: false, column: 0, table } } else { BlockKind::Paragraph };
        let built = std::mem::replace(&mut self.block, Builder::new(next));
        if let Some(block) = built.finish(None, Markup::Parsed, self.outline.interest) {
            match block.kind {
                BlockKind::Heading(level) if self.open.is_empty() => self.outline.add_heading(level, block),
                _ => self.outline.add(block),
            }
        }
        for note in std::mem::take(&mut self.notes) {
            if let Some(block) = note.finish(None, Markup::Parsed, self.outline.interest) {
                self.outline.add(block);
            }
        }
        for remark in std::mem::take(&mut self.remarks) {
            let lines = comments::block_lines(self.text, remark);
            let interest = self.outline.interest;
            comments::read(self.text, &lines, super::Format::Markdown, interest, &mut self.outline.out);
        }
    }
}

fn words(text: &str, mut block: Builder) -> Vec<Builder> {
    block.exact(text, 0..text.len(), Style::default());
    vec![block]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::outline::testing;
    use crate::prose::{Format, read};

    #[track_caller]
    fn cases(cases: &[(&str, &[&str])]) {
        testing::cases(Format::Typst, cases);
    }

    #[test]
    fn the_examples_are_read_as_they_say() {
        for example in &terms().example {
            let document = read(&example.text, Format::Typst);
            let seen: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
            assert_eq!(seen, example.read, "{}", example.text);
        }
    }

    #[test]
    fn markup_is_read() {
        cases(&[
            ("= A b\n\nc *d* _e_\nf\n\ng", &["= A b", "c d e\nf", "g"]),
            ("- a\n  b\n+ c\n3. d\n/ e: f\n", &["a\nb", "c", "d", "e: f\n"]),
            ("a `b` ``` c ``` $x$ d", &["a ‹`b`›  ‹$x$› d"]),
            ("```rs\na\n```\nb", &["b"]),
            ("a <b> @c https://d/e", &["a  ‹@c› ‹https://d/e›"]),
            ("a\\*b \\u{2019}s c~d -- --- e ...", &["a*b ’s c\u{a0}d – — e …"]),
            ("#a.b(c)[d] e #f g", &["d", " e ‹f› g"]),
            ("// a b\nc /* d e */ f\n", &["/ a b", "c  f\n", "/ d e"]),
            ("", &[]),
        ]);
    }

    #[test]
    fn a_broken_document_is_read_as_far_as_it_goes() {
        cases(&[("a *b\n\nc", &["a b", "c"]), ("a ] b", &["a ] b"]), ("#f[a\n\nb", &["a", "b"])]);
        cases(&[
            ("#text(\"half\n\na b\n", &["half", "a b\n"]),
            ("#figure(image(\"half),\n  caption: \"a b\",\n)\n\nc\r\n \r\nd", &["= a b", "c", "d"]),
            ("#{ let x = \"a\n  b\"\n\n [c] }\n\nd", &["c", "d"]),
            ("#{strong(\"a\n  b\")} c", &["a\nb c"]),
            ("#f[a #g(\"half\n\nb] c", &["a ", "b", " c"]),
            ("#f(\"half", &[]),
        ]);
    }
}
