//! Which lines of a working tree have changed since a revision: what the `git` program says of it.
//!
//! A line here is what git takes for one: it ends with a line feed and with nothing else.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::check::Report;

/// What has changed since a revision.
#[derive(Debug, Default)]
pub struct Changed {
    /// By canonical path.
    files: HashMap<PathBuf, Lines>,
}

/// The lines of a file that have changed.
#[derive(Debug, PartialEq, Eq)]
enum Lines {
    /// All: git does not know the file yet, or takes it for binary, as it does UTF-16.
    All,
    /// These, from 0, in order.
    Some(Vec<Range<usize>>),
}

impl Changed {
    /// Asks git what has changed since `revision` in the repositories that hold `folders`.
    ///
    /// # Errors
    /// Why there is no answer: no git, no repository, no such revision.
    pub fn since(revision: &str, folders: &[PathBuf]) -> Result<Self, String> {
        let mut roots = BTreeSet::new();
        for folder in folders {
            let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
            // A folder of a repository that was met before; one within another asks for itself when it is named.
            if !roots.iter().any(|root: &PathBuf| folder.starts_with(root) && !folder.join(".git").exists()) {
                roots.insert(root(&folder)?);
            }
        }
        let mut changed = Self::default();
        for root in roots {
            changed.ask(&root, revision)?;
        }
        Ok(changed)
    }

    fn ask(&mut self, root: &Path, revision: &str) -> Result<(), String> {
        let commit = commit(root, revision)?;
        let untracked = git(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        for name in untracked.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            self.files.insert(root.join(path_of(name)), Lines::All);
        }
        let patch = git(root, &[&DIFF[..], &[commit.as_str(), "--"]].concat())?;
        self.files.extend(parse(&patch).into_iter().map(|(name, lines)| (root.join(name), lines)));
        Ok(())
    }

    /// Whether anything in a file has changed.
    pub fn touches(&self, path: &Path) -> bool {
        self.lines(path).is_some()
    }

    /// Keeps the findings of a report that touch a changed line. `text` is the text at `path`, with or
    /// without a byte order mark.
    pub fn keep(&self, path: &Path, text: &str, report: &mut Report) {
        let lines = match self.lines(path) {
            Some(Lines::All) => return,
            Some(Lines::Some(lines)) => lines.as_slice(),
            None => &[],
        };
        let feeds: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        let line = |at: usize| feeds.partition_point(|feed| *feed < at);
        report.retain(|finding| {
            let (first, last) = (line(finding.range.start), line(finding.range.end.saturating_sub(1)));
            let from = lines.partition_point(|changed| changed.end <= first);
            lines.get(from).is_some_and(|changed| changed.start <= last)
        });
    }

