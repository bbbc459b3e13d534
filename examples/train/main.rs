//! Trains the model of senses: `cargo run --release --example train -- CORPUS` reads labelled documents, writes
//! `training/` (what was seen, without the texts) and `src/sense/data/weights.tsv`, and prints how well it does on
//! documents it has not seen. Without `CORPUS` it starts from `training/` alone and gives the same weights.
//!
//! `CORPUS` holds `dev/` (`docs/`, `labels.jsonl`, `sources.tsv`) and `unlabelled/contexts.jsonl`, whose labels are in
//! `training/paragraphs.tsv`. The same input gives the same output. `docs/judgement.md` explains the method.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tables that index each other; no part of the product"
)]

mod corpus;
mod data;
mod files;
mod fit;
mod report;
mod solve;

use std::path::Path;

use files::Outcome;

fn main() -> Outcome<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let training = home.join("training");
    if let Some(corpus) = std::env::args().nth(1) {
        let seen = corpus::read(Path::new(&corpus), &training.join("paragraphs.tsv"))?;
        data::write(&training, &seen)?;
    }
    let data = data::read(&training)?;
    println!("{} occurrences of {} repositories, {} features", data.rows.len(), data.repositories(), data.names.len());
    report::cross_validate(&data);
    let weights = fit::fit(&data, &|_| true);
    fit::write(&data, &weights, &home.join("src/sense/data/weights.tsv"))
}
