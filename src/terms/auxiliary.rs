//! Whether a participle is to be expected where a text goes on: behind *have*, *be* and their like.

/// The verbs that a participle follows, with what a contraction leaves of them.
const AUXILIARIES: &[&str] = &[
    "have", "has", "had", "having", "ve", "d", "be", "been", "being", "is", "are", "was", "were", "am", "re", "get",
    "gets", "got", "gotten", "getting", "hasn't", "haven't", "hadn't", "isn't", "aren't", "wasn't", "weren't",
];

/// What may stand between the verb and the participle, besides adverbs in *ly*.
const BETWEEN: &[&str] = &[
    "not", "never", "already", "just", "ever", "also", "now", "always", "been", "being", "yet", "still", "once",
    "since", "you", "they", "we", "he", "she", "it", "i", "who",
];

/// Whether an auxiliary stands at the end of `front`, in the same sentence and at most three words back.
pub(super) fn stands_before(front: &str) -> bool {
    let mut rest = front;
    for _ in 0..4 {
        let trimmed = rest.trim_end();
        let is_part = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
        let start = trimmed.rfind(|c| !is_part(c)).map_or(0, |at| at + trimmed.get(at..).map_or(0, first_len));
        let word = trimmed.get(start..).unwrap_or_default().to_lowercase().replace('’', "'");
        // Of *they've* the ending tells, of *hasn't* the whole.
        let ending = word.rsplit_once('\'').map_or("", |(_, ending)| ending);
        if AUXILIARIES.contains(&word.as_str()) || matches!(ending, "ve" | "d" | "re") {
            return true;
        }
        if !(BETWEEN.contains(&word.as_str()) || word.len() > 3 && word.ends_with("ly")) {
            return false;
        }
        rest = trimmed.get(..start).unwrap_or_default();
    }
    false
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auxiliary_is_seen_over_adverbs() {
        for front in [
            "She has ", "They've ", "it was\n", "has not yet ", "Have you ever ", "were recently ", "isn’t ",
            "is being ", "haven't ", "having already ",
        ] {
            assert!(stands_before(front), "{front}");
        }
        for front in ["", "She ", "He was, ", "It is. They ", "to ", "have the family ", "will ", "the customers' "] {
            assert!(!stands_before(front), "{front}");
        }
    }
}
