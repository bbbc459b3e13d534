//! HTML: what stands between the tags, the attributes that people read, and comments.
//!
//! A tokenizer that follows the specification tells the tags (`tokens`); what they mean to a reader is told by
//! `elements` and `place`, which Markdown and the other formats that hold HTML use as well.

pub(super) mod elements;
mod place;
pub(super) mod references;
pub(super) mod tokens;

use super::Document;
use super::builder::Interest;
use super::flow::Flow;
use super::format::{Comment, Description};
use super::mask;
pub(super) use place::Elements;
pub(super) use tokens::{Dialect, Tag, Token};

/// HTML, also with template tags in it.
pub(super) const FORMAT: Description = Description {
    names: &["html", "xhtml"],
    languages: &["html", "xhtml"],
    extensions: &["html", "htm", "xhtml", "xht", "shtml"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "text, headings, tables, captions, links, comments; the attributes `alt`, `title`, `aria-label`, \
            `placeholder`, `label` and `summary`, the `content` of metas for title and description, the `value` of buttons; \
            no `pre`, no `code`, no template tags, nothing whose `lang` is another than the document's",
    read,
};

/// Reads HTML.
fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut flow = Flow::new(text, Vec::new(), interest);
    let body = flow.front_matter();
    let masked = mask::templates(text, body);
    flow.hidden = masked.ranges;
    let start = if body == 0 && text.starts_with('\u{feff}') { 3 } else { body };
    for token in tokens::tokens(masked.text.get(start..).unwrap_or_default(), start, Dialect::Html) {
        flow.token(&token);
    }
    flow.finish()
}

#[cfg(test)]
mod tests;
