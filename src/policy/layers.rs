//! What extends what: a governing file and the files it brings, in the order of their say.
//!
//! Later beats earlier and the own file beats all. Knows files and their order; what the keys of
//! several files make together is [`super::in_force`]'s business.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discovery::{Loaded, plain};
use super::file::PolicyFile;
use super::presets::{self, PREFIX};
use super::{Problem, ProblemSeverity};

/// Files that extend files that extend files …: more in a row, or more in all, is a mistake.
const DEEPEST: usize = 20;
const MOST: usize = 200;

/// One file that has a say.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) file: Arc<PolicyFile>,
    /// The entry of `extends` in the governing file that brought it; `None` for the governing file.
    pub(super) brought_by: Option<Range<usize>>,
}

/// A governing file with all it extends.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// The one with the least say first, the governing file last.
    pub(super) list: Vec<Layer>,
    /// What is wrong with entries of `extends`.
    pub(super) problems: Vec<Problem>,
    /// Every path that was read or looked for.
    pub(super) touched: Vec<PathBuf>,
}

/// Follows the `extends` of a governing file.
pub(super) fn gather(governing: Arc<PolicyFile>, load: &dyn Fn(&Path) -> Loaded) -> Layers {
    let mut out = Layers { touched: vec![governing.path.to_path_buf()], ..Layers::default() };
    let mut gathering = Gathering { load, out: &mut out, stack: Vec::new(), reads: 0 };
    gathering.add(&governing, None);
    out
}

struct Gathering<'g> {
    load: &'g dyn Fn(&Path) -> Loaded,
    out: &'g mut Layers,
    /// The files whose `extends` is being followed, outermost first.
    stack: Vec<Arc<PolicyFile>>,
    reads: usize,
}

