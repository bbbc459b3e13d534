//! Org, by the syntax of its manual.
//!
//! Read by hand, line by line. The parser that there is (orgize 0.10) is an alpha release, builds a tree of everything
//! at 30 MB/s, and leaves comments and keywords to be taken apart once more.

mod inline;

use std::ops::Range;

use super::builder::Interest;
use super::document::{BlockKind, Style};
use super::format::{Comment, Description};
use super::lines::{self, Line};
use super::outline::Outline;
use super::{Document, comments};

/// Org, as Emacs reads it.
pub(super) const FORMAT: Description = Description {
    names: &["org"],
    languages: &["org"],
    extensions: &["org"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "text, headlines without their keywords and tags, lists, tables, footnotes, the texts of links, captions, \
            `#+TITLE:`, `#+SUBTITLE:` and `#+DESCRIPTION:`, front matter as in Markdown, comments; not source and example blocks, properties, \
            other keywords, or trees that are commented out",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut outline = Outline::new(text, interest);
    let lines = lines::split_from(text, outline.front_matter());
    let mut reader = Reader { outline, lines, links: Vec::new() };
    let mut at = 0;
    while at < reader.lines.len() {
        at = reader.block(at).max(at + 1);
    }
    reader.outline.out.fragments.append(&mut reader.links);
    reader.outline.finish()
}

struct Reader<'t> {
    outline: Outline<'t>,
    lines: Vec<Line<'t>>,
    /// The titles that the text links to, as headings are compared with them.
    links: Vec<String>,
}

/// The keywords of tasks that Org and its users know; where a file names others, capitals tell them.
const TASKS: [&str; 9] = ["TODO", "DONE", "NEXT", "WAITING", "HOLD", "CANCELLED", "CANCELED", "STARTED", "PROJ"];

