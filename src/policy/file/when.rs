//! `[[when]]`: which word of the pair is right where, for `prefer = "by-context"`.

use std::ops::Range;

use super::{not_a_key, values};
use crate::policy::globs::Pattern;
use crate::policy::reader::{Reader, Spanned};
use crate::policy::tree::Table;
use crate::policy::{Prefer, Within};

pub(super) const KEYS: [&str; 4] = ["near", "within", "paths", "prefer"];

/// What a `[[when]]` can prefer: one word, or neither.
const PREFER: [(&str, Prefer); 3] = [("client", Prefer::Client), ("customer", Prefer::Customer), ("off", Prefer::Off)];

/// A `[[when]]`.
#[derive(Debug)]
pub(in crate::policy) struct WhenEntry {
    /// The header.
    pub(in crate::policy) place: Range<usize>,
    pub(in crate::policy) near: Option<Vec<Spanned<String>>>,
    pub(in crate::policy) within: Within,
    /// The list, with its bytes.
    pub(in crate::policy) paths: Option<Spanned<Vec<Pattern>>>,
    pub(in crate::policy) prefer: Spanned<Prefer>,
}

pub(super) fn read(reader: &mut Reader, table: Table, header: Range<usize>) -> Option<WhenEntry> {
    let has = |key| table.entries.contains_key(key);
    let (has_near, has_paths, has_prefer) = (has("near"), has("paths"), has("prefer"));
    let lost = table.lost;
    let (mut near, mut within, mut paths, mut prefer) = (None, None, None, None);
    for (name, entry) in table.entries {
        match name.as_str() {
            "near" => near = values::cues(reader, &name, entry),
            "within" => within = values::choice(reader, &name, &entry, &Within::NAMES),
            "paths" => paths = values::paths(reader, &name, entry, "when"),
            "prefer" => prefer = values::choice(reader, &name, &entry, &PREFER),
            unknown => not_a_key(reader, unknown, entry.key, Some("when"), &KEYS),
        }
    }
    if !has_prefer && !lost {
        reader.error(header.clone(), "this [[when]] has no \"prefer\": say which word is right there");
    }
    if !has_near && !has_paths && !lost {
        reader.error(header.clone(), "this [[when]] has neither \"near\" nor \"paths\": say where it holds");
    }
    if let (Some(within), false) = (&within, has_near || lost) {
        reader
            .warn(within.range.clone(), "\"within\" says how near the phrases of \"near\" must be, and there are none");
    }
    // A condition that could not be read must not widen what is asked for.
    let is_whole = !lost && near.is_some() == has_near && paths.is_some() == has_paths && (has_near || has_paths);
    let within = within.map(|within| within.value).unwrap_or_default();
    is_whole.then_some(WhenEntry { place: header, near, within, paths, prefer: prefer? })
}
