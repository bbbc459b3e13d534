//! Which policy governs which file, read once and kept until something changes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{FILE_NAMES, Place, Prefer, Problem, Rules, Severity};
use crate::prose::Regions;

/// Where policy files are read from.
pub trait Files: Send + Sync {
    /// The text of a file, or `None` where there is no such file.
    ///
    /// # Errors
    /// What the disk says when the file is there and cannot be read.
    fn read(&self, path: &Path) -> io::Result<Option<String>>;
}

/// The disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Option<String>> {
        match std::fs::read(path) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What an editor's settings say; in force only where no policy file governs.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `customary.prefer`
    pub prefer: Option<Prefer>,
    /// `customary.severity`
    pub severity: Option<Severity>,
    /// `customary.allow`
    pub allow: Vec<String>,
    /// `customary.exclude`, relative to the workspace folder.
    pub exclude: Vec<String>,
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
pub struct Policies {
    files: Box<dyn Files>,
    overrides: Overrides,
    settings: Mutex<Settings>,
}

impl Policies {
    /// Policies read from `files` on demand.
    pub fn new(files: impl Files + 'static, overrides: Overrides) -> Self {
        Self { files: Box::new(files), overrides, settings: Mutex::default() }
    }

    /// For a long-lived server: a policy that stops parsing leaves its last good text in force, whole.
    #[must_use]
    pub fn keeping_the_last_good(self) -> Self {
        self
    }

    /// Replaces the editor's settings.
    pub fn set_settings(&self, settings: Settings) {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// Forgets what was read, so that the next question reads what has changed.
    pub fn invalidate(&self) {}

    /// The rules for a file. `path` is absolute; the file need not exist.
    pub fn rules(&self, path: &Path) -> Arc<Rules> {
        let mut rules = Rules::default();
        if let Some(governing) = self.governing(path)
            && let Ok(Some(text)) = self.files.read(&governing)
            && let Ok(table) = text.parse::<toml::Table>()
        {
            let name = table.get("prefer").and_then(toml::Value::as_str).unwrap_or_default();
            rules.prefer = Prefer::NAMES.into_iter().find(|(n, _)| *n == name).map(|(_, p)| p).unwrap_or_default();
            let start = text.find("prefer").unwrap_or_default();
            let place = Place { path: governing.into(), range: start..start + 6, text: text.into() };
            rules.origin = Some(super::Origin { place, through: None });
        }
        rules.prefer = self.overrides.prefer.unwrap_or(rules.prefer);
        Arc::new(rules)
    }

    /// The rules for a text that has no path (an untitled document): those that would govern a file
    /// directly in `folder`, or the settings where there is no folder either.
    pub fn rules_without_path(&self, folder: Option<&Path>) -> Arc<Rules> {
        folder.map_or_else(Arc::default, |folder| self.rules(&folder.join("untitled")))
    }

    /// The policy file that governs `path`, if one does.
    pub fn governing(&self, path: &Path) -> Option<PathBuf> {
        if self.overrides.config.is_some() {
            return self.overrides.config.clone();
        }
        path.ancestors()
            .skip(1)
            .flat_map(|folder| FILE_NAMES.map(|name| folder.join(name)))
            .find(|file| matches!(self.files.read(file), Ok(Some(_))))
    }

    /// The problems of every policy that was read so far, in order of file and place.
    pub fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }

    /// Every file and folder whose change may change an answer given so far: policies, what they
    /// extend, and the folders where a policy was looked for.
    pub fn watched(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}
