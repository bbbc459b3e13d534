//! What part of speech a term of the house is where it stands: *log in* is no noun, *the login* no verb.
//!
//! Told by the words next to it, which are data. What they do not tell is unclear, and never a verdict.

use std::sync::LazyLock;

use serde::Deserialize;

use super::view::{Joint, View};
use super::wordlists::Words;
use crate::terms::{Inflection, PartOfSpeech};

/// The words that tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SpeechWords {
    determiners: Words,
    adjectives: Words,
    prepositions: Words,
    modals: Words,
    adverbs: Words,
    subjects: Words,
    subjects_or_objects: Words,
    plurals: Words,
    letting: Words,
    objects: Words,
    asking: Words,
    coordinators: Words,
    before_infinitive: Words,
    before_preposition: Words,
    be: Words,
    have: Words,
    object_openers: Words,
    after_verb: Words,
    after_either: Words,
    after_noun: Words,
    heads: Words,
    never_verbs: Words,
    noun_endings: Words,
    verbs_with_noun_endings: Words,
    never_nouns: Words,
    verb_endings: Words,
    nouns_with_verb_endings: Words,
    #[cfg(test)]
    examples: Vec<Examples>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
struct Examples {
    term: String,
    part_of_speech: String,
    #[serde(default)]
    verb: Vec<String>,
    #[serde(default)]
    noun: Vec<String>,
    #[serde(default)]
    adjective: Vec<String>,
    #[serde(default)]
    unclear: Vec<String>,
}

static SPEECH: LazyLock<SpeechWords> = LazyLock::new(|| data!("sense/data/part-of-speech"));

/// What a term is where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    Noun,
    Verb,
    /// *a logged in user*
    Adjective,
    Unclear,
}

/// What the term of a view is, whose dictionary form is `term`, a word of this part of speech.
pub(super) fn speech(view: &View<'_>, term: &str, part_of_speech: PartOfSpeech) -> Speech {
    let place = Place::new(view, term);
    match part_of_speech {
        PartOfSpeech::Verb => place.of_verb(term),
        PartOfSpeech::Noun => place.of_noun(term),
        PartOfSpeech::Adjective => Speech::Adjective,
        PartOfSpeech::Adverb => Speech::Unclear,
    }
}

/// A term with the words next to it.
struct Place<'a> {
    view: &'a View<'a>,
    /// Of several words, as *log in*: a noun is not written so.
    phrase: bool,
    /// A phrase whose last word may open another phrase: *logged in* before *the file*.
    ends_in_preposition: bool,
    left: Option<usize>,
    right: &'a str,
    /// No word follows in its phrase.
    ends: bool,
    hyphened: bool,
}

/// What stands before a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Nothing, at the start of a sentence.
    Opening,
    /// A mark, or nothing that tells.
    Nothing,
    /// A determiner, an adjective, a possessive, or a singular noun behind one of these.
    NounPhrase,
    Preposition,
    /// *to* before an infinitive.
    Infinitive,
    /// *to* that may be a preposition.
    To,
    /// A modal verb, a request, somebody who can only be a subject.
    BeforeVerb,
    /// *you*, *that*
    MaybeSubject,
    /// *users*
    Plural,
    Be,
    Have,
    Coordinator,
    /// Any other word.
    Word,
}

impl<'a> Place<'a> {
    fn new(view: &'a View<'a>, term: &str) -> Self {
        let joined = |at: Option<(usize, Joint)>| at.is_some_and(|(_, joint)| joint == Joint::Hyphen);
        let spaced = |at: Option<(usize, Joint)>| at.filter(|(_, joint)| *joint == Joint::Space).map(|(at, _)| at);
        let (before, after) = (view.before(view.at), view.after(view.at));
        let right = spaced(after);
        Self {
            view,
            phrase: term.contains(char::is_whitespace),
            ends_in_preposition: term.split_whitespace().skip(1).last().is_some_and(|last| matches!(last, "in" | "on")),
            left: spaced(before),
            right: right.map_or("", |at| view.word(at)),
            ends: right.is_none(),
            hyphened: joined(before) || joined(after),
        }
    }

