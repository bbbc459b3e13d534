//! How a text is read for matching: which characters make words, which do not count at all, and which
//! count as another.

use std::borrow::Cow;

use memchr::memmem;

/// Marks where a word may be broken; invisible where it is not.
pub(super) const SOFT_HYPHEN: char = '\u{ad}';

/// Whether a soft hyphen stands in a text; in most stands nothing beyond ASCII.
pub(super) fn has_soft_hyphen(text: &str) -> bool {
    !text.is_ascii() && text.contains(SOFT_HYPHEN)
}

/// Whether `c` belongs to a word, so that a term next to it is only part of one.
pub(super) fn is_word(c: char) -> bool {
    // A modifier apostrophe is a letter to Unicode, and marks that combine with a letter are none.
    c.is_ascii_alphanumeric()
        || c == '_'
        || (!c.is_ascii() && !is_apostrophe(c) && (c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')))
}

/// Whether `c` is used as an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// `c` as phrases compare it: every space is a space, every hyphen a hyphen, every apostrophe straight.
pub(super) fn plain(c: char) -> char {
    match c {
        ' '..='~' => c,
        '\u{2010}' | '\u{2011}' => '-',
        c if is_apostrophe(c) => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// `c` without regard to case. Where the small letter is written as several, the first stands for it.
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// A text without its soft hyphens, which remembers where they were.
pub(super) struct Stripped<'a> {
    /// The text as it reads.
    pub(super) text: Cow<'a, str>,
    /// The bytes of `text` before which a soft hyphen stood, in order; one entry for each.
    removed: Vec<usize>,
}

impl<'a> Stripped<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        if !has_soft_hyphen(text) {
            return Self { text: Cow::Borrowed(text), removed: Vec::new() };
        }
        let marks = memmem::find_iter(text.as_bytes(), "\u{ad}");
        let (mut out, mut removed, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
        for at in marks {
            out.push_str(text.get(done..at).unwrap_or_default());
            removed.push(out.len());
            done = at + SOFT_HYPHEN.len_utf8();
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Self { text: Cow::Owned(out), removed }
    }

    /// Where the character at byte `at` of the stripped text starts in the original.
    pub(super) fn start(&self, at: usize) -> usize {
        at + SOFT_HYPHEN.len_utf8() * self.removed.partition_point(|mark| *mark <= at)
    }

    /// Where the character before byte `at` of the stripped text ends in the original.
    pub(super) fn end(&self, at: usize) -> usize {
        at + SOFT_HYPHEN.len_utf8() * self.removed.partition_point(|mark| *mark < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_made_of_letters_digits_underscores_and_marks() {
        for c in ['a', 'Z', '7', '_', 'é', 'ж', '客', '\u{301}'] {
            assert!(is_word(c), "{c:?}");
        }
        for c in [' ', '-', '\'', '’', 'ʼ', '/', '.', '\u{a0}', '\u{ad}', '😀', '“'] {
            assert!(!is_word(c), "{c:?}");
        }
    }

    #[test]
    fn offsets_lead_back_over_soft_hyphens() {
        let text = "\u{ad}a\u{ad}\u{ad}b\u{ad}";
        let stripped = Stripped::new(text);
        assert_eq!(stripped.text, "ab");
        assert_eq!(&text[stripped.start(0)..stripped.end(1)], "a");
        assert_eq!(&text[stripped.start(1)..stripped.end(2)], "b");
        assert_eq!(&text[stripped.start(0)..stripped.end(2)], "a\u{ad}\u{ad}b");
    }
}
