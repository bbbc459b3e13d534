//! What was seen, without the texts: the files of `training/`, from which the weights can be computed again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::Path;

use customary::sense::training::{self, Row};

use super::files::{Outcome, save, text};

/// A feature counts if it was seen in so many repositories, or if it is thought to weigh something beforehand.
const REPOSITORIES: usize = 3;
/// What an occurrence in a whole document counts.
const DOCUMENT: f64 = 1.5;
/// Single paragraphs hold more software than documents do: what one of them counts.
const SOFTWARE_PARAGRAPH: f64 = 0.4;

/// The senses, in the order of the columns of weights.
pub(crate) const SENSES: [&str; 3] = ["party", "software", "name"];

/// Where an occurrence was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Paragraph,
}

/// What readers said of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    /// Index into [`SENSES`].
    pub sense: usize,
    /// Whether it should be reported; `None` where reasonable readers differ.
    pub report: Option<bool>,
}

impl Label {
    pub(crate) fn new(sense: &str, flag: &str) -> Option<Self> {
        let sense = SENSES.iter().position(|known| *known == sense)?;
        let report = match flag {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Some(Self { sense, report })
    }
}

/// One labelled occurrence.
#[derive(Debug)]
pub(crate) struct Seen {
    pub kind: Kind,
    pub repository: String,
    pub document: String,
    pub label: Label,
    pub row: Row,
}

/// One labelled occurrence, by numbers.
#[derive(Debug)]
pub(crate) struct Example {
    pub kind: Kind,
    pub repository: usize,
    pub document: usize,
    pub section: Option<usize>,
    pub term: usize,
    pub label: Label,
    pub ruled: bool,
    /// Index of a feature, and how often it counts.
    pub features: Vec<(usize, f64)>,
}

impl Example {
    /// How much it counts in training: nothing where readers differ, or where a rule decides.
    pub(crate) fn weight(&self) -> f64 {
        match (self.kind, self.label.sense) {
            _ if self.ruled || self.label.report.is_none() => 0.0,
            (Kind::Document, _) => DOCUMENT,
            (Kind::Paragraph, 1) if self.term == 0 => SOFTWARE_PARAGRAPH,
            (Kind::Paragraph, _) => 1.0,
        }
    }
}

/// All that training knows.
#[derive(Debug)]
pub(crate) struct Data {
    /// The features by name.
    pub names: Vec<String>,
    pub rows: Vec<Example>,
}

impl Data {
    pub(crate) fn repositories(&self) -> usize {
        self.rows.iter().map(|row| row.repository).collect::<BTreeSet<_>>().len()
    }
}

/// Writes what was seen. Repositories and documents become numbers, in the order of their names.
pub(crate) fn write(folder: &Path, seen: &[Seen]) -> Outcome<()> {
    let mut of_feature: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in seen {
        for (name, _) in &one.row.features {
            of_feature.entry(name).or_default().insert(&one.repository);
        }
    }
    let known = |name: &str| (0..2).any(|term| training::prior(term, name) != [0.0; 3]);
    of_feature.retain(|name, repositories| repositories.len() >= REPOSITORIES || known(name));
    let names: Vec<&str> = of_feature.keys().copied().collect();
    save(&folder.join("features.txt"), &(names.join("\n") + "\n"))?;
    let numbers: HashMap<&str, usize> = names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let numbered = |all: BTreeSet<&str>| -> HashMap<String, usize> {
        all.into_iter().enumerate().map(|(number, name)| (name.to_owned(), number)).collect()
    };
    let repositories = numbered(seen.iter().map(|one| one.repository.as_str()).collect());
    let documents = numbered(seen.iter().map(|one| one.document.as_str()).collect());
    let mut out = String::from(
        "# kind\trepository\tdocument\tsection\tword\tsense\treport\truled\tfeatures (line of features.txt from 0, *how often)\n",
    );
    for one in seen {
        let section = one.row.section.map_or_else(|| "-".to_owned(), |section| section.to_string());
        let report = one.label.report.map_or("maybe", |report| if report { "yes" } else { "no" });
        let mut features: Vec<(usize, u32)> =
            one.row.features.iter().filter_map(|(name, times)| Some((*numbers.get(name.as_str())?, *times))).collect();
        // The order in which they were seen means nothing: the file stays the same however they are looked for.
        features.sort_unstable();
        let features = features
            .iter()
            .map(|(number, times)| if *times == 1 { number.to_string() } else { format!("{number}*{times}") });
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{section}\t{}\t{}\t{report}\t{}\t{}",
            if one.kind == Kind::Document { "document" } else { "paragraph" },
            repositories[&one.repository],
            documents[&one.document],
            one.row.term,
            SENSES[one.label.sense],
            if one.row.ruled.is_some() { "ruled" } else { "-" },
            features.collect::<Vec<_>>().join(" "),
        );
    }
    save(&folder.join("rows.tsv"), &out)
}

/// Reads what was written. The features of the rest of a text get the last two numbers.
pub(crate) fn read(folder: &Path) -> Outcome<Data> {
    let mut names: Vec<String> = text(&folder.join("features.txt"))?.lines().map(str::to_owned).collect();
    names.extend(training::REST.map(str::to_owned));
    let path = folder.join("rows.tsv");
    let rows = text(&path)?;
    let rows = rows.lines().filter(|line| !line.starts_with('#'));
    let rows: Option<Vec<Example>> = rows.map(example).collect();
    Ok(Data { names, rows: rows.ok_or_else(|| format!("{}: a line does not read", path.display()))? })
}

fn example(line: &str) -> Option<Example> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [kind, repository, document, section, term, sense, report, ruled, features] = cells.as_slice() else {
        return None;
    };
    let feature = |cell: &str| {
        let (number, times) = cell.split_once('*').unwrap_or((cell, "1"));
        Some((number.parse().ok()?, times.parse().ok()?))
    };
    Some(Example {
        kind: if *kind == "document" { Kind::Document } else { Kind::Paragraph },
        repository: repository.parse().ok()?,
        document: document.parse().ok()?,
        section: section.parse().ok(),
        term: term.parse().ok()?,
        label: Label::new(sense, report)?,
        ruled: *ruled == "ruled",
        features: features.split_whitespace().map(feature).collect::<Option<_>>()?,
    })
}
