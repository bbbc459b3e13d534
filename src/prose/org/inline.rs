//! Inline markup of Org: emphasis, links, targets, footnotes, timestamps, macros, entities.

use std::ops::Range;

use crate::prose::builder::Builder;
use crate::prose::document::{BlockKind, Style};
use crate::prose::slug;

/// How far what begins here can reach, in bytes.
const NEAR: usize = 2000;
/// Markup inside markup deeper than this stays as it is written.
const DEEP: usize = 12;

/// Reads running text into `block`; footnotes follow it. Titles that the text links to go into `links`.
pub(super) fn read(text: &str, block: Builder, style: Style, links: &mut Vec<String>) -> Vec<Builder> {
    let mut inline = Inline { text, blocks: vec![block], current: 0, links };
    inline.span(0..text.len(), style, 0);
    inline.blocks
}

struct Inline<'t> {
    text: &'t str,
    blocks: Vec<Builder>,
    current: usize,
    links: &'t mut Vec<String>,
}

impl Inline<'_> {
    fn push(&mut self, seen: Option<&str>, range: Range<usize>, style: Style) {
        let text = self.text;
        let Some(block) = self.blocks.get_mut(self.current) else { return };
        match seen {
            Some(seen) => block.decoded(seen, range, style),
            None => block.exact(text, range, style),
        }
    }

    fn span(&mut self, range: Range<usize>, style: Style, depth: usize) {
        let (mut at, mut done) = (range.start, range.start);
        while let Some(found) = self.text.as_bytes().get(at..range.end).and_then(|rest| rest.iter().position(is_sign)) {
            at += found;
            let Some(piece) = self.piece(at, range.end) else {
                at += 1;
                continue;
            };
            self.push(None, done..piece.from, style);
            if matches!(piece.seen, Seen::Link | Seen::LinkedName) {
                self.refer(&piece);
            }
            self.show(&piece, style, depth);
            (at, done) = (piece.next, piece.next);
        }
        self.push(None, done..range.end, style);
    }

    /// Takes the title that a link leads to, if it leads to one.
    fn refer(&mut self, piece: &Piece) {
        let whole = self.text.get(piece.from + 2..piece.next).unwrap_or_default();
        let target = whole.split(']').next().unwrap_or_default();
        if target.starts_with('*') || !is_place(target) {
            let words: Vec<&str> = target.trim_start_matches('*').split_whitespace().collect();
            self.links.push(slug(&words.join(" ")));
        }
    }

    fn show(&mut self, piece: &Piece, style: Style, depth: usize) {
        let inner = piece.inner.clone();
        match piece.seen {
            Seen::Marked(mark) if depth < DEEP => {
                let style = match mark {
                    b'*' => Style { strong: true, ..style },
                    b'/' => Style { emphasis: true, ..style },
                    _ => style,
                };
                self.span(inner, style, depth + 1);
            }
            Seen::Marked(_) => self.push(None, inner, style),
            Seen::Code => self.push(None, inner, Style { code: true, ..style }),
            Seen::Link => self.span(inner, Style { link: true, ..style }, depth + 1),
            Seen::Name => self.push(None, inner, Style { label: true, ..style }),
            Seen::LinkedName => self.push(None, inner, Style { link: true, label: true, ..style }),
            Seen::Character(seen) => self.push(Some(seen), piece.from..piece.next, style),
            Seen::Note => {
                let outer = std::mem::replace(&mut self.current, self.blocks.len());
                self.blocks.push(Builder::new(BlockKind::Paragraph));
                self.span(inner, Style::default(), DEEP / 2);
                self.current = outer;
            }
        }
    }

    /// What a sign at `at` begins.
    fn piece(&self, at: usize, end: usize) -> Option<Piece> {
        let rest = self.text.get(at..end)?;
        let code =
            |length: usize| Some(Piece { from: at, inner: at..at + length, next: at + length, seen: Seen::Code });
        match rest.as_bytes() {
            [b'[', b'[', ..] => link(rest, at),
            [b'[', b'f', b'n', b':', ..] => footnote(rest, at),
            [b'[' | b'<', digit, ..] if digit.is_ascii_digit() => {
                let close = if rest.starts_with('[') { "]" } else { ">" };
                code(near(rest, close).filter(|length| *length < 60)? + 1)
            }
            [b'<', b'<', ..] => {
                let open = rest.bytes().take_while(|byte| *byte == b'<').count().min(3);
                let length = near(rest.get(open..)?, if open == 3 { ">>>" } else { ">>" })?;
                let inner = at + open..at + open + length;
                let next = inner.end + open;
                // Of a target nobody sees the name; where it makes links of that name everywhere, it is shown.
                let (inner, seen) = if open == 3 { (inner, Seen::Name) } else { (at..next, Seen::Code) };
                Some(Piece { from: at, next, inner, seen })
            }
            [b'{', b'{', b'{', ..] => code(near(rest, "}}}")? + 3),
            [b'@', b'@', ..] => code(near(rest.get(2..)?, "@@")? + 4),
            [b'$', next, ..] if !next.is_ascii_whitespace() && !next.is_ascii_digit() => {
                let length = near(rest.get(1..)?, "$").filter(|length| *length > 0)?;
                let tight =
                    !rest.get(1..=length)?.ends_with(char::is_whitespace) && !rest.get(1..=length)?.contains('\n');
                if tight { code(length + 2) } else { None }
            }
            [b'\\', b'(', ..] => code(near(rest, "\\)")? + 2),
            [b'\\', b'[', ..] => code(near(rest, "\\]")? + 2),
            [b'\\', letter, ..] if letter.is_ascii_alphabetic() => entity(rest, at),
            [b's', b'r', b'c', b'_', ..] | [b'c', b'a', b'l', b'l', b'_', ..] => {
                let open = rest.bytes().take(60).position(|byte| matches!(byte, b'{' | b'(' | b' ' | b'\n'))?;
                let close = match rest.as_bytes().get(open)? {
                    b'{' => "}",
                    b'(' => ")",
                    _ => return None,
                };
                code(near(rest, close)? + 1)
            }
            [mark @ (b'*' | b'/' | b'_' | b'+' | b'=' | b'~'), ..] => self.emphasis(at, end, *mark),
            _ => None,
        }
    }

    fn emphasis(&self, at: usize, end: usize, mark: u8) -> Option<Piece> {
        let before = self.text.get(..at)?.chars().next_back();
        let opens = before.is_none_or(|c| c.is_whitespace() || "-–—('\"{“‘[/*_+".contains(c));
        let rest = self.text.get(at + 1..end)?;
        if !opens || rest.starts_with(char::is_whitespace) {
            return None;
        }
        let window = rest.as_bytes().get(..rest.len().min(NEAR))?;
        let close = memchr::memchr_iter(mark, window).find(|close| {
            let inside = rest.get(..*close).and_then(|inner| inner.chars().next_back());
            let behind = rest.get(close + 1..).and_then(|rest| rest.chars().next());
            inside.is_some_and(|c| !c.is_whitespace())
                && behind.is_none_or(|c| c.is_whitespace() || "-–—.,;:!?'\")}]\\”’/*_+[".contains(c))
        })?;
        let seen = if matches!(mark, b'=' | b'~') { Seen::Code } else { Seen::Marked(mark) };
        let inner = at + 1..at + 1 + close;
        Some(Piece { from: at, next: inner.end + 1, inner, seen })
    }
}

