//! Tables of AsciiDoc: cells begin at a sign, with what the cell is written before it.

use std::ops::Range;

use super::{Reader, inline};
use crate::prose::document::{BlockKind, Style};
use crate::prose::lines::Line;

/// A cell: what it holds, and the lines of that.
struct Cell {
    style: char,
    pieces: Vec<Range<usize>>,
    /// On the first line of the table.
    first: bool,
}

impl<'t> Reader<'t> {
    /// The table that a line opens; answers the line behind it.
    pub(super) fn table(&mut self, at: usize, sign: char) -> usize {
        let stop = self.closing(at, self.lines.len());
        let attributes = std::mem::take(&mut self.attributes);
        self.style.clear();
        let rows: Vec<Line<'t>> = self.lines.get(at + 1..stop).unwrap_or_default().to_vec();
        let separator = match sign {
            '|' if attributes.contains("format=csv") => ',',
            '|' if attributes.contains("format=dsv") => ':',
            sign => sign,
        };
        let cells = cells(&rows, separator);
        let first = rows.iter().position(|row| !row.is_blank()).unwrap_or_default();
        let blank_behind = first == 0 && rows.get(1).is_some_and(Line::is_blank);
        let header = blank_behind || attributes.contains("header");
        let on_first = cells.iter().filter(|cell| cell.first).count();
        let columns = columns(&attributes).unwrap_or(on_first).max(1);
        let table = self.outline.out.tables();
        for (index, cell) in cells.iter().enumerate() {
            let kind = BlockKind::Cell { header: header && index < columns, column: index % columns, table };
            self.cell(cell, kind);
        }
        stop + 1
    }

    fn cell(&mut self, cell: &Cell, kind: BlockKind) {
        if matches!(cell.style, 'l' | 'm') {
            return;
        }
        let outer = self.outline.cell.replace(kind);
        if cell.style == 'a' && self.tables < 2 {
            self.document(&cell.pieces);
        } else {
            let mut fragments = Vec::new();
            let blank = |piece: &Range<usize>| piece.is_empty();
            for pieces in cell.pieces.split(blank).filter(|pieces| !pieces.is_empty()) {
                self.outline
                    .paragraph(pieces, |text, block| inline::read(text, block, Style::default(), &mut fragments));
            }
            self.outline.out.fragments.append(&mut fragments);
        }
        self.outline.cell = outer;
    }

    /// A cell that is a document of its own.
    fn document(&mut self, pieces: &[Range<usize>]) {
        let text = self.outline.text;
        let line = |piece: &Range<usize>| Line::new(text.get(piece.clone()).unwrap_or_default(), piece.start, 0);
        let lines = std::mem::replace(&mut self.lines, pieces.iter().map(line).collect());
        let open = std::mem::take(&mut self.open);
        let (quotes, items) = (self.outline.quotes, self.outline.items);
        self.tables += 1;
        self.body();
        self.tables -= 1;
        (self.lines, self.open) = (lines, open);
        (self.outline.quotes, self.outline.items) = (quotes, items);
    }
}

/// How many columns `cols="1,2*,a"` names.
fn columns(attributes: &str) -> Option<usize> {
    let value = attributes.split("cols=").nth(1)?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split(',').next()?,
    };
    let count = |part: &str| part.split_once('*').and_then(|(count, _)| count.trim().parse().ok()).unwrap_or(1usize);
    Some(value.split([',', ';']).map(count).fold(0, usize::saturating_add))
}

/// The cells of the rows, in order.
fn cells(rows: &[Line<'_>], sign: char) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        // Where signs part the cells, each line begins a new one.
        let mut start = 0;
        if matches!(sign, ',' | ':') && !row.is_blank() {
            cells.push(Cell { style: 'd', pieces: Vec::new(), first: number == 0 });
        }
        for (at, _) in row.text.match_indices(sign) {
            if row.text.get(..at).is_some_and(|before| before.ends_with('\\')) {
                continue;
            }
            let (length, style) =
                if matches!(sign, ',' | ':') { (0, 'd') } else { specification(row.text.get(start..at)) };
            add(&mut cells, row, start..at - length);
            cells.push(Cell { style, pieces: Vec::new(), first: number == 0 });
            start = at + sign.len_utf8();
        }
        add(&mut cells, row, start..row.text.len());
    }
    cells
}

fn add(cells: &mut [Cell], row: &Line<'_>, range: Range<usize>) {
    let Some(cell) = cells.last_mut() else { return };
    let text = row.text.get(range.clone()).unwrap_or_default();
    let start = row.start + range.start + (text.len() - text.trim_start().len());
    cell.pieces.push(start..start + text.trim().len());
}

/// How long the specification of a cell at the end of a text is (`2+^.>s`), and which style it names.
fn specification(before: Option<&str>) -> (usize, char) {
    let before = before.unwrap_or_default();
    let word = before.rsplit([' ', '\t']).next().unwrap_or_default();
    let valid = |c: char| c.is_ascii_digit() || "+*<^>.".contains(c);
    let style = word.chars().next_back().filter(char::is_ascii_lowercase);
    let signs = word.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(word);
    let known = style.is_none_or(|style| "adehlmsv".contains(style));
    let spans = signs.is_empty() || signs.contains(['+', '*', '<', '^', '>']);
    if word.is_empty() || !known || !spans || !signs.chars().all(valid) {
        return (0, 'd');
    }
    (word.len(), style.unwrap_or('d'))
}
