//! What the document tells about all its occurrences: headings, opening, code.

use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::Occurrence;
use super::features;
use super::found::Found;
use super::lexicon::{Place, lexicon};
use super::model::{Sum, Weights, model};
use super::passage::boundary;
use crate::prose::{Block, Document};

/// Words of the vocabularies: which vocabulary, and the word as it stands there.
pub(super) type Fields = Vec<(usize, &'static str)>;

/// Words of the vocabularies at a place that speaks to many occurrences.
#[derive(Debug, Default)]
pub(super) struct Said {
    fields: Fields,
    groups: Vec<Group>,
}

/// The words of one vocabulary among them.
#[derive(Debug)]
struct Group {
    words: Vec<&'static str>,
    /// No more of them count.
    most: usize,
    /// What each of these weighs, for each term.
    each: [Weights; 2],
}

impl Said {
    fn new(place: Place, fields: Fields) -> Self {
        let mut lists: Vec<usize> = fields.iter().map(|(list, _)| *list).collect();
        lists.sort_unstable();
        lists.dedup();
        let group = |list: usize| {
            let vocabulary = lexicon().vocabularies.get(list)?;
            let weight = |term| model().list(term, place, lexicon().cues.len() + list, 1);
            let each = |term| weight(term).filter(|_| vocabulary.counts_for(term)).unwrap_or_default();
            let words = fields.iter().filter(|(of, _)| *of == list).map(|(_, word)| *word).collect();
            Some(Group { words, most: vocabulary.most, each: [each(0), each(1)] })
        };
        Self { groups: lists.into_iter().filter_map(group).collect(), fields }
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Adds what the words weigh for a term, less those that are left out.
    fn tell(&self, leaves_out: impl Fn(&'static str) -> bool, sum: &mut Sum) {
        for group in &self.groups {
            let words = group.words.iter().filter(|word| !leaves_out(word)).count().min(group.most);
            let times = i32::try_from(words).unwrap_or(i32::MAX);
            sum.add(group.each.get(sum.term).map(|each| each.map(|weight| weight.saturating_mul(times))));
        }
    }
}

/// How many bytes at the top of a document tell what it is about.
const OPENING: usize = 900;
/// How many words of a field are kept of the opening and of the headings.
const MOST: usize = 8;

/// What surrounds an occurrence beyond its passage.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    /// Words of the fields in the headings above.
    pub(super) headings: &'a Said,
    /// Words of the fields at the top of the document.
    pub(super) opening: &'a Said,
    /// The whole text fits into what counts as its top.
    pub(super) brief: bool,
    /// Every second block holds code.
    pub(super) full_of_code: bool,
    /// The document says *customer* for the people it serves.
    pub(super) calls_parties_customers: bool,
}

impl Setting<'_> {
    /// Whether a word of the headings or the top says nothing more of an occurrence: a sentence that is itself the
    /// heading or at the top has been counted. A text that is all top has nothing else to say.
    pub(super) fn leaves_out(&self, found: &Found, word: &'static str) -> bool {
        !self.brief && found.of_fields.iter().any(|own| std::ptr::eq(*own, word))
    }

    /// Adds what the document says of an occurrence: what [`features::of_document`] tells, weighed beforehand.
    pub(super) fn tell(&self, found: &Found, sum: &mut Sum) {
        features::whole(self, sum);
        for said in [self.headings, self.opening] {
            said.tell(|word| self.leaves_out(found, word), sum);
        }
    }
}

/// What the headings above say, for every section that holds an occurrence.
pub(super) type OfHeadings = FxHashMap<usize, Said>;

/// What is read of a document once, for all its occurrences.
#[derive(Debug)]
pub(super) struct Overview {
    opening: Said,
    pub(super) headings: OfHeadings,
    nothing: Said,
    brief: bool,
    full_of_code: bool,
    calls_parties_customers: bool,
}

impl Overview {
    pub(super) fn new(document: &Document, occurrences: &[Occurrence]) -> Self {
        let code = document.blocks.iter().map(stretches_of_code).sum();
        Self::knowing(document, (occurrences, 0..occurrences.len()), code, OfHeadings::default())
    }

    /// The same where it is known how many stretches of code there are, and what the headings say to all occurrences
    /// but those that are `fresh`.
    pub(super) fn knowing(
        document: &Document,
        (occurrences, fresh): (&[Occurrence], Range<usize>),
        code: usize,
        mut headings: OfHeadings,
    ) -> Self {
        let mut opening = Fields::new();
        let mut left = OPENING;
        for block in &document.blocks {
            let end = boundary(&block.text, left);
            fields_of(block.text.get(..end).unwrap_or_default(), &mut opening, MOST);
            left = left.saturating_sub(block.text.len());
            if left == 0 {
                break;
            }
        }
        let fresh = occurrences.get(fresh).unwrap_or_default();
        let mut of_each = FxHashMap::default();
        for section in fresh.iter().filter_map(|occurrence| section_of(document, occurrence)) {
            headings
                .entry(section)
                .or_insert_with(|| Said::new(Place::Headings, above(document, section, &mut of_each)));
        }
        let mut customers = occurrences.iter().filter(|occurrence| occurrence.hit.term == 1);
        Self {
            opening: Said::new(Place::Opening, opening),
            headings,
            nothing: Said::default(),
            brief: left > 0,
            full_of_code: code > 3 && code * 2 > document.blocks.len(),
            calls_parties_customers: customers.nth(1).is_some(),
        }
    }

    /// The words of the vocabularies at the top.
    pub(super) fn opening(&self) -> &Fields {
        &self.opening.fields
    }

    /// Whether the top is all of the text, whether it is full of code, and whether it calls parties customers.
    pub(super) fn traits(&self) -> [bool; 3] {
        [self.brief, self.full_of_code, self.calls_parties_customers]
    }

    /// What surrounds the occurrences of a section, or those of none.
    pub(super) fn setting(&self, section: Option<usize>) -> Setting<'_> {
        let headings = section.and_then(|section| self.headings.get(&section)).unwrap_or(&self.nothing);
        Setting {
            headings,
            opening: &self.opening,
            brief: self.brief,
            full_of_code: self.full_of_code,
            calls_parties_customers: self.calls_parties_customers,
        }
    }
}

