//! TOML: the strings of values, and comments.
//!
//! The parser gives each piece with its bytes and goes on behind an error. Where a string that was never closed
//! swallowed the rest, reading starts again at the next line that opens a table or sets a key.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};

use super::escapes::{self, Escapes, LineEnd, Octal};
use super::keys::{self, Told};
use super::{Reader, language};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description};

/// TOML 1.0 and 1.1.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["toml"],
    languages: &["toml"],
    extensions: &["toml"],
    files: &["Pipfile"],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "strings that read as prose; a single word where its key tells that people read it; comments",
    read,
};

/// The escapes between double quotation marks.
const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('b', "\u{8}"), ('f', "\u{c}"), ('e', "\u{1b}")],
    digits: &[('x', 2), ('u', 4), ('U', 8)],
    octal: Octal::Unknown,
    line_end: LineEnd::Joins,
};

/// How deep lists and tables stand in each other. What is nested deeper is not read: the parser goes down by recursion.
const DEEPEST: u32 = 100;

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut toml = Toml { reader: Reader::new(text, interest), declared: None };
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    while let Some(next) = toml.read(at) {
        at = next;
    }
    let mut out = toml.reader.finish();
    out.language = toml.declared;
    out
}

struct Toml<'t> {
    reader: Reader<'t>,
    declared: Option<String>,
}

/// The keys around a value.
#[derive(Default)]
struct Keys<'t> {
    /// Of the table.
    table: Vec<&'t str>,
    /// Those in front of the value, with what inline tables around it have.
    own: Vec<&'t str>,
    /// How many keys there were where each inline table or list began.
    outer: Vec<usize>,
    in_header: bool,
}

impl<'t> Toml<'t> {
    /// Reads from a place on, and says where to begin again if it could not read to the end.
    fn read(&mut self, from: usize) -> Option<usize> {
        let text = self.reader.text;
        let source = Source::new(text.get(from..)?);
        let tokens = source.lex().into_vec();
        let mut events: Vec<Event> = Vec::new();
        parse_document(&tokens, &mut RecursionGuard::new(&mut events, DEEPEST), &mut ());
        let mut keys = Keys::default();
        for event in events {
            let range = event.span().start() + from..event.span().end() + from;
            let written = text.get(range.clone()).unwrap_or_default();
            match event.kind() {
                EventKind::Comment => self.reader.note(range.clone(), range.start + 1..range.end),
                EventKind::Scalar => {
                    let lines = matches!(event.encoding(), Some(Encoding::MlBasicString | Encoding::MlLiteralString));
                    if !is_unclosed(written, event.encoding()) {
                        self.scalar(range, event.encoding(), &keys);
                    } else if let (next, true) = (self.broken(range, &keys), lines) {
                        return Some(next);
                    }
                }
                kind => keys.pass(kind, written.trim_matches(['"', '\''])),
            }
        }
        None
    }

    fn scalar(&mut self, range: Range<usize>, encoding: Option<Encoding>, keys: &Keys<'t>) {
        let text = self.reader.text;
        let value = || match encoding {
            Some(Encoding::BasicString) => escapes::string(text, range.start + 1..range.end - 1, ESCAPES),
            Some(Encoding::LiteralString) => exact(text, range.start + 1..range.end - 1),
            Some(Encoding::MlBasicString) => escapes::string(text, lines(text, &range), ESCAPES),
            Some(Encoding::MlLiteralString) => exact(text, lines(text, &range)),
            None => Excerpt::default(),
        };
        if let ([], [key]) = (keys.table.as_slice(), keys.own.as_slice())
            && self.declared.is_none()
            && language::KEYS.contains(key)
        {
            self.declared = language::tag(value().text());
        }
        if encoding.is_some() && self.reader.may_hold(&range) {
            let told = keys.told();
            self.reader.told(value(), told);
        }
    }

    /// Reads a string that was never closed as far as its line goes, and says where the next table or key stands.
    fn broken(&mut self, range: Range<usize>, keys: &Keys<'t>) -> usize {
        let text = self.reader.text;
        let rest = text.get(range.start..).unwrap_or_default();
        let line = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let written = rest.get(..line).unwrap_or_default();
        let quotes = written.len() - written.trim_start_matches(['"', '\'']).len();
        let inner = range.start + quotes..range.start + line;
        if self.reader.may_hold(&inner) {
            let told = keys.told();
            self.reader.told(escapes::string(text, inner, ESCAPES), told);
        }
        let mut at = range.start + line;
        at += text.get(at..).map_or(0, |rest| if rest.starts_with("\r\n") { 2 } else { 1.min(rest.len()) });
        let rest = text.get(at..).unwrap_or_default();
        for line in rest.split_inclusive('\n') {
            if opens(line.trim()) {
                return at;
            }
            at += line.len();
        }
        text.len()
    }
}

