//! What an explanation says in plain words, and its weights as a sum that adds up as it is shown.
//!
//! Both adapters tell the same; how it is laid out is theirs.

use super::doubt_in_words;
use super::explain::{Explanation, Obstacle, TermExplanation, Unread};
use crate::policy::{Effective, LeftAlone, Origin, Rules, Source};
use crate::prose::Region;
use crate::sense::{Reason, Sense, Standing};
use crate::terms;

/// So many pieces of evidence are told one by one.
const STRONGEST: usize = 5;

/// Weights in whole hundredths, so that what is shown adds up to the sum that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The strongest pieces of evidence, each with its weight.
    pub strongest: Vec<(String, i64)>,
    /// How many more there are, and what they weigh together.
    pub weaker: Option<(usize, i64)>,
    /// What all of them weigh.
    pub total: i64,
}

impl Sum {
    /// Adds up pieces of evidence that come weightiest first.
    pub fn of(reasons: &[Reason]) -> Self {
        let (mut strongest, total) = Self::all(reasons);
        let weaker = strongest.split_off(strongest.len().min(STRONGEST));
        let of_weaker = weaker.iter().map(|(_, weight)| weight).sum();
        Self { strongest, weaker: (!weaker.is_empty()).then_some((weaker.len(), of_weaker)), total }
    }

    /// Each piece with its weight, and what all of them weigh.
    pub fn all(reasons: &[Reason]) -> (Vec<(String, i64)>, i64) {
        let (mut exact, mut total) = (0.0_f64, 0);
        let mut pieces = Vec::with_capacity(reasons.len());
        for reason in reasons {
            // Each weight is what the running sum gains: so no rounding is lost, and none is off by more than one.
            exact += f64::from(reason.weight);
            let weight = hundredths(exact) - total;
            total += weight;
            pieces.push((reason.text.clone(), weight));
        }
        (pieces, total)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest number")]
fn hundredths(weight: f64) -> i64 {
    (weight * 100.0).round() as i64
}

/// A weight in hundredths with its sign: `+1.20`, `-0.05`.
pub fn signed(hundredths: i64) -> String {
    let sign = if hundredths < 0 { '-' } else { '+' };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

impl Explanation {
    /// How likely the judged sense is, from 0 to 1. Of what is left alone the confidence counts from the other end:
    /// it is that of a finding.
    pub fn certainty(&self) -> f32 {
        match self.judged.sense {
            Sense::Party | Sense::Term => self.judged.confidence,
            Sense::Software | Sense::Name | Sense::Mention => 1.0 - self.judged.confidence,
        }
    }

    /// What a swap would need a look for, in words; of other senses than a party there is no swap to look at.
    pub fn looks(&self) -> Vec<String> {
        let doubts = if self.judged.sense == Sense::Party { self.judged.doubts.as_slice() } else { &[] };
        doubts.iter().map(|doubt| doubt_in_words(*doubt)).collect()
    }

    /// Why the policy wants a word there, as a sentence; `None` where it wants none.
    pub fn wants(&self) -> Option<String> {
        self.judged.wanted.as_ref().map(|wanted| sentence(&wanted.because()))
    }
}

impl TermExplanation {
    /// What the fix would need a look for, in words.
    pub fn looks(&self) -> Vec<String> {
        self.term.doubts.iter().map(|doubt| doubt_in_words(*doubt)).collect()
    }

    /// How likely what was made of it is, from 0 to 1.
    pub fn certainty(&self) -> f32 {
        match self.term.standing {
            Standing::Used => self.term.confidence,
            Standing::Mentioned | Standing::Apart => 1.0 - self.term.confidence,
        }
    }
}

/// A probability as people say it: `97 %`. What is not certain is never called so.
pub fn per_cent(probability: f32) -> String {
    let per_cent = (f64::from(probability) * 100.0).round().clamp(1.0, 99.0);
    format!("{per_cent} %")
}

/// What a word of the pair means, in words.
pub fn meaning(sense: Sense) -> &'static str {
    match sense {
        Sense::Party => "someone who is served or buys",
        Sense::Software => "a program or device that asks a server",
        Sense::Name => "part of a name or a fixed term",
        Sense::Mention => "the word itself, not what it stands for",
        Sense::Term => "a term of this house",
    }
}

/// Why a file is not checked, in words.
pub fn left_alone(why: LeftAlone) -> &'static str {
    match why {
        LeftAlone::Excluded => "This file is not checked: `exclude` names it.",
        LeftAlone::NotIncluded => "This file is not checked: `include` does not name it.",
        LeftAlone::ByDefault => "This file is not checked: licences, generated and vendored files are left alone.",
        LeftAlone::Policy => "This file is not checked: it is a policy.",
        LeftAlone::Ignored => "This file is not checked: `.gitignore` names it.",
    }
}

impl Unread {
    /// As a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Unread::Language(tag) => format!("The text is in another language ({tag}), and is left alone."),
            Unread::Code => "It stands in code, an address, a path or a placeholder, which is not read.".to_owned(),
            Unread::Region(region) => unchecked(*region),
            Unread::Markup => "It stands in markup, a key, or a text that nobody reads.".to_owned(),
        }
    }
}

