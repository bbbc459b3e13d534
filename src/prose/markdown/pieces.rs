//! Cuts Markdown into pieces that say the same whether or not the others are there.
//!
//! A piece begins with a heading, behind one, or with a paragraph at the margin below a blank line; what may go on beyond
//! such a place (an item of a list, a fence, an element of HTML) is looked out for. Where that is not plain, nothing is
//! cut any more: better one piece too large than one cut in the middle.

use memchr::{memchr, memchr_iter, memchr2, memmem};

/// A piece of a text; it ends where the next one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) kind: Kind,
    /// Whether a heading may stand in it.
    pub(super) heading: bool,
}

/// What a piece begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A paragraph or heading, so that there is something in it that a reader sees.
    Text,
    /// Anything, nothing included.
    Rest,
}

/// The pieces of `text` from the byte `from` on, in order, without gaps.
pub(super) fn cut(text: &str, from: usize) -> Vec<Piece> {
    let mut cutter = Cutter::new(text, from);
    cutter.unsure = has_rare_white_space(cutter.bytes);
    let mut at = 0;
    while let Some(next) = cutter.next_line(at) {
        at = next;
    }
    if cutter.unsure {
        cutter.may_hold_heading();
    }
    for piece in &mut cutter.pieces {
        piece.start += from;
    }
    cutter.pieces
}

/// The pieces from the byte `from` on, where one begins, up to the next that is `known`, and where that begins: nothing
/// that stands before a piece has a say in how it and what follows are cut. `None` where it is longer than `most`, or
/// not plain.
pub(super) fn cut_to(
    text: &str,
    from: usize,
    most: usize,
    known: impl Fn(usize) -> bool,
) -> Option<(Vec<Piece>, usize)> {
    let mut cutter = Cutter::new(text, from);
    let mut at = 0;
    let mut end = text.len();
    while let Some(next) = cutter.next_line(at) {
        at = next;
        let last = cutter.pieces.last().map_or(0, |piece| piece.start);
        if last > 0 && known(last + from) {
            cutter.pieces.pop();
            end = last + from;
            break;
        }
        if at > most {
            return None;
        }
    }
    if cutter.unsure || text.as_bytes().get(from..end).is_none_or(has_rare_white_space) {
        return None;
    }
    for piece in &mut cutter.pieces {
        piece.start += from;
    }
    Some((cutter.pieces, end))
}

/// Whether a text holds line ends or white space that hardly anybody writes, and hardly anybody agrees on.
pub(super) fn has_rare_white_space(bytes: &[u8]) -> bool {
    let bare = |at: usize| bytes.get(at + 1).is_some_and(|next| *next != b'\n');
    memchr2(b'\x0b', b'\x0c', bytes).is_some() || memchr_iter(b'\r', bytes).any(bare)
}

/// A block that goes on over blank lines and headings.
#[derive(Clone, Copy)]
enum Open {
    /// Up to a line of as many such signs, or more.
    Fence { sign: u8, count: usize },
    /// Up to a line that holds this.
    Html(&'static str),
    /// Perhaps a block, up to a blank line.
    Tags,
}

/// What the line above may leave open that takes in indented lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    None,
    /// An item of a list whose text begins in this column.
    At(usize),
    /// Perhaps one, in whatever column.
    Perhaps,
}

struct Cutter<'t> {
    bytes: &'t [u8],
    pieces: Vec<Piece>,
    open: Option<Open>,
    item: Item,
    /// Whether no paragraph goes on in this line.
    fresh: bool,
    /// Whether an element of HTML may be open, which only a heading closes for sure.
    in_html: bool,
    unsure: bool,
}

impl<'t> Cutter<'t> {
    /// Of a text from the byte `from` on, where a piece begins.
    fn new(text: &'t str, from: usize) -> Self {
        Self {
            bytes: text.as_bytes().get(from..).unwrap_or_default(),
            pieces: vec![Piece { start: 0, kind: Kind::Rest, heading: false }],
            open: None,
            item: Item::None,
            fresh: true,
            in_html: false,
            unsure: false,
        }
    }

