//! What `check` and `fix` share: which files are meant, by which policies, and what is wrong with either.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::Common;
use super::output::{self, Detail, Done, Format, Level, Problem, Said};
use super::tally::Tally;
use super::terminal::Terminal;
use crate::check;
use crate::policy::{self, Disk, Overrides, Policies, ProblemSeverity, Settings};
use crate::sense;
use crate::workspace::{Baselines, Checked, Entry, Fault, Selection, Skip, Source, Threads, shown, shown_from, walk};

/// What is kept of a file once a command is done with it.
#[derive(Default)]
pub(super) struct Kept {
    /// What is printed of it: its findings, or a patch.
    pub(super) text: String,
    /// What is printed behind that, and is too long to be written down before.
    pub(super) late: Option<Late>,
    pub(super) tally: Tally,
    pub(super) skipped: Option<(String, Skip)>,
    pub(super) problem: Option<Problem>,
    /// The entries of the baseline that hold back less than they say.
    pub(super) unused: Vec<Entry>,
}

/// A file with so many findings that they are printed one by one.
pub(super) struct Late {
    pub(super) shown: String,
    pub(super) checked: Box<Checked>,
}

/// A command at work.
pub(super) struct Job<'a> {
    pub(super) common: &'a Common,
    /// The working folder, absolute.
    pub(super) folder: PathBuf,
    pub(super) terminal: Terminal,
    pub(super) format: Box<dyn Format>,
    pub(super) policies: Arc<Policies>,
    pub(super) baselines: Baselines,
    /// The folders that were walked, absolute.
    pub(super) walked: Vec<PathBuf>,
    pub(super) tally: Tally,
    pub(super) threads: Threads,
    /// Whether a policy has errors.
    pub(super) broken: bool,
    /// Whether standard output is kept for a text or a patch, and everything else goes to standard error.
    pub(super) reserved: bool,
}

impl<'a> Job<'a> {
    /// Gets ready. Reads no files yet.
    pub(super) fn new(common: &'a Common) -> Self {
        let terminal = Terminal::new(common.color);
        // Without a working folder (it was deleted), absolute paths can still be read.
        let folder = std::env::current_dir().unwrap_or_default();
        let format = output::format(common.format, &terminal, &folder);
        let config = common.config.as_ref().map(|file| folder.join(file));
        let policies = Arc::new(Policies::new(Disk, Overrides { prefer: common.prefer, config }));
        settle(&policies, vec![folder.clone()]);
        let threads = Threads::new(common.jobs.map_or(0, usize::from));
        threads.begin(sense::get_ready);
        Self {
            common,
            baselines: Baselines::new(vec![folder.clone()]),
            walked: Vec::new(),
            folder,
            terminal,
            format,
            policies,
            tally: Tally::default(),
            threads,
            broken: false,
            reserved: false,
        }
    }

    /// Finds the files that are meant and reads their policies; what is wrong with either is said.
    pub(super) fn sources(&mut self) -> Vec<Source> {
        let paths = match self.paths() {
            Ok(paths) => paths,
            Err(problem) => {
                self.say_problem(&problem);
                return Vec::new();
            }
        };
        let selection = Selection { folder: &self.folder, paths: &paths, threads: self.threads.count() };
        let policies = Arc::clone(&self.policies);
        let walk = walk(selection, move |path| policies.asks_for_hidden(path));
        for Fault { shown, message } in walk.faults {
            self.say_problem(&Problem::error(&shown, message));
        }
        let outside = walk.folders.iter().filter(|folder| !folder.starts_with(&self.folder));
        settle(&self.policies, [&self.folder].into_iter().chain(outside).cloned().collect());
        self.threads.map(&walk.sources, |source| self.policies.read_for(&source.path));
        for folder in &walk.folders {
            drop(self.policies.rules_without_path(Some(folder)));
        }
        self.say_policy_problems();
        self.read_baselines(&walk.sources, &walk.folders);
        self.walked = walk.folders;
        walk.sources
    }

    fn paths(&self) -> Result<Vec<PathBuf>, Problem> {
        let mut paths = self.common.paths.clone();
        match &self.common.files_from {
            Some(list) => paths.extend(listed(list).map_err(|error| {
                Problem::error(&shown(list), format!("the list of files could not be read: {error}"))
            })?),
            None if paths.is_empty() => paths.push(PathBuf::from(".")),
            None => {}
        }
        Ok(paths)
    }

    /// Says what is wrong with the policies that were read.
    pub(super) fn say_policy_problems(&mut self) {
        for problem in self.policies.problems() {
            let problem = self.policy_problem(problem);
            self.broken |= problem.level == Level::Error;
            self.say_problem(&problem);
        }
    }

    pub(super) fn policy_problem(&self, problem: policy::Problem) -> Problem {
        Problem {
            path: shown_from(&problem.place.path, &self.folder),
            level: problem.severity.into(),
            message: problem.message,
            place: Some(problem.place),
        }
    }