fn unchecked(region: Region) -> String {
    format!("It stands in {}, and the policy's `check` does not name them.", region_in_words(region))
}

fn region_in_words(region: Region) -> &'static str {
    match region {
        Region::Prose => "running text (`prose`)",
        Region::Headings => "a heading (`headings`)",
        Region::Tables => "a table (`tables`)",
        Region::LinkText => "the text of a link (`link-text`)",
        Region::Comments => "a comment (`comments`)",
        Region::Strings => "a string (`strings`)",
        Region::Identifiers => "a name in code (`identifiers`)",
    }
}

impl Obstacle {
    /// The name that outputs use.
    pub fn name(&self) -> &'static str {
        match self {
            Obstacle::File(_) => "file",
            Obstacle::Off => "off",
            Obstacle::BothDefined => "both-defined",
            Obstacle::Disabled(_) => "disabled",
            Obstacle::Region(_) => "region",
            Obstacle::Directive(_) => "directive",
            Obstacle::Covered(_) => "concept",
            Obstacle::Allowed(_) => "allow",
            Obstacle::Sense(_) => "sense",
            Obstacle::Unsettled => "unsettled",
            Obstacle::OutOfContext => "out-of-context",
            Obstacle::Right => "right",
            Obstacle::OnlyMentioned => "only-mentioned",
            Obstacle::Settled => "settled-compound",
            Obstacle::Welcome(_) => "welcome",
            Obstacle::NoSay(_) => "no-say",
            Obstacle::Known => "baseline",
        }
    }

    /// As a sentence.
    pub fn sentence(&self) -> String {
        let plain = match self {
            Obstacle::File(why) => left_alone(*why),
            Obstacle::Region(region) => return unchecked(*region),
            Obstacle::Disabled(id) => return format!("An override turns the concept {id} off in this file."),
            Obstacle::Covered(id) => return format!("A term of the house's concept {id} stands there and decides."),
            Obstacle::Allowed(phrase) => return format!("`allow` keeps the phrase “{phrase}”."),
            Obstacle::Sense(sense) => return format!("It is taken for {}, which is left alone.", meaning(*sense)),
            Obstacle::Welcome(_) => "It is a term that this house prefers, or admits.",
            Obstacle::Off => "The policy asks for neither of the two words here.",
            Obstacle::BothDefined => {
                "Both words are defined terms of this house: neither is reported, and neither can stand for the other."
            }
            Obstacle::Directive(_) => "A directive in the text silences it.",
            Obstacle::Unsettled => {
                "The policy wants a text to keep to one of the two words. This text settles on neither, or tells them apart."
            }
            Obstacle::OutOfContext => {
                "Which of the two words is right depends on what stands near. Nothing here decides."
            }
            Obstacle::Right => "It is as the policy wants it.",
            Obstacle::OnlyMentioned => "The text never uses the other word, and nobody asked for it.",
            Obstacle::Settled => {
                "It is part of a settled compound, and the policy only asks a text to keep to one word."
            }
            Obstacle::Known => "The baseline holds it.",
            Obstacle::NoSay(_) => {
                "Its concept has no say here: it is another part of speech or a name, or `only-near`, `unless-near` or \
                 `allow` of the concept rule it out."
            }
        };
        plain.to_owned()
    }

    /// The entry of the policy that it comes from, if it is one. `effective` is the policy in force for the file.
    pub fn origin(&self, rules: &Rules, effective: &Effective) -> Option<Origin> {
        match self {
            Obstacle::Off | Obstacle::BothDefined | Obstacle::Unsettled | Obstacle::OutOfContext | Obstacle::Right => {
                rules.origin.clone()
            }
            Obstacle::Disabled(id) => effective.origin("disable", |value| value.trim_matches(['"', '\'']) == id),
            Obstacle::Region(_) => effective.origin("check", |_| true),
            Obstacle::Allowed(phrase) => effective.origin_of_text("allow", phrase),
            Obstacle::Covered(id) | Obstacle::Welcome(id) | Obstacle::NoSay(id) => {
                rules.house.concept(id).map(|(_, concept)| concept.origin.clone())
            }
            Obstacle::File(LeftAlone::Excluded) => effective.only_origin("exclude"),
            Obstacle::File(LeftAlone::NotIncluded) => effective.only_origin("include"),
            _ => None,
        }
    }
}

