//! What is read of a long text of which only some is of interest.
//!
//! The pieces that hold one of the words are kept, and what their meaning hangs on: the pieces next to them, the
//! headings, the definitions of links, the beginning of the text. The parser sees these as one text.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::pieces::{Kind, Piece, cut};
use crate::prose::Document;

/// So many bytes at the beginning are read in any case, since they tell what a text is about.
const BEGINNING: usize = 1 << 14;

/// So many bytes of it a reader has to see; where it is code for the most part, nothing is left out.
const SEEN: usize = 1 << 10;

/// What is kept of a text.
pub(super) struct Kept<'t> {
    pub(super) text: Cow<'t, str>,
    /// In order; never none.
    pub(super) stretches: Vec<Stretch>,
}

/// A stretch of what is kept, and the pieces that are left out behind it.
pub(super) struct Stretch {
    /// Where it ends in what is kept.
    pub(super) end: usize,
    /// Its bytes in the document.
    source: Range<usize>,
    /// Where the pieces begin that are left out.
    left_out: Vec<usize>,
    /// Where they end.
    next: usize,
}

impl Stretch {
    /// The bytes in the document of a range in this stretch of what is kept.
    pub(super) fn source_of(&self, range: &Range<usize>) -> Range<usize> {
        let into = |at: usize| (at + self.source.end).saturating_sub(self.end);
        into(range.start)..into(range.end)
    }

    /// Where the pieces that are left out behind it begin, and where the last of them ends.
    pub(super) fn left_out(&self) -> (&[usize], usize) {
        (&self.left_out, self.next)
    }
}

impl<'t> Kept<'t> {
    /// All of a text from the byte `from` on.
    pub(super) fn all(text: &'t str, from: usize) -> Self {
        let source = from..text.len();
        let text = text.get(source.clone()).unwrap_or_default();
        let all = Stretch { end: text.len(), left_out: Vec::new(), next: source.end, source };
        Self { text: Cow::Borrowed(text), stretches: vec![all] }
    }

    /// What has to be read of a text from the byte `from` on to read what is `wanted`. The parser sees the text as
    /// `masked`, byte for byte.
    pub(super) fn of(text: &str, masked: &'t str, from: usize, wanted: &dyn Fn(&str) -> bool) -> Self {
        if masked.len() < from + 2 * BEGINNING {
            return Self::all(masked, from);
        }
        let pieces = cut(masked, from);
        let ends = pieces.iter().skip(1).map(|piece| piece.start).chain([masked.len()]);
        let ranges: Vec<Range<usize>> = pieces.iter().zip(ends).map(|(piece, end)| piece.start..end).collect();
        let wants = |range: &Range<usize>| range.start < from + BEGINNING || text.get(range.clone()).is_none_or(wanted);
        let mut keep: Vec<bool> = ranges.iter().map(wants).collect();
        keep_neighbours(&pieces, &mut keep);
        for (keep, piece) in keep.iter_mut().zip(&pieces) {
            *keep |= piece.heading;
        }
        if keep.contains(&false) {
            keep_definitions(masked, &ranges, &mut keep);
        }
        Self::those(masked, ranges.into_iter().zip(keep))
    }

    /// What is kept of the pieces of a text, in order, of which the first is.
    fn those(masked: &'t str, pieces: impl Iterator<Item = (Range<usize>, bool)>) -> Self {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut length = 0;
        for (range, keep) in pieces {
            length += if keep { range.len() } else { 0 };
            match stretches.last_mut() {
                Some(last) if keep && last.left_out.is_empty() => {
                    (last.end, last.source.end, last.next) = (length, range.end, range.end);
                }
                Some(last) if !keep => {
                    last.left_out.push(range.start);
                    last.next = range.end;
                }
                _ => stretches.push(Stretch { end: length, left_out: Vec::new(), next: range.end, source: range }),
            }
        }
        let of = |stretch: &Stretch| masked.get(stretch.source.clone()).unwrap_or_default();
        let text = match stretches.as_slice() {
            [only] => Cow::Borrowed(of(only)),
            several => Cow::Owned(several.iter().map(of).collect()),
        };
        Self { text, stretches }
    }

    /// The bytes in the document of a range of what is kept that lies in one stretch.
    pub(super) fn source_of(&self, range: &Range<usize>) -> Range<usize> {
        let at = self.stretches.partition_point(|stretch| stretch.end <= range.start);
        self.stretches.get(at).map_or(range.clone(), |stretch| stretch.source_of(range))
    }

