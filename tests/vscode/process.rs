//! Runs a program to its end, within a time, and gives what it said.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;

/// How long a program may take to put its things away once it is told to end.
const FAREWELL: Duration = Duration::from_secs(30);

/// What a program said, of both kinds; an error where it failed or took longer than `limit`.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<String, Failed> {
    let start = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let (sender, receiver) = mpsc::channel();
    collect(child.stdout.take().expect("stdout is piped"), sender.clone());
    collect(child.stderr.take().expect("stderr is piped"), sender);
    let mut said = Vec::new();
    // Both pipes end when the program does: no need to ask again and again whether it has.
    let mut wait = |until: Duration| loop {
        match receiver.recv_timeout(until.saturating_sub(start.elapsed())) {
            Ok(piece) => said.extend(piece),
            Err(mpsc::RecvTimeoutError::Disconnected) => break true,
            Err(mpsc::RecvTimeoutError::Timeout) => break false,
        }
    };
    let in_time = wait(limit);
    if !in_time {
        // It has children of its own, which it ends when it is asked to end.
        ask_to_end(&child);
        if !wait(limit + FAREWELL) {
            child.kill()?;
        }
    }
    let status = child.wait()?;
    let said = String::from_utf8_lossy(&said).into_owned();
    match (in_time, status.success()) {
        (true, true) => Ok(said),
        (true, false) => Err(format!("{command:?}: {status}\n{said}").into()),
        (false, _) => Err(format!("{command:?}: not at its end after {limit:?}, so it was stopped\n{said}").into()),
    }
}

fn ask_to_end(child: &Child) {
    // std has no way to do this, and `unsafe` is forbidden.
    let _ = Command::new("kill").arg(child.id().to_string()).status();
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
