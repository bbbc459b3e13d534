//! The lines that are drawn under and over a title, as wide as it: they grow and shrink with its words.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::prose::Block;
use crate::text::Edit;

/// A line that is so much wider than its title, in columns, was drawn to a width of its own.
const OWN_WIDTH: usize = 8;

/// Adds to the edits of a title what keeps its lines as wide as it. Each edit is answered under the word itself,
/// so that the fixes of two words do not touch one another.
pub(super) fn mend(text: &str, block: &Block, edits: &mut Vec<Edit>) {
    let mut added = Vec::new();
    for drawn in &block.drawn {
        let line = line_of(text, block.source.start);
        let title = text.get(line.clone()).unwrap_or_default().trim_end().width();
        if drawn.len() >= title + OWN_WIDTH {
            continue;
        }
        for edit in edits.iter().filter(|edit| line.start <= edit.range.start && edit.range.end <= line.end) {
            added.extend(answer(text, &line, drawn, edit));
        }
    }
    edits.extend(added);
}

/// The edit of a drawn line that answers one of its title.
fn answer(text: &str, line: &Range<usize>, drawn: &Range<usize>, edit: &Edit) -> Option<Edit> {
    let (before, after) = (text.get(edit.range.clone())?.width(), edit.replacement.width());
    let start = drawn.start + text.get(line.start..edit.range.start)?.width();
    let end = (start + before).min(drawn.end);
    let sign = text.get(drawn.start..drawn.start + 1)?;
    if after > before {
        return Some(Edit { range: end..end, replacement: sign.repeat(after - before) });
    }
    let less = end.saturating_sub(before - after).max(drawn.start)..end;
    (!less.is_empty()).then(|| Edit { range: less, replacement: String::new() })
}

/// The bytes of the line that a title stands on, without its line end.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    start..after.find(['\n', '\r']).map_or(text.len(), |end| at + end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::policy::{Prefer, Rules};
    use crate::prose::Format;
    use crate::text::apply;

    /// The text with every fix made.
    fn mended(text: &str, prefer: Prefer) -> String {
        let report = check(text, Format::ReStructuredText, &Rules { prefer, ..Rules::default() });
        let edits: Vec<Edit> =
            report.findings.into_iter().filter_map(|finding| finding.fix).flat_map(|fix| fix.edits).collect();
        apply(text, &edits)
    }

    #[test]
    fn the_line_under_a_title_keeps_its_width() {
        for (text, client) in [
            ("Our customers\n=============\n", "Our clients\n===========\n"),
            ("=============\nOur customers\n=============\n", "===========\nOur clients\n===========\n"),
            (
                "=================\n  Our customers\n=================\n",
                "===============\n  Our clients\n===============\n",
            ),
            ("Our customers\n========================\n", "Our clients\n========================\n"),
            ("日本 customers\n===============\n", "日本 clients\n=============\n"),
            ("Customers of customers\r\n----------------------\r\n", "Clients of clients\r\n------------------\r\n"),
        ] {
            assert_eq!(mended(text, Prefer::Client), client);
        }
        assert_eq!(mended("Our clients\n~~~~~~~~~~~\n", Prefer::Customer), "Our customers\n~~~~~~~~~~~~~\n");
    }

    #[test]
    fn the_swap_of_a_word_takes_the_line_along() {
        let text = "Our customers\n=============\n";
        let rules = Rules::default();
        let report = check(text, Format::ReStructuredText, &rules);
        assert_eq!(
            apply(text, &crate::check::swap(text, &rules, &report, &report.judged[0])),
            "Our clients\n===========\n"
        );
    }
}
