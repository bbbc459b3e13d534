//! Which of the pair's two words the policy wants at a place, and why.

use std::cmp::Ordering;
use std::ops::Range;

use super::finding::{Wanted, Why};
use super::near::Cues;
use super::pair::Standing;
use super::verdict::Scene;
use crate::policy::{Prefer, Rules, When, Within};
use crate::sense::{self, Doubt, Judgement, Occurrence, Sense};
use crate::terms;

/// What a policy wants of the words of one document.
pub(super) enum Wishes<'a> {
    /// Nothing.
    None,
    /// The same everywhere.
    Everywhere(Wanted),
    /// What the first of these that matches says, each with its cues.
    ByContext(Vec<(&'a When, Option<Cues<'a>>)>),
}

impl<'a> Wishes<'a> {
    /// What the policy wants in this document, with the poll where that decides. `standings` tell which occurrences it
    /// looks at.
    pub(super) fn of(
        scene: Scene<'a>,
        occurrences: &[Occurrence],
        judgements: &[Judgement],
        standings: &[Standing],
    ) -> (Self, Poll) {
        let rules = scene.rules;
        if let Some(wishes) = Wishes::whatever_it_says(rules) {
            return (wishes, Poll::default());
        }
        if rules.prefer == Prefer::Consistent {
            let ballots = occurrences.iter().zip(judgements).zip(standings);
            let ballots = ballots.map(|((one, judgement), standing)| Ballot::of(scene, (one, *standing), judgement));
            let poll = ballots.collect();
            return (Wishes::of_the_most(scene, occurrences, &poll), poll);
        }
        let cues = |when: &'a When| when.near.as_ref().map(|near| Cues::new(scene.document, near));
        let whens = rules.when.iter().map(|when| (when.as_ref(), cues(when))).collect();
        (Wishes::ByContext(whens), Poll::default())
    }

    /// What the policy wants whatever stands in the document; `None` where that matters.
    pub(super) fn whatever_it_says(rules: &Rules) -> Option<Self> {
        let of_the_house = |term| Wishes::wanting(rules, term, Why::House);
        match rules.prefer {
            _ if !rules.looks_at_the_pair() => Some(Wishes::None),
            Prefer::Off | Prefer::BothDefined => Some(Wishes::None),
            Prefer::Client | Prefer::Customer => Some(rules.prefer.term().map_or(Wishes::None, of_the_house)),
            Prefer::Consistent | Prefer::ByContext => None,
        }
    }

    /// What a policy wants that asks each document for the word it uses most.
    pub(super) fn of_the_most(scene: Scene<'_>, occurrences: &[Occurrence], poll: &Poll) -> Self {
        let most = poll.majority(occurrences).filter(|_| !sense::is_glossary(scene.document));
        most.map_or(Wishes::None, |(term, counts)| Wishes::wanting(scene.rules, term, Why::Most { counts }))
    }

    fn wanting(rules: &Rules, term: usize, why: Why) -> Self {
        Wishes::Everywhere(Wanted { term, why, origin: rules.origin.clone() })
    }

    /// The word that is wanted wherever one of the two stands, if one is.
    pub(super) fn everywhere(&self) -> Option<&Wanted> {
        match self {
            Wishes::Everywhere(wanted) => Some(wanted),
            Wishes::None | Wishes::ByContext(_) => None,
        }
    }

    /// The word that is wanted in the place of an occurrence, if one is.
    pub(super) fn at(&self, occurrence: &Occurrence) -> Option<Wanted> {
        match self {
            Wishes::None => None,
            Wishes::Everywhere(wanted) => Some(wanted.clone()),
            Wishes::ByContext(whens) => whens
                .iter()
                .find_map(|(when, cues)| {
                    let why = match cues {
                        None => Why::Place,
                        Some(cues) => Why::Near(cues.reach(occurrence.block, &occurrence.hit.range, when.within)?),
                    };
                    Some((when, why))
                })
                .and_then(|(when, why)| {
                    Some(Wanted { term: when.prefer.term()?, why, origin: Some(when.origin.clone()) })
                }),
        }
    }
}

/// Whether a word is part of a compound that is settled whatever the text says elsewhere: *customer service*.
pub(super) fn is_settled(judgement: &Judgement) -> bool {
    judgement.doubts.contains(&Doubt::SettledCompound)
}

impl Rules {
    /// Whether blocks without a word of the pair count as well, for the cues that they hold.
    pub(super) fn cues_reach_far(&self) -> bool {
        let far = |when: &When| when.near.is_some() && matches!(when.within, Within::Section | Within::Document);
        self.prefer == Prefer::ByContext && self.when.iter().any(|when| far(when))
    }
}

/// What one occurrence says of the word that its text uses most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ballot {
    /// The term, where it surely means a party. Texts have many of these.
    party: Option<u8>,
    /// Whether the text means different parties by the two words.
    tells_apart: bool,
}

impl Ballot {
    pub(super) fn of(scene: Scene<'_>, (occurrence, standing): (&Occurrence, Standing), judgement: &Judgement) -> Self {
        let directives = &scene.document.directives;
        let is_party = standing == Standing::Open
            && judgement.sense == Sense::Party
            && judgement.confidence >= sense::threshold()
            && !is_settled(judgement)
            && directives.silencing(occurrence.source.start, &terms::pair().id).is_none();
        let term = u8::try_from(occurrence.hit.term).ok();
        Self { party: term.filter(|_| is_party), tells_apart: judgement.tells_apart() }
    }
}

/// What all occurrences of a text say of the word that it uses most, counted as they come and go.
#[derive(Debug, Default)]
pub(super) struct Poll {
    each: Vec<Ballot>,
    counts: [usize; 2],
    tell_apart: usize,
}

impl FromIterator<Ballot> for Poll {
    fn from_iter<I: IntoIterator<Item = Ballot>>(ballots: I) -> Self {
        let mut poll = Self::default();
        poll.replace(0..0, ballots.into_iter().collect());
        poll
    }
}

impl Poll {
    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    /// Counts some instead of those at a range, which has to be one of theirs.
    pub(super) fn replace(&mut self, gone: Range<usize>, fresh: Vec<Ballot>) {
        fresh.iter().for_each(|ballot| self.count(*ballot, |count| *count += 1));
        let gone: Vec<Ballot> = self.each.splice(gone, fresh).collect();
        gone.into_iter().for_each(|ballot| self.count(ballot, |count| *count -= 1));
    }

    fn count(&mut self, ballot: Ballot, step: impl Fn(&mut usize)) {
        ballot.party.and_then(|term| self.counts.get_mut(usize::from(term))).into_iter().for_each(&step);
        ballot.tells_apart.then_some(&mut self.tell_apart).into_iter().for_each(&step);
    }

    /// The word that the text uses most where it surely means a party, of a tie the one that it uses first, and how
    /// often it uses each. `None` where there is no such word, or where the text means different parties by the two:
    /// nobody asked it for one word.
    fn majority(&self, occurrences: &[Occurrence]) -> Option<(usize, [usize; 2])> {
        if self.tell_apart > 0 {
            return None;
        }
        let [client, customer] = self.counts;
        let parties = || occurrences.iter().zip(&self.each).filter(|(_, ballot)| ballot.party.is_some());
        let most = match client.cmp(&customer) {
            Ordering::Greater => 0,
            Ordering::Less => 1,
            Ordering::Equal => parties().map(|(occurrence, _)| occurrence).min_by_key(|one| one.source.start)?.hit.term,
        };
        Some((most, self.counts))
    }
}
