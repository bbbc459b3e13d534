//! How a word is written where a sign of it means something else: `R&D` in XML, `driver's` between single
//! quotation marks.
//!
//! No table says how each format writes what. The likely spellings are tried in turn, and the first counts with
//! which the text, read again, says what it should. What was found out once holds for all places alike.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::prose::{self, Block, Format, Host};
use crate::text::{Edit, apply};

/// One way to write a sign that would mean something else.
type Way = fn(char) -> Option<&'static str>;

/// The likely ways, the plainest first; before all, where a format has one, the way that its readers forgive the lack of.
const WAYS: [Way; 9] =
    [of_xml, of_android, of_latex, |_| None, backslash, entity, doubled, of_android, backslash_before_all];

/// The ways that are tried in a format, as indices into [`WAYS`].
fn ways(format: Format, block: &Block) -> impl Iterator<Item = usize> {
    let first = match format {
        _ if block.host == Host::Comment => None,
        Format::AndroidStrings => Some(1),
        Format::Latex => Some(2),
        Format::Html | Format::Xml | Format::Vue | Format::Svelte | Format::Resx | Format::Stringsdict => Some(0),
        _ => None,
    };
    first.into_iter().chain(3..WAYS.len())
}

/// What is known of how words are spelled in one document.
#[derive(Default)]
pub(super) struct Spelling {
    /// By the words, what they stand in, and the bytes before the block: the way that works there, if one does.
    known: RefCell<FxHashMap<(String, Host, String), Option<usize>>>,
}

impl Spelling {
    /// The edits, so written that a reader sees what they put there. None where no way is known.
    pub(super) fn fit(&self, text: &str, format: Format, block: &Block, edits: Vec<Edit>) -> Vec<Edit> {
        let marked = block.host == Host::Text && matches!(format, Format::Markdown | Format::PlainText);
        let Some(special) = edits.iter().find(|edit| !marked && edit.replacement.contains(is_special)) else {
            return edits;
        };
        let before = text.get(..block.source.start).unwrap_or_default();
        let opening: String = before.chars().rev().take(3).collect();
        let key = (special.replacement.clone(), block.host, opening);
        let known = self.known.borrow().get(&key).copied();
        let way = known.unwrap_or_else(|| {
            let works = |way: &usize| WAYS.get(*way).is_some_and(|way| works(text, format, block, special, *way));
            let found = ways(format, block).find(works);
            self.known.borrow_mut().insert(key, found);
            found
        });
        let Some(way) = way.and_then(|way| WAYS.get(way)) else { return Vec::new() };
        edits.into_iter().map(|edit| written(&edit, *way)).collect()
    }
}

/// Whether a sign may mean something in some format.
fn is_special(sign: char) -> bool {
    sign.is_ascii_punctuation() && !matches!(sign, '-' | '.' | ',' | '/')
}

fn written(edit: &Edit, way: Way) -> Edit {
    let mut replacement = String::new();
    for sign in edit.replacement.chars() {
        match way(sign) {
            Some(spelled) => replacement.push_str(spelled),
            None => replacement.push(sign),
        }
    }
    Edit { range: edit.range.clone(), replacement }
}

/// Whether the text says the edit's words in the place of what it takes away, and all else as before.
fn works(text: &str, format: Format, block: &Block, edit: &Edit, way: Way) -> bool {
    let Some(wanted) = with_words(block, edit) else { return false };
    let after = apply(text, &[written(edit, way)]);
    let document = prose::read_where(&after, format, &|visible| visible == wanted, &|_| true);
    let same = |other: &&Block| other.source.start == block.source.start && other.host == block.host;
    document.blocks.iter().find(same).is_some_and(|other| other.text == wanted)
}

/// The block's text with the edit made in it.
fn with_words(block: &Block, edit: &Edit) -> Option<String> {
    let inside = |source: &std::ops::Range<usize>| source.start >= edit.range.start && source.end <= edit.range.end;
    let at = |source: usize| {
        let run = block.runs().find(|run| (run.source.start..=run.source.end).contains(&source) && run.is_exact());
        run.map(|run| run.range.start + (source - run.source.start))
    };
    let decoded = || block.runs().filter(|run| inside(&run.source));
    let start = decoded().next().map(|run| run.range.start).or_else(|| at(edit.range.start))?;
    let end = decoded().next_back().map(|run| run.range.end).or_else(|| at(edit.range.end))?;
    let start = at(edit.range.start).unwrap_or(start).min(start);
    let end = at(edit.range.end).unwrap_or(end).max(end);
    Some(format!("{}{}{}", block.text.get(..start)?, edit.replacement, block.text.get(end..)?))
}

fn backslash(sign: char) -> Option<&'static str> {
    match sign {
        '"' => Some("\\\""),
        '\'' => Some("\\'"),
        '\\' => Some("\\\\"),
        _ => None,
    }
}

/// XML and HTML: what would begin a reference or a tag. Browsers forgive it, other readers do not.
fn of_xml(sign: char) -> Option<&'static str> {
    matches!(sign, '&' | '<' | '>').then(|| entity(sign)).flatten()
}

fn entity(sign: char) -> Option<&'static str> {
    match sign {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    }
}

fn doubled(sign: char) -> Option<&'static str> {
    match sign {
        '\'' => Some("''"),
        '"' => Some("\"\""),
        _ => None,
    }
}

/// Android's strings: XML whose apostrophes have a backslash.
fn of_android(sign: char) -> Option<&'static str> {
    match sign {
        '"' | '\'' | '\\' => backslash(sign),
        _ => entity(sign),
    }
}

/// LaTeX: what has a meaning of its own.
fn of_latex(sign: char) -> Option<&'static str> {
    matches!(sign, '&' | '%' | '#' | '$' | '_' | '{' | '}').then(|| backslash_before_all(sign)).flatten()
}

/// Line formats in which a colon or an equals sign ends the key.
fn backslash_before_all(sign: char) -> Option<&'static str> {
    match sign {
        '&' => Some("\\&"),
        '%' => Some("\\%"),
        '#' => Some("\\#"),
        '$' => Some("\\$"),
        '_' => Some("\\_"),
        '{' => Some("\\{"),
        '}' => Some("\\}"),
        ':' => Some("\\:"),
        '=' => Some("\\="),
        '!' => Some("\\!"),
        _ => backslash(sign),
    }
}
