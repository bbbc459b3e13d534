//! Whether the walk over a folder would find one file: asked when a single file has come or changed, where
//! a walk over everything would be too much.

use std::path::{Path, PathBuf};

use ignore::gitignore::Gitignore;

/// Whether [`super::walk`] over `folder` would find the file at `path`, both absolute. `hidden` is asked as in
/// the walk. Looks at the disk for the file and the folders on the way to it.
pub fn would_find(folder: &Path, path: &Path, hidden: impl Fn(&Path) -> bool) -> bool {
    let Ok(below) = path.strip_prefix(folder) else { return false };
    let mut ignores = Ignores::around(folder);
    let mut at = folder.to_owned();
    let mut is_file = false;
    for component in below.components() {
        at.push(component);
        let name = component.as_os_str();
        if name == ".git" || (name.as_encoded_bytes().starts_with(b".") && !hidden(&at)) {
            return false;
        }
        // Links are not followed.
        let Ok(kind) = std::fs::symlink_metadata(&at).map(|meta| meta.file_type()) else { return false };
        if ignores.name(&at, kind.is_dir()) {
            return false;
        }
        if kind.is_dir() {
            ignores.enter(&at);
        }
        is_file = kind.is_file();
    }
    is_file
}

/// Whether `.gitignore` names the file at `path`, absolute, or a folder that it is in: as seen from `folder`, which a
/// walk would begin in, or with none from the root of the file's repository. The file need not exist.
pub fn is_ignored(folder: Option<&Path>, path: &Path) -> bool {
    let root = || path.ancestors().skip(1).filter(|at| at.join(".git").exists()).last();
    let Some(folder) = folder.or_else(root) else { return false };
    let Ok(below) = path.strip_prefix(folder) else { return false };
    let mut ignores = Ignores::around(folder);
    let mut at = folder.to_owned();
    let mut components = below.components().peekable();
    while let Some(component) = components.next() {
        at.push(component);
        let is_folder = components.peek().is_some();
        if ignores.name(&at, is_folder) {
            return true;
        }
        if is_folder {
            ignores.enter(&at);
        }
    }
    false
}

/// What is ignored below a folder, level by level.
struct Ignores {
    levels: Vec<Level>,
    everywhere: Gitignore,
}

/// What one folder tells.
struct Level {
    gitignore: Gitignore,
    /// `.git/info/exclude`, where the folder is the root of a repository.
    exclude: Option<Gitignore>,
}

impl Ignores {
    fn around(folder: &Path) -> Self {
        let mut above: Vec<PathBuf> = Vec::new();
        for at in folder.ancestors() {
            above.push(at.to_owned());
            if at.join(".git").exists() {
                break;
            }
        }
        let mut out = Self { levels: Vec::new(), everywhere: Gitignore::global().0 };
        above.iter().rev().for_each(|at| out.enter(at));
        out
    }

    fn enter(&mut self, folder: &Path) {
        let git = folder.join(".git");
        let exclude = git.exists().then(|| {
            let mut builder = ignore::gitignore::GitignoreBuilder::new(folder);
            builder.add(git.join("info/exclude"));
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        });
        self.levels.push(Level { gitignore: Gitignore::new(folder.join(".gitignore")).0, exclude });
    }

    /// Whether a file or folder directly in the deepest level is ignored. What is nearest decides.
    fn name(&self, path: &Path, is_dir: bool) -> bool {
        // Outside a repository no such file counts.
        let Some(root) = self.levels.iter().rposition(|level| level.exclude.is_some()) else { return false };
        let inside = self.levels.iter().skip(root).rev();
        let own = inside.map(|level| &level.gitignore);
        let of_root = self.levels.get(root).and_then(|level| level.exclude.as_ref());
        let mut all = own.chain(of_root).chain([&self.everywhere]);
        let verdict = all.find_map(|ignore| Some(ignore.matched(path, is_dir)).filter(|verdict| !verdict.is_none()));
        verdict.is_some_and(|verdict| verdict.is_ignore())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;
    use crate::workspace::{Selection, walk};

    const FILES: [&str; 19] = [
        ".git/info/exclude",
        ".git/HEAD",
        ".gitignore",
        "a.md",
        "b.tmp.md",
        "kept.tmp.md",
        "excluded.md",
        "out/c.md",
        "out/kept.md",
        "docs/out/d.md",
        "docs/.gitignore",
        "docs/e.md",
        "docs/deep/f.md",
        "docs/deep/kept.tmp.md",
        ".github/g.md",
        ".hidden.md",
        "nested/.git/HEAD",
        "nested/h.tmp.md",
        "nested/docs/e.md",
    ];

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in FILES {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = match name {
                ".git/info/exclude" => "excluded.md\n",
                ".gitignore" => "/out/\n*.tmp.md\n!/kept.tmp.md\n",
                "docs/.gitignore" => "e.md\n!kept.tmp.md\n",
                _ => "",
            };
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn it_finds_what_the_walk_finds() {
        let tree = folder();
        let hidden = |path: &Path| path.ends_with(".github");
        for below in ["", "docs", "docs/deep", "out", "nested", ".github"] {
            let root = tree.path().join(below);
            let root = if below.is_empty() { tree.path() } else { &root };
            let paths = [root.to_owned()];
            let walked = walk(Selection { folder: root, paths: &paths, threads: 1 }, hidden);
            let walked: BTreeSet<PathBuf> = walked.sources.into_iter().map(|source| source.path).collect();
            for name in FILES {
                let path = tree.path().join(name);
                assert_eq!(would_find(root, &path, hidden), walked.contains(&path), "{name} from {below:?}");
            }
        }
        assert!(!would_find(tree.path(), &tree.path().join("gone.md"), hidden));
        assert!(!would_find(tree.path(), &tree.path().join("docs"), hidden), "a folder is no file");
    }

    #[test]
    fn outside_a_repository_nothing_is_ignored_and_links_are_not_followed() {
        let tree = folder();
        fs::remove_dir_all(tree.path().join(".git")).unwrap();
        assert!(would_find(tree.path(), &tree.path().join("out/c.md"), |_| false));
        assert!(!would_find(tree.path(), Path::new("/elsewhere/a.md"), |_| false));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(tree.path().join("a.md"), tree.path().join("link.md")).unwrap();
            assert!(!would_find(tree.path(), &tree.path().join("link.md"), |_| false));
        }
    }
}
