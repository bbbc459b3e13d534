//! What is seen around an occurrence: the features that the model weighs.
//!
//! A feature is a word at a place, words of a list at a place, or a sign. What becomes of it (added up, put into
//! words, written down for training) is the affair of the [`Sink`]; what it weighs is not known here.

use std::ops::Range;
use std::sync::LazyLock;

use super::document::{Fields, Setting};
use super::fixed::{Fixed, Verdict};
use super::found::Found;
use super::lexicon::{Lexicon, Place, lexicon};
use super::model::Both;
use super::names::Naming;
use super::nearby::Nearby;
use super::passage::Kind;
use super::view::{Capitals, Joint, View};
use super::wordlists::GRAMMAR;
use crate::prose::{BlockKind, Caution, Host};
use crate::terms::Inflection;

/// How far before the occurrence a verb or preposition is looked for, in tokens.
const VERB_REACH: usize = 4;
/// How far before the occurrence its determiner is looked for, in tokens.
const DETERMINER_REACH: usize = 3;
/// A block of so many tokens or fewer has hardly anything to tell.
const HARDLY_ANY: usize = 3;
/// The same for few.
const FEW: usize = 8;

/// Takes what is seen.
pub(super) trait Sink {
    /// A word at a place, in lower case.
    fn word(&mut self, place: Place, word: &str);
    /// Different words of a list at a place: the list by its index, and at most as many words as count.
    fn list(&mut self, place: Place, list: usize, words: &[&str]);
    /// Anything else, by its name.
    fn sign(&mut self, sign: &'static str);
    /// What a rule says, in the words of the rule.
    fn rule(&mut self, family: Family, says: &'static str);
    /// How the word is used in the rest of the text, in thousandths: above nought as a party, below as software.
    fn rest(&mut self, sign: &'static str, thousandths: i32);
}

/// A family of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Family {
    /// It is part of a name.
    Name,
    /// It may be.
    PerhapsName,
    /// It reads as a party, but a capital may mean something.
    HardlyName,
    /// A phrase that may be the name of a feature.
    Phrase,
}

impl Family {
    pub(super) const ALL: [Self; 4] = [Self::Name, Self::PerhapsName, Self::HardlyName, Self::Phrase];

    /// The name in data files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Family::Name => "name",
            Family::PerhapsName => "perhaps a name",
            Family::HardlyName => "hardly a name",
            Family::Phrase => "phrase",
        }
    }
}

/// What is seen in an occurrence's own block.
pub(super) fn of_block(
    view: &View<'_>,
    nearby: &Nearby,
    (naming, fixed): (Option<&Naming>, Option<&Fixed>),
    sink: &mut impl Sink,
) {
    of_any_term(view, sink);
    of_own_term(view, nearby, (naming, fixed), sink);
}

fn of_own_term(
    view: &View<'_>,
    nearby: &Nearby,
    (naming, fixed): (Option<&Naming>, Option<&Fixed>),
    sink: &mut impl Sink,
) {
    if view.is_beside_other() {
        sink.sign(OTHER_WORD);
    }
    match naming {
        Some(Naming::Name(says)) => sink.rule(Family::Name, says),
        Some(Naming::Perhaps(says)) => sink.rule(Family::PerhapsName, says),
        Some(Naming::Party(says)) => sink.rule(Family::HardlyName, says),
        Some(Naming::Apart(_)) | None => {}
    }
    match fixed.map(|fixed| fixed.verdict) {
        Some(Verdict::Perhaps) => sink.rule(Family::Phrase, "it may be the name of a feature"),
        Some(Verdict::Review) => sink.sign("a settled compound"),
        Some(Verdict::Name | Verdict::Software) | None => {}
    }
    nearby.tell(view.occurrence.hit.term, sink);
}

/// The sign of a sentence in which both words stand.
const OTHER_WORD: &str = "the other word in the sentence";

