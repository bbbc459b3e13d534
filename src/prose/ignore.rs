//! The edits that add an inline directive: where one can stand depends on what stands around it.
//!
//! Markup has many places where a comment at the end of a line would change what a reader sees (a
//! heading's closing signs, a table's last bar) or be no comment at all (front matter, the middle of a
//! comment), and in source code a place may be inside a string. So the likely places are tried in turn, and the first counts in which the directive works
//! and the text reads as before. What is tried is read again: the part of the document that is touched and
//! its neighbours, not all of it.

use std::ops::Range;

use super::document::{Block, BlockKind, Document, Host};
use super::{Action, Comment, Directives, Format, front_matter, read};
use crate::text::{Edit, LineIndex, apply};

/// Parts longer than this, in bytes, are not read again to answer whether there is a way.
const LONG: usize = 1 << 16;

/// The edits that silence `concept` on the line of the byte `offset`; none where there is no way, or nothing.
/// `document` is what was read of `text`. Reads what stands around the line several times.
pub fn ignore_line(text: &str, format: Format, document: &Document, offset: usize, concept: &str) -> Vec<Edit> {
    if offset >= text.len() {
        return Vec::new();
    }
    let window = Window::around(text, document, offset);
    window.edits(format, offset, concept, |place| {
        let silent = |after: &Directives, moved: usize| after.silencing(place.offset + moved, concept).is_some();
        let existing = || place.existing(&[Action::DisableLine, Action::DisableNextLine]);
        let ways: [Ways; 10] = [
            |place| place.at_line_end().into_iter().collect(),
            |place| place.before_closing_signs().into_iter().collect(),
            |place| place.before_last_bar().into_iter().collect(),
            |place| place.line_above().into_iter().collect(),
            |place| place.around_block(),
            |place| place.around_lines().into_iter().collect(),
            |place| place.around_host(),
            |place| place.apart(Place::around_block),
            |place| place.apart(|place| place.around_lines().into_iter().collect()),
            |place| place.apart(Place::around_host),
        ];
        let first = existing().filter(|edits| place.works(edits, &silent));
        let others = || {
            let tried = syntaxes(format).into_iter().flat_map(|comment| {
                let place = Place { comment, ..place };
                ways.iter().flat_map(move |way| way(&place)).collect::<Vec<_>>()
            });
            tried.into_iter().find(|edits| place.works(edits, &silent))
        };
        first.or_else(others).unwrap_or_default()
    })
}

/// Whether [`ignore_line`] gives edits. Quick: of a very long part it is only asked whether the format has
/// comments.
pub fn can_ignore_line(text: &str, format: Format, document: &Document, offset: usize, concept: &str) -> bool {
    if Window::around(text, document, offset).range.len() > LONG {
        return format.comment(concept).is_some();
    }
    !ignore_line(text, format, document, offset, concept).is_empty()
}

