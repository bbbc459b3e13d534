//! Fixed phrases: what a term means in a compound that is settled, read from `data/phrases-*.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::passage::boundary;
use super::view::View;
use crate::terms::Phrases;

/// How far on each side of a word its phrase can reach, in bytes.
const REACH: usize = 64;

/// What a phrase decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// A name or fixed term: silent.
    Name,
    /// A program: silent.
    Software,
    /// A party, but a person should look at the swap.
    Review,
    /// It may be a name: at most a hint.
    Perhaps,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[cfg_attr(not(test), expect(dead_code, reason = "names the group in a failing test"))]
    id: String,
    verdict: Verdict,
    reason: String,
    phrases: Vec<String>,
    #[cfg(test)]
    examples: std::collections::HashMap<Verdict, Vec<String>>,
}

/// The phrase that an occurrence stands in.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) verdict: Verdict,
    /// The reason, for a person to read.
    pub(super) reason: String,
}

struct Compiled {
    groups: Vec<Group>,
    phrases: Phrases,
    /// The group of each phrase.
    of: Vec<usize>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let files = [
        data!("sense/data/phrases-computing"),
        data!("sense/data/phrases-law-and-finance"),
        data!("sense/data/phrases-products"),
        data!("sense/data/phrases-business"),
    ];
    let groups: Vec<Group> = files.into_iter().flat_map(|file: File| file.group).collect();
    let of = groups.iter().enumerate().flat_map(|(index, group)| group.phrases.iter().map(move |_| index)).collect();
    let phrases = Phrases::new(groups.iter().flat_map(|group| &group.phrases));
    Compiled { groups, phrases, of }
});

/// Fills the tables.
pub(super) fn get_ready() {
    LazyLock::force(&COMPILED);
}

/// The longest fixed phrase that covers an occurrence.
pub(super) fn phrase(view: &View<'_>) -> Option<Fixed> {
    let text = &view.passage.block.text;
    let hit = &view.occurrence.hit.range;
    let start = boundary(text, hit.start.saturating_sub(REACH));
    let end = boundary(text, hit.end + REACH);
    let near = text.get(start..end)?;
    let compiled = &*COMPILED;
    let found = compiled.phrases.covering(near, hit.start - start..hit.end - start).into_iter().next()?;
    let group = compiled.of.get(found.phrase).and_then(|index| compiled.groups.get(*index))?;
    let words = near.get(found.range)?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Fixed { verdict: group.verdict, reason: group.reason.replace("{}", &words) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{self, Format};
    use crate::sense::{Doubt, Sense, judge, occurrences};

    #[test]
    fn every_example_comes_out_as_its_verdict() {
        for group in &COMPILED.groups {
            assert!(!group.examples.is_empty(), "{} has no examples", group.id);
            for (verdict, text) in
                group.examples.iter().flat_map(|(verdict, texts)| texts.iter().map(move |t| (verdict, t)))
            {
                let document = prose::read(text, Format::PlainText);
                let judgement = judge(&document, &occurrences(&document)).remove(0);
                match verdict {
                    Verdict::Name => assert_eq!(judgement.sense, Sense::Name, "{text}"),
                    Verdict::Software => assert_eq!(judgement.sense, Sense::Software, "{text}"),
                    Verdict::Review => {
                        assert_eq!(judgement.sense, Sense::Party, "{text}");
                        assert!(judgement.doubts.contains(&Doubt::SettledCompound), "{text}");
                        assert!(judgement.confidence >= crate::sense::threshold(), "{text}");
                    }
                    Verdict::Perhaps => {
                        assert!(judgement.confidence < crate::sense::threshold(), "{text}");
                        assert!(!judgement.doubts.is_empty(), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_phrase_holds_a_term() {
        for phrase in COMPILED.groups.iter().flat_map(|group| &group.phrases) {
            let lower = phrase.to_lowercase();
            assert!(lower.contains("client") || lower.contains("customer"), "{phrase}");
        }
    }

    #[test]
    fn knowing_your_customer_as_advice_is_no_term() {
        let document = prose::read("Know your customer and what he needs.", Format::PlainText);
        let judgement = judge(&document, &occurrences(&document)).remove(0);
        assert_eq!(judgement.sense, Sense::Party);
    }
}
