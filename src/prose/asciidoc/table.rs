//! Tables of AsciiDoc: cells begin at a sign, with what the cell is written before it.

use std::ops::Range;

use super::{Reader, inline};
use crate::prose::document::{BlockKind, Style};
use crate::prose::lines::Line;

/// A cell: what it holds, and the lines of that.
struct Cell {
    style: Option<char>,
    /// How many columns it takes, and whether it takes more than one row.
    columns: usize,
    tall: bool,
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
        let (sign, by_line) = match sign {
            '|' if attributes.contains("format=csv") => (',', true),
            '|' if attributes.contains("format=tsv") => ('\t', true),
            '|' if attributes.contains("format=dsv") => (':', true),
            sign => (sign, matches!(sign, ',' | ':')),
        };
        let cells = cells(&rows, separator(&attributes).unwrap_or(sign), by_line);
        let first = rows.iter().position(|row| !row.is_blank()).unwrap_or_default();
        let blank_behind = first == 0 && rows.get(1).is_some_and(Line::is_blank);
        let header = blank_behind || attributes.contains("header");
        let on_first = cells.iter().filter(|cell| cell.first).map(|cell| cell.columns).sum();
        let (columns, mut styles) = columns(&attributes).unwrap_or((on_first, Vec::new()));
        let columns = columns.max(1);
        // Below a cell of several rows it would take more to tell the column.
        if cells.iter().any(|cell| cell.tall) {
            styles.clear();
        }
        let table = self.outline.out.tables();
        let mut index = 0;
        for cell in &cells {
            let header = header && index < columns;
            let column = index % columns;
            let style = cell.style.or_else(|| styles.get(column).copied().flatten().filter(|_| !header));
            self.cell(cell, style, BlockKind::Cell { header, column, table });
            index += cell.columns;
        }
        stop + 1
    }

    fn cell(&mut self, cell: &Cell, style: Option<char>, kind: BlockKind) {
        if matches!(style, Some('l' | 'm')) {
            return;
        }
        let outer = self.outline.cell.replace(kind);
        if style == Some('a') && self.tables < 2 {
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

/// More columns have no style of their own.
const MANY: usize = 1000;

/// How many columns `cols="1,2*,a"` names, and their styles.
fn columns(attributes: &str) -> Option<(usize, Vec<Option<char>>)> {
    let value = attributes.split("cols=").nth(1)?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split(',').next()?,
    };
    let (mut columns, mut styles) = (0usize, Vec::new());
    for part in value.split([',', ';']) {
        let count = part.split_once('*').and_then(|(count, _)| count.trim().parse().ok()).unwrap_or(1usize);
        let style = part.trim_end().chars().next_back().filter(char::is_ascii_lowercase);
        columns = columns.saturating_add(count);
        styles.resize(columns.min(MANY), style);
    }
    Some((columns, styles))
}

/// The sign that `separator=¦` names.
fn separator(attributes: &str) -> Option<char> {
    let value = attributes.split("separator=").nth(1)?;
    let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
    if value.starts_with("\\t") { Some('\t') } else { value.chars().next() }
}

/// The cells of the rows, in order.
fn cells(rows: &[Line<'_>], sign: char, by_line: bool) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let plain = |first| Cell { style: None, columns: 1, tall: false, pieces: Vec::new(), first };
    for (number, row) in rows.iter().enumerate() {
        // Where signs part the cells, each line begins a new one.
        let mut start = 0;
        if by_line && !row.is_blank() {
            cells.push(plain(number == 0));
        }
        for (at, _) in row.text.match_indices(sign) {
            if row.text.get(..at).is_some_and(|before| before.ends_with('\\')) {
                continue;
            }
            let word = if by_line { "" } else { specification(row.text.get(start..at)) };
            add(&mut cells, row, start..at - word.len());
            cells.push(specified(word, plain(number == 0)));
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

/// The specification of a cell at the end of a text: `2+^.>s`.
fn specification(before: Option<&str>) -> &str {
    let before = before.unwrap_or_default();
    let word = before.rsplit([' ', '\t']).next().unwrap_or_default();
    let valid = |c: char| c.is_ascii_digit() || "+*<^>.".contains(c);
    let style = word.chars().next_back().filter(char::is_ascii_lowercase);
    let signs = word.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(word);
    let known = style.is_none_or(|style| "adehlmsv".contains(style));
    let spans = signs.is_empty() || signs.contains(['+', '*', '<', '^', '>']);
    if known && spans && signs.chars().all(valid) { word } else { "" }
}

/// A cell as its specification says.
fn specified(word: &str, cell: Cell) -> Cell {
    let style = word.chars().next_back().filter(char::is_ascii_lowercase);
    let number = |count: &str| count.parse().unwrap_or(1usize).clamp(1, MANY);
    let (columns, rows) = match word.split_once(['+', '*']) {
        Some((count, _)) => count.split_once('.').unwrap_or((count, "")),
        None => ("", ""),
    };
    Cell { style, columns: number(columns), tall: number(rows) > 1, ..cell }
}
