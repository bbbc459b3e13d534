//! Which files a command means: the walk over folders, in one order whatever the threads do.
//!
//! .gitignore counts inside a repository, but not for files that were named; links are not followed
//! unless they were named; nothing is read below `.git`.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// The working folder, absolute: relative paths start here.
    pub folder: &'a Path,
    /// Files and folders as they were given.
    pub paths: &'a [PathBuf],
    /// How many threads walk.
    pub threads: usize,
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its absolute path.
    pub path: PathBuf,
    /// Its path as outputs show it: as given, or relative to the working folder, with `/`.
    pub shown: String,
    /// Whether it was named itself, not found in a folder.
    pub named: bool,
}

/// A path that could not be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path as outputs show it.
    pub shown: String,
    /// What is wrong with it.
    pub message: String,
}

/// The files that a selection means.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// Each file once, in order of path.
    pub sources: Vec<Source>,
    /// The folders that were walked, absolute.
    pub folders: Vec<PathBuf>,
    /// What could not be walked, in order of path.
    pub faults: Vec<Fault>,
}

/// The order of outputs: by path component, bytewise.
pub fn order(a: &str, b: &str) -> Ordering {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    // What ends comes first, then what ends a component.
    let rank = |path: &str| path.as_bytes().get(common).map(|byte| if *byte == b'/' { (0, 0) } else { (1, *byte) });
    rank(a).cmp(&rank(b))
}

/// A path as outputs show it: `/` between its components, no `.` among them.
pub fn shown(path: &Path) -> String {
    let mut out = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => out.push('/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if !out.is_empty() && !out.ends_with('/') {
                    out.push('/');
                }
                out.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    out
}

/// A path as outputs show it from the folder `from`, both absolute: the way there where it lies below
/// or above, else the path itself.
pub fn shown_from(path: &Path, from: &Path) -> String {
    let above = from.ancestors().take_while(|folder| folder.parent().is_some());
    for (steps, folder) in above.enumerate() {
        if let Ok(below) = path.strip_prefix(folder) {
            return format!("{}{}", "../".repeat(steps), shown(below));
        }
    }
    shown(path)
}

/// Finds the files of a selection. `hidden` is asked about every hidden file and folder that the
/// walk meets, by its absolute path: whether it is wanted all the same.
pub fn walk(selection: Selection<'_>, hidden: impl Fn(&Path) -> bool + Clone + Send + Sync + 'static) -> Walk {
    let mut walk = Walk::default();
    let given: Vec<(&PathBuf, PathBuf, io::Result<fs::Metadata>)> = selection
        .paths
        .iter()
        .map(|given| (given, absolute(selection.folder, given)))
        .map(|(given, path)| (given, path.clone(), fs::metadata(&path)))
        .collect();
    let is_folder = |metadata: &io::Result<fs::Metadata>| metadata.as_ref().is_ok_and(fs::Metadata::is_dir);
    let folders = given.iter().filter(|(.., metadata)| is_folder(metadata));
    let roots: Vec<Root> = folders.map(|(given, path, _)| Root::new(path.clone(), given)).collect();
    walk.folders = roots.iter().map(|root| root.path.clone()).collect();
    let canonical: Vec<PathBuf> = given.iter().map(|(_, path, _)| identity(path)).collect();
    let mut found = Found { by_identity: overlap(&canonical).then(HashMap::new), ..Found::default() };
    let mut inside = below(roots, selection.threads, hidden).into_iter();
    for ((given, path, metadata), canonical) in given.into_iter().zip(canonical) {
        match metadata {
            Ok(metadata) if metadata.is_dir() => {
                found.add_folder(&path, &canonical, inside.next().unwrap_or_default(), given, &mut walk.faults);
            }
            Ok(_) => found.add(|_| canonical, Source { path, shown: shown(given), named: true }),
            Err(error) => walk.faults.push(Fault { shown: shown(given), message: told(&error) }),
        }
    }
    walk.sources = found.sources;
    walk.sources.sort_by(|a, b| order(&a.shown, &b.shown));
    walk.faults.sort_by(|a, b| order(&a.shown, &b.shown));
    walk
}

/// What the disk says, for a person.
pub(super) fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read: permission denied".to_owned(),
        _ => format!("could not be read: {error}"),
    }
}

