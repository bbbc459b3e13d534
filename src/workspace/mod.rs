//! What spans files: the walk over a workspace, the check of many files at once, the mending of one,
//! and the findings that a workspace lives with.
//!
//! Works with paths, policies and reports, and does the reading and writing of texts. It knows nothing
//! of arguments, output formats or the protocol.

mod baseline;
mod changed;
mod counts;
mod encoding;
mod mend;
mod plan;
mod propose;
mod reach;
mod read;
mod scan;
mod senses;
mod threads;
mod walk;

pub use baseline::{BASELINE, Baseline, Baselines, Changes, Entry, Held, Known};
pub use changed::Changed;
pub use counts::{Counted, Counts, Example, FileCounts, WordCounts, count};
pub use encoding::Offsets;
pub use mend::{Mended, Wanted, WriteError, create, fitting, mend, write_back};
pub use plan::{Planned, plan};
pub use propose::propose;
pub use reach::{is_ignored, would_find};
pub use read::{Content, NOT_TEXT, Unreadable, read};
pub use scan::{Check, Checked, Outcome, Scanned, Skip, examine, examine_text, scan, scan_by};
pub use senses::{SenseCounts, WordSenses, add_senses, senses};
pub use threads::{Threads, give_way};
pub use walk::{Fault, Selection, Source, Walk, order, shown, shown_from, walk};
