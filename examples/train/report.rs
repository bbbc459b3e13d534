//! How well the model does on what it has not seen.

use super::data::{Data, Example, Kind};
use super::fit::{self, probabilities};

/// The examples are dealt into so many folds; those of one repository stay together, so that no neighbour leaks.
const FOLDS: usize = 10;
/// So often documents are drawn anew for an interval.
const DRAWS: usize = 1000;
/// The bins of confidence.
const BINS: usize = 5;
/// From this confidence on it is reported.
const THRESHOLD: f64 = 0.7;

/// What was judged of an example by a model that was trained without its repository.
struct Judged<'a> {
    example: &'a Example,
    /// The probability of each sense.
    probable: [f64; 3],
}

impl Judged<'_> {
    fn party(&self) -> f64 {
        if self.example.ruled { 0.02 } else { self.probable[0] }
    }

    fn reported(&self) -> bool {
        self.party() >= THRESHOLD
    }
}

/// Prints precision, recall and calibration by folds.
pub(crate) fn cross_validate(data: &Data) {
    let mut judged: Vec<Judged<'_>> = Vec::new();
    let folds: Vec<Vec<[f64; 3]>> = std::thread::scope(|scope| {
        let fold = |fold: usize| {
            let weights = fit::fit(data, &|repository| repository % FOLDS != fold);
            let rest = fit::rest(data, &weights);
            data.rows.iter().zip(&rest).map(|(example, rest)| probabilities(weights.score(example, rest))).collect()
        };
        let running: Vec<_> = (0..FOLDS).map(|number| scope.spawn(move || fold(number))).collect();
        running.into_iter().map(|fold| fold.join().expect("a fold does not panic")).collect()
    });
    for (index, example) in data.rows.iter().enumerate() {
        judged.push(Judged { example, probable: folds[example.repository % FOLDS][index] });
    }
    println!(
        "\n{:<34}{:>7}{:>11}{:>9}   95 % by document",
        "on repositories not learned from", "units", "precision", "recall"
    );
    for (kind, what) in [(Kind::Document, "documents"), (Kind::Paragraph, "single paragraphs")] {
        for (term, word) in [(None, "both words"), (Some(0), "client"), (Some(1), "customer")] {
            let of = |one: &&Judged<'_>| one.example.kind == kind && term.is_none_or(|term| one.example.term == term);
            let some: Vec<&Judged<'_>> = judged.iter().filter(of).collect();
            line(&format!("{what}, {word}"), &some);
        }
    }
    println!("\nconfidence of what is judged, in documents");
    reliability(&judged.iter().filter(|one| one.example.kind == Kind::Document).collect::<Vec<_>>());
}

/// Precision and recall of reporting; what readers differ on counts neither way.
fn figures(judged: &[&Judged<'_>]) -> (f64, f64) {
    let count = |report: bool, reported: bool| {
        let of = |one: &&&Judged<'_>| one.example.label.report == Some(report) && one.reported() == reported;
        u32::try_from(judged.iter().filter(of).count()).map_or(f64::INFINITY, f64::from)
    };
    let (right, false_alarms, missed) = (count(true, true), count(false, true), count(true, false));
    (right / (right + false_alarms).max(1.0), right / (right + missed).max(1.0))
}

fn line(what: &str, judged: &[&Judged<'_>]) {
    let (precision, recall) = figures(judged);
    let mut documents: Vec<Vec<&Judged<'_>>> = Vec::new();
    let mut sorted = judged.to_vec();
    sorted.sort_by_key(|one| one.example.document);
    for document in sorted.chunk_by(|one, next| one.example.document == next.example.document) {
        documents.push(document.to_vec());
    }
    // A generator of Marsaglia's, from a fixed seed.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap_or(1)).unwrap_or_default()
    };
    let draws: Vec<(f64, f64)> = (0..DRAWS)
        .map(|_| {
            let drawn: Vec<&Judged<'_>> =
                (0..documents.len()).flat_map(|_| documents[draw(documents.len())].iter().copied()).collect();
            figures(&drawn)
        })
        .collect();
    let interval = |of: fn(&(f64, f64)) -> f64| {
        let mut all: Vec<f64> = draws.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        (all[DRAWS / 40], all[DRAWS - 1 - DRAWS / 40])
    };
    let (low, high) = interval(|one| one.0);
    let (lower, higher) = interval(|one| one.1);
    println!(
        "{what:<34}{:>7}{precision:>11.4}{recall:>9.4}   {low:.3}–{high:.3}, {lower:.3}–{higher:.3}",
        judged.len()
    );
}

/// How often what is held probable to some degree is so.
fn reliability(judged: &[&Judged<'_>]) {
    println!("{:<16}{:>7}{:>12}{:>10}", "confidence", "units", "mean", "right");
    let told: Vec<(f64, bool)> =
        judged.iter().filter_map(|one| Some((one.party(), one.example.label.report?))).collect();
    let mut error = 0.0;
    for bin in 0..BINS {
        let (low, high) = (share(bin, BINS), share(bin + 1, BINS));
        let of: Vec<&(f64, bool)> =
            told.iter().filter(|(sure, _)| *sure >= low && (*sure < high || bin + 1 == BINS)).collect();
        let mean = of.iter().map(|(sure, _)| sure).sum::<f64>() / share(of.len().max(1), 1);
        let right = share(of.iter().filter(|(_, right)| *right).count(), of.len().max(1));
        error += (mean - right).abs() * share(of.len(), told.len().max(1));
        println!("{low:.1} to {high:.1}{:>14}{mean:>12.3}{right:>10.3}", of.len());
    }
    println!("expected calibration error {error:.4}");
}

fn share(part: usize, of: usize) -> f64 {
    let number = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    number(part) / number(of)
}
