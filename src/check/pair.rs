//! The verdict on the built-in pair: where its words stand, and what the policy objects to.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use super::finding::{Wanted, Why};
use super::messages::{self, Words};
use super::silence::Silence;
use super::verdict::{Detail, Scene};
use super::wanted::{self, Poll, Wishes};
use super::{Applicability, Finding, Fix, HouseTerm, Judged, swap};
use crate::policy::{Prefer, Rules, Severity};
use crate::prose;
use crate::sense::{self, Doubt, Judgement, Occurrence, Sense};
use crate::terms::{self, Form};

/// What findings are said to be of.
static ID: LazyLock<Arc<str>> = LazyLock::new(|| terms::pair().id.as_str().into());

/// Whether the policy looks at an occurrence, whatever it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It does.
    Open,
    /// Its region is not checked, its phrase allowed, or a term of the house covers it.
    Closed,
}

/// What is told of the occurrences of the pair.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Every one, if that was asked for, in order of place; each with the index of its finding.
    pub(super) judged: Vec<Judged>,
    /// What the policy objects to.
    pub(super) findings: Vec<Finding>,
}

/// Every occurrence of the pair, with the finding where the policy objects. `house` is what the concepts
/// of the house say: where one of their terms stands and its concept has a say, the pair is silent.
pub(super) fn look<'a>(
    scene: Scene<'a>,
    occurrences: &[Occurrence],
    judgements: Vec<Judgement>,
    house: &[(HouseTerm, Option<Finding>)],
    silence: &mut Silence<'_>,
    detail: Detail,
) -> (Told, Asked) {
    let covered =
        Covered::new(house.iter().filter(|(term, _)| term.speaks).map(|(term, _)| term.range.clone()).collect());
    let standings: Vec<Standing> = occurrences.iter().map(|occurrence| scene.standing(occurrence, &covered)).collect();
    let (wishes, poll) = Wishes::of(scene, occurrences, &judgements, &standings);
    let mut editor = Editor::new(scene, wishes);
    let mut out = Told::default();
    for ((occurrence, judgement), standing) in occurrences.iter().zip(judgements).zip(standings) {
        let wanted = editor.wishes.at(occurrence);
        let finding = editor.finding(occurrence, (&judgement, standing), wanted.as_ref(), silence);
        if detail == Detail::Everything {
            let place = finding.is_some().then_some(out.findings.len());
            out.judged.push(Judged { finding: place, ..scene.judged(occurrence, judgement, wanted) });
        }
        out.findings.extend(finding);
    }
    let in_order = in_order(occurrences);
    if !in_order {
        out.judged.sort_by_key(|judged| judged.range.start);
    }
    out.judged.shrink_to_fit();
    (out, Asked { poll, wanted: editor.wishes.everywhere().cloned(), in_order })
}

/// Whether occurrences come in order of place. Those of a comment in the middle of a paragraph come behind all of its own.
pub(super) fn in_order(occurrences: &[Occurrence]) -> bool {
    occurrences.is_sorted_by_key(|occurrence| occurrence.source.start)
}

/// What was asked of a text: the word that is wanted everywhere in it, if one is, and the poll where that decides.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) poll: Poll,
    pub(super) wanted: Option<Wanted>,
    /// Whether what was told of the occurrences is in their order.
    pub(super) in_order: bool,
}

/// Who tells what the policy objects to.
pub(super) struct Editor<'a> {
    scene: Scene<'a>,
    pub(super) wishes: Wishes<'a>,
    said: Said<'a>,
}

impl<'a> Editor<'a> {
    pub(super) fn new(scene: Scene<'a>, wishes: Wishes<'a>) -> Self {
        Self { scene, wishes, said: Said::default() }
    }

    /// An occurrence that no term of the house covers, with its finding.
    pub(super) fn look_at(
        &mut self,
        occurrence: &Occurrence,
        judgement: Judgement,
        silence: &mut Silence<'_>,
    ) -> (Judged, Option<Finding>) {
        let standing = self.scene.standing_alone(occurrence);
        let wanted = self.wishes.at(occurrence);
        let finding = self.finding(occurrence, (&judgement, standing), wanted.as_ref(), silence);
        (self.scene.judged(occurrence, judgement, wanted), finding)
    }

    /// What the finding of an occurrence says where this word is wanted in its place.
    pub(super) fn message(&mut self, (occurrence, judged): (&Occurrence, &Judged), wanted: &Wanted) -> Arc<str> {
        let word = self.scene.text.get(occurrence.source.clone()).unwrap_or_default();
        let thought = (judged.sense, judged.confidence, judged.doubts.as_slice());
        self.said.of(Saying::new((word, occurrence.hit.form), thought, wanted), wanted).1
    }

    /// What the policy objects to in an occurrence, in whose place it wants this word.
    fn finding(
        &mut self,
        occurrence: &Occurrence,
        (judgement, standing): (&Judgement, Standing),
        wanted: Option<&Wanted>,
        silence: &mut Silence<'_>,
    ) -> Option<Finding> {
        let objects = |wanted: &Wanted| match judgement.sense {
            // That a text keeps to one word says nothing of *customer service*.
            Sense::Party => !matches!(wanted.why, Why::Most { .. }) || !wanted::is_settled(judgement),
            // Who never uses a word may well speak of it, where nobody asked for another.
            Sense::Mention => !matches!(wanted.why, Why::Most { counts } if counts.contains(&0)),
            Sense::Software | Sense::Name | Sense::Term => false,
        };
        let wanted = wanted.filter(|wanted| wanted.term != occurrence.hit.term)?;
        let silent = standing != Standing::Open
            || !objects(wanted)
            || silence.covers(occurrence.source.start, &terms::pair().id);
        (!silent).then(|| self.scene.finding(occurrence, judgement, wanted, &mut self.said))
    }
}

