//! MDX: Markdown with JSX, expressions in braces, imports and exports.
//!
//! What is JavaScript is hidden from the Markdown parser, a tag at a time: a tag that is written wrong is text, and
//! the rest is read all the same. The reader of Markdown does the rest.

mod scan;

use super::Document;
use super::builder::Interest;
use super::format::{Comment, Description};
use super::markdown;

pub(super) use scan::{Scanned, scan};

/// Markdown with JSX.
pub(super) const FORMAT: Description = Description {
    names: &["mdx"],
    languages: &["mdx"],
    extensions: &["mdx"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("{/*", "*/}"),
    reads: "as Markdown, with the text between the tags of JSX and the properties `alt`, `title`, `aria-label`, \
            `placeholder`, `label` and `summary`; of expressions, imports and exports what is read in JavaScript",
    read,
};

/// Reads MDX.
fn read(text: &str, interest: Interest<'_>) -> Document {
    markdown::read_mdx(text, interest)
}

#[cfg(test)]
mod tests;
