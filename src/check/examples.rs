//! The examples that a policy carries, held against its own rules.
//!
//! An example says of a text that something in it is reported, or that nothing is. One that does not come
//! true is a problem of the policy, at the place where the policy gives it.

use std::path::Path;

use super::messages::{self, Held};
use super::{Finding, HouseTerm, Judged, Report, check};
use crate::policy::{Example, Expect, Policies, Prefer, Problem, ProblemSeverity, Rules};
use crate::prose::Format;
use crate::sense::{self, Sense};
use crate::terms::{self, Phrases, Status};

/// The examples that do not come true under these rules. A hint made by doubt is neither reported nor
/// in the way of what is kept.
pub fn failing(examples: &[Example], rules: &Rules) -> Vec<Problem> {
    examples.iter().filter_map(|example| failure(example, rules)).collect()
}

/// The failing examples of the policy file at `governing`, under the rules that it gives to a text without
/// a path.
pub fn failing_in(policies: &Policies, governing: &Path) -> Vec<Problem> {
    let examples = policies.examples(governing);
    if examples.is_empty() {
        return Vec::new();
    }
    failing(&examples, &policies.rules_without_path(governing.parent()))
}

fn failure(example: &Example, rules: &Rules) -> Option<Problem> {
    let report = check(&example.text, Format::Markdown, rules);
    let reported: Vec<&Finding> = report.findings.iter().filter(|finding| is_reported(finding)).collect();
    let message = match (example.expect, reported.as_slice()) {
        (Expect::Report, []) => messages::not_reported(&held_back(&example.text, &report, rules)),
        (Expect::Keep, [_, ..]) => messages::not_kept(reported.iter().map(|finding| &*finding.text)),
        (Expect::Report, [_, ..]) | (Expect::Keep, []) => return None,
    };
    Some(Problem { place: example.place.clone(), severity: ProblemSeverity::Warning, message })
}

/// Whether a finding is a word that the policy objects to without doubt.
fn is_reported(finding: &Finding) -> bool {
    finding.sense.is_some() && !finding.is_doubtful()
}

/// What was made of the first word that an example might have meant.
fn held_back<'t>(text: &'t str, report: &Report, rules: &Rules) -> Held<'t> {
    let word = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or_default();
    if let Some(finding) = report.findings.iter().find(|finding| finding.sense.is_some()) {
        let word = word(&finding.range);
        return if finding.sense == Some(Sense::Mention) { Held::Mention(word) } else { Held::Unsure(word) };
    }
    let deprecated = report.house.iter().find(|term| status(term, rules) == Some(Status::Deprecated));
    if let Some(term) = deprecated {
        if !term.speaks && has_conditions(term, rules) {
            return Held::NoSay(word(&term.range));
        }
        return Held::Kept(word(&term.range), term.reasons.first().map(|reason| reason.text.clone()));
    }
    let unwanted = |judged: &&Judged| judged.wanted.as_ref().is_none_or(|wanted| wanted.term != judged.term);
    if let Some(judged) = report.judged.iter().find(unwanted) {
        let word = word(&judged.range);
        return match held_word(word, judged, rules) {
            Held::Kept(..) if is_allowed(text, rules) => Held::Allowed(word),
            held => held,
        };
    }
    if let Some(right) = report.house.first() {
        return Held::Right(word(&right.range));
    }
    report.judged.first().map_or(Held::Nothing, |judged| Held::Right(word(&judged.range)))
}

fn held_word<'t>(word: &'t str, judged: &Judged, rules: &Rules) -> Held<'t> {
    match judged.sense {
        _ if !rules.looks_at_the_pair() => Held::Unasked(word),
        Sense::Software => Held::Software(word),
        Sense::Name => Held::Name(word),
        Sense::Mention => Held::Mention(word),
        Sense::Party | Sense::Term if judged.confidence < sense::threshold() => Held::Unsure(word),
        Sense::Party | Sense::Term if !rules.check.contains(judged.region) => Held::Unchecked(word),
        Sense::Party | Sense::Term if rules.prefer == Prefer::ByContext && judged.wanted.is_none() => {
            Held::OutOfContext(word)
        }
        Sense::Party | Sense::Term => Held::Kept(word, None),
    }
}

