//! The plugin's Lua is formatted as nvim-lspconfig asks: by stylua, with that project's options.
//!
//! The formatter comes from npm, as WebAssembly, into the target folder. Knows nothing of Neovim.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use super::Absence;

/// The folder of the installation, under the target folder.
const INSTALLATION: &str = "stylua-2.5.2";
/// What npm is to install, and where it puts it.
const PACKAGE: &str = "node_modules/@johnnymorganz/stylua";
/// What makes npm refuse a package with other bytes.
const LOCK: &str = r#"{
  "name": "stylua-for-tests", "version": "0.0.0", "lockfileVersion": 3, "requires": true,
  "packages": {
    "": { "name": "stylua-for-tests", "version": "0.0.0", "dependencies": { "@johnnymorganz/stylua": "2.5.2" } },
    "node_modules/@johnnymorganz/stylua": {
      "version": "2.5.2",
      "integrity": "sha512-iYcv5DvYk+2DZo7ms2sY6NNQISNU/glgQGJU8T/KRm/csMjqolBKZXyakmiYSgK7+U/eCDwzoDuG0TqLWH2TIg=="
    }
  }
}
"#;
const MANIFEST: &str =
    r#"{ "name": "stylua-for-tests", "version": "0.0.0", "dependencies": { "@johnnymorganz/stylua": "2.5.2" } }"#;

/// What is formatted otherwise; nothing where all is well.
pub(super) fn complaints(target: &Path, root: &Path) -> Result<String, Absence> {
    let installed = target.join(INSTALLATION);
    if !installed.join(PACKAGE).is_dir() {
        install(target, &installed)?;
    }
    let mut files = Vec::new();
    lua(&root.join("editors/neovim"), &mut files).map_err(broken)?;
    files.sort();
    assert!(files.len() > 1, "editors/neovim holds a plugin in Lua");
    let node = Command::new("node").arg(root.join("tests/neovim/stylua.cjs")).arg(&installed).args(&files).output();
    let node = node.map_err(|error| Absence::NotToBeHad(format!("node does not run: {error}")))?;
    match node.status.success() {
        true => Ok(String::new()),
        false => Ok(String::from_utf8_lossy(&node.stderr).into_owned()),
    }
}

fn broken(error: io::Error) -> Absence {
    Absence::Broken(format!("cannot look at the plugin's format: {error}"))
}

fn lua(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            lua(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "lua") {
            files.push(path);
        }
    }
    Ok(())
}

/// Installs beside `installed` and moves the whole into place.
fn install(target: &Path, installed: &Path) -> Result<(), Absence> {
    let fresh = tempfile::Builder::new().prefix(INSTALLATION).tempdir_in(target).map_err(broken)?;
    fs::write(fresh.path().join("package.json"), MANIFEST).map_err(broken)?;
    fs::write(fresh.path().join("package-lock.json"), LOCK).map_err(broken)?;
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"])
        .current_dir(fresh.path())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Absence::NotToBeHad(format!("npm does not run: {error}")))?;
    let said = String::from_utf8_lossy(&npm.stderr).trim().to_owned();
    if said.contains("EINTEGRITY") {
        return Err(Absence::Broken(said));
    }
    if !npm.status.success() {
        return Err(Absence::NotToBeHad(format!("npm cannot install stylua: {said}")));
    }
    match fs::rename(fresh.path(), installed) {
        Err(_) if installed.join(PACKAGE).is_dir() => Ok(()),
        outcome => outcome.map_err(broken),
    }
}
