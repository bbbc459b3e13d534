//! `[[concept]]`: terminology of the house's own.

use std::ops::Range;

use super::{not_a_key, values};
use crate::policy::Severity;
use crate::policy::names::{CONCEPT_SENSES, PARTS_OF_SPEECH, SENSES, choices, names, nearest, value};
use crate::policy::reader::{Accepts, Reader, Spanned};
use crate::policy::tree::{Entry, FaultKind, Table, Value};
use crate::prose::Regions;
use crate::sense::Sense;
use crate::terms::{self, PartOfSpeech};

pub(super) const KEYS: [&str; 19] = [
    "id", "definition", "preferred", "admitted", "deprecated", "part-of-speech", "forms", "collective", "definitions",
    "allow", "severity", "check", "language", "unless-near", "only-near", "senses", "reason", "owner", "link",
];

/// The concept of findings about directives: an id that no policy can give.
const DIRECTIVE: &str = "directive";

const NO_ID: &str = "this concept has no \"id\": findings and directives name it by one";

const NO_TERMS: &str =
    "this concept has no terms: list those to use in \"preferred\" and those to report in \"deprecated\"";

/// A `[[concept]]`. The ranges are those of the values.
#[derive(Debug)]
pub(in crate::policy) struct ConceptEntry {
    /// The header.
    pub(in crate::policy) place: Range<usize>,
    pub(in crate::policy) id: Spanned<String>,
    pub(in crate::policy) definition: Option<String>,
    pub(in crate::policy) preferred: Vec<Spanned<String>>,
    pub(in crate::policy) admitted: Vec<Spanned<String>>,
    pub(in crate::policy) deprecated: Vec<Spanned<String>>,
    pub(in crate::policy) part_of_speech: PartOfSpeech,
    /// Of terms, the forms that follow no rule.
    pub(in crate::policy) forms: Vec<(String, Vec<String>)>,
    /// Of terms, the word for all of them together.
    pub(in crate::policy) collective: Vec<(String, String)>,
    /// Of terms, what each means by itself.
    pub(in crate::policy) definitions: Vec<(String, String)>,
    pub(in crate::policy) allow: Vec<Spanned<String>>,
    pub(in crate::policy) severity: Option<Severity>,
    pub(in crate::policy) check: Option<Regions>,
    pub(in crate::policy) language: Option<String>,
    pub(in crate::policy) unless_near: Vec<String>,
    pub(in crate::policy) only_near: Vec<String>,
    pub(in crate::policy) senses: Option<Vec<Sense>>,
    pub(in crate::policy) reason: Option<String>,
    pub(in crate::policy) owner: Option<String>,
    pub(in crate::policy) link: Option<String>,
}

/// How many of the terms of a concept could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terms {
    All,
    /// What seems to be no term may be one.
    Some,
}

pub(super) fn read(reader: &mut Reader, mut table: Table, header: Range<usize>) -> Option<ConceptEntry> {
    let id = table.entries.remove("id");
    if id.is_none() && !table.lost {
        reader.error(header.clone(), NO_ID);
    }
    let id = id.and_then(|entry| read_id(reader, entry));
    let mut out =
        ConceptEntry::new(header.clone(), id.clone().unwrap_or(Spanned { value: String::new(), range: 0..0 }));
    let terms = out.read_terms(reader, &mut table);
    let mut of_terms = Vec::new();
    for (name, entry) in table.entries {
        match name.as_str() {
            "forms" | "collective" | "definitions" => of_terms.push((name, entry)),
            _ => out.read_key(reader, &name, entry),
        }
    }
    out.terms().next()?;
    for (name, entry) in of_terms {
        out.read_of_terms(reader, &name, entry, terms);
    }
    id.map(|_| out)
}

