//! A word to those who would not hear of a broken policy: a client that pulls documents and never the
//! workspace shows nothing of a file that is not open.
//!
//! Told once, by a message with the file, the line and what is wrong.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::problems::{Pulled, open_policies};
use super::session::Session;
use crate::policy::{Problem, ProblemSeverity};
use crate::text::Encoding;

/// A client that pulls the workspace has done so by then; and a policy that is being written is whole again.
const GRACE: Duration = Duration::from_secs(1);

/// Where an error stands, and what it is.
type Told = HashSet<(PathBuf, u32, String)>;

/// Runs as long as the session.
pub(crate) async fn run(session: Arc<Session>) {
    let mut news = session.refresh.news();
    let mut told = Told::new();
    while news.changed().await.is_ok() {
        while let Ok(Ok(())) = tokio::time::timeout(GRACE, news.changed()).await {}
        if session.refresh.pulled() == Pulled::Workspace {
            continue;
        }
        let errors = tokio::task::spawn_blocking({
            let session = Arc::clone(&session);
            move || errors(&session)
        });
        let Ok(errors) = errors.await else { continue };
        for (path, line, message) in errors.difference(&told) {
            session.show(format!("{}, line {line}: {message}", path.display()));
        }
        told = errors;
    }
}

/// The errors in policies that are not open.
fn errors(session: &Session) -> Told {
    let problems = session.problems.all(session, &open_policies(session)).into_values().flatten();
    let is_error = |problem: &Problem| problem.severity == ProblemSeverity::Error;
    let closed = problems.filter(|it| is_error(it) && session.buffers.get(&it.place.path).is_none());
    let told = |problem: Problem| {
        let line = problem.place.positions(Encoding::Utf8).0.line + 1;
        (problem.place.path.to_path_buf(), line, problem.message)
    };
    closed.map(told).collect()
}
