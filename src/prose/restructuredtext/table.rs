//! Tables of reStructuredText: drawn grids, whose cells may span rows and columns, and simple ones.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::Reader;
use crate::prose::document::{BlockKind, Caution};
use crate::prose::lines::Line;

/// Whether a line is the border of a grid.
pub(super) fn is_grid_border(bare: &str) -> bool {
    bare.len() > 2 && bare.starts_with("+-") && bare.ends_with('+') && bare.bytes().all(|byte| b"+-".contains(&byte))
}

/// Whether a line is the border of a simple table of at least two columns.
pub(super) fn is_simple_border(bare: &str) -> bool {
    bare.contains(" =") && bare.bytes().all(|byte| b"= ".contains(&byte))
}

/// A cell while its lines pass by: where it ends, and what stands in it.
struct Cell {
    end: usize,
    pieces: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    pub(super) fn grid_table(&mut self, at: usize, end: usize) -> usize {
        let lines = self.lines.get(at..end).unwrap_or_default();
        let stop = at + lines.iter().take_while(|line| line.bare().starts_with(['+', '|'])).count();
        let lines: Vec<Line<'t>> = self.lines.get(at..stop).unwrap_or_default().to_vec();
        let head = lines.iter().position(|line| line.bare().starts_with("+=")).unwrap_or_default();
        let table = self.outline.out.tables();
        let columns = borders(&lines);
        let first = self.outline.out.blocks.len();
        let mut open: BTreeMap<usize, Cell> = BTreeMap::new();
        for (row, line) in lines.iter().enumerate() {
            for (from, to, bytes, closes) in segments(line, &columns) {
                if closes {
                    let ended: Vec<usize> = open.range(from..to).map(|(start, _)| *start).collect();
                    for start in ended {
                        self.grid_cell(open.remove(&start), column(&columns, start), row <= head, table);
                    }
                } else {
                    let other = open.get(&from).is_some_and(|cell| cell.end != to);
                    if other {
                        self.grid_cell(open.remove(&from), column(&columns, from), row <= head, table);
                    }
                    open.entry(from).or_insert(Cell { end: to, pieces: Vec::new() }).pieces.push(bytes);
                }
            }
        }
        for (start, cell) in open {
            self.grid_cell(Some(cell), column(&columns, start), false, table);
        }
        // Cells that span rows end late.
        let blocks = self.outline.out.blocks.get_mut(first..).unwrap_or_default();
        blocks.sort_by_key(|block| block.source.start);
        stop
    }

    fn grid_cell(&mut self, cell: Option<Cell>, column: usize, header: bool, table: usize) {
        let Some(cell) = cell else { return };
        self.cell(&cell.pieces, BlockKind::Cell { header, column, table }, Some(Caution::Drawn));
    }

    /// Reads what stands in a cell, which has lines of its own.
    fn cell(&mut self, pieces: &[Range<usize>], kind: BlockKind, caution: Option<Caution>) {
        let text = self.outline.text;
        let line = |piece: &Range<usize>| Line::new(text.get(piece.clone()).unwrap_or_default(), piece.start, 0);
        let inner: Vec<Line<'t>> = pieces.iter().map(line).collect();
        let count = inner.len();
        let lines = std::mem::replace(&mut self.lines, inner);
        let outer = (self.outline.cell.replace(kind), self.outline.caution);
        self.outline.caution = caution.or(outer.1);
        let indent = self.least_indent(0, count).unwrap_or_default();
        self.body(0, count, indent);
        (self.outline.cell, self.outline.caution) = outer;
        self.lines = lines;
    }

    /// A simple table; `None` where its lower border is missing.
    pub(super) fn simple_table(&mut self, at: usize, end: usize) -> Option<usize> {
        let columns = columns(self.line(at).bare());
        let mut inner = Vec::new();
        let (mut borders, mut stop) = (0, at);
        while stop < end {
            let line = self.line(stop);
            let border = line.bare().starts_with('=') && line.bare().bytes().all(|byte| b"= ".contains(&byte));
            borders += usize::from(border);
            stop += 1;
            if border && borders > 1 && self.line_before(stop, end).is_blank() {
                let head = if borders > 2 { self.head(at, stop) } else { at };
                self.rows(at + 1..stop - 1, head, &columns);
                return Some(stop);
            }
            inner.push(line);
        }
        None
    }

    /// The border below the head of a simple table.
    fn head(&self, at: usize, stop: usize) -> usize {
        (at + 1..stop).find(|row| self.line(*row).bare().starts_with("==")).unwrap_or(at)
    }

