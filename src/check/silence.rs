//! The inline directives of a text: which findings they silence, and which of them silence nothing.

use super::verdict::Scene;
use super::{Finding, messages};
use crate::policy::Severity;
use crate::prose::Action;
use crate::terms;

/// The concept of findings about directives.
pub(super) const DIRECTIVE: &str = "directive";

/// The directives of a text, and which of them were of use.
pub(super) struct Silence<'a> {
    scene: Scene<'a>,
    used: Vec<bool>,
}

impl<'a> Silence<'a> {
    pub(super) fn new(scene: Scene<'a>) -> Self {
        Self { scene, used: vec![false; scene.document.directives.list.len()] }
    }

    /// Whether a directive silences a finding of `concept` at the byte `at` of the text. It is then of use.
    pub(super) fn covers(&mut self, at: usize, concept: &str) -> bool {
        let silencing = self.scene.document.directives.silencing(at, concept);
        if let Some(used) = silencing.and_then(|directive| self.used.get_mut(directive)) {
            *used = true;
        }
        silencing.is_some()
    }

    /// The directives that silence nothing, and the concepts they name that do not exist.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let rules = self.scene.rules;
        let known = self.known();
        if known.is_empty() || rules.disabled.iter().any(|id| id == DIRECTIVE) {
            return findings;
        }
        let pair = &terms::pair().id;
        for (directive, used) in self.scene.document.directives.list.iter().zip(&self.used) {
            let exists = |id: &str| id == pair || id == DIRECTIVE || rules.house.concept(id).is_some();
            let unknown = directive.ids.iter().filter(|(id, _)| !exists(id));
            findings
                .extend(unknown.map(|(id, range)| self.finding(range.clone(), messages::unknown_concept(id, pair))));
            let may_silence = known.iter().any(|id| directive.names(id));
            if directive.action != Action::Enable && !used && may_silence {
                findings.push(self.finding(directive.range.clone(), messages::unused_directive()));
            }
        }
        findings
    }

    /// The concepts that the policy looks at here.
    fn known(&self) -> Vec<&str> {
        let rules = self.scene.rules;
        if rules.left_alone.is_some() {
            return Vec::new();
        }
        let concepts = rules.house.vocabulary.concepts().iter().map(|concept| concept.id.as_str());
        let pair = rules.looks_at_the_pair().then_some(terms::pair().id.as_str());
        pair.into_iter().chain(concepts.filter(|id| !rules.is_disabled(id))).collect()
    }

    fn finding(&self, range: std::ops::Range<usize>, message: String) -> Finding {
        Finding {
            text: self.scene.text.get(range.clone()).unwrap_or_default().to_owned(),
            range,
            concept: DIRECTIVE.to_owned(),
            severity: Severity::Hint,
            sense: None,
            confidence: None,
            message,
            fix: None,
            alternatives: Vec::new(),
            origin: None,
        }
    }
}
