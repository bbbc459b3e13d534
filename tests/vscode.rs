//! A writer's day in a real VS Code: the stories in `editors/vscode/test/stories/`, each in a workbench of
//! its own, with the VSIX that `editors/vscode` packs and this build of the server inside it.
//!
//! The workbench (code-server, which is VS Code in a browser), its Node and the extension's tools are
//! installed once under the target folder; the browser is this machine's Chromium. As that is heavy, the
//! stories are told where `CI` or `CUSTOMARY_VSCODE=1` is set, and reported as ignored elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a broken test set-up may panic")]

#[path = "vscode/installation.rs"]
mod installation;
#[path = "vscode/process.rs"]
mod process;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use std::{env, fs, io};

use installation::{Absence, Installation};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use process::run;
use tempfile::TempDir;

/// How a story says that it did not stop half-way.
const TOLD: &str = "the story was told to its end";
/// A story takes half a minute; this is for a machine with much else to do.
const STORY: Duration = Duration::from_secs(600);
/// Packing, linting and their like.
const STEP: Duration = Duration::from_secs(300);

fn main() -> ExitCode {
    let stories = stories();
    assert!(!stories.is_empty(), "editors/vscode/test/stories holds no story");
    let mut trials: Vec<_> =
        stories.into_iter().map(|name| trial(format!("story::{name}"), move |stage| tell(stage, &name))).collect();
    trials.push(trial("types", |stage| stage.script("node_modules/typescript/bin/tsc", &["--noEmit"])));
    trials
        .push(trial("lint", |stage| stage.script("node_modules/eslint/bin/eslint.js", &["--max-warnings", "0", "."])));
    trials.push(trial("format", |stage| stage.script("node_modules/prettier/bin/prettier.cjs", &["--check", "."])));
    trials.push(trial("unit", |stage| stage.script("--test", &["test/unit/*.test.ts"])));
    trials.push(trial("vsix", |stage| vsix(stage).map(drop)));
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    drop(STAGE.get().and_then(|stage| stage.as_ref().ok()?.folder.lock().unwrap().take()));
    conclusion.exit_code()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn extension() -> PathBuf {
    root().join("editors/vscode")
}

fn stories() -> Vec<String> {
    let mut stories: Vec<_> = fs::read_dir(extension().join("test/stories"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ts"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    stories.sort();
    stories
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

fn trial(name: impl Into<String>, attempt: impl FnOnce(&Stage) -> Result<(), Failed> + Send + 'static) -> Trial {
    Trial::ignorable_test(name, move || {
        if !is_set("CI") && !is_set("CUSTOMARY_VSCODE") {
            let reason = "it installs 800 MB; CUSTOMARY_VSCODE=1 cargo test --test vscode runs it";
            return Ok(Completion::ignored_with(reason));
        }
        match STAGE.get_or_init(Stage::set) {
            Ok(stage) => attempt(stage).map(|()| Completion::Completed),
            Err(Absence::NotToBeHad(reason)) if !is_set("CI") => {
                Ok(Completion::ignored_with(format!("no VS Code: {}", reason.lines().last().unwrap_or_default())))
            }
            Err(Absence::NotToBeHad(reason) | Absence::Broken(reason)) => Err(reason.into()),
        }
    })
}

static STAGE: OnceLock<Result<Stage, Absence>> = OnceLock::new();

/// A copy of the extension with its tools beside it, so that the checkout stays as it is.
struct Stage {
    installation: Installation,
    extension: PathBuf,
    /// Taken at the end, which removes it.
    folder: Mutex<Option<TempDir>>,
    vsix: OnceLock<Result<PathBuf, String>>,
}

impl Stage {
    fn set() -> Result<Self, Absence> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        let installation = Installation::find_or_make(target, &extension())?;
        let broken = |error: io::Error| Absence::Broken(format!("cannot copy the extension: {error}"));
        let folder =
            tempfile::Builder::new().prefix("vscode-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).map_err(broken)?;
        let copy = folder.path().join("editors/vscode");
        copy_sources(&extension(), &copy).map_err(broken)?;
        fs::copy(root().join("customary.schema.json"), folder.path().join("customary.schema.json")).map_err(broken)?;
        link(&installation.modules, &copy.join("node_modules")).map_err(broken)?;
        Ok(Self { installation, extension: copy, folder: Mutex::new(Some(folder)), vsix: OnceLock::new() })
    }

    /// Node in the extension's folder.
    fn node(&self) -> Command {
        let mut command = Command::new(&self.installation.node);
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.installation.bin.clone()).chain(env::split_paths(&inherited));
        command.current_dir(&self.extension).env("PATH", env::join_paths(folders).expect("a search path"));
        command.env_remove("NODE_OPTIONS").env("NODE_NO_WARNINGS", "1");
        command
    }

    fn script(&self, script: &str, arguments: &[&str]) -> Result<(), Failed> {
        let mut command = self.node();
        run(command.arg(script).args(arguments), STEP).map(drop)
    }
}

/// All but what is installed or built there.
fn copy_sources(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            if !["node_modules", "dist", "server"].iter().any(|made| name == *made) {
                copy_sources(&entry.path(), &to.join(&name))?;
            }
        } else if Path::new(&name).extension().is_none_or(|extension| extension != "vsix") {
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(original: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(original, link)
}

#[cfg(windows)]
fn link(original: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(original, link)
}

/// Packs the extension with this build of the server.
fn vsix(stage: &Stage) -> Result<&Path, Failed> {
    let packed = stage.vsix.get_or_init(|| {
        let server = stage.extension.join("customary-under-test");
        let built = env!("CARGO_BIN_EXE_customary");
        // A debug build is ten times its size with its symbols; without “strip” it is packed as it is.
        let stripped = Command::new("strip").arg("-o").arg(&server).arg(built).status();
        if !stripped.is_ok_and(|status| status.success()) {
            fs::copy(built, &server).map_err(|error| error.to_string())?;
        }
        let vsix = stage.extension.join("under-test.vsix");
        let mut command = stage.node();
        command.arg("scripts/package.mjs").arg("--server").arg(&server).arg("--out").arg(&vsix);
        run(&mut command, STEP).map_err(|failed| failed.message().unwrap_or_default().to_owned())?;
        fs::remove_file(&server).map_err(|error| error.to_string())?;
        Ok(vsix)
    });
    packed.as_deref().map_err(|error| error.into())
}

/// Tells a story, and up to three times more where it fails: a workbench in a browser on a busy machine misses a key
/// or loses the focus now and then. What was seen is printed each time.
fn tell(stage: &Stage, name: &str) -> Result<(), Failed> {
    for _ in 0..3 {
        match tell_once(stage, name) {
            Ok(()) => return Ok(()),
            Err(seen) => eprintln!("{name} is told again, after: {}", seen.message().unwrap_or_default()),
        }
    }
    tell_once(stage, name)
}

fn tell_once(stage: &Stage, name: &str) -> Result<(), Failed> {
    let mut command = stage.node();
    command.arg(format!("test/stories/{name}.ts")).env("STORY", name).env("REPOSITORY", root());
    command.env("VSIX", vsix(stage)?).env("CODE_SERVER", &stage.installation.code_server);
    command.env("CHROMIUM", &stage.installation.chromium).env("SERVER", env!("CARGO_BIN_EXE_customary"));
    command.env("FAILURES", Path::new(env!("CARGO_TARGET_TMPDIR")).join("vscode-failures"));
    if is_set("UPDATE") {
        command.env("PICTURES", root().join("docs/pictures"));
    }
    let said = run(&mut command, STORY)?;
    if said.contains(TOLD) { Ok(()) } else { Err(format!("the story ended half-way\n{said}").into()) }
}
