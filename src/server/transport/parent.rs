//! The process that started the server, as the client names it: when it is gone, nobody needs the server.
//!
//! Usually stdin ends then. It does not where another process holds the other end as well. Looked at when nothing has
//! been heard for about a second. A process that cannot be seen from the start, as from inside a container, is nobody's parent.

use std::time::Duration;

use serde_json::Value;

/// Soon enough, and cheap: one small read.
const BETWEEN: Duration = Duration::from_millis(900);

/// A process that was there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parent {
    id: u32,
    /// What tells it from a later one of the same number.
    since: String,
}

impl Parent {
    /// The process that the parameters of `initialize` name, if it is there.
    pub(super) fn of(params: Option<&Value>) -> Option<Self> {
        let id = params?.get("processId")?.as_u64().and_then(|id| u32::try_from(id).ok())?;
        since(id).map(|since| Self { id, since })
    }

    fn is_there(&self) -> bool {
        since(self.id).is_some_and(|since| since == self.since)
    }
}

/// Waits until it is gone; for ever where there is none.
pub(super) async fn gone(parent: Option<&Parent>) {
    let Some(parent) = parent else { return std::future::pending().await };
    // Asked for anew after each message: whoever writes to us is there.
    loop {
        tokio::time::sleep(BETWEEN).await;
        if !parent.is_there() {
            return;
        }
    }
}

/// When a process began, as the system counts; `None` where there is none, or it is only waiting to be buried.
#[cfg(target_os = "linux")]
fn since(id: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X" | "x") { None } else { fields.nth(18).map(str::to_owned) }
}

/// Without a look at other processes: as long as it is the parent of this one.
#[cfg(all(unix, not(target_os = "linux")))]
fn since(id: u32) -> Option<String> {
    (std::os::unix::process::parent_id() == id).then(String::new)
}

/// Nothing is known: the end of stdin has to do.
#[cfg(not(unix))]
fn since(_: u32) -> Option<String> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_process_is_known_as_long_as_it_lives() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let parent = Parent::of(Some(&json!({"processId": child.id()}))).unwrap();
        assert!(parent.is_there());
        assert!(!Parent { since: "0".to_owned(), ..parent }.is_there(), "another process of the same number");
        let parent = Parent::of(Some(&json!({"processId": child.id()}))).unwrap();
        child.kill().unwrap();
        // Dead and not yet waited for counts as well.
        while parent.is_there() {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(!parent.is_there());
        for none in [json!({"processId": child.id()}), json!({"processId": null}), json!({"processId": -1}), json!({})]
        {
            assert_eq!(Parent::of(Some(&none)), None, "{none}");
        }
        assert_eq!(Parent::of(None), None);
    }
}
