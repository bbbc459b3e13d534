//! What is read of a long text of which only some is of interest: the parser sees it as one text.
//!
//! Which of its pieces these are is told by `cuts.rs`.

use std::borrow::Cow;
use std::ops::Range;

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

    /// What is kept of the pieces of a text, in order, of which the first is.
    pub(super) fn those(masked: &'t str, pieces: impl Iterator<Item = (Range<usize>, bool)>) -> Self {
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
            several => {
                let mut text = String::with_capacity(length);
                text.extend(several.iter().map(of));
                Cow::Owned(text)
            }
        };
        Self { text, stretches }
    }

    /// Only these stretches of a text, in order.
    pub(super) fn only(masked: &'t str, ranges: impl IntoIterator<Item = Range<usize>>) -> Self {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut text = String::new();
        for range in ranges {
            // A piece may end where a heading followed that is not read.
            let is_next = stretches.last().is_none_or(|last| last.next == range.start);
            text.push_str(if is_next || text.ends_with("\n\n") { "" } else { "\n" });
            text.push_str(masked.get(range.clone()).unwrap_or_default());
            match stretches.last_mut().filter(|last| last.next == range.start) {
                Some(last) => (last.end, last.source.end, last.next) = (text.len(), range.end, range.end),
                None => {
                    stretches.push(Stretch { end: text.len(), left_out: Vec::new(), next: range.end, source: range });
                }
            }
        }
        Self { text: Cow::Owned(text), stretches }
    }

    /// The bytes in the document of a range of what is kept that lies in one stretch.
    pub(super) fn source_of(&self, range: &Range<usize>) -> Range<usize> {
        let at = self.stretches.partition_point(|stretch| stretch.end <= range.start);
        self.stretches.get(at).map_or(range.clone(), |stretch| stretch.source_of(range))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::cuts::BEGINNING;
    use super::super::tests::lines;
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
            let runs: Vec<_> = block.runs().filter(|_| holds(at)).collect();
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

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 64, rng_seed: RngSeed::Fixed(10), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn parts_say_what_the_whole_says(one in lines(), other in lines()) {
            let lines = format!("{}\n\n{}\n\n## I\n\n", one.join("\n"), other.join("\n"));
            let text = beginning() + &lines.repeat(4);
            let read_behind = |beginning: &str| {
                let document = read(&format!("{beginning}{text}"), Format::Markdown);
                let Document { blocks, sections, code, fragments, parts, .. } = document;
                format!("{:?}", (blocks, sections, code, fragments, parts))
            };
            // Where something is defined, all of it is read at once.
            prop_assert_eq!(read_behind("[z]: /g\n\n"), read_behind("\n\n\n\n\n\n\n\n\n"), "{:?}", text);
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
