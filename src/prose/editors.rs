//! What editors call the formats: read from `data/editors.toml`, from which the lists of each editor are made as well.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Format;

/// An editor that has names of its own for languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editor {
    /// Visual Studio Code: language ids.
    VsCode,
    /// Neovim: file types.
    Neovim,
    /// Helix: languages, by which it tells the server of them too.
    Helix,
    /// Zed: languages, of which the server is told in lower case.
    Zed,
    /// Emacs: major modes, without `-mode`.
    Emacs,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    entry: Vec<Entry>,
}

/// A format as editors know it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Entry {
    format: Vec<String>,
    within: Vec<String>,
    vscode: Vec<String>,
    neovim: Vec<String>,
    helix: Vec<String>,
    zed: Vec<String>,
    emacs: Vec<String>,
    others: Vec<String>,
}

impl Entry {
    fn names(&self, editor: Editor) -> &[String] {
        match editor {
            Editor::VsCode => &self.vscode,
            Editor::Neovim => &self.neovim,
            Editor::Helix => &self.helix,
            Editor::Zed => &self.zed,
            Editor::Emacs => &self.emacs,
        }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        [&self.vscode, &self.neovim, &self.helix, &self.zed, &self.emacs, &self.others].into_iter().flatten()
    }
}

/// The entries of the formats that there are.
static ENTRIES: LazyLock<HashMap<Format, Entry>> = LazyLock::new(|| {
    let known = |entry: Entry| Some((entry.format.iter().find_map(|name| Format::from_name(name))?, entry));
    data().entry.into_iter().filter_map(known).collect()
});

static IDS: LazyLock<HashMap<String, Format>> = LazyLock::new(|| {
    let ids = ENTRIES.iter().flat_map(|(format, entry)| entry.all().map(|id| (id.to_lowercase(), *format)));
    ids.collect()
});

fn data() -> Data {
    data!("prose/data/editors")
}

/// What an editor calls the documents of a format; nothing where it has no name of its own for it.
pub fn editor_languages(editor: Editor, format: Format) -> &'static [String] {
    ENTRIES.get(&format).map(|entry| entry.names(editor)).unwrap_or_default()
}

/// The format that some editor calls by a name, which is in lower case.
pub(super) fn called(id: &str) -> Option<Format> {
    let own = Format::ALL.iter().copied().find(|format| format.languages().contains(&id));
    own.or_else(|| IDS.get(id).copied()).or_else(|| Format::from_name(id))
}

/// Whether editors may call what is in `format` by the language of `other`.
pub(super) fn is_within(format: Format, other: Format) -> bool {
    let entry = ENTRIES.get(&format);
    entry.is_some_and(|entry| entry.within.iter().any(|name| Format::from_name(name) == Some(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_entry_and_every_name_leads_to_one() {
        for format in Format::ALL {
            assert!(ENTRIES.contains_key(format), "{} has no entry in data/editors.toml", format.name());
            for id in ENTRIES.get(format).into_iter().flat_map(Entry::all) {
                let called = called(&id.to_lowercase());
                assert!(called == Some(*format) || called.is_some_and(|it| is_within(*format, it)), "{id}: {called:?}");
            }
        }
    }

    #[test]
    fn a_name_stands_in_one_entry() {
        let mut seen: HashMap<String, Vec<String>> = HashMap::new();
        for entry in data().entry {
            assert!(!entry.format.is_empty());
            let mut ids: Vec<String> = entry.all().map(|id| id.to_lowercase()).collect();
            ids.sort();
            ids.dedup();
            for id in ids {
                let other = seen.insert(id.clone(), entry.format.clone());
                assert!(other.is_none(), "{id} is {:?} and {other:?}", entry.format);
            }
        }
    }
}