/// The files found so far, each once.
#[derive(Default)]
struct Found {
    sources: Vec<Source>,
    /// Where each of them is, if one can be found twice.
    by_identity: Option<HashMap<PathBuf, usize>>,
}

impl Found {
    /// Adds a file unless the same one is there already; being named beats being found.
    fn add(&mut self, identity: impl FnOnce(&Path) -> PathBuf, source: Source) {
        let next = self.sources.len();
        let known = self.by_identity.as_mut();
        let index = known.map_or(next, |known| *known.entry(identity(&source.path)).or_insert(next));
        match self.sources.get_mut(index) {
            Some(known) => known.named |= source.named,
            None => self.sources.push(source),
        }
    }

    /// Adds what was found below the folder `root`, which was given as `given`.
    fn add_folder(&mut self, root: &Path, canonical: &Path, inside: Inside, given: &Path, faults: &mut Vec<Fault>) {
        for source in inside.files {
            self.add(|path| canonical.join(path.strip_prefix(root).unwrap_or(path)), source);
        }
        faults.extend(inside.faults.iter().map(|error| fault(root, given, error)));
    }
}

/// What a file or folder is, however it is named.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether one of these is, or holds, another. One folder holds each of its files once.
fn overlap(paths: &[PathBuf]) -> bool {
    let mut sorted: Vec<&PathBuf> = paths.iter().collect();
    sorted.sort_unstable();
    // What lies in a folder comes right behind it.
    sorted.iter().zip(sorted.iter().skip(1)).any(|(one, next)| next.starts_with(one))
}

/// A folder that was given.
struct Root {
    /// Its absolute path.
    path: PathBuf,
    /// The same as it begins the paths that are found in it.
    written: String,
    /// As outputs show it.
    shown: String,
}

impl Root {
    fn new(path: PathBuf, given: &Path) -> Self {
        Self { written: path.to_string_lossy().into_owned(), shown: shown(given), path }
    }

    /// A file that was found in it.
    fn source(&self, path: PathBuf) -> Source {
        let written = path.to_string_lossy();
        let below = written.strip_prefix(self.written.as_str()).unwrap_or(&written);
        let below = below.trim_start_matches(MAIN_SEPARATOR);
        let between = if self.shown.is_empty() || self.shown.ends_with('/') { "" } else { "/" };
        let mut shown = [self.shown.as_str(), between, below].concat();
        if MAIN_SEPARATOR != '/' {
            shown = shown.replace(MAIN_SEPARATOR, "/");
        }
        Source { path, shown, named: false }
    }
}

/// What was found below a folder.
#[derive(Default)]
struct Inside {
    files: Vec<Source>,
    faults: Vec<ignore::Error>,
}

/// The absolute path of a path as given. `..` is resolved on the disk, since a folder before it may
/// be a link; the last component stays as it is.
fn absolute(folder: &Path, given: &Path) -> PathBuf {
    let joined: PathBuf = folder.join(given).components().filter(|c| !matches!(c, Component::CurDir)).collect();
    if !joined.components().any(|c| matches!(c, Component::ParentDir)) {
        return joined;
    }
    let resolved = match (joined.parent(), joined.file_name()) {
        (Some(parent), Some(name)) => fs::canonicalize(parent).map(|parent| parent.join(name)),
        _ => fs::canonicalize(&joined),
    };
    resolved.unwrap_or(joined)
}

