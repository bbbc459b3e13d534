//! A writer's day in a real Helix, in a terminal, with exactly the `languages.toml` that we offer.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::{Completion, Failed, Trial};

use super::languages;
use crate::editor::terminal::{Terminal, written};
use crate::editor::{find, missing, path, root, run};

type Story = fn(&Scene) -> Result<(), Failed>;

const STORIES: [(&str, Story); 8] = [
    ("see_fix_and_save", see_fix_and_save),
    ("fix_all", fix_all),
    ("plain_text", plain_text),
    ("policy_as_typed", policy_as_typed),
    ("policy_faults", policy_faults),
    ("workspace_command", workspace_command),
    ("workspace_fix", workspace_fix),
    ("health", health),
];

/// What a reader of our README sets, so that messages stand in the text.
const CONFIG: &str =
    "[editor]\nend-of-line-diagnostics = \"hint\"\n\n[editor.inline-diagnostics]\ncursor-line = \"warning\"\n";

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(name, story): (&str, Story)| Trial::ignorable_test(format!("day::{name}"), move || attempt(story));
    STORIES.into_iter().map(trial).collect()
}

fn attempt(story: Story) -> Result<Completion, Failed> {
    for program in ["hx", "tmux"] {
        if find(program).is_none() {
            return Ok(missing(&format!("no {program} on the PATH")));
        }
    }
    story(&Scene::new()?).map(|()| Completion::Completed)
}

/// A workspace, and a Helix that knows nothing of this machine's.
struct Scene {
    home: PathBuf,
    workspace: PathBuf,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        let home = fs::canonicalize(folder.path())?;
        let workspace = home.join("workspace");
        fs::create_dir_all(home.join("config/helix"))?;
        fs::create_dir_all(workspace.join(".git"))?;
        fs::create_dir(home.join("cache"))?;
        fs::copy(root().join("editors/helix/languages.toml"), home.join("config/helix/languages.toml"))?;
        fs::write(home.join("config/helix/config.toml"), CONFIG)?;
        Ok(Self { home, workspace, _folder: folder })
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failed> {
        Ok(fs::write(self.workspace.join(name), text)?)
    }

    fn written(&self, name: &str, text: &str) -> Result<(), Failed> {
        written(&self.workspace.join(name), text)
    }

    fn helix(&self, files: &[&str]) -> Result<Terminal, Failed> {
        let path = PathBuf::from(path(&[])?);
        let (config, cache) = (self.home.join("config"), self.home.join("cache"));
        let environment = [
            ("PATH", path.as_path()),
            ("HOME", self.home.as_path()),
            ("XDG_CONFIG_HOME", config.as_path()),
            ("XDG_CACHE_HOME", cache.as_path()),
        ];
        let program: Vec<&str> = ["hx"].iter().chain(files).copied().collect();
        Terminal::open(&self.home, &self.workspace, &program, &environment)
    }
}

/// Types a command line.
fn command(helix: &Terminal, line: &str) -> Result<(), Failed> {
    helix.enter(":")?;
    helix.enter(line)?;
    helix.press(&["Enter"])
}

/// Types a text and goes back to normal mode. Each is waited for: a key too soon after Escape is one with Alt held.
fn insert(helix: &Terminal, text: &str) -> Result<(), Failed> {
    helix.enter(text)?;
    helix.see(text)?;
    helix.see(" INS ")?;
    helix.press(&["Escape"])?;
    helix.see(" NOR ").map(|_| ())
}

/// Opens the menu of code actions and takes one.
fn choose(helix: &Terminal, title: &str) -> Result<(), Failed> {
    helix.press(&["Space", "a"])?;
    let screen = helix.see(title)?;
    let row = |text: &str| screen.lines().position(|line| line.contains(text));
    // The first entry is the one that is marked.
    let steps = row(title).unwrap() - row("Replace with").ok_or("no menu")?;
    for _ in 0..steps {
        helix.press(&["C-n"])?;
    }
    helix.press(&["Enter"])
}

fn see_fix_and_save(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\n")?;
    scene.write("letter.md", "# Gäste 💬\n\nUnsere Gäste 💬 and our customers.\n\nDear customer,\n")?;
    let helix = scene.helix(&["letter.md"])?;
    helix.see("Say “clients” here")?;
    helix.see("Say “client” here")?;
    helix.press(&["]", "d"])?;
    choose(&helix, "Replace with “clients”")?;
    helix.see_no("Say “clients” here")?;
    helix.see("Say “client” here")?;
    command(&helix, "w")?;
    scene.written("letter.md", "# Gäste 💬\n\nUnsere Gäste 💬 and our clients.\n\nDear customer,\n")?;
    // What is typed is found as well.
    helix.press(&["o"])?;
    insert(&helix, "Our Customers’ boats.")?;
    helix.see("Say “Clients’” here")?;
    helix.press(&["u"])?;
    helix.see_no("Say “Clients’” here")?;
    command(&helix, "q!")?;
    helix.ended()
}

