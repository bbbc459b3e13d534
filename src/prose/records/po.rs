//! Catalogues of gettext: `.po` and `.pot`.
//!
//! The reader is our own: the parsers of the format keep no bytes, and one missing quotation mark ends them. Here it
//! costs its line, since every string ends on the line it begins on.

use std::ops::Range;

use super::escapes::{self, Escapes, LineEnd, Octal};
use super::{Reader, language};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description};
use crate::prose::strings::Shown;

/// A catalogue or the template of one.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["po", "gettext"],
    languages: &["po", "gettext", "pot"],
    extensions: &["po", "pot"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "`msgstr`; `msgid` and `msgid_plural`, whose fixes are for review; the comments of translators and those for \
            them; not the header, `msgctxt`, references and what is obsolete. Nothing where `Language` is another",
    read,
};

const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('b', "\u{8}"), ('f', "\u{c}"), ('v', "\u{b}"), ('a', "\u{7}")],
    digits: &[('x', 0)],
    octal: Octal::Known,
    line_end: LineEnd::Stays,
};

/// What the strings are of that follow a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Context,
    Id,
    IdPlural,
    Translation,
}

/// The text that is put together.
struct Entry {
    field: Field,
    strings: Vec<Range<usize>>,
}

struct Po<'t> {
    reader: Reader<'t>,
    open: Option<Entry>,
    /// Whether the entry has a context, so that its id may be empty.
    has_context: bool,
    /// Whether the id of the entry is empty: its translation is the header.
    is_header: bool,
    declared: Option<String>,
}

fn read(text: &str, interest: Interest<'_>) -> Document {
    let reader = Reader::new(text, interest);
    let mut po = Po { reader, open: None, has_context: false, is_header: false, declared: None };
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    for line in text.get(at..).unwrap_or_default().split_inclusive(['\n', '\r']) {
        let content = line.trim();
        let start = at + line.len() - line.trim_start().len();
        po.line(content, start);
        at += line.len();
    }
    po.close();
    let mut out = po.reader.finish();
    out.language = po.declared;
    out
}

impl Po<'_> {
    /// Takes a line without the white space around it.
    fn line(&mut self, content: &str, start: usize) {
        if content.starts_with('"') {
            let string = string(content, start);
            if let Some(open) = &mut self.open {
                open.strings.push(string);
            }
            return;
        }
        if content.is_empty() {
            return;
        }
        self.close();
        if content.starts_with('#') {
            self.comment(content, start);
        } else if let Some((field, rest)) = keyword(content) {
            match field {
                Field::Context => (self.has_context, self.is_header) = (true, false),
                Field::Id => self.is_header = false,
                Field::IdPlural | Field::Translation => {}
            }
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']')).trim_start();
            let at = start + content.len() - rest.len();
            let strings = match rest.strip_prefix('"') {
                Some(_) => Some(string(rest, at)),
                None if rest.is_empty() => None,
                // The first quotation mark is missing.
                None => Some(at..at + rest.trim_end_matches('"').len()),
            };
            self.open = Some(Entry { field, strings: strings.into_iter().collect() });
        }
    }

    /// `# of a translator`, `#. for translators`; `#:` is a reference, `#,` flags, `#|` and `#~` the past.
    fn comment(&mut self, content: &str, start: usize) {
        let signs = match content.as_bytes().get(1) {
            Some(b':' | b',' | b'|' | b'~' | b'=') => return,
            Some(b'.') => 2,
            _ => 1,
        };
        let end = start + content.len();
        self.reader.note(start..end, start + signs..end);
    }

    /// Reads the text that ends here.
    fn close(&mut self) {
        let Some(Entry { field, strings }) = self.open.take() else { return };
        let text = self.reader.text;
        let is_empty = strings.iter().all(Range::is_empty);
        if field == Field::Id {
            self.is_header = is_empty && !self.has_context;
        }
        let header = field == Field::Translation && self.is_header;
        if field == Field::Translation {
            self.has_context = false;
        }
        let shown = match field {
            Field::Context => return,
            Field::Id | Field::IdPlural => Shown::AsKey,
            Field::Translation => Shown::ToPeople,
        };
        let whole = strings.first().map_or(0, |first| first.start)..strings.last().map_or(0, |last| last.end);
        if !header && !self.reader.may_hold(&whole) {
            return;
        }
        let mut value = Excerpt::default();
        for string in strings {
            escapes::add(&mut value, text, string, ESCAPES);
        }
        if header {
            let declared = value.text().lines().find_map(|line| line.strip_prefix("Language:"));
            self.declared = self.declared.take().or_else(|| declared.and_then(language::tag));
        } else {
            self.reader.value(value, shown);
        }
    }
}

