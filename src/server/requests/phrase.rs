//! Which phrase a person means who wants to keep one: what is selected, or what visibly belongs
//! together around the word. Worked out on the text as a reader sees it.

use std::ops::Range;

use crate::prose::{Block, Document};
use crate::sense;
use crate::terms::Phrases;

/// Words that open a sentence with a capital and are no part of the name behind them.
const OPENERS: [&str; 24] = [
    "a", "an", "and", "any", "as", "at", "but", "by", "each", "every", "for", "from", "his", "her", "if", "in", "its",
    "my", "our", "that", "the", "their", "this", "your",
];

/// Whose somebody is.
const OWNERS: [&str; 7] = ["her", "his", "its", "my", "our", "their", "your"];

/// Words that say nothing of what stands beside them.
const SAYS_LITTLE: [&str; 52] = [
    "a", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do",
    "does", "each", "every", "for", "from", "had", "has", "have", "if", "in", "is", "may", "might", "must", "no",
    "not", "of", "on", "or", "shall", "should", "so", "some", "than", "that", "the", "then", "this", "to", "was",
    "were", "when", "will", "with", "would",
];

/// The phrase around the word at `word`, given what is selected; both in bytes of the document.
/// `None` where there is nothing but the word, or where a phrase would not hold what it should.
pub(crate) fn around(document: &Document, word: &Range<usize>, selected: &Range<usize>) -> Option<String> {
    let (block, word) = place_of(document, word)?;
    let text = block.text.as_str();
    let chosen = match selected {
        range if range.is_empty() => None,
        range => selection(block, range).filter(|range| range.start <= word.start && word.end <= range.end),
    };
    let range = match chosen {
        Some(range) if range != word => range,
        _ => Some(compound(text, &word)).filter(|range| *range != word).or_else(|| name(text, &word))?,
    };
    let phrase = text.get(range)?.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = Phrases::new([phrase.as_str()]).covering(text, word);
    (!kept.is_empty()).then_some(phrase)
}

/// The phrase that tells what the word at `word` means: what [`around`] gives, else the word with what stands beside
/// it in its sentence. `None` where nothing does, or where the phrase would not be found there.
pub(crate) fn telling(document: &Document, word: &Range<usize>, selected: &Range<usize>) -> Option<String> {
    let phrase = around(document, word, selected);
    let (block, word) = place_of(document, word)?;
    let text = block.text.as_str();
    let phrase = phrase.or_else(|| {
        let sentence = sense::sentence(text, word.start);
        let before_end = text.get(..sentence.end)?;
        let beside = beside(before_end, &word, |range| range.start >= sentence.start && block.reads(range.clone()))?;
        Some(text.get(beside)?.split_whitespace().collect::<Vec<_>>().join(" "))
    })?;
    let phrase = uncapitalised(phrase);
    let found = Phrases::inflected([phrase.as_str()]).find_all(text);
    let holds = |range: &Range<usize>| range.start <= word.start && word.end <= range.end && *range != word;
    // What stands in code is no cue.
    found.iter().any(|found| holds(&found.range) && block.reads(found.range.clone())).then_some(phrase)
}

/// The word with its neighbour that says most of it: what it makes a compound with, what it does, whose it is; where
/// there are none of these, with what lies between it and the next word that says something.
/// Only words that `counts` says yes to are looked at.
fn beside(text: &str, word: &Range<usize>, counts: impl Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
    const MOST: usize = 4;
    let says = |range: &Range<usize>| {
        let word = text.get(range.clone()).unwrap_or_default().to_lowercase();
        !SAYS_LITTLE.contains(&word.as_str())
    };
    let whose = |range: &Range<usize>| {
        let word = text.get(range.clone()).unwrap_or_default().to_lowercase();
        OWNERS.contains(&word.as_str())
    };
    let further_back = |range: &Range<usize>| word_before(text, range.start).filter(&counts);
    let further_on = |range: &Range<usize>| next_word(text, range.end).filter(&counts);
    let (before, after) = (further_back(word), further_on(word));
    if let Some(before) = before.clone().filter(|before| says(before) && !whose(before)) {
        return Some(before.start..word.end);
    }
    if let Some(after) = after.clone().filter(says) {
        return Some(word.start..after.end);
    }
    if let Some(before) = before.clone().filter(whose) {
        return Some(before.start..word.end);
    }
    let all_before: Vec<_> = std::iter::successors(before, further_back).take(MOST).collect();
    let all_after: Vec<_> = std::iter::successors(after, further_on).take(MOST).collect();
    if let Some(after) = all_after.iter().find(|after| says(after)) {
        return Some(word.start..after.end);
    }
    let before = all_before.iter().find(|before| says(before)).or(all_before.last());
    before.map(|before| before.start..word.end).or_else(|| Some(word.start..all_after.last()?.end))
}