impl<'t> Reader<'t> {
    fn line(&self, at: usize) -> Line<'t> {
        self.lines.get(at).copied().unwrap_or(Line { text: "", start: 0, indent: 0 })
    }

    /// What begins on a line; answers the line to go on with.
    fn block(&mut self, at: usize) -> usize {
        let line = self.line(at);
        let bare = line.bare();
        if line.is_blank() {
            self.outline.items = 0;
            return at + 1;
        }
        if let Some(level) = headline(line.text) {
            return self.headline(at, level);
        }
        match bare.bytes().next().unwrap_or_default() {
            b'#' if bare.starts_with("#+") => self.keyword(at),
            b'#' if bare == "#" || bare.starts_with("# ") => self.comment(at),
            b':' if bare == ":" || bare.starts_with(": ") => self.code(at, at + 1),
            b':' if is_drawer(bare) => self.drawer(at),
            b'|' => self.table(at),
            b'\\' if bare.starts_with("\\begin{") => self.environment(at),
            b'-' if bare.len() > 4 && bare.bytes().all(|byte| byte == b'-') => at + 1,
            b'[' if bare.starts_with("[fn:") && bare.contains(']') => self.footnote(at),
            _ if is_planning(bare) => at + 1,
            _ => match item(&line) {
                Some(length) => self.item(at, length),
                None => self.paragraph(at, line.range()),
            },
        }
    }

    /// `** TODO [#A] Title :tag:`
    fn headline(&mut self, at: usize, level: usize) -> usize {
        let mut line = self.line(at).behind(level);
        let first = line.bare().split(' ').next().unwrap_or_default();
        if TASKS.contains(&first) {
            line = line.behind(first.len());
        }
        if line.bare().starts_with("[#") && line.bare().as_bytes().get(3) == Some(&b']') {
            line = line.behind(4);
        }
        if line.bare() == "COMMENT" || line.bare().starts_with("COMMENT ") {
            let inside = |line: &&Line<'_>| headline(line.text).is_none_or(|deeper| deeper > level);
            return at + 1 + self.lines.get(at + 1..).unwrap_or_default().iter().take_while(inside).count();
        }
        let mut range = line.range();
        if let Some(tags) = line.bare().rfind(" :").filter(|_| line.bare().ends_with(':')) {
            let written = line.bare().get(tags + 1..).unwrap_or_default();
            if !written.contains(char::is_whitespace) {
                range.end = range.start + line.bare().get(..tags).unwrap_or_default().trim_end().len();
            }
        }
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        self.outline.items = 0;
        self.outline.heading(level, &[range], Vec::new(), |text, block| {
            inline::read(text, block, Style::default(), &mut self.links)
        });
        at + 1
    }

    /// `#+NAME: value` and the blocks from `#+BEGIN_X` to `#+END_X`.
    fn keyword(&mut self, at: usize) -> usize {
        let line = self.line(at);
        let inner = line.bare().get(2..).unwrap_or_default();
        let word = inner.split([' ', '\t']).next().unwrap_or_default().to_ascii_lowercase();
        if let Some(name) = word.strip_prefix("begin_") {
            return self.delimited(at, name);
        }
        if word == "begin:" {
            let stop = self.end(at, "#+end:");
            return self.code(at + 1, stop) + 1;
        }
        if word == "end_quote" || word == "end_verse" {
            self.outline.quotes = self.outline.quotes.saturating_sub(1);
        }
        let value = line.behind(2 + word.len());
        match word.split('[').next().unwrap_or_default().trim_end_matches(':') {
            key @ ("title" | "subtitle" | "description") => {
                let kind = BlockKind::FrontMatter { key: key.to_owned() };
                let read = |text: &str, block| inline::read(text, block, Style::default(), &mut self.links);
                for block in self.outline.blocks(kind, &[value.range()], read) {
                    self.outline.add(block);
                }
            }
            "caption" => {
                self.outline.title(&[value.range()], |text, block| {
                    inline::read(text, block, Style::default(), &mut self.links)
                });
            }
            "language" if !value.is_blank() => self.outline.out.language = Some(value.bare().to_owned()),
            _ => {}
        }
        at + 1
    }

    /// A block; of quotations and the like the lines inside are read as usual.
    fn delimited(&mut self, at: usize, name: &str) -> usize {
        match name {
            "src" | "example" | "export" | "comment" | "html" | "latex" | "ascii" => {
                let stop = self.end(at, &format!("#+end_{name}"));
                self.code(at + 1, stop) + 1
            }
            "quote" | "verse" => {
                let closed = self.end(at, &format!("#+end_{name}")) < self.lines.len();
                self.outline.quotes += usize::from(closed);
                at + 1
            }
            _ => at + 1,
        }
    }

    /// The line that ends a block, or the next headline, which ends it in any case.
    fn end(&self, at: usize, close: &str) -> usize {
        let ends = |line: &Line<'_>| {
            headline(line.text).is_some()
                || line.bare().get(..close.len()).is_some_and(|start| start.eq_ignore_ascii_case(close))
        };
        let lines = self.lines.get(at + 1..).unwrap_or_default();
        let stop = at + 1 + lines.iter().position(ends).unwrap_or(lines.len());
        // A headline is not swallowed by who goes on behind the end.
        if headline(self.line(stop).text).is_some() { stop - 1 } else { stop }
    }

    fn comment(&mut self, at: usize) -> usize {
        let lines = self.lines.get(at..).unwrap_or_default();
        let is_comment = |line: &&Line<'_>| line.bare() == "#" || line.bare().starts_with("# ");
        let inner: Vec<Range<usize>> =
            lines.iter().take_while(is_comment).map(|line| line.bare_start() + 1..line.end()).collect();
        let (text, interest) = (self.outline.text, self.outline.interest);
        comments::read(text, &inner, super::Format::Markdown, interest, &mut self.outline.out);
        at + inner.len()
    }

    /// Properties and logs are not read; what another drawer holds is.
    fn drawer(&mut self, at: usize) -> usize {
        let name = self.line(at).bare().trim_matches(':').to_ascii_uppercase();
        if matches!(name.as_str(), "PROPERTIES" | "LOGBOOK" | "CLOCK") {
            let lines = self.lines.get(at + 1..).unwrap_or_default();
            let ends = |line: &Line<'_>| line.bare().eq_ignore_ascii_case(":end:");
            let inside = |line: &&Line<'_>| !line.is_blank() && headline(line.text).is_none() && !ends(line);
            let count = lines.iter().take_while(inside).count();
            return at + 1 + count + usize::from(lines.get(count).is_some_and(ends));
        }
        at + 1
    }

    fn table(&mut self, at: usize) -> usize {
        let table = self.outline.out.tables();
        let lines = self.lines.get(at..).unwrap_or_default();
        let rows: Vec<Line<'t>> = lines.iter().take_while(|line| line.bare().starts_with('|')).copied().collect();
        let ruled = |row: &Line<'_>| row.bare().starts_with("|-");
        let head = rows.iter().position(ruled).filter(|rule| *rule > 0 && rows.len() > rule + 1).unwrap_or_default();
        for (number, row) in rows.iter().enumerate().filter(|(_, row)| !ruled(row)) {
            let mut start = row.bare_start() + 1;
            let cells = row.bare().get(1..).unwrap_or_default();
            let cells = cells.strip_suffix('|').unwrap_or(cells);
            for (column, cell) in cells.split('|').enumerate() {
                let lead = cell.len() - cell.trim_start().len();
                let range = start + lead..start + lead + cell.trim().len();
                start += cell.len() + 1;
                self.outline.cell = Some(BlockKind::Cell { header: number < head, column, table });
                self.running(&[range]);
            }
        }
        self.outline.cell = None;
        at + rows.len()
    }

    fn environment(&mut self, at: usize) -> usize {
        let name = self.line(at).bare().trim_start_matches("\\begin{").split('}').next().unwrap_or_default();
        let close = format!("\\end{{{name}}}");
        let lines = self.lines.get(at..).unwrap_or_default();
        let open = lines.iter().take_while(|line| !line.is_blank() && !line.text.contains(&close)).count();
        self.code(at, at + open) + 1
    }

    fn footnote(&mut self, at: usize) -> usize {
        let line = self.line(at);
        let label = line.bare().find(']').map_or(0, |end| end + 1);
        self.paragraph(at, line.behind(label).range())
    }

    fn item(&mut self, at: usize, length: usize) -> usize {
        let mut inner = self.line(at).behind(length);
        if ["[ ] ", "[X] ", "[-] "].iter().any(|sign| inner.bare().starts_with(sign)) {
            inner = inner.behind(3);
        }
        if inner.bare().starts_with("[@") {
            inner = inner.behind(inner.bare().find(']').map_or(0, |end| end + 1));
        }
        self.outline.items = 1;
        if let Some(term) = inner.bare().find(" :: ") {
            let start = inner.bare_start();
            self.running(std::slice::from_ref(&(start..start + term)));
            inner = inner.behind(term + 4);
        }
        self.paragraph(at, inner.range())
    }

    /// A paragraph whose first line is `first`.
    fn paragraph(&mut self, at: usize, first: Range<usize>) -> usize {
        let mut pieces = vec![first];
        let mut stop = at + 1;
        while stop < self.lines.len() {
            let line = self.line(stop);
            let bare = line.bare();
            let rule = bare.len() > 4 && bare.bytes().all(|byte| byte == b'-');
            let other =
                rule || bare.starts_with("#+") || bare.starts_with("# ") || bare == "#" || bare.starts_with('|');
            let fixed = bare.starts_with(": ") || is_drawer(bare) || bare.starts_with("\\begin{");
            if line.is_blank() || headline(line.text).is_some() || item(&line).is_some() || other || fixed {
                break;
            }
            pieces.push(line.range());
            stop += 1;
        }
        self.running(&pieces);
        stop
    }

    fn running(&mut self, pieces: &[Range<usize>]) {
        self.outline.paragraph(pieces, |text, block| inline::read(text, block, Style::default(), &mut self.links));
    }

    fn code(&mut self, at: usize, stop: usize) -> usize {
        if stop > at {
            self.outline.out.code.push(self.line(at).start..self.line(stop - 1).end());
        }
        stop
    }
}

