//! The page of formats: its tables are made from the formats themselves and from the data that says which strings are
//! read. `UPDATE=1 cargo test --test formats` writes them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::fmt::Write as _;
use std::path::Path;

use customary::prose::{Comment, Format};

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The text between two signs is replaced.
fn with(page: &str, name: &str, table: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("\n<!-- end of {name} -->"));
    let start = page.find(&open).unwrap_or_else(|| panic!("{open} is not on the page")) + open.len();
    let end = start + page[start..].find(&close).unwrap_or_else(|| panic!("{close} is not on the page"));
    format!("{}\n{table}{}", &page[..start], &page[end..])
}

/// Words of a table, each as code.
fn code(words: &[String]) -> String {
    let words = words.iter().map(|word| {
        // A bar ends a cell even in code.
        let word = word.replace('|', "\\|");
        if word.contains('`') { format!("`` {word} ``") } else { format!("`{word}`") }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn formats() -> String {
    let mut out = String::from("| format | files | a directive | what is read |\n| --- | --- | --- | --- |\n");
    for format in Format::ALL {
        let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let extensions = format.extensions().iter().map(|extension| format!(".{extension}"));
        let files: Vec<String> = extensions.chain(owned(format.files())).collect();
        let comment = match format.comments() {
            Comment::None => "none".to_owned(),
            comment => code(&[comment.written("…").unwrap()]),
        };
        let reads = format.reads().split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
        writeln!(out, "| {} | {} | {comment} | {reads} |", code(&owned(format.names())), code(&files)).unwrap();
    }
    out
}

fn signs() -> String {
    let text = std::fs::read_to_string(path("src/prose/data/strings.toml")).unwrap();
    let data: toml::Table = text.parse().unwrap();
    let mut out = String::from("| sign of code | such as | and yet read |\n| --- | --- | --- |\n");
    for sign in data["sign"].as_array().unwrap() {
        let example = |key: &str| {
            let first = sign.get(key).and_then(|list| list.as_array()?.first()?.as_str());
            first.map(|text| code(&[text.replace(['\n', '\r'], " ")])).unwrap_or_default()
        };
        writeln!(out, "| {} | {} | {} |", sign["name"].as_str().unwrap(), example("code"), example("prose")).unwrap();
    }
    out
}

#[test]
fn the_page_lists_the_formats_and_the_signs_of_code() {
    let page = std::fs::read_to_string(path("docs/formats.md")).unwrap();
    let expected = with(&with(&page, "formats", &formats()), "signs of code", &signs());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path("docs/formats.md"), &expected).unwrap();
    }
    assert!(page == expected || std::env::var_os("UPDATE").is_some(), "UPDATE=1 cargo test --test formats");
}
