//! Holds the scanner to its table, to what the grammars find on every fixture, and to linear time.

use std::ops::{ControlFlow, Range};
use std::path::Path;

use tree_sitter::{Language, Parser};

use super::*;
use crate::prose::Format;
use crate::prose::builder::Interest;

fn stretches(text: &str, language: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    candidates(text, lexis(language).unwrap(), &mut |span| {
        out.push(span);
        ControlFlow::Continue(())
    });
    out
}

/// The bytes of a text that the scanner leaves out.
fn left_out(text: &str, language: &str) -> Vec<bool> {
    let mut out = vec![true; text.len()];
    for span in stretches(text, language) {
        out[span].fill(false);
    }
    out
}

/// A grammar, and its nodes that hold what a person could read.
struct Grammar {
    name: &'static str,
    language: fn() -> Language,
    nodes: &'static [&'static str],
}

macro_rules! grammar {
    ($name:literal, $language:path, [$($node:literal),*]) => {
        Grammar { name: $name, language: || $language.into(), nodes: &[$($node),*] }
    };
}

const GRAMMARS: &[Grammar] = &[
    grammar!("rust", tree_sitter_rust::LANGUAGE, ["line_comment", "block_comment", "string_content"]),
    grammar!("python", tree_sitter_python::LANGUAGE, ["comment", "string_content"]),
    grammar!(
        "javascript",
        tree_sitter_javascript::LANGUAGE,
        ["comment", "html_comment", "string_fragment", "jsx_text"]
    ),
    grammar!("typescript", tree_sitter_typescript::LANGUAGE_TYPESCRIPT, ["comment", "html_comment", "string_fragment"]),
    grammar!("tsx", tree_sitter_typescript::LANGUAGE_TSX, ["comment", "string_fragment", "jsx_text"]),
    grammar!(
        "go",
        tree_sitter_go::LANGUAGE,
        ["comment", "interpreted_string_literal_content", "raw_string_literal_content"]
    ),
    grammar!(
        "java",
        tree_sitter_java::LANGUAGE,
        ["line_comment", "block_comment", "string_fragment", "multiline_string_fragment"]
    ),
    grammar!("c", tree_sitter_c::LANGUAGE, ["comment", "string_content"]),
    grammar!("cpp", tree_sitter_cpp::LANGUAGE, ["comment", "string_content", "raw_string_content"]),
    grammar!(
        "csharp",
        tree_sitter_c_sharp::LANGUAGE,
        ["comment", "string_literal_content", "string_content", "raw_string_content", "verbatim_string_literal"]
    ),
    grammar!("kotlin", tree_sitter_kotlin_ng::LANGUAGE, ["line_comment", "block_comment", "string_content"]),
    grammar!(
        "scala",
        tree_sitter_scala::LANGUAGE,
        ["comment", "block_comment", "string", "interpolated_string", "xml_text", "xml_string", "xml_comment"]
    ),
    grammar!(
        "swift",
        tree_sitter_swift::LANGUAGE,
        ["comment", "multiline_comment", "line_str_text", "multi_line_str_text", "raw_string_literal"]
    ),
    grammar!("ruby", tree_sitter_ruby::LANGUAGE, ["comment", "string_content", "heredoc_content"]),
    grammar!("php", tree_sitter_php::LANGUAGE_PHP, ["comment", "string_content", "nowdoc_string", "text"]),
    grammar!("lua", tree_sitter_lua::LANGUAGE, ["comment", "string_content"]),
    grammar!(
        "shell",
        tree_sitter_bash::LANGUAGE,
        ["comment", "string_content", "raw_string", "ansi_c_string", "heredoc_content"]
    ),
    grammar!("sql", tree_sitter_sequel::LANGUAGE, ["comment", "marginalia"]),
    grammar!("css", tree_sitter_css::LANGUAGE, ["comment"]),
    grammar!("hcl", tree_sitter_hcl::LANGUAGE, ["comment", "template_literal"]),
    // It takes a number sign in the middle of a line for a comment, which is an argument.
    grammar!(
        "dockerfile",
        tree_sitter_containerfile::LANGUAGE,
        ["double_quoted_string", "single_quoted_string", "json_string"]
    ),
    grammar!("make", tree_sitter_make::LANGUAGE, ["comment"]),
];

