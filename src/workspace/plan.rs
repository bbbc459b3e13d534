//! The fixes of a text as edits of the text as it stands, for whoever shows them before they are made.
//!
//! Finds what [`super::mend`] would do, and what it would leave to a person, and changes nothing.

use std::ops::Range;

use super::baseline::Held;
use super::mend::{ROUNDS, Wanted, fitting_in, moved};
use crate::check::{self, Applicability, Finding, Report};
use crate::policy::Rules;
use crate::prose::Format;
use crate::sense::Doubt;
use crate::terms;
use crate::text::{self, Edit};

/// A fix that could be made.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Whether it may be made unseen.
    pub applicability: Applicability,
    /// What to replace, in bytes of the text as it stands.
    pub edits: Vec<Edit>,
    /// The words that the policy objects to, as they stand.
    pub text: String,
    /// The term they are a form of, and the one that takes its place.
    pub terms: (String, String),
    /// Why a person should look, where that is known in a word.
    pub doubt: Option<Doubt>,
}

/// The fixes of `report`, which is that of `text`: those that may be made unseen, also where one makes
/// another possible, and with these made those that a person should look at. In order of place, and no
/// two touch the same bytes. What is `held` back stays as it is.
pub fn plan(text: &str, format: Format, rules: &Rules, report: &Report, held: &Held) -> Vec<Planned> {
    let held = held.places();
    let mut planned: Vec<Planned> = Vec::new();
    let mut edits: Vec<Edit> = Vec::new();
    let mut later: Option<Report> = None;
    for _ in 0..ROUNDS {
        let found = fixes(later.as_ref().unwrap_or(report), rules, Applicability::Safe, &Moves::new(&edits));
        if found.is_empty() {
            break;
        }
        edits.extend(found.iter().flat_map(|fix| fix.edits.iter().cloned()));
        planned.extend(found);
        let mended = text::apply(text, &edits);
        let mut report = check::check(&mended, format, rules);
        let held: Vec<_> = held.iter().map(|(range, of)| (moved(range, &edits), of)).collect();
        report.retain(|found| !held.iter().any(|(range, of)| *range == found.range && ***of == *found.concept));
        later = Some(report);
    }
    let review = fixes(later.as_ref().unwrap_or(report), rules, Applicability::Review, &Moves::new(&edits));
    planned.extend(review);
    planned.sort_by_key(|fix| fix.edits.iter().map(|edit| edit.range.start).min());
    planned
}

/// The fixes of a report, as edits of the text before `moves`.
fn fixes(report: &Report, rules: &Rules, which: Applicability, moves: &Moves) -> Vec<Planned> {
    let wanted = |finding: &&Finding| {
        Wanted::All.takes(finding) && finding.fix.as_ref().is_some_and(|fix| fix.applicability == which)
    };
    let mut taken = Vec::new();
    let mut out = Vec::new();
    for (index, finding) in report.findings.iter().enumerate().filter(|(_, finding)| wanted(finding)) {
        let Some(fix) = &finding.fix else { continue };
        let edits: Option<Vec<Edit>> = fix.edits.iter().map(|edit| moves.back(edit)).collect();
        let Some(edits) = edits.filter(|edits| !edits.is_empty() && fitting_in(&taken, edits)) else { continue };
        taken.extend_from_slice(&edits);
        out.push(planned(report, rules, index, finding, edits));
    }
    out
}

fn planned(report: &Report, rules: &Rules, index: usize, finding: &Finding, edits: Vec<Edit>) -> Planned {
    let judged = at(&report.judged, &finding.range, |it| &it.range).find(|it| it.finding == Some(index));
    let house = at(&report.house, &finding.range, |it| &it.range).find(|it| it.finding == Some(index));
    let of_pair = judged.and_then(|judged| {
        let pair = &terms::pair().terms;
        Some((pair.get(judged.term)?.text.clone(), pair.get(1 - judged.term.min(1))?.text.clone()))
    });
    let of_house = || {
        let concept = rules.house.vocabulary.concepts().get(house?.concept)?;
        let preferred = concept.terms.iter().find(|term| term.status == terms::Status::Preferred)?;
        Some((concept.terms.get(house?.term)?.text.clone(), preferred.text.clone()))
    };
    let as_written = || {
        let replacement: Vec<&str> = edits.iter().map(|edit| edit.replacement.as_str()).collect();
        (finding.text.to_string(), replacement.join(" "))
    };
    Planned {
        applicability: finding.fix.as_ref().map_or(Applicability::Review, |fix| fix.applicability),
        text: finding.text.to_string(),
        terms: of_pair.or_else(of_house).unwrap_or_else(as_written),
        doubt: judged.and_then(|judged| judged.doubts.first().copied()),
        edits,
    }
}

