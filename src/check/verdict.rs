//! From judged occurrences to findings: what is objected to, how loudly, and whether its fix is safe.
//!
//! In this order: a region that is not checked, a directive, an allowed phrase, a name, a program: silent.
//! A word that is talked about: a hint without a fix. A party: the policy's severity, or a hint where
//! the confidence is below the threshold.

use std::sync::atomic::{AtomicBool, Ordering};

use super::messages::{self, Words};
use super::{Applicability, Finding, Fix, Judged, Report, swap};
use crate::policy::{Rules, Severity};
use crate::prose::{self, Action, Document, Format};
use crate::sense::{self, Judgement, Memory, Occurrence, Sense};
use crate::terms;
use crate::text::Edit;

/// The concept of findings about directives.
const DIRECTIVE: &str = "directive";

/// Checks a whole text.
pub fn check(text: &str, format: Format, rules: &Rules) -> Report {
    check_unless(&AtomicBool::new(false), &mut Memory::default(), text, format, rules).unwrap_or_default()
}

/// Checks a whole text unless `cancelled` becomes true on the way, in which case there is no report.
///
/// With the `memory` of an earlier check of the same document it costs less, and gives the same.
pub fn check_unless(
    cancelled: &AtomicBool,
    memory: &mut Memory,
    text: &str,
    format: Format,
    rules: &Rules,
) -> Option<Report> {
    if !terms::may_match(text) && !text.contains("customary-") {
        return Some(Report::default());
    }
    let document = prose::read_where(text, rules.format.unwrap_or(format), &terms::may_hold);
    if cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let occurrences = sense::occurrences(&document);
    let judgements = sense::judge_again(memory, &document, &occurrences);
    if cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let mut verdict = Verdict { text, document: &document, rules, used: vec![false; document.directives.list.len()] };
    let mut judged: Vec<(Judged, Option<Finding>)> = Vec::with_capacity(occurrences.len());
    for (occurrence, judgement) in occurrences.iter().zip(judgements) {
        let swap = swap::edits(text, &document, occurrence);
        let finding =
            verdict.objects(occurrence, &judgement).then(|| verdict.finding(occurrence, &judgement, swap.clone()));
        judged.push((verdict.judged(occurrence, judgement, swap), finding));
    }
    Some(report(judged, verdict.directives()))
}

/// Puts everything in order of place.
fn report(mut judged: Vec<(Judged, Option<Finding>)>, directives: Vec<Finding>) -> Report {
    judged.sort_by_key(|(judged, _)| judged.range.start);
    let mut report = Report::default();
    let mut directives = directives.into_iter().peekable();
    for (mut judged, finding) in judged {
        while let Some(directive) = directives.next_if(|directive| directive.range.start < judged.range.start) {
            report.findings.push(directive);
        }
        judged.finding = finding.is_some().then_some(report.findings.len());
        report.findings.extend(finding);
        report.judged.push(judged);
    }
    report.findings.extend(directives);
    report
}

struct Verdict<'a> {
    text: &'a str,
    document: &'a Document,
    rules: &'a Rules,
    /// Which directives silenced something.
    used: Vec<bool>,
}

