//! Data: formats whose texts are the values of keys. Each file reads one of them.
//!
//! Where a value stands and what its escapes stand for is known by the format's reader, which puts it together as
//! an [`Excerpt`]. Here is what all of them share: what the key tells ([`keys`]), what in a message is filled in
//! later ([`placeholders`]), and how comments of several lines come together ([`Notes`]).

pub(super) mod apple;
pub(super) mod arb;
pub(super) mod catalogue;
pub(super) mod escapes;
pub(super) mod fluent;
pub(super) mod json;
mod keys;
mod language;
pub(super) mod notebook;
mod placeholders;
pub(super) mod po;
pub(super) mod properties;
pub(super) mod table;
pub(super) mod toml;
pub(super) mod yaml;

use std::ops::Range;

use self::keys::Told;
use super::builder::Interest;
use super::document::Document;
use super::excerpt::Excerpt;
use super::strings::{self, Shown};
use super::{Format, comments};

/// The fewest words of a sentence, where only a sentence is read.
const SENTENCE: usize = 4;

/// Where what is read goes.
struct Reader<'t> {
    text: &'t str,
    interest: Interest<'t>,
    out: Document,
    /// Lines of a comment that may go on.
    notes: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, interest: Interest<'t>) -> Self {
        Self { text, interest, out: Document::default(), notes: Vec::new() }
    }

    /// Whether a value is worth to be read at all, by what it says.
    fn is_of_interest(&self, value: &Excerpt) -> bool {
        self.interest.0(value.text())
    }

    /// Whether bytes are worth to be decoded.
    fn may_hold(&self, source: &Range<usize>) -> bool {
        self.text.get(source.clone()).is_some_and(self.interest.1)
    }

    /// Reads a value of which its key tells what it is.
    fn told(&mut self, value: Excerpt, told: Told) {
        match told {
            Told::Never | Told::Beneath => {}
            Told::Nothing => self.value(value, Shown::Unknown),
            Told::Shown => self.value(value, Shown::ToPeople),
            Told::Comment => self.comment_value(value),
            Told::Seldom if value.text().split_whitespace().nth(SENTENCE - 1).is_some() => {
                self.value(value, Shown::Unknown);
            }
            Told::Seldom => {}
        }
    }

    /// Reads a value for people, whatever the key.
    fn value(&mut self, mut value: Excerpt, shown: Shown) {
        if !self.is_of_interest(&value) {
            return;
        }
        let markup = markup(value.text());
        let placeholders = placeholders::find(value.text());
        value.rewrite(&placeholders);
        if shown == Shown::Unknown && !placeholders.is_empty() && !strings::reads_as_prose(&words(&value)) {
            return;
        }
        strings::read(&value, shown, markup, self.interest, &mut self.out);
    }

    /// Reads a value that speaks to those who change the file.
    fn comment_value(&mut self, value: Excerpt) {
        if self.is_of_interest(&value) {
            let read = value.read(markup(value.text()), self.interest);
            self.out.append(read, super::Host::Comment);
        }
    }

    /// Adds a line of a comment: its bytes with the sign, and without. It goes on where a line before it that is
    /// all comment ends right above.
    fn note(&mut self, whole: Range<usize>, content: Range<usize>) {
        let goes_on = self.notes.last().is_some_and(|last| {
            let between = self.text.get(last.end..whole.start).unwrap_or("\n\n");
            let one = matches!(between.matches('\n').count() + usize::from(!between.contains('\n')), 1);
            one && between.trim().is_empty() && stands_alone(self.text, whole.start)
        });
        if !goes_on {
            self.end_notes();
        }
        self.notes.push(content);
    }

    /// Reads the lines of the comment that ends here.
    fn end_notes(&mut self) {
        let lines = std::mem::take(&mut self.notes);
        let (mut from, mut at) = (0, 0);
        // What was taken out parts what stands around it.
        while at <= lines.len() {
            let line = lines.get(at).and_then(|line| self.text.get(line.clone()));
            if line.is_none_or(is_data) {
                let group = lines.get(from..at).unwrap_or_default();
                comments::read(self.text, group, Format::Markdown, self.interest, &mut self.out);
                from = at + 1;
            }
            at += 1;
        }
    }

    /// Reads what stands between the signs of a comment such as `/* … */`.
    fn comment(&mut self, inner: Range<usize>) {
        let lines = comments::block_lines(self.text, inner);
        comments::read(self.text, &lines, Format::Markdown, self.interest, &mut self.out);
    }

    fn finish(mut self) -> Document {
        self.end_notes();
        self.out
    }
}

/// Whether nothing but white space stands before a place on its line.
fn stands_alone(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.bytes().rev().take_while(|byte| !matches!(byte, b'\n' | b'\r')).all(|byte| matches!(byte, b' ' | b'\t'))
}

/// Whether a line is one of those that a merge leaves behind.
pub(super) fn is_conflict(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|sign| line.starts_with(sign))
}

/// Whether a line of a comment is a key with its value, taken out: `# client_name: "Acme"`.
fn is_data(line: &str) -> bool {
    let line = line.trim().trim_start_matches("- ").trim_start();
    let key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '"' | '\'' | '@' | '[' | ']' | '$');
    let Some((name, value)) = line.split_once([':', '=']) else {
        return line.starts_with('[') && line.ends_with(']');
    };
    let name = name.trim_end();
    let value_parts = value.starts_with([' ', '\t'])
        || value.is_empty()
        || line.get(name.len()..).is_some_and(|rest| rest.starts_with('='));
    let quoted = value.trim_start().starts_with(['"', '\'', '[', '{', '|', '>', '$', '&', '*']);
    let brief = value.split_whitespace().nth(2).is_none();
    let named = !name.is_empty() && name.chars().all(key);
    let small = name.starts_with(|c: char| !c.is_uppercase()) || name.contains(['_', '.']);
    named && value_parts && (quoted || (brief && small))
}

/// The text without what is hidden.
fn words(value: &Excerpt) -> String {
    let shown = value.runs().iter().filter(|run| !run.style.code);
    shown.filter_map(|run| value.text().get(run.range.clone())).collect::<Vec<_>>().join(" ")
}

/// What a value is written in: Markdown, with HTML in it, where a sign says so.
fn markup(value: &str) -> Format {
    let bytes = value.as_bytes();
    let signs = memchr::memchr3(b'`', b'<', b'&', bytes).is_some()
        || memchr::memchr2(b'\n', b'*', bytes).is_some()
        || value.contains("](");
    if signs { Format::Markdown } else { Format::PlainText }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_out_is_told_from_words() {
        for (line, data) in [
            (" client_name: \"Our best client\"", true),
            ("customers: 3", true),
            ("- customer: Acme", true),
            ("[client]", true),
            ("timeout=30", true),
            ("Note: our customers pay late.", false),
            ("our customers pay, see below: they do", false),
            ("client: the person who pays us, in full", false),
            ("Customers: everybody", false),
            ("our customers", false),
        ] {
            assert_eq!(is_data(line), data, "{line}");
        }
    }
}
