//! What several tables of a policy hold alike: lists of paths, regions and phrases, and single words.

use std::ops::Range;

use super::Listed;
use crate::policy::globs::Pattern;
use crate::policy::names;
use crate::policy::reader::{Accepts, Reader, Spanned};
use crate::policy::tree::Entry;
use crate::policy::{Prefer, Severity};
use crate::prose::{Region, Regions};

/// A value, with the bytes of its entry from the key on.
pub(super) fn whole<T>(entry: &Entry, value: Option<T>) -> Option<Spanned<T>> {
    value.map(|value| Spanned { value, range: entry.key.start..entry.node.range.end })
}

/// One of the names of a table.
pub(super) fn choice<T: Copy>(
    reader: &mut Reader,
    key: &str,
    entry: &Entry,
    table: &[(&'static str, T)],
) -> Option<Spanned<T>> {
    let value = reader.choice(key, &entry.node, &names::names(table), |name| names::value(table, name));
    whole(entry, value)
}

/// A whole number from 1.
pub(super) fn count(reader: &mut Reader, key: &str, entry: &Entry) -> Option<Spanned<usize>> {
    let value = reader.count(key, &entry.node);
    whole(entry, value)
}

pub(super) fn prefer(reader: &mut Reader, key: &str, entry: &Entry) -> Option<Spanned<Prefer>> {
    choice(reader, key, entry, &Prefer::NAMES)
}

pub(super) fn severity(reader: &mut Reader, key: &str, entry: &Entry) -> Option<Spanned<Severity>> {
    choice(reader, key, entry, &Severity::NAMES)
}

/// A pattern of paths; a fault where it is none.
pub(super) fn pattern(reader: &mut Reader, entry: &str, range: Range<usize>) -> Option<Pattern> {
    match Pattern::new(entry) {
        Ok(pattern) => {
            if pattern.is_outside() {
                let message = format!(
                    "\"{entry}\" leads out of the policy's folder and never matches: paths count from the folder of the policy"
                );
                reader.warn(range, message);
            }
            Some(pattern)
        }
        Err(why) => {
            reader.error(range, format!("\"{entry}\" {why}"));
            None
        }
    }
}

/// The `paths` of a table that is called `table` in messages.
pub(super) fn paths(reader: &mut Reader, key: &str, entry: Entry, table: &str) -> Option<Spanned<Vec<Pattern>>> {
    let range = entry.node.range.clone();
    let list = reader.strings(key, entry.node, Accepts::List)?;
    if list.is_empty() {
        let article = if table == "override" { "an" } else { "a" };
        let message = format!("{article} {table} without a path can never match: name files or folders");
        reader.warn(range.clone(), message);
    }
    let mut value = Vec::new();
    for Spanned { value: path, range } in list {
        if path.starts_with('!') {
            let message =
                format!("\"{path}\": \"paths\" cannot leave files out; add another [[{table}]] for them below");
            reader.error(range, message);
        } else {
            value.extend(pattern(reader, &path, range));
        }
    }
    Some(Spanned { value, range })
}

/// The regions of a `check`.
pub(super) fn check(reader: &mut Reader, key: &str, entry: Entry) -> Option<Spanned<Regions>> {
    let whole = entry.key.start..entry.node.range.end;
    let range = entry.node.range.clone();
    let list = reader.strings(key, entry.node, Accepts::List)?;
    if list.is_empty() {
        reader.warn(range, "an empty \"check\" checks nothing: name regions, or take the key out");
    }
    let mut regions: Vec<Region> = Vec::new();
    let mut broken = false;
    for Spanned { value, range } in list {
        match names::parse_region(&value) {
            Ok(region) => regions.push(region),
            Err(why) => {
                broken = true;
                reader.error(range, why);
            }
        }
    }
    // Of nothing but broken names, all is checked rather than nothing: that is what gets noticed.
    (!(broken && regions.is_empty())).then(|| Spanned { value: Regions::new(regions), range: whole })
}

/// The phrases of an `allow`. Whether one can hit anything depends on the other files of the policy.
pub(super) fn allow(reader: &mut Reader, key: &str, entry: Entry) -> Vec<Spanned<Listed<String>>> {
    let list = reader.strings(key, entry.node, Accepts::List).unwrap_or_default();
    let read = |Spanned { value, range }: Spanned<String>| {
        if let Some(dropped) = value.strip_prefix('!') {
            return Some(Spanned { value: Listed::Drop(dropped.to_owned()), range });
        }
        if value.trim().is_empty() {
            reader.warn(range, "an empty phrase keeps nothing: write the phrase, or take the entry out");
            return None;
        }
        Some(Spanned { value: Listed::Add(value.clone(), value), range })
    };
    list.into_iter().filter_map(read).collect()
}

/// Phrases that decide something where they stand.
pub(super) fn cues(reader: &mut Reader, key: &str, entry: Entry) -> Option<Vec<Spanned<String>>> {
    let range = entry.node.range.clone();
    let is_list_of_none = matches!(&entry.node.value, crate::policy::tree::Value::Array(nodes) if nodes.is_empty());
    if is_list_of_none {
        reader.warn(range, format!("an empty \"{key}\" is never near: name phrases, or take the key out"));
    }
    reader.texts(key, entry.node, Accepts::ListOr("a phrase"))
}
