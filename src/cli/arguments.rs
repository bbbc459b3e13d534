//! The command line as it is typed.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::policy::{Prefer, Severity};

/// Keeps a workspace's words to its terminology policy: customer or client, as the house says.
#[derive(Debug, Parser)]
#[command(name = "customary", version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Report what the policy objects to
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// Apply the fixes that are safe
    #[command(after_help = EXIT_CODES)]
    Fix(FixArguments),
    /// Say what a word means and why, and what the policy makes of it
    #[command(after_help = super::explain::EXIT_CODES)]
    Explain(super::explain::ExplainArguments),
    /// Count what both words mean, by sense and by folder
    Stats(super::stats::StatsArguments),
    /// Look into policies: the presets, what is in force for a file, whether the examples hold
    Policy(PolicyArguments),
    /// Propose a policy from what the workspace does already
    Init(super::init::InitArguments),
    /// Record today's findings, so that only new ones are reported
    #[command(after_help = super::baseline::EXIT_CODES)]
    Baseline(super::baseline::BaselineArguments),
    /// Print the JSON schema of a policy file, or of the lines of `--format jsonl`
    Schema(SchemaArguments),
    /// Serve an editor: the language server, on standard input and output
    Lsp(LspArguments),
}

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  something at or above --fail-on
  2  the job could not be done: arguments, files or the policy; it says what and where";

#[derive(Debug, Args)]
pub(super) struct LspArguments {
    /// Standard input and output, which it serves anyway; some editors say so
    #[arg(long, hide = true)]
    stdio: bool,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// The schema of one line of `check --format jsonl`, instead of that of a policy
    #[arg(long)]
    pub(super) lines: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) common: Common,
    /// Report only what stands in lines that have changed since this commit, branch or tag; asks git
    #[arg(long, value_name = "REV", conflicts_with = "stdin", allow_hyphen_values = true)]
    pub(super) since: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct FixArguments {
    #[command(flatten)]
    pub(super) common: Common,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    pub(super) diff: bool,
    /// Apply the fixes that a person should look at, too
    #[arg(long = "unsafe")]
    pub(super) all: bool,
}

#[derive(Debug, Args)]
pub(super) struct PolicyArguments {
    #[command(subcommand)]
    pub(super) command: PolicyCommand,
    /// When to use colours; `auto` heeds the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: ColorChoice,
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// List the built-in presets: name, preferred word, reason
    Presets,
    /// Print the policy that is in force for a file, each value with where it comes from
    Show {
        /// A file, which need not exist, or `preset:NAME` for the preset's own text
        #[arg(value_name = "FILE")]
        of: String,
    },
    /// Run the examples that policies carry
    #[command(after_help = "\
Exit codes:
  0  every example is as expected
  1  some are not
  2  a policy could not be tested, or has errors; it says what and where")]
    Test {
        /// Policies, or files and folders whose policies are meant [default: the working folder]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

/// What `check` and `fix` have in common.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Files and folders [default: the working folder]
    #[arg(value_name = "PATH", conflicts_with = "stdin")]
    pub(super) paths: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: OutputFormat,
    /// The word of the pair that is preferred, whatever the policy says
    #[arg(long, value_name = "TERM", value_parser = named(&Prefer::NAMES))]
    pub(super) prefer: Option<Prefer>,
    /// The lowest severity that is shown
    #[arg(long, value_name = "LEVEL", default_value = "information", value_parser = named(&Severity::NAMES))]
    pub(super) severity: Severity,
    /// The lowest severity that makes the exit code 1; `never`: none does
    #[arg(long, value_name = "LEVEL", default_value = "warning", value_parser = named(&FailOn::NAMES))]
    pub(super) fail_on: FailOn,
    /// Use this policy for every file, whatever lies nearer
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Read one text from standard input; `fix` prints it fixed
    #[arg(long, conflicts_with_all = ["files_from"])]
    pub(super) stdin: bool,
    /// The path of that text: tells its format and its policy; it need not exist
    #[arg(long, value_name = "NAME", requires = "stdin")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// The format of that text by an editor's name for it [default: by the file name, else markdown]
    #[arg(long, value_name = "ID", requires = "stdin")]
    pub(super) stdin_language: Option<String>,
    /// Read the paths from a file, one a line; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) files_from: Option<PathBuf>,
    /// When to use colours; `auto` heeds the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    /// How many threads work [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// Print findings and problems only
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// List the files that are skipped, and why
    #[arg(short, long)]
    pub(super) verbose: bool,
}

impl Common {
    /// The files and folders that are meant, with everything else as it is unless asked otherwise.
    pub(super) fn of(paths: Vec<PathBuf>) -> Self {
        Self {
            paths,
            format: OutputFormat::Human,
            prefer: None,
            severity: Severity::Information,
            fail_on: FailOn(None),
            config: None,
            stdin: false,
            stdin_filename: None,
            stdin_language: None,
            files_from: None,
            color: ColorChoice::Auto,
            jobs: None,
            quiet: true,
            verbose: false,
        }
    }
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum OutputFormat {
    /// With excerpts of the text
    #[default]
    Human,
    /// One line a finding
    Short,
    /// One JSON object a line
    Jsonl,
}

/// What makes the exit code 1: the lowest severity, if any does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FailOn(pub(super) Option<Severity>);

impl FailOn {
    const NAMES: [(&'static str, Self); 5] = [
        ("error", Self(Some(Severity::Error))),
        ("warning", Self(Some(Severity::Warning))),
        ("information", Self(Some(Severity::Information))),
        ("hint", Self(Some(Severity::Hint))),
        ("never", Self(None)),
    ];
}

/// A parser for one of a list of names.
pub(super) fn named<T: Copy + Send + Sync + 'static>(
    names: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names.iter().map(|(name, _)| *name)).try_map(move |given| {
        names
            .iter()
            .find(|(name, _)| *name == given)
            .map(|(_, value)| *value)
            .ok_or_else(|| std::io::Error::new(std::io::ErrorKind::InvalidInput, "no such name"))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_name_is_read() {
        for (name, severity) in Severity::NAMES {
            let arguments = Arguments::try_parse_from(["customary", "check", "--severity", name]).unwrap();
            let Command::Check(check) = arguments.command else { panic!("another command") };
            assert_eq!(check.common.severity, severity);
        }
        assert!(Arguments::try_parse_from(["customary", "check", "--prefer", "patron"]).is_err());
    }
}
