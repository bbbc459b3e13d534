//! Reads YAML that may be broken: what the grammar does not understand is taken apart by its indentation, down to
//! the line at fault. That line is read as a key and its value, as far as it goes.

use std::ops::Range;

use super::scalar::Style;
use super::{Open, Yaml};

/// How often a text is taken apart. Each time what is left to be read lies deeper, so that no real text needs more.
const DEEPEST: usize = 40;

/// Reads a text.
pub(super) fn read(text: &str, yaml: &mut Yaml<'_, '_>) {
    part(text, 0..text.len(), 0, yaml);
}

/// Reads a part of a text that begins and ends with a line.
fn part(text: &str, range: Range<usize>, depth: usize, yaml: &mut Yaml<'_, '_>) {
    let Some(content) = text.get(range.clone()).filter(|content| !content.trim().is_empty()) else { return };
    if is_shallow(content)
        && let Some(tree) = yaml.parser.parse(content, None)
        && !tree.root_node().has_error()
    {
        yaml.tree(&tree, range.start);
        return;
    }
    let pieces = pieces(text, range.clone());
    if let [piece] = pieces.as_slice() {
        let piece = without_comments(text, piece.clone(), yaml);
        let end = line_end(text, piece.start).min(piece.end);
        let (header, below) = (piece.start..end, end..piece.end);
        let key = line(text, header.clone(), yaml);
        if below.is_empty() {
            return;
        }
        if depth >= DEEPEST {
            return lines(text, below, yaml);
        }
        let block = text.get(header).unwrap_or_default().trim_end();
        let block = block.trim_end_matches(['+', '-']).trim_end_matches(|c: char| c.is_ascii_digit());
        if block.ends_with(": |") || block.ends_with(": >") {
            let sign = piece.start + block.len() - 1;
            let open = key.map(|key| Open { end: piece.end, key });
            yaml.scalar(sign..piece.end, Style::Block, open.as_slice());
            return;
        }
        let key = key.map(|key| yaml.key(&key));
        let known = yaml.keys.len();
        yaml.keys.extend(key);
        part(text, below, depth + 1, yaml);
        yaml.keys.truncate(known);
    } else {
        for piece in pieces {
            part(text, piece, depth, yaml);
        }
    }
}

/// Whether a text can be given to the grammar. Its scanner keeps a stack of 250 collections and does not look whether
/// one more fits: no collection may begin so far to the right that there could be as many. It counts lines and columns in 16 bits,
/// and takes long for brackets that are never closed.
fn is_shallow(text: &str) -> bool {
    const FARTHEST: usize = 110;
    const LONGEST: usize = 30_000;
    let mut open = 0_i32;
    text.lines().enumerate().all(|(number, line)| {
        let signs = line.len() - line.trim_start_matches([' ', '\t', '-', '?', ':']).len();
        for byte in line.bytes() {
            open += i32::from(matches!(byte, b'[' | b'{')) - i32::from(matches!(byte, b']' | b'}') && open > 0);
        }
        signs < FARTHEST && line.len() < LONGEST && number < LONGEST && open < 110
    })
}

/// Reads lines each by itself.
fn lines(text: &str, range: Range<usize>, yaml: &mut Yaml<'_, '_>) {
    let mut at = range.start;
    for content in text.get(range).unwrap_or_default().split_inclusive('\n') {
        line(text, at..at + content.len(), yaml);
        at += content.len();
    }
}

/// Reads the comments at the top of a piece, and gives the rest.
fn without_comments(text: &str, mut piece: Range<usize>, yaml: &mut Yaml<'_, '_>) -> Range<usize> {
    loop {
        let header = piece.start..line_end(text, piece.start).min(piece.end);
        let content = text.get(header.clone()).unwrap_or_default().trim();
        if header.is_empty() || !(content.is_empty() || content.starts_with('#')) {
            return piece;
        }
        line(text, header.clone(), yaml);
        piece.start = header.end;
    }
}

/// The lines of least indentation, each with the deeper ones that follow it.
fn pieces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut lines: Vec<(usize, Option<usize>)> = Vec::new();
    let mut at = range.start;
    for line in text.get(range.clone()).unwrap_or_default().split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}');
        let full = !content.trim().is_empty() && !content.trim_start().starts_with('#');
        lines.push((at, full.then(|| content.len() - content.trim_start_matches(' ').len())));
        at += line.len();
    }
    let least = lines.iter().filter_map(|(_, indented)| *indented).min();
    let mut starts: Vec<usize> =
        lines.iter().filter(|(_, indented)| indented.is_some() && *indented == least).map(|(at, _)| *at).collect();
    let Some(first) = starts.first().copied() else { return vec![range] };
    if starts.len() == 1 && first > range.start {
        starts.insert(0, range.start);
    } else if let Some(first) = starts.first_mut() {
        // Comments at the top belong to the first.
        *first = range.start;
    }
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    starts.iter().zip(ends).map(|(start, end)| *start..end).collect()
}

fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest.as_bytes()).map_or(text.len(), |length| at + length + 1)
}

/// Reads a line by itself, and says where its key stands.
fn line(text: &str, range: Range<usize>, yaml: &mut Yaml<'_, '_>) -> Option<Range<usize>> {
    let whole = text.get(range.clone()).unwrap_or_default();
    let content = whole.trim_start_matches(['\u{feff}', ' ', '\t']);
    let start = range.start + whole.len() - content.len();
    if content.starts_with('#') {
        yaml.comment(start..start + content.trim_end().len());
        return None;
    }
    let item = content.len() - content.trim_start_matches("- ").len();
    let (content, start) = (content.get(item..).unwrap_or_default(), start + item);
    let colon = content.find(": ").or_else(|| content.trim_end().strip_suffix(':').map(str::len));
    let is_key = |key: &str| !key.is_empty() && !key.contains(['<', '>', '=', '{', '[', '"']);
    let colon = colon.filter(|colon| content.get(..*colon).is_some_and(is_key));
    let key = colon.map(|colon| start..start + colon);
    let after = colon.map_or(0, |colon| colon + 1);
    let value = content.get(after..).unwrap_or_default();
    let value_start = start + after + value.len() - value.trim_start().len();
    let value = value.trim();
    let (value, style) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let closing = value.get(1..).and_then(|rest| rest.find(quote));
            let style = if quote == '"' { Style::Double } else { Style::Single };
            (closing.map_or(value, |at| value.get(..at + 2).unwrap_or_default()), style)
        }
        // Flow collections, anchors, blocks, and what nobody can tell.
        Some('{' | '[' | '&' | '*' | '|' | '>' | '!' | '%' | '@' | '<' | '=') | None => return key,
        _ => (value.split(" #").next().unwrap_or_default().trim_end(), Style::Plain),
    };
    if key.is_some() || item > 0 {
        let open = key.clone().map(|key| Open { end: range.end, key });
        yaml.scalar(value_start..value_start + value.len(), style, open.as_slice());
    }
    key
}
