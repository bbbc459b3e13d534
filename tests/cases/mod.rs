//! The documents of `tests/fixtures`, for tests that look at all of them whatever is expected there.

use std::path::Path;

use customary::check::{self, Report};
use customary::policy::{Files, Overrides, Policies, Rules};
use customary::prose::Format;

const DEFAULT_POLICY: &str = "prefer = \"client\"\n";

/// One document of a fixture file.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The file and the heading.
    pub(crate) name: String,
    pub(crate) format: Format,
    pub(crate) text: String,
    pub(crate) rules: Rules,
}

impl Case {
    pub(crate) fn check(&self) -> Report {
        check::check(&self.text, self.format, &self.rules)
    }

    /// The same case with another text.
    pub(crate) fn with(&self, text: String) -> Self {
        Self { text, ..self.clone() }
    }
}

/// The policy of a case; nothing else is on this disk.
struct OnlyPolicy(String);

impl Files for OnlyPolicy {
    fn read(&self, path: &Path) -> std::io::Result<Option<String>> {
        Ok((path == Path::new("/w/customary.toml")).then(|| self.0.clone()))
    }

    fn is_repository_root(&self, folder: &Path) -> bool {
        folder == Path::new("/w")
    }

    fn home(&self) -> Option<std::path::PathBuf> {
        None
    }
}

fn rules(policy: &str, format: Format) -> Rules {
    let policies = Policies::new(OnlyPolicy(policy.to_owned()), Overrides::default());
    let name = if format == Format::Markdown { "/w/case.md" } else { "/w/case.txt" };
    Rules::clone(&policies.rules(Path::new(name)))
}

/// Every case of every fixture, in order.
pub(crate) fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let cases: Vec<Case> = files.iter().flat_map(|path| of_file(path)).collect();
    assert!(!cases.is_empty());
    cases
}

fn of_file(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    let file = path.file_name().unwrap().to_string_lossy();
    let (mut heading, mut policy, mut of_file) = ("", DEFAULT_POLICY.to_owned(), DEFAULT_POLICY.to_owned());
    let mut out = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            heading = title;
            policy.clone_from(&of_file);
        }
        let language = line.trim_start_matches(['`', '~']);
        let sign = &line[..line.len() - language.len()];
        if sign.len() < 3 {
            continue;
        }
        let inner = lines.by_ref().take_while(|line| *line != sign).filter(|line| !is_expectation(line));
        let inner: String = inner.map(|line| format!("{line}\n")).collect();
        let name = language.strip_suffix(" document").unwrap_or(language);
        match Format::from_name(name).filter(|_| language != "toml") {
            Some(format) => {
                let rules = rules(&policy, format);
                out.push(Case { name: format!("{file}: {heading}"), format, text: inner, rules });
            }
            None => {
                policy = inner;
                if heading.is_empty() {
                    of_file.clone_from(&policy);
                }
            }
        }
    }
    out
}

fn is_expectation(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with("^^^^")
}
