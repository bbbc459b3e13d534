//! What begins with `..`: directives, footnotes, targets, substitutions, comments.

use std::ops::Range;

use super::terms::{self, Directive};
use super::{Reader, field_name, inline};
use crate::prose::document::{BlockKind, Style};
use crate::prose::lines::Line;
use crate::prose::records::table::cells;
use crate::prose::{Format, comments};

impl<'t> Reader<'t> {
    /// The construct at `at`; answers the line to go on with.
    pub(super) fn explicit(&mut self, at: usize, end: usize) -> usize {
        let line = self.line(at);
        let stop = self.block_end(at + 1, end, line.indent + 1);
        let rest = line.behind(2);
        let bare = rest.bare();
        if bare.is_empty() && self.line_before(at + 1, stop).is_blank() {
            return at + 1; // An empty comment ends what stands before it, and takes nothing in.
        }
        if let Some(length) = footnote(bare) {
            self.hang(at, stop, rest.behind(length));
        } else if is_target(bare) {
            // Its name is no text of the document. It may be another name for a title.
            let other = bare.rsplit(": ").next().and_then(|name| name.strip_suffix('_'));
            other.into_iter().for_each(|name| self.names.refer(name));
        } else if let Some((name, length)) = directive(bare) {
            self.directive(at, stop, name, rest.behind(length));
        } else if let Some(inner) = substitution(bare) {
            let rest = rest.behind(inner);
            match directive(rest.bare()) {
                Some((name, length)) => self.directive(at, stop, name, rest.behind(length)),
                None => self.comment(at, stop, rest),
            }
        } else {
            self.comment(at, stop, rest);
        }
        stop
    }

    fn comment(&mut self, at: usize, stop: usize, first: Line<'t>) {
        self.set(at, first);
        let word = first.bare().split_whitespace().next().unwrap_or_default();
        // `.. code-block: python` was meant as a directive.
        if word.len() > 1 && word.ends_with(':') && word != "TODO:" && word != "NOTE:" && word != "FIXME:" {
            return;
        }
        let lines: Vec<Range<usize>> = self.lines.get(at..stop).unwrap_or_default().iter().map(whole).collect();
        let (text, interest) = (self.outline.text, self.outline.interest);
        comments::read(text, &lines, Format::Markdown, interest, &mut self.outline.out);
    }

    /// A directive whose argument begins with `first`.
    fn directive(&mut self, at: usize, stop: usize, name: &str, first: Line<'t>) {
        let indent = self.least_indent(at + 1, stop).unwrap_or(first.indent);
        self.set(at, Line { indent, ..first });
        let is_option = |line: Line<'_>| field_name(line.bare()).is_some();
        let mut options = at + 1;
        while options < stop && !self.line(options).is_blank() && !is_option(self.line(options)) {
            options += 1;
        }
        let content = self.options(options, stop, name);
        match name {
            "role" => self.names.declare(first.bare()),
            "default-role" => self.names.set_default(first.bare()),
            _ => {}
        }
        let kind = terms::directive(name);
        match kind {
            Directive::Text if content == options => self.body(at, stop, indent),
            Directive::Text => self.body(at, options, indent),
            Directive::Versioned => {
                let version = first.bare().find(char::is_whitespace).unwrap_or(first.bare().len());
                self.set(at, Line { indent, ..first.behind(version) });
                self.body(at, options, indent);
            }
            Directive::Titled => self.caption(at, options),
            Directive::Content | Directive::Entries => {}
            Directive::Code => {
                self.code(at, stop);
            }
        }
        match (kind, name) {
            (Directive::Code, _) | (Directive::Text, _) if content == options || kind == Directive::Code => {}
            (Directive::Entries, _) => self.entries(content, stop),
            (_, "glossary") => self.glossary(content, stop, indent),
            (_, "figure") => self.figure(content, stop, indent),
            (_, "list-table") => self.list_table(content, stop, indent),
            (_, "csv-table") => self.csv_table(content, stop),
            _ => self.body(content, stop, indent),
        }
    }

    /// The options of a directive from `at` on; answers where its content begins.
    fn options(&mut self, at: usize, stop: usize, directive: &str) -> usize {
        let mut at = at;
        while at < stop {
            let line = self.line(at);
            let Some(name) = field_name(line.bare()) else { break };
            let mut end = at + 1;
            while end < stop && !self.line(end).is_blank() && self.line(end).indent > line.indent {
                end += 1;
            }
            let mut pieces = vec![line.behind(name.len() + 2).range()];
            pieces.extend(self.lines.get(at + 1..end).unwrap_or_default().iter().map(Line::range));
            pieces.retain(|piece| !piece.is_empty());
            self.value(directive, name, &pieces);
            at = end;
        }
        at
    }

    /// The value of an option, where a reader sees it.
    fn value(&mut self, directive: &str, name: &str, pieces: &[Range<usize>]) {
        let meta = directive == "meta" && (name.starts_with("description") || name.starts_with("title"));
        if meta {
            self.paragraph(pieces);
        } else if directive == "csv-table" && name == "header" {
            let table = self.outline.out.tables();
            pieces.iter().for_each(|piece| self.csv_row(piece.clone(), true, table));
        } else if terms::is_caption(name) {
            self.outline.title(pieces, |text, block| inline::read(text, block, Style::default(), &mut self.names));
        } else if terms::is_description(name) {
            let style = Style { image: true, ..Style::default() };
            let read = |text: &str, block| inline::read(text, block, style, &mut self.names);
            for block in self.outline.blocks(BlockKind::Paragraph, pieces, read) {
                self.outline.add(block);
            }
        }
    }