    /// Reads the line that begins at the byte `at`, and tells where the next one does.
    fn next_line(&mut self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty() && !self.unsure)?;
        let next = memchr(b'\n', rest).map_or(self.bytes.len(), |length| at + length + 1);
        self.line(at, self.bytes.get(at..next).unwrap_or_default());
        Some(next)
    }

    /// Reads the line that begins at the byte `at`, line end included.
    fn line(&mut self, at: usize, line: &[u8]) {
        let Some((indent, rest)) = unindented(line) else {
            self.open = self.open.filter(|open| !matches!(open, Open::Tags));
            self.fresh = self.open.is_none();
            return;
        };
        match self.open {
            Some(Open::Fence { sign, count }) => {
                let signs = rest.iter().take_while(|byte| **byte == sign).count();
                let blank = || rest.iter().skip(signs).all(|byte| matches!(byte, b' ' | b'\r' | b'\n'));
                if signs >= count && indent <= 3 && blank() {
                    (self.open, self.fresh) = (None, true);
                }
            }
            Some(Open::Html(end)) => {
                self.tags(line);
                if memmem::find(line, end.as_bytes()).is_some() {
                    (self.open, self.fresh) = (None, true);
                }
            }
            Some(Open::Tags) => self.perhaps(rest),
            None => self.block(at, indent, rest),
        }
    }

    /// Reads a line that is not blank and stands in no fence.
    fn block(&mut self, at: usize, indent: usize, rest: &[u8]) {
        let inside = matches!(self.item, Item::At(column) if indent >= column);
        if inside || indent > 3 || self.item == Item::Perhaps && indent > 0 {
            self.indented(indent, rest, inside);
            return;
        }
        match rest {
            [b'#', ..] if is_heading(rest) => self.heading(at, indent, rest),
            [b'`' | b'~', ..] if self.fence(rest) => {}
            [b'<', ..] => self.html(rest),
            [b'>', ..] => {
                self.item = Item::None;
                self.nested(rest);
            }
            [b'[', b'^', ..] => {
                self.item = Item::Perhaps;
                self.nested(rest);
            }
            [b'*' | b'-' | b'_', ..] if is_rule(rest) => {
                (self.item, self.fresh) = (Item::None, true);
                self.may_hold_heading();
            }
            _ => match marker(rest) {
                Some(marker) => self.list_item(indent, rest, marker),
                None => self.text(at, indent, rest),
            },
        }
    }

    /// A line that may belong to an item of a list.
    fn indented(&mut self, indent: usize, rest: &[u8], inside: bool) {
        match self.item {
            Item::At(_) if inside => self.nested(rest),
            _ if indent <= 3 => self.perhaps(rest),
            _ => {
                self.item = if self.item == Item::None { Item::None } else { Item::Perhaps };
                self.nested(rest);
            }
        }
    }

    /// A line that may belong to what is open, or to nothing.
    fn perhaps(&mut self, rest: &[u8]) {
        self.unsure = fence(rest).is_some() || end_of_html(rest).is_some();
        self.item = Item::Perhaps;
        self.nested(rest);
    }

    /// What stands behind the signs of a list or quotation, or is indented: not looked at closely.
    fn nested(&mut self, rest: &[u8]) {
        self.in_html |= rest.contains(&b'<');
        self.tags(rest);
        if rest.contains(&b'#') || is_drawn(rest) {
            self.may_hold_heading();
        }
        self.fresh = false;
    }

    fn heading(&mut self, at: usize, indent: usize, rest: &[u8]) {
        (self.item, self.fresh) = (Item::None, true);
        if indent > 0 {
            return self.may_hold_heading();
        }
        self.in_html = false;
        // All that stands there may be a picture.
        let plain = rest.iter().any(u8::is_ascii_alphanumeric) && !rest.iter().any(|byte| b"<[{$".contains(byte));
        self.cut(at, if plain { Kind::Text } else { Kind::Rest });
        self.may_hold_heading();
        self.cut(at + rest.len(), Kind::Rest);
    }

    fn fence(&mut self, rest: &[u8]) -> bool {
        let Some((sign, count)) = fence(rest) else { return false };
        self.open = Some(Open::Fence { sign, count });
        self.item = Item::None;
        true
    }

    fn html(&mut self, rest: &[u8]) {
        self.in_html = true;
        self.tags(rest);
        match end_of_html(rest) {
            Some(end) => {
                self.item = Item::None;
                self.fresh = memmem::find(rest, end.as_bytes()).is_some();
                self.open = (!self.fresh).then_some(Open::Html(end));
            }
            None => {
                self.item = if self.fresh || self.item == Item::None { Item::None } else { Item::Perhaps };
                (self.open, self.fresh) = (Some(Open::Tags), false);
            }
        }
    }

    fn list_item(&mut self, indent: usize, rest: &[u8], marker: Marker) {
        // Not every item can stand in the middle of a paragraph.
        let plain = self.fresh || marker.interrupts;
        self.item = if plain && !marker.empty { Item::At(indent + marker.column) } else { Item::Perhaps };
        self.nested(rest);
    }

    fn text(&mut self, at: usize, indent: usize, rest: &[u8]) {
        if self.fresh {
            self.item = Item::None;
            let kind = match rest.first() {
                Some(byte) if byte.is_ascii_alphabetic() => Some(Kind::Text),
                // Not all spaces are ASCII.
                Some(byte) if !byte.is_ascii() => Some(Kind::Rest),
                _ => None,
            };
            if let (0, false, Some(kind)) = (indent, self.in_html, kind) {
                self.cut(at, kind);
            }
        } else if self.item != Item::None {
            self.item = Item::Perhaps;
        }
        self.tags(rest);
        if is_drawn(rest) {
            self.may_hold_heading();
        }
        self.fresh = false;
    }

    /// Headings of HTML.
    fn tags(&mut self, line: &[u8]) {
        if self.in_html {
            let heading = |at: usize| matches!(line.get(at + 1..at + 3), Some([b'h' | b'H', b'1'..=b'6']));
            if memchr_iter(b'<', line).any(heading) {
                self.may_hold_heading();
            }
        }
    }

    fn cut(&mut self, start: usize, kind: Kind) {
        if let Some(last) = self.pieces.last_mut().filter(|last| last.start == start) {
            last.kind = kind;
        } else if start < self.bytes.len() {
            self.pieces.push(Piece { start, kind, heading: false });
        }
    }

    fn may_hold_heading(&mut self) {
        self.pieces.last_mut().into_iter().for_each(|piece| piece.heading = true);
    }
}

