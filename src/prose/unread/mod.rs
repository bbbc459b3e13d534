//! What nobody reads as words although no markup says so: URLs, mail addresses, paths, identifiers,
//! placeholders, and the leftovers of links whose target is not there.
//!
//! Works on the text of one block as a reader sees it.

mod urls;

use std::ops::Range;

use self::urls::Urls;
use super::document::Run;

/// How far the end of what a sign begins is looked for, in bytes.
const NEAR: usize = 300;

/// Where the text comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Markup {
    /// Text without markup: a backtick may be a quotation mark.
    Plain,
    /// Markdown whose code spans the parser has found: a backtick that is left was escaped.
    Parsed,
    /// What a Markdown parser does not look into: comments, HTML, front matter.
    #[default]
    Marked,
}

/// Marks the runs of `text` that are not read.
pub(super) fn mark(text: &str, markup: Markup, runs: &mut Vec<Run>) {
    let mut found = find(text, markup);
    found.retain(|range| !range.is_empty());
    if !found.is_empty() {
        found.sort_by_key(|range| (range.start, range.end));
        apply(&found, runs);
    }
}

/// What is not read, as each sign in the text tells.
fn find(text: &str, markup: Markup) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut found, mut urls) = (Vec::new(), Urls::default());
    let (mut next, mut suspected, mut tick) = (0, 0, None);
    while let Some((at, sign)) = sign_from(bytes, next) {
        next = at + 1;
        match sign {
            b']' => found.extend(bracket(text, at).into_iter().chain(wiki_link(bytes, at))),
            b'{' => found.extend(bracket(text, at)),
            b'(' => found.extend(bracket(text, at).into_iter().chain(call(bytes, at))),
            b'<' if markup != Markup::Plain => found.extend(tag(text, at)),
            // Code spans that the format does not know: in comments and between HTML tags.
            b'`' if markup == Markup::Marked => match tick.take() {
                None => tick = Some(at),
                Some(start) => found.push(start..at + 1),
            },
            b'<' | b'`' => {}
            b';' => found.extend(entity(bytes, at)),
            _ => {
                found.extend(urls.at(text, at));
                // The full stop of a sentence is the most frequent sign, and the least suspicious.
                if at >= suspected && bytes.get(at + 1).is_some_and(|byte| is_of_word(*byte)) {
                    let word = word_around(bytes, at);
                    suspected = word.end;
                    let word = trimmed(text, word);
                    found.extend(Some(word).filter(|word| is_code(text.get(word.clone()).unwrap_or_default())));
                }
            }
        }
    }
    found
}

/// Marks what is found, splitting runs where one ends inside.
fn apply(found: &[Range<usize>], runs: &mut Vec<Run>) {
    let mut out: Vec<Run> = Vec::with_capacity(runs.len() + 2 * found.len());
    let mut next = 0;
    for run in runs.drain(..) {
        while found.get(next).is_some_and(|range| range.end <= run.range.start) {
            next += 1;
        }
        let mut rest = run;
        for range in found.iter().skip(next) {
            if range.start >= rest.range.end || rest.range.is_empty() {
                break;
            }
            if range.end <= rest.range.start {
                continue;
            }
            if !rest.is_exact() {
                rest.style.code = true;
                break;
            }
            let (before, after) = split(rest, range.start);
            let (mut inside, after) = split(after, range.end);
            inside.style.code = true;
            out.extend([before, inside].into_iter().filter(|run| !run.range.is_empty()));
            rest = after;
        }
        if !rest.range.is_empty() {
            out.push(rest);
        }
    }
    *runs = out;
}

/// Cuts an exact run at the byte `at` of the text.
fn split(run: Run, at: usize) -> (Run, Run) {
    let at = at.clamp(run.range.start, run.range.end);
    let middle = run.source.start + (at - run.range.start);
    (
        Run { range: run.range.start..at, source: run.source.start..middle, style: run.style },
        Run { range: at..run.range.end, source: middle..run.source.end, style: run.style },
    )
}

/// The destination or label of a link that was not understood, a placeholder or an attribute list.
fn bracket(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let one_line = |inner: &[u8]| !inner.contains(&b'\n');
    let one_word = |inner: &[u8]| !inner.iter().any(u8::is_ascii_whitespace);
    match rest.as_bytes() {
        [b']', b'(', ..] => closing(rest, 2, b')', one_line).map(|end| at + 2..at + end),
        [b']', b'[', ..] => closing(rest, 2, b']', one_line).map(|end| at + 2..at + end),
        [b'(', b'#', ..] => closing(rest, 1, b')', one_word).map(|end| at..at + end + 1),
        [b'{', b'.' | b'#' | b':', ..] => closing(rest, 1, b'}', |_| true).map(|end| at..at + end + 1),
        [b'{', ..] => closing(rest, 1, b'}', one_word).map(|end| at..at + end + 1),
        _ => None,
    }
}

