//! `customary policy presets`: the built-in presets, one a line.

use super::{Desk, preset};
use crate::policy::{PRESETS, Prefer, Rules};
use crate::terms::Status;

pub(super) fn run(desk: &mut Desk) -> u8 {
    let rows: Vec<[String; 3]> = PRESETS.iter().map(|preset| row(preset.name)).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let (names, preferred) = (width(0), width(1));
    for [name, prefers, reason] in &rows {
        let line = format!("{name:names$}  {prefers:preferred$}  {reason}");
        desk.terminal.print(&format!("{}\n", line.trim_end()));
    }
    0
}

/// Its name, what it prefers, and why.
fn row(name: &str) -> [String; 3] {
    let (rules, _) = preset::rules(name);
    [format!("preset:{name}"), prefers(&rules), first_sentence(&reason(&rules)).to_owned()]
}

/// The words that a preset asks for, the preferred term of each of its concepts among them.
fn prefers(rules: &Rules) -> String {
    let concepts = rules.house.vocabulary.concepts().iter();
    let terms = concepts.filter_map(|concept| concept.terms.iter().find(|term| term.status == Status::Preferred));
    let pair = (rules.prefer != Prefer::Off).then(|| rules.prefer.name());
    let words: Vec<&str> = pair.into_iter().chain(terms.map(|term| term.text.as_str())).collect();
    if words.is_empty() { rules.prefer.name().to_owned() } else { words.join(", ") }
}

fn reason(rules: &Rules) -> String {
    let of_concept = || rules.house.concepts.iter().find_map(|concept| concept.reason.clone());
    rules.reason.clone().or_else(of_concept).unwrap_or_default()
}

/// Ends outside of “…” only.
fn first_sentence(text: &str) -> &str {
    let before = |at: usize| text.get(..at).unwrap_or_default();
    let is_quoted = |before: &str| before.matches('“').count() > before.matches('”').count();
    let ends = |before: &&str| before.trim_end_matches('”').ends_with('.') && !is_quoted(before);
    text.match_indices(' ').map(|(at, _)| before(at)).find(ends).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_sentence_does_not_end_inside_of_a_quotation() {
        for (text, first) in [
            ("One. Two.", "One."),
            ("One", "One"),
            ("A guide: “Not one. But two.” Three.", "A guide: “Not one. But two.”"),
            ("A “b” c. D.", "A “b” c."),
        ] {
            assert_eq!(first_sentence(text), first);
        }
    }
}
