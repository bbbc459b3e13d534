//! Names recognised by their shape: title case, labels, acronyms, packages, fields and records.

use std::ops::Range;

use super::passage::{Kind, Passage};
use super::view::{Capitals as Written, Joint, View};
use super::wordlists::{LANGUAGES, NAMES};
use crate::prose::{Block, BlockKind};
use crate::terms::Inflection;

/// What the shape of a word and its neighbours says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// It is no word of English text, whatever stands around it.
    Apart(&'static str),
    /// It is part of a name.
    Name(&'static str),
    /// It may be one: nothing to report loudly or to swap unseen.
    Perhaps(&'static str),
    /// It reads as a party, but the capital may mean something: not to be swapped unseen.
    Party(&'static str),
}

/// Whether an occurrence is part of a name.
pub(super) fn naming(view: &View<'_>) -> Option<Naming> {
    foreign(view)
        .or_else(|| glued(view))
        .or_else(|| trail(view))
        .or_else(|| key(view))
        .or_else(|| record(view))
        .or_else(|| acronym(view))
        .or_else(|| label(view))
        .or_else(|| capitals(view))
}

/// What the capitals of a term of the house can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Capitals {
    /// Nothing: the term is written with them.
    OfTheTerm,
    /// Nothing at the start of a sentence, where a request begins: *Contact Acme*.
    OfARequest,
    /// What they tell of any word.
    Telling,
}

/// Whether a term of the house is part of a name.
pub(super) fn naming_of_term(view: &View<'_>, own: Capitals) -> Option<Naming> {
    let shape = glued(view).or_else(|| trail(view));
    if shape.is_some() || own == Capitals::OfTheTerm {
        return shape;
    }
    let named = || match capitals(view) {
        Some(Naming::Name(_)) if own == Capitals::OfARequest && view.opens_sentence(view.at) => None,
        // *Member IDs*: an acronym tells less than a word that need not have its capital.
        Some(Naming::Name(reason)) if view.opens_sentence(view.at) && !capital_follows(view) => {
            Some(Naming::Perhaps(reason))
        }
        other => other,
    };
    let listed = || key(view).map(|_| Naming::Perhaps("a key in a list"));
    label(view).or_else(named).or_else(listed)
}

/// Whether the next word is capitalised, and not all of it.
fn capital_follows(view: &View<'_>) -> bool {
    view.after(view.at).is_some_and(|(at, _)| view.capitals(at) == Written::First)
}

/// *les clients de notre service*: a word of another language.
fn foreign(view: &View<'_>) -> Option<Naming> {
    let foreign = view.sentence.is_foreign(view.passage);
    foreign.then_some(Naming::Apart("the text is in another language"))
}

/// Whether some tokens of a passage are of another language than English.
pub(super) fn is_foreign(passage: &Passage<'_>, tokens: Range<usize>) -> bool {
    let (mut english, mut other) = (0, 0);
    for token in passage.tokens.get(tokens).unwrap_or_default() {
        let word = passage.word(token);
        english += usize::from(LANGUAGES.english.has(word));
        other += usize::from(LANGUAGES.other.has(word));
        if english > 2 && english >= other {
            return false;
        }
    }
    other > 1 && other > 2 * english
}

/// `customer.io`, `${client}`, `<client-name>`, `client@example.com`.
fn glued(view: &View<'_>) -> Option<Naming> {
    let passage = view.passage;
    let previous = view.at.checked_sub(1);
    let word_before = previous.is_some_and(|at| passage.touches_next(at) && view.mark(at).is_none());
    // `customers.With` is a full stop without its space.
    let full_stop = |at: usize| {
        let text = view.token(at).map(|token| passage.text(token)).unwrap_or_default();
        text.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_uppercase))
    };
    let word_after = passage.touches_next(view.at) && view.mark(view.at + 1).is_none() && !full_stop(view.at + 1);
    let mark_before = previous.filter(|at| passage.touches_next(*at)).and_then(|at| view.mark(at));
    let mark_after = passage.touches_next(view.at).then(|| view.mark(view.at + 1)).flatten();
    let address = mark_after == Some('@') || mark_before == Some('@');
    let placeholder = matches!(mark_before, Some('<' | '{' | '$' | '%' | '#' | '\\' | '='));
    (word_before || word_after || address || placeholder || is_path(view))
        .then_some(Naming::Apart("part of an identifier or address"))
}

/// `client/html/basket`, `a/client/b`: two slashes without spaces; one slash after *the folder*.
fn is_path(view: &View<'_>) -> bool {
    let slash = |at: usize| view.mark(at) == Some('/') && view.passage.touches_next(at);
    let of_files = |at: Option<usize>| {
        let word = at.map_or("", |at| view.word(at));
        matches!(
            word,
            "directory" | "folder" | "path" | "file" | "files" | "under" | "namespace" | "package" | "module"
        )
    };
    let joined = view.passage.touches_next(view.at);
    if joined && slash(view.at + 1) && of_files(view.at.checked_sub(1)) {
        return true;
    }
    if matches!(view.left(), "the" | "a" | "an" | "our" | "your") {
        return false;
    }

    let first = (0..4)
        .filter_map(|back| view.at.checked_sub(back))
        .take_while(|at| *at == view.at || view.passage.touches_next(*at));
    let start = first.last().unwrap_or(view.at);
    let end = (view.at..view.at + 4).take_while(|at| *at == view.at || view.passage.touches_next(at - 1)).last();
    (start..=end.unwrap_or(view.at)).filter(|at| view.mark(*at) == Some('/')).count() >= 2
}

