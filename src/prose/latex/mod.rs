//! LaTeX: the text of a document, as far as it can be told without running TeX.
//!
//! Read by hand, in one pass with a stack of what is open. The grammar that there is (codebook-tree-sitter-latex 0.6)
//! reads 2 to 4 MB/s, does not know which arguments are text, and one brace too many makes an error of all that
//! follows. Here a blank line closes the arguments that are open, as TeX itself would complain.
//!
//! Must not know what commands mean beyond what `data/latex.toml` says.

mod command;
mod option;
mod terms;

use std::ops::Range;

use self::terms::terms;
use super::builder::{Builder, Interest};
use super::document::{BlockKind, Style};
use super::format::{Comment, Description};
use super::outline::Outline;
use super::unread::Markup;
use super::{Document, comments};

/// LaTeX.
pub(super) const FORMAT: Description = Description {
    names: &["latex", "tex"],
    languages: &["latex", "tex"],
    extensions: &["tex", "ltx", "latex"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("%"),
    reads: "text, headings, captions, footnotes, lists, table cells, the arguments of commands that show them, \
            front matter as in Markdown, comments; not math, verbatim, labels, references, citations or the preamble but for its title",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let begin = memchr::memmem::find(text.as_bytes(), b"\\begin{document}").unwrap_or_default();
    let mut outline = Outline::new(text, interest);
    let at = outline.front_matter().max(if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 });
    let mut reader = Reader {
        text,
        outline,
        body: begin,
        block: Builder::new(BlockKind::Paragraph),
        style: Style::default(),
        open: Vec::new(),
        environments: Vec::new(),
        cell: None,
        remarks: Vec::new(),
        notes: Vec::new(),
        unbalanced: false,
        missing: Vec::new(),
        verbatim: defined(text.get(..begin).unwrap_or_default(), &VERBATIM),
        theorems: defined(text.get(..begin).unwrap_or_default(), &THEOREMS),
        is_option: false,
        at,
    };
    reader.document();
    reader.outline.finish()
}

struct Reader<'t> {
    text: &'t str,
    outline: Outline<'t>,
    /// Where the body begins; 0 where there is no preamble.
    body: usize,
    block: Builder,
    style: Style,
    open: Vec<Frame>,
    /// The environments around, and whether each is a quotation, a table, a list.
    environments: Vec<(String, Around)>,
    /// The cell that is read, if it is one: its column and table.
    cell: Option<(usize, usize)>,
    /// Comments inside the open paragraph; they follow it.
    remarks: Vec<Vec<Range<usize>>>,
    /// Footnotes of the open paragraph; they follow it.
    notes: Vec<Builder>,
    /// Whether a brace was found that nothing closes.
    unbalanced: bool,
    /// Environments that do not end any more.
    missing: Vec<String>,
    /// Environments of code that the preamble defines.
    verbatim: Vec<String>,
    /// Theorems and their like that it defines.
    theorems: Vec<String>,
    /// Whether the text is that of an optional argument.
    is_option: bool,
    at: usize,
}

/// What an environment does to the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    Quotation,
    Table,
    List,
}

/// What a closing brace ends.
enum Frame {
    /// A group.
    Group(Style),
    /// An argument of a command; the signs of those that follow, `?` for a command that is not known.
    Argument { style: Style, sign: char, rest: String, outer: Option<Builder> },
    /// What a bracket closes: the label of a list item.
    Label,
}

