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

impl<T> Listed<T> {
    /// The entry that it takes out, as that one is written.
    pub(super) fn dropped(&self) -> Option<&str> {
        match self {
            Listed::Drop(text) => Some(text),
            Listed::Add(..) => None,
        }
    }

    /// The entry that it adds, as written.
    pub(super) fn added(&self) -> Option<&str> {
        match self {
            Listed::Add(text, _) => Some(text),
            Listed::Drop(_) => None,
        }
    }
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
    let range = entry.node.range.clone();
    let list = reader.strings(name, entry.node, Accepts::List)?;
    if list.is_empty() {
        reader.warn(range, "an empty \"check\" checks nothing: name regions, or take the key out".to_owned());
    }
    let mut regions: Vec<Region> = Vec::new();
    let mut broken = false;
    for Spanned { value, range } in list {
        match names::parse_region(&value) {
            Ok(region) => regions.push(region),
            Err(_) if value == names::NO_REGION_YET => {
                reader.warn(range, format!("\"{value}\" is not checked by this version yet"));
            }
            Err(why) => {
                broken = true;
                reader.error(range, why);
            }
        }
    }
    // As for `include`: of nothing but broken names, all is checked rather than nothing.
    (!(broken && regions.is_empty())).then(|| Regions::new(regions))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::ProblemSeverity;

    fn read(text: &str) -> PolicyFile {
        PolicyFile::parse(Path::new("/w/customary.toml").into(), text.to_owned())
    }

    /// Each fault as its severity, the text at its place, and its message.
    fn faults(text: &str) -> Vec<(ProblemSeverity, String, String)> {
        let file = read(text);
        let told = |fault: &Fault| {
            let problem = file.problem(fault);
            (problem.severity, problem.place.text[problem.place.range].to_owned(), problem.message)
        };
        file.faults.iter().map(told).collect()
    }

    #[test]
    fn each_fault_is_one_problem_at_its_place() {
        use ProblemSeverity::{Error, Warning};
        for (text, severity, place, message) in [
            ("sevrity = \"error\"", Warning, "sevrity", "unknown key \"sevrity\": did you mean \"severity\"?"),
            (
                "colour = 1",
                Warning,
                "colour",
                "unknown key \"colour\": the keys here are extends, prefer, severity, include, exclude, check, allow, max-diagnostics or override",
            ),
            ("paths = []", Warning, "paths", "\"paths\" is read only in an [[override]]: move it into one"),
            (
                "prefer = \"clients\"",
                Error,
                "\"clients\"",
                "\"prefer\": \"clients\" is not one of client, customer, consistent, by-context, both-defined or off: did you mean \"client\"?",
            ),
            (
                "prefer = true",
                Error,
                "true",
                "\"prefer\" must be one of client, customer, consistent, by-context, both-defined or off in quotes, not true or false",
            ),
            (
                "severity = \"fatal\"",
                Error,
                "\"fatal\"",
                "\"severity\": \"fatal\" is not one of error, warning, information or hint",
            ),
            ("allow = \"Client Hub\"", Error, "\"Client Hub\"", "\"allow\" must be a list: write [\"Client Hub\"]"),
            (
                "allow = [\"Client Hub\", 3]",
                Error,
                "3",
                "an entry of \"allow\" must be a string in quotes, not a number",
            ),
            (
                "allow = [\"Portal\"]",
                Warning,
                "\"Portal\"",
                "\"Portal\" holds no form of client or customer, so there is nothing to keep",
            ),
            (
                "allow = [\"\"]",
                Warning,
                "\"\"",
                "an empty phrase keeps nothing: write the phrase, or take the entry out",
            ),
            (
                "exclude = [\"a/[b\"]",
                Error,
                "\"a/[b\"",
                "\"a/[b\" is not a pattern of paths: unclosed character class; missing ']'",
            ),
            ("exclude = [\"\"]", Error, "\"\"", "\"\" names no path"),
            (
                "exclude = [\"../b\"]",
                Warning,
                "\"../b\"",
                "\"../b\" leads out of the policy's folder and never matches: paths count from the folder of the policy",
            ),
            (
                "include = []",
                Warning,
                "[]",
                "an empty \"include\" leaves no file to check: name paths, or take the key out",
            ),
            (
                "include = [\"!a\"]",
                Warning,
                "\"!a\"",
                "\"!a\": \"include\" replaces an inherited list, so nothing is dropped from it; name what to leave out in \"exclude\"",
            ),
            (
                "check = [\"table\"]",
                Error,
                "\"table\"",
                "\"table\" is not one of prose, headings, tables, link-text, comments or strings: did you mean \"tables\"?",
            ),
            (
                "check = [\"identifiers\", \"prose\"]",
                Warning,
                "\"identifiers\"",
                "\"identifiers\" is not checked by this version yet",
            ),
            (
                "max-diagnostics = \"9\"",
                Error,
                "\"9\"",
                "\"max-diagnostics\" must be a whole number from 1, without quotes",
            ),
            ("max-diagnostics = -1", Error, "-1", "\"max-diagnostics\" must be a whole number from 1, without quotes"),
            (
                "extends = 3",
                Error,
                "3",
                "\"extends\" must be a path in quotes, or a list of strings in quotes, not a number",
            ),
            (
                "extends = \"preset:legal\"",
                Error,
                "\"preset:legal\"",
                "\"preset:legal\": this version has no presets; extend a policy file by its path",
            ),
            (
                "extends = [\"https://x.example/a.toml\"]",
                Error,
                "\"https://x.example/a.toml\"",
                "\"https://x.example/a.toml\": policies are read from local files only; write a path",
            ),
            ("extends = \"\"", Error, "\"\"", "write the path of a policy file, relative to the folder of this one"),
            (
                "[override]\npaths = [\"a\"]",
                Error,
                "[override]",
                "write [[override]], with two brackets: there may be several",
            ),
            ("override = 3", Error, "3", "\"override\" must be tables, each opened by [[override]], not a number"),
            (
                "[[override]]\nprefer = \"off\"",
                Error,
                "[[override]]",
                "this override has no \"paths\": say which files it is for",
            ),
            (
                "[[override]]\npaths = []",
                Warning,
                "[]",
                "an override without a path can never match: name files or folders",
            ),
            (
                "[[override]]\npaths = [\"!a\"]",
                Error,
                "\"!a\"",
                "\"!a\": \"paths\" cannot leave files out; add another [[override]] for them below",
            ),
            (
                "[[override]]\npaths = [\"a\"]\npref = 1",
                Warning,
                "pref",
                "unknown key \"pref\": did you mean \"prefer\"?",
            ),
            (
                "[[override]]\npaths = [\"a\"]\nexclude = []",
                Warning,
                "exclude",
                "\"exclude\" is not read inside an [[override]]: move it above the first line in brackets",
            ),
            (
                "[[override]]\npaths = [\"a\"]\ndisable = [\"sign-in\"]",
                Warning,
                "\"sign-in\"",
                "there is no concept \"sign-in\" to disable, only client-customer",
            ),
            (
                "[[override]]\npaths = [\"a\"]\nformat = \"html\"",
                Error,
                "\"html\"",
                "\"format\": \"html\" is not one of markdown, text or plaintext",
            ),
            (
                "[[concept]]\nid = \"x\"",
                Warning,
                "[[concept]]",
                "[[concept]] is not read by this version yet: it has no effect",
            ),
            ("when = 3", Warning, "when", "[[when]] is not read by this version yet: it has no effect"),
            ("prefer = client", Error, "client", "syntax error: write this value in quotes"),
            (
                "severity = \"error\"\nseverity = \"hint\"",
                Error,
                "severity",
                "\"severity\" stands here a second time: the first counts, remove one of them",
            ),
        ] {
            assert_eq!(faults(text), [(severity, place.to_owned(), message.to_owned())], "{text}");
            let crlf = format!("\u{feff}# Ours\r\n{}\r\n", text.replace('\n', "\r\n"));
            assert_eq!(faults(&crlf), faults(text), "{text} with other line ends");
        }
        assert_eq!(faults("[[when]]\n[[when]]\n[[example]]\n[[judgement]]\n").len(), 4);
    }

