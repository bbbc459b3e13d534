//! The places in a document where a form of a term stands and is read.

use std::ops::Range;

use crate::prose::Document;
use crate::terms::{self, Hit};

/// A place in a document where a form of a term stands.
#[derive(Debug, Clone)]
pub struct Occurrence {
    /// Index into [`Document::blocks`].
    pub block: usize,
    /// The hit; its offsets are bytes of the block's text.
    pub hit: Hit,
    /// Bytes of the document: the word with its possessive ending.
    pub source: Range<usize>,
}

/// All occurrences in the read parts of a document, in order of their blocks and places. The pair is English:
/// where a document says that it is written in another language there are none.
pub fn occurrences(document: &Document) -> Vec<Occurrence> {
    first_occurrences(document, usize::MAX)
}

/// The same, and no more than the first so many.
pub fn first_occurrences(document: &Document, most: usize) -> Vec<Occurrence> {
    if document.declares_other_than("en") {
        return Vec::new();
    }
    first_in(document, 0..document.blocks.len(), most)
}

/// All in some of the blocks, whatever the language.
pub fn occurrences_in(document: &Document, blocks: Range<usize>) -> Vec<Occurrence> {
    first_in(document, blocks, usize::MAX)
}

fn first_in(document: &Document, blocks: Range<usize>, most: usize) -> Vec<Occurrence> {
    let mut out: Vec<Occurrence> = Vec::new();
    let all = document.blocks.iter().enumerate().skip(blocks.start).take(blocks.len());
    // Where nobody had an interest in what a block says, none of the words was seen in it.
    for (index, block) in all.filter(|(_, block)| block.of_interest) {
        if out.len() >= most {
            break;
        }
        for hit in terms::find_first(&block.text, most - out.len()) {
            if let (true, Some(source)) = (block.reads(hit.range.clone()), block.source_of(hit.range.clone())) {
                out.push(Occurrence { block: index, hit, source });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::prose::{self, Format};

    /// Words in parts, and what formats write around and between them.
    const PIECES: [&str; 92] = [
        "client", "customer", "Client", "customers", "c", "C", "cust", "lient", "ients", "omer", "s", "ele", "x", "1",
        "id", "é", " ", " ", "\n", "\n\n", "\n\n", "_", "__", "*", "**", "`", "``", "~", "~~", "/", "//", "[", "]",
        "](x)", "(", ")", "{", "}", "<b>", "</b>", "<i", ">", "\"", "\" \"", "\"\n\"", "'", "''", "\\", "\\\n", "\\n",
        "\\t", "\\x63", "\\u{63}", "\\u0063", "\\u000a", "\\x0a", "\\143", "\\n{", "&amp", "&amp;", "&nbsp", "&#99;",
        "&shy;", "\u{ad}", "-?", "%s", "%", "$x", "${x}", "#", "# ", "#emph[", "// ", "/* ", " */", "-- ", "<!-- ",
        " -->", ": ", ";", ",", ".", "|", "+", "<a x=\"", "\">", "[a]", "](", "\\u006c", "%\n", "^", "=",
    ];

    /// The words that are read in a text, each with its term.
    fn words(text: &str, format: Format) -> Vec<(String, usize)> {
        let document = prose::read(text, format);
        let word = |one: Occurrence| (text.get(one.source).unwrap_or_default().to_owned(), one.hit.term);
        occurrences(&document).into_iter().map(word).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 150, rng_seed: RngSeed::Fixed(13), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn no_text_is_passed_over_that_holds_a_word_once_it_is_read(pieces in prop::collection::vec(0..PIECES.len(), 1..14)) {
            let text: String = pieces.into_iter().filter_map(|piece| PIECES.get(piece)).copied().collect();
            for format in Format::ALL {
                let all = words(&text, *format);
                prop_assert!(all.is_empty() || terms::may_match(&text), "{:?} {:?} {:?}", format, text, all);
                let of_its_term = all.iter().all(|(_, term)| terms::may_match_term(&text, *term));
                prop_assert!(of_its_term, "{:?} {:?} {:?}", format, text, all);
            }
        }
    }
}
