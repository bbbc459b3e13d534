//! What commands and environments hold, from `data/latex.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Terms {
    pub(super) captions: Vec<String>,
    pub(super) commands: HashMap<String, String>,
    pub(super) environments: HashMap<String, String>,
    pub(super) characters: HashMap<String, String>,
    pub(super) languages: HashMap<String, String>,
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
    static TERMS: LazyLock<Terms> = LazyLock::new(|| data!("prose/data/latex"));
    &TERMS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Format, read};

    #[test]
    fn the_examples_are_read_as_they_say() {
        for example in &terms().example {
            let document = read(&example.text, Format::Latex);
            let seen: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
            assert_eq!(seen, example.read, "{}", example.text);
        }
    }

    #[test]
    fn arguments_are_written_in_the_signs_that_are_known() {
        for (name, arguments) in terms().commands.iter().chain(&terms().environments) {
            assert!(arguments.chars().all(|sign| "-cthnoq=123456".contains(sign)), "{name}: {arguments}");
        }
    }
}
