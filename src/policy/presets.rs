//! The built-in presets: policies of our own, as files that `extends` names by `preset:NAME`.
//!
//! Each is an ordinary policy file in `presets/` with the reason for its rule, where that rule was
//! published, and examples of its trade that a test holds it to.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::file::PolicyFile;
use super::names::{choices, nearest};

/// What the name of a preset follows in `extends`.
pub(super) const PREFIX: &str = "preset:";

/// A built-in preset.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// What follows `preset:`.
    pub name: &'static str,
    /// Its text, a policy file.
    pub text: &'static str,
}

/// The presets of a list of names, each with the file of that name.
macro_rules! presets {
    ($($name:literal)*) => {
        [$(Preset { name: $name, text: include_str!(concat!("presets/", $name, ".toml")) }),*]
    };
}

/// All presets, in the order in which they are listed: houses with clients, with customers, with both,
/// with another word, and house styles that are public.
pub const PRESETS: [Preset; 23] = presets! {
    "consulting" "agency" "legal" "accounting" "financial-advice" "counselling" "social-care"
    "retail" "ecommerce" "hospitality" "utilities"
    "banking" "insurance" "saas" "by-relationship"
    "healthcare" "transit" "lodging" "membership" "residential-care"
    "microsoft" "ibm" "red-hat"
};

/// The preset of a name.
pub fn preset(name: &str) -> Option<Preset> {
    PRESETS.into_iter().find(|preset| preset.name == name)
}

/// The preset of a name as a file of its own, which is the same one each time. Its path is what `extends` says.
pub(super) fn file(name: &str) -> Option<Arc<PolicyFile>> {
    static FILES: LazyLock<HashMap<&str, Arc<PolicyFile>>> = LazyLock::new(|| {
        let path = |name: &str| Path::new(&format!("{PREFIX}{name}")).into();
        let read = |preset: Preset| Arc::new(PolicyFile::parse(path(preset.name), preset.text.to_owned()));
        PRESETS.into_iter().map(|preset| (preset.name, read(preset))).collect()
    });
    FILES.get(name).cloned()
}

/// What to say of a preset that there is none of.
pub(super) fn unknown(name: &str) -> String {
    let known = PRESETS.map(|preset| preset.name);
    match nearest(name, &known) {
        Some(near) => format!("there is no preset \"{name}\": did you mean \"{PREFIX}{near}\"?"),
        None => format!("there is no preset \"{name}\": the presets are {}", choices(&known)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/policy/presets");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<String> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        files.sort();
        let mut names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        names.sort_unstable();
        assert_eq!(files, names);
    }

    #[test]
    fn each_says_why_and_where_it_was_published_and_shows_five_of_both() {
        for Preset { name, text } in PRESETS {
            let faults = file(name).unwrap().faults.iter().map(|fault| fault.message.clone()).collect::<Vec<_>>();
            assert_eq!(faults, Vec::<String>::new(), "{name}");
            let policy: toml::Table = toml::from_str(text).unwrap();
            let reason = policy["reason"].as_str().unwrap();
            assert!((40..=240).contains(&reason.chars().count()), "{name}: {} characters", reason.chars().count());
            assert!(!policy["sources"].as_array().unwrap().is_empty(), "{name}");
            for kind in ["report", "keep"] {
                let examples = policy["example"].as_array().unwrap();
                let sentences = examples.iter().filter_map(|example| example.get(kind)?.as_array()).map(Vec::len);
                assert!(sentences.sum::<usize>() >= 5, "{name}: {kind}");
            }
        }
    }

    #[test]
    fn a_preset_is_found_by_its_name() {
        assert_eq!(preset("retail").map(|preset| preset.name), Some("retail"));
        assert!(preset("Retail").is_none());
    }
}
