//! Languages of which only the comments are read: CSS, SCSS and SQL. Where a comment begins and ends is told by
//! the lexical rules of their specifications alone, which hold in every dialect and in statements that no grammar
//! knows.

use memchr::{memchr, memmem};

use super::remarks::{self, Remark};
use super::{Sign, scanner};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::format::{Comment, Description};

/// CSS.
pub(in crate::prose) const CSS: Description = Description {
    names: &["css"],
    languages: &["css", "tailwindcss"],
    extensions: &["css", "pcss"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("/*", "*/"),
    reads: "comments",
    read: |text, interest| read(text, Lexical::Css, interest),
};

/// SCSS and Less.
pub(in crate::prose) const SCSS: Description = Description {
    names: &["scss", "less"],
    languages: &["scss", "less"],
    extensions: &["scss", "less"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "comments",
    read: |text, interest| read(text, Lexical::Scss, interest),
};

/// SQL of any dialect.
pub(in crate::prose) const SQL: Description = Description {
    names: &["sql"],
    languages: &["sql", "pgsql", "mysql", "plsql", "tsql"],
    extensions: &["sql", "ddl", "pgsql", "psql", "plsql", "pks", "pkb"],
    files: &[],
    interpreters: &["psql"],
    comment: Comment::Line("--"),
    reads: "comments",
    read: |text, interest| read(text, Lexical::Sql, interest),
};

/// Whose rules count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lexical {
    Css,
    Scss,
    Sql,
}

/// Longer than this no name is, in bytes.
const LONGEST_NAME: usize = 128;

static BLOCK: Sign = Sign::between("/*", "*/");
static SLASHES: Sign = Sign::line("//");
static HYPHENS: Sign = Sign::line("--");
static NUMBER: Sign = Sign::line("#");

fn read(text: &str, lexical: Lexical, interest: Interest<'_>) -> Document {
    let mut out = Document::default();
    let name = match lexical {
        Lexical::Css => "css",
        Lexical::Scss => "scss",
        Lexical::Sql => "sql",
    };
    if scanner::lexis(name).is_some_and(|lexis| !scanner::may_hold(text, lexis, interest)) {
        return out;
    }
    let comments = Comments::new(text, lexical).find();
    remarks::read(text, &comments, interest, &mut out);
    out
}

/// Comments on the way to be found.
struct Comments<'t> {
    text: &'t str,
    lexical: Lexical,
    found: Vec<Remark>,
    /// Where the last sign stands that closes a comment, so that none is looked for behind it.
    last_close: usize,
}

impl<'t> Comments<'t> {
    fn new(text: &'t str, lexical: Lexical) -> Self {
        Self { text, lexical, found: Vec::new(), last_close: memmem::rfind(text.as_bytes(), b"*/").unwrap_or(0) }
    }

