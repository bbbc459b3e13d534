//! The plurals of a noun, of one word or several.

use std::ops::Range;

use super::{LISTS, ends_in_consonant_y, hisses, is_abbreviation, listed, with_ending};
use crate::terms::normal::{is_apostrophe, is_word};

/// The plurals of a noun; the one to write comes first. None where it has none or is one itself.
///
/// The last word inflects, but the head where a preposition stands behind it (*points of sale*).
pub(in crate::terms) fn plurals(noun: &str) -> Vec<String> {
    let lower = noun.to_lowercase();
    if let Some(known) = LISTS.nouns.whole.get(lower.as_str()) {
        return listed(known).map(|plural| as_written(noun, plural)).collect();
    }
    let words = pieces(noun, 0..noun.len(), ' ');
    let head = head_of(noun, &words);
    let mut out = head.clone().map_or_else(Vec::new, |head| inflected(noun, head));
    // *point of sale systems*, where more than a word follows the preposition.
    let last = words.len().saturating_sub(1);
    if let (Some(head), Some(word)) = (head, words.get(last))
        && words.iter().position(|other| other.start == head.start).is_some_and(|at| at + 3 < words.len())
    {
        out.extend(head_of_word(noun, word.clone()).into_iter().flat_map(|head| inflected(noun, head)));
    }
    out
}

/// The plurals of a phrase of which the last word inflects, whatever stands before it.
pub(in crate::terms) fn plurals_of_last_word(phrase: &str) -> Vec<String> {
    let start =
        phrase.rfind(|c| !is_word(c)).and_then(|at| phrase.get(at..)?.chars().next().map(|c| at + c.len_utf8()));
    inflected(phrase, start.unwrap_or(0)..phrase.len())
}

/// A plural of the list, with the capitals of the noun.
fn as_written(noun: &str, plural: &str) -> String {
    let same = noun.bytes().zip(plural.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    match (noun.get(..same), plural.get(same..)) {
        (Some(front), Some(rest)) if same > 0 => format!("{front}{rest}"),
        _ => with_ending(noun, noun.len(), plural),
    }
}

/// The parts of a stretch between the separators.
fn pieces(noun: &str, within: Range<usize>, separator: char) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = within.start;
    for piece in noun.get(within).unwrap_or_default().split(separator) {
        out.push(at..at + piece.len());
        at += piece.len() + separator.len_utf8();
    }
    out
}

/// Which part of a noun of several words inflects.
fn head_of(noun: &str, words: &[Range<usize>]) -> Option<Range<usize>> {
    let head = head_before_a_preposition(noun, words).or_else(|| words.last().cloned())?;
    head_of_word(noun, head)
}

/// Which part of a word with hyphens inflects.
fn head_of_word(noun: &str, word: Range<usize>) -> Option<Range<usize>> {
    let parts = pieces(noun, word, '-');
    let last = head_before_a_preposition(noun, &parts).or_else(|| parts.last().cloned())?;
    // Of *client/server* the last part, of *Yahoo!* none.
    let text = noun.get(last.clone())?;
    let start = text
        .rfind(|c| !is_word(c))
        .map_or(0, |at| at + text.get(at..).map_or(0, |c| c.chars().next().map_or(0, char::len_utf8)));
    Some(last.start + start..last.end)
}

/// The part before a preposition that joins it to the rest (*mother-in-law*), or before the particle of
/// somebody who does something (*passer-by*).
fn head_before_a_preposition(noun: &str, parts: &[Range<usize>]) -> Option<Range<usize>> {
    let lower = |part: &Range<usize>| noun.get(part.clone()).unwrap_or_default().to_lowercase();
    let last = parts.len().checked_sub(1)?;
    for (at, pair) in parts.windows(2).enumerate() {
        let [head, joint] = pair else { continue };
        let joint = lower(joint);
        let joins = at + 1 < last
            && LISTS.prepositions.contains(joint.as_str())
            && !LISTS.verbal.contains(lower(head).as_str());
        let acts = last == 1
            && LISTS.particles.contains(joint.as_str())
            && lower(head).ends_with(['r'])
            && is_doer(&lower(head));
        if joins || acts {
            return Some(head.clone());
        }
    }
    None
}

fn is_doer(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("er") || word.ends_with("or"))
}

/// The noun with the plurals of the word at `head` in its place.
fn inflected(noun: &str, head: Range<usize>) -> Vec<String> {
    let (Some(before), Some(word), Some(after)) =
        (noun.get(..head.start), noun.get(head.clone()), noun.get(head.end..))
    else {
        return Vec::new();
    };
    if word.is_empty() || before.ends_with(is_apostrophe) {
        return Vec::new();
    }
    of_word(word).into_iter().map(|plural| [before, &plural, after].concat()).collect()
}

fn of_word(word: &str) -> Vec<String> {
    let lower = word.to_lowercase();
    if is_abbreviation(word) {
        // In a line of capitals the ending is a capital too.
        let endings: &[&str] = if word.ends_with('S') { &["es", "s", "ES"] } else { &["s", "S"] };
        return endings.iter().map(|ending| [word, ending].concat()).collect();
    }
    if LISTS.uncounted.contains(lower.as_str()) || is_plural(word, &lower) {
        return Vec::new();
    }
    if let Some((cut, plurals)) = LISTS.nouns.of(&lower) {
        let of = |plural| if cut == word.len() { as_written(word, plural) } else { with_ending(word, cut, plural) };
        return plurals.map(of).filter(|plural| plural != word).collect();
    }
    vec![match () {
        () if ends_in_consonant_y(&lower) => with_ending(word, 1, "ies"),
        () if hard_ch(&lower) => [word, "s"].concat(),
        () if hisses(&lower) => [word, "es"].concat(),
        () => [word, "s"].concat(),
    }]
}

/// Whether a word looks like a plural already: *terms*, *APIs*, but not *class*, *status*, *basis* or *lens*.
fn is_plural(word: &str, lower: &str) -> bool {
    let is_known = || LISTS.singulars.contains(lower) || LISTS.nouns.entry(lower).is_some();
    word.ends_with('s') && word.len() > 2 && !["ss", "us", "is"].iter().any(|end| lower.ends_with(end)) && !is_known()
}

/// *monarch*, *oligarch*, *eunuch*: the ch is a k.
fn hard_ch(lower: &str) -> bool {
    ["narch", "garch", "riarch", "erarch"].iter().any(|end| lower.ends_with(end))
}
