//! Inline directives: `customary-disable-line` and its kin, whatever comment they stand in.

use std::ops::Range;

use crate::text::LineIndex;

/// What a directive asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// `customary-disable-line`: nothing on this line.
    DisableLine,
    /// `customary-disable-next-line`: nothing on the next line that is not blank.
    DisableNextLine,
    /// `customary-disable`: nothing from here to `customary-enable` or the end.
    Disable,
    /// `customary-enable`: the end of that.
    Enable,
    /// `customary-disable-file`: nothing in this file.
    DisableFile,
}

/// One directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What it asks for.
    pub action: Action,
    /// The concepts it names, with their bytes; none means all.
    pub ids: Vec<(String, Range<usize>)>,
    /// The directive's own bytes (`customary-disable-line client-customer`), without the comment
    /// signs and the reason.
    pub range: Range<usize>,
    /// The bytes of the document that it silences; empty for `customary-enable`.
    pub scope: Range<usize>,
    /// Concepts that it silences only up to a place, where a later `customary-enable` names them.
    pub reopened: Vec<(String, usize)>,
}

/// The directives of a document, in order.
#[derive(Debug, Clone, Default)]
pub struct Directives {
    /// The directives as they stand.
    pub list: Vec<Directive>,
}

impl Action {
    /// The names as they are written, with what they ask for.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("customary-disable-line", Action::DisableLine),
        ("customary-disable-next-line", Action::DisableNextLine),
        ("customary-disable-file", Action::DisableFile),
        ("customary-disable", Action::Disable),
        ("customary-enable", Action::Enable),
    ];
}

impl Directive {
    /// Whether it names `concept`, or names none and so means all.
    pub fn names(&self, concept: &str) -> bool {
        self.ids.is_empty() || self.ids.iter().any(|(id, _)| id == concept)
    }

    fn silences(&self, offset: usize, concept: &str) -> bool {
        self.scope.contains(&offset)
            && self.names(concept)
            && !self.reopened.iter().any(|(id, from)| id == concept && *from <= offset)
    }
}

impl Directives {
    /// The index of the directive that silences `concept` at the byte `offset`, if one does; the
    /// first, if several do.
    pub fn silencing(&self, offset: usize, concept: &str) -> Option<usize> {
        self.list.iter().position(|directive| directive.silences(offset, concept))
    }

    /// Works out what each directive silences, once all are known.
    pub(super) fn settle(&mut self, text: &str) {
        if self.list.is_empty() {
            return;
        }
        let lines = LineIndex::new(text);
        self.list.sort_by_key(|directive| directive.range.start);
        // From the last to the first, so that each `disable` knows the `enable`s after it.
        let mut end = text.len();
        let mut enabled: Vec<(String, usize)> = Vec::new();
        for directive in self.list.iter_mut().rev() {
            let at = directive.range.clone();
            directive.scope = match directive.action {
                Action::DisableLine => {
                    lines.range(lines.line(at.start)).start..lines.range(lines.line(last_byte(&at))).end
                }
                // Until now the scope is the end of the comment, which may stand on a later line.
                Action::DisableNextLine => next_line(text, &lines, lines.line(directive.scope.end.max(last_byte(&at)))),
                Action::DisableFile => 0..text.len(),
                Action::Disable => {
                    directive.reopened.clone_from(&enabled);
                    at.start..end
                }
                Action::Enable => at.start..at.start,
            };
            if directive.action == Action::Enable {
                if directive.ids.is_empty() {
                    end = at.start;
                    enabled.clear();
                }
                for (id, _) in &directive.ids {
                    enabled.retain(|(known, _)| known != id);
                    enabled.push((id.clone(), at.start));
                }
            }
        }
    }
}

fn last_byte(range: &Range<usize>) -> usize {
    range.end.saturating_sub(1).max(range.start)
}

/// The bytes of the first line after `line` that is not blank. The marks of a quotation are blank.
fn next_line(text: &str, lines: &LineIndex, line: usize) -> Range<usize> {
    let blank = |line: usize| {
        let content = text.get(lines.range(line)).unwrap_or_default();
        content.chars().all(|c| c.is_whitespace() || c == '>')
    };
    let next = (line + 1..lines.count()).find(|line| !blank(*line));
    next.map_or(text.len()..text.len(), |line| lines.range(line))
}

/// The directive in the text of a comment, which begins at the byte `offset` of the document. Its
/// scope is the end of the comment until all directives are settled.
pub(super) fn parse(comment: &str, offset: usize) -> Option<Directive> {
    let mut words = words(comment);
    let first = words.next()?;
    let name = comment.get(first.clone())?;
    let (_, action) = Action::NAMES.into_iter().find(|(known, _)| *known == name)?;
    let mut end = first.end;
    let mut ids = Vec::new();
    for word in words {
        let id = comment.get(word.clone())?;
        if id.starts_with("--") {
            break;
        }
        end = word.end;
        ids.push((id.to_owned(), offset + word.start..offset + word.end));
    }
    let range = offset + first.start..offset + end;
    let behind = offset + comment.len();
    Some(Directive { action, ids, scope: behind..behind, range, reopened: Vec::new() })
}