/// The columns of white space that a line begins with, and what stands behind them; `None` for a blank line.
fn unindented(line: &[u8]) -> Option<(usize, &[u8])> {
    let mut column = 0;
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            b'\r' | b'\n' => return None,
            _ => return line.get(at..).map(|rest| (column, rest)),
        }
    }
    None
}

/// Whether a line that begins with the sign is a heading in which something stands.
fn is_heading(rest: &[u8]) -> bool {
    let level = rest.iter().take_while(|byte| **byte == b'#').count();
    level <= 6 && rest.get(level).is_none_or(u8::is_ascii_whitespace)
}

/// The sign of a fence and how often it stands there.
fn fence(rest: &[u8]) -> Option<(u8, usize)> {
    let sign = *rest.first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let count = rest.iter().take_while(|byte| **byte == sign).count();
    let info = rest.get(count..).unwrap_or_default();
    (count >= 3 && (sign == b'~' || !info.contains(&b'`'))).then_some((sign, count))
}

/// Whether a line is one of signs alone that are a rule, or are drawn under a heading.
fn is_rule(rest: &[u8]) -> bool {
    let Some(sign) = rest.first() else { return false };
    let signs = rest.iter().filter(|byte| *byte == sign).count();
    signs >= 3 && rest.iter().all(|byte| byte == sign || matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether a line may be drawn under a heading.
fn is_drawn(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_end().last(), Some(b'=' | b'-'))
}

/// What ends a block of HTML that goes on over blank lines.
fn end_of_html(rest: &[u8]) -> Option<&'static str> {
    let tag = rest.strip_prefix(b"<")?;
    for (name, end) in [("pre", "</pre>"), ("style", "</style>"), ("script", "</script>"), ("textarea", "</textarea>")]
    {
        let named = tag.get(..name.len()).is_some_and(|written| written.eq_ignore_ascii_case(name.as_bytes()));
        if named && tag.get(name.len()).is_none_or(|next| next.is_ascii_whitespace() || *next == b'>') {
            return Some(end);
        }
    }
    match tag {
        [b'!', b'-', b'-', ..] => Some("-->"),
        [b'?', ..] => Some("?>"),
        _ if tag.starts_with(b"![CDATA[") => Some("]]>"),
        [b'!', letter, ..] if letter.is_ascii_alphabetic() => Some(">"),
        _ => None,
    }
}

/// What a line of a list begins with.
struct Marker {
    /// In which column behind it the text begins.
    column: usize,
    /// Whether it can stand in the middle of a paragraph.
    interrupts: bool,
    /// Whether there is no text.
    empty: bool,
}

