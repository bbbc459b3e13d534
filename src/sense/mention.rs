//! The word talked about as a word, and the two words set against each other.

use std::ops::Range;

use super::lexicon::{Place, lexicon};
use super::view::{Joint, View};
use super::wordlists::MENTIONS;
use crate::prose::{BlockKind, Document, Host};
use crate::terms::Inflection;

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

/// How a word is talked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mention {
    /// It stands alone in quotation marks.
    Quoted,
    /// It stands alone in italics.
    Italic,
    /// It is named as a word.
    Named,
    /// The two words stand side by side.
    Beside,
    /// The sentence sets the two words against each other.
    Contrasted,
    /// It is the entry that is explained.
    Entry,
    /// It is being defined.
    Defined,
}

impl Mention {
    /// What was seen, for a person to read.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Mention::Quoted => "it stands alone in quotation marks",
            Mention::Italic => "it stands alone in italics, as words that are talked about do",
            Mention::Named => "it is named as a word",
            Mention::Beside => "the two words stand side by side",
            Mention::Contrasted => "the sentence sets the two words against each other",
            Mention::Entry => "it is the entry that is explained",
            Mention::Defined => "it is being defined",
        }
    }

    /// Whether whoever writes so gives the two words meanings of their own.
    pub(super) fn tells_apart(self) -> bool {
        !matches!(self, Mention::Quoted | Mention::Italic | Mention::Named)
    }
}

/// A cue that weighs less makes the word beside it a program.
const PROGRAM: f32 = -2.0;

/// At most so many tokens stand between two words that are set against each other.
const OPPOSED: usize = 7;

/// At most so many tokens stand between what names two words and the second of them.
const COORDINATED: usize = 4;

/// At most so many tokens stand between two items of a list.
const LISTED: usize = 16;

/// How an occurrence is talked about, as far as its own block tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mentions {
    plain: Option<Mention>,
    glossary: Option<Mention>,
    contrasting: Option<Mention>,
    /// How it is set against the other word, if it is.
    pub(super) contrast: Option<Mention>,
    /// Whether the two words are items of one list.
    pub(super) listed: bool,
}

impl Mentions {
    pub(super) fn of(view: &View<'_>) -> Self {
        let others = others(view);
        let contrast = contrast(view, others);
        let anywhere = talked_about(view).or(contrast);
        let mention = |manner| anywhere.or_else(|| in_manner(view, manner));
        Self {
            plain: mention(Manner::Plain),
            glossary: mention(Manner::Glossary),
            contrasting: mention(Manner::Contrasting),
            contrast,
            listed: listed(view, others),
        }
    }

    /// Whether the word is talked about in a document of this manner, or set against the other, and how.
    pub(super) fn of_manner(&self, manner: Manner) -> Option<Mention> {
        match manner {
            Manner::Plain => self.plain,
            Manner::Glossary => self.glossary,
            Manner::Contrasting => self.contrasting,
        }
    }
}

/// The tokens near a view that are the other term and, by their compound, no program.
fn others<'a>(view: &View<'a>) -> &'a [usize] {
    let lexicon = lexicon();
    let computing = |place, beside: Option<(usize, Joint)>| {
        let word = beside.map_or("", |(at, _)| view.word(at));
        lexicon.cue(place, word).is_some_and(|cue| lexicon.lean(cue) < PROGRAM)
    };
    let program = |at: usize| computing(Place::Before, view.before(at)) || computing(Place::After, view.after(at));
    let own = view.occurrence.hit.term;
    if !view.sentence.is_near_other_than(own) {
        return &[];
    }
    let parties = view.sentence.parties(view.passage, |term, at| term == 1 || !program(at));
    parties.get(1 - own.min(1)).map_or(&[], Vec::as_slice)
}

/// Whether the word is talked about here, whatever document it stands in, and how.
fn talked_about(view: &View<'_>) -> Option<Mention> {
    match () {
        () if quoted_alone(view) => Some(Mention::Quoted),
        () if named(view) || explained(view) => Some(Mention::Named),
        () if italic_alone(view) => Some(Mention::Italic),
        () => None,
    }
}

