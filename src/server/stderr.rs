//! Lines for the log that an editor keeps of stderr.
//!
//! Written by a thread of its own, which is started by the first line: a client that does not read stderr, or closed
//! it, holds nothing back. What is too much to wait is dropped.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// How many lines may wait.
const WAITING: usize = 64;
/// How much of a line is written.
const LONGEST: usize = 4096;

enum Entry {
    Line(String),
    /// Say when everything before is written.
    Written(SyncSender<()>),
}

static ENTRIES: OnceLock<SyncSender<Entry>> = OnceLock::new();

/// Writes a line. Never waits, never fails.
pub(crate) fn line(text: &str) {
    let entries = ENTRIES.get_or_init(|| {
        let (sender, receiver) = sync_channel(WAITING);
        // Without a thread nobody listens, and every line is dropped.
        let _ = std::thread::Builder::new().name("stderr".into()).spawn(move || write(&receiver));
        sender
    });
    let _ = entries.try_send(Entry::Line(one_line(text)));
}

/// Waits until everything is written, but no longer than `limit`.
pub(crate) fn drain(limit: Duration) {
    let Some(entries) = ENTRIES.get() else { return };
    let (written, receiver) = sync_channel(1);
    if entries.try_send(Entry::Written(written)).is_ok() {
        let _ = receiver.recv_timeout(limit);
    }
}

fn one_line(text: &str) -> String {
    let kept: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("customary {}: {kept}\n", env!("CARGO_PKG_VERSION"))
}

fn write(entries: &Receiver<Entry>) {
    for entry in entries {
        match entry {
            Entry::Line(line) => drop(std::io::stderr().write_all(line.as_bytes())),
            Entry::Written(to) => drop(to.try_send(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_said_is_one_line_of_some_length() {
        assert_eq!(one_line("a\nb\r\tc\u{1b}"), format!("customary {}: a b  c \n", env!("CARGO_PKG_VERSION")));
        assert!(one_line(&"é".repeat(10_000)).chars().count() < LONGEST + 40);
    }
}
