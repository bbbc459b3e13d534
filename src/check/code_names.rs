//! Where the code of a document calls something by one of the words: `FROM customer` makes the customers of the text
//! around it rows of that table, and a swap would part the text from its code.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::verdict::Scene;
use crate::prose::{Document, Host};
use crate::sense::{Doubt, Judgement, Occurrence, Sense};
use crate::terms;

/// Before the name of a table.
const KEYWORDS: &[&str] = &["from", "join", "into", "table", "update"];

/// The names in the code of a document, once somebody asks: in which sections a term is one.
#[derive(Debug, Default)]
pub(super) struct CodeNames(OnceCell<HashSet<(usize, usize)>>);

impl CodeNames {
    fn all(&self, scene: Scene<'_>) -> &HashSet<(usize, usize)> {
        self.0.get_or_init(|| named_in(scene.text, scene.document))
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

    /// Whether they are those of the document before.
    pub(super) fn are_those_of(&self, scene: Scene<'_>, before: &Self) -> bool {
        before.0.get().is_some_and(|before| before == self.all(scene))
    }
}

/// The sections in whose code a term stands as a name, with the term.
fn named_in(text: &str, document: &Document) -> HashSet<(usize, usize)> {
    let mut out = HashSet::new();
    for code in &document.code {
        let before = document.blocks.partition_point(|block| block.source.start <= code.start);
        let section = before.checked_sub(1).and_then(|at| document.blocks.get(at)).and_then(|block| block.section);
        let (Some(section), Some(code)) = (section, text.get(code.clone())) else { continue };
        let names = terms::find(code).into_iter().filter(|hit| is_name(code, hit.range.clone()));
        out.extend(names.map(|hit| (section, hit.term)));
    }
    out
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
