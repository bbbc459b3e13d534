//! `--format human`: each line of text with its findings, as a compiler prints them.

use std::borrow::Cow;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};

use super::excerpt::{Excerpt, Mark};
use super::position::{Positions, Spot};
use super::{Detail, Done, File, Format, Level, Problem, Said, closing_line, in_style, plain, push_styled, short};
use crate::check::{Applicability, Finding};
use crate::cli::tally::Tally;
use crate::policy::{Origin, Severity};
use crate::text;
use crate::workspace::{Offsets, Skip, shown_from};

pub(super) struct Human {
    pub(super) coloured: bool,
    pub(super) coloured_errors: bool,
    /// Columns of the terminal.
    pub(super) width: usize,
    /// The working folder, from which policies are named.
    pub(super) folder: PathBuf,
}

impl Format for Human {
    fn pieces(&self, file: &File<'_>, put: &mut dyn FnMut(&str)) {
        let positions = Positions::new(file.content);
        let findings: Vec<(&Finding, Spot)> =
            file.findings().map(|finding| (finding, positions.at(finding.range.start))).collect();
        let gutter = findings.iter().map(|(_, spot)| spot.line).max().unwrap_or(1).to_string().len() + 1;
        let path = plain(file.shown);
        let mut out = String::new();
        for group in findings.chunk_by(|(_, one), (_, next)| one.line == next.line) {
            self.heads(&mut out, &path, group);
            self.excerpt(&mut out, &positions, group, gutter);
            self.notes(&mut out, group, gutter);
            out.push('\n');
            put(&out);
            out.clear();
        }
    }

    fn skipped(&self, shown: &str, reason: Skip) -> Said {
        Said { err: short::skipped_line(shown, reason), out: String::new() }
    }

    fn problem(&self, problem: &Problem) -> Said {
        let paint = Paint::new(self.coloured_errors);
        let path = plain(&problem.path);
        let message = plain(&problem.message);
        let style = paint.level(problem.level);
        let said = format!("{style}{}{style:#}: {message}", problem.level.name());
        let mut err = match &problem.place {
            None if path.is_empty() => format!("{said}\n"),
            None => format!("{path}: {said}\n"),
            Some(place) => {
                let positions = Positions::of(Offsets::same(&place.text, 0));
                let spot = positions.at(place.range.start);
                format!("{path}:{}:{}: {said}\n", spot.line, spot.column)
            }
        };
        // A policy that could not be read has no line to show.
        if let Some(place) = problem.place.as_ref().filter(|place| !place.text.is_empty()) {
            let positions = Positions::of(Offsets::same(&place.text, 0));
            let mark = Mark { range: place.range.clone(), label: String::new(), style };
            let number = positions.at(place.range.start).line;
            let gutter = number.to_string().len() + 1;
            self.line(&mut err, &positions, (number, gutter), vec![mark], paint);
            err.push('\n');
        }
        Said { err, out: String::new() }
    }

    fn closing(&self, tally: &Tally, done: Done, detail: Detail) -> Said {
        let mut out = String::new();
        if detail != Detail::Quiet {
            let asked_by = matches!(done, Done::Checked | Done::Fixed).then_some(&tally.asked_by);
            for origin in asked_by.into_iter().flat_map(|asked_by| asked_by.values()) {
                let style = Paint::new(self.coloured).level(Level::Note);
                out.push_str(&format!("{style}note{style:#}: {}\n", self.origin(origin)));
            }
            out.push_str(&closing_line(tally, done, detail));
        }
        Said { out, err: String::new() }
    }
}

impl Human {
    /// `path:line:column: severity: message` for each finding of a line.
    fn heads(&self, out: &mut String, path: &str, group: &[(&Finding, Spot)]) {
        let paint = Paint::new(self.coloured);
        for (finding, spot) in group {
            let mut digits = itoa::Buffer::new();
            in_style(out, paint.bold, |out| {
                out.push_str(path);
                for number in [spot.line, spot.column] {
                    out.push(':');
                    out.push_str(digits.format(number));
                }
            });
            out.push_str(": ");
            push_styled(out, paint.severity(finding.severity), finding.severity.name());
            out.push_str(": ");
            out.push_str(&plain(first_sentence(&finding.message).0));
            out.push_str(" [");
            out.push_str(&finding.concept);
            out.push_str("]\n");
        }
    }

    fn excerpt(&self, out: &mut String, positions: &Positions<'_>, group: &[(&Finding, Spot)], gutter: usize) {
        let paint = Paint::new(self.coloured);
        let marks = group
            .iter()
            .map(|(finding, _)| Mark {
                range: finding.range.clone(),
                label: help(positions.text(), finding),
                style: paint.severity(finding.severity),
            })
            .collect();
        let Some((_, first)) = group.first() else { return };
        self.line(out, positions, (first.line, gutter), marks, paint);
    }