/// The level of a headline.
fn headline(text: &str) -> Option<usize> {
    let level = text.bytes().take_while(|byte| *byte == b'*').count();
    (level > 0 && text.as_bytes().get(level) == Some(&b' ')).then_some(level)
}

fn is_drawer(bare: &str) -> bool {
    let inner = bare.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
    inner.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_'))
}

fn is_planning(bare: &str) -> bool {
    ["SCHEDULED: ", "DEADLINE: ", "CLOSED: ", "CLOCK: "].iter().any(|sign| bare.starts_with(sign))
}

/// How long the sign of a list item is.
fn item(line: &Line<'_>) -> Option<usize> {
    let bare = line.bare();
    let length = match bare.bytes().next()? {
        b'-' | b'+' => 1,
        b'*' if line.indent > 0 => 1,
        first if first.is_ascii_digit() => bare.bytes().take_while(u8::is_ascii_digit).count() + 1,
        first if first.is_ascii_alphabetic() && bare.as_bytes().get(1).is_some_and(|sign| b".)".contains(sign)) => 2,
        _ => return None,
    };
    let sign = bare.get(..length)?;
    let valid = length == 1 || sign.ends_with(['.', ')']);
    (valid && bare.get(length..)?.starts_with([' ', '\t'])).then_some(length)
}

