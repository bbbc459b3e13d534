//! The file of a baseline: JSON that people read and version control compares, one entry a line.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Baseline, Entries, Entry};
use crate::policy::{Place, Problem, ProblemSeverity};
use crate::text::LineIndex;

/// The form of the file that is written, and the newest that is read.
const VERSION: u64 = 1;

const ABOUT: &str = "Findings that are not reported. `customary baseline` writes this file.";

/// All that is looked at before the rest is: a newer form may differ in everything else.
#[derive(Deserialize)]
struct Head {
    version: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    #[serde(rename = "version")]
    _version: serde_json::Value,
    #[serde(rename = "about", default)]
    _about: Option<String>,
    findings: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    concept: String,
    text: String,
    excerpt: String,
    #[serde(default = "once")]
    count: usize,
}

fn once() -> usize {
    1
}

impl Baseline {
    /// Reads the text of a baseline's file.
    ///
    /// # Errors
    /// What keeps it from being one, and where.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Problem> {
        let head: Head = serde_json::from_str(text).map_err(|error| fault(path, text, &error))?;
        let told = |message: String| problem(path, text, 0, message);
        match head.version {
            None => return Err(told("this is no baseline: it holds no `version`; move it away".to_owned())),
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) if version.as_u64() > Some(VERSION) => {
                return Err(told(format!(
                    "this baseline was written by a newer Customary: its version is {version}, and the newest that \
                     this one reads is {VERSION}; update customary"
                )));
            }
            Some(version) => {
                return Err(told(format!("this is no baseline: its `version` is {version}, which never was one")));
            }
        }
        let whole: Whole = serde_json::from_str(text).map_err(|error| fault(path, text, &error))?;
        let mut baseline = Self::empty(path);
        for line in whole.findings.into_iter().filter(|line| line.count > 0) {
            let Line { path, concept, text, excerpt, count } = line;
            let entry = Entry { concept, text, excerpt, count };
            let entries: &mut Entries = baseline.files.entry(path).or_default();
            // Two branches that recorded the same finding leave it twice after a merge.
            entries.entry(entry.key()).and_modify(|known| known.count = known.count.max(count)).or_insert(entry);
        }
        Ok(baseline)
    }

    /// The text of its file: the same for the same entries, whatever they came from.
    pub fn to_json(&self) -> String {
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        let mut out = format!("{{\n  \"version\": {VERSION},\n  \"about\": {},\n  \"findings\": [", quoted(ABOUT));
        let mut between = "\n";
        for (path, entry) in self.entries() {
            let line =
                [("path", path), ("concept", &entry.concept), ("text", &entry.text), ("excerpt", &entry.excerpt)];
            out.push_str(between);
            out.push_str("    {");
            for (key, value) in line {
                out.push_str(&format!("\"{key}\": {}, ", quoted(value)));
            }
            out.push_str(&format!("\"count\": {}}}", entry.count));
            between = ",\n";
        }
        out.push_str(if self.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }
}

/// What keeps a file from being a baseline, as a problem in it.
fn fault(path: &Path, text: &str, error: &serde_json::Error) -> Problem {
    let line = error.line().saturating_sub(1);
    let start = LineIndex::new(text).range(line).start + error.column().saturating_sub(1);
    let merge = text
        .lines()
        .nth(line)
        .is_some_and(|line| ["<<<<<<<", "=======", ">>>>>>>"].contains(&line.get(..7).unwrap_or_default()));
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let message = if merge {
        "this baseline holds a merge conflict: keep the lines of both sides, and run `customary baseline`".to_owned()
    } else {
        format!(
            "this baseline cannot be read: {said}; mend it, or delete it and run `customary baseline` for a new one"
        )
    };
    problem(path, text, start, message)
}

pub(super) fn problem(path: &Path, text: &str, at: usize, message: String) -> Problem {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let place = Place { path: path.into(), text: text.into(), range: at..at };
    Problem { place, severity: ProblemSeverity::Error, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/w/.customary-baseline.json";

    fn read(text: &str) -> Result<Baseline, Problem> {
        Baseline::parse(Path::new(PATH), text)
    }

    fn entry(text: &str, excerpt: &str) -> Entry {
        Entry { concept: "client-customer".to_owned(), text: text.to_owned(), excerpt: excerpt.to_owned(), count: 1 }
    }

    #[test]
    fn what_is_written_is_read_again_and_sorted() {
        let mut baseline = Baseline::empty(Path::new(PATH));
        baseline.record("b.md", vec![entry("customer", "A \"customer\" paid.")]);
        baseline.record("a/z.md", vec![entry("customers", "Our customers."), entry("customers", "Our customers.")]);
        let expected = r#"{
  "version": 1,
  "about": "Findings that are not reported. `customary baseline` writes this file.",
  "findings": [
    {"path": "a/z.md", "concept": "client-customer", "text": "customers", "excerpt": "Our customers.", "count": 2},
    {"path": "b.md", "concept": "client-customer", "text": "customer", "excerpt": "A \"customer\" paid.", "count": 1}
  ]
}
"#;
        assert_eq!(baseline.to_json(), expected);
        assert_eq!(read(expected).unwrap(), baseline);
        let empty = Baseline::empty(Path::new(PATH));
        assert_eq!(read(&empty.to_json()).unwrap(), empty);
    }

    #[test]
    fn what_both_sides_of_a_merge_recorded_counts_once() {
        let line = r#"{"path": "a.md", "concept": "c", "text": "t", "excerpt": "The t.", "count": 2}"#;
        let baseline = read(&format!("{{\"version\": 1, \"findings\": [{line}, {line}]}}")).unwrap();
        assert_eq!(baseline.len(), 2);
    }

    #[test]
    fn what_is_no_baseline_says_so_and_where() {
        for (text, line, told) in [
            ("", 0, "cannot be read"),
            ("{\n  \"version\": 1,\n  \"findings\": [\n}\n", 3, "cannot be read"),
            ("[]", 0, "cannot be read"),
            ("{}", 0, "holds no `version`"),
            ("{\"version\": 2, \"entries\": {}}", 0, "update customary"),
            ("{\"version\": \"1\"}", 0, "never was one"),
            ("{\"version\": 1}", 0, "missing field `findings`"),
            ("{\"version\": 1,\n\"findings\": [],\n\"results\": []}", 2, "unknown field `results`"),
            ("{\"version\": 1,\n\"findings\": [{\"path\": 3}]}", 1, "invalid type"),
            ("{\n<<<<<<< ours\n", 1, "merge conflict"),
        ] {
            let problem = read(text).unwrap_err();
            assert!(problem.message.contains(told), "{text:?}: {}", problem.message);
            assert_eq!(LineIndex::new(text).line(problem.place.range.start), line, "{text:?}");
        }
    }
}
