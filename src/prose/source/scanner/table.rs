//! The table of `data/scanner.toml`: how comments, strings and text are written in each language.

use std::sync::LazyLock;

use serde::Deserialize;

/// How stretches are written in a language.
#[derive(Debug)]
pub(in crate::prose) struct Lexis {
    /// The ways that begin with a byte, in the order of the table; the first list is empty.
    ways: Vec<Vec<Way>>,
    /// For each byte the index of its ways.
    first: [u8; 256],
    /// A file that holds one of these has text among its code, and is a candidate as a whole.
    pub(super) text_signs: Vec<String>,
    /// A line behind which there is no code.
    pub(super) end_line: Option<String>,
    /// Whether code stands between `<?php` and `?>`.
    pub(super) code_between_tags: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: Vec<Language>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Language {
    names: Vec<String>,
    spans: Vec<Way>,
    #[serde(default)]
    text_signs: Vec<String>,
    end_line: Option<String>,
    #[serde(default)]
    code_between_tags: bool,
}

/// One way in which a stretch is written. The fields are told of in the table itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "way")]
pub(super) enum Way {
    Line(Line),
    Block(Block),
    String(Box<Text>),
    Raw { kind: Raw, open: String },
    Heredoc { kind: Heredoc, open: String },
    Char { open: String },
    Regex(Regex),
    Percent { open: String },
    Skip { open: String, length: usize },
    Unsure { open: String },
    Leave { open: String },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Line {
    pub(super) open: String,
    #[serde(default)]
    pub(super) after: After,
    #[serde(default)]
    pub(super) unless: String,
    pub(super) until: Option<String>,
    #[serde(default)]
    pub(super) continued: bool,
    #[serde(default)]
    pub(super) doubt: bool,
    #[serde(default)]
    pub(super) peek: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum After {
    #[default]
    Any,
    Blank,
    First,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Block {
    pub(super) open: String,
    pub(super) close: String,
    #[serde(default)]
    pub(super) nests: Nests,
    #[serde(default)]
    pub(super) first: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Nests {
    #[default]
    No,
    Yes,
    Perhaps,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Text {
    pub(super) open: String,
    #[serde(default)]
    pub(super) close: String,
    #[serde(default)]
    pub(super) escape: bool,
    #[serde(default)]
    pub(super) doubled: bool,
    #[serde(default)]
    pub(super) lines: bool,
    #[serde(default)]
    pub(super) greedy: bool,
    #[serde(default)]
    pub(super) quiet: bool,
    #[serde(default)]
    pub(super) prefix: Vec<String>,
    #[serde(default)]
    pub(super) beside: String,
    #[serde(default)]
    pub(super) behind_word: bool,
    #[serde(default)]
    pub(super) after_digit: AfterDigit,
    #[serde(default)]
    pub(super) holes: Vec<Hole>,
    #[serde(default)]
    pub(super) doubt: Vec<String>,
    /// The bytes at which it may end, or hold something else than its text.
    #[serde(skip)]
    pub(super) stops: Bytes,
}

/// A set of bytes.
#[derive(Debug, Clone)]
pub(super) struct Bytes([bool; 256]);

impl Default for Bytes {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Bytes {
    fn add(&mut self, byte: u8) {
        self.0.get_mut(usize::from(byte)).into_iter().for_each(|slot| *slot = true);
    }

    #[inline]
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).is_some_and(|slot| *slot)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AfterDigit {
    #[default]
    Opens,
    Number,
}

/// Code inside a string.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Hole {
    pub(super) open: String,
    pub(super) close: String,
    /// Whether the sign twice is the sign itself.
    #[serde(default)]
    pub(super) doubled: bool,
    #[serde(default)]
    pub(super) code: Code,
    #[serde(default)]
    pub(super) doubt: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Code {
    #[default]
    Any,
    NoComments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Raw {
    Rust,
    Swift,
    Lua,
    Cpp,
    Csharp,
    Dollar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Heredoc {
    Shell,
    Ruby,
    Php,
    Hcl,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Regex {
    pub(super) open: String,
    pub(super) words: String,
    /// Whether a pattern may stand behind any name, as the argument of a call without parentheses.
    #[serde(default)]
    pub(super) names_may_precede: bool,
    /// Whether a slash in a class of characters closes all the same.
    #[serde(default)]
    pub(super) slash_in_class: bool,
}

impl Way {
    fn open(&self) -> &str {
        match self {
            Self::Line(Line { open, .. })
            | Self::Block(Block { open, .. })
            | Self::Regex(Regex { open, .. })
            | Self::Raw { open, .. }
            | Self::Heredoc { open, .. }
            | Self::Char { open }
            | Self::Percent { open }
            | Self::Skip { open, .. }
            | Self::Unsure { open }
            | Self::Leave { open } => open,
            Self::String(text) => &text.open,
        }
    }

    /// The sign, where one of these can begin at the beginning of `rest`.
    pub(super) fn opens(&self, rest: &[u8]) -> bool {
        // The first byte is what led here, and most signs have no more than two.
        self.open()
            .bytes()
            .zip(rest.iter().map(Some).chain(std::iter::repeat(None)))
            .all(|(sign, byte)| byte == Some(&sign))
    }
}

impl Text {
    /// Works out what the table leaves to be worked out.
    fn complete(&mut self) {
        if self.close.is_empty() {
            self.close.clone_from(&self.open);
        }
        let signs = std::iter::once(&self.close).chain(self.holes.iter().map(|hole| &hole.open));
        let mut stops: Vec<u8> = signs.filter_map(|sign| sign.bytes().next()).collect();
        stops.extend(self.escape.then_some(b'\\'));
        stops.extend((!self.lines).then_some(b'\n'));
        stops.into_iter().for_each(|byte| self.stops.add(byte));
    }
}

impl Lexis {
    fn new(language: Language) -> Self {
        let mut ways: Vec<Vec<Way>> = vec![Vec::new()];
        let mut first = [0_u8; 256];
        for mut way in language.spans {
            if let Way::String(text) = &mut way {
                text.complete();
            }
            let Some(slot) = way.open().bytes().next().and_then(|byte| first.get_mut(usize::from(byte))) else {
                continue;
            };
            if *slot == 0 {
                // There are far fewer ways than a byte counts.
                *slot = u8::try_from(ways.len()).unwrap_or_default();
                ways.push(Vec::new());
            }
            ways.get_mut(usize::from(*slot)).into_iter().for_each(|list| list.push(way.clone()));
        }
        let Language { text_signs, end_line, code_between_tags, .. } = language;
        Self { ways, first, text_signs, end_line, code_between_tags }
    }

    /// The ways that begin with a byte.
    pub(super) fn ways(&self, byte: u8) -> &[Way] {
        let index = self.first.get(usize::from(byte)).copied().unwrap_or_default();
        self.ways.get(usize::from(index)).map_or(&[], Vec::as_slice)
    }

    /// Whether something may begin with a byte.
    #[inline]
    pub(super) fn begins(&self, byte: u8) -> bool {
        self.first.get(usize::from(byte)).is_some_and(|index| *index != 0)
    }
}

static TABLE: LazyLock<Vec<(Vec<String>, Lexis)>> = LazyLock::new(|| {
    let file: File = data!("prose/data/scanner");
    file.language.into_iter().map(|language| (language.names.clone(), Lexis::new(language))).collect()
});

/// How stretches are written in the language of a name of the table.
pub(in crate::prose) fn lexis(name: &str) -> Option<&'static Lexis> {
    TABLE.iter().find(|(names, _)| names.iter().any(|known| known == name)).map(|(_, lexis)| lexis)
}

/// All names of the table.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().flat_map(|(names, _)| names).map(String::as_str)
}
