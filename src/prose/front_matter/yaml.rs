//! The strings of YAML with their places.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{Value, Written};

/// What encloses the next event.
enum Level {
    /// A mapping: the key that was read and still has no value.
    Mapping(Option<String>),
    Sequence,
}

/// Every scalar of `content` up to the first error, with offsets in it.
pub(super) fn values(content: &str) -> Vec<Value> {
    let bytes = Bytes::new(content);
    let mut levels: Vec<Level> = Vec::new();
    let mut out = Vec::new();
    for (event, span) in Parser::new_from_str(content).map_while(Result::ok) {
        match event {
            Event::Scalar(cooked, style, ..) => {
                let source = bytes.at(span.start.index())..bytes.at(span.end.index());
                let (written, quotes) = match style {
                    ScalarStyle::SingleQuoted => (Written::Doubled, 1),
                    ScalarStyle::DoubleQuoted => (Written::Escaped, 1),
                    _ => (Written::Verbatim, 0),
                };
                match levels.last_mut() {
                    Some(Level::Mapping(key @ None)) => *key = Some(cooked.to_lowercase()),
                    last => {
                        let key = last.and_then(|level| match level {
                            Level::Mapping(key) => key.take(),
                            Level::Sequence => None,
                        });
                        out.push(Value { key, source, cooked: cooked.into_owned(), written, quotes });
                    }
                }
            }
            Event::MappingStart(..) => levels.push(Level::Mapping(None)),
            Event::SequenceStart(..) => levels.push(Level::Sequence),
            Event::MappingEnd | Event::SequenceEnd => {
                levels.pop();
                ends_value(&mut levels);
            }
            Event::Alias(_) => ends_value(&mut levels),
            _ => {}
        }
    }
    out
}

/// What has just ended was the value of a key, or, strangely, a key itself.
fn ends_value(levels: &mut [Level]) {
    if let Some(Level::Mapping(key)) = levels.last_mut() {
        *key = if key.is_some() { None } else { Some(String::new()) };
    }
}

/// From the parser's characters to bytes.
struct Bytes {
    /// Where each character begins, and the end; empty where all are ASCII.
    starts: Vec<usize>,
    len: usize,
}

impl Bytes {
    fn new(content: &str) -> Self {
        let mut starts = Vec::new();
        if !content.is_ascii() {
            starts.extend(content.char_indices().map(|(at, _)| at));
        }
        Self { starts, len: content.len() }
    }

    fn at(&self, character: usize) -> usize {
        if self.starts.is_empty() {
            return character.min(self.len);
        }
        self.starts.get(character).copied().unwrap_or(self.len)
    }
}
