//! The tags of template languages: where they stand, and which of them are comments.

use std::ops::Range;

use super::directives;
use crate::prose::Format;
use crate::prose::mask::Masked;

/// What a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
}

/// How far from its opening sign the closing sign of a tag may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Line,
    Paragraph,
    /// Anywhere in a template; in Markdown in the same paragraph.
    Document,
    /// The same, and the end of a template closes it.
    End,
}

/// The signs of tags, longer ones before those they begin with (Jinja, Liquid, Twig, Handlebars, Blade, ERB, EJS,
/// Hugo, PHP, kramdown).
const SIGNS: &[(&str, &str, Kind, Reach)] = &[
    ("{{!--", "--}}", Kind::Comment, Reach::Document),
    ("{{--", "--}}", Kind::Comment, Reach::Document),
    ("{{/*", "*/}}", Kind::Comment, Reach::Document),
    ("{{- /*", "*/ -}}", Kind::Comment, Reach::Document),
    ("{{! ", "}}", Kind::Comment, Reach::Paragraph),
    ("{{{", "}}}", Kind::Code, Reach::Paragraph),
    ("{{", "}}", Kind::Code, Reach::Paragraph),
    ("{% #", "%}", Kind::Comment, Reach::Document),
    ("{%- #", "%}", Kind::Comment, Reach::Document),
    ("{%", "%}", Kind::Code, Reach::Document),
    ("{# ", "#}", Kind::Comment, Reach::Document),
    ("{#-", "#}", Kind::Comment, Reach::Document),
    ("{#\n", "#}", Kind::Comment, Reach::Document),
    ("{#\r", "#}", Kind::Comment, Reach::Document),
    ("{!!", "!!}", Kind::Code, Reach::Paragraph),
    ("${", "}", Kind::Code, Reach::Line),
    ("<%#", "%>", Kind::Comment, Reach::Document),
    ("<%!--", "--%>", Kind::Comment, Reach::Document),
    ("<%--", "--%>", Kind::Comment, Reach::Document),
    ("<%", "%>", Kind::Code, Reach::Document),
    ("<?php", "?>", Kind::Code, Reach::End),
    ("<?=", "?>", Kind::Code, Reach::End),
    ("{: ", "}", Kind::Code, Reach::Line),
    ("{:.", "}", Kind::Code, Reach::Line),
];
/// Paired tags whose content is code or is not shown.
const PAIRS: [&str; 7] = ["highlight", "comment", "code", "schema", "javascript", "stylesheet", "style"];
/// Longer than this is no tag that has to end in its paragraph; what looks like one was never closed.
pub(in crate::prose) const LONGEST: usize = 4000;

/// What the tags stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::prose) enum Host {
    /// Text in which the signs may be meant as they are: a tag ends in its paragraph.
    Markdown,
    /// The same in a format that knows nothing of kramdown's attributes.
    Text,
    /// Markup that is made of braces, percent signs and dollars: a tag ends in its line, and white space stands in it.
    Braces,
    /// A template.
    Template,
}

impl Host {
    /// Whether a tag may begin so there.
    fn knows(self, open: &str) -> bool {
        match self {
            Self::Markdown | Self::Template => true,
            Self::Text => !open.starts_with("{:"),
            Self::Braces => !matches!(open.as_bytes(), [b'{', b':', ..] | [b'$', ..]),
        }
    }
}

/// A comment of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::prose) struct Comment {
    /// Its bytes, signs included.
    pub(in crate::prose) range: Range<usize>,
    /// The bytes between the signs.
    pub(in crate::prose) inner: Range<usize>,
}

/// What was found in a text.
pub(in crate::prose) struct Tags<'t> {
    /// The text without them.
    pub(in crate::prose) masked: Masked<'t>,
    /// The comments among them.
    pub(in crate::prose) comments: Vec<Comment>,
    /// What stands between tags that say what it is written in: `{% schema %}`.
    pub(in crate::prose) code: Vec<(Range<usize>, Format)>,
    /// Those that stand for no text of their own, in order.
    pub(in crate::prose) gone: Vec<Range<usize>>,
}

