//! One policy file as it is written: every value it holds with its bytes, and everything wrong with it.
//!
//! Knows what a policy may say; nothing of other files, of what extends what, or of the file checked.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::globs::Pattern;
use super::names::{self, choices};
use super::reader::{Accepts, Reader, Spanned};
use super::tree::{self, Fault, FaultKind, Table, Value};
use super::{Place, Prefer, Problem, Severity};
use crate::prose::{Format, Region, Regions};
use crate::terms;

/// The keys of a policy, as this version reads them.
pub(super) const KEYS: [&str; 9] =
    ["extends", "prefer", "severity", "include", "exclude", "check", "allow", "max-diagnostics", "override"];
/// The keys of an override.
pub(super) const OVERRIDE_KEYS: [&str; 7] = ["paths", "prefer", "severity", "check", "allow", "disable", "format"];
/// Keys of policies that later versions read.
const LATER: [&str; 4] = ["when", "concept", "example", "judgement"];

/// What a policy file says, as far as it could be read.
#[derive(Debug)]
pub(super) struct PolicyFile {
    pub(super) path: Arc<Path>,
    pub(super) text: Arc<str>,
    pub(super) content: Content,
    pub(super) faults: Vec<Fault>,
    /// Something is there and its text cannot be had.
    unreadable: bool,
}

/// The keys of a policy file.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) extends: Vec<Spanned<String>>,
    /// Its range holds the key as well.
    pub(super) prefer: Option<Spanned<Prefer>>,
    pub(super) severity: Option<Severity>,
    pub(super) include: Option<Vec<Spanned<Pattern>>>,
    pub(super) exclude: Vec<Spanned<Listed<Pattern>>>,
    pub(super) check: Option<Regions>,
    pub(super) allow: Vec<Spanned<Listed<String>>>,
    pub(super) max_diagnostics: Option<usize>,
    pub(super) overrides: Vec<Override>,
}

/// An entry of a list that adds to an inherited one.
#[derive(Debug, Clone)]
pub(super) enum Listed<T> {
    Add(String, T),
    /// `"!entry"`: the entry that is dropped.
    Drop(String),
}

/// An `[[override]]`.
#[derive(Debug)]
pub(super) struct Override {
    /// The list of `paths`.
    pub(super) place: Range<usize>,
    pub(super) paths: Vec<Pattern>,
    /// Its range holds the key as well.
    pub(super) prefer: Option<Spanned<Prefer>>,
    pub(super) severity: Option<Severity>,
    pub(super) check: Option<Regions>,
    pub(super) allow: Vec<Listed<String>>,
    pub(super) disable: Vec<String>,
    pub(super) format: Option<Format>,
}

impl PolicyFile {
    /// Reads the text of a policy file.
    pub(super) fn parse(path: Arc<Path>, text: String) -> Self {
        let (table, faults) = tree::read(&text);
        let mut reader = Reader::new(faults);
        let content = content(&mut reader, table);
        let mut faults = reader.faults;
        faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
        Self { path, text: text.into(), content, faults, unreadable: false }
    }

    /// A file that is there and whose text cannot be had.
    pub(super) fn unreadable(path: Arc<Path>, message: String) -> Self {
        let faults = vec![Fault { range: 0..0, kind: FaultKind::Syntax, message }];
        Self { path, text: "".into(), content: Content::default(), faults, unreadable: true }
    }

    pub(super) fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// Whether an editor should go on with an earlier text of this file.
    pub(super) fn is_broken(&self) -> bool {
        self.faults.iter().any(|fault| fault.kind == FaultKind::Syntax)
    }

    pub(super) fn place(&self, range: Range<usize>) -> Place {
        Place { path: Arc::clone(&self.path), text: Arc::clone(&self.text), range }
    }

    pub(super) fn problem(&self, fault: &Fault) -> Problem {
        Problem {
            place: self.place(fault.range.clone()),
            severity: fault.kind.severity(),
            message: fault.message.clone(),
        }
    }
}