#[cfg(test)]
mod tests {
    use crate::prose::outline::testing;
    use crate::prose::{Format, read};

    #[track_caller]
    fn cases(cases: &[(&str, &[&str])]) {
        testing::cases(Format::Org, cases);
    }

    #[test]
    fn blocks_of_text_are_read_one_by_one() {
        cases(&[
            ("a\nb\n\nc", &["a\nb", "c"]),
            ("* TODO [#A] A b :c:d:\n** E\nf\n", &["= A b", "= E", "f"]),
            ("#+TITLE: A b\n#+AUTHOR: c\n#+caption: D\n", &["A b", "= D"]),
            ("- a\n  b\n- [X] c\n  1. d\n- e :: f\n", &["a\nb", "c", "d", "e", "f"]),
            ("| a | b |\n|---+---|\n| c | ~d~ e |\n#+TBLFM: x\n", &["| a", "| b", "| c", "| ‹d› e"]),
            ("a[fn:1] b\n\n[fn:1] c\nd\n", &["a‹[fn:1]› b", "c\nd"]),
            ("#+BEGIN_QUOTE\na\n#+END_QUOTE\nb\n", &["> a", "b"]),
            ("a\r\nb\r\n", &["a\nb"]),
            ("", &[]),
        ]);
    }

    #[test]
    fn code_properties_and_trees_that_are_commented_out_are_not_read() {
        cases(&[
            ("#+begin_src sh\na\n\n#+end_src\nb\n: c\n", &["b"]),
            ("* A\n:PROPERTIES:\n:client: a b\n:END:\nSCHEDULED: <2026-11-22>\nb\n", &["= A", "b"]),
            ("* COMMENT A\nb\n** C\n* D\n", &["= D"]),
            ("#+BEGIN_EXAMPLE\na\n* B\nc\n", &["= B", "c"]),
            ("\\begin{align}\na\n\\end{align}\nb\n-----\n", &["b"]),
            ("# a b\n# c\nd\n# customary-disable-line\n", &["/ a b\nc", "d"]),
        ]);
        assert_eq!(read("# customary-disable-file\n", Format::Org).directives.list.len(), 1);
        assert_eq!(read("#+LANGUAGE: de\n", Format::Org).language.as_deref(), Some("de"));
    }

    #[test]
    fn titles_that_are_linked_to_are_known() {
        for (text, expected) in [
            (
                "[[*Our clients]] [[Our clients][here]] [[*1. Our\n clients/b]]",
                ["our-clients"; 2].map(str::to_owned).to_vec(),
            ),
            ("[[file:a.org::*Our clients]] [[#a][b]] [[https://a/b]]", Vec::new()),
        ] {
            assert_eq!(read(text, Format::Org).fragments.get(..expected.len()), Some(&*expected), "{text}");
        }
    }

    #[test]
    fn inline_markup_is_gone() {
        cases(&[
            ("*a* /b/ _c_ +d+ =e= ~f~ g", &["a b c d ‹e› ‹f› g"]),
            ("a*b*c 2 * 3 * 4 / never a/b/c", &["a*b*c 2 * 3 * 4 / never a/b/c"]),
            ("[[http://x][a *b*]] [[file:c.org]] [[Our d]] <<e>> <<<f>>>", &["a b ‹file:c.org› Our d ‹<<e>>› f"]),
            (
                "a <2026-11-22 Sun> {{{b(c)}}} src_sh{d} @@html:<e>@@ $f$ \\(g\\)",
                &["a ‹<2026-11-22 Sun>› ‹{{{b(c)}}}› ‹src_sh{d}› ‹@@html:<e>@@› ‹$f$› ‹\\(g\\)›"],
            ),
            ("a[fn:: b /c/] d", &["a d", "b c"]),
            ("customer\\rsquo{}s \\alpha", &["customer’s ‹\\alpha›"]),
            ("a *b [[c", &["a *b [[c"]),
        ]);
    }
}
