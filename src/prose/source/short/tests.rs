//! Holds the short way to what the grammars give: on every fixture, on what is left of fixtures that are cut and mended
//! at random, and on the sources in any folder.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tree_sitter::Parser;

use super::super::scanner::tests::{fixtures, spellings};
use super::super::{grammar, javascript, python, rust};
use super::*;

const LANGUAGES: [(&str, &Language); 5] = [
    ("rust", &rust::LANGUAGE),
    ("python", &python::LANGUAGE),
    ("javascript", &javascript::JAVASCRIPT),
    ("typescript", &javascript::TYPED),
    ("tsx", &javascript::TYPED_JSX),
];

fn language(names: &[&str]) -> Option<&'static Language> {
    LANGUAGES.iter().find(|(name, _)| names.contains(name)).map(|(_, language)| *language)
}

/// Whether the grammar of a language can make sense of a text.
fn is_whole(text: &str, language: &Language) -> bool {
    let mut parser = Parser::new();
    parser.set_language(&(language.grammar)()).unwrap();
    !parser.parse(text, None).unwrap().root_node().has_error()
}

/// What is told of a document.
fn told(mut document: Document, text: &str) -> String {
    document.settle(text);
    format!("{document:#?}")
}

/// What both ways read of a text where the short one reads it.
fn both(text: &str, language: &'static Language, words: &[&str]) -> Option<(String, String)> {
    let word = |said: &str| words.iter().any(|word| said.contains(word));
    // What an escape stands for may be a letter.
    let written = |raw: &str| raw.contains('\\') || word(raw);
    let interest = Interest(&word, &written);
    let short = super::super::may_hold(text, language, interest).then(|| read(text, language, interest))??;
    Some((told(short, text), told(grammar::read(text, language, interest), text)))
}

/// The first lines that differ.
fn difference((short, grammar): &(String, String)) -> String {
    let at = short.lines().zip(grammar.lines()).position(|(a, b)| a != b).unwrap_or_default();
    let of = |told: &str| told.lines().skip(at.saturating_sub(6)).take(12).collect::<Vec<_>>().join("\n");
    format!("short:\n{}\ngrammar:\n{}", of(short), of(grammar))
}

#[test]
fn both_ways_read_the_same_of_every_fixture() {
    let mut taken = 0;
    for (document, format) in fixtures() {
        let Some(language) = language(format.names()) else { continue };
        for text in spellings(&document) {
            for words in [["client", "customer"].as_slice(), &["the"], &["e"], &["Client"]] {
                let Some(read) = both(&text, language, words) else { continue };
                taken += 1;
                assert!(read.0 == read.1, "{words:?}\n{}\n{text}", difference(&read));
            }
        }
    }
    assert!(taken > 50, "{taken}");
}

/// What the short way reads of a text that speaks of clients, or nothing where it asks for the grammar.
fn seen(name: &str, text: &str) -> Option<Vec<String>> {
    let word = |raw: &str| raw.to_lowercase().contains("client");
    let read = read(text, language(&[name]).unwrap(), Interest(&word, &word))?;
    Some(read.blocks.into_iter().map(|block| block.text).collect())
}

