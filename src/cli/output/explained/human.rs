//! An explanation as a person reads it: what the word is taken for, the evidence as a sum, what the policy says.

use anstyle::{AnsiColor, Style};

use super::super::excerpt::{Excerpt, Mark};
use super::super::human::first_sentence;
use super::super::plain;
use super::super::position::Positions;
use super::{Answer, Item, Line, Scene};
use crate::check::{self, Applicability, Finding, Sum};
use crate::policy::{Origin, Severity};
use crate::sense::{Reason, Sense};
use crate::text;

/// Prints for people.
pub(in crate::cli) struct Human {
    pub(in crate::cli) coloured: bool,
    /// Columns of the terminal.
    pub(in crate::cli) width: usize,
    /// Whether the question was why a word is left alone.
    pub(in crate::cli) why_not: bool,
}

impl Answer for Human {
    fn answer(&self, scene: &Scene<'_>, items: &[Item]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.item(scene, item)).collect();
        items.join("\n")
    }
}

impl Human {
    fn item(&self, scene: &Scene<'_>, item: &Item) -> String {
        let mut out = self.head(scene, item);
        let evidence = match item {
            Item::Pair(told) => {
                let (sense, against) = (told.judged.sense.name(), told.against.name());
                self.evidence(&format!("Evidence for {sense} against {against}, in log odds:"), &told.reasons)
            }
            Item::Term(told) => self.evidence("Evidence, in log odds:", &told.reasons),
            Item::Unread(..) | Item::Remark(_) => String::new(),
        };
        let policy = self.policy(scene, item);
        // Who asks why a word is left alone is told that first.
        for part in if self.why_not { [policy, evidence] } else { [evidence, policy] } {
            if !part.is_empty() {
                out.push('\n');
                out.push_str(&part);
            }
        }
        out
    }

    /// What the word is taken for, and the line that it stands in.
    fn head(&self, scene: &Scene<'_>, item: &Item) -> String {
        let positions = Positions::new(scene.content);
        let range = item.range();
        let word = plain(positions.text().get(range.clone()).unwrap_or_default()).into_owned();
        let taken = match item {
            Item::Pair(told) => {
                let sense = told.judged.sense;
                let sure = check::per_cent(told.certainty());
                format!("is taken for {} ({}, {sure} sure)", check::meaning(sense), sense.name())
            }
            Item::Term(told) => {
                let concepts = scene.rules.house.vocabulary.concepts();
                let id = concepts.get(told.term.concept).map_or("", |concept| concept.id.as_str());
                let sure = check::per_cent(told.certainty());
                let standing = check::standing_in_words(told.term.standing);
                format!("is a term of the concept {id}, {standing} ({}, {sure} sure)", Sense::Term.name())
            }
            Item::Unread(..) => "is not read here".to_owned(),
            Item::Remark(_) => "is reported without a look at its sense".to_owned(),
        };
        let spot = positions.at(range.start);
        let bold = self.style(Style::new().bold());
        let place = format!("{bold}{}:{}:{}{bold:#}", plain(scene.shown), spot.line, spot.column);
        format!("{place}: “{word}” {taken}\n{}", self.excerpt(&positions, range))
    }

    fn excerpt(&self, positions: &Positions<'_>, range: &std::ops::Range<usize>) -> String {
        let number = positions.at(range.start).line;
        let line = positions.line(number);
        let mark = Mark {
            range: range.start - line.start..range.end.min(line.end) - line.start,
            label: String::new(),
            style: self.style(AnsiColor::Cyan.on_default().bold()),
        };
        let faint = self.style(AnsiColor::BrightBlue.on_default());
        let text = positions.text().get(line).unwrap_or_default();
        let gutter = number.to_string().len() + 1;
        let mut out = String::new();
        Excerpt { line: text, number, gutter, width: self.width, faint }.render(&mut out, &[mark]);
        out
    }

