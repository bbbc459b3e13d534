//! The whole check on small documents: every file in `tests/fixtures` is a list of cases.
//!
//! A `##` heading is a case. A fenced block marked with the name of a format is its document, and a `toml`
//! block before it the policy; else that of a `toml` block before the first case counts, in the end
//! `prefer = "client"`. (A document in TOML is marked `toml document`.) A line of carets under a line of the document
//! is what is expected there: `severity concept: message [safe: replacement]`. These lines are taken
//! out before the check. `UPDATE=1 cargo test --test fixtures` writes them as they come.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::fmt::Write as _;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use customary::check::{self, Finding};
use customary::policy::{Files, Overrides, Policies, ProblemSeverity};
use customary::prose::Format;
use customary::text::LineIndex;

const DEFAULT_POLICY: &str = "prefer = \"client\"\n";

/// The policy of a case; nothing else is on this disk.
struct OnlyPolicy(String);

impl Files for OnlyPolicy {
    fn read(&self, path: &Path) -> io::Result<Option<String>> {
        Ok((path == Path::new("/w/customary.toml")).then(|| self.0.clone()))
    }

    fn is_repository_root(&self, folder: &Path) -> bool {
        folder == Path::new("/w")
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }
}

/// A fenced block of a fixture file: its language and the lines between the fences.
struct Fence<'t> {
    language: &'t str,
    lines: Range<usize>,
}

/// The fenced block that opens at a line, if one does.
fn fence<'t>(lines: &[&'t str], at: usize) -> Option<Fence<'t>> {
    let language = lines[at].trim_start_matches(['`', '~']);
    let sign = &lines[at][..lines[at].len() - language.len()];
    if sign.len() < 3 {
        return None;
    }
    let length = lines[at + 1..].iter().position(|line| *line == sign);
    let length = length.unwrap_or_else(|| panic!("line {}: this block is never closed", at + 1));
    Some(Fence { language, lines: at + 1..at + 1 + length })
}

fn is_expectation(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with("^^^^")
}

/// A fixture file as it should stand.
fn expected(path: &Path, text: &str) -> (usize, String) {
    let lines: Vec<&str> = text.lines().collect();
    let (mut cases, mut documents, mut at) = (0, 0, 0);
    let (mut policy, mut of_file) = (DEFAULT_POLICY.to_owned(), DEFAULT_POLICY.to_owned());
    let mut out = String::new();
    while at < lines.len() {
        writeln!(out, "{}", lines[at]).unwrap();
        if lines[at].starts_with("## ") {
            assert_eq!(cases, documents, "{}: the case before “{}” has no document", path.display(), lines[at]);
            cases += 1;
            policy.clone_from(&of_file);
        }
        if let Some(fence) = fence(&lines, at) {
            let inner = &lines[fence.lines.clone()];
            let name = fence.language.strip_suffix(" document").unwrap_or(fence.language);
            match Format::from_name(name).filter(|_| fence.language != "toml") {
                Some(format) => {
                    documents += 1;
                    out += &annotated(path, inner, format, &policy);
                }
                None => {
                    assert_eq!(fence.language, "toml", "{}:{}: markdown, text or toml", path.display(), at + 1);
                    policy = inner.join("\n") + "\n";
                    out += &policy;
                    if cases == 0 {
                        of_file.clone_from(&policy);
                    }
                }
            }
            at = fence.lines.end;
            writeln!(out, "{}", lines[at]).unwrap();
        }
        at += 1;
    }
    assert_eq!(cases, documents, "{}: one document for each case", path.display());
    (cases, out)
}

/// A document with its findings under its lines.
fn annotated(path: &Path, lines: &[&str], format: Format, policy: &str) -> String {
    let lines: Vec<&str> = lines.iter().copied().filter(|line| !is_expectation(line)).collect();
    let document: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let policies = Policies::new(OnlyPolicy(policy.to_owned()), Overrides::default());
    let rules = policies.rules(Path::new(if format == Format::Markdown { "/w/case.md" } else { "/w/case.txt" }));
    for problem in policies.problems() {
        assert!(problem.severity != ProblemSeverity::Error, "{}: {}", path.display(), problem.message);
    }
    let report = check::check(&document, format, &rules);
    let index = LineIndex::new(&document);
    let mut out = String::new();
    for (number, line) in lines.iter().enumerate() {
        writeln!(out, "{line}").unwrap();
        let range = index.range(number);
        for finding in report.findings.iter().filter(|finding| range.contains(&finding.range.start)) {
            let column = document[range.start..finding.range.start].chars().count();
            let end = finding.range.end.min(range.start + line.len());
            let width = document[finding.range.start..end].chars().count();
            writeln!(out, "{}{} {}", " ".repeat(column), "^".repeat(width.max(4)), told(&document, finding)).unwrap();
        }
    }
    out
}

fn told(document: &str, finding: &Finding) -> String {
    let fix = finding.fix.as_ref().map_or("no fix".to_owned(), |fix| {
        let edits = fix.edits.iter().map(|edit| match &document[edit.range.clone()] {
            "" => format!("+{}", edit.replacement),
            _ => edit.replacement.clone(),
        });
        format!("{}: {}", fix.applicability.name(), edits.collect::<Vec<_>>().join(" … "))
    });
    format!("{} {}: {} [{fix}]", finding.severity.name(), finding.concept, finding.message)
}

#[test]
fn every_fixture_is_found_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut failed = String::new();
    let mut cases = 0;
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let (count, expected) = expected(path, &text);
        cases += count;
        if update && expected != text {
            std::fs::write(path, &expected).unwrap();
        } else if expected != text {
            let name = path.file_name().unwrap().to_string_lossy();
            let diff = similar::TextDiff::from_lines(&text, &expected);
            let shown = diff.unified_diff().context_radius(4).header(&name, "what the check says").to_string();
            failed += &shown;
        }
    }
    assert!(cases > 0, "no cases in tests/fixtures");
    assert!(failed.is_empty(), "\n{failed}\nUPDATE=1 writes what the check says.");
}

/// What a fixture file expects of a format: findings, and lines that hold a word and have none.
fn expectations(text: &str, format: Format) -> (usize, usize) {
    let lines: Vec<&str> = text.lines().collect();
    let (mut found, mut silent, mut at) = (0, 0, 0);
    while at < lines.len() {
        if let Some(fence) = fence(&lines, at) {
            let name = fence.language.strip_suffix(" document").unwrap_or(fence.language);
            let inner = lines[fence.lines.clone()].iter().copied();
            if Format::from_name(name) == Some(format) && fence.language != "toml" {
                found += inner.clone().filter(|line| is_expectation(line)).count();
                let next = inner.clone().skip(1).chain([""]);
                let holds = |line: &str| line.to_lowercase().contains("customer") && !is_expectation(line);
                silent += inner.zip(next).filter(|(line, next)| holds(line) && !is_expectation(next)).count();
            }
            at = fence.lines.end;
        }
        at += 1;
    }
    (found, silent)
}

/// One file for each format says where it is read, and where it is not.
#[test]
fn every_format_has_a_fixture_of_its_own() {
    const FOUND: usize = 15;
    const SILENT: usize = 5;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let texts: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let mut missing = String::new();
    for format in Format::ALL {
        let best = texts.iter().map(|text| expectations(text, *format)).max();
        let (found, silent) = best.unwrap_or_default();
        if found < FOUND || silent < SILENT {
            writeln!(missing, "{}: {found} findings, {silent} lines without", format.name()).unwrap();
        }
    }
    assert!(missing.is_empty(), "at least {FOUND} findings and {SILENT} lines without for each format\n{missing}");
}
