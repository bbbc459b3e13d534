//! A writer's day in a real Emacs, through eglot: the stories in `tests/emacs/`, each with the snippet that
//! `docs/editors.md` shows.
//!
//! `.ci/run` installs Emacs; where there is none the stories are reported as ignored, and under `CI` they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a broken test set-up may panic")]

#[allow(dead_code, reason = "each editor’s test uses its part of it")]
mod editor;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::OnceLock;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// What the stories share; no story itself.
const SHARED: &str = "writer";
/// What the snippet needs: eglot, which was a package before Emacs 29, and markdown-mode, which still is.
const NEEDED: &str = "(progn (require 'eglot) (require 'markdown-mode))";

fn main() -> ExitCode {
    let stories = editor::stories("emacs", "el", SHARED);
    let trials = stories.into_iter().map(|(name, script)| Trial::ignorable_test(name, move || attempt(&script)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn attempt(script: &Path) -> Result<Completion, Failed> {
    static ABSENCE: OnceLock<Option<String>> = OnceLock::new();
    match ABSENCE.get_or_init(absence) {
        None => tell(script).map(|()| Completion::Completed),
        Some(reason) if editor::is_ci() => Err(reason.as_str().into()),
        Some(reason) => Ok(editor::missing(reason)),
    }
}

/// Why there is no Emacs to test in.
fn absence() -> Option<String> {
    if editor::find("emacs").is_none() {
        return Some("no emacs on the PATH (Debian: emacs-nox elpa-eglot elpa-markdown-mode)".to_owned());
    }
    let home = tempfile::tempdir().unwrap();
    let mut probe = emacs(home.path()).unwrap();
    probe.args(["--eval", NEEDED]);
    editor::run(probe).err().map(|_| "this Emacs has no eglot or no markdown-mode".to_owned())
}

/// An Emacs that knows nothing of this machine's user, but has the packages of the machine.
fn emacs(home: &Path) -> Result<Command, Failed> {
    // It notes there which projects it has seen.
    fs::create_dir_all(home.join(".emacs.d"))?;
    let mut command = Command::new("emacs");
    command.args(["--batch", "--funcall", "package-initialize"]);
    command.env("HOME", home).env("PATH", editor::path(&[])?).env("LC_ALL", "C.UTF-8").env_remove("XDG_CONFIG_HOME");
    Ok(command)
}

fn tell(script: &Path) -> Result<(), Failed> {
    let scene = tempfile::tempdir()?;
    let home = fs::canonicalize(scene.path())?;
    let workspace = home.join("workspace");
    fs::create_dir(&workspace)?;
    // Eglot asks git for the files of a project.
    let mut git = Command::new("git");
    git.args(["init", "--quiet"]).current_dir(&workspace);
    editor::run(git)?;
    let mut command = emacs(&home)?;
    command.arg("-l").arg(editor::root().join("docs/editors/emacs.el"));
    command.arg("-l").arg(script.with_file_name(SHARED).with_extension("el")).arg("-l").arg(script);
    command.current_dir(&workspace);
    editor::run(command).map(|_| ())
}