fn marker(rest: &[u8]) -> Option<Marker> {
    let (width, interrupts) = match rest.first()? {
        b'-' | b'+' | b'*' => (1, true),
        b'0'..=b'9' => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits > 9 || !matches!(rest.get(digits), Some(b'.' | b')')) {
                return None;
            }
            (digits + 1, rest.starts_with(b"1") && digits == 1)
        }
        _ => return None,
    };
    let behind = rest.get(width..)?;
    let spaces = behind.iter().take_while(|byte| **byte == b' ').count();
    match behind.get(spaces) {
        None | Some(b'\r' | b'\n') => Some(Marker { column: width + 1, interrupts: false, empty: true }),
        // How far a tab reaches depends on where it stands: the text may begin anywhere.
        Some(b'\t') => Some(Marker { column: width + 1, interrupts: false, empty: true }),
        _ if spaces == 0 => None,
        _ => Some(Marker { column: width + if spaces > 4 { 1 } else { spaces }, interrupts, empty: false }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;
    use pulldown_cmark::{Event, Parser};

    use super::super::options;
    use super::super::tests::lines;
    use super::*;

    /// The text with a bar where it is cut.
    fn shown(text: &str) -> String {
        let mut out = String::new();
        let pieces = cut(text, 0);
        for (at, piece) in pieces.iter().enumerate() {
            let end = pieces.get(at + 1).map_or(text.len(), |next| next.start);
            out += if at == 0 { "" } else { "|" };
            out += &text[piece.start..end];
        }
        out
    }

    #[test]
    fn a_text_is_cut_where_nothing_goes_on() {
        for expected in [
            "a\n\n|b\nb\n\n|# c\n|\n|d\n",
            "- a\n\n  b\n\n|c\n",
            "- a\n\n b\n\n|c\n",
            "a\n\n|# b\n|c\n\n|d",
            "a\n\n```\nb\n\n# c\n```\n\n|d\n",
            "- ```\n  # a\n\n  b\n  ```\n\n|c\n\n|# d\n",
            "- a\n\n  ```\n\n|b\n",
            "- a\nb\n\n  ```\n\nc\n",
            "<div>\n\na\n\n|# b\n|\n|c\n",
            "<!-- a\n\n# b\n\nc -->\n\nd\n\n|# e\n|f\n",
            "> a\n\n|b\n",
            "1. a\n\n   # b\n\n|c\n",
            "a\n\n    b\n\n|c\n",
            "a\r\n\r\n|b\r\n\r\n|# c\r\n",
            "a\n\nb\rc\n\nd\n",
            "[^1]: a\n\n    b\n\n|c\n",
        ] {
            assert_eq!(shown(&expected.replace('|', "")), expected);
        }
    }

    /// What the parser finds, but for empty cells, which stand on no line in particular.
    fn events(text: &str) -> Vec<(Event<'_>, std::ops::Range<usize>)> {
        let events = Parser::new_ext(text, options()).into_offset_iter();
        events.filter(|(_, place)| !place.is_empty()).collect()
    }

    /// The outermost blocks that the parser finds.
    fn blocks(text: &str) -> Vec<std::ops::Range<usize>> {
        let mut depth = 0;
        let mut out = Vec::new();
        for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
            if depth == 0 {
                out.push(range);
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4096, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn no_block_is_cut_in_two(lines in lines(), end in prop::sample::select(vec!["\n", "\r\n"])) {
            let text = lines.join(end);
            let blocks = blocks(&text);
            for piece in cut(&text, 0) {
                let cut = |block: &std::ops::Range<usize>| block.start < piece.start && piece.start < block.end;
                // The blank lines behind a list belong to it.
                let held = blocks.iter().find(|block| cut(block) && !text[piece.start..block.end].trim().is_empty());
                prop_assert_eq!(held, None, "{:?} at {}", text, piece.start);
            }
        }

        #[test]
        fn what_is_kept_says_the_same(lines in lines(), keep in prop::collection::vec(any::<bool>(), 25)) {
            let text = lines.join("\n") + "\n";
            let pieces = cut(&text, 0);
            let end = |at: usize| pieces.get(at + 1).map_or(text.len(), |next: &Piece| next.start);
            let mut kept = String::new();
            let mut expected = Vec::new();
            let all: Vec<_> = events(&text);
            for (at, piece) in pieces.iter().enumerate() {
                let range = piece.start..end(at);
                // What defines something is always kept.
                if keep[at] || text[range.clone()].contains("]:") || piece.heading {
                    let here = all.iter().filter(|(_, place)| range.contains(&place.start));
                    expected.extend(here.map(|(event, place)| (event.clone(), place.start + kept.len() - range.start)));
                    kept += &text[range];
                }
            }
            let found: Vec<_> = events(&kept).into_iter().map(|(event, place)| (event, place.start)).collect();
            prop_assert_eq!(found, expected, "{:?} of {:?}", kept, text);
        }
    }
}
