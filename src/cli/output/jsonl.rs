//! `--format jsonl`: one JSON object a line, for programs. `docs/cli.md` describes it field by field.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::position::{Positions, Spot};
use super::{Detail, Done, File, Format, Level, Problem, Said};
use crate::check::{Finding, Fix};
use crate::cli::tally::{Counts, Tally};
use crate::policy::Severity;
use crate::sense::Sense;
use crate::workspace::{Offsets, Skip};

pub(super) struct Jsonl;

#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[schemars(title = "One line of `customary check --format jsonl`")]
/// Readers pass over types and fields that they do not know.
enum Line<'a> {
    /// What the policy objects to, in order of path and place.
    Finding(FindingLine<'a>),
    /// A file that could not be read or written, or something wrong in a policy.
    Problem(ProblemLine<'a>),
    /// A file that was not checked; with `-v` only.
    Skipped {
        path: &'a str,
        /// Why: `format`, `encoding`, `excluded`, `not-included`, `left-alone` or `policy`.
        reason: &'static str,
    },
    /// The last line.
    Summary(SummaryLine),
}

#[derive(Serialize, JsonSchema)]
struct FindingLine<'a> {
    /// As it was given, or relative to the working folder; `/` between its parts.
    path: &'a str,
    /// The word with its possessive ending.
    range: Range,
    /// The text of the range.
    text: &'a str,
    /// The id of the concept, or `directive`.
    concept: &'a str,
    #[schemars(extend("enum" = severities()))]
    severity: &'static str,
    /// What the word means here; null where it is no word.
    #[schemars(extend("enum" = senses()))]
    sense: Option<&'static str>,
    /// The probability that the finding is right.
    #[schemars(range(min = 0, max = 1))]
    confidence: Option<f64>,
    /// For a person.
    message: &'a str,
    /// What would mend it.
    fix: Option<FixLine<'a>>,
    /// Further fixes to choose from, each for a person to look at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<FixLine<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Range {
    start: Spot,
    end: Spot,
}

#[derive(Serialize, JsonSchema)]
struct FixLine<'a> {
    /// `safe`: may be applied unseen; `review`: a person should look.
    #[schemars(extend("enum" = ["safe", "review"]))]
    applicability: &'static str,
    /// They do not overlap.
    edits: Vec<EditLine<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct EditLine<'a> {
    /// Byte of the file as it stands on disk, from 0.
    start: usize,
    /// Behind the last byte that is replaced.
    end: usize,
    replacement: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct ProblemLine<'a> {
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    #[schemars(extend("enum" = ["error", "warning", "note"]))]
    severity: &'static str,
    message: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct SummaryLine {
    files: usize,
    skipped: usize,
    skipped_by_reason: std::collections::BTreeMap<&'static str, usize>,
    findings: usize,
    findings_by_severity: CountsLine,
    known: usize,
    shown: usize,
    shown_by_severity: CountsLine,
    fixes: usize,
    fixes_by_applicability: FixesLine,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<usize>,
    problems: usize,
}

#[derive(Serialize, JsonSchema)]
struct CountsLine {
    error: usize,
    warning: usize,
    information: usize,
    hint: usize,
}

#[derive(Serialize, JsonSchema)]
struct FixesLine {
    safe: usize,
    review: usize,
}

/// The schema of the lines, made from the types that print them.
pub(super) fn schema() -> String {
    let schema = SchemaSettings::draft07().for_serialize().into_generator().into_root_schema_for::<Line<'_>>();
    // A value of ours always prints.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

fn severities() -> Vec<&'static str> {
    Severity::NAMES.iter().map(|(name, _)| *name).collect()
}

fn senses() -> Vec<Option<&'static str>> {
    let senses = [Sense::Party, Sense::Software, Sense::Name, Sense::Mention, Sense::Term];
    senses.iter().map(|sense| Some(sense.name())).chain([None]).collect()
}

impl Format for Jsonl {
    fn pieces(&self, file: &File<'_>, put: &mut dyn FnMut(&str)) {
        let positions = Positions::new(file.content);
        for finding in file.findings() {
            put(&line(&finding_line(file, &positions, finding)));
        }
    }

    fn skipped(&self, shown: &str, reason: Skip) -> Said {
        said(&Line::Skipped { path: shown, reason: reason.name() })
    }

    fn problem(&self, problem: &Problem) -> Said {
        let spot =
            problem.place.as_ref().map(|place| Positions::of(Offsets::same(&place.text, 0)).at(place.range.start));
        let mut said = said(&Line::Problem(ProblemLine {
            path: Some(problem.path.as_str()).filter(|path| !path.is_empty()),
            line: spot.map(|spot| spot.line),
            column: spot.map(|spot| spot.column),
            severity: problem.level.name(),
            message: &problem.message,
        }));
        if problem.level == Level::Error {
            // Whoever reads the exit code of a pipeline should see why without reading the data.
            said.err = super::short::problem_line(problem);
        }
        said
    }

    fn closing(&self, tally: &Tally, done: Done, _detail: Detail) -> Said {
        said(&Line::Summary(SummaryLine {
            files: tally.files,
            skipped: tally.skipped_in_all(),
            skipped_by_reason: tally.skipped.iter().map(|(reason, count)| (reason.name(), *count)).collect(),
            findings: tally.found.total(),
            findings_by_severity: CountsLine::from(tally.found),
            known: tally.known,
            shown: tally.shown.total(),
            shown_by_severity: CountsLine::from(tally.shown),
            fixes: tally.safe + tally.review,
            fixes_by_applicability: FixesLine { safe: tally.safe, review: tally.review },
            fixed: (done != Done::Checked).then_some(tally.fixed),
            problems: tally.problems,
        }))
    }
}

fn finding_line<'a>(file: &File<'a>, positions: &Positions<'_>, finding: &'a Finding) -> Line<'a> {
    let edits = |edits: &'a [crate::text::Edit]| {
        edits
            .iter()
            .map(|edit| EditLine {
                start: positions.byte(edit.range.start),
                end: positions.byte(edit.range.end),
                replacement: &edit.replacement,
            })
            .collect()
    };
    let fix = |fix: &'a Fix| FixLine { applicability: fix.applicability.name(), edits: edits(&fix.edits) };
    Line::Finding(FindingLine {
        path: file.shown,
        range: Range { start: positions.at(finding.range.start), end: positions.at(finding.range.end) },
        text: &finding.text,
        concept: &finding.concept,
        severity: finding.severity.name(),
        sense: finding.sense.map(|sense| sense.name()),
        confidence: finding.confidence.map(rounded),
        message: &finding.message,
        fix: finding.fix.as_ref().map(fix),
        alternatives: finding.alternatives.iter().map(fix).collect(),
    })
}

/// To three digits: more would claim a precision that no judgement has.
pub(super) fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

fn said(line: &Line<'_>) -> Said {
    Said { out: self::line(line), err: String::new() }
}

fn line(line: &Line<'_>) -> String {
    // These types always serialise: they hold no maps with keys that are not strings.
    let mut json = serde_json::to_string(line).unwrap_or_default();
    json.push('\n');
    json
}

impl From<Counts> for CountsLine {
    fn from(counts: Counts) -> Self {
        Self { error: counts.error, warning: counts.warning, information: counts.information, hint: counts.hint }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_committed_schema_of_the_lines_is_this_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lines.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, super::schema()).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == super::schema(), "docs/lines.schema.json is stale: run the tests with UPDATE=1");
    }
}
