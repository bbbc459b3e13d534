//! Every document of the fixtures once more: with other line ends, a byte order mark, an emoji before it, without its
//! last line end, cut off anywhere, and with comments that silence what is found in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod cases;

use std::fmt::Write as _;

use cases::Case;
use customary::check::Report;
use customary::policy::{Prefer, Rules};
use customary::prose::{self, Comment, Document, Format};
use customary::text::apply;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

/// What is found, without what a change of line ends changes. `place` tells where a byte was before.
fn findings(report: &Report, place: impl Fn(usize) -> usize) -> Vec<String> {
    let told = |finding: &customary::check::Finding| {
        let replacements = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.replacement.as_str());
        format!(
            "{} {} {} {:?} {:?} {}",
            place(finding.range.start),
            finding.concept,
            finding.severity.name(),
            finding.text.split_whitespace().collect::<Vec<_>>(),
            replacements.collect::<Vec<_>>(),
            finding.message.split_whitespace().collect::<Vec<_>>().join(" "),
        )
    };
    report.findings.iter().map(told).collect()
}

/// A changed text, and where each of its bytes was before.
type Changed = (String, Box<dyn Fn(usize) -> usize>);

/// Fails with every case whose findings a change of its text changes.
fn assert_same(what: &str, changed: impl Fn(&Case) -> Option<Changed>) {
    let mut failed = String::new();
    for case in cases::all() {
        let Some((text, place)) = changed(&case) else { continue };
        let expected = findings(&case.check(), |at| at);
        let found = findings(&case.with(text).check(), place);
        if found != expected {
            let diff = similar::TextDiff::from_slices(
                &expected.iter().map(String::as_str).collect::<Vec<_>>(),
                &found.iter().map(String::as_str).collect::<Vec<_>>(),
            )
            .iter_all_changes()
            .filter(|change| change.tag() != similar::ChangeTag::Equal)
            .map(|change| format!("  {}{}\n", change.tag(), change.value()))
            .collect::<String>();
            writeln!(failed, "{} [{}]\n{diff}", case.name, case.format.name()).unwrap();
        }
    }
    assert!(failed.is_empty(), "{what}:\n{failed}");
}

#[test]
fn lines_may_end_as_on_windows() {
    assert_same("with CRLF", |case| {
        let text = case.text.replace('\n', "\r\n");
        let ends: Vec<usize> = text.match_indices("\r\n").map(|(at, _)| at).collect();
        let before = move |at| at - ends.partition_point(|end| *end < at);
        (!case.text.contains('\r')).then(|| (text, Box::new(before) as Box<dyn Fn(usize) -> usize>))
    });
}

#[test]
fn the_last_line_end_may_be_missing() {
    assert_same("without the last line end", |case| {
        let text = case.text.trim_end_matches('\n').to_owned();
        Some((text, Box::new(|at| at)))
    });
}

#[test]
fn a_text_may_begin_with_a_byte_order_mark() {
    assert_same("with a byte order mark", |case| {
        Some((format!("\u{feff}{}", case.text), Box::new(|at| at - '\u{feff}'.len_utf8())))
    });
}

#[test]
fn an_emoji_may_stand_before() {
    assert_same("with a comment of emoji at the top", |case| behind_a_comment(case, "👩🏽‍🚀 𝒳 é"));
}

/// What has to stand at the beginning of a text stays there: a comment of this stands before the rest, if it can.
fn behind_a_comment(case: &Case, says: &str) -> Option<Changed> {
    let first = case.text.lines().next().unwrap_or_default();
    let fixed = ["---", "+++", "#!", "<?", "<!", "{", "[", "\u{feff}", ";;;", "@", "%", "=", ":", "#+"];
    let apart = !fixed.iter().any(|sign| first.starts_with(sign)) && !first.is_empty();
    let comment = case.format.comments().written(says).filter(|_| apart)?;
    let top = format!("{comment}\n\n");
    let length = top.len();
    Some((format!("{top}{}", case.text), Box::new(move |at: usize| at.wrapping_sub(length))))
}

#[test]
fn a_long_line_may_stand_before() {
    let long = "· ".repeat(10_000);
    // How much of a document tells of software counts for what *client* means in it.
    let plain = |case: &Case| case.rules.prefer == Prefer::Client;
    assert_same("with a long line at the top", |case| behind_a_comment(case, long.trim_end()).filter(|_| plain(case)));
}