/// `Reports > Customer > Captcha`.
fn trail(view: &View<'_>) -> Option<Naming> {
    let capital = view.capitals(view.at) != Written::None;
    let arrow = |at: Option<usize>| {
        at.is_some_and(|at| match view.mark(at) {
            // The end of a tag that was written out touches what is before it, and a comparison has no capitals.
            Some('>') => at
                .checked_sub(1)
                .is_none_or(|before| view.mark(before) == Some('-') || capital && !view.passage.touches_next(before)),
            mark => mark.is_some_and(|mark| "→›»▸⇒".contains(mark)),
        })
    };
    let mut before = (view.sentence().start..view.at).rev();
    let near_before = before.by_ref().take(3).find(|at| view.mark(*at).is_some());
    let near_after = (view.at + 1..view.at + 4).find(|at| view.mark(*at).is_some());
    let dash_arrow = near_after.filter(|at| view.mark(*at) == Some('-')).map(|at| at + 1);
    (arrow(near_before) || arrow(near_after) || arrow(dash_arrow)).then_some(Naming::Name("a step of a menu path"))
}

/// `* customer : reads and saves the data`.
fn key(view: &View<'_>) -> Option<Naming> {
    let small = view.capitals(view.at) == Written::None && view.occurrence.hit.form.possessive.is_none();
    let opens = view.at == 0 && view.occurrence.hit.range.start == 0;
    let mark = view.mark(view.at + 1);
    let separated = mark == Some(':') || matches!(mark, Some('-' | '–' | '—')) && !view.passage.touches_next(view.at);
    (small && opens && separated && view.passage.block.listed).then_some(Naming::Name("a key in a list"))
}

/// *a Stripe customer*, *the customer object*.
fn record(view: &View<'_>) -> Option<Naming> {
    if view.occurrence.hit.term == 0 {
        return None;
    }
    let singular = view.occurrence.hit.form.inflection == Inflection::Base;
    let record = NAMES.record_nouns.has(view.right());
    if singular && NAMES.vendors.has(view.left()) && (record || !view.attributive()) {
        return Some(Naming::Name("a record in that firm's system"));
    }
    (singular && record).then_some(Naming::Perhaps("a record or a field of a system"))
}

/// *Customer Experience (CX)*, *CX: customer experience*.
fn acronym(view: &View<'_>) -> Option<Naming> {
    let sentence = view.sentence();
    let reach = view.at.saturating_sub(8).max(sentence.start)..(view.at + 9).min(sentence.end);
    for at in reach.clone().filter(|at| *at != view.at && view.capitals(*at) == Written::All) {
        let Some(token) = view.token(at) else { continue };
        let letters: Vec<char> = view.passage.text(token).chars().filter(char::is_ascii_uppercase).collect();
        if !(2..=6).contains(&letters.len()) {
            continue;
        }
        let words = |range: std::ops::Range<usize>| -> Vec<usize> {
            range.filter(|at| !view.word(*at).is_empty() && !NAMES.title_links.has(view.word(*at))).collect()
        };
        let phrase = if at > view.at {
            let before = words(reach.start..at);
            before.get(before.len().saturating_sub(letters.len())..).unwrap_or_default().to_vec()
        } else {
            words(at + 1..reach.end).into_iter().take(letters.len()).collect()
        };
        let spelled = phrase.len() == letters.len()
            && phrase.iter().zip(&letters).all(|(at, letter)| stands_for(view.word(*at), letter.to_ascii_lowercase()));
        if spelled && phrase.contains(&view.at) {
            let capital = view.capitals(view.at) != Written::None;
            let reason = "an acronym stands for it";
            return Some(if capital { Naming::Name(reason) } else { Naming::Perhaps(reason) });
        }
    }
    None
}

/// Whether a letter of an acronym stands for a word; X stands for *experience*.
fn stands_for(word: &str, letter: char) -> bool {
    word.starts_with(letter) || letter == 'x' && word.starts_with("ex")
}

/// Bold or quoted labels of an interface, and what says that they are labels.
fn label(view: &View<'_>) -> Option<Naming> {
    if view.capitals(view.at) == Written::None {
        return None;
    }
    if !view.passage.titled && !view.opens_sentence(view.at) && NAMES.label_nouns.has(view.right()) {
        return Some(Naming::Name("a label of an interface"));
    }
    let start = marked_from(view)?;
    let told = (start.saturating_sub(5)..start).any(|at| NAMES.label_verbs.has(view.word(at)));
    let inside = start < view.at && view.capitals(start) != Written::None && sentence_case(view, start);
    (told || inside).then_some(Naming::Name("a label of an interface"))
}

