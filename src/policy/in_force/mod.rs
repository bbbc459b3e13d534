//! What a governing file and all it extends make together, and what that is for one file.
//!
//! Built once per set of texts; answers for files are kept, so that the files of a workspace share
//! their compiled rules. Reads nothing from the disk.

mod cases;
mod effective;
mod growing;
mod house;
mod problems;
mod which;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cases::{Case, Conditional};
use growing::Growing;
use problems::Whole;
use rustc_hash::FxHashSet;
use which::Which;

use super::file::PolicyFile;
use super::globs::{Pattern, relative};
use super::layers::{Layer, Layers};
use super::reader::Spanned;
use super::{Example, FILE_NAMES, LeftAlone, Overrides, Prefer, Problem, Rules, Settings, Severity};
use crate::prose;
use crate::terms::{self, Phrases};

/// A policy, compiled.
#[derive(Debug)]
pub(super) struct InForce {
    /// The folders that patterns count from: the deepest that holds a file counts.
    folders: FxHashSet<PathBuf>,
    /// The files it was made of.
    pub(super) layers: Vec<Layer>,
    pub(super) touched: Vec<PathBuf>,
    pub(super) problems: Vec<Problem>,
    /// What was said of entries of `extends`.
    refused: Vec<String>,
    /// What all files have that no override speaks of; its `when` is empty.
    base: Rules,
    /// The phrases of the base, for overrides that change them.
    allow: Vec<String>,
    which: Which,
    overrides: Vec<Case>,
    /// The own first.
    conditionals: Vec<Conditional>,
    /// What it was made of where it is not of files.
    settings: Option<Settings>,
    /// `--prefer`
    forced: Option<Prefer>,
    answers: Mutex<HashMap<Question, Arc<Rules>>>,
}

/// What the rules of a file depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    /// The overrides that match it.
    cases: Vec<usize>,
    /// The conditionals that apply to it.
    conditionals: Vec<usize>,
    language: Option<String>,
    left_alone: Option<LeftAlone>,
}

impl InForce {
    /// The policy of a governing file.
    pub(super) fn of_files(layers: Layers, folder: &Path, overrides: &Overrides) -> Self {
        let mut out = Self { folders: FxHashSet::from_iter([folder.to_owned()]), ..Self::empty(overrides) };
        let Layers { list, mut problems, touched } = layers;
        let refused = messages(&problems);
        let Some(own) = list.last().map(|layer| Arc::clone(&layer.file)) else { return out };
        let mut include: Option<&[Spanned<Pattern>]> = None;
        let mut exclude: Growing<&Pattern> = Growing(Vec::new());
        let mut allow: Growing<()> = Growing(Vec::new());
        for layer in &list {
            let file = &layer.file;
            problems.extend(file.faults.iter().map(|fault| file.problem(fault)));
            let content = &file.content;
            out.layer(layer, &own);
            include = content.include.as_deref().or(include);
            exclude.grow(file, &content.exclude, |pattern| pattern, &mut problems);
            allow.grow(file, &content.allow, |_| (), &mut problems);
        }
        // Of the lists in which the first that matches decides, the own come first.
        for layer in list.iter().rev() {
            let content = &layer.file.content;
            out.conditionals.extend(content.when.iter().map(|entry| Conditional::new(entry, layer, &own)));
            let judgements = content.judgements.iter().map(|entry| cases::judgement(entry, layer, &own));
            out.base.judgements.extend(judgements);
        }
        let concepts = house::in_force(&list);
        out.base.house = Arc::new(house::compile(&concepts, &own));
        let excluded: Vec<&Pattern> = exclude.0.iter().map(|(_, pattern)| *pattern).collect();
        let included: Option<Vec<&Pattern>> = include.map(|list| list.iter().map(|entry| &entry.value).collect());
        let allow: Vec<String> = allow.0.into_iter().map(|(phrase, _)| phrase).collect();
        problems.extend(problems::find(&Whole {
            layers: &list,
            own: &own,
            included: included.as_deref().unwrap_or_default(),
            excluded: &excluded,
            concepts: &concepts,
            allow: &allow,
            prefer: out.base.prefer,
            forced: overrides.prefer,
        }));
        out.which = Which::new(included.as_deref(), excluded);
        out.base.allow = Phrases::new(&allow);
        let problems = problems::cap(problems);
        Self { layers: list, touched, problems, refused, allow, ..out }
    }

