//! Catalogues of strings in XML: Android's `strings.xml`, Apple's `.stringsdict`, and `.resx` of .NET.
//!
//! The tokens of XML are those of the XML reader. What an element is for is known here: which of them holds a text
//! that a person reads, which a note to translators, and what in a text is filled in later.

use std::ops::Range;

use super::Reader;
use super::escapes::{self, Escapes, LineEnd, Octal};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description};
use crate::prose::html::tokens::tokens;
use crate::prose::html::{Dialect, Tag, Token, references};
use crate::prose::strings::Shown;

/// Android's string resources.
pub(in crate::prose) const ANDROID: Description = Description {
    names: &["android-strings"],
    languages: &["android-strings"],
    extensions: &[],
    files: &["strings.xml", "plurals.xml", "arrays.xml"],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "`string` and the `item`s of `plurals` and `string-array`, with their escapes and CDATA; comments; nothing that \
            is `translatable=\"false\"`, nothing in `xliff:g`, no names",
    read: |text, interest| read(text, interest, &Android),
};

/// Apple's plurals.
pub(in crate::prose) const STRINGSDICT: Description = Description {
    names: &["stringsdict"],
    languages: &["stringsdict"],
    extensions: &["stringsdict"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "the texts of plural rules and `NSStringLocalizedFormatKey`; comments; no keys, no `NSStringFormat…` values",
    read: |text, interest| read(text, interest, &Stringsdict),
};

/// String resources of .NET.
pub(in crate::prose) const RESX: Description = Description {
    names: &["resx"],
    languages: &["resx"],
    extensions: &["resx", "resw"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "the `value` of each `data` that is a string, and its `comment` as a comment; no names, no other types, no `resheader`",
    read: |text, interest| read(text, interest, &Resx),
};

/// Android's escapes, which stand inside those of XML.
const ANDROID_ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t")],
    digits: &[('u', 4)],
    octal: Octal::Unknown,
    line_end: LineEnd::Joins,
};

/// What the text of an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Value,
    Comment,
    Nothing,
}

/// What a vocabulary says of its elements.
trait Vocabulary {
    /// What the text is of the innermost of the open elements. `key` is what the last `key` element held.
    fn told(&self, open: &[Open], key: &str) -> Told;

    /// Whether an element is part of the text around it.
    fn is_inline(&self, _name: &str) -> bool {
        false
    }

    /// The escapes inside those of XML.
    fn escapes(&self) -> Option<Escapes> {
        None
    }
}

/// An open element.
struct Open {
    name: String,
    /// Whether an attribute says that it is not a text for people.
    is_excluded: bool,
}

struct Android;

impl Vocabulary for Android {
    fn told(&self, open: &[Open], _key: &str) -> Told {
        let names: Vec<&str> = open.iter().map(|open| open.name.as_str()).collect();
        let known = matches!(names.as_slice(), [.., "string"] | [.., "plurals" | "string-array", "item"]);
        if known && !open.iter().any(|open| open.is_excluded) { Told::Value } else { Told::Nothing }
    }

    fn is_inline(&self, name: &str) -> bool {
        !matches!(name, "resources" | "string" | "plurals" | "string-array" | "item" | "array" | "integer-array")
    }

    fn escapes(&self) -> Option<Escapes> {
        Some(ANDROID_ESCAPES)
    }
}

struct Stringsdict;

impl Vocabulary for Stringsdict {
    fn told(&self, open: &[Open], key: &str) -> Told {
        let is_string = open.last().is_some_and(|open| open.name == "string");
        let rule = matches!(key, "zero" | "one" | "two" | "few" | "many" | "other" | "NSStringLocalizedFormatKey");
        // Widths of a variant are numbers.
        let variant = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        if is_string && (rule || variant) { Told::Value } else { Told::Nothing }
    }
}

struct Resx;

impl Vocabulary for Resx {
    fn told(&self, open: &[Open], _key: &str) -> Told {
        match open {
            [.., data, value] if data.name == "data" && !data.is_excluded => match value.name.as_str() {
                "value" => Told::Value,
                "comment" => Told::Comment,
                _ => Told::Nothing,
            },
            _ => Told::Nothing,
        }
    }
}

/// The text that is put together.
struct Text {
    excerpt: Excerpt,
    told: Told,
}

struct Catalogue<'t, 'v> {
    reader: Reader<'t>,
    vocabulary: &'v dyn Vocabulary,
    open: Vec<Open>,
    text: Option<Text>,
    /// How many elements are open that hold what is filled in later.
    filled_in: usize,
    /// What the last `key` element held.
    key: String,
}

fn read(text: &str, interest: Interest<'_>, vocabulary: &dyn Vocabulary) -> Document {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let reader = Reader::new(text, interest);
    let (open, key) = (Vec::new(), String::new());
    let mut catalogue = Catalogue { reader, vocabulary, open, text: None, filled_in: 0, key };
    for token in tokens(text.get(start..).unwrap_or_default(), start, Dialect::Xml) {
        match token {
            Token::Text(range) => catalogue.text(range),
            Token::Tag(tag) => catalogue.tag(&tag),
            Token::Comment(range) => catalogue.comment(range),
            Token::Raw(_) | Token::Other(_) => {}
        }
    }
    catalogue.end_text();
    catalogue.reader.finish()
}