/// The first token of the bold run or the quotation that the occurrence stands in, if it stands in one.
fn marked_from(view: &View<'_>) -> Option<usize> {
    let strong = |at: usize| view.token(at).is_some_and(|token| view.passage.style(token).strong);
    let first = view.sentence().start;
    if strong(view.at) && !matches!(view.passage.block.kind, BlockKind::Heading(_)) {
        return (first..=view.at).rev().take_while(|at| strong(*at)).last();
    }
    let open =
        (first..view.at).rev().take(6).find(|at| matches!(view.mark(*at), Some('“' | '"' | '‘' | '”' | '\'')))?;
    (view.mark(open) != Some('”')).then_some(open + 1)
}

/// Whether a label that starts at `start` has its other words in lower case, so that a capital inside means something.
fn sentence_case(view: &View<'_>, start: usize) -> bool {
    (start + 1..view.at).any(|at| {
        view.capitals(at) == Written::None && !NAMES.title_links.has(view.word(at)) && !view.word(at).is_empty()
    })
}

/// Capitals inside a sentence.
fn capitals(view: &View<'_>) -> Option<Naming> {
    let own = view.capitals(view.at);
    if own == Written::None || own == Written::All && shouted(view) {
        return None;
    }
    let singular = view.occurrence.hit.form.inflection == Inflection::Base;
    let opens = view.opens_sentence(view.at);
    if view.passage.titled {
        // There capitals say nothing, except in the title of what a link leads to.
        return title_of_link(view).then_some(Naming::Name("part of the title of something linked"));
    }
    let right = view.after(view.at).filter(|(_, joint)| *joint == Joint::Space).map(|(at, _)| at);
    let right_capital = right.is_some_and(|at| view.term(at).is_none() && part_of_name(view, at));
    if singular && view.occurrence.hit.form.possessive.is_none() && right_capital {
        return Some(Naming::Name("capitalised with the word after it"));
    }
    let linked = right.is_some_and(|at| {
        matches!(view.word(at), "and" | "&") && view.term(at + 1).is_none() && part_of_name(view, at + 1)
    });
    if linked && view.mark(view.at + 1).is_none_or(|mark| mark == '&') {
        return Some(Naming::Name("capitalised with the words after it"));
    }
    if opens {
        return None;
    }
    let left = view.before(view.at).map(|(at, _)| at).filter(|at| part_of_name(view, *at));
    if left.is_some_and(|at| !view.opens_sentence(at) || !NAMES.function_words.has(view.word(at))) {
        let reason = "capitalised with the word before it";
        return Some(if singular { Naming::Name(reason) } else { Naming::Party(reason) });
    }
    if own == Written::All && NAMES.stressing.has(view.left()) {
        return None;
    }
    let reason = "capitalised inside a sentence, like a defined term";
    Some(if singular { Naming::Perhaps(reason) } else { Naming::Party(reason) })
}

/// *[Acme Customer Playbook](…)* in a cell or list of links.
fn title_of_link(view: &View<'_>) -> bool {
    let linked = |at: usize| view.token(at).is_some_and(|token| view.passage.style(token).link);
    let beside = |at: Option<(usize, Joint)>| at.is_some_and(|(at, _)| linked(at) && part_of_name(view, at));
    !matches!(view.passage.block.kind, BlockKind::Heading(_))
        && linked(view.at)
        && beside(view.before(view.at))
        && beside(view.after(view.at))
}

/// Whether a word is capitalised and can belong to a name.
fn part_of_name(view: &View<'_>, at: usize) -> bool {
    view.capitals(at) != Written::None
        && view.word(at) != "i"
        && !NAMES.function_words.has(view.word(at))
        && view.token(at).is_some_and(|token| token.kind != Kind::Code)
}

/// Whether the words around are in capitals too, so that they mean nothing.
fn shouted(view: &View<'_>) -> bool {
    let shout = |at: Option<(usize, Joint)>| at.is_some_and(|(at, _)| view.capitals(at) == Written::All);
    shout(view.before(view.at)) || shout(view.after(view.at)) || view.sentence().len() < 3
}

/// Whether a block is a heading, a head of a table, or written like one: there capitals tell nothing.
pub(super) fn titled(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Heading(_) | BlockKind::Cell { header: true, .. } => true,
        BlockKind::FrontMatter { key } => key.contains("title"),
        BlockKind::Paragraph | BlockKind::Cell { .. } => {
            if block.text.len() > 80 || block.text.trim_end().ends_with(['.', '!', ';']) {
                return false;
            }
            let long: Vec<&str> = block.text.split_whitespace().filter(|word| word.len() > 3).collect();
            long.len() > 1 && long.iter().all(|word| word.starts_with(|c: char| !c.is_lowercase()))
        }
    }
}
