//! `--format jsonl`: one JSON object a line, for programs. `docs/cli.md` describes it field by field.

use serde::Serialize;

use super::position::{Positions, Spot};
use super::{Detail, Done, File, Format, Level, Problem, Said};
use crate::check::{Finding, Fix};
use crate::cli::tally::{Counts, Tally};
use crate::workspace::Skip;

pub(super) struct Jsonl;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding(FindingLine<'a>),
    Problem(ProblemLine<'a>),
    Skipped { path: &'a str, reason: &'static str },
    Summary(SummaryLine),
}

#[derive(Serialize)]
struct FindingLine<'a> {
    path: &'a str,
    range: Range,
    text: &'a str,
    concept: &'a str,
    severity: &'static str,
    sense: Option<&'static str>,
    confidence: Option<f64>,
    message: &'a str,
    fix: Option<FixLine<'a>>,
    /// Further fixes to choose from, each for a person to look at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<FixLine<'a>>,
}

#[derive(Serialize)]
struct Range {
    start: Spot,
    end: Spot,
}

#[derive(Serialize)]
struct FixLine<'a> {
    applicability: &'static str,
    edits: Vec<EditLine<'a>>,
}

#[derive(Serialize)]
struct EditLine<'a> {
    start: usize,
    end: usize,
    replacement: &'a str,
}

#[derive(Serialize)]
struct ProblemLine<'a> {
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    severity: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
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

#[derive(Serialize)]
struct CountsLine {
    error: usize,
    warning: usize,
    information: usize,
    hint: usize,
}

#[derive(Serialize)]
struct FixesLine {
    safe: usize,
    review: usize,
}

impl Format for Jsonl {
    fn file(&self, file: &File<'_>) -> String {
        let positions = Positions::new(file.content);
        let mut out = String::new();
        for finding in file.findings() {
            add(&mut out, &finding_line(file, &positions, finding));
        }
        out
    }

    fn skipped(&self, shown: &str, reason: Skip) -> Said {
        said(&Line::Skipped { path: shown, reason: reason.name() })
    }

    fn problem(&self, problem: &Problem) -> Said {
        let spot = problem.place.as_ref().map(|place| Positions::of(&place.text, 0).at(place.range.start));
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
    let start = file.content.start();
    let edits = |edits: &'a [crate::text::Edit]| {
        edits
            .iter()
            .map(|edit| EditLine {
                start: start + edit.range.start,
                end: start + edit.range.end,
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
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

fn said(line: &Line<'_>) -> Said {
    let mut out = String::new();
    add(&mut out, line);
    Said { out, err: String::new() }
}

fn add(out: &mut String, line: &Line<'_>) {
    // These types always serialise: they hold no maps with keys that are not strings.
    if let Ok(json) = serde_json::to_string(line) {
        out.push_str(&json);
        out.push('\n');
    }
}

impl From<Counts> for CountsLine {
    fn from(counts: Counts) -> Self {
        Self { error: counts.error, warning: counts.warning, information: counts.information, hint: counts.hint }
    }
}
