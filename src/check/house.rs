//! The verdict on the concepts of the house: which of their terms stand where, and which of those the
//! policy objects to.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::messages::{self, Advice};
use super::silence::Silence;
use super::swap::Place;
use super::verdict::Scene;
use super::{Applicability, Finding, Fix, HouseTerm, article, drawn};
use crate::policy::{HouseConcept, Severity};
use crate::prose::{Block, Region};
use crate::sense::{self, Doubt, Judgement, Occurrence, Sense, Standing, TermReader, TermUse};
use crate::terms::{self, Case, Concept, Form, Inflection, PartOfSpeech, Status, Term, TermHit};

/// A reason longer than this is left to the hover, in bytes.
const SHORT: usize = 120;

/// Every place where a term of the house stands, with the finding where the policy objects.
/// `occurrences` and `judgements` are those of the pair, whose words a concept may take over.
pub(super) fn look(
    scene: Scene<'_>,
    occurrences: &[Occurrence],
    judgements: &[Judgement],
    silence: &mut Silence<'_>,
) -> Vec<(HouseTerm, Option<Finding>)> {
    let vocabulary = &scene.rules.house.vocabulary;
    let mut out = Vec::new();
    if vocabulary.is_empty() {
        return out;
    }
    let mut reader = None;
    for (index, block) in scene.document.blocks.iter().enumerate() {
        // Of the blocks that are not of interest it is known that they hold none: asking costs a look at each word.
        if !block.of_interest || !vocabulary.may_hold(&block.text) {
            continue;
        }
        let hits: Vec<TermHit> =
            vocabulary.find(&block.text).into_iter().filter(|hit| scene.looks_at(block, hit)).collect();
        if hits.is_empty() {
            continue;
        }
        let reader = reader.get_or_insert_with(|| TermReader::new(scene.document, vocabulary.concepts()));
        let uses = |hits: &[TermHit]| {
            let uses = reader.uses(index, hits).into_iter().zip(hits);
            let judged = uses.map(|(mut found, hit)| {
                if let (Some(seen), Some(judgement)) =
                    (Seen::new(scene, block, hit), of_the_pair(index, hit, occurrences, judgements))
                {
                    seen.take_over(&mut found, judgement);
                }
                found
            });
            judged.collect()
        };
        let speaks = |hit: &TermHit, found: &TermUse| {
            Seen::new(scene, block, hit).is_some_and(|seen| seen.own.status != Status::Deprecated || seen.speaks(found))
        };
        for (hit, found) in settled(hits, uses, speaks) {
            let Some(seen) = Seen::new(scene, block, &hit) else { continue };
            let finding = seen.objects(&found, silence).then(|| seen.finding(&found)).flatten();
            let (finding, doubts) = finding.map_or((None, Vec::new()), |(finding, doubts)| (Some(finding), doubts));
            out.push((seen.term(found, doubts), finding));
        }
    }
    out
}

/// Of hits that share a place the one that counts, each with what is made of it: the longest, then that of the
/// later concept. One whose concept does not speak of the place leaves it to the next.
fn settled(
    mut hits: Vec<TermHit>,
    mut uses: impl FnMut(&[TermHit]) -> Vec<TermUse>,
    speaks: impl Fn(&TermHit, &TermUse) -> bool,
) -> Vec<(TermHit, TermUse)> {
    loop {
        let (chosen, contested) = apart(hits.clone());
        let found = uses(&chosen);
        let leaves = |(hit, found): &(&TermHit, &TermUse)| contested.contains(&hit.range.start) && !speaks(hit, found);
        let leaving: Vec<TermHit> = chosen.iter().zip(&found).filter(leaves).map(|(hit, _)| hit.clone()).collect();
        if leaving.is_empty() {
            return chosen.into_iter().zip(found).collect();
        }
        // Both are in order of place.
        let mut leaving = leaving.iter().peekable();
        hits.retain(|hit| {
            while leaving.next_if(|other| other.range.start < hit.range.start).is_some() {}
            leaving.peek().is_none_or(|other| *other != hit)
        });
    }
}