/// A phrase without the capital that only opens its sentence, so that it is found in the middle of one as well.
fn uncapitalised(phrase: String) -> String {
    let mut chars = phrase.chars();
    let first = chars.next().map(|first| first.to_lowercase());
    if chars.as_str().contains(char::is_uppercase) {
        return phrase;
    }
    first.into_iter().flatten().chain(chars).collect()
}

/// The block that a word stands in, and its bytes in the text that a reader sees.
fn place_of<'d>(document: &'d Document, word: &Range<usize>) -> Option<(&'d Block, Range<usize>)> {
    let block =
        document.blocks.iter().find(|block| block.source.start <= word.start && word.end <= block.source.end)?;
    Some((block, visible(block, word.start)?..visible(block, word.end.checked_sub(1)?)? + 1))
}

/// Where a byte of the document stands in the block's visible text.
fn visible(block: &Block, source: usize) -> Option<usize> {
    let run = block.runs().find(|run| run.source.contains(&source))?;
    Some(if run.is_exact() { run.range.start + (source - run.source.start) } else { run.range.start })
}

/// The whole words that are selected, in bytes of the visible text.
fn selection(block: &Block, selected: &Range<usize>) -> Option<Range<usize>> {
    let inside = |source: &Range<usize>| source.start < selected.end && selected.start < source.end;
    let first = block.runs().find(|run| inside(&run.source))?;
    let last = block.runs().rev().find(|run| inside(&run.source))?;
    let start = visible(block, selected.start.max(first.source.start))?;
    let end = visible(block, selected.end.min(last.source.end).checked_sub(1)?)? + 1;
    let text = block.text.get(start..end)?;
    let start = start + (text.len() - text.trim_start().len());
    Some(start..start + text.trim().len())
}

/// The hyphenated compound around the word; the word itself where there is none.
fn compound(text: &str, word: &Range<usize>) -> Range<usize> {
    let joins = |c: char| c.is_alphanumeric() || is_hyphen(c);
    let before = text.get(..word.start).unwrap_or_default();
    let after = text.get(word.end..).unwrap_or_default();
    let left = before.len() - before.trim_end_matches(joins).len();
    let right = after.len() - after.trim_start_matches(joins).len();
    let left = before.get(before.len() - left..).unwrap_or_default().trim_start_matches(is_hyphen).len();
    let right = after.get(..right).unwrap_or_default().trim_end_matches(is_hyphen).len();
    word.start - left..word.end + right
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// The run of capitalised words that a capitalised word stands in, if it is not alone.
fn name(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let is_capitalised = |word: &str| word.starts_with(char::is_uppercase);
    if !text.get(word.clone()).is_some_and(is_capitalised) {
        return None;
    }
    let mut run = word.clone();
    while let Some(next) = next_word(text, run.end).filter(|next| text.get(next.clone()).is_some_and(is_capitalised)) {
        run.end = next.end;
    }
    while let Some(previous) = word_before(text, run.start) {
        let found = text.get(previous.clone()).unwrap_or_default();
        if !is_capitalised(found) || OPENERS.contains(&found.to_lowercase().as_str()) {
            break;
        }
        run.start = previous.start;
    }
    (run != *word).then_some(run)
}

/// The word after one space, or one line break.
fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?.strip_prefix(char::is_whitespace)?;
    let start = text.len() - rest.len();
    let len = rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || is_hyphen(c)).len();
    (len > 0).then_some(start..start + len)
}

