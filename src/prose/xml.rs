//! XML of any vocabulary: comments, and the text of elements where it reads as prose.
//!
//! What an element is for is not known here, but for a few names of code. An element inside a text is part of that
//! text: `<para>our <emphasis>clients</emphasis></para>`.

use std::ops::Range;

use super::builder::Interest;
use super::document::{BlockKind, Host};
use super::excerpt::Excerpt;
use super::flow::{Flow, Written};
use super::format::{Comment, Description};
use super::html::tokens::tokens;
use super::html::{Dialect, Tag, Token, elements, references};
use super::records::is_conflict;
use super::strings::reads_as_prose;
use super::templates::tags;
use super::{Document, Format};

/// XML whose vocabulary no other format knows.
pub(super) const FORMAT: Description = Description {
    names: &["xml", "svg"],
    languages: &["xml", "xsl", "svg", "dita", "docbook"],
    extensions: &[
        "xml", "svg", "xsd", "xsl", "xslt", "rss", "atom", "wsdl", "dita", "ditamap", "docbook", "dbk", "xlf", "xliff",
        "plist", "nuspec", "csproj", "fsproj", "vbproj", "props", "targets",
    ],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "comments, and the text of elements where it reads as prose, CDATA included, HTML in it as HTML; titles as headings; no attributes, \
            no elements whose name says code (`code`, `programlisting`, `codeblock` …), nothing whose `xml:lang` is another \
            than the document's",
    read,
};

/// Elements whose content is code, in DocBook, DITA, Javadoc and their like.
const CODE: &[&str] = &[
    "apiname", "classname", "cmdname", "cmdsynopsis", "code", "codeblock", "codeph", "command", "constant", "envar",
    "filename", "filepath", "literal", "methodname", "parameter", "parmname", "pre", "programlisting", "screen",
    "script", "style", "synopsis", "systemoutput", "tt", "userinput", "varname",
];
/// The signs of a CDATA section.
const OPEN: &str = "<![CDATA[";
const CLOSE: &str = "]]>";

/// A closing tag looks no further for what it closes.
const NEAR: usize = 64;

/// Reads XML.
fn read(text: &str, interest: Interest<'_>) -> Document {
    let masked = tags::find(text, 0, tags::Host::Markdown).masked;
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let pieces = tokens(masked.text.get(start..).unwrap_or_default(), start, Dialect::Xml);
    let contents = contents(&pieces, text);
    let mut reader = Reader { flow: Flow::new(text, masked.ranges, interest), open: Vec::new() };
    for (token, content) in pieces.iter().zip(contents) {
        match token {
            Token::Text(range) => reader.text(range.clone()),
            Token::Tag(tag) if tag.closing => reader.close(&tag.name),
            Token::Tag(tag) => reader.open(tag, content),
            Token::Comment(range) => reader.flow.html_comment(range.clone()),
            Token::Raw(_) | Token::Other(_) => {}
        }
    }
    reader.end_block();
    reader.flow.finish()
}

/// What stands directly in an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Content {
    text: bool,
    elements: bool,
}

/// The content of each element, at the place of its opening tag.
fn contents(tokens: &[Token], text: &str) -> Vec<Content> {
    let mut contents = vec![Content::default(); tokens.len()];
    let mut open: Vec<(&str, usize)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let parent = open.last().and_then(|(_, at)| contents.get_mut(*at));
        match token {
            Token::Text(range) => {
                let blank = text.get(range.clone()).is_none_or(is_blank);
                parent.into_iter().for_each(|parent| parent.text |= !blank);
            }
            Token::Tag(tag) if tag.closing => {
                if let Some(back) = open.iter().rev().take(NEAR).position(|(name, _)| *name == tag.name) {
                    open.truncate(open.len() - 1 - back);
                }
            }
            Token::Tag(tag) => {
                parent.into_iter().for_each(|parent| parent.elements = true);
                if !tag.empty {
                    open.push((&tag.name, index));
                }
            }
            _ => {}
        }
    }
    contents
}

/// Whether a text holds nothing, or nothing but what a merge left behind.
fn is_blank(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || is_conflict(line))
}

struct Reader<'t> {
    flow: Flow<'t>,
    open: Vec<Open>,
}

/// An open element.
struct Open {
    name: String,
    /// Whether it is part of the text around it.
    inline: bool,
    /// Whether elements in it are part of its text.
    mixed: bool,
    code: bool,
    foreign: bool,
}