    /// The strongest pieces of evidence, what the weaker ones weigh together, and the sum.
    fn evidence(&self, title: &str, reasons: &[Reason]) -> String {
        if reasons.is_empty() {
            return String::new();
        }
        let sum = Sum::of(reasons);
        let mut out = format!("{title}\n");
        let mut line = |weight: i64, text: &str| out.push_str(&format!("  {:>7}  {text}\n", check::signed(weight)));
        for (text, weight) in &sum.strongest {
            line(*weight, &plain(text));
        }
        if let Some((count, weight)) = sum.weaker {
            let pieces = if count == 1 { "piece" } else { "pieces" };
            line(weight, &format!("and {count} weaker {pieces}"));
        }
        line(sum.total, "in all");
        out
    }

    /// What the policy makes of it.
    fn policy(&self, scene: &Scene<'_>, item: &Item) -> String {
        let wanted = match item {
            Item::Pair(told) => told.judged.wanted.as_ref(),
            _ => None,
        };
        if let Some(finding) = item.finding() {
            // What follows is told below, beside the fix.
            let headline = first_sentence(&finding.message).0;
            let mut out = format!("Reported, severity {}: {}\n", finding.severity.name(), plain(headline));
            if finding.severity == Severity::Hint {
                out.push_str("  a hint: `check` shows it with `--severity hint`\n");
            }
            out.push_str(&format!("  {}\n", self.asked(scene, finding.origin.as_ref())));
            out.push_str(&self.fix(scene, item, finding));
            return out;
        }
        let mut out = String::from("Not reported:\n");
        if let Item::Unread(_, why) = item {
            out.push_str(&format!("  - {}\n", plain(&why.sentence())));
        }
        for obstacle in item.obstacles() {
            let place = scene.line_of_obstacle(obstacle).map_or_else(String::new, |line| format!(" ({})", line.told()));
            out.push_str(&format!("  - {}{place}\n", plain(&obstacle.sentence())));
        }
        if let (Item::Pair(told), Some(wanted)) = (item, wanted)
            && wanted.term != told.judged.term
        {
            let wish = told.wants().unwrap_or_default();
            out.push_str(&format!("Otherwise: {}.\n", plain(&wish)));
            out.push_str(&format!("  {}\n", self.asked(scene, wanted.origin.as_ref())));
        }
        out
    }

    fn asked(&self, scene: &Scene<'_>, origin: Option<&Origin>) -> String {
        match origin {
            Some(origin) => format!("asked for by {}", scene.line_of(origin).told()),
            None => check::asked_by(scene.effective).to_owned(),
        }
    }

    /// What the fix makes of the word, and why a person should look before.
    fn fix(&self, scene: &Scene<'_>, item: &Item, finding: &Finding) -> String {
        let Some(fix) = &finding.fix else { return "No fix is offered.\n".to_owned() };
        let moved = fix.edits.iter().filter(|edit| finding.range.start <= edit.range.start);
        let moved: Vec<text::Edit> = moved
            .filter(|edit| edit.range.end <= finding.range.end)
            .map(|edit| text::Edit {
                range: edit.range.start - finding.range.start..edit.range.end - finding.range.start,
                replacement: edit.replacement.clone(),
            })
            .collect();
        let word = scene.content.text().get(finding.range.clone()).unwrap_or_default();
        let mended = plain(&text::apply(word, &moved)).into_owned();
        let looks = match item {
            Item::Pair(told) => told.looks(),
            Item::Term(told) => told.looks(),
            Item::Unread(..) | Item::Remark(_) => Vec::new(),
        };
        let mut out = match fix.applicability {
            Applicability::Safe => format!("Fix, safe: “{mended}”\n"),
            Applicability::Review => format!("Fix, for review: “{mended}”\n"),
        };
        if fix.applicability == Applicability::Review {
            looks.iter().for_each(|look| out.push_str(&format!("  - {look}\n")));
        }
        out
    }

    fn style(&self, style: Style) -> Style {
        if self.coloured { style } else { Style::new() }
    }
}

impl Line {
    /// `customary.toml:2:1: prefer = "client", by preset:legal`
    fn told(&self) -> String {
        let Line { path, line, column, text, through } = self;
        let text = if text.is_empty() { String::new() } else { format!(": {}", plain(text)) };
        let through = through.as_ref().map_or_else(String::new, |through| format!(", by {}", plain(through)));
        format!("{}:{line}:{column}{text}{through}", plain(path))
    }
}
