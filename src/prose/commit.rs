//! Git's commit messages, as an editor shows them: subject, body, and what Git itself takes out again.

use std::ops::Range;

use super::builder::{Builder, Interest};
use super::document::Style;
use super::format::{Comment, Description};
use super::lines::{self, Line};
use super::outline::Outline;
use super::{Document, directives};

/// What `git commit`, `merge`, `tag` and `notes` open an editor with.
pub(super) const FORMAT: Description = Description {
    names: &["gitcommit", "git-commit"],
    languages: &["gitcommit", "git-commit"],
    extensions: &[],
    files: &["COMMIT_EDITMSG", "MERGE_MSG", "SQUASH_MSG", "TAG_EDITMSG", "NOTES_EDITMSG", "EDIT_DESCRIPTION"],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "the subject, without its type and scope (`fix(api):`), as a heading; the body; the messages that were squashed; not comments, trailers, \
            indented lines or what stands below the scissors",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut outline = Outline::new(text, interest);
    let mut subject = true;
    let mut squashed = Squashed::default();
    let mut paragraph: Vec<Line<'_>> = Vec::new();
    for line in lines::split(text) {
        if line.text.starts_with('#') {
            if line.text.contains(">8 -----") {
                break;
            }
            outline.out.directives.list.extend(directives::parse(
                line.text.trim_start_matches('#'),
                line.end() - line.text.trim_start_matches('#').len(),
            ));
            continue;
        }
        let Some((line, first)) = squashed.line(line) else { continue };
        if first {
            body(&mut outline, &paragraph);
            paragraph.clear();
            subject = true;
        }
        if line.is_blank() {
            body(&mut outline, &paragraph);
            paragraph.clear();
        } else if subject {
            subject = false;
            let scope = scope(line.text);
            outline.heading(1, &[line.range()], Vec::new(), |text, block| words(text, block, scope));
        } else {
            paragraph.push(line);
        }
    }
    body(&mut outline, &paragraph);
    outline.finish()
}

/// What `git merge --squash` writes: the heads of commits, and their messages, which are indented.
#[derive(Default)]
struct Squashed {
    begun: bool,
    /// Whether the line stands in the head of a commit.
    head: bool,
    /// Whether the next line of text is the first of a message.
    first: bool,
}

impl Squashed {
    /// What a line is without that, and whether it begins a message; `None` for a line of a head.
    fn line<'t>(&mut self, line: Line<'t>) -> Option<(Line<'t>, bool)> {
        if !self.begun {
            self.begun = line.text == "Squashed commit of the following:";
            return Some((line, false));
        }
        let hash = line.text.strip_prefix("commit ").and_then(|rest| rest.split(' ').next());
        if hash.is_some_and(|hash| hash.len() > 6 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            (self.head, self.first) = (true, true);
        }
        if self.head {
            self.head = !line.is_blank();
            return (!self.head).then_some((line, false));
        }
        let message = line.text.strip_prefix("    ").map(|text| Line::new(text, line.start + 4, 0));
        let first = message.is_some() && std::mem::take(&mut self.first);
        Some((message.unwrap_or(line), first))
    }
}

/// A paragraph of the body: items of a list one by one, no trailers, and no lines that are indented as code is.
fn body(outline: &mut Outline<'_>, lines: &[Line<'_>]) {
    if lines.is_empty() || lines.iter().all(|line| is_trailer(line.text)) {
        return;
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut listed = false;
    for line in lines {
        let item = ["- ", "* ", "+ "].iter().any(|sign| line.bare().starts_with(sign));
        let code = !listed && line.indent > 3 && !item;
        if item || code {
            outline.paragraph(&pieces, |text, block| words(text, block, 0));
            pieces.clear();
        }
        listed |= item;
        outline.items = usize::from(listed);
        if !code {
            pieces.push(if item { line.behind(2).range() } else { line.range() });
        }
    }
    outline.paragraph(&pieces, |text, block| words(text, block, 0));
    outline.items = 0;
}

/// Adds a text whose first bytes are code, and stretches between backticks too.
fn words(text: &str, mut block: Builder, code: usize) -> Vec<Builder> {
    let hidden = Style { code: true, ..Style::default() };
    block.exact(text, 0..code, hidden);
    let mut at = code;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('`')).map(|found| at + found) {
        let Some(length) = text.get(open + 1..).and_then(|rest| rest.find('`')) else { break };
        block.exact(text, at..open, Style::default());
        at = open + length + 2;
        block.exact(text, open..at, hidden);
    }
    block.exact(text, at..text.len(), Style::default());
    vec![block]
}