impl Verdict<'_> {
    /// Whether the policy looks at the pair in this file at all.
    fn looks(&self) -> bool {
        let disabled = self.rules.disabled.contains(&terms::pair().id);
        self.rules.left_alone.is_none() && self.rules.prefer.term().is_some() && !disabled
    }

    /// Whether the policy objects to an occurrence. A directive that silences it is marked as used.
    fn objects(&mut self, occurrence: &Occurrence, judgement: &Judgement) -> bool {
        let hit = &occurrence.hit;
        let Some(block) = self.document.blocks.get(occurrence.block) else { return false };
        let objects = self.looks()
            && self.rules.prefer.term() != Some(hit.term)
            && matches!(judgement.sense, Sense::Party | Sense::Mention)
            && self.rules.check.contains(block.region_at(hit.range.start))
            && self.rules.allow.covering(&block.text, hit.range.clone()).is_empty();
        let silencing = || self.document.directives.silencing(occurrence.source.start, &terms::pair().id);
        let silenced = if objects { silencing() } else { None };
        if let Some(used) = silenced.and_then(|directive| self.used.get_mut(directive)) {
            *used = true;
        }
        objects && silenced.is_none()
    }

    fn finding(&self, occurrence: &Occurrence, judgement: &Judgement, swap: Vec<Edit>) -> Finding {
        let doubtful = judgement.sense != Sense::Party || judgement.confidence < sense::threshold();
        let word = self.text.get(occurrence.source.clone()).unwrap_or_default().to_owned();
        let applicability =
            if judgement.doubts.is_empty() && !doubtful { Applicability::Safe } else { Applicability::Review };
        let fixable = judgement.sense == Sense::Party && !swap.is_empty();
        Finding {
            range: occurrence.source.clone(),
            message: message(occurrence, judgement, &word, doubtful),
            text: word,
            concept: terms::pair().id.clone(),
            severity: if doubtful { Severity::Hint } else { self.rules.severity },
            sense: Some(judgement.sense),
            confidence: Some(judgement.confidence),
            fix: fixable.then_some(Fix { applicability, edits: swap }),
            origin: self.rules.origin.clone(),
        }
    }

    fn judged(&self, occurrence: &Occurrence, judgement: Judgement, swap: Vec<Edit>) -> Judged {
        let block = self.document.blocks.get(occurrence.block);
        Judged {
            range: occurrence.source.clone(),
            term: occurrence.hit.term,
            sense: judgement.sense,
            confidence: judgement.confidence,
            reasons: judgement.reasons,
            doubts: judgement.doubts,
            region: block.map_or(prose::Region::Prose, |block| block.region_at(occurrence.hit.range.start)),
            swap,
            finding: None,
        }
    }

    /// The directives that silence nothing, and the concepts they name that do not exist.
    fn directives(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !self.looks() || self.rules.disabled.iter().any(|id| id == DIRECTIVE) {
            return findings;
        }
        let pair = &terms::pair().id;
        for (directive, used) in self.document.directives.list.iter().zip(&self.used) {
            let unknown = directive.ids.iter().filter(|(id, _)| id != pair && id != DIRECTIVE);
            findings
                .extend(unknown.map(|(id, range)| self.directive(range.clone(), messages::unknown_concept(id, pair))));
            if directive.action != Action::Enable && !used && directive.names(pair) {
                findings.push(self.directive(directive.range.clone(), messages::unused_directive()));
            }
        }
        findings.sort_by_key(|finding| finding.range.start);
        findings
    }

    fn directive(&self, range: std::ops::Range<usize>, message: String) -> Finding {
        Finding {
            text: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            range,
            concept: DIRECTIVE.to_owned(),
            severity: Severity::Hint,
            sense: None,
            confidence: None,
            message,
            fix: None,
            origin: None,
        }
    }
}