    fn lines(&self, path: &Path) -> Option<&Lines> {
        if self.files.is_empty() {
            return None;
        }
        self.files.get(&fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }
}

/// The comparison: every setting of a user that would change its form is overruled.
const DIFF: [&str; 16] = [
    "-c",
    "core.quotepath=off",
    "-c",
    "diff.relative=false",
    "diff",
    "--unified=0",
    "--inter-hunk-context=0",
    "--find-renames",
    "--diff-filter=d",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--ignore-submodules=all",
    "--patch",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

/// The top of the working tree that holds a folder.
fn root(folder: &Path) -> Result<PathBuf, String> {
    let said = run(folder, &["rev-parse", "--show-toplevel"])?;
    if let Err(told) = said {
        return Err(if told.contains("not a git repository") {
            format!("--since needs a git repository, and {} is in none", folder.display())
        } else {
            format!("--since: git says of {}: {told}", folder.display())
        });
    }
    let out = said.unwrap_or_default();
    let path = path_of(out.strip_suffix(b"\n").unwrap_or(&out));
    Ok(fs::canonicalize(&path).unwrap_or(path))
}

/// The commit that a revision names.
fn commit(root: &Path, revision: &str) -> Result<String, String> {
    // What begins with a dash would be an option to git, and is the name of no revision.
    let found = if revision.is_empty() || revision.starts_with('-') {
        Err(String::new())
    } else {
        run(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?
    };
    match found.map(|out| String::from_utf8_lossy(&out).trim().to_owned()) {
        Ok(commit) if !commit.is_empty() => Ok(commit),
        _ => Err(format!(
            "--since: git knows no revision `{revision}` in {}: give a commit, a branch or a tag",
            root.display()
        )),
    }
}

fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    run(root, arguments)?.map_err(|told| format!("--since: git says of {}: {told}", root.display()))
}

/// What git prints, or what it complains of; the outer error: there is no git.
fn run(folder: &Path, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, String> {
    let mut command = Command::new("git");
    command.arg("--no-pager").args(arguments).current_dir(folder).stdin(Stdio::null());
    // Reading takes no locks, and says things in a language that is known.
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").env_remove("GIT_DIFF_OPTS");
    let output = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if folder.is_dir() => {
            "--since asks the `git` program, and there is none: install git, or leave --since out".to_owned()
        }
        _ => format!("--since asks the `git` program, which could not be run: {error}"),
    })?;
    if output.status.success() {
        return Ok(Ok(output.stdout));
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Ok(Err(told.trim().strip_prefix("fatal: ").unwrap_or(told.trim()).to_owned()))
}

/// The files of a patch without context, each with the lines that are new in it.
fn parse(patch: &[u8]) -> Vec<(PathBuf, Lines)> {
    let mut out: Vec<(PathBuf, Lines)> = Vec::new();
    // Lines of a hunk that are still to come: whatever they hold, they are no headers.
    let mut content = 0;
    for line in patch.split(|byte| *byte == b'\n') {
        if content > 0 {
            content -= usize::from(!line.starts_with(b"\\"));
        } else if let Some(name) = line.strip_prefix(b"+++ ") {
            out.push((named(name), Lines::Some(Vec::new())));
        } else if let Some((before, after)) = line.strip_prefix(b"@@ -").and_then(hunk) {
            content = before.len() + after.len();
            if let (Some((_, Lines::Some(lines))), false) = (out.last_mut(), after.is_empty()) {
                lines.push(after);
            }
        } else if let Some(name) = binary(line) {
            out.push((name, Lines::All));
        }
    }
    out
}

/// The file of a line such as `Binary files a/x and b/x differ`.
fn binary(line: &[u8]) -> Option<PathBuf> {
    let names = line.strip_prefix(b"Binary files ")?.strip_suffix(b" differ")?;
    let second = [&b" and b/"[..], b" and \"b/"].map(|sign| memchr::memmem::rfind(names, sign));
    let at = second.into_iter().flatten().max()? + b" and ".len();
    Some(named(names.get(at..)?))
}

/// The lines of both sides of a hunk, from 0; `header` follows `@@ -`.
fn hunk(header: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
    let header = std::str::from_utf8(header.split(|byte| *byte == b'@').next()?).ok()?;
    let (before, after) = header.trim_end().split_once(" +")?;
    Some((lines(before)?, lines(after)?))
}

/// `12,3` or `12`.
fn lines(told: &str) -> Option<Range<usize>> {
    let (first, count) = told.split_once(',').unwrap_or((told, "1"));
    let (first, count): (usize, usize) = (first.parse().ok()?, count.parse().ok()?);
    let first = first.saturating_sub(1);
    Some(first..first + count)
}

/// The path in a `+++` line.
fn named(name: &[u8]) -> PathBuf {
    // A name with spaces ends with a tab, so that the patch program knows where it ends.
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    let plain = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).map(unquoted);
    let name = plain.as_deref().unwrap_or(name);
    path_of(name.strip_prefix(b"b/").unwrap_or(name))
}

/// A name without the escapes of C that git writes between quotation marks.
fn unquoted(quoted: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(quoted.len());
    let mut bytes = quoted.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let escaped = if byte == b'\\' { bytes.next() } else { None };
        out.push(match escaped {
            None => byte,
            Some(b'a') => 7,
            Some(b'b') => 8,
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'v') => 11,
            Some(b'f') => 12,
            Some(b'r') => b'\r',
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(digit) = bytes.next_if(|byte| matches!(byte, b'0'..=b'7')) {
                        value = value * 8 + u32::from(digit - b'0');
                    }
                }
                u8::try_from(value).unwrap_or(b'?')
            }
            Some(other) => other,
        });
    }
    out
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "one range of lines is meant, not the lines of it")]
    fn a_patch_tells_its_files_and_new_lines() {
        let patch =
            b"diff --git a/a.md b/a.md\nindex 1..2 100644\n--- a/a.md\n+++ b/a.md\n@@ -1 +1,2 @@ # Title\n-one\n\
                      +two\n+++ b/not-a-file.md\n@@ -7,2 +8,0 @@\n-gone\n--- a/gone\n@@ -12,0 +12 @@\n+last\n\
                      \\ No newline at end of file\ndiff --git a/x b/y\nsimilarity index 100%\nrename from x\n\
                      rename to y\ndiff --git a/b c.md b/b c.md\n--- /dev/null\n+++ b/b c.md\t\n@@ -0,0 +1,3 @@\n\
                      +1\n+2\n+3\nBinary files a/p and b.png and b/p and b.png differ\n\
                      Binary files /dev/null and \"b/\\303\\251.txt\" differ\ndiff --git \"a/q\\\"\\303\\274.md\" x\n\
                      --- /dev/null\n+++ \"b/q\\\"\\303\\274\\t.md\"\n@@ -0,0 +1 @@\n+1\n";
        let expected = [
            (PathBuf::from("a.md"), Lines::Some(vec![0..2, 11..12])),
            (PathBuf::from("b c.md"), Lines::Some(vec![0..3])),
            (PathBuf::from("p and b.png"), Lines::All),
            (PathBuf::from("é.txt"), Lines::All),
            (PathBuf::from("q\"ü\t.md"), Lines::Some(vec![0..1])),
        ];
        assert_eq!(parse(patch), expected);
    }

    #[test]
    fn no_patch_is_too_odd_to_read() {
        for patch in [&b""[..], b"@@ -", b"@@ -1 +x @@\n", b"@@ -1,99999 +1 @@\n+", b"+++ \"\n", b"+++ \"b/\\", b"+++ "]
        {
            parse(patch);
        }
    }
}
