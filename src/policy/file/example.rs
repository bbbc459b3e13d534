//! `[[example]]`: sentences that the policy must report or keep, its own tests.

use std::ops::Range;

use super::not_a_key;
use crate::policy::Expect;
use crate::policy::reader::{Accepts, Reader, Spanned};
use crate::policy::tree::Table;

pub(super) const KEYS: [&str; 2] = ["report", "keep"];

/// An `[[example]]`: its texts, in the order in which they stand.
#[derive(Debug)]
pub(in crate::policy) struct ExampleEntry {
    pub(in crate::policy) texts: Vec<(Expect, Spanned<String>)>,
}

pub(super) fn read(reader: &mut Reader, table: Table, header: Range<usize>) -> Option<ExampleEntry> {
    let mut texts = Vec::new();
    let mut says_something = table.lost;
    for (name, entry) in table.entries {
        let expect = match name.as_str() {
            "report" => Expect::Report,
            "keep" => Expect::Keep,
            unknown => {
                not_a_key(reader, unknown, entry.key, Some("example"), &KEYS);
                continue;
            }
        };
        says_something = true;
        let list = reader.texts(&name, entry.node, Accepts::ListOr("a sentence")).unwrap_or_default();
        texts.extend(list.into_iter().map(|text| (expect, text)));
    }
    if !says_something {
        let message = "this [[example]] has neither \"report\" nor \"keep\": write sentences, or take it out";
        reader.warn(header, message);
    }
    texts.sort_by_key(|(_, text)| text.range.start);
    Some(ExampleEntry { texts })
}
