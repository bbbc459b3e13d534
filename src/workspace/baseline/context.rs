//! What stands around a finding, said in a way that outlives an edit elsewhere: its sentence, without
//! regard to line wraps, indentation, markup, list and quotation marks.

use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::check::Finding;
use crate::prose::{self, Block, Format};

/// How many words of a sentence count on either side of a finding: a text without full stops is no
/// reason to copy all of it for each word.
const REACH: usize = 40;

/// Where a finding stands, by content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Context {
    /// The words that the policy objects to, as a reader sees them.
    pub(super) text: String,
    /// The sentence around them, as a reader sees it.
    pub(super) excerpt: String,
}

/// The contexts of findings of one text, in their order.
pub(super) fn contexts(text: &str, format: Format, findings: &[Finding]) -> Vec<Context> {
    if findings.is_empty() {
        return Vec::new();
    }
    let document = prose::read(text, format);
    let mut blocks: Vec<&Block> = document.blocks.iter().collect();
    blocks.sort_by_key(|block| block.source.start);
    let mut sentences = HashMap::new();
    let one = |finding: &Finding| {
        let visible = blocks_around(&blocks, finding.range.start).find_map(|(index, block)| {
            let range = visible(block, &finding.range)?;
            let bounds: &Vec<usize> = sentences.entry(index).or_insert_with(|| bounds(&block.text));
            Some(in_block(block, bounds, range))
        });
        visible.unwrap_or_else(|| in_line(text, finding))
    };
    findings.iter().map(one).collect()
}

/// The blocks that may hold a byte of the text: those that begin before it, the nearest first. Blocks may
/// lie in one another (a footnote in a list), but not deep.
fn blocks_around<'a>(blocks: &'a [&'a Block], at: usize) -> impl Iterator<Item = (usize, &'a Block)> {
    let before = blocks.partition_point(|block| block.source.start <= at);
    let nearest = blocks.iter().enumerate().take(before).rev().take(16);
    nearest.filter(move |(_, block)| at < block.source.end).map(|(index, block)| (index, *block))
}

/// The bytes of a block's text that came from a range of the document.
fn visible(block: &Block, source: &Range<usize>) -> Option<Range<usize>> {
    let runs = block.runs().skip_while(|run| run.source.end <= source.start);
    let runs: Vec<_> = runs.take_while(|run| run.source.start < source.end).collect();
    let (first, last) = (runs.first()?, runs.last()?);
    let start = if first.is_exact() {
        first.range.start + source.start.saturating_sub(first.source.start)
    } else {
        first.range.start
    };
    let end = if last.is_exact() {
        last.range.end - last.source.end.saturating_sub(source.end).min(last.range.len())
    } else {
        last.range.end
    };
    Some(start..end.max(start))
}

/// Where the sentences of a block's text begin. A line wrap ends none; a line without words does, as
/// between two paragraphs of a letter quoted in plain text.
fn bounds(text: &str) -> Vec<usize> {
    let mut flat = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let wraps = line.contains(char::is_alphanumeric);
        flat.extend(line.chars().map(|c| if c.is_ascii_whitespace() && (wraps || c != '\n') { ' ' } else { c }));
    }
    flat.split_sentence_bound_indices().map(|(start, _)| start).collect()
}

fn in_block(block: &Block, bounds: &[usize], range: Range<usize>) -> Context {
    let first = bounds.partition_point(|bound| *bound <= range.start).saturating_sub(1);
    let start = bounds.get(first).copied().unwrap_or(0);
    let end = bounds.iter().skip(first + 1).find(|bound| **bound >= range.end).copied().unwrap_or(block.text.len());
    around(&block.text, start..end, range)
}

/// The context of a finding outside of every block: its line. A directive is one.
fn in_line(text: &str, finding: &Finding) -> Context {
    let before = text.get(..finding.range.start).unwrap_or_default();
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let after = text.get(finding.range.end..).unwrap_or_default();
    let end = finding.range.end + after.find(['\n', '\r']).unwrap_or(after.len());
    around(text, start..end, finding.range.clone())
}

fn around(text: &str, sentence: Range<usize>, range: Range<usize>) -> Context {
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let before: Vec<&str> = part(sentence.start..range.start).split_whitespace().rev().take(REACH).collect();
    let after = part(range.end..sentence.end).split_whitespace().take(REACH);
    // What touches the word belongs to its token: "customers." is one.
    let glued = |edge: Option<char>| edge.is_some_and(|c| !c.is_whitespace());
    let mut excerpt: Vec<&str> = before.into_iter().rev().collect();
    let mut middle = flat(part(range.clone()));
    if glued(part(sentence.start..range.start).chars().next_back()) {
        middle.insert_str(0, excerpt.pop().unwrap_or_default());
    }
    let mut rest: Vec<&str> = after.collect();
    if glued(part(range.end..sentence.end).chars().next()) && !rest.is_empty() {
        middle.push_str(rest.remove(0));
    }
    excerpt.push(&middle);
    excerpt.append(&mut rest);
    Context { text: flat(part(range)), excerpt: flat(&excerpt.join(" ")) }
}

/// A text on one line, without soft hyphens.
fn flat(text: &str) -> String {
    text.replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of an excerpt: what of it makes two places the same. Punctuation, and with it what marks a
/// list item or a quotation in a text without markup, makes no difference.
pub(super) fn words(excerpt: &str) -> String {
    let words = excerpt.split_whitespace().map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
