//! Jupyter notebooks: JSON whose Markdown cells are Markdown and whose code cells are in the kernel's language.
//!
//! A cell's source is one string or a list of them, mostly one a line. Either way it is one text, and every
//! character is traced through the escapes to its bytes. What a run has put out is not read.

use std::collections::BTreeMap;
use std::ops::Range;

use super::json::{self, Frame, Item};
use super::{Reader, escapes};
use crate::prose::Format;
use crate::prose::builder::Interest;
use crate::prose::document::{Document, Host};
use crate::prose::excerpt::{Excerpt, Rewritten};
use crate::prose::format::{Comment, Description};

/// A notebook as it is stored.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["notebook", "ipynb"],
    languages: &["jupyter"],
    extensions: &["ipynb"],
    files: &[],
    interpreters: &[],
    comment: Comment::None,
    reads: "Markdown cells as Markdown; code cells as the kernel's language, where that is read, and those that begin with `%%markdown`, `%%html`, `%%latex` or `%%svg` as that; no outputs",
    read,
};

/// Magic commands whose cell is in the kernel's language all the same.
const TRANSPARENT: [&str; 5] = ["%%time", "%%timeit", "%%capture", "%%prun", "%%memit"];

/// Magic commands whose cell is in another format.
const MARKUP: [(&str, Format); 4] =
    [("markdown", Format::Markdown), ("html", Format::Html), ("latex", Format::Latex), ("svg", Format::Xml)];

/// A cell, as far as it is known.
#[derive(Debug, Default)]
struct Cell {
    kind: String,
    /// The strings of its source.
    source: Vec<Range<usize>>,
    /// Whether it is of the third version of the format or older, which keeps cells in sheets.
    in_sheet: bool,
    /// The language that the cell itself names.
    language: Option<String>,
}

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut reader = Reader::new(text, interest);
    let mut cells: BTreeMap<(usize, usize), Cell> = BTreeMap::new();
    let mut kernel = None;
    json::scan(text, &mut |path, item| {
        let Item::Value(inner) = item else { return };
        let said = || text.get(inner.clone()).unwrap_or_default().to_owned();
        if let Some((place, keys)) = cell(text, path) {
            let cell = cells.entry(place).or_default();
            cell.in_sheet = path.iter().take(2).any(|frame| text.get(frame.key.clone()) == Some("worksheets"));
            match keys.as_slice() {
                ["cell_type"] => cell.kind = said(),
                ["source" | "input"] => cell.source.push(inner),
                ["language"] => cell.language = Some(said()),
                _ => {}
            }
        } else if let ["metadata", "kernelspec", "language"] | ["metadata", "language_info", "name"] =
            keys(text, path).as_slice()
        {
            kernel = kernel.take().or_else(|| Some(said()));
        }
    });
    let known = |language: &Option<String>| language.as_ref().and_then(|name| Format::from_name(&name.to_lowercase()));
    for cell in cells.values() {
        match cell.kind.as_str() {
            "markdown" => append(&mut reader, &source(text, cell), Format::Markdown),
            "code" => {
                let language = if cell.language.is_some() { &cell.language } else { &kernel };
                let mut source = source(text, cell);
                if let Some((length, format)) = markup(source.text()) {
                    source.rewrite(&[(0..length, Rewritten::Hidden(" "))]);
                    append(&mut reader, &source, format);
                } else if let Some(format) = known(language)
                    && hide_magic(&mut source)
                {
                    append(&mut reader, &source, format);
                }
            }
            _ => {}
        }
    }
    reader.finish()
}

/// How long the first line of a cell is that holds markup and no code, and the format that this line names.
fn markup(source: &str) -> Option<(usize, Format)> {
    let inner = source.strip_prefix("%%")?;
    let line = inner.split(['\n', '\r']).next()?;
    let name = line.split_whitespace().next().filter(|name| inner.starts_with(name))?;
    let (_, format) = MARKUP.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    Some((line.len() + 2, format))
}

/// The keys above a value, outermost first.
fn keys<'t>(text: &'t str, path: &[Frame]) -> Vec<&'t str> {
    let named = path.iter().filter(|frame| !frame.key.is_empty());
    named.map(|frame| text.get(frame.key.clone()).unwrap_or_default()).collect()
}

/// Which cell a value is of, and the keys inside it. The third version of the format has sheets of cells.
fn cell<'t>(text: &'t str, path: &[Frame]) -> Option<((usize, usize), Vec<&'t str>)> {
    let at = path.iter().take(3).position(|frame| text.get(frame.key.clone()) == Some("cells"))?;
    let sheet = at.checked_sub(1).and_then(|list| path.get(list)).map_or(0, |list| list.index);
    let index = path.get(at + 1)?.index;
    Some(((sheet, index), keys(text, path.get(at + 2..)?)))
}

