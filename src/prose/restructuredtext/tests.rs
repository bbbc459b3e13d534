//! Small documents, construct by construct.

use crate::prose::document::{BlockKind, Caution};
use crate::prose::outline::testing;
use crate::prose::{Document, Format, Host, Region, read};

fn rst(text: &str) -> Document {
    read(text, Format::ReStructuredText)
}

#[track_caller]
fn cases(cases: &[(&str, &[&str])]) {
    testing::cases(Format::ReStructuredText, cases);
}

#[test]
fn blocks_of_text_are_read_one_by_one() {
    cases(&[
        ("a\nb\n\nc", &["a\nb", "c"]),
        ("a\r\nb\r\n\r\nc\r\n", &["a\nb", "c"]),
        ("A\n=\n\nb\n", &["= A", "b"]),
        ("=====\n  A\n=====\n\nB\n-----\n\nc\n", &["= A", "= B", "c"]),
        ("a\n\n----\n\nb\n", &["a", "b"]),
        ("- a\n  b\n\n  c\n\n* d\n", &["a\nb", "c", "d"]),
        ("1. a\n#. b\n\n(ii) c\n", &["a", "b", "c"]),
        ("A. Einstein was a really\ninfluential man.\n", &["A. Einstein was a really\ninfluential man."]),
        ("term\n   what it is\n\nname : type\n   said of it\n", &["term", "what it is", "said of it"]),
        (":Author: a b\n:Version: c\n:param str client: d\n   e\n", &["a b", "d\ne"]),
        ("-v, --verbose  a b\n--file=F\n    c\n", &["a b", "c"]),
        ("| a\n| b\n  c\n|\n| d\n", &["a\nb\nc", "d"]),
        ("a\n\n   b\n   c\n\n   -- d\n", &["a", "> b\nc", "> -- d"]),
        ("a\n\n  - b\n  - c\n", &["a", "b", "c"]),
        (">>> a\nb\n\nc\n", &["c"]),
        ("", &[]),
    ]);
}

#[test]
fn literal_blocks_are_code() {
    cases(&[
        ("a::\n\n   b\n\n   c\n\nd\n", &["a:", "d"]),
        ("a ::\n\n   b\n\nd\n", &["a ", "d"]),
        ("::\n\n   b\n\nd\n", &["d"]),
        ("- a::\n\n    b\n\n  c\n", &["a:", "c"]),
        ("a::\n\n> b\n> c\n\nd\n", &["a:", "d"]),
        ("a::\n\n   never\n\n   ended\n", &["a:"]),
        (".. code-block:: python\n   :caption: a\n   :name: b\n\n   c = 1\n\nd\n", &["= a", "d"]),
        (".. math:: c\n.. raw:: html\n\n   <p>c</p>\n", &[]),
    ]);
    let document = rst("a::\n\n   b = 1\n   c\n\nd\n");
    assert_eq!(document.code, [5..18]);
}

#[test]
fn directives_are_read_as_far_as_they_show_text() {
    cases(&[
        (".. note:: a\n   b\n\n   c\n\nd\n", &["a\nb", "c", "d"]),
        (".. note::\n   :class: x\n\n   a\n", &["a"]),
        (".. warning::\n\n   a\n\n   .. tip:: b\n", &["a", "b"]),
        (".. admonition:: A b\n\n   c\n", &["= A b", "c"]),
        (".. image:: client.png\n   :alt: Our clients\n   :target: x\n", &["Our clients"]),
        (".. figure:: a.png\n\n   The caption\n   here.\n\n   The legend.\n", &["= The caption\nhere.", "The legend."]),
        (".. |a b| replace:: c *d*\n.. |e| image:: f.png\n   :alt: g\n", &["c d", "g"]),
        (".. deprecated:: 1.2\n   a\n", &["a"]),
        (".. list-table:: T\n   :header-rows: 1\n\n   * - a\n     - b\n", &["= T", "| a", "| b"]),
        (".. meta::\n   :description: a b\n   :keywords: c\n", &["a b"]),
        (".. unheard-of:: a\n\n   b\n", &[]),
        (".. include:: a.rst\n.. contents:: A\n   :depth: 2\n", &["= A"]),
    ]);
}

