//! What a command counts, and the exit code that comes of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::arguments::FailOn;
use crate::check::{Applicability, Finding};
use crate::policy::{Origin, Severity};
use crate::workspace::{Mended, Skip, Wanted};

/// The counts of one file or of many.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Files that were checked.
    pub(super) files: usize,
    /// Files that were not, by reason.
    pub(super) skipped: BTreeMap<Skip, usize>,
    /// Files with findings that are shown.
    pub(super) files_shown: usize,
    /// All findings.
    pub(super) found: Counts,
    /// Those that are shown.
    pub(super) shown: Counts,
    /// Fixes that may be applied unseen.
    pub(super) safe: usize,
    /// Fixes that a person should look at.
    pub(super) review: usize,
    /// Findings that `fix` would mend as it stands.
    pub(super) fixable: usize,
    /// Findings that were mended, and the files they stood in.
    pub(super) fixed: usize,
    /// Files that were mended.
    pub(super) files_fixed: usize,
    /// The policy entries that asked for what is shown, by file and place.
    pub(super) asked_by: BTreeMap<(Arc<Path>, usize), Origin>,
    /// Findings that the baseline holds back.
    pub(super) known: usize,
    /// Problems of severity error.
    pub(super) errors: usize,
    /// Problems of any severity.
    pub(super) problems: usize,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) error: usize,
    pub(super) warning: usize,
    pub(super) information: usize,
    pub(super) hint: usize,
}

impl Counts {
    fn of(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Information => &mut self.information,
            Severity::Hint => &mut self.hint,
        }
    }

    /// How many there are in all.
    pub(super) fn total(self) -> usize {
        self.error + self.warning + self.information + self.hint
    }

    /// How many are at or above a severity.
    fn from(self, lowest: Severity) -> usize {
        let by = [
            (Severity::Error, self.error),
            (Severity::Warning, self.warning),
            (Severity::Information, self.information),
            (Severity::Hint, self.hint),
        ];
        by.into_iter().filter(|(severity, _)| *severity >= lowest).map(|(_, count)| count).sum()
    }

    fn add(&mut self, other: Self) {
        self.error += other.error;
        self.warning += other.warning;
        self.information += other.information;
        self.hint += other.hint;
    }
}

impl Tally {
    /// Counts the findings of one file that was checked; `lowest` is the lowest severity shown.
    pub(super) fn count(&mut self, findings: &[Finding], lowest: Severity) {
        self.files += 1;
        for finding in findings {
            *self.found.of(finding.severity) += 1;
            if finding.severity >= lowest {
                *self.shown.of(finding.severity) += 1;
                self.note(finding.origin.as_ref());
            }
            match finding.fix.as_ref().map(|fix| fix.applicability) {
                Some(Applicability::Safe) => self.safe += 1,
                Some(Applicability::Review) => self.review += 1,
                None => {}
            }
            self.fixable += usize::from(Wanted::Safe.takes(finding));
        }
        self.files_shown += usize::from(findings.iter().any(|finding| finding.severity >= lowest));
    }

    /// Counts a file that was mended, and what is left in it.
    pub(super) fn count_mended(&mut self, mended: &Mended, lowest: Severity) {
        self.fixed += mended.fixed;
        self.files_fixed += usize::from(mended.fixed > 0);
        self.count(&mended.left.findings, lowest);
    }

    /// Counts a file that is not checked. A policy is not one that a reader expects to be.
    pub(super) fn skip(&mut self, reason: Skip) {
        if reason != Skip::Policy {
            *self.skipped.entry(reason).or_default() += 1;
        }
    }

    fn note(&mut self, origin: Option<&Origin>) {
        if let Some(origin) = origin {
            let key = (Arc::clone(&origin.place.path), origin.place.range.start);
            self.asked_by.entry(key).or_insert_with(|| origin.clone());
        }
    }

    /// Adds the counts of other files.
    pub(super) fn add(&mut self, other: &Self) {
        self.files += other.files;
        for (reason, count) in &other.skipped {
            *self.skipped.entry(*reason).or_default() += count;
        }
        self.files_shown += other.files_shown;
        self.found.add(other.found);
        self.shown.add(other.shown);
        self.safe += other.safe;
        self.review += other.review;
        self.fixable += other.fixable;
        self.fixed += other.fixed;
        self.files_fixed += other.files_fixed;
        for (key, origin) in &other.asked_by {
            self.asked_by.entry(key.clone()).or_insert_with(|| origin.clone());
        }
        self.known += other.known;
        self.errors += other.errors;
        self.problems += other.problems;
    }

    /// How many files were skipped.
    pub(super) fn skipped_in_all(&self) -> usize {
        self.skipped.values().sum()
    }

    /// The exit code: 2 beats 1, and findings that are not shown count.
    pub(super) fn exit_code(&self, fail_on: FailOn) -> u8 {
        if self.errors > 0 {
            return 2;
        }
        u8::from(fail_on.0.is_some_and(|lowest| self.found.from(lowest) > 0))
    }
}