/// What is found below each of the folders. They are walked all at once: a walk takes its threads some milliseconds to
/// begin and to end, and somebody may name hundreds of folders.
fn below(folders: Vec<Root>, threads: usize, hidden: impl Fn(&Path) -> bool + Send + Sync + 'static) -> Vec<Inside> {
    let mut out: Vec<Inside> = folders.iter().map(|_| Inside::default()).collect();
    // The same folder may be given twice, and counts where it is given first.
    let mut indexes: HashMap<&Path, usize> = HashMap::new();
    for (index, folder) in folders.iter().enumerate() {
        indexes.entry(&folder.path).or_insert(index);
    }
    let is_first = |(index, folder): &(usize, &Root)| indexes.get(folder.path.as_path()) == Some(index);
    let mut roots = folders.iter().enumerate().filter(is_first);
    let Some((_, first)) = roots.next() else { return out };
    let mut walker = WalkBuilder::new(&first.path);
    for (_, folder) in roots {
        walker.add(&folder.path);
    }
    let walker = walker
        .hidden(false) // decided by `hidden`
        .ignore(false) // .ignore files are another tool's
        .threads(threads)
        .filter_entry(move |entry| entry.depth() == 0 || wanted(entry, &hidden))
        .build_parallel();
    let root = |path: &Path, depth: usize| path.ancestors().nth(depth).and_then(|root| indexes.get(root)).copied();
    let found = Mutex::new(Vec::new());
    walker.run(|| {
        let mut mine = Mine { list: Vec::new(), all: &found };
        let (root, folders) = (&root, &folders);
        Box::new(move |entry| {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let at = root(entry.path(), entry.depth());
                    let source = at.and_then(|at| folders.get(at)).map(|root| root.source(entry.into_path()));
                    mine.list.extend(source.map(|source| (at, Ok(source))));
                }
                Ok(_) => {}
                Err(error) => {
                    let at = path_of(&error).and_then(|path| root(path, depth_of(&error)?));
                    mine.list.push((at, Err(error)));
                }
            }
            WalkState::Continue
        })
    });
    for (index, entry) in found.into_inner().unwrap_or_else(PoisonError::into_inner) {
        // What does not say where it belongs was found on the way to the first.
        let Some(inside) = out.get_mut(index.unwrap_or_default()) else { continue };
        match entry {
            Ok(source) => inside.files.push(source),
            Err(error) => inside.faults.push(error),
        }
    }
    out
}

type Entry = (Option<usize>, Result<Source, ignore::Error>);

/// What one thread found, for all once it is done: to send each file on its own takes longer than to find it.
struct Mine<'a> {
    list: Vec<Entry>,
    all: &'a Mutex<Vec<Entry>>,
}

impl Drop for Mine<'_> {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).append(&mut self.list);
    }
}

fn wanted(entry: &DirEntry, hidden: &impl Fn(&Path) -> bool) -> bool {
    let name = entry.file_name();
    if name == ".git" {
        return false;
    }
    !name.as_encoded_bytes().starts_with(b".") || hidden(entry.path())
}

