//! YAML: scalars of all styles, and comments.
//!
//! A grammar says what stands where. Of a text that it does not understand nothing is lost but the line at fault:
//! it is taken apart by its indentation, as [`recover`] tells. The tags of templates (Helm, Jinja) are blanked
//! before the grammar sees them.

mod recover;
mod scalar;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use tree_sitter::{Parser, Tree};

use self::scalar::Style;
use super::keys::{self, Told};
use super::{Reader, is_data, language};
use crate::prose::builder::Interest;
use crate::prose::detect::{self, Detected};
use crate::prose::document::Document;
use crate::prose::format::{Comment, Description};
use crate::prose::strings::Shown;
use crate::prose::{Format, comments};

/// YAML 1.2, and what is left of older versions.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["yaml"],
    languages: &[
        "yaml",
        "dockercompose",
        "github-actions-workflow",
        "azure-pipelines",
        "ansible",
        "home-assistant",
        "helm",
    ],
    extensions: &["yaml", "yml", "cff", "eyaml", "sublime-syntax"],
    files: &[
        ".clang-format", ".clang-tidy", ".clangd", ".yamllint", ".gemrc", "CITATION.cff", ".prettierrc", ".stylelintrc",
    ],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "values in every style that read as prose; a single word where its key tells that people read it, or in a \
            catalogue of translations (`en:` at the top); comments. Nothing where the catalogue is of another language",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut reader = Reader::new(text, interest);
    let masked = without_templates(text);
    let catalogue = catalogue(&masked);
    let mut yaml = Yaml {
        reader: &mut reader,
        parser: parser(),
        keys: Vec::new(),
        declared: None,
        is_catalogue: catalogue.is_some(),
        languages: language::Languages::new(text),
        has_more_documents: text.trim_start_matches("---").contains("\n---"),
    };
    recover::read(&masked, &mut yaml);
    let declared = catalogue.or(yaml.declared);
    let mut out = reader.finish();
    out.language = declared;
    out
}

/// The only key at the top, where it is a language, or that of English among others: then all beneath is a catalogue of
/// translations.
fn catalogue(text: &str) -> Option<String> {
    let top = |line: &&str| {
        line.starts_with(|c: char| !c.is_whitespace() && c != '#' && c != '%') && !line.starts_with("---")
    };
    let tag = |line: &str| {
        let key = line.split('#').next().unwrap_or_default().trim_end().strip_suffix(':')?;
        language::tag(key.trim_matches(['"', '\'']))
    };
    let lines = text.trim_start_matches('\u{feff}').lines().filter(top);
    let tags: Vec<String> = lines.map(tag).collect::<Option<_>>()?;
    match tags.as_slice() {
        [only] => Some(only.clone()),
        tags => tags.iter().find(|tag| language::is_english(tag)).cloned(),
    }
}

/// What is known while a text is read.
struct Yaml<'r, 't> {
    reader: &'r mut Reader<'t>,
    parser: Parser,
    /// The keys of what is taken apart, outermost first.
    keys: Vec<String>,
    declared: Option<String>,
    is_catalogue: bool,
    languages: language::Languages<'t>,
    /// What one of several documents declares says nothing of the others.
    has_more_documents: bool,
}

/// A pair of the tree that is open.
struct Open {
    end: usize,
    key: Range<usize>,
}