fn read_id(reader: &mut Reader, entry: Entry) -> Option<Spanned<String>> {
    if matches!(&entry.node.value, Value::String(id) if id.trim().is_empty()) {
        reader.error(entry.node.range, NO_ID);
        return None;
    }
    let id = reader.string("id", entry.node)?;
    let taken = if id.value == terms::pair().id {
        Some(format!("\"{}\" is the built-in pair: say which word is right with \"prefer\"", id.value))
    } else if id.value == DIRECTIVE {
        Some(format!("\"{DIRECTIVE}\" is what findings about directives are called: choose another id"))
    } else if id.value.contains(|c: char| c.is_whitespace() || c == ',') {
        Some("an id has no spaces and no commas, so that directives can name it: write it with hyphens".to_owned())
    } else {
        None
    };
    match taken {
        Some(message) => {
            reader.error(id.range, message);
            None
        }
        None => Some(id),
    }
}

impl ConceptEntry {
    fn new(place: Range<usize>, id: Spanned<String>) -> Self {
        Self {
            place,
            id,
            definition: None,
            preferred: Vec::new(),
            admitted: Vec::new(),
            deprecated: Vec::new(),
            part_of_speech: PartOfSpeech::default(),
            forms: Vec::new(),
            collective: Vec::new(),
            definitions: Vec::new(),
            allow: Vec::new(),
            severity: None,
            check: None,
            language: None,
            unless_near: Vec::new(),
            only_near: Vec::new(),
            senses: None,
            reason: None,
            owner: None,
            link: None,
        }
    }

    /// Reads the lists of terms; what is known of them then.
    fn read_terms(&mut self, reader: &mut Reader, table: &mut Table) -> Terms {
        let before = reader.faults.len();
        let mut terms = |name: &str| {
            let entry = table.entries.remove(name);
            entry.and_then(|entry| reader.texts(name, entry.node, Accepts::ListOr("a term"))).unwrap_or_default()
        };
        [self.preferred, self.admitted, self.deprecated] = ["preferred", "admitted", "deprecated"].map(&mut terms);
        let told = reader.faults.get(before..).unwrap_or_default();
        let is_whole = !table.lost && told.iter().all(|fault| fault.kind == FaultKind::Warning);
        if is_whole && self.terms().next().is_none() {
            // That all entries are empty is the same fault.
            reader.faults.truncate(before);
            reader.error(self.place.clone(), NO_TERMS);
        }
        self.drop_contradictions(reader);
        if is_whole { Terms::All } else { Terms::Some }
    }

    fn read_key(&mut self, reader: &mut Reader, name: &str, entry: Entry) {
        let text = |reader: &mut Reader, entry: Entry| reader.string(name, entry.node).map(|text| text.value);
        let cues = |reader: &mut Reader, entry: Entry| {
            let cues = values::cues(reader, name, entry).unwrap_or_default();
            cues.into_iter().map(|cue| cue.value).collect()
        };
        match name {
            "definition" => self.definition = text(reader, entry),
            "part-of-speech" => {
                let value = values::choice(reader, name, &entry, &PARTS_OF_SPEECH);
                self.part_of_speech = value.map(|value| value.value).unwrap_or_default();
            }
            "allow" => self.allow = allow(reader, name, entry),
            "severity" => self.severity = values::severity(reader, name, &entry).map(|severity| severity.value),
            "check" => self.check = values::check(reader, name, entry).map(|check| check.value),
            "language" => self.language = language(reader, name, entry),
            "unless-near" => self.unless_near = cues(reader, entry),
            "only-near" => self.only_near = cues(reader, entry),
            "senses" => self.senses = senses(reader, name, entry),
            "reason" => self.reason = text(reader, entry),
            "owner" => self.owner = text(reader, entry),
            "link" => self.link = text(reader, entry),
            unknown => not_a_key(reader, unknown, entry.key, Some("concept"), &KEYS),
        }
    }

    /// All terms with their places: preferred, admitted, deprecated.
    pub(in crate::policy) fn terms(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.preferred.iter().chain(&self.admitted).chain(&self.deprecated)
    }

