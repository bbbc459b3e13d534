//! The short way through source code: comments, and strings in plain places, read from what the scanner tells. A grammar
//! runs over those statements alone of which only a tree can tell, or over all where nothing is plain. It gives what
//! [`super::grammar`] gives.
//!
//! What decides is the file that a grammar can make sense of. In one that is broken a comment is a comment here, also
//! where a grammar stumbles, and what stands before the place where a comment or a string is not closed is plain.

use std::ops::{ControlFlow, Range};

use super::Language;
use super::around::{Around, Lost};
use super::docs::Docs;
use super::grammar;
use super::layout::Layout;
use super::literal::{self, Literal};
use super::remarks::{self, Remark};
use super::scanner::{self, Kind, Span};
use crate::prose::builder::Interest;
use crate::prose::comments::{self, Written};
use crate::prose::strings::{self, Says};
use crate::prose::{Document, Host};

/// What has to be known of a language beside its grammar, for files to be read without.
pub(super) struct Short {
    /// How statements and lists are written.
    pub(super) layout: Layout,
    /// The quotation marks, the letters that may stand before each, and which of [`Language::strings`] they make; the longer
    /// ones first. Of other strings only the grammar can tell.
    pub(super) marks: &'static [(&'static str, &'static [&'static str], usize)],
}

/// No letters that stand before a quotation mark are longer, number signs aside.
const PREFIX: usize = 4;

