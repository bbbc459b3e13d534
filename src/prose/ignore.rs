//! The edits that add an inline directive: where one can stand depends on what stands around it.
//!
//! Markdown has many places where a comment at the end of a line would change what a reader sees (a
//! heading's closing signs, a table's last bar) or be no comment at all (front matter, the middle of a
//! comment). So the likely places are tried in turn, and the first counts in which the directive works
//! and the text reads as before.

use std::ops::Range;

use super::document::{BlockKind, Document};
use super::{Action, Directives, Format, front_matter, read};
use crate::text::{Edit, LineIndex, apply};

/// The edits that silence `concept` on the line of the byte `offset`; none where there is no way.
/// `document` is what was read of `text`. Reads the text again to be sure: call it when a person asks.
pub fn ignore_line(text: &str, format: Format, document: &Document, offset: usize, concept: &str) -> Vec<Edit> {
    let place = Place { text, format, document, offset, concept };
    let candidates = [
        place.existing(&[Action::DisableLine, Action::DisableNextLine]),
        place.at_line_end(),
        place.before_closing_signs(),
        place.before_last_bar(),
        place.line_above(),
        place.around_block(),
        place.around_lines(),
    ];
    place.first_that_works(candidates, |after, moved| after.silencing(offset + moved, concept).is_some())
}

/// The edits that silence `concept` in the whole file; none where there is no way.
/// Reads the text again, as [`ignore_line`] does.
pub fn ignore_file(text: &str, format: Format, document: &Document, concept: &str) -> Vec<Edit> {
    let first = document.blocks.iter().map(|block| block.source.start).next().unwrap_or_default();
    let place = Place { text, format, document, offset: first, concept };
    let candidates = [place.existing(&[Action::DisableFile]), place.at_top(), place.at_end()];
    let whole_file = |after: &Directives, _| {
        after.list.iter().any(|directive| directive.action == Action::DisableFile && directive.names(concept))
    };
    place.first_that_works(candidates, whole_file)
}

/// Where something is to be silenced.
struct Place<'t> {
    text: &'t str,
    format: Format,
    document: &'t Document,
    offset: usize,
    concept: &'t str,
}

