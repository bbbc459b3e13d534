//! Builds blocks: text and the runs that trace it to its bytes, merged as it grows.

use std::ops::Range;

use super::document::{Block, BlockKind, Caution, Host, Run, Style};
use super::unread::{self, Markup};

/// A block of more bytes is a long one.
const LONG: usize = 1 << 16;

/// Which blocks are looked at closely, by what a reader sees of them (the first), and which stretches of the
/// document are read at all, by what is written there (the second, which is never wrong when it says no).
#[derive(Clone, Copy)]
pub(super) struct Interest<'a>(pub(super) &'a dyn Fn(&str) -> bool, pub(super) &'a dyn Fn(&str) -> bool);

impl Default for Interest<'_> {
    /// All of them.
    fn default() -> Self {
        Self(&|_| true, &|_| true)
    }
}

/// A block under construction.
#[derive(Debug)]
pub(super) struct Builder {
    kind: BlockKind,
    host: Host,
    caution: Option<Caution>,
    text: String,
    runs: Vec<Run>,
}

impl Builder {
    pub(super) fn new(kind: BlockKind) -> Self {
        Self { kind, host: Host::Text, caution: None, text: String::new(), runs: Vec::new() }
    }

    /// The same in the room of one that is finished, if there is one.
    pub(super) fn in_room_of(spare: &mut Option<Self>, kind: BlockKind) -> Self {
        let (mut text, mut runs) = spare.take().map(|spare| (spare.text, spare.runs)).unwrap_or_default();
        text.clear();
        runs.clear();
        Self { text, runs, ..Self::new(kind) }
    }

    /// The same block in a comment or string.
    pub(super) fn inside(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// The same block, but for a person to look at before it is changed.
    pub(super) fn with_caution(mut self, caution: Option<Caution>) -> Self {
        self.caution = caution;
        self
    }

    /// What was added so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is a heading.
    pub(super) fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading(_))
    }

    /// Whether there is nothing but white space so far.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim_start().is_empty()
    }

    /// Whether the text so far ends with white space that a reader sees as such, or there is none:
    /// the space at the end of a code span parts no words.
    pub(super) fn ends_with_space(&self) -> bool {
        let code = self.runs.last().is_some_and(|run| run.style.code);
        !code && self.text.chars().next_back().is_none_or(char::is_whitespace)
    }

    /// Adds bytes of the document as they stand.
    pub(super) fn exact(&mut self, document: &str, source: Range<usize>, style: Style) {
        let Some(slice) = document.get(source.clone()).filter(|slice| !slice.is_empty()) else { return };
        let start = self.text.len();
        self.text.push_str(slice);
        if let Some(last) = self.runs.last_mut()
            && last.style == style
            && last.source.end == source.start
            && last.is_exact()
            && last.range.len() > 1
            // A character that is as long as what it is written with: a soft hyphen for `\-`.
            && (last.range.len() > 4 || document.get(last.source.clone()) == self.text.get(last.range.clone()))
        {
            last.range.end = self.text.len();
            last.source.end = source.end;
            return;
        }
        self.runs.push(Run { range: start..self.text.len(), source, style });
    }

    /// Adds what a reader sees of bytes that are written in another way.
    pub(super) fn decoded(&mut self, seen: &str, source: Range<usize>, style: Style) {
        if !seen.is_empty() {
            let start = self.text.len();
            self.text.push_str(seen);
            self.runs.push(Run { range: start..self.text.len(), source, style });
        }
    }

    /// Adds bytes of the document line by line: line ends become `\n` and swallow the indentation
    /// and quotation marks of the next line.
    pub(super) fn lines(&mut self, document: &str, source: Range<usize>, style: Style) {
        let mut at = source.start;
        while at < source.end {
            let rest = document.get(at..source.end).unwrap_or_default();
            let length = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            self.exact(document, at..at + length, style);
            at += length;
            if at < source.end {
                let end = after_line_end(document, at, source.end);
                self.decoded("\n", at..end, style);
                at = end;
            }
        }
    }

    /// The block, or `None` where there is nothing for a reader. `source` tells its bytes where
    /// markup surrounds it; otherwise they run from the first run to the last.
    pub(super) fn finish(
        mut self,
        source: Option<Range<usize>>,
        markup: Markup,
        interest: Interest<'_>,
    ) -> Option<Block> {
        self.block(source, markup, interest)
    }

    /// The same where the next block is built in the room of this one.
    pub(super) fn block(
        &mut self,
        source: Option<Range<usize>>,
        markup: Markup,
        interest: Interest<'_>,
    ) -> Option<Block> {
        if self.is_blank() {
            return None;
        }
        let (first, last) = (self.runs.first()?.source.start, self.runs.last()?.source.end);
        let whole = source.map_or(first..last, |source| source.start.min(first)..source.end.max(last));
        let of_interest = interest.0(&self.text);
        if of_interest {
            unread::mark(&self.text, markup, &mut self.runs);
        }
        let mut block = Block {
            kind: self.kind.clone(),
            source: whole,
            text: String::new(),
            runs: Vec::new(),
            host: self.host,
            caution: self.caution,
            drawn: Vec::new(),
            quoted: false,
            listed: false,
            section: None,
            of_interest,
        };
        // A block lives as long as its document is open, and takes the room of what it holds. A long one is not held twice.
        if self.text.len() > LONG {
            block.text = std::mem::take(&mut self.text);
            block.text.shrink_to_fit();
            block.set_runs(std::mem::take(&mut self.runs).into_iter());
        } else {
            block.text = self.text.as_str().to_owned();
            block.set_runs(self.runs.iter().cloned());
        }
        Some(block)
    }
}

/// Where the next line's own text begins: after the line end at `at` and the indentation and
/// quotation marks that follow it, `limit` at most.
pub(super) fn after_line_end(document: &str, at: usize, limit: usize) -> usize {
    let bytes = document.as_bytes().get(at..limit).unwrap_or_default();
    let end = if bytes.starts_with(b"\r\n") { 2 } else { usize::from(matches!(bytes.first(), Some(b'\n' | b'\r'))) };
    let prefix = bytes.iter().skip(end).take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
    at + end + prefix
}
