//! Front matter at the head of a Markdown file: YAML between `---` lines, TOML between `+++` lines.

use super::Document;

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
    pub(super) content: std::ops::Range<usize>,
    /// Where the body begins.
    pub(super) end: usize,
}

/// Finds the front matter of a text, if it has any.
pub(super) fn split(text: &str) -> Option<FrontMatter> {
    let (language, close): (_, &[&str]) = match first_line(text) {
        (line, _) if line.trim_end_matches('\u{feff}') == "---" => (Language::Yaml, &["---", "..."]),
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

/// Reads the values that readers see.
pub(super) fn read(_text: &str, _front: &FrontMatter, _out: &mut Document) {}