/// What tags begin with.
pub(in crate::prose) fn signs() -> impl Iterator<Item = &'static str> {
    SIGNS.iter().map(|(sign, ..)| *sign)
}

/// Finds the template tags of `text` from the byte `from` on.
pub(in crate::prose) fn find(text: &str, from: usize, host: Host) -> Tags<'_> {
    let (ranges, comments, code, missing) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut finder = Finder { text, host, ranges, comments, code, missing };
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'{', b'<', rest)) {
        at += found;
        at = finder.tag(at, from).unwrap_or(at + 1);
    }
    let statements: Vec<Range<usize>> =
        finder.ranges.iter().filter(|range| is_statement(text, range)).cloned().collect();
    let mut masked = Masked::new(text, finder.ranges);
    if host == Host::Template {
        masked.part(&statements);
        let directives = directives::find(&masked.text, from);
        masked.hide(directives);
        name_components(&mut masked);
    }
    Tags { masked, comments: finder.comments, code: finder.code, gone: statements }
}

/// Writes the tags of Phoenix's components, `<.header>`, so that they are known as tags.
fn name_components(masked: &mut Masked<'_>) {
    let is_name = |at: usize, text: &str| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_lowercase);
    let signs = ["<.", "</."];
    let found: Vec<usize> = signs
        .iter()
        .flat_map(|sign| masked.text.match_indices(sign).map(|(at, sign)| at + sign.len() - 1))
        .filter(|at| is_name(*at, &masked.text))
        .collect();
    if !found.is_empty() {
        let mut bytes = masked.text.as_bytes().to_vec();
        found.iter().for_each(|at| bytes.iter_mut().skip(*at).take(1).for_each(|byte| *byte = b'x'));
        masked.text = String::from_utf8(bytes).map_or_else(|_| masked.text.clone(), Into::into);
    }
}

/// Whether a tag stands for no text of its own, so that what stands beside it is another word.
fn is_statement(text: &str, tag: &Range<usize>) -> bool {
    let tag = text.get(tag.clone()).unwrap_or_default();
    ["{%", "{#", "<% ", "<%-", "<%\n", "<%#", "<?php", "{{#", "{{/", "{{^", "{{!", "{{--", "{{else"]
        .iter()
        .any(|open| tag.starts_with(open))
}

/// Whether a tag stands between two texts of which one is shown: `{% else %}`, `{{else}}`, `<% elsif x %>`, `{:else}`.
pub(in crate::prose) fn is_alternative(tag: &str) -> bool {
    let word = tag.trim_start_matches(['{', '<', '%', '#', '-', '~', '=', ':', '@', ' ', '}']);
    let word = word.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    tag.starts_with("{{^") || matches!(word, "else" | "elif" | "elsif" | "elseif" | "when" | "case" | "plural")
}

struct Finder<'t> {
    text: &'t str,
    host: Host,
    ranges: Vec<Range<usize>>,
    comments: Vec<Comment>,
    code: Vec<(Range<usize>, Format)>,
    /// Closing signs and names of which there is none from here on.
    missing: Vec<&'static str>,
}

