//! JSON, with the comments and commas that some of its readers allow, and JSON5.
//!
//! The scanner is our own. A string of JSON never holds a line end, and that is what a broken file can be read by:
//! one missing quotation mark costs its line. The parsers that were tried stop at it, or take the next line's
//! quotation mark for the missing one, so that keys and values change places to the end of the file.

use std::ops::Range;

use super::keys::{self, Told};
use super::{Reader, escapes, language};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::format::{Comment, Description};

/// JSON as its specification has it: directives have no place in it.
pub(in crate::prose) const JSON: Description = Description {
    names: &["json"],
    languages: &["json", "jsonl", "geojson"],
    extensions: &["json", "jsonl", "ndjson", "geojson", "webmanifest", "topojson", "har", "avsc"],
    files: &[".all-contributorsrc", ".arcconfig", ".watchmanconfig", ".bowerrc", ".lintstagedrc"],
    interpreters: &[],
    comment: Comment::None,
    reads: "values that read as prose; a single word where its key tells that people read it (`title`, `label`, \
            `message` …); comments where there are any",
    read,
};

/// JSON whose readers allow comments.
pub(in crate::prose) const WITH_COMMENTS: Description = Description {
    names: &["jsonc", "json5"],
    languages: &["jsonc", "json5", "snippets"],
    extensions: &["jsonc", "json5", "code-workspace", "code-snippets", "sublime-settings", "sublime-keymap", "hujson"],
    files: &[
        "tsconfig.json",
        "jsconfig.json",
        "devcontainer.json",
        "tslint.json",
        "api-extractor.json",
        "deno.json",
        "language-configuration.json",
        "launch.json",
        "tasks.json",
        "extensions.json",
        "keybindings.json",
        ".eslintrc",
        ".eslintrc.json",
        ".babelrc",
        ".swcrc",
        ".jshintrc",
        ".jscsrc",
        ".hintrc",
        ".jslintrc",
    ],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "as in JSON, and comments",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut reader = Reader::new(text, interest);
    let mut declared = None;
    let languages = language::Languages::new(text);
    // What one of several records declares says nothing of the others.
    let is_of_lines = text.contains("\n{");
    scan(text, &mut |path, item| match item {
        Item::Note(whole, content) => reader.note(whole, content),
        Item::Comment(inner) => reader.comment(inner),
        Item::Value(inner) => {
            if declared.is_none() && !is_of_lines && path.len() == 1 && language::KEYS.contains(&key(text, path)) {
                declared = text.get(inner.clone()).and_then(language::tag);
            }
            let foreign = |frame: &Frame| text.get(frame.key.clone()).is_some_and(|key| languages.leave_out(key));
            if reader.may_hold(&inner) && !path.iter().any(foreign) {
                reader.told(escapes::string(text, inner, escapes::JSON), told(text, path));
            }
        }
    });
    let mut out = reader.finish();
    out.language = declared;
    out
}

/// What the keys above a value tell of it.
pub(super) fn told(text: &str, path: &[Frame]) -> Told {
    let above = |frame: &Frame| text.get(frame.key.clone()).unwrap_or_default();
    match path.split_last() {
        Some((_, before)) if before.iter().any(|frame| keys::told(above(frame)) == Told::Beneath) => Told::Beneath,
        _ => keys::told(key(text, path)),
    }
}

/// The innermost key above a value: that of its list, where it stands in one.
pub(super) fn key<'t>(text: &'t str, path: &[Frame]) -> &'t str {
    let named = path.iter().rev().find(|frame| !frame.key.is_empty());
    named.and_then(|frame| text.get(frame.key.clone())).unwrap_or_default()
}

/// An object or a list that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// The bytes of the key of an object that is being read, without quotation marks.
    pub(super) key: Range<usize>,
    /// How many commas were passed.
    pub(super) index: usize,
    close: u8,
}

/// What a scan comes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// A comment to the end of its line: its bytes with the sign, and without.
    Note(Range<usize>, Range<usize>),
    /// What stands between the signs of a comment.
    Comment(Range<usize>),
    /// What stands between the quotation marks of a string that is no key.
    Value(Range<usize>),
}

/// How deep the path of a value is known. What is nested deeper is read all the same.
const DEEPEST: usize = 200;

/// What stands before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A colon: a value follows.
    Colon,
    /// Another sign, or the beginning of a line: a key of an object follows, or a value of a list.
    Sign,
    /// Anything else.
    Word,
}

