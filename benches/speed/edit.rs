//! One character typed into an open document, checked with what the server remembers of it.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use customary::check::{self, Memory};
use customary::policy::{Prefer, Rules};
use customary::prose::Format;
use customary::text::Text;
use divan::Bencher;

use crate::texts::{self, Dealer, Size, Words, sizes};

pub(crate) fn rules() -> Rules {
    Rules { prefer: Prefer::Client, ..Rules::default() }
}

/// A document as the server keeps it.
struct Open {
    memory: Memory,
    format: Format,
    rules: Arc<Rules>,
}

impl Open {
    fn new(text: &Text, format: Format) -> Self {
        let mut open = Self { memory: Memory::default(), format, rules: Arc::new(rules()) };
        open.check(text);
        open
    }

    /// Checks the text as it is now. The report is given back, as the server does before the next check.
    fn check(&mut self, text: &Text) -> usize {
        let never = AtomicBool::new(false);
        let report = check::check_unless(&never, &mut self.memory, text, self.format, &self.rules);
        let report = report.unwrap();
        let findings = report.findings.len();
        self.memory.take_back(report);
        findings
    }

    /// The same, by a name that a profile shows.
    #[inline(never)]
    fn check_after_a_key(&mut self, text: &Text) -> usize {
        self.check(text)
    }
}

/// Types somewhere in the text, in a word that follows something; `rope` is the same text as the server holds it.
fn typed((text, rope): (&mut String, &mut Text), behind: &str, dealer: &mut Dealer) -> Text {
    let start = dealer.below(text.len());
    let found = text.as_bytes()[start..].windows(behind.len()).position(|here| here == behind.as_bytes());
    let start = start + found.unwrap_or_default();
    let inside = text.as_bytes()[start..].windows(2).position(|two| two.iter().all(u8::is_ascii_lowercase));
    let at = inside.map_or(0, |at| start + at + 1);
    text.insert(at, 'o');
    rope.replace(at..at, "o").unwrap();
    rope.clone()
}

fn measure(bencher: Bencher<'_, '_>, mut text: String, format: Format, behind: &str) {
    let (mut rope, mut dealer) = (Text::new(&text), Dealer::new(Words::None));
    let mut open = Open::new(&rope, format);
    bencher
        .with_inputs(|| typed((&mut text, &mut rope), behind, &mut dealer))
        .bench_local_values(|text| open.check(&text));
}

/// In Markdown, of which the pieces are read that the edit may have changed.
#[divan::bench(args = sizes(&[10, 100, 1_000, 10_000]), max_time = 3)]
fn markdown(bencher: Bencher<'_, '_>, size: Size) {
    measure(bencher, texts::markdown(size, Words::Usual), Format::Markdown, " ");
}

/// In a comment of source code, which is read again in full.
#[divan::bench(args = sizes(&[10, 100, 1_000]), max_time = 3)]
fn rust(bencher: Bencher<'_, '_>, size: Size) {
    measure(bencher, texts::rust(size, Words::Usual), Format::Rust, "/// ");
}

/// Opens a file and types a character at each place (a byte of the file; the last one first), with nothing measured.
pub(crate) fn keys(file: &str, places: &[String]) {
    let text = std::fs::read_to_string(file).unwrap();
    let mut rope = Text::new(&text);
    let mut open = Open::new(&rope, Format::Markdown);
    for place in places {
        let place = place.parse().unwrap();
        rope.replace(place..place, "o").unwrap();
        black_box(open.check_after_a_key(&rope));
    }
}
