//! What `customary explain` prints of a word: for people, and as JSON.

mod human;
mod json;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::position::Positions;
use crate::check::{Explanation, Finding, Obstacle, TermExplanation, Unread};
use crate::policy::{Effective, Origin, Rules};
use crate::workspace::{Content, shown_from};

pub(in crate::cli) use human::Human;
pub(in crate::cli) use json::Json;

/// What was made of one word.
pub(in crate::cli) enum Item {
    /// A word of the pair.
    Pair(Box<Explanation>),
    /// A term of the house.
    Term(Box<TermExplanation>),
    /// A word that stands where nothing is read.
    Unread(Range<usize>, Unread),
    /// What is reported and has no sense: a name in code, a directive.
    Remark(Finding),
}

/// The text that a word stands in, and what is in force for it.
pub(in crate::cli) struct Scene<'a> {
    /// The path of the text as it is shown.
    pub(in crate::cli) shown: &'a str,
    pub(in crate::cli) content: &'a Content,
    pub(in crate::cli) rules: &'a Rules,
    pub(in crate::cli) effective: &'a Effective,
    /// The working folder, from which policies are named.
    pub(in crate::cli) folder: &'a Path,
    /// The baseline that counts for the text, if one does.
    pub(in crate::cli) baseline: Option<Arc<Path>>,
}

/// How an answer is printed.
pub(in crate::cli) trait Answer {
    /// All items of one question.
    fn answer(&self, scene: &Scene<'_>, items: &[Item]) -> String;
}

/// The places of the words in a text, as a person names them.
pub(in crate::cli) struct Places<'a>(Positions<'a>);

impl<'a> Places<'a> {
    pub(in crate::cli) fn new(content: &'a Content) -> Self {
        Self(Positions::new(content))
    }

    /// How many lines there are.
    pub(in crate::cli) fn lines(&self) -> usize {
        self.0.lines()
    }

    /// The byte of the text at a line and a column, both from 1.
    pub(in crate::cli) fn offset(&self, line: usize, column: usize) -> Option<usize> {
        self.0.offset(line, column)
    }

    /// The bytes of a line, from 1.
    pub(in crate::cli) fn line(&self, line: usize) -> Range<usize> {
        self.0.line(line)
    }

    /// The column of a byte, from 1.
    pub(in crate::cli) fn column(&self, offset: usize) -> usize {
        self.0.at(offset).column
    }
}

impl Item {
    /// Bytes of the text.
    pub(in crate::cli) fn range(&self) -> &Range<usize> {
        match self {
            Item::Pair(told) => &told.judged.range,
            Item::Term(told) => &told.term.range,
            Item::Unread(range, _) => range,
            Item::Remark(finding) => &finding.range,
        }
    }

    /// The finding, if it is reported.
    pub(in crate::cli) fn finding(&self) -> Option<&Finding> {
        match self {
            Item::Pair(told) => told.finding.as_ref(),
            Item::Term(told) => told.finding.as_ref(),
            Item::Unread(..) => None,
            Item::Remark(finding) => Some(finding),
        }
    }

    /// Takes the finding out that a baseline holds.
    pub(in crate::cli) fn hold_back(&mut self) {
        let (finding, obstacles) = match self {
            Item::Pair(told) => (&mut told.finding, &mut told.obstacles),
            Item::Term(told) => (&mut told.finding, &mut told.obstacles),
            Item::Unread(..) | Item::Remark(_) => return,
        };
        *finding = None;
        obstacles.push(Obstacle::Known);
    }

    fn obstacles(&self) -> &[Obstacle] {
        match self {
            Item::Pair(told) => &told.obstacles,
            Item::Term(told) => &told.obstacles,
            Item::Unread(..) | Item::Remark(_) => &[],
        }
    }
}

/// A line of a file.
struct Line {
    path: String,
    line: usize,
    column: usize,
    /// What stands there, without the white space around it.
    text: String,
    /// The extended file or preset that says it, where the line only brings it.
    through: Option<String>,
}

impl Scene<'_> {
    fn line_of(&self, origin: &Origin) -> Line {
        let place = &origin.place;
        let positions = Positions::of(crate::workspace::Offsets::same(&place.text, 0));
        let spot = positions.at(place.range.start);
        let text = positions.text().get(positions.line(spot.line)).unwrap_or_default();
        Line {
            path: shown_from(&place.path, self.folder),
            line: spot.line,
            column: spot.column,
            text: text.trim().to_owned(),
            // A preset is no path.
            through: origin.through.as_deref().map(|path| match path.is_absolute() {
                true => shown_from(path, self.folder),
                false => path.display().to_string(),
            }),
        }
    }

    /// Where an obstacle comes from: a line of the policy, of the text itself, or a baseline.
    fn line_of_obstacle(&self, obstacle: &Obstacle) -> Option<Line> {
        let here = |path: String| Line { path, line: 1, column: 1, text: String::new(), through: None };
        match obstacle {
            Obstacle::Known => self.baseline.as_deref().map(|path| here(shown_from(path, self.folder))),
            Obstacle::Directive(range) => {
                let spot = Positions::new(self.content).at(range.start);
                let text = self.content.text().get(range.clone()).unwrap_or_default().to_owned();
                Some(Line { line: spot.line, column: spot.column, text, ..here(self.shown.to_owned()) })
            }
            obstacle => obstacle.origin(self.rules, self.effective).map(|origin| self.line_of(&origin)),
        }
    }
}
