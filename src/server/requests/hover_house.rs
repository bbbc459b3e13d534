//! The hover over a term of the house's own concepts: what it stands for, which term the house wants, and why.

use crate::check::{self, HouseTerm};
use crate::policy::HouseConcept;
use crate::server::document::Checked;
use crate::terms::{Concept, Status};

use super::hover::{Voice, evidence, list, paragraph, place};

/// All that is known of a term, for a person; nothing where the policy does not know it any more.
pub(super) fn explain(checked: &Checked, found: &HouseTerm, voice: &Voice) -> Option<String> {
    let house = &checked.rules.house;
    let (concept, policy) = (house.vocabulary.concepts().get(found.concept)?, house.concepts.get(found.concept)?);
    let term = concept.terms.get(found.term)?;
    let word = checked.text.get(found.range.clone()).unwrap_or_default();
    let mut out = String::new();
    paragraph(&mut out, &format!("{}: {}.", voice.strong(word), standing(concept, term.status, voice)));
    let definition = if term.definition.is_empty() { &concept.definition } else { &term.definition };
    if !definition.is_empty() {
        paragraph(&mut out, &voice.plain(definition));
    }
    told(&mut out, policy, voice);
    paragraph(&mut out, &verdict(checked, found, term.status, policy, voice));
    if let Some(why) = check::explain_term(&checked.text, checked.format, &checked.rules, found.range.start)
        && !found.reasons.is_empty()
    {
        let sure = check::per_cent(why.certainty());
        evidence(&mut out, &format!("Why here, {sure} sure, in log odds:"), &why.reasons, voice);
        list(&mut out, "Look before you swap it:", why.looks().into_iter());
    }
    let others = concept.terms.iter().filter(|other| !other.definition.is_empty() && other.text != term.text);
    let definition =
        |term: &crate::terms::Term| format!("{}: {}", voice.strong(&term.text), voice.plain(&term.definition));
    list(&mut out, "Its other terms:", others.map(definition));
    Some(out.trim_end().to_owned())
}

/// What the house thinks of the term.
fn standing(concept: &Concept, status: Status, voice: &Voice) -> String {
    let preferred: Vec<String> = concept
        .terms
        .iter()
        .filter(|term| term.status == Status::Preferred)
        .map(|term| voice.strong(&term.text))
        .collect();
    let preferred = preferred.join(" or ");
    match status {
        Status::Preferred => "the term that this house prefers".to_owned(),
        Status::Admitted if preferred.is_empty() => "a term of this house".to_owned(),
        Status::Admitted => format!("right as well; this house prefers {preferred}"),
        Status::Deprecated if preferred.is_empty() => "a term that this house does not want".to_owned(),
        Status::Deprecated => format!("this house says {preferred} instead"),
    }
}

/// What the house says of the concept: why, whom to ask, where to read more.
fn told(out: &mut String, policy: &HouseConcept, voice: &Voice) {
    if let Some(reason) = &policy.reason {
        paragraph(out, &voice.plain(reason));
    }
    if let Some(owner) = &policy.owner {
        paragraph(out, &format!("Whom to ask: {}", voice.plain(owner)));
    }
    if let Some(link) = &policy.link {
        // A link is one without any markup, and escapes would break it.
        paragraph(out, &format!("Read more: {link}"));
    }
}

fn verdict(checked: &Checked, found: &HouseTerm, status: Status, policy: &HouseConcept, voice: &Voice) -> String {
    if let Some(why) = &checked.rules.left_alone {
        return check::left_alone(*why).to_owned();
    }
    let verdict = match (found.finding, status) {
        (Some(_), _) => "This one is reported.",
        (None, Status::Deprecated) => "This one is left alone.",
        (None, Status::Preferred | Status::Admitted) => "This one is as the policy wants it.",
    };
    let id = checked.rules.house.vocabulary.concepts().get(found.concept).map_or("", |concept| concept.id.as_str());
    format!("The policy's concept {}{}. {verdict}", voice.strong(id), place(&policy.origin, voice))
}
