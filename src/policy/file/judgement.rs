//! `[[judgement]]`: where the house disagrees with the built-in judgement.

use std::ops::Range;

use super::{not_a_key, values};
use crate::policy::names::SENSES;
use crate::policy::reader::{Reader, Spanned};
use crate::policy::tree::Table;
use crate::sense::Sense;

pub(super) const KEYS: [&str; 2] = ["near", "sense"];

/// A `[[judgement]]`.
#[derive(Debug)]
pub(in crate::policy) struct JudgementEntry {
    /// The header.
    pub(in crate::policy) place: Range<usize>,
    pub(in crate::policy) near: Vec<Spanned<String>>,
    pub(in crate::policy) sense: Spanned<Sense>,
}

pub(super) fn read(reader: &mut Reader, table: Table, header: Range<usize>) -> Option<JudgementEntry> {
    let missing = KEYS.iter().find(|key| !table.lost && !table.entries.contains_key(**key));
    let (mut near, mut sense) = (None, None);
    for (name, entry) in table.entries {
        match name.as_str() {
            "near" => near = values::cues(reader, &name, entry),
            "sense" => sense = values::choice(reader, &name, &entry, &SENSES),
            unknown => not_a_key(reader, unknown, entry.key, Some("judgement"), &KEYS),
        }
    }
    if let Some(missing) = missing {
        let what = if *missing == "near" { "name the phrases it is about" } else { "say what the word means there" };
        reader.error(header.clone(), format!("this [[judgement]] has no \"{missing}\": {what}"));
    }
    Some(JudgementEntry { place: header, near: near?, sense: sense? })
}