    /// Of a term that is both right and deprecated, the deprecated entry does not count.
    fn drop_contradictions(&mut self, reader: &mut Reader) {
        let Self { preferred, admitted, deprecated, .. } = self;
        deprecated.retain(|wrong| {
            let by = [("preferred", &*preferred), ("admitted", &*admitted)]
                .into_iter()
                .find(|(_, list)| list.iter().any(|right| is_same_word(&right.value, &wrong.value)));
            if let Some((by, _)) = by {
                let message =
                    format!("\"{}\" is both {by} and deprecated: take it out of one of the lists", wrong.value);
                reader.error(wrong.range.clone(), message);
            }
            by.is_none()
        });
    }

    /// A table of terms; an entry for what is no term of the concept has no effect.
    fn read_of_terms(&mut self, reader: &mut Reader, name: &str, entry: Entry, read: Terms) {
        let Some(table) = reader.table(name, entry.node) else { return };
        let known: Vec<String> = self.terms().map(|term| term.value.clone()).collect();
        for (term, entry) in table.entries {
            if !known.contains(&term) {
                if read == Terms::All {
                    reader.warn(entry.key.clone(), no_such_term(name, &term, &known));
                }
                continue;
            }
            match name {
                "forms" => {
                    let forms = reader.texts(&term, entry.node, Accepts::ListOr("a form")).unwrap_or_default();
                    self.forms.push((term, forms.into_iter().map(|form| form.value).collect()));
                }
                _ => {
                    let Some(text) = reader.string(&term, entry.node) else { continue };
                    let of = if name == "collective" { &mut self.collective } else { &mut self.definitions };
                    of.push((term, text.value));
                }
            }
        }
    }
}

fn no_such_term(name: &str, term: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let near = nearest(term, &known).map(|near| format!(": did you mean \"{near}\"?"));
    let near = near.unwrap_or_else(|| format!(", only {}", choices(&known)));
    format!("\"{name}\" speaks of \"{term}\", and the concept has no such term{near}")
}

/// Whether two terms want the same places: in any case where neither holds a capital letter.
pub(in crate::policy) fn is_same_word(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

fn allow(reader: &mut Reader, name: &str, entry: Entry) -> Vec<Spanned<String>> {
    let mut list = reader.texts(name, entry.node, Accepts::List).unwrap_or_default();
    list.retain(|entry| {
        let drops = entry.value.starts_with('!');
        if drops {
            let message = format!(
                "\"{}\" drops nothing: a concept replaces an inherited one whole, with its \"allow\"",
                entry.value
            );
            reader.warn(entry.range.clone(), message);
        }
        !drops
    });
    list
}

fn language(reader: &mut Reader, name: &str, entry: Entry) -> Option<String> {
    let tag = reader.string(name, entry.node)?;
    let mut parts = tag.value.split('-');
    let is_language = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_more = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if parts.next().is_some_and(is_language) && parts.all(is_more) {
        return Some(tag.value);
    }
    reader.error(tag.range, format!("\"{}\" is no language tag: write one such as \"en\" or \"en-GB\"", tag.value));
    None
}

fn senses(reader: &mut Reader, name: &str, entry: Entry) -> Option<Vec<Sense>> {
    let list = reader.texts(name, entry.node, Accepts::ListOr("a sense"))?;
    let mut out = Vec::new();
    let mut broken = false;
    for Spanned { value: word, range } in list {
        match value(&CONCEPT_SENSES, &word) {
            Ok(sense) => out.push(sense),
            Err(_) if names(&SENSES).contains(&word.as_str()) => {
                let message = format!(
                    "\"{word}\": a word that is talked about is never more than a hint; \"senses\" takes {}",
                    choices(&names(&CONCEPT_SENSES))
                );
                broken = true;
                reader.error(range, message);
            }
            Err(why) => {
                broken = true;
                reader.error(range, why);
            }
        }
    }
    (!(broken && out.is_empty())).then_some(out)
}
