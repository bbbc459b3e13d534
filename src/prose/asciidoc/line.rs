//! What a line of AsciiDoc begins or is, taken by itself.

use std::ops::Range;

use crate::prose::lines::Line;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// `// …`
    Comment,
    /// `////`
    CommentBlock,
    /// `:name: …`, with the name.
    Attribute(&'t str),
    /// `ifdef::x[]`, `include::x[]` and their like, with the bytes of a text that hangs on the condition.
    Conditional(Option<Range<usize>>),
    /// `[…]`
    Style,
    /// `.Title of a block`
    Title,
    /// `== …`: the level, from 1, and how many signs there are.
    Section(u8, usize),
    /// The fence of a listing, a literal or a passthrough.
    Code,
    /// The fence of an example, a sidebar, a quotation, an open block.
    Container,
    /// The border of a table, with the sign between its cells.
    Table(char),
    /// `image::x[]` and its like.
    Macro(Macro<'t>),
    /// A line across the page, or the end of one.
    Break,
    /// A list item: how long its sign is.
    Item(usize),
    /// `term:: …`: how long the term is, and the term with its sign.
    Term(usize, usize),
    /// None of these.
    Text,
}

/// A block macro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Macro<'t> {
    pub(super) name: &'t str,
    /// The bytes of the document between the brackets.
    pub(super) inner: Range<usize>,
}

pub(super) fn kind<'t>(line: &Line<'t>) -> Kind<'t> {
    let text = line.text;
    let first = text.bytes().next().unwrap_or_default();
    let fence = |length: usize| text.len() >= length && text.bytes().all(|byte| byte == first);
    let found = match first {
        b'/' if fence(4) => Some(Kind::CommentBlock),
        b'/' if text.starts_with("//") && !text.starts_with("///") => Some(Kind::Comment),
        b':' if text != ":===" => attribute(text).map(Kind::Attribute),
        b'[' if is_style(text) => Some(Kind::Style),
        b'.' if fence(4) => Some(Kind::Code),
        b'.' if text.as_bytes().get(1).is_some_and(|next| !matches!(next, b'.' | b' ' | b'\t')) => Some(Kind::Title),
        b'-' | b'+' if fence(4) => Some(Kind::Code),
        b'-' if text == "--" => Some(Kind::Container),
        b'`' if text.starts_with("```") && !text.get(3..).unwrap_or_default().contains('`') => Some(Kind::Code),
        b'=' | b'*' | b'_' if fence(4) => Some(Kind::Container),
        b'=' | b'#' => section(text, first),
        b'|' | b',' | b':' | b'!' if text.len() > 3 && text.get(1..) == Some("===") => Some(Kind::Table(first as char)),
        b'\'' if fence(3) => Some(Kind::Break),
        b'<' if fence(3) => Some(Kind::Break),
        b'-' | b'*' if matches!(text, "---" | "- - -" | "***" | "* * *") => Some(Kind::Break),
        _ => None,
    };
    found
        .or_else(|| block_macro(line))
        .or_else(|| item(line.bare()))
        .or_else(|| term(line.bare()))
        .unwrap_or(Kind::Text)
}

fn attribute(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(':')?;
    let close = inner.find(':')?;
    let name = inner.get(..close)?;
    let plain = name.trim_start_matches('!').trim_end_matches('!');
    let valid = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let behind = inner.get(close + 1..)?;
    (!plain.is_empty() && plain.chars().all(valid) && (behind.is_empty() || behind.starts_with([' ', '\t'])))
        .then_some(name)
}

/// A line of attributes: `[source,ruby]`, `[[id]]`, `[.role]`. A text in brackets is none.
fn is_style(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let first = inner.chars().next();
    let opens =
        first.is_none_or(|c| c.is_alphanumeric() || matches!(c, '.' | '#' | '"' | '\'' | ',' | '%' | '[' | '_' | '{'));
    let words = inner.split([',', '"', '=']).next().unwrap_or_default();
    opens && (words.split_whitespace().count() < 4 || inner.starts_with("[")) && !inner.contains("](")
}

fn section(text: &str, sign: u8) -> Option<Kind<'_>> {
    let length = text.bytes().take_while(|byte| *byte == sign).count();
    let title = text.get(length..)?;
    let level = u8::try_from(length).ok().filter(|level| *level < 7)?;
    (title.starts_with([' ', '\t']) && !title.trim().is_empty()).then_some(Kind::Section(level, length))
}

/// The level of the title that stands over a line.
pub(super) fn underline(text: &str) -> Option<u8> {
    let sign = text.bytes().next()?;
    let level = b"=-~^+".iter().position(|known| *known == sign)?;
    (text.len() > 1 && text.bytes().all(|byte| byte == sign)).then_some(())?;
    u8::try_from(level + 1).ok()
}

fn block_macro<'t>(line: &Line<'t>) -> Option<Kind<'t>> {
    let text = line.text;
    let colons = text.find("::")?;
    let name = text.get(..colons)?;
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || !name.chars().all(valid) {
        return None;
    }
    let rest = text.get(colons + 2..)?;
    let open = rest.find('[')?;
    let inner = rest.strip_suffix(']')?.get(open + 1..)?;
    if rest.get(..open)?.starts_with(' ') {
        return None;
    }
    let start = line.start + colons + 2 + open + 1;
    let inner = start..start + inner.len();
    Some(match name {
        "ifdef" | "ifndef" => Kind::Conditional(Some(inner).filter(|inner| !inner.is_empty())),
        "ifeval" | "endif" | "include" => Kind::Conditional(None),
        _ => Kind::Macro(Macro { name, inner }),
    })
}

fn item(bare: &str) -> Option<Kind<'_>> {
    let first = bare.bytes().next()?;
    let run = bare.bytes().take_while(|byte| *byte == first).count();
    let length = match first {
        b'*' | b'.' if run <= 6 => run,
        b'-' => 1,
        b'0'..=b'9' => bare.bytes().take_while(u8::is_ascii_digit).count() + 1,
        b'a'..=b'z' | b'A'..=b'Z' if bare.as_bytes().get(1) == Some(&b'.') => 2,
        b'<' => bare.find('>')? + 1,
        0xe2 if bare.starts_with('•') => '•'.len_utf8(),
        _ => return None,
    };
    let sign = bare.get(..length)?;
    let valid = match first {
        b'0'..=b'9' => sign.ends_with('.'),
        b'<' => sign.len() > 2 && sign.bytes().all(|byte| byte.is_ascii_digit() || b"<>.".contains(&byte)),
        _ => true,
    };
    let rest = bare.get(length..)?;
    (valid && rest.starts_with([' ', '\t']) && !rest.trim().is_empty()).then_some(Kind::Item(length))
}

fn term(bare: &str) -> Option<Kind<'_>> {
    let mut from = 0;
    while let Some(found) = bare.get(from..)?.find([':', ';']) {
        let at = from + found;
        let rest = bare.get(at..)?;
        let sign = rest.as_bytes().first()?;
        let run = rest.bytes().take_while(|byte| byte == sign).count();
        let behind = rest.get(run..)?;
        let fits = if *sign == b':' { (2..=4).contains(&run) } else { run == 2 };
        if fits && at > 0 && (behind.is_empty() || behind.starts_with([' ', '\t'])) {
            return Some(Kind::Term(at, at + run));
        }
        from = at + run;
    }
    None
}
