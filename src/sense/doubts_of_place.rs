//! Why a swap would need a look: what the place itself says.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memmem::Finder;
use serde::Deserialize;

use super::Doubt;
use super::passage::{Kind, boundary};
use super::view::{Capitals, Joint, View};
use super::wordlists::{GRAMMAR, Words};
use crate::prose::{Block, BlockKind, Caution, Host, slug};
use crate::terms::Inflection;

/// How far from an occurrence its quotation can begin and end, in bytes.
const QUOTATION: usize = 4000;
/// At most so many tokens follow the first of what is too short for the title of a work.
const TITLE: usize = 2;

/// So often does the text of a law cite at least, in all and in how many bytes once.
const CITES: usize = 3;
const CITES_EVERY: usize = 1000;

/// How far after the word what is done to it is looked for, in tokens.
const HANDLED: usize = 5;

/// The words of `data/doubts.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DoubtWords {
    record_verbs: Words,
    record_nouns: Words,
    handled: Words,
    determiners: Words,
    law: Vec<String>,
}

static DOUBTS: LazyLock<DoubtWords> = LazyLock::new(|| data!("sense/data/doubts"));

/// The citations beyond ASCII, which are no part of another, and the others.
#[expect(clippy::expect_used, reason = "plain strings of ours, compiled by every test of this room")]
static CITATIONS: LazyLock<[AhoCorasick; 2]> = LazyLock::new(|| {
    let (signs, others): (Vec<&String>, Vec<&String>) = DOUBTS.law.iter().partition(|citation| !citation.is_ascii());
    // Only the leftmost are looked for many bytes at once, and each by its first three bytes if all have as many.
    [signs, others].map(|citations| {
        let leftmost = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(citations);
        leftmost.expect("the citations of data/doubts.toml")
    })
});

/// Whether it stands in a quotation.
pub(super) fn quotation(view: &View<'_>) -> Option<Doubt> {
    (view.passage.block.quoted || quoted(view)).then_some(Doubt::Quotation)
}

/// What the place itself says beyond that.
#[derive(Debug)]
pub(super) struct Spot {
    /// It is the label that a reference is looked up by.
    label: bool,
    /// The anchor of the heading it stands in.
    anchor: Option<Box<str>>,
    caution: Option<Doubt>,
}

impl Spot {
    pub(super) fn of(view: &View<'_>) -> Self {
        let block = view.passage.block;
        let style = view.token(view.at).map(|token| view.passage.style(token)).unwrap_or_default();
        let anchor = matches!(block.kind, BlockKind::Heading(_)).then(|| slug(&block.text).into_boxed_str());
        let caution = block.caution.map(|caution| match caution {
            Caution::OneWord => Doubt::OneWord,
            Caution::LookupKey => Doubt::LookupKey,
            Caution::Drawn => Doubt::Drawn,
        });
        Self { label: style.label, anchor, caution }
    }

    /// Why a swap there would need a look, where the document links to these anchors.
    pub(super) fn doubts(&self, linked: impl Fn(&str) -> bool) -> impl Iterator<Item = Doubt> {
        let target = self.label || self.anchor.as_deref().is_some_and(linked);
        target.then_some(Doubt::LinkTarget).into_iter().chain(self.caution)
    }
}

/// What the place says of a word of the pair beyond that: a title, a record.
pub(super) fn of_pair(view: &View<'_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if leads_on(view) || titled_work(view) {
        doubts.push(Doubt::TitleElsewhere);
    }
    if record(view) || alone(view) {
        doubts.push(Doubt::Record);
    }
    doubts
}

/// Whether all of an entry up to the word is a link, and so the title of what it leads to:
/// `- [Creating customers](#creating-customers)`.
fn leads_on(view: &View<'_>) -> bool {
    let block = view.passage.block;
    let entry = block.listed || matches!(block.kind, BlockKind::Cell { .. });
    let linked = |at: usize| view.token(at).is_some_and(|token| view.passage.style(token).link);
    let starts = view.token(0).is_some_and(|token| block.text.get(..token.range.start).is_some_and(is_blank));
    entry && starts && (0..=view.at).all(linked)
}