    fn of_verb(&self, term: &str) -> Speech {
        let form = &self.view.occurrence.hit.form;
        if form.possessive.is_some() || self.hyphened {
            return Speech::Noun;
        }
        match form.inflection {
            Inflection::Base | Inflection::ThirdPerson if is_never_a_noun(term) => Speech::Verb,
            Inflection::Base => self.base(),
            Inflection::ThirdPerson | Inflection::Plural | Inflection::Collective => self.with_s(),
            Inflection::Past | Inflection::Participle => self.past(),
            Inflection::Gerund => self.gerund(),
        }
    }

    /// A noun is a noun unless something tells otherwise.
    fn of_noun(&self, term: &str) -> Speech {
        let form = &self.view.occurrence.hit.form;
        if self.phrase || form.possessive.is_some() || self.hyphened || is_never_a_verb(term) {
            return Speech::Noun;
        }
        match form.inflection {
            Inflection::Base => self.base(),
            _ if self.with_s() == Speech::Verb => Speech::Verb,
            _ => Speech::Noun,
        }
    }

    /// *log in*, *login*, *contact*
    fn base(&self) -> Speech {
        let left = self.left_of(self.left);
        match left {
            Left::Infinitive | Left::BeforeVerb => Speech::Verb,
            Left::NounPhrase | Left::Preposition => Speech::Noun,
            Left::To if self.phrase || self.object_follows() || self.ends => Speech::Verb,
            Left::Be | Left::Have if !self.phrase => Speech::Noun,
            Left::To | Left::Be | Left::Have => Speech::Unclear,
            Left::MaybeSubject | Left::Plural | Left::Coordinator => self.behind_a_subject(left),
            Left::Opening => self.opening(),
            Left::Nothing => self.behind_a_mark(),
            Left::Word if self.phrase => Speech::Unclear,
            Left::Word if self.object_follows() => Speech::Unclear,
            Left::Word => Speech::Noun,
        }
    }

    /// *users log in*, *you login details*, *sign up and log in*
    fn behind_a_subject(&self, left: Left) -> Speech {
        let words = &*SPEECH;
        match () {
            () if words.heads.has(self.right) && !self.phrase => Speech::Noun,
            () if self.phrase => {
                if self.object_follows() && left != Left::MaybeSubject || self.content_follows() {
                    Speech::Unclear
                } else {
                    Speech::Verb
                }
            }
            () if self.object_follows() || words.after_verb.has(self.right) => Speech::Verb,
            () if left == Left::Coordinator => Speech::Unclear,
            () if words.after_either.has(self.right) => Speech::Verb,
            () => Speech::Unclear,
        }
    }

    /// A request, or the subject of its sentence.
    fn opening(&self) -> Speech {
        let words = &*SPEECH;
        match () {
            () if self.phrase && self.content_follows() || self.may_say_where() => Speech::Unclear,
            () if self.phrase || self.object_follows() || words.after_verb.has(self.right) => Speech::Verb,
            () if words.after_noun.has(self.right) => Speech::Noun,
            () if words.heads.has(self.right) => self.described(),
            () if words.after_either.has(self.right) && self.is_sentence() && !words.coordinators.has(self.right) => {
                Speech::Verb
            }
            () => Speech::Unclear,
        }
    }

    /// *If you can, log in.*
    fn behind_a_mark(&self) -> Speech {
        match () {
            () if self.phrase && !self.object_follows() && !self.content_follows() => Speech::Verb,
            () if !self.phrase && (self.object_follows() || SPEECH.after_verb.has(self.right)) => Speech::Verb,
            () if SPEECH.after_noun.has(self.right) => Speech::Noun,
            () => Speech::Unclear,
        }
    }

    /// *Login page*; where requests take such a noun too, *Contact details*, that is not clear.
    fn described(&self) -> Speech {
        let noun = self.view.word(self.view.at).strip_suffix("in").is_some_and(|stem| stem.len() > 2)
            || ["up", "out", "off", "down", "list"].iter().any(|end| self.view.word(self.view.at).ends_with(end));
        if noun { Speech::Noun } else { Speech::Unclear }
    }

