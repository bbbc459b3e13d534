//! Holds the short way to what the grammars give: on every fixture, on what is left of fixtures that are cut and mended
//! at random, and on the sources in any folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tree_sitter::Parser;

use super::super::scanner::tests::{fixtures, spellings};
use super::super::{
    c, csharp, go, grammar, java, javascript, kotlin, lua, php, python, ruby, rust, scala, shell, swift,
};
use super::*;

const LANGUAGES: [(&str, &Language); 17] = [
    ("go", &go::LANGUAGE),
    ("java", &java::LANGUAGE),
    ("c", &c::C),
    ("cpp", &c::PLUS_PLUS),
    ("csharp", &csharp::LANGUAGE),
    ("kotlin", &kotlin::LANGUAGE),
    ("scala", &scala::LANGUAGE),
    ("swift", &swift::LANGUAGE),
    ("ruby", &ruby::LANGUAGE),
    ("lua", &lua::LANGUAGE),
    ("shell", &shell::LANGUAGE),
    ("php", &php::LANGUAGE),
    ("rust", &rust::LANGUAGE),
    ("python", &python::LANGUAGE),
    ("javascript", &javascript::JAVASCRIPT),
    ("typescript", &javascript::TYPED),
    ("tsx", &javascript::TYPED_JSX),
];

/// Those of them whose grammars turn down what makes no sense. The others find some meaning in it, and lose a comment or
/// string on the way.
const STRICT: [&str; 8] = ["rust", "python", "javascript", "typescript", "tsx", "go", "java", "php"];

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

/// What the short way reads of a text, and what the grammar; nothing where no word can be read.
fn both_ways(
    text: &str,
    language: &'static Language,
    words: &[&str],
) -> Option<(Option<Document>, Document, [Duration; 2])> {
    let word = |said: &str| words.iter().any(|word| said.contains(word));
    // What an escape stands for may be a letter.
    let written = |raw: &str| raw.contains('\\') || word(raw);
    let interest = Interest(&word, &written);
    if !super::super::may_hold(text, language, interest) {
        return None;
    }
    let (begin, short) = (Instant::now(), read(text, language, interest));
    let (between, all) = (Instant::now(), grammar::read(text, language, interest));
    Some((short, all, [between - begin, between.elapsed()]))
}

