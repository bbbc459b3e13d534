//! `customary init`: proposes a policy from what stands in a folder, and writes it when told to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::{Args, ColorChoice};

use super::output::counted;
use super::terminal::Terminal;
use crate::policy::{Disk, FILE_NAMES, Overrides, Policies};
use crate::workspace::{Counted, Threads, count, create, propose, shown, shown_from};

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The folder that the policy is for [default: the working folder]
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    path: PathBuf,
    /// Write the policy; one that is there already is kept
    #[arg(long)]
    yes: bool,
    /// How many threads work [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// Runs the command.
pub(super) fn run(arguments: &InitArguments) -> ExitCode {
    let mut terminal = Terminal::new(ColorChoice::Auto);
    let result = work(arguments, &mut terminal);
    if let Err(message) = &result {
        terminal.tell(&format!("error: {message}\n"));
    }
    let printed = terminal.finish();
    ExitCode::from(if result.is_ok() && printed.is_ok() { 0 } else { 2 })
}

fn work(arguments: &InitArguments, terminal: &mut Terminal) -> Result<(), String> {
    let working = std::env::current_dir().unwrap_or_default();
    let given = shown(&arguments.path);
    let given = if given.is_empty() { ".".to_owned() } else { given };
    let folder = fs::canonicalize(working.join(&arguments.path)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{given}: there is no such folder"),
        _ => format!("{given}: {error}"),
    })?;
    if !folder.is_dir() {
        return Err(format!("{given} is a file: name the folder that the policy is for"));
    }
    let name = |path: &Path| shown_from(path, &fs::canonicalize(&working).unwrap_or_else(|_| working.clone()));
    let there = FILE_NAMES.map(|name| folder.join(name)).into_iter().find(|path| path.symlink_metadata().is_ok());
    let there = there.map(|there| format!("{} is there already and stays as it is", name(&there)));
    if let Some(there) = there.as_ref().filter(|_| arguments.yes) {
        return Err(format!("{there}: edit it, or move it away first"));
    }
    let policies = Policies::new(Disk, Overrides::default());
    let threads = Threads::new(arguments.jobs.map_or(0, usize::from));
    let Counted { counts, governed_below, faults } = count(&folder, &threads, &policies, &AtomicBool::new(false));
    for fault in faults {
        terminal.tell(&format!("warning: {}: {}\n", fault.shown, fault.message));
    }
    let proposal = propose(&counts, None);
    let file = folder.join(FILE_NAMES.first().copied().unwrap_or_default());
    if arguments.yes {
        create(&file, &proposal).map_err(|error| format!("{}: {error}", name(&file)))?;
        let prefer = proposal.lines().find(|line| line.starts_with("prefer = ")).unwrap_or_default();
        terminal.print(&format!("{} is written: {prefer}\n", name(&file)));
    } else {
        terminal.print(&proposal);
    }
    let mut notes = Vec::new();
    if counts.files.is_empty() {
        let read = counted(counts.read, "file");
        notes.push(format!("neither client nor customer stands in what was read ({read}): there is nothing to go by"));
    }
    if governed_below > 0 {
        let what = if governed_below == 1 {
            "has a policy of its own and is not counted"
        } else {
            "have a policy of their own and are not counted"
        };
        notes.push(format!("{} below {what}", counted(governed_below, "file")));
    }
    if let Some(above) = policies.governing(&file).filter(|policy| *policy != file) {
        notes.push(format!(
            "{} governs this folder otherwise; a policy here governs it alone, unless it says extends = [{:?}]",
            name(&above),
            shown_from(&above, &folder)
        ));
    }
    match there {
        Some(there) => notes.push(format!("{there}: this is what would be proposed today")),
        None if arguments.yes => {}
        None => notes.push(format!("this is a proposal: `customary init --yes` writes it to {}", name(&file))),
    }
    notes.iter().for_each(|note| terminal.tell(&format!("note: {note}\n")));
    Ok(())
}
