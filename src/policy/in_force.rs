//! What a governing file and all it extends make together, and what that is for one file.
//!
//! Built once per set of texts; answers for files are kept, so that the files of a workspace share
//! their compiled rules. Reads nothing from the disk.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::file::{Listed, Override, PolicyFile};
use super::globs::{Pattern, Patterns, relative};
use super::layers::{Layer, Layers};
use super::left_alone;
use super::reader::Spanned;
use super::{
    Example, FILE_NAMES, LeftAlone, Origin, Overrides, Prefer, Problem, ProblemSeverity, Rules, Settings, Severity,
};
use crate::prose::{Format, Regions};
use crate::terms::{self, Phrases};

/// A policy, compiled.
#[derive(Debug)]
pub(super) struct InForce {
    /// The folders that patterns count from: the deepest that holds a file counts.
    folders: Vec<PathBuf>,
    /// The files it was made of.
    pub(super) layers: Vec<Layer>,
    pub(super) touched: Vec<PathBuf>,
    pub(super) problems: Vec<Problem>,
    /// What all files have that no override speaks of; its `allow` is empty.
    base: Rules,
    allow: Vec<String>,
    include: Option<Include>,
    exclude: Patterns,
    overrides: Vec<Case>,
    /// `--prefer`
    forced: Option<Prefer>,
    answers: Mutex<HashMap<Question, Arc<Rules>>>,
}

/// What the rules of a file depend on.
type Question = (Vec<usize>, Option<LeftAlone>);

#[derive(Debug)]
struct Include {
    patterns: Patterns,
    /// The entries that name what is otherwise left alone.
    naming: Patterns,
    /// The hidden files and folders that the entries name by their dots.
    hidden: Patterns,
}

/// An override that has been brought into its place.
#[derive(Debug)]
struct Case {
    paths: Patterns,
    prefer: Option<(Prefer, Origin)>,
    severity: Option<Severity>,
    check: Option<Regions>,
    allow: Vec<Listed<String>>,
    disable: Vec<String>,
    format: Option<Format>,
}

/// A list that grows from layer to layer.
struct Growing<T>(Vec<(String, T)>);

impl InForce {
    /// The policy of a governing file.
    pub(super) fn of_files(layers: Layers, folder: &Path, overrides: &Overrides) -> Self {
        let mut out = Self { folders: vec![folder.to_owned()], ..Self::empty(overrides) };
        let Layers { list, mut problems, touched } = layers;
        let mut include: Option<&[Spanned<Pattern>]> = None;
        let mut exclude: Growing<&Pattern> = Growing(Vec::new());
        let mut allow: Growing<()> = Growing(Vec::new());
        let own = list.last().map(|layer| Arc::clone(&layer.file));
        for layer in &list {
            let file = &layer.file;
            problems.extend(file.faults.iter().map(|fault| file.problem(fault)));
            let content = &file.content;
            if let (Some(prefer), Some(own)) = (&content.prefer, &own) {
                out.base.prefer = prefer.value;
                out.base.origin = Some(origin(layer, own, &prefer.range));
            }
            out.base.severity = content.severity.as_ref().map_or(out.base.severity, |severity| severity.value);
            out.base.max_diagnostics =
                content.max_diagnostics.as_ref().map_or(out.base.max_diagnostics, |count| count.value);
            if let Some(check) = &content.check {
                out.base.check = check.value.clone();
            }
            include = content.include.as_deref().or(include);
            exclude.grow(file, &content.exclude, |pattern| pattern, &mut problems);
            allow.grow(file, &content.allow, |_| (), &mut problems);
            if let Some(own) = &own {
                out.overrides.extend(content.overrides.iter().map(|entry| Case::new(entry, layer, own)));
            }
        }
        let excluded: Vec<&Pattern> = exclude.0.iter().map(|(_, pattern)| *pattern).collect();
        let included: Vec<&Pattern> = include.unwrap_or_default().iter().map(|entry| &entry.value).collect();
        if let Some(own) = &own {
            problems.extend(never_matching(own, &included, &excluded));
        }
        out.include = include.map(|_| Include::new(&included));
        out.exclude = Patterns::new(excluded);
        out.allow = allow.0.into_iter().map(|(phrase, ())| phrase).collect();
        Self { layers: list, touched, problems, ..out }
    }

    /// The policy where no file governs, and what is wrong with the settings.
    pub(super) fn of_settings(settings: &Settings, overrides: &Overrides) -> (Self, Vec<String>) {
        let mut out = Self { folders: settings.folders.clone(), ..Self::empty(overrides) };
        let mut faults = Vec::new();
        let mut exclude = Vec::new();
        for entry in &settings.exclude {
            match Pattern::new(entry) {
                Ok(pattern) => exclude.push(pattern),
                Err(why) => faults.push(format!("customary.exclude: \"{entry}\" {why}")),
            }
        }
        out.exclude = Patterns::new(&exclude);
        out.base.prefer = settings.prefer.unwrap_or_default();
        // Someone who asks for a word in so many words is warned as by a policy file.
        let asked = settings.prefer.or(overrides.prefer).is_some();
        let severity = if asked { Severity::Warning } else { Severity::Information };
        out.base.severity = settings.severity.unwrap_or(severity);
        out.base.max_diagnostics = settings.max_diagnostics.unwrap_or(out.base.max_diagnostics);
        if let Some(check) = &settings.check {
            out.base.check = check.clone();
        }
        out.allow.clone_from(&settings.allow);
        (out, faults)
    }

