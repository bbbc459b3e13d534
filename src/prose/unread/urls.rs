//! URLs and mail addresses in running text, by the rules of GitHub's autolink extension: where they
//! begin, and which punctuation at their end is not theirs.

use std::ops::Range;

/// Schemes that stand without `//`.
const SCHEMES: [&[u8]; 4] = [b"mailto", b"xmpp", b"tel", b"urn"];

/// Finds URLs and mail addresses, sign by sign.
#[derive(Default)]
pub(super) struct Urls {
    /// Where the last one with a scheme ends.
    schemes: usize,
    /// The same of those that begin with `www.`.
    names: usize,
}

impl Urls {
    /// The URL or mail address that the sign at the byte `at` tells of. The signs are asked about in order.
    #[inline]
    pub(super) fn at(&mut self, text: &str, at: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        match bytes.get(at)? {
            b':' => self.scheme(text, at),
            b'.' if at > 2 && bytes.get(at - 1) == Some(&b'w') => self.name(text, at - 3),
            b'@' => mail(bytes, at),
            _ => None,
        }
    }

    fn scheme(&mut self, text: &str, at: usize) -> Option<Range<usize>> {
        let (before, after) = (text.as_bytes().get(..at)?, text.as_bytes().get(at + 1..)?);
        if after.starts_with(b"//") {
            let scheme = before.iter().rev();
            let length = scheme.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-')).count();
            if at < self.schemes || length < 2 {
                return None;
            }
            self.schemes = url_end(text, at + 3);
            return Some(at - length..self.schemes);
        }
        let scheme = SCHEMES.iter().find(|scheme| before.ends_with(scheme))?;
        let start = at - scheme.len();
        after.first().filter(|b| b.is_ascii_alphanumeric() || **b == b'+').map(|_| start..url_end(text, start))
    }

    fn name(&mut self, text: &str, at: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        let alone = at == 0 || !bytes.get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
        let named = bytes.get(at..).is_some_and(|rest| rest.starts_with(b"www."));
        if !named || !alone || at < self.names || !bytes.get(at + 4).is_some_and(u8::is_ascii_alphanumeric) {
            return None;
        }
        self.names = url_end(text, at);
        Some(at..self.names)
    }
}

/// Where a URL ends whose text runs on from `at`.
fn url_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    // Typographic quotation marks and dashes belong to the sentence, whatever the rules allow.
    let stop = |c: char| c.is_whitespace() || matches!(c, '<' | '"' | '“' | '”' | '‘' | '’' | '—' | '…' | '`' | '|');
    let mut url = rest.split(stop).next().unwrap_or_default();
    // Each round looks at all of it; no real URL ends in that many brackets.
    for _ in 0..50 {
        let trimmed = url.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'']);
        let unbalanced = |open: char, close: char| {
            trimmed.ends_with(close) && trimmed.matches(close).count() > trimmed.matches(open).count()
        };
        let shorter = if unbalanced('(', ')') || unbalanced('[', ']') || unbalanced('{', '}') {
            trimmed.get(..trimmed.len() - 1).unwrap_or_default()
        } else {
            trimmed
        };
        if shorter.len() == url.len() {
            break;
        }
        url = shorter;
    }
    at + url.len()
}

/// The mail address around the `@` at `at`.
fn mail(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let local = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+');
    let before = bytes.get(..at)?.iter().rev().take_while(local).count();
    let domain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let mut after = bytes.get(at + 1..)?.iter().take_while(domain).count();
    while bytes.get(at + after).is_some_and(|b| matches!(b, b'.' | b'-' | b'_')) && after > 0 {
        after -= 1;
    }
    let dotted = bytes.get(at + 1..at + 1 + after)?.contains(&b'.');
    (before > 0 && dotted).then_some(at - before..at + 1 + after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_where_github_ends_them() {
        for (text, expected) in [
            ("see http://a.b/c.", vec!["http://a.b/c"]),
            ("(see www.client.com/help_(x))", vec!["www.client.com/help_(x)"]),
            ("(www.client.com)", vec!["www.client.com"]),
            ("www.google.com/search?q=client&hl=en, ok", vec!["www.google.com/search?q=client&hl=en"]),
            ("https://a.b/client<br>", vec!["https://a.b/client"]),
            ("**https://a.b/client**", vec!["https://a.b/client"]),
            ("git+ssh://x/client s3://client/x", vec!["git+ssh://x/client", "s3://client/x"]),
            ("mail a.client+x@client-b.co.uk.", vec!["a.client+x@client-b.co.uk"]),
            ("mailto:client@x.org", vec!["mailto:client@x.org", "client@x.org"]),
            ("our client@home", vec![]),
            ("either://", vec!["either://"]),
            ("a://b", vec![]),
            ("“https://a.b/client”—clients", vec!["https://a.b/client"]),
        ] {
            let mut urls = Urls::default();
            let found = (0..text.len()).filter_map(|at| urls.at(text, at));
            let found: Vec<&str> = found.map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
