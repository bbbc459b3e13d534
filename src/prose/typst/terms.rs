//! Which functions show their content, from `data/typst.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Terms {
    pub(super) inline: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) titles: Vec<String>,
    pub(super) tables: Vec<String>,
    pub(super) quotes: Vec<String>,
    pub(super) code: Vec<String>,
    pub(super) captions: Vec<String>,
    pub(super) descriptions: Vec<String>,
    #[cfg(test)]
    pub(super) example: Vec<Example>,
}

#[cfg(test)]
#[derive(Deserialize)]
pub(super) struct Example {
    pub(super) text: String,
    pub(super) read: Vec<String>,
}

pub(super) fn terms() -> &'static Terms {
    static TERMS: LazyLock<Terms> = LazyLock::new(|| data!("prose/data/typst"));
    &TERMS
}

pub(super) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}
