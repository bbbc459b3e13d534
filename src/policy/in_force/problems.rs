//! What can only be seen to be wrong when all layers lie together: entries that no text can ever reach, and
//! words that two concepts disagree about.
//!
//! Decided from the texts of the policy alone, never from which files exist today. Tells of the governing
//! file only: what an extended file says may be of use to others.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::house;
use crate::policy::file::{ConceptEntry, Override, PolicyFile};
use crate::policy::globs::Pattern;
use crate::policy::layers::Layer;
use crate::policy::names::{choices, nearest};
use crate::policy::reader::Spanned;
use crate::policy::{Prefer, Problem, ProblemSeverity};
use crate::terms::{self, Concept, Phrases, Status};

/// More ids than this are not listed in a message.
const FEW: usize = 8;

/// More problems of one file than this are counted, not told: nobody reads them all at once.
const MOST: usize = 200;

/// A policy whose layers lie together.
pub(super) struct Whole<'a> {
    pub(super) layers: &'a [Layer],
    pub(super) own: &'a PolicyFile,
    /// What is in force of `include` and `exclude`.
    pub(super) included: &'a [&'a Pattern],
    pub(super) excluded: &'a [&'a Pattern],
    pub(super) concepts: &'a [(&'a ConceptEntry, &'a Layer)],
    /// The phrases in force of `allow` where no override has others.
    pub(super) allow: &'a [String],
    /// The `prefer` in force where no override has another.
    pub(super) prefer: Prefer,
    /// `--prefer`
    pub(super) forced: Option<Prefer>,
}

/// What is wrong with the whole.
pub(super) fn find(whole: &Whole<'_>) -> Vec<Problem> {
    let mut found = Found { own: whole.own, problems: Vec::new() };
    if whole.layers.iter().any(|layer| layer.file.is_broken()) {
        // What seems to be without effect may be what the lost entries speak of.
        return found.problems;
    }
    whole.paths(&mut found);
    whole.contexts(&mut found);
    whole.disabled(&mut found);
    whole.contradictions(&mut found);
    whole.allowed(&mut found);
    whole.dropped(&mut found);
    found.problems
}

/// Keeps the first problems of a file that has very many, and says how many more there are.
pub(super) fn cap(problems: Vec<Problem>) -> Vec<Problem> {
    if problems.len() <= MOST {
        return problems;
    }
    let mut by_file: HashMap<_, Vec<Problem>> = HashMap::new();
    for problem in problems {
        by_file.entry(problem.place.path.clone()).or_default().push(problem);
    }
    by_file.into_values().flat_map(cap_of_file).collect()
}

fn cap_of_file(mut problems: Vec<Problem>) -> Vec<Problem> {
    if problems.len() <= MOST {
        return problems;
    }
    problems.sort_by_key(|problem| (problem.place.range.start, problem.place.range.end));
    let more = problems.split_off(MOST);
    // The worst of them is how bad they are.
    if let Some(severity) = more.iter().map(|problem| problem.severity).max()
        && let Some(next) = more.first()
    {
        let message = format!("{} more problems from here on: these come first", more.len());
        problems.push(Problem { place: next.place.clone(), severity, message });
    }
    problems
}

struct Found<'a> {
    own: &'a PolicyFile,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn tell(&mut self, severity: ProblemSeverity, range: &Range<usize>, message: String) {
        self.problems.push(Problem { place: self.own.place(range.clone()), severity, message });
    }

    fn warn(&mut self, range: &Range<usize>, message: impl Into<String>) {
        self.tell(ProblemSeverity::Warning, range, message.into());
    }
}