/// The same for *customer*, and beside it, in the other sink, what would be seen if *client* stood there: names and
/// phrases aside, which it would not be part of. As *customer* stands there, *client* would not be alone.
pub(super) fn of_block_twice(
    view: &View<'_>,
    nearby: &Nearby,
    rules: (Option<&Naming>, Option<&Fixed>),
    both: &mut Both,
) {
    of_any_term(view, both);
    let [as_client, own] = &mut both.0;
    of_own_term(view, nearby, rules, own);
    as_client.sign(OTHER_WORD);
    nearby.tell(0, as_client);
}

/// What is seen of either word.
fn of_any_term(view: &View<'_>, sink: &mut impl Sink) {
    form(view, sink);
    capitals(view, sink);
    place(view, sink);
    before(view, sink);
    after(view, sink);
    verbs(view, sink);
    code(view, sink);
}

/// What the rest of the document says.
pub(super) fn of_document(term: usize, found: &Found, setting: &Setting<'_>, sink: &mut impl Sink) {
    whole(setting, sink);
    for (place, words) in [(Place::Headings, setting.headings), (Place::Opening, setting.opening)] {
        of_fields(term, place, words.fields(), |word| setting.leaves_out(found, word), sink);
    }
}

/// What is said to all occurrences of a document alike.
pub(super) fn whole(setting: &Setting<'_>, sink: &mut impl Sink) {
    if setting.full_of_code {
        sink.sign("full of code");
    }
    if setting.calls_parties_customers {
        sink.sign("both words");
    }
}

/// What words of the fields say at a place, less those that are left out.
pub(super) fn of_fields(
    term: usize,
    place: Place,
    words: &Fields,
    leaves_out: impl Fn(&'static str) -> bool,
    sink: &mut impl Sink,
) {
    let mut left: Vec<(usize, &str)> = words.iter().filter(|(_, word)| !leaves_out(word)).copied().collect();
    while let Some((list, _)) = left.first().copied() {
        let of_list = left.extract_if(.., |(of, _)| *of == list);
        let words: Vec<&str> = of_list.map(|(_, word)| word).collect();
        if let Some(vocabulary) = lexicon().vocabularies.get(list)
            && vocabulary.counts_for(term)
        {
            let most = vocabulary.most.min(words.len());
            sink.list(place, lexicon().cues.len() + list, words.get(..most).unwrap_or_default());
        }
    }
}

fn form(view: &View<'_>, sink: &mut impl Sink) {
    let form = &view.occurrence.hit.form;
    sink.sign("word");
    match form.inflection {
        Inflection::Plural => sink.sign("plural"),
        Inflection::Collective => sink.sign("collective"),
        _ => {}
    }
    if form.possessive.is_some() {
        sink.sign("possessive");
    }
    if view.attributive() {
        sink.sign("describes the next word");
    }
}

/// Where in its sentence a word stands, as far as its capital is concerned.
#[derive(Clone, Copy)]
enum Position {
    Titled,
    Opening,
    Inside,
}

/// The names of the signs that capitals make: the word's own, with its position, and those of a neighbour.
struct CapitalSigns {
    own: Vec<String>,
    next: Vec<String>,
    previous: Vec<String>,
}

static CAPITALS: LazyLock<CapitalSigns> = LazyLock::new(|| {
    let written = ["small", "capital", "capitals"];
    let positions = ["in a title", "opening", "inside"];
    let own: Vec<String> =
        written.iter().flat_map(|own| positions.iter().map(move |position| format!("{own} {position}"))).collect();
    let beside = |side: &str, others: &[&str]| -> Vec<String> {
        own.iter().flat_map(|own| others.iter().map(move |other| format!("{own}, {side} {other}"))).collect()
    };
    let next = beside("next", &written);
    let previous = beside("previous", &["small", "capital", "capitals", "opening"]);
    CapitalSigns { own, next, previous }
});

fn capitals(view: &View<'_>, sink: &mut impl Sink) {
    let position = match () {
        () if view.passage.titled => Position::Titled,
        () if view.opens_sentence(view.at) => Position::Opening,
        () => Position::Inside,
    };
    let own = view.capitals(view.at) as usize * 3 + position as usize;
    let signs = &*CAPITALS;
    let mut tell = |names: &'static [String], index: usize| {
        if let Some(name) = names.get(index) {
            sink.sign(name);
        }
    };
    tell(&signs.own, own);
    if let Some((at, _)) = view.after(view.at) {
        tell(&signs.next, own * 3 + view.capitals(at) as usize);
    }
    if let Some((at, _)) = view.before(view.at) {
        let capitals = view.capitals(at);
        let opening = capitals != Capitals::None && view.opens_sentence(at);
        tell(&signs.previous, own * 4 + if opening { 3 } else { capitals as usize });
    }
}