    /// *logs in*, *contacts*
    fn with_s(&self) -> Speech {
        let words = &*SPEECH;
        let left = self.left_of(self.left);
        let end = self.ends || words.after_verb.has(self.right) || words.after_either.has(self.right);
        match left {
            Left::BeforeVerb if self.left_word_is(&["he", "she", "who"]) || self.left_is_indefinite() => Speech::Verb,
            Left::NounPhrase if self.left_is_noun() => match () {
                () if self.phrase && end => Speech::Verb,
                () if !self.phrase && self.object_follows() => Speech::Verb,
                () => Speech::Unclear,
            },
            Left::NounPhrase | Left::Preposition | Left::To | Left::Infinitive | Left::Plural => Speech::Noun,
            Left::MaybeSubject | Left::Word if self.phrase && end => Speech::Verb,
            Left::MaybeSubject | Left::Word | Left::Coordinator if !self.phrase && self.object_follows() => {
                Speech::Verb
            }
            Left::Opening | Left::Nothing if !self.phrase && words.after_noun.has(self.right) => Speech::Noun,
            _ => Speech::Unclear,
        }
    }

    /// *logged in*, *whitelisted*
    fn past(&self) -> Speech {
        let left = self.left_of(self.left);
        let describes = self.content_follows();
        match left {
            Left::Be if self.may_say_where() => Speech::Unclear,
            Left::Be | Left::Have | Left::BeforeVerb => Speech::Verb,
            Left::NounPhrase if self.left_is_noun() && !describes => Speech::Verb,
            Left::NounPhrase | Left::Preposition | Left::Opening if describes => Speech::Adjective,
            Left::NounPhrase => Speech::Unclear,
            Left::Word if describes && self.left_word_is(&["only", "all", "not", "non"]) => Speech::Adjective,
            _ if describes => Speech::Unclear,
            _ => Speech::Verb,
        }
    }

    /// *logging in*, *whitelisting*
    fn gerund(&self) -> Speech {
        let left = self.left_of(self.left);
        match left {
            Left::Be => Speech::Verb,
            Left::NounPhrase if self.phrase || self.left_is_noun() => Speech::Unclear,
            Left::NounPhrase => Speech::Noun,
            _ if self.phrase && self.object_follows() || self.content_follows() => Speech::Unclear,
            _ => Speech::Verb,
        }
    }

    /// What the word at `left` is, seen from a term behind it.
    fn left_of(&self, left: Option<usize>) -> Left {
        let words = &*SPEECH;
        let view = self.view;
        let Some(at) = left else {
            let shortened = self.shortened();
            return shortened.unwrap_or(if view.opens_sentence(view.at) { Left::Opening } else { Left::Nothing });
        };
        let word = view.word(at);
        let before = view.before(at).map_or("", |(at, _)| view.word(at));
        match () {
            () if word.is_empty() => Left::Nothing,
            () if words.objects.has(word) && words.letting.has(before) => Left::BeforeVerb,
            () if word == "to" => self.to(before),
            () if words.determiners.has(word) || word == "her" => Left::NounPhrase,
            () if words.modals.has(word) || words.asking.has(word) => Left::BeforeVerb,
            () if words.subjects.has(word) => Left::BeforeVerb,
            () if words.subjects_or_objects.has(word) => Left::MaybeSubject,
            () if words.be.has(word) => Left::Be,
            () if words.have.has(word) => Left::Have,
            () if words.coordinators.has(word) => Left::Coordinator,
            () if words.adverbs.has(word) || word.len() > 4 && word.ends_with("ly") => self.behind_adverb(at),
            () if self.ends_a_short_form(at) => self.short_form(at),
            () if words.adjectives.has(word) => Left::NounPhrase,
            () if words.prepositions.has(word) => Left::Preposition,
            () if is_plural(word) => Left::Plural,
            () if self.in_noun_phrase(at) => Left::NounPhrase,
            () => Left::Word,
        }
    }

    fn to(&self, before: &str) -> Left {
        match () {
            () if SPEECH.before_infinitive.has(before) || before.is_empty() => Left::Infinitive,
            () if SPEECH.before_preposition.has(before) && !self.phrase => Left::Preposition,
            () => Left::To,
        }
    }