/// A document of a format that is one long line, or that has one.
fn long_line(format: Format, line: &str) -> String {
    match format {
        Format::PlainText | Format::TextTemplate | Format::GitCommit | Format::Markdown => format!("{line}\n"),
        Format::Json | Format::JsonWithComments | Format::Arb => format!("{{ \"note\": \"{line}\" }}\n"),
        Format::Notebook => {
            let cell = format!("{{\"cell_type\": \"markdown\", \"metadata\": {{}}, \"source\": \"{line}\"}}");
            format!("{{\"cells\": [{cell}], \"metadata\": {{}}, \"nbformat\": 4, \"nbformat_minor\": 5}}\n")
        }
        Format::Csv => format!("id,note\n1,{line}\n"),
        Format::Tsv => format!("id\tnote\n1\t{line}\n"),
        format => format!("{}\n", format.comment(line).unwrap()),
    }
}

#[test]
fn a_line_may_be_long() {
    let rules = Rules { prefer: Prefer::Client, ..Rules::default() };
    for format in Format::ALL {
        let filler = "Somebody came and ordered a lamp for the house. ".repeat(600);
        let text = long_line(*format, &format!("{filler}Our customers pay late. {}", filler.trim_end()));
        let report = customary::check::check(&text, *format, &rules);
        let found: Vec<usize> = report.findings.iter().map(|finding| finding.range.start).collect();
        assert_eq!(found, [text.find("customers").unwrap()], "{format:?}");
    }
}

#[test]
fn nothing_is_found_in_nothing() {
    for format in Format::ALL {
        for text in ["", "\n", "\r\n", " ", "\u{feff}", "\u{feff}\r\n"] {
            let report = customary::check::check(text, *format, &Rules::default());
            assert!(report.findings.is_empty(), "{format:?} {text:?}");
            assert!(prose::read(text, *format).blocks.is_empty(), "{format:?} {text:?}");
        }
    }
}

/// What is true of everything that is read, whatever the text.
fn assert_sound(text: &str, format: Format, document: &Document) {
    for block in &document.blocks {
        let mut end = 0;
        for run in block.runs() {
            assert_eq!(run.range.start, end, "{format:?}: runs leave no gaps: {text:?}");
            end = run.range.end;
            let source = text.get(run.source.clone());
            assert!(source.is_some(), "{format:?}: {:?} are no characters of {text:?}", run.source);
            let seen = block.text.get(run.range.clone());
            assert!(seen.is_some(), "{format:?}: a run of {:?} cuts a character", block.text);
        }
        assert_eq!(end, block.text.len(), "{format:?}: runs cover all of {:?}", block.text);
        assert!(text.get(block.source.clone()).is_some(), "{format:?}: {:?} of {text:?}", block.source);
    }
    for directive in &document.directives.list {
        assert!(text.get(directive.range.clone()).is_some(), "{format:?}: {text:?}");
        assert!(text.get(directive.scope.clone()).is_some(), "{format:?}: {text:?}");
    }
    for code in &document.code {
        assert!(text.get(code.clone()).is_some(), "{format:?}: {text:?}");
    }
}

fn runner(cases: u32, seed: u64) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

