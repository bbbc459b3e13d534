//! A writer's day in a real Kakoune, through kak-lsp, with the snippet that `docs/editors.md` shows.
//!
//! `.ci/run` installs Kakoune and tmux, and builds kak-lsp into the target folder. Where one of the three is
//! missing the stories are reported as ignored, and under `CI` they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a broken test set-up may panic")]

#[allow(dead_code, reason = "each editor’s test uses its part of it")]
mod editor;

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use editor::terminal::{Terminal, written};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

type Story = fn(&Scene) -> Result<(), Failed>;

const STORIES: [(&str, Story); 5] = [
    ("see_fix_and_save", see_fix_and_save),
    ("plain_text", plain_text),
    ("policy_as_typed", policy_as_typed),
    ("command", command),
    ("workspace_fix", workspace_fix),
];

/// Where `.ci/run` puts kak-lsp, below the target folder.
const KAK_LSP: &str = "kak-lsp-22.0.0/bin";

fn main() -> ExitCode {
    let trial = |(name, story): (&'static str, Story)| Trial::ignorable_test(name, move || attempt(story));
    libtest_mimic::run(&Arguments::from_args(), STORIES.into_iter().map(trial).collect()).exit_code()
}

fn attempt(story: Story) -> Result<Completion, Failed> {
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join(KAK_LSP);
    let is_there = |program: &str| editor::find(program).is_some() || built.join(program).is_file();
    match ["kak", "kak-lsp", "tmux"].into_iter().find(|program| !is_there(program)) {
        None => {
            let told = story(&Scene::new(built.clone())?);
            // A key that comes too soon after another is another key to a terminal: what fails once is told again,
            // and what was seen is printed.
            told.or_else(|first| {
                eprintln!("told again, after: {}", first.message().unwrap_or_default());
                story(&Scene::new(built)?)
            })
            .map(|()| Completion::Completed)
        }
        Some(program) if editor::is_ci() => Err(format!("no {program}: .ci/run installs it").into()),
        Some(program) => Ok(editor::missing(&format!("no {program} on the PATH"))),
    }
}

/// A workspace, and a Kakoune that knows nothing of this machine's.
struct Scene {
    home: PathBuf,
    workspace: PathBuf,
    built: PathBuf,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new(built: PathBuf) -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        let home = fs::canonicalize(folder.path())?;
        let workspace = home.join("workspace");
        fs::create_dir_all(workspace.join(".git"))?;
        fs::create_dir_all(home.join("config/kak"))?;
        // Both keep their sockets there, and insist that it is private.
        fs::DirBuilder::new().mode(0o700).create(home.join("run"))?;
        fs::copy(editor::root().join("docs/editors/kakrc"), home.join("config/kak/kakrc"))?;
        Ok(Self { home, workspace, built, _folder: folder })
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failed> {
        Ok(fs::write(self.workspace.join(name), text)?)
    }

    fn kakoune(&self, files: &[&str]) -> Result<Terminal, Failed> {
        let path = PathBuf::from(editor::path(&[&self.built])?);
        let (config, run) = (self.home.join("config"), self.home.join("run"));
        let environment = [
            ("PATH", path.as_path()),
            ("HOME", self.home.as_path()),
            ("XDG_CONFIG_HOME", config.as_path()),
            ("XDG_RUNTIME_DIR", run.as_path()),
            ("TMPDIR", run.as_path()),
        ];
        let program: Vec<&str> = ["kak"].iter().chain(files).copied().collect();
        Terminal::open(&self.home, &self.workspace, &program, &environment)
    }
}

/// Types a command line.
fn say(kakoune: &Terminal, line: &str) -> Result<(), Failed> {
    kakoune.enter(":")?;
    kakoune.enter(line)?;
    kakoune.press(&["Enter"])
}

fn leave(kakoune: &Terminal) -> Result<(), Failed> {
    say(kakoune, "kill!")?;
    kakoune.ended()
}

fn see_fix_and_save(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\n")?;
    scene.write("letter.md", "# Gäste 💬\n\nUnsere Gäste 💬 and our customers.\n\nDear reader,\n")?;
    let kakoune = scene.kakoune(&["letter.md"])?;
    // The sign of a warning, before the line.
    kakoune.see("!Unsere")?;
    kakoune.press(&["Space", "l", "n"])?;
    kakoune.see("letter.md 3:")?;
    kakoune.press(&["Space", "l", "h"])?;
    kakoune.see("Say “clients” here")?;
    kakoune.press(&["Space", "l", "a"])?;
    kakoune.see("Replace with “clients”")?;
    // The menu takes what is typed for a filter.
    kakoune.enter("Replace with")?;
    kakoune.see_no("Ignore in this file")?;
    kakoune.press(&["Enter"])?;
    kakoune.see(" Unsere Gäste 💬 and our clients.")?;
    say(&kakoune, "write")?;
    written(&scene.workspace.join("letter.md"), "# Gäste 💬\n\nUnsere Gäste 💬 and our clients.\n\nDear reader,\n")?;
    leave(&kakoune)
}

fn plain_text(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"customer\"\n")?;
    for name in ["notes.txt", "README"] {
        scene.write(name, "We wrote to our clients.\n")?;
        let kakoune = scene.kakoune(&[name])?;
        kakoune.see("!We wrote")?;
        leave(&kakoune)?;
    }
    Ok(())
}

fn policy_as_typed(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\n")?;
    scene.write("letter.md", "Our customers called.\n")?;
    let kakoune = scene.kakoune(&["letter.md"])?;
    kakoune.see("!Our")?;
    say(&kakoune, "edit customary.toml")?;
    kakoune.see("prefer =")?;
    kakoune.press(&["%", "c"])?;
    kakoune.enter("prefer = \"offf\"")?;
    kakoune.press(&["Enter", "Escape"])?;
    // The sign of an error.
    kakoune.see("*prefer")?;
    kakoune.press(&["%", "c"])?;
    kakoune.enter("prefer = \"off\"")?;
    kakoune.press(&["Enter", "Escape"])?;
    kakoune.see(" prefer")?;
    say(&kakoune, "edit letter.md")?;
    kakoune.see(" Our customers")?;
    leave(&kakoune)
}

fn command(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "# Our house.\nprefer = \"client\"\n")?;
    scene.write("letter.md", "Our customers called.\n")?;
    let kakoune = scene.kakoune(&["letter.md"])?;
    kakoune.see("!Our")?;
    say(&kakoune, "lsp-execute-command customary.setPreference '[{\"prefer\": \"customer\"}]'")?;
    kakoune.see(" Our customers")?;
    say(&kakoune, "write-all")?;
    written(&scene.workspace.join("customary.toml"), "# Our house.\nprefer = \"customer\"\n")?;
    leave(&kakoune)
}

fn workspace_fix(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\n")?;
    scene.write("letter.md", "Dear customer,\n")?;
    scene.write("notes.txt", "Our customers called.\n")?;
    let kakoune = scene.kakoune(&["letter.md"])?;
    kakoune.see("!Dear")?;
    say(&kakoune, "lsp-execute-command customary.fixWorkspace '[]'")?;
    kakoune.see(" Dear client,")?;
    say(&kakoune, "write-all")?;
    written(&scene.workspace.join("letter.md"), "Dear client,\n")?;
    written(&scene.workspace.join("notes.txt"), "Our clients called.\n")?;
    leave(&kakoune)
}
