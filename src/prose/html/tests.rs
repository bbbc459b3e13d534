//! Small documents, construct by construct.

use crate::prose::outline::testing::shown;
use crate::prose::{BlockKind, Caution, Document, Format, Host, Region, read};

fn html(text: &str) -> Document {
    read(text, Format::Html)
}

#[track_caller]
fn cases(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let found: Vec<String> = html(text).blocks.iter().map(shown).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn text_is_read_block_by_block() {
    cases(&[
        ("<p>a\n  b<p>c</p>d", &["a\nb", "c", "d"]),
        ("<h1>a</h1>b<div>c<div>d</div>e</div>f", &["a", "b", "c", "d", "e", "f"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", &["a", "b", "c"]),
        ("<dl><dt>a<dd>b</dl>", &["a", "b"]),
        ("<table><tr><th>a<td>b<tr><td>c</table>", &["a", "b", "c"]),
        ("<select><option>a<option>b</select>", &["a", "b"]),
        ("a<br>b<br/>\nc<hr>d", &["a\nb\nc", "d"]),
        ("a\n<br>b\n<pre><br></pre>c", &["a\nb‹\n›c"]),
        ("a <b>b</b><i>c</i> cust<wbr>omer <x-y>d</x-y>", &["a bc customer d"]),
        ("<a href=x>our</a> <a href=y>clients</a>", &["our clients"]),
        ("<title>a &amp; b</title><p>c", &["a & b", "c"]),
        ("<noscript>a <b>b</b></noscript>", &["a b"]),
        ("a\r\nb\rc", &["a\nb\nc"]),
        ("\u{feff}a", &["a"]),
        ("---\ntitle: a\n---\n<p>b</p>", &["a", "b"]),
        ("", &[]),
    ]);
}

#[test]
fn what_nobody_reads_is_left_out() {
    cases(&[
        ("<script>a<b></script><style>c</style>d", &["d"]),
        ("<pre>a<b>b</b></pre>c <code>d</code> <kbd>e</kbd>", &["c ‹d› ‹e›"]),
        ("<textarea>a<p></textarea><template><p>b</template><svg><text>c</text></svg>d", &["d"]),
        ("<!doctype html><?xml a?><p id=client>b", &["b"]),
        ("<p>a {{ b }} {% if c > d %}e{% endif %} <%= f %></p>", &["a ‹{{ b }}› e ‹<%= f %>›"]),
        ("<a href=\"{{ url(\"x\") }}\" {% if a > b %}class=\"c\"{% endif %}>d</a>", &["d"]),
        ("a https://x.org/clients b", &["a ‹https://x.org/clients› b"]),
    ]);
}

#[test]
fn references_are_decoded_and_keep_their_bytes() {
    for (text, word, source) in [
        ("<p>customer&rsquo;s x", "customer’s", "customer&rsquo;s"),
        ("<p>customer&#146;s x", "customer’s", "customer&#146;s"),
        ("<p>our <b>customers</b> x", "our customers", "our <b>customers"),
        ("<p>cust<b>omers</b> x", "customers", "cust<b>omers"),
        ("<p>our\r\n   customers", "our\ncustomers", "our\r\n   customers"),
        ("<img alt=\"é customer&#39;s x\">", "customer's", "customer&#39;s"),
        ("é 👩‍👩‍👧 customers", "customers", "customers"),
        ("cust&shy;omers", "cust\u{ad}omers", "cust&shy;omers"),
    ] {
        let document = html(text);
        let block = &document.blocks[0];
        let at = block.text.find(word).unwrap();
        assert_eq!(&text[block.source_of(at..at + word.len()).unwrap()], source, "{text}");
        assert!(block.reads(at..at + word.len()), "{text}");
    }
}

#[test]
fn attributes_that_people_read_are_read() {
    cases(&[
        ("<img src=x alt='a b'>", &["a b"]),
        ("<p title=\"a b\">c</p>", &["a b", "c"]),
        ("c <span title=\"a b\">d</span> e", &["c d e", "a b"]),
        ("<input placeholder=\"a b\" name=\"c d\" value=\"e f\">", &["a b"]),
        ("<input type=submit value=\"a b\"><button aria-label='c d'>e</button>", &["a b", "c d", "e"]),
        ("<meta name=description content='a b'><meta name=keywords content='c'>", &["a b"]),
        ("<meta property='og:title' content='a b'><meta property='og:image' content='c d'>", &["a b"]),
        ("<meta name=twitter:description content='a b'><meta name=twitter:card content='c d'>", &["a b"]),
        ("<iframe title='a b'>c</iframe><textarea placeholder='d e'>f</textarea>", &["a b", "d e"]),
        ("<img alt='our {{ x }} b' title='{{ y }}'>", &["our ‹{{ x }}› b"]),
        ("<div data-title='a b' class='c d' onclick='e f'>g</div>", &["g"]),
        ("<style title='a b'></style><code title='c d'>e</code>", &["c d", "‹e›"]),
    ]);
    let document = html("<img alt=client title='our client'>");
    let [alt, title] = document.blocks.as_slice() else { panic!("{:?}", document.blocks) };
    assert_eq!((alt.caution, title.caution), (Some(Caution::OneWord), None));
    assert_eq!((alt.region_at(0), title.region_at(0)), (Region::LinkText, Region::Prose));
}

#[test]
fn comments_are_read_and_markup_in_them_is_not() {
    let document = html(
        "<p>a <!-- b\n c --> d</p><!-- <p>e</p> --><!--[if IE]><p>f</p><![endif]--><!-- customary-disable-line -->",
    );
    let texts: Vec<(&str, Host)> = document.blocks.iter().map(|block| (block.text.as_str(), block.host)).collect();
    assert_eq!(texts, [("a  d", Host::Text), ("b\nc", Host::Comment)]);
    assert_eq!(document.directives.list.len(), 1);
}

#[test]
fn another_language_is_not_read() {
    cases(&[
        ("<html lang=en><p>a <i lang=fr>b</i> c<p lang=de>d<p>e", &["a ‹b› c", "‹d›", "e"]),
        ("<p lang='{{ x }}'>a<p lang=en-GB>b<div lang=fr title='c d'>e<p lang=en>f</div>", &["a", "b", "‹e›", "f"]),
    ]);
    let document = html("<html lang=de><p>a<p lang=en>b");
    assert_eq!(document.language.as_deref(), Some("de"));
    assert_eq!(document.blocks.iter().map(shown).collect::<Vec<_>>(), ["a", "‹b›"]);
}

#[test]
fn kinds_and_places_are_known() {
    let document = html(
        "<title>a</title><h1>b</h1><blockquote>c</blockquote><ul><li>d</ul>e<table><caption>f</caption>\
         <tr><th>g<th>h<tr><td><p>i</p></table><table><tr><td>j</table><h2>k</h2>",
    );
    let seen: Vec<(&str, BlockKind, bool, bool)> =
        document.blocks.iter().map(|one| (one.text.as_str(), one.kind.clone(), one.quoted, one.listed)).collect();
    let title = BlockKind::FrontMatter { key: "title".to_owned() };
    let cell = |header, column, table| BlockKind::Cell { header, column, table };
    assert_eq!(
        seen,
        [
            ("a", title.clone(), false, false),
            ("b", BlockKind::Heading(1), false, false),
            ("c", BlockKind::Paragraph, true, false),
            ("d", BlockKind::Paragraph, false, true),
            ("e", BlockKind::Paragraph, false, false),
            ("f", title, false, false),
            ("g", cell(true, 0, 0), false, false),
            ("h", cell(true, 1, 0), false, false),
            ("i", cell(false, 0, 0), false, false),
            ("j", cell(false, 0, 1), false, false),
            ("k", BlockKind::Heading(2), false, false),
        ]
    );
    let sections: Vec<_> = document.sections.iter().map(|one| (one.level, one.blocks.clone(), one.parent)).collect();
    assert_eq!(sections, [(1, 1..11, None), (2, 10..11, Some(0))]);
}

#[test]
fn what_is_broken_is_read_as_far_as_it_goes() {
    cases(&[
        ("<p>a <b>b</p><p>c</b> d</p></div></p>", &["a b", "c d"]),
        ("<b><i>a</b>b</i>c", &["abc"]),
        ("<div><a href=\"x>a</a></div><p>b</p>", &["a", "b"]),
        ("<p>a</p><p class='b>c</p><p>d</p>", &["a", "c", "d"]),
        ("<p>a <", &["a <"]),
        ("<p>a <b", &["a "]),
        ("<p>our {% if a %}clients{% else %}client{% endif %} pay{{s}}</p>", &["our clients client pay‹{{s}}›"]),
        ("<p>{{#if a}}Our client{{else}}Their client{{/if}} pays</p>", &["Our client Their client pays"]),
        ("<p>{% if a %}{% else %}client{% endif %}s pay</p>", &["clients pay"]),
        ("<p>a & b &nope; 1 < 2", &["a & b ‹&nope;› 1 < 2"]),
        ("<title>a<p>b", &["a", "b"]),
        ("<p>{{ a\n\nb</p>", &["‹{{ a›\nb"]),
        ("<<<<p>a</p>", &["<<<", "a"]),
    ]);
}

#[test]
fn hostile_documents_cost_no_more_than_their_length() {
    for piece in [
        "<", "<b>", "<a b=\"", "<a b='c\"", "{{", "{%", "<%", "<!--", "</", "<div><p>", "</div>", "&", "<svg>",
        "<title>", "<b></i>", "<p></b>", "<td></div>",
    ] {
        let text = piece.repeat(80_000 / piece.len());
        assert!(html(&text).blocks.len() < 200_000, "{piece}");
    }
}
