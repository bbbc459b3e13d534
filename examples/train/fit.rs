//! The weights: multinomial logistic regression whose weights are drawn to what the lists and signs are thought to
//! weigh beforehand (a Gaussian prior around them), so that labels move only what they say something about.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use customary::sense::training::{self, REST};

use super::data::{Data, Example};
use super::files::{Outcome, save, text};
use super::solve;

/// How strongly a weight of a sign or list is held to its prior: the inverse of its variance.
const HOLD: f64 = 6.0;
/// The same for a single word, whose prior is nought.
const HOLD_WORD: f64 = 25.0;
/// How often the leanings of the other occurrences are worked out anew.
const ROUNDS: usize = 3;
/// A word whose weights are all smaller is left out, in thousandths.
const SMALL: i32 = 20;

/// For each feature and term a log odds for each sense.
#[derive(Debug, Clone)]
pub(crate) struct Weights(Vec<[[f64; 3]; 2]>);

impl Weights {
    /// The log odds of each sense.
    pub(crate) fn score(&self, example: &Example, rest: &[(usize, f64)]) -> [f64; 3] {
        let mut out = [0.0; 3];
        for (feature, value) in example.features.iter().chain(rest) {
            let weights = &self.0[*feature][example.term];
            out.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * value);
        }
        out
    }
}

/// How probable each sense is.
pub(crate) fn probabilities(score: [f64; 3]) -> [f64; 3] {
    let most = score.into_iter().fold(f64::MIN, f64::max);
    let odds = score.map(|score| libm::exp(score - most));
    let all: f64 = odds.iter().sum();
    odds.map(|odd| odd / all)
}

fn is_word(name: &str) -> bool {
    name.split_once('=').is_some() && !name.contains(": ")
}

fn prior(data: &Data) -> Weights {
    Weights(data.names.iter().map(|name| [training::prior(0, name), training::prior(1, name)]).collect())
}

/// What the other occurrences of its text say to each example: the features [`REST`], as the program counts them.
pub(crate) fn rest(data: &Data, weights: &Weights) -> Vec<Vec<(usize, f64)>> {
    let lean = |example: &Example| {
        let [party, software, ..] = weights.score(example, &[]);
        let apart = (party - software) / 2.0;
        apart / (1.0 + apart.abs())
    };
    let leans: Vec<f64> = data.rows.iter().map(lean).collect();
    let mut sums: HashMap<(usize, Option<usize>), (f64, f64)> = HashMap::new();
    let clients = || data.rows.iter().zip(&leans).filter(|(example, _)| example.term == 0);
    for (example, lean) in clients() {
        let places = [Some((example.document, None)), example.section.map(|section| (example.document, Some(section)))];
        for place in places.into_iter().flatten() {
            let sum = sums.entry(place).or_default();
            *sum = (sum.0 + lean, sum.1 + 1.0);
        }
    }
    let others = |example: &Example, section, lean: f64| {
        sums.get(&(example.document, section)).map_or(0.0, |(sum, count)| (sum - lean) / count)
    };
    let first = data.names.len() - REST.len();
    let of = |(example, lean): (&Example, &f64)| -> Vec<(usize, f64)> {
        if example.term != 0 {
            return Vec::new();
        }
        let near = if example.section.is_some() { others(example, example.section, *lean) } else { 0.0 };
        let both = [(first, near), (first + 1, others(example, None, *lean))];
        both.into_iter().filter(|(_, value)| value.abs() > 0.01).collect()
    };
    data.rows.iter().zip(&leans).map(of).collect()
}

/// The weights that the examples of some repositories give.
pub(crate) fn fit(data: &Data, learns: &dyn Fn(usize) -> bool) -> Weights {
    let mut weights = prior(data);
    for _ in 0..ROUNDS {
        let rest = rest(data, &weights);
        weights = fit_with(data, &rest, learns);
    }
    weights
}

