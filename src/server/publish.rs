//! `textDocument/publishDiagnostics`, written as bytes in one go: a detour over the protocol's values, or over a JSON
//! tree, costs several times as much when there are many.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Serialize;
use tower_lsp::ls_types::{self as lsp, Diagnostic, Uri};

use super::client::Client;
use super::document::Checked;
use super::to_proto::{self, Asked, Positions};
use super::transport::Notification;
use crate::check::Finding;
use crate::policy::{Origin, Severity};
use crate::text::Text;

/// What stands in each diagnostic before and behind the numbers of its range.
const RANGE: [&str; 5] =
    [r#"{"range":{"start":{"line":"#, r#","character":"#, r#"},"end":{"line":"#, r#","character":"#, r#"}},"#];

/// About so many bytes does a diagnostic take.
const USUAL: usize = 400;

#[derive(Serialize)]
struct Params<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    diagnostics: &'a [Diagnostic],
}

/// The body of the notification.
pub(crate) fn diagnostics(uri: &Uri, version: Option<i32>, diagnostics: &[Diagnostic]) -> Vec<u8> {
    let params = Params { uri: uri.as_str(), version, diagnostics };
    let notification = Notification::new("textDocument/publishDiagnostics", params);
    json(&notification)
}

/// The same for what is found in an open document, whose text is also at hand as a rope. Where the findings are is `placed` for
/// the next time.
pub(crate) fn findings(
    uri: &Uri,
    (version, rope): (i32, &Text),
    checked: &Checked,
    client: &Client,
    placed: &mut Placed,
) -> Vec<u8> {
    let (text, rules) = (&checked.text, &checked.rules);
    let (shown, beyond) = to_proto::shown(text, rules, &checked.report, client);
    let mut out = diagnostics(uri, Some(version), beyond.as_slice());
    // The list is what comes last.
    let end = out.split_off(out.iter().rposition(|byte| *byte == b']').unwrap_or(out.len()));
    let (mut asked, mut written) = (Asked::default(), FxHashMap::default());
    let mut positions = Positions::new(text, client.encoding);
    let before = std::mem::replace(placed, Placed { of: rope.clone(), places: Vec::with_capacity(shown.len()) });
    let mut known = before.since(rope, text);
    out.reserve(shown.len() * USUAL);
    for finding in shown {
        if out.last() != Some(&b'[') {
            out.push(b',');
        }
        let range = match known.as_mut().and_then(|known| known.place(&finding.range)) {
            Some(place) => {
                positions.pass(&finding.range, place);
                place
            }
            None => positions.range(finding.range.clone()),
        };
        placed.places.push((finding.range.clone(), range));
        let alike: &mut Vec<Written<'_>> = written.entry(Words::of(finding)).or_default();
        let known = alike.iter().position(|written| written.is_of(finding));
        let known = known.unwrap_or_else(|| {
            let whole = json(&asked.at(lsp::Range::default(), finding, rules, client));
            alike.push(Written { origin: finding.origin.as_ref(), rest: behind_range(whole) });
            alike.len() - 1
        });
        write_range(&mut out, range);
        out.extend_from_slice(alike.get(known).map_or(b"}", |written| &written.rest));
    }
    out.extend(end);
    out
}

/// Where the findings of a text are, in order of place.
#[derive(Debug, Default)]
pub(crate) struct Placed {
    of: Text,
    places: Vec<(Range<usize>, lsp::Range)>,
}

/// Where they are after an edit: before it nothing moves, and from the next line on only by lines.
struct Since<'p> {
    places: &'p [(Range<usize>, lsp::Range)],
    /// Up to here nothing moves.
    head: usize,
    /// From here on all moves by so many bytes and lines.
    tail: usize,
    bytes: isize,
    lines: i64,
}

impl Placed {
    /// What is known of the text that was made of this one; `None` where it is another one.
    fn since(&self, rope: &Text, text: &str) -> Option<Since<'_>> {
        let (head, same) = rope.untouched_since(&self.of)?;
        let behind = text.len().checked_sub(same)?;
        let next_line = memchr::memchr(b'\n', text.as_bytes().get(behind..)?).map_or(text.len(), |at| behind + at + 1);
        let lines = |text: &Text| i64::try_from(text.lines()).ok();
        Some(Since {
            places: &self.places,
            head,
            tail: next_line,
            bytes: text.len().cast_signed() - self.of.len().cast_signed(),
            lines: lines(rope)? - lines(&self.of)?,
        })
    }
}

impl Since<'_> {
    /// The place of a range, which is asked for in order.
    fn place(&mut self, range: &Range<usize>) -> Option<lsp::Range> {
        let (bytes, lines) = match () {
            () if range.end <= self.head => (0, 0),
            () if range.start >= self.tail => (self.bytes, self.lines),
            () => return None,
        };
        let was = range.start.checked_add_signed(-bytes)?..range.end.checked_add_signed(-bytes)?;
        let passed = self.places.iter().take_while(|(known, _)| known.start < was.start).count();
        self.places = self.places.get(passed..)?;
        let (_, place) = self.places.first().filter(|(known, _)| *known == was)?;
        let moved = |line: u32| u32::try_from(i64::from(line) + lines).ok();
        let (start, end) = (place.start, place.end);
        Some(lsp::Range::new(
            lsp::Position::new(moved(start.line)?, start.character),
            lsp::Position::new(moved(end.line)?, end.character),
        ))
    }
}