    fn find(mut self) -> Vec<Remark> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at = match (byte, self.lexical) {
                (b'/', _) => self.block(at),
                (b'-', Lexical::Sql) if self.starts(at, "--") => self.line(at, &HYPHENS),
                (b'#', Lexical::Sql) if self.opens_line(at) => self.line(at, &NUMBER),
                (b'\'' | b'"' | b'`', Lexical::Sql) => self.sql_string(at, *byte),
                (b'[', Lexical::Sql) => self.name_in_brackets(at),
                (b'$', Lexical::Sql) => self.dollars(at),
                (b'"' | b'\'', _) => self.css_string(at, *byte),
                (b'u' | b'U', Lexical::Css | Lexical::Scss) => self.url(at),
                _ => at + 1,
            };
        }
        self.found
    }

    fn rest(&self, at: usize) -> &[u8] {
        self.text.as_bytes().get(at..).unwrap_or_default()
    }

    fn starts(&self, at: usize, sign: &str) -> bool {
        self.rest(at).starts_with(sign.as_bytes())
    }

    fn line_end(&self, at: usize) -> usize {
        at + memchr(b'\n', self.rest(at)).unwrap_or(self.rest(at).len())
    }

    fn line(&mut self, at: usize, sign: &'static Sign) -> usize {
        let end = self.line_end(at);
        let written = self.text.get(at..end).unwrap_or_default().trim_end();
        if written.starts_with("--+") {
            return end;
        }
        self.found.push(Remark { range: at..at + written.len(), sign });
        end
    }

    /// A comment between signs. One that is never closed is no comment: what follows may be anything.
    fn block(&mut self, at: usize) -> usize {
        if self.lexical == Lexical::Scss && self.starts(at, "//") {
            return self.line(at, &SLASHES);
        }
        if !self.starts(at, "/*") {
            return at + 1;
        }
        if self.last_close < at + 2 {
            return at + 2;
        }
        let Some(length) = memmem::find(self.rest(at + 2), b"*/") else { return at + 2 };
        let mut end = at + 2 + length + 2;
        // Standard SQL nests them, MySQL does not: where all that are opened are closed they are nested.
        if self.lexical == Lexical::Sql
            && let Some(outer) = nested_end(self.rest(at))
        {
            end = at + outer;
        }
        // MySQL runs what stands behind an exclamation mark, and a plus sign gives hints to Oracle.
        let is_code = self.lexical == Lexical::Sql && (self.starts(at, "/*!") || self.starts(at, "/*+"));
        if is_code {
            return if self.starts(at, "/*!") { at + 3 } else { end };
        }
        self.found.push(Remark { range: at..end, sign: &BLOCK });
        end
    }

    /// Whether a number sign begins a comment, as it does in MySQL: an operator stands between operands.
    fn opens_line(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default().trim_start_matches('\u{feff}');
        let near = before.trim_end_matches([' ', '\t']);
        let operator = matches!(self.rest(at + 1).first(), Some(b'>' | b'-' | b'#' | b'=' | b'&'));
        let spaced = near.len() < before.len() && near.ends_with([';', ',', ')', '(']) && !operator;
        near.is_empty() || near.ends_with('\n') || spaced
    }

    /// The end of a string or a quoted name. One that is never closed ends with its line.
    fn sql_string(&self, at: usize, quote: u8) -> usize {
        let mut from = at + 1;
        while let Some(length) = memchr(quote, self.rest(from)) {
            let lines = self.text.as_bytes().get(from..from + length).unwrap_or_default();
            from += length;
            if quote != b'\'' && memchr(b'\n', lines).is_some() || memmem::find(lines, b"\n--").is_some() {
                break;
            }
            let next = self.text.as_bytes().get(from + 1).copied().unwrap_or(b' ');
            let escaped = lines.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
            // A backslash takes the quote where the string goes on behind it.
            let goes_on = escaped && quote != b'`' && (next.is_ascii_alphanumeric() || next == b'\\');
            if next == quote && !escaped {
                from += 2;
            } else if goes_on {
                from += 1;
            } else {
                return from + 1;
            }
        }
        self.line_end(at)
    }

    /// The end of a name in brackets, as SQL Server has them, in which an apostrophe opens no string; of an array in
    /// brackets the beginning.
    fn name_in_brackets(&self, at: usize) -> usize {
        let name = self.rest(at + 1);
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b" '_-.#$&/".contains(byte) || *byte >= 0x80;
        let length = name.iter().take(LONGEST_NAME).take_while(|byte| is_of_name(byte)).count();
        let is_name = name.first().is_some_and(u8::is_ascii_alphabetic) && name.get(length) == Some(&b']');
        if is_name { at + length + 2 } else { at + 1 }
    }

    /// A string between dollar signs: text on one line, code on more, whose comments are read.
    fn dollars(&self, at: usize) -> usize {
        let name = self.rest(at + 1).iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
        let length = name.count() + 2;
        let Some(sign) = self.rest(at).get(..length).filter(|sign| sign.ends_with(b"$")) else { return at + 1 };
        let inner = self.rest(at + length);
        let line = inner.get(..memchr(b'\n', inner).unwrap_or(inner.len())).unwrap_or_default();
        memmem::find(line, sign).map_or(at + length, |close| at + length + close + length)
    }

    /// The end of a string, which a line end closes too.
    fn css_string(&self, at: usize, quote: u8) -> usize {
        let mut escaped = false;
        for (length, byte) in self.rest(at + 1).iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'\n' => return at + 1 + length,
                _ if *byte == quote => return at + 1 + length + 1,
                _ => {}
            }
        }
        self.text.len()
    }

    /// What stands in `url(` without quotes is no code.
    fn url(&self, at: usize) -> usize {
        let rest = self.rest(at);
        let named = rest.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"url("));
        let inner = rest.get(4..).unwrap_or_default().trim_ascii_start();
        if !named || matches!(inner.first(), Some(b'"' | b'\'')) {
            return at + 1;
        }
        let end = inner.iter().position(|byte| matches!(byte, b')' | b'\n')).unwrap_or(inner.len());
        self.text.len() - inner.len() + end
    }
}

/// Where a comment ends that holds others, if all of them are closed; `text` begins with it.
fn nested_end(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    // Comments are short; what is longer is another's end.
    let text = text.get(..text.len().min(4_000)).unwrap_or_default();
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, lexical: Lexical) -> Vec<&str> {
        let comments = Comments::new(text, lexical).find();
        comments.into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn comments_are_found_by_the_rules_of_each_language() {
        use Lexical::{Css, Scss, Sql};
        for (lexical, text, expected) in [
            (Css, "a{} /* b */ c: '/* d */' \"\\\"/*\" /*e*/", &["/* b */", "/*e*/"][..]),
            (Css, "a: url(http://b/*c); /* d */", &["/* d */"]),
            (Css, "a: 'b\n/* c */", &["/* c */"]),
            (Css, "/* a\nb: c", &[]),
            (Css, "a // b", &[]),
            (Scss, "a: url(//b); // c\r\n/* d */ // e", &["// c", "/* d */", "// e"]),
            (Sql, "a -- b\n'-- c' /* d /* e */ f */ # g", &["-- b", "/* d /* e */ f */"]),
            (Sql, "# a\nb, # c\nd # e", &["# a", "# c"]),
            (Sql, "'it''s -- a' -- b", &["-- b"]),
            (Sql, "'it\\'s -- a', 'c:\\' -- b", &["-- b"]),
            (Sql, "'a\n-- b", &["-- b"]),
            (Sql, "$$it's -- a$$ -- b", &["-- b"]),
            (Sql, "AS $f$\n-- a\n$f$; -- b", &["-- a", "-- b"]),
            (Sql, "/* a /* b */ c", &["/* a /* b */"]),
        ] {
            assert_eq!(found(text, lexical), expected, "{text}");
        }
    }
}