/// The text of a cell. Sheets held its lines without their ends, unless the first has one.
fn source(text: &str, cell: &Cell) -> Excerpt {
    let mut out = Excerpt::default();
    let ended = |string: &Range<usize>| text.get(string.clone()).is_some_and(|line| line.ends_with("\\n"));
    let open = cell.in_sheet && !cell.source.first().is_some_and(ended);
    let mut before: Option<usize> = None;
    for string in &cell.source {
        if let Some(end) = before.replace(string.end).filter(|_| open) {
            out.decoded("\n", end..string.start);
        }
        escapes::add(&mut out, text, string.clone(), escapes::JSON);
    }
    out
}

fn append(reader: &mut Reader<'_>, source: &Excerpt, format: Format) {
    if !source.text().is_empty() {
        let read = source.read(format, reader.interest);
        reader.out.append(read, Host::Text);
    }
}

/// Hides the lines that speak to the notebook and not to the kernel: `%matplotlib inline`, `!pip install x`.
/// `false` where all of the cell does.
fn hide_magic(source: &mut Excerpt) -> bool {
    let first = source.text().trim_start();
    if first.starts_with("%%") {
        let name = first.split_whitespace().next().unwrap_or_default();
        if !TRANSPARENT.contains(&name) {
            return false;
        }
    }
    let mut at = 0;
    let mut hidden = Vec::new();
    for line in source.text().split_inclusive('\n') {
        let content = line.trim_end();
        if content.starts_with(['%', '!', '?']) || content.ends_with('?') && !content.contains('#') {
            hidden.push((at..at + content.len(), Rewritten::Hidden("x")));
        }
        at += line.len();
    }
    source.rewrite(&hidden);
    true
}

#[cfg(test)]
mod tests {
    use crate::prose::{BlockKind, Format, read};

    const NOTEBOOK: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "metadata": {"title": "not this one"}, "source": ["# Head\n", "\n", "Our **cus", "tomer**\u2019s \"day\" and `x`\n", "goes on."]},
  {"cell_type": "markdown", "source": "One string.\n\n- an item"},
  {"cell_type": "raw", "source": ["Raw text here."]},
  {"cell_type": "code", "outputs": [{"text": ["Some output text"]}], "source": ["# A note\n", "x = 1"]}
 ],
 "metadata": {"kernelspec": {"display_name": "Some name", "language": "esperanto"}}
}"##;

    #[test]
    fn markdown_cells_are_read_across_their_lines() {
        let document = read(NOTEBOOK, Format::Notebook);
        let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["Head", "Our customer’s \"day\" and x\ngoes on.", "One string.", "an item"]);
        assert_eq!(document.blocks[0].kind, BlockKind::Heading(1));
        assert_eq!(document.sections[0].blocks, 0..2);
        let block = &document.blocks[1];
        let at = block.text.find("customer").unwrap();
        assert_eq!(&NOTEBOOK[block.source_of(at..at + 8).unwrap()], "cus\", \"tomer");
    }

    #[test]
    fn a_cell_may_name_the_markup_that_it_holds() {
        let texts = |source: &str| {
            let text = format!("{{\"cells\": [{{\"cell_type\": \"code\", \"source\": [{source}]}}]}}");
            read(&text, Format::Notebook).blocks.iter().map(|block| block.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(texts(r##""%%markdown\n", "# Our clients\n", "pay `x`.""##), ["Our clients", "pay x."]);
        assert_eq!(texts(r##""%%html --isolated\n", "<p>Our <b>clients</b></p>""##), ["Our clients"]);
        assert_eq!(texts(r##""%%bash\n", "our clients""##), [""; 0]);
        assert_eq!(texts(r##""%%""##), [""; 0]);
    }

    #[test]
    fn lines_in_a_sheet_need_no_ends() {
        let sheet = |lines: &str| {
            format!("{{\"worksheets\": [{{\"cells\": [{{\"cell_type\": \"markdown\", \"source\": [{lines}]}}]}}]}}")
        };
        for lines in [r#""Our customer", "pays.""#, r#""Our customer\n", "pays.""#] {
            let document = read(&sheet(lines), Format::Notebook);
            assert_eq!(document.blocks[0].text, "Our customer\npays.");
        }
    }

    #[test]
    fn a_broken_notebook_is_read_as_far_as_it_goes() {
        let text =
            "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\n\"One line\\n\",\n\"another one,\n\"a third";
        let document = read(text, Format::Notebook);
        assert_eq!(document.blocks[0].text, "One line\nanother onea third");
    }
}
