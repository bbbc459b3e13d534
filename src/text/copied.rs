//! A rope's text as one string, kept in step with the rope: only what changed is copied.

use std::ops::Range;
use std::sync::Arc;

use super::Text;

/// Where so many bytes were replaced, perhaps by the same, the texts are compared.
const SEVERAL: usize = 1 << 12;

/// The text of a rope as one string.
#[derive(Debug, Default)]
pub struct Copied {
    of: Text,
    string: Arc<String>,
}

/// What a text has in the place of what it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it begins, in bytes; on a character boundary.
    pub start: usize,
    /// What stood there.
    pub removed: String,
    /// The length of what stands there now, in bytes.
    pub inserted: usize,
    /// The length of the whole text before, in bytes.
    pub length: usize,
}

impl Copied {
    /// The text.
    pub fn string(&self) -> &Arc<String> {
        &self.string
    }

    /// Goes on to another text, and tells what is another than in the last. It costs least where nobody else holds the
    /// string, and the one rope was made from the other.
    pub fn follow(&mut self, text: &Text) -> Change {
        let (start, end) = common(&self.of, text);
        let old = self.of.len() - end;
        let inserted = text.slice(start..text.len() - end).unwrap_or_default();
        let removed = self.string.get(start..old).unwrap_or_default().to_owned();
        let change = Change { start, removed, inserted: inserted.len(), length: self.string.len() };
        match Arc::get_mut(&mut self.string) {
            Some(string) if inserted.len() < text.len() => {
                // By itself it would make room for another text of that length.
                if string.capacity() < string.len() + inserted.len() {
                    string.reserve_exact(inserted.len() + room(text.len()));
                }
                string.replace_range(start..old, &inserted);
            }
            _ => {
                let mut whole = String::with_capacity(text.len() + room(text.len()));
                whole.extend(text.chunks());
                self.string = Arc::new(whole);
            }
        }
        self.of = text.clone();
        change
    }
}

/// The room for what is typed into a text of such a length.
fn room(length: usize) -> usize {
    (length / 32).max(64)
}

impl Change {
    /// The bytes of the text before that stood at a range of it, of which all that was removed is a part. `now` is the
    /// text after.
    pub fn before(&self, now: &str, range: Range<usize>) -> Vec<u8> {
        let now = now.as_bytes();
        let head = now.get(range.start..self.start).unwrap_or_default();
        let behind = range.end.saturating_sub(self.start + self.removed.len());
        let tail = self.start + self.inserted;
        [head, self.removed.as_bytes(), now.get(tail..tail + behind).unwrap_or_default()].concat()
    }
}

/// How many bytes two texts have in common at their beginning and, of the rest, at their end; in whole characters.
fn common(one: &Text, other: &Text) -> (usize, usize) {
    if let Some((head, tail)) = other.untouched_since(one).filter(|(head, tail)| one.len() - head - tail < SEVERAL) {
        return (head, tail);
    }
    let head = alike(one.chunks(), other.chunks(), End::Head);
    let head = one.floor_char_boundary(head).min(other.floor_char_boundary(head));
    let most = one.len().min(other.len()) - head;
    let tail = alike(one.chunks_from_the_end(), other.chunks_from_the_end(), End::Tail).min(most);
    // A character begins in the same place of both, or bytes of it differ.
    (head, one.len() - one.ceil_char_boundary(one.len() - tail))
}

/// An end of a text.
#[derive(Debug, Clone, Copy)]
enum End {
    Head,
    Tail,
}

impl End {
    /// So many bytes at this end, and the others.
    fn cut(self, bytes: &[u8], length: usize) -> (&[u8], &[u8]) {
        match self {
            End::Head => bytes.split_at(length),
            End::Tail => {
                let (rest, cut) = bytes.split_at(bytes.len() - length);
                (cut, rest)
            }
        }
    }

    fn alike(self, one: &[u8], other: &[u8]) -> usize {
        let same = |(one, other): &(&u8, &u8)| one == other;
        match self {
            End::Head => one.iter().zip(other).take_while(same).count(),
            End::Tail => one.iter().rev().zip(other.iter().rev()).take_while(same).count(),
        }
    }
}

/// How many bytes of two texts are the same at one end. Chunks that two ropes share are not read.
fn alike<'a>(mut one: impl Iterator<Item = &'a str>, mut other: impl Iterator<Item = &'a str>, end: End) -> usize {
    let (mut count, mut rest, mut other_rest): (usize, &[u8], &[u8]) = (0, &[], &[]);
    loop {
        for (rest, chunks) in
            [(&mut rest, &mut one as &mut dyn Iterator<Item = &'a str>), (&mut other_rest, &mut other)]
        {
            while rest.is_empty() {
                match chunks.next() {
                    Some(chunk) => *rest = chunk.as_bytes(),
                    None => return count,
                }
            }
        }
        let length = rest.len().min(other_rest.len());
        let (cut, left) = end.cut(rest, length);
        let (other_cut, other_left) = end.cut(other_rest, length);
        if !std::ptr::eq(cut, other_cut) && cut != other_cut {
            return count + end.alike(cut, other_cut);
        }
        (count, rest, other_rest) = (count + length, left, other_left);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_string_follows_the_rope(
            first in "[aé\n]{0,40}",
            repeated in 1..200_usize,
            edits in prop::collection::vec((any::<Index>(), any::<Index>(), "[aäé€\u{1f600}\n]{0,6}", any::<(bool, bool)>()), 1..8),
        ) {
            let mut text = Text::new(&first.repeat(repeated));
            let mut copied = Copied::default();
            copied.follow(&text);
            for (start, length, with, (held, more)) in edits {
                let start = text.floor_char_boundary(start.index(text.len() + 1));
                let end = text.ceil_char_boundary((start + length.index(9)).min(text.len()));
                text.replace(start..end, &with).unwrap();
                if more {
                    continue;
                }
                let before = copied.string().to_string();
                let holder = held.then(|| Arc::clone(copied.string()));
                let change = copied.follow(&text);
                drop(holder);
                prop_assert_eq!(&text.to_string(), &**copied.string());
                let mut changed = before.clone();
                let now = &copied.string()[change.start..change.start + change.inserted];
                changed.replace_range(change.start..change.start + change.removed.len(), now);
                prop_assert_eq!(&changed, &**copied.string());
                prop_assert_eq!(change.length, before.len());
                let whole = change.before(copied.string(), 0..before.len());
                prop_assert_eq!(whole, before.into_bytes());
            }
        }
    }
}
