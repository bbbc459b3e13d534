//! Small documents, construct by construct.

use crate::prose::document::BlockKind;
use crate::prose::outline::testing;
use crate::prose::{Document, Format, read};

fn asciidoc(text: &str) -> Document {
    read(text, Format::AsciiDoc)
}

#[track_caller]
fn cases(cases: &[(&str, &[&str])]) {
    testing::cases(Format::AsciiDoc, cases);
}

#[test]
fn blocks_of_text_are_read_one_by_one() {
    cases(&[
        ("a\nb\n\nc", &["a\nb", "c"]),
        ("= T\nJane Doe <j@x.org>\nv1.0, 2026\n:toc:\n\na\n\n== B ==\nc\n", &["= T", "a", "= B", "c"]),
        ("Title\n=====\n\nSection\n-------\n\na\n", &["= Title", "= Section", "a"]),
        ("* a\nb\n** c\n- d\n\n. e\n.. f\n1. g\n", &["a\nb", "c", "d", "e", "f", "g"]),
        ("* [ ] a\n* [x] b\n+\nc\n", &["a", "b", "c"]),
        ("a:: b\nc::\n  d\ne::: f\n", &["a", "b", "c", "d", "e", "f"]),
        ("<1> a\n<2> b\n", &["a", "b"]),
        ("NOTE: a\nb\n\n[TIP]\n====\nc\n====\n", &["a\nb", "c"]),
        (".A title\n[quote, Jane]\na\n\n____\nb\n____\n\nc\n", &["= A title", "> a", "> b", "c"]),
        ("a +\nb\n\n'''\n\n<<<\n\nc\n", &["a\nb", "c"]),
        ("a\r\nb\r\n\r\n----\r\nc\r\n----\r\n", &["a\nb"]),
        ("[.lead]\na\n\n[[id]]\n[#x.y]\nb\n", &["a", "b"]),
        ("---\ntitle: a\n---\nb\n", &["a", "b"]),
        ("", &[]),
    ]);
}

#[test]
fn code_is_not_read() {
    cases(&[
        ("[source,ruby]\n----\na\n\nb\n----\nc\n", &["c"]),
        (".A\n....\na\n....\n\n++++\n<b>\n++++\n\n```js\na\n```\nb\n", &["= A", "b"]),
        ("a\n\n  literal\n  b\n\nc\n", &["a", "c"]),
        ("[source]\na\nb\n\nc\n", &["c"]),
        ("[plantuml]\n--\na -> b\n--\n\n[stem]\n++++\nx\n++++\nc\n", &["c"]),
        ("====\na\n----\nb\n----\n====\nc\n", &["a", "c"]),
        ("----\nnever\n\nclosed\n", &[]),
        ("include::a.adoc[]\nifdef::x[]\na\nendif::[]\n", &["a"]),
    ]);
}

#[test]
fn inline_markup_is_gone() {
    cases(&[
        ("*a* _b_ `c` #d# **e**f __g__h ``i``j", &["a b ‹c› d ef gh ‹i›j"]),
        ("a*b*c 2 * 3 * 4 snake_case_x *never", &["a*b*c 2 * 3 * 4 snake_case_x *never"]),
        ("*a _b `c`_* x", &["a b ‹c› x"]),
        ("\"`a b`\" '`c`' d`'s", &["“a b” ‘c’ d’s"]),
        ("link:x[a b] https://y.z[c,window=_blank] xref:d.adoc#e[f] <<g,h i>> <<j>>", &["a b c f h i ‹j›"]),
        ("https://y.z/client mailto:x@y.z[a] link:x[]", &["‹https://y.z/client› a ‹link:x[]›"]),
        ("<<Our clients>> a", &["Our clients a"]),
        (
            "image:x.png[A b,100] kbd:[Ctrl] menu:File[Save] stem:[x] icon:y[]",
            &["A b ‹kbd:[Ctrl]› ‹menu:File[Save]› ‹stem:[x]› ‹icon:y[]›"],
        ),
        ("a.footnote:[b *c*.] d", &["a. d", "b c."]),
        ("{client} a{nbsp}b{empty}c &rsquo;s {set:x:y}", &["‹{client}› a\u{a0}bc ’s ‹{set:x:y}›"]),
        ("((a)) (((b, c))) [[d]]e [.f]#g#", &["a  e g"]),
        ("\\*a* \\_b_", &["*a* _b_"]),
        ("+a *b*+ ++c d++ +x+ +++<d>+++ pass:[<e>]", &["a *b* c d ‹x› ‹<d>› ‹pass:[<e>]›"]),
        ("a <1> b^2^ H~2~O", &["a ‹<1>› b2 H~2~O"]),
    ]);
}