    /// Takes over what a layer says of all files.
    fn layer(&mut self, layer: &Layer, own: &PolicyFile) {
        let content = &layer.file.content;
        let base = &mut self.base;
        if let Some(prefer) = &content.prefer {
            if prefer.value != base.prefer {
                // It explained another word.
                base.reason = None;
            }
            base.prefer = prefer.value;
            base.origin = Some(cases::origin(layer, own, &prefer.range));
        }
        if let Some(reason) = &content.reason {
            base.reason = Some(reason.value.clone());
        }
        base.severity = content.severity.as_ref().map_or(base.severity, |severity| severity.value);
        base.max_diagnostics = content.max_diagnostics.as_ref().map_or(base.max_diagnostics, |count| count.value);
        base.max_words = content.max_words.as_ref().map_or(base.max_words, |count| count.value);
        if let Some(check) = &content.check {
            base.check = check.value.clone();
        }
        self.overrides.extend(content.overrides.iter().map(|entry| Case::new(entry, layer, own)));
    }

    /// The policy where no file governs, and what is wrong with the settings.
    pub(super) fn of_settings(settings: &Settings, overrides: &Overrides) -> (Self, Vec<String>) {
        let mut out = Self { folders: settings.folders.iter().cloned().collect(), ..Self::empty(overrides) };
        let mut faults = Vec::new();
        let mut exclude = Vec::new();
        for entry in &settings.exclude {
            match Pattern::new(entry) {
                Ok(pattern) => exclude.push(pattern),
                Err(why) => faults.push(format!("customary.exclude: \"{entry}\" {why}")),
            }
        }
        out.which = Which::new(None, &exclude);
        // Of someone who has said nothing, no more is expected than to use one of the two words.
        out.base.prefer = settings.prefer.unwrap_or(Prefer::Consistent);
        // Someone who asks for a word in so many words is warned as by a policy file.
        let asked = settings.prefer.or(overrides.prefer).is_some();
        let severity = if asked { Severity::Warning } else { Severity::Information };
        out.base.severity = settings.severity.unwrap_or(severity);
        out.base.max_diagnostics = settings.max_diagnostics.unwrap_or(out.base.max_diagnostics);
        if let Some(check) = &settings.check {
            out.base.check = check.clone();
        }
        out.base.allow = Phrases::new(&settings.allow);
        out.allow.clone_from(&settings.allow);
        out.settings = Some(settings.clone());
        (out, faults)
    }

    fn empty(overrides: &Overrides) -> Self {
        Self {
            folders: FxHashSet::default(),
            layers: Vec::new(),
            touched: Vec::new(),
            problems: Vec::new(),
            refused: Vec::new(),
            base: Rules::default(),
            allow: Vec::new(),
            which: Which::default(),
            overrides: Vec::new(),
            conditionals: Vec::new(),
            settings: None,
            forced: overrides.prefer,
            answers: Mutex::default(),
        }
    }

    /// Whether an editor should go on with an earlier policy.
    pub(super) fn is_broken(&self) -> bool {
        self.layers.iter().any(|layer| layer.file.is_broken())
    }

    /// What the governing file tests itself with.
    pub(super) fn examples(&self) -> Vec<Example> {
        let Some(file) = self.layers.last().map(|layer| &layer.file) else { return Vec::new() };
        let texts = file.content.examples.iter().flat_map(|example| &example.texts);
        texts
            .map(|(expect, text)| Example {
                text: text.value.clone(),
                expect: *expect,
                place: file.place(text.range.clone()),
            })
            .collect()
    }

    /// Whether there is no text in the governing file, which is at `path`.
    pub(super) fn is_empty(&self, path: &Path) -> bool {
        self.layers.iter().any(|layer| *layer.file.path == *path && layer.file.text.trim().is_empty())
    }

