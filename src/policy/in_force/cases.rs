//! What applies to some files or places only: `[[override]]`, `[[when]]`, `[[judgement]]`, each compiled.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::policy::file::{JudgementEntry, Listed, Override, PolicyFile, WhenEntry};
use crate::policy::globs::Patterns;
use crate::policy::layers::Layer;
use crate::policy::reader::Spanned;
use crate::policy::{HouseJudgement, Origin, Prefer, Rules, Severity, When};
use crate::prose::{Format, Regions};
use crate::terms::Phrases;

/// An override that has been brought into its place.
#[derive(Debug)]
pub(super) struct Case {
    paths: Patterns,
    prefer: Option<(Prefer, Origin)>,
    severity: Option<Severity>,
    check: Option<Regions>,
    allow: Vec<Listed<String>>,
    disable: Vec<String>,
    format: Option<Format>,
}

impl Case {
    pub(super) fn new(entry: &Override, layer: &Layer, own: &PolicyFile) -> Self {
        Self {
            paths: Patterns::new(&entry.paths.value),
            prefer: entry.prefer.as_ref().map(|prefer| (prefer.value, origin(layer, own, &prefer.range))),
            severity: entry.severity.as_ref().map(|severity| severity.value),
            check: entry.check.as_ref().map(|check| check.value.clone()),
            allow: entry.allow.iter().map(|entry| entry.value.clone()).collect(),
            disable: entry.disable.iter().map(|id| id.value.clone()).collect(),
            format: entry.format.as_ref().map(|format| format.value),
        }
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.paths.matches(path)
    }

    /// Says what it says, over what is there; `allow` aside.
    pub(super) fn apply(&self, rules: &mut Rules) {
        if let Some((prefer, origin)) = &self.prefer {
            if *prefer != rules.prefer {
                // It explains the word that holds elsewhere.
                rules.reason = None;
            }
            rules.prefer = *prefer;
            rules.origin = Some(origin.clone());
        }
        if let Some(severity) = self.severity {
            rules.severity = severity;
            rules.forced_severity = Some(severity);
        }
        if let Some(check) = &self.check {
            rules.check = check.clone();
            rules.override_check = Some(check.clone());
        }
        rules.format = self.format.or(rules.format);
        rules.disabled.extend(self.disable.iter().cloned());
    }

    /// Whether it says anything of phrases.
    pub(super) fn changes_allow(&self) -> bool {
        !self.allow.is_empty()
    }

    pub(super) fn change_allow<'c>(&'c self, allow: &mut Vec<&'c str>) {
        let drops: HashSet<&str> = self.allow.iter().filter_map(Listed::dropped).collect();
        allow.retain(|known| !drops.contains(known));
        allow.extend(self.allow.iter().filter_map(Listed::added));
    }
}

/// A `[[when]]` that has been brought into its place.
#[derive(Debug)]
pub(super) struct Conditional {
    paths: Option<Patterns>,
    pub(super) when: Arc<When>,
}

impl Conditional {
    pub(super) fn new(entry: &WhenEntry, layer: &Layer, own: &PolicyFile) -> Self {
        let when = When {
            near: entry.near.as_deref().map(phrases),
            within: entry.within,
            prefer: entry.prefer.value,
            origin: origin(layer, own, &entry.place),
        };
        let paths = entry.paths.as_ref().map(|paths| Patterns::new(&paths.value));
        Self { paths, when: Arc::new(when) }
    }

    /// Whether it says something of a file; `None` for a text without a path.
    pub(super) fn applies(&self, path: Option<&str>) -> bool {
        self.paths.as_ref().is_none_or(|paths| path.is_some_and(|path| paths.matches(path)))
    }
}

pub(super) fn judgement(entry: &JudgementEntry, layer: &Layer, own: &PolicyFile) -> Arc<HouseJudgement> {
    Arc::new(HouseJudgement {
        near: phrases(&entry.near),
        sense: entry.sense.value,
        origin: origin(layer, own, &entry.place),
    })
}

fn phrases(entries: &[Spanned<String>]) -> Phrases {
    Phrases::inflected(entries.iter().map(|entry| &entry.value))
}

/// Where an entry comes from: of an extended file, where the governing one brings that in.
pub(super) fn origin(layer: &Layer, own: &PolicyFile, range: &Range<usize>) -> Origin {
    match &layer.brought_by {
        Some(entry) => Origin { place: own.place(entry.clone()), through: Some(Arc::clone(&layer.file.path)) },
        None => Origin { place: layer.file.place(range.clone()), through: None },
    }
}