    /// The lines of a title or caption.
    fn caption(&mut self, at: usize, stop: usize) {
        let lines = self.lines.get(at..stop).unwrap_or_default().iter();
        let pieces: Vec<Range<usize>> = lines.filter(|line| !line.is_blank()).map(Line::range).collect();
        self.outline.title(&pieces, |text, block| inline::read(text, block, Style::default(), &mut self.names));
    }

    /// A caption, and a legend below it.
    fn figure(&mut self, at: usize, stop: usize, indent: usize) {
        let lines = self.lines.get(at..stop).unwrap_or_default();
        let first = at + lines.iter().take_while(|line| line.is_blank()).count();
        let lines = self.lines.get(first..stop).unwrap_or_default();
        let end = first + lines.iter().take_while(|line| !line.is_blank()).count();
        if !self.line(first).bare().starts_with("..") {
            self.caption(first, end);
            return self.body(end, stop, indent);
        }
        self.body(first, stop, indent);
    }

    /// Terms, each on a line of its own, and deeper what is said of those above. References find a term by its text.
    fn glossary(&mut self, at: usize, stop: usize, indent: usize) {
        let mut at = at;
        while at < stop {
            let line = self.line(at);
            if line.is_blank() {
                at += 1;
            } else if line.indent > indent {
                let end = self.block_end(at, stop, indent + 1);
                let inner = self.least_indent(at, end).unwrap_or_default();
                self.outline.items += 1;
                self.body(at, end, inner);
                self.outline.items -= 1;
                at = end.max(at + 1);
            } else if line.bare().starts_with(".. ") {
                at = self.explicit(at, stop).max(at + 1);
            } else {
                let term = line.bare().split(" : ").next().unwrap_or_default().trim_end();
                let start = line.bare_start();
                let style = Style { label: true, ..Style::default() };
                self.styled(std::slice::from_ref(&(start..start + term.len())), style);
                at += 1;
            }
        }
    }

    fn list_table(&mut self, at: usize, stop: usize, indent: usize) {
        let table = self.outline.out.tables();
        let outer = self.outline.cell.replace(BlockKind::Cell { header: false, column: 0, table });
        self.body(at, stop, indent);
        self.outline.cell = outer;
    }

    /// A row on each line, parted by commas.
    fn csv_table(&mut self, at: usize, stop: usize) {
        let table = self.outline.out.tables();
        let lines = self.lines.get(at..stop).unwrap_or_default().iter();
        let rows: Vec<Range<usize>> = lines.filter(|line| !line.is_blank()).map(Line::range).collect();
        rows.into_iter().for_each(|row| self.csv_row(row, false, table));
    }

    /// The cells of a row.
    fn csv_row(&mut self, row: Range<usize>, header: bool, table: usize) {
        for (column, cell) in cells(self.outline.text, row).into_iter().enumerate() {
            let outer = self.outline.cell.replace(BlockKind::Cell { header, column, table });
            self.paragraph(std::slice::from_ref(&cell));
            self.outline.cell = outer;
        }
    }

    /// Lines of `title <target>`.
    fn entries(&mut self, at: usize, stop: usize) {
        for at in at..stop {
            let line = self.line(at);
            let Some(open) = line.bare().strip_suffix('>').and_then(|rest| rest.rfind(" <")) else { continue };
            let start = line.bare_start();
            let title = line.bare().get(..open).unwrap_or_default().trim_end();
            let style = Style { link: true, ..Style::default() };
            let piece = start..start + title.len();
            self.styled(std::slice::from_ref(&piece), style);
        }
    }
}

fn whole(line: &Line<'_>) -> Range<usize> {
    line.start..line.end()
}

/// How long the label of a footnote or citation is.
fn footnote(bare: &str) -> Option<usize> {
    let inner = bare.strip_prefix('[')?;
    let close = inner.find(']').filter(|close| *close > 0)?;
    let label = |c: char| c.is_alphanumeric() || matches!(c, '#' | '*' | '_' | '-' | '.' | ':');
    let rest = inner.get(close + 1..)?;
    (inner.get(..close)?.chars().all(label) && (rest.is_empty() || rest.starts_with(' '))).then_some(close + 2)
}

/// Whether it is the target of references: `_name: …`, `` _`a name`: ``, `__: …`.
fn is_target(bare: &str) -> bool {
    let Some(inner) = bare.strip_prefix('_') else { return false };
    match inner.strip_prefix('`') {
        Some(quoted) => quoted.contains("`:"),
        None => inner.ends_with(':') || inner.contains(": ") || inner == "_" || inner.starts_with("_ "),
    }
}

/// The name of a directive, and how long it is with its colons.
fn directive(bare: &str) -> Option<(&str, usize)> {
    let colons = bare.find("::")?;
    let name = bare.get(..colons)?.trim_end();
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ':');
    let behind = bare.get(colons + 2..)?;
    let valid = name.starts_with(char::is_alphanumeric) && name.chars().all(inside);
    (valid && (behind.is_empty() || behind.starts_with([' ', '\t']))).then_some((name, colons + 2))
}

/// Where the directive begins in `|name| directive:: …`.
fn substitution(bare: &str) -> Option<usize> {
    let inner = bare.strip_prefix('|')?;
    let close = inner.find("| ")?;
    (close > 0).then_some(close + 3)
}
