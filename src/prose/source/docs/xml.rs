//! The XML in doc comments of C#: `<c>` and `<code>` hold code, `<see cref="…"/>` a name; an element such as
//! `<param>` is a paragraph of its own.

use std::sync::LazyLock;

use regex::Regex;

use crate::prose::comments;
use crate::prose::excerpt::Excerpt;

/// Code with its tags, and then tags.
#[expect(clippy::expect_used, reason = "a pattern of ours, read by every test of this room")]
static PIECES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)<c>.*?</c>|<code\b[^>]*>.*?</code>|<!--.*?-->|</?[A-Za-z][^<>]*>").expect("a pattern")
});

/// Elements that stand inside a sentence and name something.
const INLINE: [&str; 5] = ["c", "see", "seealso", "paramref", "typeparamref"];
/// Elements that only shape what they hold.
const SHAPES: [&str; 8] = ["b", "i", "u", "em", "strong", "a", "span", "tt"];

/// Hides the tags, and what is code between them.
pub(super) fn rewrite(text: &str) -> Option<Excerpt> {
    let read = comments::without_marks_of_tools(text)?;
    let text = read.text();
    let mut out = Excerpt::default();
    let mut at = 0;
    for found in PIECES.find_iter(text) {
        words(text, at, found.start(), &mut out);
        let tag = found.as_str().trim_start_matches(['<', '/']);
        let name = tag.get(..tag.find(|c: char| !c.is_alphanumeric()).unwrap_or(tag.len())).unwrap_or_default();
        if SHAPES.contains(&name) {
            // It is not seen, and may stand inside a word.
        } else if INLINE.contains(&name) {
            out.hidden(text, found.range());
        } else {
            // Neither an element nor its absence: a blank line parts what stands around it.
            out.decoded("\n\n", found.range());
        }
        at = found.end();
    }
    words(text, at, text.len(), &mut out);
    Some(read.through(&out))
}

/// Adds text without the indentation of its lines, which means nothing in XML.
fn words(text: &str, from: usize, to: usize, out: &mut Excerpt) {
    let mut at = from;
    for line in text.get(from..to).unwrap_or_default().split_inclusive('\n') {
        let indentation = if at > from { line.len() - line.trim_start_matches([' ', '\t']).len() } else { 0 };
        out.exact(text, at + indentation..at + line.len());
        at += line.len();
    }
}
