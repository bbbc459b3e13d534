//! Why a word was judged as it was, and why it is reported or left alone: for whoever asks about one place.
//!
//! Knows nothing of how that is shown; the words for it are in [`super::account`].

use std::ops::Range;

use super::{Finding, HouseTerm, Judged, Report, Why, check};
use crate::policy::{LeftAlone, Prefer, Rules};
use crate::prose::{Block, Document, Format, Region};
use crate::sense::{self, Doubt, Evidence, Reason, Sense, Standing};
use crate::terms;

/// What speaks for every term of the house before the words around it are looked at.
const MEANT: &str = "the house means its concept by this word, unless the text says otherwise";
/// A weight that is none.
const NOTHING: f32 = 0.001;

/// Everything about one word of the pair.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// What was judged.
    pub judged: Judged,
    /// All pieces of evidence, weightiest first. Their weights add up to `score`.
    pub reasons: Vec<Reason>,
    /// The log odds of the judged sense against `against`.
    pub score: f32,
    /// The sense that is next likely.
    pub against: Sense,
    /// What the policy objects to, if it does.
    pub finding: Option<Finding>,
    /// What keeps it from being reported, the first that would first. Empty exactly where it is reported.
    pub obstacles: Vec<Obstacle>,
}

/// Everything about one term of the house's own concepts.
#[derive(Debug, Clone)]
pub struct TermExplanation {
    /// The term.
    pub term: HouseTerm,
    /// All pieces of evidence, weightiest first. Their weights add up to `score`.
    pub reasons: Vec<Reason>,
    /// The log odds of what was made of it.
    pub score: f32,
    /// What the policy objects to, if it does.
    pub finding: Option<Finding>,
    /// What keeps it from being reported, as far as it is known.
    pub obstacles: Vec<Obstacle>,
}

/// Something that keeps a word from being reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The file is not checked.
    File(LeftAlone),
    /// Nobody asks for one of the two words here.
    Off,
    /// Both words are defined terms of the house.
    BothDefined,
    /// The concept of this id is off in this file.
    Disabled(String),
    /// Places of this kind are not checked.
    Region(Region),
    /// An inline directive silences it; its bytes.
    Directive(Range<usize>),
    /// A term of the house's own stands there, which belongs to the concept of this id.
    Covered(String),
    /// A phrase that is allowed holds it, as the policy writes it.
    Allowed(String),
    /// It means something that the policy does not ask about.
    Sense(Sense),
    /// The text is to keep to one word, and settles on none.
    Unsettled,
    /// No `[[when]]` says which word is right there.
    OutOfContext,
    /// It is the word that the policy wants.
    Right,
    /// The text never uses the other word, and nobody asked for it.
    OnlyMentioned,
    /// It is part of a settled compound, and nobody asked for the other word.
    Settled,
    /// It is a term that the house's concept of this id prefers, or admits.
    Welcome(String),
    /// Its concept, which has this id, has no say there: another part of speech, a name, or what its `only-near` and its
    /// like rule out.
    NoSay(String),
    /// A baseline holds it back. Known to those who read baselines.
    Known,
}

/// Why a word that stands in a text is not read there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// The text declares a language in which it is another word.
    Language(String),
    /// It stands in code, an address, a path, a placeholder.
    Code,
    /// Places of this kind are not checked.
    Region(Region),
    /// It is markup, a key, a name, or a text that nobody reads.
    Markup,
}

/// What was made of the word of the pair at the byte `at`, and why; `None` where none is read there.
pub fn explain(text: &str, format: Format, rules: &Rules, at: usize) -> Option<Explanation> {
    explain_in(&check(text, format, rules), rules, at)
}

/// The same in a report that is at hand.
fn explain_in(report: &Report, rules: &Rules, at: usize) -> Option<Explanation> {
    let judged = report.judged.iter().find(|judged| judged.range.contains(&at))?.clone();
    let Evidence { reasons, score, against } = evidence(report, &judged)?;
    let finding = judged.finding.and_then(|index| report.findings.get(index)).cloned();
    let obstacles = if finding.is_some() { Vec::new() } else { obstacles(report, rules, &judged) };
    Some(Explanation { score, reasons, against, finding, obstacles, judged })
}