    /// The rows of a simple table: a line whose first column is blank goes on with the row before it.
    fn rows(&mut self, rows: Range<usize>, head: usize, columns: &[Range<usize>]) {
        let table = self.outline.out.tables();
        let base = self.line(rows.start.saturating_sub(1)).indent;
        let mut cells: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        let mut header = false;
        for row in rows.clone() {
            let line = self.line(row);
            let border = !line.is_blank() && line.bare().bytes().all(|byte| b"=- ".contains(&byte));
            let found = if border { Vec::new() } else { pieces(&line, base, columns) };
            let new = border || found.first().is_some_and(|(column, _)| *column == 0);
            if new {
                self.row(std::mem::take(&mut cells), header, columns.len(), table);
                header = row < head;
            }
            for (column, piece) in found {
                cells.entry(column).or_default().push(piece);
            }
        }
        self.row(cells, header, columns.len(), table);
    }

    fn row(&mut self, cells: BTreeMap<usize, Vec<Range<usize>>>, header: bool, count: usize, table: usize) {
        for (column, pieces) in cells {
            // A longer word moves what stands behind it; behind the last column there is nothing.
            let caution = (column + 1 < count).then_some(Caution::Drawn);
            self.cell(&pieces, BlockKind::Cell { header, column, table }, caution);
        }
    }
}

/// The columns at which the cells of a grid can begin and end.
fn borders(lines: &[Line<'_>]) -> Vec<usize> {
    let mut columns: Vec<usize> = Vec::new();
    for line in lines.iter().filter(|line| line.bare().contains('+')) {
        columns.extend(placed(line.bare()).filter(|(_, _, c)| *c == '+').map(|(column, _, _)| column));
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn column(columns: &[usize], start: usize) -> usize {
    columns.partition_point(|column| *column < start)
}

/// The stretches of a line between the borders: columns, bytes of what stands there, and whether it is a border.
fn segments(line: &Line<'_>, columns: &[usize]) -> Vec<(usize, usize, Range<usize>, bool)> {
    let mut out = Vec::new();
    let mut last: Option<(usize, usize, char)> = None;
    for (column, at, c) in placed(line.bare()) {
        if !matches!(c, '|' | '+') || columns.binary_search(&column).is_err() {
            continue;
        }
        if let Some((from, start, sign)) = last {
            let inner = line.bare().get(start..at).unwrap_or_default();
            let drawn =
                !inner.is_empty() && (inner.bytes().all(|byte| byte == b'-') || inner.bytes().all(|byte| byte == b'='));
            let bytes = line.bare_start() + start..line.bare_start() + at;
            out.push((from, column, bytes, drawn && (c == '+' || sign == '+')));
        }
        last = Some((column, at + 1, c));
    }
    // A row that was not drawn with care has its last border elsewhere.
    if let (Some((from, start, _)), Some(width)) = (last, columns.last())
        && from < *width
    {
        let inner = line.bare().get(start..).unwrap_or_default();
        let text = inner.strip_suffix('|').unwrap_or(inner);
        out.push((from, *width, line.bare_start() + start..line.bare_start() + start + text.len(), false));
    }
    out
}

/// The characters of a line with their columns and bytes.
fn placed(line: &str) -> impl Iterator<Item = (usize, usize, char)> {
    let mut column = 0;
    line.char_indices().map(move |(at, c)| {
        let here = column;
        column += c.width().unwrap_or_default();
        (here, at, c)
    })
}

/// The columns of a simple table.
fn columns(border: &str) -> Vec<Range<usize>> {
    let mut columns: Vec<Range<usize>> = Vec::new();
    for (at, _) in border.bytes().enumerate().filter(|(_, byte)| *byte == b'=') {
        match columns.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => columns.push(at..at + 1),
        }
    }
    columns
}

/// What stands in the columns of a line, with the bytes of each. Text that runs over a border belongs to the column
/// in which it begins; the last column has no end.
fn pieces(line: &Line<'_>, base: usize, columns: &[Range<usize>]) -> Vec<(usize, Range<usize>)> {
    let bare = line.bare();
    let shift = line.indent.saturating_sub(base);
    let placed: Vec<(usize, usize, char)> = placed(bare).map(|(column, at, c)| (column + shift, at, c)).collect();
    let from = |column: usize| placed.partition_point(|(at, _, _)| *at < column);
    let byte = |column: usize| placed.get(from(column)).map_or(bare.len(), |(_, at, _)| *at);
    let blank = |column: usize| placed.get(from(column)).is_none_or(|(at, _, c)| *at > column || c.is_whitespace());
    let mut out: Vec<(usize, Range<usize>)> = Vec::new();
    let mut start = 0;
    for (index, column) in columns.iter().enumerate() {
        let next = columns.get(index + 1).map(|next| next.start);
        // The gap between two columns is blank where a cell ends there.
        let ends = next.is_none_or(|next| (column.end..next).all(blank));
        if ends {
            let range = byte(columns.get(start).map_or(0, |first| first.start))..next.map_or(bare.len(), byte);
            let text = bare.get(range.clone()).unwrap_or_default();
            if !text.trim().is_empty() {
                out.push((
                    start,
                    line.bare_start() + range.start..line.bare_start() + range.start + text.trim_end().len(),
                ));
            }
            start = index + 1;
        }
    }
    out
}
