//! The tags, comments and text of HTML and XML, each with its bytes.
//!
//! A tokenizer that follows the specification tells what is a tag; a text stands between two of them, as it is
//! written. What it means is none of this module's business.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, State, Tokenizer};

/// A piece of a document. The pieces follow each other without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::prose) enum Token {
    /// Text as it is written, with its character references.
    Text(Range<usize>),
    /// What stands in an element that holds no markup, such as a script, as it is written.
    Raw(Range<usize>),
    /// An opening or closing tag.
    Tag(Tag),
    /// A comment with its signs, of which the closing ones may be missing.
    Comment(Range<usize>),
    /// A document type, a processing instruction, half a tag.
    Other(Range<usize>),
}

/// An opening or closing tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::prose) struct Tag {
    /// Its name: in lower case in HTML, as it is written in XML.
    pub(in crate::prose) name: String,
    /// Whether it closes an element.
    pub(in crate::prose) closing: bool,
    /// Whether it is written as one that stands for a whole element: `<x/>`.
    pub(in crate::prose) empty: bool,
    /// Its bytes.
    pub(in crate::prose) range: Range<usize>,
    /// Its attributes in order.
    pub(in crate::prose) attributes: Vec<Attribute>,
}

/// An attribute of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::prose) struct Attribute {
    /// Its name: in lower case.
    pub(in crate::prose) name: String,
    /// The bytes of its value, without quotation marks; empty where it has none.
    pub(in crate::prose) value: Range<usize>,
}

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::prose) enum Dialect {
    /// Some elements hold no markup, and names are of one case.
    Html,
    /// All elements are alike, and there are CDATA sections, which are part of a text.
    Xml,
}

/// The pieces of a text that begins at the byte `start` of a document, with their bytes in the document.
pub(in crate::prose) fn tokens(text: &str, start: usize, dialect: Dialect) -> Vec<Token> {
    let mut out = Vec::new();
    let (mut at, mut patience) = (0, PATIENCE);
    while at < text.len() {
        at = from(text, at, (dialect, patience > 0), &mut out);
        patience = patience.saturating_sub(1);
    }
    if start > 0 {
        out.iter_mut().for_each(|token| token.shift(start));
    }
    out
}

impl Token {
    /// Its bytes.
    pub(in crate::prose) fn range(&self) -> &Range<usize> {
        match self {
            Self::Text(range) | Self::Raw(range) | Self::Comment(range) | Self::Other(range) => range,
            Self::Tag(tag) => &tag.range,
        }
    }

    fn shift(&mut self, by: usize) {
        let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
        match self {
            Self::Text(range) | Self::Raw(range) | Self::Comment(range) | Self::Other(range) => shift(range),
            Self::Tag(tag) => {
                shift(&mut tag.range);
                tag.attributes.iter_mut().for_each(|attribute| shift(&mut attribute.value));
            }
        }
    }
}

impl Tag {
    /// The value of an attribute as it is written in the text.
    pub(in crate::prose) fn attribute<'t>(&self, name: &str, text: &'t str) -> Option<&'t str> {
        let found = self.attributes.iter().find(|attribute| attribute.name == name)?;
        text.get(found.value.clone())
    }
}

/// Adds the pieces from the byte `start` on, and answers where to go on: behind half a tag that would hold all
/// the rest because one of its quotation marks is missing.
fn from(text: &str, start: usize, (dialect, mends): (Dialect, bool), out: &mut Vec<Token>) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let mut tokenizer = Tokenizer::new_with_emitter(rest, Events::new(rest, start, dialect));
    let mut done = start;
    let mut raw = Content::Markup;
    let mut foreign = 0usize;
    let mut unclosed = Vec::new();
    while let Some(Ok(token)) = tokenizer.next() {
        let range = token.range().clone();
        if range.start > done {
            out.push(raw.piece(done..range.start));
        }
        if let Some(end) = runs_on(&token, text, dialect).filter(|_| mends) {
            out.push(Token::Other(range.start..end));
            return end;
        }
        done = range.end;
        raw = Content::Markup;
        if let (Token::Tag(tag), Dialect::Html) = (&token, dialect) {
            match (tag.name.as_str(), tag.closing) {
                ("svg" | "math", false) if !tag.empty => foreign += 1,
                ("svg" | "math", true) => foreign = foreign.saturating_sub(1),
                (name, false) if foreign == 0 => {
                    if let Some((content, state)) = content(name)
                        && closes(text, done, name, &mut unclosed)
                    {
                        raw = content;
                        tokenizer.set_state(state);
                    }
                }
                _ => {}
            }
        }
        out.push(token);
    }
    let tail = done..text.len();
    let Some(tag) = (raw == Content::Markup).then(|| half_a_tag(text, done)).flatten() else {
        if !tail.is_empty() {
            out.push(raw.piece(tail));
        }
        return text.len();
    };
    if tag > done {
        out.push(Token::Text(done..tag));
    }
    let end = open_quote(text, tag).and_then(|quote| Some(quote + text.get(quote..)?.find('>')? + 1));
    out.push(Token::Other(tag..end.unwrap_or(text.len())));
    end.unwrap_or(text.len())
}

