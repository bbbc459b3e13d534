//! What is reported of a text that was edited: of the words that are as they were, and are judged as they were, the same
//! as last time, in another place.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
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

    /// The names in the code of the text now, with the sections where others stand than did.
    pub(super) fn names(mut self, scene: Scene<'_>, spliced: &Spliced) -> (CodeNames, HashSet<usize>) {
        let other = if spliced.code.is_none() && spliced.sections.is_none() {
            HashSet::new()
        } else {
            self.names.follow(scene, spliced)
        };
        (self.names, other)
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

/// What is told of the pair after an edit; `None` where all of it is to be told anew. `names` are those in the code, with the
/// sections where others stand than did.
pub(super) fn look(
    scene: Scene<'_>,
    occurrences: &[Occurrence],
    again: &Again<'_>,
    (names, other): (&CodeNames, &HashSet<usize>),
    mut told: Told,
) -> Option<Told> {
    let kept = told.judged.len().checked_sub(again.gone.len())?;
    if kept + again.fresh.len() != occurrences.len() {
        return None;
    }
    let mut editor = Editor::new(scene, Wishes::whatever_it_says(scene.rules)?);
    let mut silence = Silence::new(scene);
    let mut look_at = |index: usize| {
        let (occurrence, judgement) = (occurrences.get(index)?, again.judgements.get(index)?);
        let judgement = names.doubted(scene, occurrence, judgement);
        Some(editor.look_at(occurrence, judgement, &mut silence))
    };
    let fresh: Option<Vec<_>> = again.fresh.clone().map(&mut look_at).collect();
    told.splice(again.gone.clone(), fresh?);
    told.follow(again.fresh.end, occurrences);
    let section = |one: &Occurrence| scene.document.blocks.get(one.block).and_then(|block| block.section);
    let named_otherwise = |index: &usize| {
        let section = occurrences.get(*index).and_then(section);
        section.is_some_and(|section| other.contains(&section)) && !again.fresh.contains(index)
    };
    let named_otherwise = if other.is_empty() { 0..0 } else { 0..occurrences.len() }.filter(named_otherwise);
    let others: BTreeSet<usize> = again.others().chain(named_otherwise).collect();
    told.put(others.into_iter().filter_map(|index| Some((index, look_at(index)?))));
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

    /// Puts others in the place of some occurrences, each with its finding.
    fn splice(&mut self, gone: Range<usize>, fresh: Vec<(Judged, Option<Finding>)>) {
        let findings = self.finding_from(gone.start)..self.finding_from(gone.end);
        let behind = gone.start + fresh.len();
        let (judged, fresh): (Vec<Judged>, Vec<Option<Finding>>) = fresh.into_iter().unzip();
        let mut next = findings.start;
        let numbered = judged.into_iter().zip(&fresh).map(|(judged, finding)| {
            let own = finding.is_some().then_some(next);
            next += usize::from(finding.is_some());
            Judged { finding: own, ..judged }
        });
        self.judged.splice(gone, numbered);
        if next != findings.end {
            let behind = self.judged.iter_mut().skip(behind).filter_map(|judged| judged.finding.as_mut());
            behind.for_each(|at| *at = *at + next - findings.end);
        }
        self.findings.splice(findings, fresh.into_iter().flatten());
    }

    /// Puts others in the place of some occurrences, each with its finding, one by one and in order.
    fn put(&mut self, others: impl Iterator<Item = (usize, (Judged, Option<Finding>))>) {
        let mut came_or_went = Vec::new();
        for (index, (judged, finding)) in others {
            let Some(old) = self.judged.get_mut(index) else { continue };
            *old = Judged { finding: old.finding, ..judged };
            match (old.finding.and_then(|at| self.findings.get_mut(at)), finding) {
                (Some(old), Some(finding)) => *old = finding,
                (None, None) => {}
                (_, finding) => came_or_went.push((index, finding)),
            }
        }
        if came_or_went.is_empty() {
            return;
        }
        let (mut findings, mut other) =
            (std::mem::take(&mut self.findings).into_iter(), came_or_went.into_iter().peekable());
        for (index, judged) in self.judged.iter_mut().enumerate() {
            let own = judged.finding.and_then(|_| findings.next());
            let own = other.next_if(|(at, _)| *at == index).map_or(own, |(_, finding)| finding);
            judged.finding = own.is_some().then_some(self.findings.len());
            self.findings.extend(own);
        }
    }

    /// Moves what is told from an index on to where the words stand now.
    fn follow(&mut self, from: usize, occurrences: &[Occurrence]) {
        for (judged, occurrence) in self.judged.iter_mut().zip(occurrences).skip(from) {
            let shift = occurrence.source.start.cast_signed() - judged.range.start.cast_signed();
            (judged.range, judged.block) = (occurrence.source.clone(), occurrence.block);
            if let Some(finding) = judged.finding.and_then(|at| self.findings.get_mut(at)).filter(|_| shift != 0) {
                finding.range = occurrence.source.clone();
                for edit in finding.fix.iter_mut().chain(&mut finding.alternatives).flat_map(|fix| &mut fix.edits) {
                    let moved = |at: usize| at.saturating_add_signed(shift);
                    edit.range = moved(edit.range.start)..moved(edit.range.end);
                }
            }
        }
    }
}