/// The target in `[[target]]` and `[[target|label]]`, the links of wikis; it is found by its name.
fn wiki_link(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    bytes.get(at + 1).filter(|next| **next == b']')?;
    let window = bytes.get(at.saturating_sub(NEAR)..at)?;
    let length = memchr::memrchr3(b'[', b']', b'\n', window).map(|open| window.len() - open - 1)?;
    let inner = bytes.get(at - length..at)?;
    let opens = bytes.get(..at - length)?.ends_with(b"[[");
    let start = at - length - 2 * usize::from(opens);
    let end = memchr::memchr(b'|', inner).map_or(at + 2, |bar| at - length + bar + 1);
    opens.then_some(start..end)
}

/// Where `close` stands after the first `from` bytes, if it is near and what stands before it pleases.
fn closing(rest: &str, from: usize, close: u8, pleases: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let window = rest.as_bytes().get(from..rest.len().min(NEAR))?;
    let length = memchr::memchr(close, window)?;
    window.get(..length).filter(|inner| !inner.is_empty() && pleases(inner))?;
    Some(from + length)
}

/// The name of a function that is called: `client()`.
fn call(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let before = bytes.get(..at).filter(|_| bytes.get(at + 1) == Some(&b')'))?;
    let length = before.iter().rev().take_while(|byte| class(**byte) == Class::Inside && byte.is_ascii()).count();
    Some(at - length..at)
}

/// A tag that is shown as it is written: in comments, and escaped in a text.
fn tag(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    rest.as_bytes().get(1).filter(|byte| byte.is_ascii_alphabetic() || **byte == b'/')?;
    closing(rest, 1, b'>', |inner| !inner.contains(&b'<')).map(|end| at..at + end + 1)
}

/// An entity that a document declares for itself, `&client;`, before the semicolon at `at`.
fn entity(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 64;
    let before = bytes.get(..at)?;
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let name = before.iter().rev().take(LONGEST).take_while(|byte| is_of_name(byte)).count();
    let start = at.checked_sub(name + 1)?;
    let is_name = before.get(start) == Some(&b'&') && before.get(start + 1).is_some_and(u8::is_ascii_alphabetic);
    is_name.then_some(start..at + 1)
}

/// What a byte can be in a path or identifier.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// It ends a word.
    Outside,
    /// It ends a word, and something that is not read may begin or end with it.
    Mark,
    /// It makes a word suspicious.
    Sign,
    /// It stands in words of every kind.
    Inside,
}

/// The class of every byte; this is asked of every byte of every text.
static CLASSES: [Class; 256] = {
    let mut classes = [Class::Outside; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "at compile time, below 256")]
        {
            classes[byte] = match byte as u8 {
                b'.' | b'/' | b'\\' | b':' | b'@' | b'$' | b'%' | b'=' | b'#' | b'-' => Class::Sign,
                b'_' | b'~' | b'&' | b'?' | b'+' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => Class::Inside,
                b']' | b'{' | b'(' | b'<' | b'`' | b';' => Class::Mark,
                _ => Class::Outside,
            };
        }
        byte += 1;
    }
    classes
};

#[inline]
fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Outside)
}

#[inline]
fn is_sign(byte: u8) -> bool {
    matches!(class(byte), Class::Mark | Class::Sign)
}

#[inline]
fn is_of_word(byte: u8) -> bool {
    matches!(class(byte), Class::Sign | Class::Inside)
}

/// So many bytes are looked at together: a look at each without a stop on the way costs least.
const CHUNK: usize = 8;

/// The first sign from the byte `at` on.
#[inline]
fn sign_from(bytes: &[u8], mut at: usize) -> Option<(usize, u8)> {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>)
        && !chunk.iter().fold(false, |any, byte| any | is_sign(*byte))
    {
        at += CHUNK;
    }
    let rest = bytes.get(at..)?;
    rest.iter().enumerate().find(|(_, byte)| is_sign(**byte)).map(|(next, byte)| (at + next, *byte))
}

/// The word that the sign at `at` stands in.
fn word_around(bytes: &[u8], at: usize) -> Range<usize> {
    let (before, behind) = bytes.split_at_checked(at).unwrap_or_default();
    let before = before.iter().rev().take_while(|byte| is_of_word(**byte)).count();
    at - before..at + behind.iter().take_while(|byte| is_of_word(**byte)).count()
}

/// A word without what stands around it in a sentence.
fn trimmed(text: &str, word: Range<usize>) -> Range<usize> {
    let token = text.get(word.clone()).unwrap_or_default();
    let trimmed = token.trim_end_matches(['.', ':', '?', '=', '&', '+', '…', '’', '”', '—', '–']);
    let lead = trimmed.len() - trimmed.trim_start_matches(['…', '‘', '“', '—', '–', '&', '+']).len();
    word.start + lead..word.start + trimmed.len()
}