fn content(reader: &mut Reader, table: Table) -> Content {
    let mut out = Content::default();
    for (name, entry) in table.entries {
        let whole = entry.key.start..entry.node.range.end;
        match name.as_str() {
            "extends" => out.extends = extends(reader, &name, entry),
            "prefer" => {
                let value = reader.choice(&name, &entry.node, &names::names(&Prefer::NAMES), Prefer::parse);
                out.prefer = value.map(|value| Spanned { value, range: whole });
            }
            "severity" => {
                out.severity = reader.choice(&name, &entry.node, &names::names(&Severity::NAMES), Severity::parse);
            }
            "include" => out.include = include(reader, &name, entry),
            "exclude" => out.exclude = exclude(reader, &name, entry),
            "check" => out.check = check(reader, &name, entry),
            "allow" => out.allow = allow(reader, &name, entry),
            "max-diagnostics" => out.max_diagnostics = reader.count(&name, &entry.node),
            "override" => out.overrides = overrides(reader, entry),
            later if LATER.contains(&later) => reader.not_yet(later, &entry),
            unknown if OVERRIDE_KEYS.contains(&unknown) => {
                reader.warn(entry.key, format!("\"{unknown}\" is read only in an [[override]]: move it into one"));
            }
            unknown => reader.unknown_key(unknown, entry.key, &KEYS),
        }
    }
    out
}

fn extends(reader: &mut Reader, name: &str, entry: tree::Entry) -> Vec<Spanned<String>> {
    let list = match entry.node.value {
        Value::String(value) => vec![Spanned { value, range: entry.node.range }],
        _ => reader.strings(name, entry.node, Accepts::ListOr("a path")).unwrap_or_default(),
    };
    list.into_iter().filter(|entry| extends_a_file(reader, entry)).collect()
}

fn extends_a_file(reader: &mut Reader, Spanned { value, range }: &Spanned<String>) -> bool {
    let fault = if value.trim().is_empty() {
        "write the path of a policy file, relative to the folder of this one".to_owned()
    } else if value.starts_with("preset:") {
        format!("\"{value}\": this version has no presets; extend a policy file by its path")
    } else if value.contains("://") {
        format!("\"{value}\": policies are read from local files only; write a path")
    } else {
        return true;
    };
    reader.error(range.clone(), fault);
    false
}

fn include(reader: &mut Reader, name: &str, entry: tree::Entry) -> Option<Vec<Spanned<Pattern>>> {
    let range = entry.node.range.clone();
    let list = reader.strings(name, entry.node, Accepts::List)?;
    if list.is_empty() {
        reader.warn(range, "an empty \"include\" leaves no file to check: name paths, or take the key out".to_owned());
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
            let pattern = pattern(reader, &value, range.clone());
            broken |= pattern.is_none();
            Some(Spanned { value: pattern?, range })
        })
        .collect();
    // With nothing but broken entries, what was meant is unknown: checking too much is what gets noticed.
    (!(broken && patterns.is_empty())).then_some(patterns)
}

fn exclude(reader: &mut Reader, name: &str, entry: tree::Entry) -> Vec<Spanned<Listed<Pattern>>> {
    let list = reader.strings(name, entry.node, Accepts::List).unwrap_or_default();
    let read = |Spanned { value, range }: Spanned<String>| {
        let listed = match value.strip_prefix('!') {
            Some(dropped) => Listed::Drop(dropped.to_owned()),
            None => Listed::Add(value.clone(), pattern(reader, &value, range.clone())?),
        };
        Some(Spanned { value: listed, range })
    };
    list.into_iter().filter_map(read).collect()
}

