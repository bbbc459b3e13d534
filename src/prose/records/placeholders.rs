//! What stands in a message for what is filled in later: `{name}`, `%1$s`, `%{count}`, `:seconds`, `$t(key)`, and the
//! syntax of ICU messages, `{count, plural, one {# item} other {# items}}`, whose texts are read.
//!
//! Works on what a value says, its escapes decoded.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::excerpt::Rewritten;

/// A placeholder stands for a word.
const WORD: Rewritten = Rewritten::Hidden("x");
/// Syntax parts words, and is no indentation, however long.
const SYNTAX: Rewritten = Rewritten::As(" ");

#[expect(clippy::expect_used, reason = "a pattern of ours, used by every test of this room")]
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let patterns = [
        r"\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}",                              // {{ name }}
        r"\{%[^%]*%\}",                                                    // {% if x %}
        r"[$#%@]\{[^{}]*\}",                                               // ${name}, #{name}, %{name}
        r"%\([^()\s]*\)[-#0+]*[0-9.]*[a-zA-Z]",                            // %(name)s
        r"%[0-9]+\$[-#0+,]*[0-9.*]*(?:hh|h|ll|l|q|z|t|j)?[a-zA-Z@]",       // %1$s
        r"%[-#0+,]*[0-9.*]*(?:hh|h|ll|l|q|z|t|j)?(?:@|[sdiufFgGxXcpn]\b)", // %s
        r"%(?:[0-9]+\$)?#@[^@]*@",                                         // %#@count@
        r"%[A-Za-z_][A-Za-z0-9_.-]*%",                                     // %name%
        r"\$[a-z]{1,3}\([^()]*\)",                                         // $t(key)
        r"\$[A-Za-z_][A-Za-z0-9_]*\$?",                                    // $name, $name$
        r"@(?:\.[a-z]+)?:(?:\([^()]*\)|[A-Za-z0-9_.|-]+)",                 // @:key, @.lower:key
        r"</?[0-9]+\s*/?>",                                                // <0>, </0>
    ];
    Regex::new(&patterns.join("|")).expect("the pattern of placeholders")
});

/// How long the name of an argument can be with what tells its kind, in bytes.
const NEAR: usize = 120;

/// What of a text is no text, in order.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Rewritten)> {
    if memchr::memchr3(b'{', b'%', b'$', text.as_bytes()).is_none()
        && memchr::memchr2(b'<', b'@', text.as_bytes()).is_none()
        && memchr::memchr2(b'\'', b':', text.as_bytes()).is_none()
    {
        return Vec::new();
    }
    let mut found: Vec<(Range<usize>, Rewritten)> = PATTERN
        .find_iter(text)
        .map(|found| (found.range(), if found.as_str().starts_with('<') { SYNTAX } else { WORD }))
        .collect();
    messages(text, &mut found);
    colons(text, &mut found);
    quotes(text, &mut found);
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|(range, _)| {
        let apart = range.start >= end && !range.is_empty();
        if apart {
            end = range.end;
        }
        apart
    });
    found
}

