//! What can only be seen to be wrong when all layers lie together: entries that no text can ever reach.
//!
//! Decided from the texts of the policy alone, never from which files exist today.

use crate::policy::file::{Override, PolicyFile};
use crate::policy::globs::Pattern;
use crate::policy::{Problem, ProblemSeverity};

/// Overrides of the own file that no file can reach, whatever files there are.
pub(super) fn never_matching(own: &PolicyFile, included: &[&Pattern], excluded: &[&Pattern]) -> Vec<Problem> {
    let hopeless = |case: &&Override| {
        let covered = |path: &Pattern| excluded.iter().any(|excluded| path.is_covered_by(excluded));
        let apart =
            |path: &Pattern| !included.is_empty() && included.iter().all(|included| path.is_apart_from(included));
        // Paths that lead out of the folder have a warning of their own.
        let mut inside = case.paths.value.iter().filter(|path| !path.is_outside()).peekable();
        inside.peek().is_some() && inside.all(|path| covered(path) || apart(path))
    };
    let problem = |case: &Override| Problem {
        place: own.place(case.paths.range.clone()),
        severity: ProblemSeverity::Warning,
        message: "this override can never match: \"exclude\" or \"include\" leaves all of these paths out".to_owned(),
    };
    own.content.overrides.iter().filter(hopeless).map(problem).collect()
}
