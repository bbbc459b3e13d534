//! The attributes of a tag that people read: each is a block of its own, beside the text in which the tag stands.

use std::ops::Range;

use super::{Tag, elements, references};
use crate::prose::builder::Builder;
use crate::prose::document::{Caution, Style};
use crate::prose::flow::{Flow, pieces};
use crate::prose::unread::Markup;

impl Flow<'_> {
    /// Reads the attributes of a tag that are for people.
    pub(in crate::prose) fn attributes(&mut self, tag: &Tag, reads: impl Fn(&Tag, &str, &str) -> bool) {
        for attribute in &tag.attributes {
            let value = attribute.value.clone();
            if !reads(tag, &attribute.name, self.text) || !self.holds_words(value.clone()) {
                continue;
            }
            let style = Style { image: attribute.name == "alt", ..Style::default() };
            let builder = Builder::new(elements::attribute_kind(tag, self.text));
            let builder = self.attribute(value.clone(), style, builder);
            let one_word = builder.text().split_whitespace().nth(1).is_none();
            let block = builder.with_caution(one_word.then_some(Caution::OneWord));
            let block = block.finish(Some(value), Markup::Marked, self.interest);
            self.add_aside(block);
        }
    }

    /// Whether there are letters in a stretch of the document that are not hidden.
    fn holds_words(&self, range: Range<usize>) -> bool {
        let words = |piece: Range<usize>| self.text.get(piece).is_some_and(|text| text.contains(char::is_alphabetic));
        pieces(&self.hidden, range).any(|(piece, is_hidden)| !is_hidden && words(piece))
    }

    /// Adds the value of an attribute to a block.
    fn attribute(&self, value: Range<usize>, style: Style, mut builder: Builder) -> Builder {
        for (piece, is_hidden) in pieces(&self.hidden, value) {
            let mut at = piece.start;
            while at < piece.end && !is_hidden {
                let rest = self.text.get(at..piece.end).unwrap_or_default();
                let stop = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
                builder.lines(self.text, at..at + stop, style);
                at += stop;
                match references::decode(rest.get(stop..).unwrap_or_default()) {
                    Some((length, seen)) => {
                        builder.decoded(&seen, at..at + length, style);
                        at += length;
                    }
                    None => {
                        builder.exact(self.text, at..(at + 1).min(piece.end), style);
                        at += 1;
                    }
                }
            }
            if is_hidden {
                builder.lines(self.text, piece, Style { code: true, ..style });
            }
        }
        builder
    }
}