#[test]
fn a_form_feed_behind_the_dots_is_white_space() {
    let document = read("Text.\n\n..\u{c} Editor settings\n\n   mode: indented\n", Format::ReStructuredText);
    let hosts: Vec<_> = document.blocks.iter().map(|block| block.host).collect();
    assert_eq!(hosts.first(), Some(&Host::Text));
    assert!(hosts.len() > 1 && hosts.iter().skip(1).all(|host| *host == Host::Comment), "{hosts:?}");
}

#[test]
fn explicit_markup_is_told_apart() {
    cases(&[
        (".. [1] a\n   b\n.. [#x] c\n.. [CIT2002] d\n", &["a\nb", "c", "d"]),
        (".. _name: https://a/b\n.. _`two words`: x_\n.. _c:\n.. __: d\n__ e\n\nf\n", &["f"]),
        (".. a comment\n   of two lines\n\nb\n", &["/ a comment\nof two lines", "b"]),
        ("..\n   a comment\n\nb\n", &["/ a comment", "b"]),
        ("..\n\n   a quotation\n", &["> a quotation"]),
        (".. code-block: python\n\n   a b\n", &[]),
        (".. customary-disable-next-line\n\nb\n", &["b"]),
    ]);
}

#[test]
fn inline_markup_is_gone() {
    cases(&[
        ("*a* **b c** ``d`` e", &["a b c ‹d› e"]),
        ("``a * b`` 2 * 3 * 4 **", &["‹a * b› 2 * 3 * 4 **"]),
        ("(*a*) '*' \"*\" x*y*z", &["(a) '*' \"*\" x*y*z"]),
        ("\\*a\\* b\\ s c\\\\ d", &["*a* bs c\\ d"]),
        ("*a*\\ s", &["as"]),
        ("`a b`_ `c <d e>`_ `f`__ g_ h__ `<https://i>`_", &["a b c f g h ‹<https://i>›"]),
        ("[1]_ [#x]_ [CIT]_ |s| |t|_ _`u v`", &["‹[1]› ‹[#x]› ‹[CIT]› ‹|s|› ‹|t|› u v"]),
        (":ref:`a b <c>` :ref:`d` :term:`e` :func:`f` `g`:sub: :math:`h`", &["a b ‹d› e ‹f› g ‹h›"]),
        ("`a` `a title` `b`:code:", &["‹a› a title ‹b›"]),
        ("see https://a.b/client_x and x_y_z `never", &["see ‹https://a.b/client_x› and x_y_z `never"]),
        ("*a\nb* c", &["a\nb c"]),
        ("a *b", &["a *b"]),
    ]);
}

#[test]
fn tables_are_read_cell_by_cell() {
    cases(&[
        (
            "+---+-----+\n| a | b c |\n+===+=====+\n| d | - e |\n|   | - f |\n+---+-----+\n\ng\n",
            &["| a", "| b c", "| d", "| e", "| f", "g"],
        ),
        ("+---+---+\n| a | b |\n+---+   |\n| c | d |\n+---+---+\n", &["| a", "| b", "| c", "| d"]),
        ("+---+---+\n| a b   |\n+---+---+\n| c | d |\n+---+---+\n", &["| a b", "| c", "| d"]),
        ("+---+\n| é|x|\n+---+\n", &["| é|x"]),
        ("+------+---+\n| 日本 | b |\n+------+---+\n", &["| 日本", "| b"]),
        ("===  ===\na    b\n===  ===\nc    d e f\n     g\n===  ===\n\nh\n", &["| a", "| b", "| c", "| d e f\ng", "h"]),
        ("=====  =====\na b\n------------\nc      d\n=====  =====\n", &["| a b", "| c", "| d"]),
    ]);
    let document = rst("===  ===\na    b\n===  ===\n\n+---+\n| c |\n+---+\n");
    let cautions: Vec<Option<Caution>> = document.blocks.iter().map(|block| block.caution).collect();
    assert_eq!(cautions, [Some(Caution::Drawn), None, Some(Caution::Drawn)]);
    assert_eq!(document.blocks[0].kind, BlockKind::Cell { header: false, column: 0, table: 0 });
    assert_eq!(document.blocks[2].kind, BlockKind::Cell { header: false, column: 0, table: 1 });
}

