//! What is left alone unless a policy's `include` names it: the list in `data/left_alone.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::globs::{Pattern, Patterns};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    group: Vec<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[cfg_attr(not(test), expect(dead_code, reason = "for those who read the list, and its test"))]
    reason: String,
    files: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples run as a test"))]
    alone: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples run as a test"))]
    read: Vec<String>,
}

fn list() -> List {
    data!("policy/data/left_alone")
}

/// The patterns of the list.
pub(super) fn patterns() -> &'static Patterns {
    static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
        let files = list().group.into_iter().flat_map(|group| group.files);
        let patterns: Vec<Pattern> = files.filter_map(|file| Pattern::new(&file).ok()).collect();
        Patterns::new(&patterns)
    });
    &PATTERNS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_what_its_examples_say() {
        for group in list().group {
            assert!(!group.reason.is_empty());
            let own: Vec<Pattern> = group.files.iter().map(|file| Pattern::new(file).unwrap()).collect();
            let own = Patterns::new(&own);
            for path in group.alone {
                assert!(own.matches(&path), "{path} should be left alone: {}", group.reason);
            }
            for path in group.read {
                assert!(!patterns().matches(&path), "{path} should be read");
            }
        }
    }
}
