//! What the occurrences of a document say together: of which parties and programs it speaks, whose they are, which
//! capitalised words are names.
//!
//! An edit changes what a few of them say. It is counted out and in again, and told where that matters to the others.

use rustc_hash::FxHashMap;
use std::ops::Range;

use super::doubts::Owner;
use super::found::Found;
use super::mention::Mention;
use super::score::renumber;
use super::{Occurrence, Sense};
use crate::prose::Exchange;

/// So often must a document speak of software clients before every swap is doubtful.
pub(super) const OFTEN: usize = 3;

/// What one occurrence says to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Voice {
    term: usize,
    section: Option<usize>,
    pub(super) sense: Sense,
    /// Whose the party is.
    owner: Option<Owner>,
    /// It says that the two words are different parties.
    tells_apart: bool,
    /// The word after it, where the two are a name.
    name: Option<Box<str>>,
}

impl Voice {
    pub(super) fn of(occurrence: &Occurrence, found: &Found, section: Option<usize>, sense: Sense) -> Self {
        Self {
            term: occurrence.hit.term.min(1),
            section,
            sense,
            owner: found.around.owner.filter(|_| sense == Sense::Party),
            tells_apart: match sense {
                Sense::Party => found.around.two_levels,
                Sense::Mention => found.mentions.contrast == Some(Mention::Contrasted),
                Sense::Software | Sense::Name | Sense::Term => false,
            },
            name: found.compound.clone().filter(|_| sense == Sense::Name),
        }
    }
}

/// How often something is said of each term.
type Counts = [usize; 2];

/// What is said in a stretch of text.
#[derive(Debug, Default)]
struct Sums {
    parties: Counts,
    /// Parties by their owners.
    owned: [Counts; 2],
    programs: usize,
}

/// What matters of it to the occurrences of the same section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Heard {
    /// Which terms mean a party more than once.
    parties: [bool; 2],
    owned: [[bool; 2]; 2],
    programs: bool,
}

/// What matters of it to all occurrences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Common {
    /// Which terms mean a party somewhere.
    pub(super) parties: [bool; 2],
    /// The text means different parties by the two words, or the one word is said of our own and the other of
    /// somebody else's.
    pub(super) apart: bool,
    /// How often *client* means a program, up to [`OFTEN`].
    pub(super) programs: usize,
}

/// Where something else is said than was.
#[derive(Debug, Default)]
pub(super) struct News {
    /// It matters to all.
    pub(super) everywhere: bool,
    /// It matters in these sections, which are in order.
    pub(super) sections: Vec<usize>,
    /// By these, which stand where nothing was edited.
    pub(super) others: Vec<usize>,
}

/// What the occurrences of a document say, one by one and together.
#[derive(Debug, Default)]
pub(super) struct Voices {
    each: Vec<Voice>,
    whole: Sums,
    told_apart: usize,
    sections: FxHashMap<usize, Sums>,
    names: [FxHashMap<Box<str>, usize>; 2],
}

impl Sums {
    fn count(&mut self, voice: &Voice, step: Step) {
        match voice.sense {
            Sense::Party => {
                step.count(self.parties.get_mut(voice.term));
                let owned = voice.owner.and_then(|owner| self.owned.get_mut(owner as usize));
                step.count(owned.and_then(|owned| owned.get_mut(voice.term)));
            }
            Sense::Software => step.count(Some(&mut self.programs)),
            Sense::Mention | Sense::Name | Sense::Term => {}
        }
    }

    fn heard(&self) -> Heard {
        let parties = self.parties.map(|count| count > 1);
        Heard { parties, owned: self.owned.map(|owned| owned.map(|count| count > 0)), programs: self.programs > 0 }
    }

    fn owned(&self, term: usize, owner: Owner) -> bool {
        self.owned.get(owner as usize).and_then(|owned| owned.get(term)).is_some_and(|count| *count > 0)
    }
}

/// Whether something is said, or no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    In,
    Out,
}

impl Step {
    fn count(self, count: Option<&mut usize>) {
        if let Some(count) = count {
            *count = if self == Step::In { *count + 1 } else { count.saturating_sub(1) };
        }
    }
}

impl Voices {
    pub(super) fn sense(&self, index: usize) -> Option<Sense> {
        self.each.get(index).map(|voice| voice.sense)
    }