/// Whether the word stands in an emphasised run that begins with a capital inside a sentence, as titles of works do:
/// *in “Keeping customers happy”*, set in italics.
fn titled_work(view: &View<'_>) -> bool {
    let emphasised = |at: &usize| view.token(*at).is_some_and(|token| view.passage.style(token).emphasis);
    let sentence = view.sentence();
    let Some(first) = (sentence.start..=view.at).rev().take_while(emphasised).last() else { return false };
    let last = (view.at..sentence.end).take_while(emphasised).last().unwrap_or(view.at);
    last - first >= TITLE && !view.opens_sentence(first) && view.capitals(first) != Capitals::None
}

/// Whether the word may be a record of a system: *create a customer*, *the customer number*, *the customer `id`*.
fn record(view: &View<'_>) -> bool {
    let words = &*DOUBTS;
    let code = |beside: Option<(usize, Joint)>| {
        beside.and_then(|(at, _)| view.token(at)).is_some_and(|token| token.kind == Kind::Code)
    };
    if handled(view) || view.occurrence.hit.term == 1 && code(view.after(view.at)) {
        return true;
    }
    if view.attributive() {
        return view.occurrence.hit.term == 1 && words.record_nouns.has(view.right());
    }
    let mut before = (view.sentence().start..view.at).rev().map(|at| view.word(at));
    let verb = before.find(|word| !words.determiners.has(word)).unwrap_or_default();
    words.record_verbs.has(verb)
}

/// *The customer was deleted*, *customer created with an id*.
fn handled(view: &View<'_>) -> bool {
    let after = (view.at + 1..view.sentence().end.min(view.at + HANDLED)).take_while(|at| view.mark(*at).is_none());
    let verb = after.clone().find(|at| !GRAMMAR.auxiliaries.has(view.word(*at)));
    let Some(verb) = verb.filter(|at| DOUBTS.handled.has(view.word(*at))) else { return false };
    let passive =
        (view.at + 1..verb).any(|at| matches!(view.word(at), "be" | "been" | "being" | "is" | "are" | "was" | "were"));
    // *The customer created a list*: whoever does it is no record.
    let ends = view.token(verb + 1).is_none() || view.mark(verb + 1).is_some();
    passive || ends || matches!(view.word(verb + 1), "with" | "by" | "for" | "from" | "in" | "under")
}

/// Whether one word is all that a heading or an item holds, and it does not speak of many: `## Customer` is rather a
/// thing of that name.
fn alone(view: &View<'_>) -> bool {
    let block = view.passage.block;
    // A passage may be a whole book: who finds a second word knows enough.
    let only = (0..view.passage.tokens.len()).filter(|at| view.mark(*at).is_none()).take(2).count() == 1;
    let cell = matches!(block.kind, BlockKind::Cell { .. });
    only && !cell && view.occurrence.hit.form.inflection == Inflection::Base
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Whether quotation marks stand around the occurrence and more, within its sentence.
fn quoted(view: &View<'_>) -> bool {
    let (text, quotes) = (&view.passage.block.text, view.passage.quotes);
    if quotes == Quotes::default() {
        return false;
    }
    let hit = &view.occurrence.hit.range;
    let before = text.get(boundary(text, hit.start.saturating_sub(QUOTATION))..hit.start).unwrap_or_default();
    let after = text.get(hit.end..boundary(text, hit.end + QUOTATION)).unwrap_or_default();
    let opened = |open: char, close: char| before.rfind(open) > before.rfind(close) && after.contains(close);
    let straight = || memchr::memchr_iter(b'"', before.as_bytes()).count() % 2 == 1 && after.contains('"');
    // The closing mark of a single quotation is an apostrophe elsewhere: only one that ends a word outside counts.
    let single = || before.rfind('‘').is_some_and(|at| !closes(before.get(at..).unwrap_or_default())) && closes(after);
    quotes.curved && (opened('“', '”') || opened('«', '»') || opened('„', '“') || single())
        || quotes.straight && straight()
        || quotes.apostrophes && in_straight_single(before, after)
}

/// Which marks that begin a quotation stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Quotes {
    /// Two straight strokes.
    straight: bool,
    /// One, as is an apostrophe.
    apostrophes: bool,
    /// Any other.
    curved: bool,
}

