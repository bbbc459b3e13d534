//! One policy file as it is written: every value it holds with its bytes, and everything wrong with it.
//!
//! Knows what a policy may say; nothing of other files, of what extends what, or of the file checked.
//! One file a table; what several tables hold alike is read in [`values`].

mod concept;
mod example;
mod judgement;
mod overrides;
mod top;
mod values;
mod when;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

pub(super) use concept::ConceptEntry;
pub(super) use example::ExampleEntry;
pub(super) use judgement::JudgementEntry;
pub(super) use overrides::Override;
pub(super) use top::Content;
pub(super) use when::WhenEntry;

use super::names::choices;
use super::reader::Reader;
use super::tree::{self, Fault, FaultKind};
use super::{Place, Problem};

/// The keys of a policy above its first table, and the tables it may hold.
pub(super) const KEYS: [&str; 16] = [
    "extends", "prefer", "severity", "include", "exclude", "check", "allow", "max-diagnostics", "max-words", "reason",
    "sources", "override", "when", "concept", "example", "judgement",
];

/// The tables of a policy, each opened by its name in two brackets, with their keys.
pub(super) const TABLES: [(&str, &[&str]); 5] = [
    ("override", &overrides::KEYS),
    ("when", &when::KEYS),
    ("concept", &concept::KEYS),
    ("example", &example::KEYS),
    ("judgement", &judgement::KEYS),
];

/// What a policy file says, as far as it could be read.
#[derive(Debug)]
pub(super) struct PolicyFile {
    pub(super) path: Arc<Path>,
    pub(super) text: Arc<str>,
    pub(super) content: Content,
    pub(super) faults: Vec<Fault>,
    /// Something is there and its text cannot be had.
    unreadable: bool,
}

/// An entry of a list that adds to an inherited one.
#[derive(Debug, Clone)]
pub(super) enum Listed<T> {
    Add(String, T),
    /// `"!entry"`: the entry that is dropped.
    Drop(String),
}

impl<T> Listed<T> {
    /// The entry that it takes out, as that one is written.
    pub(super) fn dropped(&self) -> Option<&str> {
        match self {
            Listed::Drop(text) => Some(text),
            Listed::Add(..) => None,
        }
    }

    /// The entry that it adds, as written.
    pub(super) fn added(&self) -> Option<&str> {
        match self {
            Listed::Add(text, _) => Some(text),
            Listed::Drop(_) => None,
        }
    }
}

impl PolicyFile {
    /// Reads the text of a policy file.
    pub(super) fn parse(path: Arc<Path>, text: String) -> Self {
        let (table, faults) = tree::read(&text);
        let mut reader = Reader::new(faults);
        let content = top::read(&mut reader, table);
        let mut faults = reader.faults;
        faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
        Self { path, text: text.into(), content, faults, unreadable: false }
    }

    /// A file that is there and whose text cannot be had.
    pub(super) fn unreadable(path: Arc<Path>, message: String) -> Self {
        let faults = vec![Fault { range: 0..0, kind: FaultKind::Syntax, message }];
        Self { path, text: "".into(), content: Content::default(), faults, unreadable: true }
    }

    pub(super) fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// Whether an editor should go on with an earlier text of this file.
    pub(super) fn is_broken(&self) -> bool {
        self.faults.iter().any(|fault| fault.kind == FaultKind::Syntax)
    }

    pub(super) fn place(&self, range: Range<usize>) -> Place {
        Place { path: Arc::clone(&self.path), text: Arc::clone(&self.text), range }
    }

    pub(super) fn problem(&self, fault: &Fault) -> Problem {
        Problem {
            place: self.place(fault.range.clone()),
            severity: fault.kind.severity(),
            message: fault.message.clone(),
        }
    }
}

