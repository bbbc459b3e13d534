//! The edits that put another term in the place of one, and leave all markup and spacing as it is.

use std::ops::Range;

use super::{Judged, Report, drawn};
use crate::policy::{Prefer, Rules};
use crate::prose::{Block, Document};
use crate::sense::{self, Occurrence};
use crate::terms::{self, Form, Term};
use crate::text::Edit;

/// A form of a term in a text.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The text as it stands in the file.
    pub(super) text: &'a str,
    /// The block it stands in.
    pub(super) block: &'a Block,
    /// Bytes of the block's text, with the possessive ending.
    pub(super) range: &'a Range<usize>,
    /// Where the form ends and the possessive ending begins.
    pub(super) stem_end: usize,
    /// The same range in bytes of the text.
    pub(super) source: &'a Range<usize>,
    /// The shape it stands in.
    pub(super) form: &'a Form,
}

/// The edits that swap a word of the pair for the other, whatever the policy asks for. Empty where the policy lets neither
/// stand for the other, and where markup inside the word leaves no plain way.
pub fn swap(text: &str, rules: &Rules, report: &Report, judged: &Judged) -> Vec<Edit> {
    let block = judged.block..judged.block + 1;
    let occurrence = sense::occurrences_in(&report.document, block).into_iter().find(|one| one.source == judged.range);
    let may = rules.prefer != Prefer::BothDefined;
    occurrence.filter(|_| may).map(|one| edits(text, &report.document, &one)).unwrap_or_default()
}

/// The edits of a swap within the pair; none where markup stands inside the word.
pub(super) fn edits(text: &str, document: &Document, occurrence: &Occurrence) -> Vec<Edit> {
    let hit = &occurrence.hit;
    let (Some(block), Some(other)) =
        (document.blocks.get(occurrence.block), terms::pair().terms.get(1 - hit.term.min(1)))
    else {
        return Vec::new();
    };
    let (range, source) = (&hit.range, &occurrence.source);
    let mut edits = Place { text, block, range, stem_end: hit.stem_end, source, form: &hit.form }.edits(other);
    drawn::mend(text, block, &mut edits);
    edits
}

impl Place<'_> {
    /// The edits that put `other` there in the same shape; none where markup leaves no plain way.
    pub(super) fn edits(&self, other: &Term) -> Vec<Edit> {
        let stem = self.range.start..self.stem_end;
        let wrapped = self.block.text.get(stem.clone()).is_some_and(|read| read.contains('\n'));
        if !wrapped && self.reads_as(self.range, self.source) {
            return vec![Edit { range: self.source.clone(), replacement: self.form.of(other) }];
        }
        let replacement = self.form.stem_of(other);
        // `customer&rsquo;s`, `**customer**'s`: the ending keeps its spelling, only the stem is swapped.
        match self.block.source_of(stem.clone()) {
            Some(source) if !wrapped && self.reads_as(&stem, &source) => vec![Edit { range: source, replacement }],
            _ => self.word_by_word(&stem, &replacement),
        }
    }

    /// The swap of each word of a phrase for one of another: `**log** in`, and phrases that a line break
    /// or its indentation parts.
    fn word_by_word(&self, stem: &Range<usize>, replacement: &str) -> Vec<Edit> {
        let read = self.block.text.get(stem.clone()).unwrap_or_default();
        let words: Vec<&str> = read.split_whitespace().collect();
        let others: Vec<&str> = replacement.split_whitespace().collect();
        if words.len() != others.len() {
            return self.in_one(stem, &words, replacement);
        }
        let mut edits = Vec::new();
        let mut at = stem.start;
        for (word, other) in words.into_iter().zip(others) {
            let rest = self.block.text.get(at..stem.end).unwrap_or_default();
            let start = at + rest.find(word).unwrap_or_default();
            at = start + word.len();
            if word == other {
                continue;
            }
            match self.block.source_of(start..at) {
                Some(source) if self.reads_as(&(start..at), &source) => {
                    edits.push(Edit { range: source, replacement: other.to_owned() });
                }
                _ => return Vec::new(),
            }
        }
        edits
    }

    /// The swap of a phrase with a line break in it for one of fewer or more words.
    fn in_one(&self, stem: &Range<usize>, words: &[&str], replacement: &str) -> Vec<Edit> {
        let source = self.block.source_of(stem.clone());
        let plain = source.filter(|source| {
            self.text.get(source.clone()).is_some_and(|written| written.split_whitespace().eq(words.iter().copied()))
        });
        plain.map(|range| Edit { range, replacement: replacement.to_owned() }).into_iter().collect()
    }

    /// Whether a stretch of the text is spelled as it is read, but for soft hyphens, which a swap drops however they
    /// are written.
    fn reads_as(&self, read: &Range<usize>, source: &Range<usize>) -> bool {
        let (Some(seen), Some(written)) = (self.block.text.get(read.clone()), self.text.get(source.clone())) else {
            return false;
        };
        seen == written || seen.contains(SOFT_HYPHEN) && self.differs_in_hyphens(read, source)
    }

    fn differs_in_hyphens(&self, read: &Range<usize>, source: &Range<usize>) -> bool {
        let mut end = source.start;
        self.block.runs_from(read.start).take_while(|run| run.range.start < read.end).all(|run| {
            let gapless = run.source.start <= end;
            end = run.source.end;
            let seen = self.block.text.get(run.range.clone()).unwrap_or_default();
            gapless && (seen == SOFT_HYPHEN || run.is_exact() && self.text.get(run.source.clone()) == Some(seen))
        })
    }
}

const SOFT_HYPHEN: &str = "\u{ad}";