struct Scanner<'t, 'v> {
    text: &'t str,
    at: usize,
    open: Vec<Frame>,
    /// How many objects and lists are open beyond the deepest that is known.
    deeper: usize,
    before: Before,
    visit: &'v mut dyn FnMut(&[Frame], Item),
}

/// Goes through a text, in which `visit` is told what there is, each with the objects and lists around it.
pub(super) fn scan(text: &str, visit: &mut dyn FnMut(&[Frame], Item)) {
    let mut scanner = Scanner { text, at: 0, open: Vec::new(), deeper: 0, before: Before::Sign, visit };
    while let Some(byte) = text.as_bytes().get(scanner.at) {
        scanner.step(*byte);
    }
}

impl Scanner<'_, '_> {
    fn step(&mut self, byte: u8) {
        let start = self.at;
        self.at += 1;
        match byte {
            b' ' | b'\t' => {}
            // Each line begins anew: what was wrong before it is over.
            b'\n' | b'\r' if self.before == Before::Word => self.before = Before::Sign,
            b'\n' | b'\r' => {}
            b':' => self.before = Before::Colon,
            b'{' => self.push(b'}'),
            b'[' => self.push(b']'),
            b'}' | b']' => self.pop(byte),
            b',' => {
                if let Some(top) = self.open.last_mut() {
                    top.index += 1;
                    top.key = start..start;
                }
                self.before = Before::Sign;
            }
            b'"' => self.string(start, b'"'),
            b'\'' if self.before != Before::Word => self.string(start, b'\''),
            b'/' => self.comment(start),
            _ => self.word(start),
        }
    }

    fn push(&mut self, close: u8) {
        if self.open.len() < DEEPEST {
            self.open.push(Frame { key: self.at..self.at, index: 0, close });
        } else {
            self.deeper += 1;
        }
        self.before = Before::Sign;
    }

    /// Closes what is open; where one sign is missing, what it would have closed as well.
    fn pop(&mut self, close: u8) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(at) = self.open.iter().rposition(|frame| frame.close == close) {
            self.open.truncate(at);
        }
        self.before = Before::Word;
    }

    /// A string, which ends on its line.
    fn string(&mut self, start: usize, quote: u8) {
        let (inner, closed) = string_end(self.text, start + 1, quote);
        self.at = inner.end + usize::from(closed);
        let place = std::mem::replace(&mut self.before, Before::Word);
        if closed && self.colon_follows() {
            self.key(inner);
        } else if place == Before::Colon || place == Before::Sign && !self.is_in_object() {
            let text = self.text.get(inner.clone()).unwrap_or_default();
            let kept = if closed { text.len() } else { text.trim_end_matches([',', ' ', '\t', ']', '}']).len() };
            (self.visit)(&self.open, Item::Value(inner.start..inner.start + kept));
        }
    }

    fn is_in_object(&self) -> bool {
        self.deeper == 0 && self.open.last().is_some_and(|frame| frame.close == b'}')
    }

    fn key(&mut self, key: Range<usize>) {
        if let Some(top) = self.open.last_mut() {
            top.key = key;
        }
    }

    fn colon_follows(&self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let near = rest.bytes().take(NEAR).find(|byte| !byte.is_ascii_whitespace());
        near == Some(b':')
    }

    /// A comment, where one begins.
    fn comment(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        // Behind a colon it is an address that lost its quotation marks.
        let address = self.text.as_bytes().get(start.wrapping_sub(1)) == Some(&b':');
        if rest.starts_with("//") && !address {
            self.at = start + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            (self.visit)(&self.open, Item::Note(start..self.at, start + 2..self.at));
        } else if let Some(inner) = rest.strip_prefix("/*")
            && let Some(length) = memchr::memmem::find(inner.as_bytes(), b"*/")
        {
            self.at = start + length + 4;
            (self.visit)(&self.open, Item::Comment(start + 2..start + 2 + length));
        } else {
            self.before = Before::Word;
        }
    }

    /// A number, a name, or what is left of a broken string.
    fn word(&mut self, start: usize) {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let ends =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b',' | b':' | b'{' | b'}' | b'[' | b']');
        let length = rest.iter().skip(1).position(ends).map_or(rest.len(), |at| at + 1);
        self.at = start + length;
        let place = std::mem::replace(&mut self.before, Before::Word);
        if place == Before::Sign && self.colon_follows() {
            self.key(start..self.at);
        }
    }
}

