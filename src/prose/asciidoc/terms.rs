//! What blocks, macros and attributes hold, from `data/asciidoc.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Terms {
    pub(super) code_styles: Vec<String>,
    pub(super) quotes: Vec<String>,
    pub(super) admonitions: Vec<String>,
    pub(super) attributes: Vec<String>,
    pub(super) text_macros: Vec<String>,
    pub(super) image_macros: Vec<String>,
    pub(super) note_macros: Vec<String>,
    pub(super) characters: HashMap<String, String>,
    #[cfg(test)]
    example: Vec<Example>,
}

#[cfg(test)]
#[derive(Deserialize)]
struct Example {
    text: String,
    read: Vec<String>,
}

pub(super) fn terms() -> &'static Terms {
    static TERMS: LazyLock<Terms> = LazyLock::new(|| data!("prose/data/asciidoc"));
    &TERMS
}

/// Whether a list has a word.
pub(super) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Format, read};

    #[test]
    fn the_examples_are_read_as_they_say() {
        for example in &terms().example {
            let document = read(&example.text, Format::AsciiDoc);
            let of = |block: &crate::prose::Block| {
                let read = block.runs().filter(|run| !run.style.code);
                read.map(|run| &block.text[run.range.clone()]).collect::<String>()
            };
            assert_eq!(document.blocks.iter().map(of).collect::<Vec<_>>(), example.read, "{}", example.text);
        }
    }
}