/// A stretch of markup.
struct Piece {
    from: usize,
    /// What is shown of it.
    inner: Range<usize>,
    next: usize,
    seen: Seen,
}

#[derive(Clone, Copy)]
enum Seen {
    Marked(u8),
    Code,
    Link,
    /// A target whose text is its name.
    Name,
    /// A link whose text is the name of its target.
    LinkedName,
    Character(&'static str),
    Note,
}

fn is_sign(byte: &u8) -> bool {
    matches!(byte, b'[' | b'<' | b'{' | b'@' | b'$' | b'\\' | b's' | b'c' | b'*' | b'/' | b'_' | b'+' | b'=' | b'~')
}

fn near(text: &str, sign: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes().get(..text.len().min(NEAR))?, sign.as_bytes())
}

/// `[[target][text]]`, and `[[target]]`, which shows its target: a title, or a place.
fn link(rest: &str, at: usize) -> Option<Piece> {
    let length = near(rest, "]]")?;
    let whole = rest.get(2..length)?;
    let next = at + length + 2;
    if let Some((target, text)) = whole.split_once("][") {
        let start = at + 2 + target.len() + 2;
        return Some(Piece { from: at, inner: start..start + text.len(), next, seen: Seen::Link });
    }
    let start = at + 2 + usize::from(whole.starts_with('*'));
    Some(Piece {
        from: at,
        inner: start..at + length,
        next,
        seen: if is_place(whole) { Seen::Code } else { Seen::LinkedName },
    })
}

/// Whether the target of a link is a file, an address or an identifier, and no title.
fn is_place(target: &str) -> bool {
    target.starts_with('#') || !target.starts_with('*') && target.contains([':', '/', '.', '_'])
}

/// `[fn:1]`, and `[fn:: text]`, whose text is a note.
fn footnote(rest: &str, at: usize) -> Option<Piece> {
    let window = rest.as_bytes().get(..rest.len().min(NEAR))?;
    let mut depth = 0usize;
    let length = window.iter().position(|byte| {
        depth = match byte {
            b'[' => depth + 1,
            b']' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    })?;
    let next = at + length + 1;
    let inner = rest.get(4..length)?;
    match inner.find(':') {
        Some(colon) if inner.get(..colon)?.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) => {
            let text = inner.get(colon + 1..)?;
            let start = at + length - text.trim_start().len();
            Some(Piece { from: at, inner: start..at + length, next, seen: Seen::Note })
        }
        _ => Some(Piece { from: at, inner: at..next, next, seen: Seen::Code }),
    }
}

/// `\rsquo{}` and its like.
fn entity(rest: &str, at: usize) -> Option<Piece> {
    let length = rest.bytes().skip(1).take(20).take_while(u8::is_ascii_alphabetic).count() + 1;
    let braces = if rest.get(length..)?.starts_with("{}") { 2 } else { 0 };
    let next = at + length + braces;
    let seen = match rest.get(1..length)? {
        "rsquo" => Seen::Character("’"),
        "lsquo" => Seen::Character("‘"),
        "rdquo" => Seen::Character("”"),
        "ldquo" => Seen::Character("“"),
        "ndash" => Seen::Character("–"),
        "mdash" => Seen::Character("—"),
        "nbsp" => Seen::Character("\u{a0}"),
        "shy" => Seen::Character("\u{ad}"),
        "amp" => Seen::Character("&"),
        _ => Seen::Code,
    };
    Some(Piece { from: at, inner: at..next, next, seen })
}