/// What a grammar finds in a text that the scanner leaves out.
fn missed(text: &str, grammar: &Grammar) -> Vec<Range<usize>> {
    let left_out = left_out(text, grammar.name);
    let mut parser = Parser::new();
    parser.set_language(&(grammar.language)()).unwrap();
    let tree = parser.parse(text, None).unwrap();
    let mut missed = Vec::new();
    let mut cursor = tree.walk();
    'tree: loop {
        let node = cursor.node();
        let range = node.byte_range();
        // The sign before a string of C# says nothing.
        let blank = |at: usize| text.as_bytes()[at].is_ascii_whitespace() || text.as_bytes()[at] == b'@';
        // Nor is what stands in an element that nothing closes its text.
        let unread = node
            .parent()
            .is_some_and(|parent| parent.kind() == "regex" || node.kind() == "jsx_text" && parent.is_error());
        if grammar.nodes.contains(&node.kind()) && !unread && range.clone().any(|at| left_out[at] && !blank(at)) {
            missed.push(range);
        }
        if !cursor.goto_first_child() {
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    break 'tree;
                }
            }
        }
    }
    missed
}

/// The candidates of a text, as they are written.
fn written<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    stretches(text, language).into_iter().map(|span| &text[span]).collect()
}

#[test]
fn every_language_of_the_table_has_a_grammar() {
    let known: Vec<&str> = GRAMMARS.iter().map(|grammar| grammar.name).collect();
    for name in table::names() {
        // What is read in SCSS are the comments of CSS and `//`.
        assert!(known.contains(&name) || name == "scss", "{name}");
    }
    for name in known {
        assert!(lexis(name).is_some(), "{name}");
    }
}