    #[test]
    fn the_rest_of_a_list_counts() {
        let file = read(
            "allow = [1, \"Client Hub\"]\nexclude = [\"[\", \"a\"]\ncheck = [\"prose\", \"x\"]\ninclude = [\"[\"]\n",
        );
        assert_eq!(file.content.allow.len(), 1);
        assert_eq!(file.content.exclude.len(), 1);
        assert_eq!(file.content.check, Some(Regions::new([Region::Prose])));
        assert!(file.content.include.is_none(), "checking too much is noticed, checking nothing is not");
        assert!(read("check = [\"x\"]").content.check.is_none());
        assert_eq!(file.faults.len(), 4);
    }

    #[test]
    fn an_unclosed_list_leaves_the_other_tables_in_force() {
        let file = read(
            "prefer = \"client\"\nallow = [\"Client Hub\"\n\n[[override]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\n",
        );
        assert_eq!(file.faults.len(), 1, "{:?}", file.faults);
        assert!(file.is_broken());
        assert_eq!(file.content.prefer.map(|prefer| prefer.value), Some(Prefer::Client));
        assert_eq!(file.content.overrides.len(), 1);
        assert_eq!(file.content.overrides[0].prefer.as_ref().map(|prefer| prefer.value), Some(Prefer::Customer));
    }

    #[test]
    fn deep_keys_and_brackets_do_no_harm() {
        for text in [
            format!("{}b = 1\n", "a.".repeat(100_000)),
            format!("{}b = 1\n", "a.".repeat(10_000)),
            format!("{}b = 1\n", "a.".repeat(1_000)),
            format!("[{}b]\n", "a.".repeat(1_000)),
            format!("[{}b]\n", "a.".repeat(100_000)),
            format!("[[{}b]]\n", "a.".repeat(100_000)),
            format!("allow = {}\n", "[".repeat(100_000)),
            format!("allow = {}\n", "{a=".repeat(100_000)),
            format!("allow = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        ] {
            assert_ne!(read(&text).faults.len(), 0);
        }
    }

    #[test]
    fn large_policies_are_read_quickly() {
        let many = |n: usize| (0..n).map(|i| format!("  \"Client Hub {i}\",\n")).collect::<String>();
        let text = format!("prefer = \"client\"\nallow = [\n{}]\n", many(100_000));
        assert_eq!(read(&text).content.allow.len(), 100_000);
        // Broken at its first line, it is taken apart.
        assert_eq!(read(&format!("x = [\n{text}")).faults.len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_bytes_are_read(text in "\\PC{0,200}", key in "(allow|include|check|prefer|extends|override|max-diagnostics)", value in "[\\[\\]{}\"'0-9a-z=, !*/.]{0,20}") {
            for text in [&text, &format!("{key} = {value}\n{text}"), &format!("[[override]]\npaths = [\"a\"]\n{key} = {value}")] {
                let file = read(text);
                for fault in &file.faults {
                    prop_assert!(file.text.get(fault.range.clone()).is_some(), "{fault:?}");
                }
                prop_assert_eq!(file.is_broken(), file.faults.iter().any(|fault| fault.message.starts_with("syntax error")));
            }
        }
    }
}
