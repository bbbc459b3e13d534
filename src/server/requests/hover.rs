//! `textDocument/hover`: what is thought of the word under the cursor, and why.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::{hover_house, work};
use crate::check::{self, Explanation, Judged, Obstacle, Sum, Why};
use crate::policy::{Effective, Origin, Prefer, Rules};
use crate::sense::Reason;
use crate::server::client::Markup;
use crate::server::document::{Checked, Snapshot};
use crate::server::session::Session;
use crate::server::worker::checked;
use crate::server::{from_proto, to_proto};
use crate::terms;
use crate::workspace::shown_from;

/// The hover over a word of the pair that is read; nothing elsewhere.
///
/// # Errors
/// Where the check fails, or the request is cancelled.
pub(crate) async fn answer(session: &Arc<Session>, params: HoverParams) -> Result<Option<Hover>> {
    let at = &params.text_document_position_params;
    if from_proto::path(&at.text_document.uri).is_some_and(|path| session.depends_on(&path)) {
        return super::policy_hover::answer(session, params).await;
    }
    let at = params.text_document_position_params;
    let Some((snapshot, last)) = session.snapshot(&at.text_document.uri) else { return Ok(None) };
    let session = Arc::clone(session);
    work(move |cancelled| {
        let client = session.client();
        let checked = checked(&session, &snapshot, &last, cancelled)?;
        let offset = snapshot.text.offset(from_proto::position(at.position), client.encoding);
        let judged = checked.report.judged.iter().find(|judged| judged.range.contains(&offset));
        let house = checked.report.house.iter().find(|term| term.range.contains(&offset));
        let voice = &Voice::of(&session, &snapshot);
        let (range, value) = match (house, judged) {
            (Some(term), judged) => {
                let mut value = hover_house::explain(&checked, term, voice)?;
                if let Some(judged) = judged.filter(|_| term.reasons.is_empty()) {
                    let told = Told::of(&session, &snapshot, &checked, judged)?;
                    let _ = write!(value, "\n\n{}", meant(&checked, &told, voice).trim_end());
                }
                (term.range.clone(), value)
            }
            (None, Some(judged)) => {
                let told = Told::of(&session, &snapshot, &checked, judged)?;
                (judged.range.clone(), explain(&checked, &told, voice))
            }
            (None, None) => return None,
        };
        let kind = match client.hover_markup {
            Markup::Markdown => MarkupKind::Markdown,
            Markup::Plain => MarkupKind::PlainText,
        };
        let contents = MarkupContent { kind, value };
        let range = to_proto::Positions::new(&checked.text, client.encoding).range(range);
        Some(Hover { contents: HoverContents::Markup(contents), range: Some(range) })
    })
    .await
}

/// A word with everything that is known of it.
struct Told<'a> {
    judged: &'a Judged,
    why: Explanation,
    /// What is in force for the document.
    effective: Effective,
}

impl<'a> Told<'a> {
    fn of(session: &Session, snapshot: &Snapshot, checked: &Checked, judged: &'a Judged) -> Option<Self> {
        let mut why = check::explain(&checked.text, checked.format, &checked.rules, judged.range.start)?;
        if judged.finding.is_none() && why.finding.take().is_some() {
            why.obstacles.push(Obstacle::Known);
        }
        let nameless = || session.first_folder().unwrap_or_default().join("untitled");
        let path = snapshot.path.as_deref().map_or_else(nameless, std::path::Path::to_owned);
        Some(Self { judged, why, effective: session.policies.effective(&path) })
    }
}

/// All that is known of a word, for a person.
fn explain(checked: &Checked, told: &Told<'_>, voice: &Voice) -> String {
    let mut out = meant(checked, told, voice);
    paragraph(&mut out, &wanted(&checked.rules, told.judged, voice));
    let obstacles = told.why.obstacles.iter().filter(|obstacle| !is_told(obstacle));
    let obstacle = |obstacle: &Obstacle| {
        let origin = obstacle.origin(&checked.rules, &told.effective);
        let place = origin.map_or_else(String::new, |origin| place(&origin, voice));
        format!("{}{place}", voice.plain(&obstacle.sentence()))
    };
    list(&mut out, "Why it is left alone:", obstacles.map(obstacle));
    if let Some(reason) = checked.rules.reason.as_ref().filter(|_| checked.rules.prefer != Prefer::Off) {
        paragraph(&mut out, &voice.plain(reason));
    }
    let (sense, against) = (told.why.judged.sense.name(), told.why.against.name());
    evidence(&mut out, &format!("Why {sense} rather than {against}, in log odds:"), &told.why.reasons, voice);
    let swaps = !check::swap(&checked.text, &checked.rules, &checked.report, told.judged).is_empty();
    let looks = told.why.looks().into_iter().filter(|_| swaps);
    list(&mut out, "Look before you swap it:", looks);
    let definition = |(term, definition): (&str, &str)| format!("{}: {}", voice.strong(term), voice.plain(definition));
    list(&mut out, "The two words:", check::definitions().map(definition));
    out.trim_end().to_owned()
}

/// Whether what the policy wants says so already.
fn is_told(obstacle: &Obstacle) -> bool {
    matches!(
        obstacle,
        Obstacle::File(_)
            | Obstacle::Off
            | Obstacle::BothDefined
            | Obstacle::Unsettled
            | Obstacle::OutOfContext
            | Obstacle::Right
    )
}

