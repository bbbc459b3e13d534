//! Where the titles of links and images stand: `[text](target "title")`, `[label]: target "title"`. The parser tells that
//! there is one, and what it says, but not where.

use std::ops::Range;

use pulldown_cmark::{BrokenLinkCallback, OffsetIter};

/// The title of a link or an image that stands in these bytes.
pub(super) fn of_link(text: &str, link: Range<usize>) -> Option<Range<usize>> {
    let written = text.get(link.clone())?;
    last_quoted(written.strip_suffix(')')?).map(|inner| link.start + inner.start..link.start + inner.end)
}

/// The titles of the definitions of links in the text that the parser saw, in order.
pub(super) fn of_definitions<'t, F: BrokenLinkCallback<'t>>(
    text: &str,
    events: &OffsetIter<'t, F>,
) -> Vec<Range<usize>> {
    let titled = events.reference_definitions().iter().filter(|(_, definition)| definition.title.is_some());
    let title = |span: Range<usize>| {
        let inner = last_quoted(text.get(span.clone())?)?;
        Some(span.start + inner.start..span.start + inner.end)
    };
    let mut found: Vec<_> = titled.filter_map(|(_, definition)| title(definition.span.clone())).collect();
    found.sort_by_key(|title| title.start);
    found
}

/// What stands between the quotation marks or brackets at the end of a text.
fn last_quoted(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end();
    let close = text.chars().next_back()?;
    let open = match close {
        '"' | '\'' => close,
        ')' => '(',
        _ => return None,
    };
    let inner = text.get(..text.len() - 1)?;
    let mut signs = inner.rmatch_indices(open).map(|(at, _)| at);
    let start = signs.find(|at| inner.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace)))?;
    Some(start + 1..inner.len())
}