    fn empty(overrides: &Overrides) -> Self {
        Self {
            folders: Vec::new(),
            layers: Vec::new(),
            touched: Vec::new(),
            problems: Vec::new(),
            base: Rules::default(),
            allow: Vec::new(),
            include: None,
            exclude: Patterns::default(),
            overrides: Vec::new(),
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
            && layers.problems.iter().all(|new| self.problems.iter().any(|old| old.message == new.message))
    }

    /// The rules for a file. `otherwise` is the folder that patterns count from where none is given.
    pub(super) fn rules(&self, path: &Path, otherwise: Option<&Path>) -> Arc<Rules> {
        let holding = self.folders.iter().filter(|folder| path.starts_with(folder));
        let folder = holding.max_by_key(|folder| folder.components().count()).map(PathBuf::as_path);
        let folder = if self.folders.is_empty() { otherwise } else { folder };
        let relative = folder.and_then(|folder| relative(path, folder));
        let matching = |relative: &str| {
            let matches = |(index, case): (usize, &Case)| case.paths.matches(relative).then_some(index);
            self.overrides.iter().enumerate().filter_map(matches).collect()
        };
        let cases = relative.as_deref().map(matching).unwrap_or_default();
        self.answer((cases, self.left_alone(path, relative.as_deref())))
    }

    /// The rules for a text without a path, which no pattern matches.
    pub(super) fn rules_without_path(&self) -> Arc<Rules> {
        self.answer((Vec::new(), None))
    }

    fn left_alone(&self, path: &Path, relative: Option<&str>) -> Option<LeftAlone> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if FILE_NAMES.contains(&name) || self.layers.iter().any(|layer| *layer.file.path == *path) {
            return Some(LeftAlone::Policy);
        }
        // Outside the policy's folder nothing matches, but a licence is still a licence.
        let Some(relative) = relative else {
            let by_default = left_alone::patterns().matches(name).then_some(LeftAlone::ByDefault);
            return self.include.as_ref().map(|_| LeftAlone::NotIncluded).or(by_default);
        };
        if self.exclude.matches(relative) {
            return Some(LeftAlone::Excluded);
        }
        let named = match &self.include {
            Some(include) if !include.patterns.matches(relative) => return Some(LeftAlone::NotIncluded),
            Some(include) => include.naming.matches(relative),
            None => false,
        };
        (!named && left_alone::patterns().matches(relative)).then_some(LeftAlone::ByDefault)
    }

    /// Whether `include` names the hidden file or folder at `path` by its dot.
    pub(super) fn asks_for_hidden(&self, path: &Path) -> bool {
        let hidden = self.include.as_ref().map(|include| &include.hidden);
        let relative = self.folders.first().and_then(|folder| relative(path, folder));
        hidden.zip(relative).is_some_and(|(hidden, relative)| hidden.matches(&relative))
    }

    fn answer(&self, question: Question) -> Arc<Rules> {
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers().get(&question).map(Arc::clone);
        if let Some(known) = known {
            return known;
        }
        let rules = match question {
            (ref cases, None) => self.compile(cases),
            // A file that is left alone has the words of the others, compiled already.
            (ref cases, left_alone) => Rules { left_alone, ..(*self.answer((cases.clone(), None))).clone() },
        };
        Arc::clone(answers().entry(question).or_insert(Arc::new(rules)))
    }

    fn compile(&self, cases: &[usize]) -> Rules {
        let mut rules = self.base.clone();
        let mut allow: Vec<&str> = self.allow.iter().map(String::as_str).collect();
        for case in cases.iter().filter_map(|index| self.overrides.get(*index)) {
            if let Some((prefer, origin)) = &case.prefer {
                rules.prefer = *prefer;
                rules.origin = Some(origin.clone());
            }
            rules.severity = case.severity.unwrap_or(rules.severity);
            rules.format = case.format.or(rules.format);
            if let Some(check) = &case.check {
                rules.check = check.clone();
            }
            rules.disabled.extend(case.disable.iter().cloned());
            let drops: HashSet<&str> = case.allow.iter().filter_map(Listed::dropped).collect();
            allow.retain(|known| !drops.contains(known));
            allow.extend(case.allow.iter().filter_map(Listed::added));
        }
        rules.allow = Phrases::new(allow);
        if let Some(forced) = self.forced {
            rules.prefer = forced;
            rules.origin = None;
            rules.disabled.retain(|id| *id != terms::pair().id);
        }
        rules
    }
}

