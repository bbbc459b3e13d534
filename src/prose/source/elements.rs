//! Elements of markup in source code (JSX): their text is prose, in paragraphs that the elements end which are no
//! part of a sentence.

use std::collections::HashSet;
use std::ops::Range;

use tree_sitter::Node;

use super::{Language, escape};
use crate::prose::Document;
use crate::prose::builder::{Builder, Interest};
use crate::prose::document::{BlockKind, Style};
use crate::prose::unread::Markup;

/// Elements that stand inside a sentence, whatever stands around them.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "br", "wbr", "Link",
];
/// Elements whose content is code.
const CODE: [&str; 10] = ["code", "kbd", "samp", "tt", "var", "pre", "script", "style", "Code", "InlineCode"];
/// Elements that end the text before them, whatever stands around them.
const BLOCKS: [&str; 33] = [
    "address", "article", "aside", "blockquote", "body", "button", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label",
    "li", "main", "nav", "ol", "option", "p", "section",
];
const MORE_BLOCKS: [&str; 13] =
    ["select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul", "pre", "textarea"];
/// Deeper than this nobody nests what stands in a sentence.
const DEEPEST: usize = 20;

/// Reads the text of an element, unless it was read as a part of the one around it: `inline` holds those.
pub(super) fn read(
    text: &str,
    node: Node<'_>,
    language: &Language,
    interest: Interest<'_>,
    inline: &mut HashSet<usize>,
    out: &mut Document,
) {
    if inline.contains(&node.id()) || !interest.1(text.get(node.byte_range()).unwrap_or_default()) {
        return;
    }
    let name = name(text, node);
    let kind = match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => BlockKind::Heading(level - b'0'),
        _ => BlockKind::Paragraph,
    };
    let mut flow = Flow { text, language, interest, inline, kind, block: None, out };
    flow.children(node, Style { code: CODE.contains(&name), ..Style::default() }, 0);
    flow.end();
}

/// What opens the first element of a broken piece that nothing closes: its tag, and the text behind it on its line, but for
/// what ends the statement there. The rest of the file is not its text.
pub(super) fn unclosed(text: &str, broken: Node<'_>) -> Option<Range<usize>> {
    let mut cursor = broken.walk();
    let tag = broken.children(&mut cursor).find(|child| child.kind() == "jsx_opening_element")?;
    let behind = text.get(tag.end_byte()..)?;
    let line = behind.get(..behind.find(['<', '{', '\n', '\r']).unwrap_or(behind.len()))?;
    let words = line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '}' | ';' | ','));
    Some(tag.start_byte()..tag.end_byte() + words.len())
}

/// The name of an element, as it is written.
fn name<'t>(text: &'t str, node: Node<'_>) -> &'t str {
    let tag = text.get(node.byte_range()).unwrap_or_default().trim_start_matches('<');
    tag.get(..tag.find(|c: char| !c.is_alphanumeric() && !"._-".contains(c)).unwrap_or(tag.len())).unwrap_or_default()
}

/// The text of an element as it goes on.
struct Flow<'a> {
    text: &'a str,
    language: &'a Language,
    interest: Interest<'a>,
    inline: &'a mut HashSet<usize>,
    kind: BlockKind,
    block: Option<Builder>,
    out: &'a mut Document,
}

impl Flow<'_> {
    fn end(&mut self) {
        if let Some(block) = self.block.take() {
            self.out.blocks.extend(block.finish(None, Markup::Marked, self.interest));
        }
    }

    fn block(&mut self) -> &mut Builder {
        let kind = &self.kind;
        self.block.get_or_insert_with(|| Builder::new(kind.clone()))
    }

    fn children(&mut self, node: Node<'_>, style: Style, depth: usize) {
        let mut cursor = node.walk();
        let words = |child: &Node<'_>| {
            child.kind() == "jsx_text" && !self.text.get(child.byte_range()).unwrap_or_default().trim().is_empty()
        };
        let beside_words = node.named_children(&mut cursor).any(|child| words(&child));
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "jsx_text" => self.words(child.byte_range(), style),
                "html_character_reference" => {
                    let range = child.byte_range();
                    let written = self.text.get(range.clone()).unwrap_or_default();
                    match escape::entity(written) {
                        (Some(seen), _) => self.block().decoded(&seen, range, style),
                        (None, _) => self.words(range, style),
                    }
                }
                "jsx_expression" => self.expression(child, style),
                "jsx_element" | "jsx_self_closing_element" => self.element(child, style, beside_words, depth),
                _ => {}
            }
        }
    }

    fn element(&mut self, node: Node<'_>, style: Style, beside_words: bool, depth: usize) {
        let name = name(self.text, node);
        let block = BLOCKS.contains(&name) || MORE_BLOCKS.contains(&name);
        let inline = INLINE.contains(&name) || (beside_words && !block && !name.is_empty());
        if !inline || depth > DEEPEST {
            // It is met again, and read on its own.
            return self.end();
        }
        self.inline.insert(node.id());
        if name == "br" {
            return self.block().decoded("\n", node.byte_range(), style);
        }
        let style = Style {
            code: style.code || CODE.contains(&name),
            strong: style.strong || matches!(name, "b" | "strong"),
            emphasis: style.emphasis || matches!(name, "i" | "em"),
            link: style.link || matches!(name, "a" | "Link"),
            ..style
        };
        self.children(node, style, depth + 1);
    }

    /// What stands in braces: a string is text, a comment is nothing, all else is computed.
    fn expression(&mut self, node: Node<'_>, style: Style) {
        let mut cursor = node.walk();
        let Some(inner) = node.named_children(&mut cursor).find(|child| child.kind() != "comment") else { return };
        let range = inner.byte_range();
        let written = self.text.get(range.clone()).unwrap_or_default();
        let string = self.language.strings.iter().any(|literal| literal.node == inner.kind());
        if string && written.get(1..written.len().saturating_sub(1)).is_some_and(|inner| inner.trim().is_empty()) {
            self.block().decoded(" ", node.byte_range(), style);
        } else {
            // A string is read on its own; here it only parts what stands around it.
            let text = self.text;
            self.block().exact(text, node.byte_range(), Style { code: true, ..style });
        }
    }

    /// Text: a line end and the white space around it are one space to a reader.
    fn words(&mut self, range: Range<usize>, style: Style) {
        let mut at = range.start;
        while at < range.end {
            let rest = self.text.get(at..range.end).unwrap_or_default();
            let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let content = rest.get(..line).unwrap_or_default();
            let wraps = line < rest.len();
            let length = if wraps { content.trim_end().len() } else { line };
            let text = self.text;
            self.block().exact(text, at..at + length, style);
            at += length;
            if wraps {
                let rest = self.text.get(at..range.end).unwrap_or_default();
                let spaces = rest.len() - rest.trim_start().len();
                if !self.block().is_blank() {
                    self.block().decoded("\n", at..at + spaces, style);
                }
                at += spaces;
            }
        }
    }
}
