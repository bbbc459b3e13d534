//! Which policy governs which file, read once and kept until something changes.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::discovery::{self, Folder, Loaded, plain};
use super::file::PolicyFile;
use super::in_force::InForce;
use super::layers;
use super::{Effective, Example, Prefer, Problem, Rules, Severity};
use crate::prose::Regions;

/// Where policy files are read from.
pub trait Files: Send + Sync {
    /// The text of a file, or `None` where there is no such file.
    ///
    /// # Errors
    /// What the disk says when something is there and cannot be read: `IsADirectory` for a folder,
    /// `InvalidData` for what is not UTF-8.
    fn read(&self, path: &Path) -> io::Result<Option<String>>;

    /// Whether a folder is the root of a repository.
    fn is_repository_root(&self, folder: &Path) -> bool;

    /// The home folder of the person, if there is one.
    fn home(&self) -> Option<PathBuf>;
}

/// The disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Option<String>> {
        // Asked first: to open a pipe would wait for its other end.
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(meta) if !meta.is_file() => return Err(io::Error::other("it is not a regular file")),
            Ok(_) => {}
            // A folder that may not be looked into holds no policy for us.
            Err(error) if is_nothing(error.kind()) || error.kind() == io::ErrorKind::PermissionDenied => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        }
        match std::fs::read(path) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e)),
            Err(error) if is_nothing(error.kind()) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn is_repository_root(&self, folder: &Path) -> bool {
        // A file in worktrees and submodules.
        folder.join(".git").exists()
    }

    fn home(&self) -> Option<PathBuf> {
        std::env::home_dir().filter(|home| home.is_absolute())
    }
}

fn is_nothing(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What an editor's settings say; in force only where no policy file governs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// `customary.prefer`
    pub prefer: Option<Prefer>,
    /// `customary.severity`
    pub severity: Option<Severity>,
    /// `customary.allow`
    pub allow: Vec<String>,
    /// `customary.exclude`, relative to the workspace folder.
    pub exclude: Vec<String>,
    /// The workspace folders, absolute: patterns count from the deepest that holds a file.
    pub folders: Vec<PathBuf>,
    /// `customary.check`
    pub check: Option<Regions>,
    /// `customary.maxDiagnostics`
    pub max_diagnostics: Option<usize>,
}

/// What the command line says; beats files and settings.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--prefer`: for the pair alone.
    pub prefer: Option<Prefer>,
    /// `--config`: this file governs everything, whatever lies nearer.
    pub config: Option<PathBuf>,
}

/// The policies of a workspace.
///
/// Every question may be asked from any thread. What was read is kept until [`Policies::invalidate`].
pub struct Policies {
    files: Box<dyn Files>,
    overrides: Overrides,
    broken: Broken,
    /// Held for look-ups only, never while a file is read.
    state: Mutex<State>,
    /// Held by whoever reads policies, so that no two threads read the same one.
    reading: Mutex<()>,
}

/// What governs while the text of a policy cannot be read as TOML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// What can be read of it.
    Counts,
    /// The last text that could be read, if there was one.
    WaitsBehindLastGood,
}

struct State {
    /// Grows with every invalidation; what was learnt under an earlier one is asked again.
    generation: u64,
    folders: FxHashMap<PathBuf, (u64, Arc<Folder>)>,
    /// What the folders above the files of a folder tell, by that folder.
    above: FxHashMap<PathBuf, (u64, Arc<Above>)>,
    files: HashMap<PathBuf, (u64, Loaded)>,
    governing: HashMap<PathBuf, Governing>,
    fallback: Arc<InForce>,
}

/// What governs the files of a folder.
struct Above {
    /// The nearest policy.
    policy: Option<PathBuf>,
    /// The root of the repository, once somebody asks.
    root: OnceLock<Option<PathBuf>>,
}

/// A policy that governs some file.
#[derive(Clone)]
struct Governing {
    generation: u64,
    current: Arc<InForce>,
    /// What to go back to where `current` is broken.
    good: Option<Arc<InForce>>,
}