/// The braces of ICU messages: placeholders are hidden, of `plural` and `select` all but the texts.
fn messages(text: &str, found: &mut Vec<(Range<usize>, Rewritten)>) {
    /// What an open brace is.
    enum Open {
        /// A placeholder, from here.
        Argument(usize),
        /// A choice between texts, whose syntax begins here.
        Choice(usize),
        /// One of the texts.
        Text,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut chooses = false;
    for at in memchr::memchr2_iter(b'{', b'}', text.as_bytes()) {
        if text.as_bytes().get(at) == Some(&b'{') {
            match open.last_mut() {
                Some(Open::Choice(start)) => {
                    found.push((*start..at + 1, SYNTAX));
                    open.push(Open::Text);
                }
                Some(Open::Argument(_)) => open.push(Open::Argument(at)),
                Some(Open::Text) | None if is_choice(text.get(at..).unwrap_or_default()) => {
                    chooses = true;
                    open.push(Open::Choice(at));
                }
                Some(Open::Text) | None => open.push(Open::Argument(at)),
            }
            continue;
        }
        match open.pop() {
            Some(Open::Argument(start)) => {
                let inner = text.get(start + 1..at).unwrap_or_default();
                if is_argument(inner) {
                    found.push((start..at + 1, WORD));
                }
            }
            Some(Open::Choice(start)) => {
                found.push((start..at + 1, SYNTAX));
                // The text around goes on behind.
            }
            Some(Open::Text) => {
                // What follows up to the next text is syntax again.
                if let Some(Open::Choice(start)) = open.last_mut() {
                    *start = at;
                }
            }
            None => {}
        }
    }
    if chooses {
        // The texts are indented for those who write them.
        found.extend(indentations(text).map(|indentation| (indentation, SYNTAX)));
    }
}

fn indentations(text: &str) -> impl Iterator<Item = Range<usize>> {
    memchr::memchr_iter(b'\n', text.as_bytes()).map(|line_end| {
        let behind = text.as_bytes().iter().skip(line_end + 1);
        line_end + 1..line_end + 1 + behind.take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    })
}

/// Whether a brace opens `{count, plural, …`.
fn is_choice(text: &str) -> bool {
    // The name and the kind stand near, and every brace of a text asks this.
    let near = text.char_indices().nth(NEAR).map_or(text.len(), |(at, _)| at);
    let rest = text.get(1..near).unwrap_or_default();
    let Some((name, rest)) = rest.split_once(',') else { return false };
    let kind = rest.split(',').next().unwrap_or_default().trim();
    is_name(name) && rest.contains(',') && matches!(kind, "plural" | "select" | "selectordinal")
}

/// Whether braces hold the name of an argument, or one with its format: `{day, date, short}`.
fn is_argument(inner: &str) -> bool {
    inner.len() < 2 * NEAR && is_name(inner.split([',', ':', '|']).next().unwrap_or_default())
}

fn is_name(name: &str) -> bool {
    let sign = |c: char| matches!(c, '_' | '.' | '-' | '[' | ']' | '$' | '@');
    let name = name.trim();
    name.len() < NEAR && name.chars().all(|c| c.is_alphanumeric() || sign(c))
}

/// `:seconds`, as Laravel and Rails' SQL write it: a colon before a word and behind none.
fn colons(text: &str, found: &mut Vec<(Range<usize>, Rewritten)>) {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b':', bytes) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let alone = before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b':' && byte.is_ascii());
        let name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let length = bytes.iter().skip(at + 1).take_while(name).count();
        if alone && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            found.push((at..at + 1 + length, WORD));
        }
    }
}

/// `''`, which messages write for an apostrophe.
fn quotes(text: &str, found: &mut Vec<(Range<usize>, Rewritten)>) {
    for (at, _) in text.match_indices("''") {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 2..).unwrap_or_default());
        if letter(before.chars().next_back()) && (letter(after.chars().next()) || after.starts_with(' ')) {
            found.push((at..at + 2, Rewritten::As("'")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with placeholders as `x` and syntax as spaces.
    fn seen(text: &str) -> String {
        let mut out = text.to_owned();
        for (range, change) in find(text).into_iter().rev() {
            let shown = match change {
                Rewritten::Hidden(filler) => filler.repeat(range.len()),
                Rewritten::As(seen) => seen.to_owned(),
            };
            out.replace_range(range, &shown);
        }
        out
    }

    #[test]
    fn placeholders_of_every_kind_are_hidden() {
        for (text, expected) in [
            ("Hi {client}, 5 {0} {a.b[0]}", "Hi xxxxxxxx, 5 xxx xxxxxxxx"),
            ("a {{ client }} b {{{client}}} c", "a xxxxxxxxxxxx b xxxxxxxxxxxx c"),
            ("${client} #{client} %{client} %(client)s", "xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxxx"),
            ("%s of %1$s and %d, %.2f, %@, %lld", "xx of xxxx and xx, xxxx, xx, xxxx"),
            ("100% of customers, 5 % sure", "100% of customers, 5 % sure"),
            ("%client% $t(client.name) @:client.name", "xxxxxxxx xxxxxxxxxxxxxxx xxxxxxxxxxxxx"),
            ("<0>client</0> :client, at 10:30: yes", " client  xxxxxxx, at 10:30: yes"),
            ("{not a client} and {: no", "{not a client} and {: no"),
            ("the client''s and 'client'", "the client's and 'client'"),
            ("{when, date, short}", "xxxxxxxxxxxxxxxxxxx"),
        ] {
            assert_eq!(seen(text), expected, "{text}");
        }
    }

    #[test]
    fn of_a_choice_the_texts_are_read() {
        let words = |text: &str| seen(text).split_whitespace().collect::<Vec<_>>().join(" ");
        for (text, expected) in [
            ("{n, plural, =0{No clients} one{# client} other{# clients}}", "No clients # client # clients"),
            ("Of {n,plural,offset:1 one{a {x} client}other{b}} c", "Of a xxx client b c"),
            (
                "{sex, select, male {his client} other {{n, plural, other {their clients}}}}.",
                "his client their clients .",
            ),
            ("{n, plural, one{broken", "broken"),
            ("a } b { c", "a } b { c"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_found_stands_in_order() {
        let text = "{n, plural, one{%s {x}} other{:y}} $z %{n} {{ {a} }} }}{{";
        let found = find(text);
        assert!(found.windows(2).all(|two| two[0].0.end <= two[1].0.start), "{found:?}");
    }
}