    /// Says which examples of the policies that govern these files do not hold. A policy with an error has
    /// that to mend first.
    pub(super) fn say_failing_examples(&mut self, sources: &[Source]) {
        // What `--prefer` asks for is not what a policy's examples are about.
        let own = self.common.prefer.map(|_| Policies::new(Disk, Overrides { prefer: None, config: self.config() }));
        let policies = own.as_ref().unwrap_or(&self.policies);
        let mut folders = HashSet::new();
        let sources = sources.iter().filter(|source| folders.insert(source.path.parent()));
        let governing: BTreeSet<PathBuf> = sources.filter_map(|source| policies.governing(&source.path)).collect();
        let problems = self.policies.problems();
        let broken = |path: &Path| {
            problems.iter().any(|problem| problem.severity == ProblemSeverity::Error && *problem.place.path == *path)
        };
        let failing = governing.iter().filter(|path| !broken(path));
        let failing: Vec<_> = failing.flat_map(|path| check::failing_in(policies, path)).collect();
        for problem in failing {
            let problem = self.policy_problem(problem);
            self.say_problem(&problem);
        }
    }

    /// The policy that arguments name, absolute.
    fn config(&self) -> Option<PathBuf> {
        self.common.config.as_ref().map(|file| self.folder.join(file))
    }

    /// Whether no policy and no argument asks for anything, so that nothing can be found.
    pub(super) fn asks_for_nothing(&self, sources: &[Source]) -> bool {
        if self.common.prefer.is_some() || self.common.config.is_some() {
            return false;
        }
        let mut seen = HashSet::new();
        let mut folders = sources.iter().filter(|source| seen.insert(source.path.parent()));
        !folders.any(|source| self.policies.governing(&source.path).is_some())
            && self.policies.governing(&self.folder.join("untitled")).is_none()
    }

    /// Says that there is no policy and what to do about it.
    pub(super) fn say_how_to_start(&mut self, level: Level) {
        if self.common.quiet && level == Level::Note {
            return;
        }
        let message = match level {
            Level::Error => {
                "no policy governs these files, so nothing is fixed: `customary init` proposes a customary.toml for \
                 them, and --prefer does without one"
            }
            _ => {
                "no policy governs these files, so each is only asked to keep to one word: `customary init` proposes a \
                 customary.toml for them"
            }
        };
        self.say_problem(&Problem { level, ..Problem::note(message) });
    }

    pub(super) fn say_problem(&mut self, problem: &Problem) {
        self.tally.problems += usize::from(problem.level != Level::Note);
        self.tally.errors += usize::from(problem.level == Level::Error);
        let said = self.format.problem(problem);
        self.say(&said);
    }

    pub(super) fn say(&mut self, said: &Said) {
        if self.reserved {
            self.terminal.tell(&said.out);
        } else {
            self.terminal.print(&said.out);
        }
        self.terminal.tell(&said.err);
    }

    /// Says why a file is skipped, to those who ask.
    pub(super) fn say_skipped(&mut self, skipped: Option<(String, Skip)>) {
        if let (Some((shown, reason)), true) = (skipped, self.common.verbose) {
            let said = self.format.skipped(&shown, reason);
            self.say(&said);
        }
    }

    /// Prints the closing line and gives the exit code.
    pub(super) fn finish(mut self, done: Done) -> u8 {
        let detail = match self.common {
            Common { quiet: true, .. } => Detail::Quiet,
            Common { verbose: true, .. } => Detail::Skipped,
            _ => Detail::Counts,
        };
        // Whoever stopped reading the findings does not wait for their number.
        if self.terminal.is_open() {
            let said = self.format.closing(&self.tally, done, detail);
            self.say(&said);
        }
        let code = self.tally.exit_code(self.common.fail_on);
        match self.terminal.finish() {
            Ok(()) => code,
            Err(error) => {
                let _ = io::Write::write_all(
                    &mut io::stderr(),
                    format!("error: standard output could not be written: {error}\n").as_bytes(),
                );
                2
            }
        }
    }
}

/// Says from which folders patterns count where no policy governs: what is left alone by default is told by
/// where it lies in the work at hand.
fn settle(policies: &Policies, folders: Vec<PathBuf>) {
    // No pattern is set, so that nothing can be wrong with one.
    drop(policies.set_settings(Settings { folders, ..Settings::default() }));
}

/// The paths in a list: one a line, or one before each NUL as `git ls-files -z` prints them.
fn listed(list: &Path) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    if list == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = fs::read(list)?;
    }
    let nul = bytes.contains(&0);
    let lines = bytes.split(|byte| if nul { *byte == 0 } else { *byte == b'\n' });
    let lines = lines.map(|line| if nul { line } else { line.strip_suffix(b"\r").unwrap_or(line) });
    Ok(lines.filter(|line| !line.is_empty()).map(path_of).collect())
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
