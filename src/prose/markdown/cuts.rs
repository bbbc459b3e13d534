//! The pieces of a long text, and which of them have to be read where only some of the text is of interest.
//!
//! The pieces that hold one of the words are kept, and what their meaning hangs on: the pieces next to them, the
//! headings, the definitions of links, the beginning of the text.

use std::ops::Range;

use memchr::memmem;

use super::kept::Kept;
use super::pieces::{Kind, Piece, cut, cut_to};
use crate::prose::Document;
use crate::text;

/// So many bytes at the beginning are read in any case, since they tell what a text is about.
pub(super) const BEGINNING: usize = 1 << 14;

/// So many bytes of it a reader has to see; where it is code for the most part, nothing is left out.
const SEEN: usize = 1 << 10;

/// About so many bytes are given to the parser at once: what it makes of them takes more room than they do.
const AT_ONCE: usize = if cfg!(test) { 1 << 8 } else { 1 << 18 };

/// A text in pieces.
#[derive(Debug)]
pub(super) struct Cuts {
    /// Where the first piece begins.
    from: usize,
    /// How long the text is.
    length: usize,
    /// None where the text is short: then it is read in full.
    pieces: Vec<Cut>,
}

/// A piece, and what is known of it.
#[derive(Debug, Clone, Copy)]
struct Cut {
    piece: Piece,
    /// Whether something in it is wanted, where that was asked.
    wanted: Option<bool>,
    /// Whether it may define links or footnotes.
    defines: bool,
    /// Whether it is read.
    keep: bool,
}

/// What of a text is another one after an edit, in whole pieces.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Its bytes before the edit.
    pub(super) old: Range<usize>,
    /// Its bytes now.
    pub(super) new: Range<usize>,
    /// Its pieces now.
    pieces: Range<usize>,
}

impl Cuts {
    /// Of a text from the byte `from` on, with what is `wanted` of it. The parser sees the text as `masked`, byte for
    /// byte.
    pub(super) fn of(text: &str, masked: &str, from: usize, wanted: &dyn Fn(&str) -> bool) -> Self {
        let mut cuts = Self { from, length: masked.len(), pieces: Vec::new() };
        if masked.len() >= from + 2 * BEGINNING {
            let of = |piece: Piece| Cut { piece, wanted: None, defines: false, keep: false };
            cuts.pieces = cut(masked, from).into_iter().map(of).collect();
            cuts.find_definitions(masked, 0..cuts.pieces.len());
            cuts.decide(text, wanted);
        }
        cuts
    }