impl Whole<'_> {
    /// Overrides and whens that no file can reach, whatever files there are.
    fn paths(&self, found: &mut Found<'_>) {
        let overrides = self.own.content.overrides.iter().map(|entry| (&entry.paths, "override"));
        let whens = self.own.content.when.iter().filter_map(|entry| Some((entry.paths.as_ref()?, "[[when]]")));
        for (paths, what) in overrides.chain(whens) {
            if self.is_out_of_reach(&paths.value) {
                let message =
                    format!("this {what} can never match: \"exclude\" or \"include\" leaves all of these paths out");
                found.warn(&paths.range, message);
            }
        }
    }

    fn is_out_of_reach(&self, paths: &[Pattern]) -> bool {
        let covered = |path: &Pattern| self.excluded.iter().any(|excluded| path.is_covered_by(excluded));
        let apart = |path: &Pattern| {
            !self.included.is_empty() && self.included.iter().all(|included| path.is_apart_from(included))
        };
        // Paths that lead out of the folder have a warning of their own.
        let mut inside = paths.iter().filter(|path| !path.is_outside()).peekable();
        inside.peek().is_some() && inside.all(|path| covered(path) || apart(path))
    }

    /// Every `prefer` that holds somewhere.
    fn prefers(&self) -> impl Iterator<Item = Prefer> {
        let overrides = self.layers.iter().flat_map(|layer| &layer.file.content.overrides);
        let of_overrides = overrides.filter_map(|entry| Some(entry.prefer.as_ref()?.value));
        self.forced.into_iter().chain([self.prefer]).chain(of_overrides)
    }

    /// `by-context` without contexts, and contexts that nobody asks for.
    fn contexts(&self, found: &mut Found<'_>) {
        let own = &self.own.content;
        if !self.layers.iter().any(|layer| layer.file.content.has_when) {
            let prefers = own.overrides.iter().filter_map(|entry| entry.prefer.as_ref()).chain(&own.prefer);
            for prefer in prefers.filter(|prefer| prefer.value == Prefer::ByContext) {
                let message = "\"by-context\" asks the [[when]] tables, and there are none: nothing is reported; add one, or extend \"preset:by-relationship\"";
                found.warn(&prefer.range, message);
            }
        }
        let is_unread = self.layers.iter().any(|layer| layer.file.content.prefer_is_unread);
        if !is_unread && !self.prefers().any(|prefer| prefer == Prefer::ByContext) {
            for entry in &own.when {
                let message = "this [[when]] is never asked: it counts where \"prefer\" is \"by-context\"";
                found.warn(&entry.place, message);
            }
        }
    }

    /// Ids in `disable` that no concept has.
    fn disabled(&self, found: &mut Found<'_>) {
        let mut known: Vec<&str> = vec![&terms::pair().id];
        known.extend(self.concepts.iter().map(|(entry, _)| entry.id.value.as_str()));
        let exists: HashSet<&str> = known.iter().copied().chain(["directive"]).collect();
        for id in self.own.content.overrides.iter().flat_map(|entry| &entry.disable) {
            if !exists.contains(id.value.as_str()) {
                let meant = match nearest(&id.value, &known) {
                    Some(near) => format!(": did you mean \"{near}\"?"),
                    None if known.len() <= FEW => format!(", only {}", choices(&known)),
                    None => String::new(),
                };
                found.warn(&id.range, format!("there is no concept \"{}\" to disable{meant}", id.value));
            }
        }
    }

    /// Words that one concept tells writers to use and another tells them not to.
    fn contradictions(&self, found: &mut Found<'_>) {
        let mut right: HashMap<String, Vec<&ConceptEntry>> = HashMap::new();
        for (entry, _) in self.concepts {
            for word in entry.preferred.iter().chain(&entry.admitted) {
                right.entry(as_one_word(&word.value)).or_default().push(entry);
            }
        }
        for (entry, _) in self.own_concepts() {
            for wrong in &entry.deprecated {
                let by = right.get(&as_one_word(&wrong.value)).into_iter().flatten();
                if let Some(other) = by.copied().find(|other| other.speaks_where(entry)) {
                    let message = format!(
                        "\"{}\" is deprecated here and right in \"{}\": take it out of one of the two concepts",
                        wrong.value, other.id.value
                    );
                    found.tell(ProblemSeverity::Error, &wrong.range, message);
                }
            }
        }
    }

    fn own_concepts(&self) -> impl Iterator<Item = &(&ConceptEntry, &Layer)> {
        self.concepts.iter().filter(|(_, layer)| layer.brought_by.is_none())
    }

    /// Phrases to keep that nothing would ever change.
    fn allowed(&self, found: &mut Found<'_>) {
        let own = &self.own.content;
        let everywhere = |entry: &&Override| entry.paths.value.iter().any(Pattern::is_everything);
        let off = |overrides: &[&Override]| -> HashSet<String> {
            overrides.iter().flat_map(|entry| &entry.disable).map(|id| id.value.clone()).collect()
        };
        let all: Vec<&Override> = self.layers.iter().flat_map(|layer| &layer.file.content.overrides).collect();
        let off_everywhere: Vec<&Override> = all.iter().copied().filter(everywhere).collect();
        if !own.allow.is_empty() {
            let reported = Reported::new(self, &off(&off_everywhere));
            reported.tell_of(own.allow.iter().filter_map(added), found);
        }
        for entry in own.overrides.iter().filter(|entry| !entry.allow.is_empty()) {
            let off_here: Vec<&Override> = off_everywhere.iter().copied().chain([entry]).collect();
            let reported = Reported::new(self, &off(&off_here));
            reported.tell_of(entry.allow.iter().filter_map(added), found);
        }
        for (entry, _) in self.own_concepts().filter(|(entry, _)| !entry.allow.is_empty()) {
            let words = deprecated_forms(entry);
            for phrase in &entry.allow {
                if words.find_all(&phrase.value.to_lowercase()).is_empty() {
                    let message = format!(
                        "\"{}\" keeps nothing: no deprecated term of \"{}\" stands in it",
                        phrase.value, entry.id.value
                    );
                    found.warn(&phrase.range, message);
                }
            }
        }
    }
}