impl Finder<'_> {
    /// Hides the tag whose brace or angle bracket stands at `at`, and answers where it ends.
    fn tag(&mut self, at: usize, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let next = bytes.get(at + 1)?;
        // `${` begins before its brace.
        let dollar = at > from && bytes.get(at - 1) == Some(&b'$');
        let promising = if bytes.get(at) == Some(&b'<') {
            matches!(next, b'%' | b'?')
        } else {
            dollar || matches!(next, b'{' | b'%' | b'#' | b'!' | b':')
        };
        if !promising {
            return None;
        }
        let dollar = if dollar { self.single(at - 1).map(|found| (at - 1, found)) } else { None };
        let (start, (kind, inner, end)) = dollar.or_else(|| Some((at, self.single(at)?)))?;
        if let Some((kind, inner, end)) = self.pair(start, end) {
            self.push(start..end, inner, kind);
            return Some(end);
        }
        self.push(start..end, inner, kind);
        Some(end)
    }

    fn push(&mut self, range: Range<usize>, inner: Range<usize>, kind: Kind) {
        if kind == Kind::Comment {
            let written = self.text.get(inner.clone()).unwrap_or_default();
            let bare = written.trim_end_matches('-');
            let lead = bare.len() - bare.trim_start_matches('-').len();
            self.comments
                .push(Comment { range: range.clone(), inner: inner.start + lead..inner.start + bare.len().max(lead) });
        }
        self.ranges.push(range);
    }

    /// The tag that begins at `start`: what it is, what stands between its signs, and where it ends.
    fn single(&mut self, start: usize) -> Option<(Kind, Range<usize>, usize)> {
        let rest = self.text.get(start..)?;
        let (open, close, kind, reach) = *SIGNS.iter().find(|(open, ..)| rest.starts_with(open))?;
        if !self.host.knows(open) {
            return None;
        }
        let reach = if self.host == Host::Braces { Reach::Line } else { reach };
        let from = start + open.len();
        let far = self.host == Host::Template && matches!(reach, Reach::Document | Reach::End);
        if far {
            let bytes = self.text.as_bytes().get(from..)?;
            let length =
                if self.missing.contains(&close) { None } else { memchr::memmem::find(bytes, close.as_bytes()) };
            if let Some(length) = length {
                if kind == Kind::Code && reach == Reach::Document && opens_again(bytes.get(..length)?, open) {
                    return self.half(kind, from);
                }
                return Some((kind, from..from + length, from + length + close.len()));
            }
            if !self.missing.contains(&close) {
                self.missing.push(close);
            }
            let end = self.text.len();
            return if reach == Reach::End { Some((kind, from..end, end)) } else { self.half(kind, from) };
        }
        let window = self.text.as_bytes().get(from..(start + LONGEST).min(self.text.len()))?;
        let half = if reach == Reach::Paragraph { self.half(kind, from) } else { None };
        let Some(length) = memchr::memmem::find(window, close.as_bytes()) else { return half };
        let inner = window.get(..length)?;
        if self.host == Host::Braces && !is_set_apart(inner) {
            return None;
        }
        let fenced = || [&b"```"[..], b"~~~"].iter().any(|fence| memchr::memmem::find(inner, fence).is_some());
        let broken = (self.host != Host::Template && fenced())
            || (reach == Reach::Line && memchr::memchr2(b'\n', b'\r', inner).is_some())
            || (self.host == Host::Template && opens_again(inner, open))
            || has_blank_line(inner);
        if broken { half } else { Some((kind, from..from + length, from + length + close.len())) }
    }

    /// What of a tag of a template is code that is never closed: the rest of its line, up to a tag of HTML.
    fn half(&self, kind: Kind, from: usize) -> Option<(Kind, Range<usize>, usize)> {
        let rest = self.text.as_bytes().get(from..).filter(|_| self.host == Host::Template && kind == Kind::Code)?;
        let end = from + memchr::memchr3(b'<', b'\n', b'\r', rest).unwrap_or(rest.len());
        Some((kind, from..end, end))
    }

    /// The same for a tag at `start..end` whose content is hidden with it.
    fn pair(&mut self, start: usize, end: usize) -> Option<(Kind, Range<usize>, usize)> {
        let tag = self.text.get(start..end)?;
        let inner = tag.strip_prefix("{%").or_else(|| tag.strip_prefix("{{<"))?;
        let name = inner.trim_start_matches(['-', ' ', '%']).split([' ', '%', '>', '-', '\n']).next()?;
        let name = PAIRS.into_iter().find(|pair| *pair == name && !self.missing.contains(pair))?;
        let rest = self.text.get(end..)?;
        let closing = [format!("end{name}"), format!("/{name}"), format!("/ {name}")];
        let found = memchr::memmem::find_iter(rest.as_bytes(), name.as_bytes()).find(|at| {
            let before = rest.get(..at + name.len()).unwrap_or_default();
            closing.iter().any(|closing| before.ends_with(closing.as_str()))
        });
        let Some(found) = found else {
            self.missing.push(name);
            return None;
        };
        let opens = rest.get(..found)?.rfind('{')?;
        let close = rest.get(found..)?.find('}')?;
        let kind = if name == "comment" { Kind::Comment } else { Kind::Code };
        let format = match name {
            "schema" => Some(Format::Json),
            "javascript" => Some(Format::JavaScript),
            "stylesheet" | "style" => Some(Format::Scss),
            _ => None,
        };
        self.code.extend(format.map(|format| (end..end + opens, format)));
        Some((kind, end..end + opens, end + found + close + 1))
    }
}