fn message(occurrence: &Occurrence, judgement: &Judgement, word: &str, doubtful: bool) -> String {
    let hit = &occurrence.hit;
    let Some(term) = terms::pair().terms.get(1 - hit.term.min(1)) else { return String::new() };
    let other = hit.form.of(term);
    let words = Words { word, other: &other, term: &term.text };
    match judgement.sense {
        Sense::Party if doubtful => messages::perhaps(&words),
        Sense::Party => messages::party(&words, judgement.doubts.first().copied()),
        Sense::Mention | Sense::Name | Sense::Software => messages::mention(&words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Prefer;
    use crate::terms::Phrases;

    fn rules() -> Rules {
        Rules { prefer: Prefer::Client, ..Rules::default() }
    }

    /// Severity, text and kind of fix of every finding.
    fn findings(text: &str) -> Vec<(Severity, String, Option<Applicability>)> {
        let report = check(text, Format::Markdown, &rules());
        report.findings.into_iter().map(|f| (f.severity, f.text, f.fix.map(|fix| fix.applicability))).collect()
    }

    /// The text with the swap of its first finding made.
    fn swapped(text: &str) -> String {
        let report = check(text, Format::Markdown, &rules());
        let mut out = text.to_owned();
        let fix = report.findings.first().and_then(|finding| finding.fix.clone()).expect("a fix");
        for edit in fix.edits.iter().rev() {
            out.replace_range(edit.range.clone(), &edit.replacement);
        }
        out
    }

    #[test]
    fn a_party_is_a_warning_with_a_safe_fix() {
        let expected = (Severity::Warning, "customers".to_owned(), Some(Applicability::Safe));
        assert_eq!(findings("Our customers called.\n"), [expected]);
        let report = check("Our customers called.\n", Format::Markdown, &rules());
        assert_eq!(report.findings[0].message, "Say “clients” here: this house prefers client.");
        assert_eq!(report.judged[0].finding, Some(0));
    }

    #[test]
    fn a_settled_compound_says_why_to_look() {
        let report = check("She runs customer service.\n", Format::Markdown, &rules());
        let finding = &report.findings[0];
        assert_eq!(finding.fix.as_ref().unwrap().applicability, Applicability::Review);
        assert!(finding.message.ends_with("it is part of a settled phrase."), "{}", finding.message);
    }

    #[test]
    fn a_mention_is_a_hint_without_a_fix() {
        let expected = (Severity::Hint, "customer".to_owned(), None);
        assert_eq!(findings("They never say the word “customer” aloud.\n"), [expected]);
    }

    #[test]
    fn names_and_allowed_phrases_are_silent() {
        assert_eq!(findings("Sign in to the Customer Portal first.\n"), []);
        let allowed = Rules { allow: Phrases::new(["customer panel"]), ..rules() };
        assert_eq!(check("We asked the customer panel.\n", Format::Markdown, &allowed).findings.len(), 0);
    }

    #[test]
    fn a_possessive_keeps_the_spelling_of_its_entity() {
        assert_eq!(swapped("The customer&rsquo;s order came.\n"), "The client&rsquo;s order came.\n");
        assert_eq!(swapped("The **customer**'s order came.\n"), "The **client**'s order came.\n");
    }

    #[test]
    fn soft_hyphens_go_with_the_word() {
        assert_eq!(swapped("Our cus\u{ad}tomers called.\n"), "Our clients called.\n");
        assert_eq!(swapped("Our cus&shy;tomers called.\n"), "Our clients called.\n");
    }

    #[test]
    fn markup_inside_the_word_leaves_no_fix() {
        assert_eq!(findings("Our cust**om**er called.\n"), [(Severity::Warning, "cust**om**er".to_owned(), None)]);
    }

    #[test]
    fn directives_silence_and_say_when_they_do_not() {
        let text =
            "Our customers called. <!-- customary-disable-line -->\n\nAll well. <!-- customary-disable-line -->\n";
        let report = check(text, Format::Markdown, &rules());
        let [unused] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
        assert_eq!((unused.concept.as_str(), unused.severity), ("directive", Severity::Hint));
        assert_eq!(unused.range.start, text.rfind("customary-").unwrap());
        assert_eq!(unused.text, "customary-disable-line");
    }

    #[test]
    fn an_unknown_concept_is_named() {
        let text = "<!-- customary-disable client-custommer -->\n\nOur customers called.\n";
        let report = check(text, Format::Markdown, &rules());
        let texts: Vec<&str> = report.findings.iter().map(|finding| finding.text.as_str()).collect();
        assert_eq!(texts, ["client-custommer", "customers"]);
    }

    #[test]
    fn a_policy_that_does_not_look_says_nothing() {
        let text = "Our customers called. <!-- customary-disable-line x -->\n";
        let off = check(text, Format::Markdown, &Rules::default());
        assert_eq!((off.findings.len(), off.judged.len()), (0, 1));
        let disabled = Rules { disabled: vec!["client-customer".to_owned()], ..rules() };
        assert_eq!(check(text, Format::Markdown, &disabled).findings.len(), 0);
    }

    #[test]
    fn a_cancelled_check_gives_no_report() {
        let cancelled = AtomicBool::new(true);
        assert!(
            check_unless(&cancelled, &mut Memory::default(), "Our customers called.\n", Format::Markdown, &rules())
                .is_none()
        );
    }
}
