//! Why a swap would need a look.

use std::collections::{HashMap, HashSet};

use super::document::section_of;
use super::lexicon::{Place, Where, lexicon};
use super::passage::boundary;
use super::view::View;
use super::{Doubt, Occurrence, Sense};
use crate::prose::{BlockKind, Caution, Document};
use crate::terms::Inflection;

/// How far from an occurrence its quotation can begin and end, in bytes.
const QUOTATION: usize = 4000;
/// So often must a document speak of software clients, or of the other party, before every swap is doubtful.
const OFTEN: usize = 3;

/// The senses of a document's occurrences, as far as they are known, and what they add up to.
pub(super) struct Known<'a> {
    document: &'a Document,
    occurrences: &'a [Occurrence],
    senses: &'a [Sense],
    /// How often each term means a party.
    parties: [usize; 2],
    /// The same in each section.
    section_parties: HashMap<usize, [usize; 2]>,
    /// How often *client* means a program, and in which sections and blocks.
    programs: usize,
    program_sections: HashSet<usize>,
    program_blocks: HashSet<usize>,
    /// Which terms stand in each block and do not mean a program.
    blocks: HashMap<usize, [bool; 2]>,
}

impl<'a> Known<'a> {
    pub(super) fn new(document: &'a Document, occurrences: &'a [Occurrence], senses: &'a [Sense]) -> Self {
        let mut known = Self {
            document,
            occurrences,
            senses,
            parties: [0; 2],
            section_parties: HashMap::new(),
            programs: 0,
            program_sections: HashSet::new(),
            program_blocks: HashSet::new(),
            blocks: HashMap::new(),
        };
        for (occurrence, sense) in occurrences.iter().zip(senses) {
            if *sense != Sense::Software
                && let Some(holds) = known.blocks.entry(occurrence.block).or_default().get_mut(occurrence.hit.term)
            {
                *holds = true;
            }
            match sense {
                Sense::Party => {
                    let section = section_of(document, occurrence);
                    let near = section.map(|section| known.section_parties.entry(section).or_default());
                    for counts in [Some(&mut known.parties), near].into_iter().flatten() {
                        if let Some(count) = counts.get_mut(occurrence.hit.term) {
                            *count += 1;
                        }
                    }
                }
                Sense::Software => {
                    known.programs += 1;
                    known.program_sections.extend(section_of(document, occurrence));
                    known.program_blocks.insert(occurrence.block);
                }
                Sense::Name | Sense::Mention | Sense::Term => {}
            }
        }
        known
    }

    /// How often *client* means a program.
    pub(super) fn programs(&self) -> usize {
        self.programs
    }

    /// Whether a term stands in one of these blocks, and does not mean a program.
    fn holds(&self, term: usize, mut blocks: impl Iterator<Item = usize>) -> bool {
        let holds = |block| self.blocks.get(&block).and_then(|terms| terms.get(term)).is_some_and(|holds| *holds);
        blocks.any(holds)
    }

    /// Whether another occurrence makes the swap of the one at `index` hard to read; the most telling
    /// doubt first.
    pub(super) fn collisions(&self, index: usize, view: &View<'_>) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let Some(own) = self.occurrences.get(index) else { return doubts };
        if own.hit.form.inflection == Inflection::Collective {
            doubts.push(Doubt::NoCounterpart);
        }
        if two_levels(view) {
            doubts.push(Doubt::TwoLevels);
        }
        let software = own.hit.term == 1 && (self.software_near(own, view) || reads_as_software(view));
        if self.other_near(index, own, view) || self.two_parties(own, view) {
            doubts.push(Doubt::OtherTermNear);
        }
        if software || own.hit.term == 1 && view.other_in(view.passage.neighbourhood(view.at, 1)) && doubts.is_empty() {
            doubts.push(Doubt::SoftwareNear);
        }
        doubts
    }

    /// Whether the other term stands in the same or a neighbouring sentence, cell or list item, and
    /// does not mean a program.
    fn other_near(&self, index: usize, own: &Occurrence, view: &View<'_>) -> bool {
        let near = view.passage.neighbourhood(view.at, 1);
        let edge = |token: Option<usize>| token.and_then(|at| view.token(at)).map(|token| token.range.clone());
        let from = edge(Some(near.start)).map_or(0, |first| first.start);
        let to = edge(near.end.checked_sub(1)).map_or(0, |last| last.end);
        let pairs = || self.occurrences.iter().zip(self.senses);
        let within =
            |(one, _): &(&Occurrence, &Sense)| one.block == own.block && (from..to).contains(&one.hit.range.start);
        let other = |(one, sense): (&Occurrence, &Sense)| one.hit.term != own.hit.term && *sense != Sense::Software;
        let before = self.occurrences.len() - index.min(self.occurrences.len());
        pairs().skip(index).take_while(within).any(other)
            || pairs().rev().skip(before).take_while(within).any(other)
            || self.piece(own.block) && {
                let around = own.block.saturating_sub(1)..=own.block + 1;
                self.holds(1 - own.hit.term.min(1), around.filter(|block| self.piece(*block)))
            }
    }

    /// Whether a block is one of several that are read together: a cell or a list item.
    fn piece(&self, block: usize) -> bool {
        let block = self.document.blocks.get(block);
        block.is_some_and(|block| block.listed || matches!(block.kind, BlockKind::Cell { .. }))
    }