/// Reads a text in a language; nothing where only its grammar can.
pub(super) fn read(text: &str, language: &'static Language, interest: Interest<'_>) -> Option<Document> {
    let (short, lexis) = (language.short?, scanner::lexis(language.lexis)?);
    // A directive concerns the comment it stands in and those around it.
    if text.contains("customary-") {
        return None;
    }
    let mut out = Document::default();
    out.code.push(0..text.len());
    let around = Around::new(text, short.layout);
    let (remarks, end, turned, broken) = (Vec::new(), 0, false, false);
    let mut reader = Reader { text, language, short, interest, around, remarks, end, turned, broken, out };
    let mut lost = false;
    scanner::spans(text, lexis, &mut |span| {
        lost = reader.span(span).is_err();
        if lost { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if lost || reader.around.code(reader.end..text.len()).is_err() {
        return None;
    }
    let Reader { mut around, mut remarks, mut out, broken, .. } = reader;
    let statements = around.doubtful();
    let all = statements.first() == Some(&(0..text.len()));
    if all || !statements.is_empty() && !short.layout.separate {
        return None;
    }
    let is_plain = |at: usize| {
        let next = statements.partition_point(|statement| statement.end <= at);
        statements.get(next).is_none_or(|statement| at < statement.start)
    };
    remarks.retain(|remark| is_plain(remark.range.start));
    out.blocks.retain(|block| is_plain(block.source.start));
    remarks::read(text, &remarks, interest, &mut out);
    if !statements.is_empty() {
        out.append(grammar::read_statements(text, &statements, broken, language, interest)?, Host::Text);
    }
    Some(out)
}

struct Reader<'a> {
    text: &'a str,
    language: &'static Language,
    short: &'static Short,
    interest: Interest<'a>,
    around: Around<'a>,
    remarks: Vec<Remark>,
    /// Where the last stretch ended.
    end: usize,
    /// Whether a string may be what stands between two.
    turned: bool,
    /// Whether something is not closed.
    broken: bool,
    out: Document,
}

impl Reader<'_> {
    fn span(&mut self, Span { kind, range }: Span) -> Result<(), Lost> {
        let start = match kind {
            Kind::String => self.prefix(range.start),
            Kind::Rest(at) => at,
            Kind::Comment | Kind::Code | Kind::Other | Kind::Here => range.start,
        };
        self.around.code(self.end..start)?;
        self.end = range.end;
        match kind {
            Kind::Code => self.around.value(),
            Kind::Comment => {
                self.around.comment(&range);
                self.remarks.extend(remarks::remark(self.text, range, self.language));
            }
            Kind::Other => {
                self.turned |= is_turned(self.text, &range);
                self.around.at_string(start);
                if self.is_of_interest(&range) {
                    self.around.doubt();
                }
                self.around.behind_string();
            }
            Kind::Here => {
                if self.is_of_interest(&range) {
                    self.around.doubt();
                }
            }
            Kind::Rest(at) => {
                self.around.at_string(at);
                // What a preprocessor is told need not be code.
                if self.turned || self.around.is_directive() {
                    return Err(Lost::File);
                }
                if self.is_of_interest(&(at..range.end)) {
                    self.broken = true;
                    self.around.doubt_rest();
                }
            }
            Kind::String => {
                // Where a quotation mark is missing, strings and code change places.
                let behind = self.text.get(range.end..).and_then(|rest| rest.chars().next());
                if behind.is_some_and(char::is_alphanumeric) && !self.short.layout.macros {
                    return Err(Lost::File);
                }
                self.turned |= is_turned(self.text, &range);
                self.around.at_string(start);
                if self.is_of_interest(&range) && self.string(start..range.end, range.start).is_err() {
                    self.around.doubt();
                }
                self.around.behind_string();
            }
        }
        Ok(())
    }

    fn is_of_interest(&self, range: &Range<usize>) -> bool {
        let behind = scanner::behind(self.text, range.end);
        self.text.get(range.start..range.end + behind).is_none_or(self.interest.1)
    }

    /// Where the letters and number signs before a quotation mark begin that belong to it.
    fn prefix(&self, mark: usize) -> usize {
        let before = self.text.get(self.end..mark).unwrap_or_default();
        let bare = before.trim_end_matches('#');
        let letters = bare.bytes().rev().take(PREFIX).take_while(u8::is_ascii_alphabetic).count();
        let start = bare.len() - letters;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        let named = bare.as_bytes().get(..start).and_then(|outside| outside.last()).is_some_and(|byte| is_name(*byte));
        if letters == 0 || named { mark } else { self.end + start }
    }

    /// The kind of a string that begins with these letters and this mark.
    fn literal(&self, start: usize, mark: usize) -> Option<&'static Literal> {
        let before = self.text.get(..start)?;
        if before.ends_with(['@', '$']) {
            return None;
        }
        let letters = self.text.get(start..mark)?.trim_end_matches('#').to_ascii_lowercase();
        let sign = self.text.get(mark..)?;
        let fits = |known: &&(&str, &[&str], usize)| sign.starts_with(known.0) && known.1.contains(&letters.as_str());
        let (_, _, index) = self.short.marks.iter().find(fits)?;
        self.language.strings.get(*index)
    }

    /// Reads a string, if a person does; `mark` is its quotation mark.
    fn string(&mut self, range: Range<usize>, mark: usize) -> Result<(), Lost> {
        let Self { text, interest, .. } = *self;
        let literal = self.literal(range.start, mark).filter(|_| !self.around.is_directive()).ok_or(Lost::Statement)?;
        let excerpt = literal::plain_excerpt(text, range.clone(), literal);
        if let Some(docs) = self.doc_string(&range)? {
            let written = Written { markup: docs.markup, rewrite: &docs.rewrite };
            comments::read_excerpt(&excerpt, written, interest, &mut self.out);
            return Ok(());
        }
        let said = excerpt.text();
        if !interest.0(said) {
            return Ok(());
        }
        match strings::says(said) {
            Says::Code => self.around.alone(range.start),
            Says::OneWord if self.around.may_show(range.start, said) => Err(Lost::Statement),
            Says::OneWord => self.around.alone(range.start),
            Says::Prose => {
                let callee = self.around.callee(range.start)?;
                if strings::looks_up(callee) {
                    return Err(Lost::Statement);
                }
                if let Some(shown) = strings::by_call(callee) {
                    strings::read_prose(&excerpt, shown, literal::markup(said), interest, &mut self.out);
                }
                Ok(())
            }
        }
    }

    /// How a string is written that documents something.
    fn doc_string(&self, range: &Range<usize>) -> Result<Option<&'static Docs>, Lost> {
        let Some((_, docs)) = self.language.doc_strings else { return Ok(None) };
        let rest = self.text.get(range.end..).unwrap_or_default().trim_start_matches([' ', '\t']);
        let ends = rest.chars().next().is_none_or(|c| matches!(c, '\n' | '\r' | '#' | ';'));
        let begins = self.around.begins_line(range.start);
        if !begins && self.around.may_be_statement() {
            return Err(Lost::Statement);
        }
        Ok((begins && ends).then_some(docs))
    }
}

/// Whether a string of several lines ends like code before another: if a quotation mark is missing, it is what stands
/// between two.
fn is_turned(text: &str, range: &Range<usize>) -> bool {
    let written = text.get(range.clone()).unwrap_or_default();
    let inner = written.trim_end_matches(['"', '\'', '`', '#']).trim_end();
    memchr::memchr(b'\n', written.as_bytes()).is_some()
        && inner.ends_with([':', '=', '(', '[', '{', ',', '+', '>', '?'])
}

#[cfg(test)]
mod tests;
