//! Customary keeps a workspace's words to its terminology policy.
//!
//! Its flagship is the pair that everyone mixes up, *customer* and *client*: it reports what a
//! careful copy editor of the house would report, fixes it as that editor would, and says why.
//!
//! The modules in reading order, each built on those before it only:
//!
//! - [`text`]: the text itself: rope, edits, positions in the protocol's three encodings.
//! - [`terms`]: which words: concepts, their forms, fixed phrases, the matcher.
//! - [`prose`]: where to look: formats, the blocks a reader sees, inline directives.
//! - [`sense`]: what an occurrence means: party, software, name, mention.
//! - [`policy`]: what the workspace wants: `customary.toml`, read into immutable [`policy::Rules`].
//! - [`check`]: the verdict: text and rules in, findings and fixes out.
//! - [`workspace`]: what spans files: the walk and the check of many files.
//! - [`server`] and [`cli`]: the two adapters; they never see each other.
//!
//! ```
//! use customary::{check, policy::{Prefer, Rules}, prose::Format};
//!
//! let rules = Rules { prefer: Prefer::Client, ..Rules::default() };
//! let report = check::check("Our customers called.\n", Format::Markdown, &rules);
//! let finding = &report.findings[0];
//! assert_eq!(&*finding.text, "customers");
//! assert_eq!(finding.fix.as_ref().unwrap().edits[0].replacement, "clients");
//! ```
//!
//! All offsets are bytes of UTF-8 unless a name says otherwise.

#[macro_use]
mod data;

pub mod check;
pub mod cli;
pub mod policy;
pub mod prose;
pub mod sense;
pub mod server;
pub mod terms;
pub mod text;
pub mod workspace;
