//! What is reported of a text that was edited: of the words that are as they were, and are judged as they were, the same
//! as last time, in another place.

use std::sync::Arc;

use super::code_names::CodeNames;
use super::pair::{Editor, Told};
use super::silence::Silence;
use super::verdict::Scene;
use super::wanted::Wishes;
use super::{Finding, Judged, Report};
use crate::policy::Rules;
use crate::prose::Spliced;
use crate::sense::{Again, Occurrence};

/// Where the edit gave more of the other words another judgement, all is told anew.
const MOST: usize = 256;

/// What the last report hangs on beside the words of its text.
#[derive(Debug)]
pub(super) struct Basis {
    rules: Arc<Rules>,
    names: CodeNames,
}

impl Basis {
    pub(super) fn new(rules: &Arc<Rules>, names: CodeNames) -> Self {
        Self { rules: Arc::clone(rules), names }
    }

    /// The names in the code of the text now, with whether they are those that they were.
    pub(super) fn names(self, scene: Scene<'_>, spliced: Option<&Spliced>) -> (CodeNames, bool) {
        if spliced.is_some_and(|spliced| spliced.keeps_code && spliced.keeps_sections) {
            return (self.names, true);
        }
        let now = CodeNames::default();
        let same = now.are_those_of(scene, &self.names);
        (now, same)
    }

    /// Whether the last report is of use for one by these rules: they are the same, and say nothing that hangs on all of
    /// the text.
    pub(super) fn holds(&self, scene: Scene<'_>, rules: &Arc<Rules>) -> bool {
        Arc::ptr_eq(&self.rules, rules)
            && rules.house.vocabulary.is_empty()
            && rules.judgements.is_empty()
            && !rules.asks_for_identifiers()
            && scene.document.directives.list.is_empty()
    }
}

/// What is told of the pair after an edit; `None` where all of it is to be told anew. `names` are those in the code.
pub(super) fn look(
    scene: Scene<'_>,
    occurrences: &[Occurrence],
    again: &Again<'_>,
    names: &CodeNames,
    mut told: Told,
) -> Option<Told> {
    let kept = told.judged.len().checked_sub(again.gone.len())?;
    let others: Vec<usize> = again.others().take(MOST + 1).collect();
    if kept + again.fresh.len() != occurrences.len() || others.len() > MOST {
        return None;
    }
    let mut editor = Editor::new(scene, Wishes::whatever_it_says(scene.rules)?);
    let mut silence = Silence::new(scene);
    let mut look_at = |index: usize| {
        let (occurrence, judgement) = (occurrences.get(index)?, again.judgements.get(index)?);
        let judgement = names.doubted(scene, occurrence, judgement);
        Some(editor.look_at(occurrence, judgement, &mut silence))
    };
    let mut behind = told.split_off(again.gone.end);
    told.split_off(again.gone.start);
    for index in again.fresh.clone() {
        let (judged, finding) = look_at(index)?;
        told.push(judged, finding);
    }
    behind.follow(occurrences.get(again.fresh.end..).unwrap_or_default());
    told.append(behind);
    for index in others {
        let (judged, finding) = look_at(index)?;
        told.replace(index, judged, finding);
    }
    Some(told)
}

impl Report {
    /// What it says of the pair's words, if it says nothing else.
    pub(super) fn into_told(self) -> Option<Told> {
        let of_the_pair = self.judged.iter().filter(|judged| judged.finding.is_some()).count();
        let alone = self.house.is_empty() && self.findings.len() == of_the_pair;
        alone.then_some(Told { judged: self.judged, findings: self.findings })
    }
}

impl Told {
    /// The index of the first finding from an occurrence on.
    fn finding_from(&self, index: usize) -> usize {
        let behind = self.judged.get(index..).unwrap_or_default();
        behind.iter().find_map(|judged| judged.finding).unwrap_or(self.findings.len())
    }

    fn split_off(&mut self, index: usize) -> Self {
        let finding = self.finding_from(index);
        let mut behind = Self { judged: self.judged.split_off(index), findings: self.findings.split_off(finding) };
        behind.judged.iter_mut().filter_map(|judged| judged.finding.as_mut()).for_each(|at| *at -= finding);
        behind
    }

    fn push(&mut self, judged: Judged, finding: Option<Finding>) {
        self.judged.push(Judged { finding: finding.is_some().then_some(self.findings.len()), ..judged });
        self.findings.extend(finding);
    }

    fn append(&mut self, mut behind: Self) {
        let before = self.findings.len();
        behind.judged.iter_mut().filter_map(|judged| judged.finding.as_mut()).for_each(|at| *at += before);
        self.judged.append(&mut behind.judged);
        self.findings.append(&mut behind.findings);
    }

    /// Puts something else in the place of what is told of an occurrence.
    fn replace(&mut self, index: usize, judged: Judged, finding: Option<Finding>) {
        let Some(old) = self.judged.get_mut(index) else { return };
        let (before, now) = (old.finding, finding.is_some());
        *old = Judged { finding: before.filter(|_| now), ..judged };
        match (before, finding) {
            (Some(at), Some(finding)) => drop(self.findings.get_mut(at).map(|old| *old = finding)),
            (None, None) => {}
            (before, finding) => {
                let mut behind = self.split_off(index + 1);
                self.findings.truncate(before.unwrap_or(self.findings.len()));
                if let Some(judged) = self.judged.pop() {
                    self.push(judged, finding);
                }
                self.append(std::mem::take(&mut behind));
            }
        }
    }

    /// Moves everything to where the words stand now.
    fn follow(&mut self, occurrences: &[Occurrence]) {
        for (judged, occurrence) in self.judged.iter_mut().zip(occurrences) {
            let shift = occurrence.source.start.cast_signed() - judged.range.start.cast_signed();
            (judged.range, judged.block) = (occurrence.source.clone(), occurrence.block);
            if let Some(finding) = judged.finding.and_then(|at| self.findings.get_mut(at)) {
                finding.range = occurrence.source.clone();
                for edit in finding.fix.iter_mut().chain(&mut finding.alternatives).flat_map(|fix| &mut fix.edits) {
                    let moved = |at: usize| at.saturating_add_signed(shift);
                    edit.range = moved(edit.range.start)..moved(edit.range.end);
                }
            }
        }
    }
}