fn fault(root: &Path, given: &Path, error: &ignore::Error) -> Fault {
    let path = path_of(error).map_or(given.to_owned(), |path| {
        path.strip_prefix(root).map_or_else(|_| path.to_owned(), |below| given.join(below))
    });
    let message = error.io_error().map_or_else(|| format!("could not be read: {error}"), told);
    Fault { shown: shown(&path), message }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

fn depth_of(error: &ignore::Error) -> Option<usize> {
    match error {
        ignore::Error::WithDepth { depth, .. } => Some(*depth),
        ignore::Error::WithPath { err, .. } | ignore::Error::WithLineNumber { err, .. } => depth_of(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn walked(folder: &Path, paths: &[&str]) -> Walk {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        walk(Selection { folder, paths: &paths, threads: 2 }, |_| false)
    }

    fn names(folder: &Path, paths: &[&str]) -> Vec<String> {
        walked(folder, paths).sources.into_iter().map(|source| source.shown).collect()
    }

    #[test]
    fn the_order_is_by_path_component_bytewise() {
        let folder = folder(&[("a/z.md", ""), ("a.md", ""), ("a-b/c.md", ""), ("B.md", ""), ("a/b/c.md", "")]);
        assert_eq!(names(folder.path(), &["."]), ["B.md", "a/b/c.md", "a/z.md", "a-b/c.md", "a.md"]);
        assert_eq!(names(folder.path(), &["a.md", "./a", "a//b"]), ["a/b/c.md", "a/z.md", "a.md"]);
    }

    #[test]
    fn a_path_is_shown_by_the_way_to_it() {
        let from = Path::new("/w/docs/deep");
        assert_eq!(shown_from(Path::new("/w/docs/deep/a.md"), from), "a.md");
        assert_eq!(shown_from(Path::new("/w/customary.toml"), from), "../../customary.toml");
        assert_eq!(shown_from(Path::new("/elsewhere/a.md"), from), "/elsewhere/a.md");
    }

    #[test]
    fn a_file_is_read_once_however_often_it_is_meant() {
        let folder = folder(&[("docs/a.md", ""), ("b.md", "")]);
        let absolute = folder.path().join("b.md");
        let absolute = absolute.to_str().unwrap();
        let walk = walked(folder.path(), &["docs", "docs/a.md", "docs/../b.md", absolute, "."]);
        let shown: Vec<(&str, bool)> = walk.sources.iter().map(|s| (s.shown.as_str(), s.named)).collect();
        assert_eq!(shown, [("docs/../b.md", true), ("docs/a.md", true)]);
        assert_eq!(names(folder.path(), &[absolute]), [absolute], "as it was given");
    }

    #[test]
    fn folders_in_folders_and_the_same_one_twice_are_shown_as_they_were_given_first() {
        let folder = folder(&[("docs/deep/a.md", ""), ("docs/b.md", ""), ("c.md", "")]);
        let inner = ["docs/deep", "./docs", "docs", ".", "docs/deep"];
        assert_eq!(names(folder.path(), &inner), ["c.md", "docs/b.md", "docs/deep/a.md"]);
        let absolute = folder.path().join("docs");
        let absolute = absolute.to_str().unwrap();
        let shown = [&format!("{absolute}/b.md"), "c.md", "docs/deep/a.md"];
        assert_eq!(names(folder.path(), &["docs/deep", absolute, "."]), shown);
        assert_eq!(walked(folder.path(), &inner).folders.len(), inner.len());
    }

    #[test]
    fn gitignore_counts_inside_a_repository_but_not_for_named_files() {
        let files = [(".gitignore", "/out/\n*.tmp.md\n"), ("out/a.md", ""), ("b.tmp.md", ""), ("docs/c.md", "")];
        let folder = folder(&files);
        assert_eq!(names(folder.path(), &["."]), ["b.tmp.md", "docs/c.md", "out/a.md"], "no repository");
        fs::create_dir(folder.path().join(".git")).unwrap();
        assert_eq!(names(folder.path(), &["."]), ["docs/c.md"]);
        assert_eq!(names(folder.path(), &["b.tmp.md", "docs"]), ["b.tmp.md", "docs/c.md"]);
        assert_eq!(names(&folder.path().join("docs"), &["."]), ["c.md"]);
    }

    #[test]
    fn hidden_files_are_read_when_named_or_wanted_and_git_is_never_walked() {
        let files = [(".hidden.md", ""), (".github/a.md", ""), (".git/b.md", ""), ("c.md", ""), (".ignore", "c.md")];
        let folder = folder(&files);
        assert_eq!(names(folder.path(), &["."]), ["c.md"]);
        assert_eq!(names(folder.path(), &[".github", ".hidden.md"]), [".github/a.md", ".hidden.md"]);
        let paths = [PathBuf::from(".")];
        let selection = Selection { folder: folder.path(), paths: &paths, threads: 1 };
        let found = walk(selection, |path| path.ends_with(".github") || path.ends_with(".git"));
        let found: Vec<String> = found.sources.into_iter().map(|source| source.shown).collect();
        assert_eq!(found, [".github/a.md", "c.md"]);
    }

    #[test]
    fn what_is_not_there_is_told_and_the_rest_is_read() {
        let folder = folder(&[("a.md", "")]);
        let walk = walked(folder.path(), &["gone.md", "a.md"]);
        assert_eq!(walk.sources.len(), 1);
        assert_eq!(
            walk.faults,
            [Fault { shown: "gone.md".to_owned(), message: "there is no such file or folder".to_owned() }]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_when_named_alone() {
        use std::os::unix::fs::symlink;
        let outer = folder(&[("a.md", ""), ("sub/b.md", "")]);
        let folder = folder(&[("c.md", "")]);
        symlink(outer.path().join("a.md"), folder.path().join("link.md")).unwrap();
        symlink(outer.path().join("sub"), folder.path().join("linked")).unwrap();
        symlink(folder.path(), folder.path().join("loop")).unwrap();
        assert_eq!(names(folder.path(), &["."]), ["c.md"]);
        assert_eq!(names(folder.path(), &["link.md", "linked"]), ["link.md", "linked/b.md"]);
        assert_eq!(names(folder.path(), &["loop", "c.md"]), ["loop/c.md"]);
    }
}