impl Yaml<'_, '_> {
    /// Reads what a tree holds; `offset` is where its text begins.
    fn tree(&mut self, tree: &Tree, offset: usize) {
        let mut cursor = tree.walk();
        let mut open: Vec<Open> = Vec::new();
        loop {
            let node = cursor.node();
            let range = node.start_byte() + offset..node.end_byte() + offset;
            while open.last().is_some_and(|pair| pair.end <= range.start && pair.end > pair.key.start) {
                open.pop();
            }
            let enter = match node.kind() {
                "comment" => {
                    self.comment(range);
                    false
                }
                "block_mapping_pair" | "flow_pair" => {
                    let key = node.child_by_field_name("key");
                    let at = range.start..range.start;
                    let key = key.map_or(at, |key| key.start_byte() + offset..key.end_byte() + offset);
                    open.push(Open { end: range.end, key });
                    true
                }
                kind => match style(kind) {
                    Some(style) => {
                        self.scalar(range, style, &open);
                        false
                    }
                    None => true,
                },
            };
            if enter && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }

    fn comment(&mut self, range: Range<usize>) {
        let content = self.reader.text.get(range.clone()).unwrap_or_default();
        let signs = content.len() - content.trim_start_matches('#').len();
        self.reader.note(range.clone(), range.start + signs..range.end);
    }

    fn scalar(&mut self, range: Range<usize>, style: Style, open: &[Open]) {
        if open.last().is_some_and(|pair| pair.key.contains(&range.start)) {
            return;
        }
        let key = open.last().map(|pair| self.key(&pair.key));
        if self.declared.is_none()
            && !self.has_more_documents
            && open.len() + self.keys.len() == 1
            && key.as_ref().or(self.keys.last()).is_some_and(|key| language::KEYS.contains(&key.as_str()))
        {
            self.declared = language::tag(scalar::scalar(self.reader.text, range.clone(), style).text());
        }
        if !self.reader.may_hold(&range) {
            return;
        }
        let above = open.iter().map(|pair| self.key(&pair.key));
        let mut above: Vec<String> = self.keys.iter().cloned().chain(above).collect();
        if above.iter().any(|key| self.languages.leave_out(key)) {
            return;
        }
        let own = above.pop().unwrap_or_default();
        let told =
            if above.iter().any(|key| keys::told(key) == Told::Beneath) { Told::Beneath } else { keys::told(&own) };
        let value = scalar::scalar(self.reader.text, range, style);
        if style == Style::Block && (is_file(&own) || holds_data(value.text())) {
            return;
        }
        match told {
            // In a catalogue people read every value; its keys are names that the house gave.
            Told::Nothing | Told::Seldom if self.is_catalogue => self.reader.value(value, Shown::ToPeople),
            Told::Never | Told::Beneath if self.is_catalogue => self.reader.value(value, Shown::Unknown),
            told => self.reader.told(value, told),
        }
    }

    fn key(&self, range: &Range<usize>) -> String {
        self.reader.text.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'']).to_owned()
    }
}

/// Whether a key is the name of a file that is not made of text alone: what stands below it is that file.
fn is_file(key: &str) -> bool {
    let is_text = |format| matches!(format, Format::Markdown | Format::PlainText | Format::Html);
    key.contains('.')
        && match detect::detect(Path::new(key)) {
            Detected::Known(format) => !is_text(format),
            Detected::Unsupported => true,
            Detected::ByContent => false,
        }
}

/// Whether most of the lines of a text are keys with values, or code.
fn holds_data(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut data, mut all) = (0, 0);
    for line in lines {
        all += 1;
        data +=
            usize::from(is_data(line) || line.ends_with(':') && !line.contains(' ') || comments::is_code_line(line));
    }
    data * 2 > all
}

fn style(kind: &str) -> Option<Style> {
    match kind {
        "plain_scalar" => Some(Style::Plain),
        "single_quote_scalar" => Some(Style::Single),
        "double_quote_scalar" => Some(Style::Double),
        "block_scalar" => Some(Style::Block),
        _ => None,
    }
}

/// A parser for many texts. Where the grammar did not fit the library it would know no text.
fn parser() -> Parser {
    let mut parser = Parser::new();
    let known = parser.set_language(&tree_sitter_yaml::LANGUAGE.into());
    debug_assert!(known.is_ok(), "the grammar fits the library");
    parser
}

/// The longest tag of a template, in bytes.
const TAG: usize = 2000;

/// The first tag of a template at or behind a place.
fn tag(text: &str, mut from: usize) -> Option<Range<usize>> {
    loop {
        let start = from + memchr::memchr(b'{', text.as_bytes().get(from..)?)?;
        let close: &[u8] = match text.as_bytes().get(start + 1) {
            Some(b'{') => b"}}",
            Some(b'%') => b"%}",
            Some(b'#') => b"#}",
            _ => b"",
        };
        let near = text.as_bytes().get(start + 2..text.len().min(start + TAG)).unwrap_or_default();
        match memchr::memmem::find(near, close) {
            Some(length) if !close.is_empty() => return Some(start..start + 2 + length + close.len()),
            // What is not closed near is none, and neither is one that begins there.
            None => from = start + near.len().max(1),
            Some(_) => from = start + 1,
        }
    }
}

/// The text with the tags of templates as words without meaning, byte for byte; where they fill a line, as nothing.
fn without_templates(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut out = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(tag) = tag(text, at) {
        at = tag.end;
        let line = memchr::memrchr(b'\n', text.as_bytes().get(..tag.start).unwrap_or_default()).map_or(0, |at| at + 1);
        let after = text.get(tag.end..).unwrap_or_default();
        let alone = out.get(line..tag.start).is_some_and(|before| before.iter().all(u8::is_ascii_whitespace))
            && after.lines().next().is_none_or(|rest| rest.trim().is_empty() || rest.trim_start().starts_with("{"));
        let sign = if alone { b' ' } else { b'x' };
        for byte in out.iter_mut().skip(tag.start).take(tag.len()).filter(|byte| !matches!(byte, b'\n' | b'\r')) {
            *byte = sign;
        }
    }
    // Whole characters were replaced by signs of one byte.
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests;