/// The edits that silence `concept` in the whole file; none where there is no way.
/// Reads the beginning or the end of the text again, as [`ignore_line`] does.
pub fn ignore_file(text: &str, format: Format, document: &Document, concept: &str) -> Vec<Edit> {
    let whole_file = |after: &Directives, _| {
        after.list.iter().any(|directive| directive.action == Action::DisableFile && directive.names(concept))
    };
    let existing = document.directives.list.iter().find(|it| it.action == Action::DisableFile && !it.ids.is_empty());
    let ways: [(Option<Window<'_>>, Way); 3] = [
        (existing.map(|it| Window::around(text, document, it.range.start)), |place| {
            place.existing(&[Action::DisableFile])
        }),
        (Some(Window::first(text, document)), |place| place.at_top()),
        (Some(Window::last(text, document)), |place| place.at_end()),
    ];
    let tried = ways.into_iter().filter_map(|(window, way)| {
        let window = window?;
        let offset = window.range.start;
        Some(window.edits(format, offset, concept, |place| {
            let tried = syntaxes(format).into_iter().filter_map(|comment| way(&Place { comment, ..place }));
            tried.into_iter().find(|edits| place.works(edits, &whole_file)).unwrap_or_default()
        }))
    });
    tried.into_iter().find(|edits| !edits.is_empty()).unwrap_or_default()
}

/// Whether [`ignore_file`] gives edits, as [`can_ignore_line`] tells it.
pub fn can_ignore_file(text: &str, format: Format, document: &Document, concept: &str) -> bool {
    let long = |window: Window<'_>| window.range.len() > LONG;
    if long(Window::first(text, document)) || long(Window::last(text, document)) {
        return format.comment(concept).is_some();
    }
    !ignore_file(text, format, document, concept).is_empty()
}

/// Several ways to write a directive, each with its edits.
type Ways = fn(&Place<'_>) -> Vec<Vec<Edit>>;

/// One way to write a directive.
type Way = fn(&Place<'_>) -> Option<Vec<Edit>>;

/// Neighbouring parts of a document, read by themselves.
struct Window<'t> {
    text: &'t str,
    /// Its bytes.
    range: Range<usize>,
}

impl<'t> Window<'t> {
    /// The part that holds `offset`, the one before and the one behind: what is added to one may run into these.
    fn around(text: &'t str, document: &Document, offset: usize) -> Self {
        let behind = document.parts.partition_point(|part| *part <= offset);
        Self::between(text, document, behind.checked_sub(2), behind + 1)
    }

    fn first(text: &'t str, document: &Document) -> Self {
        Self::between(text, document, None, 2)
    }

    fn last(text: &'t str, document: &Document) -> Self {
        let count = document.parts.len();
        Self::between(text, document, count.checked_sub(2), count)
    }

    /// From one part to another; without the first from the beginning, without the second to the end.
    fn between(text: &'t str, document: &Document, first: Option<usize>, behind: usize) -> Self {
        let line_start = |part: &usize| {
            let before = text.get(..*part).unwrap_or_default();
            before.rfind(['\n', '\r']).map_or(0, |at| at + 1)
        };
        let start = first.filter(|first| *first > 0).and_then(|first| document.parts.get(first)).map_or(0, line_start);
        let end = document.parts.get(behind).map_or(text.len(), line_start).max(start);
        Self { text, range: start..end }
    }

    /// The edits that `find` gives for a place in the window, as edits of the whole text.
    fn edits(
        &self,
        format: Format,
        offset: usize,
        concept: &str,
        find: impl FnOnce(Place<'_>) -> Vec<Edit>,
    ) -> Vec<Edit> {
        let line_end = line_end(self.text);
        // A rule would be taken for the fence of front matter if it stood at the beginning.
        let margin = if self.range.start == 0 { "" } else { line_end };
        let text = format!("{margin}{}", self.text.get(self.range.clone()).unwrap_or_default());
        let document = read(&text, format);
        let into = |at: usize| (at + margin.len()).saturating_sub(self.range.start);
        let offset = into(offset);
        let comment = format.comments();
        let place = Place { text: &text, format, comment, document: &document, offset, concept, line_end };
        let mut edits = find(place);
        for Edit { range, .. } in &mut edits {
            let out_of = |at: usize| (at + self.range.start).saturating_sub(margin.len());
            *range = out_of(range.start)..out_of(range.end);
        }
        edits
    }
}

/// How comments are written in the texts of a format: its own way, and that of what may stand inside it.
fn syntaxes(format: Format) -> Vec<Comment> {
    const BRACES: Comment = Comment::Between("{/*", "*/}");
    const BLOCK: Comment = Comment::Between("/*", "*/");
    const LINE: Comment = Comment::Line("//");
    const ELEMENT: Comment = Comment::Between("<!--", "-->");
    if format.comments() == Comment::None {
        return Vec::new();
    }
    let inside: &[Comment] = match format.name() {
        "markdown" => &[Comment::Line("#")],
        "javascript" | "typescript" | "jsx" | "tsx" | "mdx" => &[LINE, BRACES, BLOCK],
        "html" | "vue" | "svelte" | "astro" | "jinja" | "liquid" | "erb" | "handlebars" | "twig" | "blade" => {
            &[ELEMENT, LINE, BLOCK]
        }
        "php" => &[LINE, ELEMENT],
        _ => &[],
    };
    let others = inside.iter().copied().filter(|comment| *comment != format.comments());
    std::iter::once(format.comments()).chain(others).collect()
}

/// Where something is to be silenced.
#[derive(Clone, Copy)]
struct Place<'t> {
    text: &'t str,
    format: Format,
    /// How a comment is written here.
    comment: Comment,
    document: &'t Document,
    offset: usize,
    concept: &'t str,
    /// The line end that the text uses.
    line_end: &'static str,
}

impl Place<'_> {
    /// Whether after these edits `silent` holds, given the directives and how far the place has moved, every
    /// comment that was added is one, and a reader sees what there was before.
    fn works(&self, edits: &[Edit], silent: &impl Fn(&Directives, usize) -> bool) -> bool {
        if edits.iter().any(|edit| self.breaks_a_line_that_goes_on(edit)) {
            return false;
        }
        let after = read(&apply(self.text, edits), self.format);
        let before_it = edits.iter().filter(|edit| edit.range.start <= self.offset);
        let moved = before_it.map(|edit| edit.replacement.len()).sum();
        let added = edits.iter().filter(|edit| edit.replacement.contains("customary-")).count();
        after.directives.list.len() == self.document.directives.list.len() + added
            && silent(&after.directives, moved)
            && seen(&after) == seen(self.document)
    }

    /// Whether an edit stands at the end of a line of code that a backslash joins to the next one, or between
    /// the two: to a reader nothing changes, to a shell or a preprocessor everything.
    fn breaks_a_line_that_goes_on(&self, edit: &Edit) -> bool {
        if self.format.name() == "markdown" {
            return false;
        }
        let (before, behind) = self.text.split_at_checked(edit.range.start).unwrap_or_default();
        let rest = behind.split(['\n', '\r']).next().unwrap_or_default();
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let previous = before.strip_suffix(line).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let starts_a_line = line.trim().is_empty();
        rest.trim_end().ends_with('\\') && !starts_a_line || starts_a_line && previous.trim_end().ends_with('\\')
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
        Some(vec![insert(line.start, format!("{}{comment}{}", content.get(..prefix)?, self.line_end))])
    }

    /// Around the lines of the whole block: inside it no comment is one.
    fn around_block(&self) -> Vec<Vec<Edit>> {
        let Some(block) = self.block() else { return Vec::new() };
        self.around_source(self.document.blocks.get(block..=block).unwrap_or_default())
    }

    /// Around the comment or string whose paragraphs the block is one of.
    fn around_host(&self) -> Vec<Vec<Edit>> {
        let blocks = &self.document.blocks;
        let Some((at, host)) = self.block().and_then(|at| Some((at, blocks.get(at)?.host))) else { return Vec::new() };
        let belongs = |block: &&Block| block.host == host;
        let behind = blocks.get(at..).into_iter().flatten().take_while(belongs).count();
        let before = blocks.get(..at).into_iter().flatten().rev().take_while(belongs).count();
        if host == Host::Text || before + behind < 2 && !self.text.contains(['\n', '\r']) {
            return Vec::new();
        }
        self.around_source(blocks.get(at - before..at + behind).unwrap_or_default())
    }

    /// The block that the place stands in.
    fn block(&self) -> Option<usize> {
        self.document.blocks.iter().rposition(|block| block.source.contains(&self.offset))
    }

    /// Around the lines of blocks: where a block of lines begins below its key or its quotation marks, and ends
    /// above the closing ones, the lines next to it belong to it.
    fn around_source(&self, blocks: &[Block]) -> Vec<Vec<Edit>> {
        let (Some(start), Some(end)) =
            (blocks.iter().map(|block| block.source.start).min(), blocks.iter().map(|block| block.source.end).max())
        else {
            return Vec::new();
        };
        let lines = LineIndex::new(self.text);
        let (first, last) = (lines.line(start), lines.line(end.saturating_sub(1)));
        let begins = self.text.get(lines.range(first).start..start).is_none_or(|before| before.trim().is_empty());
        let below_its_key = matches!(blocks, [Block { kind: BlockKind::FrontMatter { .. }, .. }]) && begins;
        let above: &[usize] = if below_its_key { &[1] } else { &[0, 1] };
        let tries = above.iter().flat_map(|up| [(*up, 0), (*up, 1)]);
        tries.filter_map(|(up, down)| self.around(&lines, first.checked_sub(up)?, last + down)).collect()
    }

    /// The same edits with blank lines around the comments, where markup asks for them.
    fn apart(&self, way: impl Fn(&Self) -> Vec<Vec<Edit>>) -> Vec<Vec<Edit>> {
        let mut all = way(self);
        for edits in &mut all {
            for (index, edit) in edits.iter_mut().enumerate() {
                let end = self.line_end;
                let text = edit.replacement.trim_matches(['\n', '\r']);
                let opens = index == 0;
                edit.replacement = if opens { format!("{text}{end}{end}") } else { format!("{end}{text}{end}{end}") };
            }
        }
        all
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
        if last >= lines.count() {
            return None;
        }
        let last = lines.range(last);
        let end_of_line = self.line_end;
        let open = format!("{}{end_of_line}", self.comment(Action::Disable)?);
        let close = format!("{}{end_of_line}", self.comment(Action::Enable)?);
        let ends = self.text.get(last.clone())?.ends_with(['\n', '\r']);
        let close = if ends { close } else { format!("{end_of_line}{close}") };
        Some(vec![insert(lines.range(first).start, open), insert(last.end, close)])
    }

    fn at_top(&self) -> Option<Vec<Edit>> {
        let top = front_matter::split(self.text).map_or_else(|| preamble(self.text), |front| front.end);
        let end_of_line = self.line_end;
        let comment = self.comment.written(&self.directive(Action::DisableFile)?)?;
        // What stands before it has to end its line.
        let open = self
            .text
            .get(..top)
            .is_some_and(|before| !before.is_empty() && !before.ends_with(['\n', '\r', '\u{feff}']));
        let before = if open { end_of_line } else { "" };
        Some(vec![insert(top, format!("{before}{comment}{end_of_line}{end_of_line}"))])
    }

    fn at_end(&self) -> Option<Vec<Edit>> {
        let end_of_line = self.line_end;
        let comment = self.comment.written(&self.directive(Action::DisableFile)?)?;
        Some(vec![insert(self.text.len(), format!("{end_of_line}{end_of_line}{comment}{end_of_line}"))])
    }

    /// The bytes of the line, with its line end.
    fn line(&self) -> Range<usize> {
        let lines = LineIndex::new(self.text);
        lines.range(lines.line(self.offset))
    }

    /// The comment that holds a directive here.
    fn comment(&self, action: Action) -> Option<String> {
        let directive = self.directive(action)?;
        let inside_front_matter =
            self.document.blocks.iter().any(|block| {
                matches!(block.kind, BlockKind::FrontMatter { .. }) && block.source.contains(&self.offset)
            });
        if inside_front_matter { Some(format!("# {directive}")) } else { self.comment.written(&directive) }
    }

    fn directive(&self, action: Action) -> Option<String> {
        let (name, _) = Action::NAMES.into_iter().find(|(_, known)| *known == action)?;
        Some(format!("{name} {}", self.concept))
    }
}

/// Where the first line ends that has to stay the first: a byte order mark, `#!…`, a declaration of XML or HTML, the
/// beginning of PHP, what an editor or a builder is told.
fn preamble(text: &str) -> usize {
    const FIRST: [&str; 10] =
        ["#!", "<?xml", "<!doctype", "<?php", "@charset", "%yaml", "# syntax=", "# escape=", "# -*-", "#+"];
    // Not before a byte order mark, which some editors count as text.
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    // `#!` and an encoding may follow each other, as may the two directives of a Dockerfile.
    for _ in 0..3 {
        let rest = text.get(at..).unwrap_or_default();
        let line = rest.split_inclusive('\n').next().unwrap_or_default();
        let lower = line.to_lowercase();
        if !FIRST.iter().any(|sign| lower.starts_with(sign)) && !lower.contains("-*-") {
            break;
        }
        at += line.len();
    }
    at
}

/// The line end that a text uses.
fn line_end(text: &str) -> &'static str {
    match memchr::memchr2(b'\n', b'\r', text.as_bytes()).and_then(|at| text.get(at..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
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
    fn what_stands_far_away_makes_no_difference() {
        let rule = "---\n\nx: our customers\n\n---\n";
        for line_end in ["\n", "\r\n"] {
            let far = "# Far\n\n[x]: y\n\n- a\n- b\n\n---\n\n| a |\n|---|\n| b |\n\n```\ncode\n```\n\n";
            for near in [
                "our customers\n",
                "# our customers ##\n",
                "- a\n  - our customers\n",
                "<!-- our\ncustomers\n-->\n",
                rule,
            ] {
                let text = format!("{far}{near}\n{far}").replace('\n', line_end);
                let at = text.find("customers").unwrap();
                let mut document = read(&text, Format::Markdown);
                let line = ignore_line(&text, Format::Markdown, &document, at, "x");
                let file = ignore_file(&text, Format::Markdown, &document, "x");
                assert!(can_ignore_line(&text, Format::Markdown, &document, at, "x") && !line.is_empty(), "{text:?}");
                assert!(can_ignore_file(&text, Format::Markdown, &document, "x") && !file.is_empty(), "{text:?}");
                document.parts.clear();
                assert_eq!(line, ignore_line(&text, Format::Markdown, &document, at, "x"), "{text:?}");
                assert_eq!(file, ignore_file(&text, Format::Markdown, &document, "x"), "{text:?}");
            }
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
            ("---\ntitle: a\n---", "---\ntitle: a\n---\n<!-- customary-disable-file x -->\n\n"),
        ] {
            let document = read(text, Format::Markdown);
            assert_eq!(apply(text, &ignore_file(text, Format::Markdown, &document, "x")), expected, "{text}");
        }
    }
}