/// Says of a key that is not read in the table `here` (`None`: above the tables) what was probably meant.
fn not_a_key(reader: &mut Reader, name: &str, range: Range<usize>, here: Option<&str>, keys: &[&str]) {
    let homes: Vec<String> = TABLES
        .iter()
        .filter(|(table, keys)| Some(*table) != here && keys.contains(&name))
        .map(|(table, _)| format!("[[{table}]]"))
        .collect();
    let Some(here) = here else {
        return match homes.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => reader.unknown_key(name, range, keys),
            homes => reader.warn(range, format!("\"{name}\" is read only in {}: move it into one", choices(homes))),
        };
    };
    if KEYS.contains(&name) {
        let message = format!("\"{name}\" is not read inside a [[{here}]]: move it above the first line in brackets");
        return reader.warn(range, message);
    }
    reader.unknown_key(name, range, keys);
}

/// A policy that holds every key.
#[cfg(test)]
pub(super) const FULL: &str = include_str!("full.toml");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::{Expect, Prefer, ProblemSeverity, Within};
    use crate::prose::{Region, Regions};

    fn read(text: &str) -> PolicyFile {
        PolicyFile::parse(Path::new("/w/customary.toml").into(), text.to_owned())
    }

    /// Each fault as its severity, the text at its place, and its message.
    fn faults(text: &str) -> Vec<(ProblemSeverity, String, String)> {
        let file = read(text);
        let told = |fault: &Fault| {
            let problem = file.problem(fault);
            (problem.severity, problem.place.text[problem.place.range].to_owned(), problem.message)
        };
        file.faults.iter().map(told).collect()
    }

    #[test]
    fn each_fault_is_one_problem_at_its_place() {
        use ProblemSeverity::{Error, Warning};
        for (text, severity, place, message) in [
            ("sevrity = \"error\"", Warning, "sevrity", "unknown key \"sevrity\": did you mean \"severity\"?"),
            (
                "colour = 1",
                Warning,
                "colour",
                "unknown key \"colour\": the keys here are extends, prefer, severity, include, exclude, check, allow, max-diagnostics, max-words, reason, sources, override, when, concept, example or judgement",
            ),
            ("paths = []", Warning, "paths", "\"paths\" is read only in [[override]] or [[when]]: move it into one"),
            (
                "prefer = \"clients\"",
                Error,
                "\"clients\"",
                "\"prefer\": \"clients\" is not one of client, customer, consistent, by-context, both-defined or off: did you mean \"client\"?",
            ),
            (
                "prefer = true",
                Error,
                "true",
                "\"prefer\" must be one of client, customer, consistent, by-context, both-defined or off in quotes, not true or false",
            ),
            (
                "severity = \"fatal\"",
                Error,
                "\"fatal\"",
                "\"severity\": \"fatal\" is not one of error, warning, information or hint",
            ),
            ("allow = \"Client Hub\"", Error, "\"Client Hub\"", "\"allow\" must be a list: write [\"Client Hub\"]"),
            (
                "allow = [\"Client Hub\", 3]",
                Error,
                "3",
                "an entry of \"allow\" must be a string in quotes, not a number",
            ),
            (
                "allow = [\"\"]",
                Warning,
                "\"\"",
                "an empty phrase keeps nothing: write the phrase, or take the entry out",
            ),
            (
                "exclude = [\"a/[b\"]",
                Error,
                "\"a/[b\"",
                "\"a/[b\" is not a pattern of paths: unclosed character class; missing ']'",
            ),
            ("exclude = [\"\"]", Error, "\"\"", "\"\" names no path"),
            (
                "exclude = [\"../b\"]",
                Warning,
                "\"../b\"",
                "\"../b\" leads out of the policy's folder and never matches: paths count from the folder of the policy",
            ),
            (
                "include = []",
                Warning,
                "[]",
                "an empty \"include\" leaves no file to check: name paths, or take the key out",
            ),
            (
                "include = [\"!a\"]",
                Warning,
                "\"!a\"",
                "\"!a\": \"include\" replaces an inherited list, so nothing is dropped from it; name what to leave out in \"exclude\"",
            ),
            (
                "check = [\"table\"]",
                Error,
                "\"table\"",
                "\"table\" is not one of prose, headings, tables, link-text, comments, strings or identifiers: did you mean \"tables\"?",
            ),
            (
                "max-diagnostics = \"9\"",
                Error,
                "\"9\"",
                "\"max-diagnostics\" must be a whole number from 1, without quotes",
            ),
            ("max-diagnostics = -1", Error, "-1", "\"max-diagnostics\" must be a whole number from 1, without quotes"),
            (
                "extends = 3",
                Error,
                "3",
                "\"extends\" must be a path in quotes, or a list of strings in quotes, not a number",
            ),
            (
                "extends = [\"https://x.example/a.toml\"]",
                Error,
                "\"https://x.example/a.toml\"",
                "\"https://x.example/a.toml\": policies are read from local files only; write a path",
            ),
            (
                "extends = \"\"",
                Error,
                "\"\"",
                "write \"preset:\" with the name of a preset, or the path of a policy file, relative to the folder of this one",
            ),
            (
                "[override]\npaths = [\"a\"]",
                Error,
                "[override]",
                "write [[override]], with two brackets: there may be several",
            ),
            ("override = 3", Error, "3", "\"override\" must be tables, each opened by [[override]], not a number"),
            (
                "[[override]]\nprefer = \"off\"",
                Error,
                "[[override]]",
                "this override has no \"paths\": say which files it is for",
            ),
            (
                "[[override]]\npaths = []",
                Warning,
                "[]",
                "an override without a path can never match: name files or folders",
            ),
            (
                "[[override]]\npaths = [\"!a\"]",
                Error,
                "\"!a\"",
                "\"!a\": \"paths\" cannot leave files out; add another [[override]] for them below",
            ),
            (
                "[[override]]\npaths = [\"a\"]\npref = 1",
                Warning,
                "pref",
                "unknown key \"pref\": did you mean \"prefer\"?",
            ),
            (
                "[[override]]\npaths = [\"a\"]\nexclude = []",
                Warning,
                "exclude",
                "\"exclude\" is not read inside a [[override]]: move it above the first line in brackets",
            ),
            (
                "[[override]]\npaths = [\"a\"]\nformat = \"htlm\"",
                Error,
                "\"htlm\"",
                "\"format\": \"htlm\" is not one of the names that are known: did you mean \"html\"?",
            ),
            ("when = 3", Error, "3", "\"when\" must be tables, each opened by [[when]], not a number"),
            ("when = [3]", Error, "3", "\"when\" must hold tables, not a number: open each by [[when]]"),
            (
                "[[when]]\nnear = \"x\"",
                Error,
                "[[when]]",
                "this [[when]] has no \"prefer\": say which word is right there",
            ),
            (
                "[[when]]\nprefer = \"client\"",
                Error,
                "[[when]]",
                "this [[when]] has neither \"near\" nor \"paths\": say where it holds",
            ),
            (
                "[[when]]\npaths = [\"a\"]\nwithin = \"section\"\nprefer = \"off\"",
                Warning,
                "within = \"section\"",
                "\"within\" says how near the phrases of \"near\" must be, and there are none",
            ),
            (
                "[[when]]\nnear = \"x\"\nprefer = \"consistent\"",
                Error,
                "\"consistent\"",
                "\"prefer\": \"consistent\" is not one of client, customer or off",
            ),
            (
                "[[when]]\nnear = \"x\"\nwithin = \"page\"\nprefer = \"client\"",
                Error,
                "\"page\"",
                "\"within\": \"page\" is not one of sentence, paragraph, section or document",
            ),
            (
                "[[when]]\nnear = []\nprefer = \"client\"",
                Warning,
                "[]",
                "an empty \"near\" is never near: name phrases, or take the key out",
            ),
            (
                "[[when]]\nnear = [\"x\", \" \"]\nprefer = \"client\"",
                Warning,
                "\" \"",
                "an empty entry of \"near\" says nothing: write it, or take it out",
            ),
            (
                "[[when]]\nprefer = \"client\"\npaths = []",
                Warning,
                "[]",
                "a when without a path can never match: name files or folders",
            ),
            (
                "[[judgement]]\nnear = \"x\"",
                Error,
                "[[judgement]]",
                "this [[judgement]] has no \"sense\": say what the word means there",
            ),
            (
                "[[judgement]]\nsense = \"party\"",
                Error,
                "[[judgement]]",
                "this [[judgement]] has no \"near\": name the phrases it is about",
            ),
            (
                "[[judgement]]\nnear = \"x\"\nsense = \"term\"",
                Error,
                "\"term\"",
                "\"sense\": \"term\" is not one of party, software, name or mention",
            ),
            (
                "[[example]]",
                Warning,
                "[[example]]",
                "this [[example]] has neither \"report\" nor \"keep\": write sentences, or take it out",
            ),
            (
                "[[example]]\nkeep = 3",
                Error,
                "3",
                "\"keep\" must be a sentence in quotes, or a list of strings in quotes, not a number",
            ),
            ("near = \"x\"", Warning, "near", "\"near\" is read only in [[when]] or [[judgement]]: move it into one"),
            (
                "sources = [\"\"]",
                Warning,
                "\"\"",
                "an empty entry of \"sources\" says nothing: write it, or take it out",
            ),
            ("reason = 3", Error, "3", "\"reason\" must be a string in quotes, not a number"),
            ("reason = \"\"", Warning, "\"\"", "\"reason\" is empty: write what it should say, or take the key out"),
            ("prefer = client", Error, "client", "syntax error: write this value in quotes"),
            (
                "severity = \"error\"\nseverity = \"hint\"",
                Error,
                "severity",
                "\"severity\" stands here a second time: the first counts, remove one of them",
            ),
        ] {
            assert_eq!(faults(text), [(severity, place.to_owned(), message.to_owned())], "{text}");
            let crlf = format!("\u{feff}# Ours\r\n{}\r\n", text.replace('\n', "\r\n"));
            assert_eq!(faults(&crlf), faults(text), "{text} with other line ends");
        }
        assert_eq!(faults("[[example]]\n[[example]]\n[[concept]]\nid = \"x\"\n").len(), 3);
    }

    const CONCEPT: &str = "[[concept]]\nid = \"a\"\npreferred = \"sign in\"\n";

    #[test]
    fn each_fault_of_a_concept_is_one_problem_at_its_place() {
        use ProblemSeverity::{Error, Warning};
        for (text, severity, place, message) in [
            ("id = 3\n", Error, "3", "\"id\" must be a string in quotes, not a number"),
            ("id = \"\"\n", Error, "\"\"", "this concept has no \"id\": findings and directives name it by one"),
            (
                "id = \"client-customer\"\n",
                Error,
                "\"client-customer\"",
                "\"client-customer\" is the built-in pair: say which word is right with \"prefer\"",
            ),
            (
                "id = \"directive\"\n",
                Error,
                "\"directive\"",
                "\"directive\" is what findings about directives are called: choose another id",
            ),
            (
                "id = \"sign in\"\n",
                Error,
                "\"sign in\"",
                "an id has no spaces and no commas, so that directives can name it: write it with hyphens",
            ),
            ("", Error, "[[concept]]", "this concept has no \"id\": findings and directives name it by one"),
        ] {
            let text = format!("[[concept]]\n{text}deprecated = [\"log in\"]\n");
            assert_eq!(faults(&text), [(severity, place.to_owned(), message.to_owned())], "{text}");
            assert_eq!(read(&text).content.concepts.len(), 0, "{text}");
        }
        for (text, severity, place, message) in [
            (
                "deprecated = [\"sign in\", \"login\"]",
                Error,
                "\"sign in\"",
                "\"sign in\" is both preferred and deprecated: take it out of one of the lists",
            ),
            (
                "admitted = \"login\"\ndeprecated = \"login\"",
                Error,
                "\"login\"",
                "\"login\" is both admitted and deprecated: take it out of one of the lists",
            ),
            (
                "deprecated = [\"\"]",
                Warning,
                "\"\"",
                "an empty entry of \"deprecated\" says nothing: write it, or take it out",
            ),
            (
                "part-of-speech = \"verbs\"",
                Error,
                "\"verbs\"",
                "\"part-of-speech\": \"verbs\" is not one of noun, verb, adjective or adverb: did you mean \"verb\"?",
            ),
            (
                "forms = { \"sign im\" = [\"signs im\"] }",
                Warning,
                "\"sign im\"",
                "\"forms\" speaks of \"sign im\", and the concept has no such term: did you mean \"sign in\"?",
            ),
            (
                "collective = { \"folk\" = \"folks\" }",
                Warning,
                "\"folk\"",
                "\"collective\" speaks of \"folk\", and the concept has no such term, only sign in",
            ),
            ("definitions = \"x\"", Error, "\"x\"", "\"definitions\" must be a table, { term = … }, not a string"),
            (
                "allow = [\"!login.gov\"]",
                Warning,
                "\"!login.gov\"",
                "\"!login.gov\" drops nothing: a concept replaces an inherited one whole, with its \"allow\"",
            ),
            (
                "language = \"English (UK)\"",
                Error,
                "\"English (UK)\"",
                "\"English (UK)\" is no language tag: write one such as \"en\" or \"en-GB\"",
            ),
            (
                "senses = [\"mention\"]",
                Error,
                "\"mention\"",
                "\"mention\": a word that is talked about is never more than a hint; \"senses\" takes party, software or name",
            ),
            ("senses = \"thing\"", Error, "\"thing\"", "\"thing\" is not one of party, software or name"),
            ("prefered = 1", Warning, "prefered", "unknown key \"prefered\": did you mean \"preferred\"?"),
            (
                "extends = 1",
                Warning,
                "extends",
                "\"extends\" is not read inside a [[concept]]: move it above the first line in brackets",
            ),
        ] {
            let text = format!("{CONCEPT}{text}\n");
            assert_eq!(faults(&text), [(severity, place.to_owned(), message.to_owned())], "{text}");
            assert_eq!(read(&text).content.concepts.len(), 1, "{text}");
        }
        let twice = format!("{CONCEPT}{CONCEPT}");
        let message = "\"a\" is declared a second time: the first counts, remove one of them";
        assert_eq!(faults(&twice), [(Error, "\"a\"".to_owned(), message.to_owned())]);
        assert!(read(&twice).faults[0].range.start > CONCEPT.len());
        let none = "[[concept]]\nid = \"a\"\npreferred = []\n";
        let message =
            "this concept has no terms: list those to use in \"preferred\" and those to report in \"deprecated\"";
        assert_eq!(faults(none), [(Error, "[[concept]]".to_owned(), message.to_owned())]);
    }

    #[test]
    fn what_was_lost_is_not_missing_as_well() {
        let no_terms = "this concept has no terms";
        for (text, message) in [
            ("[[override]]\npaths = [\"a\"\nprefer = \"client\"\n", "does not end"),
            ("[[concept]]\nid = sign-in\npreferred=\"x\"\n", "in quotes"),
            ("[[concept]]\nid = \"a\"\npreferred = x\n", "in quotes"),
            ("[[concept]]\nid = \"a\"\npreferred = x\ndeprecated = \"y\"\nforms = { x = \"xs\" }\n", "in quotes"),
            ("[[concept]]\nid = \"a\"\npreferred = 3\n", "must be a term in quotes"),
            ("[[concept]]\nid = \"a\"\ndeprecated = [\"\"]\n", no_terms),
            ("[[when]]\nnear = \"x\"\nprefer = client\n", "in quotes"),
            ("[[when]]\nnear = [\"x\"\nwithin = \"section\"\nprefer = \"client\"\n", "does not end"),
            ("[[judgement]]\nnear = [\"a\nsense = \"party\"\n", "does not end"),
            ("[[example]]\nkeep = [\"a\"\n", "does not end"),
        ] {
            let told = faults(text);
            assert!(told.len() == 1 && told[0].2.contains(message), "{text}: {told:?}");
            assert_eq!(told[0].0, ProblemSeverity::Error, "{text}");
        }
        let wide = read("[[when]]\nnear = [\"x\"\npaths = [\"a\"]\nprefer = \"client\"\n");
        assert_eq!(wide.content.when.len(), 0, "a lost condition must not widen what is asked for");
    }

    #[test]
    fn every_key_is_read() {
        let file = read(FULL);
        assert_eq!(file.faults, []);
        let content = &file.content;
        let top =
            [content.prefer.is_some(), content.severity.is_some(), content.include.is_some(), content.check.is_some()];
        assert_eq!(top, [true; 4]);
        let lists = [content.extends.len(), content.exclude.len(), content.allow.len(), content.sources.len()];
        assert_eq!(lists, [1, 1, 3, 1]);
        let counts = [&content.max_diagnostics, &content.max_words];
        assert_eq!(counts.map(|count| count.as_ref().map(|count| count.value)), [Some(500), Some(30_000)]);
        assert!(content.reason.is_some());
        let [entry] = content.overrides.as_slice() else { panic!() };
        assert_eq!((entry.paths.value.len(), entry.allow.len(), entry.disable.len()), (1, 2, 1));
        let [near, paths] = content.when.as_slice() else { panic!() };
        assert_eq!((near.near.as_ref().map(Vec::len), near.within), (Some(3), Within::Section));
        assert_eq!((paths.near.is_none(), paths.within, paths.prefer.value), (true, Within::Paragraph, Prefer::Off));
        let [concept] = content.concepts.as_slice() else { panic!() };
        assert_eq!(
            concept.terms().map(|term| term.value.as_str()).collect::<Vec<_>>(),
            ["sign in", "enter", "log in", "login"]
        );
        assert_eq!(
            concept.forms,
            [("log in".to_owned(), vec!["logs in".to_owned(), "logged in".to_owned(), "logging in".to_owned()])]
        );
        assert_eq!((concept.collective.len(), concept.definitions.len(), concept.allow.len()), (1, 1, 1));
        let one = |list: &[String]| list.len() == 1;
        assert!(one(&concept.unless_near) && one(&concept.only_near));
        let texts = [&concept.definition, &concept.language, &concept.reason, &concept.owner, &concept.link];
        assert!(texts.iter().all(|text| text.is_some()));
        assert_eq!(
            (concept.senses.as_ref().map(Vec::len), concept.severity),
            (Some(2), Some(crate::policy::Severity::Error))
        );
        assert_eq!(content.judgements.len(), 1);
        let [example] = content.examples.as_slice() else { panic!() };
        let texts: Vec<_> = example.texts.iter().map(|(expect, text)| (*expect, text.value.as_str())).collect();
        assert_eq!(
            texts,
            [
                (Expect::Report, "Our customers called."),
                (Expect::Keep, "The HTTP client retries."),
                (Expect::Keep, "The Customer Portal opens.")
            ]
        );
    }

    #[test]
    fn the_built_in_pair_is_written_as_a_policy_writes_a_concept() {
        let pair = include_str!("../../terms/data/client-customer.toml");
        let taken = faults(pair);
        assert_eq!(taken.len(), 1, "{taken:?}");
        assert!(taken[0].2.contains("is the built-in pair"), "{taken:?}");
        let other = read(&pair.replace("\"client-customer\"", "\"x\""));
        assert_eq!(other.faults, []);
        assert_eq!((other.content.concepts[0].collective.len(), other.content.concepts[0].definitions.len()), (1, 2));
    }

    #[test]
    fn the_full_policy_says_every_key() {
        let (table, _) = tree::read(FULL);
        let of = |table: &tree::Table| table.entries.keys().cloned().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(of(&table), KEYS.iter().map(|key| (*key).to_owned()).collect());
        for (name, keys) in TABLES {
            let tree::Value::Array(nodes) = &table.entries[name].node.value else { panic!("{name}") };
            let mut said = std::collections::BTreeSet::new();
            for node in nodes {
                let tree::Value::Table(table) = &node.value else { panic!("{name}") };
                said.extend(of(table));
            }
            assert_eq!(said, keys.iter().map(|key| (*key).to_owned()).collect(), "{name}");
        }
    }

    #[test]
    fn the_rest_of_a_list_counts() {
        let file = read(
            "allow = [1, \"Client Hub\"]\nexclude = [\"[\", \"a\"]\ncheck = [\"prose\", \"x\"]\ninclude = [\"[\"]\n",
        );
        assert_eq!(file.content.allow.len(), 1);
        assert_eq!(file.content.exclude.len(), 1);
        assert_eq!(file.content.check.map(|check| check.value), Some(Regions::new([Region::Prose])));
        assert!(file.content.include.is_none(), "checking too much is noticed, checking nothing is not");
        assert!(read("check = [\"x\"]").content.check.is_none());
        assert_eq!(file.faults.len(), 4);
    }

    #[test]
    fn an_unclosed_list_leaves_the_other_tables_in_force() {
        let file = read(
            "prefer = \"client\"\nallow = [\"Client Hub\"\n\n[[override]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\n",
        );
        assert_eq!(file.faults.len(), 1, "{:?}", file.faults);
        assert!(file.is_broken());
        assert_eq!(file.content.prefer.map(|prefer| prefer.value), Some(Prefer::Client));
        assert_eq!(file.content.overrides.len(), 1);
        assert_eq!(file.content.overrides[0].prefer.as_ref().map(|prefer| prefer.value), Some(Prefer::Customer));
    }

    #[test]
    fn deep_keys_and_brackets_do_no_harm() {
        for text in [
            format!("{}b = 1\n", "a.".repeat(100_000)),
            format!("{}b = 1\n", "a.".repeat(10_000)),
            format!("{}b = 1\n", "a.".repeat(1_000)),
            format!("[{}b]\n", "a.".repeat(1_000)),
            format!("[{}b]\n", "a.".repeat(100_000)),
            format!("[[{}b]]\n", "a.".repeat(100_000)),
            format!("allow = {}\n", "[".repeat(100_000)),
            format!("allow = {}\n", "{a=".repeat(100_000)),
            format!("allow = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        ] {
            assert_ne!(read(&text).faults.len(), 0);
        }
    }

    #[test]
    fn large_policies_are_read_quickly() {
        let many = |n: usize| (0..n).map(|i| format!("  \"Client Hub {i}\",\n")).collect::<String>();
        let text = format!("prefer = \"client\"\nallow = [\n{}]\n", many(100_000));
        assert_eq!(read(&text).content.allow.len(), 100_000);
        // Broken at its first line, it is taken apart.
        assert_eq!(read(&format!("x = [\n{text}")).faults.len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_bytes_are_read(text in "\\PC{0,200}", key in "(allow|include|check|prefer|extends|override|max-diagnostics)", value in "[\\[\\]{}\"'0-9a-z=, !*/.]{0,20}") {
            for text in [&text, &format!("{key} = {value}\n{text}"), &format!("[[override]]\npaths = [\"a\"]\n{key} = {value}")] {
                let file = read(text);
                for fault in &file.faults {
                    prop_assert!(file.text.get(fault.range.clone()).is_some(), "{fault:?}");
                }
                prop_assert_eq!(file.is_broken(), file.faults.iter().any(|fault| fault.message.starts_with("syntax error")));
            }
        }
    }
}