    /// Whether a swap would hide a distinction that the text is about: everywhere but in compounds
    /// that are far enough from the other term.
    pub(super) fn hides_contrast(&self, view: &View<'_>) -> bool {
        let own = view.occurrence;
        let beside = [own.block.checked_sub(1), Some(own.block + 1)].into_iter().flatten();
        !view.attributive()
            || view.other_in(view.passage.neighbourhood(view.at, 2))
            || self.holds(1 - own.hit.term.min(1), beside)
    }

    /// Whether clients and customers may be different parties here, so that a swap would merge them: the
    /// other term stands for a party as often in the document, or repeatedly in the section.
    fn two_parties(&self, own: &Occurrence, view: &View<'_>) -> bool {
        let term = own.hit.term.min(1);
        let count = |of: usize| self.parties.get(of).copied().unwrap_or_default();
        let (same, other) = (count(term), count(1 - term));
        let near = section_of(self.document, own).and_then(|section| self.section_parties.get(&section));
        let near = near.and_then(|counts| counts.get(1 - term)).copied().unwrap_or_default();
        other >= same.max(OFTEN) || !view.attributive() && (other >= OFTEN && same >= OFTEN || near > 1)
    }

    fn software_near(&self, own: &Occurrence, view: &View<'_>) -> bool {
        if self.programs >= OFTEN || self.programs > 0 && speaks_of_computing(view) {
            return true;
        }
        match section_of(self.document, own) {
            Some(section) => self.program_sections.contains(&section),
            None => self.program_blocks.contains(&own.block),
        }
    }
}

/// Whether the sentence has a word of computing, so that *client* there would be read as the program.
fn speaks_of_computing(view: &View<'_>) -> bool {
    view.sentence().any(|at| {
        let field = lexicon().field(0, view.word(at)).and_then(|index| lexicon().vocabularies.get(index));
        field.is_some_and(|vocabulary| vocabulary.weight(Place::Sentence) < -1.0)
    })
}

/// Whether *client* in the place of *customer* would make a compound of computing: *client certificate*.
fn reads_as_software(view: &View<'_>) -> bool {
    let weight =
        |place, word| lexicon().cue(place, word).and_then(|cue| lexicon().cues.get(cue)).map_or(0.0, |cue| cue.weight);
    let form = &view.occurrence.hit.form;
    let compound = form.inflection == Inflection::Base && form.possessive.is_none();
    compound && weight(Where::Right, view.right()) < -2.0
}

/// *our clients' customers*, *the customers of our client*.
fn two_levels(view: &View<'_>) -> bool {
    let other = |at: usize| view.term(at).is_some_and(|term| term != view.occurrence.hit.term);
    let before = view.at.checked_sub(1).is_some_and(other);
    let after = view.occurrence.hit.form.possessive.is_some() && other(view.at + 1);
    let of = |from: usize, to: usize| {
        (from + 1..to).any(|at| view.word(at) == "of") && (from + 1..to).all(|at| view.mark(at).is_none())
    };
    let later = (view.at + 1..view.at + 5).find(|at| other(*at)).is_some_and(|at| of(view.at, at));
    let earlier = (view.at.saturating_sub(4)..view.at).find(|at| other(*at)).is_some_and(|at| of(at, view.at));
    before || after || later || earlier
}

/// What the place itself says: a quotation, a label, a heading that is linked to.
pub(super) fn of_place(document: &Document, view: &View<'_>) -> Vec<Doubt> {
    let block = view.passage.block;
    let mut doubts = Vec::new();
    if block.quoted || quoted(view) {
        doubts.push(Doubt::Quotation);
    }
    let style = view.token(view.at).map(|token| view.passage.style(token)).unwrap_or_default();
    let linked = matches!(block.kind, BlockKind::Heading(_)) && document.fragments.contains(&slug(&block.text));
    if style.label || linked {
        doubts.push(Doubt::LinkTarget);
    }
    doubts.extend(block.caution.map(|caution| match caution {
        Caution::OneWord => Doubt::OneWord,
        Caution::LookupKey => Doubt::LookupKey,
        Caution::Drawn => Doubt::Drawn,
    }));
    doubts
}

/// Whether quotation marks stand around the occurrence and more, within its sentence.
fn quoted(view: &View<'_>) -> bool {
    let text = &view.passage.block.text;
    let hit = &view.occurrence.hit.range;
    let before = text.get(boundary(text, hit.start.saturating_sub(QUOTATION))..hit.start).unwrap_or_default();
    let after = text.get(hit.end..boundary(text, hit.end + QUOTATION)).unwrap_or_default();
    let opened = |open: char, close: char| before.rfind(open) > before.rfind(close) && after.contains(close);
    let straight = before.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 && after.contains('"');
    // The closing mark of a single quotation is an apostrophe elsewhere: only one that ends a word outside counts.
    let single = before.rfind('‘').is_some_and(|at| !closes(before.get(at..).unwrap_or_default())) && closes(after);
    opened('“', '”') || opened('«', '»') || straight || single
}

/// Whether a `’` in `text` stands before no letter.
fn closes(text: &str) -> bool {
    text.match_indices('’').any(|(at, mark)| {
        let next = text.get(at + mark.len()..).and_then(|rest| rest.chars().next());
        !next.is_some_and(char::is_alphanumeric)
    })
}

/// The anchor that GitHub gives a heading.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|character| match character {
            ' ' => Some('-'),
            '-' | '_' => Some(character),
            _ if character.is_alphanumeric() => Some(character),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        assert_eq!(slug("Our customers, and you!"), "our-customers-and-you");
        assert_eq!(slug("Customer_data – a/b"), "customer_data--ab");
    }
}
