//! The policy in force for one file as a text, itself a policy: each value with where it comes from.

use std::path::Path;

use super::edit::quoted;
use super::{Effective, EffectiveEntry, LeftAlone, Origin, Source};
use crate::text::Encoding;

/// The keys that hold lists, an entry a line.
const LISTS: [&str; 6] = ["include", "exclude", "allow", "when", "judgement", "concept"];

/// The keys that only an override can hold.
const OF_OVERRIDES: [&str; 2] = ["disable", "format"];

impl Effective {
    /// The file entry that the first value of a key comes from for which `is` holds.
    pub fn origin(&self, key: &str, is: impl Fn(&str) -> bool) -> Option<Origin> {
        let entry = self.entries.iter().find(|entry| entry.key == key && is(&entry.value))?;
        match &entry.source {
            Source::File(origin) => Some(origin.clone()),
            Source::Default | Source::Settings | Source::Argument => None,
        }
    }

    /// The file entry that a text in a list comes from.
    pub fn origin_of_text(&self, key: &str, text: &str) -> Option<Origin> {
        let written = quoted(text);
        self.origin(key, |value| value == written)
    }

    /// The file entry of a list that holds no other: of several nobody knows which it was.
    pub fn only_origin(&self, key: &str) -> Option<Origin> {
        let only = self.entries.iter().filter(|entry| entry.key == key).count() == 1;
        self.origin(key, |_| only)
    }

    /// The text. `of` says what the policy is in force for, `name` how the path of a policy is shown.
    pub fn text(&self, of: &str, name: &dyn Fn(&Path) -> String) -> String {
        let mut out = match &self.governing {
            Some(path) => format!("# In force for {of}, by {}.\n", name(path)),
            None => format!("# In force for {of}: no policy governs it.\n"),
        };
        if let Some(why) = self.left_alone {
            out.push_str(&format!("# It is not checked: {}.\n", left_alone(why)));
        }
        let (of_overrides, own): (Vec<_>, Vec<_>) =
            self.entries.iter().partition(|entry| OF_OVERRIDES.contains(&entry.key));
        for entries in own.chunk_by(|a, b| a.key == b.key) {
            list_or_value(name, &mut out, entries);
        }
        if !of_overrides.is_empty() {
            out.push_str("\n# What overrides say of this file alone:\n");
        }
        for EffectiveEntry { key, value, source } in of_overrides {
            out.push_str(&format!("# {key}: {value}  # {}\n", place(name, source)));
        }
        out
    }
}

fn list_or_value(name: &dyn Fn(&Path) -> String, out: &mut String, entries: &[&EffectiveEntry]) {
    let Some(first) = entries.first() else { return };
    if !LISTS.contains(&first.key) {
        for EffectiveEntry { key, value, source } in entries {
            out.push_str(&format!("{key} = {value}  # {}\n", place(name, source)));
        }
        return;
    }
    out.push_str(&format!("{} = [\n", first.key));
    for EffectiveEntry { value, source, .. } in entries {
        out.push_str(&format!("  {value},  # {}\n", place(name, source)));
    }
    out.push_str("]\n");
}

/// Where an entry comes from.
fn place(name: &dyn Fn(&Path) -> String, source: &Source) -> String {
    match source {
        Source::Default => "default".to_owned(),
        Source::Settings => "settings".to_owned(),
        Source::Argument => "command line".to_owned(),
        Source::File(Origin { place, through }) => {
            let (start, _) = place.positions(Encoding::Utf32);
            let here = format!("{}:{}:{}", name(&place.path), start.line + 1, start.character + 1);
            match through {
                // A preset is no path.
                Some(through) if through.is_absolute() => format!("{}, by {here}", name(through)),
                Some(through) => format!("{}, by {here}", through.display()),
                None => here,
            }
        }
    }
}

fn left_alone(why: LeftAlone) -> &'static str {
    match why {
        LeftAlone::Excluded => "`exclude` names it",
        LeftAlone::NotIncluded => "`include` does not name it",
        LeftAlone::ByDefault => "licences, generated and vendored files are left alone",
        LeftAlone::Policy => "it is a policy",
        LeftAlone::Ignored => "`.gitignore` names it",
    }
}
