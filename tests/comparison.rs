//! The readers against parsers that someone else wrote: the words that docutils, html5lib, markdown-it-py,
//! nbformat and polib see in real documents, and those that Customary reads there.
//!
//! The documents are the manuals and test files in those packages' own sources, and this repository's. Where there are none
//! in a format, others write them: pandoc turns the manuals into AsciiDoc, LaTeX, Org and Typst; the
//! libraries of a data format write the sentences of the manuals as values, behind keys of words. All
//! are pinned (`tests/comparison/requirements.txt`, `documents.txt`) and fetched once into the target folder;
//! `tests/comparison/words.py` runs the parsers. Where that cannot be had the comparisons are reported as
//! ignored, with the reason, and under `CI` they fail.
//!
//! Plain words are compared, those of letters alone: what reads as a URL, a path or an identifier is left
//! alone on purpose. `CUSTOMARY_DIFFERENCES` names a folder to write the words to in which the two differ.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a broken test set-up may panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::{env, fs, io};

use customary::prose::{self, Format, Host};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// The formats that are compared, and of which host their words are.
const FORMATS: &[(&str, Format, Host)] = &[
    ("restructuredtext", Format::ReStructuredText, Host::Text),
    ("html", Format::Html, Host::Text),
    ("markdown", Format::Markdown, Host::Text),
    ("notebook", Format::Notebook, Host::Text),
    ("po", Format::Gettext, Host::String),
    ("asciidoc", Format::AsciiDoc, Host::Text),
    ("latex", Format::Latex, Host::Text),
    ("org", Format::Org, Host::Text),
    ("typst", Format::Typst, Host::Text),
    ("json", Format::Json, Host::String),
    ("yaml", Format::Yaml, Host::String),
    ("toml", Format::Toml, Host::String),
    ("properties", Format::Properties, Host::String),
    ("fluent", Format::Fluent, Host::String),
    ("csv", Format::Csv, Host::Text),
    ("tsv", Format::Tsv, Host::Text),
    ("stringsdict", Format::Stringsdict, Host::String),
    ("resx", Format::Resx, Host::String),
];
/// The least share of the other parser's words that is to be found: what nobody reads is nobody's terms. The
/// rest is for what the two take for different things with equal right.
const FOUND: f64 = 0.98;
/// The greatest share of the words found that may be none of the other's: each of them could be code.
const TOO_MANY: f64 = 0.01;
/// Fewer words than this say nothing about a reader: the documents were not found.
const ENOUGH: usize = 1_000;
/// What `words.py` ends with where it lacks a parser that its list does not name for this machine.
const ABSENT: i32 = 3;
/// What stands for code inside a text. A word that touches it is no plain one.
const CODE: char = '\u{fffc}';
const REQUIREMENTS: &str = include_str!("comparison/requirements.txt");
const DOCUMENTS: &str = include_str!("comparison/documents.txt");

/// Why a comparison cannot be made.
#[derive(Debug, Clone)]
enum Absence {
    /// This machine cannot have what it needs.
    NotToBeHad(String),
    /// Something is wrong.
    Broken(String),
}

/// A document, and the text that the other parser sees in it.
struct Case {
    file: String,
    source: String,
    text: String,
}

/// How often each word stands in a text.
type Words = BTreeMap<String, usize>;

