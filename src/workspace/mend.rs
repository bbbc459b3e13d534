//! The mending of one text, and the writing of one file: whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use super::baseline::Held;
use super::read::Content;
use crate::check::{self, Applicability, Finding, Report};
use crate::policy::{Rules, Severity};
use crate::prose::Format;
use crate::text::{self, Edit};

/// How often a text is looked at again after its fixes: a swap can settle what was in doubt before.
pub(super) const ROUNDS: usize = 8;

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
    /// house asks for by its severity, or by that of a concept, are not.
    pub fn takes(self, finding: &Finding) -> bool {
        // A remark on a directive is a hint, and no word: whoever wrote the directive takes it out.
        let word = finding.sense.is_some();
        let certain = finding.severity > Severity::Hint || word && !finding.is_doubtful();
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
/// as well, so that the result holds no fix of the wanted kind. What is `held` back stays as it is.
pub fn mend(text: &str, format: Format, rules: &Rules, report: &Report, held: &Held, wanted: Wanted) -> Mended {
    let mut held = held.places();
    let mut mended = Mended { text: text.to_owned(), fixed: 0, left: report.clone() };
    for _ in 0..ROUNDS {
        let (edits, fixed) = fitting(&mended.left.findings, wanted);
        if fixed == 0 {
            break;
        }
        mended.text = text::apply(&mended.text, &edits);
        mended.fixed += fixed;
        mended.left = check::check(&mended.text, format, rules);
        held.iter_mut().for_each(|(range, _)| *range = moved(range, &edits));
        mended.left.retain(|found| !held.iter().any(|(range, of)| *range == found.range && **of == *found.concept));
    }
    mended
}

/// The edits of every fix that is wanted and does not touch an earlier one, and how many fixes they are.
/// `findings` come in order of place, and so do the edits of different ones.
pub fn fitting<'f>(findings: impl IntoIterator<Item = &'f Finding>, wanted: Wanted) -> (Vec<Edit>, usize) {
    let mut taken: Vec<Edit> = Vec::new();
    let mut fixed = 0;
    for finding in findings.into_iter().filter(|finding| wanted.takes(finding)) {
        let edits = finding.fix.as_ref().map(|fix| fix.edits.as_slice()).unwrap_or_default();
        if fitting_in(&taken, edits) && !edits.is_empty() {
            taken.extend_from_slice(edits);
            fixed += 1;
        }
    }
    (taken, fixed)
}

/// Whether none of these edits touches one that is taken, of findings in order of place.
pub(super) fn fitting_in(taken: &[Edit], edits: &[Edit]) -> bool {
    edits.iter().all(|edit| {
        // Only the last few edits can reach this far.
        taken.iter().rev().take(8).all(|t| edit.range.start >= t.range.end || edit.range.end <= t.range.start)
    })
}

/// Where a range stands after edits that do not touch it.
pub(super) fn moved(range: &Range<usize>, edits: &[Edit]) -> Range<usize> {
    let before = edits.iter().filter(|edit| edit.range.end <= range.start);
    let (grown, shrunk) =
        before.fold((0, 0), |(grown, shrunk), edit| (grown + edit.replacement.len(), shrunk + edit.range.len()));
    (range.start + grown).saturating_sub(shrunk)..(range.end + grown).saturating_sub(shrunk)
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
    file.write_all(&after.bytes())?;
    keep_owner(file.path(), &metadata);
    fs::set_permissions(file.path(), metadata.permissions())?;
    file.as_file().sync_all()?;
    // As late as can be: what is replaced must be what was read.
    if fs::read(&target)? != *before.bytes() {
        return Err(WriteError::Changed);
    }
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file that is not there yet: whole or not at all.
///
/// # Errors
/// [`WriteError::Changed`] where there is one by now.
pub fn create(path: &Path, text: &str) -> Result<(), WriteError> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less the umask, as for any new file
    let mut file = builder.prefix(".customary-").tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(WriteError::Changed),
        Err(error) => Err(error.error.into()),
    }
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

