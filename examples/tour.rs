//! A tour of the main job: `cargo run --example tour`.
//!
//! Copies the sample workspace to a temporary folder and runs the command line of Customary there, just
//! as the program does: what does the policy object to, what would be changed, change it, what is left.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use customary::cli::{self, Asked};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/harbour-advisory"), folder.path())?;
    std::env::set_current_dir(folder.path())?;

    say("A small firm of advisers writes “client”, and its bookshop writes “customer”. Its policy:")?;
    show("customary.toml")?;
    say("What goes against that? Not the notes on an HTTP client, nor the bank's Customer Portal.")?;
    run(&["check"]);
    say("What would change without a second look?")?;
    run(&["fix", "--diff"]);
    say("Change it. What is left needs a person, and each says why.")?;
    run(&["fix"]);
    say("That was a copy; the sample workspace itself is in examples/harbour-advisory.")?;
    // The folder cannot be removed on every system while one stands in it.
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR"))?;
    Ok(())
}

/// Runs the command line of Customary in the current folder.
fn run(arguments: &[&str]) {
    let _ = print(&format!("$ customary {}", arguments.join(" ")), AnsiColor::Green.on_default().bold());
    let all = ["customary"].iter().chain(arguments).map(OsString::from);
    // The exit code says whether there is something to report; a tour goes on either way.
    if let Ok(Asked::Terminal(task)) = cli::parse(all) {
        let _ = cli::run(task);
    }
}

fn say(text: &str) -> io::Result<()> {
    print("", Style::new())?;
    print(text, Style::new().bold())?;
    print("", Style::new())
}

fn show(file: &str) -> io::Result<()> {
    print(&format!("$ cat {file}"), AnsiColor::Green.on_default().bold())?;
    print(fs::read_to_string(file)?.trim_end(), Style::new())
}

/// Prints lines, in a style where standard output shows styles.
fn print(text: &str, style: Style) -> io::Result<()> {
    writeln!(anstream::stdout(), "{style}{text}{style:#}")
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
