//! Small documents, construct by construct.

use proptest::prelude::*;

use crate::prose::outline::testing::shown;
use crate::prose::{BlockKind, Document, Format, Region, read};

fn markdown(text: &str) -> Document {
    read(text, Format::Markdown)
}

fn blocks(text: &str) -> Vec<String> {
    markdown(text).blocks.iter().map(shown).collect()
}

#[track_caller]
fn cases(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(blocks(text), *expected, "{text}");
    }
}

#[test]
fn blocks_of_text_are_read_one_by_one() {
    cases(&[
        ("a\nb\n\nc", &["a\nb", "c"]),
        ("a\r\n  b\r\n\r\nc\rd", &["a\nb", "c\nd"]),
        ("# A #\n\nB\nb\n===\n\nc\n---\n", &["A", "B\nb", "c"]),
        ("- a\n- b\n\n  c\n  1. d\n", &["a", "b", "c", "d"]),
        ("- a\n  b\n  - c\nlazy\n", &["a\nb", "c\nlazy"]),
        ("- [ ] a\n- [x] b\n", &["a", "b"]),
        ("> a\n> b\nlazy\n>> c\n", &["a\nb\nlazy", "c"]),
        ("> - a\n>   b\n> > - c\n", &["a\nb", "c"]),
        ("| a | b |\n|---|:-:|\n| c \\| d | `e \\| f` g |\n", &["a", "b", "c | d", "‹e \\| f› g"]),
        ("a[^1] b\n\n[^1]: c\n    d\n\n    e\n", &["a b", "c\nd", "e"]),
        ("a  \nb\\\nc", &["a\nb\nc"]),
        ("a\n***\nb", &["a", "b"]),
        ("> [!NOTE]\n> a\n", &["a"]),
        ("", &[]),
        ("\n\n", &[]),
    ]);
}

#[test]
fn code_is_not_read() {
    cases(&[
        ("```\na\n```\nb", &["b"]),
        ("~~~~ rust\na\n~~~\n```\n~~~~\nb", &["b"]),
        ("- ```\n  a\n  ```\n  b\n", &["b"]),
        ("> ````\n> ```\n> a\n> ```\n> ````\n> b\n", &["b"]),
        ("    a\n\nb", &["b"]),
        ("- x\n\n      a\n", &["x"]),
        ("```\nnever closed\n\nb", &[]),
        ("a `b` ``c ` d`` e", &["a ‹b› ‹c ` d› e"]),
        ("a `b\n  c` d", &["a ‹b\nc› d"]),
        ("`a `\nb", &["‹a ›\nb"]),
        ("a \\`b c\\` d", &["a `b c` d"]),
        ("a $x^2$ b $$y$$ c", &["a ‹$x^2$› b ‹$$y$$› c"]),
        ("$$\nx\n$$\n\na", &["‹$$\nx\n$$›", "a"]),
        ("$5 a seat, or 40$ a year, $x$", &["$5 a seat, or 40$ a year, ‹$x$›"]),
        ("pay $5 and $6 a seat", &["pay $5 and $6 a seat"]),
    ]);
}

#[test]
fn links_are_read_and_their_targets_are_not() {
    cases(&[
        ("[a](b \"c\") d", &["a d", "c"]),
        ("![a](<b> 'c &amp; \"d\"') e\n[f](g\n  (h i))", &["a e\nf", "c & \"d\"", "h i"]),
        ("[a *b*](<c d>) [e][f] [f] [f][]\n\n[f]: g 'h'\n", &["a b e f f", "h"]),
        ("![a](b)", &["a"]),
        ("[![a](b)](c) d", &["a d"]),
        ("<http://a> <b@c.d> https://e/f.", &["‹http://a› ‹b@c.d› ‹https://e/f›."]),
        ("[a][nowhere] and [b](not a link)", &["a and [b](‹not a link›)"]),
        ("[a]({{ site.url }}/b) d", &["a d"]),
    ]);
}

