//! Finds the JavaScript in MDX, and hides it.

use std::ops::Range;

use crate::prose::flow::Aside;
use crate::prose::html::{Tag, elements};
use crate::prose::jsx::Finder;
use crate::prose::templates::tags::Comment;

/// What stays in a text where a tag was that the parser must not see.
const GONE: u8 = 1;

/// A text without its JavaScript.
pub(in crate::prose) struct Scanned {
    /// The text, of the same length.
    pub(in crate::prose) text: String,
    /// Expressions: they stand in a text, and nobody reads them.
    pub(in crate::prose) hidden: Vec<Range<usize>>,
    /// Tags, comments, imports: nothing of them is seen in a text.
    pub(in crate::prose) gone: Vec<Range<usize>>,
    /// What may be read besides the text, in order.
    pub(in crate::prose) asides: Vec<Aside>,
    /// JavaScript whose strings and comments may be read: what stands between braces, imports and exports.
    pub(in crate::prose) code: Vec<Range<usize>>,
}

/// Finds the JavaScript of a text from the byte `from` on.
pub(in crate::prose) fn scan(text: &str, from: usize) -> Scanned {
    let mut scanner = Scanner {
        text,
        finder: Finder::new(text),
        bytes: text.as_bytes().to_vec(),
        hidden: Vec::new(),
        gone: Vec::new(),
        asides: Vec::new(),
        scripts: Vec::new(),
        code: None,
    };
    scanner.run(from);
    scanner.tidy(from);
    Scanned {
        // Whole characters were replaced by signs of ASCII.
        text: String::from_utf8(scanner.bytes).unwrap_or_else(|_| text.to_owned()),
        hidden: scanner.hidden,
        gone: scanner.gone,
        asides: scanner.asides,
        code: scanner.scripts,
    }
}

struct Scanner<'t> {
    text: &'t str,
    finder: Finder<'t>,
    bytes: Vec<u8>,
    hidden: Vec<Range<usize>>,
    gone: Vec<Range<usize>>,
    asides: Vec<Aside>,
    scripts: Vec<Range<usize>>,
    /// The element of code that is open: its name and where it began.
    code: Option<(String, usize)>,
}