fn pattern(reader: &mut Reader, entry: &str, range: Range<usize>) -> Option<Pattern> {
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

fn check(reader: &mut Reader, name: &str, entry: tree::Entry) -> Option<Regions> {
    let mut regions: Vec<Region> = Vec::new();
    for Spanned { value, range } in reader.strings(name, entry.node, Accepts::List)? {
        match names::parse_region(&value) {
            Ok(region) => regions.push(region),
            Err(_) if value == names::NO_REGION_YET => {
                reader.warn(range, format!("\"{value}\" is not checked by this version yet"));
            }
            Err(why) => reader.error(range, why),
        }
    }
    Some(Regions::new(regions))
}

fn allow(reader: &mut Reader, name: &str, entry: tree::Entry) -> Vec<Spanned<Listed<String>>> {
    let list = reader.strings(name, entry.node, Accepts::List).unwrap_or_default();
    let read = |Spanned { value, range }: Spanned<String>| {
        if let Some(dropped) = value.strip_prefix('!') {
            return Some(Spanned { value: Listed::Drop(dropped.to_owned()), range });
        }
        if value.trim().is_empty() {
            reader.warn(range, "an empty phrase keeps nothing: write the phrase, or take the entry out".to_owned());
            return None;
        }
        if terms::find(&value).is_empty() {
            let message = format!("\"{value}\" holds no form of client or customer, so there is nothing to keep");
            reader.warn(range.clone(), message);
        }
        Some(Spanned { value: Listed::Add(value.clone(), value), range })
    };
    list.into_iter().filter_map(read).collect()
}

fn overrides(reader: &mut Reader, entry: tree::Entry) -> Vec<Override> {
    let range = entry.node.range.clone();
    let Value::Array(nodes) = entry.node.value else {
        let message = match entry.node.value {
            Value::Table(_) => "write [[override]], with two brackets: there may be several".to_owned(),
            other => format!("\"override\" must be tables, each opened by [[override]], not {}", other.type_name()),
        };
        reader.error(range, message);
        return Vec::new();
    };
    let mut out = Vec::new();
    for node in nodes {
        match node.value {
            Value::Table(table) => out.extend(one_override(reader, table, node.range)),
            other => reader.error(node.range, format!("an override must be a table, not {}", other.type_name())),
        }
    }
    out
}

fn one_override(reader: &mut Reader, table: Table, header: Range<usize>) -> Option<Override> {
    let mut paths = None;
    let mut has_paths = false;
    let mut out = Override {
        place: header.clone(),
        paths: Vec::new(),
        prefer: None,
        severity: None,
        check: None,
        allow: Vec::new(),
        disable: Vec::new(),
        format: None,
    };
    for (name, entry) in table.entries {
        let whole = entry.key.start..entry.node.range.end;
        match name.as_str() {
            "paths" => {
                has_paths = true;
                out.place = entry.node.range.clone();
                paths = override_paths(reader, &name, entry);
            }
            "prefer" => {
                let value = reader.choice(&name, &entry.node, &names::names(&Prefer::NAMES), Prefer::parse);
                out.prefer = value.map(|value| Spanned { value, range: whole });
            }
            "severity" => {
                out.severity = reader.choice(&name, &entry.node, &names::names(&Severity::NAMES), Severity::parse);
            }
            "check" => out.check = check(reader, &name, entry),
            "allow" => out.allow = allow(reader, &name, entry).into_iter().map(|entry| entry.value).collect(),
            "disable" => out.disable = disable(reader, &name, entry),
            "format" => {
                out.format = reader.choice(&name, &entry.node, &names::names(&Format::NAMES), names::parse_format)
            }
            top if KEYS.contains(&top) || LATER.contains(&top) => {
                let message =
                    format!("\"{top}\" is not read inside an [[override]]: move it above the first line in brackets");
                reader.warn(entry.key, message);
            }
            unknown => reader.unknown_key(unknown, entry.key, &OVERRIDE_KEYS),
        }
    }
    if !has_paths {
        reader.error(header, "this override has no \"paths\": say which files it is for".to_owned());
    }
    out.paths = paths?;
    Some(out)
}

fn override_paths(reader: &mut Reader, name: &str, entry: tree::Entry) -> Option<Vec<Pattern>> {
    let range = entry.node.range.clone();
    let list = reader.strings(name, entry.node, Accepts::List)?;
    if list.is_empty() {
        reader.warn(range, "an override without a path can never match: name files or folders".to_owned());
    }
    let mut patterns = Vec::new();
    for Spanned { value, range } in list {
        if value.starts_with('!') {
            let message =
                format!("\"{value}\": \"paths\" cannot leave files out; add another [[override]] for them below");
            reader.error(range, message);
        } else {
            patterns.extend(pattern(reader, &value, range));
        }
    }
    Some(patterns)
}

fn disable(reader: &mut Reader, name: &str, entry: tree::Entry) -> Vec<String> {
    let known = [terms::pair().id.as_str()];
    let mut ids = Vec::new();
    for Spanned { value, range } in reader.strings(name, entry.node, Accepts::List).unwrap_or_default() {
        if !known.contains(&value.as_str()) {
            reader.warn(range, format!("there is no concept \"{value}\" to disable, only {}", choices(&known)));
        }
        ids.push(value);
    }
    ids
}
