//! Words of the policy inside names in code, where a policy asks for `identifiers`.
//!
//! A name is never mended here: who renames one renames all its uses, which the language's own server does.
//! Only what is plainly meant is told: *customer* in any name, *client* only in a name of several words where
//! nothing around it speaks of computing.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::Finding;
use super::messages;
use super::silence::Silence;
use super::verdict::Scene;
use crate::policy::{Origin, Prefer, Rules, Severity};
use crate::prose::{Block, Region};
use crate::sense::Sense;
use crate::terms::{self, Status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    computing: String,
}

/// Words that say of a client beside them that it is a program.
static COMPUTING: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let file: File = data!("check/data/identifiers");
    file.computing.split_whitespace().map(str::to_owned).collect()
});

/// A word that is not wanted in names.
struct Unwanted<'a> {
    concept: &'a str,
    /// The term, as a dictionary lists it, and the one to use instead.
    term: &'a str,
    preferred: &'a str,
    origin: Option<&'a Origin>,
    sense: Sense,
}

impl Rules {
    /// Whether the policy asks for names in code.
    pub(super) fn asks_for_identifiers(&self) -> bool {
        let of_concept = self.house.concepts.iter().filter_map(|concept| concept.check.as_ref());
        self.left_alone.is_none()
            && std::iter::once(&self.check).chain(of_concept).any(|check| check.contains(Region::Identifiers))
    }
}

/// A hint for every name in a code span or a block of code that holds a word that is not wanted.
pub(super) fn look(scene: Scene<'_>, silence: &mut Silence<'_>) -> Vec<Finding> {
    if !scene.rules.asks_for_identifiers() {
        return Vec::new();
    }
    let unwanted = unwanted(scene.rules);
    let mut out = Vec::new();
    if unwanted.is_empty() {
        return out;
    }
    for code in code(scene) {
        let text = scene.text.get(code.clone()).unwrap_or_default();
        let mut line_start = code.start;
        for line in text.split_inclusive('\n') {
            of_line(scene, line, line_start, &unwanted, silence, &mut out);
            line_start += line.len();
        }
    }
    out
}

fn of_line(
    scene: Scene<'_>,
    line: &str,
    start: usize,
    unwanted: &FxHashMap<String, Unwanted<'_>>,
    silence: &mut Silence<'_>,
    out: &mut Vec<Finding>,
) {
    let names: Vec<Range<usize>> = names(line).collect();
    let parts: Vec<Vec<Range<usize>>> = names.iter().map(|name| parts(line, name.clone())).collect();
    let lower = |part: &Range<usize>| line.get(part.clone()).unwrap_or_default().to_ascii_lowercase();
    let mut computing: Option<bool> = None;
    for (name, parts) in names.iter().zip(&parts) {
        for part in parts {
            let Some(unwanted) = unwanted.get(&lower(part)) else { continue };
            let is_client =
                unwanted.sense == Sense::Party && terms::pair().terms.first().is_some_and(|t| t.text == unwanted.term);
            let mut of_computing = || *computing.get_or_insert_with(|| speaks_of_computing(line));
            if is_client && (parts.len() < 2 || of_computing()) {
                continue;
            }
            let range = start + part.start..start + part.end;
            if !silence.covers(range.start, unwanted.concept) {
                let name = line.get(name.clone()).unwrap_or_default();
                out.push(finding(scene, range, name, unwanted));
            }
        }
    }
}

fn finding(scene: Scene<'_>, range: Range<usize>, name: &str, unwanted: &Unwanted<'_>) -> Finding {
    Finding {
        text: scene.text.get(range.clone()).unwrap_or_default().into(),
        range,
        concept: unwanted.concept.into(),
        severity: Severity::Hint,
        sense: Some(unwanted.sense),
        confidence: None,
        message: messages::identifier(name, unwanted.term, unwanted.preferred).into(),
        fix: None,
        alternatives: Vec::new(),
        origin: unwanted.origin.cloned(),
    }
}