/// Commands without an entry have arguments of this sign.
const UNKNOWN: char = '?';

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn document(&mut self) {
        while self.at < self.text.len() {
            if self.block.is_blank() {
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
            }
            let bytes = self.rest().as_bytes();
            let plain = bytes.iter().position(|byte| is_sign(*byte)).unwrap_or(bytes.len());
            if plain > 0 {
                self.block.exact(self.text, self.at..self.at + plain, self.style);
                self.at += plain;
            } else if !self.sign() {
                break;
            }
        }
        self.close_arguments();
        self.flush();
    }

    /// What the sign at hand does; answers whether the document goes on.
    fn sign(&mut self) -> bool {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let second = bytes.get(1);
        match bytes.first() {
            Some(b'\\') => return self.command(),
            Some(b'{') => {
                self.open.push(Frame::Group(self.style));
                self.at += 1;
            }
            Some(b'}') => self.close_brace(),
            Some(b']') if matches!(self.open.last(), Some(Frame::Label)) => {
                self.open.pop();
                self.at += 1;
                self.flush();
            }
            Some(b'$') => self.math(),
            Some(b'%') => self.comment(),
            Some(b'\n' | b'\r') => self.line_end(),
            Some(b'~') => self.decoded("\u{a0}", 1),
            Some(b'&') if self.cell.is_some() => {
                self.at += 1;
                self.flush();
                self.cell = self.cell.map(|(column, table)| (column + 1, table));
            }
            Some(b'`') if second == Some(&b'`') => self.decoded("“", 2),
            Some(b'`') => self.decoded("‘", 1),
            Some(b'\'') if second == Some(&b'\'') => self.decoded("”", 2),
            Some(b'-') if rest.starts_with("---") => self.decoded("—", 3),
            Some(b'-') if second == Some(&b'-') => self.decoded("–", 2),
            _ => {
                self.block.exact(self.text, self.at..self.at + 1, self.style);
                self.at += 1;
            }
        }
        true
    }

    fn decoded(&mut self, seen: &str, length: usize) {
        self.block.decoded(seen, self.at..self.at + length, self.style);
        self.at += length;
    }

    /// Adds code as it is written, and goes on behind it.
    fn code(&mut self, end: usize) {
        let style = Style { code: true, ..self.style };
        self.block.lines(self.text, self.at..end, style);
        self.at = end;
    }

    fn close_brace(&mut self) {
        self.at += 1;
        if matches!(self.open.last(), Some(Frame::Label)) {
            self.open.pop();
        }
        match self.open.pop() {
            Some(Frame::Group(style)) => self.style = style,
            Some(Frame::Argument { style, sign, rest, outer }) => {
                self.end_argument(style, sign, outer);
                self.arguments(&rest);
            }
            Some(Frame::Label) | None => {}
        }
    }

    /// What an argument leaves behind: a heading, a note, or the style of before.
    fn end_argument(&mut self, style: Style, sign: char, outer: Option<Builder>) {
        self.style = style;
        match sign {
            'n' => {
                let note =
                    std::mem::replace(&mut self.block, outer.unwrap_or_else(|| Builder::new(BlockKind::Paragraph)));
                self.notes.push(note);
            }
            'h' => {
                let built = std::mem::replace(&mut self.block, Builder::new(BlockKind::Paragraph));
                if let Some(block) = built.finish(None, Markup::Parsed, self.outline.interest) {
                    self.outline.add(block);
                }
                self.follow();
            }
            '1'..='6' => {
                let built = std::mem::replace(&mut self.block, Builder::new(BlockKind::Paragraph));
                let level = u8::try_from(sign as u32 - '0' as u32).unwrap_or(1);
                if let Some(block) = built.finish(None, Markup::Parsed, self.outline.interest) {
                    self.outline.add_heading(level, block);
                }
                self.follow();
            }
            _ => {}
        }
    }

    /// A blank line ends every argument, closed or not.
    fn close_arguments(&mut self) {
        while let Some(last) = self.open.iter().rposition(|frame| !matches!(frame, Frame::Group(_))) {
            for frame in self.open.split_off(last) {
                if let Frame::Argument { style, sign, outer, .. } = frame {
                    self.end_argument(style, sign, outer);
                }
            }
        }
    }

    /// Ends the open paragraph or cell.
    fn flush(&mut self) {
        let kind = |(column, table)| BlockKind::Cell { header: false, column, table };
        let next = Builder::new(self.cell.map_or(BlockKind::Paragraph, kind));
        let built = std::mem::replace(&mut self.block, next);
        // What stands loose in a preamble is none of the document.
        if self.at >= self.body
            && let Some(block) = built.finish(None, Markup::Parsed, self.outline.interest)
        {
            self.outline.add(block);
        }
        self.follow();
    }

    /// Adds the notes and comments that wait for the end of their paragraph.
    fn follow(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            if let Some(block) = note.finish(None, Markup::Parsed, self.outline.interest) {
                self.outline.add(block);
            }
        }
        for lines in std::mem::take(&mut self.remarks) {
            let interest = self.outline.interest;
            comments::read(self.text, &lines, super::Format::Markdown, interest, &mut self.outline.out);
        }
    }

    fn line_end(&mut self) {
        let rest = self.rest();
        let white = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let gap = rest.get(..white).unwrap_or_default();
        let breaks = gap.matches('\n').count().max(gap.matches('\r').count());
        if breaks > 1 {
            self.close_arguments();
            self.flush();
            self.at += white;
        } else if self.block.is_blank() {
            self.at += white;
        } else {
            self.decoded("\n", white);
        }
    }

    /// `$…$` and `$$…$$`, which end with their paragraph at the latest.
    fn math(&mut self) {
        let rest = self.rest();
        let sign = if rest.starts_with("$$") { "$$" } else { "$" };
        let inner = rest.get(sign.len()..).unwrap_or_default();
        match math_end(inner, sign) {
            Some(length) => self.code(self.at + 2 * sign.len() + length),
            None => {
                self.block.exact(self.text, self.at..self.at + sign.len(), self.style);
                self.at += sign.len();
            }
        }
    }

    /// Comments on lines that follow each other are one. The line end of a comment and the indentation behind it are
    /// no space.
    fn comment(&mut self) {
        let mut lines = Vec::new();
        let mut after = self.at;
        while let Some(rest) = self.text.get(after..).and_then(|rest| rest.strip_prefix('%')) {
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let line = after + 1..after + 1 + length;
            let bare = rest.get(..length).unwrap_or_default().trim_start_matches('%');
            let start = line.end - bare.len();
            after = line.end + self.text.get(line.end..).map_or(0, one_line_end);
            let indent =
                self.text.get(after..).map_or(0, |rest| rest.len() - rest.trim_start_matches([' ', '\t']).len());
            // Commented-out LaTeX is code.
            if bare.trim_start().starts_with(['\\', '}', '{', '&']) {
                self.remark(&mut lines);
            } else {
                lines.push(start..line.end);
            }
            let next = self.text.get(after + indent..).unwrap_or_default();
            if !next.starts_with('%') {
                // A blank line behind it ends the paragraph.
                after = if next.starts_with(['\n', '\r']) { line.end } else { after + indent };
                break;
            }
            after += indent;
        }
        self.remark(&mut lines);
        let blank = self.text.get(after..).is_some_and(|rest| rest.starts_with(['\n', '\r']));
        self.at = after;
        if self.block.is_blank() && !blank {
            self.follow();
        }
    }

    fn remark(&mut self, lines: &mut Vec<Range<usize>>) {
        if !lines.is_empty() {
            self.remarks.push(std::mem::take(lines));
        }
    }
}