impl Reader<'_> {
    fn open(&mut self, tag: &Tag, content: Content) {
        let outer = self.open.last();
        // An element that holds nothing but elements is a list or a table in the midst of a text.
        let inline = outer.is_some_and(|outer| outer.mixed) && (content.text || !content.elements);
        let name = tag.name.rsplit(':').next().unwrap_or_default();
        let code = outer.is_some_and(|outer| outer.code) || CODE.contains(&name);
        let outer_foreign = outer.is_some_and(|outer| outer.foreign);
        let foreign = self.foreign(tag).unwrap_or(outer_foreign);
        if !inline {
            self.end_block();
            if name.eq_ignore_ascii_case("title") {
                self.flow.open(BlockKind::FrontMatter { key: "title".to_owned() });
            }
        }
        if !tag.empty {
            self.open.push(Open { name: tag.name.clone(), inline, mixed: inline || content.text, code, foreign });
        }
    }

    fn close(&mut self, name: &str) {
        let Some(back) = self.open.iter().rev().take(NEAR).position(|open| open.name == name) else { return };
        let keep = self.open.len() - 1 - back;
        if self.open.iter().skip(keep).any(|open| !open.inline) {
            self.end_block();
        }
        self.open.truncate(keep);
    }

    /// Whether an element declares another language than the document, if it declares one.
    fn foreign(&mut self, tag: &Tag) -> Option<bool> {
        let language = elements::language(tag.attribute("xml:lang", self.flow.text)?)?;
        if self.open.is_empty() {
            self.flow.out.language = Some(language.to_owned());
        }
        let primary = |language: &str| language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Some(match &self.flow.out.language {
            Some(_) => self.flow.out.declares_other_than(language),
            None => primary(language) != "en",
        })
    }

    /// Reads text with its CDATA sections.
    fn text(&mut self, range: Range<usize>) {
        let (code, foreign) = self.open.last().map_or((false, false), |open| (open.code, open.foreign));
        let inline = self.open.last().is_some_and(|open| open.inline);
        let left_by_a_merge = |text: &str| !text.trim().is_empty() && is_blank(text);
        if self.open.is_empty() || foreign || self.flow.text.get(range.clone()).is_some_and(left_by_a_merge) {
            return;
        }
        if code {
            if inline && self.flow.is_open() {
                self.flow.raw(range);
            }
            return;
        }
        if let Some(page) = page(self.flow.text, range.clone()) {
            return self.flow.inject_excerpt(page, Format::Html);
        }
        let mut at = range.start;
        while at < range.end {
            let rest = self.flow.text.get(at..range.end).unwrap_or_default();
            let found = memchr::memmem::find(rest.as_bytes(), OPEN.as_bytes());
            self.flow.between_tags(at..found.map_or(range.end, |found| at + found), Written::Escaped);
            let Some(found) = found else { return };
            let start = at + found + OPEN.len();
            let inner = self.flow.text.get(start..range.end).unwrap_or_default();
            let length = memchr::memmem::find(inner.as_bytes(), CLOSE.as_bytes());
            let end = start + length.unwrap_or(inner.len());
            self.flow.between_tags(start..end, Written::Verbatim);
            at = (end + CLOSE.len()).min(range.end);
        }
    }

    /// Ends the open block, and keeps it if it reads as prose.
    fn end_block(&mut self) {
        let index = self.flow.out.blocks.len();
        self.flow.close(None);
        let is_prose = |block: &super::Block| block.host != Host::Text || reads_as_prose(&words(block));
        if self.flow.out.blocks.get(index).is_some_and(|block| !is_prose(block)) {
            self.flow.out.blocks.remove(index);
        }
    }
}

/// HTML that is the text of an element, as feeds have it: in one CDATA section, or with its tags escaped.
fn page(text: &str, range: Range<usize>) -> Option<Excerpt> {
    let written = text.get(range.clone())?;
    let is_closing = |sign: &str| {
        let mut signs = memchr::memmem::find_iter(written.as_bytes(), sign);
        signs.any(|at| written.as_bytes().get(at + sign.len()).is_some_and(u8::is_ascii_alphabetic))
    };
    let mut out = Excerpt::default();
    if let Some(inner) = written.trim().strip_prefix(OPEN) {
        let inner = inner.strip_suffix(CLOSE).filter(|inner| !inner.contains(CLOSE) && is_closing("</"))?;
        let start = range.start + (written.len() - written.trim_start().len()) + OPEN.len();
        out.exact(text, start..start + inner.len());
        return Some(out);
    }
    if !is_closing("&lt;/") || written.contains(OPEN) {
        return None;
    }
    let mut at = 0;
    while let Some(length) = written.get(at..).and_then(|rest| memchr::memchr(b'&', rest.as_bytes())) {
        out.exact(text, range.start + at..range.start + at + length);
        at += length;
        let (length, seen) = references::decode(written.get(at..)?).unwrap_or((1, "&".to_owned()));
        out.decoded(&seen, range.start + at..range.start + at + length);
        at += length;
    }
    out.exact(text, range.start + at..range.end);
    Some(out)
}

