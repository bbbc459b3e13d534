//! Reads the data files below `src` once, when the program is built, and leaves them in a form that is read many times
//! faster. The TOML files stay what people edit; `src/data.rs` has the reading side.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    data_files(Path::new("src"), &out)
}

/// Writes each `data/*.toml` below `folder` to its place below `out`, as JSON.
fn data_files(folder: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let is_data = folder.ends_with("data");
    if is_data {
        // The folder, so that a new file counts, and a removed one.
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            data_files(&path, out)?;
        } else if is_data && path.extension().is_some_and(|extension| extension == "toml") {
            let table: toml::Table =
                toml::from_str(&fs::read_to_string(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
            let written = out.join(path.with_extension("json"));
            fs::create_dir_all(written.parent().unwrap_or(out))?;
            fs::write(written, serde_json::to_string(&table)?)?;
        }
    }
    Ok(())
}