/// What a diagnostic says, but for its place: the same for many findings of one text.
#[derive(PartialEq, Eq, Hash)]
struct Words<'a> {
    message: &'a str,
    severity: Severity,
    concept: &'a str,
}

impl<'a> Words<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self { message: &finding.message, severity: finding.severity, concept: &finding.concept }
    }
}

/// A diagnostic as it is written.
struct Written<'a> {
    origin: Option<&'a Origin>,
    /// All that follows its range.
    rest: Vec<u8>,
}

impl Written<'_> {
    fn is_of(&self, finding: &Finding) -> bool {
        match (self.origin, &finding.origin) {
            (Some(one), Some(other)) => one.is(other),
            (None, None) => true,
            _ => false,
        }
    }
}

/// What follows the range of a diagnostic that stands at the beginning of its text.
fn behind_range(mut whole: Vec<u8>) -> Vec<u8> {
    let mut range = Vec::new();
    write_range(&mut range, lsp::Range::default());
    whole.drain(..range.len().min(whole.len()));
    whole
}

fn write_range(out: &mut Vec<u8>, range: lsp::Range) {
    let (start, end) = (range.start, range.end);
    let [first, rest @ ..] = RANGE;
    out.extend_from_slice(first.as_bytes());
    let mut digits = itoa::Buffer::new();
    for (number, after) in [start.line, start.character, end.line, end.character].into_iter().zip(rest) {
        out.extend_from_slice(digits.format(number).as_bytes());
        out.extend_from_slice(after.as_bytes());
    }
}

/// Strings and numbers only: there is nothing that could fail to be written.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use proptest::sample::Index;
    use proptest::test_runner::RngSeed;
    use serde_json::{Value, json};

    use super::*;
    use crate::check::check;
    use crate::policy::{Prefer, Rules};
    use crate::prose::Format;

    #[test]
    fn is_what_the_protocol_says() {
        let uri: Uri = "file:///a.md".parse().unwrap();
        let written: Value = serde_json::from_slice(&diagnostics(&uri, Some(3), &[])).unwrap();
        let params = json!({"uri": "file:///a.md", "version": 3, "diagnostics": []});
        assert_eq!(written, json!({"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params}));
    }

    #[test]
    fn findings_are_written_as_their_diagnostics_are() {
        let uri: Uri = "file:///a%5B1%5D.md".parse().unwrap();
        let texts =
            ["", "Nothing.\n", "Our customer.\n", "😀 Customers, “customers” of\r\nour customers'.\rA customer.\n"];
        for (text, most) in texts.into_iter().flat_map(|text| [(text, 1000), (text, 2), (text, 0)]) {
            let rules = Rules { prefer: Prefer::Client, max_diagnostics: most, ..Rules::default() };
            let report = check(text, Format::Markdown, &rules);
            let checked = Checked {
                text: Arc::new(text.to_owned()),
                format: Format::Markdown,
                rules: Arc::new(rules),
                report,
                baseline: None,
            };
            let client = Client::default();
            let whole = to_proto::diagnostics(text, &checked.rules, &checked.report, &client);
            let whole = diagnostics(&uri, Some(7), &whole);
            let written = findings(&uri, (7, &Text::new(text)), &checked, &client, &mut Placed::default());
            assert_eq!(String::from_utf8(written).unwrap(), String::from_utf8(whole).unwrap(), "{text:?} {most}");
        }
    }
    fn checked(text: &str, most: usize) -> Checked {
        let rules = Rules { prefer: Prefer::Client, max_diagnostics: most, ..Rules::default() };
        let report = check(text, Format::PlainText, &rules);
        Checked {
            text: Arc::new(text.to_owned()),
            format: Format::PlainText,
            rules: Arc::new(rules),
            report,
            baseline: None,
        }
    }

    const PIECES: [&str; 8] = ["Our customers", " ", "customer", "\n", "\r\n", "\r", "\u{1f600} a ", "x"];

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 64, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn places_that_are_known_are_those_that_are_looked_for(
            first in prop::collection::vec(0..PIECES.len(), 20..60),
            edits in prop::collection::vec((any::<Index>(), 0..9_usize, 0..PIECES.len(), any::<bool>()), 1..12),
            most in prop::sample::select(vec![1000, 5]),
        ) {
            let uri: Uri = "file:///a.txt".parse().unwrap();
            let mut rope = Text::new(&first.into_iter().map(|piece| PIECES[piece]).collect::<String>());
            let (client, mut placed) = (Client::default(), Placed::default());
            for (at, gone, piece, overtaken) in edits {
                let text = rope.to_string();
                let start = text.floor_char_boundary(at.index(text.len() + 1));
                let end = text.ceil_char_boundary((start + gone).min(text.len()));
                rope.replace(start..end, PIECES[piece]).unwrap();
                if overtaken {
                    continue;
                }
                let checked = checked(&rope.to_string(), most);
                let written = findings(&uri, (1, &rope), &checked, &client, &mut placed);
                let anew = findings(&uri, (1, &rope), &checked, &client, &mut Placed::default());
                prop_assert_eq!(String::from_utf8(written).unwrap(), String::from_utf8(anew).unwrap());
            }
        }
    }
}