#[test]
fn attributes_macros_and_comments_are_told_apart() {
    cases(&[
        (":description: a \\\n  b\n:client: c\n:!toc:\n", &["a\nb"]),
        (
            "image::x.png[Our clients,100,title=\"The b\"]\n\nimage::y.png[alt=c d]\n",
            &["Our clients", "= The b", "c d"],
        ),
        ("toc::[]\nvideo::x[]\n", &[]),
        ("ifdef::x[A b.]\nifdef::y[]\nc\nendif::y[]\nifeval::[\"d e\" == \"f\"]\n", &["A b.\nc"]),
        ("a\nifndef::x[b]\n\nifdef::x[* c]\n\nifdef::x[ifdef::y[d]]\n", &["a\nb", "c"]),
        ("// a b\nc\n// d e\nf\n", &["/ a b", "c\nf", "/ d e"]),
        ("////\na b\n\nc\n////\n\nd\n", &["/ a b", "/ c", "d"]),
        ("// customary-disable-line\n", &[]),
    ]);
    assert_eq!(asciidoc("= T\n:lang: de\n\na\n").language.as_deref(), Some("de"));
    assert_eq!(asciidoc("// customary-disable-next-line\na\n").directives.list.len(), 1);
}

#[test]
fn tables_are_read_cell_by_cell() {
    cases(&[
        ("|===\n|a |b\n\n|c\n|d \\| e `f`\n|===\n\ng\n", &["| a", "| b", "| c", "| d \\| e ‹f›", "g"]),
        ("[cols=\"1,a\"]\n|===\n2+|a\n|b a|* c\n* d\nl|e\n|===\n", &["| a", "| b", "| c", "| d"]),
        (",===\na,b c\nd,e\n,===\n", &["| a", "| b c", "| d", "| e"]),
        ("|===\n|a\nb\n\nc\n|===\n", &["| a\nb", "| c"]),
        ("|===\n|never closed\n", &["| never closed"]),
        ("[cols=\"1,m\"]\n|===\n|k|n\n|o p|n\n2+|q|r d|t\n|===\n", &["| k", "| o p", "| q", "| r", "| t"]),
        ("[cols=\"<.^1,^l\",options=\"header\"]\n|===\n|k|n\n|o|p\n|===\n", &["| k", "| n", "| o"]),
        ("[cols=\"2*m\"]\n|===\n|k|n\n|===\nc", &["c"]),
        ("[cols=\"1,l\"]\n|===\n.2+|k|n\n|o\n|===\n", &["| k", "| n", "| o"]),
        ("[format=psv,separator=¦]\n|===\n¦k 2+¦n \\| o\n|===\n", &["| k", "| n \\| o"]),
        ("[format=csv,separator=;]\n|===\na b;c, d\n|===\n", &["| a b", "| c, d"]),
    ]);
    let document = asciidoc("|===\n|a |b\n\n|c |d\n|===\n");
    let kinds: Vec<BlockKind> = document.blocks.iter().map(|block| block.kind.clone()).collect();
    let cell = |header, column| BlockKind::Cell { header, column, table: 0 };
    assert_eq!(kinds, [cell(true, 0), cell(true, 1), cell(false, 0), cell(false, 1)]);
}

#[test]
fn sections_nest_and_know_what_is_drawn() {
    let document = asciidoc("= A\n\n== B\n\n=== C\n\n== D\n");
    let levels: Vec<(u8, Option<usize>)> =
        document.sections.iter().map(|section| (section.level, section.parent)).collect();
    assert_eq!(levels, [(1, None), (2, Some(0)), (3, Some(1)), (2, Some(0))]);
    assert_eq!(asciidoc("Title\n-----\n").blocks[0].drawn, [6..11]);
}

#[test]
fn a_broken_document_is_read_as_far_as_it_goes() {
    cases(&[
        ("====\na\n\nb `c\n\n*d\n", &["a", "b `c", "*d"]),
        ("link:x[a\n\nb\n", &["link:x[a", "b"]),
        ("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", &["<<<<<<< HEAD\na", "b\n>>>>>>> x"]),
    ]);
}
