//! Where the code of a document calls something by one of the words: `FROM customer` makes the customers of the text
//! around it rows of that table, and a swap would part the text from its code.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::verdict::Scene;
use crate::prose::{Document, Host, Spliced};
use crate::sense::{Doubt, Judgement, Occurrence, Sense};
use crate::terms;

/// Before the name of a table.
const KEYWORDS: &[&str] = &["from", "join", "into", "table", "update"];

/// The names in the code of a document, once somebody asks.
#[derive(Debug, Default)]
pub(super) struct CodeNames(OnceCell<Names>);

#[derive(Debug)]
struct Names {
    /// One for each stretch of code.
    stretches: Vec<Stretch>,
    /// In which sections a term is one.
    sections: HashSet<(usize, usize)>,
}

/// A stretch of code.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// Which terms are a name in it.
    named: [bool; 2],
    section: Option<usize>,
}

impl Stretch {
    fn of(scene: Scene<'_>, code: &Range<usize>) -> Self {
        Self { named: named_in(scene.text, code), section: section_of(scene.document, code) }
    }

    /// The terms that are a name in its section.
    fn names(&self) -> impl Iterator<Item = (usize, usize)> {
        let terms = self.named.into_iter().enumerate().filter(|(_, named)| *named);
        self.section.into_iter().flat_map(move |section| terms.clone().map(move |(term, _)| (section, term)))
    }
}

impl Names {
    fn of(stretches: Vec<Stretch>) -> Self {
        Self { sections: stretches.iter().flat_map(Stretch::names).collect(), stretches }
    }
}

impl CodeNames {
    fn all(&self, scene: Scene<'_>) -> &HashSet<(usize, usize)> {
        let stretches = || scene.document.code.iter().map(|code| Stretch::of(scene, code)).collect();
        &self.0.get_or_init(|| Names::of(stretches())).sections
    }

    /// A judgement that gives pause before a swap in a section whose code calls something by the same word.
    pub(super) fn doubted(&self, scene: Scene<'_>, occurrence: &Occurrence, judgement: &Judgement) -> Judgement {
        let mut judgement = judgement.clone();
        if judgement.sense == Sense::Party
            && judgement.doubts.is_empty()
            && let Some(block) = scene.document.blocks.get(occurrence.block)
            && block.host == Host::Text
            && let Some(section) = block.section
            && self.all(scene).contains(&(section, occurrence.hit.term))
        {
            judgement.doubts.push(Doubt::NamedInCode);
        }
        judgement
    }

    /// Goes on to the document after an edit. Gives the sections, by their index now, in which a term is a name that was
    /// none, or no more.
    pub(super) fn follow(&mut self, scene: Scene<'_>, spliced: &Spliced) -> HashSet<usize> {
        let Some(Names { mut stretches, sections: before }) = self.0.take() else { return HashSet::new() };
        let fresh = scene.document.code.get(spliced.code.fresh()).unwrap_or_default();
        if stretches.len() + fresh.len() != scene.document.code.len() + spliced.code.gone {
            return before.into_iter().chain(self.all(scene).iter().copied()).map(|(section, _)| section).collect();
        }
        let fresh: Vec<Stretch> = fresh.iter().map(|code| Stretch::of(scene, code)).collect();
        stretches.splice(spliced.code.gone(), fresh);
        if !spliced.sections.is_none() {
            move_to_sections(&mut stretches, scene.document, spliced);
        }
        let now = Names::of(stretches);
        let before = before.into_iter().filter_map(|(section, term)| Some((spliced.sections.now(section)?, term)));
        let other =
            before.collect::<HashSet<_>>().symmetric_difference(&now.sections).map(|(section, _)| *section).collect();
        _ = self.0.set(now);
        other
    }
}

/// Tells stretches of code the sections that they are in after an edit.
fn move_to_sections(stretches: &mut [Stretch], document: &Document, spliced: &Spliced) {
    let begins = |block: usize| document.blocks.get(block).map_or(usize::MAX, |block| block.source.start);
    let (head, settled) = (begins(spliced.head), begins(spliced.settled));
    for (stretch, code) in stretches.iter_mut().zip(&document.code).skip_while(|(_, code)| code.start < head) {
        let moved = stretch.section.filter(|_| code.start >= settled).and_then(|section| spliced.sections.now(section));
        stretch.section = moved.or_else(|| section_of(document, code));
    }
}

/// The section of a stretch of code.
fn section_of(document: &Document, code: &Range<usize>) -> Option<usize> {
    let before = document.blocks.partition_point(|block| block.source.start <= code.start);
    before.checked_sub(1).and_then(|at| document.blocks.get(at)).and_then(|block| block.section)
}

/// Which terms stand as a name in a stretch of code.
fn named_in(text: &str, code: &Range<usize>) -> [bool; 2] {
    let code = text.get(code.clone()).unwrap_or_default();
    let mut named = [false; 2];
    for hit in terms::find(code).into_iter().filter(|hit| is_name(code, hit.range.clone())) {
        named.get_mut(hit.term).into_iter().for_each(|named| *named = true);
    }
    named
}

/// Whether a word in code is a name, as its signs or its keyword show, and not part of a comment or a text.
fn is_name(code: &str, word: Range<usize>) -> bool {
    let before = code.get(..word.start).unwrap_or_default();
    let mut after = code.get(word.end..).unwrap_or_default().chars();
    let (last, next, one_more) = (before.chars().next_back(), after.next(), after.next());
    let quoted = last == next && matches!(last, Some('"' | '\'' | '`'));
    let member = last == Some('.') || next == Some('.') && one_more.is_some_and(char::is_alphanumeric);
    let keyword = before.split_whitespace().next_back().unwrap_or_default();
    quoted
        || member
        || matches!(last, Some('@' | '$'))
        || matches!(next, Some('(' | '[' | '='))
        || KEYWORDS.iter().any(|of_sql| keyword.eq_ignore_ascii_case(of_sql))
}

#[cfg(test)]
mod tests {
    use crate::check::{Applicability, check};
    use crate::policy::{Prefer, Rules};
    use crate::prose::Format;

    const TEXT: &str = "# Accounts\n\nOur customers pay each month.\n\n# Tables\n\nOur customers pay each month.\n\n";

    /// Whether the swap of each finding waits for a person.
    fn waits(text: &str) -> Vec<bool> {
        let rules = Rules { prefer: Prefer::Client, ..Rules::default() };
        let findings = check(text, Format::Markdown, &rules).findings;
        findings.iter().filter_map(|f| f.fix.as_ref()).map(|fix| fix.applicability == Applicability::Review).collect()
    }

    #[test]
    fn a_name_in_the_code_of_a_section_gives_pause() {
        assert_eq!(waits(TEXT), [false, false]);
        assert_eq!(waits(&format!("{TEXT}```sql\nSELECT * FROM customer;\n```\n")), [false, true]);
        assert_eq!(waits(&format!("{TEXT}```sql\nSELECT customer_id FROM person;\n```\n")), [false, false]);
        assert_eq!(waits(&format!("{TEXT}```py\n# Bills of customers, sent.\nrun()\n```\n")), [false, false]);
        assert_eq!(waits(&format!("{TEXT}```py\ncustomer.save()\n```\n")), [false, true]);
        assert_eq!(waits(&format!("{TEXT}```js\nnew Client()\n```\n")), [false, false]);
    }
}