/// What was weighed, or the one thing that decided: a rule, or the house.
fn evidence(report: &Report, judged: &Judged) -> Option<Evidence> {
    if judged.reasons.is_empty() {
        let occurrences = sense::occurrences(&report.document);
        let index = occurrences.iter().position(|occurrence| occurrence.source == judged.range)?;
        return sense::explain(&report.document, &occurrences, index);
    }
    let against = if judged.sense == Sense::Party { Sense::Software } else { Sense::Party };
    Some(Evidence { reasons: judged.reasons.clone(), score: sum(&judged.reasons), against })
}

/// What was made of the term of the house at the byte `at`, and why; `None` where none is read there.
pub fn explain_term(text: &str, format: Format, rules: &Rules, at: usize) -> Option<TermExplanation> {
    let report = check(text, format, rules);
    let term = report.house.iter().find(|term| term.range.contains(&at))?.clone();
    let mut reasons = term.reasons.clone();
    // A word of the pair brings the evidence of its own judgement along.
    if let Some(judged) = report.judged.iter().find(|judged| judged.range == term.range) {
        reasons = evidence(&report, judged).map(|evidence| evidence.reasons).unwrap_or_default();
    } else {
        let sure = if term.standing == Standing::Used { term.confidence } else { 1.0 - term.confidence };
        let weight = (sure / (1.0 - sure)).ln() - sum(&reasons);
        reasons.extend((weight.abs() > NOTHING).then(|| Reason { text: MEANT.to_owned(), weight }));
    }
    reasons.sort_by(|one, next| next.weight.abs().total_cmp(&one.weight.abs()));
    let finding = term.finding.and_then(|index| report.findings.get(index)).cloned();
    let obstacles = if finding.is_some() { Vec::new() } else { obstacles_of_term(&report, rules, &term) };
    Some(TermExplanation { score: sum(&reasons), reasons, finding, obstacles, term })
}

/// Why the word of the policy that stands at the byte `at` is not read; `None` where none stands there.
pub fn unread(text: &str, format: Format, rules: &Rules, at: usize) -> Option<(Range<usize>, Unread)> {
    let line = line_of(text, at);
    let written = text.get(line.clone())?;
    let of_pair = terms::find(written).into_iter().map(|hit| hit.range);
    let of_house = rules.house.vocabulary.find(written).into_iter().map(|hit| hit.range);
    let here = |range: &Range<usize>| range.contains(&(at - line.start));
    let word = of_pair.chain(of_house).find(here)?;
    let word = line.start + word.start..line.start + word.end;
    let document = check(text, format, rules).document;
    let why = why_unread(&document, &word);
    Some((word, why))
}

fn why_unread(document: &Document, word: &Range<usize>) -> Unread {
    let at = word.start;
    if let Some(language) = document.language.as_ref().filter(|_| document.declares_other_than("en")) {
        return Unread::Language(language.clone());
    }
    let in_code = || {
        let runs = document.blocks.iter().filter(|block| block.source.contains(&at)).flat_map(Block::runs);
        runs.into_iter().any(|run| run.style.code && run.source.contains(&at))
    };
    if document.code.iter().any(|code| code.contains(&at)) || in_code() {
        return Unread::Code;
    }
    let block = place_of(document, word).and_then(|(block, place)| Some((document.blocks.get(block)?, place)));
    block.map_or(Unread::Markup, |(block, place)| Unread::Region(block.region_at(place.start)))
}

fn sum(reasons: &[Reason]) -> f32 {
    reasons.iter().map(|reason| reason.weight).sum()
}

/// The bytes of the line that holds a byte, without its line end.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    start..after.find(['\n', '\r']).map_or(text.len(), |end| before.len() + end)
}

fn obstacles(report: &Report, rules: &Rules, judged: &Judged) -> Vec<Obstacle> {
    let mut out = of_file(rules, &terms::pair().id);
    match rules.prefer {
        Prefer::Off => out.push(Obstacle::Off),
        Prefer::BothDefined => out.push(Obstacle::BothDefined),
        Prefer::Client | Prefer::Customer | Prefer::Consistent | Prefer::ByContext => {}
    }
    if !rules.check.contains(judged.region) {
        out.push(Obstacle::Region(judged.region));
    }
    out.extend(silenced(&report.document, judged.range.start, &terms::pair().id));
    out.extend(covered(report, rules, &judged.range));
    out.extend(allowed(&report.document, rules, &judged.range));
    if matches!(judged.sense, Sense::Software | Sense::Name | Sense::Term) {
        out.push(Obstacle::Sense(judged.sense));
    }
    if rules.looks_at_the_pair() {
        out.extend(unwanted(rules, judged));
    }
    out
}