impl Policies {
    /// Policies read from `files` on demand.
    pub fn new(files: impl Files + 'static, mut overrides: Overrides) -> Self {
        overrides.config = overrides.config.map(|config| plain(&std::path::absolute(&config).unwrap_or(config)));
        let (fallback, _) = InForce::of_settings(&Settings::default(), &overrides);
        let state = State {
            generation: 0,
            folders: FxHashMap::default(),
            above: FxHashMap::default(),
            files: HashMap::new(),
            governing: HashMap::new(),
            fallback: Arc::new(fallback),
        };
        let (state, reading) = (Mutex::new(state), Mutex::default());
        Self { files: Box::new(files), overrides, broken: Broken::Counts, state, reading }
    }

    /// For a long-lived server: a policy that stops parsing leaves its last good text in force, whole.
    #[must_use]
    pub fn keeping_the_last_good(self) -> Self {
        Self { broken: Broken::WaitsBehindLastGood, ..self }
    }

    /// Replaces the editor's settings, and tells what is wrong with them.
    pub fn set_settings(&self, settings: Settings) -> Vec<String> {
        let (fallback, faults) = InForce::of_settings(&settings, &self.overrides);
        self.state().fallback = Arc::new(fallback);
        faults
    }

    /// Forgets what was read, so that the next question reads what has changed.
    pub fn invalidate(&self) {
        self.state().generation += 1;
    }

    /// The rules for a file. `path` is absolute; the file need not exist.
    pub fn rules(&self, path: &Path) -> Arc<Rules> {
        self.ask(path, InForce::rules)
    }

    /// Reads the policy that governs a file, so that its problems are known.
    pub fn read_for(&self, path: &Path) {
        drop(self.nearest(&plain(path)).and_then(|governing| self.in_force(&governing)));
    }

    /// The policy in force for a file, entry by entry. `path` is as in [`Policies::rules`].
    pub fn effective(&self, path: &Path) -> Effective {
        self.ask(path, InForce::effective)
    }

    /// Asks what governs a file about it.
    fn ask<T>(&self, path: &Path, question: impl Fn(&InForce, &Path, Option<&Path>) -> T) -> T {
        let path = plain(path);
        if let Some(policy) = self.nearest(&path).and_then(|governing| self.in_force(&governing)) {
            return question(&policy, &path, None);
        }
        let fallback = Arc::clone(&self.state().fallback);
        let folder = path.parent().unwrap_or(&path);
        let above = self.above(&path);
        let root = || discovery::root(folder, |folder| self.folder(folder)).map(Path::to_owned);
        let root = above.root.get_or_init(root).as_deref();
        question(&fallback, &path, Some(root.unwrap_or(folder)))
    }

    /// The rules for a text that has no path (an untitled document): those that would govern a file
    /// directly in `folder`, or the settings where there is no folder either. As it has no path,
    /// nothing that names paths applies to it.
    pub fn rules_without_path(&self, folder: Option<&Path>) -> Arc<Rules> {
        let inside = folder.map(|folder| plain(&folder.join("untitled")));
        let governing = match inside {
            Some(path) => self.nearest(&path),
            None => self.overrides.config.clone(),
        };
        let policy = governing.and_then(|governing| self.in_force(&governing));
        policy.unwrap_or_else(|| Arc::clone(&self.state().fallback)).rules_without_path()
    }

    /// Whether the policy's `include` names the hidden file or folder at `path` by its dot, so that a walk
    /// should not pass it over. For a folder, that something in it is named.
    pub fn asks_for_hidden(&self, path: &Path) -> bool {
        let path = plain(path);
        let policy = self.nearest(&path).and_then(|governing| self.in_force(&governing));
        policy.is_some_and(|policy| policy.asks_for_hidden(&path))
    }

    /// The policy file that governs `path`, if one does.
    pub fn governing(&self, path: &Path) -> Option<PathBuf> {
        self.nearest(&plain(path))
    }

    /// The texts with which the policy file at `governing` tests itself, in their order; those of files that
    /// it extends are not among them.
    pub fn examples(&self, governing: &Path) -> Vec<Example> {
        let governing = plain(governing);
        if self.in_force(&governing).is_none() {
            return Vec::new();
        }
        let current = self.state().governing.get(&governing).map(|governing| Arc::clone(&governing.current));
        current.map(|current| current.examples()).unwrap_or_default()
    }

