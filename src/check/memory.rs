//! What the checks of one text that is edited remember, from one to the next.

use std::sync::Arc;

use super::Report;
use super::again::Basis;
use super::pair::Told;
use crate::policy::{House, Rules};
use crate::text::Copied;
use crate::{prose, sense};

/// What the last check of a text left for the next one. It makes that cheaper, and changes nothing of what is found.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) text: Copied,
    pub(super) reading: prose::Reading,
    pub(super) senses: sense::Memory,
    pub(super) basis: Option<Basis>,
    /// What the last report told, if it was given back.
    pub(super) told: Option<Told>,
    interest: Option<Interest>,
}

/// What the text was searched for.
#[derive(Debug)]
struct Interest {
    house: Arc<House>,
    cues_reach_far: bool,
    identifiers: bool,
}

impl Memory {
    /// Forgets what was read with another interest than these rules have.
    pub(super) fn read_for(&mut self, rules: &Rules) {
        let now = Interest {
            house: Arc::clone(&rules.house),
            cues_reach_far: rules.cues_reach_far(),
            identifiers: rules.asks_for_identifiers(),
        };
        let same = self.interest.as_ref().is_some_and(|last| {
            Arc::ptr_eq(&last.house, &now.house)
                && (last.cues_reach_far, last.identifiers) == (now.cues_reach_far, now.identifiers)
        });
        if !same {
            self.reading = prose::Reading::default();
            self.interest = Some(now);
        }
    }

    /// The text that was checked last.
    pub fn text(&self) -> &Arc<String> {
        self.text.string()
    }

    /// Takes back the last report that was made with this memory, as it was: of what stays as it is the next one then
    /// says the same, without a look at it.
    pub fn take_back(&mut self, report: Report) {
        if self.reading.is_last(&report.document) {
            self.told = report.into_told();
        }
    }