impl<'t> Keys<'t> {
    /// Keeps count of where a value stands.
    fn pass(&mut self, kind: EventKind, written: &'t str) {
        match kind {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.table.clear();
                self.own.clear();
                self.outer.clear();
                self.in_header = true;
            }
            EventKind::StdTableClose | EventKind::ArrayTableClose => self.in_header = false,
            EventKind::SimpleKey if self.in_header => self.table.push(written),
            EventKind::SimpleKey => self.own.push(written),
            EventKind::InlineTableOpen | EventKind::ArrayOpen => self.outer.push(self.own.len()),
            EventKind::InlineTableClose | EventKind::ArrayClose => {
                let length = self.outer.pop().unwrap_or_default();
                self.own.truncate(length);
            }
            EventKind::ValueSep => self.own.truncate(self.outer.last().copied().unwrap_or_default()),
            EventKind::Newline if self.outer.is_empty() => self.own.clear(),
            _ => {}
        }
    }

    fn told(&self) -> Told {
        let mut all = self.table.iter().chain(&self.own).rev();
        let own = if self.own.is_empty() { None } else { all.next() };
        if all.any(|key| keys::told(key) == Told::Beneath) {
            Told::Beneath
        } else {
            own.map_or(Told::Nothing, |key| keys::told(key))
        }
    }
}

/// Whether a string has no quotation marks at its end.
fn is_unclosed(written: &str, encoding: Option<Encoding>) -> bool {
    let (sign, length) = match encoding {
        Some(Encoding::BasicString) => ("\"", 2),
        Some(Encoding::LiteralString) => ("'", 2),
        Some(Encoding::MlBasicString) => ("\"\"\"", 6),
        Some(Encoding::MlLiteralString) => ("'''", 6),
        None => return false,
    };
    written.len() < length || !written.ends_with(sign)
}

/// What stands in a string of several lines: the first line end is not part of it.
fn lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let inner = range.start + 3..range.end - 3;
    let content = text.get(inner.clone()).unwrap_or_default();
    let end = content.strip_prefix("\r\n").or_else(|| content.strip_prefix('\n')).unwrap_or(content);
    inner.start + content.len() - end.len()..inner.end
}

fn exact(text: &str, range: Range<usize>) -> Excerpt {
    let mut out = Excerpt::default();
    out.exact(text, range);
    out
}

/// Whether a line opens a table or sets a key.
fn opens(line: &str) -> bool {
    let key = |key: &str| {
        let sign = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
        !key.trim().is_empty() && key.trim().chars().all(sign)
    };
    let table = line.strip_prefix('[').and_then(|rest| rest.split(']').next());
    line.split_once('=').is_some_and(|(name, _)| key(name))
        || line.contains(']') && table.is_some_and(|name| key(name.trim_start_matches('[')))
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    fn texts(text: &str, host: Host) -> Vec<String> {
        let document = read(text, Format::Toml);
        document.blocks.iter().filter(|block| block.host == host).map(|block| block.text.clone()).collect()
    }

    #[test]
    fn strings_of_every_kind_are_read() {
        for (text, expected) in [
            ("a = \"the client\\u2019s name\"\nb = 'two words'\n", vec!["the client’s name", "two words"]),
            ("a = \"\"\"\ntwo \\\n  words\"\"\"\nb = '''\r\nmore words'''\n", vec!["two words", "more words"]),
            ("title = \"Word\"\ntype = \"two words\"\nb = \"word\"\n", vec!["Word"]),
            (
                "x = {title = \"Word\", run = \"two words\", y = [\"more words\", {label = \"One\"}]}\n",
                vec!["Word", "more words", "One"],
            ),
            (
                "[our.name]\n\"our key\" = \"two words\"\n[[dependencies]]\na = \"two words\"\n[dependencies.b]\na = \"two words\"\n",
                vec![],
            ),
            ("[x.our-name]\na.b = \"two words\"\n[dependencies]\na = \"two words\"\n", vec!["two words"]),
            ("", vec![]),
        ] {
            assert_eq!(texts(text, Host::String), expected, "{text}");
        }
    }

    #[test]
    fn comments_are_read() {
        let text = "# one\n# two\na = 1 # three four\n# b = \"our words\"\nc = '# no'\n";
        assert_eq!(texts(text, Host::Comment), ["one\ntwo", "three four"]);
    }

    #[test]
    fn what_is_broken_costs_its_line() {
        for (text, expected) in [
            ("a = \"two words\nb = \"more words\"\n", vec!["two words", "more words"]),
            ("a = \"\"\"two words\nour words\n[x]\nb = \"more words\"\n", vec!["two words", "more words"]),
            ("a = [\"two words\",\n[b]\nc = \"more words\"\n", vec!["two words", "more words"]),
            ("a = two words\nb = \"more words\"\n", vec!["more words"]),
            (
                "<<<<<<< our branch\na = \"two words\"\n=======\na = \"more words\"\n>>>>>>> our branch\n",
                vec!["two words", "more words"],
            ),
        ] {
            assert_eq!(texts(text, Host::String), expected, "{text}");
        }
    }

    #[test]
    fn hostile_texts_take_no_time() {
        for text in ["[".repeat(50_000), "a = [".repeat(20_000), "a = \"\"\"\n".repeat(2_001), "a = {".repeat(20_000)] {
            super::read(&text, crate::prose::builder::Interest::default());
        }
    }
}
