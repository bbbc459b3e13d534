//! The built-in presets: policies of our own, as files that `extends` names by `preset:NAME`.

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
