//! Doc comments with tags: `@param name`, `{@link Client our client}`, `\c name`. What names something, and what
//! is an example, is hidden; the rest is read as Markdown, whose code and HTML they share.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::prose::comments;
use crate::prose::excerpt::Excerpt;

/// What the tags of a markup mean.
struct Tags {
    /// A tag at the beginning of a line: the name in the first group.
    tag: &'static LazyLock<Regex>,
    /// Code inside a line.
    inline: &'static LazyLock<Regex>,
    /// What follows a tag that is followed by a name: types and names.
    name: &'static LazyLock<Regex>,
    /// What follows the other tags and is a type.
    r#type: &'static LazyLock<Regex>,
}

/// Tags that are followed by a name.
const NAMES: [&str; 19] = [
    "param", "arg", "argument", "property", "prop", "template", "tparam", "typeparam", "var", "field", "option",
    "retval", "psalm-param", "phpstan-param", "property-read", "property-write", "yieldparam", "defgroup",
    "addtogroup",
];
/// Tags that are followed by the name of a type.
const TYPES: [&str; 5] = ["throws", "throw", "exception", "raise", "mixin"];
/// Tags that are followed by a name, or by several, and perhaps by words about them.
const REFERENCES: [&str; 4] = ["sa", "see", "since", "uses"];
/// Tags whose line holds no words.
const LINES: [&str; 57] = [
    "author", "authors", "version", "module", "class", "extends", "augments", "implements", "memberof", "memberOf",
    "name", "typedef", "callback", "enum", "namespace", "access", "event", "fires", "requires", "alias", "default",
    "defaultvalue", "ingroup", "file", "relates", "type", "kind", "lends", "mixes", "override", "package", "public",
    "private", "protected", "readonly", "static", "this", "tutorial", "import", "method", "function", "category",
    "group", "hidden", "eventProperty", "sealed", "virtual", "used-by", "license", "copyright", "covers",
    "dataProvider", "fn", "struct", "union", "def", "headerfile",
];
/// Tags that are followed by an example, up to the next tag.
const EXAMPLES: [&str; 2] = ["example", "snippet"];
/// Commands of Doxygen that say something of the word behind them, wherever in a line they stand.
const OF_A_WORD: [&str; 10] = ["a", "anchor", "b", "c", "cite", "e", "em", "p", "ref", "subpage"];
/// Tags that open and close code.
const CODE: [(&str, &str); 10] = [
    ("code", "endcode"),
    ("verbatim", "endverbatim"),
    ("dot", "enddot"),
    ("msc", "endmsc"),
    ("startuml", "enduml"),
    ("f[", "f]"),
    ("f{", "f}"),
    ("htmlonly", "endhtmlonly"),
    ("latexonly", "endlatexonly"),
    ("xmlonly", "endxmlonly"),
];

patterns! {
    /// `@param`, but not `@override.` in a sentence.
    AT = r"^@([A-Za-z][\w-]*)(?:\s+|$)";
    /// `@param` or `\param`, `\param[in]`.
    AT_OR_BACKSLASH = r"^[@\\]([A-Za-z]+|f[\[\]{}])(?:\[[\w, ]*\])?(?:\{[^}]*\})?(?:\s+|$)";
    /// `{@code client}`; of a link all but its text, which is a group, as is what `{@literal}` shows.
    BRACES = r"\{@(?:code|value|inheritDoc|docRoot|index|snippet|systemProperty|tutorial)\b(?:[^{}]|\{[^{}]*\})*\}|\{@(?:link|linkplain|linkcode|see)\s+[^\s{}|(]+(?:\([^)]*\))?(?:[ |]+([^{}]*))?\}|\{@literal\s+([^{}]*)\}";
    /// `\c client`, `\ref client`, `\param client` inside a line.
    WORDS = r"[@\\](?:t?param|retval)(?:\[[\w, ]*\])?\s+[\w.]+|[@\\](?:c|p|a|ref|ingroup|link|subpage|copydoc|copybrief|copydetails|cite|anchor|addindex|image|b|e|em)\s+[^\s,;]+|[@\\](?:endlink|n)\b|%([A-Z]\w+)|%\w+";
    /// `{Type} name`, `[name=default]`, `$name`, and the dash behind it.
    TYPE_AND_NAME = r"^(?:\{(?:[^{}]|\{[^{}]*\})*\}\s*)?(?:\[[^\]]*\]|<[^>]*>|(?:[\w\\|?<>\[\],.]+\s+)?[&.]*\$\w+|[\w.$\[\]*]+)(?:\s+-+\s|\s*:\s)?";
    /// `Name#member(Type)`; several of them; a name with another behind it. No words in quotation marks, and no links.
    REFERENCE = r#"^[^\s,(<"][^\s,(]*(?:\([^)]*\))?(?:,.*$|\s+\w+$)?"#;
    /// `{Type}` or `Type`.
    ONE_TYPE = r"^(?:\{(?:[^{}]|\{[^{}]*\})*\}|[\w.\\|]+)";
    /// `{Type}`.
    TYPE = r"^\{(?:[^{}]|\{[^{}]*\})*\}";
}

