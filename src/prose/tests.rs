//! What holds for every text, whatever stands in it.

use proptest::prelude::*;

use super::{Document, Format, ignore_file, ignore_line, read};
use crate::text::apply;

/// Pieces that mean something to the readers, and some that do not.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  \n",
    "\t",
    "    ",
    "- ",
    "1. ",
    "> ",
    "# ",
    "## ",
    "===\n",
    "---\n",
    "+++\n",
    "|",
    "|---|\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "```\n",
    "~~~\n",
    "$",
    "$$",
    "[",
    "]",
    "(",
    ")",
    "](",
    "][",
    "![",
    "[^1]",
    "[^1]: ",
    "[x]: y\n",
    "<",
    ">",
    "<b>",
    "</b>",
    "<br>",
    "<div>",
    "</div>\n",
    "<td>",
    "<table>",
    "<pre>",
    "</pre>",
    "<svg>",
    "<a href=\"#x\">",
    "<!-- ",
    " -->",
    "<!-- customary-disable-line -->",
    "<!-- customary-disable x -->",
    "<!-- customary-enable x -->",
    "customary-disable-file",
    "&rsquo;",
    "&amp;",
    "&",
    ";",
    "\\",
    "\\|",
    "{{ ",
    " }}",
    "{% highlight x %}",
    "{% endhighlight %}",
    "${",
    "}",
    "{#id}",
    "{: .x}",
    "https://x.org/customers",
    "www.x.org",
    "a@b.co",
    "@",
    "customers",
    "customer's",
    "our client",
    "é",
    "日本",
    "\u{ad}",
    "👩‍👩‍👧",
    "\0",
    "!!! note",
    "title: ",
    "title = ",
    "summary: |\n  ",
    "'",
    "\"",
    "\\u00e9",
    "x",
    "e",
    "5",
    ".",
    ":",
    "/",
    "=",
    "%",
];

fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES);
    let head = prop::sample::select(&["", "", "---\ntitle: ", "+++\ntitle = \"", "---\nsummary: >\n  "][..]);
    (head, prop::collection::vec(piece, 0..40)).prop_map(|(head, pieces)| head.to_owned() + &pieces.concat())
}

fn check_mapping(text: &str, document: &Document) -> Result<(), TestCaseError> {
    for block in &document.blocks {
        prop_assert!(text.get(block.source.clone()).is_some());
        let (mut seen, mut source) = (0, block.source.start);
        for run in block.runs() {
            prop_assert_eq!(run.range.start, seen, "gap in {:?}", block);
            prop_assert!(run.range.end > run.range.start);
            prop_assert!(run.source.start >= source && run.source.end <= block.source.end, "{:?}", block);
            let (shown, written) = (block.text.get(run.range.clone()), text.get(run.source.clone()));
            prop_assert!(shown.is_some() && written.is_some(), "{:?}", block);
            if run.is_exact() && !run.style.code && shown.is_some_and(|shown| shown.chars().count() > 1) {
                prop_assert_eq!(shown, written);
            }
            (seen, source) = (run.range.end, run.source.end);
        }
        prop_assert_eq!(seen, block.text.len());
        prop_assert!(block.section.is_none_or(|section| section < document.sections.len()));
    }
    prop_assert!(document.blocks.is_sorted_by_key(|block| block.source.start));
    for section in &document.sections {
        prop_assert!(section.blocks.contains(&section.heading) && section.blocks.end <= document.blocks.len());
        prop_assert!(section.parent.is_none_or(|parent| document.sections[parent].level < section.level));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn every_text_is_read_and_every_character_has_its_bytes(text in texts()) {
        for format in Format::ALL.iter().copied() {
            let mapped = check_mapping(&text, &read(&text, format));
            prop_assert!(mapped.is_ok(), "{}: {:?}", format.name(), mapped);
        }
    }

    #[test]
    fn what_is_ignored_is_silent_and_reads_as_before(text in texts()) {
        let document = read(&text, Format::Markdown);
        for (at, _) in text.match_indices("customers") {
            let edits = ignore_line(&text, Format::Markdown, &document, at, "x");
            if !edits.is_empty() {
                let after = read(&apply(&text, &edits), Format::Markdown);
                prop_assert_eq!(after.blocks.len(), document.blocks.len());
            }
        }
        let edits = ignore_file(&text, Format::Markdown, &document, "x");
        let after = read(&apply(&text, &edits), Format::Markdown);
        prop_assert!(edits.is_empty() || after.directives.silencing(0, "x").is_some(), "{:?}", edits);
    }
}
