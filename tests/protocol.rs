//! The server against the protocol itself: the tests in `tests/protocol/`, driven by a typed client that
//! someone else wrote, with every message held to the protocol's meta model.
//!
//! Each of their files is a trial. They run in Python, with the packages pinned in their
//! `requirements.txt`, installed once under the target folder. Where that cannot be had they are reported as
//! ignored, with the reason, and under `CI` they fail. `CUSTOMARY_SESSIONS` names a folder of recorded
//! sessions to replay beside those in the repository.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a broken test set-up may panic")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// The folder of the tests.
const TESTS: &str = "tests/protocol";
/// What pip installs, and where it goes under the target folder: the name changes with what is in it.
const REQUIREMENTS: &str = include_str!("protocol/requirements.txt");
/// A file takes a few seconds; this is for a machine with much else to do.
const LIMIT: Duration = Duration::from_secs(300);
/// How many run at once. Each keeps a Python and a server busy, so more would only be slower.
const AT_ONCE: usize = 2;

/// Why the tests cannot run.
#[derive(Debug, Clone)]
enum Absence {
    /// Nothing is wrong with the tests; this machine cannot have what they need.
    NotToBeHad(String),
    /// Something is wrong.
    Broken(String),
}

fn main() -> ExitCode {
    let files = files();
    assert!(!files.is_empty(), "{TESTS} holds no test");
    let trials = files.into_iter().map(|name| {
        let title = name.trim_start_matches("test_").to_owned();
        Trial::ignorable_test(title, move || attempt(&name))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(TESTS)
}

/// The names of the test files, without their extension.
fn files() -> Vec<String> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let tests = names.filter_map(|name| name.strip_suffix(".py").map(str::to_owned));
    let mut files: Vec<_> = tests.filter(|name| name.starts_with("test_")).collect();
    files.sort();
    files
}

fn attempt(name: &str) -> Result<Completion, Failed> {
    static PACKAGES: OnceLock<Result<PathBuf, Absence>> = OnceLock::new();
    match PACKAGES.get_or_init(packages) {
        Ok(packages) => run(packages, name),
        Err(Absence::NotToBeHad(reason)) if env::var_os("CI").is_none_or(|ci| ci.is_empty() || ci == "false") => {
            Ok(Completion::ignored_with(format!("no typed client: {}", reason.lines().last().unwrap_or_default())))
        }
        Err(Absence::NotToBeHad(reason) | Absence::Broken(reason)) => Err(reason.into()),
    }
}

/// The folder of the Python packages.
fn packages() -> Result<PathBuf, Absence> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let version = python(&["-c", "import sys; print('%d.%d' % sys.version_info[:2])"])?;
    let installed = target.join(format!("protocol-{version}-{:016x}", fingerprint(REQUIREMENTS)));
    if !installed.join("pytest_lsp").is_dir() {
        install(target, &installed)?;
    }
    Ok(installed)
}

/// What Python prints.
fn python(arguments: &[&str]) -> Result<String, Absence> {
    let said = Command::new("python3")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Absence::NotToBeHad(format!("python3 does not run: {error}")))?;
    if !said.status.success() {
        return Err(Absence::NotToBeHad(format!("python3: {}", String::from_utf8_lossy(&said.stderr).trim())));
    }
    Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
}

/// A number that is another for another text (FNV-1a).
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Installs beside `installed` and moves the whole into place, so that of several runs at once each finds
/// either nothing or all of it.
fn install(target: &Path, installed: &Path) -> Result<(), Absence> {
    let broken = |error: io::Error| Absence::Broken(format!("cannot install the typed client: {error}"));
    let fresh = tempfile::Builder::new().prefix("protocol").tempdir_in(target).map_err(broken)?;
    let pip = Command::new("python3")
        .args(["-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary", ":all:"])
        .args(["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2", "--target"])
        .arg(fresh.path().join("packages"))
        .arg("--requirement")
        .arg(folder().join("requirements.txt"))
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
    match fs::rename(fresh.path().join("packages"), installed) {
        Err(_) if installed.join("pytest_lsp").is_dir() => Ok(()),
        outcome => outcome.map_err(broken),
    }
}

/// Runs one file of tests.
fn run(packages: &Path, name: &str) -> Result<Completion, Failed> {
    let _turn = Turn::take();
    let scene = tempfile::tempdir()?;
    let said = scene.path().join("said");
    let mut command = Command::new("python3");
    command.args(["-m", "pytest", "--quiet", "--tb=short", "-r", "s"]).arg(folder().join(format!("{name}.py")));
    command.arg("--rootdir").arg(folder()).arg("--basetemp").arg(scene.path().join("workspaces"));
    command.current_dir(folder()).env("PYTHONPATH", packages).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("CUSTOMARY", env!("CARGO_BIN_EXE_customary")).env_remove("PYTEST_ADDOPTS");
    let out = fs::File::create(&said)?;
    let mut tests = command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).spawn()?;
    let ended = wait(&mut tests)?;
    let said = String::from_utf8_lossy(&fs::read(&said)?).into_owned();
    match ended {
        None => Err(format!("not at its end after {LIMIT:?}, so it was stopped\n{said}").into()),
        Some(false) => Err(said.into()),
        Some(true) => Ok(Completion::Completed),
    }
}

/// Waits for the end: whether it was a good one, `None` where it had to be stopped.
fn wait(tests: &mut Child) -> io::Result<Option<bool>> {
    let start = Instant::now();
    loop {
        match tests.try_wait()? {
            Some(status) => return Ok(Some(status.success())),
            None if start.elapsed() > LIMIT => break,
            None => thread::sleep(Duration::from_millis(10)),
        }
    }
    tests.kill()?;
    tests.wait()?;
    Ok(None)
}

/// One of the few places where tests run.
struct Turn;

static RUNNING: Mutex<usize> = Mutex::new(0);
static FREE: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        while *running >= AT_ONCE {
            running = FREE.wait(running).unwrap_or_else(PoisonError::into_inner);
        }
        *running += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREE.notify_one();
    }
}