/// The hits that stand apart from one another, those that count before those that do not; and where those start
/// that another hit would have stood in the place of.
fn apart(mut hits: Vec<TermHit>) -> (Vec<TermHit>, HashSet<usize>) {
    // The sort keeps the order of the vocabulary: of one concept the term that is found as it is written first.
    hits.sort_by_key(|hit| (Reverse(hit.range.len()), Reverse(hit.concept), hit.range.start));
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut contested = HashSet::new();
    hits.retain(|hit| {
        let before = taken.range(..hit.range.end).next_back().filter(|(_, end)| **end > hit.range.start);
        match before {
            Some((start, _)) => {
                contested.insert(*start);
                false
            }
            None => {
                taken.insert(hit.range.start, hit.range.end);
                true
            }
        }
    });
    hits.sort_by_key(|hit| hit.range.start);
    (hits, contested)
}

/// What was judged of a hit that is one of the pair's own words.
fn of_the_pair<'a>(
    block: usize,
    hit: &TermHit,
    occurrences: &[Occurrence],
    judgements: &'a [Judgement],
) -> Option<&'a Judgement> {
    let place = (block, hit.range.start);
    let index = occurrences.binary_search_by_key(&place, |one| (one.block, one.hit.range.start)).ok()?;
    occurrences.get(index).filter(|one| one.hit.range == hit.range)?;
    judgements.get(index)
}

impl Scene<'_> {
    /// Whether the concept of a hit is looked at where it stands.
    fn looks_at(&self, block: &Block, hit: &TermHit) -> bool {
        let house = &self.rules.house;
        let (Some(concept), Some(policy)) =
            (house.vocabulary.concepts().get(hit.concept), house.concepts.get(hit.concept))
        else {
            return false;
        };
        let check = policy.check.as_ref().unwrap_or(&self.rules.check);
        let region = block.region_at(hit.range.start);
        let own_language = |language: &String| match &self.document.language {
            Some(_) => !self.document.declares_other_than(language),
            None => !sense::is_in_another_language(&block.text, &hit.range, language),
        };
        !self.rules.is_disabled(&concept.id)
            && block.reads(hit.range.clone())
            && check.contains(region)
            && self.rules.override_check.as_ref().is_none_or(|check| check.contains(region))
            && policy.language.as_ref().is_none_or(own_language)
    }
}

/// A term of the house where it stands.
struct Seen<'a> {
    scene: Scene<'a>,
    block: &'a Block,
    hit: &'a TermHit,
    source: Range<usize>,
    concept: &'a Concept,
    policy: &'a HouseConcept,
    own: &'a Term,
}

impl<'a> Seen<'a> {
    fn new(scene: Scene<'a>, block: &'a Block, hit: &'a TermHit) -> Option<Self> {
        let source = block.source_of(hit.range.clone())?;
        let house = &scene.rules.house;
        let concept = house.vocabulary.concepts().get(hit.concept)?;
        let (policy, own) = (house.concepts.get(hit.concept)?, concept.terms.get(hit.term)?);
        Some(Self { scene, block, hit, source, concept, policy, own })
    }

