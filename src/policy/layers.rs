//! What extends what: a governing file and the files it brings, in the order of their say.
//!
//! Later beats earlier and the own file beats all. Knows files and their order; what the keys of
//! several files make together is [`super::in_force`]'s business.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discovery::{Loaded, plain};
use super::file::PolicyFile;
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
        let folder = from.path.parent().unwrap_or(Path::new(""));
        let path = plain(&folder.join(entry));
        if let Some(at) = self.stack.iter().position(|file| *file.path == *path) {
            let circle = self.stack.iter().skip(at).map(|file| name(&file.path)).chain([name(&path)]);
            let circle = circle.collect::<Vec<_>>().join(" → ");
            return Err(format!("\"{entry}\" extends in a circle ({circle}): take one of these entries out"));
        }
        if self.stack.len() > DEEPEST || self.reads >= MOST {
            return Err(format!("\"{entry}\" is not read: too many files extend one another here"));
        }
        self.reads += 1;
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
