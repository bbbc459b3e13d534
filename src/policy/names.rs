//! The names that policies, settings and arguments use, and what to say to one that is not known.

use super::{Prefer, Severity};
use crate::prose::{Region, Regions};
use crate::sense::Sense;
use crate::terms::PartOfSpeech;

/// The names of regions that policies and settings use in `check`.
pub const REGION_NAMES: [(&str, Region); 7] = [
    ("prose", Region::Prose),
    ("headings", Region::Headings),
    ("tables", Region::Tables),
    ("link-text", Region::LinkText),
    ("comments", Region::Comments),
    ("strings", Region::Strings),
    ("identifiers", Region::Identifiers),
];

/// What a `[[judgement]]` can say that a word means.
pub(super) const SENSES: [(&str, Sense); 4] =
    [("party", Sense::Party), ("software", Sense::Software), ("name", Sense::Name), ("mention", Sense::Mention)];

/// Which meanings of the pair's words a `[[concept]]` can report.
pub(super) const CONCEPT_SENSES: [(&str, Sense); 3] =
    [("party", Sense::Party), ("software", Sense::Software), ("name", Sense::Name)];

pub(super) const PARTS_OF_SPEECH: [(&str, PartOfSpeech); 4] = [
    ("noun", PartOfSpeech::Noun),
    ("verb", PartOfSpeech::Verb),
    ("adjective", PartOfSpeech::Adjective),
    ("adverb", PartOfSpeech::Adverb),
];

impl Prefer {
    /// The value of a name.
    ///
    /// # Errors
    /// What to say of a name that is none, with those that are.
    pub fn parse(name: &str) -> Result<Self, String> {
        value(&Self::NAMES, name)
    }
}

impl Severity {
    /// The value of a name.
    ///
    /// # Errors
    /// What to say of a name that is none, with those that are.
    pub fn parse(name: &str) -> Result<Self, String> {
        value(&Self::NAMES, name)
    }
}

/// The region of a name.
///
/// # Errors
/// What to say of a name that is none, with those that are.
pub fn parse_region(name: &str) -> Result<Region, String> {
    value(&REGION_NAMES, name)
}

/// The regions of a list of names, as settings give them, and what to say of each name that is none.
pub fn parse_regions<'n>(list: impl IntoIterator<Item = &'n str>) -> (Regions, Vec<String>) {
    let mut regions = Vec::new();
    let mut faults = Vec::new();
    for name in list {
        match parse_region(name) {
            Ok(region) => regions.push(region),
            Err(fault) => faults.push(fault),
        }
    }
    (Regions::new(regions), faults)
}

/// The value of a name in a table of names.
///
/// # Errors
/// What to say of a name that is none, with those that are.
pub(super) fn value<T: Copy>(table: &[(&'static str, T)], name: &str) -> Result<T, String> {
    let found = table.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value).ok_or_else(|| no_choice(name, &names(table)))
}

pub(super) fn names<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(name, _)| *name).collect()
}

fn no_choice(name: &str, known: &[&str]) -> String {
    /// More names than this tell nobody anything.
    const MANY: usize = 12;
    let all = if known.len() > MANY { "the names that are known".to_owned() } else { choices(known) };
    match nearest(name, known) {
        Some(near) => format!("\"{name}\" is not one of {all}: did you mean \"{near}\"?"),
        None => format!("\"{name}\" is not one of {all}"),
    }
}

/// `a, b or c`.
pub(super) fn choices(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// The known name that was probably meant.
pub(super) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    // No known name is longer than this; a distance takes the product of the lengths.
    const LONGEST: usize = 40;
    if name.len() > LONGEST {
        return None;
    }
    let lower = name.to_lowercase();
    let distance = |known: &str| strsim::osa_distance(&lower, known);
    let near = known.iter().copied().min_by_key(|known| distance(known))?;
    (distance(near) <= (near.chars().count() / 3).max(1)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_names_are_near() {
        let keys = ["severity", "include", "exclude", "max-diagnostics", "prefer"];
        for (typed, meant) in [
            ("sevrity", Some("severity")),
            ("Prefer", Some("prefer")),
            ("max_diagnostics", Some("max-diagnostics")),
            ("maxDiagnostics", Some("max-diagnostics")),
            ("exlude", Some("exclude")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, &keys), meant, "{typed}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), &keys), None);
    }

    #[test]
    fn refusals_list_what_is_allowed() {
        assert_eq!(
            Prefer::parse("clients").unwrap_err(),
            "\"clients\" is not one of client, customer, consistent, by-context, both-defined or off: did you mean \"client\"?"
        );
        assert_eq!(
            Severity::parse("fatal").unwrap_err(),
            "\"fatal\" is not one of error, warning, information or hint"
        );
        assert_eq!(value(&[("one", 1), ("two", 2)], "three").unwrap_err(), "\"three\" is not one of one or two");
        let many: Vec<(&'static str, usize)> =
            "abcdefghijklmnop".split("").filter(|name| !name.is_empty()).zip(0..).collect();
        assert_eq!(value(&many, "word").unwrap_err(), "\"word\" is not one of the names that are known");
    }

    #[test]
    fn region_lists_keep_what_is_known() {
        let (regions, faults) = parse_regions(["prose", "identifiers", "table"]);
        assert_eq!(regions, Regions::new([Region::Prose, Region::Identifiers]));
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("did you mean \"tables\"?"), "{faults:?}");
    }
}