/// What keeps every word of a concept in the file from being reported.
fn of_file(rules: &Rules, concept: &str) -> Vec<Obstacle> {
    let file = rules.left_alone.map(Obstacle::File);
    let disabled = rules.is_disabled(concept).then(|| Obstacle::Disabled(concept.to_owned()));
    file.into_iter().chain(disabled).collect()
}

/// Why the policy does not want the other word there.
fn unwanted(rules: &Rules, judged: &Judged) -> Option<Obstacle> {
    let Some(wanted) = &judged.wanted else {
        let by_context = rules.prefer == Prefer::ByContext;
        return Some(if by_context { Obstacle::OutOfContext } else { Obstacle::Unsettled });
    };
    match (&wanted.why, judged.sense) {
        _ if wanted.term == judged.term => Some(Obstacle::Right),
        (Why::Most { counts }, Sense::Mention) if counts.contains(&0) => Some(Obstacle::OnlyMentioned),
        (Why::Most { .. }, Sense::Party) if judged.doubts.contains(&Doubt::SettledCompound) => Some(Obstacle::Settled),
        _ => None,
    }
}

fn obstacles_of_term(report: &Report, rules: &Rules, term: &HouseTerm) -> Vec<Obstacle> {
    let concepts = rules.house.vocabulary.concepts();
    let Some(concept) = concepts.get(term.concept) else { return Vec::new() };
    let mut out = of_file(rules, &concept.id);
    out.extend(silenced(&report.document, term.range.start, &concept.id));
    out.extend(allowed(&report.document, rules, &term.range));
    let status = concept.terms.get(term.term).map(|term| term.status);
    if status != Some(terms::Status::Deprecated) {
        out.push(Obstacle::Welcome(concept.id.clone()));
    } else if !term.speaks {
        out.push(Obstacle::NoSay(concept.id.clone()));
    }
    out
}

fn silenced(document: &Document, at: usize, concept: &str) -> Option<Obstacle> {
    let directive = document.directives.silencing(at, concept)?;
    Some(Obstacle::Directive(document.directives.list.get(directive)?.range.clone()))
}

/// The concept of the house that speaks of the place instead.
fn covered(report: &Report, rules: &Rules, range: &Range<usize>) -> Option<Obstacle> {
    let covers = |term: &&HouseTerm| term.speaks && term.range.start <= range.start && range.end <= term.range.end;
    let term = report.house.iter().find(covers)?;
    let concept = rules.house.vocabulary.concepts().get(term.concept)?;
    Some(Obstacle::Covered(concept.id.clone()))
}

/// The phrase of the policy that holds a word, the longest if several do.
fn allowed(document: &Document, rules: &Rules, range: &Range<usize>) -> Option<Obstacle> {
    let (block, visible) = place_of(document, range)?;
    let found = rules.allow.covering(&document.blocks.get(block)?.text, visible);
    Some(Obstacle::Allowed(rules.allow.get(found.first()?.phrase)?.to_owned()))
}