#[test]
fn markup_inside_words_and_phrases_is_gone() {
    cases(&[
        ("our **cust**omers, _a_ ~~b~~ ***c***", &["our customers, a b c"]),
        ("a&rsquo;s &amp; &#38; \\*b\\* &nope;", &["a’s & & *b* ‹&nope;›"]),
        ("cust<b>omer</b> a<br>b<br/>\nc", &["customer a\nb\nc"]),
        ("a <kbd>b</kbd> <span title=\"c\">d</span> <!-- e --> f", &["a ‹b› d  f", "c", "e"]),
        ("a {{ b }} c{: .d} {{< e >}}", &["a ‹{{ b }}› c‹{: .d}› ‹{{< e >}}›"]),
        ("# a {#b}\n", &["a"]),
        ("!!! note\n\n    a\n\n    b\n\nc\n", &["‹note›", "a", "b", "c"]),
        ("x\n??? tip inline \"a\"\n    b\n", &["x", "‹tip inline› \"a\"\nb"]),
        ("!!! note\n\na\n", &["!!! note", "a"]),
        (":::note a\nb\n:::\n", &["‹:::note› a\nb\n:::"]),
    ]);
}

#[test]
fn text_between_html_tags_is_read() {
    cases(&[
        ("<div class=\"a\">\nb <b>c</b> &amp; d\n  e</div>\n", &["b c & d\ne"]),
        ("<table><tr><td>a</td><td\n title='>'>b</td></tr></table>\n", &["a", "b"]),
        ("<p>a<p>b\n\n*c*\n", &["a", "b", "c"]),
        ("<pre>\na\n\nb</pre>\nc\n", &["c"]),
        ("<script>\na\n</script>\n\nb", &["b"]),
        ("<div>\n<svg>\n\na\n\n</svg>\n\nb", &["‹a›", "b"]),
        ("<div><svg>\n\na\n", &["a"]),
        ("<p>x <code>a</code> y</p>\n", &["x ‹a› y"]),
        ("<p>x `a` y</p>\n\nb \\`c\\`", &["x ‹`a`› y", "b `c`"]),
        ("> <div>\n> a\n> b\n", &["a\nb"]),
        ("<!-- a\nb -->\nc\n", &["a\nb", "c"]),
        ("<!-- `a` b -->", &["‹`a`› b"]),
        ("<!-- <div class=\"a\">b</div> -->\n\n<!-- see <b class=\"a\"> -->", &["see ‹<b class=\"a\">›"]),
        ("a &lt;b&gt; 1 < 2 > 0", &["a ‹<b>› 1 < 2 > 0"]),
        ("<ul><li>a<li>b</ul>\n\nc", &["a", "b", "c"]),
        ("<details><summary>a</summary>\n\nb\n\n</details>", &["a", "b"]),
        ("a < b and c <d", &["a < b and c <d"]),
    ]);
}