#[test]
fn what_may_be_read_is_a_candidate_and_code_is_none() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("rust", r#"let a = "x\"y"; // z"#, &[r#""x\"y""#, "// z"]),
        ("rust", "fn f<'a>(x: &'a str) -> char { '\"' } /* a /* b */ c */ d", &["/* a /* b */ c */"]),
        ("rust", "r#\"a \"b\" c\"# + br\"\\\" + for\"x\"", &["\"a \"b\" c\"#", "\"\\\"", "\"x\""]),
        ("rust", r#"'\'' '\u{2019}' 'é' "a""#, &[r#""a""#]),
        ("python", r#"x = f'{a["b"]:#x} c' # d"#, &[r#"'{a["b"]:#x} c'"#, "# d"]),
        ("python", "rb'''a'b\nc''' + d \"e\\\nf\"", &["'''a'b\nc'''", "\"e\\\nf\""]),
        ("python", "f'{{' + \"a\"", &["'{{'", "\"a\""]),
        ("typescript", r#"a = b / c; d = /[/"]'/g.test(`x ${`y`} z`) // e"#, &["`x ${`y`} z`", "// e"]),
        ("typescript", "return /\"/ + 'a'", &["'a'"]),
        ("typescript", "a = b / c // d / 'e", &["// d / 'e"]),
        ("javascript", "a <b>c</b>", &["a <b>c</b>"]),
        ("go", "a := `b\"\nc` + '\"' // d", &["`b\"\nc`", "'\"'", "// d"]),
        ("java", "s = \"\"\"\n a \"b\" \\\"\"\" c\"\"\"; /* d */", &["\"\"\"\n a \"b\" \\\"\"\" c\"\"\"", "/* d */"]),
        ("cpp", "int n = 1'000'000; auto s = R\"x(a)\" b)x\"; // c\\\nd\ne", &["\"x(a)\" b)x\"", "// c\\\nd"]),
        ("c", "L'\"' \"a\\\nb\" c", &["'\"'", "\"a\\\nb\""]),
        ("csharp", r#"@"a""b\" + $"c{d("e")}f" + """g "h" """"#, &[r#""a""b\""#, r#""c{d("e")}f""#, r#""""g "h" """"#]),
        ("kotlin", r#"val `a"b` = "c ${d("e")} f" + """g"""""#, &[r#"`a"b`"#, r#""c ${d("e")} f""#, r#""""g"""""#]),
        ("scala", r#"val a = s"b ${c("d")} e"; 'f; "${" + '"'"#, &[r#""b ${c("d")} e""#, r#""${""#]),
        ("swift", r##"a = "b \(c("d")) e" + #"f "g" \(h)"#"##, &[r#""b \(c("d")) e""#, r##"#"f "g" \(h)"#"##]),
        ("ruby", "a = <<~B + <<-'C'\n b 'x\n B\n c\"\n C\nd 'e' # f", &[" b 'x\n B", "\n c\"\n C", "'e'", "# f"]),
        ("ruby", "a = b % c; d = %w[e'f g] + %q(h(i)\"j)", &["%w[e'f g]", "%q(h(i)\"j)"]),
        ("ruby", r##"a << b; c =~ /"'/; $" + "d#{e("f")}g""##, &[r##""d#{e("f")}g""##]),
        ("ruby", "=begin\na 'b\n=end\nc\n__END__\nd", &["=begin\na 'b\n=end", "__END__\nd"]),
        ("php", "a <?php b('c'); // d ?> e <?= $f ?> g", &["a ", "'c'", "// d ", " e ", " g"]),
        (
            "php",
            "<?php #[A]\n$a = <<<'X'\n b \"c\n  X . \"d {$e[\"f\"]} g\"; # h",
            &[" b \"c\n  X", "\"d {$e[\"f\"]} g\"", "# h"],
        ),
        ("lua", "a = [==[ b ]] c ]==] --[[ d\n ]] e -- f\n'g'", &["[==[ b ]] c ]==]", "--[[ d\n ]]", "-- f", "'g'"]),
        (
            "shell",
            "a=${#b} # c\necho \"d $(e \"f\") ${g#h} i\" j#k don\\'t 'l'",
            &["# c", "\"d $(e \"f\") ${g#h} i\"", "'l'"],
        ),
        ("shell", "cat <<-E | tr <<<x\n a 'b\n\tE\nc \"d\"", &[" a 'b\n\tE", "\"d\""]),
        ("shell", "echo $((1 << 2)) 'a'", &["'a'"]),
        ("sql", "SELECT '--''a' -- b\n/* c */ $$ d 'e $$", &["-- b", "/* c */", "$$ d 'e $$"]),
        ("css", "a { b: '/* c */'; } /* d */", &["'/* c */'", "/* d */"]),
        ("scss", "a { b: url(//c); } // d", &["//c); } // d"]),
        (
            "hcl",
            "a = \"b ${c(\"d\")} e\" # f\nb = <<-X\n g\" \n X\n// h",
            &["\"b ${c(\"d\")} e\"", "# f", " g\" \n X", "// h"],
        ),
        ("dockerfile", "FROM a # b\n  # c\nLABEL d=\"e \\\n f\" g", &["# c", "\"e \\\n f\" g"]),
        ("make", "a: b # c\\\n d\n\techo \"e\" f\ng = h", &["# c\\\n d", "\"e\" f"]),
    ];
    for (language, text, expected) in cases {
        assert_eq!(written(text, language), *expected, "{language}: {text}");
    }
}

#[test]
fn where_nothing_is_sure_all_that_follows_is_a_candidate() {
    for (language, text, from) in [
        ("rust", "a \"b\nc", 2),
        ("rust", "a \"b\nc(\"d\");", 2),
        ("python", "a 'b\nc 'd'", 2),
        ("typescript", "if (a) /'/.b(c) + 'd'", 7),
        ("java", "a /* b\nc", 2),
        ("c", "#error don't\nb", 10),
        ("kotlin", "a \"b ${c", 2),
        ("csharp", "a = $\"b {c", 5),
        ("ruby", "a ?' : b", 2),
        ("ruby", "a = <<~B\n c", 4),
        ("php", "<?php a('b\nc", 8),
        ("lua", "a [[ b", 2),
        ("shell", "a \"$(case b in c) d;; esac)\"", 2),
        ("sql", "a 'b\\' c", 2),
        ("sql", "a /* b /* c */ d", 2),
        ("hcl", "a \"b\nc", 2),
    ] {
        assert_eq!(stretches(text, language).last(), Some(&(from..text.len())), "{language}: {text}");
    }
}

#[test]
fn only_what_is_written_in_a_candidate_is_of_interest() {
    let rust = lexis("rust").unwrap();
    let asks = |text: &str, word: &'static str| {
        let written = move |raw: &str| raw.contains(word);
        may_hold(text, rust, Interest(&|_| true, &written))
    };
    assert!(!asks("let client = 1; // none", "client"));
    assert!(asks("let a = 1; // our client", "client"));
    assert!(asks("// customary-disable-line", "client"), "a directive is read for its own sake");
}

/// Every document of the fixtures, with its format.
pub(in crate::prose::source) fn fixtures() -> Vec<(String, Format)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let name = line.trim_start_matches(['`', '~']);
            let sign = &line[..line.len() - name.len()];
            if sign.len() < 3 {
                continue;
            }
            let document = lines.by_ref().take_while(|line| *line != sign);
            let document = document.filter(|line| !line.trim_start().starts_with("^^^^"));
            let document: String = document.map(|line| format!("{line}\n")).collect();
            out.extend(Format::from_name(name).map(|format| (document, format)));
        }
    }
    out
}

/// The same text as it stands, with other line ends, with a byte order mark.
pub(in crate::prose::source) fn spellings(document: &str) -> [String; 3] {
    [document.to_owned(), document.replace('\n', "\r\n"), format!("\u{feff}{document}")]
}

#[test]
fn scanner_and_grammar_agree_on_every_fixture() {
    let mut documents = 0;
    for (document, format) in fixtures() {
        let Some(grammar) = GRAMMARS.iter().find(|grammar| format.names().contains(&grammar.name)) else { continue };
        documents += 1;
        for text in spellings(&document) {
            let missed = missed(&text, grammar);
            let missed: Vec<&str> = missed.into_iter().map(|span| &text[span]).collect();
            assert!(missed.is_empty(), "{}: {missed:?} in\n{text}", grammar.name);
        }
    }
    assert!(documents > 80, "{documents} documents");
}

#[test]
fn what_is_read_of_every_fixture_is_a_candidate() {
    for (document, format) in fixtures() {
        let Some(name) = format.names().iter().find(|name| lexis(name).is_some()) else { continue };
        for text in spellings(&document) {
            let left_out = left_out(&text, name);
            for run in crate::prose::read(&text, format).blocks.iter().flat_map(|block| block.runs()) {
                let missed = run.source.clone().find(|at| left_out[*at] && !text.as_bytes()[*at].is_ascii_whitespace());
                assert!(run.style.code || missed.is_none(), "{name}: {:?} in\n{text}", &text[run.source.clone()]);
            }
        }
    }
}

#[test]
fn a_hostile_text_costs_no_more_than_a_long_one() {
    let pieces =
        ["\"", "'", "/", "[/", "<<A ", "<<a ", "r#\"", "/*", "${", "\"${", "#{", "%(", "$a$", "[[", "$(`", "\\", "1'"];
    for name in table::names() {
        for piece in pieces {
            let text = piece.repeat(20_000 / piece.len());
            let all: usize = stretches(&text, name).iter().map(Range::len).sum();
            assert!(all <= 2 * text.len(), "{name}: {piece}");
        }
    }
}
