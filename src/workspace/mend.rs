//! The mending of one text, and the writing of one file: whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::read::Content;
use crate::check::{self, Applicability, Finding, Report};
use crate::policy::{Rules, Severity};
use crate::prose::Format;
use crate::text::{self, Edit};

/// How often a text is looked at again after its fixes: a swap can settle what was in doubt before.
const ROUNDS: usize = 8;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those that may be applied unseen.
    Safe,
    /// Those that a person should look at, too.
    All,
}

/// A text after its fixes.
#[derive(Debug, Clone)]
pub struct Mended {
    /// The text; the same as before where nothing was applied.
    pub text: String,
    /// How many findings were mended.
    pub fixed: usize,
    /// What is left to find in it.
    pub left: Report,
}

/// Why a file was not written.
#[derive(Debug)]
pub enum WriteError {
    /// It is not what was read any more.
    Changed,
    /// It is marked as read-only.
    ReadOnly,
    /// The disk refused.
    Io(io::Error),
}

impl Wanted {
    /// Whether the fix of `finding` is applied. Hints that doubt made are passed over; those that the
    /// house asks for by its severity are not.
    pub fn takes(self, finding: &Finding, rules: &Rules) -> bool {
        let certain = finding.severity > Severity::Hint || (rules.severity == Severity::Hint && !finding.is_doubtful());
        let fitting = finding.fix.as_ref().is_some_and(|fix| match fix.applicability {
            Applicability::Safe => true,
            Applicability::Review => self == Wanted::All,
        });
        certain && fitting
    }
}

/// Applies the fixes of `report`, which is that of `text`, and checks what comes of it.
///
/// A fix is applied whole or not at all. Where a swap makes another fix applicable, that is applied
/// as well, so that the result holds no fix of the wanted kind.
pub fn mend(text: &str, format: Format, rules: &Rules, report: &Report, wanted: Wanted) -> Mended {
    let mut mended = Mended { text: text.to_owned(), fixed: 0, left: report.clone() };
    for _ in 0..ROUNDS {
        let (edits, fixed) = fitting(&mended.left.findings, rules, wanted);
        if fixed == 0 {
            break;
        }
        mended.text = text::apply(&mended.text, &edits);
        mended.fixed += fixed;
        mended.left = check::check(&mended.text, format, rules);
    }
    mended
}

/// The edits of every fix that is wanted and does not touch an earlier one, and how many fixes they are.
fn fitting(findings: &[Finding], rules: &Rules, wanted: Wanted) -> (Vec<Edit>, usize) {
    let mut taken: Vec<Edit> = Vec::new();
    let mut fixed = 0;
    for finding in findings.iter().filter(|finding| wanted.takes(finding, rules)) {
        let edits = finding.fix.as_ref().map(|fix| fix.edits.as_slice()).unwrap_or_default();
        let apart = edits.iter().all(|edit| {
            // Findings come in order of place: only the last few edits can reach this far.
            taken.iter().rev().take(8).all(|t| edit.range.start >= t.range.end || edit.range.end <= t.range.start)
        });
        if apart && !edits.is_empty() {
            taken.extend_from_slice(edits);
            fixed += 1;
        }
    }
    (taken, fixed)
}

/// Replaces the content of the file at `path`, which was read as `before`: whole or not at all, with
/// its permissions kept. A link is followed and its target written.
///
/// # Errors
/// [`WriteError::Changed`] where the file is not as it was read; nothing is written in any error.
pub fn write_back(path: &Path, before: &Content, after: &Content) -> Result<(), WriteError> {
    let target = fs::canonicalize(path)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let metadata = fs::metadata(&target)?;
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    let mut file = tempfile::Builder::new().prefix(".customary-").tempfile_in(folder)?;
    file.write_all(after.whole().as_bytes())?;
    keep_owner(file.path(), &metadata);
    fs::set_permissions(file.path(), metadata.permissions())?;
    file.as_file().sync_all()?;
    // As late as can be: what is replaced must be what was read.
    if fs::read(&target)? != before.whole().as_bytes() {
        return Err(WriteError::Changed);
    }
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    // Only a privileged user can give a file away; for everybody else the new file is as theirs as it can be.
    let _ = chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_path: &Path, _metadata: &fs::Metadata) {}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        WriteError::Io(error)
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WriteError::Changed => write!(f, "was changed by something else meanwhile: not written, run `fix` again"),
            WriteError::ReadOnly => write!(f, "is read-only: not written"),
            WriteError::Io(error) => write!(f, "could not be written: {error}"),
        }
    }
}

impl std::error::Error for WriteError {}
