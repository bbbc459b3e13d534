//! Whether a text is evidently written in another language than a concept is for.

use std::ops::Range;

use super::passage::boundary;
use super::wordlists::LANGUAGES;

/// How far around a term its text is read for the language, in bytes.
const REACH: usize = 400;

/// Whether the text around a range is evidently in another language than `language`, a tag such as `en`
/// or `de-AT`. A text that does not tell counts as written in that language.
pub fn is_in_another_language(text: &str, at: &Range<usize>, language: &str) -> bool {
    let from = boundary(text, at.start.saturating_sub(REACH));
    let around = text.get(from..boundary(text, at.end + REACH)).unwrap_or_default().to_lowercase();
    let words = || around.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let english = words().filter(|word| LANGUAGES.english.has(word)).count();
    let foreign = words().filter(|word| LANGUAGES.other.has(word)).count();
    let wanted = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let evidently_english = english > 2 && english >= foreign;
    if wanted == "en" {
        return !evidently_english && foreign > 1 && foreign > 2 * english;
    }
    if evidently_english {
        return true;
    }
    let Some(own) = LANGUAGES.others.get(&wanted) else { return foreign > 2 && foreign > 2 * english };
    let own = words().filter(|word| own.has(word)).count();
    let most = LANGUAGES.others.values().map(|list| words().filter(|word| list.has(word)).count()).max();
    most.is_some_and(|most| most > 2 && most > 2 * own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_evident_counts() {
        let cases = [
            ("Please read the terms that we have sent to you.", "en", false),
            ("Please read the terms that we have sent to you.", "de", true),
            ("Please read the terms that we have sent to you.", "en-GB", false),
            ("Der Benutzer muss sich mit dem Login anmelden, und zwar auf der Seite.", "en", true),
            ("Der Benutzer muss sich mit dem Login anmelden, und zwar auf der Seite.", "de-AT", false),
            ("Der Benutzer muss sich mit dem Login anmelden, und zwar auf der Seite.", "fr", true),
            ("Le login est dans la page des comptes pour les membres.", "en", true),
            ("Le login est dans la page des comptes pour les membres.", "fr", false),
            ("Login", "de", false),
            ("Login page", "en", false),
            ("Le login est dans la page des comptes pour les membres.", "pl", true),
        ];
        for (text, language, expected) in cases {
            assert_eq!(is_in_another_language(text, &(0..1), language), expected, "{language}: {text}");
        }
    }
}