    /// What matters to all occurrences.
    pub(super) fn common(&self) -> Common {
        let parties = self.whole.parties.map(|count| count > 0);
        let apart = self.told_apart > 0 || self.owned_apart(0) || self.owned_apart(1);
        Common { parties, apart: parties == [true; 2] && apart, programs: self.whole.programs.min(OFTEN) }
    }

    /// Whether a term is said of our own and never of somebody else's, and the other of somebody else's.
    fn owned_apart(&self, term: usize) -> bool {
        let of = |term, owner| self.whole.owned(term, owner);
        of(term, Owner::Us) && !of(term, Owner::Others) && of(1 - term, Owner::Others)
    }

    /// Whether in a section the other term is said of somebody else's, and this one is not; the other has to mean a party
    /// there more than once.
    pub(super) fn apart_in(&self, section: Option<usize>, term: usize) -> bool {
        let Some(heard) = section.map(|section| self.heard_in(section)) else { return false };
        let [_, of_others] = heard.owned;
        let is = |said: [bool; 2], term: usize| said.get(term).is_some_and(|said| *said);
        is(heard.parties, 1 - term) && is(of_others, 1 - term) && !is(of_others, term)
    }

    /// Whether *client* means a program in a section.
    pub(super) fn programs_in(&self, section: usize) -> bool {
        self.heard_in(section).programs
    }

    /// Whether a term and the word after it, both capitalised, are a name somewhere.
    pub(super) fn names(&self, term: usize, next: &str) -> bool {
        self.names.get(term.min(1)).is_some_and(|names| names.contains_key(next))
    }

    /// Puts voices in the place of those that are gone, and others in the place of single ones, which are counted behind
    /// the change. `sections` came and went. Tells to whom it matters.
    pub(super) fn replace(
        &mut self,
        (gone, fresh): (Range<usize>, Vec<Voice>),
        others: Vec<(usize, Voice)>,
        sections: Exchange,
    ) -> News {
        let mut news = News::default();
        let mut into = fresh.clone();
        let behind = gone.start + fresh.len();
        let mut out: Vec<Voice> = self.each.splice(gone, fresh).collect();
        if sections.moves() {
            let behind = self.each.iter_mut().skip(behind);
            behind.chain(&mut out).for_each(|one| one.section = one.section.and_then(|section| sections.now(section)));
            renumber(&mut self.sections, sections);
        }
        for (index, voice) in others {
            if let Some(old) = self.each.get_mut(index).filter(|old| **old != voice) {
                into.push(voice.clone());
                out.push(std::mem::replace(old, voice));
                news.others.push(index);
            }
        }
        if out == into {
            return news;
        }
        let all = || out.iter().chain(&into);
        let common = self.common();
        let names: Vec<bool> = all().map(|voice| self.knows_name_of(voice)).collect();
        let heard: FxHashMap<usize, Heard> =
            all().filter_map(|voice| Some((voice.section?, self.heard_in(voice.section?)))).collect();
        out.iter().for_each(|voice| self.count(voice, Step::Out));
        into.iter().for_each(|voice| self.count(voice, Step::In));
        news.everywhere = common != self.common() || all().map(|voice| self.knows_name_of(voice)).ne(names);
        let other = |(section, heard): &(usize, Heard)| self.heard_in(*section) != *heard;
        news.sections = heard.into_iter().filter(other).map(|(section, _)| section).collect();
        news.sections.sort_unstable();
        news
    }

    fn heard_in(&self, section: usize) -> Heard {
        self.sections.get(&section).map(Sums::heard).unwrap_or_default()
    }

    fn knows_name_of(&self, voice: &Voice) -> bool {
        voice.name.as_deref().is_some_and(|name| self.names(voice.term, name))
    }

    fn count(&mut self, voice: &Voice, step: Step) {
        self.whole.count(voice, step);
        if voice.tells_apart {
            step.count(Some(&mut self.told_apart));
        }
        if let Some(section) = voice.section {
            self.sections.entry(section).or_default().count(voice, step);
        }
        if let (Some(name), Some(names)) = (&voice.name, self.names.get_mut(voice.term)) {
            let count = names.entry(name.clone()).or_default();
            step.count(Some(count));
            if *count == 0 {
                names.remove(name);
            }
        }
    }
}
