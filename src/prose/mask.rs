//! What is hidden from a parser: template tags, and whatever else a format's reader finds.
//!
//! Hidden bytes are replaced one for one, so that every offset stays as it is. Line ends and what
//! opens the next line are kept.

use std::borrow::Cow;
use std::ops::Range;

/// A text with stretches hidden.
pub(super) struct Masked<'t> {
    pub(super) text: Cow<'t, str>,
    /// What is hidden, in order, without overlaps.
    pub(super) ranges: Vec<Range<usize>>,
}

/// Opening and closing signs of template tags (Liquid, Jinja, Handlebars, Hugo, ERB, kramdown).
const TAGS: [(&str, &str); 7] =
    [("{{", "}}"), ("{%", "%}"), ("{# ", "#}"), ("${", "}"), ("<%", "%>"), ("{: ", "}"), ("{:.", "}")];
/// Paired tags whose content is code or is not shown.
const PAIRS: [&str; 3] = ["highlight", "comment", "code"];
/// Longer than this no tag is; what looks like one was never closed.
const LONGEST: usize = 4000;

impl Masked<'_> {
    /// Hides more.
    pub(super) fn hide(&mut self, ranges: Vec<Range<usize>>) {
        if ranges.is_empty() {
            return;
        }
        self.add(ranges);
        let text = mask(&self.text, &self.ranges);
        self.text = Cow::Owned(text);
    }

    /// Keeps the ranges in order and without overlaps.
    pub(super) fn add(&mut self, ranges: impl IntoIterator<Item = Range<usize>>) {
        self.ranges.extend(ranges);
        self.ranges.sort_by_key(|range| range.start);
        self.ranges.dedup_by(|next, last| {
            let overlap = next.start < last.end;
            if overlap {
                last.end = last.end.max(next.end);
            }
            overlap
        });
    }
}

/// Hides the template tags of `text` from the byte `from` on.
pub(super) fn templates(text: &str, from: usize) -> Masked<'_> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = from;
    let mut unclosed = Vec::new();
    let bytes = text.as_bytes();
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'{', b'<', rest)) {
        at += found;
        // `${` begins before its brace.
        let start = if at > from && bytes.get(at - 1) == Some(&b'$') { at - 1 } else { at };
        match tag_end(text, start).or_else(|| tag_end(text, at)) {
            Some(end) => {
                let end = pair_end(text, at, end, &mut unclosed).unwrap_or(end);
                ranges.push(start..end);
                at = end;
            }
            None => at += 1,
        }
    }
    let masked = if ranges.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(mask(text, &ranges)) };
    Masked { text: masked, ranges }
}

/// Where the template tag that begins at `start` ends, if one does.
fn tag_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let (open, close) = TAGS.into_iter().find(|(open, _)| rest.starts_with(open))?;
    let window = text.as_bytes().get(start + open.len()..(start + LONGEST).min(text.len()))?;
    let length = memchr::memmem::find(window, close.as_bytes())?;
    let inner = window.get(..length)?;
    let one_line = matches!(open, "${" | "{: " | "{:.");
    let broken = memchr::memmem::find(inner, b"```").is_some()
        || memchr::memmem::find(inner, b"~~~").is_some()
        || (one_line && memchr::memchr2(b'\n', b'\r', inner).is_some())
        || has_blank_line(inner);
    (!broken).then_some(start + open.len() + length + close.len())
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

/// Where the closing tag ends, for a tag at `start..end` whose content is hidden with it.
/// `unclosed` holds the names that have no closing tag from here on.
fn pair_end(text: &str, start: usize, end: usize, unclosed: &mut Vec<&'static str>) -> Option<usize> {
    let tag = text.get(start..end)?;
    let inner = tag.strip_prefix("{%").or_else(|| tag.strip_prefix("{{<")).or_else(|| tag.strip_prefix("{{%"))?;
    let name = inner.trim_start_matches(['-', ' ']).split([' ', '%', '>', '-']).next()?;
    let name = PAIRS.into_iter().find(|pair| *pair == name && !unclosed.contains(pair))?;
    let rest = text.get(end..)?;
    let closing = [format!("end{name}"), format!("/{name}"), format!("/ {name}")];
    let found = rest.match_indices(name).find_map(|(at, _)| {
        let before = rest.get(..at + name.len())?;
        closing.iter().any(|closing| before.ends_with(closing.as_str())).then_some(at)
    });
    let Some(found) = found else {
        unclosed.push(name);
        return None;
    };
    let close = rest.get(found..)?.find('}')?;
    Some(end + found + close + 1)
}

fn mask(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in ranges.iter().filter(|range| range.end > range.start) {
        if range.start < done {
            continue;
        }
        out.push_str(text.get(done..range.start).unwrap_or_default());
        let mut line_start = false;
        for byte in text.as_bytes().get(range.clone()).unwrap_or_default() {
            let keep = matches!(byte, b'\n' | b'\r') || (line_start && matches!(byte, b' ' | b'\t' | b'>'));
            line_start = keep;
            out.push(if keep { char::from(*byte) } else { 'x' });
        }
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            let masked = templates(text, 0);
            let found: Vec<&str> = masked.ranges.iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(found, hidden, "{text}");
            assert_eq!(masked.text.len(), text.len(), "{text}");
        }
    }
}
