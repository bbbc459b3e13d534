//! A document of which a part is read anew after an edit; the rest stays as it was, and moves.

use std::ops::Range;

use super::document::{Block, BlockKind, Document, Section};

/// A part of a text that is another one now.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// Its bytes before.
    pub(super) old: Range<usize>,
    /// Its bytes now. They begin at the same place.
    pub(super) new: Range<usize>,
}

/// Which blocks of a document are those of the one before an edit, and what hangs on the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spliced {
    /// So many at the beginning are the same.
    pub head: usize,
    /// So many at the end are the same but for their places in the text, and the numbers of their sections.
    pub tail: usize,
    /// So many bytes longer, or shorter, is what stands before these.
    pub shift: isize,
    /// The sections whose headings came, went or read otherwise.
    pub sections: Exchange,
    /// From this block on, blocks are in the sections that they were in, whose headings, with those above them, read as
    /// they did.
    pub settled: usize,
    /// The stretches of code that were read anew.
    pub code: Exchange,
}

/// What of a list an edit put in the place of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exchange {
    /// So many at the beginning stay.
    pub head: usize,
    /// So many behind them are gone.
    pub gone: usize,
    /// So many are in their place.
    pub fresh: usize,
}

impl Exchange {
    /// Whether nothing came and nothing went.
    pub fn is_none(&self) -> bool {
        (self.gone, self.fresh) == (0, 0)
    }

    /// Whether what stays behind has another index than it had.
    pub fn moves(&self) -> bool {
        self.gone != self.fresh
    }

    /// The index that something has now; `None` of what is gone.
    pub fn now(&self, index: usize) -> Option<usize> {
        match index.checked_sub(self.head) {
            None => Some(index),
            Some(behind) => Some(behind.checked_sub(self.gone)? + self.head + self.fresh),
        }
    }

    /// The indices of what came.
    pub fn fresh(&self) -> Range<usize> {
        self.head..self.head + self.fresh
    }

    /// The indices that what is gone had.
    pub fn gone(&self) -> Range<usize> {
        self.head..self.head + self.gone
    }
}

impl Edit {
    /// Where a byte behind the edit is now.
    pub(super) fn moved(&self, at: usize) -> usize {
        at + self.new.end - self.old.end
    }

    fn move_range(&self, range: &mut Range<usize>) {
        *range = self.moved(range.start)..self.moved(range.end);
    }

    /// Which of these things, in order of place, stood in what was edited.
    pub(super) fn range_in<T>(&self, things: &[T], place: impl Fn(&T) -> usize) -> (usize, usize) {
        let first = things.partition_point(|thing| place(thing) < self.old.start);
        (first, things.partition_point(|thing| place(thing) < self.old.end).max(first))
    }
}

impl Document {
    /// Puts what was read of the edited part, and perhaps of others, in the place of what stood there.
    pub(super) fn splice(&mut self, edit: &Edit, inner: Self) -> Spliced {
        let (first, last) = edit.range_in(&self.code, |code| code.start);
        self.code.iter_mut().skip(last).for_each(|code| edit.move_range(code));
        let stretches: Vec<Range<usize>> =
            inner.code.into_iter().filter(|code| edit.new.contains(&code.start)).collect();
        let code = Exchange { head: first, gone: last - first, fresh: stretches.len() };
        self.code.splice(first..last, stretches);
        let (first, last) = edit.range_in(&self.parts, |part| *part);
        self.parts.iter_mut().skip(last).for_each(|part| *part = edit.moved(*part));
        self.parts.splice(first..last, inner.parts.into_iter().filter(|part| edit.new.contains(part)));

        let (first, last) = edit.range_in(&self.blocks, |block| block.source.start);
        if edit.new.end != edit.old.end {
            self.blocks.iter_mut().skip(last).for_each(|block| edit.move_block(block));
        }
        let mut blocks = inner.blocks;
        blocks.retain(|block| edit.new.contains(&block.source.start));
        let gone = self.blocks.get(first..last).unwrap_or_default();
        let (old, new): (Vec<_>, Vec<_>) = (headings(gone).collect(), headings(&blocks).collect());
        let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let sections = Exchange {
            head: self.sections.partition_point(|section| section.heading < first) + same,
            gone: old.len() - same,
            fresh: new.len() - same,
        };
        let outermost = old.iter().skip(same).chain(new.iter().skip(same)).map(|(level, _)| *level).min();
        let (tail, end) = (self.blocks.len() - last, first + blocks.len());
        self.put(first..last, blocks);
        let settled = outermost.map_or(end, |level| self.next_section(sections.fresh().end, level));
        let shift = edit.new.end.cast_signed() - edit.old.end.cast_signed();
        Spliced { head: first, tail, shift, sections, settled, code }
    }

    /// The block that begins the first section from an index on that stands in none below a level, or the end.
    fn next_section(&self, from: usize, level: u8) -> usize {
        let next = self.sections.iter().skip(from).find(|section| section.level <= level);
        next.map_or(self.blocks.len(), |section| section.heading)
    }