/// Parameters: for each feature what it weighs for both terms alike beyond its prior, then for each of them alone. A
/// single word weighs for its term alone.
fn fit_with(data: &Data, rest: &[Vec<(usize, f64)>], learns: &dyn Fn(usize) -> bool) -> Weights {
    let prior = prior(data);
    let count = data.names.len();
    let words: Vec<bool> = data.names.iter().map(|name| is_word(name)).collect();
    let place = |feature: usize, of: usize| (feature * 3 + of) * 3;
    let at = |parameters: &[f64]| {
        let mut weights = prior.clone();
        for (feature, (weights, word)) in weights.0.iter_mut().zip(&words).enumerate() {
            for (term, weights) in weights.iter_mut().enumerate() {
                for (sense, weight) in weights.iter_mut().enumerate() {
                    let both = if *word { 0.0 } else { parameters[place(feature, 0) + sense] };
                    *weight += both + parameters[place(feature, 1 + term) + sense];
                }
            }
        }
        weights
    };
    let function = |parameters: &[f64]| {
        let weights = at(parameters);
        let mut value = 0.0;
        let mut slope = vec![0.0; parameters.len()];
        for (feature, word) in words.iter().enumerate() {
            let hold = if *word { HOLD_WORD } else { HOLD };
            for index in place(feature, 0)..place(feature, 3) {
                value += hold / 2.0 * parameters[index] * parameters[index];
                slope[index] = hold * parameters[index];
            }
        }
        for (example, rest) in data.rows.iter().zip(rest) {
            let counts = example.weight();
            if counts == 0.0 || !learns(example.repository) {
                continue;
            }
            let probable = probabilities(weights.score(example, rest));
            value -= counts * libm::log(probable[example.label.sense].max(1e-300));
            for (feature, times) in example.features.iter().chain(rest) {
                for (sense, probable) in probable.iter().enumerate() {
                    let off = counts * times * (probable - f64::from(u8::from(sense == example.label.sense)));
                    slope[place(*feature, 1 + example.term) + sense] += off;
                    if !words[*feature] {
                        slope[place(*feature, 0) + sense] += off;
                    }
                }
            }
        }
        (value, slope)
    };
    at(&solve::minimum(vec![0.0; count * 3 * 3], function))
}

/// The weights that a file holds; what it does not name weighs nothing.
#[allow(dead_code, reason = "for the test of the weights")]
pub(crate) fn read(data: &Data, path: &Path) -> Outcome<Weights> {
    let mut weights = Weights(vec![[[0.0; 3]; 2]; data.names.len()]);
    let numbers: HashMap<&str, usize> = data.names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    for line in text(path)?.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [word, feature, columns @ ..] = cells.as_slice() else { return Err(line.to_owned()) };
        let at = numbers.get(feature).ok_or_else(|| format!("no row has {feature}"))?;
        for (weight, column) in weights.0[*at][usize::from(*word == "customer")].iter_mut().zip(columns) {
            *weight = column.parse::<f64>().map_err(|error| format!("{line}: {error}"))? / 1000.0;
        }
    }
    Ok(weights)
}

/// How far the weights are from the best: the steepest slope, with the feature on which it is.
#[allow(dead_code, reason = "for the test of the weights")]
pub(crate) fn steepest(data: &Data, weights: &Weights) -> (f64, String) {
    let prior = prior(data);
    let rest = rest(data, weights);
    let mut slopes = vec![[[0.0; 3]; 2]; data.names.len()];
    for (example, rest) in data.rows.iter().zip(&rest) {
        let probable = probabilities(weights.score(example, rest));
        for (feature, times) in example.features.iter().chain(rest) {
            for (sense, probable) in probable.iter().enumerate() {
                let off = probable - f64::from(u8::from(sense == example.label.sense));
                slopes[*feature][example.term][sense] += example.weight() * times * off;
            }
        }
    }
    let mut most = (0.0, String::new());
    for (feature, (name, slopes)) in data.names.iter().zip(&slopes).enumerate() {
        let hold = if is_word(name) { HOLD_WORD } else { HOLD };
        for (term, slopes) in slopes.iter().enumerate() {
            for (sense, slope) in slopes.iter().enumerate() {
                let moved = [0, 1].map(|term| weights.0[feature][term][sense] - prior.0[feature][term][sense]);
                // What both terms share is where it costs least: a third of what they moved together.
                let shared = if is_word(name) { 0.0 } else { (moved[0] + moved[1]) / 3.0 };
                let slope = f64::abs(slope + hold * (moved[term] - shared));
                if slope > most.0 {
                    most = (slope, format!("{name} ({})", ["client", "customer"][term]));
                }
            }
        }
    }
    most
}

/// Writes the weights in thousandths.
pub(crate) fn write(data: &Data, weights: &Weights, path: &Path) -> Outcome<()> {
    let mut out = String::from(
        "# What each feature weighs for each sense: log odds in thousandths. Made by training, not by hand: see\n\
         # docs/judgement.md. The columns before the last three say for which word, and which feature.\n\
         word\tfeature\tparty\tsoftware\tname\n",
    );
    for (term, word) in ["client", "customer"].into_iter().enumerate() {
        for (name, weights) in data.names.iter().zip(&weights.0) {
            #[expect(clippy::cast_possible_truncation, reason = "a few thousandths fit")]
            let thousandths = weights[term].map(|weight| (weight * 1000.0).round() as i32);
            let smallest = if is_word(name) { SMALL } else { 1 };
            if thousandths.iter().any(|weight| weight.abs() >= smallest) {
                let [party, software, of_name] = thousandths;
                let _ = writeln!(out, "{word}\t{name}\t{party}\t{software}\t{of_name}");
            }
        }
    }
    save(path, &out)
}
