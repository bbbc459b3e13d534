//! Where in a policy a cursor stands: in a header, a key or a value, of which table.
//!
//! Works on the pieces of a text, so that a line that is half written harms no other.

use std::ops::Range;

use crate::policy::model::TOP;
use crate::policy::pieces::{self, Piece};

/// Where a cursor stands.
#[derive(Debug)]
pub(super) struct Spot<'t> {
    /// The table; [`TOP`] above the first header.
    pub(super) table: &'t str,
    /// The keys of that table but for the one at the cursor.
    pub(super) keys: Vec<&'t str>,
    pub(super) at: At<'t>,
}

#[derive(Debug)]
pub(super) enum At<'t> {
    /// In the brackets that open a table: the range from the first of them on.
    Header(Range<usize>),
    /// In a key, or where one could begin.
    Key { range: Range<usize>, has_value: bool },
    /// In a value.
    Value(ValueAt<'t>),
    /// In a comment.
    Comment,
}

#[derive(Debug)]
pub(super) struct ValueAt<'t> {
    /// The key of the entry.
    pub(super) key: &'t str,
    /// The bytes of the key.
    pub(super) key_range: Range<usize>,
    /// What is being written: the inside of a string, or a word without quotation marks.
    pub(super) range: Range<usize>,
    pub(super) quotes: Quotes,
    /// The brackets that are open, outermost first.
    pub(super) open: Vec<u8>,
    /// The other strings of the value.
    pub(super) others: Vec<&'t str>,
}

/// What stands around a value that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    /// Opened, and not closed yet, by this mark.
    Open(char),
    Both,
}

/// Where `offset` stands in a text.
pub(super) fn spot(text: &str, offset: usize) -> Spot<'_> {
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let pieces = pieces::split(text);
    let current = pieces.iter().rposition(|piece| range(piece).start <= offset);
    let header = current.and_then(|current| pieces.get(..=current)?.iter().rposition(is_header));
    let table = header.and_then(|at| pieces.get(at)).map_or(TOP, |piece| name(text, range(piece)));
    let at = match current.and_then(|current| pieces.get(current)) {
        None => line(text, offset),
        Some(piece) => in_piece(text, piece, offset),
    };
    let inside = pieces.iter().enumerate().skip(header.map_or(0, |at| at + 1));
    let inside = inside.take_while(|(_, piece)| !is_header(piece));
    let on_this_line = |range: Range<usize>| range.start <= offset && offset <= range.end;
    let keys = inside.filter_map(|(_, piece)| match piece {
        Piece::Entry(range) if !on_this_line(range.clone()) => Some(key_of(text, range).1),
        _ => None,
    });
    Spot { table, keys: keys.collect(), at }
}

fn in_piece<'t>(text: &'t str, piece: &Piece, offset: usize) -> At<'t> {
    let range = range(piece);
    let passed = text.get(range.start..offset).unwrap_or_default();
    match piece {
        Piece::Header(_) if !passed.contains(['\n', '\r']) => match passed.contains('#') {
            true => At::Comment,
            false => At::Header(range),
        },
        Piece::Header(_) | Piece::Junk(_) => line(text, offset),
        Piece::Entry(_) => in_entry(text, &range, offset),
    }
}

/// A line of which nothing is known but that it is none of a value.
fn line<'t>(text: &'t str, offset: usize) -> At<'t> {
    let before = text.get(..offset).unwrap_or_default();
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let passed = before.get(start..).unwrap_or_default();
    if passed.contains('#') {
        return At::Comment;
    }
    if passed.trim_start().starts_with('[') {
        return At::Header(start + (passed.len() - passed.trim_start().len())..line_end(text, offset));
    }
    At::Key { range: word(text, offset), has_value: false }
}

fn in_entry<'t>(text: &'t str, range: &Range<usize>, offset: usize) -> At<'t> {
    let (key_range, key) = key_of(text, range);
    let entry = text.get(range.clone()).unwrap_or_default();
    let value = range.start + entry.find('=').filter(|at| range.start + at >= key_range.end).unwrap_or(entry.len());
    if offset <= value {
        return At::Key { range: word(text, offset), has_value: true };
    }
    let lexed = lex(text, value + 1, offset);
    match lexed.end {
        End::Outside => line(text, offset),
        End::Comment => At::Comment,
        End::Bare | End::String(..) => {
            let (range, quotes) = match lexed.end {
                End::String(start, mark) => string_at(text, start, mark, offset),
                _ => (word(text, offset), Quotes::None),
            };
            let all = lex(text, value + 1, text.len().min(range.end.max(range_end(text, offset)))).strings;
            let others = all.into_iter().filter(|other| other.end < range.start || range.end < other.start);
            let others = others.filter_map(|other| text.get(other)).collect();
            At::Value(ValueAt { key, key_range, range, quotes, open: lexed.open, others })
        }
    }
}

