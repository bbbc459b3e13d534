//! The language that a path says its text is in: `locales/de/app.json`, `README.fr.md`, `values-pt-rBR/strings.xml`.
//!
//! Which names are tags of languages, and which places are for translations, is data. Nothing is looked up on disk.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    languages: HashSet<String>,
    ambiguous: HashSet<String>,
    places: HashSet<String>,
    folders: Vec<String>,
    folder_extensions: Vec<String>,
    translations: HashSet<String>,
    named: HashSet<String>,
    texts: HashSet<String>,
    #[cfg(test)]
    examples: Vec<Vec<String>>,
}

static DATA: LazyLock<Data> = LazyLock::new(|| data!("prose/data/path_languages"));

/// A tag, and whether nothing else is likely to be meant.
struct Tag {
    tag: String,
    sure: bool,
}

/// The language that a path tells its text to be in, as a tag; the name of the file before its folders, the deepest
/// folder before the others. `path` is relative to the workspace, with `/`: what lies above says nothing of it.
pub fn path_language(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let file = parts.pop()?;
    let for_translations = |above: &[&str]| above.iter().any(|part| DATA.places.contains(&part.to_lowercase()));
    if let Some(tag) = of_file(file, for_translations(&parts)) {
        return Some(tag);
    }
    (0..parts.len()).rev().find_map(|at| {
        let (above, folder) = (parts.get(..at)?, parts.get(at)?);
        // `de/LC_MESSAGES`
        let below = parts.get(at + 1).is_some_and(|part| part.eq_ignore_ascii_case("lc_messages"));
        of_folder(folder, for_translations(above) || below)
    })
}

fn of_folder(folder: &str, for_translations: bool) -> Option<String> {
    if let Some(rest) = DATA.folders.iter().find_map(|prefix| folder.strip_prefix(prefix.as_str())) {
        return tag(rest).map(|tag| tag.tag);
    }
    if let Some((stem, extension)) = folder.rsplit_once('.') {
        let named = DATA.folder_extensions.iter().any(|known| known.eq_ignore_ascii_case(extension));
        return named.then(|| tag(stem)).flatten().map(|tag| tag.tag);
    }
    tag(folder).filter(|tag| tag.sure || for_translations).map(|tag| tag.tag)
}

fn of_file(file: &str, for_translations: bool) -> Option<String> {
    let Some((stem, extension)) = file.rsplit_once('.') else {
        return tag(file).filter(|_| for_translations).map(|tag| tag.tag);
    };
    let extension = extension.to_lowercase();
    // `index.html.de`, as servers negotiate it.
    if let (true, Some(tag)) = (stem.contains('.'), tag(&extension))
        && tag.sure
        && stem.rsplit('.').next().is_some_and(|before| DATA.named.contains(before))
    {
        return Some(tag.tag);
    }
    let translations = DATA.translations.contains(&extension) && extension != "ts" || for_translations;
    if let Some(tag) = tag(stem) {
        let named = translations || DATA.named.contains(&extension) && tag.sure;
        return named.then_some(tag.tag);
    }
    // `README.fr.md`, `Strings.fr.resx`
    if let Some((before, last)) = stem.rsplit_once('.') {
        return tag(last).filter(|tag| !before.is_empty() && (tag.sure || translations)).map(|tag| tag.tag);
    }
    // `messages_fr.properties`, `app_pt_BR.arb`, `README-ja.md`: the longest end that is a tag.
    let cuts = stem.match_indices(['_', '-']).map(|(at, _)| at);
    let mut ends = cuts.filter_map(|at| Some((stem.get(..at)?, tag(stem.get(at + 1..)?)?)));
    let (before, tag) = ends.next()?;
    let text = DATA.texts.contains(&before.to_lowercase());
    (!before.is_empty() && (translations || text && tag.sure)).then_some(tag.tag)
}

/// A tag such as `de`, `pt_BR`, `zh-Hans`, `sr@latin`, and Android's `pt-rBR` and `b+sr+Latn`.
fn tag(name: &str) -> Option<Tag> {
    let name = name.strip_prefix("b+").unwrap_or(name);
    let name = name.split('@').next().unwrap_or(name);
    let mut parts = name.split(['-', '_', '+']);
    let language = parts.next()?;
    if !DATA.languages.contains(&language.to_lowercase()) {
        return None;
    }
    let mut tag = language.to_lowercase();
    let mut sure = !DATA.ambiguous.contains(&tag);
    for part in parts {
        let android =
            part.strip_prefix('r').filter(|rest| rest.len() == 2 && rest.chars().all(|c| c.is_ascii_uppercase()));
        let part = android.unwrap_or(part);
        let letters = part.chars().all(|c| c.is_ascii_alphabetic());
        let region = part.len() == 2 && letters || part.len() == 3 && part.chars().all(|c| c.is_ascii_digit());
        let script = part.len() == 4 && letters && part.starts_with(|c: char| c.is_ascii_uppercase());
        // `is-it` is no Icelandic of Italy: a region is written in capitals unless the language is beyond doubt.
        if !(script || region && (sure || part.chars().all(|c| !c.is_ascii_lowercase()))) {
            return None;
        }
        sure = true;
        tag = format!("{tag}-{part}");
    }
    Some(Tag { tag, sure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_what_the_examples_say() {
        assert!(!DATA.examples.is_empty());
        for example in &DATA.examples {
            let [path, expected @ ..] = example.as_slice() else { panic!("an example without a path") };
            assert_eq!(path_language(path).as_ref(), expected.first(), "{path}");
        }
    }

    #[test]
    fn what_is_ambiguous_is_a_language() {
        let unknown: Vec<_> = DATA.ambiguous.difference(&DATA.languages).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
