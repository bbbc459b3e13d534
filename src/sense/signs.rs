//! What the signs are called for a person, and what they are thought to weigh before training: `data/signs.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Log odds for each sense that the model knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Prior {
    pub(super) party: f64,
    pub(super) software: f64,
    pub(super) name: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    reason: String,
    #[serde(default)]
    client: Prior,
    #[serde(default)]
    customer: Prior,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signs {
    sign: BTreeMap<String, Entry>,
    family: BTreeMap<String, Prior>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| data!("sense/data/signs"));

/// What a person is told of a sign.
pub(super) fn reason(sign: &str) -> &str {
    SIGNS.sign.get(sign).map_or(sign, |entry| entry.reason.as_str())
}

/// What a sign is thought to weigh for a term before training.
pub(super) fn prior(term: usize, sign: &str) -> Prior {
    let entry = SIGNS.sign.get(sign);
    entry.map_or_else(Prior::default, |entry| if term == 0 { entry.client } else { entry.customer })
}

/// What a family of rules is thought to weigh before training.
pub(super) fn family(name: &str) -> Prior {
    SIGNS.family.get(name).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sense::features::Family;

    #[test]
    fn every_family_has_its_entry_and_no_other_has_one() {
        let mut names: Vec<&str> = Family::ALL.iter().map(|family| family.name()).collect();
        names.sort_unstable();
        assert_eq!(SIGNS.family.keys().map(String::as_str).collect::<Vec<_>>(), names);
    }

    #[test]
    fn every_sign_of_the_file_is_seen_somewhere() {
        let source = include_str!("features.rs");
        for sign in SIGNS.sign.keys().filter(|sign| !sign.starts_with("rest of")) {
            assert!(source.contains(&format!("{sign:?}")), "features.rs never sees {sign:?}");
        }
    }
}
