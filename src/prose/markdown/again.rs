//! A Markdown text that is read again after an edit: only what the edit may have changed is read.
//!
//! The pieces of `cuts.rs` say the same whether or not the others are there; so those that changed are read anew, with
//! the definitions of links beside them, and the others stay as they were. Where more of the text may hang on what
//! was edited (a definition, a template tag, the front matter, the end of an element of HTML), it is all read again.

use std::ops::Range;

use memchr::memchr3_iter;

use super::cuts::{Change, Cuts};
use super::pieces::has_rare_white_space;
use super::{Read, Reader, mask, options};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::flow::Flow;
use crate::prose::front_matter;
use crate::prose::html::elements;
use crate::prose::splice::{Edit, Spliced, count_tables, is_regular};
use crate::prose::templates::tags;
use crate::prose::unread::Markup;
use crate::text;

/// So many bytes are read in part, or a quarter of the text: beyond that all of it is read again.
const MOST: usize = 24 << 10;

/// What is kept of a text that was read, beside the text and its document.
#[derive(Debug)]
pub(in crate::prose) struct Last {
    cuts: Cuts,
    /// Where the fragments of the document stand, one for each.
    fragments: Vec<usize>,
}

impl Last {
    /// Of what was read; `None` where it has to be read in full again whatever is edited.
    pub(super) fn of(cuts: Cuts, read: &mut Read) -> Option<Self> {
        let fits = read.fragments.len() == read.document.fragments.len() && read.document.directives.list.is_empty();
        let fits = fits && !cuts.is_short() && has_all_tables(read);
        fits.then(|| Self { cuts, fragments: std::mem::take(&mut read.fragments) })
    }

    /// Whether the document of a text, now complete, can be put together from parts.
    pub(in crate::prose) fn is_of(&self, text: &str, document: &Document) -> bool {
        !has_rare_white_space(text.as_bytes()) && is_regular(document)
    }

    /// Reads the text after an edit: changes the document, and tells how, and how many bytes were read. `None` where all of the text has to be read; the document is then as it was, this of no more use.
    pub(in crate::prose) fn again(
        &mut self,
        (new, edited): (&str, &text::Change),
        document: &mut Document,
        interest: Interest<'_>,
    ) -> Option<(Spliced, usize)> {
        let body = self.cuts.from();
        if edited.start < body || body == 0 && front_matter::split(new).is_some() {
            return None;
        }
        let most = MOST.max(new.len() / 4);
        let change = self.cuts.edit(new, edited, most, interest.1)?;
        if change.new.len().max(change.old.len()) > most
            || reaches_far(&edited.before(new, from_tags(&change.old)), change.old.len())
            || reaches_far(new.as_bytes().get(from_tags(&change.new))?, change.new.len())
        {
            return None;
        }
        let kept = self.cuts.to_read(new, &change);
        if kept.text.len() > 2 * most || mask::math_beside_money(|| [&kept], options()).is_some() {
            return None;
        }
        let bytes = change.new.len() + kept.text.len();
        let mut flow = Flow::new(new, Vec::new(), interest);
        flow.markup = Markup::Parsed;
        let mut read = Reader::new(flow, new).read([kept], options());
        if !read.document.directives.list.is_empty() || !has_all_tables(&read) {
            return None;
        }
        read.document.settle(new);
        let spliced = self.splice(&change, read, document)?;
        self.cuts.show_the_beginning(document).then_some((spliced, bytes))
    }

    fn splice(&mut self, change: &Change, read: Read, document: &mut Document) -> Option<Spliced> {
        let mut inner = read.document;
        inner.parts.extend(self.cuts.left_out(change));
        inner.parts.sort_unstable();
        let edit = Edit { old: change.old.clone(), new: change.new.clone() };
        let fragments = read.fragments.into_iter().zip(inner.fragments.drain(..));
        let (at, names): (Vec<_>, Vec<_>) = fragments.filter(|(at, _)| edit.new.contains(at)).unzip();
        let (first, last) = edit.range_in(&self.fragments, |at| *at);
        self.fragments.iter_mut().skip(last).for_each(|at| *at = edit.moved(*at));
        self.fragments.splice(first..last, at);
        document.fragments.splice(first..last, names);
        inner
            .blocks
            .iter()
            .all(|block| block.source.end <= edit.new.end || block.source.start >= edit.new.end)
            .then_some(())?;
        Some(document.splice(&edit, inner))
    }
}

/// Whether every table that was read shows in the blocks, so that they can be counted there.
fn has_all_tables(read: &Read) -> bool {
    count_tables(&read.document) == read.tables
}

/// A range with what stands before it, as far as a template tag reaches that is not closed there.
fn from_tags(range: &Range<usize>) -> Range<usize> {
    range.start.saturating_sub(tags::LONGEST)..range.end
}

/// Whether what stands in the last so many of these bytes may change how others are read. A template tag may begin in
/// front of them.
fn reaches_far(bytes: &[u8], length: usize) -> bool {
    let inside = bytes.get(bytes.len().saturating_sub(length)..).unwrap_or_default();
    holds_masked(bytes) || memchr::memmem::find(inside, b"]:").is_some() || ends_element(inside)
}

/// Whether what the parser does not see begins there: a template tag, an admonition. Few texts hold many of the bytes that
/// their signs begin with.
fn holds_masked(bytes: &[u8]) -> bool {
    let begins = |at: usize| {
        let here = bytes.get(at..).unwrap_or_default();
        masked().any(|sign| here.starts_with(sign.as_bytes()))
    };
    memchr3_iter(b'{', b'<', b'$', bytes).chain(memchr3_iter(b'!', b'?', b'=', bytes)).any(begins)
}

/// The signs of it.
fn masked() -> impl Iterator<Item = &'static str> {
    mask::ADMONITIONS.into_iter().chain(tags::signs())
}

/// Whether an element ends there whose content nobody sees: such an element may begin far before.
fn ends_element(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"</").any(|at| {
        let name = bytes.iter().skip(at + 2).take_while(|byte| byte.is_ascii_alphanumeric());
        let name: String = name.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
        elements::is_skipped(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_what_is_masked_is_seen() {
        for sign in masked() {
            assert!(holds_masked(format!("a = b, {{c}} {sign}").as_bytes()), "{sign:?}");
        }
        assert!(!holds_masked(b"a {b} <c> $5, d! e? f = g == h"));
    }
}
