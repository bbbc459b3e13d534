//! One file on disk: checked, and made into a record and, for who asks, into a report.

use std::path::Path;
use std::sync::Arc;

use super::index::{Found, Record, Seen, Stamp};
use crate::policy::Rules;
use crate::server::panics;
use crate::server::report::Report;
use crate::server::session::Session;
use crate::server::to_proto;
use crate::workspace::{Baseline, Checked, Outcome, Skip, Source, examine};

/// What a look at a file needs to know before it is read.
pub(super) struct Before {
    pub(super) stamp: Stamp,
    pub(super) rules: Arc<Rules>,
    pub(super) baseline: Option<Arc<Baseline>>,
}

impl Before {
    /// `None` where there is no such file.
    pub(super) fn of(session: &Session, path: &Path) -> Option<Self> {
        // The stamp first: who writes while the file is read gives it another one.
        let stamp = Stamp::of(path)?;
        let rules = session.policies.rules(path);
        let baseline = session.baselines.known(&session.policies, path).map(|known| known.baseline);
        Some(Self { stamp, rules, baseline })
    }

    /// The record of a file that is open.
    pub(super) fn of_open(self) -> Record {
        Record { stamp: self.stamp, rules: self.rules, baseline: self.baseline, seen: Seen::Open }
    }
}

/// Reads and checks a file; `None` where it is of a format that is not read.
pub(super) fn look(session: &Session, path: &Path, before: Before) -> Option<(Record, Option<Report>)> {
    let source = Source { path: path.to_owned(), shown: String::new(), named: false };
    let outcome = panics::catch(|| examine(&source, &session.policies, &session.baselines)).unwrap_or_else(|panic| {
        session.error(format!("{} could not be checked: {panic}", path.display()));
        Outcome::Failed(String::new())
    });
    let Before { stamp, rules, baseline } = before;
    let mut report = None;
    let (rules, seen) = match outcome {
        Outcome::Skipped(Skip::Format) => return None,
        Outcome::Skipped(Skip::Policy) => (rules, Seen::Policy),
        Outcome::Skipped(_) | Outcome::Failed(_) => (rules, Seen::Skipped),
        Outcome::Checked(checked) => {
            if let Some(message) = checked.words_left() {
                session.log(format!("{}: {message}", path.display()));
            }
            let seen = seen(session, path, &checked, &mut report);
            (checked.rules, seen)
        }
    };
    Some((Record { stamp, rules, baseline, seen }, report))
}

fn seen(session: &Session, path: &Path, checked: &Checked, report: &mut Option<Report>) -> Seen {
    let governing = session.policies.governing(path);
    let mut found = Found::of(&checked.report, governing.as_deref());
    if found.is_nothing() {
        return Seen::Nothing;
    }
    if session.client().pulls && found.findings > 0 {
        let text = checked.content.text();
        let made = Report::new(to_proto::diagnostics(text, &checked.rules, &checked.report, session.client()));
        found.id = made.id;
        *report = Some(made);
    }
    Seen::Found(Box::new(found))
}