fn fix_all(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\n")?;
    scene.write("letter.md", "# To our customers\n\nDear customer,\n\nEvery customer’s berth is safe.\n")?;
    let helix = scene.helix(&["letter.md"])?;
    helix.see("Say “client’s” here")?;
    helix.press(&["]", "d"])?;
    choose(&helix, "Apply all 3 safe fixes")?;
    helix.see_no("here: this house")?;
    // One step takes it all back.
    helix.press(&["u"])?;
    helix.see("Every customer’s berth")?;
    helix.see("# To our customers")?;
    helix.press(&["U"])?;
    helix.see("Every client’s berth")?;
    command(&helix, "wq")?;
    helix.ended()?;
    scene.written("letter.md", "# To our clients\n\nDear client,\n\nEvery client’s berth is safe.\n")
}

fn plain_text(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"customer\"\n")?;
    for name in ["notes.txt", "README"] {
        scene.write(name, "We wrote to our clients.\n")?;
        let helix = scene.helix(&[name])?;
        helix.see("Say “customers” here")?;
        command(&helix, "q")?;
        helix.ended()?;
    }
    Ok(())
}

fn policy_as_typed(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\n")?;
    scene.write("letter.md", "Our customers and their clients.\n\nDear customer,\n")?;
    let helix = scene.helix(&["letter.md"])?;
    helix.see("Say “client” here")?;
    command(&helix, "open customary.toml")?;
    helix.see("prefer =")?;
    helix.press(&["%", "c"])?;
    insert(&helix, "prefer = \"off\"")?;
    command(&helix, "open letter.md")?;
    helix.see_no("here: this house")?;
    command(&helix, "qa!")?;
    helix.ended()
}

fn policy_faults(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\nexclud = [\"drafts/**\"]\n")?;
    let helix = scene.helix(&["customary.toml"])?;
    helix.see("did you mean")?;
    command(&helix, "q")?;
    helix.ended()
}

fn workspace_command(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "# Our house.\nprefer = \"client\"\n")?;
    scene.write("letter.md", "Dear customer,\n")?;
    let helix = scene.helix(&["letter.md"])?;
    helix.see("Say “client” here")?;
    command(&helix, "lsp-workspace-command customary.setPreference {\"prefer\": \"customer\"}")?;
    helix.see_no("Say “client” here")?;
    command(&helix, "wqa")?;
    helix.ended()?;
    scene.written("customary.toml", "# Our house.\nprefer = \"customer\"\n")
}

fn workspace_fix(scene: &Scene) -> Result<(), Failed> {
    scene.write("customary.toml", "prefer = \"client\"\n")?;
    scene.write("letter.md", "Dear customer,\n")?;
    scene.write("notes.txt", "Our customers called.\n")?;
    // To be looked at by a person, who cannot be asked here: it stays.
    scene.write("program.md", "Our customers and the client software.\n")?;
    let helix = scene.helix(&["letter.md"])?;
    helix.see("Say “client” here")?;
    command(&helix, "lsp-workspace-command customary.fixWorkspace")?;
    helix.see("Dear client,")?;
    // Helix turns a wheel from the moment that it takes a token for progress; it must stand still again.
    helix.wait("a status line at rest", |screen| screen.contains(" NOR   letter.md"))?;
    command(&helix, "wqa")?;
    helix.ended()?;
    scene.written("letter.md", "Dear client,\n")?;
    scene.written("notes.txt", "Our clients called.\n")?;
    scene.written("program.md", "Our customers and the client software.\n")
}

/// Helix itself says which servers a language has: with our configuration those that it had before, and ours.
fn health(scene: &Scene) -> Result<(), Failed> {
    let listed = |language: &str, config: &str| -> Result<Vec<String>, Failed> {
        let mut hx = Command::new("hx");
        hx.args(["--health", language]).env("PATH", path(&[])?);
        hx.env("HOME", &scene.home).env("XDG_CONFIG_HOME", scene.home.join(config)).current_dir(&scene.workspace);
        let said = run(hx)?;
        let servers = said.lines().skip_while(|line| !line.starts_with("Configured language servers")).skip(1);
        let servers = servers.take_while(|line| line.starts_with(' '));
        Ok(servers.filter_map(|line| Some(line.split_once(':')?.0.rsplit(' ').next()?.to_owned())).collect())
    };
    for language in languages::servers().into_keys() {
        let mut wanted = listed(&language, "nothing")?;
        wanted.push("customary".to_owned());
        let found = listed(&language, "config")?;
        if found != wanted {
            return Err(format!("{language}: {found:?}, not {wanted:?}").into());
        }
    }
    Ok(())
}