    /// The problems of every policy that was read so far, in order of file and place. Reads again what
    /// was invalidated since; files that are gone have no problems.
    pub fn problems(&self) -> Vec<Problem> {
        let (governing, folders) = {
            let state = self.state();
            let told = |(_, folder): &(u64, Arc<Folder>)| folder.policy.is_some() || !folder.problems.is_empty();
            let folders = state.folders.iter().filter(|(_, known)| told(known)).map(|(path, _)| path.clone());
            (state.governing.keys().cloned().collect::<Vec<_>>(), folders.collect::<Vec<_>>())
        };
        let mut problems = Vec::new();
        for path in governing {
            if self.in_force(&path).is_some()
                && let Some(governing) = self.state().governing.get(&path)
            {
                problems.extend_from_slice(&governing.current.problems);
            }
        }
        for folder in folders {
            problems.extend_from_slice(&self.folder(&folder).problems);
        }
        let key = |p: &Problem| (Arc::clone(&p.place.path), p.place.range.start, p.place.range.end, p.message.clone());
        problems.sort_by_cached_key(key);
        problems.dedup_by_key(|problem| key(problem));
        problems
    }

    /// Every file and folder whose change may change an answer given so far: policies, what they
    /// extend, and the folders where a policy was looked for.
    pub fn watched(&self) -> Vec<PathBuf> {
        let state = self.state();
        let touched = state.governing.values().flat_map(|governing| governing.current.touched.iter());
        let mut all: Vec<PathBuf> =
            touched.chain(state.folders.keys()).chain(state.governing.keys()).cloned().collect();
        all.extend(self.overrides.config.clone());
        all.sort();
        all.dedup();
        all
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn nearest(&self, path: &Path) -> Option<PathBuf> {
        if self.overrides.config.is_some() {
            return self.overrides.config.clone();
        }
        self.above(path).policy.clone()
    }

    /// What the folders above a file tell: asked once for all files of a folder.
    fn above(&self, path: &Path) -> Arc<Above> {
        let folder = path.parent().unwrap_or(path);
        let generation = {
            let state = self.state();
            match state.above.get(folder) {
                Some((generation, known)) if *generation == state.generation => return Arc::clone(known),
                _ => state.generation,
            }
        };
        let policy = discovery::nearest(path, self.files.home().as_deref(), |folder| self.folder(folder));
        let above = Arc::new(Above { policy, root: OnceLock::new() });
        self.state().above.insert(folder.to_owned(), (generation, Arc::clone(&above)));
        above
    }

    fn folder(&self, folder: &Path) -> Arc<Folder> {
        let generation = {
            let state = self.state();
            match state.folders.get(folder) {
                Some((generation, known)) if *generation == state.generation => return Arc::clone(known),
                _ => state.generation,
            }
        };
        let looked = Arc::new(discovery::look(&*self.files, folder));
        self.state().folders.insert(folder.to_owned(), (generation, Arc::clone(&looked)));
        looked
    }

    /// The policy of a governing file; `None` where the file is gone.
    fn in_force(&self, path: &Path) -> Option<Arc<InForce>> {
        let governing = self.known(path).or_else(|| {
            let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
            // Another thread may have read it while this one waited.
            self.known(path).or_else(|| self.read(path))
        })?;
        let waits = self.broken == Broken::WaitsBehindLastGood && governing.current.is_broken();
        Some(governing.good.filter(|_| waits).unwrap_or(governing.current))
    }

    fn known(&self, path: &Path) -> Option<Governing> {
        let state = self.state();
        state.governing.get(path).filter(|governing| governing.generation == state.generation).cloned()
    }

    fn read(&self, path: &Path) -> Option<Governing> {
        let (generation, before) = {
            let state = self.state();
            (state.generation, state.governing.get(path).cloned())
        };
        let Some(own) = self.governing_file(path) else {
            self.state().governing.remove(path);
            return None;
        };
        let layers = layers::gather(own, &|path| self.load(path));
        let current = match &before {
            Some(before) if before.current.is_made_of(&layers) => Arc::clone(&before.current),
            _ => {
                let folder = path.parent().unwrap_or(path);
                Arc::new(InForce::of_files(layers, folder, &self.overrides))
            }
        };
        let before = before.and_then(|before| before.good);
        let good = if current.is_broken() {
            before
        } else if current.is_empty(path) {
            // Many programs cut a file off before they write it anew. The empty text counts, but when what
            // follows is broken, the policy to go back to is the one before.
            before.or_else(|| Some(Arc::clone(&current)))
        } else {
            Some(Arc::clone(&current))
        };
        let governing = Governing { generation, current, good };
        self.state().governing.insert(path.to_owned(), governing.clone());
        Some(governing)
    }

    fn governing_file(&self, path: &Path) -> Option<Arc<PolicyFile>> {
        let named = self.overrides.config.as_deref() == Some(path);
        let refused = |message: &str| Some(Arc::new(PolicyFile::unreadable(path.into(), message.to_owned())));
        match self.load(path) {
            Loaded::File(file) => Some(file),
            // Found by nobody but the person who named it: to go on without a word would be wrong.
            Loaded::Missing if named => refused("there is no such policy file: check the path after --config"),
            Loaded::Folder if named => refused("this is a folder, not a policy file: check the path after --config"),
            Loaded::Missing | Loaded::Folder => None,
        }
    }

    fn load(&self, path: &Path) -> Loaded {
        let (generation, known) = {
            let state = self.state();
            match state.files.get(path) {
                Some((generation, known)) if *generation == state.generation => return known.clone(),
                Some((_, Loaded::File(known))) => (state.generation, Some(Arc::clone(known))),
                _ => (state.generation, None),
            }
        };
        let loaded = discovery::load(&*self.files, path, known.as_ref());
        self.state().files.insert(path.to_owned(), (generation, loaded.clone()));
        loaded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::memory::{Memory, told};
    use crate::policy::{LeftAlone, ProblemSeverity};
    use crate::terms;

    fn policies(memory: &Memory) -> Policies {
        Policies::new(memory.clone(), Overrides::default())
    }

    fn rules(policies: &Policies, path: &str) -> Arc<Rules> {
        policies.rules(Path::new(path))
    }

    fn prefer(policies: &Policies, path: &str) -> Prefer {
        rules(policies, path).prefer
    }

    #[test]
    fn the_nearest_policy_governs_alone() {
        let memory = Memory::new(&[
            ("/w/.git", ""),
            ("/w/customary.toml", "prefer = \"client\"\nseverity = \"error\"\n"),
            ("/w/shop/customary.toml", "prefer = \"customer\"\n"),
        ]);
        let policies = policies(&memory);
        assert_eq!(prefer(&policies, "/w/a.md"), Prefer::Client);
        assert_eq!(prefer(&policies, "/w/docs/deep/a.md"), Prefer::Client);
        assert_eq!(prefer(&policies, "/w/shop/x/a.md"), Prefer::Customer);
        assert_eq!(rules(&policies, "/w/shop/a.md").severity, Severity::Warning);
        assert_eq!(policies.governing(Path::new("/w/shop/a.md")), Some("/w/shop/customary.toml".into()));
        assert_eq!(prefer(&policies, "/w/docs/../shop/a.md"), Prefer::Customer);
        let origin = rules(&policies, "/w/a.md").origin.clone().unwrap();
        assert_eq!(&origin.place.text[origin.place.range], "prefer = \"client\"");
        assert!(origin.through.is_none());
    }

    #[test]
    fn hidden_files_are_asked_for_by_their_dots() {
        let text = "include = [\"**/*.md\", \".github/**\", \"docs/.notes/*.md\", \".draft-*\"]\n";
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", text)]);
        let policies = policies(&memory);
        for (path, asked) in [
            ("/w/.github", true),
            ("/w/docs/.github", false),
            ("/w/.github/.cache", false),
            ("/w/docs/.notes", true),
            ("/w/docs/.draft-a.md", true),
            ("/w/.hidden.md", false),
            ("/elsewhere/.github", false),
        ] {
            assert_eq!(policies.asks_for_hidden(Path::new(path)), asked, "{path}");
        }
    }

    #[test]
    fn a_question_asked_twice_reads_once() {
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", "prefer = \"client\"\n")]);
        let policies = policies(&memory);
        let first = rules(&policies, "/w/docs/a.md");
        let reads = memory.reads();
        assert!(Arc::ptr_eq(&first, &rules(&policies, "/w/docs/b.md")));
        assert_eq!(memory.reads(), reads);
        policies.invalidate();
        // Read again, found unchanged, and not compiled again.
        assert!(Arc::ptr_eq(&first, &rules(&policies, "/w/docs/b.md")));
        assert!(memory.reads() > reads);
    }

    #[test]
    fn changes_count_after_an_invalidation() {
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", "prefer = \"client\"\n")]);
        let policies = policies(&memory);
        assert_eq!(prefer(&policies, "/w/d/a.md"), Prefer::Client);
        memory.write("/w/customary.toml", "prefer = \"customer\"\n");
        assert_eq!(prefer(&policies, "/w/d/a.md"), Prefer::Client);
        policies.invalidate();
        assert_eq!(prefer(&policies, "/w/d/a.md"), Prefer::Customer);
        memory.write("/w/d/.customary.toml", "prefer = \"off\"\n");
        policies.invalidate();
        assert_eq!(prefer(&policies, "/w/d/a.md"), Prefer::Off);
        memory.remove("/w/d/.customary.toml");
        policies.invalidate();
        assert_eq!(prefer(&policies, "/w/d/a.md"), Prefer::Customer);
        memory.remove("/w/customary.toml");
        policies.invalidate();
        assert_eq!(prefer(&policies, "/w/d/a.md"), Prefer::Consistent);
        assert_eq!(rules(&policies, "/w/d/a.md").severity, Severity::Information);
    }

    #[test]
    fn the_search_ends_at_the_repository_or_below_home() {
        let text = "prefer = \"client\"\n";
        let memory = Memory::new(&[
            ("/customary.toml", text),
            ("/home/ada/customary.toml", text),
            ("/srv/customary.toml", text),
            ("/srv/repo/.git", "gitdir: elsewhere"),
            ("/home/ada/letters/customary.toml", text),
        ]);
        let policies = policies(&memory);
        assert_eq!(prefer(&policies, "/srv/a/b/c.md"), Prefer::Client);
        assert_eq!(prefer(&policies, "/srv/repo/docs/c.md"), Prefer::Consistent);
        assert_eq!(prefer(&policies, "/opt/c.md"), Prefer::Client, "the root of the file system counts");
        assert_eq!(
            prefer(&policies, "/home/ada/notes/c.md"),
            Prefer::Consistent,
            "home does not govern what lies below"
        );
        assert_eq!(prefer(&policies, "/home/ada/letters/x/c.md"), Prefer::Client);
        assert_eq!(prefer(&policies, "/home/ada/c.md"), Prefer::Client, "a file's own folder always counts");
        memory.write("/home/ada/.git", "");
        policies.invalidate();
        assert_eq!(prefer(&policies, "/home/ada/notes/c.md"), Prefer::Client, "home is a repository now");
    }

    #[test]
    fn two_names_in_a_folder_and_things_that_are_no_files() {
        let memory = Memory::new(&[
            ("/w/.git", ""),
            ("/w/customary.toml", "prefer = \"client\"\n"),
            ("/w/.customary.toml", "prefer = \"customer\"\n"),
            ("/w/f/.customary.toml", "prefer = \"customer\"\n"),
        ]);
        memory.make_folder("/w/f/customary.toml");
        memory.make_folder("/w/g/customary.toml");
        memory.write_latin_1("/w/h/customary.toml");
        let policies = policies(&memory);
        assert_eq!(prefer(&policies, "/w/a.md"), Prefer::Client);
        assert_eq!(prefer(&policies, "/w/f/a.md"), Prefer::Customer);
        assert_eq!(prefer(&policies, "/w/g/a.md"), Prefer::Client);
        assert_eq!(prefer(&policies, "/w/h/a.md"), Prefer::Off);
        assert_eq!(
            told(&policies.problems()),
            [
                "/w/.customary.toml:1:1: Warning at \"\": this file is not read: customary.toml in the same folder comes first; keep one of them",
                "/w/f/customary.toml:1:1: Error at \"\": this is a folder, not a policy file: it is passed over; rename it",
                "/w/g/customary.toml:1:1: Error at \"\": this is a folder, not a policy file: it is passed over; rename it",
                "/w/h/customary.toml:1:1: Error at \"\": this policy is not UTF-8 text: save it as UTF-8",
            ]
        );
        memory.remove("/w/.customary.toml");
        memory.remove("/w/f/customary.toml");
        memory.remove("/w/g/customary.toml");
        memory.write("/w/h/customary.toml", "");
        policies.invalidate();
        assert_eq!(told(&policies.problems()), [""; 0]);
    }

    #[test]
    fn a_syntax_error_leaves_the_last_good_policy_in_force() {
        let good = "prefer = \"client\"\nseverity = \"error\"\nextends = \"house.toml\"\n";
        let broken = "prefer = \"client\nseverity = \"hint\"\n";
        let files = [("/w/.git", ""), ("/w/customary.toml", good), ("/w/house.toml", "allow = [\"Client Hub\"]\n")];
        let memory = Memory::new(&files);
        let server = policies(&memory).keeping_the_last_good();
        let terminal = policies(&memory);
        assert_eq!(rules(&server, "/w/a.md").allow.len(), 1);
        memory.write("/w/customary.toml", broken);
        [&server, &terminal].into_iter().for_each(Policies::invalidate);
        assert_eq!((prefer(&server, "/w/a.md"), rules(&server, "/w/a.md").severity), (Prefer::Client, Severity::Error));
        assert_eq!((prefer(&terminal, "/w/a.md"), rules(&terminal, "/w/a.md").severity), (Prefer::Off, Severity::Hint));
        assert_eq!(server.problems().len(), 1);
        assert_eq!(server.problems()[0].severity, ProblemSeverity::Error);

        // Also when the broken text is that of an extended file.
        memory.write("/w/customary.toml", good);
        memory.write("/w/house.toml", "allow = [\"Client Hub\", \n");
        server.invalidate();
        assert_eq!(rules(&server, "/w/a.md").allow.len(), 1);
        assert_eq!(server.problems()[0].place.path.as_ref(), Path::new("/w/house.toml"));

        // Another kind of problem lets the rest count.
        memory.write("/w/house.toml", "allow = 3\nmax-diagnostics = 7\n");
        server.invalidate();
        assert_eq!((rules(&server, "/w/a.md").allow.len(), rules(&server, "/w/a.md").max_diagnostics), (0, 7));

        // What is gone is not remembered.
        memory.remove("/w/customary.toml");
        server.invalidate();
        assert_eq!(prefer(&server, "/w/a.md"), Prefer::Consistent);
        assert_eq!(told(&server.problems()), [""; 0]);
    }

    #[test]
    fn a_file_cut_off_before_it_is_written_anew_is_no_last_good_policy() {
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", "prefer = \"client\"\n")]);
        let server = policies(&memory).keeping_the_last_good();
        let then = |text: &str| {
            memory.write("/w/customary.toml", text);
            server.invalidate();
            prefer(&server, "/w/a.md")
        };
        assert_eq!(prefer(&server, "/w/a.md"), Prefer::Client);
        assert_eq!(then(""), Prefer::Off);
        assert_eq!(then("prefer = \"customer\n"), Prefer::Client);
        assert_eq!(then("prefer = \"customer\"\n"), Prefer::Customer);
        assert_eq!(then("# Nothing is asked for.\n"), Prefer::Off);
        assert_eq!(then("prefer = \"client\n"), Prefer::Off);
    }

    #[test]
    fn without_a_last_good_policy_what_can_be_read_counts() {
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", "allow = [\nprefer = \"client\"\n")]);
        let server = policies(&memory).keeping_the_last_good();
        assert_eq!(prefer(&server, "/w/a.md"), Prefer::Client);
        assert_eq!(server.problems().len(), 1);
    }

    #[test]
    fn settings_count_where_no_file_governs() {
        let memory = Memory::new(&[("/w/p/.git", ""), ("/w/p/customary.toml", "severity = \"error\"\n")]);
        let policies = policies(&memory);
        let faults = policies.set_settings(Settings {
            prefer: Some(Prefer::Customer),
            allow: vec!["Client Hub".into()],
            exclude: vec!["old/**".into(), "[".into()],
            folders: vec!["/w".into()],
            max_diagnostics: Some(5),
            ..Settings::default()
        });
        assert_eq!(faults.len(), 1);
        let found = rules(&policies, "/w/q/a.md");
        assert_eq!((found.prefer, found.severity, found.max_diagnostics), (Prefer::Customer, Severity::Warning, 5));
        assert_eq!((found.allow.len(), found.left_alone), (1, None));
        assert_eq!(rules(&policies, "/w/old/a.md").left_alone, Some(LeftAlone::Excluded));
        assert_eq!(prefer(&policies, "/w/p/a.md"), Prefer::Off, "a file governs whole");
        assert_eq!(policies.rules_without_path(None).prefer, Prefer::Customer);
        assert_eq!(policies.rules_without_path(Some(Path::new("/w/p"))).severity, Severity::Error);
    }

    #[test]
    fn arguments_beat_files_and_settings() {
        let memory = Memory::new(&[
            ("/w/.git", ""),
            (
                "/w/customary.toml",
                "prefer = \"off\"\n[[override]]\npaths = [\"*.md\"]\nprefer = \"client\"\ndisable = [\"client-customer\"]\n",
            ),
            ("/w/other/policy.toml", "prefer = \"client\"\nexclude = [\"docs/**\"]\n"),
        ]);
        let forced = Overrides { prefer: Some(Prefer::Customer), config: None };
        let policies = Policies::new(memory.clone(), forced);
        let found = rules(&policies, "/w/a.md");
        assert_eq!(found.prefer, Prefer::Customer);
        assert!(found.origin.is_none());
        assert!(!found.disabled.contains(&terms::pair().id));
        assert_eq!(rules(&policies, "/elsewhere/a.md").severity, Severity::Warning);

        let off = Policies::new(memory.clone(), Overrides { prefer: Some(Prefer::Off), config: None });
        assert_eq!(prefer(&off, "/w/a.md"), Prefer::Off);

        let config = Overrides { prefer: None, config: Some("/w/other/policy.toml".into()) };
        let policies = Policies::new(memory.clone(), config);
        assert_eq!(prefer(&policies, "/w/a.md"), Prefer::Client);
        assert_eq!(rules(&policies, "/w/other/docs/a.md").left_alone, Some(LeftAlone::Excluded));
        assert_eq!(rules(&policies, "/w/docs/a.md").left_alone, None, "patterns count from the policy's folder");
        assert_eq!(rules(&policies, "/w/other/policy.toml").left_alone, Some(LeftAlone::Policy));

        let missing = Policies::new(memory, Overrides { prefer: None, config: Some("/w/none.toml".into()) });
        assert_eq!(prefer(&missing, "/w/a.md"), Prefer::Off);
        assert_eq!(
            told(&missing.problems()),
            ["/w/none.toml:1:1: Error at \"\": there is no such policy file: check the path after --config"]
        );
    }

    #[test]
    fn without_a_policy_and_without_settings_one_of_the_words_is_kept() {
        let memory = Memory::new(&[("/w/.git", "")]);
        let without = policies(&memory);
        let found = rules(&without, "/w/a.md");
        assert_eq!((found.prefer, found.severity), (Prefer::Consistent, Severity::Information));
        assert_eq!(without.rules_without_path(None).prefer, Prefer::Consistent);
        without.set_settings(Settings { prefer: Some(Prefer::Off), ..Settings::default() });
        assert_eq!(prefer(&without, "/w/a.md"), Prefer::Off);
        let forced = Policies::new(memory.clone(), Overrides { prefer: Some(Prefer::ByContext), config: None });
        assert_eq!(prefer(&forced, "/w/a.md"), Prefer::ByContext);
        memory.write("/w/customary.toml", "severity = \"error\"\n");
        without.invalidate();
        assert_eq!(prefer(&without, "/w/a.md"), Prefer::Off, "a policy that does not speak of the pair");
    }

    #[test]
    fn a_policy_above_the_workspace_folder_counts_up_to_the_repository() {
        let memory = Memory::new(&[
            ("/r/.git", ""),
            ("/r/.customary.toml", "prefer = \"client\"\n"),
            ("/r/a/b/customary.toml", "prefer = \"customer\"\n"),
        ]);
        let policies = policies(&memory);
        policies.set_settings(Settings {
            folders: vec!["/r/a".into()],
            prefer: Some(Prefer::Off),
            ..Settings::default()
        });
        assert_eq!(prefer(&policies, "/r/a/x.md"), Prefer::Client);
        assert_eq!(prefer(&policies, "/r/a/b/c/x.md"), Prefer::Customer);
        assert_eq!(prefer(&policies, "/r/a/bc/x.md"), Prefer::Client);
    }

    #[test]
    fn a_policy_tells_its_own_examples_in_order() {
        let memory = Memory::new(&[
            ("/w/.git", ""),
            (
                "/w/customary.toml",
                "extends = \"house.toml\"\n[[example]]\nreport = \"Our customers.\"\nkeep = [\"A.\", \"B.\"]\n[[example]]\nkeep = \"C.\"\n",
            ),
            ("/w/house.toml", "[[example]]\nkeep = \"Theirs.\"\n"),
        ]);
        let policies = policies(&memory);
        let examples = policies.examples(Path::new("/w/customary.toml"));
        let told: Vec<_> = examples.iter().map(|example| (example.text.as_str(), example.expect)).collect();
        use crate::policy::Expect::{Keep, Report};
        assert_eq!(told, [("Our customers.", Report), ("A.", Keep), ("B.", Keep), ("C.", Keep)]);
        assert_eq!(&examples[1].place.text[examples[1].place.range.clone()], "\"A.\"");
        assert_eq!(policies.examples(Path::new("/w/none.toml")).len(), 0);
    }

    #[test]
    #[ignore = "measures; run it by hand"]
    fn how_long_large_policies_take() {
        use std::time::Instant;
        let entries: String = (0..100_000).map(|n| format!("  \"Client Hub {n}\",\n")).collect();
        let concepts: String = (0..10_000)
            .map(|n| format!("[[concept]]\nid = \"c{n}\"\npreferred = \"good word {n}\"\ndeprecated = [\"bad word {n}\", \"worse {n}\"]\n"))
            .collect();
        let broken = "x y\nz = = 1\n".repeat(45_000);
        for (name, text) in [
            ("allow", format!("prefer = \"client\"\nallow = [\n{entries}]\n")),
            ("allow of nothing", format!("allow = [\n{entries}]\n")),
            ("concepts", concepts),
            ("broken", broken),
        ] {
            let start = Instant::now();
            let (tree, _) = crate::policy::tree::read(&text);
            let tree_read = start.elapsed();
            drop(tree);
            let start = Instant::now();
            let file = PolicyFile::parse(Path::new("/w/customary.toml").into(), text.clone());
            let parsed = start.elapsed();
            let allow: Vec<&str> = file.content.allow.iter().filter_map(|entry| entry.value.added()).collect();
            let start = Instant::now();
            drop(terms::Phrases::new(allow));
            let phrases = start.elapsed();
            let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", &text)]);
            let policies = policies(&memory);
            let start = Instant::now();
            rules(&policies, "/w/a.md");
            let all = start.elapsed();
            let start = Instant::now();
            let found = policies.problems().len();
            eprintln!(
                "{name}: tree {tree_read:?}, parse {parsed:?}, phrases {phrases:?}, all {all:?}, {found} problems {:?}",
                start.elapsed()
            );
        }
    }

    #[test]
    fn what_is_watched() {
        let text = "extends = [\"house.toml\", \"none.toml\"]\n";
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", text), ("/w/house.toml", "")]);
        let policies = policies(&memory);
        rules(&policies, "/w/docs/a.md");
        let watched = ["/w", "/w/customary.toml", "/w/docs", "/w/house.toml", "/w/none.toml"].map(PathBuf::from);
        assert_eq!(policies.watched(), watched);
        assert_eq!(policies.problems().len(), 1);
        memory.write("/w/none.toml", "prefer = \"client\"\n");
        policies.invalidate();
        assert_eq!(prefer(&policies, "/w/docs/a.md"), Prefer::Client);
        assert_eq!(told(&policies.problems()), [""; 0]);
    }

    #[test]
    fn many_threads_ask_at_once() {
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", "prefer = \"client\"\n")]);
        let policies = policies(&memory);
        std::thread::scope(|scope| {
            for n in 0..8 {
                let policies = &policies;
                scope.spawn(move || {
                    for m in 0..50 {
                        assert_eq!(prefer(policies, &format!("/w/d{m}/e{n}/a.md")), Prefer::Client);
                        policies.invalidate();
                    }
                });
            }
        });
    }

    #[test]
    fn the_disk_tells_files_from_what_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        std::fs::write(path("a.toml"), "prefer = \"off\"").unwrap();
        std::fs::write(path("latin.toml"), b"# caf\xe9").unwrap();
        std::fs::create_dir(path("b.toml")).unwrap();
        assert_eq!(Disk.read(&path("a.toml")).unwrap().as_deref(), Some("prefer = \"off\""));
        assert_eq!(Disk.read(&path("none.toml")).unwrap(), None);
        assert_eq!(Disk.read(&path("a.toml/customary.toml")).unwrap(), None);
        assert_eq!(Disk.read(&path("b.toml")).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(Disk.read(&path("latin.toml")).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(!Disk.is_repository_root(dir.path()));
        std::fs::write(path(".git"), "gitdir: x").unwrap();
        assert!(Disk.is_repository_root(dir.path()));
    }
}
