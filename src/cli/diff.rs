//! Unified diffs that `git apply` and `patch -p1` take.

use std::path::{Component, Path};

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::workspace::Content;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The colours of a patch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    head: Style,
    place: Style,
    removed: Style,
    added: Style,
}

impl Paint {
    /// Colours, or none.
    pub(super) fn new(coloured: bool) -> Self {
        if !coloured {
            let none = Style::new();
            return Self { head: none, place: none, removed: none, added: none };
        }
        Self {
            head: Style::new().bold(),
            place: AnsiColor::Cyan.on_default(),
            removed: AnsiColor::Red.on_default(),
            added: AnsiColor::Green.on_default(),
        }
    }
}

/// The name of a file in a patch, in bytes: relative to the working folder where it lies below.
pub(super) fn name(path: &Path, folder: &Path) -> Vec<u8> {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.as_encoded_bytes()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join(&b'/')
}

/// What changes between two texts of the file `name`; empty where nothing does.
pub(super) fn unified(name: &[u8], before: &Content, after: &Content, paint: Paint) -> String {
    // Lines of a patch end with LF alone, whatever ends the lines of the text.
    let old: Vec<&str> = before.whole().split_inclusive('\n').collect();
    let new: Vec<&str> = after.whole().split_inclusive('\n').collect();
    let diff = TextDiff::from_slices(&old, &new);
    let mut out = String::new();
    for hunk in diff.grouped_ops(CONTEXT) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        if out.is_empty() {
            add(&mut out, &format!("--- {}", quoted("a/", name)), paint.head);
            add(&mut out, &format!("+++ {}", quoted("b/", name)), paint.head);
        }
        let old = place(first.old_range().start, last.old_range().end);
        let new = place(first.new_range().start, last.new_range().end);
        add(&mut out, &format!("@@ -{old} +{new} @@"), paint.place);
        for change in hunk.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, style) = match change.tag() {
                ChangeTag::Equal => (' ', Style::new()),
                ChangeTag::Delete => ('-', paint.removed),
                ChangeTag::Insert => ('+', paint.added),
            };
            let line = change.value();
            add(&mut out, &format!("{sign}{}", line.strip_suffix('\n').unwrap_or(line)), style);
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

fn add(out: &mut String, line: &str, style: Style) {
    out.push_str(&format!("{style}{line}{style:#}\n"));
}

/// The lines of one side of a hunk, as its head names them.
fn place(start: usize, end: usize) -> String {
    match end - start {
        // An empty side is named by the line before it.
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    }
}

/// A file name as git writes it: quoted where it holds quotes or control characters, and ended by a
/// tab where it holds blanks, at which `patch` would end it otherwise.
fn quoted(side: &str, name: &[u8]) -> String {
    let plain = std::str::from_utf8(name).ok().filter(|name| !name.contains(['"', '\\']));
    if let Some(name) = plain.filter(|name| !name.chars().any(char::is_control)) {
        let tab = if name.contains(' ') { "\t" } else { "" };
        return format!("{side}{name}{tab}");
    }
    let mut out = format!("\"{side}");
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                c if c.is_ascii_control() => out.push_str(&format!("\\{:03o}", u32::from(c))),
                c => out.push(c),
            }
        }
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\{byte:03o}")));
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Content {
        Content::new(text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn lines_end_with_a_line_feed_alone() {
        let patch = unified(b"a.txt", &content("one\rtwo\r\nx\n"), &content("one\rzwei\r\nx\n"), Paint::new(false));
        assert_eq!(patch, "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n-one\rtwo\r\n+one\rzwei\r\n x\n");
        assert_eq!(unified(b"a.txt", &content("x"), &content("x"), Paint::new(false)), "");
    }

    #[test]
    fn odd_names_are_quoted_as_git_quotes_them() {
        assert_eq!(quoted("a/", b"docs/a.md"), "a/docs/a.md");
        assert_eq!(quoted("a/", b"a b.md"), "a/a b.md\t");
        assert_eq!(quoted("a/", "é.md".as_bytes()), "a/é.md");
        assert_eq!(quoted("a/", b"q\"\t\xff.md"), "\"a/q\\\"\\011\\377.md\"");
        assert_eq!(name(Path::new("/w/docs/a.md"), Path::new("/w")), b"docs/a.md");
        assert_eq!(name(Path::new("/else/a.md"), Path::new("/w")), b"else/a.md");
    }
}
