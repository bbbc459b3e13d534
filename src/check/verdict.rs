//! The verdict on one text: who looks at what, in which order, and how it comes together.
//!
//! In this order: a region that is not checked, a directive, an allowed phrase, a name, a program: silent.
//! A word that is talked about: a hint without a fix. A party, a term of the house: the policy's severity,
//! or a hint where the confidence is below the threshold. [`super::pair`] looks at the built-in pair,
//! [`super::house`] at the concepts of the house, which come first where both would speak of one place.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use memchr::memmem::Finder;

use super::again::{self, Basis};
use super::bound::Bound;
use super::code_names::CodeNames;
use super::memory::Memory;
use super::pair::Asked;
use super::silence::Silence;
use super::spelling::Spelling;
use super::wanted::Wishes;
use super::{Finding, Report, house, identifiers, overrule, pair};
use crate::policy::Rules;
use crate::prose::{self, Document, Format, Spliced};
use crate::sense::{self, Judgement, Occurrence, Recall};
use crate::terms;
use crate::text::{Change, Text};

/// What every directive begins with.
const DIRECTIVE: &str = "customary-";

/// What is looked at: one text, read, and the rules for it.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// The text as it stands in the file.
    pub(super) text: &'a str,
    /// The text as it is read.
    pub(super) document: &'a Document,
    /// The format it is read in.
    pub(super) format: Format,
    /// What the policy says of it.
    pub(super) rules: &'a Rules,
    /// How words are written in it.
    pub(super) spelling: &'a Spelling,
}

/// What a report is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// What the policy objects to, alone: what was judged takes as much memory again.
    Findings,
    Everything,
}

/// Checks a whole text, up to as many words as the rules say ([`Rules::max_words`]).
pub fn check(text: &str, format: Format, rules: &Rules) -> Report {
    once(text, format, rules, Detail::Everything)
}

/// The same for who asks for nothing but findings: what was judged of each word is not told. So a text without a word that
/// the policy would have another for is not read at all.
pub fn findings(text: &str, format: Format, rules: &Rules) -> Report {
    once(text, format, rules, Detail::Findings)
}

fn once(text: &str, format: Format, rules: &Rules, detail: Detail) -> Report {
    let (cancelled, mut memory) = (AtomicBool::new(false), Memory::default());
    let bound = Bound::new(text, rules.max_words);
    verdict(&cancelled, &mut memory, (&bound, rules, None), format, detail).unwrap_or_default()
}

/// Checks a whole text, however many words it holds, unless `cancelled` becomes true on the way, in which case there is no
/// report.
///
/// With the `memory` of an earlier check of the same document it costs less, and gives the same. It costs least where
/// the report of that check was given back ([`Memory::take_back`]) and the rules are still those.
pub fn check_unless(
    cancelled: &AtomicBool,
    memory: &mut Memory,
    text: &Text,
    format: Format,
    rules: &Arc<Rules>,
) -> Option<Report> {
    memory.read_for(rules);
    let change = memory.text.follow(text);
    let text = Arc::clone(memory.text());
    // What is edited is read in parts: there is no telling how many words stand before one.
    verdict(cancelled, memory, (&Bound::none(&text), rules, Some((&change, rules))), format, Detail::Everything)
}

/// What changed in a text that is kept for the next check, and the rules that are.
type Kept<'a> = (&'a Change, &'a Arc<Rules>);

