//! Looking for the words, before anything is read: whether there can be any, and where they are.

use customary::terms;
use divan::{Bencher, black_box, counter::BytesCount};

use crate::texts::{self, Size, Words, is_smoke};

fn size() -> Size {
    Size(if is_smoke() { 10_000 } else { 1_000_000 })
}

fn measure(bencher: Bencher<'_, '_>, text: &str, look: impl Fn(&str) -> usize + Sync) {
    bencher.counter(BytesCount::of_str(text)).bench(|| look(black_box(text)));
}

/// A text without any, from its beginning to its end.
#[divan::bench]
fn none(bencher: Bencher<'_, '_>) {
    let text = texts::markdown(size(), Words::None);
    assert!(!terms::may_match(&text));
    measure(bencher, &text, |text| usize::from(terms::may_match(text)));
}

/// Source code in which something like the beginning of a word stands in each line: a second look tells that none goes on.
#[divan::bench]
fn second_look(bencher: Bencher<'_, '_>) {
    let line = "extern \"C\" fn c_int(x: c_int) { print!(\"\\x1b\", \"c\", c_void); }\n";
    let text = line.repeat(size().0 / line.len());
    assert!(!terms::may_match(&text));
    measure(bencher, &text, |text| usize::from(terms::may_match(text)));
}

/// Where the words are.
#[divan::bench(args = [Words::None, Words::Rare, Words::Usual, Words::Dense])]
fn find(bencher: Bencher<'_, '_>, words: Words) {
    let text = texts::markdown(size(), words);
    assert_eq!(terms::find(&text).is_empty(), matches!(words, Words::None));
    measure(bencher, &text, |text| terms::find(text).len());
}