impl Scanner<'_> {
    fn run(&mut self, from: usize) {
        let mut at = from;
        let mut line_start = true;
        let mut after_blank = true;
        while at < self.text.len() {
            if line_start {
                line_start = false;
                let rest = self.text.get(at..).unwrap_or_default();
                let line = rest.split_inclusive('\n').next().unwrap_or_default();
                let blank = line.trim().is_empty();
                if let Some(end) = if after_blank { self.finder.module(at) } else { None } {
                    self.remove(at..end);
                    self.scripts.push(at..end);
                    (at, line_start) = (end, true);
                    continue;
                }
                after_blank = blank;
                if blank || self.code.is_none() && fence(line).is_some() {
                    at += if blank { line.len() } else { fenced(rest) };
                    line_start = true;
                    continue;
                }
            }
            let rest = self.text.as_bytes().get(at..).unwrap_or_default();
            let Some(found) = rest.iter().position(|byte| matches!(byte, b'{' | b'<' | b'`' | b'\\' | b'\n')) else {
                break;
            };
            at += found;
            match rest.get(found) {
                Some(b'\n') => {
                    line_start = true;
                    at += 1;
                }
                Some(b'\\') => at += 1 + usize::from(rest.get(found + 1).is_some_and(u8::is_ascii_punctuation)),
                Some(b'`') => at += span(self.text.get(at..).unwrap_or_default()),
                Some(b'{') => at = self.braces(at),
                _ => at = self.tag(at),
            }
        }
    }

    /// Hides an expression, and answers where to go on.
    fn braces(&mut self, at: usize) -> usize {
        let Some(end) = self.finder.expression(at) else { return at + 1 };
        let written = self.text.get(at..end).unwrap_or_default();
        let inner = written.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or_default().trim();
        let is_comment = inner.starts_with("/*") && inner.ends_with("*/") && inner.matches("*/").count() == 1;
        if is_comment {
            let sign = written.find("/*").unwrap_or_default() + 2;
            let close = written.rfind("*/").unwrap_or(sign).max(sign);
            self.asides.push(Aside::Comment(Comment { range: at..end, inner: at + sign..at + close }));
            self.remove(at..end);
        } else {
            self.replace(at..end, b'x');
            self.hidden.push(at..end);
            if self.code.is_none() {
                self.scripts.push(at + 1..end - 1);
            }
        }
        end
    }

    /// The expressions in the attributes of a tag, but for those that are nothing but a string.
    fn expressions(&mut self, tag: &Tag) {
        let mut at = tag.range.start;
        let read: Vec<Range<usize>> = tag.attributes.iter().map(|attribute| attribute.value.clone()).collect();
        while let Some(found) = self.text.get(at..tag.range.end).and_then(|rest| rest.find('{')) {
            at += found;
            let Some(end) = self.finder.expression(at).filter(|end| *end <= tag.range.end) else { return };
            if !read.iter().any(|value| value.start <= end && value.end > at) {
                self.scripts.push(at + 1..end - 1);
            }
            at = end;
        }
    }

    /// Hides a tag, and answers where to go on.
    fn tag(&mut self, at: usize) -> usize {
        let Some(tag) = self.finder.tag(at) else { return at + 1 };
        let end = tag.range.end;
        match &self.code {
            Some((name, start)) if tag.closing && *name == tag.name => {
                let inner = *start..at;
                self.code = None;
                self.replace(inner.clone(), b'x');
                self.hidden.retain(|hidden| hidden.end <= inner.start);
                self.gone.retain(|gone| gone.end <= inner.start);
                if !inner.is_empty() {
                    self.hidden.push(inner);
                }
            }
            None if !tag.closing && !tag.empty && is_code(&tag.name) => self.code = Some((tag.name.clone(), end)),
            _ => {}
        }
        if self.code.as_ref().is_none_or(|(_, start)| *start == end) && !tag.closing {
            self.expressions(&tag);
            self.asides.push(Aside::Tag(tag));
        }
        self.remove(at..end);
        end
    }

    fn remove(&mut self, range: Range<usize>) {
        self.replace(range.clone(), GONE);
        self.gone.push(range);
    }

    fn replace(&mut self, range: Range<usize>, sign: u8) {
        for byte in self.bytes.get_mut(range).into_iter().flatten() {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = sign;
            }
        }
    }

    /// A line that held nothing but tags is blank now. In front of a text their place is taken by dots, since spaces
    /// would make the text code, and by spaces elsewhere.
    fn tidy(&mut self, from: usize) {
        let Some(rest) = self.bytes.get_mut(from..) else { return };
        for line in rest.split_mut(|byte| matches!(byte, b'\n' | b'\r')) {
            if !line.contains(&GONE) {
                continue;
            }
            let empty = |byte: &u8| matches!(*byte, b' ' | b'\t' | GONE);
            let lead = line.iter().take_while(|byte| empty(byte)).count();
            let blank = lead == line.len();
            for (index, byte) in line.iter_mut().enumerate().filter(|(_, byte)| **byte == GONE) {
                *byte = if index < lead && !blank { b'.' } else { b' ' };
            }
        }
    }
}

/// Whether what an element holds is code.
fn is_code(name: &str) -> bool {
    elements::is_code(name) || elements::is_skipped(name) || matches!(name, "Code" | "Mermaid")
}

/// The sign of a fence that a line opens, and how often it stands there.
fn fence(line: &str) -> Option<(u8, usize)> {
    let content = line.trim_start_matches([' ', '\t', '>']);
    let content = content.strip_prefix(['-', '*', '+']).map_or(content, str::trim_start);
    let sign = content.bytes().next().filter(|sign| matches!(sign, b'`' | b'~'))?;
    let count = content.bytes().take_while(|byte| *byte == sign).count();
    let info = content.get(count..)?;
    (count >= 3 && !(sign == b'`' && info.contains('`'))).then_some((sign, count))
}

/// The length of a fenced block, to the end of the text where it is not closed.
fn fenced(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let Some((sign, count)) = fence(first) else { return first.len() };
    let mut length = first.len();
    for line in lines {
        length += line.len();
        let content = line.trim_start_matches([' ', '\t', '>']).trim_end();
        if content.len() >= count && content.bytes().all(|byte| byte == sign) {
            break;
        }
    }
    length
}

/// The length of a code span, or of the backticks that open none.
fn span(text: &str) -> usize {
    let count = text.bytes().take_while(|byte| *byte == b'`').count();
    let mut at = count;
    let mut blank = false;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'`' => {
                let run = bytes.iter().skip(at).take_while(|byte| **byte == b'`').count();
                if run == count {
                    return at + run;
                }
                at += run;
                blank = false;
                continue;
            }
            b'\n' if blank => return count,
            b'\n' => blank = true,
            b' ' | b'\t' | b'\r' => {}
            _ => blank = false,
        }
        at += 1;
    }
    count
}