/// A closing tag looks no further for what it closes.
const NEAR: usize = 16;

impl Catalogue<'_, '_> {
    fn tag(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if self.vocabulary.is_inline(name) && self.is_in_a_text() {
            self.inline(tag);
            return;
        }
        self.end_text();
        if tag.closing {
            let found = self.open.iter().rev().take(NEAR).position(|open| open.name == name);
            if let Some(back) = found {
                self.open.truncate(self.open.len() - 1 - back);
            }
        } else if !tag.empty {
            // A value does not stand in a value: the tag that would have closed the other is missing.
            if matches!(name, "string" | "data") {
                let before = self.open.iter().rposition(|open| open.name == name);
                self.open.truncate(before.unwrap_or(self.open.len()));
            }
            self.open.push(Open { name: name.to_owned(), is_excluded: self.is_excluded(tag) });
        }
    }

    /// Takes markup inside a text: `<xliff:g>` holds what is filled in later, another element is part of the text.
    fn inline(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "xliff:g" if tag.closing => self.filled_in = self.filled_in.saturating_sub(1),
            "xliff:g" if !tag.empty => self.filled_in += 1,
            "br" | "li" | "p" | "ul" => {
                if let Some(text) = &mut self.text {
                    text.excerpt.decoded("\n", tag.range.clone());
                }
            }
            _ => {}
        }
    }

    /// Whether attributes say that an element holds no text for people.
    fn is_excluded(&self, tag: &Tag) -> bool {
        tag.attributes.iter().any(|attribute| {
            let value = self.reader.text.get(attribute.value.clone()).unwrap_or_default();
            match attribute.name.as_str() {
                "translatable" => value == "false",
                "type" => !value.is_empty() && !value.contains("System.String"),
                "mimetype" => true,
                // What the designer of forms keeps: `>>button.Name`.
                "name" => value.starts_with(">>") || value.starts_with("&gt;&gt;"),
                _ => false,
            }
        })
    }

    fn text(&mut self, range: Range<usize>) {
        let document = self.reader.text;
        let written = document.get(range.clone()).unwrap_or_default();
        if self.open.last().is_some_and(|open| open.name == "key") {
            written.trim().clone_into(&mut self.key);
            return;
        }
        if !self.is_in_a_text() {
            return;
        }
        let Some(text) = &mut self.text else { return };
        if self.filled_in > 0 {
            text.excerpt.hidden(document, range);
        } else {
            sections(&mut text.excerpt, document, range, self.vocabulary.escapes());
        }
    }

    /// Whether what comes next is part of a text, which may begin with it.
    fn is_in_a_text(&mut self) -> bool {
        if self.text.is_none() {
            let told = self.vocabulary.told(&self.open, &self.key);
            self.text = (told != Told::Nothing).then(|| Text { excerpt: Excerpt::default(), told });
        }
        self.text.is_some()
    }

    fn end_text(&mut self) {
        self.filled_in = 0;
        match self.text.take() {
            Some(Text { excerpt, told: Told::Value }) => self.reader.value(excerpt, Shown::ToPeople),
            Some(Text { excerpt, told: Told::Comment }) => self.reader.comment_value(excerpt),
            Some(Text { told: Told::Nothing, .. }) | None => {}
        }
    }

    fn comment(&mut self, range: Range<usize>) {
        let whole = self.reader.text.get(range.clone()).unwrap_or_default();
        let inner = whole.strip_prefix("<!--").unwrap_or(whole);
        let start = range.end - inner.len();
        let inner = inner.strip_suffix("-->").unwrap_or(inner);
        // Elements that somebody took out are no text.
        if !inner.trim_start().starts_with('<') {
            self.reader.comment(start..start + inner.len());
        }
    }
}

/// Adds a text with its CDATA sections.
fn sections(out: &mut Excerpt, document: &str, range: Range<usize>, escapes: Option<Escapes>) {
    const OPEN: &str = "<![CDATA[";
    let mut at = range.start;
    while let Some(rest) = document.get(at..range.end).filter(|rest| !rest.is_empty()) {
        let found = memchr::memmem::find(rest.as_bytes(), OPEN.as_bytes());
        let start = at + found.unwrap_or(rest.len());
        add(out, document, at..start, References::Known, escapes);
        if found.is_none() {
            return;
        }
        let inner = document.get(start + OPEN.len()..range.end).unwrap_or_default();
        let length = memchr::memmem::find(inner.as_bytes(), b"]]>").unwrap_or(inner.len());
        let inner = start + OPEN.len()..start + OPEN.len() + length;
        add(out, document, inner.clone(), References::Unknown, escapes);
        at = (inner.end + "]]>".len()).min(range.end);
    }
}

