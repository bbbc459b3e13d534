//! Components of Svelte: HTML with expressions in braces, script and style in their own languages.

use std::ops::Range;

use super::Document;
use super::builder::Interest;
use super::flow::Flow;
use super::format::{Comment, Description};
use super::html;
use super::html::tokens::find_closing;
use super::jsx::Finder;
use super::mask::Masked;

/// A component of Svelte.
pub(super) const FORMAT: Description = Description {
    names: &["svelte"],
    languages: &["svelte"],
    extensions: &["svelte"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "as HTML, script and style as their languages; no expressions and tags in braces",
    read,
};

/// Reads a component.
fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut flow = Flow::new(text, Vec::new(), interest);
    flow.elements.in_component = true;
    let found = expressions(text);
    // A block or a tag is no text, and no part of the word beside it.
    let is_block = |range: &&Range<usize>| {
        let inner = text.get(range.start + 1..range.end).unwrap_or_default();
        inner.starts_with(['#', ':', '/']) || inner.starts_with("@const") || inner.starts_with("@debug")
    };
    flow.gone = found.iter().filter(is_block).cloned().collect();
    html::read_masked(flow, Masked::new(text, found), 0)
}

/// The expressions and tags in braces, outside scripts, styles and comments.
fn expressions(text: &str) -> Vec<Range<usize>> {
    let mut finder = Finder::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    let mut missing: Vec<&str> = Vec::new();
    let bytes = text.as_bytes();
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'{', b'<', rest)) {
        at += next;
        let rest = text.get(at..).unwrap_or_default();
        if bytes.get(at) == Some(&b'{') {
            match finder.expression(at) {
                Some(end) => {
                    found.push(at..end);
                    at = end;
                }
                // One that is not closed yet goes on to the end of its line or to the next tag.
                None => {
                    let length = memchr::memchr3(b'<', b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
                    found.push(at..at + length);
                    at += length;
                }
            }
            continue;
        }
        let held = ["script", "style", "!--"].into_iter().find(|name| {
            let begins = rest.get(1..=name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
            begins && !missing.contains(name)
        });
        let end = held.map(|name| {
            if name == "!--" { memchr::memmem::find(rest.as_bytes(), b"-->") } else { find_closing(rest, name) }
        });
        at += match end {
            Some(Some(length)) => length,
            Some(None) => {
                missing.extend(held);
                1
            }
            None => 1,
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    #[test]
    fn expressions_are_code_and_the_rest_is_read_in_its_language() {
        let text = "<script lang=\"ts\">\n  // our comment {on it\n  let a = { b: 1 }\n</script>\n<!-- our {note -->\n\
                    {#if a > b}\n  <p title=\"our {a} fee\" class={c} on:click={() => (d = \"x\")}>a {b.map((x) => `<p>${x}</p>`)} c</p>\n\
                    {:else}\n  <Title name=\"e\">d</Title>\n{/if}\n<p>{never closed\n";
        let document = read(text, Format::Svelte);
        let found: Vec<(&str, Host)> = document
            .blocks
            .iter()
            .filter(|one| one.runs().any(|run| !run.style.code))
            .map(|one| (one.text.as_str(), one.host))
            .collect();
        let expected = [
            ("our comment {on it", Host::Comment),
            ("our {note", Host::Comment),
            ("our {a} fee", Host::Text),
            ("a {b.map((x) => `<p>${x}</p>`)} c", Host::Text),
            ("d", Host::Text),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_block_is_no_part_of_the_word_beside_it() {
        let document = read("<p>a{:else}b</p>{#if our client && x\n<i>c {d", Format::Svelte);
        let found: Vec<&str> = document.blocks.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(found, ["a b", "c {d"]);
        let document = read("{#if a}clients{/if} {b}s {@const c = d}<p>e</p>", Format::Svelte);
        let found: Vec<&str> = document.blocks.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(found, ["clients {b}s ", "e"]);
    }

    #[test]
    fn hostile_documents_cost_no_more_than_their_length() {
        for piece in ["{", "<script>", "<style>", "<!--", "{#if", "<", "{`"] {
            let text = piece.repeat(60_000 / piece.len());
            assert!(read(&text, Format::Svelte).blocks.len() < 60_000, "{piece}");
        }
    }
}