/// Where the entry at `offset` ends, as far as can be told.
fn range_end(text: &str, offset: usize) -> usize {
    let pieces = pieces::split(text);
    pieces.iter().map(range).rfind(|range| range.start <= offset).map_or(offset, |range| range.end)
}

/// The inside of the string that begins behind a mark at `start`.
fn string_at(text: &str, start: usize, mark: char, offset: usize) -> (Range<usize>, Quotes) {
    let rest = text.get(offset..line_end(text, offset)).unwrap_or_default();
    // A mark behind a comma opens the next string of a list.
    let closing = rest.find(mark).filter(|at| !rest.get(..*at).is_some_and(|inner| inner.contains([',', ']', '='])));
    match closing {
        Some(at) => (start..offset + at, Quotes::Both),
        None => (start..offset, Quotes::Open(mark)),
    }
}

/// What a scan of a value ends in.
#[derive(Debug, Clone, Copy)]
enum End {
    /// Behind the value, on another line.
    Outside,
    Comment,
    Bare,
    /// In a string: where its inside begins, and the mark.
    String(usize, char),
}

struct Lexed {
    end: End,
    open: Vec<u8>,
    /// The insides of the strings that are closed.
    strings: Vec<Range<usize>>,
}

/// Scans a value from `start` to `until`.
fn lex(text: &str, start: usize, until: usize) -> Lexed {
    let mut out = Lexed { end: End::Bare, open: Vec::new(), strings: Vec::new() };
    let part = text.get(start..until).unwrap_or_default();
    let mut escaped = false;
    for (at, c) in part.char_indices() {
        let at = start + at;
        out.end = match (out.end, c) {
            (End::String(..), '\n' | '\r') => End::Bare,
            (End::String(from, mark), c) => {
                let closes = c == mark && !escaped;
                escaped = mark == '"' && c == '\\' && !escaped;
                if closes {
                    out.strings.push(from..at);
                    End::Bare
                } else {
                    End::String(from, mark)
                }
            }
            (End::Comment, '\n' | '\r') | (End::Bare, '\n' | '\r') if out.open.is_empty() => End::Outside,
            (End::Comment, '\n' | '\r') => End::Bare,
            (End::Comment | End::Outside, _) => out.end,
            (End::Bare, '#') => End::Comment,
            (End::Bare, '"' | '\'') => End::String(at + 1, c),
            (End::Bare, '[' | '{') => {
                out.open.push(if c == '[' { b'[' } else { b'{' });
                End::Bare
            }
            (End::Bare, ']' | '}') => {
                out.open.pop();
                End::Bare
            }
            (End::Bare, _) => End::Bare,
        };
    }
    out
}

/// The word around `offset`.
fn word(text: &str, offset: usize) -> Range<usize> {
    let part_of_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let before = text.get(..offset).unwrap_or_default();
    let after = text.get(offset..).unwrap_or_default();
    let left = before.trim_end_matches(part_of_word).len();
    left..offset + (after.len() - after.trim_start_matches(part_of_word).len())
}

fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    offset + rest.find(['\n', '\r']).unwrap_or(rest.len())
}

pub(super) fn range(piece: &Piece) -> Range<usize> {
    match piece {
        Piece::Header(range) | Piece::Entry(range) | Piece::Junk(range) => range.clone(),
    }
}

pub(super) fn is_header(piece: &Piece) -> bool {
    matches!(piece, Piece::Header(_))
}

/// The name in the brackets of a header.
pub(super) fn name(text: &str, header: Range<usize>) -> &str {
    let inner = text.get(header).unwrap_or_default().trim_start_matches('[');
    inner.split([']', '#', '\n']).next().unwrap_or_default().trim()
}

/// The key of an entry, with its bytes.
pub(super) fn key_of<'t>(text: &'t str, entry: &Range<usize>) -> (Range<usize>, &'t str) {
    let (before, _) = pieces::at_value(text.get(entry.clone()).unwrap_or_default());
    let key = before.trim_end().trim_end_matches('=').trim_end();
    (entry.start..entry.start + key.len(), key.trim_matches(['"', '\'']))
}
