//! The rope: an open document that is edited in place and shared as snapshots.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use ropey::Rope;

use super::position::narrow;
use super::{Encoding, Position};

/// A text that is cheap to clone and to edit. Offsets are bytes.
///
/// No conversion between offsets and positions reads more of the text than a leaf of the rope, however
/// long the line is.
#[derive(Clone, Default)]
pub struct Text {
    rope: Rope,
    /// The last edits, the latest at the end.
    edits: Vec<Edited>,
}

/// What an edit left as it was.
#[derive(Debug, Clone, Copy)]
struct Edited {
    /// No other edit has this number, of whatever text.
    number: u64,
    /// So many bytes at the beginning and at the end.
    same: (usize, usize),
}

/// So many edits are remembered.
const EDITS: usize = 32;

/// How many edits there were, of all texts.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// A range that has no place in a text: it ends before it starts, is out of bounds or cuts a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotMapped;

impl Text {
    /// Builds a rope from a string.
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text), edits: Vec::new() }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines there are; at least one, and one more than there are line ends.
    pub fn lines(&self) -> usize {
        self.rope.len_lines()
    }

    /// The text of a byte range, or `None` where an end is out of bounds or inside a character.
    /// Copied only where it spans leaves of the rope.
    pub fn slice(&self, range: Range<usize>) -> Option<Cow<'_, str>> {
        self.rope.get_byte_slice(range).map(Cow::from)
    }

    /// The pieces that it is stored in, in order.
    pub(super) fn chunks(&self) -> impl Iterator<Item = &str> {
        self.rope.chunks()
    }

    /// The same from the last to the first.
    pub(super) fn chunks_from_the_end(&self) -> impl Iterator<Item = &str> {
        self.rope.chunks_at_byte(self.len()).0.reversed()
    }

    /// The last place up to a byte offset where a character begins or the text ends.
    pub(super) fn floor_char_boundary(&self, offset: usize) -> usize {
        self.unit_to_byte(offset.min(self.len()), Encoding::Utf8)
    }

    /// The first such place from an offset on.
    pub(super) fn ceil_char_boundary(&self, offset: usize) -> usize {
        let longest = offset.min(self.len())..=self.len().min(offset + 3);
        longest.into_iter().find(|at| self.floor_char_boundary(*at) == *at).unwrap_or(self.len())
    }

    /// The byte offset of a position.
    ///
    /// A character past the end of its line is the end of that line's text, before the line end: "If
    /// the character value is greater than the line length it defaults back to the line length" (LSP
    /// 3.17, Position). A line past the last is the end of the text: "If a line number is greater than
    /// the number of lines in a document, it defaults back to the number of lines in the document"
    /// (its meta model). Inside a character, be it a surrogate pair or a UTF-8 sequence, is its start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.lines() {
            return self.len();
        }
        let start = self.line_start(line);
        let end = self.line_end(line);
        let units = self.units_before(start, encoding) + position.character as usize;
        if units >= self.units_before(end, encoding) { end } else { self.unit_to_byte(units, encoding) }
    }

    /// The position of a byte offset. Past the end it is the end, inside a character its start, and
    /// between CR and LF the end of the line's text, where the protocol has no position.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let mut offset = self.unit_to_byte(offset.min(self.len()), Encoding::Utf8);
        if self.cuts_crlf(offset) {
            offset -= 1;
        }
        let line = self.rope.try_byte_to_line(offset).unwrap_or_default();
        let units = self.units_before(offset, encoding) - self.units_before(self.line_start(line), encoding);
        Position { line: narrow(line), character: narrow(units) }
    }

    /// Replaces a byte range.
    ///
    /// # Errors
    /// [`NotMapped`] where the range ends before it starts, is out of bounds or cuts a character;
    /// the text is then as before.
    pub fn replace(&mut self, range: Range<usize>, with: &str) -> Result<(), NotMapped> {
        if range.end < range.start || self.rope.get_byte_slice(range.clone()).is_none() {
            return Err(NotMapped);
        }
        let start = self.rope.try_byte_to_char(range.start).map_err(|_| NotMapped)?;
        let end = self.rope.try_byte_to_char(range.end).map_err(|_| NotMapped)?;
        let same = (range.start, self.len() - range.end);
        self.rope.try_remove(start..end).map_err(|_| NotMapped)?;
        if self.edits.len() == EDITS {
            self.edits.remove(0);
        }
        self.edits.push(Edited { number: NUMBER.fetch_add(1, Ordering::Relaxed), same });
        self.rope.try_insert(start, with).map_err(|_| NotMapped)
    }

    /// How many bytes at the beginning and at the end were not touched since this was `other`; `None` where that is not
    /// known.
    pub fn untouched_since(&self, other: &Self) -> Option<(usize, usize)> {
        let last = other.edits.last()?.number;
        let known = self.edits.iter().position(|edit| edit.number == last)?;
        let since = self.edits.get(known + 1..)?;
        let least = |of: fn(&Edited) -> usize| since.iter().map(of).min().unwrap_or(self.len());
        let head = least(|edit| edit.same.0);
        Some((head, least(|edit| edit.same.1).min(self.len() - head)))
    }

    /// Applies one change as the protocol sends it: what stands between two positions gives way to
    /// `with`. Positions are clamped as [`Text::offset`] does.
    ///
    /// # Errors
    /// [`NotMapped`] where the end, once clamped, lies before the start; the text is then as before.
    pub fn apply_change(
        &mut self,
        start: Position,
        end: Position,
        encoding: Encoding,
        with: &str,
    ) -> Result<(), NotMapped> {
        self.replace(self.offset(start, encoding)..self.offset(end, encoding), with)
    }

    fn line_start(&self, line: usize) -> usize {
        self.rope.try_line_to_byte(line).unwrap_or_else(|_| self.len())
    }

    /// Where the text of a line ends and its line end, if it has one, begins.
    fn line_end(&self, line: usize) -> usize {
        if line + 1 >= self.lines() {
            return self.len();
        }
        // Every line but the last has a line end, so there is a byte before the next line.
        let last = self.line_start(line + 1).saturating_sub(1);
        if self.cuts_crlf(last) { last - 1 } else { last }
    }

    fn cuts_crlf(&self, offset: usize) -> bool {
        offset > 0 && self.rope.get_byte(offset) == Some(b'\n') && self.rope.get_byte(offset - 1) == Some(b'\r')
    }

    /// How many units stand before a byte offset on a character boundary.
    fn units_before(&self, offset: usize, encoding: Encoding) -> usize {
        let char = || self.rope.try_byte_to_char(offset).unwrap_or_default();
        match encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf16 => self.rope.try_char_to_utf16_cu(char()).unwrap_or_default(),
            Encoding::Utf32 => char(),
        }
    }

    /// The byte offset of a unit, counted from the start of the text; inside a character its start.
    fn unit_to_byte(&self, unit: usize, encoding: Encoding) -> usize {
        let char = match encoding {
            Encoding::Utf8 => self.rope.try_byte_to_char(unit),
            Encoding::Utf16 => self.rope.try_utf16_cu_to_char(unit),
            Encoding::Utf32 => Ok(unit),
        };
        char.and_then(|char| self.rope.try_char_to_byte(char)).unwrap_or_else(|_| self.len())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::LineIndex;
    use super::*;

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    /// The slow and obvious way to say what [`Text`] says.
    struct Model(String);

    impl Model {
        /// The lines as (text, line end), split by hand.
        fn lines(&self) -> Vec<(String, String)> {
            let mut lines = vec![(String::new(), String::new())];
            let mut chars = self.0.chars().peekable();
            while let Some(c) = chars.next() {
                let last = lines.last_mut().unwrap();
                match c {
                    '\r' if chars.peek() == Some(&'\n') => {
                        chars.next();
                        last.1.push_str("\r\n");
                    }
                    '\r' | '\n' => last.1.push(c),
                    _ => {
                        last.0.push(c);
                        continue;
                    }
                }
                lines.push((String::new(), String::new()));
            }
            lines
        }

        fn width(c: char, encoding: Encoding) -> usize {
            match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.encode_utf16(&mut [0; 2]).len(),
                Encoding::Utf32 => 1,
            }
        }

        fn offset(&self, position: Position, encoding: Encoding) -> usize {
            let mut start = 0;
            for (number, (text, end)) in self.lines().into_iter().enumerate() {
                if number == position.line as usize {
                    let (mut at, mut units) = (start, 0);
                    for c in text.chars() {
                        units += Self::width(c, encoding);
                        if units > position.character as usize {
                            break;
                        }
                        at += c.len_utf8();
                    }
                    return at;
                }
                start += text.len() + end.len();
            }
            self.0.len()
        }

        fn position(&self, offset: usize, encoding: Encoding) -> Position {
            let mut start = 0;
            let lines = self.lines();
            let last = lines.len() - 1;
            for (number, (text, end)) in lines.into_iter().enumerate() {
                if offset < start + text.len() + end.len() || number == last {
                    let (mut at, mut units) = (start, 0);
                    for c in text.chars() {
                        at += c.len_utf8();
                        if at > offset {
                            break;
                        }
                        units += Self::width(c, encoding);
                    }
                    return Position { line: number as u32, character: units as u32 };
                }
                start += text.len() + end.len();
            }
            unreachable!("the last line takes what is left")
        }

        fn replace(&mut self, range: Range<usize>, with: &str) -> Result<(), NotMapped> {
            if range.end < range.start || self.0.get(range.clone()).is_none() {
                return Err(NotMapped);
            }
            self.0.replace_range(range, with);
            Ok(())
        }
    }

    /// The characters that text handling goes wrong on, and a few that it does not.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => Just("\r".to_owned()),
            4 => Just("\n".to_owned()),
            3 => Just("\r\n".to_owned()),
            6 => "[a-c ]{1,4}",
            3 => prop::sample::select(vec![
                "\u{2028}", "\u{2029}", "\u{85}", "\u{b}", "\u{c}", "é", "e\u{301}", "€", "😀", "👩\u{200d}🔧", "\u{feff}", "\0",
            ]).prop_map(str::to_owned),
        ]
    }

    /// The same cases in every run, so that a failure is a failure everywhere.
    fn config() -> ProptestConfig {
        ProptestConfig {
            cases: 128,
            rng_seed: RngSeed::Fixed(2),
            failure_persistence: None,
            ..ProptestConfig::default()
        }
    }

    fn text(pieces: Range<usize>) -> impl Strategy<Value = String> {
        prop::collection::vec(piece(), pieces).prop_map(|pieces| pieces.concat())
    }

    /// Texts of one leaf and of many: a leaf holds about a thousand bytes.
    fn document() -> impl Strategy<Value = String> {
        prop_oneof![
            3 => text(0..24),
            1 => (text(1..12), 100_usize..500).prop_map(|(text, times)| text.repeat(times)),
            1 => (text(0..4), "[a-z😀é]{0,12}", 100_usize..400).prop_map(|(tail, long, times)| long.repeat(times) + &tail),
        ]
    }

    /// What is typed, and now and then pasted.
    fn inserted() -> impl Strategy<Value = String> {
        prop_oneof![8 => text(0..6), 1 => document()]
    }

    fn position() -> impl Strategy<Value = Position> {
        let near = 0_u32..12;
        let character = prop_oneof![4 => near.clone(), 1 => 0_u32..3000, 1 => Just(u32::MAX)];
        let line = prop_oneof![6 => near, 2 => 0_u32..600, 1 => Just(u32::MAX)];
        (line, character).prop_map(|(line, character)| Position { line, character })
    }

    fn agree(text: &Text, model: &Model, positions: &[Position], offsets: &[usize]) -> Result<(), TestCaseError> {
        prop_assert_eq!(&text.to_string(), &model.0);
        prop_assert_eq!(text.len(), model.0.len());
        prop_assert_eq!(text.lines(), model.lines().len());
        let index = LineIndex::new(&model.0);
        prop_assert_eq!(index.count(), text.lines());
        for encoding in ENCODINGS {
            for position in positions {
                prop_assert_eq!(text.offset(*position, encoding), model.offset(*position, encoding), "{:?}", position);
            }
            for at in offsets {
                let expected = model.position(*at, encoding);
                prop_assert_eq!(text.position(*at, encoding), expected, "byte {}", at);
                prop_assert_eq!(index.position(&model.0, *at, encoding), expected, "byte {}", at);
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(config())]

        #[test]
        fn edits_and_conversions_equal_those_of_a_string(
            start in document(),
            edits in prop::collection::vec((position(), position(), inserted(), 0_usize..3), 0..8),
            positions in prop::collection::vec(position(), 4),
            offsets in prop::collection::vec(0_usize..4000, 4),
        ) {
            let mut text = Text::new(&start);
            let mut model = Model(start);
            agree(&text, &model, &positions, &offsets)?;
            for (from, to, with, encoding) in edits {
                let encoding = ENCODINGS[encoding];
                let snapshot = text.clone();
                let before = model.0.clone();
                let range = model.offset(from, encoding)..model.offset(to, encoding);
                let done = text.apply_change(from, to, encoding, &with);
                prop_assert_eq!(done, model.replace(range, &with));
                agree(&text, &model, &positions, &offsets)?;
                prop_assert_eq!(snapshot.to_string(), before);
            }
        }

        #[test]
        fn byte_ranges_are_taken_and_replaced_as_in_a_string(
            start in document(),
            edits in prop::collection::vec((0_usize..2500, 0_usize..2500, inserted()), 1..8),
        ) {
            let mut text = Text::new(&start);
            let mut model = Model(start);
            for (from, to, with) in edits {
                let slice = if from <= to { model.0.get(from..to) } else { None };
                let sliced = text.slice(from..to).map(Cow::into_owned);
                prop_assert_eq!(sliced.as_deref(), slice);
                prop_assert_eq!(text.replace(from..to, &with), model.replace(from..to, &with));
                agree(&text, &model, &[], &[from, to])?;
            }
        }

        #[test]
        fn every_offset_that_has_a_position_comes_back_from_it(start in text(0..24)) {
            let text = Text::new(&start);
            for (at, _) in start.char_indices().chain([(start.len(), ' ')]) {
                let between = start[..at].ends_with('\r') && start[at..].starts_with('\n');
                for encoding in ENCODINGS {
                    let back = text.offset(text.position(at, encoding), encoding);
                    prop_assert_eq!(back, if between { at - 1 } else { at });
                }
            }
        }
    }

    #[test]
    fn an_edit_between_cr_and_lf_splits_the_line_end_and_a_removal_joins_it() {
        let mut text = Text::new("a\r\nb");
        assert_eq!(text.lines(), 2);
        text.replace(2..2, "x").unwrap();
        assert_eq!((text.to_string().as_str(), text.lines()), ("a\rx\nb", 3));
        text.replace(2..3, "").unwrap();
        assert_eq!((text.to_string().as_str(), text.lines()), ("a\r\nb", 2));
    }

    #[test]
    fn line_ends_are_split_and_joined_at_the_seams_of_leaves_too() {
        for length in 900..1100 {
            let mut text = Text::new(&format!("{}\r{}", "x".repeat(length), "y".repeat(1200)));
            text.replace(length + 1..length + 1, "\n").unwrap();
            assert_eq!(text.lines(), 2, "{length}");
            assert_eq!(text.position(length + 2, Encoding::Utf16), Position { line: 1, character: 0 }, "{length}");
            text.replace(length..length + 1, "").unwrap();
            assert_eq!(text.position(length + 1, Encoding::Utf16), Position { line: 1, character: 0 }, "{length}");
        }
    }

    #[test]
    fn positions_are_clamped_as_the_specification_says() {
        let text = Text::new("ab\r\n😀\n");
        let at = |line, character| text.offset(Position { line, character }, Encoding::Utf16);
        assert_eq!(at(0, 99), 2);
        assert_eq!(at(1, 1), 4);
        assert_eq!(at(1, 2), 8);
        assert_eq!(at(1, u32::MAX), 8);
        assert_eq!(at(2, 5), 9);
        assert_eq!(at(3, 0), 9);
        assert_eq!(at(u32::MAX, u32::MAX), 9);
        assert_eq!(Text::new("").offset(Position { line: 7, character: 7 }, Encoding::Utf8), 0);
    }

    #[test]
    fn a_reversed_change_is_refused_and_leaves_the_text_alone() {
        let mut text = Text::new("one\ntwo");
        let (start, end) = (Position { line: 1, character: 0 }, Position { line: 0, character: 1 });
        assert_eq!(text.apply_change(start, end, Encoding::Utf16, "x"), Err(NotMapped));
        assert_eq!(text.to_string(), "one\ntwo");
        assert_eq!(text.apply_change(end, start, Encoding::Utf16, "x"), Ok(()));
        assert_eq!(text.to_string(), "oxtwo");
    }

    #[test]
    fn ranges_off_a_character_or_out_of_bounds_have_no_slice() {
        for text in ["aé", &("é".repeat(2000) + "a")] {
            let rope = Text::new(text);
            #[expect(clippy::reversed_empty_ranges, reason = "what a reversed range gives is under test")]
            let ranges = [0..2, 1..2, 2..3, 0..text.len() + 1, 3..1, 1..text.len(), 1..1, 1001..3001];
            for range in ranges {
                let expected = if range.start <= range.end { text.get(range.clone()) } else { None };
                assert_eq!(rope.slice(range.clone()).as_deref(), expected, "{range:?}");
            }
        }
    }
}