    /// Whether what was read of it shows enough of the beginning, or everything, to tell what the text is about.
    pub(super) fn shows_its_beginning(&self, read: &Document) -> bool {
        let Some(first) = self.stretches.first().filter(|first| !first.left_out.is_empty()) else { return true };
        let beginning = read.blocks.iter().take_while(|block| block.source.start < first.source.end);
        beginning.map(|block| block.text.len()).sum::<usize>() >= SEEN
    }
}

/// Keeps what a reader sees next to something that is wanted.
fn keep_neighbours(pieces: &[Piece], keep: &mut [bool]) {
    let wanted = keep.to_vec();
    let mut spread = |order: &mut dyn Iterator<Item = usize>| {
        let mut near = false;
        for at in order {
            if let (Some(wanted), Some(piece), Some(keep)) = (wanted.get(at), pieces.get(at), keep.get_mut(at)) {
                *keep |= near;
                near = *wanted || near && piece.kind == Kind::Rest;
            }
        }
    };
    spread(&mut (0..pieces.len()));
    spread(&mut (0..pieces.len()).rev());
}

/// Keeps the definitions of links and footnotes, which something that is kept may refer to.
fn keep_definitions(masked: &str, ranges: &[Range<usize>], keep: &mut [bool]) {
    let mut next = 0;
    for at in memmem::find_iter(masked.as_bytes(), b"]:") {
        while ranges.get(next).is_some_and(|range| range.end <= at) {
            next += 1;
        }
        keep.get_mut(next).into_iter().for_each(|keep| *keep = true);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::tests::lines;
    use super::BEGINNING;
    use crate::prose::{Document, Format, read, read_where};

    const WORD: &str = "zebra";

    /// More than is read in any case.
    fn beginning() -> String {
        "Nothing of the kind stands here, nor in what follows it.\n\n".repeat(2 * BEGINNING / 50)
    }

    /// What is told of the blocks that hold the word, and of those beside them.
    fn told(document: &Document) -> Vec<String> {
        let headings = |section: Option<usize>| {
            let above = std::iter::successors(section, |section| document.sections[*section].parent);
            above.map(|section| document.blocks[document.sections[section].heading].text.clone()).collect::<Vec<_>>()
        };
        let blocks = &document.blocks;
        let holds = |at: usize| blocks.get(at).is_some_and(|block| block.text.contains(WORD));
        let near = (0..blocks.len()).filter(|at| holds(*at) || holds(at + 1) || at.checked_sub(1).is_some_and(holds));
        near.map(|at| {
            let block = &blocks[at];
            let runs: Vec<_> = block.runs.iter().filter(|_| holds(at)).collect();
            let place = (block.host, block.caution, block.quoted, block.listed, headings(block.section));
            format!("{:?} {:?} {:?} {place:?} {runs:?}", block.source, block.text, block.kind)
        })
        .collect()
    }

    /// What is read of a text where only the word is of interest.
    fn asked(text: &str) -> Document {
        let wanted = |text: &str| text.contains(WORD);
        read_where(text, Format::Markdown, &wanted, &wanted)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 96, rng_seed: RngSeed::Fixed(8), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn a_word_is_read_as_if_all_were(before in lines(), after in lines(), behind in lines()) {
            let (before, after, behind) = (before.join("\n"), after.join("\n"), behind.join("\n"));
            let text = format!("{}{before}\n\na\n\nb\n\nThe {WORD} [x] [g]\n{after}\n\nc\n\n{behind}", beginning());
            prop_assert_eq!(told(&asked(&text)), told(&read(&text, Format::Markdown)), "{:?}", text);
        }
    }

    #[test]
    fn what_nobody_asks_for_is_left_out_but_for_what_gives_it_a_meaning() {
        let text = format!(
            "{}# H\n\nleft out\n\nOne\n\nThe {WORD} of [f]\n\nTwo\n\nleft out\n\n## I\n\nleft out too\n\nJ\n-\n\n[f]: /g\n",
            beginning()
        );
        let document = asked(&text);
        let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
        let from = texts.iter().position(|text| *text == "H").unwrap();
        assert_eq!(texts[from..], ["H", "One", "The zebra of f", "Two", "I", "J"]);
        assert!(document.parts.contains(&text.find("left out too").unwrap()));
        let code = format!("```\n{}```\n\n{text}", "x\n".repeat(BEGINNING));
        assert!(told(&asked(&code)).len() == 3 && asked(&code).blocks.iter().any(|block| block.text == "left out"));
    }
}
