//! A text inside a document that is written in another way than it is read: a comment without its signs, a
//! string without its escapes, the source of a notebook's cell. It is read in a format of its own, and what
//! was read is traced back to the bytes of the document.

use std::ops::Range;

use super::builder::{Interest, after_line_end};
use super::document::{Document, Run, Style};
use super::{Directive, Format};

/// What a stretch of an excerpt is after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rewritten {
    /// Code. The reader of the excerpt sees this sign, of one byte, in the place of each byte.
    Hidden(&'static str),
    /// Seen as this single character.
    As(&'static str),
}

/// The text, and where each piece of it stands in the document.
#[derive(Debug, Clone, Default)]
pub(super) struct Excerpt {
    text: String,
    /// In order, without gaps, covering all of the text. Code is what is not read whatever it looks like.
    runs: Vec<Run>,
}

impl Excerpt {
    /// Bytes of the document as they stand.
    pub(super) fn of(document: &str, source: Range<usize>) -> Self {
        let mut excerpt = Self::default();
        excerpt.exact(document, source);
        excerpt
    }

    /// What was put together so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The pieces of the text.
    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Adds bytes of the document as they stand.
    pub(super) fn exact(&mut self, document: &str, source: Range<usize>) {
        let Some(slice) = document.get(source.clone()).filter(|slice| !slice.is_empty()) else { return };
        self.push(slice, source, Style::default());
    }

    /// Adds what is read of bytes that are written in another way: an escape, an entity, a line end with the
    /// signs of a comment behind it.
    pub(super) fn decoded(&mut self, seen: &str, source: Range<usize>) {
        if !seen.is_empty() {
            self.push(seen, source, Style::default());
        }
    }

    /// Adds bytes that are not read: an interpolation, a placeholder. The reader of the excerpt takes them for a
    /// word without meaning.
    pub(super) fn hidden(&mut self, document: &str, source: Range<usize>) {
        let Some(slice) = document.get(source.clone()).filter(|slice| !slice.is_empty()) else { return };
        let blank: String = slice.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { '\n' } else { 'x' }).collect();
        self.push(&blank, source, Style { code: true, ..Style::default() });
    }

    /// Marks ranges of the text, in order, as not read: for what is found only once escapes are decoded.
    pub(super) fn hide(&mut self, ranges: &[Range<usize>]) {
        let mut end = 0;
        let apart = ranges.iter().map(|range| {
            let start = range.start.max(end);
            end = range.end.max(start);
            (start..end, Rewritten::Hidden("x"))
        });
        let changes: Vec<_> = apart.filter(|(range, _)| !range.is_empty()).collect();
        self.rewrite(&changes);
    }

    /// Says of ranges of the text, in order and apart from each other, what they are after all: for what is found
    /// only once escapes are decoded.
    pub(super) fn rewrite(&mut self, changes: &[(Range<usize>, Rewritten)]) {
        if changes.is_empty() {
            return;
        }
        let old = std::mem::take(self);
        let mut at = 0;
        for (range, change) in changes {
            self.copy(&old, at..range.start, None);
            match change {
                Rewritten::Hidden(filler) => self.copy(&old, range.clone(), Some(filler)),
                Rewritten::As(seen) => self.push(seen, old.source_of(range), Style::default()),
            }
            at = range.end;
        }
        self.copy(&old, at..old.text.len(), None);
    }

    /// Adds a range of the text of another excerpt; with a filler, as code that looks like it.
    fn copy(&mut self, old: &Self, range: Range<usize>, filler: Option<&str>) {
        let first = old.run_from(range.start);
        for run in old.runs.iter().skip(first).take_while(|run| run.range.start < range.end) {
            let inner = run.range.start.max(range.start)..run.range.end.min(range.end);
            let Some(seen) = old.text.get(inner.clone()).filter(|seen| !seen.is_empty()) else { continue };
            let into = |at: usize| run.source.start + (at - run.range.start);
            // A run that stands for other bytes than its own is one piece.
            let source = if run.is_exact() { into(inner.start)..into(inner.end) } else { run.source.clone() };
            match filler {
                Some(filler) => self.push(&filler.repeat(seen.len()), source, Style { code: true, ..run.style }),
                None => self.push(seen, source, run.style),
            }
        }
    }

    /// Adds lines of the document as they stand, each line end with the white space behind it as one `\n`.
    pub(super) fn lines(&mut self, document: &str, source: Range<usize>) {
        let mut at = source.start;
        while at < source.end {
            let rest = document.get(at..source.end).unwrap_or_default();
            let length = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            self.exact(document, at..at + length);
            at += length;
            if at < source.end {
                let end = after_line_end(document, at, source.end);
                self.decoded("\n", at..end);
                at = end;
            }
        }
    }

    fn push(&mut self, seen: &str, source: Range<usize>, style: Style) {
        let start = self.text.len();
        self.text.push_str(seen);
        self.runs.push(Run { range: start..self.text.len(), source, style });
    }

    /// Reads the excerpt in a format, and traces what was read back to the document.
    pub(super) fn read(&self, format: Format, interest: Interest<'_>) -> Document {
        self.trace(format.read(&self.text, interest))
    }

    /// An excerpt of this one's text, as one of the document.
    pub(super) fn through(&self, inner: &Self) -> Self {
        Self { text: inner.text.clone(), runs: inner.runs.iter().flat_map(|run| self.trace_run(run)).collect() }
    }

    /// Puts the places of the document into what was read of [`Excerpt::text`].
    pub(super) fn trace(&self, mut read: Document) -> Document {
        for block in &mut read.blocks {
            let runs: Vec<Run> = block.runs().flat_map(|run| self.trace_run(&run)).collect();
            block.source = self.source_of(&block.source);
            block.set_runs(runs.into_iter());
            for drawn in &mut block.drawn {
                *drawn = self.source_of(drawn);
            }
        }
        for Directive { ids, range, scope, .. } in &mut read.directives.list {
            for range in ids.iter_mut().map(|(_, range)| range).chain([range, scope]) {
                *range = self.source_of(range);
            }
        }
        for code in &mut read.code {
            *code = self.source_of(code);
        }
        read.parts.clear();
        read
    }

    /// The bytes of the document that a range of the text came from.
    pub(super) fn source_of(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.position(range.start, self.run_from(range.start));
        // The end belongs to what stands before it.
        let before = range.end.checked_sub(1).filter(|before| *before >= range.start);
        let end = before.map_or(start, |before| self.position(range.end, self.run_from(before)));
        start..end.max(start)
    }

    /// The index of the first run that ends behind `at`.
    fn run_from(&self, at: usize) -> usize {
        self.runs.partition_point(|run| run.range.end <= at)
    }

    /// Where a place of the text inside or at the edge of a run stands in the document.
    fn position(&self, at: usize, run: usize) -> usize {
        let Some(run) = self.runs.get(run) else { return self.runs.last().map_or(0, |last| last.source.end) };
        if run.is_exact() {
            run.source.start + at.saturating_sub(run.range.start)
        } else if at <= run.range.start {
            run.source.start
        } else {
            run.source.end
        }
    }

    /// The run of a block, in pieces that each have one origin in the document.
    fn trace_run(&self, run: &Run) -> Vec<Run> {
        let first = self.run_from(run.source.start);
        let pieces = self.runs.iter().skip(first).take_while(|piece| piece.range.start < run.source.end);
        let hidden = pieces.clone().any(|piece| piece.style.code);
        if !run.is_exact() {
            let style = Style { code: run.style.code || hidden, ..run.style };
            return vec![Run { range: run.range.clone(), source: self.source_of(&run.source), style }];
        }
        pieces
            .map(|piece| {
                let inner = piece.range.start.max(run.source.start)..piece.range.end.min(run.source.end);
                let shift = |at: usize| run.range.start + (at - run.source.start);
                Run {
                    range: shift(inner.start)..shift(inner.end),
                    source: if piece.is_exact() {
                        let into = |at: usize| piece.source.start + (at - piece.range.start);
                        into(inner.start)..into(inner.end)
                    } else {
                        piece.source.clone()
                    },
                    style: Style { code: run.style.code || piece.style.code, ..run.style },
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `// ` in front of two lines, and an escape in the second.
    fn comment(document: &str) -> Excerpt {
        let mut excerpt = Excerpt::default();
        let second = document.find("\n// ").unwrap();
        excerpt.exact(document, 3..second);
        excerpt.decoded("\n", second..second + 4);
        let escape = document.find("\\u2019").unwrap();
        excerpt.exact(document, second + 4..escape);
        excerpt.decoded("’", escape..escape + 6);
        excerpt.exact(document, escape + 6..document.len());
        excerpt
    }

    #[test]
    fn what_is_read_is_traced_to_the_document() {
        let document = "// our **custom\n// ers**, the customer\\u2019s `x` &amp; é";
        let read = comment(document).read(Format::Markdown, Interest::default());
        let [block] = read.blocks.as_slice() else { panic!("{:?}", read.blocks) };
        assert_eq!(block.text, "our custom\ners, the customer’s x & é");
        for (word, source) in [
            ("custom\ners", "custom\n// ers"),
            ("customer’s", "customer\\u2019s"),
            ("customer", "customer"),
            ("&", "&amp;"),
            ("é", "é"),
        ] {
            let at = block.text.rfind(word).unwrap();
            assert_eq!(&document[block.source_of(at..at + word.len()).unwrap()], source);
        }
        let code = block.text.find('x').unwrap();
        assert!(!block.reads(code..code + 1));
        assert_eq!(block.source, 3..document.len());
    }

    #[test]
    fn what_is_hidden_is_not_read() {
        let document = "our {client}s";
        let mut excerpt = Excerpt::default();
        excerpt.exact(document, 0..4);
        excerpt.hidden(document, 4..12);
        excerpt.exact(document, 12..13);
        let read = excerpt.read(Format::PlainText, Interest::default());
        assert_eq!(read.blocks[0].text, "our xxxxxxxxs");
        assert!(!read.blocks[0].reads(4..12) && read.blocks[0].reads(12..13));
    }

    #[test]
    fn what_is_found_to_be_code_later_is_hidden_with_its_bytes() {
        let document = "a {b\\u00e9} c {d}s";
        let mut excerpt = Excerpt::default();
        excerpt.exact(document, 0..4);
        excerpt.decoded("é", 4..10);
        excerpt.exact(document, 10..document.len());
        assert_eq!(excerpt.text(), "a {bé} c {d}s");
        excerpt.rewrite(&[(2..7, Rewritten::Hidden("x")), (10..13, Rewritten::Hidden("x"))]);
        assert_eq!(excerpt.text(), "a xxxxx c xxxs");
        let read = excerpt.read(Format::PlainText, Interest::default());
        assert!(!read.blocks[0].reads(2..7) && read.blocks[0].reads(7..10) && read.blocks[0].reads(13..14));
        assert_eq!(read.blocks[0].source_of(8..9), Some(12..13));
    }

    #[test]
    fn what_is_read_as_one_character_keeps_all_its_bytes() {
        let document = "the client''s";
        let mut excerpt = Excerpt::default();
        excerpt.exact(document, 0..document.len());
        excerpt.rewrite(&[(10..12, Rewritten::As("'"))]);
        assert_eq!(excerpt.text(), "the client's");
        assert_eq!(excerpt.source_of(&(4..12)), 4..13);
    }

    #[test]
    fn directives_are_traced_too() {
        let document = "* a <!-- customary-disable-line x -->";
        let mut excerpt = Excerpt::default();
        excerpt.exact(document, 2..document.len());
        let read = excerpt.read(Format::Markdown, Interest::default());
        let directive = &read.directives.list[0];
        assert_eq!(&document[directive.range.clone()], "customary-disable-line x");
        assert_eq!(&document[directive.ids[0].1.clone()], "x");
    }
}
