//! Which of the pair's two words the policy wants at a place, and why.

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
    /// What the policy wants in this document. `standings` tell which occurrences it looks at.
    pub(super) fn of(
        scene: Scene<'a>,
        occurrences: &[Occurrence],
        judgements: &[Judgement],
        standings: &[Standing],
    ) -> Self {
        let rules = scene.rules;
        Wishes::whatever_it_says(rules).unwrap_or_else(|| match rules.prefer {
            Prefer::Consistent => Wishes::of_the_most(scene, occurrences, judgements, standings),
            _ => {
                let cues = |when: &'a When| when.near.as_ref().map(|near| Cues::new(scene.document, near));
                Wishes::ByContext(rules.when.iter().map(|when| (when.as_ref(), cues(when))).collect())
            }
        })
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
    pub(super) fn of_the_most(
        scene: Scene<'_>,
        occurrences: &[Occurrence],
        judgements: &[Judgement],
        standings: &[Standing],
    ) -> Self {
        majority(scene, occurrences, judgements, standings)
            .map_or(Wishes::None, |(term, counts)| Wishes::wanting(scene.rules, term, Why::Most { counts }))
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

/// The word that a text uses most where it surely means a party, of a tie the one that it uses first, and how
/// often it uses each. `None` where there is no such word, or where the text means different parties by the two:
/// nobody asked it for one word.
fn majority(
    scene: Scene<'_>,
    occurrences: &[Occurrence],
    judgements: &[Judgement],
    standings: &[Standing],
) -> Option<(usize, [usize; 2])> {
    if sense::tells_apart(scene.document, judgements) {
        return None;
    }
    let directives = &scene.document.directives;
    let parties = occurrences.iter().zip(judgements).zip(standings).filter(|((occurrence, judgement), standing)| {
        **standing == Standing::Open
            && judgement.sense == Sense::Party
            && judgement.confidence >= sense::threshold()
            && !is_settled(judgement)
            && directives.silencing(occurrence.source.start, &terms::pair().id).is_none()
    });
    let mut counts = [0; 2];
    let mut first: Option<&Occurrence> = None;
    for ((occurrence, _), _) in parties {
        if let Some(count) = counts.get_mut(occurrence.hit.term) {
            *count += 1;
        }
        first = first.filter(|first| first.source.start <= occurrence.source.start).or(Some(occurrence));
    }
    let [client, customer] = counts;
    let most = match client.cmp(&customer) {
        std::cmp::Ordering::Greater => 0,
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => first?.hit.term,
    };
    Some((most, counts))
}
