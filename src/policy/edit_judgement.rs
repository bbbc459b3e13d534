//! Records in a policy's text what a word means where a phrase stands, and leaves everything else as it is.
//!
//! Knows how `[[judgement]]`s are written and which of them has the first say, not what they do.

use std::ops::Range;

use super::edit::{after, comment_above, insert, line_end, mark, quoted};
use super::names::{SENSES, value};
use super::tree::{self, Node, Table, Value};
use crate::sense::Sense;
use crate::text::{Edit, apply};

/// The edits that let a policy say what *client* or *customer* means where a phrase stands, before all that it says
/// of other phrases; none where it says so already.
///
/// `None` where the text has a syntax error, where its judgements are no tables of their own, or the phrase is blank:
/// there is then no edit that is sure to do what was asked and nothing else.
pub fn record_judgement(policy: &str, phrase: &str, sense: Sense) -> Option<Vec<Edit>> {
    let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    let entries = Entries::read(policy)?;
    if phrase.is_empty() {
        return None;
    }
    let wanted = Wanted { phrase: &phrase, sense };
    let edits = match entries.0.first() {
        Some(first) if first.says(&wanted) => return Some(Vec::new()),
        // What it says of this phrase alone is what it says now.
        Some(first) if first.near == [wanted.phrase] => vec![replace(&first.sense_at, &quoted(sense.name()))],
        Some(first) if first.sense == Some(sense) => first.with(policy, wanted.phrase),
        Some(first) => vec![above(policy, first.header, &wanted)],
        None => vec![at_the_end(policy, &wanted)],
    };
    let edited = Entries::read(&apply(policy, &edits))?;
    edited.0.first().is_some_and(|first| first.says(&wanted)).then_some(edits)
}

struct Wanted<'a> {
    phrase: &'a str,
    sense: Sense,
}

impl Wanted<'_> {
    fn table(&self, end: &str) -> String {
        let (phrase, sense) = (quoted(self.phrase), quoted(self.sense.name()));
        format!("[[judgement]]{end}near  = [{phrase}]{end}sense = {sense}{end}")
    }
}

/// The judgements of a policy's text, in order.
struct Entries(Vec<Entry>);

/// One `[[judgement]]`.
struct Entry {
    /// Where its header starts.
    header: usize,
    near: Vec<String>,
    near_at: Range<usize>,
    /// Where the last of its phrases stands, in a list.
    last: Option<Range<usize>>,
    sense: Option<Sense>,
    sense_at: Range<usize>,
}

impl Entries {
    /// `None` where there is a fault, or one of them is written in a way that no edit is sure of.
    fn read(policy: &str) -> Option<Self> {
        let (table, faults) = tree::read(policy);
        if !faults.is_empty() {
            return None;
        }
        let Some(entry) = table.entries.get("judgement") else { return Some(Self(Vec::new())) };
        let Value::Array(nodes) = &entry.node.value else { return None };
        nodes.iter().map(|node| Entry::read(policy, node)).collect::<Option<Vec<_>>>().map(Self)
    }
}

impl Entry {
    fn read(policy: &str, node: &Node) -> Option<Self> {
        let Value::Table(Table { entries, .. }) = &node.value else { return None };
        let header = node.range.start;
        policy.get(header..)?.starts_with("[[").then_some(())?;
        let (near, sense) = (&entries.get("near")?.node, &entries.get("sense")?.node);
        let text = |node: &Node| match &node.value {
            Value::String(text) => Some(text.clone()),
            _ => None,
        };
        let (phrases, last) = match &near.value {
            Value::Array(nodes) => {
                (nodes.iter().map(text).collect::<Option<Vec<_>>>()?, nodes.last().map(|node| node.range.clone()))
            }
            _ => (vec![text(near)?], None),
        };
        Some(Self {
            header,
            near: phrases,
            near_at: near.range.clone(),
            last,
            sense: value(&SENSES, &text(sense)?).ok(),
            sense_at: sense.range.clone(),
        })
    }

    fn says(&self, wanted: &Wanted<'_>) -> bool {
        self.sense == Some(wanted.sense) && self.near.iter().any(|phrase| phrase == wanted.phrase)
    }

    /// The edits that add a phrase to it.
    fn with(&self, policy: &str, phrase: &str) -> Vec<Edit> {
        match (&self.last, self.near.as_slice()) {
            (Some(last), _) => after(policy, last.clone(), &quoted(phrase)),
            (None, [only]) => vec![replace(&self.near_at, &format!("[{}, {}]", quoted(only), quoted(phrase)))],
            (None, _) => vec![replace(&self.near_at, &format!("[{}]", quoted(phrase)))],
        }
    }
}