#[test]
fn kinds_and_places_are_known() {
    let document = markdown("# a\n\n- b\n\n> c\n\n> [!TIP]\n> d\n\n| e |\n|---|\n| f |\n\n<!-- g -->\n\n<h2>h</h2>\n");
    let seen: Vec<(&str, BlockKind, bool, bool)> = document
        .blocks
        .iter()
        .map(|block| (block.text.as_str(), block.kind.clone(), block.quoted, block.listed))
        .collect();
    let cell = |header| BlockKind::Cell { header, column: 0, table: 0 };
    let expected = [
        ("a", BlockKind::Heading(1), false, false),
        ("b", BlockKind::Paragraph, false, true),
        ("c", BlockKind::Paragraph, true, false),
        ("d", BlockKind::Paragraph, false, false),
        ("e", cell(true), false, false),
        ("f", cell(false), false, false),
        ("g", BlockKind::Paragraph, false, false),
        ("h", BlockKind::Heading(2), false, false),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn sections_nest() {
    let document = markdown("x\n\n# a\n\nx\n\n## b\n\n> ### c\n\n## d\n\nx\n\n# e\n");
    let seen: Vec<(u8, usize, std::ops::Range<usize>, Option<usize>)> = document
        .sections
        .iter()
        .map(|section| (section.level, section.heading, section.blocks.clone(), section.parent))
        .collect();
    let expected =
        [(1, 1, 1..7, None), (2, 3, 3..5, Some(0)), (3, 4, 4..5, Some(1)), (2, 5, 5..7, Some(0)), (1, 7, 7..8, None)];
    assert_eq!(seen, expected);
    let of: Vec<Option<usize>> = document.blocks.iter().map(|block| block.section).collect();
    assert_eq!(of, [None, Some(0), Some(0), Some(1), Some(2), Some(3), Some(3), Some(4)]);
}

#[test]
fn styles_regions_and_fragments_are_known() {
    let document = markdown("a [b](#x-y) ![c](d) [e] [e][] [f][e] **g** <a href=\"#z\">h</a>\n\n[e]: #w\n");
    let block = &document.blocks[0];
    let style = |letter: char| block.run_at(block.text.find(letter).unwrap()).unwrap().style;
    assert!(style('b').link && !style('b').label && !style('a').link);
    assert!(style('c').image && style('g').strong && style('h').link);
    assert!(style('e').label && !style('f').label);
    assert_eq!(block.region_at(block.text.find('b').unwrap()), Region::LinkText);
    assert_eq!(document.fragments, ["x-y", "w", "w", "w", "z"]);
}

#[test]
fn every_character_maps_to_its_bytes() {
    for (text, word, source) in [
        ("customer&rsquo;s x", "customer’s", "customer&rsquo;s"),
        ("our **customers** x", "our customers", "our **customers"),
        ("cust**omers** x", "customers", "cust**omers"),
        ("> our\n>   customers", "our\ncustomers", "our\n>   customers"),
        ("- our\r\n  customers", "our\ncustomers", "our\r\n  customers"),
        ("\\*customers\\*", "customers", "customers"),
        ("| a \\| customers |\n|---|\n", "| customers", "| customers"),
        ("é [customers](x) é", "customers", "customers"),
    ] {
        let document = markdown(text);
        let block = &document.blocks[0];
        let at = block.text.find(word).unwrap();
        let range = block.source_of(at..at + word.len()).unwrap();
        assert_eq!(&text[range], source, "{text}");
        assert!(block.reads(at..at + word.len()), "{text}");
    }
}

/// Lines of everything that opens, closes or goes on.
pub(in crate::prose) fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let line = prop::sample::select(vec![
        "", "", "", "", " ", "\t", "a", "b", "  c", "    d", "\te", "# f", "## ", " # g", "   # h", "#i", "- j", "-",
        "- ", "* k", "  - l", "   - m", "1. n", "1)", "14. o", "  2. p", "-\tq", "- - r", "-     s", "> t", ">",
        "> - u", "> ```", "- ```", "```", "  ```", "   ```", "    ```", "``` v", "```w```", "~~~", " ~~~~", "~~~ ",
        "```\t", "- # x", "<div>", "</div>", "  <pre>", "<pre>", "</pre>", "<!-- y", "-->", "<!-- z -->", "- <!-- a",
        "<script>", "</script> b", "<?c", "?>", "<!D", "<![CDATA[", "]]>", "<b>e", "[^1]: f", "[^1]", "[g]: /h",
        "[g]: /h 'i", "j'", "***", "- - -", "---", "===", "| k | l |", "|---|---|", "m | n", "-|-", "$$", "!o",
        "**p**", "ü", "\\", "[x]", "> [!NOTE]", "  > q", "+ r", "   s\\", "<a", "href>", "`t", "u`", "{{ v", "}}",
        "  ",
    ]);
    prop::collection::vec(line, 0..24)
}