/// Whether a word is a path, an identifier, an option, a handle or a tag.
fn is_code(word: &str) -> bool {
    let bytes = word.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let sigil = matches!(bytes.first(), Some(b'@' | b'#' | b'$')) && bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
    let option = word.starts_with("--") && bytes.get(2).is_some_and(u8::is_ascii_alphabetic);
    let path = (word.starts_with('/') && letter(1)) || ["./", "../", "~/"].iter().any(|start| word.starts_with(start));
    let variable = bytes.len() > 2 && word.starts_with('%') && word.ends_with('%');
    let between =
        |sign: &str| word.match_indices(sign).any(|(at, _)| at > 0 && letter(at - 1) && letter(at + sign.len()));
    let scheme = between("://");
    let container = word.starts_with(":::");
    sigil
        || container
        || option
        || path
        || variable
        || scheme
        || between("::")
        || between("\\")
        || between("=")
        || is_file(word)
}

/// Whether a word is a dotted name (`gateway.customer`, `clients.csv`) or a path that ends in one or in a slash.
fn is_file(word: &str) -> bool {
    let mut slashes = 0;
    let mut dotted = false;
    for segment in word.split('/') {
        slashes += 1;
        dotted |= is_dotted(segment);
    }
    dotted || (slashes > 2 && word.ends_with('/') && !word.contains("//"))
}

fn is_dotted(segment: &str) -> bool {
    let mut parts = segment.split('.');
    let first = parts.next().unwrap_or_default();
    let mut count = 0;
    let identifier =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    let shouted = first.starts_with(|c: char| c.is_ascii_uppercase());
    // `customers.They` is a missing space, `customers.csv` and `Stripe.Customer` are names.
    let names = |part: &str| identifier(part) && (shouted || !part.starts_with(|c: char| c.is_ascii_uppercase()));
    for part in parts {
        count += 1;
        if !names(part) {
            return false;
        }
    }
    count > 0 && (identifier(first) || first.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::document::Style;

    fn unread(text: &str, markup: Markup) -> Vec<&str> {
        let mut runs = vec![Run { range: 0..text.len(), source: 0..text.len(), style: Style::default() }];
        mark(text, markup, &mut runs);
        let ends: Vec<usize> = runs.iter().map(|run| run.range.end).collect();
        assert_eq!(ends.last(), Some(&text.len()), "{text}");
        runs.iter().filter(|run| run.style.code).map(|run| &text[run.range.clone()]).collect()
    }

    #[test]
    fn code_is_told_from_words() {
        for (text, expected) in [
            ("Ask customers, clients/customers and/or both.", vec![]),
            ("See https://example.com/customers, now.", vec!["https://example.com/customers"]),
            ("Mail customers@example.com.", vec!["customers@example.com"]),
            ("Edit docs/customers.md and ./clients now", vec!["docs/customers.md", "./clients"]),
            ("GET /customers/list or customers.csv", vec!["/customers/list", "customers.csv"]),
            ("Our customers.They left", vec![]),
            ("Our &client; and &our-client.name; pay; AT&T; x & y;", vec!["&client;", "&our-client.name;", "&T;"]),
            ("clients; customers &; &1; client&amp client;", vec![]),
            ("Stripe.Customer and App::Client and App\\Client", vec!["Stripe.Customer", "App::Client", "App\\Client"]),
            (
                "@client #customers $customer --client %client%",
                vec!["@client", "#customers", "$customer", "--client", "%client%"],
            ),
            ("the #1 customer--always, customers...and", vec![]),
            ("call client() and id=client", vec!["client", "id=client"]),
            ("Dear {client}, hi {not this}", vec!["{client}"]),
            ("[customer guide](some where/customers)", vec!["some where/customers"]),
            ("[client guide][client-guide]", vec!["client-guide"]),
            ("see [[Our client]] and ![[our client#invoice]].", vec!["[[Our client]]", "[[our client#invoice]]"]),
            ("[[Know our client|our client pays]]", vec!["[[Know our client|"]),
            ("a [client] [[client\nb]] [[client] ]", vec![]),
            ("Bespoke clients (#bespoke-clients)", vec!["(#bespoke-clients)", "#bespoke-clients"]),
            ("customer-facing, client’s", vec![]),
            ("a `client` here", vec!["`client`"]),
        ] {
            let found = unread(text, Markup::Marked);
            let joined: String = found.concat();
            let mut wanted = expected.clone();
            wanted.dedup_by(|b, a| a.contains(*b));
            assert_eq!(joined, wanted.concat(), "{text}");
        }
    }

    #[test]
    fn backticks_that_are_left_in_a_text_are_no_code() {
        assert!(unread("our `customers' and `clients'", Markup::Plain).is_empty());
        assert!(unread("our `new customers`", Markup::Parsed).is_empty());
    }
}
