//! What is offered for a range: each action with its title, its kind, what it mends and what it does.

use std::ops::Range;

use serde_json::{Value, json};
use tower_lsp::ls_types::CodeActionKind;

use super::kinds::{FIX_ALL, Kinds, SET_PREFERENCE};
use super::plan::{Plan, Scene};
use crate::check::{self, Applicability, Finding, Fix, Judged};
use crate::policy::Prefer;
use crate::sense::Sense;
use crate::server::client::Actions;
use crate::server::document::Checked;
use crate::server::policy_change::Stand;
use crate::server::requests::phrase;
use crate::text::Edit;
use crate::workspace;

/// An action that can be had.
pub(super) struct Offer<'a> {
    pub(super) title: String,
    pub(super) kind: CodeActionKind,
    /// The findings in the range that it mends or silences.
    pub(super) mends: Vec<&'a Finding>,
    pub(super) does: Does,
}

/// What an action does.
pub(super) enum Does {
    /// Makes this edit; it is the one to take.
    Best(Plan),
    /// Makes this edit.
    Edit(Plan),
    /// Runs the command that writes policies, with this argument: no edit of the client's could do it.
    Command(Value),
    /// Nothing, and why.
    Nothing(&'static str),
}

/// Above this many words in a range none is offered alone: nobody reads such a list.
const MOST_WORDS: usize = 50;

/// The preferences that are offered, and how.
const PREFERENCES: [(Prefer, &str); 4] = [
    (Prefer::Client, "Set this workspace's preference: client"),
    (Prefer::Customer, "Set this workspace's preference: customer"),
    (Prefer::Consistent, "Set this workspace's preference: consistent, each document keeps its own word"),
    (Prefer::Off, "Set this workspace's preference: off, neither word is checked"),
];

/// What offers are made from.
pub(super) struct Page<'a> {
    pub(super) scene: &'a Scene<'a>,
    /// The bytes that the client asks about.
    pub(super) range: Range<usize>,
    pub(super) wanted: Kinds<'a>,
}