impl Place<'_> {
    /// The first edits after which `silent` holds, given the directives and how far the place has
    /// moved, and a reader sees what there was before.
    fn first_that_works(
        &self,
        candidates: impl IntoIterator<Item = Option<Vec<Edit>>>,
        silent: impl Fn(&Directives, usize) -> bool,
    ) -> Vec<Edit> {
        let works = |edits: &Vec<Edit>| {
            let after = read(&apply(self.text, edits), self.format);
            let before_it = edits.iter().filter(|edit| edit.range.start <= self.offset);
            let moved = before_it.map(|edit| edit.replacement.len()).sum();
            silent(&after.directives, moved) && seen(&after) == seen(self.document)
        };
        candidates.into_iter().flatten().find(works).unwrap_or_default()
    }

    /// Adds the concept to a directive that is already there and names others.
    fn existing(&self, actions: &[Action]) -> Option<Vec<Edit>> {
        let directive = self.document.directives.list.iter().find(|directive| {
            actions.contains(&directive.action) && directive.scope.contains(&self.offset) && !directive.ids.is_empty()
        })?;
        Some(vec![insert(directive.range.end, format!(" {}", self.concept))])
    }

    fn at_line_end(&self) -> Option<Vec<Edit>> {
        let line = self.line();
        let content = self.text.get(line.clone())?.trim_end();
        // A backslash at the end breaks the line; it must stay the last.
        let content = content.strip_suffix('\\').filter(|rest| !rest.ends_with('\\')).unwrap_or(content);
        let at = line.start + content.trim_end().len();
        Some(vec![insert(at, format!(" {}", self.comment(Action::DisableLine)?))])
    }

    /// Before the signs that close a heading: `## Title {#id} ##`.
    fn before_closing_signs(&self) -> Option<Vec<Edit>> {
        let line = self.line();
        let content = self.text.get(line.clone())?.trim_end().trim_end_matches('#').trim_end();
        let content = match content.rfind('{') {
            Some(brace) if content.ends_with('}') => content.get(..brace)?.trim_end(),
            _ => content,
        };
        Some(vec![insert(line.start + content.len(), format!(" {}", self.comment(Action::DisableLine)?))])
    }

    fn before_last_bar(&self) -> Option<Vec<Edit>> {
        let line = self.line();
        let content = self.text.get(line.clone())?.trim_end().strip_suffix('|')?.trim_end();
        Some(vec![insert(line.start + content.len(), format!(" {}", self.comment(Action::DisableLine)?))])
    }

    /// On a line of its own above, behind the same indentation and quotation marks.
    fn line_above(&self) -> Option<Vec<Edit>> {
        let line = self.line();
        let content = self.text.get(line.clone())?;
        let prefix = content.len() - content.trim_start_matches([' ', '\t', '>']).len();
        let comment = self.comment(Action::DisableNextLine)?;
        Some(vec![insert(line.start, format!("{}{comment}{}", content.get(..prefix)?, self.line_end()))])
    }

    /// Around the lines of the whole block: inside it no comment is one.
    fn around_block(&self) -> Option<Vec<Edit>> {
        let block = self.document.blocks.iter().rfind(|block| block.source.contains(&self.offset))?;
        let lines = LineIndex::new(self.text);
        let mut first = lines.line(block.source.start);
        let before = self.text.get(lines.range(first).start..block.source.start)?;
        if matches!(block.kind, BlockKind::FrontMatter { .. }) && before.trim().is_empty() {
            // A block of lines begins below its key.
            first = first.saturating_sub(1);
        }
        self.around(&lines, first, lines.line(block.source.end.saturating_sub(1)))
    }

    /// Around all lines up to the next blank ones.
    fn around_lines(&self) -> Option<Vec<Edit>> {
        let lines = LineIndex::new(self.text);
        let here = lines.line(self.offset);
        let blank = |line: &usize| self.text.get(lines.range(*line)).is_none_or(|content| content.trim().is_empty());
        let first = (0..here).rev().take_while(|line| !blank(line)).last().unwrap_or(here);
        let last = (here..lines.count()).take_while(|line| !blank(line)).last().unwrap_or(here);
        self.around(&lines, first, last)
    }

    fn around(&self, lines: &LineIndex, first: usize, last: usize) -> Option<Vec<Edit>> {
        let last = lines.range(last);
        let end_of_line = self.line_end();
        let open = format!("{}{end_of_line}", self.comment(Action::Disable)?);
        let close = format!("{}{end_of_line}", self.comment(Action::Enable)?);
        let ends = self.text.get(last.clone())?.ends_with(['\n', '\r']);
        let close = if ends { close } else { format!("{end_of_line}{close}") };
        Some(vec![insert(lines.range(first).start, open), insert(last.end, close)])
    }

    fn at_top(&self) -> Option<Vec<Edit>> {
        let top = front_matter::split(self.text).map_or(0, |front| front.end);
        let end_of_line = self.line_end();
        let comment = self.format.comment(&self.directive(Action::DisableFile)?)?;
        Some(vec![insert(top, format!("{comment}{end_of_line}{end_of_line}"))])
    }

    fn at_end(&self) -> Option<Vec<Edit>> {
        let end_of_line = self.line_end();
        let comment = self.format.comment(&self.directive(Action::DisableFile)?)?;
        Some(vec![insert(self.text.len(), format!("{end_of_line}{end_of_line}{comment}{end_of_line}"))])
    }

    /// The bytes of the line, with its line end.
    fn line(&self) -> Range<usize> {
        let lines = LineIndex::new(self.text);
        lines.range(lines.line(self.offset))
    }

    /// The line end that the text uses.
    fn line_end(&self) -> &'static str {
        match memchr::memchr2(b'\n', b'\r', self.text.as_bytes()).and_then(|at| self.text.get(at..)) {
            Some(rest) if rest.starts_with("\r\n") => "\r\n",
            Some(rest) if rest.starts_with('\r') => "\r",
            _ => "\n",
        }
    }

    /// The comment that holds a directive here.
    fn comment(&self, action: Action) -> Option<String> {
        let directive = self.directive(action)?;
        let inside_front_matter =
            self.document.blocks.iter().any(|block| {
                matches!(block.kind, BlockKind::FrontMatter { .. }) && block.source.contains(&self.offset)
            });
        if inside_front_matter { Some(format!("# {directive}")) } else { self.format.comment(&directive) }
    }

    fn directive(&self, action: Action) -> Option<String> {
        let (name, _) = Action::NAMES.into_iter().find(|(_, known)| *known == action)?;
        Some(format!("{name} {}", self.concept))
    }
}