/// The verdict on a text by rules, which are `kept` in the memory if the text may be edited.
fn verdict(
    cancelled: &AtomicBool,
    memory: &mut Memory,
    (bound, rules, kept): (&Bound<'_>, &Rules, Option<Kept<'_>>),
    format: Format,
    detail: Detail,
) -> Option<Report> {
    let (text, told) = (bound.text, memory.told.take());
    let vocabulary = &rules.house.vocabulary;
    let of_the_pair = if detail == Detail::Findings { may_object(text, rules) } else { terms::may_match(text) };
    let may_match = of_the_pair || rules.asks_for_identifiers();
    if !may_match && !vocabulary.may_match(text) && !may_direct(text) {
        memory.reading.forget();
        return Some(Report::default());
    }
    let format = rules.format.unwrap_or(format);
    let (mut document, spliced) = read(memory, (text, kept.map(|(change, _)| change)), format, rules);
    // What a text says of itself comes before what its path does.
    document.language = document.language.take().or_else(|| rules.language.clone());
    let document = Arc::new(document);
    if kept.is_some() {
        memory.reading.keep(&document);
    }
    let in_blocks = kept.is_some() && !memory.reading.goes_on();
    memory.senses.recall(match kept {
        Some(_) if in_blocks => Recall::Blocks,
        Some(_) => Recall::Edits,
        None => Recall::Nothing,
    });
    let (occurrences, judged_up_to) = match kept {
        Some(_) => (memory.senses.occurrences(&document, spliced), None),
        None => bound.occurrences(&document),
    };
    let scene = Scene { text, document: &document, format, rules, spelling: &Spelling::default() };
    let report = report_on(cancelled, scene, memory, (&occurrences, spliced, told), (kept, detail));
    memory.senses.keep(&document, occurrences);
    report.map(|report| Report { document, judged_up_to, ..report })
}

/// Whether a text may hold a word of the pair to which the policy objects.
fn may_object(text: &str, rules: &Rules) -> bool {
    match Wishes::whatever_it_says(rules) {
        Some(Wishes::None) => false,
        Some(Wishes::Everywhere(wanted)) => {
            (0..terms::pair().terms.len()).any(|term| term != wanted.term && terms::may_match_term(text, term))
        }
        Some(Wishes::ByContext(_)) | None => terms::may_match(text),
    }
}

/// Whether a text may hold a directive.
fn may_direct(text: &str) -> bool {
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(DIRECTIVE));
    FINDER.find(text.as_bytes()).is_some()
}

/// Reads a text as far as the rules have an interest in it.
fn read(
    memory: &mut Memory,
    (text, change): (&str, Option<&Change>),
    format: Format,
    rules: &Rules,
) -> (Document, Option<Spliced>) {
    let vocabulary = &rules.house.vocabulary;
    let everything = rules.cues_reach_far();
    let interest = |visible: &str| everything || terms::may_hold(visible) || vocabulary.may_hold(visible);
    // Names in code are looked for wherever they stand.
    let everything = everything || rules.asks_for_identifiers();
    // Of an edit only what it touched is looked at.
    let directed = change.is_some() || may_direct(text);
    let written =
        |raw: &str| everything || terms::may_match(raw) || vocabulary.may_match(raw) || directed && may_direct(raw);
    match change {
        Some(change) => memory.reading.read((text, change), format, &interest, &written),
        None => (prose::read_where(text, format, &interest, &written), None),
    }
}

