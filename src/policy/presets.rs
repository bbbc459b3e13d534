//! The built-in presets: policies of our own, as files that `extends` names by `preset:NAME`.

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

/// All presets, in the order in which they are listed.
pub const PRESETS: [Preset; 1] = [Preset { name: "retail", text: include_str!("presets/retail.toml") }];

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
