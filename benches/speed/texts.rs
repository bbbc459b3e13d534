//! The texts that are measured: sentences of our own, dealt out so that the same text is made each time.

use std::fmt;
use std::sync::LazyLock;

/// Whether each benchmark is only run once, to see that it works, as the tests do.
pub(crate) fn is_smoke() -> bool {
    let given = |name: &str| std::env::args().any(|argument| argument == name);
    !given("--bench") || given("--test")
}

/// How long a text is, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size(pub(crate) usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Always in one unit: the table is sorted by it.
        write!(f, "{} KB", self.0 / 1_000)
    }
}

/// Sizes in kilobytes; among the tests, only the first.
pub(crate) fn sizes(kilobytes: &[usize]) -> Vec<Size> {
    let count = if is_smoke() { 1 } else { kilobytes.len() };
    kilobytes.iter().take(count).map(|kilobytes| Size(kilobytes * 1_000)).collect()
}

/// How often one of the words stands in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Words {
    None,
    /// In one of fifty sentences.
    Rare,
    /// In one of eight sentences: one word in a hundred.
    Usual,
    /// In each sentence.
    Dense,
}

/// The sentences of `sentences.txt`, by their headings.
struct Sentences {
    plain: Vec<&'static str>,
    word: Vec<&'static str>,
    silent: Vec<&'static str>,
    code: Vec<&'static str>,
}

static SENTENCES: LazyLock<Sentences> = LazyLock::new(|| {
    let all = include_str!("../sentences.txt");
    let part = |name: &str| {
        let behind = all.split(&format!("[{name}]\n")).nth(1).unwrap();
        behind.lines().take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty()).collect()
    };
    Sentences { plain: part("plain"), word: part("word"), silent: part("silent"), code: part("code") }
});

/// Deals out sentences.
pub(crate) struct Dealer {
    drawn: u64,
    sentences: usize,
    every: Option<usize>,
}

impl Dealer {
    pub(crate) fn new(words: Words) -> Self {
        let every = match words {
            Words::None => None,
            Words::Rare => Some(50),
            Words::Usual => Some(8),
            Words::Dense => Some(1),
        };
        Self { drawn: 7, sentences: 0, every }
    }

    /// A number below `count`: the upper bits of a linear congruential generator.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.drawn = self.drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.drawn >> 33).unwrap() % count
    }

    pub(crate) fn sentence(&mut self) -> String {
        self.sentences += 1;
        let has_word = self.every.is_some_and(|every| self.sentences.is_multiple_of(every));
        let from = match self.below(7) {
            _ if !has_word => &SENTENCES.plain,
            0 => &SENTENCES.silent,
            _ => &SENTENCES.word,
        };
        from[self.below(from.len())].replace("NUMBER", &self.below(100).to_string())
    }

    fn paragraph(&mut self) -> String {
        let count = 2 + self.below(5);
        (0..count).map(|_| self.sentence()).collect::<Vec<_>>().join(if self.below(2) == 0 { " " } else { "\n" })
    }

    /// One block of Markdown, with an empty line behind it.
    fn block(&mut self) -> String {
        match self.below(20) {
            0 | 1 => format!("## {}\n\n", self.sentence().trim_end_matches('.')),
            2 => (0..4).map(|_| format!("- {}\n", self.sentence())).collect::<String>() + "\n",
            3 => format!("> {}\n\n", self.sentence()),
            4 => format!("| what | page |\n| --- | ---: |\n| {} | {} |\n\n", self.sentence(), self.below(100)),
            5 => {
                // Code that calls something by one of the words, in a text that has them.
                let silent = usize::from(self.every.is_none());
                let line = SENTENCES.code[self.below(SENTENCES.code.len() - silent)];
                format!("```\n{line}\n```\n\n")
            }
            _ => self.paragraph() + "\n\n",
        }
    }
}

/// A document in Markdown.
pub(crate) fn markdown(Size(bytes): Size, words: Words) -> String {
    let mut dealer = Dealer::new(words);
    let mut text = String::with_capacity(bytes + 1024);
    while text.len() < bytes {
        text += &dealer.block();
    }
    text
}

/// Source code in Rust, with a comment above each function.
pub(crate) fn rust(Size(bytes): Size, words: Words) -> String {
    let mut dealer = Dealer::new(words);
    let mut text = String::with_capacity(bytes + 1024);
    while text.len() < bytes {
        let (comment, number) = (dealer.sentence(), dealer.below(100_000));
        text += &format!("/// {comment}\nfn page_{number}(ledger: &[u32]) -> u32 {{\n    ledger[{number}] + 1\n}}\n\n");
    }
    text
}
