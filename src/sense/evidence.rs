//! What speaks for a party and what for software, around one occurrence.

use std::ops::Range;

use super::Reason;
use super::document::Setting;
use super::lexicon::{Lexicon, Place, Signal, Where, lexicon};
use super::passage::Kind;
use super::view::{Joint, View};
use super::wordlists::GRAMMAR;
use crate::terms::Inflection;

/// How far before the occurrence a verb or preposition is looked for, in tokens.
const VERB_REACH: usize = 4;
/// How far before the occurrence its determiner is looked for, in tokens.
const OPENING_REACH: usize = 3;

/// What is seen in an occurrence's own block, and the words of the vocabularies in its sentence. Weights
/// above nought speak for a party.
pub(super) fn of_passage(view: &View<'_>) -> (Vec<Reason>, Fields) {
    let mut out = Evidence::new();
    if view.occurrence.hit.term == 0 {
        compound(view, &mut out);
        verbs(view, &mut out);
        form(view, &mut out);
    }
    code(view, &mut out);
    let none = Fields::new();
    let sentence = view.sentence();
    let words = fields(view, sentence.clone(), sentence.start..sentence.start);
    out.fields(&words, &none, Place::Sentence);
    let beside = fields(view, view.passage.neighbourhood(view.at, 1), sentence);
    out.fields(&beside, &none, Place::Beside);
    (out.reasons, words)
}

/// What the rest of the document says to an occurrence of a term, in whose sentence stand these words.
pub(super) fn of_setting(term: usize, words: &Fields, setting: &Setting<'_>) -> Vec<Reason> {
    let mut out = Evidence::new();
    if setting.full_of_code {
        out.signal(&out.lexicon.signals.code_in_document, "", 1.0);
    }
    if term == 0 {
        // A sentence that is itself the heading or at the top has been counted. A text that is all top has
        // nothing else to say.
        let none = Fields::new();
        let counted = if setting.brief { &none } else { words };
        out.fields(setting.headings, counted, Place::Headings);
        out.fields(setting.opening, counted, Place::Opening);
        if setting.calls_parties_customers {
            out.signal(&out.lexicon.signals.both_words, "", 1.0);
        }
    }
    out.reasons
}

/// Words of the vocabularies: which vocabulary, and the word.
pub(super) type Fields = Vec<(usize, String)>;

struct Evidence {
    lexicon: &'static Lexicon,
    reasons: Vec<Reason>,
}

impl Evidence {
    fn new() -> Self {
        Self { lexicon: lexicon(), reasons: Vec::with_capacity(12) }
    }

    fn cue(&mut self, place: Where, word: &str) -> bool {
        let Some(cue) = self.lexicon.cue(place, word).and_then(|index| self.lexicon.cues.get(index)) else {
            return false;
        };
        self.reasons.push(Reason { text: cue.reason.replace("{}", word), weight: cue.weight });
        true
    }

    fn signal(&mut self, signal: &Signal, word: &str, times: f32) {
        self.reasons.push(Reason { text: signal.reason.replace("{}", word), weight: signal.weight * times });
    }

    /// Counts the words of the vocabularies at a place, without those that have been counted already.
    fn fields(&mut self, words: &Fields, counted: &Fields, place: Place) {
        for (index, vocabulary) in self.lexicon.vocabularies.iter().enumerate() {
            let found: Vec<&str> = words
                .iter()
                .filter(|word| word.0 == index && !counted.contains(word))
                .map(|(_, word)| word.as_str())
                .take(vocabulary.most)
                .collect();
            if found.is_empty() {
                continue;
            }
            let text = vocabulary.reason.replace("{place}", place.name()).replace("{words}", &found.join(", "));
            self.reasons.push(Reason { text, weight: vocabulary.weight(place) * small(found.len()) });
        }
    }
}

/// The different words of the vocabularies in some tokens, without those in `except`.
fn fields(view: &View<'_>, range: Range<usize>, except: Range<usize>) -> Fields {
    let (lexicon, passage, term) = (lexicon(), view.passage, view.occurrence.hit.term);
    let mut out = Fields::new();
    for at in range.filter(|at| !except.contains(at)) {
        let Some(token) = passage.tokens.get(at).filter(|token| token.kind == Kind::Word) else { continue };
        let word = passage.lower(token);
        if let Some(field) = lexicon.field(term, word)
            && !out.iter().any(|(_, seen)| seen == word)
        {
            out.push((field, word.to_owned()));
        }
    }
    out
}

/// The words of the vocabularies for *client* in a text, at most so many.
pub(super) fn fields_of(text: &str, out: &mut Fields, most: usize) {
    let lexicon = lexicon();
    let lower = text.to_ascii_lowercase();
    // `http` in an address says nothing of what the text is about.
    let pieces = lower.split_whitespace().filter(|piece| !piece.contains("://"));
    let words = pieces.flat_map(|piece| piece.split(|character: char| !character.is_alphanumeric()));
    for word in words.filter(|word| word.len() > 1) {
        if out.len() >= most {
            return;
        }
        if let Some(field) = lexicon.field(0, word)
            && !out.iter().any(|(_, seen)| seen == word)
        {
            out.push((field, word.to_owned()));
        }
    }
}

