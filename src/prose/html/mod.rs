//! HTML: what stands between the tags, the attributes that people read, and comments.
//!
//! A tokenizer that follows the specification tells the tags (`tokens`); what they mean to a reader is told by
//! `elements` and `place`, which Markdown and the other formats that hold HTML use as well.

mod attributes;
pub(super) mod elements;
mod place;
pub(super) mod references;
pub(super) mod tokens;

use super::Document;
use super::builder::Interest;
use super::flow::{Aside, Flow};
use super::format::{Comment, Description, Format};
use super::mask::Masked;
use super::templates::tags;
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

/// Reads HTML, also with template tags in it.
pub(super) fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut flow = Flow::new(text, Vec::new(), interest);
    let body = flow.front_matter();
    let tags::Tags { masked, comments, code, gone } = tags::find(text, body, tags::Host::Template);
    flow.gone = gone;
    let mut asides: Vec<Aside> = comments.into_iter().map(Aside::Comment).collect();
    asides.extend(code.into_iter().map(|(range, format)| Aside::Code(range, format)));
    asides.sort_by_key(Aside::start);
    flow.wait_for(asides);
    read_masked(flow, masked, body)
}

/// Reads a text of which the parts that are not HTML are masked, from the byte `body` on.
pub(super) fn read_masked(mut flow: Flow<'_>, masked: Masked<'_>, body: usize) -> Document {
    flow.hidden = masked.ranges;
    let start = if body == 0 && masked.text.starts_with('\u{feff}') { 3 } else { body };
    let mut holder: Option<Tag> = None;
    for token in tokens::tokens(masked.text.get(start..).unwrap_or_default(), start, Dialect::Html) {
        flow.asides_before(token.range().start);
        flow.token(&token);
        match token {
            Token::Raw(range) => {
                if let Some(format) = holder.as_ref().and_then(|tag| injected(tag, flow.text)) {
                    flow.inject(range, format);
                }
            }
            Token::Tag(tag) => holder = Some(tag),
            _ => {}
        }
    }
    flow.finish()
}

/// The format of what stands in an element that holds no markup of the document.
fn injected(tag: &Tag, text: &str) -> Option<Format> {
    let declared = |name: &str| tag.attribute(name, text).map(|value| value.trim().to_ascii_lowercase());
    let kind = declared("lang").or_else(|| declared("type")).unwrap_or_default();
    let kind = kind.rsplit(['/', '-']).next().unwrap_or_default();
    let name = match (tag.name.as_str(), kind) {
        ("script", "" | "javascript" | "module" | "ecmascript" | "babel" | "js") => "javascript",
        ("script", "ts" | "typescript") => "typescript",
        ("script", "tsx") => "tsx",
        ("script", "jsx") => "jsx",
        ("script", "template" | "html" | "handlebars" | "mustache") => "html",
        ("style", "" | "css" | "postcss") => "css",
        ("style", "scss" | "less") => "scss",
        _ => return None,
    };
    Format::from_name(name)
}

#[cfg(test)]
mod tests;