impl Gathering<'_> {
    fn add(&mut self, file: &Arc<PolicyFile>, brought_by: Option<&Range<usize>>) {
        self.stack.push(Arc::clone(file));
        for entry in &file.content.extends {
            let brought_by = brought_by.unwrap_or(&entry.range);
            match self.find(file, &entry.value) {
                Ok(found) => self.add(&found, Some(brought_by)),
                Err(message) => self.out.problems.push(Problem {
                    place: file.place(entry.range.clone()),
                    severity: ProblemSeverity::Error,
                    message,
                }),
            }
        }
        self.stack.pop();
        // A file that is brought twice has the say of its later place.
        self.out.list.retain(|layer| layer.file.path != file.path);
        self.out.list.push(Layer { file: Arc::clone(file), brought_by: brought_by.cloned() });
    }

    /// The file that an entry names, or what is wrong with the entry.
    fn find(&mut self, from: &PolicyFile, entry: &str) -> Result<Arc<PolicyFile>, String> {
        let preset = entry.strip_prefix(PREFIX);
        let folder = from.path.parent().unwrap_or(Path::new(""));
        let path = if preset.is_some() { PathBuf::from(entry) } else { plain(&folder.join(entry)) };
        if let Some(at) = self.stack.iter().position(|file| *file.path == *path) {
            let circle = self.stack.iter().skip(at).map(|file| name(&file.path)).chain([name(&path)]);
            let circle = circle.collect::<Vec<_>>().join(" → ");
            return Err(format!("\"{entry}\" extends in a circle ({circle}): take one of these entries out"));
        }
        if self.stack.len() > DEEPEST || self.reads >= MOST {
            return Err(format!("\"{entry}\" is not read: too many files extend one another here"));
        }
        self.reads += 1;
        if let Some(name) = preset {
            return presets::file(name).ok_or_else(|| presets::unknown(name));
        }
        let loaded = (self.load)(&path);
        if !self.out.touched.contains(&path) {
            self.out.touched.push(path);
        }
        match loaded {
            Loaded::File(file) => Ok(file),
            Loaded::Folder => Err(format!("\"{entry}\" is a folder: name the policy file in it")),
            Loaded::Missing => {
                Err(format!("there is no file \"{entry}\": paths in \"extends\" count from the folder of this file"))
            }
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::memory::{Memory, told};
    use crate::policy::{Overrides, Policies, Prefer, Severity};

    fn policies(files: &[(&str, &str)]) -> Policies {
        let memory = Memory::new(files);
        memory.write("/w/.git", "");
        memory.make_folder("/w/folder");
        Policies::new(memory, Overrides::default())
    }

    fn problems(files: &[(&str, &str)]) -> Vec<String> {
        let policies = policies(files);
        policies.rules(Path::new("/w/a.md"));
        told(&policies.problems())
    }

    #[test]
    fn later_beats_earlier_and_the_own_file_beats_all() {
        let policies = policies(&[
            ("/w/customary.toml", "extends = [\"one.toml\", \"./x/../two.toml\"]\nseverity = \"hint\"\n"),
            ("/w/one.toml", "prefer = \"client\"\nseverity = \"error\"\nmax-diagnostics = 1\n"),
            ("/w/two.toml", "prefer = \"customer\"\nseverity = \"error\"\nextends = \"h/three.toml\"\n"),
            ("/w/h/three.toml", "prefer = \"off\"\nmax-diagnostics = 3\nextends = \"../four.toml\"\n"),
            ("/w/four.toml", "max-diagnostics = 4\n"),
        ]);
        let rules = policies.rules(Path::new("/w/a.md"));
        assert_eq!((rules.prefer, rules.severity, rules.max_diagnostics), (Prefer::Customer, Severity::Hint, 3));
        let origin = rules.origin.clone().unwrap();
        assert_eq!(&*origin.place.path, Path::new("/w/customary.toml"));
        assert_eq!(&origin.place.text[origin.place.range], "\"./x/../two.toml\"");
        assert_eq!(origin.through.as_deref(), Some(Path::new("/w/two.toml")));
        assert_eq!(told(&policies.problems()), [""; 0]);
    }

    #[test]
    fn a_rule_from_afar_is_placed_at_the_entry_that_brought_it() {
        let policies = policies(&[
            ("/w/customary.toml", "extends = \"one.toml\"\n"),
            ("/w/one.toml", "extends = \"two.toml\"\n"),
            ("/w/two.toml", "[[override]]\npaths = [\"docs/**\"]\nprefer = \"client\"\n"),
        ]);
        let origin = policies.rules(Path::new("/w/docs/a.md")).origin.clone().unwrap();
        assert_eq!(&origin.place.text[origin.place.range], "\"one.toml\"");
        assert_eq!(origin.through.as_deref(), Some(Path::new("/w/two.toml")));
    }

    #[test]
    fn a_file_brought_twice_has_the_later_say() {
        let policies = policies(&[
            ("/w/customary.toml", "extends = [\"b.toml\", \"a.toml\"]\n"),
            ("/w/a.toml", "prefer = \"client\"\n"),
            ("/w/b.toml", "extends = \"a.toml\"\nprefer = \"customer\"\n"),
        ]);
        assert_eq!(policies.rules(Path::new("/w/a.md")).prefer, Prefer::Client);
    }

    #[test]
    fn what_cannot_be_extended_is_told_at_its_entry() {
        assert_eq!(
            problems(&[
                ("/w/customary.toml", "prefer = \"client\"\nextends = [\"none.toml\", \"folder\", \"a.toml\"]\n"),
                ("/w/a.toml", "sevrity = 1\nextends = \"customary.toml\"\n"),
            ]),
            [
                "/w/a.toml:1:1: Warning at \"sevrity\": unknown key \"sevrity\": did you mean \"severity\"?",
                "/w/a.toml:2:11: Error at \"\\\"customary.toml\\\"\": \"customary.toml\" extends in a circle (customary.toml → a.toml → customary.toml): take one of these entries out",
                "/w/customary.toml:2:12: Error at \"\\\"none.toml\\\"\": there is no file \"none.toml\": paths in \"extends\" count from the folder of this file",
                "/w/customary.toml:2:25: Error at \"\\\"folder\\\"\": \"folder\" is a folder: name the policy file in it",
            ]
        );
        assert_eq!(problems(&[("/w/customary.toml", "extends = \"customary.toml\"\n")]).len(), 1);
    }

    #[test]
    fn presets_are_layers_like_files() {
        let told = policies(&[("/w/customary.toml", "extends = [\"preset:retail\"]\n")]);
        let rules = told.rules(Path::new("/w/a.md"));
        assert_eq!(rules.prefer, Prefer::Customer);
        let origin = rules.origin.clone().unwrap();
        assert_eq!(&origin.place.text[origin.place.range], "\"preset:retail\"");
        assert_eq!(origin.through.as_deref(), Some(Path::new("preset:retail")));
        assert!(told.watched().iter().all(|path| !path.starts_with("preset:retail")));
        let before = Arc::clone(&rules);
        told.invalidate();
        assert!(Arc::ptr_eq(&before, &told.rules(Path::new("/w/a.md"))), "a preset is the same file each time");
        let own = policies(&[("/w/customary.toml", "extends = \"preset:retail\"\nprefer = \"client\"\n")]);
        assert_eq!(own.rules(Path::new("/w/a.md")).prefer, Prefer::Client);
        assert_eq!(
            problems(&[("/w/customary.toml", "extends = [\"preset:retial\", \"preset:\"]\n")]),
            [
                "/w/customary.toml:1:12: Error at \"\\\"preset:retial\\\"\": there is no preset \"retial\": did you mean \"preset:retail\"?",
                &format!(
                    "/w/customary.toml:1:29: Error at \"\\\"preset:\\\"\": there is no preset \"\": the presets are {}",
                    names()
                ),
            ]
        );
    }

    fn names() -> String {
        crate::policy::names::choices(&crate::policy::PRESETS.map(|preset| preset.name))
    }

    #[test]
    fn presets_have_no_problems() {
        for preset in crate::policy::PRESETS {
            let text = format!("extends = \"preset:{}\"\n", preset.name);
            assert_eq!(problems(&[("/w/customary.toml", &text)]), [""; 0], "{}", preset.name);
        }
    }

    #[test]
    fn endless_chains_end() {
        let chain: Vec<(String, String)> =
            (0..50).map(|n| (format!("/w/{n}.toml"), format!("extends = \"{}.toml\"\n", n + 1))).collect();
        let mut files: Vec<(&str, &str)> = chain.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.push(("/w/customary.toml", "prefer = \"client\"\nextends = \"0.toml\"\n"));
        let found = problems(&files);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("too many files"), "{found:?}");

        // Each extends the next twice: 2^15 ways down.
        let fan: Vec<(String, String)> = (0..15)
            .map(|n| (format!("/w/{n}.toml"), format!("extends = [\"{0}.toml\", \"{0}.toml\"]\n", n + 1)))
            .collect();
        let mut files: Vec<(&str, &str)> = fan.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.extend([("/w/customary.toml", "extends = \"0.toml\"\n"), ("/w/15.toml", "")]);
        assert!(problems(&files).iter().all(|problem| problem.contains("too many files")));
    }
}