/// The same for what depends on the document's manner.
fn in_manner(view: &View<'_>, manner: Manner) -> Option<Mention> {
    // Where all is about the difference, such a word need not stand between the two.
    let beside = || view.is_beside_other() && view.sentence.opposes(view.passage);
    if manner == Manner::Contrasting && beside() {
        return Some(Mention::Contrasted);
    }
    if entry(view, manner) {
        return Some(Mention::Entry);
    }
    definition(view, manner).then_some(Mention::Defined)
}

/// Whether the two words are set against each other or side by side.
fn contrast(view: &View<'_>, parties: &[usize]) -> Option<Mention> {
    let sentence = unsplit(view);
    let mut others = parties.iter().copied().filter(|at| sentence.contains(at)).peekable();
    others.peek()?;
    let side_by_side = others.clone().any(|other| {
        let between = other.min(view.at) + 1..other.max(view.at);
        !between.is_empty() && between.len() <= 4 && between.into_iter().all(|at| joins(view, at))
    });
    if side_by_side {
        return Some(Mention::Beside);
    }
    let contrasts = |at: usize| MENTIONS.contrasting.has(view.word(at));
    let contrasted = if sentence == view.sentence() {
        view.sentence.contrasts(view.passage)
    } else {
        sentence.clone().any(contrasts)
    };
    (contrasted || others.any(|other| opposed(view, other))).then_some(Mention::Contrasted)
}

/// Whether the two words are items of one list: *clients, licensees or customers*.
fn listed(view: &View<'_>, parties: &[usize]) -> bool {
    let parts = |at: usize| view.mark(at) == Some(',') || matches!(view.word(at), "and" | "or" | "nor" | "&");
    // The first and the last hold what stands between a word of the pair and the nearest comma: our, the.
    let short = |item: &[usize]| item.len() <= 2 && item.iter().all(|at| view.mark(*at).is_none());
    parties.iter().any(|other| {
        let between = (*other).min(view.at) + 1..(*other).max(view.at);
        // In a sentence without an end are many others, and most are far away.
        if between.len() > LISTED || between.is_empty() || !parts(between.start) {
            return false;
        }
        let between: Vec<usize> = between.collect();
        between.iter().filter(|at| parts(**at)).count() > 1 && between.split(|at| parts(*at)).all(short)
    })
}

/// The sentence, with the one that *vs.* cut off before a capital.
fn unsplit(view: &View<'_>) -> Range<usize> {
    let sentence = view.sentence();
    let abbreviated = |end: usize| end.checked_sub(2).is_some_and(|at| matches!(view.word(at), "vs" | "v"));
    let end = if abbreviated(sentence.end) { view.passage.sentence(sentence.end).end } else { sentence.end };
    let before = sentence.start.checked_sub(1).filter(|_| abbreviated(sentence.start));
    before.map_or(sentence.start, |at| view.passage.sentence(at).start)..end
}

/// *A customer, not a client*; a *not* elsewhere in the sentence says nothing of the two.
fn opposed(view: &View<'_>, other: usize) -> bool {
    let between = other.min(view.at) + 1..other.max(view.at);
    between.len() <= OPPOSED && between.into_iter().any(|at| MENTIONS.opposing.has(view.word(at)))
}

fn joins(view: &View<'_>, at: usize) -> bool {
    match view.mark(at) {
        Some(mark) => matches!(mark, '/' | ',' | '&' | '(' | ')' | '"' | '“' | '”' | '.'),
        None => MENTIONS.joining.has(view.word(at)),
    }
}

