//! The quick look at a text with its markup never misses what is found once it is read.

use std::sync::Arc;

use customary::prose::{self, Format};
use customary::terms::{Concept, PartOfSpeech, RawConcept, Vocabulary};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn vocabulary() -> Vocabulary {
    let concept = |part_of_speech, words: &[&str]| {
        let deprecated = words.iter().map(|word| (*word).to_owned()).collect();
        Arc::new(Concept::new(RawConcept { part_of_speech, deprecated, ..RawConcept::default() }))
    };
    Vocabulary::new(vec![
        concept(PartOfSpeech::Verb, &["log in", "go live"]),
        concept(PartOfSpeech::Noun, &["café", "job_id", "end-user", "GitHub", "don't know"]),
    ])
}

fn finds(vocabulary: &Vocabulary, text: &str) -> bool {
    let document = prose::read(text, Format::Markdown);
    document.blocks.iter().any(|block| {
        let found = !vocabulary.find(&block.text).is_empty();
        assert!(!found || vocabulary.may_hold(&block.text), "{:?}", block.text);
        found
    })
}

#[test]
fn terms_are_seen_through_markup() {
    let (vocabulary, mut unread) = (vocabulary(), Vec::new());
    for text in [
        "**l**og in",
        "> lo*gg*ed\n> in",
        "_log_ in",
        "__log__ in",
        "&#108;og in",
        "lo&shy;g in",
        "caf&eacute;s",
        "&#99;afé",
        "CAF\u{c9}",
        "job\\_id",
        "job&lowbar;id",
        "*end*-user",
        "end&#45;user",
        "Git**Hub**",
        "[Git](x)Hub",
        "don&rsquo;t know",
        "# Going\tlive",
        "---\ntitle: \"Now\\nlog in, \\x6cog out\"\n---\n",
        "---\ntitle: \"\\u006Cog in\"\n---\n",
        "l<b>o</b>g in",
        "lo\\\ng in, ![](x.png)log in",
        "| a | log in |\n|---|---|\n| b | caf\\u00e9 |",
    ] {
        assert!(vocabulary.may_match(text), "{text}");
        unread.extend((!finds(&vocabulary, text)).then_some(text));
    }
    assert_eq!(unread, [""; 0]);
    for text in ["", "Nothing **of** the _kind_, `x` & [y](z)\\\n", "> blog inns, caves and Git hubs"] {
        assert!(!vocabulary.may_match(text), "{text}");
    }
}

fn markup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "log in", "log", "in", "lo", "g", "ca", "fé", "é", "job", "_", "id", "end", "-", "user", "Git", "Hub", "don",
        "’", "'", "t", "know", "goes", "live", " ", " ", "\n", "\n\n", "> ", "# ", "- ", "*", "**", "_", "__", "~~",
        "`", "\\", "<b>", "</b>", "[", "](x)", "![", "]", "&shy;", "&nbsp;", "&#108;", "&eacute;", "&lowbar;",
        "\u{ad}", "\u{a0}", "|", "<!-- x -->", "^", "s",
    ]);
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2048, rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn the_quick_look_misses_nothing(text in markup()) {
        let vocabulary = vocabulary();
        prop_assert!(!finds(&vocabulary, &text) || vocabulary.may_match(&text));
    }

    #[test]
    fn nor_in_front_matter(value in markup()) {
        let vocabulary = vocabulary();
        let text = format!("---\ntitle: \"{}\"\n---\n", value.replace("\n\n", "\n"));
        prop_assert!(!finds(&vocabulary, &text) || vocabulary.may_match(&text));
    }
}