/// So often what was not closed is ended where it should have been: each time all behind it is looked at again.
const PATIENCE: usize = 32;

/// Where something ends that goes on because it was not closed: a value without its second quotation mark in which a part
/// of a component begins or ends, and a comment without an end. It costs its line.
fn runs_on(token: &Token, text: &str, dialect: Dialect) -> Option<usize> {
    const PARTS: [&[u8]; 4] = [b"\n</template", b"\n<script", b"\n</script", b"\n<style"];
    let range = token.range();
    let runs_on = match (token, dialect) {
        (Token::Tag(tag), Dialect::Html) => tag.attributes.iter().any(|attribute| {
            let value = text.as_bytes().get(attribute.value.clone()).unwrap_or_default();
            // A page in an attribute has all of them.
            attribute.name != "srcdoc" && PARTS.iter().any(|part| memchr::memmem::find(value, part).is_some())
        }),
        (Token::Comment(range), _) => {
            range.end == text.len() && !text.get(range.clone()).is_some_and(|comment| comment.ends_with("-->"))
        }
        _ => false,
    };
    let line = memchr::memchr2(b'\n', b'\r', text.as_bytes().get(range.clone())?);
    line.filter(|_| runs_on).map(|length| range.start + length)
}

/// What an element holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Markup,
    /// Character references, but no tags.
    Text,
    /// Neither.
    Raw,
}

impl Content {
    fn piece(self, range: Range<usize>) -> Token {
        if self == Self::Raw { Token::Raw(range) } else { Token::Text(range) }
    }
}

/// What an element of HTML holds if that is no markup. `noscript` is read as those see it who run no scripts.
fn content(name: &str) -> Option<(Content, State)> {
    match name {
        "title" | "textarea" => Some((Content::Text, State::RcData)),
        "script" => Some((Content::Raw, State::ScriptData)),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some((Content::Raw, State::RawText)),
        "plaintext" => Some((Content::Raw, State::PlainText)),
        _ => None,
    }
}

/// Whether an element is closed after `at`. Where a title is not, the rest of the document is not its title.
/// `unclosed` are the names of those that are known not to be closed.
fn closes(text: &str, at: usize, name: &str, unclosed: &mut Vec<String>) -> bool {
    if !matches!(name, "title" | "textarea") {
        return true;
    }
    if unclosed.iter().any(|known| known == name) {
        return false;
    }
    let found = find_closing(text.get(at..).unwrap_or_default(), name).is_some();
    if !found {
        unclosed.push(name.to_owned());
    }
    found
}