pub(super) fn quoted_alone(view: &View<'_>) -> bool {
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

/// *We say* client *there*: the word alone in italics, as words are set that are talked about. With an article or the
/// like before it, it is rather stressed: *our* customers.
fn italic_alone(view: &View<'_>) -> bool {
    let emphasised = |at: usize| view.token(at).is_some_and(|token| view.passage.style(token).emphasis);
    let before = view.at.checked_sub(1);
    // In strings and comments the signs stand as they are.
    let star = |at: usize| matches!(view.mark(at), Some('*' | '_'));
    let signs = view.passage.block.host != Host::Text
        && before.is_some_and(|at| star(at) && view.passage.touches_next(at))
        && star(view.at + 1)
        && view.passage.touches_next(view.at);
    let alone = emphasised(view.at) && !before.is_some_and(emphasised) && !emphasised(view.at + 1);
    let left = before.filter(|_| alone).or_else(|| view.at.checked_sub(2).filter(|_| signs));
    (alone || signs) && !left.is_some_and(|at| MENTIONS.stressing.has(view.word(at)))
}

fn named(view: &View<'_>) -> bool {
    let Some(mut at) = view.at.checked_sub(1) else { return false };
    if matches!(view.word(at), "a" | "an" | "the") {
        let Some(before) = at.checked_sub(1) else { return false };
        at = before;
    }
    let pair =
        |at: usize| at.checked_sub(1).is_some_and(|before| MENTIONS.naming_pairs.has(view.word(before), view.word(at)));
    // *The definition of a merchant and a customer*.
    let coordinated = matches!(view.word(at), "and" | "or")
        && (at.saturating_sub(COORDINATED)..at).rev().take_while(|at| view.mark(*at).is_none()).any(pair);
    MENTIONS.naming.has(view.word(at)) || pair(at) || coordinated
}

/// *Client is a term of law*, *we define a client as somebody who pays*.
pub(super) fn explained(view: &View<'_>) -> bool {
    let article = |at: usize| matches!(view.word(at), "a" | "an" | "the" | "another");
    let is_term = view.word(view.at + 1) == "is"
        && article(view.at + 2)
        && (view.at + 3..view.at + 5).any(|at| matches!(view.word(at), "term" | "word" | "noun" | "synonym"));
    let before = view.at.checked_sub(2).filter(|at| article(at + 1)).map_or("", |at| view.word(at));
    is_term
        || view.word(view.at + 1) == "as"
            && matches!(before, "define" | "defines" | "describe" | "describes" | "consider" | "regard")
}

/// `## Client` in a glossary, `**Customer** - somebody who` anywhere.
pub(super) fn entry(view: &View<'_>, manner: Manner) -> bool {
    let block = view.passage.block;
    let opens = view.at == 0;
    if !opens && manner != Manner::Glossary {
        return false;
    }
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
    let singular = view.occurrence.hit.form.inflection == Inflection::Base;
    let pointer = manner == Manner::Glossary && strong && singular && !strong_around;
    let somebody = matches!(view.word(view.at + 2), "someone" | "somebody" | "anyone" | "anybody");
    opens && separated && (explaining || strong && article || somebody) || pointer
}

/// *A client is a person who …*
pub(super) fn definition(view: &View<'_>, manner: Manner) -> bool {
    let Some(article) = view.at.checked_sub(1) else { return false };
    if !matches!(view.word(article), "a" | "an" | "any" | "the") {
        return false;
    }
    let start: Range<usize> = view.sentence();
    let after_mark = article.checked_sub(1).and_then(|at| view.mark(at)).is_some_and(|mark| matches!(mark, ',' | ':'));
    let opens = article.saturating_sub(start.start) <= 1 || after_mark;
    let verb = matches!(view.word(view.at + 1), "is" | "means" | "refers" | "denotes" | "designates" | "includes");
    // *The client is a family business* tells of one client, and explains nothing.
    let one = view.word(article) == "the" && matches!(view.word(view.at + 1), "is" | "includes");
    if !(opens && verb) || one && manner == Manner::Plain {
        return false;
    }
    manner == Manner::Contrasting || (view.at + 2..view.at + 6).any(|at| MENTIONS.defining.has(view.word(at)))
}

/// Whether the document's title says that it explains words, whose entries have nothing to do with each other.
pub fn is_glossary(document: &Document) -> bool {
    let titles = document.blocks.iter().take(12).filter(|block| match &block.kind {
        BlockKind::Heading(level) => *level == 1,
        BlockKind::FrontMatter { key } => key == "title",
        _ => false,
    });
    titles
        .flat_map(|block| block.text.split(|character: char| !character.is_alphabetic()))
        .any(|word| MENTIONS.glossary.has(&word.to_ascii_lowercase()))
}