    /// How many bytes of its text the last check read: gave to a parser, or searched for words.
    pub fn bytes_read(&self) -> usize {
        self.reading.bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use proptest::prelude::*;
    use proptest::sample::Index;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::check::{check, check_unless};
    use crate::policy::Prefer;
    use crate::prose::Format;
    use crate::text::Text;

    const PIECES: [&str; 22] = [
        "Our customers called. ",
        "The HTTP client sends a request to the server. ",
        "clients ",
        "\n\n",
        "\n\n",
        "\n\n# Clients\n\n",
        "\n\n## Portal\n\n",
        "\n\n### Clients of the firm\n\n",
        "\n- customer: ",
        "\n> ",
        "`client` ",
        "A client, not a customer. ",
        "[customers](#clients) ",
        "**Customer** Portal ",
        "client-side ",
        "\n\n| customers | clients |\n|---|---|\n| a | b |\n\n",
        "We advise our client. ",
        "See article 5 of the Act. ",
        "\n\n```\nclient = customer\n```\n\n",
        "<!-- customers -->",
        "[clients]: /x\n",
        "é ",
    ];

    /// All that a report says.
    fn told(report: &Report) -> String {
        format!("{report:#?}")
    }

    /// Checks a text as it is edited: what is found is what is found anew.
    #[track_caller]
    fn same(memory: &mut Memory, text: &str, format: Format, rules: &Arc<Rules>) -> Report {
        let report = check_unless(&AtomicBool::new(false), memory, &Text::new(text), format, rules).unwrap();
        assert_eq!(told(&report), told(&check(text, format, rules)), "{text:?}");
        report
    }

    /// A text that is too long to be read in full each time.
    fn long() -> String {
        let filler = "Nothing of the kind stands here, nor in what follows it.\n\n";
        filler.repeat(300) + "## Clients\n\nWe advise our clients.\n\n" + &filler.repeat(400) + "A customer called.\n"
    }

    /// One whose occurrences have much to say to each other.
    fn full() -> String {
        const SAYINGS: [&str; 7] = [
            "Our customers pay each month, and so they should.",
            "The HTTP client sends a request to the server again.",
            "We advise our client. Her client's customers wait.",
            "The Client Portal is where a client finds the files.",
            "Clients come in through the main door of the house.",
            "The lawyer met her clients; a client is no customer.",
            "Nothing of the kind stands here, nor in what follows.",
        ];
        let mut text = String::new();
        for at in 0..200 {
            let heading = match at % 20 {
                0 => "## A heading of a section\n\n",
                10 => "### Clients and servers\n\n",
                _ => "",
            };
            // Sections differ in what they speak of.
            let filler = "Nothing of the kind stands here. ".repeat(4);
            text += &format!("{heading}{} {filler}\n\n", SAYINGS[(at / 10 + at % 3) % SAYINGS.len()]);
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 40, rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn a_memory_changes_nothing_of_what_is_found(
            edits in prop::collection::vec((any::<Index>(), 0..30_usize, 0..PIECES.len(), any::<bool>()), 1..16),
            prefer in prop::sample::select(vec![Prefer::Client, Prefer::Consistent]),
            text in prop::sample::select(vec![long(), full()]),
        ) {
            let rules = Arc::new(Rules { prefer, ..Rules::default() });
            let mut memory = Memory::default();
            let mut text = text;
            same(&mut memory, &text, Format::Markdown, &rules);
            let mut last = 20_000;
            for (at, gone, piece, near) in edits {
                // Who types goes on where he was.
                let start = if near { last } else { at.index(text.len() + 1) };
                let start = text.floor_char_boundary(start);
                let end = text.ceil_char_boundary((start + if near { 0 } else { gone }).min(text.len()));
                text.replace_range(start..end, PIECES[piece]);
                last = start + PIECES[piece].len();
                // One that is overtaken leaves the memory as it is after half a check.
                let text_so_far = Text::new(&text);
                if at.index(3) == 0 {
                    let none = check_unless(&AtomicBool::new(true), &mut memory, &text_so_far, Format::Markdown, &rules);
                    prop_assert!(none.is_none());
                } else {
                    let report = same(&mut memory, &text, Format::Markdown, &rules);
                    // Somebody may hold on to one.
                    if at.index(4) > 0 {
                        memory.take_back(report);
                    }
                }
            }
            same(&mut memory, &text, Format::Markdown, &rules);
        }
    }

    #[test]
    fn an_edit_in_a_paragraph_of_ten_megabytes_reads_less_than_64_kilobytes() {
        let rules = Arc::new(Rules { prefer: Prefer::Client, ..Rules::default() });
        let mut memory = Memory::default();
        let mut text = long();
        text = text.repeat((10 << 20) / text.len() + 1);
        let unless = AtomicBool::new(false);
        let mut check = |text: &str| {
            let report = check_unless(&unless, &mut memory, &Text::new(text), Format::Markdown, &rules);
            (memory.bytes_read(), report.unwrap().findings.len())
        };
        let (bytes, findings) = check(&text);
        assert_eq!(bytes, text.len());
        let place = text.len() / 2 + text[text.len() / 2..].find("the kind").unwrap();
        for (typed, more) in [("o", 0), ("ur ", 0), ("customers ", 1)] {
            text.insert_str(place, typed);
            let (bytes, now) = check(&text);
            assert!(bytes < 64 << 10 && now == findings + more, "{bytes} {now} {findings}");
        }
    }

    #[test]
    fn a_comment_in_a_paragraph_is_told_in_its_place() {
        for prefer in [Prefer::Client, Prefer::Consistent] {
            let rules = Arc::new(Rules { prefer, ..Rules::default() });
            let mut memory = Memory::default();
            let mut text = long();
            for (at, typed) in [
                (25_000, ""),
                (20_000, "\n\nWe advise our <!-- customers --> clients.\n\n"),
                (10_000, "x"),
                (10_000, "y"),
                (20_003, "z"),
            ] {
                text.insert_str(at, typed);
                let report = same(&mut memory, &text, Format::Markdown, &rules);
                memory.take_back(report);
            }
        }
    }

    #[test]
    fn another_interest_reads_all_of_it() {
        let mut memory = Memory::default();
        let mut text = long();
        for (format, prefer, in_part) in [
            (Format::Markdown, Prefer::Client, false),
            (Format::Markdown, Prefer::Client, true),
            // What is found is another thing, what is read is not.
            (Format::Markdown, Prefer::Customer, true),
            (Format::Html, Prefer::Customer, false),
            (Format::Markdown, Prefer::Customer, false),
        ] {
            text.insert(20_000, 'x');
            same(&mut memory, &text, format, &Arc::new(Rules { prefer, ..rules() }));
            assert_eq!(memory.bytes_read() < text.len(), in_part, "{format:?} {prefer:?}");
        }
        text.insert(20_000, 'x');
        same(&mut memory, &text, Format::Markdown, &Arc::new(Rules { house: Arc::default(), ..rules() }));
        assert_eq!(memory.bytes_read(), text.len());
    }

    /// Rules of one house.
    fn rules() -> Rules {
        static HOUSE: std::sync::LazyLock<Arc<House>> = std::sync::LazyLock::new(Arc::default);
        Rules { house: Arc::clone(&HOUSE), ..Rules::default() }
    }
}
