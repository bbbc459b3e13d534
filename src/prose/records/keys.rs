//! What the key of a value tells of it. The words are data, with examples, in `data/keys.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a key tells of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Told {
    /// Nothing: the value has to read as prose.
    Nothing,
    /// That a person reads it.
    Shown,
    /// That it is a note to those who change the file.
    Comment,
    /// That it is mostly one of a set: a whole sentence is read.
    Seldom,
    /// That a program reads it.
    Never,
    /// That nothing beneath it is for people.
    Beneath,
}

/// A list of keys, and what should be in it and what not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    keys: String,
    #[cfg(test)]
    examples: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples run as tests"))]
    others: Vec<String>,
}

/// The file of lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    shown: List,
    never: List,
    seldom: List,
    beneath: List,
    comment: List,
}

impl Lists {
    fn each(&self) -> [(&List, Told); 5] {
        [
            (&self.shown, Told::Shown),
            (&self.seldom, Told::Seldom),
            (&self.never, Told::Never),
            (&self.beneath, Told::Beneath),
            (&self.comment, Told::Comment),
        ]
    }
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| data!("prose/data/keys"));

/// The lists by entry; of an entry in two lists the later counts.
static KEYS: LazyLock<HashMap<&str, Vec<Told>>> = LazyLock::new(|| {
    let mut keys: HashMap<&str, Vec<Told>> = HashMap::new();
    for (list, told) in LISTS.each() {
        for key in list.keys.split(',').map(str::trim) {
            keys.entry(key).or_default().push(told);
        }
    }
    keys
});

/// The most words of an entry.
const WORDS: usize = 4;

/// What a key tells.
pub(super) fn told(key: &str) -> Told {
    let of = |entry: &str, told: Told| KEYS.get(entry).is_some_and(|all| all.contains(&told));
    if of(key.trim(), Told::Comment) {
        return Told::Comment;
    }
    let words = words(key);
    if of(&words.join(" "), Told::Beneath) {
        return Told::Beneath;
    }
    // The longest ending counts: `display name` before `name`.
    for length in (1..=WORDS.min(words.len())).rev() {
        let ending = words.get(words.len() - length..).unwrap_or_default().join(" ");
        if let Some(told) = [Told::Never, Told::Seldom, Told::Shown].into_iter().find(|told| of(&ending, *told)) {
            return told;
        }
    }
    Told::Nothing
}

/// The words of a key, in lower case: parted by signs and by capitals that follow small letters.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut inside = false;
    let mut small = false;
    for c in key.chars() {
        if !c.is_alphanumeric() {
            inside = false;
            continue;
        }
        if !inside || (c.is_uppercase() && small) {
            words.push(String::new());
        }
        if let Some(last) = words.last_mut() {
            last.extend(c.to_lowercase());
        }
        (inside, small) = (true, !c.is_uppercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_says_what_its_examples_say() {
        for (list, expected) in LISTS.each() {
            assert!(!list.examples.is_empty() && !list.others.is_empty());
            for key in &list.examples {
                assert_eq!(told(key), expected, "{key}");
            }
            for key in &list.others {
                assert_ne!(told(key), expected, "{key}");
            }
        }
    }

    #[test]
    fn keys_are_taken_apart() {
        for (key, expected) in [
            ("emptyStateTitle", "empty state title"),
            ("SQL", "sql"),
            ("$ref", "ref"),
            ("a.b_c-d e", "a b c d e"),
            ("größeÄndern", "größe ändern"),
            ("", ""),
        ] {
            assert_eq!(words(key).join(" "), expected);
        }
    }

    #[test]
    fn no_entry_is_longer_than_what_is_looked_up() {
        assert!(KEYS.keys().all(|key| key.split(' ').count() <= WORDS));
    }
}