fn replace(range: &Range<usize>, replacement: &str) -> Edit {
    Edit { range: range.clone(), replacement: replacement.to_owned() }
}

/// The edit that puts a table before the one whose header starts at `header`, over the comment that belongs to it:
/// of several that match, the first decides.
fn above(policy: &str, header: usize, wanted: &Wanted<'_>) -> Edit {
    let end = line_end(policy);
    let line = policy.get(..header).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    insert(comment_above(policy, line).max(mark(policy)), wanted.table(end) + end)
}

fn at_the_end(policy: &str, wanted: &Wanted<'_>) -> Edit {
    let end = line_end(policy);
    let bare = policy.trim_start_matches('\u{feff}');
    let gap = match bare {
        _ if bare.trim().is_empty() => "",
        _ if !bare.ends_with('\n') => &format!("{end}{end}"),
        _ if bare.ends_with("\n\n") || bare.ends_with("\n\r\n") => "",
        _ => end,
    };
    insert(policy.len(), format!("{gap}{}", wanted.table(end)))
}

/// The sense of a name.
///
/// # Errors
/// Which names there are, where it is none.
pub fn parse_sense(name: &str) -> Result<Sense, String> {
    value(&SENSES, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[[judgement]]\nnear  = [\"P q\"]\nsense = \"party\"\n";

    fn recorded(policy: &str) -> String {
        let edits = record_judgement(policy, " P\n q", Sense::Party).expect(policy);
        let edited = apply(policy, &edits);
        assert_eq!(record_judgement(&edited, "P q", Sense::Party), Some(Vec::new()), "{edited}");
        edited
    }

    #[test]
    fn a_judgement_comes_first_in_the_manner_of_the_policy() {
        for (policy, expected) in [
            ("", ENTRY.to_owned()),
            ("prefer = \"client\"", format!("prefer = \"client\"\n\n{ENTRY}")),
            ("prefer = \"client\"\n\n", format!("prefer = \"client\"\n\n{ENTRY}")),
            ("# Ours.\n[[override]]\npaths = ['x']\n", format!("# Ours.\n[[override]]\npaths = ['x']\n\n{ENTRY}")),
            ("a = 1\r\n", format!("a = 1\r\n\r\n{}", ENTRY.replace('\n', "\r\n"))),
            // The first that matches decides: what is said now has to stand before what says something else.
            (
                "a = 1\n\n# Theirs.\n[[judgement]]\nnear = ['x']\nsense = 'name'\n",
                format!("a = 1\n\n{ENTRY}\n# Theirs.\n[[judgement]]\nnear = ['x']\nsense = 'name'\n"),
            ),
            (
                "[[judgement]]\nnear = ['x'] # one\nsense = 'party'\n",
                "[[judgement]]\nnear = ['x', \"P q\"] # one\nsense = 'party'\n".to_owned(),
            ),
            (
                "[[judgement]]\nnear = [\n  'x',\n]\nsense = 'party'\n[[example]]\nkeep='y'\n",
                "[[judgement]]\nnear = [\n  'x',\n  \"P q\",\n]\nsense = 'party'\n[[example]]\nkeep='y'\n".to_owned(),
            ),
            (
                "[[judgement]]\nnear = 'x'\nsense = 'party'\n",
                "[[judgement]]\nnear = [\"x\", \"P q\"]\nsense = 'party'\n".to_owned(),
            ),
            (
                "[[judgement]]\nnear = 'P q'\nsense = 'software' # hm\n",
                "[[judgement]]\nnear = 'P q'\nsense = \"party\" # hm\n".to_owned(),
            ),
        ] {
            assert_eq!(recorded(policy), expected, "{policy:?}");
        }
    }

    #[test]
    fn nothing_is_edited_where_nothing_can_be_sure() {
        let record = |policy: &str, phrase: &str| record_judgement(policy, phrase, Sense::Name);
        assert_eq!(record("prefer = [", "p q"), None);
        assert_eq!(record("judgement = [{near = 'x', sense = 'name'}]\n", "p q"), None);
        assert_eq!(record("judgement = 3\n", "p q"), None);
        assert_eq!(record("", " "), None);
    }

    #[test]
    fn senses_are_named() {
        assert_eq!(parse_sense("software"), Ok(Sense::Software));
        assert!(parse_sense("term").unwrap_err().contains("party"));
    }
}