/// The word before one space, or one line break.
fn word_before(text: &str, until: usize) -> Option<Range<usize>> {
    let rest = text.get(..until)?.strip_suffix(char::is_whitespace)?;
    let start = rest.trim_end_matches(|c: char| c.is_alphanumeric() || is_hyphen(c)).len();
    (start < rest.len()).then_some(start..rest.len())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::check;
    use crate::policy::{HouseJudgement, Origin, Place, Rules};
    use crate::prose::{Format, read};
    use crate::sense::Sense;

    /// The phrase for the first word of the pair in `text`; `«` and `»` mark a selection.
    fn phrase(marked: &str) -> Option<String> {
        let start = marked.find('«');
        let text = marked.replace(['«', '»'], "");
        let end = marked.find('»').map(|at| at - '«'.len_utf8());
        let document = read(&text, Format::Markdown);
        let at = text.to_lowercase().find("customer").unwrap();
        let len = text[at..].find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - at);
        around(&document, &(at..at + len), &(start.unwrap_or(at)..end.unwrap_or(at)))
    }

    #[test]
    fn what_tells_the_meaning_is_the_word_beside_it() {
        let told = |text: &str| {
            let document = read(text, Format::Markdown);
            let at = text.to_lowercase().find("client").unwrap();
            let len = text[at..].find(|c: char| !(c.is_alphanumeric() || c == '’')).unwrap_or(text.len() - at);
            telling(&document, &(at..at + len), &(at..at))
        };
        for (text, expected) in [
            ("The HTTP client retries.", "HTTP client"),
            ("Every client connects to us.", "client connects"),
            ("Our clients pay.", "clients pay"),
            ("Clients pay.", "clients pay"),
            ("We wrote to our clients.", "our clients"),
            ("We wrote to the client.", "wrote to the client"),
            ("The client is on the line.", "client is on the line"),
            ("He called. For the client.", "for the client"),
            ("The client’s *laptop*.", "client’s laptop"),
            ("Open the Client Portal.", "Client Portal"),
            ("a client-side check", "client-side"),
            ("the `http` client waits", "client waits"),
        ] {
            assert_eq!(told(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(told("Client, to the gate!"), None);
        assert_eq!(told("# Clients\n\nWe pay."), None);
        assert_eq!(told("We pay. Clients. We pay."), None);
    }

    #[test]
    fn a_judgement_of_the_phrase_decides_what_the_word_means() {
        let text = "# Our clients\n\nThe HTTP client of our customers sends a request. Clients\ncall, and **our client**’s \
                    *lawyer* asks the\ncustomer.\n\n- Open the Client Portal: “client” or customer, as you like.\n- The \
                    `x` client.\n\n| A client | customers |\n|---|---|\n| the client-side check | for a customer |\n";
        let words = check::check(text, Format::Markdown, &Rules::default()).judged;
        let mut asked = 0;
        for (index, word) in words.iter().enumerate() {
            let document = read(text, Format::Markdown);
            let Some(phrase) = telling(&document, &word.range, &(word.range.start..word.range.start)) else { continue };
            asked += 1;
            for sense in [Sense::Party, Sense::Software, Sense::Name, Sense::Mention] {
                let place = Place { path: Path::new("/w/customary.toml").into(), text: "".into(), range: 0..0 };
                let origin = Origin { place, through: None };
                let entry = HouseJudgement { near: Phrases::inflected([&phrase]), sense, origin };
                let rules = Rules { judgements: vec![Arc::new(entry)], ..Rules::default() };
                let judged = check::check(text, Format::Markdown, &rules).judged;
                assert_eq!(judged[index].sense, sense, "{phrase}");
            }
        }
        // All but the lone cell, the word in quotation marks and the one beside code.
        assert_eq!((asked, words.len()), (11, 14));
    }

    #[test]
    fn a_name_is_its_run_of_capitals() {
        assert_eq!(phrase("The Red Hat Customer Portal opens.").unwrap(), "Red Hat Customer Portal");
        assert_eq!(phrase("# Customer\n\nThe Customer\nPortal opens."), None);
        assert_eq!(phrase("Our **Customer** Portal.").unwrap(), "Customer Portal");
        assert_eq!(phrase("See Sales. Customer Success helps.").unwrap(), "Customer Success");
        assert_eq!(phrase("Customers called."), None);
    }

    #[test]
    fn a_compound_is_hyphenated() {
        assert_eq!(phrase("a customer-facing page").unwrap(), "customer-facing");
        assert_eq!(phrase("a non-customer-facing page").unwrap(), "non-customer-facing");
        assert_eq!(phrase("our customer - she called"), None);
    }

    #[test]
    fn a_selection_counts_where_it_holds_more_than_the_word() {
        assert_eq!(phrase("our «customer success manager» called").unwrap(), "customer success manager");
        assert_eq!(phrase("our «customer\nsuccess » manager").unwrap(), "customer success");
        assert_eq!(phrase("our «*customer* success» manager").unwrap(), "customer success");
        assert_eq!(phrase("our «customer» called"), None);
        assert_eq!(phrase("our Customer Portal «opens»").unwrap(), "Customer Portal");
    }
}
