//! Plain text: paragraphs between blank lines.

use std::ops::Range;

use super::builder::{Builder, Interest};
use super::document::{BlockKind, Style};
use super::format::{Comment, Description};
use super::unread::Markup;
use super::{Document, front_matter};

/// Text without markup.
pub(super) const FORMAT: Description = Description {
    names: &["text", "plaintext"],
    languages: &["plaintext", "text"],
    extensions: &["txt", "text"],
    files: &[],
    interpreters: &[],
    comment: Comment::None,
    reads: "paragraphs, front matter as in Markdown",
    read,
};

/// Reads a text without markup.
fn read(text: &str, interest: Interest<'_>) -> Document {
    paragraphs(text, Markup::Plain, interest, true)
}

/// Reads a text without markup of its own in which tags and what stands in backticks are code all the same.
pub(super) fn read_marked(text: &str, interest: Interest<'_>) -> Document {
    paragraphs(text, Markup::Marked, interest, false)
}

fn paragraphs(text: &str, markup: Markup, interest: Interest<'_>, has_front: bool) -> Document {
    let mut out = Document::default();
    let front = if has_front { front_matter::split_settings(text) } else { None };
    let body = front.map_or(0, |front| {
        front_matter::read(text, &front, &mut out);
        front.end
    });
    let mut start = None;
    let mut end = 0;
    let mut at = body;
    let mut spare = None;
    let mut paragraph = |start: Option<usize>, end: usize| {
        if let Some(start) = start {
            let mut builder = Builder::in_room_of(&mut spare, BlockKind::Paragraph);
            plain_lines(&mut builder, text, start..end);
            out.blocks.extend(builder.block(None, markup, interest));
            spare = Some(builder);
        }
    };
    for line in text.get(body..).unwrap_or_default().split_inclusive(['\n', '\r']) {
        let content = line.trim_end();
        // `\r\n` comes as two pieces, of which the second is empty but no line of its own.
        let line_feed = line == "\n" && text.as_bytes().get(..at).is_some_and(|before| before.ends_with(b"\r"));
        if !content.is_empty() {
            start = start.or(Some(at));
            end = at + content.len();
        } else if !line_feed {
            paragraph(start.take(), end);
        }
        at += line.len();
    }
    paragraph(start, end);
    out
}

/// Adds lines as they stand, except that every line end is a `\n` to a reader.
fn plain_lines(builder: &mut Builder, text: &str, range: Range<usize>) {
    let mut at = range.start;
    for carriage_return in memchr::memchr_iter(b'\r', text.as_bytes().get(range.clone()).unwrap_or_default()) {
        let start = range.start + carriage_return;
        let crlf = text.get(start + 1..range.end).is_some_and(|rest| rest.starts_with('\n'));
        builder.exact(text, at..start, Style::default());
        at = start + 1 + usize::from(crlf);
        builder.decoded("\n", start..at, Style::default());
    }
    builder.exact(text, at..range.end, Style::default());
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, read};

    #[test]
    fn paragraphs_end_at_blank_lines_whatever_the_line_ends() {
        for (text, expected) in [
            ("a\nb\n\nc", vec!["a\nb", "c"]),
            ("a\r\nb\r\n\r\nc\r\n", vec!["a\nb", "c"]),
            ("a\rb\r\rc", vec!["a\nb", "c"]),
            ("\n \n  a  \n\t\n\n b\u{c}\n", vec!["  a", " b"]),
            ("", vec![]),
            ("# no heading\n`no code`", vec!["# no heading\n`no code`"]),
        ] {
            let document = read(text, Format::PlainText);
            let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
            assert_eq!(texts, expected, "{text:?}");
            for block in &document.blocks {
                assert_eq!(
                    text[block.source.clone()].replace("\r\n", "\n").replace('\r', "\n"),
                    block.text,
                    "{text:?}"
                );
            }
        }
    }

    #[test]
    fn addresses_are_not_read() {
        let document = read("Ask clients at https://x.org/clients or clients@x.org.", Format::PlainText);
        let block = &document.blocks[0];
        let read: Vec<bool> =
            block.text.match_indices("clients").map(|(at, w)| block.reads(at..at + w.len())).collect();
        assert_eq!(read, [true, false, false]);
    }
}