/// Every form of a word that is not wanted in names, in small letters.
fn unwanted(rules: &Rules) -> FxHashMap<String, Unwanted<'_>> {
    let mut out = FxHashMap::default();
    let pair = terms::pair();
    let wanted =
        if rules.looks_at_the_pair() && rules.check.contains(Region::Identifiers) { rules.prefer } else { Prefer::Off };
    if let Some((wanted, other)) =
        wanted.term().and_then(|term| Some((pair.terms.get(term)?, pair.terms.get(1 - term)?)))
    {
        for (_, form) in other.forms() {
            let (term, preferred, origin) = (other.text.as_str(), wanted.text.as_str(), rules.origin.as_ref());
            out.insert(
                form.to_ascii_lowercase(),
                Unwanted { concept: &pair.id, term, preferred, origin, sense: Sense::Party },
            );
        }
    }
    for (concept, of_house) in rules.house.vocabulary.concepts().iter().zip(&rules.house.concepts) {
        let check = of_house.check.as_ref().unwrap_or(&rules.check);
        if rules.is_disabled(&concept.id) || !check.contains(Region::Identifiers) {
            continue;
        }
        let preferred = concept.terms.iter().find(|term| term.status == Status::Preferred);
        let Some(preferred) = preferred.map(|term| term.text.as_str()) else { continue };
        for term in concept.terms.iter().filter(|term| term.status == Status::Deprecated) {
            for (_, form) in term.forms().filter(|(_, form)| form.chars().all(char::is_alphanumeric)) {
                let origin = Some(&of_house.origin);
                let sense = if pair.terms.iter().any(|own| own.text == term.text) { Sense::Party } else { Sense::Term };
                let unwanted = Unwanted { concept: &concept.id, term: &term.text, preferred, origin, sense };
                out.insert(form.to_ascii_lowercase(), unwanted);
            }
        }
    }
    out
}

/// The bytes of the code spans and code blocks, in order.
fn code(scene: Scene<'_>) -> Vec<Range<usize>> {
    let bytes = scene.text.as_bytes();
    let runs = scene.document.blocks.iter().flat_map(Block::runs);
    let ticked = |at: &Range<usize>| at.start.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'`');
    let spans = runs.filter(|run| run.style.code).map(|run| run.source).filter(ticked);
    let mut out: Vec<Range<usize>> = spans.chain(scene.document.code.iter().cloned()).collect();
    out.sort_unstable_by_key(|range| range.start);
    out
}

/// The names on a line: letters, digits, underscores, and hyphens between letters.
fn names(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = line.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let in_name = move |at: usize| {
        is_letter(at)
            || bytes.get(at) == Some(&b'_')
            || bytes.get(at) == Some(&b'-') && at > 0 && is_letter(at - 1) && is_letter(at + 1)
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = (at..bytes.len()).find(|at| in_name(*at))?;
        let end = (start..bytes.len()).find(|at| !in_name(*at)).unwrap_or(bytes.len());
        at = end;
        Some(start..end)
    })
}

/// The words of a name: between underscores and hyphens, and where capitals begin one.
fn parts(line: &str, name: Range<usize>) -> Vec<Range<usize>> {
    let byte = |at: usize| line.as_bytes().get(at).copied().unwrap_or_default();
    let mut out: Vec<Range<usize>> = Vec::new();
    for at in name.clone() {
        if !byte(at).is_ascii_alphabetic() {
            continue;
        }
        let continues = at > name.start && byte(at - 1).is_ascii_alphabetic();
        let (capital, small_before) =
            (byte(at).is_ascii_uppercase(), at > name.start && byte(at - 1).is_ascii_lowercase());
        // `httpClient`, `HTTPClient`
        let begins = capital && (small_before || at + 1 < name.end && byte(at + 1).is_ascii_lowercase());
        match out.last_mut() {
            Some(last) if continues && !begins => last.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

fn speaks_of_computing(line: &str) -> bool {
    names(line).flat_map(|name| parts(line, name)).any(|part| {
        let word = line.get(part).unwrap_or_default().to_ascii_lowercase();
        COMPUTING.contains(&word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        let words = |line: &str| {
            let parts: Vec<_> =
                names(line).flat_map(|name| parts(line, name)).map(|part| line[part].to_owned()).collect();
            parts.join(" ")
        };
        for (line, expected) in [
            ("customer_id", "customer id"),
            ("customerId", "customer Id"),
            ("HTTPClient", "HTTP Client"),
            ("MAX_CUSTOMERS", "MAX CUSTOMERS"),
            ("data-customer-name=\"x\"", "data customer name x"),
            ("customer2Id - a", "customer Id a"),
            ("kunde.é_customer", "kunde customer"),
            ("", ""),
        ] {
            assert_eq!(words(line), expected, "{line}");
        }
    }

    #[test]
    fn a_client_of_computing_is_known() {
        for line in ["httpClient", "client_secret", "const client = new Client()", "HTTPClientFactory"] {
            assert!(speaks_of_computing(line), "{line}");
        }
        assert!(!speaks_of_computing("clientName = row.client_name"));
    }
}
