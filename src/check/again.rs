//! What is reported of a text that was edited: of the words that are as they were, and are judged as they were, the same
//! as last time, in another place.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::code_names::CodeNames;
use super::pair::{Asked, Editor, Told, in_order};
use super::silence::Silence;
use super::verdict::Scene;
use super::wanted::{Ballot, Wishes};
use super::{Finding, Judged, Report, Wanted, Why};
use crate::policy::{Prefer, Rules};
use crate::prose::Spliced;
use crate::sense::{Again, Occurrence};

/// What the last report hangs on beside the words of its text.
#[derive(Debug)]
pub(super) struct Basis {
    rules: Arc<Rules>,
    names: CodeNames,
    asked: Asked,
}

impl Basis {
    pub(super) fn new(rules: &Arc<Rules>, names: CodeNames, asked: Asked) -> Self {
        Self { rules: Arc::clone(rules), names, asked }
    }

    /// The names in the code of the text now, with the sections where others stand than did; and what was asked last.
    pub(super) fn follow(mut self, scene: Scene<'_>, spliced: &Spliced) -> (CodeNames, HashSet<usize>, Asked) {
        let other = if spliced.code.is_none() && spliced.sections.is_none() {
            HashSet::new()
        } else {
            self.names.follow(scene, spliced)
        };
        (self.names, other, self.asked)
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
    (mut told, asked): (Told, Asked),
) -> Option<(Told, Asked)> {
    let kept = told.judged.len().checked_sub(again.gone.len())?;
    let around = again.fresh.start.saturating_sub(1)..occurrences.len().min(again.fresh.end + 1);
    if kept + again.fresh.len() != occurrences.len() || !asked.in_order || !in_order(occurrences.get(around)?) {
        return None;
    }
    let before = asked.wanted.clone();
    let (wishes, asked) = match Wishes::whatever_it_says(scene.rules) {
        Some(wishes) => (wishes, asked),
        None => asked.follow(scene, occurrences, again)?,
    };
    let mut editor = Editor::new(scene, wishes);
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
    let others: BTreeSet<usize> = again.others.iter().copied().chain(named_otherwise).collect();
    told.put(others.into_iter().filter_map(|index| Some((index, look_at(index)?))));
    if let Some(wanted) = asked.wanted.as_ref().filter(|wanted| before.is_none_or(|before| before.why != wanted.why)) {
        told.want(wanted, occurrences, &mut editor);
    }
    Some((told, asked))
}

impl Asked {
    /// What a house that wants the word which a text uses most asks of the text as it is now. `None` where that is another
    /// word than it was, or has a say in what is objected to.
    fn follow<'a>(
        mut self,
        scene: Scene<'a>,
        occurrences: &[Occurrence],
        again: &Again<'_>,
    ) -> Option<(Wishes<'a>, Self)> {
        if scene.rules.prefer != Prefer::Consistent || again.gone.end > self.poll.len() {
            return None;
        }
        let ballot = |index: usize| {
            let (occurrence, judgement) = (occurrences.get(index)?, again.judgements.get(index)?);
            Some(Ballot::of(scene, (occurrence, scene.standing_alone(occurrence)), judgement))
        };
        let fresh: Option<Vec<Ballot>> = again.fresh.clone().map(ballot).collect();
        self.poll.replace(again.gone.clone(), fresh?);
        if self.poll.len() != occurrences.len() {
            return None;
        }
        for index in &again.others {
            self.poll.replace(*index..*index + 1, vec![ballot(*index)?]);
        }
        let wishes = Wishes::of_the_most(scene, occurrences, &self.poll);
        let objected_to = |wanted: &Wanted| match wanted.why {
            // Where one of them is never used, talk of it is let be.
            Why::Most { counts } => Some((wanted.term, counts.contains(&0))),
            Why::House | Why::Near(_) | Why::Place => None,
        };
        let same = self.wanted.as_ref().map(objected_to) == wishes.everywhere().map(objected_to);
        self.wanted = wishes.everywhere().cloned();
        same.then_some((wishes, self))
    }
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

    /// Says of every word that this is wanted in its place, which is the word that was wanted before, for another reason.
    fn want(&mut self, wanted: &Wanted, occurrences: &[Occurrence], editor: &mut Editor<'_>) {
        // Findings share what they say; words that are all over the text are not looked at again. What they said is held
        // on to, so that nothing else comes to lie there.
        let mut known: FxHashMap<*const u8, [Arc<str>; 2]> = FxHashMap::default();
        for (judged, occurrence) in self.judged.iter_mut().zip(occurrences) {
            judged.wanted = Some(wanted.clone());
            if let Some(finding) = judged.finding.and_then(|at| self.findings.get_mut(at)) {
                let said = known
                    .entry(finding.message.as_ptr())
                    .or_insert_with(|| [Arc::clone(&finding.message), editor.message((occurrence, judged), wanted)]);
                finding.message = Arc::clone(&said[1]);
            }
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
