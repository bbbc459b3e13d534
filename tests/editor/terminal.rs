//! A person at a terminal: types keys, and reads what stands on the screen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use libtest_mimic::Failed;

use super::until;

/// How long a person waits for something to appear; more than enough on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program in a terminal of its own; it ends with this value.
pub(crate) struct Terminal {
    /// Where the terminal's server listens, so that it shares nothing with other terminals.
    socket: PathBuf,
}

impl Terminal {
    /// Starts a program in a terminal of 80 columns and 24 rows; `environment` is all that it gets beside what
    /// the test itself has.
    pub(crate) fn open(
        scene: &Path,
        folder: &Path,
        program: &[&str],
        environment: &[(&str, &Path)],
    ) -> Result<Self, Failed> {
        let terminal = Self { socket: scene.join("terminal") };
        let mut tmux = terminal.tmux();
        tmux.current_dir(folder).env("LC_ALL", "C.UTF-8").env("SHELL", "/bin/sh").env_remove("TMUX");
        tmux.envs(environment.iter().copied());
        tmux.args(["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "--"]).args(program);
        done(tmux.output()?)?;
        Ok(terminal)
    }

    /// Presses keys by their names: `Enter`, `Space`, `]`, `C-n`.
    pub(crate) fn press(&self, keys: &[&str]) -> Result<(), Failed> {
        done(self.tmux().args(["send-keys", "--"]).args(keys).output()?).map(|_| ())
    }

    /// Types a text, letter by letter.
    pub(crate) fn enter(&self, text: &str) -> Result<(), Failed> {
        done(self.tmux().args(["send-keys", "-l", "--", text]).output()?).map(|_| ())
    }

    /// What stands on the screen.
    pub(crate) fn screen(&self) -> Result<String, Failed> {
        done(self.tmux().args(["capture-pane", "-p"]).output()?)
    }

    /// Waits until the screen shows what is wanted, and gives it.
    pub(crate) fn wait(&self, wanted: &str, shows: impl Fn(&str) -> bool) -> Result<String, Failed> {
        let shown = || match self.screen() {
            Ok(screen) => shows(&screen).then_some(Ok(screen)),
            Err(error) => Some(Err(error)),
        };
        until(PATIENCE, shown).unwrap_or_else(|| Err(format!("not seen: {wanted}\n{}", self.screen()?).into()))
    }

    /// Waits until a text stands on the screen.
    pub(crate) fn see(&self, text: &str) -> Result<String, Failed> {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until a text stands no longer on the screen.
    pub(crate) fn see_no(&self, text: &str) -> Result<String, Failed> {
        self.wait(&format!("a screen without {text}"), |screen| !screen.contains(text))
    }

    /// Waits until the program has ended.
    pub(crate) fn ended(&self) -> Result<(), Failed> {
        let gone = || match self.tmux().arg("has-session").output() {
            Ok(output) => (!output.status.success()).then_some(Ok(())),
            Err(error) => Some(Err(error.into())),
        };
        until(PATIENCE, gone).unwrap_or_else(|| Err(format!("the program did not end\n{}", self.screen()?).into()))
    }

    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.arg("-S").arg(&self.socket);
        tmux
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended already is no matter.
        drop(self.tmux().arg("kill-server").output());
    }
}

/// Waits until a file holds a text.
pub(crate) fn written(path: &Path, text: &str) -> Result<(), Failed> {
    let found = || fs::read_to_string(path).unwrap_or_default();
    until(PATIENCE, || (found() == text).then_some(()))
        .ok_or_else(|| format!("{} holds {:?}, not {text:?}", path.display(), found()).into())
}

fn done(output: Output) -> Result<String, Failed> {
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("tmux: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}