fn compound(view: &View<'_>, out: &mut Evidence) {
    if let Some((at, joint)) = view.before(view.at) {
        let word = view.word(at);
        let known = out.cue(Where::Left, word);
        // `ai-client-html`, `cf-java-client`: one hyphen makes a compound, two make a package.
        let chained = joint == Joint::Hyphen
            && (view.before(at).is_some_and(|(_, joint)| joint == Joint::Hyphen)
                || view.after(view.at).is_some_and(|(_, joint)| joint == Joint::Hyphen));
        if chained && !known {
            out.signal(&out.lexicon.signals.package, word, 1.0);
        } else if !known && is_camel(view, at) && view.occurrence.hit.form.inflection == Inflection::Base {
            out.signal(&out.lexicon.signals.camel, word, 1.0);
        }
    }
    if describes(view, view.right()) {
        out.cue(Where::Right, view.right());
    }
    let reach = view.at.saturating_sub(OPENING_REACH).max(view.sentence().start)..view.at;
    for at in reach.rev() {
        if view.mark(at).is_some_and(|mark| mark != '-') || out.cue(Where::Opening, view.word(at)) {
            break;
        }
    }
}

/// Whether the occurrence can be part of a compound with the word after it: after a plural that word is
/// rather a verb (*clients host*), or opens a clause (*clients who*).
fn describes(view: &View<'_>, word: &str) -> bool {
    view.occurrence.hit.form.inflection != Inflection::Plural || matches!(word, "who" | "whom" | "whose" | "facing")
}

/// `JsonApi`, `S3`: capitals or digits inside, but not capitals alone, which may be any acronym.
fn is_camel(view: &View<'_>, at: usize) -> bool {
    let Some(token) = view.token(at).filter(|token| token.kind == Kind::Word) else { return false };
    let text = view.passage.text(token);
    let inner = text.chars().skip(1).any(|letter| letter.is_uppercase() || letter.is_ascii_digit());
    inner
        && text.starts_with(char::is_alphabetic)
        && (text.contains(char::is_lowercase) || text.contains(|c: char| c.is_ascii_digit()))
}

fn verbs(view: &View<'_>, out: &mut Evidence) {
    let sentence = view.sentence();
    // *Most email clients ask*: what the compound says, no verb takes back.
    let program = out.lexicon.cue(Where::Left, view.left()).and_then(|index| out.lexicon.cues.get(index));
    let program = program.is_some_and(|cue| cue.weight < -2.0);
    let described = describes(view, view.right()) && out.lexicon.cue(Where::Right, view.right()).is_some();
    if !(program || described) {
        verb_after(view, &sentence, out);
    }
    let before = (view.at.saturating_sub(VERB_REACH).max(sentence.start)..view.at).rev();
    for (distance, at) in before.take_while(|at| view.mark(*at).is_none_or(|mark| mark == '-')).enumerate() {
        // What already makes the compound is no verb: *email client*.
        let taken = distance == 0 && out.lexicon.cue(Where::Left, view.word(at)).is_some();
        if !taken && out.cue(Where::VerbBefore, view.word(at)) {
            break;
        }
    }
    let next = view.token(view.at + 1).map(|token| view.passage.text(token)).unwrap_or_default();
    if matches!(next, "MUST" | "SHOULD" | "SHALL" | "MAY" | "REQUIRED" | "RECOMMENDED") {
        out.signal(&out.lexicon.signals.rfc_verb, next, 1.0);
    }
}

fn verb_after(view: &View<'_>, sentence: &Range<usize>, out: &mut Evidence) {
    let reach = (view.at + 1..sentence.end.min(view.at + 6))
        .take_while(|at| view.mark(*at).is_none_or(|mark| matches!(mark, '\'' | '’')));
    let says_nothing = |at: &usize| view.mark(*at).is_some() || GRAMMAR.auxiliaries.has(view.word(*at));
    let Some(verb) = reach.into_iter().find(|at| !says_nothing(at)) else { return };
    if out.cue(Where::VerbAfter, view.word(verb)) {
        let articles = |at: &usize| matches!(view.word(*at), "a" | "an" | "the");
        let object = (verb + 1..(verb + 3).min(sentence.end)).find(|at| !articles(at));
        if let Some(at) = object {
            out.cue(Where::VerbObject, view.word(at));
        }
    }
}

fn form(view: &View<'_>, out: &mut Evidence) {
    let form = &view.occurrence.hit.form;
    if form.inflection == Inflection::Plural {
        out.signal(&out.lexicon.signals.plural, "", 1.0);
    }
    if form.possessive.is_some() {
        out.signal(&out.lexicon.signals.possessive, "", 1.0);
    }
}

fn code(view: &View<'_>, out: &mut Evidence) {
    let beside = [view.before(view.at), view.after(view.at)]
        .into_iter()
        .flatten()
        .filter_map(|(at, _)| view.token(at))
        .find(|token| token.kind == Kind::Code);
    if let Some(token) = beside {
        let code: String = view.passage.text(token).chars().take(30).collect();
        out.signal(&out.lexicon.signals.code_beside, &code, 1.0);
    } else if view.sentence().any(|at| view.token(at).is_some_and(|token| token.kind == Kind::Code)) {
        out.signal(&out.lexicon.signals.code_in_sentence, "", 1.0);
    }
}

/// A small count as a weight's factor.
fn small(count: usize) -> f32 {
    f32::from(u8::try_from(count).unwrap_or(u8::MAX))
}
