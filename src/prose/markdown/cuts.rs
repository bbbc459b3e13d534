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
    /// So many of them are not kept.
    left_out: usize,
}

/// A piece, and what is known of it.
#[derive(Debug, Clone, Copy)]
struct Cut {
    piece: Piece,
    /// Whether something in it is wanted, where that was asked.
    wanted: Option<bool>,
    /// Whether it may define links or footnotes.
    defines: bool,
    /// Whether it is read, whatever it defines.
    keep: bool,
}

impl Cut {
    /// Whether it goes on with what stands before it, or ends where that does not.
    fn goes_on(&self) -> bool {
        self.piece.kind == Kind::Rest
    }
}

/// Which of these pieces are next to one that is wanted, as it is told of the first and passed on from each to the next.
fn spread<'c>(mut near: bool, pieces: impl Iterator<Item = (&'c Cut, &'c bool)>) -> impl Iterator<Item = bool> {
    pieces.map(move |(cut, wanted)| {
        let of_this = near;
        near = *wanted || near && cut.goes_on();
        of_this
    })
}

/// Whether these pieces, the nearest first, have what is next to the first of them read.
fn near<'c>(mut pieces: impl Iterator<Item = (&'c Cut, bool)>) -> bool {
    // What goes on passes on what it is told.
    pieces.find(|(cut, wanted)| *wanted || !cut.goes_on()).is_some_and(|(_, wanted)| wanted)
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
        let mut cuts = Self { from, length: masked.len(), pieces: Vec::new(), left_out: 0 };
        if masked.len() >= from + 2 * BEGINNING {
            let of = |piece: Piece| Cut { piece, wanted: None, defines: false, keep: false };
            cuts.pieces = cut(masked, from).into_iter().map(of).collect();
            cuts.find_definitions(masked, 0..cuts.pieces.len());
            cuts.decide(text, 0..cuts.pieces.len(), wanted);
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

    /// Whether a piece is read: where nothing is left out, it is all the same what is defined.
    fn is_read(&self, cut: &Cut) -> bool {
        cut.keep || cut.defines && self.left_out > 0
    }

    /// What has to be read of it, part by part.
    pub(super) fn kept<'t>(&self, masked: &'t str) -> impl Iterator<Item = Kept<'t>> {
        let all = self.is_short().then(|| Kept::all(masked, self.from));
        let parts = self.parts().into_iter().map(|part| {
            let pieces = part.filter_map(|at| Some((self.range(at), self.is_read(self.pieces.get(at)?))));
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
        let Some(left_out) = self.pieces.iter().find(|cut| !self.is_read(cut)) else { return true };
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

    /// Works out which of some pieces have to be read, where it does not hang on what stands around these.
    fn decide(&mut self, text: &str, pieces: Range<usize>, wanted: &dyn Fn(&str) -> bool) {
        for at in pieces.clone() {
            let range = self.range(at);
            if let Some(cut) = self.pieces.get_mut(at) {
                let wants = || text.get(range).is_none_or(wanted);
                cut.wanted.get_or_insert_with(wants);
            }
        }
        let all = self.pieces.get(pieces.clone()).unwrap_or_default();
        let (before, behind) = (self.near_before(pieces.start), self.near_behind(pieces.end));
        let wants: Vec<bool> = all.iter().map(|cut| self.wants(cut)).collect();
        let near: Vec<bool> = spread(before, all.iter().zip(&wants)).collect();
        let mut near_behind: Vec<bool> = spread(behind, all.iter().zip(&wants).rev()).collect();
        near_behind.reverse();
        let near = near.into_iter().zip(near_behind).map(|(before, behind)| before || behind);
        let keeps = wants.into_iter().zip(near).map(|(wants, near)| wants || near);
        for (cut, keep) in self.pieces.get_mut(pieces).into_iter().flatten().zip(keeps) {
            cut.keep = keep || cut.piece.heading;
            self.left_out += usize::from(!cut.keep);
        }
    }

    /// Whether a piece is wanted for itself.
    fn wants(&self, cut: &Cut) -> bool {
        cut.piece.start < self.from + BEGINNING || cut.wanted == Some(true)
    }

    /// Whether what stands before a piece has it read.
    fn near_before(&self, piece: usize) -> bool {
        let before = self.pieces.get(..piece).unwrap_or_default();
        near(before.iter().rev().map(|cut| (cut, self.wants(cut))))
    }

    /// Whether what stands behind these pieces has the last of them read.
    fn near_behind(&self, end: usize) -> bool {
        let behind = self.pieces.get(end..).unwrap_or_default();
        near(behind.iter().map(|cut| (cut, self.wants(cut))))
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
        let reach =
            if self.start(first) < self.from + 2 * BEGINNING { 0..self.pieces.len() } else { self.reach(first..last) };
        let before = self.pieces.get(reach.clone()).unwrap_or_default();
        let left_out = self.left_out;
        self.left_out -= before.iter().filter(|cut| !cut.keep).count();
        let before: Vec<bool> = before.iter().map(|cut| cut.keep || cut.defines).collect();
        let added = first..first + cut.len();
        self.replace(first..last, cut, new.len());
        self.find_definitions(new, added.clone());
        let reach = reach.start..reach.end + added.end - last;
        self.decide(new, reach.clone(), wanted);
        // Else what is defined anywhere is read, or no more.
        ((left_out > 0) == (self.left_out > 0)).then(|| self.change(reach, added, &before, edited.length))
    }

    /// These pieces, with those that may be read because of them.
    fn reach(&self, pieces: Range<usize>) -> Range<usize> {
        let before = self.pieces.get(..pieces.start).unwrap_or_default();
        let behind = self.pieces.get(pieces.end..).unwrap_or_default();
        let up_to_text = |count: usize, all: usize| (count + 1).min(all);
        let first = before.iter().rev().take_while(|cut| cut.goes_on()).count();
        let last = behind.iter().take_while(|cut| cut.goes_on()).count();
        pieces.start - up_to_text(first, before.len())..pieces.end + up_to_text(last, behind.len())
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

    /// What changed: the pieces that were added, and those around them that were read `before` and are no more, or the other
    /// way round, with all between them.
    fn change(&self, reach: Range<usize>, added: Range<usize>, before: &[bool], old_length: usize) -> Change {
        let now = self.pieces.get(reach.clone()).unwrap_or_default();
        let now: Vec<bool> = now.iter().map(|cut| cut.keep || cut.defines).collect();
        let differs = |(now, before): (&bool, &bool)| now != before;
        let head = added.start - reach.start;
        let first = now.iter().zip(before).take(head).position(differs).unwrap_or(head);
        // Of those behind, both counted from the end, the last that differs.
        let tail = now.iter().rev().zip(before.iter().rev()).take(reach.end - added.end);
        let same = tail.take_while(|(now, before)| now == before).count();
        let pieces = reach.start + first..reach.end - same;
        let new = self.start(pieces.start)..self.start(pieces.end);
        Change { old: new.start..new.end + old_length - self.length, new, pieces }
    }

    /// The pieces of a change that are read, and around them those that define links where these may use some.
    pub(super) fn to_read<'t>(&self, text: &'t str, change: &Change) -> Kept<'t> {
        let refers = text.get(change.new.clone()).is_some_and(|text| text.contains('['));
        let all = if refers { 0..self.pieces.len() } else { change.pieces.clone() };
        let read = |at: &usize| {
            let is_read = |cut: &Cut| if change.pieces.contains(at) { self.is_read(cut) } else { cut.defines };
            self.pieces.get(*at).is_some_and(is_read)
        };
        Kept::only(text, all.filter(read).map(|at| self.range(at)))
    }

    /// Where the pieces of a change begin that are not read.
    pub(super) fn left_out(&self, change: &Change) -> impl Iterator<Item = usize> {
        let pieces = self.pieces.get(change.pieces.clone()).unwrap_or_default();
        pieces.iter().filter(|cut| !self.is_read(cut)).map(|cut| cut.piece.start)
    }
}
