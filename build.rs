//! Reads the data files below `src` once, when the program is built, and leaves them in a form that is read many times
//! faster. The TOML files stay what people edit; `src/data.rs` has the reading side.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    data_files(Path::new("src"), &out)
}

/// What data files hold for their tests alone.
const FOR_TESTS: &str = "examples";

/// Writes each `data/*.toml` below `folder` to its place below `out` as MessagePack: for tests as `.mp`, and without
/// what only they read as `.lean.mp`.
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
            let mut table: toml::Table =
                toml::from_str(&fs::read_to_string(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
            let written = out.join(path.with_extension("mp"));
            fs::create_dir_all(written.parent().unwrap_or(out))?;
            fs::write(&written, rmp_serde::to_vec(&table)?)?;
            remove_examples(&mut table);
            fs::write(written.with_extension("lean.mp"), rmp_serde::to_vec(&table)?)?;
        }
    }
    Ok(())
}

/// Takes them out of a table and out of the tables in it.
fn remove_examples(table: &mut toml::Table) {
    table.remove(FOR_TESTS);
    for (_, value) in table.iter_mut() {
        let of_list = value.as_array_mut().into_iter().flatten().filter_map(|value| value.as_table_mut());
        of_list.for_each(remove_examples);
        value.as_table_mut().into_iter().for_each(remove_examples);
    }
}
