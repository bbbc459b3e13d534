//! `--stdin`: one text from standard input, with the name and language that arguments give it.

use std::io::{self, Read};
use std::sync::Arc;

use super::job::Job;
use super::output::Problem;
use crate::policy::Rules;
use crate::prose::{Detected, Format, detect, detect_language};
use crate::workspace::{Content, NOT_TEXT, Outcome, Skip, Source, examine_text, shown};

/// How a text without a name is shown.
const NAMELESS: &str = "<stdin>";

/// A text from standard input and what came of it.
pub(super) struct Piped {
    pub(super) source: Source,
    /// The text as it came.
    pub(super) content: Content,
    pub(super) outcome: Outcome,
}

/// A text from standard input.
pub(super) struct Text {
    pub(super) source: Source,
    pub(super) content: Content,
    /// `None` for one that is not read.
    pub(super) format: Option<Format>,
    pub(super) rules: Arc<Rules>,
}

/// Reads standard input and checks it. `None` where it gave no text, which is said.
pub(super) fn examine(job: &mut Job<'_>) -> Option<Piped> {
    let Text { source, content, format, rules } = read(job)?;
    let mut outcome = match format {
        Some(format) => examine_text(content.clone(), format, rules),
        None => Outcome::Skipped(Skip::Format),
    };
    if let (Outcome::Checked(checked), Some(_)) = (&mut outcome, &job.common.stdin_filename) {
        checked.hold_back(&source.path, &job.policies, &job.baselines);
    }
    Some(Piped { source, content, outcome })
}

/// Reads standard input, and what the policy says of a text of its name. `None` where it gave no text, which is said.
pub(super) fn read(job: &mut Job<'_>) -> Option<Text> {
    let name = job.common.stdin_filename.as_deref();
    let source = Source {
        path: job.folder.join(name.unwrap_or("untitled".as_ref())),
        shown: name.map_or_else(|| NAMELESS.to_owned(), shown),
        named: true,
    };
    let rules = match name {
        Some(_) => job.policies.rules(&source.path),
        None => job.policies.rules_without_path(Some(&job.folder)),
    };
    let detected = match (&job.common.stdin_language, rules.format, name) {
        (Some(id), _, _) => detect_language(id, name),
        (None, Some(format), _) => Detected::Known(format),
        (None, None, Some(name)) => detect(name),
        // Markdown, not plain text: what is code in it must not be reported.
        (None, None, None) => Detected::Known(Format::Markdown),
    };
    job.say_policy_problems();
    if name.is_some() {
        job.read_baselines(std::slice::from_ref(&source), &[]);
    }
    match content() {
        Ok(content) => {
            let format = detected.in_view_of(content.text());
            Some(Text { source, content, format, rules })
        }
        Err(message) => {
            job.say_problem(&Problem::error(&source.shown, message));
            None
        }
    }
}

fn content() -> Result<Content, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("could not be read: {error}"))?;
    Content::new(bytes).ok_or_else(|| NOT_TEXT.to_owned())
}