/// How long the type and scope of a subject are: `fix(customers)!: `. A subject that Git wrote names branches.
fn scope(subject: &str) -> usize {
    let fixup = ["fixup! ", "squash! ", "amend! "].into_iter().find(|sign| subject.starts_with(sign));
    let from = fixup.map_or(0, str::len);
    let rest = subject.get(from..).unwrap_or_default();
    if ["Merge branch ", "Merge remote-tracking ", "Merge tag ", "Merge pull request "]
        .iter()
        .any(|by| rest.starts_with(by))
    {
        return subject.len();
    }
    let Some(colon) = rest.find(": ") else { return from };
    let head = rest.get(..colon).unwrap_or_default();
    let head = head.strip_suffix('!').unwrap_or(head);
    let kind = head.split('(').next().unwrap_or_default();
    let scoped = head.ends_with(')') || !head.contains(' ');
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '/' | '.');
    if scoped && !kind.is_empty() && kind.chars().all(word) { from + colon + 2 } else { from }
}

/// `Signed-off-by: A name <mail>`.
fn is_trailer(line: &str) -> bool {
    let Some((key, _)) = line.split_once(": ") else {
        return line.starts_with("(cherry picked from") || line.starts_with(' ');
    };
    key.contains('-') && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        || matches!(key, "Fixes" | "Closes" | "Refs" | "Resolves" | "See" | "Cc" | "Link" | "Bug")
}

#[cfg(test)]
mod tests {
    use crate::prose::outline::testing::cases;
    use crate::prose::{Format, read};

    #[test]
    fn subject_and_body_are_read() {
        cases(
            Format::GitCommit,
            &[
                ("A b\n\nc\nd\n\n- e\n  f\n- g\n", &["= A b", "c\nd", "e\nf", "g"]),
                ("fix(customers)!: a `b` c\n", &["= ‹fix(customers)!: ›a ‹`b`› c"]),
                ("fixup! feat: a\n", &["= ‹fixup! feat: ›a"]),
                ("Note: a b\n", &["= Note: a b"]),
                ("Merge branch 'client' into main\n", &["= ‹Merge branch 'client' into main›"]),
                ("# x\n\nA\n# b\nc\n# d\n", &["= A", "c"]),
                ("A\n\nb\n\n    c = 1\n\nSigned-off-by: D <e@f.g>\nFixes: #1\n", &["= A", "b"]),
                ("A\n# ------------------------ >8 ------------------------\n# d\ndiff --git a/b c\n+e f\n", &["= A"]),
                ("\u{feff}A\r\n\r\nb\r\nc", &["= A", "b\nc"]),
                ("A\n\nb `c\n", &["= A", "b `c"]),
                ("", &[]),
                (
                    "Squashed commit of the following:\n\ncommit 0123456789\nAuthor: A client <b@c>\nDate:   x\n\n    fix: a b\n\n    \
                     c\n    d\n\n        e\n\ncommit abcdef0\nAuthor: f\n\n    g\n",
                    &["= Squashed commit of the following:", "= ‹fix: ›a b", "c\nd", "= g"],
                ),
            ],
        );
        assert_eq!(read("A\n# customary-disable-file\n", Format::GitCommit).directives.list.len(), 1);
    }
}
