//! Which baseline counts for which text, read once and kept until something changes.
//!
//! The one beside the policy that governs the text; without a policy the one at the root of its
//! repository; without that the one in a folder that was given.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::file::problem;
use super::{BASELINE, Baseline};
use crate::policy::{Policies, Problem};
use crate::workspace::walk::shown_from;

/// The baselines of a workspace. Every question may be asked from any thread.
pub struct Baselines {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Where a text belongs that neither a policy nor a repository holds.
    folders: Vec<PathBuf>,
    files: HashMap<PathBuf, Loaded>,
    roots: HashMap<PathBuf, Option<PathBuf>>,
    /// Every place that was ever asked for: one that was just forgotten is asked again, not taken for sound.
    asked: BTreeSet<PathBuf>,
    /// What was good before the last [`Baselines::invalidate`].
    before: HashMap<PathBuf, Arc<Baseline>>,
}

#[derive(Clone)]
struct Loaded {
    baseline: Option<Arc<Baseline>>,
    problem: Option<Problem>,
}

/// A text's baseline, and what the text is called in it.
#[derive(Debug, Clone)]
pub struct Known {
    /// The baseline.
    pub baseline: Arc<Baseline>,
    /// The path of the text from the baseline's folder.
    pub path: String,
}

impl Baselines {
    /// Baselines read on demand. `folders` are those for texts that neither a policy nor a repository
    /// holds, absolute; the first that holds the text counts.
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self { state: Mutex::new(State { folders, ..State::default() }) }
    }

    /// Replaces the folders for texts that neither a policy nor a repository holds.
    pub fn set_folders(&self, folders: Vec<PathBuf>) {
        self.state().folders = folders;
    }

    /// Forgets what was read. A baseline that cannot be read next time stays as it was.
    pub fn invalidate(&self) {
        let mut state = self.state();
        state.roots.clear();
        let files = std::mem::take(&mut state.files);
        let good = files.into_iter().filter_map(|(path, loaded)| Some((path, loaded.baseline?)));
        // Forgotten twice before anybody asks, it is still the last that could be read.
        state.before.extend(good);
    }

    /// Where the baseline of a text stands or would stand, and what the text is called in it; `path` is
    /// absolute.
    pub fn place(&self, policies: &Policies, path: &Path) -> Option<(PathBuf, String)> {
        let place = self.file(policies, path)?;
        let name = shown_from(path, place.parent()?);
        Some((place, name))
    }

    fn file(&self, policies: &Policies, path: &Path) -> Option<PathBuf> {
        if let Some(policy) = policies.governing(path) {
            return policy.parent().map(|folder| folder.join(BASELINE));
        }
        let root = self.root(path.parent()?);
        let root = root.or_else(|| self.state().folders.iter().find(|folder| path.starts_with(folder)).cloned())?;
        Some(root.join(BASELINE))
    }

    /// The baseline that counts for a text, if there is one.
    pub fn known(&self, policies: &Policies, path: &Path) -> Option<Known> {
        let place = self.file(policies, path)?;
        let baseline = self.read(&place).baseline?;
        Some(Known { baseline, path: shown_from(path, place.parent()?) })
    }

    /// Every baseline that was read so far.
    pub fn all(&self) -> Vec<Arc<Baseline>> {
        let state = self.state();
        let by_file: BTreeMap<_, _> = state.files.iter().collect();
        by_file.into_values().filter_map(|loaded| loaded.baseline.clone()).collect()
    }

    /// What is wrong with the baselines that were asked for so far, in order of file.
    pub fn problems(&self) -> Vec<Problem> {
        self.watched().iter().filter_map(|place| self.read(place).problem).collect()
    }

    /// The files whose change may change an answer given so far.
    pub fn watched(&self) -> Vec<PathBuf> {
        self.state().asked.iter().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The root of the repository that holds a folder.
    fn root(&self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.state().roots.get(folder) {
            return known.clone();
        }
        let own = || folder.join(".git").exists().then(|| folder.to_owned());
        // What was said of the folders above is known.
        let root = own().or_else(|| folder.parent().and_then(|above| self.root(above)));
        self.state().roots.insert(folder.to_owned(), root.clone());
        root
    }

    fn read(&self, place: &Path) -> Loaded {
        // Held while the file is read: it is read once, and whoever else asks for it needs it as well.
        let mut state = self.state();
        if let Some(known) = state.files.get(place) {
            return known.clone();
        }
        state.asked.insert(place.to_owned());
        let before = state.before.get(place).cloned();
        let loaded = match load(place) {
            // The same as before is the same: whoever compares needs not compare entries.
            Ok(baseline) => Loaded {
                baseline: baseline.map(|new| match before {
                    Some(before) if *before == new => before,
                    _ => Arc::new(new),
                }),
                problem: None,
            },
            Err(problem) => Loaded { baseline: before, problem: Some(problem) },
        };
        state.files.insert(place.to_owned(), loaded.clone());
        loaded
    }
}

fn load(place: &Path) -> Result<Option<Baseline>, Problem> {
    let refused = |message: String| problem(place, "", 0, message);
    let bytes = match fs::metadata(place) {
        // Asked first: to open a pipe would wait for its other end.
        Ok(meta) if !meta.is_file() => return Err(refused("this is no regular file, and so no baseline".to_owned())),
        Ok(_) => fs::read(place),
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(refused(format!("this baseline cannot be read: {error}"))),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Baseline::parse(place, &text).map(Some),
        Err(_) => Err(refused("this is no baseline: it is not UTF-8 text".to_owned())),
    }
}
