//! Which stretches of source code may be comments, strings or text, told at the speed of memory, so that a
//! grammar need not read the files in which a word stands in code alone.
//!
//! It names too much rather than too little: what it leaves out no grammar gives as a comment, string or text. It
//! knows languages only by their table, `data/scanner.toml`.

mod before;
mod heredoc;
mod raw;
mod scan;
mod table;

use std::ops::{ControlFlow, Range};

use memchr::memmem;
use scan::{Scan, Stop};
pub(in crate::prose) use table::{Lexis, lexis};

use super::super::builder::Interest;

/// A stretch of a source file, and what it is.
pub(in crate::prose) struct Span {
    pub(in crate::prose) kind: Kind,
    pub(in crate::prose) range: Range<usize>,
}

/// What a stretch is, as far as the scanner knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::prose) enum Kind {
    /// A comment, with its signs.
    Comment,
    /// A string, with its quotation marks, in which nothing is computed.
    String,
    /// Code that holds no brackets, such as a character or a pattern between slashes.
    Code,
    /// What may be read, and may be anything.
    Other,
    /// The lines of a here document, which belong to the statement that ends before them.
    Here,
    /// The same up to the end, since what stands at this byte is not sure: a quotation mark may be missing there, or in
    /// what stands before it in the stretch.
    Rest(usize),
}

/// So much of what stands behind a string may tell whether it goes on, in bytes.
const BEHIND: usize = 16;

/// Whether a comment, string or text of a source file may hold something of interest or a directive; never wrong
/// when it says no.
pub(in crate::prose) fn may_hold(text: &str, lexis: &Lexis, interest: Interest<'_>) -> bool {
    if text.contains("customary-") {
        return true;
    }
    let mut found = false;
    candidates(text, lexis, &mut |span| {
        // Where a string runs over lines to the very end, a quotation mark is missing somewhere, and any of the others
        // may be turned round: then all of the text may be read.
        let open = span.end == text.len() && text.get(span.clone()).is_some_and(|rest| rest.trim_end().contains('\n'));
        // What follows a string tells whether it can go on in another.
        let span = if open { 0..text.len() } else { span.start..span.end + behind(text, span.end) };
        found = text.get(span).is_none_or(interest.1);
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

/// How many bytes behind a string tell whether it goes on in another: up to what is no space and no letter.
pub(super) fn behind(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let near = rest.iter().take(BEHIND).take_while(|byte| byte.is_ascii());
    let passed = near.clone().take_while(|byte| byte.is_ascii_whitespace() || byte.is_ascii_alphanumeric()).count();
    near.count().min(passed + 1)
}

/// Visits the stretches of a source file that may be comments, strings or text, in order, until there are enough.
pub(in crate::prose) fn candidates(text: &str, lexis: &Lexis, visit: &mut dyn FnMut(Range<usize>) -> ControlFlow<()>) {
    spans(text, lexis, &mut |Span { kind, range }| match kind {
        Kind::Code => ControlFlow::Continue(()),
        _ => visit(range),
    });
}

/// The same, and code whose signs are none of the code around it.
pub(super) fn spans(text: &str, lexis: &Lexis, visit: &mut dyn FnMut(Span) -> ControlFlow<()>) {
    let bytes = text.as_bytes();
    if lexis.text_signs.iter().any(|sign| memmem::find(bytes, sign.as_bytes()).is_some()) {
        let _ = visit(Span { kind: Kind::Other, range: 0..bytes.len() });
        return;
    }
    let code = lexis.end_line.as_ref().and_then(|line| end_line(bytes, line.as_bytes())).unwrap_or(bytes.len());
    let mut scan = Scan::new(bytes.get(..code).unwrap_or_default(), lexis, visit);
    // Who stopped it has what they wanted; the rest of an unsure file was visited as a whole.
    let ended = if lexis.code_between_tags { between_tags(&mut scan) } else { file(&mut scan) };
    if ended.is_ok() && code < bytes.len() {
        let _ = visit(Span { kind: Kind::Other, range: code..bytes.len() });
    }
}

fn file(scan: &mut Scan<'_>) -> Result<(), Stop> {
    let bytes = scan.bytes;
    let start = if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let first = bytes.get(start..).unwrap_or_default();
    // The line that names an interpreter; `#![…]` is an attribute of Rust.
    let mut at = start;
    if first.starts_with(b"#!") && first.get(2) != Some(&b'[') {
        at += memchr::memchr(b'\n', first).unwrap_or(first.len());
        scan.emit(Kind::Other, start..at)?;
    }
    unless_unsure(scan, at).map(|_| ())
}

/// Text, with code between `<?php` or `<?=` and `?>`.
fn between_tags(scan: &mut Scan<'_>) -> Result<(), Stop> {
    let bytes = scan.bytes;
    let mut at = 0;
    while at < bytes.len() {
        let text = bytes.get(at..).unwrap_or_default();
        let opens = |place: &usize| {
            let tag = text.get(place + 2..).unwrap_or_default();
            tag.starts_with(b"=") || tag.get(..3).is_some_and(|name| name.eq_ignore_ascii_case(b"php"))
        };
        let length = memmem::find_iter(text, b"<?").find(opens).unwrap_or(text.len());
        scan.emit(Kind::Other, at..at + length)?;
        if length == text.len() {
            break;
        }
        at = unless_unsure(scan, at + length + 3)?;
    }
    Ok(())
}

/// Scans code; where nothing is sure any more all the rest is a candidate.
fn unless_unsure(scan: &mut Scan<'_>, at: usize) -> Result<usize, Stop> {
    match scan.file(at) {
        Err(Stop::Unsure) => {
            let end = scan.bytes.len();
            scan.emit(Kind::Other, at..end)?;
            Ok(end)
        }
        other => other,
    }
}

/// Where a line that says `line` and nothing else begins.
fn end_line(bytes: &[u8], line: &[u8]) -> Option<usize> {
    memmem::find_iter(bytes, line).find(|at| {
        let before = bytes.get(..*at).unwrap_or_default();
        let after = bytes.get(at + line.len()..).unwrap_or_default();
        before.last().is_none_or(|byte| *byte == b'\n')
            && after.first().is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
    })
}

#[cfg(test)]
pub(super) mod tests;
