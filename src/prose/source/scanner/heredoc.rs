//! Lines of text up to one that says a word (`<<EOF`).

use memchr::memmem;

use super::scan::{Stop, is_name};
use super::table::Heredoc;

/// Lines of text that a line has opened.
pub(super) struct Pending<'a> {
    label: &'a [u8],
    kind: Heredoc,
    /// The line that ends it may be indented.
    indented: bool,
    /// Nothing else is written like this.
    sure: bool,
}

impl Pending<'_> {
    /// Whether it is one even where its end is missing.
    pub(super) fn is_sure(&self) -> bool {
        self.sure
    }

    /// Where the line that ends it ends, of the lines behind the line end at `from`.
    pub(super) fn end(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let rest = bytes.get(from..)?;
        for found in memmem::find_iter(rest, self.label) {
            let end = found + self.label.len();
            let before = rest.get(..found).unwrap_or_default();
            let indent = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let starts = before.len() > indent && before.get(before.len() - indent - 1) == Some(&b'\n');
            let after = rest.get(end..).unwrap_or_default();
            let ends = match self.kind {
                Heredoc::Php => after.first().is_none_or(|byte| !is_name(*byte)),
                _ => after.first().is_none_or(|byte| matches!(byte, b'\n' | b'\r')),
            };
            if starts && ends && (self.indented || indent == 0) {
                return Some(from + end);
            }
        }
        None
    }
}

/// What `<<` at `at` opens, and the end of what opens it; the same place where it is something else for sure.
pub(super) fn opening(kind: Heredoc, bytes: &[u8], at: usize) -> Result<Option<(Pending<'_>, usize)>, Stop> {
    let rest = bytes.get(at + 2..).unwrap_or_default();
    let nothing = Pending { label: b"", kind, indented: false, sure: false };
    if kind != Heredoc::Php && rest.first() == Some(&b'<') {
        return Ok((kind == Heredoc::Shell).then_some((nothing, at)));
    }
    let mut length = usize::from(kind == Heredoc::Php);
    let squiggle = rest.first().filter(|byte| matches!(byte, b'-' | b'~') && kind != Heredoc::Php);
    length += usize::from(squiggle.is_some());
    if matches!(kind, Heredoc::Shell | Heredoc::Php) {
        let blank = rest.iter().skip(length).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        length += blank;
    }
    if kind == Heredoc::Shell && rest.get(length) == Some(&b'$') {
        return Err(Stop::Unsure);
    }
    let quote = rest.get(length).filter(|byte| matches!(byte, b'"' | b'\'' | b'\\' | b'`'));
    length += usize::from(quote.is_some());
    let inner = rest.get(length..).unwrap_or_default();
    let label = match quote {
        Some(quote) if *quote != b'\\' => inner.split(|byte| byte == quote || *byte == b'\n').next(),
        _ => inner.split(|byte| !(is_name(*byte) || kind == Heredoc::Shell && b".!+-".contains(byte))).next(),
    };
    let label = label.unwrap_or_default();
    if label.is_empty() || quote.is_none() && label.first().is_some_and(u8::is_ascii_digit) {
        return Ok(None);
    }
    length += label.len() + usize::from(quote.is_some_and(|quote| *quote != b'\\'));
    // In Ruby a word may be appended as well: `list <<name`.
    let shouted = label.first().is_some_and(u8::is_ascii_uppercase);
    let sure = kind != Heredoc::Ruby || squiggle.is_some() || quote.is_some() || shouted;
    let indented = match kind {
        Heredoc::Php => true,
        Heredoc::Hcl => true,
        Heredoc::Shell | Heredoc::Ruby => squiggle.is_some(),
    };
    Ok(Some((Pending { label, kind, indented, sure }, at + 2 + length)))
}
