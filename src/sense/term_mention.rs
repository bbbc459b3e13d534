//! A term of the house that is talked about: named as a word, or set against the one to use instead.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Doubt;
use super::mention::{self, Manner};
use super::view::View;
use super::wordlists::Words;
use crate::prose::{BlockKind, Document};
use crate::terms::Inflection;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Mentions {
    naming: Words,
    saying: Words,
    equating: Words,
    forbidding: Words,
    forbidden: Words,
    said: Words,
    after_said: Words,
    opposing: Words,
    replacing: Words,
    tables: Words,
    #[cfg(test)]
    examples: Vec<Examples>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
struct Examples {
    avoid: String,
    prefer: String,
    mention: Vec<String>,
    r#use: Vec<String>,
}

static MENTIONS: LazyLock<Mentions> = LazyLock::new(|| data!("sense/data/term-mentions"));

/// At most so many tokens stand between two terms that are set against each other.
const OPPOSED: usize = 7;

/// Whether a term is talked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mention {
    /// It is, and why.
    Yes(&'static str),
    /// It may be.
    Perhaps(Doubt),
    No,
}

/// Whether the term of a view is talked about. `better` are the tokens in its sentence that are terms to
/// use instead.
pub(super) fn mention(view: &View<'_>, manner: Manner, better: &[usize]) -> Mention {
    let (opening, quoted) = opening(view);
    let marked = quoted || set_apart(view);
    let before = opening.checked_sub(1);
    let word = |at: Option<usize>| at.map_or("", |at| view.word(at));
    let earlier = before.and_then(|at| at.checked_sub(1));
    if MENTIONS.naming.has(word(before)) || mention::explained(view) || marked && (means(view) || is_a_word(view)) {
        return Mention::Yes("it is named as a word");
    }
    let ends = view.after(view.at).is_none();
    let bare = view.occurrence.hit.form.inflection == Inflection::Base;
    let said = MENTIONS.said.has(word(before)) && bare && MENTIONS.after_said.has(view.right());
    let forbidden = MENTIONS.forbidden.has(word(before)) && ends || said;
    let forbidden = forbidden && MENTIONS.forbidding.has(word(earlier)) && opening == view.at;
    if marked && MENTIONS.saying.has(word(before)) || forbidden {
        return Mention::Yes("it is named as a word");
    }
    if better.iter().any(|at| opposed(view, *at)) {
        return Mention::Yes("the sentence sets it against the term to use");
    }
    if mention::entry(view, manner) {
        return Mention::Yes("it is the entry that is explained");
    }
    if mention::definition(view, manner) {
        return Mention::Yes("it is being defined");
    }
    let instead = word(before) == "of" && word(earlier) == "instead";
    match () {
        () if !better.is_empty() => Mention::Perhaps(Doubt::OtherTermNear),
        () if quoted => Mention::Perhaps(Doubt::Quotation),
        () if instead => Mention::Perhaps(Doubt::ThinEvidence),
        () => Mention::No,
    }
}

/// The first token of the term with the quotation mark and the article before it, and whether it alone
/// stands in quotation marks.
fn opening(view: &View<'_>) -> (usize, bool) {
    let quoted = mention::quoted_alone(view);
    let mut at = view.at;
    let article = |at: usize| matches!(view.word(at), "a" | "an" | "the");
    if at > 0 && article(at - 1) && quoted {
        at -= 1;
    }
    if at > 0 && quoted {
        at -= 1;
    }
    if at > 0 && article(at - 1) {
        at -= 1;
    }
    (at, quoted)
}

/// Whether it alone is emphasised.
fn set_apart(view: &View<'_>) -> bool {
    let marked = |at: Option<usize>| {
        let style = at.and_then(|at| view.token(at)).map(|token| view.passage.style(token)).unwrap_or_default();
        style.emphasis || style.strong
    };
    marked(Some(view.at)) && !marked(view.at.checked_sub(1)) && !marked(Some(view.at + 1))
}

/// *“Member” means …*
fn means(view: &View<'_>) -> bool {
    (view.at + 1..view.at + 4).any(|at| matches!(view.word(at), "means" | "denotes"))
}

/// *“Log in” is two words*
fn is_a_word(view: &View<'_>) -> bool {
    let verb = (view.at + 1..view.at + 3).find(|at| MENTIONS.equating.has(view.word(*at)));
    verb.is_some_and(|verb| (verb + 1..verb + 4).any(|at| MENTIONS.naming.has(view.word(at))))
}

/// *sign in, not log in*; *replace log in with sign in*; *log in → sign in*
fn opposed(view: &View<'_>, better: usize) -> bool {
    let between = better.min(view.at) + 1..better.max(view.at);
    let near = between.len() <= OPPOSED;
    let set =
        |at: usize| MENTIONS.opposing.has(view.word(at)) || view.mark(at).is_some_and(|mark| "→⇒=".contains(mark));
    near && (between.clone().any(set) || view.sentence().any(|at| MENTIONS.replacing.has(view.word(at))))
}

/// Whether the head of a table says that its cells are words. `block` is one of its cells.
pub(super) fn is_table_of_words(document: &Document, block: usize) -> bool {
    let Some(BlockKind::Cell { table, .. }) = document.blocks.get(block).map(|block| &block.kind) else { return false };
    let before = document.blocks.get(..block).unwrap_or_default().iter().rev();
    let cells = before.take_while(|one| matches!(&one.kind, BlockKind::Cell { table: own, .. } if own == table));
    let heads = cells.filter(|one| matches!(one.kind, BlockKind::Cell { header: true, .. }));
    heads
        .flat_map(|head| head.text.split(|c: char| !c.is_alphabetic()))
        .any(|word| MENTIONS.tables.has(&word.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{self, Format};
    use crate::sense::{Standing, TermReader};
    use crate::terms::{Concept, PartOfSpeech, Status, Term, Vocabulary};

    #[test]
    fn every_example_is_talked_about_or_used() {
        let (mut seen, mut wrong) = (0, Vec::new());
        for example in &MENTIONS.examples {
            let verb = example.avoid.contains(' ');
            let part_of_speech = if verb { PartOfSpeech::Verb } else { PartOfSpeech::Noun };
            let term = |text: &str, status| Term::new(text, status, part_of_speech, &[]);
            let concept = Concept {
                id: "it".to_owned(),
                definition: String::new(),
                part_of_speech,
                terms: vec![term(&example.prefer, Status::Preferred), term(&example.avoid, Status::Deprecated)],
            };
            let vocabulary = Vocabulary::new(vec![std::sync::Arc::new(concept)]);
            let texts = example.mention.iter().map(|text| (text, true));
            for (text, mention) in texts.chain(example.r#use.iter().map(|text| (text, false))) {
                let document = prose::read(text, Format::Markdown);
                let hits = vocabulary.find(&document.blocks[0].text);
                let at = hits.iter().position(|hit| hit.term == 1).unwrap_or_else(|| panic!("no term in {text:?}"));
                let uses = TermReader::new(&document, vocabulary.concepts()).uses(0, &hits);
                if (uses[at].standing == Standing::Mentioned) != mention {
                    wrong.push(format!("{text}: {:?}", uses[at]));
                }
                seen += 1;
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        assert!(seen > 10, "the file lost its examples");
    }
}