/// The words between spaces, line ends and commas.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let separates = |c: char| c.is_whitespace() || c == ',';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(|c| !separates(c))?;
        let rest = text.get(start..)?;
        at = start + rest.find(separates).unwrap_or(rest.len());
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Format, read};

    /// The lines, from 0, on which each of two concepts is silenced.
    fn silent(text: &str) -> (Vec<usize>, Vec<usize>) {
        let document = read(text, Format::Markdown);
        let lines = LineIndex::new(text);
        let of = |concept: &str| {
            (0..lines.count())
                .filter(|line| document.directives.silencing(lines.range(*line).start, concept).is_some())
                .collect()
        };
        (of("a"), of("b"))
    }

    #[test]
    fn each_directive_silences_its_lines() {
        for (text, a, b) in [
            ("x <!-- customary-disable-line -->\ny\n", vec![0], vec![0]),
            ("x <!--customary-disable-line a-->\ny\n", vec![0], vec![]),
            ("x <!-- customary-disable-line a, b -- because -->\ny\n", vec![0], vec![0]),
            ("x <!-- customary-disable-line a -- b -->\ny\n", vec![0], vec![]),
            ("<!-- customary-disable-next-line b -->\n\n\ny\nz\n", vec![], vec![3]),
            ("> <!-- customary-disable-next-line -->\n>\n> y\n", vec![2], vec![2]),
            ("<!--\ncustomary-disable-next-line a\n  -- because -->\ny\nz\n", vec![3], vec![]),
            ("<!-- customary-disable-next-line\n-->\n\ny\nz\n", vec![3], vec![3]),
            ("x\n\n<!-- customary-disable-file a -->\n", vec![0, 1, 2], vec![]),
            ("- x\n- <!-- customary-disable-line --> y\n", vec![1], vec![1]),
            ("| x |\n|---|\n| y <!-- customary-disable-line --> |\n", vec![2], vec![2]),
            ("x <!-- customary-disable-line\na -->\ny\n", vec![0, 1], vec![]),
            ("<div>\nx <!-- customary-disable-line -->\n</div>\n", vec![1], vec![1]),
            ("`<!-- customary-disable-file -->`\n", vec![], vec![]),
            ("```\n<!-- customary-disable-file -->\n```\n", vec![], vec![]),
            ("<!-- customary-disabled -->\nx\n", vec![], vec![]),
            ("<!-- see customary-disable-file -->\nx\n", vec![], vec![]),
            ("<!-- customary-disable-next-line -->\n", vec![], vec![]),
        ] {
            assert_eq!(silent(text), (a, b), "{text}");
        }
    }

    #[test]
    fn disable_runs_to_enable_and_an_id_can_be_reopened() {
        let (off, on) = ("<!-- customary-disable -->", "<!-- customary-enable -->");
        let (off_a, on_a) = ("<!-- customary-disable a -->", "<!-- customary-enable a -->");
        for (lines, a, b) in [
            (vec![off, "x", on, "y"], vec![1], vec![1]),
            (vec![off, "x", on_a, "y"], vec![1], vec![1, 3]),
            (vec![off, "x", on_a, "y", on, "z"], vec![1], vec![1, 3]),
            (vec![off_a, "x", on, "y"], vec![1], vec![]),
            (vec![off_a, "x", on_a, "y"], vec![1], vec![]),
            (vec![off, on_a, "x", off_a, "y", on_a, "z"], vec![4], vec![2, 4, 6]),
            (vec![on, "x", off, "y"], vec![3], vec![3]),
        ] {
            let text = lines.join("\n\n");
            let words = |silent: Vec<usize>| -> Vec<usize> {
                let at = silent.into_iter().filter(|line| line % 2 == 0).map(|line| line / 2);
                at.filter(|at| lines[*at].len() == 1).collect()
            };
            let (found_a, found_b) = silent(&text);
            assert_eq!((words(found_a), words(found_b)), (a, b), "{text}");
        }
    }

    #[test]
    fn ids_and_directives_know_their_bytes() {
        let text = "x <!-- customary-disable-line a,bc -- why -->";
        let directive = parse(&text[6..text.len() - 3], 6).unwrap();
        assert_eq!(&text[directive.range], "customary-disable-line a,bc");
        let ids: Vec<&str> = directive.ids.iter().map(|(_, range)| &text[range.clone()]).collect();
        assert_eq!(ids, ["a", "bc"]);
    }
}