/// The keyword that a line begins with, and what follows it.
fn keyword(content: &str) -> Option<(Field, &str)> {
    let end = content.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(content.len());
    let field = match content.get(..end)? {
        "msgctxt" => Field::Context,
        "msgid" => Field::Id,
        "msgid_plural" => Field::IdPlural,
        "msgstr" => Field::Translation,
        _ => return None,
    };
    Some((field, content.get(end..)?))
}

/// The bytes of a string that a line holds from its start on, without quotation marks, the second of which may be missing.
fn string(content: &str, start: usize) -> Range<usize> {
    let inner = content.get(1..).unwrap_or_default();
    let mut escaped = false;
    let closing = inner.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    start + 1..start + 1 + closing.unwrap_or(inner.len())
}

#[cfg(test)]
mod tests {
    use crate::prose::{Caution, Format, Host, read};

    fn texts(text: &str, host: Host) -> Vec<(String, Option<Caution>)> {
        let document = read(text, Format::Gettext);
        let blocks = document.blocks.iter().filter(|block| block.host == host);
        blocks.map(|block| (block.text.trim().to_owned(), block.caution)).collect()
    }

    const PO: &str = r#"# Our own words.
msgid ""
msgstr ""
"Project-Id-Version: our own project\n"
"Language: en_GB\n"

# Of a
# translator.
#. For a translator.
#: our/file name.c:12
#, c-format, fuzzy
#| msgid "an older text"
msgctxt "our context"
msgid "a first text"
msgid_plural "more texts"
msgstr[0] "The client\342\200\231s "
"name, \"here\"\n"
"and there"
msgstr[1] "Word"

#~ msgid "an old text"
#~ msgstr "an old word"
"#;

    #[test]
    fn each_field_is_read_as_what_it_is() {
        let key = Some(Caution::LookupKey);
        let found = texts(PO, Host::String);
        assert_eq!(found[0], ("a first text".to_owned(), key));
        assert_eq!(found[1], ("more texts".to_owned(), key));
        assert!(found[2].0.ends_with("name, \"here\"\nand there") && found[2].1.is_none(), "{found:?}");
        assert_eq!(found[3], ("Word".to_owned(), Some(Caution::OneWord)));
        assert_eq!(found.len(), 4);
        let comments: Vec<String> = texts(PO, Host::Comment).into_iter().map(|(text, _)| text).collect();
        assert_eq!(comments, ["Our own words.", "Of a\ntranslator.\nFor a translator."]);
        assert_eq!(read(PO, Format::Gettext).language.as_deref(), Some("en_GB"));
    }

    #[test]
    fn an_empty_id_with_a_context_is_no_header() {
        let text = "msgctxt \"x\"\nmsgid \"\"\nmsgstr \"two words\"\n";
        assert_eq!(texts(text, Host::String).len(), 1);
    }

    #[test]
    fn what_is_broken_costs_its_line() {
        for (text, expected) in [
            (
                "msgid \"first text\nmsgstr \"two words\"\n\nmsgid \"more words\"\n",
                vec!["first text", "two words", "more words"],
            ),
            ("msgid first text\"\nmsgstr \"two words\"\n", vec!["first text", "two words"]),
            (
                "<<<<<<< our branch\nmsgstr \"two words\"\n=======\nmsgstr \"more words\"\n>>>>>>> our branch\n",
                vec!["two words", "more words"],
            ),
            ("msgstr \"two wor", vec!["two wor"]),
        ] {
            let found: Vec<String> = texts(text, Host::String).into_iter().map(|(text, _)| text).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
