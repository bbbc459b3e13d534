//! The comments that a grammar or the scanner finds: which signs are theirs, and which of them belong together.

use std::ops::Range;

use super::docs::FirstWord;
use super::{Language, Sign};
use crate::prose::Document;
use crate::prose::builder::Interest;
use crate::prose::comments::{self, Written};

/// A comment: its bytes and how it is written.
pub(super) struct Remark {
    pub(super) range: Range<usize>,
    pub(super) sign: &'static Sign,
}

/// How a comment is written, and where it ends: some grammars count the line end.
pub(super) fn remark(text: &str, range: Range<usize>, language: &'static Language) -> Option<Remark> {
    let written = text.get(range.clone())?.trim_end_matches(['\n', '\r']);
    let program = range.start == 0 && written.strip_prefix("#!").is_some_and(|rest| rest.trim_start().starts_with('/'));
    let fits = |sign: &&Sign| {
        written.strip_prefix(sign.open).is_some_and(|rest| !rest.starts_with(|next| sign.but.contains(next)))
    };
    let sign = language.signs.iter().find(fits).filter(|_| !program)?;
    Some(Remark { range: range.start..range.start + written.len(), sign })
}

/// Reads the comments; those that follow each other line by line are one.
pub(super) fn read(text: &str, remarks: &[Remark], interest: Interest<'_>, out: &mut Document) {
    let goes_on = |one: &Remark, next: &Remark| one.sign.close.is_empty() && continues(text, one, next);
    for comment in remarks.chunk_by(goes_on) {
        let (Some(first), Some(last)) = (comment.first(), comment.last()) else { continue };
        let written = text.get(first.range.start..last.range.end).unwrap_or_default();
        if interest.1(written) || written.contains("customary-") {
            read_one(text, comment, last, interest, out);
        }
    }
}

/// Reads a comment that is written as several lines of one sign, of which `last` is the last, or between two signs.
fn read_one(text: &str, comment: &[Remark], last: &Remark, interest: Interest<'_>, out: &mut Document) {
    let Remark { range, sign } = last;
    let lines: Vec<Range<usize>> = if sign.close.is_empty() {
        comment.iter().map(|line| line.range.start + sign.open.len()..line.range.end).collect()
    } else {
        let start = range.start + sign.open.len();
        let written = text.get(start..range.end).unwrap_or_default();
        let inner = written.strip_suffix(sign.close).unwrap_or(written).len();
        comments::block_lines(text, start..start + inner)
    };
    let name = if sign.docs.first_word == FirstWord::Name { name(text, &lines, range.end) } else { None };
    let rewrite = |comment: &str| {
        let mut read = (sign.docs.rewrite)(comment)?;
        let indentation = read.text().len() - read.text().trim_start().len();
        let written = read.text().trim_start();
        // `Package customer …`
        let before = written.strip_prefix("Package ").map_or(0, |rest| written.len() - rest.len());
        if let Some(name) = name.filter(|name| written.get(before..).is_some_and(|rest| rest.starts_with(name))) {
            let start = indentation + before;
            read.hide(std::slice::from_ref(&(start..start + name.len())));
        }
        Some(read)
    };
    let written = Written { markup: sign.docs.markup, rewrite: &rewrite };
    comments::read_as(text, &lines, written, interest, out);
}

/// The first word of a comment that ends at `end`, or the one behind `Package`, if it names what stands in the next line.
fn name<'t>(text: &'t str, lines: &[Range<usize>], end: usize) -> Option<&'t str> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let first = text.get(lines.first()?.clone())?.trim_start();
    let first = first.strip_prefix("Package ").unwrap_or(first);
    let name = first.get(..first.find(|c| !part(c)).unwrap_or(first.len())).filter(|name| !name.is_empty())?;
    let next = text.get(end..)?.trim_start_matches(['\r', '\n']).lines().next()?;
    next.split(|c| !part(c)).any(|word| word == name).then_some(name)
}

/// Whether a comment is the next line of the one before it: of the same kind, in the same column.
fn continues(text: &str, Remark { range, sign }: &Remark, next: &Remark) -> bool {
    let column = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        at - before.rfind(['\n', '\r']).map_or(0, |line| line + 1)
    };
    std::ptr::eq(*sign, next.sign)
        && text.get(range.end..next.range.start).is_some_and(|between| {
            between.trim().is_empty() && between.matches('\n').count() + between.matches('\r').count() < 2
                || matches!(between.trim_matches([' ', '\t']), "\r\n")
        })
        && column(range.start) == column(next.range.start)
}
