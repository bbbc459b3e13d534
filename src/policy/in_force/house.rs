//! The house's own concepts, of all layers together.

use std::collections::HashMap;
use std::sync::Arc;

use super::cases::origin;
use crate::policy::file::{ConceptEntry, PolicyFile};
use crate::policy::layers::Layer;
use crate::policy::{House, HouseConcept};
use crate::sense::Sense;
use crate::terms::{Concept, Phrases, Status, Term, Vocabulary};

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
        vocabulary: Vocabulary::new(concepts.iter().map(|(entry, _)| Arc::new(concept(entry))).collect()),
        concepts: concepts.iter().map(|(entry, layer)| house_concept(entry, layer, own)).collect(),
    }
}

fn concept(entry: &ConceptEntry) -> Concept {
    let lists = [
        (&entry.preferred, Status::Preferred),
        (&entry.admitted, Status::Admitted),
        (&entry.deprecated, Status::Deprecated),
    ];
    let terms = lists.into_iter().flat_map(|(list, status)| list.iter().map(move |term| (term, status)));
    Concept {
        id: entry.id.value.clone(),
        definition: entry.definition.clone().unwrap_or_default(),
        part_of_speech: entry.part_of_speech,
        terms: terms.map(|(text, status)| term(entry, &text.value, status)).collect(),
    }
}

fn term(entry: &ConceptEntry, text: &str, status: Status) -> Term {
    let forms = entry.forms.iter().find(|(term, _)| term == text).map(|(_, forms)| forms.as_slice());
    let mut term = Term::new(text, status, entry.part_of_speech, forms.unwrap_or_default());
    let definition = entry.definitions.iter().find(|(term, _)| term == text);
    term.definition = definition.map(|(_, definition)| definition.clone()).unwrap_or_default();
    term
}

fn house_concept(entry: &ConceptEntry, layer: &Layer, own: &PolicyFile) -> HouseConcept {
    HouseConcept {
        severity: entry.severity,
        check: entry.check.clone(),
        allow: Phrases::new(entry.allow.iter().map(|phrase| &phrase.value)),
        unless_near: Phrases::new(&entry.unless_near),
        only_near: Phrases::new(&entry.only_near),
        language: entry.language.clone(),
        senses: entry.senses.clone().unwrap_or_else(|| vec![Sense::Party]),
        reason: entry.reason.clone(),
        owner: entry.owner.clone(),
        link: entry.link.clone(),
        origin: origin(layer, own, &entry.place),
    }
}