    /// Whether these files and problems would make the same policy.
    pub(super) fn is_made_of(&self, layers: &Layers) -> bool {
        let same = |(a, b): (&Layer, &Layer)| Arc::ptr_eq(&a.file, &b.file);
        self.layers.len() == layers.list.len()
            && self.touched == layers.touched
            && self.layers.iter().zip(&layers.list).all(same)
            && self.refused == messages(&layers.problems)
    }

    /// The rules for a file. `otherwise` is the folder that patterns count from where none of ours holds it.
    pub(super) fn rules(&self, path: &Path, otherwise: Option<&Path>) -> Arc<Rules> {
        let relative = self.relative(path, otherwise);
        self.answer(self.question(relative.as_deref(), self.left_alone(path, relative.as_deref())))
    }

    /// The rules for a text without a path, which no pattern matches.
    pub(super) fn rules_without_path(&self) -> Arc<Rules> {
        self.answer(self.question(None, None))
    }

    /// The path that patterns are held against.
    fn relative(&self, path: &Path, otherwise: Option<&Path>) -> Option<String> {
        // Most have one; who names hundreds asks about files in all of them.
        let mut folders = self.folders.iter();
        let inside = match (folders.next(), folders.next()) {
            (None, _) => None,
            (Some(folder), None) => path.starts_with(folder).then_some(folder.as_path()),
            _ => path.ancestors().find(|folder| self.folders.contains(*folder)),
        };
        inside.or(otherwise).and_then(|folder| relative(path, folder))
    }

    fn question(&self, relative: Option<&str>, left_alone: Option<LeftAlone>) -> Question {
        let matches = |case: &Case| relative.is_some_and(|relative| case.matches(relative));
        Question {
            cases: indexes(&self.overrides, matches),
            conditionals: indexes(&self.conditionals, |conditional| conditional.applies(relative)),
            language: relative.and_then(prose::path_language),
            left_alone,
        }
    }

    fn left_alone(&self, path: &Path, relative: Option<&str>) -> Option<LeftAlone> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if FILE_NAMES.contains(&name) || self.layers.iter().any(|layer| *layer.file.path == *path) {
            return Some(LeftAlone::Policy);
        }
        self.which.left_alone(path, relative)
    }

    /// Whether `include` names the hidden file or folder at `path` by its dot.
    pub(super) fn asks_for_hidden(&self, path: &Path) -> bool {
        self.relative(path, None).is_some_and(|relative| self.which.asks_for_hidden(&relative))
    }

    fn answer(&self, question: Question) -> Arc<Rules> {
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers().get(&question).map(Arc::clone);
        if let Some(known) = known {
            return known;
        }
        let rules = match question.left_alone {
            None => self.compile(&question),
            // A file that is left alone has the words of the others, compiled already.
            left_alone => {
                let others = self.answer(Question { left_alone: None, ..question.clone() });
                Rules { left_alone, ..(*others).clone() }
            }
        };
        Arc::clone(answers().entry(question).or_insert(Arc::new(rules)))
    }

    fn compile(&self, question: &Question) -> Rules {
        let mut rules = self.base.clone();
        rules.language.clone_from(&question.language);
        let cases: Vec<&Case> = question.cases.iter().filter_map(|index| self.overrides.get(*index)).collect();
        cases.iter().for_each(|case| case.apply(&mut rules));
        if cases.iter().any(|case| case.changes_allow()) {
            let mut allow: Vec<&str> = self.allow.iter().map(String::as_str).collect();
            cases.iter().for_each(|case| case.change_allow(&mut allow));
            rules.allow = Phrases::new(allow);
        }
        let conditionals = question.conditionals.iter().filter_map(|index| self.conditionals.get(*index));
        rules.when = conditionals.map(|conditional| Arc::clone(&conditional.when)).collect();
        if let Some(forced) = self.forced {
            if forced != rules.prefer {
                rules.reason = None;
            }
            rules.prefer = forced;
            rules.origin = None;
            rules.disabled.retain(|id| *id != terms::pair().id);
        }
        rules
    }
}

fn messages(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| problem.message.clone()).collect()
}