    /// What stands before an adverb; nothing there is a request: *Simply log in.*
    fn behind_adverb(&self, at: usize) -> Left {
        let view = self.view;
        let before = view.before(at).filter(|(_, joint)| *joint == Joint::Space).map(|(at, _)| at);
        let Some(before) = before else {
            return if view.opens_sentence(at) {
                Left::Opening
            } else {
                self.short_before(at).unwrap_or(Left::Nothing)
            };
        };
        let word = view.word(before);
        let words = &*SPEECH;
        match () {
            () if word == "to" => Left::Infinitive,
            () if words.modals.has(word) || words.subjects.has(word) => Left::BeforeVerb,
            () if words.subjects_or_objects.has(word) => Left::MaybeSubject,
            () if words.be.has(word) => Left::Be,
            () if words.have.has(word) => Left::Have,
            () if words.coordinators.has(word) => Left::Coordinator,
            () if words.determiners.has(word) => Left::NounPhrase,
            () if is_plural(word) => Left::Plural,
            () => Left::Word,
        }
    }

    /// What a shortened word directly before the term is: the *'ll* of *you'll log in*.
    fn shortened(&self) -> Option<Left> {
        self.short_before(self.view.at)
    }

    fn short_before(&self, at: usize) -> Option<Left> {
        let previous = at.checked_sub(1)?;
        self.ends_a_short_form(previous).then(|| self.short_form(previous))
    }

    /// Whether a token is what stands behind an apostrophe: *s*, *ll*, *t*, *re*, *ve*, *d*.
    fn ends_a_short_form(&self, at: usize) -> bool {
        let apostrophe = at.checked_sub(1).and_then(|mark| self.view.mark(mark));
        matches!(apostrophe, Some('\'' | '’'))
            && matches!(self.view.word(at), "s" | "ll" | "t" | "re" | "ve" | "d" | "m")
    }

    fn short_form(&self, at: usize) -> Left {
        let owner = at.checked_sub(2).map_or("", |at| self.view.word(at));
        match self.view.word(at) {
            "s" if owner == "let" => Left::BeforeVerb,
            "s" if matches!(owner, "it" | "that" | "he" | "she" | "there" | "what" | "who" | "here") => Left::Be,
            "s" => Left::NounPhrase,
            "ve" => Left::Have,
            "re" | "m" => Left::Be,
            _ => Left::BeforeVerb,
        }
    }

    /// Whether a word stands shortly behind a determiner, with nothing between that would end the phrase.
    fn in_noun_phrase(&self, at: usize) -> bool {
        let mut here = at;
        for _ in 0..3 {
            let Some((before, Joint::Space)) = self.view.before(here) else {
                return self.short_before(here) == Some(Left::NounPhrase);
            };
            let word = self.view.word(before);
            if SPEECH.determiners.has(word) || word == "her" {
                return true;
            }
            if is_function(word) && !SPEECH.adjectives.has(word) {
                return false;
            }
            here = before;
        }
        false
    }

    /// Whether the word before it is a noun inside a phrase, such as *user* in *the user*.
    fn left_is_noun(&self) -> bool {
        self.left.is_some_and(|at| {
            let word = self.view.word(at);
            !word.is_empty()
                && !SPEECH.adjectives.has(word)
                && !SPEECH.determiners.has(word)
                && word != "her"
                && !self.ends_a_short_form(at)
        })
    }

    fn left_word_is(&self, words: &[&str]) -> bool {
        self.left.is_some_and(|at| words.contains(&self.view.word(at)))
    }

    fn left_is_indefinite(&self) -> bool {
        self.left.is_some_and(|at| {
            let word = self.view.word(at);
            SPEECH.subjects.has(word) && word.len() > 4
        })
    }

    /// A determiner or a pronoun follows, as before what a verb is about.
    fn object_follows(&self) -> bool {
        SPEECH.object_openers.has(self.right)
    }

    /// Its last word may belong to a noun behind it: *errors are logged in the file*, *Log in each file*.
    fn may_say_where(&self) -> bool {
        let code = !self.ends && self.right.is_empty();
        let quoted = self.view.mark(self.view.at + 1).is_some_and(|mark| matches!(mark, '“' | '"' | '‘' | '«' | '„'));
        let noun = self.object_follows() || SPEECH.determiners.has(self.right) || self.content_follows();
        self.ends_in_preposition && (noun || code || quoted)
    }

