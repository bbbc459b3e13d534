//! What was read last of a text that is edited: the next reading takes over what the edit did not touch.
//!
//! So far Markdown alone is read in part. Every other format, and a text that is short, is read again from its
//! beginning, which gives the same.

use std::sync::Arc;

use super::builder::Interest;
use super::document::Document;
use super::markdown;
use super::splice::Spliced;
use super::{Format, read_where};
use crate::text::Change;

/// What the last reading of a text left for the next. Who reads it has to have the same interest each time.
#[derive(Debug, Default)]
pub struct Reading {
    last: Option<Last>,
    /// What the reading that was not yet settled will leave.
    next: Option<Next>,
    bytes: usize,
}

#[derive(Debug)]
struct Last {
    document: Arc<Document>,
    next: Next,
}

#[derive(Debug)]
struct Next {
    markdown: markdown::Last,
    /// The language that the text itself declares.
    language: Option<String>,
}

impl Reading {
    /// Reads a text as [`read_where`] does, and tells what is as it was in the last document; `change` is what changed in
    /// the text since. [`Reading::keep`] has to follow, else the next reading begins anew.
    pub fn read(
        &mut self,
        (text, change): (&str, &Change),
        format: Format,
        interest: &dyn Fn(&str) -> bool,
        written: &dyn Fn(&str) -> bool,
    ) -> (Document, Option<Spliced>) {
        self.next = None;
        let asked = Interest(interest, written);
        let last = self.last.take();
        if format != Format::Markdown || text.starts_with('\u{feff}') {
            self.bytes = text.len();
            return (read_where(text, format, interest, written), None);
        }
        if let Some((document, spliced)) = last.and_then(|last| self.again(last, (text, change), asked)) {
            return (document, Some(spliced));
        }
        self.bytes = text.len();
        let (mut document, markdown) = markdown::read_to_edit(text, asked);
        document.settle(text);
        let language = document.language.clone();
        self.next = markdown.filter(|last| last.is_of(text, &document)).map(|markdown| Next { markdown, language });
        (document, None)
    }

    fn again(&mut self, last: Last, text: (&str, &Change), interest: Interest<'_>) -> Option<(Document, Spliced)> {
        let Last { document, mut next } = last;
        let mut document = Arc::unwrap_or_clone(document);
        document.language.clone_from(&next.language);
        let (spliced, bytes) = next.markdown.again(text, &mut document, interest)?;
        self.bytes = bytes;
        self.next = Some(next);
        Some((document, spliced))
    }

    /// Keeps what was read for the next time: the document that came of it, which may have been given another language.
    /// It is cheapest where nobody else holds the document by then.
    pub fn keep(&mut self, document: &Arc<Document>) {
        let last = |next| Last { document: Arc::clone(document), next };
        self.last = self.next.take().map(last);
    }

    /// Forgets what was read last: another text is read next, and what changed is not known.
    pub fn forget(&mut self) {
        (self.last, self.next) = (None, None);
    }

    /// Whether the next reading can do with a part, where the edit allows it.
    pub fn goes_on(&self) -> bool {
        self.next.is_some() || self.last.is_some()
    }

    /// Whether a document is the one that was read last.
    pub fn is_last(&self, document: &Arc<Document>) -> bool {
        self.last.as_ref().is_some_and(|last| Arc::ptr_eq(&last.document, document))
    }

    /// How many bytes the last reading read: gave to a parser, or searched for words.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::text::{Copied, Text};

    const WORD: &str = "zebra";

    fn wanted(text: &str) -> bool {
        text.contains(WORD)
    }

    /// All that a document says.
    fn told(document: &Document) -> String {
        format!("{document:#?}")
    }

    /// Reads a text again and again, as it is edited.
    #[derive(Default)]
    struct Typist {
        reading: Reading,
        copied: Copied,
        /// How often only a part was read.
        in_part: usize,
    }

    impl Typist {
        #[track_caller]
        fn read(&mut self, text: &str) {
            let change = self.copied.follow(&Text::new(text));
            let old = self.reading.last.as_ref().map(|last| last.document.blocks.clone());
            let (document, spliced) = self.reading.read((text, &change), Format::Markdown, &wanted, &wanted);
            let full = read_where(text, Format::Markdown, &wanted, &wanted);
            assert_eq!(told(&document), told(&full), "{text:?}");
            if let (Some(old), Some(spliced)) = (old, spliced) {
                self.in_part += 1;
                let new = &document.blocks;
                let heads = old.iter().zip(new).take(spliced.head);
                let tails = old.iter().rev().zip(new.iter().rev()).take(spliced.tail);
                assert!(heads.clone().all(|(old, new)| (&old.text, &old.source) == (&new.text, &new.source)));
                assert!(tails.clone().all(|(old, new)| {
                    old.text == new.text && old.source.start.checked_add_signed(spliced.shift) == Some(new.source.start)
                }));
            }
            self.reading.keep(&Arc::new(document));
        }
    }

