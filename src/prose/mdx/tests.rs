//! Small documents, construct by construct.

use crate::prose::outline::testing::shown;
use crate::prose::{Format, Host, read};

#[track_caller]
fn cases(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let found: Vec<String> = read(text, Format::Mdx).blocks.iter().map(shown).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn markdown_is_read_between_tags() {
    cases(&[
        ("import A from 'a'\n\n# a\n\nb **c**\n", &["a", "b c"]),
        ("---\ntitle: a\n---\nimport A from 'a'\nexport const b = {\n  c: 'd e',\n\n}\n\nf\n", &["a", "f"]),
        ("<Note>\na **b**\n</Note>\n", &["a b"]),
        ("<Note>a b</Note>\n\nc\n", &["a b", "c"]),
        ("<Tabs>\n  <Tab>\n    a\n\n    b\n\n    - c\n    - d\n  </Tab>\n</Tabs>\n", &["a", "b", "c", "d"]),
        ("<Tab>\n```js\na {b\n```\nc\n</Tab>\n", &["c"]),
        ("<Tab>\n\n    ```js\n    a\n    ```\n\n    b `c`\n\n</Tab>\n", &["b ‹c›"]),
        ("a <b>b</b> cust<i>omer</i> <Foo x={y > z}/> d\n", &["a b customer  d"]),
        ("a {b} c {d.map(e => <F>g</F>)} h\n", &["a ‹{b}› c ‹{d.map(e => <F>g</F>)}› h", "g"]),
        ("# a\n\nexport const b = 'Our clients pay.'\n\n# f\n\ng\n", &["a", "Our clients pay.", "f", "g"]),
        ("{\n  a\n\n  b\n}\n\nc\n", &["‹{›\n‹  a›", "‹  b›\n‹}›", "c"]),
        ("- a\n  <Note>b</Note>\n- c\n", &["a\nb", "c"]),
        ("import goods for clients\n\nexport them\n", &["import goods for clients", "export them"]),
        ("a \\{ b \\< c `{` d `<` e\n", &["a { b < c ‹{› d ‹<› e"]),
        ("<code>a b</code> c <pre>{`d`}</pre>\n", &["‹a b› c ‹{`d`}›"]),
        ("<>\n\na\n\n</>\n", &["a"]),
        ("", &[]),
    ]);
}

#[test]
fn properties_that_people_read_are_read() {
    cases(&[
        ("<Card title=\"a b\" icon=\"c d\" href=\"/e\">\n  f\n</Card>\n", &["a b", "f"]),
        ("a <Img alt={'b c'} src={d}/> e\n", &["a  e", "b c"]),
        ("<Card\n  title='a b'\n  onClick={() => alert('c d')}\n/>\n\ne\n", &["a b", "e"]),
        ("<Card title={t('a b')} label={`c d`} summary={`e ${f}`}/>\n", &["c d"]),
    ]);
}

#[test]
fn comments_are_read() {
    let document = read("a {/* b c */} d\n\n{/* customary-disable-next-line x */}\n\ne\n", Format::Mdx);
    let texts: Vec<(&str, Host)> = document.blocks.iter().map(|block| (block.text.as_str(), block.host)).collect();
    assert_eq!(texts, [("a  d", Host::Text), ("b c", Host::Comment), ("e", Host::Text)]);
    assert_eq!(document.directives.list.len(), 1);
}

#[test]
fn what_is_broken_costs_nothing_but_itself() {
    cases(&[
        ("a {b\n\nc <D e={f}>g</D>\n", &["a {b", "c g"]),
        ("a <b c\n\nd <E>f</E>\n", &["a <b c", "d f"]),
        ("a < b and c > d\n", &["a < b and c > d"]),
        ("<A b=\"c>\n\nd\n", &["‹<A b=\"c>›", "d"]),
        ("</A> a </B>\n", &[" a"]),
        ("```\na {\n", &[]),
        ("`a {b\n\nc {d}\n", &["`a {b", "c ‹{d}›"]),
    ]);
}

#[test]
fn hostile_documents_cost_no_more_than_their_length() {
    for piece in [
        "<", "<a ", "<a b=\"", "<a b={", "{", "{`", "{'", "`", "``a`", "{/*", "export {\n\n", "import a from\n",
        "<code>", "```\n", "> <b>\n",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        assert!(read(&text, Format::Mdx).blocks.len() < 200_000, "{piece}");
    }
}