impl Whole<'_> {
    /// Entries `"!phrase"` of overrides that take out nothing: neither an inherited phrase nor one of this file.
    fn dropped(&self, found: &mut Found<'_>) {
        let mut known: HashSet<&str> = self.allow.iter().map(String::as_str).collect();
        for layer in self.layers {
            for entry in &layer.file.content.overrides {
                let drops = entry.allow.iter().filter_map(|entry| Some((entry.value.dropped()?, &entry.range)));
                for (phrase, range) in drops.filter(|(phrase, _)| !known.contains(phrase)) {
                    if layer.brought_by.is_none() {
                        let message = format!(
                            "\"!{phrase}\" drops nothing: \"!\" takes out an entry of an \"allow\" that holds here, and none says \"{phrase}\""
                        );
                        found.warn(range, message);
                    }
                }
                known.extend(entry.allow.iter().filter_map(|entry| entry.value.added()));
            }
        }
    }
}

/// An entry of a list that adds something, with its place.
fn added(entry: &Spanned<crate::policy::file::Listed<String>>) -> Option<(&str, &Range<usize>)> {
    Some((entry.value.added()?, &entry.range))
}

/// The words that a policy can report.
struct Reported {
    /// Whether it looks at the pair anywhere.
    pair: bool,
    /// The forms of the deprecated terms, in small letters.
    words: Phrases,
}

impl Reported {
    fn new(whole: &Whole<'_>, off: &HashSet<String>) -> Self {
        let looks = |prefer: Prefer| !matches!(prefer, Prefer::Off | Prefer::BothDefined);
        let pair = !off.contains(&terms::pair().id) && whole.prefers().any(looks);
        let concepts = whole.concepts.iter().filter(|(entry, _)| !off.contains(&entry.id.value));
        let forms: Vec<String> = concepts.flat_map(|(entry, _)| forms(entry)).collect();
        Self { pair: pair || whole.forced.is_some_and(looks), words: Phrases::new(forms) }
    }