#[cfg(test)]
pub(super) use tests::pieces;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::Prefer;

    fn rules(prefer: Prefer) -> Rules {
        Rules { prefer, ..Rules::default() }
    }

    fn mended(text: &str, rules: &Rules, wanted: Wanted) -> Mended {
        mend(text, Format::Markdown, rules, &check::check(text, Format::Markdown, rules), &Held::default(), wanted)
    }

    fn content(text: &str) -> Content {
        Content::new(text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn all_fixes_of_a_text_are_applied() {
        let mended = mended("Our customers called.\r\n\r\nA *customer* paid.\n", &rules(Prefer::Client), Wanted::All);
        assert_eq!(mended.text, "Our clients called.\r\n\r\nA *client* paid.\n");
        assert_eq!(mended.fixed, 2);
        assert!(mended.left.findings.is_empty());
    }

    #[test]
    fn fixes_that_overlap_are_not_mixed() {
        let edit = |range, replacement: &str| Edit { range, replacement: replacement.to_owned() };
        let report = check::check("Our customers called.\n", Format::Markdown, &rules(Prefer::Client));
        let mut first = report.findings[0].clone();
        let mut second = first.clone();
        first.fix.as_mut().unwrap().edits = vec![edit(0..2, "a"), edit(5..8, "b")];
        second.fix.as_mut().unwrap().edits = vec![edit(7..9, "c"), edit(20..21, "d")];
        let (edits, fixed) = fitting([&first, &second], Wanted::All);
        assert_eq!((edits.len(), fixed), (2, 1), "the second is left whole for the next round");
    }

    #[test]
    fn hints_by_doubt_are_passed_over_and_hints_by_policy_are_not() {
        let report = check::check("Our customers called.\n", Format::Markdown, &rules(Prefer::Client));
        let mut finding = report.findings[0].clone();
        finding.fix.as_mut().unwrap().applicability = Applicability::Safe;
        finding.severity = Severity::Hint;
        finding.confidence = Some(0.95);
        assert!(Wanted::Safe.takes(&finding));
        finding.confidence = Some(0.3);
        assert!(!Wanted::Safe.takes(&finding));
        finding.confidence = Some(0.95);
        finding.fix.as_mut().unwrap().applicability = Applicability::Review;
        assert!(!Wanted::Safe.takes(&finding));
        assert!(Wanted::All.takes(&finding));
        finding.fix.as_mut().unwrap().applicability = Applicability::Safe;
        (finding.sense, finding.confidence) = (None, None);
        assert!(!Wanted::Safe.takes(&finding), "a directive of no use stays");
    }

    #[test]
    fn a_file_that_changed_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "newer").unwrap();
        assert!(matches!(write_back(&path, &content("older"), &content("mended")), Err(WriteError::Changed)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
        assert!(write_back(&path, &content("newer"), &content("mended")).is_ok());
        assert_eq!(fs::read_to_string(&path).unwrap(), "mended");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        fs::remove_file(&path).unwrap();
        assert!(matches!(write_back(&path, &content("mended"), &content("x")), Err(WriteError::Io(_))));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.md"), folder.path().join("link.md"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        symlink("a.md", &link).unwrap();
        write_back(&link, &content("old"), &content("new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o750);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(matches!(write_back(&path, &content("new"), &content("x")), Err(WriteError::ReadOnly)));
    }

    /// Pieces of documents: words of the pair among what stands around them.
    pub(in crate::workspace) fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "customer",
            "customers",
            "Customer's",
            "clients’",
            "client",
            "CLIENTS",
            "a ",
            "an ",
            "our ",
            "**",
            "*",
            "`",
            " ",
            " ",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            "\t",
            "HTTP ",
            "# ",
            "- ",
            "> ",
            "| ",
            "[",
            "](x)",
            "\"",
            "service ",
            "pays ",
            ". ",
            "é",
            "\u{ad}",
            "\u{feff}",
            "<b>",
            "<!-- customary-disable-line -->",
            "-",
            "日本",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_mended_text_has_no_fix_left_and_nothing_else_changed(
            text in pieces(),
            prefer in prop::sample::select(vec![Prefer::Client, Prefer::Customer, Prefer::Consistent]),
            format in prop::sample::select(vec![Format::Markdown, Format::PlainText]),
            wanted in prop::sample::select(vec![Wanted::Safe, Wanted::All]),
        ) {
            let rules = rules(prefer);
            let before = check::check(&text, format, &rules);
            let mended = mend(&text, format, &rules, &before, &Held::default(), wanted);
            let again = check::check(&mended.text, format, &rules);
            prop_assert!(!again.findings.iter().any(|finding| wanted.takes(finding)), "{:?}", mended.text);
            prop_assert_eq!(again.findings.len(), mended.left.findings.len());
            // The words of the pair and the article before one apart, both texts are the same.
            prop_assert_eq!(without_words(&mended.text), without_words(&text));
        }
    }

    fn without_words(text: &str) -> String {
        let soft = text.replace('\u{ad}', "");
        let words = regex::Regex::new("(?i)customer|client").unwrap();
        words.replace_all(&soft, "·").into_owned()
    }
}
