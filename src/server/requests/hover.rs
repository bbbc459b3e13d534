//! `textDocument/hover`: what is thought of the word under the cursor, and why.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::{hover_house, work};
use crate::check::{Judged, Why};
use crate::policy::{LeftAlone, Origin, Prefer, Rules};
use crate::sense::{Doubt, Sense};
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
                    let _ = write!(value, "\n\n{}", meant(&checked, judged, voice).trim_end());
                }
                (term.range.clone(), value)
            }
            (None, Some(judged)) => (judged.range.clone(), explain(&checked, judged, voice)),
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

/// All that is known of a word, for a person.
fn explain(checked: &Checked, judged: &Judged, voice: &Voice) -> String {
    let mut out = meant(checked, judged, voice);
    paragraph(&mut out, &wanted(&checked.rules, judged, voice));
    if let Some(reason) = checked.rules.reason.as_ref().filter(|_| checked.rules.prefer != Prefer::Off) {
        paragraph(&mut out, &voice.plain(reason));
    }
    list(&mut out, "Why:", judged.reasons.iter().map(|reason| voice.plain(&reason.text)));
    let swaps = !judged.swap.is_empty() && matches!(judged.sense, Sense::Party);
    if swaps {
        list(&mut out, "Look before you swap it:", judged.doubts.iter().map(|doubt| doubt_in_words(*doubt).to_owned()));
    }
    let definition = |term: &terms::Term| format!("{}: {}", voice.strong(&term.text), voice.plain(&term.definition));
    list(&mut out, "The two words:", terms::pair().terms.iter().map(definition));
    out.trim_end().to_owned()
}

/// What a word of the pair is taken for.
fn meant(checked: &Checked, judged: &Judged, voice: &Voice) -> String {
    let word = checked.text.get(judged.range.clone()).unwrap_or_default();
    let mut out = String::new();
    paragraph(&mut out, &format!("{}: {} {}.", voice.strong(word), sureness(judged), meaning(judged.sense)));
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

fn meaning(sense: Sense) -> &'static str {
    match sense {
        Sense::Party => "someone who is served or buys",
        Sense::Software => "a program or device that asks a server",
        Sense::Name => "part of a name or a fixed term",
        Sense::Mention => "the word itself, not what it stands for",
        Sense::Term => "a term of this house",
    }
}

/// How sure the judgement is, in words. For a word that is to be left alone, the confidence counts
/// from the other end.
fn sureness(judged: &Judged) -> &'static str {
    let sure = if judged.sense == Sense::Party { judged.confidence } else { 1.0 - judged.confidence };
    match sure {
        0.9.. => "almost certainly",
        0.7.. => "probably",
        _ => "perhaps",
    }
}

/// What the policy wants of this word, and where it says so.
fn wanted(rules: &Rules, judged: &Judged, voice: &Voice) -> String {
    if let Some(why) = &rules.left_alone {
        return left_alone(why).to_owned();
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

pub(super) fn left_alone(why: &LeftAlone) -> &'static str {
    match why {
        LeftAlone::Excluded => "This file is not checked: `exclude` names it.",
        LeftAlone::NotIncluded => "This file is not checked: `include` does not name it.",
        LeftAlone::ByDefault => "This file is not checked: licences, generated and vendored files are left alone.",
        LeftAlone::Policy => "This file is not checked: it is a policy.",
        LeftAlone::Ignored => "This file is not checked: `.gitignore` names it.",
    }
}

pub(super) fn doubt_in_words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::OtherTermNear => "the other word stands near",
        Doubt::SoftwareNear => "the text also speaks of software clients",
        Doubt::SettledCompound => "it is part of a settled compound",
        Doubt::ToldApart => "the text tells the two words apart",
        Doubt::NoCounterpart => "no single word says quite the same",
        Doubt::Quotation => "it is quoted",
        Doubt::LinkTarget => "a link depends on this text",
        Doubt::OneWord => "nothing but its place says that people read it",
        Doubt::LookupKey => "it is looked up by this text",
        Doubt::Drawn => "the table around it depends on its width",
        Doubt::TwoLevels => "it speaks of the customers of a client, or the other way round",
        Doubt::ThinEvidence => "there is little evidence of what it means",
        Doubt::PartOfSpeech => "it may be a noun or a verb",
        Doubt::Choice => "there are several terms to choose from",
    }
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