/// What a term of the house is where it stands, in words.
pub fn standing_in_words(standing: Standing) -> &'static str {
    match standing {
        Standing::Used => "in its meaning",
        Standing::Mentioned => "but the word itself is meant",
        Standing::Apart => "but it is something else here, such as part of a name or another part of speech",
    }
}

/// What asked for one of the words in a file where no entry of a policy did, in words.
pub fn asked_by(effective: &Effective) -> &'static str {
    let prefer = effective.entries.iter().find(|entry| entry.key == "prefer").map(|entry| &entry.source);
    match prefer {
        Some(Source::Argument) => "the command line asks for it",
        Some(Source::Settings) => "the editor's settings ask for it",
        Some(Source::File(_) | Source::Default) | None => "without a policy each text is asked to keep to one word",
    }
}

/// A clause as a sentence without its full stop.
fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// The terms of the pair with what they mean, for writers.
pub fn definitions() -> impl Iterator<Item = (&'static str, &'static str)> {
    terms::pair().terms.iter().map(|term| (term.text.as_str(), term.definition.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sense::Doubt;

    #[test]
    fn what_is_shown_adds_up() {
        let reasons = |weights: &[f32]| -> Vec<Reason> {
            weights.iter().map(|weight| Reason { text: String::new(), weight: *weight }).collect()
        };
        for weights in [
            vec![],
            vec![2.345, -1.005, 0.504],
            vec![1.004; 5],
            vec![1.0 / 3.0; 23],
            vec![-2.0, 1.996, -1.995, 1.004, -0.333, 0.333, -0.1, 0.016, 0.004],
        ] {
            let sum = Sum::of(&reasons(&weights));
            let shown: i64 = sum.strongest.iter().map(|(_, weight)| weight).sum();
            assert_eq!(shown + sum.weaker.map_or(0, |(_, weight)| weight), sum.total);
            let exact: f64 = weights.iter().copied().map(f64::from).sum();
            assert_eq!(sum.total, hundredths(exact), "{weights:?}");
            assert_eq!(sum.weaker.map_or(0, |(count, _)| count), weights.len().saturating_sub(5));
            for ((_, shown), exact) in sum.strongest.iter().zip(&weights) {
                assert!((*shown as f32 - exact * 100.0).abs() <= 1.01, "{shown} {exact}");
            }
        }
    }

    #[test]
    fn weights_have_a_sign_and_nothing_is_certain() {
        assert_eq!([-205, -5, 0, 5, 120].map(signed), ["-2.05", "-0.05", "+0.00", "+0.05", "+1.20"]);
        assert_eq!([0.0, 0.974, 1.0].map(per_cent), ["1 %", "97 %", "99 %"]);
    }

    #[test]
    fn doubts_are_clauses() {
        let told = [Doubt::Quotation, Doubt::Choice, Doubt::LookupKey].map(doubt_in_words);
        let expected = [
            "it stands in a quotation",
            "there are several terms to choose from",
            "translations are looked up by this text",
        ];
        assert_eq!(told, expected);
    }
}
