//! The check of a whole document in Markdown, as when it is opened.

use customary::check;
use customary::prose::Format;
use divan::{Bencher, counter::BytesCount};

use crate::edit::rules;
use crate::texts::{self, Size, Words, sizes};

fn measure(bencher: Bencher<'_, '_>, size: Size, words: Words) {
    let (text, rules) = (texts::markdown(size, words), rules());
    bencher.counter(BytesCount::of_str(&text)).bench(|| check::check(&text, Format::Markdown, &rules).findings.len());
}

/// One word in a hundred is one of those that are looked for.
#[divan::bench(args = sizes(&[1, 10, 100, 1_000, 10_000]), max_time = 3)]
fn usual(bencher: Bencher<'_, '_>, size: Size) {
    measure(bencher, size, Words::Usual);
}

/// One sentence in fifty has a word.
#[divan::bench(args = sizes(&[1, 10, 100, 1_000, 10_000]), max_time = 3)]
fn rare(bencher: Bencher<'_, '_>, size: Size) {
    measure(bencher, size, Words::Rare);
}
