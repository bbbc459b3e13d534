//! Front matter at the head of a file: YAML between `---` lines, TOML between `+++` lines.
//!
//! Only the values of a few keys are for readers. Front matter that is broken is read as far as it
//! can be; the body does not suffer.

mod align;
mod toml;
mod yaml;

use std::ops::Range;

use super::builder::{Builder, Interest};
use super::directives;
use super::document::{BlockKind, Document};
use super::unread::Markup;

/// The keys whose values are for readers, in lower case.
const KEYS: [&str; 7] = ["title", "subtitle", "description", "summary", "excerpt", "abstract", "caption"];

/// In which language front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Toml,
}

/// Where front matter stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub(super) language: Language,
    /// The bytes between the two lines that enclose it.
    pub(super) content: Range<usize>,
    /// Where the body begins.
    pub(super) end: usize,
}

/// Finds the front matter of a text, if it has any.
pub(super) fn split(text: &str) -> Option<FrontMatter> {
    let (language, close): (_, &[&str]) = match first_line(text) {
        (line, _) if line.trim_start_matches('\u{feff}') == "---" => (Language::Yaml, &["---", "..."]),
        ("+++", _) => (Language::Toml, &["+++"]),
        _ => return None,
    };
    let start = first_line(text).1;
    let mut at = start;
    let mut is_mapping = None;
    while at < text.len() {
        let (line, length) = first_line(text.get(at..)?);
        if close.contains(&line) {
            let plausible = is_mapping.unwrap_or(true);
            return plausible.then_some(FrontMatter { language, content: start..at, end: at + length });
        }
        let content = line.trim_start();
        if is_mapping.is_none() && !content.is_empty() && !content.starts_with('#') {
            is_mapping = Some(language == Language::Toml || opens_mapping(content));
        }
        at += length;
    }
    None
}

/// The same for formats in which lines of dashes or pluses mean something else: every line that is not indented has to
/// be one of settings. A title between two lines and the head of a letter are none.
pub(super) fn split_settings(text: &str) -> Option<FrontMatter> {
    let front = split(text)?;
    let mut lines = text.get(front.content.clone())?.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
    let mut any = false;
    let valid = lines.all(|line| {
        let beside = line.starts_with([' ', '\t', '#', '-', '[', ']', '{', '}', '%', '"', '\'']);
        let length = line.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
        let key = length.filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let behind = key.and_then(|length| line.get(length..)).unwrap_or_default();
        let sets = match front.language {
            Language::Yaml => {
                behind.strip_prefix(':').is_some_and(|value| value.is_empty() || value.starts_with([' ', '\t']))
            }
            Language::Toml => behind.trim_start().starts_with('='),
        };
        any |= sets;
        sets || beside
    });
    (valid && any).then_some(front)
}

/// Whether a line is one of a YAML mapping. Text under a thematic break is not.
fn opens_mapping(line: &str) -> bool {
    let key = line.split(": ").next().unwrap_or_default();
    let key = key.strip_suffix(':').unwrap_or(key);
    let colon = line.contains(": ") || line.ends_with(':');
    colon && !key.is_empty() && !key.contains(['`', '*', '[', '<']) && key.split_whitespace().count() <= 3
        || line.starts_with('{')
        || line.starts_with('%')
}

/// The first line without trailing white space, and its length with its line end.
fn first_line(text: &str) -> (&str, usize) {
    let end = memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len());
    let crlf = text.get(end..).is_some_and(|rest| rest.starts_with("\r\n"));
    let length = if crlf { end + 2 } else { (end + 1).min(text.len()) };
    (text.get(..end).unwrap_or_default().trim_end(), length)
}

/// A string of front matter.
#[derive(Debug)]
struct Value {
    /// Its key, if it is the value of one.
    key: Option<String>,
    /// Its bytes in the document, quotation marks included.
    source: Range<usize>,
    /// What it stands for.
    cooked: String,
    /// How it is written.
    written: Written,
    /// How many bytes of quotation marks are at either end.
    quotes: usize,
}

/// How a string is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// As it is, but for its white space.
    Verbatim,
    /// Between single quotation marks that are doubled inside (YAML).
    Doubled,
    /// With backslash escapes.
    Escaped,
}

/// Reads the values that readers see, and the directives in comments.
pub(super) fn read(text: &str, front: &FrontMatter, out: &mut Document) {
    let content = text.get(front.content.clone()).unwrap_or_default();
    let mut values = match front.language {
        Language::Yaml => yaml::values(content),
        Language::Toml => toml::values(content),
    };
    for value in &mut values {
        value.source = value.source.start + front.content.start..value.source.end + front.content.start;
    }
    values.sort_by_key(|value| value.source.start);
    for value in &values {
        out.blocks.extend(value.key.as_ref().filter(|key| KEYS.contains(&key.as_str())).and_then(|key| {
            let mut builder = Builder::new(BlockKind::FrontMatter { key: key.clone() });
            align::align(text, value, &mut builder)?;
            builder.finish(Some(value.source.clone()), Markup::Marked, Interest::default())
        }));
    }
    comments(text, front, &values, out);
}