/// Whether the concept of a term says where it has a say.
fn has_conditions(term: &HouseTerm, rules: &Rules) -> bool {
    let concept = rules.house.concepts.get(term.concept);
    concept.is_some_and(|own| !(own.only_near.is_empty() && own.unless_near.is_empty() && own.allow.is_empty()))
}

/// Whether the same text has something to report where nothing is allowed.
fn is_allowed(text: &str, rules: &Rules) -> bool {
    let report = check(text, Format::Markdown, &Rules { allow: Phrases::default(), ..rules.clone() });
    report.findings.iter().any(is_reported)
}

fn status(term: &HouseTerm, rules: &Rules) -> Option<Status> {
    let concept = rules.house.vocabulary.concepts().get(term.concept)?;
    concept.terms.get(term.term).map(|term: &terms::Term| term.status)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::policy::Place;

    fn example(expect: Expect, text: &str) -> Example {
        let place = Place { path: Path::new("/w/customary.toml").into(), text: Arc::from(text), range: 0..text.len() };
        Example { text: text.to_owned(), expect, place }
    }

    #[test]
    fn a_word_outside_every_context_is_said_to_be() {
        let rules = Rules { prefer: Prefer::ByContext, ..Rules::default() };
        let problem = failing(&[example(Expect::Report, "Our customers pay.")], &rules).pop().unwrap();
        let why = "no [[when]] says which word is right around “customers”";
        assert_eq!(problem.message, format!("This should be reported, and nothing is: {why}."));
    }

    fn told(expect: Expect, text: &str) -> Option<String> {
        let rules =
            Rules { prefer: Prefer::Client, allow: Phrases::new(["customer success manager"]), ..Rules::default() };
        failing(&[example(expect, text)], &rules).pop().map(|problem| problem.message)
    }

    #[test]
    fn an_example_that_comes_true_is_no_problem() {
        for text in ["Our customers called.", "# Our customers\n\nThe HTTP client retries."] {
            assert_eq!(told(Expect::Report, text), None, "{text}");
        }
        for text in ["", "The HTTP client retries.", "The Customer Portal opens.", "Say “customer” aloud."] {
            assert_eq!(told(Expect::Keep, text), None, "{text}");
        }
    }

    #[test]
    fn what_should_be_reported_and_is_not_says_what_the_word_was_taken_for() {
        for (text, why) in [
            ("Nobody called.", "nothing is: none of the policy's words stands in it."),
            ("Our clients called.", "nothing is: “clients” is the word that the policy prefers."),
            ("The Customer Portal opens.", "nothing is: “Customer” is taken for part of a name or a fixed term."),
            (
                "We never say the word “customer” here.",
                "“customer” is taken for the word itself, which is only a hint.",
            ),
            ("Our customer success manager called.", "nothing is: `allow` keeps “customer”."),
            (
                "Hello.\n\n<!-- customary-disable-next-line -->\nOur customers called.",
                "nothing is: “customers” is silenced, or",
            ),
        ] {
            let told = told(Expect::Report, text).expect(text);
            assert!(told.starts_with("This should be reported, and ") && told.contains(why), "{text}: {told}");
        }
        let off = failing(&[example(Expect::Report, "Our customers called.")], &Rules::default());
        assert!(off[0].message.contains("does not ask about “customers”"), "{}", off[0].message);
    }

    #[test]
    fn what_should_be_kept_and_is_reported_is_named() {
        let told = told(Expect::Keep, "Our customers called, and a customer wrote.").unwrap();
        assert_eq!(told, "This should be kept, but “customers” and “customer” are reported.");
    }
}