    /// Puts blocks in the place of others, with their sections and the numbers of their tables.
    fn put(&mut self, old: Range<usize>, mut blocks: Vec<Block>) {
        let gone = self.blocks.get(old.clone()).unwrap_or_default();
        let before = self.blocks.get(..old.start).unwrap_or_default();
        let (fresh, end) = (old.start..old.start + blocks.len(), old.end);
        let moved = |at: usize| at + fresh.end - end;

        // A section begins with each heading, and a block is in that of the last one.
        let first = self.sections.partition_point(|section| section.heading < old.start);
        let behind = self.sections.partition_point(|section| section.heading < old.end);
        let mut next = first;
        for block in &mut blocks {
            next += usize::from(opens_section(block));
            block.section = next.checked_sub(1);
        }
        // Who types in a paragraph or in a heading leaves them all where they are.
        let stays = gone.iter().map(level).eq(blocks.iter().map(level));
        let headings_behind = self.sections.get(behind..).unwrap_or_default();
        let until = headings_behind.first().map_or(self.blocks.len(), |section| section.heading);
        let sections = (!stays).then(|| {
            let headings = self.sections.get(..first).unwrap_or_default().iter();
            let headings = headings.map(|section| (section.level, section.heading));
            let headings =
                headings.chain(fresh.clone().zip(&blocks).filter_map(|(at, block)| Some((level(block)?, at))));
            let headings =
                headings.chain(headings_behind.iter().map(|section| (section.level, moved(section.heading))));
            sections(headings, moved(self.blocks.len()))
        });

        // Tables are counted in their order, and none stands on both sides of an edge.
        let (mut now, mut after) = (0, 0);
        if blocks.iter().chain(gone).any(|block| table(block).is_some()) {
            let tables = before.iter().rev().find_map(table).map_or(0, |table| table + 1);
            after = gone.iter().rev().find_map(table).map_or(tables, |table| table + 1);
            let mut known = Vec::new();
            blocks.iter_mut().filter_map(table_mut).for_each(|table| *table = tables + number(&mut known, *table));
            now = tables + known.len();
        }

        self.blocks.splice(old, blocks);
        if let Some(sections) = sections {
            self.sections = sections;
            for block in self.blocks.iter_mut().take(moved(until)).skip(fresh.end) {
                block.section = next.checked_sub(1);
            }
            if next != behind {
                for block in self.blocks.iter_mut().skip(moved(until)) {
                    block.section = block.section.map(|section| section + next - behind);
                }
            }
        }
        if now != after {
            let behind = self.blocks.iter_mut().skip(fresh.end);
            behind.filter_map(table_mut).for_each(|table| *table = *table + now - after);
        }
    }
}

impl Edit {
    fn move_block(&self, block: &mut Block) {
        self.move_range(&mut block.source);
        block.drawn.iter_mut().for_each(|drawn| self.move_range(drawn));
    }
}

/// Whether the sections of a document are those of its headings, and its tables are counted in their order, so that
/// both can be told from the blocks alone.
pub(super) fn is_regular(document: &Document) -> bool {
    let (sections, of_blocks) = outline(&document.blocks);
    let mut known = Vec::new();
    let mut tables = document.blocks.iter().filter_map(table);
    let ordered = document.blocks.is_sorted_by_key(|block| block.source.start) && document.parts.is_sorted();
    ordered
        && sections == document.sections
        && document.blocks.iter().zip(of_blocks).all(|(block, section)| block.section == section)
        && tables.all(|table| number(&mut known, table) == table)
}

/// How many tables show in the blocks of a document.
pub(super) fn count_tables(document: &Document) -> usize {
    let mut known = Vec::new();
    document.blocks.iter().filter_map(table).for_each(|table| _ = number(&mut known, table));
    known.len()
}

/// The number of a table among those that are `known`, the last of which is the likeliest.
fn number(known: &mut Vec<usize>, table: usize) -> usize {
    known.iter().rposition(|one| *one == table).unwrap_or_else(|| {
        known.push(table);
        known.len() - 1
    })
}

fn table(block: &Block) -> Option<usize> {
    match block.kind {
        BlockKind::Cell { table, .. } => Some(table),
        _ => None,
    }
}

fn table_mut(block: &mut Block) -> Option<&mut usize> {
    match &mut block.kind {
        BlockKind::Cell { table, .. } => Some(table),
        _ => None,
    }
}

fn opens_section(block: &Block) -> bool {
    level(block).is_some()
}

/// The level of a heading.
fn level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}

/// The levels of the headings among blocks, and how they read.
fn headings(blocks: &[Block]) -> impl Iterator<Item = (u8, &str)> {
    blocks.iter().filter_map(|block| Some((level(block)?, block.text.as_str())))
}

/// The sections that the headings among blocks open, and for each block the innermost that it stands in.
fn outline(blocks: &[Block]) -> (Vec<Section>, Vec<Option<usize>>) {
    let headings = blocks.iter().enumerate().filter_map(|(at, block)| Some((level(block)?, at)));
    let mut count = 0;
    let of_blocks = blocks.iter().map(|block| {
        count += usize::from(opens_section(block));
        count.checked_sub(1)
    });
    (sections(headings, blocks.len()), of_blocks.collect())
}

/// The sections that headings open, each of a level and at a place among so many blocks.
fn sections(headings: impl Iterator<Item = (u8, usize)>, blocks: usize) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (level, heading) in headings {
        while let Some(top) = open.last().and_then(|top| sections.get_mut(*top)).filter(|top| top.level >= level) {
            top.blocks.end = heading;
            open.pop();
        }
        let parent = open.last().copied();
        open.push(sections.len());
        sections.push(Section { level, heading, blocks: heading..blocks, parent });
    }
    sections
}
