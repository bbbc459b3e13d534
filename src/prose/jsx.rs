//! Where JavaScript stands in a text: expressions in braces, tags whose attributes may hold them, imports and exports.
//!
//! This is no parser of JavaScript: it knows strings, comments and brackets, which is enough to tell where a piece
//! ends. A piece that has no end is none, and costs nothing but itself.

use std::collections::HashMap;
use std::ops::Range;

use super::html::tokens::{Attribute, Tag};

/// Finds pieces of a text, and remembers what it found out about its braces.
pub(super) struct Finder<'t> {
    text: &'t str,
    /// Where braces end, once one was found to have no end: what is inside it is not looked at again.
    matches: Option<HashMap<usize, usize>>,
    /// The last of each quotation mark.
    last: [Option<usize>; 2],
    /// Whether an import or export was found to have no end.
    endless: bool,
}

impl<'t> Finder<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let last = [memchr::memrchr(b'"', text.as_bytes()), memchr::memrchr(b'\'', text.as_bytes())];
        Self { text, matches: None, last, endless: false }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Where the expression ends whose brace stands at `start`.
    pub(super) fn expression(&mut self, start: usize) -> Option<usize> {
        if let Some(matches) = &self.matches {
            return matches.get(&start).map(|end| end + 1);
        }
        let end = balanced(self.text, start, |_, depth| depth == 0);
        if end.is_none() {
            self.matches = Some(matches(self.text, start, [b'{', b'}']));
            return self.expression(start);
        }
        end
    }

    /// The tag that begins at `start`, if it is written as one of JSX.
    pub(super) fn tag(&mut self, start: usize) -> Option<Tag> {
        let mut at = start + 1;
        let closing = self.byte(at) == Some(b'/');
        at += usize::from(closing);
        let name = self.name(at);
        let fragment = name.is_empty() && self.byte(at) == Some(b'>');
        if !fragment && !self.byte(at)?.is_ascii_alphabetic() {
            return None;
        }
        at = name.end;
        let mut tag = Tag {
            name: self.text.get(name)?.to_owned(),
            closing,
            empty: false,
            range: start..start,
            attributes: Vec::new(),
        };
        loop {
            let space = at;
            at += self.text.get(at..)?.bytes().take_while(u8::is_ascii_whitespace).count();
            match self.byte(at)? {
                b'>' => {
                    tag.range.end = at + 1;
                    return Some(tag);
                }
                b'/' if self.byte(at + 1) == Some(b'>') => tag.empty = true,
                b'{' if at > space => {
                    at = self.expression(at)?;
                    continue;
                }
                byte if at > space && (byte.is_ascii_alphabetic() || b"_$@:#".contains(&byte)) => {
                    at = self.attribute(at, &mut tag)?;
                    continue;
                }
                _ => return None,
            }
            at += 1;
        }
    }

    /// Reads an attribute, and answers where it ends.
    fn attribute(&mut self, start: usize, tag: &mut Tag) -> Option<usize> {
        let name = self.name(start);
        let written = self.text.get(name.clone())?.to_ascii_lowercase();
        let after = |at: usize| at + self.text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let sign = after(name.end);
        if self.byte(sign) != Some(b'=') {
            tag.attributes.push(Attribute { name: written, value: name.end..name.end });
            return Some(name.end);
        }
        let at = after(sign + 1);
        let (value, end) = match self.byte(at)? {
            quote @ (b'"' | b'\'') => {
                let inner = self.quoted(at, quote)?;
                (inner.clone(), inner.end + 1)
            }
            b'{' => {
                let end = self.expression(at)?;
                (self.only_string(at + 1..end - 1).unwrap_or(at..at), end)
            }
            _ => return None,
        };
        tag.attributes.push(Attribute { name: written, value });
        Some(end)
    }

    /// What stands between the quotation mark at `at` and the next.
    fn quoted(&self, at: usize, quote: u8) -> Option<Range<usize>> {
        let last = if quote == b'"' { self.last.first() } else { self.last.last() };
        last.copied().flatten().filter(|last| *last > at)?;
        let length = memchr::memchr(quote, self.text.as_bytes().get(at + 1..)?)?;
        Some(at + 1..at + 1 + length)
    }

    /// What stands in a string that is all there is in an expression.
    fn only_string(&self, inner: Range<usize>) -> Option<Range<usize>> {
        let written = self.text.get(inner.clone())?;
        let string = written.trim();
        let quote = string.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
        let content = string.strip_prefix(quote)?.strip_suffix(quote)?;
        if content.contains([quote, '\\', '$']) {
            return None;
        }
        let start = inner.start + (written.len() - written.trim_start().len()) + 1;
        Some(start..start + content.len())
    }

    fn name(&self, start: usize) -> Range<usize> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:$@#".contains(byte);
        start
            ..start + self.text.as_bytes().get(start..).map_or(0, |rest| rest.iter().take_while(|b| is_part(b)).count())
    }

    /// Where the import or export ends that begins at `start`, the beginning of a line, if there is one.
    pub(super) fn module(&mut self, start: usize) -> Option<usize> {
        let rest = self.text.get(start..)?;
        if !opens_module(rest.lines().next()?) {
            return None;
        }
        if !self.endless {
            if let Some(end) = balanced(self.text, start, |blank, depth| blank && depth == 0) {
                return Some(end);
            }
            self.endless = true;
        }
        let blank = memchr::memmem::find(rest.as_bytes(), b"\n\n")
            .or_else(|| memchr::memmem::find(rest.as_bytes(), b"\r\n\r\n"));
        Some(blank.map_or(self.text.len(), |blank| start + blank + 1))
    }
}

