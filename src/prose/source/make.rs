//! Makefiles: comments, messages of `$(info …)` and its like; recipes are shell. Line by line, as `make` reads
//! them: no grammar tells a comment behind a value from the value.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::remarks::{self, Remark};
use super::{Sign, scanner};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description, Format};
use crate::prose::strings::{self, Shown};

/// Makefiles.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["make"],
    languages: &["makefile", "make"],
    extensions: &["mk", "mak", "make"],
    files: &["Makefile", "makefile", "GNUmakefile", "BSDmakefile", "Makefile.am", "Makefile.in"],
    interpreters: &["make"],
    comment: Comment::Line("#"),
    reads: "comments, messages of `$(info …)`, `$(warning …)` and `$(error …)`, the shell of recipes",
    read,
};

static SIGN: Sign = Sign::line("#");
/// `##` before what a target is for.
static HELP: Sign = Sign::line("##");

#[expect(clippy::expect_used, reason = "a pattern of ours, read by every test of this room")]
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\$\([^()]*\)|\$\{[^{}]*\}|\$.").expect("a pattern"));

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut out = Document::default();
    if scanner::lexis("make").is_some_and(|lexis| !scanner::may_hold(text, lexis, interest)) {
        return out;
    }
    let mut comments = Vec::new();
    let mut recipe = Vec::new();
    for line in logical_lines(text) {
        let written = text.get(line.clone()).unwrap_or_default();
        if written.starts_with('\t') {
            messages(text, line.clone(), interest, &mut out);
            recipe.push(line);
            continue;
        }
        shell(text, &std::mem::take(&mut recipe), interest, &mut out);
        let comment = comment(written);
        comments.extend(comment.map(|at| {
            let end = line.start + written.trim_end().len();
            let sign = if written.get(at..).is_some_and(|sign| sign.starts_with("##")) { &HELP } else { &SIGN };
            Remark { range: line.start + at..end, sign }
        }));
        messages(text, line.start..line.start + comment.unwrap_or(written.len()), interest, &mut out);
    }
    shell(text, &recipe, interest, &mut out);
    remarks::read(text, &comments, interest, &mut out);
    out
}

/// The lines, each with those that it is continued on, without the last line end.
fn logical_lines(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        let backslashes = content.len() - content.trim_end_matches('\\').len();
        if backslashes % 2 == 0 || at == text.len() {
            out.push(start..at - (line.len() - content.len()));
            start = at;
        }
    }
    out
}

/// Where the comment of a line begins: at a number sign that no backslash stands before, and that is not in a
/// reference such as `$(subst #,…)`.
fn comment(line: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match c {
            '(' | '{' if before == '$' || depth > 0 => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            '#' if before != '\\' && depth == 0 => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

/// What `make` says to people.
fn messages(text: &str, line: Range<usize>, interest: Interest<'_>, out: &mut Document) {
    let written = text.get(line.clone()).unwrap_or_default();
    for sign in ["$(info ", "$(warning ", "$(error "] {
        for (at, _) in written.match_indices(sign) {
            let start = at + sign.len();
            let content = written.get(start..).unwrap_or_default();
            let mut depth = 1_usize;
            let closes = |c: char| {
                depth = if c == '(' { depth + 1 } else { depth - usize::from(c == ')') };
                depth == 0
            };
            let end = start + content.find(closes).unwrap_or(content.len());
            let mut excerpt = Excerpt::default();
            excerpt.lines(text, line.start + start..line.start + end);
            let computed: Vec<_> = REFERENCE.find_iter(excerpt.text()).map(|found| found.range()).collect();
            excerpt.hide(&computed);
            strings::read(&excerpt, Shown::ToPeople, Format::PlainText, interest, out);
        }
    }
}

/// Reads a recipe as shell, without the tabs and the signs of `make` before its lines.
fn shell(text: &str, lines: &[Range<usize>], interest: Interest<'_>, out: &mut Document) {
    let mut excerpt = Excerpt::default();
    let mut end = None;
    for line in lines {
        let written = text.get(line.clone()).unwrap_or_default();
        let start = line.start + (written.len() - written.trim_start_matches(['\t', ' ', '@', '-', '+']).len());
        if let Some(end) = end {
            excerpt.decoded("\n", end..start);
        }
        excerpt.exact(text, start..line.end);
        end = Some(line.end);
    }
    if !excerpt.text().is_empty() {
        let read = excerpt.read(Format::Shell, interest);
        out.directives.list.extend(read.directives.list);
        out.blocks.extend(read.blocks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_begins_at_a_sign_of_its_own() {
        for (line, expected) in [
            ("a # b", Some(2)),
            ("a \\# b", None),
            ("a := $(subst #,b,$(c)) # d", Some(23)),
            ("# a", Some(0)),
            ("a: b ## c", Some(5)),
            ("a = b", None),
        ] {
            assert_eq!(comment(line), expected, "{line}");
        }
    }

    #[test]
    fn a_line_takes_those_it_is_continued_on() {
        let lines = logical_lines("a \\\n b\r\nc\\\\\nd");
        let text = "a \\\n b\r\nc\\\\\nd";
        let lines: Vec<&str> = lines.into_iter().map(|line| &text[line]).collect();
        assert_eq!(lines, ["a \\\n b", "c\\\\", "d"]);
    }
}