/// More cases where somebody asks for them: `CASES=10000 cargo test --test corners`.
fn count(usual: u32) -> u32 {
    std::env::var("CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Reads and checks a text that may be anything.
fn survive(text: &str, format: Format, rules: &Rules) {
    assert_sound(text, format, &prose::read(text, format));
    let report = customary::check::check(text, format, rules);
    for finding in &report.findings {
        assert!(text.get(finding.range.clone()).is_some(), "{format:?}: {text:?}");
    }
}

#[test]
fn a_text_may_be_cut_off_anywhere() {
    let cases = cases::all();
    let strategy = (0..cases.len(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    runner(count(cases.len().try_into().unwrap()), 5)
        .run(&strategy, |(case, from, to)| {
            let case = &cases[case];
            let ends: Vec<usize> = case.text.char_indices().map(|(at, _)| at).chain([case.text.len()]).collect();
            let (from, to) = (*from.get(&ends), *to.get(&ends));
            survive(&case.text[..to], case.format, &case.rules);
            survive(&case.text[from..], case.format, &case.rules);
            // What is left of a merge, and a piece out of the middle.
            let (first, last) = (from.min(to), from.max(to));
            survive(&format!("{}{}", &case.text[..first], &case.text[last..]), case.format, &case.rules);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_text_may_be_anything() {
    let signs = "[\\x00-\\x7f\u{ad}é😀\u{feff}\u{301}]|customers|\r\n|/\\*|\\*/|<!--|-->|\\{%|%\\}|\\{\\{|\\}\\}|\"\"\"|'''|```|#\\{|\\$\\{|<<EOF\n|\\\\u00|&#x63;|msgid|customary-disable-line";
    let strategy = (0..Format::ALL.len(), prop::collection::vec(prop::string::string_regex(signs).unwrap(), 0..60));
    let rules = Rules { prefer: Prefer::Client, ..Rules::default() };
    runner(count(40 * u32::try_from(Format::ALL.len()).unwrap()), 6)
        .run(&strategy, |(format, pieces)| {
            survive(&pieces.concat(), Format::ALL[format], &rules);
            Ok(())
        })
        .unwrap();
    let strategy = (0..Format::ALL.len(), prop::collection::vec(any::<u8>(), 0..200));
    runner(count(20 * u32::try_from(Format::ALL.len()).unwrap()), 7)
        .run(&strategy, |(format, bytes)| {
            survive(&String::from_utf8_lossy(&bytes), Format::ALL[format], &rules);
            Ok(())
        })
        .unwrap();
}

/// Each finding is silenced by a comment, and the others stay; the comment goes again without a trace.
#[test]
fn what_is_found_can_be_ignored_on_its_line() {
    let (mut failed, mut asked, mut offered) = (String::new(), Vec::new(), Vec::new());
    for case in cases::all() {
        let report = case.check();
        for finding in report.findings.iter().filter(|finding| finding.sense.is_some()).take(3) {
            let (at, concept) = (finding.range.start, &finding.concept);
            let edits = prose::ignore_line(&case.text, case.format, &report.document, at, concept);
            let can = prose::can_ignore_line(&case.text, case.format, &report.document, at, concept);
            assert_eq!(can, !edits.is_empty(), "{}", case.name);
            if case.format.comments() == Comment::None {
                assert!(edits.is_empty(), "{}", case.name);
                continue;
            }
            asked.push(case.format);
            if edits.is_empty() {
                continue;
            }
            offered.push(case.format);
            let after = case.with(apply(&case.text, &edits));
            let left = after.check().findings.iter().filter(|left| left.sense.is_some()).count();
            let before = report.findings.iter().filter(|left| left.sense.is_some()).count();
            if left >= before {
                writeln!(
                    failed,
                    "{} [{}]: {:?} is still found in\n{}",
                    case.name,
                    case.format.name(),
                    finding.text,
                    after.text
                )
                .unwrap();
            }
            // Taken out from the last to the first, nothing is left of them but blank lines.
            let mut text = after.text.clone();
            let document = prose::read(&text, case.format);
            let known = &prose::read(&case.text, case.format).directives.list;
            let added = document
                .directives
                .list
                .iter()
                .filter(|it| !known.iter().any(|old| old.ids == it.ids && old.action == it.action));
            for directive in added.rev() {
                match prose::directive_removal(&text, directive) {
                    Some(edit) => text = apply(&text, &[edit]),
                    None => writeln!(failed, "{}: {:?} cannot be taken out", case.name, directive.range).unwrap(),
                }
            }
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            if known.is_empty() && words(&text) != words(&case.text) {
                writeln!(failed, "{} [{}]: what is left is\n{text}", case.name, case.format.name()).unwrap();
            }
        }
    }
    for format in Format::ALL.iter().filter(|format| format.comments() == Comment::None) {
        assert!(!offered.contains(format), "{format:?}");
    }
    // Where no comment can stand there may be no way, but that is seldom.
    for format in Format::ALL {
        let count = |of: &[Format]| of.iter().filter(|it| *it == format).count();
        if count(&offered) * 5 < count(&asked) * 4 {
            let (offered, asked) = (count(&offered), count(&asked));
            writeln!(failed, "{}: a way is known for {offered} of {asked}", format.name()).unwrap();
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}

/// Whole files are silenced, too.
#[test]
fn what_is_found_can_be_ignored_in_its_file() {
    let mut failed = String::new();
    for case in cases::all().into_iter().filter(|case| case.format.comments() != Comment::None) {
        let report = case.check();
        let Some(finding) = report.findings.iter().find(|finding| finding.sense.is_some()) else { continue };
        let edits = prose::ignore_file(&case.text, case.format, &report.document, &finding.concept);
        let after = case.with(apply(&case.text, &edits));
        let left = after.check();
        if edits.is_empty() || left.findings.iter().any(|left| left.concept == finding.concept) {
            writeln!(failed, "{} [{}]\n{}", case.name, case.format.name(), after.text).unwrap();
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}

/// Ways to write a word of which a reader may see nothing but the word.
fn disguised(word: &str, way: usize, at: usize) -> String {
    let at = 1 + at % (word.len() - 1);
    let (before, rest) = word.split_at(at);
    let code = u32::from(word.as_bytes()[0]);
    let tail = &word[1..];
    match way {
        0 => format!("{before}\u{ad}{rest}"),
        1 => format!("{before}&shy;{rest}"),
        2 => format!("&#{code};{tail}"),
        3 => format!("&#x{code:x};{tail}"),
        4 => format!("\\u{code:04x}{tail}"),
        5 => format!("\\x{code:02x}{tail}"),
        6 => format!("\\{code:o}{tail}"),
        7 => format!("\\{code:03}{tail}"),
        8 => format!("\\u{{{code:x}}}{tail}"),
        9 => format!("\\U{code:08x}{tail}"),
        10 => format!("**{before}**{rest}"),
        11 => format!("<b>{before}</b>{rest}"),
        12 => format!("{before}\\-{rest}"),
        13 => format!("{before}{{empty}}{rest}"),
        14 => format!("{before}-?{rest}"),
        15 => format!("**{before}**\\ {rest}"),
        16 => format!("{before}\\\n{rest}"),
        17 => format!("{before}\"\n\"{rest}"),
        18 => format!("\\n{word}"),
        19 => format!("\\textbf{{{before}}}{rest}"),
        20 => format!("__{before}__{rest}"),
        21 => format!("{before}{{# x #}}{rest}"),
        22 => format!("{before}<!-- x -->{rest}"),
        23 => format!("{before}%\n{rest}"),
        24 => format!("\\N{{LATIN SMALL LETTER {}}}{tail}", word[..1].to_uppercase()),
        25 => format!("{before}{{/* x */}}{rest}"),
        26 => format!("{before}\\u00ad{rest}"),
        27 => format!("{before}/* x */{rest}"),
        _ => format!("{before}&#xad;{rest}"),
    }
}

/// Where a reader finds a word, whoever looked at the raw text before did not say that there is none.
#[test]
fn what_is_read_was_not_passed_over() {
    let (mut failed, mut found) = (String::new(), 0);
    for (number, case) in cases::all().into_iter().enumerate() {
        for way in 0..29 {
            let mut text = String::new();
            let mut rest = case.text.as_str();
            while let Some(at) = ["customer", "client"].iter().filter_map(|word| rest.find(word)).min() {
                let word = if rest[at..].starts_with("client") { "client" } else { "customer" };
                text += &rest[..at];
                text += &disguised(word, way, number + text.len());
                rest = &rest[at + word.len()..];
            }
            text += rest;
            let document = prose::read(&text, case.format);
            assert_sound(&text, case.format, &document);
            let vocabulary = &case.rules.house.vocabulary;
            for block in &document.blocks {
                let pair = customary::terms::find(&block.text).iter().any(|hit| block.reads(hit.range.clone()));
                let house = vocabulary.find(&block.text).iter().any(|hit| block.reads(hit.range.clone()));
                found += usize::from(pair);
                if pair && !customary::terms::may_match(&text) || house && !vocabulary.may_match(&text) {
                    writeln!(failed, "{} [{}]: {:?} in\n{text}", case.name, case.format.name(), block.text).unwrap();
                }
            }
        }
    }
    assert!(found > 0 && failed.is_empty(), "{failed}");
}