/// What kind of block it stands in, and how it is marked up.
fn place(view: &View<'_>, sink: &mut impl Sink) {
    let block = view.passage.block;
    sink.sign(match &block.kind {
        BlockKind::Paragraph if block.listed => "in a list",
        BlockKind::Paragraph => "in a paragraph",
        BlockKind::Heading(_) => "in a heading",
        BlockKind::Cell { header: true, .. } => "in the head of a table",
        BlockKind::Cell { .. } => "in a table",
        BlockKind::FrontMatter { .. } => "in the front matter",
    });
    match block.host {
        Host::Comment => sink.sign("in a comment"),
        Host::String => sink.sign("in a string"),
        Host::Text => {}
    }
    if block.quoted {
        sink.sign("in a quotation");
    }
    if block.caution == Some(Caution::OneWord) {
        sink.sign("a single word that is shown to people");
    }
    let capital = view.capitals(view.at) != Capitals::None;
    let style = view.token(view.at).map(|token| view.passage.style(token)).unwrap_or_default();
    let marked = [
        (style.strong, "strong", "strong, with a capital"),
        (style.emphasis, "emphasised", "emphasised, with a capital"),
        (style.link, "in a link", "in a link, with a capital"),
        (style.image, "in the text of a picture", "in the text of a picture, with a capital"),
    ];
    for (_, name, with_capital) in marked.into_iter().filter(|(marked, ..)| *marked) {
        sink.sign(if capital { with_capital } else { name });
    }
    let around = view.passage.tokens.len();
    if around <= HARDLY_ANY {
        sink.sign("hardly any words around");
    } else if around <= FEW {
        sink.sign("few words around");
    }
}

fn before(view: &View<'_>, sink: &mut impl Sink) {
    let lexicon = lexicon();
    let Some((at, joint)) = view.before(view.at) else {
        return sink.sign(match view.at.checked_sub(1).and_then(|at| view.mark(at)) {
            None => "nothing before",
            Some('"' | '“' | '‘' | '\'') => "a quotation mark before",
            Some('(' | '[') => "a bracket before",
            Some(',') => "a comma before",
            Some(_) => "a mark before",
        });
    };
    let word = view.word(at);
    sink.word(Place::Before, word);
    joined(joint, ["a hyphen before", "a slash before"], sink);
    let known = cue(lexicon, Place::Before, word, sink);
    // `ai-client-html`, `cf-java-client`: one hyphen makes a compound, two make a package.
    let hyphen = |beside: Option<(usize, Joint)>| beside.is_some_and(|(_, joint)| joint == Joint::Hyphen);
    let chained = joint == Joint::Hyphen && (hyphen(view.before(at)) || hyphen(view.after(view.at)));
    if chained && !known {
        sink.sign("chain of hyphens");
    } else if !known && is_camel(view, at) && view.occurrence.hit.form.inflection == Inflection::Base {
        sink.sign("camel case before");
    }
    if let Some((at, _)) = view.before(at) {
        sink.word(Place::Before2, view.word(at));
    }
    let reach = view.at.saturating_sub(DETERMINER_REACH).max(view.sentence().start)..view.at;
    for at in reach.rev() {
        if view.mark(at).is_some_and(|mark| mark != '-') || cue(lexicon, Place::Determiner, view.word(at), sink) {
            break;
        }
    }
}

