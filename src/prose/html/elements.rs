//! What is known of HTML's elements and attributes: which of them part a text, which hold code, and which
//! attributes people read.

use super::tokens::Tag;
use crate::prose::document::BlockKind;

/// Elements whose content is not read.
const SKIPPED: &[&str] = &[
    "iframe", "math", "noembed", "noframes", "object", "plaintext", "pre", "script", "style", "svg", "template",
    "textarea", "xmp",
];
/// Elements inside a text whose content is code.
const CODE: &[&str] = &["code", "kbd", "samp", "tt", "var"];
/// Elements that hold nothing and have no closing tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that end the text before them.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "iframe", "legend", "li", "link", "main", "menu", "meta", "nav", "ol",
    "optgroup", "option", "p", "picture", "search", "section", "select", "source", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "title", "tr", "ul", "video",
];
/// Attributes that people read, on any element.
const READABLE: &[&str] = &["alt", "aria-label", "label", "placeholder", "summary", "title"];
/// What metas are called whose content people read, in search results and previews.
const METAS: &[&str] =
    &["dc.description", "dc.title", "description", "og:description", "og:title", "title", "twitter:description"];

/// Whether the content of an element is not read.
pub(in crate::prose) fn is_skipped(name: &str) -> bool {
    SKIPPED.contains(&name)
}

/// Whether the content of an element inside a text is code.
pub(in crate::prose) fn is_code(name: &str) -> bool {
    CODE.contains(&name)
}

/// Whether an element holds nothing and has no closing tag.
pub(in crate::prose) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether an element ends the text before it.
pub(in crate::prose) fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

/// Whether people read an attribute whatever element it stands on, in any language that has HTML's names.
pub(in crate::prose) fn is_readable(attribute: &str) -> bool {
    READABLE.contains(&attribute)
}

/// Whether people read an attribute of a tag: what stands in `text`.
pub(in crate::prose) fn reads_attribute(tag: &Tag, attribute: &str, text: &str) -> bool {
    let says = |name: &str, one_of: &[&str]| {
        tag.attribute(name, text).is_some_and(|value| one_of.iter().any(|one| value.trim().eq_ignore_ascii_case(one)))
    };
    match (tag.name.as_str(), attribute) {
        ("meta", "content") => says("name", METAS) || says("property", METAS),
        ("input", "value") => says("type", &["submit", "button", "reset"]),
        // The title of a style sheet or script is a name.
        ("script" | "style", _) => false,
        (_, attribute) => is_readable(attribute),
    }
}

/// What the attributes of a tag are that people read: the title of a document is one wherever it stands.
pub(in crate::prose) fn attribute_kind(tag: &Tag, text: &str) -> BlockKind {
    let name = || tag.attribute("name", text).or_else(|| tag.attribute("property", text));
    let is_title = tag.name == "meta" && name().is_some_and(|name| name.trim().to_ascii_lowercase().ends_with("title"));
    if is_title { BlockKind::FrontMatter { key: "title".to_owned() } } else { BlockKind::Paragraph }
}

/// The level of `h1` to `h6`.
pub(in crate::prose) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// The language that a `lang` attribute names, if it names one: a template tag does not.
pub(in crate::prose) fn language(written: &str) -> Option<&str> {
    let language = written.trim();
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    let tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    (tag && !["und", "mul", "zxx"].contains(&primary.to_ascii_lowercase().as_str())).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order() {
        for list in [SKIPPED, CODE, VOID, BLOCKS, READABLE, METAS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn a_language_is_told_from_a_template_tag() {
        for (written, expected) in [
            ("en", Some("en")),
            (" de-AT ", Some("de-AT")),
            ("", None),
            ("{{ x }}", None),
            ("und", None),
            ("xxxxxx", None),
        ] {
            assert_eq!(language(written), expected, "{written}");
        }
    }
}