/// Directives stand in comments, which both languages begin with `#`.
fn comments(text: &str, front: &FrontMatter, values: &[Value], out: &mut Document) {
    let content = text.get(front.content.clone()).unwrap_or_default();
    for at in memchr::memmem::find_iter(content.as_bytes(), b"customary-") {
        let before = content.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
        let Some(before) = before.strip_suffix('#') else { continue };
        let alone = before.chars().next_back().is_none_or(char::is_whitespace);
        let start = front.content.start + at;
        let after = values.partition_point(|value| value.source.end <= start);
        let inside = values.get(after).is_some_and(|value| value.source.start <= start);
        if alone && !inside {
            let line = content.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
            let line = line.split('\r').next().unwrap_or_default();
            out.directives.list.extend(directives::parse(line, start));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Format, read};

    /// Keys and texts of the front matter's blocks.
    fn front(text: &str) -> Vec<(String, String)> {
        let document = read(text, Format::Markdown);
        let of = |kind: &BlockKind| match kind {
            BlockKind::FrontMatter { key } => Some(key.clone()),
            _ => None,
        };
        document.blocks.iter().filter_map(|block| Some((of(&block.kind)?, block.text.clone()))).collect()
    }

    #[test]
    fn values_for_readers_are_read_in_every_way_of_writing() {
        for (text, expected) in [
            ("---\ntitle: a b # c\ntags: [d]\n---\n", vec![("title", "a b")]),
            ("---\r\ntitle: a\r\n---\r\n", vec![("title", "a")]),
            (
                "---\ntitle: 'a''s'\ndescription: \"b\\u00e9 \\\"c\\\"\"\n...\n",
                vec![("title", "a's"), ("description", "bé \"c\"")],
            ),
            ("---\nsummary: |\n  a\n   b\n\n  c\n---\n", vec![("summary", "a\n b\n\nc\n")]),
            ("---\nsummary: >-\n  a\n  b\n\n  c\nx: y\n---\n", vec![("summary", "a b\nc")]),
            ("---\nexcerpt: a\n  b\n---\n", vec![("excerpt", "a b")]),
            ("---\nabstract: \"a \\\n  b\n\n  c\"\n---\n", vec![("abstract", "a b\nc")]),
            ("---\nx:\n  - caption: a\n    src: b\n  - {title: c}\n---\n", vec![("caption", "a"), ("title", "c")]),
            ("---\ntitle: a\ndescription: \"never closed\n---\nb", vec![("title", "a")]),
            (
                "+++\ntitle = \"a\\u00e9\"\ndraft = true\n[x]\ncaption = 'b'\n+++\n",
                vec![("title", "aé"), ("caption", "b")],
            ),
            ("+++\nsummary = \"\"\"\na \\\n  b\nc\"\"\"\n+++\n", vec![("summary", "a b\nc")]),
            ("+++\ntitle = \"a\"\nx = [\n+++\nb", vec![("title", "a")]),
            ("---\n\na: thing\n---\n", vec![]),
            ("---\n---\na", vec![]),
        ] {
            let expected: Vec<(String, String)> =
                expected.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            assert_eq!(front(text), expected, "{text}");
        }
    }

    #[test]
    fn every_character_of_a_value_maps_to_its_bytes() {
        for (text, word, source) in [
            ("---\nx: é\ntitle: our customers\n---\n", "customers", "customers"),
            ("---\ntitle: 'our customer''s'\n---\n", "customer's", "customer''s"),
            ("---\ntitle: \"our customer\\u2019s\"\n---\n", "customer’s", "customer\\u2019s"),
            ("---\nsummary: >\n  our\n  customers\n---\n", "our customers", "our\n  customers"),
            ("---\ntitle: \"our \\t customers\"\n---\n", "customers", "customers"),
            ("---\ntitle: \"a\\nour customers\"\n---\n", "customers", "customers"),
            ("---\nsummary: |-\n  \"our\n  customers\"\n---\n", "customers", "customers"),
            ("---\r\nsummary: |\r\n  our\r\n  customers\r\n---\r\n", "our\ncustomers", "our\r\n  customers"),
            ("+++\nsummary = \"\"\"\nour \\\n  customers\"\"\"\n+++\n", "customers", "customers"),
        ] {
            let document = read(text, Format::Markdown);
            let block = document.blocks.first().unwrap();
            let at = block.text.find(word).unwrap_or_else(|| panic!("{}", block.text));
            assert_eq!(&text[block.source_of(at..at + word.len()).unwrap()], source, "{text}");
        }
    }

    #[test]
    fn the_body_begins_where_the_front_matter_ends() {
        for (text, body) in [
            ("---\ntitle: a\n---\nb", Some("b")),
            ("+++\na = 1\n+++\nb", Some("b")),
            ("---\n: broken : [\n---\nb", None),
            ("---\nx: [broken\n---\nb", Some("b")),
            ("---\n\nJust a rule, and text.\n\n---\n", None),
            ("---\nNote: this is a long sentence\n", None),
            ("text\n---\ntitle: a\n---\n", None),
        ] {
            assert_eq!(split(text).map(|front| &text[front.end..]), body, "{text}");
        }
    }

    #[test]
    fn where_dashes_mean_something_else_only_settings_are_front_matter() {
        for (text, found) in [
            ("---\ntitle: a\ntags:\n- b\n---\nc", true),
            ("+++\ntitle = 'a'\n[b]\nc = 1\n+++\nd", true),
            ("---\nnote: a\nAnd a sentence.\n---\n", false),
            ("---\nOur clients: a talk\n---\n", false),
            ("---\nFrom: a\nTo: b\n---\n", false),
            ("---\n# a\n---\n", false),
            ("+++\na b\n+++\n", false),
        ] {
            assert_eq!(split_settings(text).is_some(), found, "{text}");
        }
    }

    #[test]
    fn comments_of_front_matter_hold_directives() {
        for (text, found) in [
            ("---\ntitle: a # customary-disable-line x\n---\n", 1),
            ("---\n#customary-disable-file\ntitle: a\n---\n", 1),
            ("---\ntitle: \"a # customary-disable-line\"\n---\n", 0),
            ("+++\ntitle = 'a' # customary-disable-line\n+++\n", 1),
            ("---\ntitle: a#customary-disable-line\n---\n", 0),
        ] {
            assert_eq!(read(text, Format::Markdown).directives.list.len(), found, "{text}");
        }
    }
}