fn after(view: &View<'_>, sink: &mut impl Sink) {
    let Some((at, joint)) = view.after(view.at) else {
        return sink.sign(match view.mark(view.at + 1) {
            None => "nothing after",
            Some('"' | '”' | '’' | '\'') => "a quotation mark after",
            Some(')' | ']') => "a bracket after",
            Some(',') => "a comma after",
            Some('.') => "a full stop after",
            Some(':') => "a colon after",
            Some(_) => "a mark after",
        });
    };
    let word = view.word(at);
    sink.word(Place::After, word);
    joined(joint, ["a hyphen after", "a slash after"], sink);
    if describes(view, word) {
        cue(lexicon(), Place::After, word, sink);
    }
    if let Some((at, _)) = view.after(at) {
        sink.word(Place::After2, view.word(at));
    }
}

/// Tells what joins it to the word beside it.
fn joined(joint: Joint, [hyphen, slash]: [&'static str; 2], sink: &mut impl Sink) {
    match joint {
        Joint::Hyphen => sink.sign(hyphen),
        Joint::Slash => sink.sign(slash),
        Joint::Space => {}
    }
}

/// Tells of the list that a word belongs to at a place; whether it belongs to one.
fn cue(lexicon: &Lexicon, place: Place, word: &str, sink: &mut impl Sink) -> bool {
    let Some(list) = lexicon.cue(place, word) else { return false };
    sink.list(place, list, &[word]);
    true
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

fn verbs(view: &View<'_>, sink: &mut impl Sink) {
    let lexicon = lexicon();
    let sentence = view.sentence();
    // *Most email clients ask*: what the compound says, no verb takes back.
    let program = lexicon.cue(Place::Before, view.left()).is_some_and(|list| lexicon.lean(list) < -2.0);
    let described = describes(view, view.right()) && lexicon.cue(Place::After, view.right()).is_some();
    if !(program || described) {
        verb_after(view, &sentence, sink);
    }
    let before = (view.at.saturating_sub(VERB_REACH).max(sentence.start)..view.at).rev();
    for (distance, at) in before.take_while(|at| view.mark(*at).is_none_or(|mark| mark == '-')).enumerate() {
        // What already makes the compound is no verb: *email client*.
        let taken = distance == 0 && lexicon.cue(Place::Before, view.word(at)).is_some();
        if !taken && cue(lexicon, Place::Governor, view.word(at), sink) {
            break;
        }
    }
    let next = view.token(view.at + 1).map(|token| view.passage.text(token)).unwrap_or_default();
    if matches!(next, "MUST" | "SHOULD" | "SHALL" | "MAY" | "REQUIRED" | "RECOMMENDED") {
        sink.sign("verb of a specification");
    }
}

fn verb_after(view: &View<'_>, sentence: &Range<usize>, sink: &mut impl Sink) {
    let reach = (view.at + 1..sentence.end.min(view.at + 6))
        .take_while(|at| view.mark(*at).is_none_or(|mark| matches!(mark, '\'' | '’')));
    let says_nothing = |at: &usize| view.mark(*at).is_some() || GRAMMAR.auxiliaries.has(view.word(*at));
    let Some(verb) = reach.into_iter().find(|at| !says_nothing(at)) else { return };
    sink.word(Place::Verb, view.word(verb));
    if cue(lexicon(), Place::Verb, view.word(verb), sink) {
        let articles = |at: &usize| matches!(view.word(*at), "a" | "an" | "the");
        let object = (verb + 1..(verb + 3).min(sentence.end)).find(|at| !articles(at));
        if let Some(at) = object {
            sink.word(Place::Object, view.word(at));
            cue(lexicon(), Place::Object, view.word(at), sink);
        }
    }
}

fn code(view: &View<'_>, sink: &mut impl Sink) {
    let is_code = |at: usize| view.token(at).is_some_and(|token| token.kind == Kind::Code);
    if view.before(view.at).is_some_and(|(at, _)| is_code(at)) {
        sink.sign("code before");
    }
    if view.after(view.at).is_some_and(|(at, _)| is_code(at)) {
        sink.sign("code after");
    }
    if view.sentence.code {
        sink.sign("code in the sentence");
    }
}
