//! How fast texts of each format are read, on one core.

use customary::check;
use customary::prose::{self, Format};
use divan::{Bencher, counter::BytesCount};

use crate::edit::rules;
use crate::samples;

/// Bytes of a sample.
const BYTES: usize = 1 << 20;

fn bytes() -> usize {
    if crate::texts::is_smoke() { 2_000 } else { BYTES }
}

fn names() -> impl Iterator<Item = &'static str> {
    Format::ALL.iter().map(|format| format.name())
}

fn format(name: &str) -> Format {
    *Format::ALL.iter().find(|format| format.name() == name).unwrap()
}

fn measure(bencher: Bencher<'_, '_>, name: &str, every: Option<usize>) {
    let (format, rules) = (format(name), rules());
    let text = samples::text(format, bytes(), every);
    let found = check::check(&text, format, &rules).findings.len();
    assert_eq!(found == 0, every.is_none(), "{name}: {found} findings");
    bencher.counter(BytesCount::of_str(&text)).bench(|| check::check(&text, format, &rules).findings.len());
}

/// A text in which none of the words stands, as in most files: it is looked through and not parsed.
#[divan::bench(args = names(), max_time = 0.1)]
fn no_word(bencher: Bencher<'_, '_>, name: &str) {
    measure(bencher, name, None);
}

/// A word in one of fifty pieces: the text is read where it matters, and checked.
#[divan::bench(args = names(), max_time = 0.5)]
fn some_words(bencher: Bencher<'_, '_>, name: &str) {
    measure(bencher, name, Some(50));
}

/// All of a text is read, and nothing is done with it.
#[divan::bench(args = names(), max_time = 0.5)]
fn all(bencher: Bencher<'_, '_>, name: &str) {
    let format = format(name);
    let text = samples::text(format, bytes(), Some(1));
    bencher.counter(BytesCount::of_str(&text)).bench(|| prose::read(&text, format));
}