impl Include {
    fn new(included: &[&Pattern]) -> Self {
        // `docs/**` does not ask for the licences in it; `vendor/**` and `docs/LICENSE.md` do.
        let naming = included.iter().copied().filter(|pattern| left_alone::patterns().matches(pattern.as_path()));
        let hidden: Vec<Pattern> = included.iter().flat_map(|pattern| pattern.hidden_parts()).collect();
        Self {
            patterns: Patterns::new(included.iter().copied()),
            naming: Patterns::new(naming),
            hidden: Patterns::new(&hidden),
        }
    }
}

impl Case {
    fn new(entry: &Override, layer: &Layer, own: &PolicyFile) -> Self {
        Self {
            paths: Patterns::new(&entry.paths.value),
            prefer: entry.prefer.as_ref().map(|prefer| (prefer.value, origin(layer, own, &prefer.range))),
            severity: entry.severity.as_ref().map(|severity| severity.value),
            check: entry.check.as_ref().map(|check| check.value.clone()),
            allow: entry.allow.iter().map(|entry| entry.value.clone()).collect(),
            disable: entry.disable.iter().map(|id| id.value.clone()).collect(),
            format: entry.format.as_ref().map(|format| format.value),
        }
    }
}

fn origin(layer: &Layer, own: &PolicyFile, range: &Range<usize>) -> Origin {
    match &layer.brought_by {
        Some(entry) => Origin { place: own.place(entry.clone()), through: Some(Arc::clone(&layer.file.path)) },
        None => Origin { place: layer.file.place(range.clone()), through: None },
    }
}

/// Overrides of the own file that no file can reach, whatever files there are.
fn never_matching(own: &PolicyFile, included: &[&Pattern], excluded: &[&Pattern]) -> Vec<Problem> {
    let hopeless = |case: &&Override| {
        let covered = |path: &Pattern| excluded.iter().any(|excluded| path.is_covered_by(excluded));
        let apart =
            |path: &Pattern| !included.is_empty() && included.iter().all(|included| path.is_apart_from(included));
        // Paths that lead out of the folder have a warning of their own.
        let mut inside = case.paths.value.iter().filter(|path| !path.is_outside()).peekable();
        inside.peek().is_some() && inside.all(|path| covered(path) || apart(path))
    };
    let problem = |case: &Override| Problem {
        place: own.place(case.paths.range.clone()),
        severity: ProblemSeverity::Warning,
        message: "this override can never match: \"exclude\" or \"include\" leaves all of these paths out".to_owned(),
    };
    own.content.overrides.iter().filter(hopeless).map(problem).collect()
}

impl<T> Growing<T> {
    /// Adds what a file lists, after dropping what it drops of what was inherited.
    fn grow<'f, L>(
        &mut self,
        file: &'f PolicyFile,
        entries: &'f [Spanned<Listed<L>>],
        value: impl Fn(&'f L) -> T,
        problems: &mut Vec<Problem>,
    ) {
        let dropped = |entry: &'f Spanned<Listed<L>>| Some((entry.value.dropped()?, &entry.range));
        let mut unused: HashMap<&str, &Range<usize>> = entries.iter().filter_map(dropped).collect();
        let drops: HashSet<&str> = unused.keys().copied().collect();
        self.0.retain(|(known, _)| {
            unused.remove(known.as_str());
            !drops.contains(known.as_str())
        });
        problems.extend(unused.into_iter().map(|(dropped, range)| Problem {
            place: file.place(range.clone()),
            severity: ProblemSeverity::Warning,
            message: format!(
                "\"!{dropped}\" drops nothing: \"!\" takes out an entry of an extended file, and none says \"{dropped}\""
            ),
        }));
        self.0.extend(entries.iter().filter_map(|entry| match &entry.value {
            Listed::Add(text, added) => Some((text.clone(), value(added))),
            Listed::Drop(_) => None,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policies;
    use crate::policy::memory::{Memory, told};
    use crate::prose::Region;

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
        let place = rules.origin.clone().unwrap().place;
        assert_eq!(&place.text[place.range], "prefer = \"customer\"");
        let rules = policies.rules(Path::new("/w/a.md"));
        assert_eq!((rules.prefer, rules.severity), (Prefer::Client, Severity::Warning));
        assert_eq!(allowed(&rules), ["Client Hub", "Customer Portal"]);
        assert_eq!((rules.check.clone(), rules.format), (Regions::default(), None));
        assert_eq!(problems(&policies), [""; 0]);
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
                "allow = [\"Customer Portal\", \"Customer Day\"]\nexclude = [\"old/**\", \"tmp/**\"]\ncheck = [\"prose\", \"headings\"]\ninclude = [\"docs/**\", \"new/**\", \"old/**\", \"tmp/**\"]\n[[override]]\npaths = [\"docs/**\"]\nseverity = \"error\"\n",
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
}