/// Where the closing tag of an element begins.
pub(in crate::prose) fn find_closing(text: &str, name: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"</").find(|at| {
        let rest = text.get(at + 2..).unwrap_or_default();
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && !rest.as_bytes().get(name.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

/// Where a tag begins behind the last whole piece.
fn half_a_tag(text: &str, done: usize) -> Option<usize> {
    let rest = text.as_bytes().get(done..)?;
    let opens = |at: &usize| match rest.get(at + 1) {
        Some(b'/') => rest.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        next => next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'!' | b'?')),
    };
    memchr::memchr_iter(b'<', rest).find(opens).map(|at| done + at)
}

/// The quotation mark of half a tag that is not closed.
fn open_quote(text: &str, tag: usize) -> Option<usize> {
    let mut open: Option<(u8, usize)> = None;
    let mut after_sign = false;
    for (index, byte) in text.as_bytes().get(tag..)?.iter().enumerate() {
        match (open, byte) {
            (Some((quote, _)), byte) if quote == *byte => (open, after_sign) = (None, false),
            (Some(_), _) => {}
            (None, b'"' | b'\'') if after_sign => open = Some((*byte, tag + index)),
            (None, b'=') => after_sign = true,
            (None, byte) => after_sign &= byte.is_ascii_whitespace(),
        }
    }
    open.map(|(_, at)| at)
}

/// Turns the tokenizer's events into pieces.
struct Events<'t, F>
where
    F: FnMut(CallbackEvent<'_>, Span<usize>) -> Option<Token>,
{
    inner: CallbackEmitter<F, Token, usize>,
    dialect: Dialect,
    text: std::marker::PhantomData<&'t str>,
}

impl<'t> Events<'t, fn(CallbackEvent<'_>, Span<usize>) -> Option<Token>> {
    #[expect(clippy::new_ret_no_self, reason = "the closure has no name")]
    fn new(text: &'t str, base: usize, dialect: Dialect) -> impl Emitter<Token = Token> + 't {
        let mut tag = None;
        let callback =
            move |event: CallbackEvent<'_>, span: Span<usize>| piece(text, base, dialect, &mut tag, event, span);
        Events { inner: CallbackEmitter::new(callback), dialect, text: std::marker::PhantomData }
    }
}

impl<F> ForwardingEmitter for Events<'_, F>
where
    F: FnMut(CallbackEvent<'_>, Span<usize>) -> Option<Token>,
{
    type Token = Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.inner
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.dialect == Dialect::Xml
    }
}

/// The piece that an event completes. `tag` is the one that is being read.
fn piece(
    text: &str,
    base: usize,
    dialect: Dialect,
    tag: &mut Option<Tag>,
    event: CallbackEvent<'_>,
    span: Span<usize>,
) -> Option<Token> {
    let name = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    let here = span.start + base..span.end + base;
    match event {
        CallbackEvent::OpenStartTag { name: found } => {
            let written = || text.get(span.start + 1..span.start + 1 + found.len()).map(str::to_owned);
            let name = if dialect == Dialect::Xml { written() } else { None }.unwrap_or_else(|| name(found));
            *tag = Some(Tag { name, closing: false, empty: false, range: here, attributes: Vec::new() });
            None
        }
        CallbackEvent::AttributeName { name: found } => {
            let value = here.end..here.end;
            tag.as_mut()?.attributes.push(Attribute { name: name(found), value });
            None
        }
        CallbackEvent::AttributeValue { .. } => {
            let value = value(text, span.start);
            tag.as_mut()?.attributes.last_mut()?.value = value.start + base..value.end + base;
            None
        }
        CallbackEvent::CloseStartTag { self_closing } => {
            let mut tag = tag.take()?;
            (tag.empty, tag.range.end) = (self_closing, here.end);
            Some(Token::Tag(tag))
        }
        CallbackEvent::EndTag { name: found } => {
            *tag = None;
            let written = || text.get(span.start + 2..span.start + 2 + found.len()).map(str::to_owned);
            let name = if dialect == Dialect::Xml { written() } else { None }.unwrap_or_else(|| name(found));
            Some(Token::Tag(Tag { name, closing: true, empty: false, range: here, attributes: Vec::new() }))
        }
        CallbackEvent::Comment { .. } => {
            let written = text.get(span.start..span.end).unwrap_or_default();
            Some(if written.starts_with("<!--") { Token::Comment(here) } else { Token::Other(here) })
        }
        CallbackEvent::Doctype { .. } => Some(Token::Other(here)),
        CallbackEvent::String { .. } | CallbackEvent::Error(_) => None,
    }
}

/// The bytes of the value that begins at `start`.
fn value(text: &str, start: usize) -> Range<usize> {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let quote = text.as_bytes().get(start.wrapping_sub(1)).copied();
    let ends = |byte: &u8| match quote {
        Some(quote @ (b'"' | b'\'')) => *byte == quote,
        _ => byte.is_ascii_whitespace() || *byte == b'>',
    };
    start..start + rest.iter().position(ends).unwrap_or(rest.len())
}

/// Reading from memory does not fail.
const _: fn(Infallible) = |never| match never {};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The pieces as they are written, each with a letter for its kind.
    fn shown(text: &str, dialect: Dialect) -> Vec<String> {
        let show = |token: &Token| {
            let kind = match token {
                Token::Text(_) => 't',
                Token::Raw(_) => 'r',
                Token::Tag(_) => 'e',
                Token::Comment(_) => 'c',
                Token::Other(_) => 'o',
            };
            format!("{kind}:{}", &text[token.range().clone()])
        };
        tokens(text, 0, dialect).iter().map(show).collect()
    }

    #[test]
    fn pieces_are_told_apart_as_the_specification_says() {
        let cases: &[(&str, &[&str])] = &[
            ("a<b>c</b >d", &["t:a", "e:<b>", "t:c", "e:</b >", "t:d"]),
            ("é<b>é", &["t:é", "e:<b>", "t:é"]),
            ("a\r\nb<br\r\n/>\r\nc", &["t:a\r\nb", "e:<br\r\n/>", "t:\r\nc"]),
            ("1 < 2 <3 a&lt;b", &["t:1 < 2 <3 a&lt;b"]),
            ("<!doctype html><!-- a --><p>", &["o:<!doctype html>", "c:<!-- a -->", "e:<p>"]),
            ("<!-->a<!--->b<!-- c --!>d", &["c:<!-->", "t:a", "c:<!--->", "t:b", "c:<!-- c --!>", "t:d"]),
            ("<?php a ?></ x><!x>", &["o:<?php a ?>", "o:</ x>", "o:<!x>"]),
            ("<script>a<b></scriptx></script>c", &["e:<script>", "r:a<b></scriptx>", "e:</script>", "t:c"]),
            (
                "<script><!--<script></script>--></script>c",
                &["e:<script>", "r:<!--<script></script>-->", "e:</script>", "t:c"],
            ),
            ("<title>a<b></TITLE>c", &["e:<title>", "t:a<b>", "e:</TITLE>", "t:c"]),
            ("<title>a<b>c", &["e:<title>", "t:a", "e:<b>", "t:c"]),
            (
                "<svg><title/><style>a</style></svg>b",
                &["e:<svg>", "e:<title/>", "e:<style>", "t:a", "e:</style>", "e:</svg>", "t:b"],
            ),
            ("<style>a", &["e:<style>", "r:a"]),
            ("a <!-- b", &["t:a ", "c:<!-- b"]),
            ("a <b c", &["t:a ", "o:<b c"]),
            ("a <b c=\"d>e<i>f</i>", &["t:a ", "o:<b c=\"d>", "t:e", "e:<i>", "t:f", "e:</i>"]),
            ("<a b='\"'>c<d e=\">f", &["e:<a b='\"'>", "t:c", "o:<d e=\">", "t:f"]),
            ("<![CDATA[a>b]]>", &["o:<![CDATA[a>", "t:b]]>"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, Dialect::Html), *expected, "{text}");
        }
    }

    #[test]
    fn xml_has_sections_and_no_elements_without_markup() {
        let cases: &[(&str, &[&str])] = &[
            ("<?xml version=\"1.0\"?><A.b/>", &["o:<?xml version=\"1.0\"?>", "e:<A.b/>"]),
            ("<title>a<b/>c</title>", &["e:<title>", "t:a", "e:<b/>", "t:c", "e:</title>"]),
            ("<a>b <![CDATA[c<d>]]> e</a>", &["e:<a>", "t:b <![CDATA[c<d>]]> e", "e:</a>"]),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, Dialect::Xml), *expected, "{text}");
        }
        let Some(Token::Tag(tag)) = tokens("<x:Abc D='e'>", 0, Dialect::Xml).into_iter().next() else { panic!() };
        assert_eq!((tag.name.as_str(), tag.attributes[0].name.as_str()), ("x:Abc", "d"));
    }

    #[test]
    fn values_of_attributes_know_their_bytes() {
        let text = "<a b=xyz C=\"q &amp; é\" d='' e f = 'r\r\n&amp;' g=a/>";
        let Some(Token::Tag(tag)) = tokens(text, 0, Dialect::Html).into_iter().next() else { panic!() };
        let found: Vec<(&str, &str)> =
            tag.attributes.iter().map(|one| (one.name.as_str(), &text[one.value.clone()])).collect();
        let expected = [("b", "xyz"), ("c", "q &amp; é"), ("d", ""), ("e", ""), ("f", "r\r\n&amp;"), ("g", "a/")];
        assert_eq!(found, expected);
        assert_eq!(tag.attribute("f", text), Some("r\r\n&amp;"));
    }

    proptest! {
        #[test]
        fn the_pieces_make_up_the_text(text in "([<>/!?='\"&;a-b \r\n\0é-]|<!--|-->|<script>|</script>|<title>|</title>|<!\\[CDATA\\[|\\]\\]>|&amp;|<svg>){0,40}") {
            for dialect in [Dialect::Html, Dialect::Xml] {
                let mut at = 0;
                for token in tokens(&text, 0, dialect) {
                    prop_assert_eq!(token.range().start, at);
                    let written = text.get(token.range().clone());
                    prop_assert!(written.is_some_and(|written| !written.is_empty()), "{:?}", token);
                    at = token.range().end;
                    if let Token::Tag(tag) = &token {
                        let written = written.unwrap_or_default();
                        prop_assert!(written.starts_with('<') && written.ends_with('>'), "{:?}", tag);
                        for attribute in &tag.attributes {
                            prop_assert!(text.get(attribute.value.clone()).is_some(), "{:?}", tag);
                            prop_assert!(attribute.value.end < tag.range.end, "{:?}", tag);
                        }
                    }
                }
                prop_assert_eq!(at, text.len());
            }
        }
    }
}
