//! The article before a term that is swapped: *a log-in*, *an account*.

use std::ops::Range;

use super::swap::Place;
use crate::terms::{Case, indefinite_article};
use crate::text::Edit;

/// Words before a lone capital letter that make it a label: *Zone A*.
const LABELLED: [&str; 36] = [
    "zone", "vitamin", "section", "appendix", "plan", "type", "class", "grade", "group", "team", "series", "tier",
    "option", "part", "schedule", "exhibit", "step", "figure", "table", "block", "level", "category", "hepatitis",
    "side", "row", "gate", "terminal", "line", "unit", "phase", "building", "room", "variant", "version", "annex",
    "form",
];

/// Adds to the edits of a swap what mends the article directly before it, where the word that comes asks for
/// another; also where the article was wrong before. `new` is what stands there after the swap.
pub(super) fn mend(place: Place<'_>, edits: &mut Vec<Edit>, new: &str) {
    let Some((article, mended)) = mended(place, new) else { return };
    let Some(source) = place.block.source_of(article.clone()) else { return };
    if place.text.get(source.clone()) != place.block.text.get(article.clone()) {
        return;
    }
    let gap = (place.block.text.get(article.end..place.range.start), place.text.get(source.end..place.source.start));
    match edits.first_mut() {
        Some(first) if first.range.start == place.source.start && gap.0 == gap.1 && is_blank(gap.0) => {
            first.replacement = format!("{mended}{}{}", gap.0.unwrap_or_default(), first.replacement);
            first.range.start = source.start;
        }
        _ => edits.insert(0, Edit { range: source, replacement: mended }),
    }
}

/// Whether only space stands between; an opening quotation mark without its closing one is no replacement.
fn is_blank(gap: Option<&str>) -> bool {
    gap.is_some_and(|gap| gap.trim().is_empty())
}

/// The bytes of the block's text that are the article, and the one to stand there instead.
fn mended(place: Place<'_>, new: &str) -> Option<(Range<usize>, String)> {
    let text = &place.block.text;
    let before = text.get(..place.range.start)?;
    // An opening quotation mark or bracket may stand between: *a “log-in”*.
    let opened = before.trim_end_matches(['“', '"', '‘', '\'', '«', '„', '‚', '(', '[', '{']);
    let phrase = opened.trim_end();
    if phrase.len() == opened.len() {
        return None;
    }
    let start = phrase.rfind(|c: char| !c.is_alphabetic()).map_or(0, |at| at + first_len(phrase, at));
    let written = phrase.get(start..)?;
    let earlier = phrase.get(..start)?;
    if !matches!(written, "a" | "A" | "an" | "An" | "AN") || earlier.ends_with(['-', '\'', '’', '/', '.', '&', '_']) {
        return None;
    }
    if written == "A" && is_label(place, earlier) {
        return None;
    }
    let new = sound(place, new);
    let mended = match (new, written) {
        _ if written.eq_ignore_ascii_case(new) => return None,
        ("an", "A") if shouted(place, earlier) => "AN",
        ("an", "A") => "An",
        (_, "AN" | "An") => "A",
        (new, _) => new,
    };
    Some((start..phrase.len(), mended.to_owned()))
}

/// The article that a word asks for. A word in capitals is spoken as it is in small letters where the term
/// is not itself an abbreviation.
fn sound(place: Place<'_>, word: &str) -> &'static str {
    let plain = word.replace('\u{ad}', "");
    match place.form.case {
        Case::Upper | Case::UpperStem => indefinite_article(&plain.to_lowercase()),
        _ => indefinite_article(&plain),
    }
}

/// Whether a lone capital letter is no article but a name: *Zone A customers*.
fn is_label(place: Place<'_>, earlier: &str) -> bool {
    let phrase = earlier.trim_end();
    let last = phrase.chars().next_back();
    let plural = place.form.inflection != crate::terms::Inflection::Base && place.form.possessive.is_none();
    let opens = last.is_none_or(|c| ".!?:;…—–([{“\"‘«•|>*".contains(c));
    if opens || shouted(place, earlier) {
        return plural;
    }
    let word = word_before(phrase);
    let titled = word.starts_with(char::is_uppercase) && place.form.case == Case::Capitalised;
    plural || !titled || LABELLED.contains(&word.to_lowercase().as_str())
}

/// Whether the text around is in capitals.
fn shouted(place: Place<'_>, earlier: &str) -> bool {
    let word = word_before(earlier.trim_end());
    let capitals = |word: &str| word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    let after = place.block.text.get(place.range.end..).unwrap_or_default().trim_start();
    let next = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    place.form.case == Case::Upper && (capitals(word) || capitals(next))
}

fn word_before(phrase: &str) -> &str {
    phrase.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

fn first_len(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{self, Format};
    use crate::terms::{Form, Inflection};

    /// What becomes of a text where `word` is swapped for `new`.
    fn swapped(text: &str, word: &str, new: &str) -> String {
        let document = prose::read(text, Format::Markdown);
        let block = &document.blocks[0];
        let start = block.text.find(word).unwrap();
        let range = start..start + word.len();
        let source = block.source_of(range.clone()).unwrap();
        let form = Form { inflection: Inflection::Base, case: Case::Lower, possessive: None };
        let place = Place { text, block, range: &range, stem_end: range.end, source: &source, form: &form };
        let mut edits = vec![Edit { range: source.clone(), replacement: new.to_owned() }];
        mend(place, &mut edits, new);
        crate::text::apply(text, &edits)
    }

    #[test]
    fn a_quotation_mark_or_a_bracket_may_stand_between() {
        for (text, word, new, after) in [
            ("An “e-mail” came.", "e-mail", "message", "A “message” came."),
            ("We take a (widget) here.", "widget", "item", "We take an (item) here."),
            ("A (widget) is here.", "widget", "item", "An (item) is here."),
            ("Take a **\"widget\"**.", "widget", "item", "Take an **\"item\"**."),
            ("Take a [widget](x).", "widget", "item", "Take an [item](x)."),
            ("Take plan a: (widget).", "widget", "item", "Take plan a: (item)."),
            ("Read “a” widget.", "widget", "item", "Read “a” item."),
            ("Option A (widget) is out.", "widget", "item", "Option A (item) is out."),
        ] {
            assert_eq!(swapped(text, word, new), after);
        }
    }

    #[test]
    fn an_article_that_was_wrong_becomes_right() {
        for (text, word, new, after) in [
            ("An URL is here.", "URL", "web address", "A web address is here."),
            ("Send a e-mail.", "e-mail", "update", "Send an update."),
            ("Send an update.", "update", "e-mail", "Send an e-mail."),
            ("Zone A pass.", "pass", "entry card", "Zone A entry card."),
        ] {
            assert_eq!(swapped(text, word, new), after);
        }
    }
}