/// The strongest pieces of evidence with their weights, what the weaker ones weigh together, and the sum.
pub(super) fn evidence(out: &mut String, title: &str, reasons: &[Reason], voice: &Voice) {
    let sum = Sum::of(reasons);
    let line = |weight: i64, text: &str| format!("{} {}", check::signed(weight), voice.plain(text));
    let weaker = sum.weaker.map(|(count, weight)| {
        let pieces = if count == 1 { "piece" } else { "pieces" };
        line(weight, &format!("and {count} weaker {pieces}"))
    });
    let total = (!reasons.is_empty()).then(|| line(sum.total, "in all"));
    let strongest = sum.strongest.iter().map(|(text, weight)| line(*weight, text));
    list(out, title, strongest.chain(weaker).chain(total));
}

/// What a word of the pair is taken for.
fn meant(checked: &Checked, told: &Told<'_>, voice: &Voice) -> String {
    let word = checked.text.get(told.judged.range.clone()).unwrap_or_default();
    let (certainty, sense) = (told.why.certainty(), told.why.judged.sense);
    let sure = format!("({}, {})", sense.name(), check::per_cent(certainty));
    let meaning = check::meaning(sense);
    let mut out = String::new();
    paragraph(&mut out, &format!("{}: {} {meaning} {sure}.", voice.strong(word), sureness(certainty)));
    out
}

pub(super) fn paragraph(out: &mut String, text: &str) {
    let _ = write!(out, "{text}\n\n");
}

pub(super) fn list(out: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| format!("- {item}\n")).collect();
    if !items.is_empty() {
        let _ = write!(out, "{title}\n\n{}\n", items.concat());
    }
}

/// How sure the judgement is, in words.
fn sureness(certainty: f32) -> &'static str {
    match certainty {
        0.9.. => "almost certainly",
        0.7.. => "probably",
        _ => "perhaps",
    }
}

/// What the policy wants of this word, and where it says so.
fn wanted(rules: &Rules, judged: &Judged, voice: &Voice) -> String {
    if let Some(why) = &rules.left_alone {
        return check::left_alone(*why).to_owned();
    }
    let by_rules = rules.origin.as_ref().map_or(String::new(), |origin| place(origin, voice));
    let Some(wanted) = &judged.wanted else {
        return match rules.prefer {
            Prefer::BothDefined => format!(
                "Both words are defined terms of this house{by_rules}: neither is reported, and neither can stand for the other."
            ),
            Prefer::Consistent => format!(
                "The policy wants a text to keep to one of the two words{by_rules}. This text settles on neither, or tells them apart."
            ),
            Prefer::ByContext => {
                format!("Which of the two words is right depends on what stands near{by_rules}. Nothing here decides.")
            }
            Prefer::Off | Prefer::Client | Prefer::Customer => {
                "No policy asks for one of the two words here.".to_owned()
            }
        };
    };
    let origin = wanted.origin.as_ref().map_or(String::new(), |origin| place(origin, voice));
    let verdict = match judged.finding {
        Some(_) => "This word is reported.",
        None if wanted.term == judged.term => "This word is as the policy wants it.",
        None => "This one is left alone.",
    };
    match (&wanted.why, terms::pair().terms.get(wanted.term)) {
        (Why::House, Some(term)) => format!("The policy prefers {}{origin}. {verdict}", voice.strong(&term.text)),
        _ => format!("{}{origin}. {verdict}", voice.plain(&sentence(&wanted.because()))),
    }
}

/// A clause as the beginning of a sentence.
fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Where a policy says something, in brackets.
pub(super) fn place(origin: &Origin, voice: &Voice) -> String {
    let mut place = String::new();
    let line = origin.place.positions(crate::text::Encoding::Utf8).0.line + 1;
    let _ = write!(place, " ({}, line {line}", voice.plain(&shown_from(&origin.place.path, &voice.folder)));
    if let Some(through) = &origin.through {
        let _ = write!(place, ", through {}", voice.plain(&through.display().to_string()));
    }
    place.push(')');
    place
}

/// How a person is spoken to about a document.
pub(super) struct Voice {
    markup: Markup,
    /// The workspace folder, from which paths are told.
    folder: PathBuf,
}

impl Voice {
    fn of(session: &Session, snapshot: &Snapshot) -> Self {
        let folder = session.folder_of(snapshot.path.as_deref()).or_else(|| session.first_folder());
        Self { markup: session.client().hover_markup, folder: folder.unwrap_or_default() }
    }

    pub(super) fn plain(&self, text: &str) -> String {
        self.markup.plain(text)
    }

    pub(super) fn strong(&self, text: &str) -> String {
        self.markup.strong(text)
    }
}

impl Markup {
    /// Text that is to be read as it stands.
    fn plain(self, text: &str) -> String {
        match self {
            Markup::Plain => text.to_owned(),
            Markup::Markdown => {
                let special = |c: char| if c.is_ascii_punctuation() && !",.:;'\"()/-".contains(c) { "\\" } else { "" };
                text.chars().flat_map(|c| special(c).chars().chain([c])).collect()
            }
        }
    }

    fn strong(self, text: &str) -> String {
        match self {
            Markup::Plain => format!("“{text}”"),
            Markup::Markdown => format!("**{}**", self.plain(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_in_markdown_alone() {
        assert_eq!(Markup::Markdown.plain("a_b *c* [d] e-f."), "a\\_b \\*c\\* \\[d\\] e-f.");
        assert_eq!(Markup::Plain.plain("a_b *c*"), "a_b *c*");
        assert_eq!(Markup::Markdown.strong("client"), "**client**");
    }
}
