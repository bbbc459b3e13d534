//! The keys above the first table, and all tables together.

use std::collections::HashSet;
use std::ops::Range;

use super::values;
use super::{ConceptEntry, ExampleEntry, JudgementEntry, KEYS, Listed, Override, WhenEntry};
use super::{concept, example, judgement, not_a_key, overrides, when};
use crate::policy::globs::Pattern;
use crate::policy::reader::{Accepts, Reader, Spanned};
use crate::policy::tree::{Entry, Table};
use crate::policy::{Prefer, Severity};
use crate::prose::Regions;

/// What a policy file holds. The range of a single value holds its key as well.
#[derive(Debug, Default)]
pub(in crate::policy) struct Content {
    pub(in crate::policy) extends: Vec<Spanned<String>>,
    pub(in crate::policy) prefer: Option<Spanned<Prefer>>,
    /// There is a `prefer`, and what it asks for is unknown.
    pub(in crate::policy) prefer_is_unread: bool,
    pub(in crate::policy) severity: Option<Spanned<Severity>>,
    pub(in crate::policy) include: Option<Vec<Spanned<Pattern>>>,
    pub(in crate::policy) exclude: Vec<Spanned<Listed<Pattern>>>,
    pub(in crate::policy) check: Option<Spanned<Regions>>,
    pub(in crate::policy) allow: Vec<Spanned<Listed<String>>>,
    pub(in crate::policy) max_diagnostics: Option<Spanned<usize>>,
    pub(in crate::policy) max_words: Option<Spanned<usize>>,
    pub(in crate::policy) reason: Option<Spanned<String>>,
    pub(in crate::policy) sources: Vec<Spanned<String>>,
    pub(in crate::policy) overrides: Vec<Override>,
    pub(in crate::policy) when: Vec<WhenEntry>,
    /// Whether there are `[[when]]`, read or not.
    pub(in crate::policy) has_when: bool,
    pub(in crate::policy) concepts: Vec<ConceptEntry>,
    pub(in crate::policy) examples: Vec<ExampleEntry>,
    pub(in crate::policy) judgements: Vec<JudgementEntry>,
}

/// Reads a whole policy.
pub(super) fn read(reader: &mut Reader, table: Table) -> Content {
    let mut out = Content::default();
    for (name, entry) in table.entries {
        let whole = entry.key.start..entry.node.range.end;
        let spanned = |value: Spanned<String>| Spanned { range: whole.clone(), ..value };
        match name.as_str() {
            "extends" => out.extends = extends(reader, &name, entry),
            "prefer" => {
                out.prefer = values::prefer(reader, &name, &entry);
                out.prefer_is_unread = out.prefer.is_none();
            }
            "severity" => out.severity = values::severity(reader, &name, &entry),
            "include" => out.include = include(reader, &name, entry),
            "exclude" => out.exclude = exclude(reader, &name, entry),
            "check" => out.check = values::check(reader, &name, entry),
            "allow" => out.allow = values::allow(reader, &name, entry),
            "max-diagnostics" => out.max_diagnostics = values::count(reader, &name, &entry),
            "max-words" => out.max_words = values::count(reader, &name, &entry),
            "reason" => out.reason = reader.string(&name, entry.node).map(spanned),
            "sources" => {
                out.sources = reader.texts(&name, entry.node, Accepts::ListOr("an address")).unwrap_or_default()
            }
            "override" => out.overrides = tables(reader, &name, entry, overrides::read),
            "when" => {
                out.has_when = true;
                out.when = tables(reader, &name, entry, when::read);
            }
            "concept" => {
                let concepts = tables(reader, &name, entry, concept::read);
                out.concepts = declared_once(reader, concepts);
            }
            "example" => out.examples = tables(reader, &name, entry, example::read),
            "judgement" => out.judgements = tables(reader, &name, entry, judgement::read),
            unknown => not_a_key(reader, unknown, entry.key, None, &KEYS),
        }
    }
    out
}

/// The concepts without those whose id an earlier one has.
fn declared_once(reader: &mut Reader, concepts: Vec<ConceptEntry>) -> Vec<ConceptEntry> {
    let mut known = HashSet::new();
    let first = |concept: &ConceptEntry| {
        let ConceptEntry { id, .. } = concept;
        let first = known.insert(id.value.clone());
        if !first {
            let message = format!("\"{}\" is declared a second time: the first counts, remove one of them", id.value);
            reader.error(id.range.clone(), message);
        }
        first
    };
    concepts.into_iter().filter(first).collect()
}

fn tables<T>(
    reader: &mut Reader,
    name: &str,
    entry: Entry,
    read: impl Fn(&mut Reader, Table, Range<usize>) -> Option<T>,
) -> Vec<T> {
    let tables = reader.tables(name, entry);
    tables.into_iter().filter_map(|(table, header)| read(reader, table, header)).collect()
}

fn extends(reader: &mut Reader, name: &str, entry: Entry) -> Vec<Spanned<String>> {
    let list = reader.strings(name, entry.node, Accepts::ListOr("a path")).unwrap_or_default();
    list.into_iter().filter(|entry| extends_a_file(reader, entry)).collect()
}

fn extends_a_file(reader: &mut Reader, Spanned { value, range }: &Spanned<String>) -> bool {
    let fault = if value.trim().is_empty() {
        "write \"preset:\" with the name of a preset, or the path of a policy file, relative to the folder of this one"
            .to_owned()
    } else if value.contains("://") {
        format!("\"{value}\": policies are read from local files only; write a path")
    } else {
        return true;
    };
    reader.error(range.clone(), fault);
    false
}

fn include(reader: &mut Reader, name: &str, entry: Entry) -> Option<Vec<Spanned<Pattern>>> {
    let range = entry.node.range.clone();
    let list = reader.strings(name, entry.node, Accepts::List)?;
    if list.is_empty() {
        reader.warn(range, "an empty \"include\" leaves no file to check: name paths, or take the key out");
    }
    let mut broken = false;
    let patterns: Vec<_> = list
        .into_iter()
        .filter_map(|Spanned { value, range }| {
            if value.starts_with('!') {
                let message = format!("\"{value}\": \"include\" replaces an inherited list, so nothing is dropped from it; name what to leave out in \"exclude\"");
                reader.warn(range, message);
                return None;
            }
            let pattern = values::pattern(reader, &value, range.clone());
            broken |= pattern.is_none();
            Some(Spanned { value: pattern?, range })
        })
        .collect();
    // With nothing but broken entries, what was meant is unknown: checking too much is what gets noticed.
    (!(broken && patterns.is_empty())).then_some(patterns)
}

fn exclude(reader: &mut Reader, name: &str, entry: Entry) -> Vec<Spanned<Listed<Pattern>>> {
    let list = reader.strings(name, entry.node, Accepts::List).unwrap_or_default();
    let read = |Spanned { value, range }: Spanned<String>| {
        let listed = match value.strip_prefix('!') {
            Some(dropped) => Listed::Drop(dropped.to_owned()),
            None => Listed::Add(value.clone(), values::pattern(reader, &value, range.clone())?),
        };
        Some(Spanned { value: listed, range })
    };
    list.into_iter().filter_map(read).collect()
}
