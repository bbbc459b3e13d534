//! Labelled documents, read into what is seen of each occurrence.

use std::collections::HashMap;
use std::path::Path;

use customary::prose::{self, Format};
use customary::sense::{self, training};
use serde_json::Value;

use super::data::{Kind, Label, Seen};
use super::files::{Outcome, text};

/// Everything that is labelled: whole documents first, then single paragraphs.
pub(crate) fn read(corpus: &Path, paragraphs: &Path) -> Outcome<Vec<Seen>> {
    let mut seen = documents(&corpus.join("dev"))?;
    seen.extend(single(&corpus.join("unlabelled/contexts.jsonl"), paragraphs)?);
    Ok(seen)
}

fn lines(path: &Path) -> Outcome<Vec<Value>> {
    let wrong = |error| format!("{}: {error}", path.display());
    text(path)?
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).map_err(wrong))
        .collect()
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn documents(folder: &Path) -> Outcome<Vec<Seen>> {
    let mut labels: HashMap<String, HashMap<usize, Label>> = HashMap::new();
    for unit in lines(&folder.join("labels.jsonl"))? {
        let start = unit.get("start").and_then(Value::as_u64).and_then(|start| usize::try_from(start).ok());
        let (Some(start), Some(label)) = (start, Label::new(string(&unit, "sense"), string(&unit, "flag"))) else {
            continue;
        };
        labels.entry(string(&unit, "doc").to_owned()).or_default().insert(start, label);
    }
    let mut out = Vec::new();
    for line in text(&folder.join("sources.tsv"))?.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(name), Some(repository)) = (cells.next(), cells.next()) else { continue };
        let of_document = labels.remove(name).unwrap_or_default();
        let content = text(&folder.join("docs").join(name))?;
        let path = Path::new(name);
        out.extend(occurrences(Kind::Document, repository, name, path, &content, |_, start| {
            of_document.get(&start).copied()
        }));
    }
    Ok(out)
}

/// Paragraphs and their labels, which are found by a hash of the paragraph and the number of the word in it.
fn single(contexts: &Path, labels: &Path) -> Outcome<Vec<Seen>> {
    let mut known: HashMap<String, HashMap<usize, Label>> = HashMap::new();
    for line in text(labels)?.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [hash, number, sense, flag, _] = cells.as_slice() else {
            return Err(format!("{}: {line}", labels.display()));
        };
        if let (Ok(number), Some(label)) = (number.parse(), Label::new(sense, flag)) {
            known.entry((*hash).to_owned()).or_default().insert(number, label);
        }
    }
    let mut out = Vec::new();
    for paragraph in lines(contexts)? {
        let content = string(&paragraph, "text");
        let Some(labels) = known.get(&hash(content)) else { continue };
        let words: Vec<usize> = customary::terms::find(content).iter().map(|hit| hit.range.start).collect();
        let label = |_, start: usize| labels.get(&(words.iter().position(|word| *word == start)? + 1)).copied();
        let path = Path::new(string(&paragraph, "path"));
        let document = hash(content);
        out.extend(occurrences(Kind::Paragraph, string(&paragraph, "repo"), &document, path, content, label));
    }
    Ok(out)
}

/// FNV-1a, 64 bits: names a paragraph without repeating it.
pub(crate) fn hash(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

fn occurrences(
    kind: Kind,
    repository: &str,
    document: &str,
    path: &Path,
    content: &str,
    label: impl Fn(usize, usize) -> Option<Label>,
) -> Vec<Seen> {
    let format = prose::detect(path).in_view_of(content).unwrap_or(Format::PlainText);
    let read = prose::read(content, format);
    let found = sense::occurrences(&read);
    let rows = training::rows(&read, &found);
    let labelled = rows.into_iter().enumerate().filter_map(|(index, row)| {
        let label = label(index, row.start)?;
        Some(Seen { kind, repository: repository.to_owned(), document: document.to_owned(), label, row })
    });
    labelled.collect()
}