    fn tell_of<'e>(&self, phrases: impl Iterator<Item = (&'e str, &'e Range<usize>)>, found: &mut Found<'_>) {
        for (phrase, range) in phrases {
            let is_of_the_pair = !terms::find(phrase).is_empty();
            if (self.pair && is_of_the_pair)
                || (!self.words.is_empty() && !self.words.find_all(&phrase.to_lowercase()).is_empty())
            {
                continue;
            }
            let why = match (is_of_the_pair, self.words.is_empty()) {
                (true, _) => "this policy reports neither client nor customer here; set \"prefer\", or take it out",
                (false, true) => "it holds no form of client or customer",
                (false, false) => "it holds no form of client or customer and no deprecated term",
            };
            found.warn(range, format!("\"{phrase}\" keeps nothing: {why}"));
        }
    }
}

fn deprecated_forms(entry: &ConceptEntry) -> Phrases {
    Phrases::new(forms(entry))
}

/// Every form of the deprecated terms of a concept, in small letters.
fn forms(entry: &ConceptEntry) -> Vec<String> {
    if entry.deprecated.is_empty() {
        return Vec::new();
    }
    let concept = Concept::new(house::raw(entry));
    let deprecated = concept.terms.iter().filter(|term| term.status == Status::Deprecated);
    deprecated.flat_map(|term| term.forms()).map(|(_, form)| form.to_lowercase()).collect()
}