    /// A word follows that is a noun or describes one.
    fn content_follows(&self) -> bool {
        !self.right.is_empty() && !is_function(self.right) && !self.right.ends_with("ly")
    }

    /// Whether the block is written in sentences.
    fn is_sentence(&self) -> bool {
        self.view.passage.block.text.trim_end().ends_with(['.', '!', '?', ':'])
    }
}

/// A word of grammar, which is neither a noun nor describes one.
fn is_function(word: &str) -> bool {
    let words = &*SPEECH;
    let lists = [
        &words.determiners,
        &words.prepositions,
        &words.modals,
        &words.adverbs,
        &words.subjects,
        &words.subjects_or_objects,
        &words.objects,
        &words.coordinators,
        &words.be,
        &words.have,
        &words.object_openers,
        &words.after_verb,
        &words.after_either,
        &words.after_noun,
    ];
    lists.iter().any(|list| list.has(word))
}

fn is_plural(word: &str) -> bool {
    let ending = word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    SPEECH.plurals.has(word) || ending
}

/// Whether a term is a verb and nothing else.
fn is_never_a_noun(term: &str) -> bool {
    let words = &*SPEECH;
    let term = term.to_lowercase();
    let by_ending = words.verb_endings.iter().any(|end| term.len() > end.len() + 2 && term.ends_with(end));
    words.never_nouns.has(&term) || by_ending && !words.nouns_with_verb_endings.has(&term)
}

/// Whether a term is a noun and nothing else.
fn is_never_a_verb(term: &str) -> bool {
    let words = &*SPEECH;
    let term = term.to_lowercase();
    let by_ending = words.noun_endings.iter().any(|end| term.len() >= end.len() + 2 && term.ends_with(end));
    words.never_verbs.has(&term) || by_ending && !words.verbs_with_noun_endings.has(&term)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::prose::{self, Format};
    use crate::sense::Occurrence;
    use crate::sense::passage::{Cut, Passage};
    use crate::sense::sentence::Sentence;
    use crate::terms::{Concept, Hit, Status, Term, Vocabulary};

    #[test]
    fn every_example_is_what_it_says() {
        let mut seen = 0;
        let mut wrong = Vec::new();
        for examples in &SPEECH.examples {
            let part_of_speech = match examples.part_of_speech.as_str() {
                "verb" => PartOfSpeech::Verb,
                _ => PartOfSpeech::Noun,
            };
            let term = Term::new(&examples.term, Status::Deprecated, part_of_speech, &[]);
            let concept = Concept { id: "it".to_owned(), definition: String::new(), part_of_speech, terms: vec![term] };
            let vocabulary = Vocabulary::new(vec![Arc::new(concept)]);
            for (expected, texts) in [
                (Speech::Verb, &examples.verb),
                (Speech::Noun, &examples.noun),
                (Speech::Adjective, &examples.adjective),
                (Speech::Unclear, &examples.unclear),
            ] {
                for text in texts {
                    let document = prose::read(text, Format::PlainText);
                    let block = &document.blocks[0];
                    let hits = vocabulary.find(&block.text);
                    let Some(hit) = hits.first() else {
                        wrong.push(format!("{text}: no term"));
                        continue;
                    };
                    let hit = Hit { range: hit.range.clone(), stem_end: hit.stem_end, term: 0, form: hit.form };
                    let occurrences = [Occurrence { block: 0, source: hit.range.clone(), hit }];
                    let (cut, _) = Cut::around(block, &occurrences, &std::cell::Cell::default()).next().unwrap();
                    let passage = Passage { block, cut: &cut };
                    let at = passage.find(&occurrences[0].hit.range).unwrap();
                    let sentence = Sentence::of(&passage, at);
                    let view = View::new(&passage, at, &occurrences[0], &sentence);
                    let found = speech(&view, &examples.term, part_of_speech);
                    if found != expected {
                        wrong.push(format!("{text}: {found:?}, not {expected:?}"));
                    }
                    seen += 1;
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        assert!(seen > 30, "the file lost its examples");
    }
}