/// The items that stand at a range, of many in order of place.
fn at<'t, T>(
    items: &'t [T],
    range: &'t Range<usize>,
    of: impl Fn(&T) -> &Range<usize> + Copy + 't,
) -> impl Iterator<Item = &'t T> {
    let first = items.partition_point(|item| of(item).start < range.start);
    items.iter().skip(first).take_while(move |item| of(item).start == range.start)
}

/// How a text was changed by edits, so that places in the changed one can be told in the one before.
struct Moves {
    /// For each edit, in order: where its replacement stands, and how far what follows has moved.
    steps: Vec<(Range<usize>, isize)>,
}

impl Moves {
    fn new(edits: &[Edit]) -> Self {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut moved = 0_isize;
        let step = |edit: &&Edit| {
            let start = edit.range.start.saturating_add_signed(moved);
            moved += edit.replacement.len().cast_signed() - edit.range.len().cast_signed();
            (start..start + edit.replacement.len(), moved)
        };
        Self { steps: sorted.iter().map(step).collect() }
    }

    /// An edit of the changed text as one of the text before; `None` where it touches what was changed.
    fn back(&self, edit: &Edit) -> Option<Edit> {
        let before = self.steps.partition_point(|(at, _)| at.end <= edit.range.start);
        if self.steps.get(before).is_some_and(|(at, _)| at.start < edit.range.end) {
            return None;
        }
        let moved = before.checked_sub(1).and_then(|last| self.steps.get(last)).map_or(0, |(_, moved)| *moved);
        let range = edit.range.start.checked_add_signed(-moved)?..edit.range.end.checked_add_signed(-moved)?;
        Some(Edit { range, replacement: edit.replacement.clone() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::Prefer;
    use crate::workspace::mend;
    use crate::workspace::mend::pieces;

    fn rules(prefer: Prefer) -> Rules {
        Rules { prefer, ..Rules::default() }
    }

    fn plan_of(text: &str, rules: &Rules) -> Vec<Planned> {
        let report = check::check(text, Format::Markdown, rules);
        plan(text, Format::Markdown, rules, &report, &Held::default())
    }

    #[test]
    fn a_plan_tells_the_safe_ones_from_those_that_need_a_look() {
        let text = "A customer paid.\n\n> “Our customers were kind.”\n";
        let planned = plan_of(text, &rules(Prefer::Client));
        let told: Vec<_> = planned.iter().map(|fix| (fix.applicability, fix.text.as_str(), fix.doubt)).collect();
        let expected =
            [(Applicability::Safe, "customer", None), (Applicability::Review, "customers", Some(Doubt::Quotation))];
        assert_eq!(told, expected);
        assert_eq!(planned[0].terms, ("customer".to_owned(), "client".to_owned()));
        let edits: Vec<Edit> = planned.into_iter().flat_map(|fix| fix.edits).collect();
        assert_eq!(text::apply(text, &edits), "A client paid.\n\n> “Our clients were kind.”\n");
    }

    #[test]
    fn places_are_told_in_the_text_before() {
        let edit = |range, replacement: &str| Edit { range, replacement: replacement.to_owned() };
        let edits = [edit(10..12, ""), edit(2..4, "long"), edit(20..20, "x")];
        // `01long456789234567890`: 2..6 and 12..12 were changed, 20..21 was added.
        let moves = Moves::new(&edits);
        for (range, expected) in
            [(0..2, Some(0..2)), (6..8, Some(4..6)), (1..3, None), (12..13, Some(12..13)), (21..22, Some(20..21))]
        {
            let back = moves.back(&edit(range.clone(), "y")).map(|edit| edit.range);
            assert_eq!(back, expected, "{range:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn what_is_safe_in_a_plan_is_what_mending_does(
            text in pieces(),
            prefer in prop::sample::select(vec![Prefer::Client, Prefer::Customer, Prefer::Consistent]),
        ) {
            let rules = rules(prefer);
            let report = check::check(&text, Format::Markdown, &rules);
            let mended = mend(&text, Format::Markdown, &rules, &report, &Held::default(), Wanted::Safe);
            let planned = plan(&text, Format::Markdown, &rules, &report, &Held::default());
            let safe = planned.iter().filter(|fix| fix.applicability == Applicability::Safe);
            let edits: Vec<Edit> = safe.clone().flat_map(|fix| fix.edits.iter().cloned()).collect();
            if safe.count() == mended.fixed {
                prop_assert_eq!(text::apply(&text, &edits), mended.text);
            }
            let mut all: Vec<Range<usize>> =
                planned.into_iter().flat_map(|fix| fix.edits).map(|edit| edit.range).collect();
            all.sort_by_key(|range| (range.start, range.end));
            prop_assert!(all.windows(2).all(|two| two[0].end <= two[1].start), "{:?}", all);
        }
    }
}