/// The block that a word stands in, and the bytes of its text.
fn place_of(document: &Document, range: &Range<usize>) -> Option<(usize, Range<usize>)> {
    let of_pair = sense::occurrences(document).into_iter().find(|occurrence| occurrence.source == *range);
    if let Some(occurrence) = of_pair {
        return Some((occurrence.block, occurrence.hit.range));
    }
    document.blocks.iter().enumerate().find_map(|(index, block)| {
        let first = block.runs().find(|run| run.source.contains(&range.start))?;
        let start = first.range.start + if first.is_exact() { range.start - first.source.start } else { 0 };
        let last = block.runs().find(|run| run.source.contains(&(range.end - 1)))?;
        let end = if last.is_exact() { last.range.start + (range.end - last.source.start) } else { last.range.end };
        (start < end).then_some((index, start..end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::Regions;
    use crate::terms::Phrases;

    fn rules(prefer: Prefer) -> Rules {
        Rules { prefer, ..Rules::default() }
    }

    fn obstacles_at(text: &str, word: &str, rules: &Rules) -> Vec<Obstacle> {
        explain(text, Format::Markdown, rules, text.find(word).unwrap()).unwrap().obstacles
    }

    #[test]
    fn the_weights_add_up_to_the_score_and_come_weightiest_first() {
        let text = "# Sign in\n\nThe client sends a request to the server.\n\nOur clients called, and we advised each client.\n";
        for (at, _) in text.match_indices("client") {
            let told = explain(text, Format::Markdown, &rules(Prefer::Customer), at).unwrap();
            assert!(!told.reasons.is_empty() && told.judged.range.contains(&at));
            let sum: f32 = told.reasons.iter().map(|reason| reason.weight).sum();
            assert!((sum - told.score).abs() < 1e-4, "{sum} {}", told.score);
            assert!(told.score > 0.0, "{told:?}");
            assert!(told.reasons.is_sorted_by(|one, next| one.weight.abs() >= next.weight.abs()));
            assert_ne!(told.against, told.judged.sense);
        }
    }

    #[test]
    fn what_is_not_reported_has_an_obstacle_and_what_is_has_none() {
        let text = "Our customers called.\n\nThe HTTP client retries. We say client, not customer.\n\n\
                    Open the Customer Portal. She runs customer service. <!-- customary-disable-line -->\n\n\
                    | customer |\n|---|\n| Our clients pay. |\n\n> “The customers were kind.”\n";
        for (_, prefer) in Prefer::NAMES {
            for check in [Regions::default(), Regions::new([Region::Tables])] {
                let rules = Rules { check, allow: Phrases::new(["our clients"]), ..rules(prefer) };
                let report = check_of(text, &rules);
                assert!(report.judged.len() > 6);
                for judged in &report.judged {
                    let told = explain(text, Format::Markdown, &rules, judged.range.start).unwrap();
                    assert_eq!(told.obstacles.is_empty(), judged.finding.is_some(), "{prefer:?} {told:#?}");
                }
            }
        }
    }

    fn check_of(text: &str, rules: &Rules) -> Report {
        check(text, Format::Markdown, rules)
    }

    #[test]
    fn obstacles_name_what_is_in_the_way() {
        let client = rules(Prefer::Client);
        let cases = [
            ("The HTTP client retries.", "client", rules(Prefer::Customer), vec![Obstacle::Sense(Sense::Software)]),
            ("Our customers called.", "customers", rules(Prefer::Off), vec![Obstacle::Off]),
            ("Our clients called.", "clients", client.clone(), vec![Obstacle::Right]),
            ("Our customers.", "customers", rules(Prefer::ByContext), vec![Obstacle::OutOfContext]),
            (
                "# Our customers\n",
                "customers",
                Rules { check: Regions::new([Region::Prose]), ..client.clone() },
                vec![Obstacle::Region(Region::Headings)],
            ),
            (
                "We asked the customer panel.",
                "customer",
                Rules { allow: Phrases::new(["customer panel"]), ..client.clone() },
                vec![Obstacle::Allowed("customer panel".to_owned())],
            ),
            (
                "Our customers. <!-- customary-disable-line -->",
                "customers",
                Rules { left_alone: Some(LeftAlone::Excluded), ..client },
                vec![Obstacle::File(LeftAlone::Excluded), Obstacle::Directive(20..42)],
            ),
        ];
        for (text, word, rules, expected) in cases {
            assert_eq!(obstacles_at(text, word, &rules), expected, "{text}");
        }
    }

    #[test]
    fn a_word_that_is_not_read_says_why() {
        let told = |text: &str, rules: &Rules| {
            let at = text.find("customer").unwrap();
            assert!(explain(text, Format::Markdown, rules, at).is_none());
            unread(text, Format::Markdown, rules, at).map(|(word, why)| (text[word].to_owned(), why))
        };
        let rules = rules(Prefer::Client);
        let word = |why| Some(("customer".to_owned(), why));
        assert_eq!(told("Set `customer` to 1.\n", &rules), word(Unread::Code));
        assert_eq!(told("```\ncustomer\n```\n", &rules), word(Unread::Code));
        assert_eq!(told("[x](customer/a.md)\n", &rules), word(Unread::Markup));
        assert_eq!(told("Our patrons, customer_id.\n", &rules), None);
        let french = Rules { language: Some("fr".to_owned()), ..rules };
        assert_eq!(told("Nos customer.\n", &french), word(Unread::Language("fr".to_owned())));
    }
}