    /// Whether it is read in full because it is short.
    pub(super) fn is_short(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Where the first piece begins.
    pub(super) fn from(&self) -> usize {
        self.from
    }

    fn start(&self, piece: usize) -> usize {
        self.pieces.get(piece).map_or(self.length, |cut| cut.piece.start)
    }

    fn range(&self, piece: usize) -> Range<usize> {
        self.start(piece)..self.start(piece + 1)
    }

    /// What has to be read of it, part by part.
    pub(super) fn kept<'t>(&self, masked: &'t str) -> impl Iterator<Item = Kept<'t>> {
        let all = self.is_short().then(|| Kept::all(masked, self.from));
        let parts = self.parts().into_iter().map(|part| {
            let pieces = part.filter_map(|at| Some((self.range(at), self.pieces.get(at)?.keep)));
            Kept::those(masked, pieces)
        });
        all.into_iter().chain(parts)
    }

    /// The pieces that the parser is given together; the first of them is kept. All of them, where one may refer to
    /// what another defines.
    fn parts(&self) -> Vec<Range<usize>> {
        let most = if self.pieces.iter().any(|cut| cut.defines) { usize::MAX } else { AT_ONCE };
        let (mut parts, mut first, mut length) = (Vec::new(), 0, 0);
        for (at, _) in self.pieces.iter().enumerate().filter(|(_, cut)| cut.keep) {
            if length >= most {
                parts.push(first..at);
                (first, length) = (at, 0);
            }
            length += self.range(at).len();
        }
        parts.extend((!self.is_short()).then_some(first..self.pieces.len()));
        parts
    }

    /// Whether what was read of it shows enough of the beginning, or everything, to tell what the text is about.
    pub(super) fn show_the_beginning(&self, read: &Document) -> bool {
        let Some(left_out) = self.pieces.iter().find(|cut| !cut.keep) else { return true };
        let beginning = read.blocks.iter().take_while(|block| block.source.start < left_out.piece.start);
        let mut seen = 0;
        for block in beginning {
            seen += block.text.len();
            if seen >= SEEN {
                return true;
            }
        }
        false
    }

    /// Marks the pieces that may define links and footnotes, which something that is kept may refer to.
    fn find_definitions(&mut self, masked: &str, pieces: Range<usize>) {
        let bytes = self.start(pieces.start)..self.start(pieces.end);
        let mut next = pieces.start;
        for at in memmem::find_iter(masked.as_bytes().get(bytes.clone()).unwrap_or_default(), b"]:") {
            while next < pieces.end && self.start(next + 1) <= at + bytes.start {
                next += 1;
            }
            self.pieces.get_mut(next).into_iter().for_each(|cut| cut.defines = true);
        }
    }

    /// Works out which pieces have to be read.
    fn decide(&mut self, text: &str, wanted: &dyn Fn(&str) -> bool) {
        for at in 0..self.pieces.len() {
            let range = self.range(at);
            let beginning = range.start < self.from + BEGINNING;
            if let Some(cut) = self.pieces.get_mut(at) {
                let wants = || text.get(range).is_none_or(wanted);
                cut.keep = beginning || *cut.wanted.get_or_insert_with(wants);
            }
        }
        self.keep_neighbours();
        for cut in &mut self.pieces {
            cut.keep |= cut.piece.heading;
        }
        if self.pieces.iter().any(|cut| !cut.keep) {
            self.pieces.iter_mut().for_each(|cut| cut.keep |= cut.defines);
        }
    }

    /// Keeps what a reader sees next to something that is wanted.
    fn keep_neighbours(&mut self) {
        fn spread<'c>(pieces: impl Iterator<Item = (&'c mut Cut, &'c bool)>) {
            let mut near = false;
            for (cut, wanted) in pieces {
                cut.keep |= near;
                near = *wanted || near && cut.piece.kind == Kind::Rest;
            }
        }
        let wanted: Vec<bool> = self.pieces.iter().map(|cut| cut.keep).collect();
        spread(self.pieces.iter_mut().zip(&wanted));
        spread(self.pieces.iter_mut().zip(&wanted).rev());
    }

    /// Cuts the text anew where it was edited. `None` where what changed is more than `most` bytes, or not plain; it is then of no
    /// more use.
    pub(super) fn edit(
        &mut self,
        new: &str,
        edited: &text::Change,
        most: usize,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Option<Change> {
        if self.is_short() || new.len() < self.from + 2 * BEGINNING || edited.length != self.length {
            return None;
        }
        let (head, behind) = (edited.start, edited.start + edited.inserted);
        // The piece before may end in another place, or not at all.
        let mut first = self.pieces.partition_point(|cut| cut.piece.start <= head).saturating_sub(2);
        let into_old = |at: usize| (at + edited.length).checked_sub(new.len());
        let known = |at: usize| {
            let unchanged = at >= behind;
            unchanged && into_old(at).is_some_and(|at| self.find(at).is_some())
        };
        let (mut cut, end) = cut_to(new, self.start(first), most, known)?;
        if self.is_unchanged(first, &cut, head) {
            cut.remove(0);
            first += 1;
        }
        let last = if end == new.len() { self.pieces.len() } else { self.find(into_old(end)?)? };
        let before: Vec<bool> = self.pieces.iter().map(|cut| cut.keep).collect();
        let added = first..first + cut.len();
        self.replace(first..last, cut, new.len());
        self.find_definitions(new, added.clone());
        self.decide(new, wanted);
        Some(self.change(added, &before, edited.length))
    }

    /// Whether a piece is the first of these and ends, as it did, before the bytes that changed.
    fn is_unchanged(&self, piece: usize, cut: &[Piece], head: usize) -> bool {
        let [first, second, ..] = cut else { return false };
        let known = self.pieces.get(piece).is_some_and(|cut| cut.piece == *first);
        known && self.start(piece + 1) == second.start && second.start <= head
    }

    /// The piece that begins there.
    fn find(&self, start: usize) -> Option<usize> {
        self.pieces.binary_search_by_key(&start, |cut| cut.piece.start).ok()
    }

    fn replace(&mut self, pieces: Range<usize>, cut: Vec<Piece>, length: usize) {
        for behind in self.pieces.iter_mut().skip(pieces.end) {
            behind.piece.start = behind.piece.start + length - self.length;
        }
        self.length = length;
        let added = cut.into_iter().map(|piece| Cut { piece, wanted: None, defines: false, keep: false });
        self.pieces.splice(pieces, added);
    }

    /// What changed: the pieces that were added, and those that were read `before` and are no more, or the other way
    /// round, with all between them.
    fn change(&self, added: Range<usize>, before: &[bool], old_length: usize) -> Change {
        let differs = |(cut, before): (&Cut, &bool)| cut.keep != *before;
        let first = self.pieces.iter().zip(before).take(added.start).position(differs).unwrap_or(added.start);
        // Of those behind, both counted from the end, the last that differs.
        let behind = before.iter().skip((before.len() + added.end).saturating_sub(self.pieces.len()));
        let mut behind = self.pieces.iter().skip(added.end).zip(behind);
        let pieces = first..behind.rposition(differs).map_or(added.end, |at| added.end + at + 1);
        let new = self.start(pieces.start)..self.start(pieces.end);
        Change { old: new.start..new.end + old_length - self.length, new, pieces }
    }

    /// The pieces of a change that are read, and around them those that define links where these may use some.
    pub(super) fn to_read<'t>(&self, text: &'t str, change: &Change) -> Kept<'t> {
        let refers = text.get(change.new.clone()).is_some_and(|text| text.contains('['));
        let pieces = self.pieces.iter().enumerate();
        let read = pieces.filter(|(at, cut)| if change.pieces.contains(at) { cut.keep } else { refers && cut.defines });
        Kept::only(text, read.map(|(at, _)| self.range(at)))
    }

    /// Where the pieces of a change begin that are not read.
    pub(super) fn left_out(&self, change: &Change) -> impl Iterator<Item = usize> {
        let pieces = self.pieces.get(change.pieces.clone()).unwrap_or_default();
        pieces.iter().filter(|cut| !cut.keep).map(|cut| cut.piece.start)
    }
}