#[test]
fn sections_nest_by_the_order_of_their_drawings() {
    let document = rst("===\nA\n===\n\nx\n\nB\n~~~\n\nC\n...\n\nD\n~~~\n\nE\n===\n");
    let levels: Vec<(u8, Option<usize>)> =
        document.sections.iter().map(|section| (section.level, section.parent)).collect();
    assert_eq!(levels, [(1, None), (2, Some(0)), (3, Some(1)), (2, Some(0)), (4, Some(3))]);
    let drawn: Vec<usize> = document.blocks.iter().map(|block| block.drawn.len()).collect();
    assert_eq!(drawn, [2, 0, 1, 1, 1, 1]);
}

#[test]
fn names_that_links_are_found_by_are_labels() {
    let document = rst("`a`_ `b <x>`_ c_ d__ :term:`e` f");
    let label = |letter: char| {
        let block = &document.blocks[0];
        block.run_at(block.text.find(letter).unwrap()).unwrap().style.label
    };
    assert_eq!("abcdef".chars().map(label).collect::<Vec<_>>(), [true, false, true, false, true, false]);
    assert_eq!(document.blocks[0].region_at(0), Region::LinkText);
}

#[test]
fn titles_that_are_referred_to_are_known() {
    for (text, expected) in [
        ("`Our\nclients  pay`_ and Clients_ and `x <y>`_ and z__", vec!["our-clients-pay", "clients"]),
        ("`here <Our clients_>`_", vec!["our-clients"]),
        (".. _x: `Our clients`_\n.. _y: https://z/a_b\n", vec!["our-clients"]),
        (":ref:`Our clients` :ref:`x <a/b:Our clients>` :ref:`c` :py:`d`", vec!["our-clients", "our-clients"]),
    ] {
        assert_eq!(rst(text).fragments, expected, "{text}");
    }
}

#[test]
fn terms_of_a_glossary_are_labels() {
    let text = ".. glossary::\n   :sorted:\n\n   our client : x\n   a payer\n      Who *pays*.\n\n      And more.\n\n   b\n      c\n";
    cases(&[(text, &["our client", "a payer", "Who pays.", "And more.", "b", "c"])]);
    let labels: Vec<bool> = rst(text).blocks.iter().map(|block| block.run_at(0).unwrap().style.label).collect();
    assert_eq!(labels, [true, true, false, false, true, false]);
}

#[test]
fn roles_that_the_document_declares_are_read() {
    cases(&[
        (".. role:: red\n.. role:: big-red(red)\n\n:red:`a b` :big-red:`c` `d`:red: :blue:`e`", &["a b c d ‹e›"]),
        (".. role:: x(code)\n   :language: c\n.. role:: y(raw)\n\n:x:`a b` :y:`c`", &["‹a b› ‹c›"]),
        (".. role:: class\n.. role:: kbd\n\n:class:`a` :kbd:`b`", &["‹a› ‹b›"]),
        ("`a b`\n\n.. default-role:: math\n\n`c d`\n\n.. default-role::\n\n`e f`", &["a b", "‹c d›", "e f"]),
        (".. default-role:: any\n\n`a b` `c`\n\n.. default-role:: strong\n\n`d`", &["a b ‹c›", "d"]),
    ]);
}

#[test]
fn a_broken_document_is_read_as_far_as_it_goes() {
    cases(&[
        ("+---+---+\n| a | b\n\nc\n", &["| a", "| b", "c"]),
        ("=== ===\na   b\n\nc\n", &["=== ===\na   b", "c"]),
        ("====\nA\n\nb\n", &["A", "b"]),
        ("a\n   b::\nc ``d\n", &["a", "b:", "c ``d"]),
        ("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", &["<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x"]),
    ]);
    let deep: String = (0..300).map(|depth| format!("{}- a\n\n", " ".repeat(2 * depth))).collect();
    assert_eq!(rst(&deep).blocks.len(), 300);
}