/// Whether a line begins an import or export rather than a sentence about one.
fn opens_module(line: &str) -> bool {
    let words = |rest: &str| {
        let rest = rest.trim_start();
        rest.starts_with(['"', '\'', '{', '*']) || rest.contains(" from ") || rest.trim_end().ends_with([',', '{'])
    };
    let declares = |rest: &str| {
        let first = rest.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
        let declaration = ["default", "const", "let", "var", "function", "async", "class", "type", "interface", "enum"];
        rest.trim_start().starts_with(['{', '*']) || declaration.contains(&first)
    };
    line.strip_prefix("import ").is_some_and(words)
        || line.strip_prefix("export ").is_some_and(declares)
        || line.strip_prefix("import\"").is_some()
        || line.strip_prefix("import{").is_some()
        || line.strip_prefix("export{").is_some()
}

/// Reads on from `start` until `ends` holds after a byte: it is told whether a blank line follows, and how many
/// brackets are open. The end of the text ends whatever is whole there.
fn balanced(text: &str, start: usize, ends: impl Fn(bool, usize) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..)?;
        let mut closes = false;
        at += match byte {
            b'{' | b'(' | b'[' => {
                open.push(*byte);
                1
            }
            b'}' | b')' | b']' => {
                let opened = match byte {
                    b'}' => b'{',
                    b')' => b'(',
                    _ => b'[',
                };
                open.pop().filter(|sign| *sign == opened)?;
                closes = true;
                1
            }
            b'"' | b'\'' => string(rest, *byte),
            b'`' => template(rest)?,
            b'/' if rest.starts_with(b"/*") => memchr::memmem::find(rest, b"*/")? + 2,
            b'/' if rest.starts_with(b"//") => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'\n' => {
                let blank = rest.get(1..).is_none_or(|next| {
                    let line = next.iter().take_while(|byte| **byte != b'\n');
                    line.clone().all(u8::is_ascii_whitespace)
                });
                if ends(blank, open.len()) && blank {
                    return Some(at + 1);
                }
                1
            }
            _ => 1,
        };
        if closes && ends(false, open.len()) {
            return Some(at);
        }
    }
    (open.is_empty() && ends(true, 0)).then_some(text.len())
}

/// The length of a string, up to the end of its line where it has no end.
fn string(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            byte if *byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a template string.
fn template(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match rest.get(at)? {
            b'\\' => at += 2,
            b'`' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The brackets of a kind from `start` on and where each ends, whatever stands between them.
pub(super) fn matches(text: &str, start: usize, [opening, closing]: [u8; 2]) -> HashMap<usize, usize> {
    let mut open = Vec::new();
    let mut found = HashMap::new();
    for at in memchr::memchr2_iter(opening, closing, text.as_bytes().get(start..).unwrap_or_default()) {
        if text.as_bytes().get(start + at) == Some(&opening) {
            open.push(start + at);
        } else if let Some(brace) = open.pop() {
            found.insert(brace, start + at);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_ends_where_its_brace_is_closed() {
        for (text, expected) in [
            ("{a} b", Some("{a}")),
            ("{a({b: '}'})} c", Some("{a({b: '}'})}")),
            ("{`}${a}`} b", Some("{`}${a}`}")),
            ("{/* } */}", Some("{/* } */}")),
            ("{a // }\n} b", Some("{a // }\n}")),
            ("{a\n\nb} c", Some("{a\n\nb}")),
            ("{don't} a", Some("{don't}")),
            ("{a", None),
            ("{)", None),
        ] {
            let found = Finder::new(text).expression(0).map(|end| &text[..end]);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_tag_ends_where_it_is_closed() {
        for (text, expected) in [
            ("<A b=\"c\" d={e > f} {...g} h/> i", Some("<A b=\"c\" d={e > f} {...g} h/>")),
            ("<A.B\n  c='d>'\n>", Some("<A.B\n  c='d>'\n>")),
            ("</A >", Some("</A >")),
            ("<>", Some("<>")),
            ("</>", Some("</>")),
            ("< a>", None),
            ("<3 a>", None),
            ("<a b=c>", None),
            ("<a b=\"c>", None),
            ("<a {b>", None),
            ("<https://x.org>", None),
            ("<a", None),
        ] {
            let found = Finder::new(text).tag(0).map(|tag| &text[tag.range]);
            assert_eq!(found, expected, "{text}");
        }
        let text = "<A b=\"c\" d={'e f'} g={h} i>";
        let tag = Finder::new(text).tag(0).unwrap();
        let values: Vec<&str> = tag.attributes.iter().map(|one| &text[one.value.clone()]).collect();
        assert_eq!(values, ["c", "e f", "", ""]);
    }

    #[test]
    fn imports_and_exports_end_at_a_blank_line() {
        for (text, expected) in [
            ("import A from 'a'\n\nb", Some("import A from 'a'\n")),
            (
                "import {\n  A,\n} from 'a'\nexport const b = {\n\n  c: 1,\n}\n\nd",
                Some("import {\n  A,\n} from 'a'\nexport const b = {\n\n  c: 1,\n}\n"),
            ),
            ("import 'a'", Some("import 'a'")),
            ("export const a = {\n\nour words", Some("export const a = {\n")),
            ("import goods for our clients", None),
            ("export all of it", None),
        ] {
            let found = Finder::new(text).module(0).map(|end| &text[..end]);
            assert_eq!(found, expected, "{text}");
        }
    }
}