/// Javadoc: Markdown knows the HTML in it.
pub(super) fn javadoc(text: &str) -> Option<Excerpt> {
    Tags { tag: &AT, inline: &BRACES, name: &TYPE_AND_NAME, r#type: &TYPE }.rewrite(text)
}

/// JSDoc, TSDoc.
pub(super) fn jsdoc(text: &str) -> Option<Excerpt> {
    Tags { tag: &AT, inline: &BRACES, name: &TYPE_AND_NAME, r#type: &TYPE }.rewrite(text)
}

/// Doxygen.
pub(super) fn doxygen(text: &str) -> Option<Excerpt> {
    Tags { tag: &AT_OR_BACKSLASH, inline: &WORDS, name: &TYPE_AND_NAME, r#type: &TYPE }.rewrite(text)
}

/// What is open.
#[derive(Default)]
enum Open {
    #[default]
    Nothing,
    /// An example, up to the next tag.
    Example,
    /// Code, up to this tag.
    Code(&'static str),
    /// A fenced block: the markup knows what it is.
    Fence(&'static str),
}

impl Tags {
    fn rewrite(&self, text: &str) -> Option<Excerpt> {
        let read = comments::without_marks_of_tools(text)?;
        let mut out = Excerpt::default();
        let mut open = Open::default();
        let mut at = 0;
        let mut code = code_of_many_lines(read.text()).into_iter().peekable();
        for line in read.text().split_inclusive('\n') {
            let start = at + (line.len() - line.trim_start().len()).min(line.trim_end().len());
            let end = at + line.trim_end().len();
            while code.next_if(|code| code.end <= start).is_some() {}
            let pieces = match code.peek().filter(|code| code.start < end) {
                Some(code) => {
                    let code = code.start.max(start) - start..code.end.min(end) - start;
                    self.line_with_code(line.trim(), code, &mut open)
                }
                None => self.line(line.trim(), &mut open),
            };
            match &pieces {
                // Indentation means something in it.
                None => out.exact(read.text(), at..end),
                Some((break_before, pieces)) => {
                    if *break_before == Break::Paragraph && !out.text().is_empty() {
                        // The line end stands for a blank line: what a tag says is a paragraph of its own.
                        out.decoded("\n", start..start);
                    }
                    let mut from = start;
                    for Piece { range, way } in pieces {
                        out.exact(read.text(), from..start + range.start);
                        if *way == Way::Hidden {
                            out.hidden(read.text(), (start + range.start).max(from)..start + range.end);
                        }
                        from = from.max(start + range.end);
                    }
                    out.exact(read.text(), from..end);
                }
            }
            out.exact(read.text(), end..at + line.len());
            at += line.len();
        }
        Some(read.through(&out))
    }

    /// What of a line is not read; `None` where it is left as it is.
    fn line(&self, line: &str, open: &mut Open) -> Option<(Break, Vec<Piece>)> {
        let whole = || vec![Piece { range: 0..line.len(), way: Way::Hidden }];
        let all = || Some((Break::None, whole()));
        let tag = self.tag.captures(line);
        let tag = tag.filter(|tag| tag.get(1).is_none_or(|name| !OF_A_WORD.contains(&name.as_str())));
        let name = tag.as_ref().and_then(|tag| tag.get(1)).map_or("", |name| name.as_str());
        match open {
            Open::Fence(fence) => {
                if line.starts_with(*fence) {
                    *open = Open::Nothing;
                }
                return None;
            }
            Open::Code(close) => {
                let Some(end) = end_of_code(line, close) else { return all() };
                *open = Open::Nothing;
                return Some((Break::None, self.behind(line, end)));
            }
            Open::Example if name.is_empty() => return all(),
            Open::Example | Open::Nothing => *open = Open::Nothing,
        }
        if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence)) {
            *open = Open::Fence(fence);
            return None;
        }
        if let Some((_, close)) = CODE.iter().find(|(opens, _)| *opens == name) {
            if let Some(end) = end_of_code(line, close) {
                return Some((Break::Paragraph, self.behind(line, end)));
            }
            *open = Open::Code(close);
            return all();
        }
        let mut pieces = Vec::new();
        let mut from = 0;
        if let Some(tag) = tag.and_then(|tag| tag.get(0)) {
            let rest = line.get(tag.end()..).unwrap_or_default();
            // Doxygen's gives a group of members a title.
            let is_title = name == "name" && rest.split_whitespace().nth(1).is_some();
            if LINES.contains(&name) && !is_title || EXAMPLES.contains(&name) {
                *open = if EXAMPLES.contains(&name) { Open::Example } else { Open::Nothing };
                return Some((Break::Paragraph, whole()));
            }
            let pattern = match name {
                _ if NAMES.contains(&name) => self.name,
                _ if TYPES.contains(&name) => &ONE_TYPE,
                _ if REFERENCES.contains(&name) => &REFERENCE,
                _ => self.r#type,
            };
            let length = pattern.find(rest).map_or(0, |found| found.as_str().trim_end().len());
            from = if length > 0 { tag.end() + length } else { tag.as_str().trim_end().len() };
            pieces.push(Piece { range: 0..from, way: Way::Hidden });
        }
        let break_before = if pieces.is_empty() { Break::None } else { Break::Paragraph };
        self.inline(line, from, &mut pieces);
        Some((break_before, pieces))
    }

    /// What is not read of a line that is code up to a byte.
    fn behind(&self, line: &str, end: usize) -> Vec<Piece> {
        let mut pieces = vec![Piece { range: 0..end, way: Way::Hidden }];
        self.inline(line, end, &mut pieces);
        pieces
    }

    /// The same of a line of which a part is code that goes on beyond it.
    fn line_with_code(&self, line: &str, code: Range<usize>, open: &mut Open) -> Option<(Break, Vec<Piece>)> {
        let before = line.get(..code.start).unwrap_or_default();
        let (break_before, mut pieces) =
            if before.is_empty() { (Break::None, Vec::new()) } else { self.line(before, open)? };
        let end = code.end;
        pieces.push(Piece { range: code, way: Way::Hidden });
        self.inline(line, end, &mut pieces);
        Some((break_before, pieces))
    }

    /// What is not read inside a line, from a byte on.
    fn inline(&self, line: &str, from: usize, pieces: &mut Vec<Piece>) {
        for found in self.inline.captures_iter(line) {
            let Some(whole) = found.get(0).filter(|whole| whole.start() >= from) else { continue };
            match found.iter().skip(1).flatten().find(|shown| !shown.is_empty()) {
                // Nothing may stand beside the words that are shown: what is hidden would be a part of them.
                Some(shown) => pieces.extend([
                    Piece { range: whole.start()..shown.start(), way: Way::Dropped },
                    Piece { range: shown.end()..whole.end(), way: Way::Dropped },
                ]),
                None => pieces.push(Piece { range: whole.range(), way: Way::Hidden }),
            }
        }
    }
}

/// Where in a line the tag ends that ends code.
fn end_of_code(line: &str, close: &str) -> Option<usize> {
    let ends = |at: &usize| line.get(..*at).is_some_and(|before| before.ends_with(['@', '\\']));
    let end = line.match_indices(close).map(|(at, _)| at).find(ends)? + close.len();
    line.get(end..)?.chars().next().is_none_or(|behind| !behind.is_alphanumeric()).then_some(end)
}

/// Where `{@snippet …}` and `{@code …}` stand that are longer than a line, in order.
fn code_of_many_lines(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in memchr::memmem::find_iter(text.as_bytes(), b"{@") {
        let rest = text.get(start..).unwrap_or_default();
        let begins = ["{@snippet", "{@code"].iter().find_map(|tag| rest.strip_prefix(tag));
        if begins.is_none_or(|rest| !rest.starts_with([' ', '\n', ':', '\t']))
            || found.last().is_some_and(|last| start < last.end)
        {
            continue;
        }
        let mut depth = 0_usize;
        let end = memchr::memchr2_iter(b'{', b'}', rest.as_bytes()).find(|at| {
            let opens = rest.as_bytes().get(*at) == Some(&b'{');
            depth = if opens { depth + 1 } else { depth.saturating_sub(1) };
            depth == 0
        });
        // One that is never closed costs its line, and none behind it is looked for.
        let Some(end) = end else { break };
        if rest.get(..end).is_some_and(|inner| inner.contains('\n')) {
            found.push(start..start + end + 1);
        }
    }
    found
}

/// A piece of a line that is not read.
struct Piece {
    range: Range<usize>,
    way: Way,
}

/// How a piece is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It stands for a word without meaning.
    Hidden,
    /// Nobody sees it.
    Dropped,
}

/// What stands before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    /// The line before it.
    None,
    /// The end of a paragraph.
    Paragraph,
}