/// What both ways tell of a text where the short one reads it.
fn both(text: &str, language: &'static Language, words: &[&str]) -> Option<(String, String)> {
    let (short, grammar, _) = both_ways(text, language, words)?;
    Some((told(short?, text), told(grammar, text)))
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
    let blocks: BTreeMap<_, _> = read.blocks.into_iter().map(|block| (block.source.start, block.text)).collect();
    Some(blocks.into_values().collect())
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
        (
            "go",
            "// Our client\nfunc f() error {\n\treturn errors.New(\"no client here\")\n}",
            vec!["Our client", "no client here"],
        ),
        ("go", "a := b + \"c\"\nd(\"client\")\ne(\"The clients who pay\")", vec!["The clients who pay"]),
        (
            "java",
            "class A {\n    /** Our client. */\n    void b() { throw new E(\"no client here\"); }\n}",
            vec!["Our client.", "no client here"],
        ),
        ("csharp", "#region Clients\n/// <summary>Our client.</summary>\nclass A { }\n#endregion", vec!["Our client."]),
        ("lua", "--[[ Our client ]]\nf('no client here')\n", vec!["Our client", "no client here"]),
        (
            "php",
            "<?php\n// Our client\nf('no client here');\n$a = 'client' == $b;\n",
            vec!["Our client", "no client here"],
        ),
        (
            "c",
            "#include \"client.h\"\n/* Our client. */\nint a = f(\"no client here\", 1);\n",
            vec!["Our client.", "no client here"],
        ),
        (
            "kotlin",
            "val a = b(\"no client here\")\n// The client\nval c = \"client\"\n",
            vec!["no client here", "The client"],
        ),
        ("scala", "object A {\n  b(\"no client here\") // The client\n}", vec!["no client here", "The client"]),
        ("swift", "/// Our client\nfunc a() { b(\"no client here\") }", vec!["Our client", "no client here"]),
        ("ruby", "# Our client\nclass Client\nend\n", vec!["Our client"]),
        ("shell", "case $1 in\n  a) b ;;  # Our client\nesac\n", vec!["Our client"]),
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
        ("java", "@A(\"our client\" + b) class C { void d() {} }"),
        ("php", "<?php\n$a = 'our client' . $b;\n"),
        ("php", "<?php\nf(\"our client $b\");\n"),
        ("php", "<p>Our client</p><?php f(); ?>"),
        ("lua", "a = 'our client' .. b"),
        ("c", "#error The client's fault\n// Our client\n"),
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
        ("go", "var a = \"our client\"\n\nfunc b() {\n\tc(\"the client\" + d)\n}\n// A client\n"),
        ("java", "class A {\n  // Our client\n  void b() {}\n  int c() { return d(\"the client\" + e); }\n}\n"),
        (
            "csharp",
            "namespace A {\n#if B\nclass C { string title = \"Client\"; }\n#endif\n// Our client\nclass D { }\n}\n",
        ),
        ("c", "#define A \"our client\"\n#ifdef B\nint c(void) { return d(\"the client\" \"pays\"); }\n#endif\n"),
        (
            "scala",
            "val a = 1\nobject B {\n  def c() = d(\"our client\n\n  // The client\n  def e() = f(\"a client pays\")\n}\n",
        ),
        ("kotlin", "class A {\n    val b = \"our client\"\n    fun c() = d(\"the client pays\")\n}\n"),
        ("swift", "extension A {\n    func b() { c(title: \"Client\") }\n    func d() { e(\"the client pays\") }\n}\n"),
        ("lua", "local a = b ..\n  'our client'\nc('client'\n  .. d)\n-- The client\n"),
        ("ruby", "a = <<~B\n  Our client\nB\nputs 'the client pays'\n# A client\n"),
        ("shell", "cat <<A\nOur client\nA\necho 'the client pays' # A client\n"),
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
    let (mut costs, mut broken, mut wrong) = (BTreeMap::<&str, Costs>::new(), 0, Vec::new());
    for path in files(&root) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Some(format) = crate::prose::detect(&path).in_view_of(&text) else { continue };
        let Some(language) = language(format.names()) else { continue };
        if !words.iter().any(|word| text.contains(word)) || text.len() > 2_000_000 {
            continue;
        }
        let Some((short, all, [time, time_of_grammar])) = both_ways(&text, language, &words) else { continue };
        let costs = costs.entry(language.lexis).or_default();
        *costs = Costs {
            bytes: costs.bytes + text.len(),
            taken: costs.taken + usize::from(short.is_some()),
            left: costs.left + usize::from(short.is_none()),
            time: costs.time + if short.is_some() { time } else { time + time_of_grammar },
            time_of_grammar: costs.time_of_grammar + time_of_grammar,
        };
        let Some(short) = short else { continue };
        let read = (told(short, &text), told(all, &text));
        if read.0 != read.1 {
            if is_whole(&text, language) { wrong.push((path, difference(&read))) } else { broken += 1 }
        }
    }
    for (language, Costs { bytes, taken, left, time, time_of_grammar }) in costs {
        let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
        println!(
            "{language}: {taken} files read the short way, {left} by the grammar; {:.1} MB/s, by grammars alone {:.1}",
            rate(time),
            rate(time_of_grammar)
        );
    }
    println!("{} differ, {broken} broken ones do", wrong.len());
    for (path, difference) in wrong.iter().take(12) {
        println!("{}\n{difference}", path.display());
    }
    assert!(wrong.is_empty());
}

/// What the sources of a language cost.
#[derive(Default)]
struct Costs {
    bytes: usize,
    taken: usize,
    left: usize,
    time: Duration,
    time_of_grammar: Duration,
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
        let strict = fixtures().into_iter().filter(|(_, format)| STRICT.contains(&format.names()[0]));
        let known: Vec<_> = strict.filter_map(|(text, format)| Some((text, language(format.names())?))).collect();
        let (document, language) = &known[which.index(known.len())];
        let mut text = mutated(document.clone(), &edits);
        let cut = end.map_or(text.len(), |end| end.index(text.len() + 1));
        text.truncate((0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default());
        if let Some(read) = both(&text, language, &["client", "customer", "Client", "Customer"]) {
            prop_assert!(read.0 == read.1 || !is_whole(&text, language), "{}\n{text}", difference(&read));
        }
    }
}
