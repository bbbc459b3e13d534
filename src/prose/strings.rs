//! Strings of source code and data: which of them a person reads.
//!
//! Where a string begins and ends, what its escapes stand for and what its place tells is known by the
//! format's reader.

use super::Format;
use super::builder::Interest;
use super::document::{Caution, Document, Host};
use super::excerpt::Excerpt;

/// What the place of a string tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Nothing: the string has to read as prose.
    Unknown,
    /// That a person reads it (a label, the argument of `gettext`): a single word is enough, and a change to it
    /// is a matter for a person.
    ToPeople,
    /// That it is looked up by its text (`msgid`): read as far as it is prose, and a change is a matter for a person.
    AsKey,
}

/// Reads a string into `out`. `excerpt` is what it says, escapes decoded and interpolations hidden; `markup` is
/// what that is written in.
pub(super) fn read(excerpt: &Excerpt, shown: Shown, markup: Format, interest: Interest<'_>, out: &mut Document) {
    if !interest.0(excerpt.text()) {
        return;
    }
    let one_word = excerpt.text().split_whitespace().nth(1).is_none();
    let caution = match shown {
        Shown::AsKey => Some(Caution::LookupKey),
        Shown::ToPeople if one_word => Some(Caution::OneWord),
        Shown::ToPeople | Shown::Unknown => None,
    };
    if !(reads_as_prose(excerpt.text()) || shown == Shown::ToPeople && one_word) {
        return;
    }
    let mut read = excerpt.read(markup, interest);
    for block in &mut read.blocks {
        block.caution = block.caution.or(caution);
    }
    out.append(read, Host::String);
}

/// Whether a string is for a person: it has at least two words that are no identifiers, and no sign of code.
pub(super) fn reads_as_prose(string: &str) -> bool {
    let word = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.chars().next().is_some_and(char::is_alphabetic) && word.chars().skip(1).all(|c| !c.is_uppercase())
    };
    string.split_whitespace().filter(word).nth(1).is_some()
}
