//! Edits that take an inline directive out of a text.

use std::ops::Range;

use super::directives::Directive;
use crate::text::Edit;

/// How comments are written that hold directives, in any format: how they open, and how they close where that is
/// not at the end of the line. What begins another one stands behind it.
const SIGNS: [(&str, Option<&str>); 22] = [
    ("<!---", Some("-->")),
    ("<!--", Some("-->")),
    ("{/*", Some("*/}")),
    ("{{--", Some("--}}")),
    ("{{!--", Some("--}}")),
    ("{{!", Some("}}")),
    ("{#", Some("#}")),
    ("{% comment %}", Some("{% endcomment %}")),
    ("{%- comment -%}", Some("{%- endcomment -%}")),
    ("{% #", Some("%}")),
    ("<%#", Some("%>")),
    ("<%--", Some("--%>")),
    ("--[[", Some("]]")),
    ("(*", Some("*)")),
    ("/*", Some("*/")),
    ("//", None),
    ("--", None),
    ("..", None),
    ("#.", None),
    ("#", None),
    ("%", None),
    (";", None),
];

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
    let before = text.get(..directive.start)?;
    let after = text.get(directive.end..)?;
    let line = after.find(['\n', '\r']).unwrap_or(after.len());
    let found = SIGNS.into_iter().find_map(|(open, close)| {
        let (start, length) = match close {
            Some(close) => {
                // `/**` opens a comment as `/*` does.
                let before = before.trim_end();
                let drawn_out =
                    || before.trim_end_matches('*').strip_suffix('/').filter(|_| open == "/*" && before.ends_with('*'));
                (before.strip_suffix(open).or_else(drawn_out)?.len(), after.find(close)? + close.len())
            }
            None => {
                let before = before.trim_end_matches([' ', '\t']);
                // `//!`, `///`, `##`: the sign may be drawn out.
                let bare = before.strip_suffix('!').filter(|_| open == "//").unwrap_or(before);
                let bare = bare.strip_suffix(open)?;
                (bare.trim_end_matches(open.chars().next()?).len(), line)
            }
        };
        Some(start..directive.end + length)
    });
    found.or_else(|| Some(line_of_a_comment(before)?..directive.end + line))
}

/// Where a line of a longer comment begins that holds nothing else but its sign: ` * `.
fn line_of_a_comment(before: &str) -> Option<usize> {
    let start = before.rfind(['\n', '\r'])? + 1;
    let sign = before.get(start..)?.trim();
    (sign.is_empty() || sign.chars().all(|c| c == '*')).then_some(start)
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
    fn comments_of_every_kind_go_whole() {
        for (text, expected) in [
            ("a(); // customary-disable-line x -- why\nb();\n", "a();\nb();\n"),
            ("a(); //customary-disable-line\n", "a();\n"),
            ("    /// customary-disable-next-line x\n    b();\n", "    b();\n"),
            ("//! customary-disable-file\r\n\r\nb();\r\n", "\r\nb();\r\n"),
            ("a(); /* customary-disable-line x */ b();\n", "a(); b();\n"),
            ("/** customary-disable-file */\nb();\n", "b();\n"),
            ("/*\n * A word.\n * customary-disable-next-line x\n * More.\n */\n", "/*\n * A word.\n * More.\n */\n"),
            ("<p>a {/* customary-disable-line x */}</p>\n", "<p>a</p>\n"),
            ("a: b # customary-disable-line x\n", "a: b\n"),
            ("a %% customary-disable-line x\n", "a\n"),
            (".. customary-disable-next-line x\n\na\n", "\na\n"),
            ("SELECT 1 -- customary-disable-line x\n", "SELECT 1\n"),
            ("a {# customary-disable-line x #} b\n", "a b\n"),
            ("a {{!-- customary-disable-line x --}} b\n", "a b\n"),
            ("a <%# customary-disable-line x %> b\n", "a b\n"),
            ("a {{-- customary-disable-line x --}} b\n", "a b\n"),
        ] {
            let start = text.find("customary-").unwrap();
            let inner = text[start..].find(['\n', '\r']).map_or(text.len(), |end| start + end);
            let ends = ["*", "-->", "#}", "--}}", "%>"].iter().filter_map(|end| text[start..inner].find(end)).min();
            let comment = &text[start..ends.map_or(inner, |end| start + end)];
            let directive = crate::prose::directives::parse(comment, start).unwrap();
            let edit = directive_removal(text, &directive).expect(text);
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
