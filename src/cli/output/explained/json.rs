//! An explanation for programs. `docs/cli.md` describes it field by field.

use serde::Serialize;

use super::super::jsonl;
use super::super::position::{Positions, Spot};
use super::{Answer, Item, Line, Scene};
use crate::check::{self, Sum};
use crate::policy::Origin;
use crate::sense::{Reason, Sense};
use crate::terms;

/// Prints JSON.
pub(in crate::cli) struct Json {
    /// One line an item, not one readable text of all.
    pub(in crate::cli) lines: bool,
}

impl Answer for Json {
    fn answer(&self, scene: &Scene<'_>, items: &[Item]) -> String {
        let items: Vec<Explained> = items.iter().map(|item| Explained::of(scene, item)).collect();
        if self.lines {
            let lines = items.iter().filter_map(|item| serde_json::to_string(item).ok());
            return lines.map(|line| line + "\n").collect();
        }
        // These types always serialise: they hold no maps with keys that are not strings.
        let text = match items.as_slice() {
            [one] => serde_json::to_string_pretty(one),
            several => serde_json::to_string_pretty(several),
        };
        text.map(|text| text + "\n").unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Explained {
    #[serde(rename = "type")]
    kind: &'static str,
    path: String,
    range: Range,
    text: String,
    /// `client-customer`, the id of a concept of the house, or null.
    concept: Option<String>,
    sense: Option<&'static str>,
    /// How likely that sense is.
    confidence: Option<f64>,
    /// The sense that is next likely.
    against: Option<&'static str>,
    /// The log odds of the one against the other.
    score: Option<f64>,
    /// All pieces, weightiest first; their weights add up to the score.
    evidence: Vec<Piece>,
    doubts: Vec<String>,
    /// The word that the policy wants in this place.
    wanted: Option<&'static str>,
    /// The line that asks for it.
    policy: Option<PolicyLine>,
    reported: bool,
    severity: Option<&'static str>,
    message: Option<String>,
    fix: Option<&'static str>,
    obstacles: Vec<ObstacleLine>,
}

#[derive(Serialize)]
struct Range {
    start: Spot,
    end: Spot,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    weight: f64,
}

#[derive(Serialize)]
struct PolicyLine {
    path: String,
    line: usize,
    column: usize,
    text: String,
    through: Option<String>,
}

#[derive(Serialize)]
struct ObstacleLine {
    kind: &'static str,
    message: String,
    at: Option<PolicyLine>,
}

impl Explained {
    fn of(scene: &Scene<'_>, item: &Item) -> Self {
        let mut out = Self::bare(scene, item);
        match item {
            Item::Pair(told) => {
                out.concept = Some(terms::pair().id.clone());
                out.sense = Some(told.judged.sense.name());
                out.confidence = Some(jsonl::rounded(told.certainty()));
                out.against = Some(told.against.name());
                out.weigh(&told.reasons);
                out.doubts = told.looks();
                let wanted = told.judged.wanted.as_ref();
                let term = wanted.and_then(|wanted| terms::pair().terms.get(wanted.term));
                out.wanted = term.map(|term| term.text.as_str());
                out.policy = line(scene, wanted.and_then(|wanted| wanted.origin.as_ref()));
            }
            Item::Term(told) => {
                let house = &scene.rules.house;
                let concept = house.vocabulary.concepts().get(told.term.concept);
                out.concept = concept.map(|concept| concept.id.clone());
                out.sense = Some(Sense::Term.name());
                out.confidence = Some(jsonl::rounded(told.certainty()));
                out.weigh(&told.reasons);
                out.doubts = told.looks();
                out.policy = line(scene, house.concepts.get(told.term.concept).map(|concept| &concept.origin));
            }
            Item::Unread(_, why) => {
                out.obstacles.push(ObstacleLine { kind: "unread", message: why.sentence(), at: None });
            }
            Item::Remark(finding) => {
                out.concept = Some(finding.concept.to_string());
                out.policy = line(scene, finding.origin.as_ref());
            }
        }
        out
    }

    /// What is known of every item.
    fn bare(scene: &Scene<'_>, item: &Item) -> Self {
        let positions = Positions::new(scene.content);
        let range = item.range();
        let finding = item.finding();
        let obstacle = |obstacle: &check::Obstacle| ObstacleLine {
            kind: obstacle.name(),
            message: obstacle.sentence(),
            at: scene.line_of_obstacle(obstacle).map(PolicyLine::from),
        };
        Self {
            kind: "explanation",
            path: scene.shown.to_owned(),
            range: Range { start: positions.at(range.start), end: positions.at(range.end) },
            text: scene.content.text().get(range.clone()).unwrap_or_default().to_owned(),
            concept: None,
            sense: None,
            confidence: None,
            against: None,
            score: None,
            evidence: Vec::new(),
            doubts: Vec::new(),
            wanted: None,
            policy: None,
            reported: finding.is_some(),
            severity: finding.map(|finding| finding.severity.name()),
            message: finding.map(|finding| finding.message.to_string()),
            fix: finding.and_then(|finding| finding.fix.as_ref()).map(|fix| fix.applicability.name()),
            obstacles: item.obstacles().iter().map(obstacle).collect(),
        }
    }

    fn weigh(&mut self, reasons: &[Reason]) {
        let (pieces, total) = Sum::all(reasons);
        self.evidence = pieces.into_iter().map(|(text, weight)| Piece { text, weight: whole(weight) }).collect();
        self.score = Some(whole(total));
    }
}

/// Hundredths as a number.
#[expect(clippy::cast_precision_loss, reason = "weights are small")]
fn whole(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

fn line(scene: &Scene<'_>, origin: Option<&Origin>) -> Option<PolicyLine> {
    origin.map(|origin| PolicyLine::from(scene.line_of(origin)))
}

impl From<Line> for PolicyLine {
    fn from(line: Line) -> Self {
        let Line { path, line, column, text, through } = line;
        Self { path, line, column, text, through }
    }
}