fn indexes<T>(list: &[T], applies: impl Fn(&T) -> bool) -> Vec<usize> {
    list.iter().enumerate().filter(|(_, entry)| applies(entry)).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policies;
    use crate::policy::memory::{Memory, told};
    use crate::prose::{Format, Region, Regions};
    use crate::sense::Sense;

    fn policies(files: &[(&str, &str)]) -> Policies {
        let memory = Memory::new(files);
        memory.write("/w/.git", "");
        Policies::new(memory, Overrides::default())
    }

    fn one(text: &str) -> Policies {
        policies(&[("/w/customary.toml", text)])
    }

    fn left_alone(policies: &Policies, path: &str) -> Option<LeftAlone> {
        policies.rules(Path::new(path)).left_alone
    }

    fn allowed(rules: &Rules) -> Vec<&str> {
        (0..rules.allow.len()).filter_map(|index| rules.allow.get(index)).collect()
    }

    fn problems(policies: &Policies) -> Vec<String> {
        policies.rules(Path::new("/w/a.md"));
        told(&policies.problems())
    }

    #[test]
    fn include_and_exclude_say_what_is_checked() {
        let policies =
            one("include = [\"docs/**\", \"*.txt\", \"lib/vendor/ours/**\"]\nexclude = [\"old/\", \"*.tmp.md\"]\n");
        for (path, expected) in [
            ("/w/docs/a.md", None),
            ("/w/x/a.txt", None),
            ("/w/a.md", Some(LeftAlone::NotIncluded)),
            ("/w/docs/old/a.md", Some(LeftAlone::Excluded)),
            ("/w/docs/a.tmp.md", Some(LeftAlone::Excluded)),
            ("/w/docs/LICENSE.md", Some(LeftAlone::ByDefault)),
            ("/w/docs/vendor/a.md", Some(LeftAlone::ByDefault)),
            ("/w/lib/vendor/ours/a.md", None),
            ("/w/docs/customary.toml", Some(LeftAlone::Policy)),
        ] {
            assert_eq!(left_alone(&policies, path), expected, "{path}");
        }
        assert_eq!(left_alone(&one(""), "/w/node_modules/x/README.md"), Some(LeftAlone::ByDefault));
        assert_eq!(left_alone(&one("include = [\"**\"]\n"), "/w/LICENSE.txt"), Some(LeftAlone::ByDefault));
        assert_eq!(left_alone(&one("include = [\"LICENSE.txt\"]\n"), "/w/LICENSE.txt"), None);
        assert_eq!(left_alone(&one("exclude = [\"*\"]\n"), "/w/x/a.md"), Some(LeftAlone::Excluded));
    }

    #[test]
    fn what_is_left_alone_by_default_does_not_depend_on_where_the_repository_lies() {
        let policies = policies(&[("/srv/vendor/repo/.git", "")]);
        assert_eq!(left_alone(&policies, "/srv/vendor/repo/a.md"), None);
        assert_eq!(left_alone(&policies, "/srv/vendor/repo/vendor/a.md"), Some(LeftAlone::ByDefault));
        assert_eq!(left_alone(&policies, "/srv/x/LICENSE"), Some(LeftAlone::ByDefault));
    }

    #[test]
    fn the_last_override_that_says_something_wins() {
        let policies = one("prefer = \"client\"\nallow = [\"Client Hub\", \"Customer Portal\"]\n\
             [[override]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\nseverity = \"error\"\nallow = [\"client card\", \"!Client Hub\"]\n\
             [[override]]\npaths = [\"*.txt\"]\nseverity = \"hint\"\ncheck = [\"prose\"]\nformat = \"markdown\"\n\
             disable = [\"client-customer\"]\n");
        let rules = policies.rules(Path::new("/w/shop/a.txt"));
        assert_eq!((rules.prefer, rules.severity), (Prefer::Customer, Severity::Hint));
        assert_eq!(allowed(&rules), ["Customer Portal", "client card"]);
        assert_eq!((rules.check.clone(), rules.format), (Regions::new([Region::Prose]), Some(Format::Markdown)));
        assert_eq!(rules.disabled, ["client-customer"]);
        assert_eq!(rules.forced_severity, Some(Severity::Hint));
        assert_eq!(rules.override_check, Some(Regions::new([Region::Prose])));
        let place = rules.origin.clone().unwrap().place;
        assert_eq!(&place.text[place.range], "prefer = \"customer\"");
        let rules = policies.rules(Path::new("/w/a.md"));
        assert_eq!((rules.prefer, rules.severity), (Prefer::Client, Severity::Warning));
        assert_eq!(allowed(&rules), ["Client Hub", "Customer Portal"]);
        assert_eq!((rules.check.clone(), rules.format), (Regions::default(), None));
        assert_eq!(problems(&policies), [""; 0]);
    }

    #[test]
    fn the_first_when_that_applies_decides_and_the_own_come_first() {
        let policies = policies(&[
            (
                "/w/customary.toml",
                "extends = [\"one.toml\", \"two.toml\"]\nprefer = \"by-context\"\n\
                 [[when]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\n\
                 [[when]]\nnear = \"retainer\"\npaths = [\"*.txt\"]\nwithin = \"document\"\nprefer = \"client\"\n\
                 [[judgement]]\nnear = \"matter number\"\nsense = \"party\"\n",
            ),
            ("/w/one.toml", "[[when]]\nnear = [\"checkout\", \"store\"]\nprefer = \"customer\"\n"),
            (
                "/w/two.toml",
                "[[when]]\nnear = \"till\"\nwithin = \"sentence\"\nprefer = \"off\"\n[[judgement]]\nnear = \"x\"\nsense = \"name\"\n",
            ),
        ]);
        let told = |path: Option<&str>| {
            let rules = match path {
                Some(path) => policies.rules(Path::new(path)),
                None => policies.rules_without_path(Some(Path::new("/w"))),
            };
            let near = |when: &crate::policy::When| when.near.as_ref().and_then(|near| near.get(0)).map(str::to_owned);
            rules.when.iter().map(|when| (near(when), when.prefer, when.within)).collect::<Vec<_>>()
        };
        use crate::policy::Within::{Document, Paragraph, Sentence};
        let own = (None, Prefer::Customer, Paragraph);
        let text = (Some("retainer".to_owned()), Prefer::Client, Document);
        let inherited = [
            (Some("till".to_owned()), Prefer::Off, Sentence),
            (Some("checkout".to_owned()), Prefer::Customer, Paragraph),
        ];
        assert_eq!(told(Some("/w/a.md")), inherited);
        assert_eq!(told(None), inherited);
        assert_eq!(told(Some("/w/a.txt")), [vec![text.clone()], inherited.to_vec()].concat());
        assert_eq!(told(Some("/w/shop/a.txt")), [vec![own, text], inherited.to_vec()].concat());
        let rules = policies.rules(Path::new("/w/shop/a.md"));
        let place = &rules.when[0].origin.place;
        assert_eq!(&place.text[place.range.clone()], "[[when]]");
        assert_eq!(rules.when[1].origin.through.as_deref(), Some(Path::new("/w/two.toml")));
        let senses: Vec<_> =
            rules.judgements.iter().map(|judgement| (judgement.near.get(0), judgement.sense)).collect();
        assert_eq!(senses, [(Some("matter number"), Sense::Party), (Some("x"), Sense::Name)]);
        assert_eq!(problems(&policies), [""; 0]);
    }

    const SIGN_IN: &str = "[[concept]]\nid = \"sign-in\"\npreferred = \"sign in\"\nadmitted = [\"enter\"]\ndeprecated = [\"log in\"]\n\
        part-of-speech = \"verb\"\nforms = { \"log in\" = [\"logs in\"] }\ndefinitions = { \"sign in\" = \"Ours.\" }\n\
        allow = [\"log in page\"]\nseverity = \"error\"\ncheck = [\"prose\"]\nlanguage = \"en\"\nunless-near = \"logger\"\nreason = \"One word.\"\n";

    #[test]
    fn concepts_are_compiled_once_with_the_own_last() {
        let own = format!(
            "extends = \"house.toml\"\n{SIGN_IN}[[concept]]\nid = \"bin\"\ndeprecated = \"trash\"\nsenses = \"software\"\n[[override]]\npaths = [\"b.md\"]\ndisable = [\"bin\"]\n"
        );
        let house = "[[concept]]\nid = \"sign-in\"\ndeprecated = \"logon\"\n[[concept]]\nid = \"app\"\ndeprecated = \"programme\"\n";
        let policies = policies(&[("/w/customary.toml", &own), ("/w/house.toml", house)]);
        let rules = policies.rules(Path::new("/w/a.md"));
        let concepts = rules.house.vocabulary.concepts();
        let ids: Vec<&str> = concepts.iter().map(|concept| concept.id.as_str()).collect();
        assert_eq!(ids, ["app", "sign-in", "bin"]);
        let (concept, entry) = rules.house.concept("sign-in").unwrap();
        use crate::terms::{PartOfSpeech, Status};
        let terms: Vec<_> = concept.terms.iter().map(|term| (term.text.as_str(), term.status)).collect();
        assert_eq!(
            terms,
            [("sign in", Status::Preferred), ("enter", Status::Admitted), ("log in", Status::Deprecated)]
        );
        assert_eq!((concept.part_of_speech, concept.terms[0].definition.as_str()), (PartOfSpeech::Verb, "Ours."));
        assert_eq!((entry.severity, entry.check.clone()), (Some(Severity::Error), Some(Regions::new([Region::Prose]))));
        assert_eq!((entry.allow.len(), entry.unless_near.len(), entry.only_near.len()), (1, 1, 0));
        assert_eq!((entry.language.as_deref(), entry.reason.as_deref()), (Some("en"), Some("One word.")));
        assert_eq!(entry.senses, [Sense::Party]);
        assert_eq!(rules.house.concepts[2].senses, [Sense::Software]);
        assert_eq!(&entry.origin.place.text[entry.origin.place.range.clone()], "[[concept]]");
        assert_eq!(rules.house.concepts[0].origin.through.as_deref(), Some(Path::new("/w/house.toml")));
        let other = policies.rules(Path::new("/w/b.md"));
        assert!(Arc::ptr_eq(&rules.house, &other.house), "the files of a policy share its concepts");
        assert_eq!((other.is_disabled("bin"), rules.is_disabled("bin")), (true, false));
        assert_eq!(problems(&policies), [""; 0]);
    }

    #[test]
    fn a_reason_explains_the_word_it_stands_with() {
        let reason = |text: &str, path: &str| {
            let policies = policies(&[
                ("/w/customary.toml", text),
                ("/w/house.toml", "prefer = \"client\"\nreason = \"We advise.\"\n"),
            ]);
            policies.rules(Path::new(path)).reason.clone()
        };
        let inherited = "extends = \"house.toml\"\n";
        let ours = Some("We advise.".to_owned());
        assert_eq!(reason(inherited, "/w/a.md"), ours);
        assert_eq!(reason(&format!("{inherited}prefer = \"client\"\n"), "/w/a.md"), ours);
        assert_eq!(reason(&format!("{inherited}prefer = \"customer\"\n"), "/w/a.md"), None);
        let shop = format!("{inherited}[[override]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\n");
        assert_eq!((reason(&shop, "/w/shop/a.md"), reason(&shop, "/w/a.md")), (None, ours));
    }

    #[test]
    fn lists_add_up_or_replace() {
        let policies = policies(&[
            (
                "/w/customary.toml",
                "extends = \"h/house.toml\"\nallow = [\"Client Hub\", \"!Customer Day\", \"!Client Day\"]\nexclude = [\"!old/**\", \"new/**\"]\ncheck = [\"tables\"]\n[[override]]\npaths = [\"docs/**\"]\nseverity = \"hint\"\n",
            ),
            (
                "/w/h/house.toml",
                "prefer = \"client\"\nallow = [\"Customer Portal\", \"Customer Day\"]\nexclude = [\"old/**\", \"tmp/**\"]\ncheck = [\"prose\", \"headings\"]\ninclude = [\"docs/**\", \"new/**\", \"old/**\", \"tmp/**\"]\n[[override]]\npaths = [\"docs/**\"]\nseverity = \"error\"\n",
            ),
        ]);
        let rules = policies.rules(Path::new("/w/docs/a.md"));
        assert_eq!(allowed(&rules), ["Customer Portal", "Client Hub"]);
        assert_eq!(rules.check, Regions::new([Region::Tables]));
        assert_eq!(rules.severity, Severity::Hint, "inherited overrides come first");
        assert_eq!(left_alone(&policies, "/w/old/a.md"), None);
        assert_eq!(left_alone(&policies, "/w/tmp/a.md"), Some(LeftAlone::Excluded));
        assert_eq!(left_alone(&policies, "/w/new/a.md"), Some(LeftAlone::Excluded));
        assert_eq!(left_alone(&policies, "/w/a.md"), Some(LeftAlone::NotIncluded));
        assert_eq!(
            problems(&policies),
            [
                "/w/customary.toml:2:41: Warning at \"\\\"!Client Day\\\"\": \"!Client Day\" drops nothing: \"!\" takes out an entry of an extended file, and none says \"Client Day\""
            ]
        );
    }

    #[test]
    fn overrides_that_can_never_match_are_told() {
        let never = |text: &str| problems(&one(text)).iter().any(|problem| problem.contains("can never match"));
        for text in [
            "exclude = [\"vendor/\"]\n[[override]]\npaths = [\"vendor/acme/**\"]\n",
            "exclude = [\"**\"]\n[[override]]\npaths = [\"a.md\", \"b.md\"]\n",
            "include = [\"docs/**\"]\n[[override]]\npaths = [\"shop/**\"]\n",
            "include = [\"docs/**\"]\nexclude = [\"docs/old\"]\n[[override]]\npaths = [\"shop/**\", \"docs/old/**\"]\n",
            "[[override]]\npaths = []\n",
        ] {
            assert!(never(text), "{text}");
        }
        for text in [
            "exclude = [\"vendor/\"]\n[[override]]\npaths = [\"vendor/acme/**\", \"docs/**\"]\n",
            "include = [\"docs/**\"]\n[[override]]\npaths = [\"*.md\"]\n",
            "exclude = [\"docs/old/**\"]\n[[override]]\npaths = [\"docs/**\"]\n",
        ] {
            assert!(!never(text), "{text}");
        }
    }

    #[test]
    fn the_forms_of_cues_count() {
        let policies = one("prefer = \"by-context\"\n[[when]]\nnear = \"retain\"\nprefer = \"client\"\n");
        let rules = policies.rules(Path::new("/w/a.md"));
        let near = rules.when[0].near.as_ref().unwrap();
        assert_eq!(near.find_all("They retained us.").len(), 1);
    }

    mod any_bytes {
        use proptest::prelude::*;

        use super::*;
        use crate::policy::file::FULL;

        fn boundary(text: &str, at: usize) -> usize {
            (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap()
        }

        fn holds(text: &str) -> Result<(), TestCaseError> {
            let policies = one(text);
            policies.rules(Path::new("/w/shop/a.md"));
            policies.effective(Path::new("/w/shop/a.md"));
            policies.examples(Path::new("/w/customary.toml"));
            for problem in policies.problems() {
                prop_assert!(problem.place.text.get(problem.place.range.clone()).is_some(), "{problem:?}");
                prop_assert!(!problem.message.is_empty());
            }
            Ok(())
        }

        proptest! {
            #![proptest_config(ProptestConfig::with_cases(60))]

            #[test]
            fn random_bytes_are_a_policy_with_problems(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
                holds(&String::from_utf8_lossy(&bytes))?;
            }

            #[test]
            fn a_mutated_policy_is_compiled_as_far_as_it_can_be_read(
                edits in prop::collection::vec((0..FULL.len(), 0..40_usize, "[\\[\\]{}\"'=#,.!\n\r a-b1\\\\é*]{0,4}"), 1..6),
            ) {
                let mut text = FULL.to_owned();
                for (at, cut, put) in edits {
                    let start = boundary(&text, at);
                    let end = boundary(&text, start + cut).max(start);
                    text.replace_range(start..end, &put);
                }
                holds(&text)?;
            }
        }
    }
}