    /// Adds a line of a text with marks, whose ranges are bytes of the whole text.
    fn line(
        &self,
        out: &mut String,
        positions: &Positions<'_>,
        (number, gutter): (usize, usize),
        mut marks: Vec<Mark>,
        paint: Paint,
    ) {
        let range = positions.line(number);
        for mark in &mut marks {
            // What runs over the end of the line is marked as far as the line goes.
            let start = mark.range.start.clamp(range.start, range.end) - range.start;
            let end = mark.range.end.clamp(range.start, range.end) - range.start;
            mark.range = start..end;
        }
        let line = positions.text().get(range).unwrap_or_default();
        Excerpt { line, number, gutter, width: self.width, faint: paint.faint }.render(out, &marks);
    }

    /// What the messages of a line say beyond their first sentence, each once.
    fn notes(&self, out: &mut String, group: &[(&Finding, Spot)], gutter: usize) {
        let paint = Paint::new(self.coloured);
        let mut said: Vec<&str> = Vec::new();
        for (finding, _) in group {
            let (_, rest) = first_sentence(&finding.message);
            if !rest.is_empty() && !said.contains(&rest) {
                said.push(rest);
                let (faint, style, gap) = (paint.faint, paint.look, " ".repeat(gutter));
                out.push_str(&format!("{faint}{gap} ={faint:#} {style}note{style:#}: {}\n", plain(rest)));
            }
        }
    }

    fn origin(&self, origin: &Origin) -> String {
        let place = &origin.place;
        let name = |path: &std::path::Path| shown_from(path, &self.folder);
        let positions = Positions::of(Offsets::same(&place.text, 0));
        let spot = positions.at(place.range.start);
        let line = positions.text().get(positions.line(spot.line)).unwrap_or_default();
        let through = origin.through.as_ref().map(|path| format!(", by {}", name(path))).unwrap_or_default();
        let path = name(&place.path);
        format!("asked for by {}:{}:{}: {}{through}", plain(&path), spot.line, spot.column, plain(line.trim()))
    }
}

/// What the fix makes of the word.
fn help(text: &str, finding: &Finding) -> String {
    let Some(fix) = &finding.fix else { return String::new() };
    let verb = match fix.applicability {
        Applicability::Safe => "help: ",
        Applicability::Review => "review: ",
    };
    let mended = match fix.edits.as_slice() {
        [edit] => Cow::from(&edit.replacement),
        edits => mended(text, edits).into(),
    };
    [verb, &plain(&mended)].concat()
}

/// What several edits make of what stands from the first to the last.
fn mended(text: &str, edits: &[text::Edit]) -> String {
    let start = edits.iter().map(|edit| edit.range.start).min().unwrap_or_default();
    let end = edits.iter().map(|edit| edit.range.end).max().unwrap_or_default();
    let moved = edits.iter().map(|edit| text::Edit {
        range: edit.range.start - start..edit.range.end - start,
        replacement: edit.replacement.clone(),
    });
    text::apply(text.get(start..end).unwrap_or_default(), &moved.collect::<Vec<_>>())
}

/// A message as a headline and what follows it.
pub(super) fn first_sentence(message: &str) -> (&str, &str) {
    let mut stops = memchr::memchr_iter(b'.', message.as_bytes());
    let end = stops.find(|at| message.as_bytes().get(at + 1) == Some(&b' '));
    let parts = end.and_then(|end| Some((message.get(..end)?, message.get(end + 1..)?)));
    parts.map_or((message.trim_end_matches('.'), ""), |(first, rest)| (first, rest.trim()))
}

/// The colours of a terminal, or none.
#[derive(Clone, Copy)]
struct Paint {
    coloured: bool,
    bold: Style,
    faint: Style,
    look: Style,
}

impl Paint {
    fn new(coloured: bool) -> Self {
        let style = |style: Style| if coloured { style } else { Style::new() };
        Self {
            coloured,
            bold: style(Style::new().bold()),
            faint: style(AnsiColor::BrightBlue.on_default()),
            look: style(AnsiColor::Magenta.on_default()),
        }
    }

    fn colour(self, colour: AnsiColor) -> Style {
        if self.coloured { colour.on_default().bold() } else { Style::new() }
    }

    fn severity(self, severity: Severity) -> Style {
        self.colour(match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Information => AnsiColor::Cyan,
            Severity::Hint => AnsiColor::Green,
        })
    }

    fn level(self, level: Level) -> Style {
        self.colour(match level {
            Level::Error => AnsiColor::Red,
            Level::Warning => AnsiColor::Yellow,
            Level::Note => AnsiColor::Cyan,
        })
    }
}