/// Whether a text holds character references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum References {
    Known,
    Unknown,
}

/// Adds a stretch of text, its references and escapes decoded. A line end swallows the indentation behind it.
fn add(out: &mut Excerpt, document: &str, range: Range<usize>, references: References, escapes: Option<Escapes>) {
    let mut at = range.start;
    while let Some(rest) = document.get(at..range.end).filter(|rest| !rest.is_empty()) {
        let sign = |byte: &u8| match byte {
            b'\n' | b'\r' => true,
            b'&' => references == References::Known,
            b'\\' | b'"' => escapes.is_some(),
            _ => false,
        };
        let length = rest.bytes().position(|byte| sign(&byte)).unwrap_or(rest.len());
        out.exact(document, at..at + length);
        at += length;
        let rest = rest.get(length..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { return };
        let (seen, length) = match (first, escapes) {
            ('&', _) => references::decode(rest).map_or(("&".to_owned(), 1), |(length, seen)| (seen, length)),
            ('\\', Some(escapes)) => escapes::first(rest, escapes),
            // Android's quotation marks keep white space and are not shown.
            ('"', _) => (String::new(), 1),
            _ => ("\n".to_owned(), rest.len() - rest.trim_start_matches(['\n', '\r', ' ', '\t']).len()),
        };
        let end = (at + length.max(1)).min(range.end);
        out.decoded(&seen, at..end);
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    fn texts(text: &str, format: Format, host: Host) -> Vec<String> {
        let document = read(text, format);
        document.blocks.iter().filter(|block| block.host == host).map(|block| block.text.clone()).collect()
    }

    #[test]
    fn android_strings_are_read_as_they_are_shown() {
        let text = r#"<?xml version="1.0"?>
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
  <!-- A note here. -->
  <!-- <string name="x">some old words</string> -->
  <string name="some name">The client\'s <b>name</b>, &quot;here&quot;</string>
  <string name="a" translatable="false">two words</string>
  <string name="b"><![CDATA[two & <b>more</b> words]]></string>
  <string name="c">"Word"</string>
  <string name="d">Of <xliff:g id="x" example="two words">%1$s some</xliff:g> words\n\u2019</string>
  <plurals name="e"><item quantity="one">one word</item><item quantity="other">%d words here</item></plurals>
  <string-array name="f"><item>some words</item></string-array>
  <integer name="g">12</integer><color name="h">two words</color>
</resources>"#;
        let found = texts(text, Format::AndroidStrings, Host::String);
        assert_eq!(found[0], "The client's name, \"here\"");
        assert!(found[1].contains("two &") && found[1].ends_with("words"), "{found:?}");
        assert_eq!(found[2], "Word");
        assert!(found[3].starts_with("Of ") && found[3].trim_end().ends_with(" words\n’"), "{found:?}");
        assert_eq!(found[4], "one word");
        assert!(found[5].ends_with(" words here") && found[6] == "some words" && found.len() == 7, "{found:?}");
        assert_eq!(texts(text, Format::AndroidStrings, Host::Comment), ["A note here."]);
    }

    #[test]
    fn stringsdict_holds_its_texts_by_key() {
        let text = "<plist><dict><key>two words</key><dict><key>NSStringLocalizedFormatKey</key><string>%#@x@ some words</string>\
            <key>x</key><dict><key>NSStringFormatSpecTypeKey</key><string>not these words</string><key>one</key>\
            <string>One client&#8217;s words</string></dict></dict></dict></plist>";
        let found = texts(text, Format::Stringsdict, Host::String);
        assert!(found[0].ends_with(" some words") && found[1] == "One client’s words" && found.len() == 2, "{found:?}");
    }

    #[test]
    fn of_resources_the_strings_are_read() {
        let text = "<root><resheader name=\"x\"><value>two words</value></resheader>\
            <data name=\"our name\" xml:space=\"preserve\"><value>Some {0} words</value><comment>A note here.</comment></data>\
            <data name=\"b\" type=\"System.Drawing.Size\"><value>two words</value></data>\
            <data name=\"&gt;&gt;c.Name\"><value>two words</value></data>\
            <data name=\"d\" mimetype=\"x\"><value>two words</value></data></root>";
        let found = texts(text, Format::Resx, Host::String);
        assert!(found[0].starts_with("Some ") && found.len() == 1, "{found:?}");
        assert_eq!(texts(text, Format::Resx, Host::Comment), ["A note here."]);
    }

    #[test]
    fn what_is_broken_costs_its_element() {
        let text = "<resources><string name=\"a\">two words\n<string name=\"b>our name</string>\n<string name=\"c\">more words</string>\n\
            <<<<<<< our branch\n<string name=\"d\">other words</string>\n=======\n</resources>";
        let found = texts(text, Format::AndroidStrings, Host::String).join("|");
        assert!(found.contains("two words") && found.contains("other words"), "{found:?}");
    }
}