#[test]
fn what_stands_in_plain_places_needs_no_grammar() {
    for (language, text, expected) in [
        ("rust", "/// Our client\nfn client() {}\n", vec!["Our client"]),
        ("rust", "fn a() { b(Error::new(\"The clients who pay\"), 1); }", vec!["The clients who pay"]),
        ("rust", "fn a() { println!(\"{} of our clients\", 2); }", vec![" of our clients"]),
        ("rust", "const A: &[(&str, &[&str])] = &[(\"clint\", &[\"client\"])];", vec![]),
        ("rust", "#[cfg(feature = \"async-client\")] fn a() {}", vec![]),
        ("rust", "fn a() { Regex::new(\"our client\"); b(\"\\x63lient_id\"); }", vec![]),
        ("rust", "pub const A_CLIENT: core::P = core::w!(\"Client\");", vec![]),
        (
            "python",
            "def f():\n    \"\"\"Our client.\"\"\"\n    raise E('no client here')\n",
            vec!["Our client.", "no client here"],
        ),
        (
            "typescript",
            "if (a) throw new Error('no client here'); /** Our client. */",
            vec!["no client here", "Our client."],
        ),
        ("typescript", "f(`our client`)", vec!["our client"]),
    ] {
        let read = seen(language, text).unwrap_or_else(|| panic!("asks for the grammar: {text}"));
        let read: Vec<&str> = read.iter().map(|block| block.trim_start_matches('x')).collect();
        assert_eq!(read.iter().map(|block| block.replace("{}", "")).collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn where_only_a_tree_can_tell_the_grammar_is_asked() {
    for (language, text) in [
        ("rust", "fn a() { let title = \"Client\"; }"),
        ("rust", "fn a() { b(\"our client \" + c); }"),
        ("rust", "fn a() { if b == \"our client\" {} }"),
        ("rust", "fn a() { println!(\"Client\"); }"),
        ("rust", "fn a() { b(\"our client\".len()); }"),
        ("rust", "fn a() { b(c, (\"our client\", 1)); }"),
        ("rust", "fn a() { b(\"our client\"); }} // our client"),
        ("rust", "fn a() { b(\"c\"our client\"); } // our client"),
        ("rust", "// customary-disable-line\n// our client"),
        ("python", "a = {'our client': 1}"),
        ("python", "f('our client' ' pays')"),
        ("python", "f(f'our client {a}')"),
        ("python", "if a: 'our client'"),
        ("typescript", "if ('our client') {}"),
        ("typescript", "let a = { allClients: 'All clients' };"),
        ("tsx", "let a = <p>our client</p>;"),
    ] {
        assert_eq!(seen(language, text), None, "{text}");
    }
}

#[test]
fn a_statement_of_which_only_a_tree_can_tell_is_all_that_the_grammar_reads() {
    for (name, text) in [
        ("python", "# Our client\na = {'our client': 1}\n# The client\nb('a client pays')\n"),
        ("python", "def f():\n    '''Our client.'''\n    f(f'the client {a}')\n\n\ndef g():\n    '''A client.'''\n"),
        ("python", "if a:\n    b('our client')\nelse:\n    b('the client' + c)\nd('a client pays')\n"),
        ("rust", "fn a() { b(\"our client\") }\nfn c() { d(\"the client \" + e) }\n/// A client\nfn f() {}\n"),
        ("rust", "const A: &str = \"our client\";\n#[a = \"the client\"]\nfn c() {}\n"),
        ("typescript", "a('our client'); if (b) { c('the client' + d) } else { e('a client pays') } f('one client');"),
        ("typescript", "class A { b = `our client ${c}`; }\n/** The client. */\nfunction d() {}\n"),
        ("javascript", "a({ title: 'Client' });\nfunction b() { c('the client pays') }\n"),
    ] {
        let word = |raw: &str| raw.to_lowercase().contains("client");
        let (language, interest) = (language(&[name]).unwrap(), Interest(&word, &word));
        let short =
            read(text, language, interest).unwrap_or_else(|| panic!("all of it is given to the grammar: {text}"));
        let both = (told(short, text), told(grammar::read(text, language, interest), text));
        assert!(both.0 == both.1, "{}\n{text}", difference(&both));
    }
}

#[test]
fn what_stands_before_something_that_is_not_closed_is_plain() {
    for (name, text, expected) in [
        ("typescript", "/** Our client. */\nf();\n/** The client\n * pays", vec!["Our client."]),
        (
            "python",
            "def f():\n    '''Our client.\n    '''\n\ndef g():\n    '''The client\n    pays.",
            vec!["Our client."],
        ),
        (
            "rust",
            "/// Our client\nfn a() {}\nfn b() { c(\"the client); }\n/// A client\n",
            vec!["Our client", "A client"],
        ),
    ] {
        let read = seen(name, text).unwrap_or_else(|| panic!("all of it is given to the grammar: {text}"));
        let read: Vec<&str> = read.iter().map(|block| block.trim()).collect();
        assert_eq!(read, expected, "{text}");
    }
    // A quotation mark is missing further up.
    assert_eq!(
        seen("python", "def f():\n    '''\n    Our client.\n\ndef g():\n    '''\n    The client.\n    '''\n"),
        None
    );
}

/// Compares both ways on all sources in the folder that `CUSTOMARY_SOURCES` names.
#[test]
#[ignore = "for a folder of sources"]
fn both_ways_read_the_same_of_sources() {
    let root = PathBuf::from(std::env::var_os("CUSTOMARY_SOURCES").unwrap());
    let words = std::env::var("CUSTOMARY_WORDS").unwrap_or_else(|_| "client customer".to_owned());
    let words: Vec<&str> = words.split(' ').collect();
    let (mut taken, mut left, mut broken) = (0, 0, 0);
    let mut wrong = Vec::new();
    for path in files(&root) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Some(format) = crate::prose::detect(&path).in_view_of(&text) else { continue };
        let Some(language) = language(format.names()) else { continue };
        if !words.iter().any(|word| text.contains(word)) || text.len() > 2_000_000 {
            continue;
        }
        let Some(read) = both(&text, language, &words) else {
            left += 1;
            continue;
        };
        taken += 1;
        if read.0 != read.1 {
            if is_whole(&text, language) { wrong.push((path, difference(&read))) } else { broken += 1 }
        }
    }
    println!("{taken} read the short way, {left} by the grammar; {} differ, {broken} broken ones do", wrong.len());
    for (path, difference) in wrong.iter().take(12) {
        println!("{}\n{difference}", path.display());
    }
    assert!(wrong.is_empty());
}

fn files(root: &Path) -> Vec<PathBuf> {
    let (mut folders, mut out) = (vec![root.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let list = if entry.path().is_dir() { &mut folders } else { &mut out };
            list.push(entry.path());
        }
    }
    out.sort();
    out
}

/// What a fixture becomes where somebody types: pieces of it are cut out, or put elsewhere.
fn mutated(mut text: String, edits: &[(prop::sample::Index, prop::sample::Index, usize)]) -> String {
    const PIECES: [&str; 16] = [
        "",
        "",
        "",
        "\"",
        "'",
        "(",
        ")",
        "{",
        "}",
        ",",
        ";",
        "\n",
        " + ",
        "// client\n",
        "# client\n",
        "f(\"the client pays\")",
    ];
    for (from, to, piece) in edits {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = from.index(places.len());
        let end = (from + to.index(8)).min(places.len() - 1);
        text.replace_range(places[from]..places[end], PIECES[piece % PIECES.len()]);
    }
    text
}

proptest! {
    #[test]
    fn both_ways_read_the_same_of_a_text_that_a_grammar_makes_sense_of(
        which in any::<prop::sample::Index>(),
        end in prop::option::weighted(0.2, any::<prop::sample::Index>()),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<usize>()), 1..4),
    ) {
        let known: Vec<_> = fixtures().into_iter().filter_map(|(text, format)| Some((text, language(format.names())?))).collect();
        let (document, language) = &known[which.index(known.len())];
        let mut text = mutated(document.clone(), &edits);
        let cut = end.map_or(text.len(), |end| end.index(text.len() + 1));
        text.truncate((0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default());
        if let Some(read) = both(&text, language, &["client", "customer", "Client", "Customer"]) {
            prop_assert!(read.0 == read.1 || !is_whole(&text, language), "{}\n{text}", difference(&read));
        }
    }
}