/// A term as it is compared: with regard to case, as one that holds capitals is another word.
fn as_one_word(term: &str) -> String {
    term.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl ConceptEntry {
    /// Whether both concepts want to speak of the same places: *login* may be right as a noun and wrong as a verb.
    fn speaks_where(&self, other: &Self) -> bool {
        let is_conditional = |entry: &Self| !entry.only_near.is_empty() || !entry.unless_near.is_empty();
        self.id.value != other.id.value
            && self.part_of_speech == other.part_of_speech
            && self.language == other.language
            && !is_conditional(self)
            && !is_conditional(other)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::policy::memory::{Memory, told};
    use crate::policy::{Overrides, Policies, Prefer};

    const HOUSE: &str = "prefer = \"by-context\"\n[[when]]\nnear = \"till\"\nprefer = \"off\"\n\
        [[concept]]\nid = \"bin\"\npreferred = \"bin\"\ndeprecated = [\"trash can\", \"GitHub\"]\n";

    /// The problems of a policy, as severity, text and message.
    fn problems(text: &str) -> Vec<String> {
        problems_with(text, None)
    }

    fn problems_with(text: &str, forced: Option<Prefer>) -> Vec<String> {
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", text), ("/w/house.toml", HOUSE)]);
        let policies = Policies::new(memory, Overrides { prefer: forced, config: None });
        policies.rules(Path::new("/w/a.md"));
        let short = |line: String| line.split_once(": ").map_or(line.clone(), |(_, rest)| rest.to_owned());
        told(&policies.problems()).into_iter().map(short).collect()
    }

    #[test]
    fn contexts_that_nobody_asks_for_and_the_other_way_round() {
        let none = "\"by-context\" asks the [[when]] tables, and there are none: nothing is reported; add one, or extend \"preset:by-relationship\"";
        assert_eq!(
            problems("prefer = \"by-context\"\n"),
            [format!("Warning at \"prefer = \\\"by-context\\\"\": {none}")]
        );
        assert_eq!(problems("[[override]]\npaths = [\"a\"]\nprefer = \"by-context\"\n").len(), 1);
        assert_eq!(problems("extends = \"house.toml\"\nprefer = \"by-context\"\n"), [""; 0]);
        let when = "[[when]]\nnear = \"x\"\nprefer = \"off\"\n";
        let never =
            "Warning at \"[[when]]\": this [[when]] is never asked: it counts where \"prefer\" is \"by-context\"";
        assert_eq!(problems(&format!("prefer = \"client\"\n{when}")), [never]);
        assert_eq!(problems_with(&format!("prefer = \"client\"\n{when}"), Some(Prefer::ByContext)), [""; 0]);
        let over = "[[override]]\npaths = [\"a\"]\nprefer = \"by-context\"\n";
        assert_eq!(problems(&format!("prefer = \"client\"\n{over}{when}")), [""; 0]);
        assert_eq!(problems(&format!("extends = \"house.toml\"\n{when}")), [""; 0]);
        let apart =
            "include = [\"docs/**\"]\nextends = \"house.toml\"\n[[when]]\npaths = [\"shop/**\"]\nprefer = \"off\"\n";
        assert_eq!(
            problems(apart),
            [
                "Warning at \"[\\\"shop/**\\\"]\": this [[when]] can never match: \"exclude\" or \"include\" leaves all of these paths out"
            ]
        );
    }

    #[test]
    fn what_could_not_be_read_is_not_missed() {
        let asks = "prefer = \"by-context\"\n[[when]]\nnear = \"x\"\n";
        let when = "[[when]]\nnear = \"x\"\nprefer = \"off\"\n";
        let disables = "[[override]]\npaths = [\"a\"]\ndisable = [\"sign-in\"]\n";
        for text in [
            format!("{asks}prefer = \"clnt\"\n"),
            format!("{asks}prefer = client\n"),
            asks.replace("[[when]]", "[[when]"),
            format!("prefer = \"by-contxt\"\n{when}"),
            format!("prefer = by-context\n{when}"),
            format!("{disables}[[concept]]\nid = sign-in\npreferred = \"sign in\"\n"),
        ] {
            let told = problems(&text);
            assert!(told.len() == 1 && told[0].starts_with("Error"), "{text}: {told:?}");
        }
    }

    #[test]
    fn what_an_override_drops_must_be_there() {
        let over = |entry: &str| format!("[[override]]\npaths = [\"a\"]\nallow = [\"{entry}\"]\n");
        let text = |entry: &str| format!("prefer = \"client\"\nallow = [\"Client Hub\"]\n{}", over(entry));
        assert_eq!(
            problems(&text("!Client Hb")),
            [
                "Warning at \"\\\"!Client Hb\\\"\": \"!Client Hb\" drops nothing: \"!\" takes out an entry of an \"allow\" that holds here, and none says \"Client Hb\""
            ]
        );
        assert_eq!(problems(&text("!Client Hub")), [""; 0]);
        let earlier = format!("prefer = \"client\"\n{}{}", over("Client Day"), over("!Client Day"));
        assert_eq!(problems(&earlier), [""; 0]);
    }

    #[test]
    fn only_what_there_is_can_be_disabled() {
        let disable = |id: &str| {
            problems(&format!("extends = \"house.toml\"\n[[override]]\npaths = [\"a\"]\ndisable = [\"{id}\"]\n"))
        };
        for known in ["bin", "client-customer", "directive"] {
            assert_eq!(disable(known), [""; 0], "{known}");
        }
        assert_eq!(
            disable("bins"),
            ["Warning at \"\\\"bins\\\"\": there is no concept \"bins\" to disable: did you mean \"bin\"?"]
        );
        assert_eq!(
            disable("sign-in"),
            ["Warning at \"\\\"sign-in\\\"\": there is no concept \"sign-in\" to disable, only client-customer or bin"]
        );
    }

    #[test]
    fn one_concept_does_not_forbid_what_another_asks_for() {
        let concept = |more: &str| {
            problems(&format!(
                "extends = \"house.toml\"\n[[concept]]\nid = \"x\"\ndeprecated = [\"waste\", \"bin\"]\n{more}"
            ))
        };
        assert_eq!(
            concept(""),
            [
                "Error at \"\\\"bin\\\"\": \"bin\" is deprecated here and right in \"bin\": take it out of one of the two concepts"
            ]
        );
        assert_eq!(concept("part-of-speech = \"verb\"\n"), [""; 0]);
        assert_eq!(concept("only-near = \"computer\"\n"), [""; 0]);
        assert_eq!(problems("extends = \"house.toml\"\n[[concept]]\nid = \"bin\"\ndeprecated = \"bin\"\n"), [""; 0]);
        assert_eq!(problems("extends = \"house.toml\"\n[[concept]]\nid = \"x\"\ndeprecated = \"Bin\"\n"), [""; 0]);
        let both = "[[concept]]\nid = \"a\"\ndeprecated = \"Net\"\n[[concept]]\nid = \"b\"\nadmitted = \"Net\"\n";
        assert_eq!(problems(both).len(), 1);
    }

    #[test]
    fn what_is_allowed_must_hold_what_can_be_reported() {
        let allow = |top: &str, phrase: &str, below: &str| problems(&format!("{top}allow = [\"{phrase}\"]\n{below}"));
        let house = "extends = \"house.toml\"\n";
        let off = "[[override]]\npaths = [\"**\"]\ndisable = [\"bin\"]\n";
        for (top, phrase, below) in [
            ("prefer = \"client\"\n", "the Client's hub", ""),
            ("[[override]]\npaths = [\"a\"]\nprefer = \"client\"\n", "client hub", ""),
            (house, "big trash cans", ""),
            (house, "Trash Can Alley", ""),
            (house, "github page", ""),
            (house, "customer", off),
        ] {
            assert_eq!(allow(top, phrase, below), [""; 0], "{top}{phrase}");
        }
        for (top, phrase, below, why) in [
            ("prefer = \"client\"\n", "Portal", "", "it holds no form of client or customer"),
            (house, "the bin", "", "it holds no form of client or customer and no deprecated term"),
            (house, "trashcan", "", "it holds no form of client or customer and no deprecated term"),
            (house, "trash can", off, "it holds no form of client or customer"),
            (
                "",
                "Client Hub",
                "",
                "this policy reports neither client nor customer here; set \"prefer\", or take it out",
            ),
            (
                "prefer = \"both-defined\"\n",
                "Client Hub",
                "",
                "this policy reports neither client nor customer here; set \"prefer\", or take it out",
            ),
        ] {
            let expected = format!("Warning at \"\\\"{phrase}\\\"\": \"{phrase}\" keeps nothing: {why}");
            assert_eq!(allow(top, phrase, below), [expected], "{top}{phrase}");
        }
        assert_eq!(problems_with("allow = [\"Client Hub\"]\n", Some(Prefer::Client)), [""; 0]);
        let here = "extends = \"house.toml\"\n[[override]]\npaths = [\"a\"]\ndisable = [\"bin\"]\nallow = [\"trash can\", \"client\"]\n";
        assert_eq!(problems(here).len(), 1);
        let concept = "[[concept]]\nid = \"x\"\npreferred = \"sign in\"\ndeprecated = \"log in\"\npart-of-speech = \"verb\"\nallow = [\"logging in page\", \"sign in\"]\n";
        assert_eq!(
            problems(concept),
            ["Warning at \"\\\"sign in\\\"\": \"sign in\" keeps nothing: no deprecated term of \"x\" stands in it"]
        );
    }

    #[test]
    fn very_many_problems_are_counted() {
        let text = "x\ny = = 1\n".repeat(45_000);
        let found = problems(&text);
        assert_eq!(found.len(), super::MOST + 1);
        assert!(found.last().unwrap().contains("more problems from here on"), "{:?}", found.last());
        assert!(found.last().unwrap().starts_with("Error"));
        assert_eq!(problems(&"x = 1\n[[override]]\n".repeat(150)).len(), super::MOST + 1);
    }
}
