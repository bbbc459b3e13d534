//! Where the house disagrees with the built-in judgement: its `[[judgement]]` entries.

use super::messages;
use super::near::Cues;
use super::verdict::Scene;
use crate::policy::HouseJudgement;
use crate::sense::{Doubt, Judgement, Occurrence, Reason, Sense};

/// What the house says is as good as sure.
const SURE: f32 = 0.98;

/// Puts what the house says in the place of what was judged, for every occurrence in whose sentence a cue
/// of the house stands; a cue that holds one of the words speaks of it alone. The first entry that matches decides.
pub(super) fn overrule(scene: Scene<'_>, occurrences: &[Occurrence], judgements: &mut [Judgement]) {
    let entries = scene.rules.judgements.iter();
    let entries: Vec<(&HouseJudgement, Cues<'_>)> =
        entries.map(|entry| (entry.as_ref(), Cues::new(scene.document, &entry.near))).collect();
    if entries.is_empty() {
        return;
    }
    for (occurrence, judgement) in occurrences.iter().zip(judgements) {
        let said = entries
            .iter()
            .find_map(|(entry, cues)| Some((*entry, cues.decides(occurrence.block, &occurrence.hit.range)?)));
        if let Some((entry, cue)) = said {
            judgement.follow(entry, &cue);
        }
    }
}

impl Judgement {
    fn follow(&mut self, entry: &HouseJudgement, cue: &str) {
        let odds = (SURE / (1.0 - SURE)).ln();
        self.sense = entry.sense;
        self.confidence = if entry.sense == Sense::Party { SURE } else { 1.0 - SURE };
        self.reasons = vec![Reason { text: messages::house_says(cue, entry.sense, &entry.origin), weight: odds }];
        self.doubts.retain(|doubt| *doubt != Doubt::ThinEvidence);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use crate::check::check;
    use crate::policy::{HouseJudgement, Origin, Place, Prefer, Rules};
    use crate::prose::Format;
    use crate::sense::Sense;
    use crate::terms::Phrases;

    fn rules(entries: &[(&str, Sense)]) -> Rules {
        let text: Arc<str> = Arc::from("prefer = \"client\"\n\n[[judgement]]\n");
        let origin = || Origin {
            place: Place { path: Arc::from(Path::new("/w/customary.toml")), text: Arc::clone(&text), range: 19..32 },
            through: None,
        };
        let entry = |(cue, sense): &(&str, Sense)| {
            Arc::new(HouseJudgement { near: Phrases::new([cue]), sense: *sense, origin: origin() })
        };
        Rules { prefer: Prefer::Client, judgements: entries.iter().map(entry).collect(), ..Rules::default() }
    }

    #[test]
    fn the_house_has_the_last_word_and_says_where() {
        let text = "The customer sends a request, with the matter number. The customer waits.\n";
        for (sense, findings) in [(Sense::Party, 2), (Sense::Software, 1), (Sense::Name, 1), (Sense::Mention, 2)] {
            let report = check(text, Format::Markdown, &rules(&[("matter number", sense)]));
            assert_eq!((report.judged[0].sense, report.findings.len()), (sense, findings));
            let reason = &report.judged[0].reasons[0].text;
            assert!(reason.contains("“matter number”") && reason.contains("customary.toml, line 3"), "{reason}");
            assert!(!report.judged[1].reasons.iter().any(|reason| reason.text.contains("matter")));
        }
    }

    #[test]
    fn a_phrase_that_holds_a_word_speaks_of_it_alone() {
        let text = "We asked the customer panel and three other customers of the client's.\n";
        let report = check(text, Format::Markdown, &rules(&[("customer panel", Sense::Name)]));
        let senses: Vec<Sense> = report.judged.iter().map(|judged| judged.sense).collect();
        assert_eq!(senses, [Sense::Name, Sense::Party, Sense::Party]);
    }

    #[test]
    fn the_first_entry_that_matches_decides() {
        let both = rules(&[("matter number", Sense::Name), ("request", Sense::Party)]);
        let text = "The customer sends a request, with the matter number. A customer makes a request.\n";
        let senses: Vec<Sense> =
            check(text, Format::Markdown, &both).judged.iter().map(|judged| judged.sense).collect();
        assert_eq!(senses, [Sense::Name, Sense::Party]);
    }
}