/// What is read of a block.
fn words(block: &super::Block) -> String {
    let read = block.runs().filter(|run| !run.style.code);
    read.filter_map(|run| block.text.get(run.range.clone())).collect()
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, Region, read};

    #[track_caller]
    fn cases(cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let document = read(text, Format::Xml);
            let found: Vec<String> = document
                .blocks
                .iter()
                .map(|block| {
                    let show = |run: crate::prose::Run| {
                        let seen = &block.text[run.range.clone()];
                        if run.style.code { format!("‹{seen}›") } else { seen.to_owned() }
                    };
                    block.runs().map(show).collect()
                })
                .collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn text_that_reads_as_prose_is_read_element_by_element() {
        cases(&[
            (
                "<?xml version='1.0'?>\n<a><b>our clients</b>\n<c>their clients</c></a>",
                &["our clients", "their clients"],
            ),
            ("<a><id>client</id><b>com.example.client</b><c>http://x.org/a b</c></a>", &[]),
            ("<para>our <em>clients</em> pay</para>", &["our clients pay"]),
            ("<para><em>Our</em> clients <b>pay <i>us</i></b></para>", &["Our clients pay us"]),
            (
                "<para>our list\n  <list><item>new clients</item><item>old clients</item></list> ends here</para>",
                &["our list", "new clients", "old clients", "ends here"],
            ),
            ("<a>our <code>client</code> pays</a><screen>our clients pay</screen>", &["our ‹client› pays"]),
            ("<a><![CDATA[our <b>clients</b> & theirs]]></a>", &["our clients & theirs"]),
            ("<a>\n<![CDATA[<p>our fee</p><pre>our clients</pre>]]>\n</a>", &["our fee"]),
            ("<a>our fee <![CDATA[our <b>clients</b>]]></a>", &["our fee our ‹<b>›clients‹</b>›"]),
            ("<a>&lt;p>our client&amp;#8217;s fee&lt;/p>&lt;pre&gt;our clients&lt;/pre&gt;</a>", &["our client’s fee"]),
            ("<a>our fee &lt; our clients &amp;lt; theirs</a>", &["our fee < our clients ‹&›‹lt;› theirs"]),
            ("<a>our client&#8217;s fee &amp; ours</a>", &["our client’s fee & ours"]),
            ("<a name='our clients' title='our clients'/>", &[]),
            ("<!DOCTYPE a [<!ENTITY b 'our clients'>]><a>our fee</a>", &["our fee"]),
            ("<a><b xml:lang='fr'>our clients</b><c xml:lang='en-GB'>our fee</c></a>", &["our fee"]),
            ("<a><script>var our = client in x</script></a>", &[]),
            ("our clients <a>our fee", &["our fee"]),
            ("<a>\n<!-- our note\n<b>our fee</b>\n<c>their fee</c></a>", &["our fee", "their fee"]),
            (
                "<a>\n<b>our clients</b>\n<<<<<<< our branch\n<b>our fee</b>\n=======\n<b>their fee</b>\n>>>>>>> our client\n</a>",
                &["our clients", "our fee", "their fee"],
            ),
            ("<a>our <b>clients</a> pay <c>our fee</d></c>", &["our clients", "our fee"]),
            ("<a>our fee <![CDATA[our clients", &["our fee "]),
            ("", &[]),
        ]);
    }

    #[test]
    fn comments_titles_and_languages_are_known() {
        let document = read(
            "<!-- our clients --><a xml:lang='en'><Title>Our clients</Title><!-- customary-disable-line --><!-- <b>x</b> --></a>",
            Format::Xml,
        );
        let [comment, title] = document.blocks.as_slice() else { panic!("{:?}", document.blocks) };
        assert_eq!((comment.host, title.region_at(0)), (Host::Comment, Region::Headings));
        assert_eq!((document.directives.list.len(), document.language.as_deref()), (1, Some("en")));
    }

    #[test]
    fn hostile_documents_cost_no_more_than_their_length() {
        for piece in ["<a>", "</a>", "<a b='", "<![CDATA[", "<a>b</c>", "<!--", "&", "<?", "<!"] {
            let text = piece.repeat(200_000 / piece.len());
            assert!(read(&text, Format::Xml).blocks.len() < 200_000, "{piece}");
        }
    }
}