impl Quotes {
    pub(super) fn of(text: &str) -> Self {
        let has = |mark: u8| memchr::memchr(mark, text.as_bytes()).is_some();
        let begins = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(['“', '«', '„', '‘']));
        let curved = !text.is_ascii() && memchr::memchr2_iter(0xe2, 0xc2, text.as_bytes()).any(begins);
        Self { straight: has(b'"'), apostrophes: has(b'\''), curved }
    }
}

/// Whether a straight single mark before a word is open, and one after a word closes it. A plural's possessive looks
/// like one that closes, so that the first of them is taken for it.
fn in_straight_single(before: &str, after: &str) -> bool {
    let last = |text: &str, opens: bool| {
        let found = text.rmatch_indices('\'').find(|(at, _)| {
            let left = text.get(..*at).and_then(|text| text.chars().next_back());
            let right = text.get(at + 1..).and_then(|text| text.chars().next());
            let outside = |beside: Option<char>| !beside.is_some_and(char::is_alphanumeric);
            if opens {
                outside(left) && right.is_some_and(char::is_alphabetic)
            } else {
                left.is_some_and(|left| !left.is_whitespace()) && outside(right)
            }
        });
        found.map(|(at, _)| at)
    };
    last(before, true) > last(before, false) && last(after, false).is_some()
}

/// Whether a `’` in `text` stands before no letter.
fn closes(text: &str) -> bool {
    text.match_indices('’').any(|(at, mark)| {
        let next = text.get(at + mark.len()..).and_then(|rest| rest.chars().next());
        !next.is_some_and(char::is_alphanumeric)
    })
}

/// How often blocks of the document's own text cite, and how long they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Citations {
    length: usize,
    citations: usize,
}

impl Citations {
    /// Of one block.
    pub(super) fn of(block: &Block) -> Self {
        if block.host != Host::Text {
            return Self::default();
        }
        Self { length: block.text.len(), citations: citations(&block.text) }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.length += other.length;
        self.citations += other.citations;
    }

    /// Takes away what was added.
    pub(super) fn take(&mut self, other: Self) {
        self.length -= other.length;
        self.citations -= other.citations;
    }
}

/// One of these, which are rare in other texts, stands in every citation of ASCII.
const SIGNS: [u8; 3] = *b"FU(";
/// Or this.
static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("part"));

/// How many citations stand in a text. That there are none is told many bytes at a time.
fn citations(text: &str) -> usize {
    let [signs, others] = &*CITATIONS;
    let [one, another, third] = SIGNS;
    let may_cite =
        memchr::memchr3(one, another, third, text.as_bytes()).is_some() || WORD.find(text.as_bytes()).is_some();
    let of_signs = if text.is_ascii() { 0 } else { signs.find_iter(text).count() };
    of_signs + if may_cite { others.find_iter(text).count() } else { 0 }
}

/// Whether a whole document is the text of a law, a regulation or a judgment.
pub(super) struct TextOfLaw(pub(super) bool);

impl TextOfLaw {
    /// Told by how often its blocks cite.
    pub(super) fn of(all: Citations) -> Self {
        Self(all.citations >= CITES && all.citations * CITES_EVERY >= all.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_opens_no_quotation() {
        assert!(in_straight_single("They say 'new ", " pay less' at the door"));
        assert!(in_straight_single("They say 'the ", " pays.' Then"));
        for (before, after) in
            [("It's our ", "' wish, and 'that' too"), ("the '90s: ", "' boats"), ("'No', said the ", "' men")]
        {
            assert!(!in_straight_single(before, after), "{before}{after}");
        }
    }

    #[test]
    fn every_citation_is_looked_for() {
        for citation in &DOUBTS.law {
            assert_eq!(citations(citation), 1, "{citation}");
        }
    }

    #[test]
    fn only_a_text_that_cites_again_and_again_is_a_law() {
        let law = |text: &str| {
            let document = crate::prose::read(text, crate::prose::Format::PlainText);
            let mut all = Citations::default();
            document.blocks.iter().for_each(|block| all.add(Citations::of(block)));
            TextOfLaw::of(all).0
        };
        assert!(law("See § 4 and § 5. The customer of 15 U.S.C. 6804 is told."));
        assert!(!law("See § 4 and § 5. The customer is told."));
        assert!(!law(&format!("See § 4, § 5 and § 6. {}", "The customer is told. ".repeat(200))));
    }
}