    /// The terms to use instead, the best first.
    fn preferred(&self) -> impl Iterator<Item = &'a Term> {
        self.concept.terms.iter().filter(|term| term.status == Status::Preferred)
    }

    /// Lets the judgement of the pair's word decide what the term is.
    fn take_over(&self, found: &mut TermUse, judgement: &Judgement) {
        let party = [Sense::Party];
        let senses = if self.policy.senses.is_empty() { &party[..] } else { &self.policy.senses };
        found.standing = match judgement.sense {
            Sense::Mention => Standing::Mentioned,
            sense if senses.contains(&sense) => found.standing,
            _ => Standing::Apart,
        };
        // Whether it is a person or a program is no question to a house that avoids the word for both.
        let both = senses.contains(&Sense::Party) && senses.contains(&Sense::Software);
        found.confidence = match judgement.sense {
            Sense::Software | Sense::Party if both => found.confidence,
            Sense::Party | Sense::Mention | Sense::Term => judgement.confidence,
            Sense::Software | Sense::Name => 1.0 - judgement.confidence,
        };
        // They are told with the judgement of the pair, when somebody asks.
        found.reasons.clear();
        let pair = |term: &Term| terms::pair().terms.iter().any(|own| own.text.eq_ignore_ascii_case(&term.text));
        let into_pair = self.preferred().any(pair);
        // What tells a party from a program is no doubt where programs are meant, or another word is to stand.
        let matters = |doubt: &Doubt| match doubt {
            Doubt::SoftwareNear | Doubt::ReadsAsProgram | Doubt::Record | Doubt::NamedInCode => into_pair,
            Doubt::ThinEvidence => judgement.sense == Sense::Party && !both,
            _ => true,
        };
        found.doubts.extend(judgement.doubts.iter().copied().filter(matters));
    }

    /// Whether the policy objects to the term here. A directive that silences it has then been of use.
    fn objects(&self, found: &TermUse, silence: &mut Silence<'_>) -> bool {
        let rules = self.scene.rules;
        let (text, hit) = (&self.block.text, &self.hit.range);
        self.own.status == Status::Deprecated
            && rules.left_alone.is_none()
            && self.speaks(found)
            && rules.allow.covering(text, hit.clone()).is_empty()
            && !silence.covers(self.source.start, &self.concept.id)
    }

    /// Whether the concept has a say here: the word is what the concept is about, and nothing rules it out.
    fn speaks(&self, found: &TermUse) -> bool {
        found.standing != Standing::Apart
            && self.policy.allow.covering(&self.block.text, self.hit.range.clone()).is_empty()
            && self.is_near_what_it_needs(&found.sentence)
    }

    /// Whether the sentence holds what the concept asks for, and nothing that it rules out.
    fn is_near_what_it_needs(&self, sentence: &Range<usize>) -> bool {
        let (unless, only) = (&self.policy.unless_near, &self.policy.only_near);
        let text = self.block.text.get(sentence.clone()).unwrap_or_default();
        let holds = |cues: &terms::Phrases| {
            let read =
                |range: &Range<usize>| self.block.reads(sentence.start + range.start..sentence.start + range.end);
            cues.find_all(text).iter().any(|cue| read(&cue.range))
        };
        (unless.is_empty() || !holds(unless)) && (only.is_empty() || holds(only))
    }

    /// The finding, and why its fix would need a look; none where the term to use would be written the same.
    fn finding(&self, found: &TermUse) -> Option<(Finding, Vec<Doubt>)> {
        let text = self.scene.text.get(self.source.clone()).unwrap_or_default();
        let used = found.standing == Standing::Used;
        let doubtful = !used || found.confidence < sense::threshold();
        let written = self.block.text.get(self.hit.range.clone()).unwrap_or_default();
        let better: Vec<&Term> = self.preferred().collect();
        let form = self.form(&found.sentence);
        let better: Vec<(&Term, String)> =
            better.into_iter().map(|term| (term, form.of(term))).filter(|(_, new)| new != written).collect();
        if better.is_empty() && self.preferred().next().is_some() {
            return None;
        }
        let doubts = self.doubts(found, &better);
        let applicability = if doubts.is_empty() && !doubtful { Applicability::Safe } else { Applicability::Review };
        let mut fixes =
            better.iter().filter(|_| used).filter_map(|(term, new)| self.fix(term, new, &form, applicability));
        let fix = fixes.next();
        let finding = Finding {
            range: self.source.clone(),
            text: text.into(),
            concept: self.concept.id.as_str().into(),
            severity: self.severity(doubtful),
            sense: Some(Sense::Term),
            confidence: Some(found.confidence),
            message: self.message(found, text, &better, &doubts).into(),
            alternatives: fixes.collect(),
            fix,
            origin: Some(self.policy.origin.clone()),
        };
        Some((finding, doubts))
    }

    fn severity(&self, doubtful: bool) -> Severity {
        let rules = self.scene.rules;
        let asked = rules.forced_severity.or(self.policy.severity).unwrap_or(rules.severity);
        if doubtful { Severity::Hint } else { asked }
    }

    /// The shape of what is to stand here. A short form in capitals (*URLs*) tells nothing of the case of what
    /// replaces it, but where it opens a sentence a capital is due.
    fn form(&self, sentence: &Range<usize>) -> Form {
        let form = self.hit.form;
        let front = self.block.text.get(sentence.start..self.hit.range.start).unwrap_or_default();
        let written = self.block.text.get(self.hit.range.clone()).unwrap_or_default();
        let opens = !front.contains(char::is_alphanumeric) && written.starts_with(char::is_uppercase);
        if opens && form.case == Case::Lower { Form { case: Case::Capitalised, ..form } } else { form }
    }

    /// Why a swap would need a look, beyond what the place says.
    fn doubts(&self, found: &TermUse, better: &[(&Term, String)]) -> Vec<Doubt> {
        let mut doubts = found.doubts.clone();
        if better.len() > 1 {
            doubts.insert(0, Doubt::Choice);
        }
        // *The staff is*, *the employees are*: another number asks for another verb.
        let noun = self.concept.part_of_speech == PartOfSpeech::Noun;
        let counted = |term: &Term| term.form(Inflection::Plural) != term.text;
        let unlike = noun && better.iter().any(|(term, _)| counted(term) != counted(self.own));
        let collective = self.hit.form.inflection == Inflection::Collective;
        if collective || unlike {
            doubts.push(Doubt::NoCounterpart);
        }
        doubts
    }

    fn fix(&self, term: &Term, new: &str, form: &Form, applicability: Applicability) -> Option<Fix> {
        let (scene, block, hit) = (self.scene, self.block, self.hit);
        let (range, stem_end) = (&hit.range, hit.stem_end);
        let place = Place { text: scene.text, block, range, stem_end, source: &self.source, form };
        let mut edits = scene.spelling.fit(scene.text, scene.format, block, place.edits(term));
        if edits.is_empty() {
            return None;
        }
        article::mend(place, &mut edits, new);
        drawn::mend(scene.text, block, &mut edits);
        Some(Fix { applicability, edits })
    }

    fn message(&self, found: &TermUse, text: &str, better: &[(&Term, String)], doubts: &[Doubt]) -> String {
        let reason = self.policy.reason.as_deref().map(str::trim).filter(|reason| reason.len() <= SHORT);
        let advice = Advice {
            word: text,
            avoided: &self.own.text,
            better: better.iter().map(|(term, new)| (term.text.as_str(), new.as_str())).collect(),
            reason,
        };
        match found.standing {
            Standing::Mentioned => messages::house_mention(&advice),
            _ if found.confidence < sense::threshold() => messages::house_perhaps(&advice),
            _ => messages::house(&advice, doubts.first().copied()),
        }
    }

    fn term(&self, found: TermUse, doubts: Vec<Doubt>) -> HouseTerm {
        HouseTerm {
            range: self.source.clone(),
            concept: self.hit.concept,
            term: self.hit.term,
            speaks: self.own.status != Status::Deprecated || self.speaks(&found),
            standing: found.standing,
            confidence: found.confidence,
            reasons: found.reasons,
            doubts,
            region: self.region(),
            finding: None,
        }
    }

    fn region(&self) -> Region {
        self.block.region_at(self.hit.range.start)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::check::{Report, check};
    use crate::policy::{House, Origin, Place as Entry, Prefer, Rules};
    use crate::prose::{Format, Regions};
    use crate::terms::{PartOfSpeech, Phrases, Vocabulary};
    use crate::text;

    /// A noun concept: its id, the terms to use, the terms to avoid.
    fn noun(id: &str, preferred: &[&str], deprecated: &[&str]) -> (Concept, HouseConcept) {
        concept(id, PartOfSpeech::Noun, preferred, deprecated)
    }

    fn concept(
        id: &str,
        part_of_speech: PartOfSpeech,
        preferred: &[&str],
        deprecated: &[&str],
    ) -> (Concept, HouseConcept) {
        let term = |status| move |text: &&str| Term::new(text, status, part_of_speech, &[]);
        let terms =
            preferred.iter().map(term(Status::Preferred)).chain(deprecated.iter().map(term(Status::Deprecated)));
        let concept = Concept { id: id.to_owned(), definition: String::new(), part_of_speech, terms: terms.collect() };
        let place = Entry { path: Path::new("/w/customary.toml").into(), text: "".into(), range: 0..0 };
        let policy = HouseConcept {
            severity: None,
            check: None,
            allow: Phrases::default(),
            unless_near: Phrases::default(),
            only_near: Phrases::default(),
            language: None,
            senses: vec![Sense::Party],
            reason: None,
            owner: None,
            link: None,
            origin: Origin { place, through: None },
        };
        (concept, policy)
    }

    fn rules(concepts: Vec<(Concept, HouseConcept)>) -> Rules {
        let (concepts, policies): (Vec<_>, Vec<_>) = concepts.into_iter().map(|(one, of)| (Arc::new(one), of)).unzip();
        let house = House { vocabulary: Vocabulary::new(concepts), concepts: policies };
        Rules { house: Arc::new(house), ..Rules::default() }
    }

    fn report(markdown: &str, rules: &Rules) -> Report {
        check(markdown, Format::Markdown, rules)
    }

    /// Text, severity, and fix of every finding: `!` before one that needs a look.
    fn told(markdown: &str, rules: &Rules) -> Vec<String> {
        let fix = |fix: &Fix| {
            let sign = if fix.applicability == Applicability::Safe { "" } else { "!" };
            format!("{sign}{}", text::apply(markdown, &fix.edits).trim_end())
        };
        let report = report(markdown, rules);
        let findings = report.findings.iter();
        findings
            .map(|f| format!("{} {}: {}", f.severity.name(), f.text, f.fix.as_ref().map_or("-".to_owned(), fix)))
            .collect()
    }

    fn patients() -> Rules {
        rules(vec![noun("patient", &["patient"], &["customer", "client"])])
    }

    #[test]
    fn a_deprecated_term_is_reported_with_the_preferred_one_in_its_shape() {
        let rules = rules(vec![noun("user", &["reader"], &["end user"])]);
        assert_eq!(told("Ask the end user.\n", &rules), ["warning end user: Ask the reader."]);
        assert_eq!(told("All **End users** pay.\n", &rules), ["warning End users: !All **Readers** pay."]);
        assert_eq!(told("END USERS PAY.\n", &rules), ["warning END USERS: READERS PAY."]);
        let found = report("Ask the end user.\n", &rules);
        assert_eq!(&*found.findings[0].message, "Say “reader” here: this house prefers reader to end user.");
        assert_eq!((found.findings[0].sense, found.findings[0].confidence), (Some(Sense::Term), Some(0.95)));
        assert_eq!(found.house[0].finding, Some(0));
        assert!(found.findings[0].origin.is_some());
    }

    #[test]
    fn what_is_preferred_or_admitted_covers_what_it_holds() {
        let rules = rules(vec![noun("portal", &["Acme Member Portal"], &["Member Portal", "portal"])]);
        let found = report("Open the Acme Member Portal now.\n", &rules);
        assert_eq!((found.findings.len(), found.house.len()), (0, 1));
        assert_eq!(told("Open the portal.\n", &rules), ["warning portal: Open the Acme Member Portal."]);
    }

    #[test]
    fn the_later_concept_wins_and_a_disabled_one_never_does() {
        let mut rules = rules(vec![noun("one", &["reader"], &["user"]), noun("two", &["viewer"], &["user"])]);
        assert_eq!(told("Ask the user.\n", &rules), ["warning user: Ask the viewer."]);
        rules.disabled = vec!["two".to_owned()];
        assert_eq!(told("Ask the user.\n", &rules), ["warning user: Ask the reader."]);
    }

    #[test]
    fn a_concept_that_has_no_say_leaves_the_place_to_the_next() {
        let mut narrow = noun("narrow", &["booth"], &["stall", "big stall"]);
        narrow.1.only_near = Phrases::new(["fair"]);
        let mut both = rules(vec![noun("wide", &["stand"], &["stall"]), narrow]);
        assert_eq!(told("Rent the big stall.\n", &both), ["warning stall: Rent the big stand."]);
        assert_eq!(told("Rent the stall at the fair.\n", &both), ["warning stall: Rent the booth at the fair."]);
        let verb = concept("list", PartOfSpeech::Verb, &["allow"], &["whitelist"]);
        both = rules(vec![noun("lists", &["allowlist"], &["whitelist"]), verb]);
        assert_eq!(told("Add it to the whitelist.\n", &both), ["warning whitelist: Add it to the allowlist."]);
        assert_eq!(told("You can whitelist it.\n", &both), ["warning whitelist: You can allow it."]);
        let mut shop = noun("patron", &["patron"], &["customer"]);
        shop.1.only_near = Phrases::new(["gallery"]);
        let pair = Rules { prefer: Prefer::Client, ..rules(vec![shop]) };
        assert_eq!(told("Our customers called.\n", &pair), ["warning customers: Our clients called."]);
    }

    #[test]
    fn a_term_can_differ_by_its_capitals_alone() {
        let rules = rules(vec![noun("net", &["internet"], &["Internet"]), noun("page", &["web address"], &["URL"])]);
        assert_eq!(told("We use the Internet daily.\n", &rules), ["warning Internet: We use the internet daily."]);
        assert_eq!(told("Internet is fine. The internet is.\n", &rules), [""; 0]);
        assert_eq!(told("URLs are long.\n", &rules), ["warning URLs: Web addresses are long."]);
        assert_eq!(told("Long URLs break.\n", &rules), ["warning URLs: Long web addresses break."]);
    }

    #[test]
    fn phrases_regions_and_sentences_silence() {
        let mut one = noun("user", &["reader"], &["user"]);
        one.1.allow = Phrases::new(["power user"]);
        one.1.unless_near = Phrases::new(["Linux"]);
        one.1.check = Some(Regions::new([Region::Prose]));
        one.1.severity = Some(Severity::Error);
        one.1.reason = Some("We write books.".to_owned());
        let mut rules = rules(vec![one]);
        rules.check = Regions::new([Region::Headings]);
        assert_eq!(told("# The user\n\nAsk a power user. On Linux a user pays.\n", &rules), [""; 0]);
        assert_eq!(told("The user pays. Linux is free.\n", &rules), ["error user: The reader pays. Linux is free."]);
        let message = &report("The user pays.\n", &rules).findings[0].message;
        assert_eq!(&**message, "Say “reader” here: this house prefers reader to user. We write books.");
        rules.override_check = Some(Regions::new([Region::Tables]));
        assert_eq!(told("The user pays.\n", &rules), [""; 0]);
        rules.override_check = None;
        rules.forced_severity = Some(Severity::Information);
        assert_eq!(told("The user pays.\n", &rules), ["information user: The reader pays."]);
    }

    #[test]
    fn a_cue_can_be_asked_for() {
        let mut one = noun("seat", &["berth"], &["seat"]);
        one.1.only_near = Phrases::new(["sleeping car"]);
        let rules = rules(vec![one]);
        assert_eq!(told("Take the seat. It is a sleeping car.\n", &rules), [""; 0]);
        let expected = "warning seat: The berth in the sleeping cars is free.";
        assert_eq!(told("The seat in the sleeping cars is free.\n", &rules), [expected]);
        assert_eq!(told("The seat in the `sleeping car` is free.\n", &rules), [""; 0]);
    }

    #[test]
    fn directives_silence_by_the_concept() {
        let rules = rules(vec![noun("user", &["reader"], &["user"])]);
        assert_eq!(told("Ask the user. <!-- customary-disable-line user -->\n", &rules), [""; 0]);
        assert_eq!(told("Ask the user. <!-- customary-disable-line patient -->\n", &rules).len(), 2);
    }

    #[test]
    fn a_text_of_another_language_is_left_alone() {
        let mut one = noun("user", &["reader"], &["user"]);
        one.1.language = Some("en".to_owned());
        let german = "Der user muss sich mit dem Namen auf der Seite anmelden.\n";
        assert_eq!(told(german, &rules(vec![one])), [""; 0]);
        assert_eq!(told(german, &rules(vec![noun("user", &["reader"], &["user"])])).len(), 1);
    }

    #[test]
    fn several_preferred_terms_are_a_choice() {
        let rules = rules(vec![noun("user", &["reader", "viewer"], &["user"])]);
        assert_eq!(told("Ask the user.\n", &rules), ["warning user: !Ask the reader."]);
        let found = report("Ask the user.\n", &rules);
        let [other] = &found.findings[0].alternatives[..] else { panic!() };
        assert_eq!((other.applicability, other.edits[0].replacement.as_str()), (Applicability::Review, "viewer"));
        let message = "Say “reader” here, or “viewer”: this house avoids user.";
        assert_eq!(&*found.findings[0].message, message);
    }

    #[test]
    fn without_a_preferred_term_there_is_no_fix() {
        let rules = rules(vec![noun("user", &[], &["user"])]);
        assert_eq!(told("Ask the user.\n", &rules), ["warning user: -"]);
        let message = "Find another word for “user”: this house avoids user.";
        assert_eq!(&*report("Ask the user.\n", &rules).findings[0].message, message);
    }

    #[test]
    fn the_pair_s_own_words_are_judged_as_ever() {
        let rules = patients();
        assert_eq!(told("Our customers called.\n", &rules), ["warning customers: Our patients called."]);
        let software = "The HTTP client sends a request to the server.\n";
        assert_eq!(told(software, &rules), [""; 0]);
        assert_eq!(report(software, &rules).house.len(), 1);
        assert_eq!(told("Sign in to the Customer Portal first.\n", &rules), [""; 0]);
        assert_eq!(told("They never say the word “customer” aloud.\n", &rules), ["hint customer: -"]);
        let service = told("She runs customer service.\n", &rules);
        assert_eq!(service, ["warning customer: !She runs patient service."]);
    }

    #[test]
    fn a_concept_can_be_about_programs() {
        let mut one = noun("app", &["app"], &["client"]);
        one.1.senses = vec![Sense::Software];
        let rules = rules(vec![one]);
        let found = told("The HTTP client sends a request to the server.\n", &rules);
        assert_eq!(found, ["warning client: The HTTP app sends a request to the server."]);
        assert_eq!(told("Our clients called about the divorce.\n", &rules), [""; 0]);
    }

    #[test]
    fn a_concept_about_persons_and_programs_need_not_tell_them_apart() {
        let mut one = noun("app", &["app"], &["client"]);
        one.1.senses = vec![Sense::Party, Sense::Software];
        let found = told("The client calls the service over HTTPS.\n", &rules(vec![one]));
        assert_eq!(found, ["warning client: The app calls the service over HTTPS."]);
    }

    #[test]
    fn the_pair_is_silent_where_a_term_of_the_house_stands() {
        let rules = Rules { prefer: Prefer::Client, ..patients() };
        assert_eq!(told("Our customers called.\n", &rules), ["warning customers: Our patients called."]);
    }

    #[test]
    fn articles_follow_the_new_word() {
        let rules = rules(vec![noun("user", &["end user"], &["reader"]), noun("id", &["pass"], &["entry card"])]);
        for (before, after) in [
            ("Ask a reader.", "Ask an end user."),
            ("A reader asks.", "An end user asks."),
            ("Ask a **reader**.", "Ask an **end user**."),
            ("ASK A READER NOW.", "ASK AN END USER NOW."),
            ("Zone A readers pay.", "Zone A end users pay."),
            ("Vitamin A reader tips help.", "Vitamin A end user tips help."),
            ("Get an entry card.", "Get a pass."),
            ("Get an [entry card](x).", "Get a [pass](x)."),
            ("Ask a new reader.", "Ask a new end user."),
            ("Ask the reader.", "Ask the end user."),
            ("> Ask a\n> reader's friend.", "> Ask an\n> end user's friend."),
        ] {
            let report = report(before, &rules);
            let [finding] = &report.findings[..] else { panic!("{before}: {:?}", report.findings) };
            let fix = finding.fix.as_ref().unwrap_or_else(|| panic!("{before}: no fix"));
            assert_eq!(text::apply(before, &fix.edits), after);
        }
    }

    #[test]
    fn markup_and_line_breaks_stay() {
        let rules = rules(vec![noun("id", &["boarding pass"], &["travel document", "paper"])]);
        for (before, after) in [
            ("Show the *travel* document.", "Show the *boarding* pass."),
            ("> Show the *travel*\n> document.", "> Show the *boarding*\n> pass."),
            ("Show the travel\ndocument.", "Show the boarding\npass."),
            ("Show the paper&rsquo;s back.", "Show the boarding pass&rsquo;s back."),
        ] {
            let report = report(before, &rules);
            let fix = report.findings[0].fix.as_ref().unwrap_or_else(|| panic!("{before}: no fix"));
            assert_eq!(text::apply(before, &fix.edits), after);
        }
        assert_eq!(told("Show the pa**p**er.\n", &rules), ["warning pa**p**er: -"]);
        assert_eq!(told("Show the `travel` document.\n", &rules), [""; 0]);
    }

    #[test]
    fn a_term_written_like_its_better_is_left() {
        let rules = rules(vec![noun("js", &["JavaScript"], &["javascript"])]);
        assert_eq!(told("JavaScript, JAVASCRIPT\n", &rules), [""; 0]);
        assert_eq!(told("We like javascript.\n", &rules), ["warning javascript: We like JavaScript."]);
    }

    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "member",
            "Members",
            "MEMBER’S",
            "end user",
            "end\nuser",
            "an account",
            "a ",
            "an ",
            "A ",
            "the ",
            "our ",
            "**",
            "*",
            "`",
            " ",
            " ",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            "# ",
            "- ",
            "> ",
            "| ",
            "[",
            "](x)",
            "\"",
            "“",
            "”",
            "not ",
            "word ",
            "reader ",
            "customer",
            "client ",
            "to ",
            "log ",
            "pays ",
            ". ",
            "é",
            "\u{ad}",
            "-",
            "日本",
            ": ",
            "<!-- customary-disable-line user -->",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn findings_lie_on_their_term_and_fixes_settle(markdown in pieces(), prefer in 0..3_usize) {
            let prefer = [Prefer::Off, Prefer::Client, Prefer::Customer][prefer];
            let house = rules(vec![
                noun("user", &["reader"], &["member", "end user"]),
                noun("account", &["login name"], &["account"]),
                noun("patient", &["patient"], &["customer"]),
            ]);
            let rules = Rules { prefer, ..house };
            let mut text = markdown;
            for round in 0.. {
                let report = report(&text, &rules);
                for finding in &report.findings {
                    prop_assert_eq!(text.get(finding.range.clone()), Some(&*finding.text));
                }
                let Some(fix) = report.findings.iter().find_map(|finding| finding.fix.clone()) else { break };
                let mended = text::apply(&text, &fix.edits);
                prop_assert!(mended != text, "{:?}", fix);
                text = mended;
                prop_assert!(round < 100, "{}", text);
            }
        }
    }
}
