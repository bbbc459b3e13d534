//! What the tests in real editors share: whether an editor may be missing, and how a program is run that
//! might never end.

pub(crate) mod terminal;

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use libtest_mimic::{Completion, Failed};

/// An editor's day takes seconds; this is for a machine with much else to do.
const LIMIT: Duration = Duration::from_secs(90);

/// How long between two looks at something that will change.
const GLANCE: Duration = Duration::from_millis(30);

/// This repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files with this extension in a folder of `tests`, in order of name, without the one that the others share.
pub(crate) fn stories(folder: &str, extension: &str, shared: &str) -> Vec<(String, PathBuf)> {
    let mut stories: Vec<_> = fs::read_dir(root().join("tests").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| name != shared)
        .collect();
    stories.sort();
    assert!(!stories.is_empty(), "tests/{folder} holds no story");
    stories
}

/// The outcome of a test whose editor is not there: ignored, with the reason.
pub(crate) fn missing(reason: &str) -> Completion {
    Completion::ignored_with(reason.lines().last().unwrap_or_default().to_owned())
}

/// Whether a continuous integration machine runs this: what `.ci/run` installs must be there then.
pub(crate) fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false")
}

/// The search path with the `customary` under test before everything.
pub(crate) fn path(more: &[&Path]) -> Result<OsString, Failed> {
    let built = Path::new(env!("CARGO_BIN_EXE_customary")).parent().expect("the binary's folder").to_owned();
    let more = more.iter().map(|path| path.to_path_buf());
    let inherited = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(std::iter::once(built).chain(more).chain(env::split_paths(&inherited)))?)
}

/// Where a program of this name stands on the search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&inherited).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Asks again and again until there is an answer, or until the time is up.
pub(crate) fn until<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + patience;
    loop {
        match ask() {
            None if Instant::now() < end => thread::sleep(GLANCE),
            answer => return answer,
        }
    }
}

/// Runs a program to its end and gives what it said; that it failed or did not end is an error.
pub(crate) fn run(mut command: Command) -> Result<String, Failed> {
    let start = Instant::now();
    let mut program = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (sender, receiver) = mpsc::channel();
    collect(program.stdout.take().expect("stdout is piped"), sender.clone());
    collect(program.stderr.take().expect("stderr is piped"), sender);
    let mut said = Vec::new();
    // Both pipes end when the program does: no need to ask again and again whether it has.
    let ended = loop {
        match receiver.recv_timeout(LIMIT.saturating_sub(start.elapsed())) {
            Ok(piece) => said.extend(piece),
            Err(mpsc::RecvTimeoutError::Disconnected) => break true,
            Err(mpsc::RecvTimeoutError::Timeout) => break false,
        }
    };
    if !ended {
        program.kill()?;
    }
    let status = program.wait()?;
    let said = String::from_utf8_lossy(&said).into_owned();
    match (ended, status.success()) {
        (false, _) => Err(format!("not at its end after {LIMIT:?}, so it was stopped\n{said}").into()),
        (true, false) => Err(format!("{status}\n{said}").into()),
        (true, true) => Ok(said),
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
