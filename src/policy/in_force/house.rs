//! The house's own concepts, of all layers together.

use std::collections::HashMap;
use std::sync::Arc;

use super::cases::origin;
use crate::policy::file::{ConceptEntry, PolicyFile};
use crate::policy::layers::Layer;
use crate::policy::reader::Spanned;
use crate::policy::{House, HouseConcept};
use crate::sense::Sense;
use crate::terms::{Concept, Phrases, RawConcept, Vocabulary};

/// The concepts in force with the layers they come from: inherited first, own last. One of the same id
/// replaces what was there.
pub(super) fn in_force(layers: &[Layer]) -> Vec<(&ConceptEntry, &Layer)> {
    let mut out: Vec<Option<(&ConceptEntry, &Layer)>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for layer in layers {
        for entry in &layer.file.content.concepts {
            let before = known.insert(&entry.id.value, out.len());
            if let Some(replaced) = before.and_then(|index| out.get_mut(index)) {
                *replaced = None;
            }
            out.push(Some((entry, layer)));
        }
    }
    out.into_iter().flatten().collect()
}

pub(super) fn compile(concepts: &[(&ConceptEntry, &Layer)], own: &PolicyFile) -> House {
    House {
        vocabulary: Vocabulary::new(concepts.iter().map(|(entry, _)| Arc::new(Concept::new(raw(entry)))).collect()),
        concepts: concepts.iter().map(|(entry, layer)| house_concept(entry, layer, own)).collect(),
    }
}

/// What the entry says of words, as the room of terms takes it.
pub(super) fn raw(entry: &ConceptEntry) -> RawConcept {
    let words = |list: &[Spanned<String>]| list.iter().map(|word| word.value.clone()).collect();
    RawConcept {
        id: entry.id.value.clone(),
        definition: entry.definition.clone().unwrap_or_default(),
        part_of_speech: entry.part_of_speech,
        preferred: words(&entry.preferred),
        admitted: words(&entry.admitted),
        deprecated: words(&entry.deprecated),
        forms: entry.forms.iter().cloned().collect(),
        definitions: entry.definitions.iter().cloned().collect(),
        collective: entry.collective.iter().cloned().collect(),
    }
}

fn house_concept(entry: &ConceptEntry, layer: &Layer, own: &PolicyFile) -> HouseConcept {
    HouseConcept {
        severity: entry.severity,
        check: entry.check.clone(),
        allow: Phrases::new(entry.allow.iter().map(|phrase| &phrase.value)),
        unless_near: Phrases::inflected(&entry.unless_near),
        only_near: Phrases::inflected(&entry.only_near),
        language: entry.language.clone(),
        senses: entry.senses.clone().unwrap_or_else(|| vec![Sense::Party]),
        reason: entry.reason.clone(),
        owner: entry.owner.clone(),
        link: entry.link.clone(),
        origin: origin(layer, own, &entry.place),
    }
}
