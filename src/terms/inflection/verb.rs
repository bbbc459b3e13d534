//! The forms of a verb, of one word or several.

use super::{LISTS, ends_in_consonant_y, hisses, is_abbreviation, is_vowel, with_ending};

/// The forms of a verb but the infinitive. Each in all its spellings, the one to write first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::terms) struct VerbForms {
    pub(in crate::terms) third_person: Vec<String>,
    pub(in crate::terms) past: Vec<String>,
    pub(in crate::terms) participle: Vec<String>,
    pub(in crate::terms) gerund: Vec<String>,
}

/// What the list says of a verb: all spellings of its past and of its participle.
struct Irregular {
    past: Vec<&'static str>,
    participle: Vec<&'static str>,
}

impl IntoIterator for VerbForms {
    type Item = String;
    type IntoIter = std::iter::Flatten<std::array::IntoIter<Vec<String>, 4>>;

    fn into_iter(self) -> Self::IntoIter {
        [self.third_person, self.past, self.participle, self.gerund].into_iter().flatten()
    }
}

impl Irregular {
    /// From what the list says: `took, taken`, with `/` between spellings.
    fn new(forms: &'static str) -> Self {
        let (past, participle) = forms.split_once(", ").unwrap_or((forms, forms));
        let spellings = |forms: &'static str| forms.split('/').collect();
        Self { past: spellings(past), participle: spellings(participle) }
    }
}

/// The forms of a verb. The first word inflects, of a word with hyphens the last part unless that is a
/// particle: *logs in*, *logs-in*, *double-clicks*.
pub(in crate::terms) fn verb_forms(verb: &str) -> VerbForms {
    let (front, word, back) = split(verb);
    let VerbForms { third_person, past, participle, gerund } = of_word(word);
    let whole = |forms: Vec<String>| forms.into_iter().map(|form| format!("{front}{form}{back}")).collect();
    VerbForms {
        third_person: whole(third_person),
        past: whole(past),
        participle: whole(participle),
        gerund: whole(gerund),
    }
}

/// What stands before the part that inflects, the part, and what stands behind.
fn split(verb: &str) -> (&str, &str, &str) {
    let particle = |word: &str| LISTS.particles.contains(word.to_lowercase().as_str());
    let mut words = verb.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let leads = LISTS.leading.contains(first.to_lowercase().as_str());
    let (start, word) = match second {
        Some(second) if leads && !particle(second) => (first.len() + 1, second),
        _ => (0, first),
    };
    let end = start + word.len();
    let (start, end) = match (word.split_once('-'), word.rsplit_once('-')) {
        (Some((head, _)), Some((_, last))) if particle(last) => (start, start + head.len()),
        (_, Some((_, last))) => (end - last.len(), end),
        _ => (start, end),
    };
    let part = |range: std::ops::Range<usize>| verb.get(range).unwrap_or_default();
    (part(0..start), part(start..end), part(end..verb.len()))
}

fn of_word(word: &str) -> VerbForms {
    if is_abbreviation(word) {
        let with = |ending: &str| vec![format!("{word}{ending}")];
        return VerbForms { third_person: with("s"), past: with("ed"), participle: with("ed"), gerund: with("ing") };
    }
    let lower = word.to_lowercase();
    let (past, participle) = match irregular(&lower) {
        Some((cut, Irregular { past, participle })) => {
            let forms = |forms: Vec<&str>| forms.into_iter().map(|form| with_ending(word, cut, form)).collect();
            (forms(past), forms(participle))
        }
        None => {
            let past = past(word, &lower);
            (past.clone(), past)
        }
    };
    VerbForms { third_person: vec![third_person(word, &lower)], past, participle, gerund: gerund(word, &lower) }
}

/// What the list says of a verb, or of the verb that it is with a prefix before; and how many bytes at its
/// end that is about.
fn irregular(lower: &str) -> Option<(usize, Irregular)> {
    let of = |verb: &str| LISTS.verbs.get(verb).map(|forms| (verb.len(), Irregular::new(forms)));
    of(lower).or_else(|| without_prefix(lower).find_map(of))
}

fn without_prefix(lower: &str) -> impl Iterator<Item = &str> {
    LISTS.prefixes.iter().filter_map(move |prefix| lower.strip_prefix(prefix))
}