/// What a reader sees, but for the amount of white space.
fn seen(document: &Document) -> Vec<(&BlockKind, String)> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    document.blocks.iter().map(|block| (&block.kind, words(&block.text))).collect()
}

fn insert(at: usize, replacement: String) -> Edit {
    Edit { range: at..at, replacement }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `customers` on its line ignored.
    fn ignored(text: &str) -> String {
        let document = read(text, Format::Markdown);
        let edits = ignore_line(text, Format::Markdown, &document, text.find("customers").unwrap(), "x");
        apply(text, &edits)
    }

    #[test]
    fn a_line_is_ignored_wherever_it_stands() {
        for (text, expected) in [
            ("our customers\nb\n", "our customers <!-- customary-disable-line x -->\nb\n"),
            ("a customers  \nb\n", "a customers <!-- customary-disable-line x -->  \nb\n"),
            ("a customers\\\nb\n", "a customers <!-- customary-disable-line x -->\\\nb\n"),
            ("- a\r\n  customers\r\n", "- a\r\n  customers <!-- customary-disable-line x -->\r\n"),
            ("> customers", "> customers <!-- customary-disable-line x -->"),
            ("# customers\n", "# customers <!-- customary-disable-line x -->\n"),
            ("# customers ##\n", "# customers <!-- customary-disable-line x --> ##\n"),
            ("## customers {#a}\n", "## customers <!-- customary-disable-line x --> {#a}\n"),
            ("customers\n===\n", "customers <!-- customary-disable-line x -->\n===\n"),
            (
                "| a | b |\n|---|---|\n| customers | c |\n",
                "| a | b |\n|---|---|\n| customers | c <!-- customary-disable-line x --> |\n",
            ),
            ("| customers |\n|---|\n", "| customers <!-- customary-disable-line x --> |\n|---|\n"),
            ("<div>\ncustomers\n</div>\n", "<div>\ncustomers <!-- customary-disable-line x -->\n</div>\n"),
            (
                "<div\nid='a'>customers <b\nclass='c'>d</b></div>\n",
                "<!-- customary-disable x -->\n<div\nid='a'>customers <b\nclass='c'>d</b></div>\n<!-- customary-enable x -->\n",
            ),
            (
                "a\n\n<!-- our\ncustomers\n-->\nb\n",
                "a\n\n<!-- customary-disable x -->\n<!-- our\ncustomers\n-->\n<!-- customary-enable x -->\nb\n",
            ),
            ("---\ntitle: customers\n---\n", "---\ntitle: customers # customary-disable-line x\n---\n"),
            (
                "---\nsummary: |\n  our\n  customers\na: b\n---\n",
                "---\n# customary-disable x\nsummary: |\n  our\n  customers\n# customary-enable x\na: b\n---\n",
            ),
            ("+++\ntitle = 'customers'\n+++\n", "+++\ntitle = 'customers' # customary-disable-line x\n+++\n"),
            ("customers <!-- customary-disable-line y -->\n", "customers <!-- customary-disable-line y x -->\n"),
            (
                "<!-- customary-disable-next-line y -- why -->\ncustomers\n",
                "<!-- customary-disable-next-line y x -- why -->\ncustomers\n",
            ),
        ] {
            assert_eq!(ignored(text), expected, "{text}");
        }
    }

    #[test]
    fn plain_text_has_no_directives() {
        let document = read("customers", Format::PlainText);
        assert!(ignore_line("customers", Format::PlainText, &document, 0, "x").is_empty());
        assert!(ignore_file("customers", Format::PlainText, &document, "x").is_empty());
    }

    #[test]
    fn a_file_is_ignored_at_its_top() {
        for (text, expected) in [
            ("a\n", "<!-- customary-disable-file x -->\n\na\n"),
            ("---\ntitle: a\n---\nb\n", "---\ntitle: a\n---\n<!-- customary-disable-file x -->\n\nb\n"),
            ("a\n\n<!-- customary-disable-file y -->\n", "a\n\n<!-- customary-disable-file y x -->\n"),
            ("---\ntitle: a\n---", "---\ntitle: a\n---\n\n<!-- customary-disable-file x -->\n"),
        ] {
            let document = read(text, Format::Markdown);
            assert_eq!(apply(text, &ignore_file(text, Format::Markdown, &document, "x")), expected, "{text}");
        }
    }
}