/// How many stretches of code a block holds.
pub(super) fn stretches_of_code(block: &Block) -> usize {
    block.runs().filter(|run| run.style.code).count()
}

/// The innermost section that an occurrence stands in.
pub(super) fn section_of(document: &Document, occurrence: &Occurrence) -> Option<usize> {
    document.blocks.get(occurrence.block).and_then(|block| block.section)
}

/// The words of the vocabularies in the headings above, of each of which the words are kept: most stand above several
/// sections.
fn above(document: &Document, section: usize, of_each: &mut FxHashMap<usize, Fields>) -> Fields {
    let mut out = Fields::new();
    let mut next = Some(section);
    while let Some(section) = next.and_then(|index| document.sections.get(index)) {
        if let Some(heading) = document.blocks.get(section.heading) {
            let own = of_each.entry(section.heading).or_insert_with(|| {
                let mut own = Fields::new();
                fields_of(&heading.text, &mut own, MOST);
                own
            });
            for field in own {
                if out.len() < MOST && !out.contains(field) {
                    out.push(*field);
                }
            }
        }
        next = section.parent;
    }
    out
}

/// The words of the vocabularies for *client* in a text, at most so many.
fn fields_of(text: &str, out: &mut Fields, most: usize) {
    let lexicon = lexicon();
    let lower = text.to_ascii_lowercase();
    let mut add = |piece: &str| {
        for word in piece.split(|character: char| !character.is_alphanumeric()).filter(|word| word.len() > 1) {
            if out.len() >= most {
                return;
            }
            if let Some(of_field) = lexicon.field(0, word)
                && !out.contains(&of_field)
            {
                out.push(of_field);
            }
        }
    };
    // `http` in an address says nothing of what the text is about.
    if memmem::find(lower.as_bytes(), b"://").is_some() {
        lower.split_whitespace().filter(|piece| !piece.contains("://")).for_each(add);
    } else {
        add(&lower);
    }
}