fn third_person(word: &str, lower: &str) -> String {
    match () {
        () if lower == "be" => with_ending(word, 2, "is"),
        () if lower == "have" => with_ending(word, 2, "s"),
        () if ends_in_consonant_y(lower) => with_ending(word, 1, "ies"),
        () if lower.ends_with(['s', 'z']) && doubles(lower) == Doubling::Always => format!("{word}{}es", last(word)),
        () if hisses(lower) => format!("{word}es"),
        () if lower.strip_suffix('o').is_some_and(|front| !front.ends_with(is_vowel)) => format!("{word}es"),
        () => format!("{word}s"),
    }
}

fn past(word: &str, lower: &str) -> Vec<String> {
    match () {
        () if lower.ends_with('e') => vec![format!("{word}d")],
        () if ends_in_consonant_y(lower) => vec![with_ending(word, 1, "ied")],
        () => doubled(word, lower, "ed"),
    }
}

fn gerund(word: &str, lower: &str) -> Vec<String> {
    if let Some((cut, forms)) = LISTS.gerunds.of(lower) {
        return forms.map(|form| with_ending(word, cut, form)).collect();
    }
    let keeps = |front: &str| front.ends_with(['e', 'o', 'y']) || !front.contains(|c| is_vowel(c) || c == 'y');
    match lower.strip_suffix('e') {
        Some(front) if front.ends_with('i') => vec![with_ending(word, 2, "ying")],
        Some(front) if !keeps(front) => vec![with_ending(word, 1, "ing")],
        _ => doubled(word, lower, "ing"),
    }
}

/// Whether the last consonant of a verb doubles before *ed* and *ing*.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubling {
    Never,
    Always,
    /// Both spellings are in use; the single letter is written.
    Either,
}

/// The verb with an ending, its last consonant doubled where it is.
fn doubled(word: &str, lower: &str, ending: &str) -> Vec<String> {
    if lower.ends_with("ic") || lower.ends_with("ac") {
        return vec![format!("{word}k{ending}")];
    }
    let (single, double) = (format!("{word}{ending}"), format!("{word}{}{ending}", last(lower)));
    match doubles(lower) {
        Doubling::Never => vec![single],
        Doubling::Always => vec![double],
        Doubling::Either => vec![single, double],
    }
}

fn last(word: &str) -> &str {
    word.char_indices().next_back().and_then(|(at, _)| word.get(at..)).unwrap_or_default()
}

fn doubles(lower: &str) -> Doubling {
    if LISTS.plain.contains(lower) {
        return Doubling::Never;
    }
    if LISTS.either.contains(lower) {
        return Doubling::Either;
    }
    let single = |base: &str| ends_in_one_consonant(base) && syllables(base) == 1;
    let irregular = || without_prefix(lower).any(|base| LISTS.verbs.contains_key(base) && single(base));
    if LISTS.doubled.entry(lower).is_some() || single(lower) || irregular() {
        return Doubling::Always;
    }
    // *travel*, *model*, *dial*: one l in America, two in Britain.
    let l = lower.strip_suffix('l').is_some_and(|front| ["ia", "ua", "ue"].iter().any(|end| front.ends_with(end)));
    if lower.ends_with('l') && ends_in_one_consonant(lower) || l && syllables(lower) > 0 {
        return Doubling::Either;
    }
    Doubling::Never
}

/// Whether a word ends in one vowel and one consonant that can double (*log*, *quit*; not *look*, *show*, *fix*).
fn ends_in_one_consonant(lower: &str) -> bool {
    let mut letters = lower.chars().rev();
    let (Some(last), Some(vowel)) = (letters.next(), letters.next()) else { return false };
    let before = letters.next();
    let consonant = last.is_ascii_alphabetic() && !is_vowel(last) && !matches!(last, 'w' | 'x' | 'y' | 'h');
    let alone = before.is_some_and(|c| !is_vowel(c) || c == 'u' && letters.next() == Some('q'));
    consonant && (is_vowel(vowel) || vowel == 'y') && alone
}

/// How many runs of vowels a word holds; the u of *qu* is none.
fn syllables(lower: &str) -> usize {
    let (mut count, mut in_vowels, mut before) = (0, false, None);
    for c in lower.chars() {
        let vowel = (is_vowel(c) || c == 'y' && before.is_some()) && !(c == 'u' && before == Some('q'));
        count += usize::from(vowel && !in_vowels);
        in_vowels = vowel;
        before = Some(c);
    }
    count
}