/// How far a colon can stand behind its key, in bytes of white space.
const NEAR: usize = 100;

/// What stands in a string from `start` on, and whether it is closed on its line.
fn string_end(text: &str, start: usize, quote: u8) -> (Range<usize>, bool) {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => {
                // A line end behind a backslash is part of the string (JSON5).
                at += if bytes.get(at + 1..at + 3) == Some(b"\r\n") { 3 } else { 2 };
            }
            b'\n' | b'\r' => return (start..at, false),
            byte if *byte == quote => return (start..at, true),
            _ => at += 1,
        }
    }
    (start..text.len(), false)
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    /// The texts of the strings, and those of the comments.
    fn texts(text: &str) -> (Vec<String>, Vec<String>) {
        let document = read(text, Format::JsonWithComments);
        let of = |host: Host| {
            let blocks = document.blocks.iter().filter(|block| block.host == host);
            blocks.map(|block| block.text.clone()).collect()
        };
        (of(Host::String), of(Host::Comment))
    }

    #[test]
    fn values_are_read_and_keys_are_not() {
        for (text, expected) in [
            (
                r#"{"our name": "our value", "a": ["two words", {"b": "more words"}]}"#,
                vec!["our value", "two words", "more words"],
            ),
            (r#"{"a": "word", "title": "Word", "x": {"label": "One"}}"#, vec!["Word", "One"]),
            (r#"{"id": "two words", "type": "two words", "type": "this is a sentence"}"#, vec!["this is a sentence"]),
            (r#"{"dependencies": {"a": "two words"}, "b": "more words"}"#, vec!["more words"]),
            (r#"{"a": "the customer\u2019s\nname"}"#, vec!["the customer’s\nname"]),
            ("{a: 'two words', \"b\": \"one \\\n  two\"}", vec!["two words", "one two"]),
            ("", vec![]),
            ("\u{feff}{\"a\": \"two words\"}", vec!["two words"]),
            ("{\"a\": \"one word\"}\n{\"a\": \"two words\"}\n", vec!["one word", "two words"]),
        ] {
            assert_eq!(texts(text).0, expected, "{text}");
        }
    }

    #[test]
    fn comments_are_read() {
        for (text, expected) in [
            ("// one two\n// three\n{} // four", vec!["one two\nthree", "four"]),
            ("/* one\n * two */ {\"a\": \"http://x //y\"}", vec!["one\ntwo"]),
            ("// \"a\": \"our words\",\n// our words", vec!["our words"]),
            ("/* never closed {\"a\": 1}", vec![]),
        ] {
            assert_eq!(texts(text).1, expected, "{text}");
        }
    }

    #[test]
    fn what_is_broken_costs_its_line() {
        for (text, expected) in [
            ("{\"a\": \"our words,\n\"our name\": \"two words\"}", vec!["our words", "two words"]),
            ("{\"a: \"our words\",\n\"our name\": \"two words\"}", vec!["two words"]),
            ("{\"a\": our words\",\n\"our name\": \"two words\"}", vec!["two words"]),
            (
                "{\"a\": \"first words\" our words\", \"b c\": \"d e\",\n\"our name\": \"two words\"}",
                vec!["first words", "two words"],
            ),
            (
                "{\n<<<<<<< HEAD\n\"our name\": \"two words\",\n=======\n\"our name\": \"other words\"\n>>>>>>> our branch\n}",
                vec!["two words", "other words"],
            ),
            ("[\"two words\", \"more wo", vec!["two words", "more wo"]),
            ("]]}}{{[[\"two words\"", vec!["two words"]),
        ] {
            assert_eq!(texts(text).0, expected, "{text}");
        }
    }

    #[test]
    fn a_file_can_say_its_language() {
        for (text, language) in [
            (r#"{"@@locale": "de", "a": "b"}"#, Some("de")),
            (r#"{"locale": "pt-BR"}"#, Some("pt-BR")),
            (r#"{"x": {"locale": "de"}}"#, None),
            (r#"{"language": "JavaScript"}"#, None),
        ] {
            assert_eq!(read(text, Format::Json).language.as_deref(), language, "{text}");
        }
    }

    #[test]
    fn what_is_nested_deep_costs_no_more() {
        let text = "[".repeat(100_000) + "\"two words\"" + &"]".repeat(100_000) + ", \"more words\"";
        assert_eq!(texts(&text).0, ["two words", "more words"]);
    }
}