impl<'a> Page<'a> {
    /// Everything that was asked for, in the order in which it is shown.
    pub(super) fn offers(&self) -> Vec<Offer<'a>> {
        let mut out = Vec::new();
        if self.wanted.want(&CodeActionKind::QUICKFIX) {
            out.extend(self.replace_these());
            out.extend(self.remove_directives());
            out.extend(self.replace_all());
            out.extend(self.keep());
            out.extend(self.ignore());
        }
        if self.wanted.want(&CodeActionKind::REFACTOR_REWRITE) {
            out.extend(self.swap());
        }
        if self.wanted.want(&CodeActionKind::QUICKFIX) {
            out.extend(self.disagree());
        }
        if self.wanted.want(&FIX_ALL) {
            out.extend(self.fix_all());
        }
        out.extend(self.set_preference());
        out
    }

    /// Whether a word is meant: it shares a character with the range, or touches it where that is a
    /// mere cursor.
    fn meant(&self, word: &Range<usize>) -> bool {
        if self.range.is_empty() {
            word.start <= self.range.start && self.range.start <= word.end
        } else {
            word.start < self.range.end && self.range.start < word.end
        }
    }

    fn findings(&self) -> Vec<&'a Finding> {
        self.scene.checked.report.findings.iter().filter(|finding| self.meant(&finding.range)).collect()
    }

    /// The findings that are words, and no remarks on directives.
    fn words(&self) -> Vec<&'a Finding> {
        self.findings().into_iter().filter(|finding| finding.sense.is_some()).collect()
    }

    fn judged(&self) -> impl Iterator<Item = &'a Judged> {
        self.scene.checked.report.judged.iter().filter(|judged| self.meant(&judged.range))
    }

    /// “Replace with “clients””, for each finding.
    fn replace_these(&self) -> Vec<Offer<'a>> {
        let words = self.words();
        if words.len() > MOST_WORDS {
            return Vec::new();
        }
        let several = words.len() > 1;
        let replace = |finding: &'a Finding, fix: &Fix, way: usize| {
            let replacement = replacement(&fix.edits, &finding.range)?;
            let title = if several {
                format!("Replace “{}” with “{replacement}”", finding.text)
            } else {
                format!("Replace with “{replacement}”")
            };
            let plan = Plan::Fix { at: finding.range.clone(), concept: finding.concept.to_string(), way };
            let is_safe = fix.applicability == Applicability::Safe;
            let does = if is_safe { Does::Best(plan) } else { Does::Edit(plan) };
            Some(Offer { title, kind: CodeActionKind::QUICKFIX, mends: vec![finding], does })
        };
        let fixes = words.into_iter().flat_map(|finding| {
            let fixes = finding.fix.iter().chain(&finding.alternatives).enumerate();
            fixes.map(move |(way, fix)| (finding, fix, way))
        });
        fixes.filter_map(|(finding, fix, way)| replace(finding, fix, way)).collect()
    }

    /// “Remove the directive”, where one silences nothing or names no concept.
    fn remove_directives(&self) -> Vec<Offer<'a>> {
        let remarks = self.findings().into_iter().filter(|finding| finding.sense.is_none() && finding.fix.is_some());
        let remove = |finding: &'a Finding| Offer {
            title: format!("Remove “{}”", finding.text),
            kind: CodeActionKind::QUICKFIX,
            mends: vec![finding],
            does: Does::Edit(Plan::Fix { at: finding.range.clone(), concept: finding.concept.to_string(), way: 0 }),
        };
        remarks.map(remove).collect()
    }

    /// “Replace all 12 forms of “customer” in this file”: the safe fixes for the term of a finding here.
    fn replace_all(&self) -> Option<Offer<'a>> {
        let at = self.reported_term()?;
        let (word, same) = self.scene.same_term(&at)?;
        let of_all = same.len();
        let safe: Vec<&Finding> = same.into_iter().filter(|finding| is_safe(finding)).collect();
        if safe.len() < 2 {
            return None;
        }
        let mut title = format!("Replace all {} forms of “{word}” in this file", safe.len());
        match of_all - safe.len() {
            0 => {}
            1 => title.push_str(" (1 more needs a look)"),
            more => title.push_str(&format!(" ({more} more need a look)")),
        }
        // It mends more than these; a client wants to know which of those at hand.
        let mut mends: Vec<&Finding> = safe.into_iter().filter(|finding| self.meant(&finding.range)).collect();
        if mends.len() > MOST_WORDS {
            mends.clear();
        }
        Some(Offer { title, kind: CodeActionKind::QUICKFIX, mends, does: Does::Edit(Plan::FixTerm { at }) })
    }

    /// Where the first term here stands that is reported.
    fn reported_term(&self) -> Option<Range<usize>> {
        let house = self.scene.checked.report.house.iter();
        let of_house = house.filter(|term| term.finding.is_some()).find(|term| self.meant(&term.range));
        let of_pair = || self.judged().find(|judged| judged.finding.is_some());
        of_house.map(|term| term.range.clone()).or_else(|| of_pair().map(|judged| judged.range.clone()))
    }

    /// “Apply all 12 safe fixes in this file”.
    fn fix_all(&self) -> Option<Offer<'a>> {
        let title = match self.scene.checked.report.findings.iter().filter(|finding| is_safe(finding)).count() {
            0 => return None,
            1 => "Apply the safe fix in this file".to_owned(),
            several => format!("Apply all {several} safe fixes in this file"),
        };
        Some(Offer { title, kind: FIX_ALL, mends: Vec::new(), does: Does::Edit(Plan::FixAll) })
    }

    /// “Ignore on this line” and “Ignore in this file”, where the findings are on one line and a
    /// comment can stand there.
    fn ignore(&self) -> Vec<Offer<'a>> {
        let findings = self.words();
        let Some(first) = findings.first() else { return Vec::new() };
        let line = line_of(&self.scene.checked.text, first.range.start);
        if !findings.iter().all(|finding| line.contains(&finding.range.start)) {
            return Vec::new();
        }
        let (at, concept) = (first.range.start, first.concept.to_string());
        let ways = [
            ("Ignore on this line", Plan::IgnoreLine { at, concept: concept.clone() }),
            ("Ignore in this file", Plan::IgnoreFile { concept }),
        ];
        let offered = ways.into_iter().filter(|(_, plan)| self.scene.can_make(plan));
        offered
            .map(|(title, plan)| Offer {
                title: title.to_owned(),
                kind: CodeActionKind::QUICKFIX,
                mends: findings.iter().copied().take(MOST_WORDS).collect(),
                does: Does::Edit(plan),
            })
            .collect()
    }

    /// “Keep the phrase “Customer Portal””: adds it to the policy that governs the document, or to a new one.
    fn keep(&self) -> Option<Offer<'a>> {
        let finding = *self.words().first()?;
        let phrase = phrase::around(&self.scene.checked.report.document, &finding.range, &self.range)?;
        let place = self.scene.place()?;
        let change = place.keep(&phrase)?;
        let title = format!("Keep the phrase “{phrase}”");
        let does = if change.is_new() && !self.scene.client.creates_files {
            Does::Command(self.argument(json!({"prefer": place.prefer().name(), "keep": phrase})))
        } else {
            Does::Edit(Plan::Keep { phrase })
        };
        Some(Offer { title, kind: CodeActionKind::QUICKFIX, mends: vec![finding], does })
    }

    /// “Disagree: “HTTP client” means a person or firm”: records in the policy, or in a new one, what a word means
    /// where its phrase stands. Of a word that is reported it is that it is none of these, of one that is left alone
    /// because of what it means the contrary.
    fn disagree(&self) -> Option<Offer<'a>> {
        let judged = self.judged().next()?;
        let report = &self.scene.checked.report;
        let term = report.house.iter().find(|term| term.range == judged.range);
        let finding = judged.finding.or_else(|| term?.finding).and_then(|index| report.findings.get(index));
        let sense = match (judged.sense, finding, judged.term) {
            (Sense::Software | Sense::Name | Sense::Mention, ..) => Sense::Party,
            (Sense::Party, Some(_), 0) => Sense::Software,
            (Sense::Party, Some(_), _) => Sense::Name,
            (Sense::Party, None, _) | (Sense::Term, ..) => return None,
        };
        if term.is_none() && !self.scene.checked.rules.looks_at_the_pair() {
            return None;
        }
        let phrase = phrase::telling(&report.document, &judged.range, &self.range)?;
        let place = self.scene.place()?;
        let change = place.judge(&phrase, sense)?;
        let meaning = match sense {
            Sense::Software => "means a program",
            Sense::Name => "is part of a name or a fixed term",
            Sense::Party | Sense::Mention | Sense::Term => "means a person or firm",
        };
        let does = if change.is_new() && !self.scene.client.creates_files {
            let judge = json!({"near": phrase, "sense": sense.name()});
            Does::Command(self.argument(json!({"prefer": place.prefer().name(), "judge": judge})))
        } else {
            Does::Edit(Plan::Judge { phrase: phrase.clone(), sense: sense.name().to_owned() })
        };
        let title = format!("Disagree: “{phrase}” {meaning}");
        Some(Offer { title, kind: CodeActionKind::QUICKFIX, mends: finding.into_iter().collect(), does })
    }

    /// “Set this workspace's preference: client”, for each preference that is not in force: a quick fix where a word
    /// of the pair is reported, else an action on the source as a whole.
    fn set_preference(&self) -> Vec<Offer<'a>> {
        let reported = self.judged().any(|judged| judged.finding.is_some());
        let kind = if reported { CodeActionKind::QUICKFIX } else { SET_PREFERENCE };
        if !self.wanted.want(&kind) {
            return Vec::new();
        }
        let Some((place, stand)) = self.scene.place().and_then(|place| place.stand().map(|stand| (place, stand)))
        else {
            return Vec::new();
        };
        let now = place.prefer();
        let client = self.scene.client;
        // A new policy tells what stands in the workspace, which is read when it is asked for.
        let by_command = stand == Stand::New && !(client.creates_files && client.actions == Actions::Resolved);
        let others = PREFERENCES.into_iter().filter(|(prefer, _)| *prefer != now);
        let set = |(prefer, title): (Prefer, &str)| Offer {
            title: title.to_owned(),
            kind: kind.clone(),
            mends: Vec::new(),
            does: match by_command {
                true => Does::Command(self.argument(json!({"prefer": prefer.name()}))),
                false => Does::Edit(Plan::Prefer { prefer: prefer.name().to_owned() }),
            },
        };
        others.map(set).collect()
    }

    /// What a command is told: a few words, and the document.
    fn argument(&self, mut of: Value) -> Value {
        if let Some(object) = of.as_object_mut() {
            object.insert("uri".to_owned(), self.scene.snapshot.uri.as_str().into());
        }
        of
    }

    /// “Swap “client” for “customer””, whatever the policy says of it. Who asks for just that is told why
    /// there is no way.
    fn swap(&self) -> Vec<Offer<'a>> {
        let judged: Vec<&Judged> = self.judged().take(MOST_WORDS + 1).collect();
        if judged.len() > MOST_WORDS {
            return Vec::new();
        }
        let asked = self.wanted.ask_for(&CodeActionKind::REFACTOR_REWRITE) && self.scene.client.shows_disabled;
        let swap = |judged: &Judged| {
            let Checked { text, rules, report, .. } = &*self.scene.checked;
            let word = text.get(judged.range.clone())?;
            let (title, does) = match replacement(&check::swap(text, rules, report, judged), &judged.range) {
                Some(other) => {
                    (format!("Swap “{word}” for “{other}”"), Does::Edit(Plan::Swap { at: judged.range.clone() }))
                }
                None if asked => (format!("Swap “{word}”"), Does::Nothing(self.why_not())),
                None => return None,
            };
            Some(Offer { title, kind: CodeActionKind::REFACTOR_REWRITE, mends: Vec::new(), does })
        };
        judged.into_iter().filter_map(swap).collect()
    }

    /// Why a word has no swap.
    fn why_not(&self) -> &'static str {
        match self.scene.checked.rules.prefer {
            Prefer::BothDefined => "Both words are defined terms of this house: neither can stand for the other.",
            _ => "Markup stands inside the word: there is no plain way to swap it.",
        }
    }
}

/// Whether its fix may be applied unseen and unasked.
fn is_safe(finding: &Finding) -> bool {
    workspace::Wanted::Safe.takes(finding)
}

/// What stands in place of a word afterwards, as far as the edits say.
fn replacement<'a>(edits: &'a [Edit], word: &Range<usize>) -> Option<&'a str> {
    let of_word = edits.iter().find(|edit| edit.range.start < word.end && word.start < edit.range.end);
    of_word.map(|edit| edit.replacement.as_str())
}

/// The bytes of the line that holds an offset, without its line end.
fn line_of(text: &str, offset: usize) -> Range<usize> {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = after.find(['\n', '\r']).map_or(text.len(), |at| offset + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_protocol() {
        assert_eq!(line_of("a\r\nbc\rd", 4), 3..5);
        assert_eq!(line_of("a\r\nbc\rd", 7), 6..7);
        assert_eq!(line_of("", 0), 0..0);
    }
}
