//! Edits that take an inline directive out of a text.

use std::ops::Range;

use super::directives::Directive;
use crate::text::Edit;

/// How comments are written that hold directives: how they open, and how they close where that is not at
/// the end of the line.
const SIGNS: [(&str, Option<&str>); 2] = [("<!--", Some("-->")), ("#", None)];

/// The edit that removes a directive: its whole comment, reason included, and the line where nothing else
/// stands on it. `None` where its comment is not found.
pub fn directive_removal(text: &str, directive: &Directive) -> Option<Edit> {
    let comment = comment(text, &directive.range)?;
    let line_start = text.get(..comment.start)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before = text.get(line_start..comment.start)?;
    let after = text.get(comment.end..)?;
    let rest = after.find(['\n', '\r']).and_then(|at| after.get(..at)).unwrap_or(after);
    let range = match (before.trim_matches([' ', '\t', '>']).is_empty(), rest.trim().is_empty()) {
        (true, true) => line_start..comment.end + rest.len() + line_end(after.get(rest.len()..)?),
        // What follows begins the line now.
        (true, false) => comment.start..comment.end + (rest.len() - rest.trim_start_matches([' ', '\t']).len()),
        (false, _) => line_start + before.trim_end_matches([' ', '\t']).len()..comment.end,
    };
    Some(Edit { range, replacement: String::new() })
}

/// The edit that takes one of several ids out of a directive, with the separators that it leaves behind.
/// `None` where it is no id of the directive, or its only one.
pub fn id_removal(directive: &Directive, id: &Range<usize>) -> Option<Edit> {
    let at = directive.ids.iter().position(|(_, range)| range == id)?;
    let neighbour = |at: usize| directive.ids.get(at).map(|(_, range)| range);
    let range = match at.checked_sub(1).and_then(neighbour) {
        Some(before) => before.end..id.end,
        None => id.start..neighbour(at + 1)?.start,
    };
    Some(Edit { range, replacement: String::new() })
}

/// The bytes of the comment around a directive.
fn comment(text: &str, directive: &Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..directive.start)?.trim_end();
    let after = text.get(directive.end..)?;
    SIGNS.into_iter().find_map(|(open, close)| {
        let start = before.strip_suffix(open)?.len();
        let length = match close {
            Some(close) => after.find(close)? + close.len(),
            None => after.find(['\n', '\r']).unwrap_or(after.len()),
        };
        Some(start..directive.end + length)
    })
}

/// The length of the line end that `text` begins with.
fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with(['\n', '\r'])) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Format, read};
    use crate::text::apply;

    #[test]
    fn a_directive_goes_with_its_comment_its_reason_and_its_line() {
        for (text, expected) in [
            ("a <!-- customary-disable-line -->\nb\n", "a\nb\n"),
            ("a <!-- customary-disable-line x, y -- why not -->  \nb\n", "a  \nb\n"),
            ("a\n\n<!--customary-disable-file-->\n\nb\n", "a\n\n\nb\n"),
            ("a\r\n\r\n<!-- customary-disable-next-line\r\n -- because -->  \r\nb\r\n", "a\r\n\r\nb\r\n"),
            ("a <!-- customary-disable-line --> b", "a b"),
            ("- <!-- customary-disable-line --> y\n", "- y\n"),
            ("<div>\n<!-- customary-disable-line --> y\n</div>\n", "<div>\ny\n</div>\n"),
            ("> <!-- customary-disable-next-line -->\n> y\n", "> y\n"),
            ("# a <!-- customary-disable-line --> ##\n", "# a ##\n"),
            ("| a |\n|---|\n| b <!-- customary-disable-line --> |\n", "| a |\n|---|\n| b |\n"),
            ("---\ntitle: a # customary-disable-line -- why\n---\nb\n", "---\ntitle: a\n---\nb\n"),
            ("---\n# customary-disable-next-line x\ntitle: a\n---\nb\n", "---\ntitle: a\n---\nb\n"),
            ("a\n\n<!-- customary-disable-file -->", "a\n\n"),
        ] {
            let document = read(text, Format::Markdown);
            let edit = directive_removal(text, &document.directives.list[0]).expect(text);
            assert_eq!(apply(text, &[edit]), expected, "{text}");
        }
    }

    #[test]
    fn an_id_goes_with_its_separator() {
        let text = "a <!-- customary-disable-line x, y z -- why -->\n";
        let document = read(text, Format::Markdown);
        let directive = &document.directives.list[0];
        let without = |id: usize| apply(text, &[id_removal(directive, &directive.ids[id].1).unwrap()]);
        assert_eq!(without(0), "a <!-- customary-disable-line y z -- why -->\n");
        assert_eq!(without(1), "a <!-- customary-disable-line x z -- why -->\n");
        assert_eq!(without(2), "a <!-- customary-disable-line x, y -- why -->\n");
        let one = read("a <!-- customary-disable-line x -->\n", Format::Markdown);
        assert_eq!(id_removal(&one.directives.list[0], &one.directives.list[0].ids[0].1), None);
    }
}
