//! What the workspace wants: `customary.toml`, found, read, layered, and compiled into [`Rules`].
//!
//! A policy is read as far as it can be: every fault is a [`Problem`] at its place in the file, and
//! the rest counts. The only IO is through [`Files`], so that an editor's open buffers can stand
//! before the disk. This room knows nothing of the protocol, the terminal, or findings.

mod discovery;
mod edit;
mod file;
mod globs;
mod in_force;
mod layers;
mod left_alone;
mod names;
mod pieces;
mod reader;
mod rules;
mod store;
mod tree;

pub use edit::allow_phrase;
pub use names::{REGION_NAMES, parse_region, parse_regions};
pub use rules::{LeftAlone, Origin, Place, Prefer, Problem, ProblemSeverity, Rules, Severity};
pub use store::{Disk, Files, Overrides, Policies, Settings};

/// The names a policy file can have, the first that exists in a folder counts.
pub const FILE_NAMES: [&str; 2] = ["customary.toml", ".customary.toml"];

#[cfg(test)]
mod memory;
