//! Whether the shipped model is what training gives: for everybody from the counts in `training/`, and from the labelled
//! documents themselves where `CUSTOMARY_CORPUS` names their folder.

#![allow(
    dead_code,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "shared with the trainer"
)]

#[path = "../examples/train/corpus.rs"]
mod corpus;
#[path = "../examples/train/data.rs"]
mod data;
#[path = "../examples/train/files.rs"]
mod files;
#[path = "../examples/train/fit.rs"]
mod fit;
#[path = "../examples/train/solve.rs"]
mod solve;

use std::path::{Path, PathBuf};

/// What rounding to thousandths, leaving out the smallest, and the last round of leanings may cost in slope. A common
/// weight that is off by a tenth costs more.
const ROUNDED: f64 = 8.0;

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_shipped_weights_are_the_best_for_the_counts() {
    let data = data::read(&home().join("training")).unwrap();
    let weights = fit::read(&data, &home().join("src/sense/data/weights.tsv")).unwrap();
    let (slope, feature) = fit::steepest(&data, &weights);
    assert!(
        slope < ROUNDED,
        "the weights of {feature} are off (slope {slope:.2}): run `cargo run --release --example train`"
    );
}

#[test]
fn a_weight_that_is_changed_by_hand_is_noticed() {
    let data = data::read(&home().join("training")).unwrap();
    let shipped = std::fs::read_to_string(home().join("src/sense/data/weights.tsv")).unwrap();
    let (before, after) = shipped.split_once("client\tplural\t").unwrap();
    let (weight, after) = after.split_once('\t').unwrap();
    let changed = format!("{before}client\tplural\t{}\t{after}", weight.parse::<i32>().unwrap() + 300);
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("weights-by-hand.tsv");
    std::fs::write(&path, changed).unwrap();
    let (slope, feature) = fit::steepest(&data, &fit::read(&data, &path).unwrap());
    assert!(slope > ROUNDED, "{feature}: {slope}");
}

#[test]
#[ignore = "needs the labelled documents: CUSTOMARY_CORPUS=FOLDER cargo test --test judgement -- --ignored"]
fn the_counts_are_those_of_the_labelled_documents() {
    let folder = std::env::var_os("CUSTOMARY_CORPUS").map(PathBuf::from);
    let folder = folder.expect("CUSTOMARY_CORPUS names the folder of the labelled documents");
    let seen = corpus::read(&folder, &home().join("training/paragraphs.tsv")).unwrap();
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("counts");
    std::fs::create_dir_all(&scratch).unwrap();
    data::write(&scratch, &seen).unwrap();
    for file in ["features.txt", "rows.tsv"] {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(read(&scratch) == read(&home().join("training")), "training/{file} is stale: run the trainer");
    }
}