    /// A text of which much is left out.
    fn long() -> String {
        let mut text = String::new();
        for at in 0..700 {
            text += match at % 35 {
                0 => "## A heading\n\n",
                5 => "The zebra [stands](#there) here.\n\n",
                12 => "| a | zebra |\n|---|---|\n| c | d |\n\n",
                19 => "- an item\n- with a zebra\n\n",
                26 => "```\nzebra\n```\n\n",
                _ => "Nothing of the kind stands here, nor in what follows it.\n\n",
            };
        }
        text + "[f]: /g\n"
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 64, rng_seed: RngSeed::Fixed(9), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn an_edited_text_is_read_as_if_it_were_new(
            middle in markdown::lines(),
            edits in prop::collection::vec((any::<Index>(), 0..40_usize, markdown::lines(), 0..4_usize, any::<bool>()), 1..12),
        ) {
            let mut text = long();
            let place = text.len() * 3 / 4;
            let place = place + text[place..].find("\n\n").unwrap_or_default() + 2;
            text.insert_str(place, &(middle.join("\n") + "\n\n"));
            let mut typist = Typist::default();
            typist.read(&text);
            for (at, gone, lines, added, near) in edits {
                let (from, length) = if near { (place.min(text.len()), 300.min(text.len().saturating_sub(place))) } else { (0, text.len()) };
                let start = from + at.index(length + 1);
                let end = (start + gone).min(text.len());
                text.replace_range(start..end, &lines[..added.min(lines.len())].join("\n"));
                typist.read(&text);
            }
        }
    }

    /// What becomes of a long text when it is edited so, and whether only a part of it was read.
    #[track_caller]
    fn is_read_in_part(before: &str, edit: (&str, &str)) -> bool {
        let mut typist = Typist::default();
        typist.read(before);
        let edited = before.replacen(edit.0, edit.1, 1);
        assert_ne!(edited, before);
        typist.read(&edited);
        typist.in_part == 1
    }

    #[test]
    fn only_what_was_edited_is_read_unless_it_reaches_farther() {
        let text = long() + "\nThe last [f] of all.\n\n<div>\n\nmiddle\n\n# End\n\n<style>\n\nthe end\n";
        for (edit, in_part) in [
            (("last", "lost"), true),
            (("last", "first zebra"), true),
            (("The last", "# The last"), true),
            (("last [f]", "last [g](#there)"), true),
            (("middle", "zebra"), true),
            (("Nothing", "zebra"), true),
            // What is defined is used anywhere.
            (("[f]: /g", "[g]: /g"), false),
            (("The last", "[h]: /i\n\nThe last"), false),
            // Template tags, admonitions, front matter, directives.
            (("last", "{{ last }}"), false),
            (("The last", "!!! note\n\n    The last"), false),
            (("## A heading\n", "---\na: b\n---\n"), false),
            (("The last", "<!-- customary-disable-file -->\n\nThe last"), false),
            // Math, or money.
            (("last", "zebra $5 of seats, or 40$"), false),
            // An element that nobody sees may end anywhere.
            (("the end", "the </style> end"), false),
            // A fence to the end; rare white space; all of it.
            (("## A heading", "```"), false),
            (("last", "la\u{b}st"), false),
            ((text.as_str(), "nothing"), false),
        ] {
            assert_eq!(is_read_in_part(&text, edit), in_part, "{edit:?}");
        }
        // What defines something may end right before a heading, and what uses it begin right behind one.
        let filler = "Nothing of the kind stands here.\n\n".repeat(20);
        let text = format!("{}\nA note [g]: here\n# One\n\n{filler}# Two\nThe last [g] zebra.\n", long());
        assert!(is_read_in_part(&text, ("The last [g]", "The lost [g]")));
        // Template tags anywhere, a byte order mark, a text that does not show what it is about.
        let code = format!("```\n{}```\n\n{text}", "x\n".repeat(1 << 14));
        for text in [format!("{{{{ a }}}}\n\n{text}"), format!("\u{feff}{text}"), code] {
            assert!(!is_read_in_part(&text, ("last", "lost")));
        }
    }

    #[test]
    fn an_edit_in_a_paragraph_reads_no_more_of_a_long_text_than_of_a_short_one() {
        for times in [4, 256] {
            let mut text = long().repeat(times);
            let (mut reading, mut copied) = (Reading::default(), Copied::default());
            for edit in ["", "a", "b", " zebra "] {
                let place = text.len() / 2 + text[text.len() / 2..].find("the kind").unwrap_or_default();
                text.insert_str(place, edit);
                let change = copied.follow(&Text::new(&text));
                let (document, _) = reading.read((&text, &change), Format::Markdown, &wanted, &wanted);
                assert!(edit.is_empty() || reading.bytes() < 4 << 10, "{} bytes", reading.bytes());
                reading.keep(&Arc::new(document));
            }
        }
    }
}
