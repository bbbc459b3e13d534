//! The inline directives of a text: which findings they silence, and which of them silence nothing.

use std::ops::Range;

use super::verdict::Scene;
use super::{Applicability, Finding, Fix, messages};
use crate::policy::Severity;
use crate::prose::{self, Action, Directive};
use crate::terms;
use crate::text::Edit;

/// The concept of findings about directives.
pub(super) const DIRECTIVE: &str = "directive";

/// The directives of a text, and which of them were of use.
pub(super) struct Silence<'a> {
    scene: Scene<'a>,
    /// For each directive: of which of its ids it was, or for which concepts where it names none.
    used: Vec<Vec<String>>,
}

impl<'a> Silence<'a> {
    pub(super) fn new(scene: Scene<'a>) -> Self {
        Self { scene, used: vec![Vec::new(); scene.document.directives.list.len()] }
    }

    /// Whether a directive silences a finding of `concept` at the byte `at` of the text. It is then of use.
    pub(super) fn covers(&mut self, at: usize, concept: &str) -> bool {
        let silencing = self.scene.document.directives.silencing(at, concept);
        if let Some(used) = silencing.and_then(|directive| self.used.get_mut(directive))
            && !used.iter().any(|known| known == concept)
        {
            used.push(concept.to_owned());
        }
        silencing.is_some()
    }

    /// The directives, and the ids of directives, that silence nothing or name no concept. One that names
    /// `directive` itself silences these.
    pub(super) fn findings(&mut self) -> Vec<Finding> {
        let known = self.known();
        if known.is_empty() || self.scene.rules.is_disabled(DIRECTIVE) {
            return Vec::new();
        }
        let list = &self.scene.document.directives.list;
        let mut findings: Vec<Finding> = Vec::new();
        for (directive, used) in list.iter().zip(&self.used) {
            findings.extend(self.of_directive(directive, used, &known));
        }
        let silencing = |finding: &Finding| {
            let named = |directive: &Directive| directive.ids.iter().any(|(id, _)| id == DIRECTIVE);
            let at = self.scene.document.directives.silencing(finding.range.start, DIRECTIVE);
            at.and_then(|at| list.get(at)).is_some_and(named)
        };
        findings.retain(|finding| !silencing(finding));
        findings
    }

    fn of_directive(&self, directive: &Directive, used: &[String], known: &[&str]) -> Vec<Finding> {
        let pair = &terms::pair().id;
        let house = &self.scene.rules.house;
        let exists = |id: &str| id == pair || id == DIRECTIVE || house.concept(id).is_some();
        let idle = |id: &str| match directive.action {
            Action::Enable => !self.reopens(directive, Some(id)),
            // Of a concept that is off here nobody can tell.
            _ => known.contains(&id) && !used.iter().any(|used| used == id),
        };
        let whole = || prose::directive_removal(self.scene.text, directive);
        if directive.ids.is_empty() {
            let idle = match directive.action {
                Action::Enable => !self.reopens(directive, None),
                _ => used.is_empty(),
            };
            let message = || unused(directive);
            return if idle { vec![self.finding(&directive.range, message(), whole())] } else { Vec::new() };
        }
        let mut wrong = directive.ids.iter().filter(|(id, _)| !exists(id) || id != DIRECTIVE && idle(id)).peekable();
        let all = directive.ids.iter().all(|(id, _)| !exists(id) || id != DIRECTIVE && idle(id));
        let nothing_unknown = directive.ids.iter().all(|(id, _)| exists(id));
        if all && nothing_unknown && wrong.peek().is_some() {
            return vec![self.finding(&directive.range, unused(directive), whole())];
        }
        let of_id = |(id, range): &(String, Range<usize>)| {
            let message = if exists(id) { messages::unused_id(id) } else { messages::unknown_concept(id, pair) };
            let edit = if all { whole() } else { prose::id_removal(directive, range) };
            self.finding(range, message, edit)
        };
        wrong.map(of_id).collect()
    }

    /// Whether an earlier `disable` ends here: that of a concept, or of any.
    fn reopens(&self, enable: &Directive, id: Option<&str>) -> bool {
        let at = enable.range.start;
        let earlier = self.scene.document.directives.list.iter().filter(|one| one.action == Action::Disable);
        let mut earlier = earlier.filter(|one| one.range.start < at);
        let closed = |one: &Directive, id: &str| one.reopened.iter().any(|(known, from)| known == id && *from < at);
        match id {
            Some(id) => {
                earlier.any(|one| one.names(id) && one.reopened.iter().any(|(known, from)| known == id && *from == at))
            }
            None => earlier.any(|one| {
                one.scope.end == at && (one.ids.is_empty() || one.ids.iter().any(|(id, _)| !closed(one, id)))
            }),
        }
    }

    /// The concepts that the policy looks at here.
    fn known(&self) -> Vec<&'a str> {
        let rules = self.scene.rules;
        if rules.left_alone.is_some() {
            return Vec::new();
        }
        let concepts = rules.house.vocabulary.concepts().iter().map(|concept| concept.id.as_str());
        let pair = rules.looks_at_the_pair().then_some(terms::pair().id.as_str());
        pair.into_iter().chain(concepts.filter(|id| !rules.is_disabled(id))).collect()
    }

    fn finding(&self, range: &Range<usize>, message: String, edit: Option<Edit>) -> Finding {
        Finding {
            text: self.scene.text.get(range.clone()).unwrap_or_default().into(),
            range: range.clone(),
            concept: DIRECTIVE.into(),
            severity: Severity::Hint,
            sense: None,
            confidence: None,
            message: message.into(),
            fix: edit.map(|edit| Fix { applicability: Applicability::Safe, edits: vec![edit] }),
            alternatives: Vec::new(),
            origin: None,
        }
    }
}

fn unused(directive: &Directive) -> String {
    match directive.action {
        Action::Enable => messages::idle_enable(),
        _ => messages::unused_directive(),
    }
}