/// Whether what stands in a tag stands apart from its signs and is no TeX, as those write it who mean a tag.
fn is_set_apart(inner: &[u8]) -> bool {
    let is_edge = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b' ' | b'-' | b'='));
    is_edge(inner.first()) && is_edge(inner.last()) && memchr::memchr(b'\\', inner).is_none()
}

/// Whether another tag opens in a further line of what stands in one: it was never closed.
fn opens_again(inner: &[u8], open: &str) -> bool {
    let sign = open.as_bytes().get(..2).unwrap_or_default();
    let lines = memchr::memchr(b'\n', inner).and_then(|line_end| inner.get(line_end..));
    lines.is_some_and(|lines| memchr::memmem::find(lines, sign).is_some())
}

fn has_blank_line(inner: &[u8]) -> bool {
    let mut blank = false;
    for byte in inner {
        match byte {
            b'\n' if blank => return true,
            b'\n' => blank = true,
            b' ' | b'\t' | b'\r' | b'>' => {}
            _ => blank = false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_is_not_closed_ends_where_another_opens() {
        for (text, hidden) in [
            ("<h1>{{ a </h1>\n<p>b</p> {{ c }}", vec!["{{ a ", "{{ c }}"]),
            ("{% if a\n<li>b</li>\n{% endif %}", vec!["{% if a", "{% endif %}"]),
            ("<% if a\n<p>b</p>\n<%= c %>", vec!["<% if a", "<%= c %>"]),
            ("{{ a(\n  b,\n) }}", vec!["{{ a(\n  b,\n) }}"]),
        ] {
            let masked = find(text, 0, Host::Template).masked;
            let found: Vec<&str> = masked.ranges.iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(found, hidden, "{text}");
        }
    }

    #[test]
    fn template_tags_are_hidden_and_nothing_else() {
        for (text, hidden) in [
            ("a {{ page.client }} b", vec!["{{ page.client }}"]),
            ("{% include x.html %}\n{% endif %}", vec!["{% include x.html %}", "{% endif %}"]),
            ("{{< figure\n src=\"x\" >}} {{% note %}}", vec!["{{< figure\n src=\"x\" >}}", "{{% note %}}"]),
            ("# A {#id} {.x}\n{: .lead}", vec!["{: .lead}"]),
            ("dear ${client}, <%= client %>", vec!["${client}", "<%= client %>"]),
            ("{{ never closed\n\nour words }}", vec![]),
            ("{{ a\n```\nb }}", vec![]),
            (
                "{% highlight rb %}\n# x\n\ny\n{% endhighlight %} z",
                vec!["{% highlight rb %}\n# x\n\ny\n{% endhighlight %}"],
            ),
            ("{% raw %}a{% endraw %}", vec!["{% raw %}", "{% endraw %}"]),
            (
                "{# a\nb #} {#- c -#} {{!-- d --}} {{-- e --}} <%# f %> {{/* g */}}",
                vec!["{# a\nb #}", "{#- c -#}", "{{!-- d --}}", "{{-- e --}}", "<%# f %>", "{{/* g */}}"],
            ),
            ("{{{ a }}} {!! b !!} <% c\n\nd %>", vec!["{{{ a }}}", "{!! b !!}"]),
        ] {
            let masked = find(text, 0, Host::Markdown).masked;
            let found: Vec<&str> = masked.ranges.iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(found, hidden, "{text}");
            assert_eq!(masked.text.len(), text.len(), "{text}");
        }
    }
}
