//! Why a swap would need a look.

use super::document::section_of;
use super::lexicon::{Place, Where, lexicon};
use super::view::View;
use super::{Doubt, Occurrence, Sense};
use crate::prose::{BlockKind, Document};
use crate::terms::Number;

/// So often must a document speak of software clients, or of the other party, before every swap is doubtful.
const OFTEN: usize = 3;

/// The senses of a document's occurrences, as far as they are known.
pub(super) struct Known<'a> {
    pub(super) document: &'a Document,
    pub(super) occurrences: &'a [Occurrence],
    pub(super) senses: &'a [Sense],
}

impl Known<'_> {
    /// Whether another occurrence makes the swap of the one at `index` hard to read; the most telling
    /// doubt first.
    pub(super) fn collisions(&self, index: usize, view: &View<'_>) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let Some(own) = self.occurrences.get(index) else { return doubts };
        if own.hit.form.number == Number::Collective {
            doubts.push(Doubt::NoCounterpart);
        }
        if two_levels(view) {
            doubts.push(Doubt::TwoLevels);
        }
        let software = own.hit.term == 1 && (self.software_near(own, view) || reads_as_software(view));
        if self.other_near(own, view) || self.two_parties(own, view) {
            doubts.push(Doubt::OtherTermNear);
        }
        if software || own.hit.term == 1 && view.other_in(view.passage.neighbourhood(view.at, 1)) && doubts.is_empty() {
            doubts.push(Doubt::SoftwareNear);
        }
        doubts
    }

    /// Whether the other term stands in the same or a neighbouring sentence, cell or list item, and
    /// does not mean a program.
    fn other_near(&self, own: &Occurrence, view: &View<'_>) -> bool {
        let near = view.passage.neighbourhood(view.at, 1);
        let starts: Vec<usize> = near
            .filter(|at| view.term(*at).is_some())
            .filter_map(|at| view.token(at))
            .map(|token| token.range.start)
            .collect();
        let pairs = self.occurrences.iter().zip(self.senses);
        let mut others = pairs.filter(|(one, sense)| one.hit.term != own.hit.term && **sense != Sense::Software);
        others.any(|(other, _)| {
            other.block == own.block && starts.contains(&other.hit.range.start) || self.beside(own, other)
        })
    }

    /// Whether a swap would hide a distinction that the text is about: everywhere but in compounds
    /// that are far enough from the other term.
    pub(super) fn hides_contrast(&self, view: &View<'_>) -> bool {
        let own = view.occurrence;
        let near = |other: &Occurrence| other.hit.term != own.hit.term && other.block.abs_diff(own.block) == 1;
        !view.attributive()
            || view.other_in(view.passage.neighbourhood(view.at, 2))
            || self.occurrences.iter().any(near)
    }

    /// Whether two occurrences stand in neighbouring cells or list items.
    fn beside(&self, own: &Occurrence, other: &Occurrence) -> bool {
        let piece = |at: usize| {
            let block = self.document.blocks.get(at);
            block.is_some_and(|block| block.listed || matches!(block.kind, BlockKind::Cell { .. }))
        };
        other.block.abs_diff(own.block) <= 1 && piece(own.block) && piece(other.block)
    }

    /// Whether clients and customers may be different parties here, so that a swap would merge them: the
    /// other term stands for a party as often in the document, or repeatedly in the section.
    fn two_parties(&self, own: &Occurrence, view: &View<'_>) -> bool {
        let section = section_of(self.document, own);
        let (mut same, mut other, mut near) = (0, 0, 0);
        for (one, _) in self.occurrences.iter().zip(self.senses).filter(|(_, sense)| **sense == Sense::Party) {
            if one.hit.term == own.hit.term {
                same += 1;
            } else {
                other += 1;
                near += usize::from(section.is_some() && section_of(self.document, one) == section);
            }
        }
        other >= same.max(OFTEN) || !view.attributive() && (other >= OFTEN && same >= OFTEN || near > 1)
    }

    fn software_near(&self, own: &Occurrence, view: &View<'_>) -> bool {
        let software = || {
            self.occurrences
                .iter()
                .zip(self.senses)
                .filter(|(_, sense)| **sense == Sense::Software)
                .map(|(other, _)| other)
        };
        if software().count() >= OFTEN {
            return true;
        }
        if software().next().is_some() && speaks_of_computing(view) {
            return true;
        }
        let section = section_of(self.document, own);
        software().any(|other| match section {
            Some(_) => section_of(self.document, other) == section,
            None => other.block == own.block,
        })
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
    let compound = form.number == Number::Singular && form.possessive.is_none();
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
    doubts
}

/// Whether quotation marks stand around the occurrence and more, within its sentence.
fn quoted(view: &View<'_>) -> bool {
    let text = &view.passage.block.text;
    let hit = &view.occurrence.hit.range;
    let before = text.get(..hit.start).unwrap_or_default();
    let after = text.get(hit.end..).unwrap_or_default();
    let opened = |open: char, close: char| before.rfind(open) > before.rfind(close) && after.contains(close);
    let straight = before.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 && after.contains('"');
    opened('“', '”') || opened('«', '»') || straight
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
