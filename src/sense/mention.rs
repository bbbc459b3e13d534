//! The word talked about as a word, and the two words set against each other.

use std::ops::Range;

use super::view::View;
use super::wordlists::MENTIONS;
use crate::prose::{BlockKind, Document};
use crate::terms::Number;

/// What a document's occurrences say of it as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It uses its words.
    Plain,
    /// It explains words: headings and bold words are entries.
    Glossary,
    /// It is about the difference between the two words.
    Contrasting,
}

/// Whether the word is talked about here, or set against the other; why.
/// `parties` are the tokens of the passage that are the other term and no software.
pub(super) fn mention(view: &View<'_>, manner: Manner, parties: &[usize]) -> Option<&'static str> {
    if quoted_alone(view) {
        return Some("it stands alone in quotation marks");
    }
    if named(view) {
        return Some("it is named as a word");
    }
    if let Some(reason) = contrast(view, parties) {
        return Some(reason);
    }
    if entry(view, manner) {
        return Some("it is the entry that is explained");
    }
    definition(view, manner).then_some("it is being defined")
}

/// Whether the two words are set against each other or side by side.
pub(super) fn contrast(view: &View<'_>, parties: &[usize]) -> Option<&'static str> {
    let sentence = view.sentence();
    let others: Vec<usize> = parties.iter().copied().filter(|at| sentence.contains(at)).collect();
    if others.is_empty() {
        return None;
    }
    let side_by_side = others.iter().any(|other| {
        let between = (*other).min(view.at) + 1..(*other).max(view.at);
        !between.is_empty() && between.len() <= 4 && between.into_iter().all(|at| joins(view, at))
    });
    if side_by_side {
        return Some("the two words stand side by side");
    }
    let contrasted = sentence.into_iter().any(|at| MENTIONS.contrasting.has(view.word(at)));
    contrasted.then_some("the sentence sets the two words against each other")
}

fn joins(view: &View<'_>, at: usize) -> bool {
    match view.mark(at) {
        Some(mark) => matches!(mark, '/' | ',' | '&' | '(' | ')' | '"' | '“' | '”' | '.'),
        None => MENTIONS.joining.has(view.word(at)),
    }
}

fn quoted_alone(view: &View<'_>) -> bool {
    let opening = |mark: char| matches!(mark, '"' | '“' | '‘' | '\'' | '«' | '„' | '`');
    let closing = |mark: char| matches!(mark, '"' | '”' | '’' | '\'' | '»' | '“');
    let mut before = view.at;
    if before > 0 && matches!(view.word(before - 1), "a" | "an" | "the" | "our") {
        before -= 1;
    }
    let opened = before.checked_sub(1).and_then(|at| view.mark(at)).is_some_and(opening);
    // A closing mark may have been read as the apostrophe of a plural possessive: ‘clients’.
    let bare_apostrophe = view.occurrence.hit.form.possessive.is_some_and(|possessive| possessive.s.is_none());
    let after = match view.mark(view.at + 1) {
        Some(',' | '.' | ';' | '?' | '!') => view.mark(view.at + 2),
        mark => mark,
    };
    opened && (bare_apostrophe || after.is_some_and(closing))
}

fn named(view: &View<'_>) -> bool {
    let Some(mut at) = view.at.checked_sub(1) else { return false };
    if matches!(view.word(at), "a" | "an" | "the") {
        let Some(before) = at.checked_sub(1) else { return false };
        at = before;
    }
    let pair = || at.checked_sub(1).map(|before| format!("{} {}", view.word(before), view.word(at)));
    MENTIONS.naming.has(view.word(at)) || pair().is_some_and(|pair| MENTIONS.naming_pairs.contains(&pair))
}

/// `## Client` in a glossary, `**Customer** - somebody who` anywhere.
fn entry(view: &View<'_>, manner: Manner) -> bool {
    let block = view.passage.block;
    let opens = view.at == 0;
    let alone = opens && view.passage.tokens.len() == 1;
    let explaining = manner != Manner::Plain;
    if alone
        && explaining
        && matches!(block.kind, BlockKind::Heading(_) | BlockKind::Cell { .. } | BlockKind::Paragraph)
    {
        return true;
    }
    let separated = matches!(view.mark(view.at + 1), Some(':' | '-' | '–' | '—'));
    let strong = view.token(view.at).is_some_and(|token| view.passage.style(token).strong);
    let article =
        matches!(view.word(view.at + 2), "a" | "an" | "the" | "any" | "this" | "someone" | "somebody" | "anyone");
    let around = [view.at.checked_sub(1), Some(view.at + 1)];
    let strong_around =
        around.into_iter().flatten().filter_map(|at| view.token(at)).any(|token| view.passage.style(token).strong);
    // In a glossary a bold word in running text points to its entry.
    let singular = view.occurrence.hit.form.number == Number::Singular;
    let pointer = manner == Manner::Glossary && strong && singular && !strong_around;
    opens && separated && (explaining || strong && article) || pointer
}

/// *A client is a person who …*
fn definition(view: &View<'_>, manner: Manner) -> bool {
    let Some(article) = view.at.checked_sub(1) else { return false };
    let generic = matches!(view.word(article), "a" | "an" | "any" | "the");
    let start: Range<usize> = view.sentence();
    let opens = article.saturating_sub(start.start) <= 1;
    let verb = matches!(view.word(view.at + 1), "is" | "means" | "refers" | "denotes" | "designates" | "includes");
    if !(generic && opens && verb) {
        return false;
    }
    manner == Manner::Contrasting || (view.at + 2..view.at + 6).any(|at| MENTIONS.defining.has(view.word(at)))
}

/// Whether the document's title says that it explains words.
pub(super) fn is_glossary(document: &Document) -> bool {
    let titles = document.blocks.iter().take(12).filter(|block| match &block.kind {
        BlockKind::Heading(level) => *level == 1,
        BlockKind::FrontMatter { key } => key == "title",
        _ => false,
    });
    titles
        .flat_map(|block| block.text.split(|character: char| !character.is_alphabetic()))
        .any(|word| MENTIONS.glossary.has(&word.to_ascii_lowercase()))
}