/// Commands that define environments of code, and those that define theorems.
const VERBATIM: [&str; 4] = ["\\DefineVerbatimEnvironment", "\\lstnewenvironment", "\\newtcblisting", "\\newverbatim"];
const THEOREMS: [&str; 3] = ["\\newtheorem", "\\declaretheorem", "\\spnewtheorem"];

/// The environments that a preamble defines with one of these commands.
fn defined(preamble: &str, commands: &[&str]) -> Vec<String> {
    let name = |(at, command): (usize, &str)| {
        let behind = preamble.get(at + command.len()..)?.trim_start_matches('*').trim_start();
        let (name, _) = behind.strip_prefix('{')?.split_once('}')?;
        Some(name.trim().to_owned())
    };
    commands.iter().flat_map(|command| preamble.match_indices(*command).filter_map(name)).collect()
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'\\' | b'{' | b'}' | b'[' | b']' | b'$' | b'%' | b'\n' | b'\r' | b'~' | b'&' | b'`' | b'\'' | b'-')
}

fn one_line_end(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
}

/// How long the math is before its closing sign.
fn math_end(inner: &str, sign: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut at = 0;
    let mut blank = false;
    while let Some(byte) = bytes.get(at).filter(|_| at < 20_000) {
        match byte {
            b'\\' => at += 1,
            b'$' if inner.get(at..).is_some_and(|rest| rest.starts_with(sign)) => return Some(at),
            b'\n' if blank => return None,
            _ => {}
        }
        blank = *byte == b'\n' || blank && byte.is_ascii_whitespace();
        at += 1;
    }
    None
}

/// The language that babel is told last, or as its main one.
fn language(options: &str) -> Option<String> {
    let mut names = options.split(',').map(str::trim);
    let main = options.split(',').find_map(|option| option.trim().strip_prefix("main="));
    let name = main.or_else(|| names.next_back())?;
    terms().languages.get(name).cloned()
}

#[cfg(test)]
mod tests;