impl Rules {
    /// Whether the policy looks at the pair in this file at all.
    pub fn looks_at_the_pair(&self) -> bool {
        let asks = match self.prefer {
            Prefer::Client | Prefer::Customer | Prefer::Consistent | Prefer::ByContext => true,
            Prefer::Off | Prefer::BothDefined => false,
        };
        asks && self.left_alone.is_none() && !self.is_disabled(&terms::pair().id)
    }
}

/// What the terms of the house cover: for each start of one, in order, how far any up to it reaches.
struct Covered(Vec<(usize, usize)>);

impl Covered {
    fn new(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.sort_unstable_by_key(|range| range.start);
        let mut farthest = 0;
        let reach = |range: Range<usize>| {
            farthest = farthest.max(range.end);
            (range.start, farthest)
        };
        Self(ranges.into_iter().map(reach).collect())
    }

    fn covers(&self, range: &Range<usize>) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= range.start);
        after.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|(_, end)| range.end <= *end)
    }
}

impl<'a> Scene<'a> {
    /// The standing of an occurrence that no term of the house covers.
    pub(super) fn standing_alone(&self, occurrence: &Occurrence) -> Standing {
        self.standing(occurrence, &Covered::new(Vec::new()))
    }

    fn standing(&self, occurrence: &Occurrence, covered: &Covered) -> Standing {
        let hit = &occurrence.hit;
        let Some(block) = self.document.blocks.get(occurrence.block) else { return Standing::Closed };
        let open = self.rules.check.contains(block.region_at(hit.range.start))
            && !covered.covers(&occurrence.source)
            && self.rules.allow.covering(&block.text, hit.range.clone()).is_empty();
        if open { Standing::Open } else { Standing::Closed }
    }

    fn finding(&self, occurrence: &Occurrence, judgement: &Judgement, wanted: &Wanted, said: &mut Said<'a>) -> Finding {
        let thought = (judgement.sense, judgement.confidence, judgement.doubts.as_slice());
        let word = self.text.get(occurrence.source.clone()).unwrap_or_default();
        let saying = Saying::new((word, occurrence.hit.form), thought, wanted);
        let doubtful = saying.doubtful;
        let applicability =
            if judgement.doubts.is_empty() && !doubtful { Applicability::Safe } else { Applicability::Review };
        let edits = match judgement.sense {
            Sense::Party => swap::edits(self.text, self.document, occurrence),
            _ => Vec::new(),
        };
        let asked = self.rules.forced_severity.unwrap_or(self.rules.severity);
        let (text, message) = said.of(saying, wanted);
        Finding {
            range: occurrence.source.clone(),
            message,
            text,
            concept: Arc::clone(&ID),
            severity: if doubtful { Severity::Hint } else { asked },
            sense: Some(judgement.sense),
            confidence: Some(judgement.confidence),
            fix: (!edits.is_empty()).then_some(Fix { applicability, edits }),
            alternatives: Vec::new(),
            origin: wanted.origin.clone(),
        }
    }

    fn judged(&self, occurrence: &Occurrence, judgement: Judgement, wanted: Option<Wanted>) -> Judged {
        let block = self.document.blocks.get(occurrence.block);
        Judged {
            range: occurrence.source.clone(),
            block: occurrence.block,
            term: occurrence.hit.term,
            sense: judgement.sense,
            confidence: judgement.confidence,
            reasons: judgement.reasons,
            doubts: judgement.doubts,
            region: block.map_or(prose::Region::Prose, |block| block.region_at(occurrence.hit.range.start)),
            wanted,
            finding: None,
        }
    }
}

/// All that the message of a finding depends on.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Saying<'a> {
    /// The word as it stands.
    word: &'a str,
    form: Form,
    sense: Sense,
    doubtful: bool,
    /// The first of its doubts.
    doubt: Option<Doubt>,
    /// The term that is wanted, and why.
    term: usize,
    why: Why,
}

/// The words of findings and what is said of them: a text has thousands of the one, and few of the other.
#[derive(Debug, Default)]
struct Said<'a>(FxHashMap<Saying<'a>, (Arc<str>, Arc<str>)>);

impl<'a> Said<'a> {
    fn of(&mut self, saying: Saying<'a>, wanted: &Wanted) -> (Arc<str>, Arc<str>) {
        if let Some(known) = self.0.get(&saying) {
            return known.clone();
        }
        let said = (Arc::from(saying.word), Arc::from(saying.message(wanted)));
        self.0.insert(saying, said.clone());
        said
    }
}

impl<'a> Saying<'a> {
    /// Of a word, as it stands and as a form, of which this is thought.
    fn new(
        (word, form): (&'a str, Form),
        (sense, confidence, doubts): (Sense, f32, &[Doubt]),
        wanted: &Wanted,
    ) -> Self {
        let doubtful = sense != Sense::Party || confidence < sense::threshold();
        let (term, why) = (wanted.term, wanted.why.clone());
        Self { word, form, sense, doubtful, doubt: doubts.first().copied(), term, why }
    }

    fn message(&self, wanted: &Wanted) -> String {
        let Some(term) = terms::pair().terms.get(self.term) else { return String::new() };
        let other = self.form.of(term);
        let words = Words { word: self.word, other: &other, wanted };
        match self.sense {
            Sense::Party if self.doubtful => messages::perhaps(&words),
            Sense::Party => messages::party(&words, self.doubt),
            Sense::Mention | Sense::Name | Sense::Software | Sense::Term => messages::mention(&words),
        }
    }
}