/// What is reported of a text that was read, after what was told of it before it was edited.
fn report_on(
    cancelled: &AtomicBool,
    scene: Scene<'_>,
    memory: &mut Memory,
    (occurrences, spliced, told): (&[Occurrence], Option<Spliced>, Option<pair::Told>),
    (kept, detail): (Option<Kept<'_>>, Detail),
) -> Option<Report> {
    let basis = memory.basis.take();
    if cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let again = sense::judge_again(&mut memory.senses, scene.document, occurrences);
    if cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let basis = basis.filter(|basis| kept.is_some_and(|(_, rules)| basis.holds(scene, rules)));
    let basis = basis.zip(spliced).map(|(basis, spliced)| basis.follow(scene, &spliced));
    let told = told.filter(|_| basis.is_some());
    let (names, other, asked) = basis.unwrap_or_default();
    let told = told.and_then(|told| again::look(scene, occurrences, &again, (&names, &other), (told, asked)));
    let (report, asked) = match told {
        Some((told, asked)) => (Report { findings: told.findings, judged: told.judged, ..Report::default() }, asked),
        None => report_anew(scene, occurrences, again.judgements, &names, detail),
    };
    memory.basis = kept.map(|(_, rules)| Basis::new(rules, names, asked));
    Some(report)
}

fn report_anew(
    scene: Scene<'_>,
    occurrences: &[Occurrence],
    judgements: &[Judgement],
    names: &CodeNames,
    detail: Detail,
) -> (Report, Asked) {
    let both = occurrences.iter().zip(judgements);
    let mut judgements: Vec<Judgement> = both.map(|(one, judgement)| names.doubted(scene, one, judgement)).collect();
    overrule::overrule(scene, occurrences, &mut judgements);
    let mut silence = Silence::new(scene);
    let house = house::look(scene, occurrences, &judgements, &mut silence);
    let (pair, asked) = pair::look(scene, occurrences, judgements, &house, &mut silence, detail);
    let mut others = identifiers::look(scene, &mut silence);
    others.extend(silence.findings());
    (report(pair, house, others), asked)
}

/// Puts everything in order of place.
fn report(pair: pair::Told, house: Vec<(super::HouseTerm, Option<Finding>)>, others: Vec<Finding>) -> Report {
    let before = others.len();
    let mut report = Report { findings: pair.findings, judged: pair.judged, ..Report::default() };
    report.findings.splice(0..0, others);
    for (mut term, finding) in house {
        term.finding = finding.is_some().then_some(report.findings.len());
        report.findings.extend(finding);
        report.house.push(term);
    }
    let places = sort(&mut report.findings);
    report.findings.shrink_to_fit();
    let place = |at: Option<usize>, before| at.and_then(|at| places.get(at + before).copied());
    report.judged.iter_mut().for_each(|judged| judged.finding = place(judged.finding, before));
    report.house.iter_mut().for_each(|term| term.finding = place(term.finding, 0));
    report
}

/// Sorts findings by place, and tells where each of them went.
fn sort(findings: &mut [Finding]) -> Vec<usize> {
    let place = |finding: &Finding| (finding.range.start, finding.range.end);
    // Most often they are; to sort them takes the room of them all again.
    if findings.is_sorted_by_key(place) {
        return (0..findings.len()).collect();
    }
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|at| findings.get(*at).map(place));
    let mut places = vec![0; order.len()];
    for (now, was) in order.into_iter().enumerate() {
        places.get_mut(was).into_iter().for_each(|place| *place = now);
    }
    findings.sort_by_key(place);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Applicability;
    use crate::policy::{Prefer, Severity};
    use crate::terms::Phrases;

    fn rules() -> Rules {
        Rules { prefer: Prefer::Client, ..Rules::default() }
    }

    /// Severity, text and kind of fix of every finding.
    fn findings(text: &str) -> Vec<(Severity, String, Option<Applicability>)> {
        let report = check(text, Format::Markdown, &rules());
        report
            .findings
            .into_iter()
            .map(|f| (f.severity, f.text.to_string(), f.fix.map(|fix| fix.applicability)))
            .collect()
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
        assert_eq!(&*report.findings[0].message, "Say “clients” here: this house prefers client.");
        assert_eq!(report.judged[0].finding, Some(0));
    }

    #[test]
    fn who_asks_for_findings_alone_is_told_the_same() {
        let text = "Our clients called <!-- c*ustomers -->, and our *cust*omers&rsquo; &#99;ustomer.\n";
        let without = "Our clients called <!-- c*lients -->, and our *cli*ents&rsquo; &#99;lient.\n";
        let prefers = [Prefer::Off, Prefer::Client, Prefer::Customer, Prefer::Consistent, Prefer::BothDefined];
        for (prefer, text) in prefers.into_iter().flat_map(|prefer| [(prefer, text), (prefer, without)]) {
            let rules = Rules { prefer, ..rules() };
            let alone = super::findings(text, Format::Markdown, &rules).findings;
            let all = check(text, Format::Markdown, &rules).findings;
            assert_eq!(format!("{alone:?}"), format!("{all:?}"), "{prefer:?} {text}");
        }
        let unread = super::findings("Our clients called.\n", Format::Markdown, &rules());
        assert!(unread.document.blocks.is_empty(), "nobody would say anything of it");
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
        assert_eq!((&*unused.concept, unused.severity), ("directive", Severity::Hint));
        assert_eq!(unused.range.start, text.rfind("customary-").unwrap());
        assert_eq!(&*unused.text, "customary-disable-line");
    }

    #[test]
    fn an_unknown_concept_is_named() {
        let text = "<!-- customary-disable client-custommer -->\n\nOur customers called.\n";
        let report = check(text, Format::Markdown, &rules());
        let texts: Vec<&str> = report.findings.iter().map(|finding| &*finding.text).collect();
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
            check_unless(
                &cancelled,
                &mut Memory::default(),
                &Text::new("Our customers called.\n"),
                Format::Markdown,
                &Arc::new(rules())
            )
            .is_none()
        );
    }
}
