//! How many words of one text are judged where it is checked once: a file can hold millions of them, and each takes memory
//! and time that who checks a folder has not thought of.

use crate::sense::{Occurrence, first_occurrences};
use crate::{prose, terms};

/// So many times the most words that are judged may stand in what is read: some are code, keys or names.
const WRITTEN: usize = 4;
/// So many bytes behind the last of them a line may end that is still read.
const LONGEST_LINE: usize = 1 << 16;

/// How much of a text is read and judged.
pub(super) struct Bound<'t> {
    /// What of the text is read at all.
    pub(super) text: &'t str,
    /// Whether that is all of it.
    is_whole: bool,
    most: usize,
}

impl<'t> Bound<'t> {
    /// A bound of `most` words of the pair in `text`.
    pub(super) fn new(text: &'t str, most: usize) -> Self {
        let shortest = terms::pair().terms.iter().map(|term| term.text.len()).min().unwrap_or_default();
        let written = most.saturating_mul(WRITTEN);
        let end = if text.len() / shortest.max(1) > written { end(text, written) } else { text.len() };
        Self { text: text.get(..end).unwrap_or(text), is_whole: end == text.len(), most }
    }

    /// None at all.
    pub(super) fn none(text: &'t str) -> Self {
        Self { text, is_whole: true, most: usize::MAX }
    }

    /// The occurrences that are judged, and where the last of them ends if there are more.
    pub(super) fn occurrences(&self, document: &prose::Document) -> (Vec<Occurrence>, Option<usize>) {
        let mut occurrences = first_occurrences(document, self.most.saturating_add(1));
        let are_all = self.is_whole && occurrences.len() <= self.most;
        occurrences.truncate(self.most);
        let end = occurrences.last().map_or(self.text.len(), |last| last.source.end);
        (occurrences, (!are_all).then_some(end))
    }
}

/// Where the line ends that holds the last of so many words, as they are written; within the line if it is long.
fn end(text: &str, most: usize) -> usize {
    let Some(word) = terms::written(text).nth(most) else { return text.len() };
    let behind = text.as_bytes().get(word.end..).unwrap_or_default();
    let behind = behind.get(..LONGEST_LINE).unwrap_or(behind);
    memchr::memchr(b'\n', behind).map_or(word.end, |line_end| word.end + line_end + 1)
}

#[cfg(test)]
mod tests {
    use crate::check::{check, findings};
    use crate::policy::{Prefer, Rules};
    use crate::prose::Format;

    fn rules(most: usize) -> Rules {
        Rules { prefer: Prefer::Client, max_words: most, ..Rules::default() }
    }

    /// The words that are judged, up to where, and how many are found.
    fn judged(text: &str, format: Format, most: usize) -> (usize, Option<usize>, usize) {
        let (report, found) = (check(text, format, &rules(most)), findings(text, format, &rules(most)));
        assert_eq!(found.judged_up_to, report.judged_up_to);
        assert_eq!(found.findings.len(), report.findings.len());
        (report.judged.len(), report.judged_up_to, report.findings.len())
    }

    #[test]
    fn no_more_words_are_judged_than_the_rules_say() {
        let paragraphs = "Our customers called.\n\n".repeat(50);
        assert_eq!(judged(&paragraphs, Format::Markdown, 50), (50, None, 50));
        let end = |nth: usize| paragraphs.match_indices("customers").nth(nth - 1).map(|(at, word)| at + word.len());
        for most in [1, 10, 49] {
            assert_eq!(judged(&paragraphs, Format::Markdown, most), (most, end(most), most));
        }
        // What lies so far behind that it is not read at all makes no difference.
        let line = paragraphs.replace("\n\n", " ");
        for (format, text) in [(Format::Markdown, &line), (Format::PlainText, &line), (Format::PlainText, &paragraphs)]
        {
            let (words, up_to, found) = judged(text, format, 10);
            assert_eq!((words, found), (10, 10), "{format:?}");
            assert_eq!(up_to, text.match_indices("customers").nth(9).map(|(at, word)| at + word.len()));
        }
    }

    #[test]
    fn keys_and_code_take_nothing_from_what_is_judged() {
        let code = "`customer` and `customer`\n\n".repeat(30) + &"Our customers called.\n\n".repeat(19);
        assert_eq!(judged(&code, Format::Markdown, 20), (19, None, 19));
        let keys = "{\"customers\": \"Our customers called.\"},\n".repeat(30);
        let (words, up_to, _) = judged(&format!("[\n{keys}{{}}]"), Format::Json, 20);
        assert_eq!((words, up_to.is_some()), (20, true));
    }
}
