//! What is hidden from a parser: template tags, and whatever else a format's reader finds.
//!
//! Hidden bytes are replaced one for one, so that every offset stays as it is. Line ends and what
//! opens the next line are kept.

use std::borrow::Cow;
use std::ops::Range;

/// A text with stretches hidden.
pub(super) struct Masked<'t> {
    pub(super) text: Cow<'t, str>,
    /// What is hidden, in order, without overlaps.
    pub(super) ranges: Vec<Range<usize>>,
}

impl<'t> Masked<'t> {
    /// A text with these stretches hidden, which are in order and do not overlap.
    pub(super) fn new(text: &'t str, ranges: Vec<Range<usize>>) -> Self {
        let masked = if ranges.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(mask(text, &ranges)) };
        Self { text: masked, ranges }
    }

    /// Hides more.
    pub(super) fn hide(&mut self, ranges: Vec<Range<usize>>) {
        if ranges.is_empty() {
            return;
        }
        self.add(ranges);
        let text = mask(&self.text, &self.ranges);
        self.text = Cow::Owned(text);
    }

    /// Parts what is hidden in these ranges from what stands beside it: `{% if x %}title="…"`.
    pub(super) fn part(&mut self, ranges: &[Range<usize>]) {
        let mut bytes = self.text.as_bytes().to_vec();
        for at in ranges.iter().flat_map(|range| [range.start, range.end - 1]) {
            bytes.get_mut(at).filter(|byte| **byte == b'x').into_iter().for_each(|byte| *byte = b' ');
        }
        if let (false, Ok(text)) = (ranges.is_empty(), String::from_utf8(bytes)) {
            self.text = Cow::Owned(text);
        }
    }

    /// Keeps the ranges in order and without overlaps.
    pub(super) fn add(&mut self, ranges: impl IntoIterator<Item = Range<usize>>) {
        self.ranges.extend(ranges);
        self.ranges.sort_by_key(|range| range.start);
        self.ranges.dedup_by(|next, last| {
            let overlap = next.start < last.end;
            if overlap {
                last.end = last.end.max(next.end);
            }
            overlap
        });
    }
}

fn mask(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in ranges.iter().filter(|range| range.end > range.start) {
        if range.start < done {
            continue;
        }
        out.push_str(text.get(done..range.start).unwrap_or_default());
        let mut line_start = false;
        for byte in text.as_bytes().get(range.clone()).unwrap_or_default() {
            let keep = matches!(byte, b'\n' | b'\r') || (line_start && matches!(byte, b' ' | b'\t' | b'>'));
            line_start = keep;
            out.push(if keep { char::from(*byte) } else { 'x' });
        }
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}