fn main() -> ExitCode {
    let trials = FORMATS.iter().map(|&(name, format, host)| {
        Trial::ignorable_test(name, move || match installed() {
            Ok(installed) => compare(installed, name, format, host),
            Err(Absence::NotToBeHad(reason)) if env::var_os("CI").is_none_or(|ci| ci.is_empty() || ci == "false") => {
                Ok(Completion::ignored_with(format!("no other parser: {}", reason.lines().last().unwrap_or_default())))
            }
            Err(Absence::NotToBeHad(reason) | Absence::Broken(reason)) => Err(reason.clone().into()),
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// Reads all documents of a format twice and compares the words.
fn compare(installed: &Path, name: &str, format: Format, host: Host) -> Result<Completion, Failed> {
    let (mut theirs, mut missed, mut ours, mut added) = (0, 0, 0, 0);
    let mut report = String::new();
    let Some(cases) = cases(installed, name)? else {
        return Ok(Completion::ignored_with("the other parser is not to be had on this kind of machine"));
    };
    for case in cases {
        let (wanted, read) = (words(&case.text), words(&visible(&case.source, format, host)));
        let (lost, extra) = (beyond(&wanted, &read), beyond(&read, &wanted));
        theirs += wanted.values().sum::<usize>();
        ours += read.values().sum::<usize>();
        missed += lost.values().sum::<usize>();
        added += extra.values().sum::<usize>();
        if !lost.is_empty() || !extra.is_empty() {
            writeln!(report, "{}\n  not found: {}\n  of ours alone: {}", case.file, listed(&lost), listed(&extra))?;
        }
    }
    if let Some(folder) = env::var_os("CUSTOMARY_DIFFERENCES") {
        fs::write(Path::new(&folder).join(name), &report)?;
    }
    #[allow(clippy::cast_precision_loss, reason = "counts of words")]
    let (found, too_many) = (1.0 - missed as f64 / theirs as f64, added as f64 / ours as f64);
    let figures = format!("{theirs} words, {:.2} % found; of ours alone {:.2} %", 100.0 * found, 100.0 * too_many);
    if theirs < ENOUGH || found < FOUND || too_many > TOO_MANY {
        return Err(format!("{figures}\n{report}").into());
    }
    eprintln!("{name}: {figures}");
    Ok(Completion::Completed)
}

/// What the other parser says of all documents.
fn cases(installed: &Path, name: &str) -> Result<Option<Vec<Case>>, Failed> {
    let said = Command::new("python3")
        .arg(folder().join("words.py"))
        .arg(name)
        .arg(installed.join("documents"))
        .arg(env!("CARGO_MANIFEST_DIR"))
        .env("PYTHONPATH", installed.join("packages"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::null())
        .output()?;
    if said.status.code() == Some(ABSENT) {
        return Ok(None);
    }
    if !said.status.success() {
        return Err(String::from_utf8_lossy(&said.stderr).into_owned().into());
    }
    let mut cases = Vec::new();
    for line in String::from_utf8(said.stdout)?.lines() {
        let mut case: BTreeMap<String, String> = serde_json::from_str(line)?;
        let mut take = |key: &str| case.remove(key);
        if let (Some(file), Some(source), Some(text)) = (take("file"), take("source"), take("text")) {
            cases.push(Case { file, source, text });
        }
    }
    Ok(Some(cases))
}

/// What Customary reads, a block a line, with its code as the other has it.
fn visible(source: &str, format: Format, host: Host) -> String {
    let mut out = String::new();
    for block in prose::read(source, format).blocks.iter().filter(|block| block.host == host) {
        for run in block.runs() {
            if run.style.code { out.push(CODE) } else { out.push_str(&block.text[run.range.clone()]) }
        }
        out.push('\n');
    }
    out
}

/// The plain words of a text: of letters alone, but for the punctuation of sentences around them and for
/// apostrophes and hyphens.
fn words(text: &str) -> Words {
    let mut words = Words::new();
    for piece in text.split(|c: char| c.is_whitespace() || matches!(c, '—' | '–' | '…' | '\u{200b}')) {
        let word = piece.trim_matches(|c| "\"'“”‘’«»„()[],;:.!?*".contains(c)).replace('\u{ad}', "");
        let plain = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
        let camel = word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
        if word.starts_with(char::is_alphabetic) && word.chars().all(plain) && !camel {
            *words.entry(word).or_default() += 1;
        }
    }
    words
}

/// The words that stand more often in `these` than in `those`.
fn beyond(these: &Words, those: &Words) -> Words {
    let more = |(word, count): (&String, &usize)| {
        let more = count.saturating_sub(those.get(word).copied().unwrap_or_default());
        (more > 0).then(|| (word.clone(), more))
    };
    these.iter().filter_map(more).collect()
}

/// The first of some words.
fn listed(words: &Words) -> String {
    let mut out: Vec<_> = words.iter().take(60).map(|(word, count)| format!("{word} ×{count}")).collect();
    if words.len() > out.len() {
        out.push(format!("and {} more", words.len() - out.len()));
    }
    out.join(", ")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/comparison")
}

/// The folder with the packages and the documents, which the first comparison fetches.
fn installed() -> &'static Result<PathBuf, Absence> {
    static INSTALLED: OnceLock<Result<PathBuf, Absence>> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        let installed = target.join(format!("comparison-{:016x}", fingerprint(&[REQUIREMENTS, DOCUMENTS].concat())));
        let python = Command::new("python3").arg("--version").output();
        python.map_err(|error| Absence::NotToBeHad(format!("python3 does not run: {error}")))?;
        if !installed.is_dir() {
            install(target, &installed)?;
        }
        Ok(installed)
    })
}

/// A number that is another for another text (FNV-1a).
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Fetches beside `installed` and moves the whole into place, so that of several runs at once each finds
/// either nothing or all of it.
fn install(target: &Path, installed: &Path) -> Result<(), Absence> {
    let broken = |error: io::Error| Absence::Broken(format!("cannot install the other parsers: {error}"));
    let fresh = tempfile::Builder::new().prefix("comparison").tempdir_in(target).map_err(broken)?;
    let whole = fresh.path().join("whole");
    let packages = whole.join("packages");
    pip("install", "requirements.txt", &["--only-binary", ":all:", "--target"], &packages)?;
    // The sources of a package say what it is called by building its metadata, for which pip gets what that needs.
    pip("download", "documents.txt", &["--no-binary", ":all:", "--dest"], &whole.join("documents"))?;
    match fs::rename(&whole, installed) {
        Err(_) if installed.is_dir() => Ok(()),
        outcome => outcome.map_err(broken),
    }
}

/// Has pip fetch what a list names, each with the bytes that it says.
fn pip(command: &str, list: &str, arguments: &[&str], into: &Path) -> Result<(), Absence> {
    let pip = Command::new("python3")
        .args(["-m", "pip", command, "--no-deps", "--require-hashes", "--disable-pip-version-check", "--no-input"])
        .args(["--quiet", "--retries", "2"])
        .args(arguments)
        .arg(into)
        .arg("--requirement")
        .arg(folder().join(list))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Absence::NotToBeHad(format!("python3 does not run: {error}")))?;
    let said = String::from_utf8_lossy(&pip.stderr).trim().to_owned();
    if said.contains("DO NOT MATCH THE HASHES") {
        return Err(Absence::Broken(said));
    }
    if !pip.status.success() {
        return Err(Absence::NotToBeHad(format!("pip cannot {command} it: {said}")));
    }
    Ok(())
}
