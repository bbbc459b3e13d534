//! Construct by construct, from the specification of YAML 1.2.

use crate::prose::{Document, Format, Host, read};

fn of(document: &Document, host: Host) -> Vec<&str> {
    document.blocks.iter().filter(|block| block.host == host).map(|block| block.text.as_str()).collect()
}

#[test]
fn scalars_of_every_style_are_read() {
    for (text, expected) in [
        ("a: two words\n", vec!["two words"]),
        ("a: two\n  words # here\n", vec!["two words"]),
        ("a: two\n\n  words\n", vec!["two", "words"]),
        ("a: 'the client''s name'\n", vec!["the client's name"]),
        ("a: \"the client\\u2019s \\\n  name\"\n", vec!["the client’s name"]),
        ("a: \"two\n  words\"\n", vec!["two words"]),
        ("a: |\n  two\n  words\n\n  and more\nb: c\n", vec!["two\nwords", "and more"]),
        ("a: >-\n  two\n  words\nb: c\n", vec!["two\nwords"]),
        ("- two words\n- [more words, {a: other words}]\n", vec!["two words", "more words", "other words"]),
        ("? two words\n: more words\n", vec!["more words"]),
        ("{\"our name\": \"two words\", b: more words}\n", vec!["two words", "more words"]),
        ("a: &x two words\nb: *x\nc: !!str more words\n", vec!["two words", "more words"]),
        ("--- two words\n...\n---\na: more words\n", vec!["two words", "more words"]),
        ("a: word\nb: 12\ntitle: Word\ntype: two words\nrun: echo two words\n", vec!["Word"]),
        ("\u{feff}a: two words\r\nb: |\r\n  more\r\n  words\r\n", vec!["two words", "more\nwords"]),
        ("", vec![]),
    ] {
        assert_eq!(of(&read(text, Format::Yaml), Host::String), expected, "{text}");
    }
}

#[test]
fn comments_are_read() {
    let text = "# one\n# two\n\n## three four\na: b # five six\n# client: \"acme\"\n#no space\nc: 'x # y'\n";
    assert_eq!(of(&read(text, Format::Yaml), Host::Comment), ["one\ntwo", "three four", "five six", "no space"]);
}

#[test]
fn every_character_knows_its_bytes() {
    for (text, word, source) in [
        ("a: our\n  customers\n", "our customers", "our\n  customers"),
        ("a: 'é our customer''s'\n", "customer's", "customer''s"),
        ("a: \"our customer\\u2019s\"\n", "customer’s", "customer\\u2019s"),
        ("a: \"our\\tcustomers\"\n", "customers", "customers"),
        ("a:\n  - b: |2\n      our\n      customers\n", "our\ncustomers", "our\n      customers"),
    ] {
        let document = read(text, Format::Yaml);
        let block = document.blocks.first().unwrap_or_else(|| panic!("{text}"));
        let at = block.text.find(word).unwrap_or_else(|| panic!("{}", block.text));
        assert_eq!(&text[block.source_of(at..at + word.len()).unwrap()], source, "{text}");
    }
}

#[test]
fn what_is_broken_costs_its_line() {
    for (text, expected) in [
        ("a: \"two words\nb: more words\nour name: \"last words\"\n", vec!["two words", "more words", "last words"]),
        (
            "en:\n  a: \"two words\n  b:\n    c: more words\n    d: ] x\n    e: other words\n",
            vec!["two words", "more words", "other words"],
        ),
        (
            "en:\n  a: first words\n<<<<<<< our branch\n  b: two words\n=======\n  b: more words\n>>>>>>> our branch\n  c: last words\n",
            vec!["first words", "two words", "more words", "last words"],
        ),
        ("a: [two words, more words\nb: other words\n", vec!["other words"]),
        ("run: |\n  echo two words\nb: \"more words\nc: 'd'\n", vec!["more words"]),
        ("a: |\n  two words\n\tb: c\nd: \"more words\n", vec!["more words"]),
    ] {
        let document = read(text, Format::Yaml);
        let found = of(&document, Host::String);
        for word in expected {
            assert!(found.contains(&word), "{word} in {found:?}: {text}");
        }
        assert!(!found.iter().any(|found| found.contains("our ") || found.contains("echo")), "{found:?}");
    }
}

#[test]
fn tags_of_templates_are_no_text() {
    let text = "a: {{ .Values.our.name }}\n{{- if .Values.x }}\nb: two {{ .Values.our }} words\n{{- end }}\n{% if our x %}\nc: more words\n{% endif %}\n";
    let document = read(text, Format::Yaml);
    let found = of(&document, Host::String);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("two ") && found[0].ends_with(" words") && found[1] == "more words", "{found:?}");
}

#[test]
fn a_catalogue_says_its_language() {
    for (text, language) in [
        ("de:\n  a: b\n", Some("de")),
        ("---\n# x\n\"pt-BR\": # y\n  a: b\n", Some("pt-BR")),
        ("api:\n  a: b\n", None),
        ("de:\n  a: b\nfr:\n  a: b\n", None),
        ("lang: de\na: b\n", Some("de")),
        ("a:\n  lang: de\n", None),
        ("language: python\n", None),
    ] {
        assert_eq!(read(text, Format::Yaml).language.as_deref(), language, "{text}");
    }
    let document = read("en:\n  customer: Customer\n", Format::Yaml);
    assert_eq!(of(&document, Host::String), ["Customer"]);
}

#[test]
fn hostile_texts_take_no_time() {
    for text in
        ["[".repeat(20_000), "a: \"\n".repeat(5_000), "- ".repeat(10_000), "{{".repeat(20_000), " a:\n".repeat(5_000)]
    {
        read(&text, Format::Yaml);
    }
}

#[test]
fn what_is_nested_deep_is_read_line_by_line() {
    let nested: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let text = format!("{nested}{}b: two words\nc: more words\n", " ".repeat(300));
    assert_eq!(of(&read(&text, Format::Yaml), Host::String), ["two words", "more words"]);
}
