//! Markdown: CommonMark with GitHub's extensions, and front matter.

use super::Document;

/// Reads Markdown.
pub(super) fn read(text: &str) -> Document {
    super::plain::read(text)
}
